"""Functions made of pieces: on which piece an operation is, and what to call it.

A derivative speaks of the piece that the point is on. Two points on different pieces have a kink,
a jump or a pole between them, and then the derivative at one says nothing about the other.

Invariants:

- `PIECES` has an entry for every row of the table that has kinks or compares, and for those whose
  values leap over a pole.
- An entry gives something that is equal for two points exactly if they are on the same piece.

>>> from ..rules import PRIMITIVES
>>> piece(PRIMITIVES["max"], [4.0, 2.0], 4.0) == piece(PRIMITIVES["max"], [4.0, 3.0], 4.0)
True
>>> piece(PRIMITIVES["abs"], [-1.0], 1.0), piece(PRIMITIVES["sin"], [-1.0], -0.84) is None
(-1, True)
"""

# pyright: basic
# A piece is found for numbers of every kind, so its lambdas have no static types.

from __future__ import annotations

from math import floor, isfinite, pi
from typing import TYPE_CHECKING, Any

from ..rules.arithmetic import is_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..rules import Primitive


def _sign(x: Any) -> int:  # noqa: ANN401
    return (x > 0) - (x < 0)


def _step(*numbers: Any) -> Any:  # noqa: ANN401
    """A staircase's piece is its value."""
    return numbers[-1]


def _winners(*numbers: Any) -> tuple[int, ...]:  # noqa: ANN401
    *arguments, out = numbers
    return tuple([place for place, number in enumerate(arguments) if number == out])


def _between(x: Any, low: Any, high: Any, _: Any) -> int:  # noqa: ANN401
    return (x > high) - (x < low)


def _poles(period: float, shift: float) -> Callable[..., int]:
    """Between which two poles of a function with a period, one of them at `shift`."""

    def strip(x: Any, _: Any) -> int:  # noqa: ANN401
        number = float(x)
        return floor((number - shift) / period) if isfinite(number) else 0

    return strip


def _below_zero(x: Any, _: Any) -> int:  # noqa: ANN401
    """Left of 0 there is a pole at every whole number."""
    return 1 if x > 0 else floor(float(x))


PIECES: dict[str, Callable[..., Any]] = {
    "divide": lambda x, y, out: _sign(y),
    "power": lambda x, y, out: None if is_whole(y) and y >= 0 else _sign(x),
    **dict.fromkeys(
        ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "and", "or",
         "not", "sign", "floor", "ceil", "round", "trunc"), _step,
    ),
    "where": lambda condition, a, b, out: bool(condition),
    "sqrt": lambda x, out: _sign(x),
    "cbrt": lambda x, out: _sign(x),
    "asin": lambda x, out: (x == 1) - (x == -1),
    "acos": lambda x, out: (x == 1) - (x == -1),
    "acosh": lambda x, out: x == 1,
    **dict.fromkeys(("asec", "acsc"), lambda x, out: (_sign(x), x == 1, x == -1)),
    "csch": lambda x, out: _sign(x),
    "coth": lambda x, out: _sign(x),
    "tan": _poles(pi, pi / 2),
    "sec": _poles(pi, pi / 2),
    "csc": _poles(pi, 0),
    "cot": _poles(pi, 0),
    "atan2": lambda y, x, out: (_sign(y) >= 0, x < 0) if x < 0 else None,
    "hypot": lambda x, y, out: out == 0,
    "abs": lambda x, out: _sign(x),
    "mod": lambda x, y, out: round(float((x - out) / y)) if isfinite((x - out) / y) else 0,
    "max": _winners,
    "min": _winners,
    "clamp": _between,
    "relu": lambda x, out: x > 0,
    "leaky_relu": lambda x, slope, out: x > 0 or slope == 1,
    "logb": lambda x, base, out: base > 1,
    "gamma": _below_zero,
    "lgamma": _below_zero,
    "digamma": _below_zero,
    "polygamma": lambda n, x, out: _below_zero(x, out),
}  # fmt: skip


def piece(operation: Primitive, arguments: Sequence[Any], out: Any) -> Any:  # noqa: ANN401
    """The piece that an operation is on; `None` for one that is all of a piece."""
    find = PIECES.get(operation.name)
    # A branch that is not taken may have no value; the condition alone says which is.
    telling = arguments[:1] if operation.name == "where" else (*arguments, out)
    if find is None or any(number != number for number in telling):  # noqa: PLR0124
        return None
    return find(*arguments, out)


def choice(
    operation: Primitive,
    arguments: Sequence[Any],
    out: Any,  # noqa: ANN401
    names: Sequence[str],
) -> str | None:
    """What an operation made of pieces has chosen here, as a sentence; `None` for any other.

    `names` are what its arguments are called.

    >>> from ..rules import PRIMITIVES
    >>> choice(PRIMITIVES["max"], [4.0, 2.0], 4.0, ["x", "y"])
    "Here 'x' wins."
    >>> choice(PRIMITIVES["relu"], [-1.0], 0.0, ["x"])
    "Here 'x' is not positive: the gate is shut."
    """
    tell = _CHOICES.get(operation.name)
    here = piece(operation, arguments, out)
    if tell is None or here is None:
        return None
    return tell(here, names, operation)


def _won(winners: tuple[int, ...], names: Sequence[str], operation: Primitive) -> str:
    if len(winners) == 1:
        return f"Here '{names[winners[0]]}' wins."
    shown = [f"'{names[place]}'" for place in winners[:5]]
    more = f" and {len(winners) - 5:,} more" if len(winners) > 5 else ""
    return f"Here {', '.join(shown)}{more} are tied for the {operation.name}."


def _branch(holds: bool, names: Sequence[str], _: Primitive) -> str:
    return (
        f"Here the condition '{names[0]}' holds: the first branch, '{names[1]}', is taken."
        if holds
        else f"Here the condition '{names[0]}' does not hold: the second branch, '{names[2]}', is "
        "taken."
    )


def _signed(sign: int, names: Sequence[str], _: Primitive) -> str:
    return f"Here '{names[0]}' is {('0', 'positive', 'negative')[sign]}."


def _held(place: int, names: Sequence[str], _: Primitive) -> str:
    if place == 0:
        return f"Here '{names[0]}' lies between its bounds."
    side, bound = ("above", names[2]) if place > 0 else ("below", names[1])
    return f"Here '{names[0]}' lies {side}, so the bound '{bound}' holds."


def _gate(is_open: bool, names: Sequence[str], operation: Primitive) -> str:
    if is_open:
        return f"Here '{names[0]}' is positive: the gate is open."
    ending = "the gate is shut" if operation.name == "relu" else "the slope applies"
    return f"Here '{names[0]}' is not positive: {ending}."


_CHOICES: dict[str, Callable[..., str]] = {
    "max": _won,
    "min": _won,
    "where": _branch,
    "abs": _signed,
    "clamp": _held,
    "relu": _gate,
    "leaky_relu": _gate,
}


_CORNERS: dict[str, Callable[..., bool]] = {
    **dict.fromkeys(
        ("abs", "sign", "cbrt", "relu", "leaky_relu", "power"), lambda x, *others: x == 0
    ),
    "clamp": lambda x, low, high: x in (low, high),
}
"""Whether arguments stand right at what `_CROSSED` says is passed."""


def manner(operation: Primitive, first: Sequence[Any], last: Sequence[Any]) -> str:
    """How a corner is crossed on the way from some arguments to others."""
    stands = _CORNERS.get(operation.name)
    if stands is None:
        return "passes"
    return "leaves" if stands(*first) else "reaches" if stands(*last) else "passes"


def crossing(
    operation: Primitive,
    before: Any,  # noqa: ANN401
    after: Any,  # noqa: ANN401
    names: Sequence[str],
    verb: str = "passes",
) -> str:
    """What happens between two points on different pieces, to end a sentence with.

    `verb` is what `manner` found.

    >>> from ..rules import PRIMITIVES
    >>> crossing(PRIMITIVES["max"], (0,), (1,), ["x", "y"])
    "'y' takes the place of 'x' as the max"
    """
    if operation.name in ("max", "min"):
        old = _names_at(before, names)
        if set(after) < set(before):
            alone = "alone " if len(after) == 1 else ""
            return f"the tie ends: {_names_at(after, names)} {alone}gives the {operation.name} then"
        if set(before) & set(after):
            others = [place for place in after if place not in before] or list(after)
            return f"{_names_at(others, names)} draws level with {old} as the {operation.name}"
        return f"{_names_at(after, names)} takes the place of {old} as the {operation.name}"
    if operation.name == "where":
        taken = "first" if after else "second"
        return f"the condition '{names[0]}' turns over, and the {taken} branch is taken"
    if operation.name in _CROSSED:
        words = _CROSSED[operation.name].replace("passes", verb)
        return words.format(*[f"'{name}'" for name in names])
    return f"{operation.name} leaves the piece that it is on"


def _names_at(places: Sequence[int], names: Sequence[str]) -> str:
    return " and ".join([f"'{names[place]}'" for place in places[:3]]) or "another"


_CROSSED = {
    "divide": "the divisor {1} passes 0, where there is a pole",
    "power": "the base {0} passes 0, where the power is not smooth",
    "abs": "{0} passes 0, where abs has its corner",
    "sign": "{0} passes 0, where sign jumps",
    "floor": "{0} passes a whole number, where floor jumps",
    "ceil": "{0} passes a whole number, where ceil jumps",
    "round": "{0} passes a half, where round jumps",
    "trunc": "{0} passes a whole number, where trunc jumps",
    "mod": "{0} passes a multiple of {1}, where mod jumps",
    "clamp": "{0} passes a bound, where clamp has a corner",
    "relu": "{0} passes 0, where relu has its corner",
    "leaky_relu": "{0} passes 0, where leaky_relu has its corner",
    "sqrt": "{0} is 0 at one end, where sqrt has a vertical tangent",
    "cbrt": "{0} passes 0, where cbrt has a vertical tangent",
    "hypot": "the point ({0}, {1}) passes (0, 0), the tip of a cone",
    "asin": "{0} is 1 or -1 at one end, where asin has a vertical tangent",
    "acos": "{0} is 1 or -1 at one end, where acos has a vertical tangent",
    "acosh": "{0} is 1 at one end, where acosh has a vertical tangent",
    "asec": "{0} is 1 or -1 at one end, where asec has a vertical tangent, or passes where it has "
    "no value",
    "acsc": "{0} is 1 or -1 at one end, where acsc has a vertical tangent, or passes where it has "
    "no value",
    "atan2": "the point crosses the line where atan2 jumps",
    **dict.fromkeys(
        ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"),
        "the comparison of {0} with {1} turns over",
    ),
    "and": "the condition of {0} and {1} turns over",
    "or": "the condition of {0} and {1} turns over",
    "not": "the condition {0} turns over",
    **dict.fromkeys(("tan", "sec", "csc", "cot", "csch", "coth"), "{0} passes a pole"),
    **dict.fromkeys(("gamma", "lgamma", "digamma"), "{0} passes a pole"),
    "polygamma": "{1} passes a pole",
    "logb": "the base {1} passes 1, where there is a pole",
}
