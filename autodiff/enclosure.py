"""The value of a function on balls: in their middles, and how far it may be off.

Invariant: the radius covers the values at the ends of the balls, twice over. A function is tried
there rather than differentiated, so that kinks and the edges of its domain count too.

>>> from .digits import Digits
>>> m = Digits(20)
>>> print(enclosure(m, "sqrt", [m.number(2)]), enclosure(m, "sin", [m.pi]))
1.4142135623730950488 0 (as far as 35 digits can tell)
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from .balls import height_of
from .digit_functions import clamped, evaluated, out_of_reach
from .missing import Missing
from .rational import Ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .balls import Ball, Real
    from .digits import Digits
    from .rational import Exactly

HIDDEN = 20
"""Bits that are worked out beyond those that a radius accounts for: they cover mpmath's errors."""


def enclosure(m: Digits, name: str, numbers: Sequence[Exactly]) -> Exactly:
    """The value of a primitive whose arguments are numbers of the algebra, within its domain."""
    context = m.context
    balls = [m.ball_of(number) for number in numbers]
    middles = [clamped(context, name, ball.middle) for ball in balls]
    trouble = out_of_reach(context, name, middles)
    if trouble is not None:
        return _out_of_reach(m, trouble, name, numbers)
    middle = evaluated(context, name, middles)
    spreads: list[float] = []
    for place, ball in enumerate(balls):
        if ball.spread > -inf:
            found, spread = _moved(m, name, middles, place, ball)
            middle = found if context.isnan(middle) else middle
            spreads.append(spread)
    if not spreads and not context.isfinite(middle):
        return Ratio((middle > 0) - (middle < 0), 0, m)
    infinite = any(isinstance(number, Ratio) and not number.is_finite for number in numbers)
    if infinite and context.isint(middle):
        return m.number(int(middle))
    return m.ball(middle, *spreads)


def _moved(m: Digits, name: str, middles: list[Real], place: int, ball: Ball) -> tuple[Real, float]:
    """A value that exists within a ball, and how far (log2) values there are from it.

    Where the ball is small, one side tells enough. At the edge of a domain one side has no
    value, and it takes a look further to the other to see how fast values change there.
    """
    context = m.context
    radius = context.ldexp(context.mpf(2.0 ** (ball.spread % 1)), int(ball.spread // 1))
    exists = evaluated(context, name, middles)
    edge, spread = bool(context.isnan(exists)), -inf
    thin = ball.spread + HIDDEN < ball.height
    for step in (1, -1, 4, -4):
        there = [*middles]
        there[place] = middles[place] + step * radius
        value = evaluated(context, name, there)
        if context.isnan(value):
            edge = True
            continue
        exists = value if context.isnan(exists) else exists
        spread = max(spread, _gap(m, value, exists), _gap(m, value) - m.bits)
        if not edge and (thin or step < 0):
            break
    return exists, inf if context.isnan(exists) else spread


def _gap(m: Digits, value: Real, other: Real = 0) -> float:
    """Twice the distance of two numbers, as a logarithm."""
    gap = value - other
    return height_of(gap) + 1 if m.context.isfinite(gap) else inf


def _out_of_reach(m: Digits, trouble: str, name: str, numbers: Sequence[Exactly]) -> Exactly:
    if trouble == "far":
        return Missing("far", name, tuple(numbers))
    if trouble == "same":
        return numbers[0]
    return m.tiny() if trouble == "small" else Ratio(1 if trouble == "large" else -1, 0, m)
