"""What an operation does to the gradient on the backward pass: one line for each primitive.

Invariant: `GATES` has a line for every row of the table of primitives, and for nothing else.

>>> GATES["add"]
'Addition hands the gradient on to each input, unchanged.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..rules import Primitive

_FLAT = "passes no gradient on: where it has a derivative, that is 0"
_COMPARISON = "A comparison is 0 or 1 and does not move with its inputs: it passes no gradient on."
_SLOPE = "multiplies the gradient by"

GATES = {
    "negate": "A minus sign turns the sign of the gradient.",
    "add": "Addition hands the gradient on to each input, unchanged.",
    "subtract": (
        "Subtraction hands the gradient on to the first input unchanged, and to the second with "
        "its sign turned."
    ),
    "multiply": "Multiplication scales the gradient by the other input.",
    "divide": (
        "Division divides the gradient by the divisor; the divisor itself gets it times the "
        "quotient, with the sign turned."
    ),
    "power": (
        "A power multiplies the gradient for its base by exponent times base to one power less; "
        "for its exponent, by its own value times the logarithm of the base."
    ),
    **dict.fromkeys(
        ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"), _COMPARISON
    ),
    **dict.fromkeys(
        ("and", "or", "not"),
        "Logic is 0 or 1 and does not move with its inputs: it passes no gradient on.",
    ),
    "where": "A choice is a switch: the branch that is taken gets all of the gradient.",
    "exp": f"exp {_SLOPE} its own value.",
    "expm1": f"expm1 {_SLOPE} exp of its input, its own value and 1 more.",
    "log": "A logarithm divides the gradient by its input.",
    "log2": "log2 divides the gradient by its input and by log(2).",
    "log10": "log10 divides the gradient by its input and by log(10).",
    "log1p": "log1p divides the gradient by 1 plus its input.",
    "logb": "logb divides the gradient by its input and by the logarithm of the base.",
    "sqrt": "A square root divides the gradient by twice its own value.",
    "cbrt": "A cube root divides the gradient by three times its own value squared.",
    "square": f"A square {_SLOPE} twice its input.",
    "sin": f"sin {_SLOPE} cos of its input.",
    "cos": f"cos {_SLOPE} minus sin of its input.",
    "tan": f"tan {_SLOPE} 1 plus its own value squared.",
    "sec": f"sec {_SLOPE} its own value times tan of its input.",
    "csc": f"csc {_SLOPE} minus its own value over tan of its input.",
    "cot": f"cot {_SLOPE} minus 1 minus its own value squared.",
    "asin": "asin divides the gradient by the root of 1 less its input squared.",
    "acos": (
        "acos divides the gradient by the root of 1 less its input squared, and turns its sign."
    ),
    "atan": "atan divides the gradient by 1 plus its input squared.",
    "asec": "asec divides the gradient by the size of its input and by the root of its input "
    "squared less 1.",
    "acsc": "acsc divides the gradient by the size of its input and by the root of its input "
    "squared less 1, and turns its sign.",
    "acot": "acot divides the gradient by 1 plus its input squared, and turns its sign.",
    "atan2": (
        "atan2 hands the gradient on across the line from the origin to the point, weaker with the "
        "square of the distance."
    ),
    "sinh": f"sinh {_SLOPE} cosh of its input.",
    "cosh": f"cosh {_SLOPE} sinh of its input.",
    "tanh": (
        f"tanh {_SLOPE} 1 less its own value squared: near 1 or -1 it lets almost nothing through."
    ),
    "sech": f"sech {_SLOPE} minus its own value times tanh of its input.",
    "csch": f"csch {_SLOPE} minus its own value over tanh of its input.",
    "coth": f"coth {_SLOPE} minus 1 over sinh of its input squared.",
    "asinh": "asinh divides the gradient by the root of 1 plus its input squared.",
    "acosh": "acosh divides the gradient by the root of its input squared less 1.",
    "atanh": "atanh divides the gradient by 1 less its input squared.",
    "hypot": f"hypot {_SLOPE} each input's share: the input over the length.",
    "abs": "abs hands the gradient on as it is for a positive input, with its sign turned for a "
    "negative one.",
    "sign": f"sign is flat: it {_FLAT}.",
    "floor": f"floor is a staircase: it {_FLAT}.",
    "ceil": f"ceil is a staircase: it {_FLAT}.",
    "round": f"round is a staircase: it {_FLAT}.",
    "trunc": f"trunc is a staircase: it {_FLAT}.",
    "mod": (
        "mod hands the gradient on to its first input unchanged; the divisor gets it times minus "
        "the whole number of times that it was taken away."
    ),
    "max": "max sends the gradient to the winner, the largest input; the others get nothing.",
    "min": "min sends the gradient to the winner, the smallest input; the others get nothing.",
    "clamp": (
        "clamp lets the gradient through to x between its bounds; outside, the bound that holds it "
        "gets the gradient."
    ),
    "relu": "relu is a gate: open for a positive input, shut for any other.",
    "leaky_relu": (
        "leaky_relu lets the gradient through for a positive input, and times the slope for any "
        "other."
    ),
    "sigmoid": (
        f"sigmoid {_SLOPE} its own value times 1 less its own value: a quarter at most, and almost "
        "nothing far from 0."
    ),
    "logit": "logit divides the gradient by its input times 1 less its input.",
    "softplus": f"softplus {_SLOPE} sigmoid of its input, a number between 0 and 1.",
    "logsumexp": f"logsumexp {_SLOPE} each input's share of the sum of exponentials (softmax): the "
    "shares add up to 1.",
    "silu": f"silu {_SLOPE} its slope: near 0 far to the left, near 1 far to the right.",
    "gelu": f"gelu {_SLOPE} its slope: near 0 far to the left, near 1 far to the right.",
    "erf": f"erf {_SLOPE} a bell curve, which is highest at 0.",
    "erfc": f"erfc {_SLOPE} a bell curve, and turns its sign.",
    "gamma": f"gamma {_SLOPE} its own value times digamma of its input.",
    "lgamma": f"lgamma {_SLOPE} digamma of its input.",
    "digamma": f"digamma {_SLOPE} polygamma(1) of its input.",
    "polygamma": f"polygamma {_SLOPE} polygamma of the next order.",
}
"""For each row by its name, a full sentence."""

_POWERS = {
    (False, True): "A power multiplies the gradient by exponent times base to one power less.",
    (True, False): "Here the power multiplies the gradient by its own value times the logarithm of "
    "the base.",
}
"""A power of which one part is constant."""


def role(operation: Primitive, constant: Sequence[bool]) -> str:
    """What an operation does, of whose arguments these are constants.

    >>> from ..rules import PRIMITIVES
    >>> role(PRIMITIVES["power"], [False, True])
    'A power multiplies the gradient by exponent times base to one power less.'
    """
    if operation.name == "power":
        return _POWERS.get((constant[0], constant[1]), GATES["power"])
    return GATES[operation.name]
