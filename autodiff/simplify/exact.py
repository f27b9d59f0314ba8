"""Functions of exact numbers that have exact values."""

# pyright: basic
# The functions of the table take fractions; lambdas have no static types.

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from .algebra import rational_root

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _cube_root(x: Fraction) -> Fraction | None:
    root = rational_root(abs(x), Fraction(1, 3))
    return None if root is None else -root if x < 0 else root


def _clamped(x: Fraction, low: Fraction, high: Fraction) -> Fraction | None:
    return min(max(x, low), high) if low <= high else None


def _remainder(x: Fraction, y: Fraction) -> Fraction | None:
    return x - y * floor(x / y) if y else None


_FUNCTIONS: dict[str, Callable[..., Fraction | int | None]] = {
    "abs": lambda x: x if x > 0 else -x,
    "sign": lambda x: (x > 0) - (x < 0),
    "floor": floor,
    "ceil": ceil,
    "trunc": lambda x: floor(x) if x > 0 else ceil(x),
    "round": round,
    "cbrt": _cube_root,
    "max": max,
    "min": min,
    "clamp": _clamped,
    "mod": _remainder,
    "relu": lambda x: max(x, Fraction(0)),
    "less": lambda x, y: x < y,
    "less_equal": lambda x, y: x <= y,
    "greater": lambda x, y: x > y,
    "greater_equal": lambda x, y: x >= y,
    "equal": lambda x, y: x == y,
    "not_equal": lambda x, y: x != y,
    "and": lambda x, y: x != 0 and y != 0,
    "or": lambda x, y: x != 0 or y != 0,
    "not": lambda x: x == 0,
}
"""Functions that give a fraction for fractions, or nothing."""

_AT_POINTS: dict[str, tuple[int, Fraction]] = {
    **dict.fromkeys(
        ("sin", "asin", "atan", "sinh", "asinh", "atanh", "erf", "expm1", "log1p",
         "silu", "gelu"),
        (0, Fraction(0)),
    ),
    **dict.fromkeys(("cos", "cosh", "erfc"), (0, Fraction(1))),
    **dict.fromkeys(("log", "log2", "log10", "acosh", "acos", "asec"), (1, Fraction(0))),
    "sigmoid": (0, Fraction(1, 2)),
}  # fmt: skip
"""Functions that give a fraction at a single point only: the point, and the value."""

EXACT = (*_FUNCTIONS, *_AT_POINTS)
"""The functions that have exact values anywhere."""


def exact_value(name: str, values: Sequence[Fraction]) -> Fraction | None:
    """The value of a function at exact numbers, where it is known to be an exact number."""
    if name in _FUNCTIONS:
        found = _FUNCTIONS[name](*values)
    else:
        (value,) = values
        point, at_point = _AT_POINTS[name]
        found = at_point if value == point else None
    return None if found is None else Fraction(found)
