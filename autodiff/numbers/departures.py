"""What is said of a number that exact arithmetic, or the one of many digits, has no room for.

>>> from .exact import EXACT
>>> def left(number):
...     return number.departure
>>> value_error(left(EXACT.power(2, EXACT.number(0.5))), None).message
'2^(1/2) leaves the rational numbers, so exact arithmetic cannot give it'
>>> derivative_error(left(EXACT.log(2)), "f", "y").message
"the derivative of 'f' by 'y' needs log(2), which leaves the rational numbers"
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ..graph.labels import number_text, shortened
from ..rules import PRIMITIVES

if TYPE_CHECKING:
    from ...parser.errors import Span
    from .real import Departure

_REASONS = {
    "irrational": "leaves the rational numbers",
    "constant": "is not a rational number",
    "large": "has more than 4,000 digits",
    "far": "has an argument that is too large",
}
_SIZE = "more than 4,000 digits"
_HINT = "--digits 50 works it out to 50 digits"


def value_error(departure: Departure, span: Span | None) -> BackpropError:
    """The error for a value that something needs."""
    text = _text(departure)
    if departure.cause == "far":
        return BackpropError(f"{text} cannot be worked out: an argument is too large", span)
    if departure.cause == "large":
        return BackpropError(
            f"the exact value of {text} has {_SIZE}, so it is not worked out", span, hint=_HINT
        )
    return BackpropError(
        f"{text} {_REASONS[departure.cause]}, so exact arithmetic cannot give it", span, hint=_HINT
    )


def derivative_error(departure: Departure, output: str, by: str) -> BackpropError:
    """The error for a derivative that was asked for."""
    about = f"the derivative of '{shortened(output)}' by '{shortened(by)}'"
    hint = "--wrt and --get ask for other results; --digits 50 works it out to 50 digits"
    if departure.cause == "large":
        return BackpropError(f"{about} has {_SIZE}, so it is not worked out", hint=hint)
    needs = f"{about} needs {_text(departure)}, which {_REASONS[departure.cause]}"
    return BackpropError(needs, hint=None if departure.cause == "far" else hint)


def left_blank(departure: Departure, edge: str) -> str:
    """What is said of a partial that nothing that was asked for needs."""
    needs = f"the derivative on {edge} needs {_text(departure)}, which {_REASONS[departure.cause]}"
    return f"{needs}, so it is left blank"


def _text(departure: Departure) -> str:
    """What was asked for: `sqrt(2)`, `9^387420489`, `pi`."""
    row = PRIMITIVES.get(departure.name)
    if row is None:
        return shortened(departure.name) or "a number on the way"
    arguments = [shortened(number_text(argument)) for argument in departure.arguments]
    if row.symbol is None:
        return f"{row.name}({', '.join(arguments)})"
    closed = [f"({text})" if "/" in text or text.startswith("-") else text for text in arguments]
    if len(closed) == 1:
        return row.symbol + closed[0]
    return (row.symbol if row.symbol == "^" else f" {row.symbol} ").join(closed)
