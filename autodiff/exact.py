"""The exact algebra: rational numbers, and every primitive where its value is rational.

Invariants:

- Nothing is rounded. A function whose value is not rational at the numbers at hand gives a
  `Missing` that names it; so does a number of more than `MOST_DIGITS` decimal digits, whose size
  is estimated before it is worked out.
- No function here raises. A missing value is an error only if something needs it, which is decided
  elsewhere.

>>> half = EXACT.ratio(1, 2)
>>> print(half + 1, EXACT.sqrt(half * half), EXACT.sin(0), EXACT.power(8, EXACT.ratio(2, 3)))
3/2 1/2 0 4
>>> EXACT.sin(1), EXACT.power(9, 387420489)
(Missing('irrational', 'sin'), Missing('large', 'power'))
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import gcd, inf, nan
from typing import TYPE_CHECKING, Any

from .algebra import OneAttempt, is_nan
from .exact_formulas import FORMULAS, SPECIAL
from .missing import Missing
from .primitives import PRIMITIVES, WHERE
from .rational import Ratio, ratio_of_float

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .graph import Constant
    from .primitives import Primitive
    from .rational import Exactly
    from .report import Number

MOST_DIGITS = 4000
"""Numerators and denominators have no more decimal digits than this."""

_TESTS = frozenset(
    ["less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "conjunction",
     "disjunction"]
)  # fmt: skip
"""What has an answer for NaN too."""

_ENTIRE = frozenset(
    ["exp", "expm1", "sin", "cos", "atan", "sinh", "cosh", "tanh", "asinh", "erf", "erfc",
     "sigmoid", "softplus", "abs", "relu", "square"]
)  # fmt: skip
_POSITIVE = frozenset(["exp", "cosh", "erfc", "sigmoid", "softplus"])
_NAMED = {"pi": 1, "e": 1, "tau": 1}


class Exact(OneAttempt):
    """Rational numbers of at most so many decimal digits, as the sweeps and the rules see them."""

    name = "exact"
    range = "for exact arithmetic"

    def __init__(self) -> None:
        self.bound = 10**MOST_DIGITS

    @property
    def pi(self) -> Exactly:
        """The constant."""
        return self.constant("pi")

    @property
    def nan(self) -> Ratio:
        """What stands for a derivative that does not exist."""
        return Ratio(0, 0, self)

    def ratio(self, numerator: int, denominator: int) -> Exactly:
        """A fraction, brought to lowest terms."""
        common = gcd(numerator, denominator) or 1
        if denominator < 0:
            common = -common
        return self.made(numerator // common, denominator // common)

    def made(self, numerator: int, denominator: int) -> Exactly:
        """A fraction that is in lowest terms already."""
        if -self.bound < numerator < self.bound and denominator < self.bound:
            return Ratio(numerator, denominator, self)
        return self.rounded(numerator, denominator)

    def rounded(self, numerator: int, denominator: int) -> Exactly:  # noqa: ARG002
        """What a fraction becomes that is too long."""
        return Missing("large", "", finite=True, sign=1 if numerator > 0 else -1)

    def outgrown(self, name: str, numbers: Sequence[Ratio], *, sign: int = 0) -> Exactly:
        """What a primitive gives whose value would be too long, before it is worked out."""
        return Missing("large", name, tuple(numbers), finite=True, sign=sign)

    def leave(self, name: str, numbers: Sequence[Exactly]) -> Exactly:
        """What a primitive gives whose value is not rational."""
        sign = 1 if name in _POSITIVE or (name == "sqrt" and numbers[0] > 0) else 0
        return Missing("irrational", name, tuple(numbers), finite=True, sign=sign)

    def number(self, value: Any) -> Exactly:  # noqa: ANN401
        """A number of any type, in this algebra."""
        if isinstance(value, int):
            return self.made(int(value), 1)
        if isinstance(value, float):
            return ratio_of_float(value, self)
        return value

    def constant(self, constant: Constant) -> Exactly:
        """A constant of the graph."""
        if isinstance(constant, str):
            sign = _NAMED.get(constant, 0)
            return Missing("constant", constant, finite=constant in _NAMED, sign=sign)
        mantissa, exponent = constant
        if abs(exponent) > self.bound.bit_length():
            return self.far_constant(mantissa, exponent)
        scale = 10 ** abs(exponent)
        return self.ratio(mantissa * scale, 1) if exponent >= 0 else self.ratio(mantissa, scale)

    def far_constant(self, mantissa: int, exponent: int) -> Exactly:
        """A constant of very many digits."""
        return Missing(
            "large", f"{mantissa}e{exponent}", finite=True, sign=1 if mantissa > 0 else -1
        )

    def function(self, primitive: Primitive) -> Callable[..., Exactly]:
        """What evaluates a primitive: where it gives a `Missing`, that one names the primitive."""
        rule = partial(primitive.value, self) if primitive.value else getattr(self, primitive.name)
        if primitive is WHERE:
            return rule

        def value(*numbers: Exactly) -> Exactly:
            for number in numbers:
                if type(number) is Missing:
                    return number
            found = rule(*numbers)
            return found.named(primitive.name, numbers) if type(found) is Missing else found

        return value

    def __getattr__(self, name: str) -> Callable[..., Exactly]:
        """Any primitive, by its name."""
        if name not in PRIMITIVES and name not in FORMULAS:
            raise AttributeError(name)
        return partial(self._call, name)

    def _call(self, name: str, *values: Any) -> Exactly:  # noqa: ANN401
        numbers = [self.number(value) for value in values]
        for number in numbers:
            if type(number) is Missing:
                positive = name == "sqrt" and number.sign == 1
                sign = 1 if name in _POSITIVE or positive else 0
                return number.through(name in _ENTIRE or positive, sign)
        if name not in _TESTS:
            for number in numbers:
                if is_nan(number):
                    return number
        return self.apply(name, numbers)

    def apply(self, name: str, numbers: list[Exactly]) -> Exactly:
        """The value of a primitive at numbers of which none is NaN, unless it is a comparison."""
        formula = FORMULAS.get(name)
        found = formula(self, *numbers) if formula else self._special(name, numbers)
        return self.leave(name, numbers) if found is None else found

    def _special(self, name: str, numbers: list[Ratio]) -> Ratio | None:
        """A value at a point where it is rational, or at a pole; NaN where there is none."""
        if len(numbers) == 1:
            number = numbers[0]
            known = SPECIAL.get(name, {}).get((number.numerator, number.denominator))
            if known is not None:
                return Ratio(*known, self)
        domain = PRIMITIVES[name].domain
        if domain is not None and not domain.contains(*numbers):
            # The logarithm of |gamma| has poles where gamma has them.
            return self.number(inf if name == "lgamma" else nan)
        return None if all(number.is_finite for number in numbers) else self.beyond(name, numbers)

    def beyond(self, name: str, numbers: list[Ratio]) -> Ratio:  # noqa: ARG002
        """The value of a function at infinity, which no rational result needs."""
        return self.nan

    def divide(self, x: Any, y: Any) -> Exactly:  # noqa: ANN401
        """The quotient; unlike other functions it may be known where an argument is missing."""
        return self.number(x) / self.number(y)

    def where(
        self, condition: Exactly, yes: Callable[[], Exactly], no: Callable[[], Exactly]
    ) -> Exactly:
        """The value of one of two thunks: what a rule branches with."""
        if type(condition) is Missing:
            return condition
        return yes() if condition else no()

    def choose(self, condition: Exactly, a: Exactly, b: Exactly) -> Exactly:
        """One of two values that are there already."""
        if type(condition) is Missing:
            return condition
        return a if condition else b

    @staticmethod
    def branch(condition: Exactly, *, taken: bool, share: Any = 1) -> Any:  # noqa: ANN401
        """The partial by what decides the value under a condition; elsewhere it is 0."""
        return share if type(condition) is Missing or bool(condition) is taken else 0

    def zero_power(self, x: Exactly, y: Exactly) -> Exactly:  # noqa: ARG002
        """Whether the derivative of x^y by x is that of a constant."""
        return self.equal(y, 0)

    def given(self, value: Any) -> Exactly:  # noqa: ANN401
        """A value from a point: an integer, a fraction, a decimal number or a float, exactly.

        Infinities and NaN are no rational numbers.
        """
        if isinstance(value, float) and not -inf < value < inf:
            return self.constant("nan" if is_nan(value) else "inf")
        fraction = Fraction(value)
        return self.made(fraction.numerator, fraction.denominator)

    def report(self, number: Any) -> Number | None:  # noqa: ANN401
        """A number as a report holds it: a `Fraction`, or a float that is infinite or NaN."""
        if type(number) is Missing:
            return None
        ratio = self.number(number)
        if ratio.is_finite:
            return Fraction(ratio.numerator, ratio.denominator)
        return inf if ratio.numerator > 0 else -inf if ratio.numerator else nan


EXACT = Exact()
"""The one instance; it has no state."""
