"""Many digits: rational numbers while they are exact, then balls, as precise as it takes.

Invariants:

- A number is a `Ratio` as long as rational arithmetic can hold it, so that what is exactly equal
  is known to be; only where a value leaves the rationals it becomes a `Ball`, with its error.
- An attempt is good if every number that is reported is certain to the digits that were asked for
  and every comparison is decided; otherwise there is another, more precise, up to a limit. What is
  not certain then is said.
- mpmath is imported here only, when digits are asked for, and its global context is left alone.

>>> m = Digits(30)
>>> print(m.exp(1), m.sin(m.constant("pi")).has_zero, m.sqrt(4))
2.71828182845904523536028747135 True 2
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor, inf, log10, nan
from typing import TYPE_CHECKING, Any

from ..parser.errors import BackpropError
from .balls import Ball, Doubtful, height_of, total
from .digit_functions import LARGEST
from .digit_text import decimal_text, significant
from .enclosure import HIDDEN, enclosure
from .exact import Exact
from .missing import Missing
from .primitives import PRIMITIVES
from .rational import Guess, Ratio
from .settling import Formula, Settling
from .step_formulas import BALL_FORMULAS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .balls import Real
    from .graph import Constant, Graph
    from .primitives import Primitive
    from .rational import Exactly
    from .report import Number

_GUARD = 15
"""Decimal digits that are worked out beyond those that are asked for, at first."""

_NEARLY = 2.0**-20
"""The logarithms of sizes and radii are not exact; they are far better than this."""

_LONG = 3000
"""Numbers of a larger binary exponent are scaled before they are written."""

_EXTRA = 100
"""Bits that scaling may lose."""


def _context(bits: int) -> Any:  # noqa: ANN401
    """A context of our own, of so many binary digits.

    Raises `BackpropError` where mpmath is not installed.
    """
    try:
        from mpmath.ctx_mp import MPContext  # pyright: ignore
    except ImportError:
        raise BackpropError(
            "--digits needs the package mpmath, which is not installed",
            hint="install backprop-cli[digits], or mpmath",
        ) from None
    context = MPContext()
    context.prec = bits
    return context


class Digits(Settling, Exact):
    """So many significant decimal digits, worked out with `precision` of them."""

    name = "digits"
    range = "to be worked out"

    def __init__(self, digits: int, precision: int | None = None) -> None:
        self.digits: int | None = digits
        self.wanted = digits
        self.precision = digits + _GUARD if precision is None else precision
        self.bits = self.precision * 3322 // 1000 + 1
        self.context = _context(self.bits + HIDDEN)
        self.bound = 1 << (8 * self.bits + 1000)
        self.doubted = False

    def unknown(self) -> Ball:
        """A number of which nothing is known."""
        return Ball(self.context.nan, inf, inf, self)

    def ball(self, middle: Real, *spreads: float) -> Exactly:
        """A number that was just rounded, with the logarithms of what its radius is the sum of.

        It is infinite if it is beyond all bounds.
        """
        if not middle._mpf_[1] and middle:
            return self.unknown()
        height = height_of(middle)
        spread = total(height - self.bits, *spreads)
        if not spread < inf:
            return self.unknown()
        if height > LARGEST:
            return Ratio(1 if middle > 0 else -1, 0, self)
        return self.tiny() if -inf < height < -LARGEST else Ball(middle, height, spread, self)

    def tiny(self) -> Ball:
        """A number that is too small to be told from 0."""
        return Ball(self.context.zero, -inf, -LARGEST, self)

    def ball_of(self, number: Exactly) -> Ball:
        """A ratio as a ball, without an error if it has few binary digits."""
        if isinstance(number, Ball):
            return number
        above, below = number.numerator, number.denominator
        if not below:
            limit = self.context.inf if above > 0 else -self.context.inf
            return Ball(limit if above else self.context.nan, inf, -inf, self)
        middle = self.context.mpf(above) / below
        height = height_of(middle)
        exact = below & (below - 1) == 0 and above.bit_length() <= self.bits
        return Ball(middle, height, -inf if exact else height - self.bits, self)

    def rounded(self, numerator: int, denominator: int) -> Exactly:
        """What a fraction becomes that is too long to be kept whole."""
        return self.ball(self.context.mpf(numerator) / denominator)

    def outgrown(self, name: str, numbers: Sequence[Exactly], *, sign: int = 0) -> Exactly:  # noqa: ARG002
        """What a primitive gives whose value would be too long to be kept whole."""
        return self.leave(name, numbers)

    def constant(self, constant: Constant) -> Exactly:
        """A constant of the graph."""
        if not isinstance(constant, str):
            return super().constant(constant)
        if constant in ("inf", "nan"):
            return Ratio(int(constant == "inf"), 0, self)
        known = {"pi": self.context.pi, "e": self.context.e, "tau": 2 * self.context.pi}
        return self.ball(+known[constant])

    def far_constant(self, mantissa: int, exponent: int) -> Exactly:
        """A constant of very many digits."""
        if abs(exponent) > LARGEST:
            return self.tiny() if exponent < 0 else Ratio(1 if mantissa > 0 else -1, 0, self)
        return self.ball(mantissa * self.context.power(10, exponent))

    def compare(self, x: Exactly, y: Exactly) -> tuple[int | None, bool]:
        """-1, 0 or 1 as x is less than, equal to or greater than y, and whether that is sure.

        Numbers that cannot be told apart are taken for equal; `None` stands for NaN.
        """
        if isinstance(x, Ratio) and isinstance(y, Ratio):
            return x.order(y), True
        if isinstance(x, Missing) or isinstance(y, Missing):
            return None, True
        left, right = self.ball_of(x), self.ball_of(y)
        if not (left.is_known and right.is_known):
            return None, False
        if x is y:
            return 0, True
        gap, reach = left.middle - right.middle, total(left.spread, right.spread)
        if gap and (not self.context.isfinite(gap) or height_of(gap) > reach + _NEARLY):
            return (1 if gap > 0 else -1), True
        return 0, reach == -inf and not gap

    def function(self, primitive: Primitive) -> Callable[..., Exactly]:
        """What evaluates a primitive; a value that hangs on an undecided comparison says so."""
        exactly = super().function(primitive)

        def value(*numbers: Exactly) -> Exactly:
            self.doubted = False
            found = exactly(*numbers)
            if self.doubted and isinstance(found, Ratio):
                found = Guess(found.numerator, found.denominator, self)
            elif self.doubted and isinstance(found, Ball):
                found = Doubtful(found.middle, found.height, found.spread, self)
            self.doubted = False
            return found

        return value

    def where(
        self, condition: Exactly, yes: Callable[[], Exactly], no: Callable[[], Exactly]
    ) -> Exactly:
        """The value of one of two thunks."""
        return yes() if self.is_true(condition) else no()

    def choose(self, condition: Exactly, a: Exactly, b: Exactly) -> Exactly:
        """One of two values that are there already."""
        return a if self.is_true(condition) else b

    def decided(self, x: Exactly, y: Exactly) -> int | None:
        """The order of two numbers; a doubt is left behind where it is not sure."""
        order, sure = self.compare(x, y)
        self.doubted = self.doubted or not sure
        return order

    def is_true(self, condition: Exactly) -> bool:
        """Whether a number is not 0; where that cannot be decided, it is taken for 0."""
        if isinstance(condition, Ball):
            return self.decided(condition, Ratio(0, 1, self)) != 0
        self.doubted = self.doubted or not getattr(condition, "sure", True)
        return bool(condition)

    def apply(self, name: str, numbers: list[Exactly]) -> Exactly:
        """The value of a primitive, exactly where that can be."""
        if not any(isinstance(number, Ball) for number in numbers):
            return super().apply(name, numbers)
        formula = BALL_FORMULAS.get(name)
        if formula is not None:
            return formula(self, *numbers)
        domain = PRIMITIVES[name].domain
        inside = domain is None or domain.contains(*numbers)
        return self.leave(name, numbers) if inside else self.unknown()

    def beyond(self, name: str, numbers: Sequence[Exactly]) -> Exactly:
        """The value of a function at infinity."""
        return self.leave(name, numbers)

    def leave(self, name: str, numbers: Sequence[Exactly]) -> Exactly:
        """What a primitive gives whose value is not rational."""
        return enclosure(self, name, numbers)

    def given(self, value: Any) -> Exactly:  # noqa: ANN401
        """A value from a point: a number, exactly, or what `kept` has made of an expression."""
        if isinstance(value, Formula):
            return value.at(self)
        if isinstance(value, float):
            return self.number(value)
        return super().given(value)

    def kept(self, graph: Graph, node: int, number: Exactly) -> Number | Formula:
        """A constant expression's value if it is rational, else what gives it at any precision."""
        if isinstance(number, Ratio) and number.is_finite and number.sure:
            return Fraction(number.numerator, number.denominator)
        return Formula(graph, node)

    def report(self, number: Any) -> Number | None:  # noqa: ANN401
        """A number as a report holds it: a `Decimal`, or a float that is infinite or NaN.

        Of one that is less certain, only the digits that are.
        """
        if type(number) is Missing:
            return None
        if isinstance(number, Ball):
            known = self.certain(number)
            if known is None:
                return nan
            return self._rounded(number.middle, known) if known else Decimal(0)
        ratio = self.number(number)
        if isinstance(ratio, Ball):  # an integer that is too long to be kept whole
            return self.report(ratio)
        if not ratio.is_finite:
            return inf if ratio.numerator > 0 else -inf if ratio.numerator else nan
        digits, power = significant(abs(ratio.numerator), ratio.denominator, self.wanted)
        return _decimal("-" * (ratio.numerator < 0), digits, power)

    def text(self, ball: Ball) -> str:
        """A number as a sentence says it."""
        known = self.certain(ball)
        if known is None:
            return "nan"
        about = f"0 (as far as {self.precision:,} digits can tell)"
        return decimal_text(self._rounded(ball.middle, known)) if known else about

    def _rounded(self, middle: Real, digits: int) -> Decimal:
        """A number to so many significant digits."""
        sign, mantissa, exponent, _ = middle._mpf_
        if abs(exponent) < _LONG:
            above, below = mantissa << max(exponent, 0), 1 << max(-exponent, 0)
            figures, power = significant(above, below, digits)
            return _decimal("-" * sign, figures, power)
        power = floor(height_of(middle) * log10(2))
        with self.context.extraprec(_EXTRA):
            scaled = abs(middle) * self.context.power(10, digits + 5 - power)
            longer = int(self.context.nint(scaled))
        figures, carried = significant(longer, 1, digits)
        return _decimal("-" * sign, figures, power + carried - (digits + 5))


def _decimal(sign: str, digits: str, power: int) -> Decimal:
    """Digits with the power of ten of the first, without zeros that say nothing."""
    figures = digits.rstrip("0") or "0"
    return Decimal(f"{sign}{figures[0]}.{figures[1:]}e{power}") if figures != "0" else Decimal(0)
