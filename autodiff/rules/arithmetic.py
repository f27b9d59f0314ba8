"""The operators: arithmetic, powers, comparisons, logic and the choice between branches."""

# pyright: basic
# A rule is written for every algebra, so its lambdas have no static types.

from __future__ import annotations

from math import inf, nan
from typing import Any

from .row import Domain, Kink, Primitive, unit

_PAIRS = ((2.0, 3.0), (-1.5, 4.0), (0.1, -7.0), (1e10, 3e-5))


def _has_real_power(x: float, y: float) -> bool:
    return not (x == 0 and y < 0) and (x >= 0 or abs(y) == inf or y % 1 == 0)


ARITHMETIC = (
    Primitive(
        "negate", ("x",), (lambda m, x, out: -1,),
        kind="add", symbol="-", summary="the negative",
        samples=((2.0,), (-0.3,)), corners=((0.0,),), ulps=0,
    ),
    Primitive(
        "add", ("x", "y"), (unit, unit),
        kind="add", symbol="+", summary="the sum",
        samples=_PAIRS, corners=((0.0, 0.0), (1e308, -1e308)), ulps=1,
    ),
    Primitive(
        "subtract", ("x", "y"), (unit, lambda m, x, y, out: -1),
        kind="add", symbol="-", summary="the difference",
        samples=_PAIRS, corners=((0.0, 0.0), (5.0, 5.0)), ulps=1,
    ),
    Primitive(
        "multiply", ("x", "y"), (lambda m, x, y, out: y, lambda m, x, y, out: x),
        kind="multiply", symbol="*", summary="the product",
        samples=_PAIRS, corners=((0.0, 3.0), (0.0, 0.0)), ulps=1,
    ),
    Primitive(
        "divide", ("x", "y"),
        (lambda m, x, y, out: m.divide(1, y), lambda m, x, y, out: m.divide(-out, y)),
        kind="divide", symbol="/", summary="the quotient",
        domain=Domain("y != 0", lambda x, y: y != 0),
        samples=_PAIRS, corners=((0.0, 2.0), (0.0, -2.0), (1e-300, 1e300), (-1e308, 3.0)), ulps=1,
    ),
    Primitive(
        "power", ("x", "y"),
        (
            # x^0 is 1 everywhere, so its derivative is 0 even at 0, where x^-1 does not exist. At
            # any other x the formula holds, and so do the derivatives that are made of it.
            lambda m, x, y, out: m.where(
                m.zero_power(x, y), lambda: 0, lambda: y * m.power_below(x, y, out)
            ),
            # By continuity from the right: 0^y is 0 for every y > 0.
            lambda m, x, y, out: m.where(
                m.equal(x, 0), lambda: 0, lambda: out * m.log(x)
            ),
        ),
        kind="power", symbol="^", summary="x to the power y", aliases=("pow",),
        domain=Domain("x > 0, or x = 0 and y >= 0, or x < 0 and y a whole number", _has_real_power),
        kinks=(
            Kink(
                "x^y has a vertical tangent at x = 0 where 0 < y < 1",
                "inf, by continuity",
                lambda x, y, out: x == 0 and 0 < y < 1,
                lambda x, y, out: ((None, inf), None), position=0,
            ),
            Kink(
                "0^y jumps at y = 0, from 1 to 0",
                "0",
                lambda x, y, out: x == 0 and y == 0,
                lambda x, y, out: (None, (None, -inf)), position=1,
            ),
            Kink(
                "x^y with x < 0 has a value only where y is a whole number, so it has no "
                "derivative with respect to y",
                "NaN",
                lambda x, y, out: x < 0,
                lambda x, y, out: (None, (None, None)), position=1,
            ),
        ),
        samples=((2.0, 3.0), (0.5, -2.0), (1.5, 0.3), (10.0, 1.7), (3.0, -0.1)),
        corners=((2.0, 0.0), (1.0, 5.0), (1e-300, 0.3), (1e-200, 2.0), (7.0, 1.0), (-2.0, 3.0),
            (0.0, 2.0), (0.0, 1.0), (-1.0, 1e17), (1.0000001, 1e9)),
    ),
)  # fmt: skip


def _comparison(name: str, symbol: str, summary: str) -> Primitive:
    return Primitive(
        name, ("x", "y"), (None, None),
        kind="compare", symbol=symbol, summary=summary,
        samples=((2.0, 3.0), (3.0, 2.0)), corners=((2.0, 2.0),), ulps=0,
    )  # fmt: skip


COMPARISONS = (
    _comparison("less", "<", "1 if x is less than y, else 0"),
    _comparison("less_equal", "<=", "1 if x is at most y, else 0"),
    _comparison("greater", ">", "1 if x is greater than y, else 0"),
    _comparison("greater_equal", ">=", "1 if x is at least y, else 0"),
    _comparison("equal", "==", "1 if x equals y, else 0"),
    _comparison("not_equal", "!=", "1 if x differs from y, else 0"),
)

_TRUTH = ((1.0, 0.0), (0.0, 0.0), (2.0, -1.0))

LOGIC = (
    Primitive(
        "and", ("x", "y"), (None, None), value=lambda m, x, y: m.conjunction(x, y),
        kind="compare", symbol="and", summary="1 if neither x nor y is 0, else 0",
        samples=_TRUTH, ulps=0,
    ),
    Primitive(
        "or", ("x", "y"), (None, None), value=lambda m, x, y: m.disjunction(x, y),
        kind="compare", symbol="or", summary="0 if both x and y are 0, else 1",
        samples=_TRUTH, ulps=0,
    ),
    Primitive(
        "not", ("x",), (None,), value=lambda m, x: m.equal(x, 0),
        kind="compare", symbol="not ", summary="1 if x is 0, else 0",
        samples=((0.0,), (2.0,)), ulps=0,
    ),
    Primitive(
        "where", ("condition", "a", "b"),
        (
            None,
            lambda m, condition, a, b, out: m.branch(condition, taken=True),
            lambda m, condition, a, b, out: m.branch(condition, taken=False),
        ),
        value=lambda m, condition, a, b: m.choose(condition, a, b),
        passes=lambda place, condition, a, b, out: place == (1 if condition else 2),
        kind=None, aliases=("if",),
        summary="a where the condition is not 0, else b; the other branch is not evaluated",
        samples=((1.0, 2.0, 3.0), (0.0, 2.0, 3.0)), corners=((1.0, 2.0, nan), (0.0, inf, 3.0)),
        ulps=0,
    ),
)  # fmt: skip

WHERE = LOGIC[-1]
"""The one primitive whose branches are evaluated on demand."""


def is_whole(x: Any) -> bool:  # noqa: ANN401
    """Whether a number of any kind is a finite whole number.

    >>> is_whole(3.0), is_whole(0.5), is_whole(inf)
    (True, False, False)
    """
    return x % 1 == 0
