"""Real numbers with a bound on their error: a middle of many digits and a small radius.

Invariants:

- The number that is meant lies within the radius of the middle; every operation widens the radius
  by what it inherits and by what it rounds. One of which nothing is known has the middle NaN.
- The radius is kept as its logarithm to base 2, a float (`spread`), and so is the size of the
  middle (`height`): neither can overflow, and both are quick to work with.
- Two numbers that cannot be told apart compare as equal. Who must know whether they surely are
  asks `compare` of the algebra.

>>> from .digits import Digits
>>> m = Digits(20)
>>> root = m.sqrt(2)
>>> print(root, root * root == 2, root * root > 1, (root * root).spread < -100)
1.4142135623730950488 True True True
"""

from __future__ import annotations

from math import inf, log2
from typing import TYPE_CHECKING, Any

from .missing import Missing
from .rational import Ratio

if TYPE_CHECKING:
    from .digits import Digits
    from .rational import Exactly

Real = Any
"""A number of mpmath's, which has no types."""

_MANTISSA = 53


def height_of(middle: Real) -> float:
    """The logarithm to base 2 of a finite number's absolute value.

    >>> from .digits import Digits
    >>> height_of(Digits(20).context.mpf(-8)), height_of(Digits(20).context.zero)
    (3.0, -inf)
    """
    _, mantissa, exponent, length = middle._mpf_
    if not mantissa:
        return -inf
    excess = length - _MANTISSA
    return (
        log2(mantissa) + exponent if excess <= 0 else log2(mantissa >> excess) + exponent + excess
    )


def total(*logarithms: float) -> float:
    """The logarithm to base 2 of a sum, from those of its terms.

    >>> total(3.0, 3.0), total(-inf, 5.0), total(-inf, -inf)
    (4.0, 5.0, -inf)
    """
    most = max(logarithms)
    if most in (inf, -inf):
        return most
    return most + log2(sum([2.0 ** (each - most) for each in logarithms if each > most - 60]))


class Ball:
    """A number of the algebra `home`; it is `sure` unless it hangs on an undecided comparison."""

    __slots__ = ("height", "home", "middle", "spread")
    sure = True

    def __init__(self, middle: Real, height: float, spread: float, home: Digits) -> None:
        self.middle = middle
        self.height = height
        self.spread = spread
        self.home = home

    @property
    def is_known(self) -> bool:
        """Whether anything is known of it."""
        return self.middle == self.middle

    @property
    def has_zero(self) -> bool:
        """Whether it may be 0."""
        return not self.height > self.spread

    def __str__(self) -> str:
        return self.home.text(self)

    def __float__(self) -> float:
        return float(self.middle)

    def _other(self, other: object) -> Ball | Ratio | None:
        """A number of Python's as one of the algebra; `None` for what is no number of it."""
        if isinstance(other, Ball | Ratio):
            return other
        return self.home.number(other) if isinstance(other, int | float) else None

    def __add__(self, other: Any) -> Exactly:  # noqa: ANN401
        right = self._other(other)
        if right is None:
            return NotImplemented
        if isinstance(right, Ratio):
            if not right.is_finite:
                return right
            if not right.numerator:
                return self
            right = self.home.ball_of(right)
        return self.home.ball(self.middle + right.middle, self.spread, right.spread)

    __radd__ = __add__

    def __neg__(self) -> Ball:
        return Ball(-self.middle, self.height, self.spread, self.home)

    def __abs__(self) -> Ball:
        return Ball(abs(self.middle), self.height, self.spread, self.home)

    def __sub__(self, other: Any) -> Exactly:  # noqa: ANN401
        if other is self and self.is_known:
            return self.home.ratio(0, 1)
        right = self._other(other)
        return NotImplemented if right is None else self + -right

    def __rsub__(self, other: Any) -> Exactly:  # noqa: ANN401
        return -self + other

    def __mul__(self, other: Any) -> Exactly:  # noqa: ANN401
        right = self._other(other)
        if right is None:
            return NotImplemented
        if isinstance(right, Ratio):
            if not right.is_finite:
                return self._times_infinity(right)
            if right.denominator == 1 and right.numerator in (0, 1, -1):
                return right if not right.numerator else self if right.numerator > 0 else -self
            right = self.home.ball_of(right)
        return self.home.ball(
            self.middle * right.middle,
            self.height + right.spread,
            self.spread + right.height,
            self.spread + right.spread,
        )

    __rmul__ = __mul__

    def _times_infinity(self, infinity: Ratio) -> Exactly:
        if infinity.is_nan:
            return infinity
        if self.has_zero or not self.is_known:
            return self.home.unknown()
        return infinity if self.middle > 0 else -infinity

    def __truediv__(self, other: Any) -> Exactly:  # noqa: ANN401
        right = self._other(other)
        if right is None:
            return NotImplemented
        if isinstance(right, Ratio):
            return self * (right.home.number(1) / right)
        if not right.is_known or right.spread > right.height - 1:
            return self.home.unknown()
        # |a/b - a'/b'| is at most (|a| rb + |b| ra) / (|b| (|b| - rb)), with rb under half of |b|.
        least = right.height + log2(1 - 2.0 ** (right.spread - right.height))
        return self.home.ball(
            self.middle / right.middle,
            self.height + right.spread - right.height - least,
            self.spread - least,
        )

    def __rtruediv__(self, other: Any) -> Exactly:  # noqa: ANN401
        left = self._other(other)
        if left is None:
            return NotImplemented
        assert isinstance(left, Ratio)
        if not left.is_finite:
            return self._times_infinity(left)
        if not left.numerator and not self.has_zero:
            return left
        return self.home.ball_of(left) / self

    def __mod__(self, other: Any) -> Exactly:  # noqa: ANN401
        return self.home.mod(self, other)

    def _order(self, other: object) -> int | None:
        right = self._other(other)
        return None if right is None else self.home.compare(self, right)[0]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Missing):
            return False
        return self._order(other) == 0

    def __lt__(self, other: Any) -> bool:  # noqa: ANN401
        return self._order(other) == -1

    def __gt__(self, other: Any) -> bool:  # noqa: ANN401
        return self._order(other) == 1

    def __le__(self, other: Any) -> bool:  # noqa: ANN401
        return self._order(other) in (-1, 0)

    def __ge__(self, other: Any) -> bool:  # noqa: ANN401
        return self._order(other) in (0, 1)

    def __bool__(self) -> bool:
        return self._order(0) != 0

    def __hash__(self) -> int:
        return id(self)


class Doubtful(Ball):
    """A number that hangs on a comparison that could not be decided, taken for equal."""

    __slots__ = ()
    sure = False
