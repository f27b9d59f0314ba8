"""The primitives in pieces on real numbers: comparisons, steps, the largest and the smallest.

Invariant: what cannot be decided is taken for equal and leaves a doubt in the algebra; where the
pieces join without a jump the ball covers both instead.

>>> from .reals import Reals
>>> m = Reals(bits=100)
>>> root = m.sqrt(2)
>>> print(m.round(root * root), m.max(root, 1) == root, m.less(root, 2), m.doubted)
2 True 1 False
>>> print(m.floor(root * root), m.doubted)
2 True
"""

# pyright: basic
# The short formulas are lambdas, which have no static types.

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpq

from .real import Context, Real, is_infinite

if TYPE_CHECKING:
    from collections.abc import Callable


class Deciding(Context):
    """A context in which a comparison that cannot be decided leaves a doubt."""

    doubted = False

    def decided(self, x: Real, y: Real | int) -> int | None:
        """The order of two numbers; a doubt is left behind where it is not sure."""
        order, sure = x.order(y)
        self.doubted = self.doubted or not sure
        return order

    def is_true(self, condition: Real) -> bool:
        """Whether a number is not 0; where that cannot be decided, it is taken for 0."""
        self.doubted = self.doubted or not condition.sure
        return self.decided(condition, 0) != 0


def _test(*orders: int | None) -> Callable[[Deciding, Real, Real], Real]:
    """A comparison that holds for these orders of its two sides."""
    return lambda m, x, y: m.number(int(m.decided(x, y) in orders))


def _furthest(sign: int) -> Callable[..., Real]:
    """The largest of some numbers (1) or the smallest (-1)."""
    either = arb.max if sign > 0 else arb.min

    def furthest(m: Deciding, best: Real, *others: Real) -> Real:
        for number in others:
            order, sure = number.order(best)
            if not sure:
                m.enter()
                best = m.made(either(arb(number.value), arb(best.value)))
            elif order == sign:
                best = number
        return best

    return furthest


_largest, _smallest = _furthest(1), _furthest(-1)


def _clamp(m: Deciding, x: Real, low: Real, high: Real) -> Real:
    within = m.decided(low, high) in (-1, 0)
    return _smallest(m, _largest(m, x, low), high) if within else m.nan


def _mod(m: Deciding, x: Real, y: Real) -> Real:
    if x.is_exact or is_infinite(x.value) or is_infinite(y.value) or y == 0:
        return x % y
    return x - y * _step("floor")(m, x / y)


# Steps


def _floor(x: fmpq) -> int:
    return int(x.floor())


def _nearest(x: fmpq) -> int:
    """The nearest whole number, of two the even one."""
    below = (x + fmpq(1, 2)).floor()
    return int(below - 1 if x.q == 2 and below % 2 else below)


_STAIRS: dict[str, Callable[[fmpq], int]] = {
    "sign": lambda x: (x > 0) - (x < 0),
    "floor": _floor,
    "ceil": lambda x: -_floor(-x),
    "round": _nearest,
    "trunc": lambda x: _floor(x) if x > 0 else -_floor(-x),
}


def _step(name: str) -> Callable[[Deciding, Real], Real]:
    """A staircase: sure where both ends of the ball are on one step.

    If they are not, it is the step of the nearest number at which there may be a jump.
    """
    stairs = _STAIRS[name]

    def step(m: Deciding, number: Real) -> Real:
        x = number.value
        if isinstance(x, fmpq):
            return m.number(stairs(x))
        if is_infinite(x):
            return m.number(1 if x > 0 else -1) if name == "sign" else number
        m.enter()
        if name != "sign" and not abs(x) < arb(2) ** (4 * m.bits):
            return m.made(x + arb(0, 1))  # all digits stand before the point
        low, high = (stairs(_few_digits(end)) for end in (x.lower(), x.upper()))
        if low != high:
            m.doubted = True
            low = stairs(fmpq(_nearest(2 * _few_digits(x.mid())), 2))
        return m.number(low)

    return step


def _few_digits(x: arb) -> fmpq:
    """A number as a fraction; one next to 0 as one of few digits that is on the same steps."""
    if abs(x) < fmpq(1, 4):
        return fmpq((x > 0) - (x < 0), 4)
    return x.fmpq()


PIECES: dict[str, Callable[..., Real]] = {
    **{name: _step(name) for name in _STAIRS},
    "mod": _mod,
    "max": _largest,
    "min": _smallest,
    "clamp": _clamp,
    "relu": lambda m, x: _largest(m, x, m.number(0)),
}
"""Name → value, at numbers of which none is NaN or unknown."""

TESTS: dict[str, Callable[..., Real]] = {
    "less": _test(-1),
    "less_equal": _test(-1, 0),
    "greater": _test(1),
    "greater_equal": _test(1, 0),
    "equal": _test(0),
    "not_equal": _test(-1, 1, None),
    "conjunction": lambda m, x, y: m.number(int(m.is_true(x) and m.is_true(y))),
    "disjunction": lambda m, x, y: m.number(int(m.is_true(x) or m.is_true(y))),
}
"""Name → 0 or 1, at any numbers."""
