"""What stands for a number that an algebra has no room for, such as the root of 2 in exact numbers.

Invariants:

- A `Missing` behaves like NaN in arithmetic and comparisons, and remembers why there is no number.
- What is known of it is kept: a product with 0 of one that is a finite real number is 0.

>>> from .exact import EXACT
>>> root = EXACT.sqrt(2)
>>> print(root, root * 0, root + 1 == root + 1, (root * root).sign)
Missing('irrational', 'sqrt') 0 False 1
"""

from __future__ import annotations

from math import inf
from typing import Any


class Missing:
    """A number that an algebra has no room for.

    `cause` is `irrational`, `constant`, `large` or `far` (an argument too large for its function);
    `name` is the primitive or the constant, `arguments` are what it was asked for. It is `finite`
    if it is sure to be a real number, and `sign` is that number's sign as far as it is known.
    """

    __slots__ = ("arguments", "cause", "finite", "name", "sign")
    sure = True

    def __init__(
        self,
        cause: str,
        name: str,
        arguments: tuple[Any, ...] = (),
        *,
        finite: bool = False,
        sign: int = 0,
    ) -> None:
        self.cause = cause
        self.name = name
        self.arguments = arguments
        self.finite = finite
        self.sign = sign

    def __repr__(self) -> str:
        return f"Missing({self.cause!r}, {self.name!r})"

    def _as(self, finite: bool, sign: int) -> Missing:
        return Missing(self.cause, self.name, self.arguments, finite=finite, sign=sign)

    def named(self, name: str, arguments: tuple[Any, ...]) -> Missing:
        """The same, as the value of a primitive."""
        return Missing(self.cause, name, arguments, finite=self.finite, sign=self.sign)

    def through(self, finite: bool, sign: int) -> Missing:
        """What a function gives for it: the cause stays."""
        return self._as(self.finite and finite, sign)

    def __add__(self, other: Any) -> Missing:  # noqa: ANN401
        sign = sign_of(other)
        kept = self.sign if sign == self.sign or is_zero(other) else 0
        return self._as(self.finite and _is_real(other), kept)

    __radd__ = __add__

    def __neg__(self) -> Missing:
        return self._as(self.finite, -self.sign)

    def __sub__(self, other: Any) -> Missing:  # noqa: ANN401
        return self + -other

    def __rsub__(self, other: Any) -> Missing:  # noqa: ANN401
        return -self + other

    def __mul__(self, other: Any) -> Any:  # noqa: ANN401
        if is_zero(other) and self.finite:
            return other
        return self._as(self.finite and _is_real(other), self.sign * sign_of(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Missing:  # noqa: ANN401
        known = self.finite and _is_real(other) and sign_of(other) != 0
        return self._as(known, self.sign * sign_of(other))

    def __rtruediv__(self, other: Any) -> Any:  # noqa: ANN401
        known = self.finite and self.sign != 0
        if known and is_zero(other):
            return other
        return self._as(known and _is_real(other), self.sign * sign_of(other))

    def __mod__(self, other: Any) -> Missing:  # noqa: ANN401
        return self._as(False, 0)

    def __abs__(self) -> Missing:
        return self._as(self.finite, abs(self.sign))

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __lt__(self, other: object) -> bool:
        return False

    __gt__ = __le__ = __ge__ = __lt__

    def __bool__(self) -> bool:
        return False

    def __hash__(self) -> int:
        return id(self)


def is_zero(number: Any) -> bool:  # noqa: ANN401
    """Whether a number is exactly 0."""
    return hasattr(number, "numerator") and number == 0


def sign_of(number: Any) -> int:  # noqa: ANN401
    """The sign of a number as far as it is known, else 0."""
    if isinstance(number, Missing):
        return number.sign
    return (number > 0) - (number < 0)


def _is_real(number: Any) -> bool:  # noqa: ANN401
    return number.finite if isinstance(number, Missing) else -inf < number < inf
