"""What stands left of `=`: a name, or a function of distinct names; anything else is refused.

>>> from .parse import parse
>>> parse("f(x, y) = x*y").statements[0].parameters
(Name('x'), Name('y'))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import BackpropError, Span
from .syntax import Adjacency, Call, Name, Statement
from .wording import WIDTH, excerpt, quoted, shown

if TYPE_CHECKING:
    from .build import Draft
    from .syntax import Expression


def definition(text: str, draft: Draft, left: Expression) -> Statement:
    """The definition that a draft with a left side stands for.

    Raises:
        BackpropError: its left side is neither a name nor a function of distinct names.
    """
    value, whole = draft.value, Span(draft.start, draft.end)
    bounds = Span(draft.start, _end_before(text, draft.equals))
    if bounds != left.span or not isinstance(left, Name | Call):
        raise _refused_left_side(text, bounds, left, value)
    if isinstance(left, Name):
        return Statement(value, whole, target=left)
    function = Name(left.function, left.function_span)
    return Statement(value, whole, function=function, parameters=_parameters(text, left))


def _end_before(text: str, offset: int) -> int:
    """Where the operand before an offset ends: nothing but spaces can stand between them."""
    while text[offset - 1].isspace():
        offset -= 1
    return offset


def _parameters(text: str, call: Call) -> tuple[Name, ...]:
    names: dict[str, Name] = {}
    for argument in call.arguments:
        if not isinstance(argument, Name):
            what = quoted(excerpt(text, *argument.span))
            raise BackpropError(
                f"a parameter is a name, which {what} is not",
                argument.span,
                hint="a function is defined as in f(x, y) = x + y",
            )
        if argument.name in names:
            raise BackpropError(
                f"the parameter {quoted(argument.name)} is there twice",
                argument.span,
                hint="give each parameter a name of its own, as in f(x, y) = x + y",
            )
        names[argument.name] = argument
    return tuple(names.values())


def _refused_left_side(
    text: str, bounds: Span, left: Expression, value: Expression
) -> BackpropError:
    message = f"{quoted(excerpt(text, *bounds))} cannot stand left of '='"
    return BackpropError(message, bounds, hint=_hint(text, bounds, left, value))


def _hint(text: str, bounds: Span, left: Expression, value: Expression) -> str:
    if isinstance(left, Adjacency):
        return "a name is one word, as in unit_price = 3; a function is f(x) = x^2"
    if isinstance(left, Name):
        return f"write {shown(left.name)} without parentheses"
    name = value.name if isinstance(value, Name) else ""
    if name and len(name) + bounds.end - bounds.start < WIDTH:
        return f"write {name} = {excerpt(text, *bounds)}; '==' compares"
    return "a definition is name = expression; '==' compares"
