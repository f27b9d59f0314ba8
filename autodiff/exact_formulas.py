"""The primitives in rational numbers: their values where those are rational, `None` elsewhere.

Invariants:

- A formula takes the algebra and ratios, and gives a number of that algebra, or `None` where the
  value is a real number that is not rational.
- What could be too long is estimated first and then handed to `outgrown`.
- Outside a domain the value is NaN, and at a pole an infinity, as in double precision.

>>> from .exact import EXACT
>>> print(EXACT.logb(8, 4), EXACT.hypot(3, 4), EXACT.round(EXACT.ratio(5, 2)), EXACT.gamma(5))
3/2 5 2 24
"""

# pyright: basic
# The short formulas are lambdas, which have no static types.

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING, Any

from .rational import Ratio
from .roots import exponent_of, whole_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from .exact import Exact
    from .rational import Exactly

_LARGEST_FACTORIAL = 2000
"""No factorial beyond this has few enough digits."""

_ZERO, _ONE, _INFINITE = (0, 1), (1, 1), (1, 0)
_AT_ZERO = {_ZERO: _ZERO}

SPECIAL: dict[str, dict[tuple[int, int], tuple[int, int]]] = {
    "exp": {_ZERO: _ONE}, "expm1": _AT_ZERO,
    "log": {_ONE: _ZERO, _ZERO: (-1, 0)}, "log1p": {_ZERO: _ZERO, (-1, 1): (-1, 0)},
    "sin": _AT_ZERO, "cos": {_ZERO: _ONE}, "tan": _AT_ZERO,
    "asin": _AT_ZERO, "acos": {_ONE: _ZERO}, "atan": _AT_ZERO,
    "sinh": _AT_ZERO, "cosh": {_ZERO: _ONE}, "tanh": _AT_ZERO,
    "asinh": _AT_ZERO, "acosh": {_ONE: _ZERO},
    "atanh": {_ZERO: _ZERO, _ONE: _INFINITE, (-1, 1): (-1, 0)},
    "erf": _AT_ZERO, "erfc": {_ZERO: _ONE}, "sigmoid": {_ZERO: (1, 2)},
    "logit": {(1, 2): _ZERO, _ZERO: (-1, 0), _ONE: _INFINITE},
    "lgamma": {_ONE: _ZERO, (2, 1): _ZERO},
}  # fmt: skip
"""Name → argument → value, each as numerator and denominator."""


def power(m: Exact, x: Ratio, y: Ratio) -> Exactly:  # noqa: PLR0911
    """x^y: by repeated multiplication, or by a root that is rational."""
    if y == 0 or x == 1:
        return m.number(1)
    if not (x.is_finite and y.is_finite):
        return m.beyond("power", [x, y])
    if x == 0:
        return Ratio(0, 1, m) if y > 0 else Ratio(1, 0, m)
    if x < 0 and y.denominator != 1:
        return m.nan
    roots = [whole_root(abs(part), y.denominator) for part in (x.numerator, x.denominator)]
    above, below = roots
    if above is None or below is None:
        return None
    count = abs(y.numerator)
    sign = -1 if x < 0 and count % 2 else 1
    if (max(above, below).bit_length() - 1) * count > m.bound.bit_length():
        return m.outgrown("power", [x, y], sign=sign)
    above, below = sign * above**count, below**count
    return m.made(above, below) if y > 0 else m.made(sign * below, abs(above))


def power_below(m: Exact, x: Ratio, y: Ratio, out: Ratio) -> Exactly:  # noqa: ARG001
    """x^(y-1), where out = x^y."""
    return m.power(x, y - 1)


def sqrt(m: Exact, x: Ratio) -> Exactly:
    """The root of a fraction is rational if those of its two parts are whole."""
    return _root(m, x, 2) if x >= 0 else m.nan


def cbrt(m: Exact, x: Ratio) -> Exactly:
    """The cube root, negative for a negative number."""
    found = _root(m, abs(x), 3)
    return found if found is None or x >= 0 else -found


def _root(m: Exact, x: Ratio, degree: int) -> Ratio | None:
    if not x.is_finite:
        return x
    above, below = whole_root(x.numerator, degree), whole_root(x.denominator, degree)
    return None if above is None or below is None else Ratio(above, below, m)


def logb(m: Exact, x: Ratio, base: Ratio) -> Exactly:
    """The logarithm is rational if both are powers of one rational number."""
    if not (x > 0 and base > 0) or base == 1:
        pole = x == 0 and base > 0 and base != 1
        return Ratio(1 if base < 1 else -1, 0, m) if pole else m.nan
    if not (x.is_finite and base.is_finite):
        return m.beyond("logb", [x, base])
    found = exponent_of((x.numerator, x.denominator), (base.numerator, base.denominator))
    return None if found is None else m.ratio(*found)


def hypot(m: Exact, x: Ratio, y: Ratio) -> Exactly:
    """The root of the sum of squares, over one denominator."""
    if not (x.is_finite and y.is_finite):
        return Ratio(1, 0, m)
    scale = x.denominator * y.denominator
    squares = (x.numerator * y.denominator) ** 2 + (y.numerator * x.denominator) ** 2
    root = whole_root(squares, 2)
    return None if root is None else m.ratio(root, scale)


def atan2(m: Exact, y: Ratio, x: Ratio) -> Exactly:
    """The angle of a point is rational only on the half-axis to the right."""
    if y == 0 and x >= 0:
        return m.number(0)
    return None if x.is_finite and y.is_finite else m.beyond("atan2", [y, x])


def gamma(m: Exact, x: Ratio) -> Exactly:
    """The factorial of the whole number below; a pole at 0, NaN at the other poles."""
    if not x.is_finite:
        return x if x > 0 else m.nan
    if x.denominator != 1:
        return None
    if x <= 0:
        return Ratio(1, 0, m) if x == 0 else m.nan
    if x > _LARGEST_FACTORIAL:
        return m.outgrown("gamma", [x], sign=1)
    return m.made(factorial(x.numerator - 1), 1)


def _step(whole: Callable[[Any], int]) -> Callable[..., Ratio]:
    """A staircase, by a function from integers to the integers below, above or nearest."""

    def step(m: Exact, x: Ratio) -> Ratio:
        return Ratio(whole(x), 1, m) if x.denominator > 1 else Ratio(x.numerator, x.denominator, m)

    return step


def _floor(x: Ratio) -> int:
    return x.numerator // x.denominator


def _ceil(x: Ratio) -> int:
    return -(-x.numerator // x.denominator)


def _nearest(x: Ratio) -> int:
    whole, rest = divmod(2 * x.numerator + x.denominator, 2 * x.denominator)
    return whole - 1 if rest == 0 and whole % 2 else whole


def mod(m: Exact, x: Ratio, y: Ratio) -> Exactly:
    """What is left of a division, with the sign of the divisor."""
    return x % y if y != 0 and x.is_finite else m.nan


def largest(m: Exact, *values: Ratio) -> Ratio:  # noqa: ARG001
    """The largest of some numbers."""
    return max(values)


def smallest(m: Exact, *values: Ratio) -> Ratio:  # noqa: ARG001
    """The smallest of some numbers."""
    return min(values)


def clamp(m: Exact, x: Ratio, low: Ratio, high: Ratio) -> Ratio:
    """The first, held between the other two."""
    return min(max(x, low), high) if low <= high else m.nan


def _test(holds: Callable[[Any, Any], bool]) -> Callable[..., Ratio]:
    def test(m: Exact, x: Ratio, y: Ratio) -> Ratio:
        return Ratio(int(holds(x, y)), 1, m)

    return test


FORMULAS: dict[str, Callable[..., Any]] = {
    "negate": lambda _, x: -x,
    "add": lambda _, x, y: x + y,
    "subtract": lambda _, x, y: x - y,
    "multiply": lambda _, x, y: x * y,
    "square": lambda _, x: x * x,
    "power": power,
    "power_below": power_below,
    "sqrt": sqrt,
    "cbrt": cbrt,
    "log2": lambda m, x: logb(m, x, m.number(2)),
    "log10": lambda m, x: logb(m, x, m.number(10)),
    "logb": logb,
    "hypot": hypot,
    "atan2": atan2,
    "gamma": gamma,
    "abs": lambda _, x: abs(x),
    "sign": lambda m, x: m.number((x > 0) - (x < 0)),
    "floor": _step(_floor),
    "ceil": _step(_ceil),
    "round": _step(_nearest),
    "trunc": _step(lambda x: _floor(x) if x > 0 else _ceil(x)),
    "mod": mod,
    "max": largest,
    "min": smallest,
    "clamp": clamp,
    "relu": lambda m, x: x if x > 0 else m.number(0),
    "less": _test(lambda x, y: x < y),
    "less_equal": _test(lambda x, y: x <= y),
    "greater": _test(lambda x, y: x > y),
    "greater_equal": _test(lambda x, y: x >= y),
    "equal": _test(lambda x, y: x == y),
    "not_equal": _test(lambda x, y: x != y),
    "conjunction": _test(lambda x, y: bool(x) and bool(y)),
    "disjunction": _test(lambda x, y: bool(x) or bool(y)),
}
"""Name → value at ratios; `divide` is the algebra's own."""
