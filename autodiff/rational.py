"""Rational numbers for the exact algebra: fractions of bounded size.

Invariants:

- A `Ratio` is in lowest terms; its denominator is positive, or 0 for inf (1/0), -inf (-1/0) and
  NaN (0/0), which follow IEEE 754 but for the sign of zero.
- A result is handed to the algebra that it belongs to, which decides what to do with one that has
  grown too large; the operands are of bounded size, so the work is bounded too.

>>> from .exact import EXACT
>>> third = EXACT.ratio(1, 3)
>>> print(third + 1, third * 3, EXACT.ratio(1, 0) - EXACT.ratio(1, 0), third < EXACT.ratio(1, 0))
4/3 1 nan True
"""

from __future__ import annotations

from math import gcd, inf, isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .exact import Exact

Exactly = Any
"""A `Ratio`, a `Missing`, or in the algebra of many digits a `Ball`."""


class Ratio:
    """A fraction, an infinity or NaN, that belongs to the algebra `home`.

    It is `sure` unless it hangs on a comparison that its algebra could not decide.
    """

    __slots__ = ("denominator", "home", "numerator")
    sure = True

    def __init__(self, numerator: int, denominator: int, home: Exact) -> None:
        self.numerator = numerator
        self.denominator = denominator
        self.home = home

    @property
    def is_finite(self) -> bool:
        """Whether it is an ordinary number."""
        return self.denominator != 0

    @property
    def is_nan(self) -> bool:
        """Whether it is 0/0."""
        return not self.denominator and not self.numerator

    def __repr__(self) -> str:
        return f"Ratio({self})"

    def __str__(self) -> str:
        from .digit_text import fraction_text

        return fraction_text(self.numerator, self.denominator)

    def _other(self, other: object) -> Ratio | None:
        """A number of Python's as a ratio; `None` for what is no number of this algebra."""
        if isinstance(other, Ratio):
            return other
        if isinstance(other, int):
            return Ratio(int(other), 1, self.home)
        return ratio_of_float(other, self.home) if isinstance(other, float) else None

    def __add__(self, other: Any) -> Exactly:  # noqa: ANN401
        right = self._other(other)
        if right is None:
            return NotImplemented
        a, b, c, d = self.numerator, self.denominator, right.numerator, right.denominator
        if b == d == 1:
            return self.home.made(a + c, 1)
        if not (b and d):
            return _infinite_sum(self, right)
        common = gcd(b, d)
        if common == 1:
            return self.home.made(a * d + c * b, b * d)
        share = b // common
        total = a * (d // common) + c * share
        rest = gcd(total, common)
        return self.home.made(total // rest, share * (d // rest))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Exactly:  # noqa: ANN401
        right = self._other(other)
        return NotImplemented if right is None else self + -right

    def __rsub__(self, other: Any) -> Exactly:  # noqa: ANN401
        return -self + other

    def __neg__(self) -> Ratio:
        return Ratio(-self.numerator, self.denominator, self.home)

    def __abs__(self) -> Ratio:
        return Ratio(abs(self.numerator), self.denominator, self.home)

    def __mul__(self, other: Any) -> Exactly:  # noqa: ANN401
        right = self._other(other)
        if right is None:
            return NotImplemented
        a, b, c, d = self.numerator, self.denominator, right.numerator, right.denominator
        if b == d == 1:
            return self.home.made(a * c, 1)
        if not (b and d):
            return self.home.ratio(a * c, 0)
        left, cross = gcd(a, d), gcd(c, b)
        return self.home.made((a // left) * (c // cross), (b // cross) * (d // left))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Exactly:  # noqa: ANN401
        right = self._other(other)
        if right is None:
            return NotImplemented
        c, d = right.numerator, right.denominator
        if not (self.denominator or d):
            return Ratio(0, 0, self.home)
        return self * (
            Ratio(-d, -c, self.home) if c < 0 else Ratio(d if c or d else 0, c, self.home)
        )

    def __rtruediv__(self, other: Any) -> Exactly:  # noqa: ANN401
        left = self._other(other)
        return NotImplemented if left is None else left / self

    def __mod__(self, other: Any) -> Exactly:  # noqa: ANN401
        """What is left of a division, with the sign of the divisor; NaN where there is none."""
        right = self._other(other)
        if right is None:
            return NotImplemented
        a, b, c, d = self.numerator, self.denominator, right.numerator, right.denominator
        if not (b and c):
            return Ratio(0, 0, self.home)
        if not d:  # an infinite divisor, as IEEE 754 has it
            return self if c * a >= 0 and c else right
        return self.home.ratio((a * d) % (c * b), b * d)

    def order(self, other: object) -> int | None:
        """-1, 0 or 1 as this is less than, equal to or greater than a number; `None` for NaN."""
        right = self._other(other)
        if right is None or self.is_nan or right.is_nan:
            return None
        a, b, c, d = self.numerator, self.denominator, right.numerator, right.denominator
        left, other_side = (a, c) if b == d else (a * d, c * b)
        return (left > other_side) - (left < other_side)

    def __eq__(self, other: object) -> bool:
        right = self._other(other)
        if right is None:
            return NotImplemented
        same = self.numerator == right.numerator and self.denominator == right.denominator
        return same and not self.is_nan

    def __lt__(self, other: Any) -> bool:  # noqa: ANN401
        return NotImplemented if self._other(other) is None else self.order(other) == -1

    def __gt__(self, other: Any) -> bool:  # noqa: ANN401
        return NotImplemented if self._other(other) is None else self.order(other) == 1

    def __le__(self, other: Any) -> bool:  # noqa: ANN401
        return NotImplemented if self._other(other) is None else self.order(other) in (-1, 0)

    def __ge__(self, other: Any) -> bool:  # noqa: ANN401
        return NotImplemented if self._other(other) is None else self.order(other) in (0, 1)

    def __bool__(self) -> bool:
        return bool(self.numerator) or not self.denominator

    def __hash__(self) -> int:
        return hash((self.numerator, self.denominator))


class Guess(Ratio):
    """A ratio that hangs on a comparison that could not be decided, taken for equal."""

    __slots__ = ()
    sure = False


def ratio_of_float(number: float, home: Exact) -> Ratio:
    """The ratio that a float is, exactly."""
    if isfinite(number):
        return Ratio(*number.as_integer_ratio(), home)
    return Ratio((number == inf) - (number == -inf), 0, home)


def _infinite_sum(left: Ratio, right: Ratio) -> Ratio:
    """The sum of two numbers of which one is infinite or NaN."""
    if left.is_nan or right.is_nan:
        return Ratio(0, 0, left.home)
    if left.is_finite:
        return right
    return left if right.is_finite or left == right else Ratio(0, 0, left.home)
