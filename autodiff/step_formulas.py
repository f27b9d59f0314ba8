"""The primitives in pieces, on balls: comparisons, steps, the largest and the smallest.

Invariant: what cannot be decided is taken for equal and leaves a doubt in the algebra; where the
pieces join without a jump the radius covers both instead.

>>> from .digits import Digits
>>> m = Digits(20)
>>> print(m.floor(m.exp(1)), m.round(m.sqrt(2) * m.sqrt(2)), m.max(m.sqrt(2), 1))
2 2 1.4142135623730950488
"""

# pyright: basic
# The short formulas are lambdas, which have no static types.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .balls import Ball, total
from .exact_formulas import FORMULAS, power_below
from .primitives import PRIMITIVES
from .rational import Ratio

if TYPE_CHECKING:
    from collections.abc import Callable

    from .balls import Real
    from .digits import Digits
    from .rational import Exactly


def _test(*orders: int) -> Callable[..., Ratio]:
    """A comparison that holds for these orders of its two sides."""

    def test(m: Digits, x: Exactly, y: Exactly) -> Ratio:
        return Ratio(int(m.decided(x, y) in orders), 1, m)

    return test


def _truths(combine: Callable[[bool, bool], bool]) -> Callable[..., Ratio]:
    def truth(m: Digits, x: Exactly, y: Exactly) -> Ratio:
        return Ratio(int(combine(m.is_true(x), m.is_true(y))), 1, m)

    return truth


def _step(name: str) -> Callable[..., Exactly]:
    """A staircase: sure where both ends of the ball are on one step."""
    formula = FORMULAS[name]

    def step(m: Digits, x: Ball) -> Exactly:
        if not x.is_known:
            return x
        if max(x.height, x.spread) > 4 * m.bits:
            return m.ball(x.middle, x.spread, 0.0)  # all digits stand before the point
        radius = m.context.power(2, m.context.mpf(x.spread))
        low, high = (formula(m, _fraction(m, x.middle + end)) for end in (-radius, radius))
        if low == high:
            return low
        m.doubted = True
        half = m.context.nint(2 * x.middle)
        return formula(m, m.ratio(int(half), 2))

    return step


def _fraction(m: Digits, number: Real) -> Exactly:
    """A number as a fraction with the same steps around it: one next to 0 has few digits."""
    if abs(number) < 0.25:
        return m.ratio(int(m.context.sign(number)), 4)
    sign, mantissa, exponent, _ = number._mpf_
    whole = -mantissa if sign else mantissa
    # Mantissas of mpmath's are odd, so this is in lowest terms.
    return Ratio(whole << max(exponent, 0), 1 << max(-exponent, 0), m)


def _mod(m: Digits, x: Exactly, y: Exactly) -> Exactly:
    if y == 0:
        return m.nan if isinstance(y, Ratio) else m.unknown()
    return x - y * m.floor(m.divide(x, y))


def _furthest(sign: int) -> Callable[..., Exactly]:
    """The largest of some numbers (1) or the smallest (-1)."""

    def furthest(m: Digits, *values: Exactly) -> Exactly:
        best = values[0]
        for value in values[1:]:
            order, sure = m.compare(value, best)
            if order is None:
                return m.unknown()
            if not sure:
                best = _either(m, value, best, sign)
            elif order == sign:
                best = value
        return best

    return furthest


def _either(m: Digits, x: Exactly, y: Exactly, sign: int) -> Ball:
    """The larger or smaller of two numbers that cannot be told apart."""
    left, right = m.ball_of(x), m.ball_of(y)
    first = left if (left.middle > right.middle) == (sign > 0) else right
    return Ball(first.middle, first.height, total(left.spread, right.spread), m)


def _clamp(m: Digits, x: Exactly, low: Exactly, high: Exactly) -> Exactly:
    return m.min(m.max(x, low), high) if m.decided(low, high) in (-1, 0) else m.nan


def _power(m: Digits, x: Exactly, y: Exactly) -> Exactly:
    if isinstance(y, Ratio) and y.denominator == 1 and y.numerator in (0, 1):
        return x if y.numerator else m.number(1)
    domain = PRIMITIVES["power"].domain
    inside = domain is None or domain.contains(x, y)
    return m.leave("power", [x, y]) if inside else m.unknown()


BALL_FORMULAS: dict[str, Callable[..., Any]] = {
    **{name: FORMULAS[name] for name in ("negate", "add", "subtract", "multiply", "square", "abs")},
    "power": _power,
    "power_below": power_below,
    "less": _test(-1),
    "less_equal": _test(-1, 0),
    "greater": _test(1),
    "greater_equal": _test(1, 0),
    "equal": _test(0),
    "not_equal": lambda m, x, y: Ratio(int(m.decided(x, y) != 0), 1, m),
    "conjunction": _truths(lambda x, y: x and y),
    "disjunction": _truths(lambda x, y: x or y),
    **{name: _step(name) for name in ("sign", "floor", "ceil", "round", "trunc")},
    "mod": _mod,
    "max": _furthest(1),
    "min": _furthest(-1),
    "clamp": _clamp,
    "relu": lambda m, x: m.max(x, m.number(0)),
}
"""Name → value at numbers of which one at least is a ball; the others are `evaluated`."""
