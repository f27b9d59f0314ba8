"""What is said of each function and operator when a derivative is explained: one entry a row.

What it does to the gradient on the backward pass; and of those made of pieces, on which piece a
point is, what was chosen there, and what happens between two pieces. A derivative speaks of the
piece that the point is on. Two points on different pieces have a kink, a jump or a pole between
them, and then the derivative at one says nothing about the other.

Invariants:

- `WORDING` has an entry for every row of the table of primitives, and for nothing else.
- Every row that has kinks or compares is made of pieces, and so are those whose values leap over a
  pole.

>>> WORDING["add"].gradient
'Addition hands the gradient on to each input, unchanged.'
>>> from ..rules import PRIMITIVES
>>> piece(PRIMITIVES["max"], [4.0, 2.0], 4.0) == piece(PRIMITIVES["max"], [4.0, 3.0], 4.0)
True
>>> piece(PRIMITIVES["abs"], [-1.0], 1.0), piece(PRIMITIVES["sin"], [-1.0], -0.84) is None
(-1, True)
"""

# pyright: basic
# A piece is found for numbers of every kind, so its lambdas have no static types.

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, pi
from typing import TYPE_CHECKING, Any

from ..rules.arithmetic import is_whole
from ..rules.predicates import as_double

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..rules import Primitive


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said of one row.

    `gradient` says what it does to the gradient, as a full sentence. `piece(*arguments, out)` gives
    something that is equal for two points exactly if they are on the same piece. `choice(piece,
    names, row)` is a sentence about the piece that was chosen. `crossed` ends a sentence about what
    happens between two pieces: a text with the arguments' places, or a function of `(before, after,
    names, row)`. `at_corner(*arguments)` tells whether the arguments stand right at what is passed.
    """

    gradient: str
    piece: Callable[..., Any] | None = None
    crossed: str | Callable[..., str] | None = None
    choice: Callable[..., str] | None = None
    at_corner: Callable[..., bool] | None = None


def _sign(x: Any, *_: Any) -> int:  # noqa: ANN401
    return (x > 0) - (x < 0)


def _step(*numbers: Any) -> Any:  # noqa: ANN401
    """A staircase's piece is its value."""
    return numbers[-1]


def _winners(*numbers: Any) -> tuple[int, ...]:  # noqa: ANN401
    *arguments, out = numbers
    return tuple([place for place, number in enumerate(arguments) if number == out])


def _between(x: Any, low: Any, high: Any, _: Any) -> int:  # noqa: ANN401
    return (x > high) - (x < low)


def _whole(number: Any, to: Callable[[float], int] = floor) -> int:  # noqa: ANN401
    """A number rounded to a whole one; 0 for one that no double holds."""
    number = as_double(number)
    return to(number) if isfinite(number) else 0


def _poles(period: float, shift: float) -> Callable[..., int]:
    """Between which two poles of a function with a period, one of them at `shift`."""

    def strip(x: Any, _: Any) -> int:  # noqa: ANN401
        return _whole((as_double(x) - shift) / period)

    return strip


def _below_zero(x: Any, _: Any) -> int:  # noqa: ANN401
    """Left of 0 there is a pole at every whole number."""
    return 1 if x > 0 else _whole(x)


def _at_zero(x: Any, *_: Any) -> bool:  # noqa: ANN401
    return x == 0


def _won(winners: tuple[int, ...], names: Sequence[str], operation: Primitive) -> str:
    if len(winners) == 1:
        return f"Here '{names[winners[0]]}' wins."
    shown = [f"'{names[place]}'" for place in winners[:5]]
    more = f" and {len(winners) - 5:,} more" if len(winners) > 5 else ""
    return f"Here {', '.join(shown)}{more} are tied for the {operation.name}."


def _winner_changed(
    before: tuple[int, ...], after: tuple[int, ...], names: Sequence[str], operation: Primitive
) -> str:
    old = _names_at(before, names)
    if set(after) < set(before):
        alone = "alone " if len(after) == 1 else ""
        return f"the tie ends: {_names_at(after, names)} {alone}gives the {operation.name} then"
    if set(before) & set(after):
        others = [place for place in after if place not in before] or list(after)
        return f"{_names_at(others, names)} draws level with {old} as the {operation.name}"
    return f"{_names_at(after, names)} takes the place of {old} as the {operation.name}"


def _names_at(places: Sequence[int], names: Sequence[str]) -> str:
    return " and ".join([f"'{names[place]}'" for place in places[:3]]) or "another"


def _branch(holds: bool, names: Sequence[str], _: Primitive) -> str:
    return (
        f"Here the condition '{names[0]}' holds: the first branch, '{names[1]}', is taken."
        if holds
        else f"Here the condition '{names[0]}' does not hold: the second branch, '{names[2]}', is "
        "taken."
    )


def _branch_changed(_: bool, holds: bool, names: Sequence[str], __: Primitive) -> str:
    taken = "first" if holds else "second"
    return f"the condition '{names[0]}' turns over, and the {taken} branch is taken"


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


_COMPARISON = Wording(
    "A comparison is 0 or 1 and does not move with its inputs: it passes no gradient on.",
    piece=_step, crossed="the comparison of {0} with {1} turns over",
)  # fmt: skip

WORDING = {
    "negate": Wording("A minus sign turns the sign of the gradient."),
    "add": Wording("Addition hands the gradient on to each input, unchanged."),
    "subtract": Wording(
        "Subtraction hands the gradient on to the first input unchanged, and to the second with "
        "its sign turned."
    ),
    "multiply": Wording("Multiplication scales the gradient by the other input."),
    "divide": Wording(
        "Division divides the gradient by the divisor; the divisor itself gets it times the "
        "quotient, with the sign turned.",
        piece=lambda x, y, out: _sign(y), crossed="the divisor {1} passes 0, where there is a pole",
    ),
    "power": Wording(
        "A power multiplies the gradient for its base by exponent times base to one power less; "
        "for its exponent, by its own value times the logarithm of the base.",
        piece=lambda x, y, out: None if is_whole(y) and y >= 0 else _sign(x),
        crossed="the base {0} passes 0, where the power is not smooth", at_corner=_at_zero,
    ),
    "less": _COMPARISON,
    "less_equal": _COMPARISON,
    "greater": _COMPARISON,
    "greater_equal": _COMPARISON,
    "equal": _COMPARISON,
    "not_equal": _COMPARISON,
    "and": Wording(
        "Logic is 0 or 1 and does not move with its inputs: it passes no gradient on.",
        piece=_step, crossed="the condition of {0} and {1} turns over",
    ),
    "or": Wording(
        "Logic is 0 or 1 and does not move with its inputs: it passes no gradient on.",
        piece=_step, crossed="the condition of {0} and {1} turns over",
    ),
    "not": Wording(
        "Logic is 0 or 1 and does not move with its inputs: it passes no gradient on.",
        piece=_step, crossed="the condition {0} turns over",
    ),
    "where": Wording(
        "A choice is a switch: the branch that is taken gets all of the gradient.",
        piece=lambda condition, a, b, out: bool(condition), crossed=_branch_changed,
        choice=_branch,
    ),
    "exp": Wording("exp multiplies the gradient by its own value."),
    "expm1": Wording(
        "expm1 multiplies the gradient by exp of its input, its own value and 1 more."
    ),
    "log": Wording("A logarithm divides the gradient by its input."),
    "log2": Wording("log2 divides the gradient by its input and by log(2)."),
    "log10": Wording("log10 divides the gradient by its input and by log(10)."),
    "log1p": Wording("log1p divides the gradient by 1 plus its input."),
    "logb": Wording(
        "logb divides the gradient by its input and by the logarithm of the base.",
        piece=lambda x, base, out: base > 1, crossed="the base {1} passes 1, where there is a pole",
    ),
    "sqrt": Wording(
        "A square root divides the gradient by twice its own value.",
        piece=_sign, crossed="{0} is 0 at one end, where sqrt has a vertical tangent",
    ),
    "cbrt": Wording(
        "A cube root divides the gradient by three times its own value squared.",
        piece=_sign, crossed="{0} passes 0, where cbrt has a vertical tangent", at_corner=_at_zero,
    ),
    "square": Wording("A square multiplies the gradient by twice its input."),
    "sin": Wording("sin multiplies the gradient by cos of its input."),
    "cos": Wording("cos multiplies the gradient by minus sin of its input."),
    "tan": Wording(
        "tan multiplies the gradient by 1 plus its own value squared.",
        piece=_poles(pi, pi / 2), crossed="{0} passes a pole",
    ),
    "sec": Wording(
        "sec multiplies the gradient by its own value times tan of its input.",
        piece=_poles(pi, pi / 2), crossed="{0} passes a pole",
    ),
    "csc": Wording(
        "csc multiplies the gradient by minus its own value over tan of its input.",
        piece=_poles(pi, 0), crossed="{0} passes a pole",
    ),
    "cot": Wording(
        "cot multiplies the gradient by minus 1 minus its own value squared.",
        piece=_poles(pi, 0), crossed="{0} passes a pole",
    ),
    "asin": Wording(
        "asin divides the gradient by the root of 1 less its input squared.",
        piece=lambda x, out: (x == 1) - (x == -1),
        crossed="{0} is 1 or -1 at one end, where asin has a vertical tangent",
    ),
    "acos": Wording(
        "acos divides the gradient by the root of 1 less its input squared, and turns its sign.",
        piece=lambda x, out: (x == 1) - (x == -1),
        crossed="{0} is 1 or -1 at one end, where acos has a vertical tangent",
    ),
    "atan": Wording("atan divides the gradient by 1 plus its input squared."),
    "asec": Wording(
        "asec divides the gradient by the size of its input and by the root of its input squared "
        "less 1.",
        piece=lambda x, out: (_sign(x), x == 1, x == -1),
        crossed="{0} is 1 or -1 at one end, where asec has a vertical tangent, or passes where it "
        "has no value",
    ),
    "acsc": Wording(
        "acsc divides the gradient by the size of its input and by the root of its input squared "
        "less 1, and turns its sign.",
        piece=lambda x, out: (_sign(x), x == 1, x == -1),
        crossed="{0} is 1 or -1 at one end, where acsc has a vertical tangent, or passes where it "
        "has no value",
    ),
    "acot": Wording("acot divides the gradient by 1 plus its input squared, and turns its sign."),
    "atan2": Wording(
        "atan2 hands the gradient on across the line from the origin to the point, weaker with the "
        "square of the distance.",
        piece=lambda y, x, out: (_sign(y) >= 0, x < 0) if x < 0 else None,
        crossed="the point crosses the line where atan2 jumps",
    ),
    "sinh": Wording("sinh multiplies the gradient by cosh of its input."),
    "cosh": Wording("cosh multiplies the gradient by sinh of its input."),
    "tanh": Wording(
        "tanh multiplies the gradient by 1 less its own value squared: near 1 or -1 it lets almost "
        "nothing through."
    ),
    "sech": Wording("sech multiplies the gradient by minus its own value times tanh of its input."),
    "csch": Wording(
        "csch multiplies the gradient by minus its own value over tanh of its input.",
        piece=_sign, crossed="{0} passes a pole",
    ),
    "coth": Wording(
        "coth multiplies the gradient by minus 1 over sinh of its input squared.",
        piece=_sign, crossed="{0} passes a pole",
    ),
    "asinh": Wording("asinh divides the gradient by the root of 1 plus its input squared."),
    "acosh": Wording(
        "acosh divides the gradient by the root of its input squared less 1.",
        piece=lambda x, out: x == 1,
        crossed="{0} is 1 at one end, where acosh has a vertical tangent",
    ),
    "atanh": Wording("atanh divides the gradient by 1 less its input squared."),
    "hypot": Wording(
        "hypot multiplies the gradient by each input's share: the input over the length.",
        piece=lambda x, y, out: out == 0,
        crossed="the point ({0}, {1}) passes (0, 0), the tip of a cone",
    ),
    "abs": Wording(
        "abs hands the gradient on as it is for a positive input, with its sign turned for a "
        "negative one.",
        piece=_sign, crossed="{0} passes 0, where abs has its corner", choice=_signed,
        at_corner=_at_zero,
    ),
    "sign": Wording(
        "sign is flat: it passes no gradient on: where it has a derivative, that is 0.",
        piece=_step, crossed="{0} passes 0, where sign jumps", at_corner=_at_zero,
    ),
    "floor": Wording(
        "floor is a staircase: it passes no gradient on: where it has a derivative, that is 0.",
        piece=_step, crossed="{0} passes a whole number, where floor jumps",
    ),
    "ceil": Wording(
        "ceil is a staircase: it passes no gradient on: where it has a derivative, that is 0.",
        piece=_step, crossed="{0} passes a whole number, where ceil jumps",
    ),
    "round": Wording(
        "round is a staircase: it passes no gradient on: where it has a derivative, that is 0.",
        piece=_step, crossed="{0} passes a half, where round jumps",
    ),
    "trunc": Wording(
        "trunc is a staircase: it passes no gradient on: where it has a derivative, that is 0.",
        piece=_step, crossed="{0} passes a whole number, where trunc jumps",
    ),
    "mod": Wording(
        "mod hands the gradient on to its first input unchanged; the divisor gets it times minus "
        "the whole number of times that it was taken away.",
        piece=lambda x, y, out: _whole((x - out) / y, round),
        crossed="{0} passes a multiple of {1}, where mod jumps",
    ),
    "max": Wording(
        "max sends the gradient to the winner, the largest input; the others get nothing.",
        piece=_winners, crossed=_winner_changed, choice=_won,
    ),
    "min": Wording(
        "min sends the gradient to the winner, the smallest input; the others get nothing.",
        piece=_winners, crossed=_winner_changed, choice=_won,
    ),
    "clamp": Wording(
        "clamp lets the gradient through to x between its bounds; outside, the bound that holds it "
        "gets the gradient.",
        piece=_between, crossed="{0} passes a bound, where clamp has a corner", choice=_held,
        at_corner=lambda x, low, high: x in (low, high),
    ),
    "relu": Wording(
        "relu is a gate: open for a positive input, shut for any other.",
        piece=lambda x, out: x > 0, crossed="{0} passes 0, where relu has its corner", choice=_gate,
        at_corner=_at_zero,
    ),
    "leaky_relu": Wording(
        "leaky_relu lets the gradient through for a positive input, and times the slope for any "
        "other.",
        piece=lambda x, slope, out: x > 0 or slope == 1,
        crossed="{0} passes 0, where leaky_relu has its corner", choice=_gate, at_corner=_at_zero,
    ),
    "sigmoid": Wording(
        "sigmoid multiplies the gradient by its own value times 1 less its own value: a quarter at "
        "most, and almost nothing far from 0."
    ),
    "logit": Wording("logit divides the gradient by its input times 1 less its input."),
    "softplus": Wording(
        "softplus multiplies the gradient by sigmoid of its input, a number between 0 and 1."
    ),
    "silu": Wording(
        "silu multiplies the gradient by its slope: near 0 far to the left, near 1 far to the "
        "right."
    ),
    "gelu": Wording(
        "gelu multiplies the gradient by its slope: near 0 far to the left, near 1 far to the "
        "right."
    ),
    "logsumexp": Wording(
        "logsumexp multiplies the gradient by each input's share of the sum of exponentials "
        "(softmax): the shares add up to 1."
    ),
    "erf": Wording("erf multiplies the gradient by a bell curve, which is highest at 0."),
    "erfc": Wording("erfc multiplies the gradient by a bell curve, and turns its sign."),
    "gamma": Wording(
        "gamma multiplies the gradient by its own value times digamma of its input.",
        piece=_below_zero, crossed="{0} passes a pole",
    ),
    "lgamma": Wording(
        "lgamma multiplies the gradient by digamma of its input.",
        piece=_below_zero, crossed="{0} passes a pole",
    ),
    "digamma": Wording(
        "digamma multiplies the gradient by polygamma(1) of its input.",
        piece=_below_zero, crossed="{0} passes a pole",
    ),
    "polygamma": Wording(
        "polygamma multiplies the gradient by polygamma of the next order.",
        piece=lambda n, x, out: _below_zero(x, out), crossed="{1} passes a pole",
    ),
}  # fmt: skip
"""What is said of each row, by its name."""

_POWERS = {
    (False, True): "A power multiplies the gradient by exponent times base to one power less.",
    (True, False): "Here the power multiplies the gradient by its own value times the logarithm of "
    "the base.",
}
"""A power of which one part is constant."""


def role(operation: Primitive, constant: Sequence[bool]) -> str:
    """What an operation does to the gradient, if these of its arguments are constants.

    >>> from ..rules import PRIMITIVES
    >>> role(PRIMITIVES["power"], [False, True])
    'A power multiplies the gradient by exponent times base to one power less.'
    """
    own = WORDING[operation.name].gradient
    return _POWERS.get((constant[0], constant[1]), own) if operation.name == "power" else own


def piece(operation: Primitive, arguments: Sequence[Any], out: Any) -> Any:  # noqa: ANN401
    """The piece that an operation is on; `None` for one that is all of a piece."""
    find = WORDING[operation.name].piece
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
    tell = WORDING[operation.name].choice
    here = piece(operation, arguments, out)
    return None if tell is None or here is None else tell(here, names, operation)


def manner(operation: Primitive, first: Sequence[Any], last: Sequence[Any]) -> str:
    """How a corner is crossed on the way from some arguments to others: the verb."""
    stands = WORDING[operation.name].at_corner
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
    crossed = WORDING[operation.name].crossed
    if crossed is None:
        return f"{operation.name} leaves the piece that it is on"
    if not isinstance(crossed, str):
        return crossed(before, after, names, operation)
    return crossed.replace("passes", verb).format(*[f"'{name}'" for name in names])
