"""Functions in pieces: absolute value, rounding, the largest and smallest, and rectifiers."""

# pyright: basic
# A rule is written for every algebra, so its lambdas have no static types.

from __future__ import annotations

from functools import reduce
from math import inf
from operator import add
from typing import TYPE_CHECKING, Any

from .arithmetic import is_whole
from .predicates import is_nan
from .row import Domain, Kink, Primitive

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Sides = tuple[float | None, float | None]

_EVERYWHERE = ((0.3,), (-1.2,), (2.5,))


def _step(
    name: str, summary: str, jump: Callable[[float], Sides | None], sentence: str
) -> Primitive:
    """A staircase; `jump(x)` gives the one-sided derivatives where it jumps, else `None`."""
    return Primitive(
        name, ("x",), (None,), summary=summary,
        kinks=(
            Kink(sentence, "0", lambda x, out: jump(x) is not None, lambda x, out: (jump(x),)),
        ),
        samples=_EVERYWHERE, corners=((2.0**51 + 0.25,), (-0.25,)), ulps=0,
    )  # fmt: skip


def _floor_jump(x: float) -> Sides | None:
    return (inf, 0) if is_whole(x) else None


def _ceil_jump(x: float) -> Sides | None:
    return (0, inf) if is_whole(x) else None


def _trunc_jump(x: float) -> Sides | None:
    return None if x == 0 else _floor_jump(x) if x > 0 else _ceil_jump(x)


def _round_jump(x: float) -> Sides | None:
    if not (is_whole(2 * x) and not is_whole(x)):
        return None
    return (0, inf) if (2 * x - 1) % 4 == 0 else (inf, 0)


def _mod_sides(x: float, y: float) -> tuple[Sides, Sides]:
    """One-sided derivatives where x is a multiple of y: the value falls back from y to 0."""
    fall, whole = inf if y > 0 else -inf, x / y
    in_x: Sides = (-inf, 1) if y > 0 else (1, -inf)
    in_y: Sides = (-whole, fall) if x > 0 else (-fall, -whole)
    return in_x, in_y if x != 0 else (-whole, -whole)


STEPS = (
    Primitive(
        "abs", ("x",), (lambda m, x, out: m.sign(x),), summary="the absolute value",
        kinks=(
            Kink("abs has a corner at 0", "0", lambda x, out: x == 0, lambda x, out: ((-1, 1),)),
        ),
        samples=_EVERYWHERE, corners=((1e-300,), (-1e308,)), ulps=0,
    ),
    Primitive(
        "sign", ("x",), (None,), summary="-1, 0 or 1",
        kinks=(
            Kink("sign jumps at 0", "0", lambda x, out: x == 0, lambda x, out: ((inf, inf),)),
        ),
        samples=_EVERYWHERE, corners=((1e-300,), (-5e-324,)), ulps=0,
    ),
    _step(
        "floor", "the largest whole number not above x", _floor_jump,
        "floor jumps at whole numbers",
    ),
    _step(
        "ceil", "the smallest whole number not below x", _ceil_jump, "ceil jumps at whole numbers"
    ),
    _step(
        "round", "the nearest whole number, halves to even", _round_jump,
        "round jumps half way between whole numbers",
    ),
    _step(
        "trunc", "x without its fraction", _trunc_jump, "trunc jumps at whole numbers other than 0"
    ),
    Primitive(
        "mod", ("x", "y"),
        (lambda m, x, y, out: 1, lambda m, x, y, out: -m.round(m.divide(x - out, y))),
        summary="x - y*floor(x/y), with the sign of y",
        domain=Domain("y != 0 and x is finite", lambda x, y: y != 0 and abs(x) != inf),
        kinks=(
            Kink(
                "mod jumps where x is a multiple of y",
                "1", lambda x, y, out: out == 0, lambda x, y, out: _mod_sides(x, y),
                position=0,
            ),
            Kink(
                "mod jumps where x is a multiple of y",
                "-floor(x/y)",
                lambda x, y, out: out == 0 and x != 0, lambda x, y, out: _mod_sides(x, y),
                position=1,
            ),
        ),
        samples=((7.0, 3.0), (-7.0, 3.0), (7.5, -2.0)),
        corners=((1.0, 0.1), (0.3, 5.0), (-1e-20, 3.0), (1e17, 3.0)), ulps=1,
    ),
)  # fmt: skip


class _Ties:
    """Which arguments attain the value, and their share; each worked out when first asked for."""

    def __init__(self, m: Any, arguments: tuple[Any, ...], out: Any) -> None:  # noqa: ANN401
        self._m = m
        self._arguments = arguments
        self._out = out
        self._attained: dict[int, Any] = {}
        self._share: Any = None

    def attained(self, position: int) -> Any:  # noqa: ANN401
        if position not in self._attained:
            argument = self._arguments[position]
            self._attained[position] = self._m.equal(argument, self._out)
        return self._attained[position]

    def share(self) -> Any:  # noqa: ANN401
        if self._share is None:
            count = reduce(add, map(self.attained, range(len(self._arguments))))
            self._share = self._m.divide(1, count)
        return self._share


def _split(m: Any, positions: Sequence[int], arguments: tuple[Any, ...], out: Any) -> list[Any]:  # noqa: ANN401
    ties = _Ties(m, arguments, out)
    return [m.branch(ties.attained(place), taken=True, share=ties.share()) for place in positions]


def _each(m: Any, positions: Sequence[int], arguments: tuple[Any, ...], out: Any) -> list[Any]:  # noqa: ANN401
    return [m.branch(m.equal(arguments[place], out), taken=True) for place in positions]


# At its kink an edge is there, with the derivative of the convention: it has to be told of.
def _attains(place: int, *arguments_and_out: Any) -> bool:  # noqa: ANN401
    out = arguments_and_out[-1]
    return arguments_and_out[place] == out or is_nan(out)


def _extreme(name: str, summary: str, sides: Sides, *, each: bool) -> Primitive:
    def tie_sides(*arguments_and_out: float) -> tuple[Sides | None, ...]:
        *arguments, out = arguments_and_out
        return tuple(sides if argument == out else None for argument in arguments)

    return Primitive(
        name, ("x", "y", "*z"), (_each if each else _split,), summary=summary, passes=_attains,
        kinks=(
            Kink(
                f"{name} is tied",
                "1 for every argument that attains it"
                if each else "1 shared equally by the arguments that attain it",
                lambda *values: values[:-1].count(values[-1]) > 1,
                tie_sides,
            ),
        ),
        samples=((2.0, 3.0), (3.0, -2.0), (1.0, 5.0, 4.0)), corners=((0.0, -1e-300),), ulps=0,
    )  # fmt: skip


_LARGEST, _SMALLEST = "the largest of two or more", "the smallest of two or more"

EXTREMES = (
    _extreme("max", _LARGEST, (0, 1), each=False),
    _extreme("min", _SMALLEST, (1, 0), each=False),
)
EXTREMES_EACH = (
    _extreme("max", _LARGEST, (0, 1), each=True),
    _extreme("min", _SMALLEST, (1, 0), each=True),
)
"""The same functions under `--ties each`: every argument that attains the value gets 1."""

RECTIFIERS = (
    Primitive(
        "clamp", ("x", "low", "high"),
        (
            lambda m, x, low, high, out: m.branch(
                m.conjunction(m.less_equal(low, x), m.less_equal(x, high)), taken=True
            ),
            lambda m, x, low, high, out: m.branch(m.less(x, low), taken=True),
            lambda m, x, low, high, out: m.branch(m.greater(x, high), taken=True),
        ),
        passes=lambda place, x, low, high, out: (
            (low <= x <= high, x <= low, x >= high)[place] or is_nan(out)
        ),
        summary="x held between low and high",
        domain=Domain("low <= high", lambda x, low, high: low <= high),
        kinks=(
            Kink(
                "clamp has a corner at its lower bound",
                "1 for x, 0 for the bound", lambda x, low, high, out: x == low < high,
                lambda x, low, high, out: ((0, 1), (0, 1), None),
            ),
            Kink(
                "clamp has a corner at its upper bound",
                "1 for x, 0 for the bound", lambda x, low, high, out: low < high == x,
                lambda x, low, high, out: ((1, 0), None, (1, 0)),
            ),
            Kink(
                "clamp holds x between two equal bounds",
                "1 for x, 0 for the bounds", lambda x, low, high, out: x == low == high,
                lambda x, low, high, out: ((0, 0), (0, None), (None, 0)),
            ),
        ),
        samples=((0.5, 0.0, 1.0), (-2.0, 0.0, 1.0), (3.0, 0.0, 1.0)), ulps=0,
        corners=((1e300, -1.0, 1.0), (0.0, -1e-300, 1e-300)),
    ),
    Primitive(
        "relu", ("x",), (lambda m, x, out: m.branch(m.greater(x, 0), taken=True),),
        passes=lambda place, x, out: not x < 0, summary="the larger of x and 0",
        kinks=(
            Kink("relu has a corner at 0", "0", lambda x, out: x == 0, lambda x, out: ((0, 1),)),
        ),
        samples=_EVERYWHERE, corners=((1e-300,), (-5e-324,)), ulps=0,
    ),
    Primitive(
        "leaky_relu", ("x", "slope"),
        (
            lambda m, x, slope, out: m.where(m.greater(x, 0), lambda: 1, lambda: slope),
            lambda m, x, slope, out: m.branch(m.less(x, 0), taken=True, share=x),
        ),
        passes=lambda place, x, slope, out: place == 0 or not x >= 0,
        value=lambda m, x, slope: m.where(m.greater(x, 0), lambda: x, lambda: slope * x),
        summary="x where x > 0, else slope*x",
        kinks=(
            Kink(
                "leaky_relu has a corner at 0", "the slope",
                lambda x, slope, out: x == 0 and slope != 1,
                lambda x, slope, out: ((slope, 1), None), position=0,
            ),
        ),
        samples=((0.3, 0.1), (-1.2, 0.1)), corners=((0.0, 1.0), (-1e-300, 0.25)), ulps=1,
    ),
)  # fmt: skip
