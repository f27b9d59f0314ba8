"""A real number: a fraction as long as it lasts, then a ball that the number is proved to lie in.

Fractions are FLINT's `fmpq`, balls Arb's `arb`: a middle, and a radius that every operation widens
by all that it may be off. Infinities and NaN are balls too, and follow IEEE 754 but for the sign of
zero.

Invariants:

- What is exact is a fraction, unless it is infinite or too long for one: so what is exactly equal
  is known to be.
- A number is worked with to the precision of the context that it belongs to, `home`. FLINT has one
  precision for all; it is set before every operation and never relied on.
- Arb's own comparisons hold if they *certainly* hold. Those of a `Real` do not: two numbers that
  cannot be told apart compare as equal, so that `==`, `<=` and `>=` mean "as far as can be told".
  Only `<`, `>` and `!=` are proved. Who must know asks `order`, which says whether it is sure.
- A number of which nothing is known, and one that its kind has no room for, compare like NaN.

>>> home = Context(bits=100, longest=1000)
>>> third = home.number(1) / 3
>>> root = home.made(arb(2).sqrt())
>>> print(third * 3, third.is_exact, root * root == 2, (root * root).order(2), root - root)
1 True True (0, False) 0
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any

from flint import arb, ctx, fmpq

from ..rules.predicates import as_double

if TYPE_CHECKING:
    from collections.abc import Callable

Value = fmpq | arb
"""What a number is to FLINT."""

LARGEST = 2**51
"""Numbers beyond 2 to this power are infinite here, and their reciprocals cannot be told from 0."""

NAN, INFINITY = arb.nan(), arb.pos_inf()
UNKNOWN = arb(0, INFINITY)
"""A real number, if it exists, of which nothing is known."""

_FAR = arb(2) ** LARGEST
_NEAR = arb(2) ** -LARGEST
TINY = arb(0, _NEAR)
"""What is too small to be told from 0."""

_SHORT = 256
"""A ball without radius is made a fraction if its mantissa has no more bits than this."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Why a kind of numbers has no room for a number.

    `cause` is `irrational`, `constant`, `large` or `far` (an argument too large for its function);
    `name` is the primitive or the constant, `arguments` are what it was asked for.
    """

    cause: str
    name: str
    arguments: tuple[Any, ...] = ()


class Context:
    """The precision of balls in `bits`, and the `longest` fraction that is kept, likewise."""

    def __init__(self, bits: int, longest: int) -> None:
        self.bits = bits
        self.longest = longest

    @property
    def nan(self) -> Real:
        """What stands for a derivative that does not exist."""
        return Real(NAN, self)

    def enter(self) -> None:
        """Have FLINT work to this precision."""
        if ctx.prec != self.bits:
            ctx.prec = self.bits

    def made(self, value: Value, sure: bool = True, departure: Departure | None = None) -> Real:
        """A number in its simplest form: a fraction if it is one of bounded length."""
        if not isinstance(value, fmpq):
            return Real(_simplest(value), self, sure, departure)
        if value.height_bits() > self.longest:
            return self.outgrown(value, sure, departure)
        return Real(value, self, sure, departure)

    def outgrown(self, value: fmpq, sure: bool, departure: Departure | None) -> Real:
        """What a fraction becomes that is too long to be kept."""
        self.enter()
        return Real(_simplest(arb(value)), self, sure, departure)

    def number(self, number: Any) -> Real:  # noqa: ANN401
        """A number of any type, exactly: an integer, a float, a fraction, a decimal, a `Real`."""
        if type(number) is Real:
            if number.home is self:
                return number
            return self.made(number.value, number.sure, number.departure)
        if isinstance(number, int):
            return self.made(fmpq(int(number)))
        if isinstance(number, float) and not -inf < number < inf:
            return Real(INFINITY if number > 0 else -INFINITY if number < 0 else NAN, self)
        above, below = Fraction(number).as_integer_ratio()
        return self.made(fmpq(above, below))

    def text(self, value: arb) -> str:
        """A ball as a sentence says it."""
        return value.str()


def _simplest(value: arb) -> Value:
    """A fraction for a short exact value, an infinity for one beyond all bounds."""
    if not value.is_finite():
        if value.is_nan():
            return NAN
        return INFINITY if value > 0 else -INFINITY if value < 0 else UNKNOWN
    if value.is_exact() and value.bits() <= _SHORT:
        mantissa, exponent = value.man_exp()
        if -_SHORT < exponent < _SHORT:
            return fmpq(mantissa) * fmpq(2) ** int(exponent)
    if -_FAR < value < _FAR:
        return TINY if abs(value) < _NEAR else value
    return INFINITY if value > _FAR else -INFINITY if value < -_FAR else UNKNOWN


def is_nan(value: Value) -> bool:
    """Whether there is no value."""
    return isinstance(value, arb) and value.is_nan()


def is_infinite(value: Value) -> bool:
    """Whether a value is inf or -inf."""
    return isinstance(value, arb) and not value.is_finite() and bool(value > 0 or value < 0)


def is_lost(value: Value) -> bool:
    """Whether a value is NaN, or nothing is known of it."""
    return isinstance(value, arb) and not value.is_finite() and not (value > 0 or value < 0)


def order_of(x: Value, y: Value) -> tuple[int | None, bool]:
    """-1, 0 or 1 as x is less than, equal to or greater than y, and whether that is sure.

    What cannot be told apart is taken for equal; `None` stands for NaN and for the unknown.
    """
    for value in (x, y):
        if is_lost(value):
            return None, is_nan(value)
    if x < y:
        return -1, True
    if x > y:
        return 1, True
    return 0, x is y or bool(x == y)


def subtract(x: Value, y: Value) -> Value:
    """The difference, which is 0 of a number and itself."""
    if x is y and (isinstance(x, fmpq) or x.is_finite()):
        return fmpq(0)
    return x - y


def multiply(x: Value, y: Value) -> Value:
    """The product, which is 0 with an exact 0 unless the other is infinite or NaN."""
    if isinstance(x, fmpq) and not x:
        return NAN if is_infinite(y) or is_nan(y) else x
    if isinstance(y, fmpq) and not y:
        return NAN if is_infinite(x) or is_nan(x) else y
    return x * y


def divide(x: Value, y: Value) -> Value:
    """The quotient; a pole is infinite, with the sign of what is divided."""
    if isinstance(y, fmpq) and not y:
        order, sure = order_of(x, y)
        return INFINITY * order if order else NAN if sure else UNKNOWN
    if isinstance(x, fmpq) and not x and order_of(x, y)[0]:
        return x
    return x / y


def remainder(x: Value, y: Value) -> Value:
    """What is left of a division, with the sign of the divisor; NaN where there is none."""
    if is_infinite(y) and not (is_infinite(x) or is_nan(x)):
        return x if not x or (x > 0) == (y > 0) else y
    if is_infinite(x) or order_of(y, fmpq(0))[0] in (0, None):
        return NAN if order_of(y, fmpq(0))[1] else UNKNOWN
    quotient = divide(x, y)
    whole = quotient.floor()
    if not isinstance(whole, arb):
        whole = fmpq(whole)
    return x - y * whole


def is_sharp(value: Value) -> bool:
    """Whether a value is known without any error."""
    return isinstance(value, fmpq) or value.is_exact() or is_infinite(value)


def known(value: Value, *arguments: Value) -> Value:
    """A value that Arb gave: what is NaN only because a ball is too wide for it is unknown."""
    if isinstance(value, fmpq) or not value.is_nan() or any(map(is_nan, arguments)):
        return value
    return NAN if all(map(is_sharp, arguments)) else UNKNOWN


def _operation(
    combine: Callable[..., Any], *, turned: bool = False
) -> Callable[[Real, object], Real]:
    """The method of an operator, or with `turned` of one whose right side the number is."""

    def method(self: Real, other: object) -> Real:
        home = self.home
        if type(other) is not Real:
            if not isinstance(other, int | float | Fraction):
                return NotImplemented
            other = home.number(other)
        x, y = (other.value, self.value) if turned else (self.value, other.value)
        if ctx.prec != home.bits:
            home.enter()
        value = combine(x, y)
        if isinstance(value, arb) and value.is_nan():
            value = known(value, x, y)
        return home.made(value, self.sure and other.sure, self.departure or other.departure)

    return method


class Real:
    """A number of the context `home`.

    It is `sure` unless it hangs on a comparison that could not be decided. With a `departure` its
    kind has no room for it; its value is kept all the same, since a product with 0 needs to know
    that it is finite.
    """

    __slots__ = ("departure", "home", "sure", "value")

    def __init__(
        self, value: Value, home: Context, sure: bool = True, departure: Departure | None = None
    ) -> None:
        self.value = value
        self.home = home
        self.sure = sure
        self.departure = departure

    @property
    def is_exact(self) -> bool:
        """Whether it is a fraction, without any error."""
        return isinstance(self.value, fmpq)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of it, so that no rule applies to it."""
        return is_lost(self.value) and not is_nan(self.value)

    def lower(self) -> Real:
        """The lower end of the ball, as a number without error."""
        return self._part(arb.lower)

    def upper(self) -> Real:
        """The upper end of the ball, likewise."""
        return self._part(arb.upper)

    def middle(self) -> Real:
        """The middle of the ball."""
        return self._part(arb.mid)

    def radius(self) -> Real:
        """The radius of the ball: 0 for a fraction, infinite for what is unknown or NaN."""
        return Real(fmpq(0), self.home) if self.is_exact else self._part(arb.rad)

    def _part(self, part: Callable[[arb], arb]) -> Real:
        if isinstance(self.value, fmpq):
            return self
        self.home.enter()
        return Real(part(self.value), self.home)

    def order(self, other: object) -> tuple[int | None, bool]:
        """-1, 0 or 1 as it is less than, equal to or greater than a number, and whether surely so.

        What cannot be told apart is 0 and not sure; what compares like NaN is `None`.
        """
        right = other if isinstance(other, Real) else self.home.number(other)
        if self.departure is not None or right.departure is not None:
            return None, True
        self.home.enter()
        return order_of(self.value, right.value)

    __add__ = __radd__ = _operation(operator.add)
    __sub__, __rsub__ = _operation(subtract), _operation(subtract, turned=True)
    __mul__ = __rmul__ = _operation(multiply)
    __truediv__, __rtruediv__ = _operation(divide), _operation(divide, turned=True)
    __mod__, __rmod__ = _operation(remainder), _operation(remainder, turned=True)

    def __neg__(self) -> Real:
        self.home.enter()
        return Real(-self.value, self.home, self.sure, self.departure)

    def __abs__(self) -> Real:
        self.home.enter()
        return Real(abs(self.value), self.home, self.sure, self.departure)

    def __eq__(self, other: object) -> bool:
        return _is_number(other) and self.order(other)[0] == 0

    def __lt__(self, other: object) -> bool:
        return self.order(other)[0] == -1

    def __gt__(self, other: object) -> bool:
        return self.order(other)[0] == 1

    def __le__(self, other: object) -> bool:
        return self.order(other)[0] in (-1, 0)

    def __ge__(self, other: object) -> bool:
        return self.order(other)[0] in (0, 1)

    def __bool__(self) -> bool:
        """Whether it is not 0, as far as can be told; what has departed is no truth."""
        return self.departure is None and self.order(0)[0] != 0

    def __hash__(self) -> int:
        return id(self)

    def __float__(self) -> float:
        return as_double(self.fraction() if self.is_exact else self.value)

    def fraction(self) -> Fraction:
        """The fraction that an exact number is."""
        assert isinstance(self.value, fmpq)
        return Fraction(int(self.value.p), int(self.value.q))

    def __str__(self) -> str:
        from ..graph.number_text import fraction_text

        if isinstance(self.value, fmpq):
            return fraction_text(int(self.value.p), int(self.value.q))
        if is_infinite(self.value):
            return "inf" if self.value > 0 else "-inf"
        return self.home.text(self.value)

    def __repr__(self) -> str:
        return f"Real({self})"


def _is_number(other: object) -> bool:
    return isinstance(other, Real | int | float | Fraction)


def overlap(x: Real, y: Real) -> bool:
    """Whether two numbers may be the same one, for all that is known of them."""
    return bool(arb(x.value).overlaps(arb(y.value)))
