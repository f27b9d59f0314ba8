"""Which class a number is in: finite, infinite, NaN, or none that its kind has room for.

Invariant: the predicates compare and never convert, since a fraction may be too large for any
float; `as_double` converts those too. They serve numbers of every kind, of which only NaN differs
from itself.

>>> from math import inf, nan
>>> is_finite(10**400), is_infinite(-inf), is_nan(nan), as_double(-(10**400))
(True, True, True, -inf)
"""

from __future__ import annotations

from math import inf
from typing import Any


def departure_of(number: Any) -> Any:  # noqa: ANN401
    """The `Departure` of a number that its kind has no room for, as exact ones have none for pi."""
    return getattr(number, "departure", None)


def is_unknown(number: Any) -> bool:  # noqa: ANN401
    """Whether a number was worked out to fewer digits than it takes to know anything of it."""
    return getattr(number, "is_unknown", False)


def is_nan(number: Any) -> bool:  # noqa: ANN401
    """Whether a number is NaN, or one that its kind has no room for."""
    return number != number  # noqa: PLR0124


def is_infinite(number: Any) -> bool:  # noqa: ANN401
    """Whether a number is inf or -inf."""
    return number == inf or number == -inf  # noqa: PLR1714


def is_finite(number: Any) -> bool:  # noqa: ANN401
    """Whether a number is neither infinite nor NaN."""
    return -inf < number < inf


def as_double(number: Any) -> float:  # noqa: ANN401
    """A number of any kind as a double; infinite where it is too large for one."""
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf
