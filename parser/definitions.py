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
    from .build import Draft, Operand


def statement(text: str, draft: Draft) -> Statement:
    """The statement that a draft stands for.

    Raises:
        BackpropError: its left side is neither a name nor a function of distinct names.
    """
    value, value_start, end = draft.value
    if draft.left is None:
        return Statement(value, Span(value_start, end))
    left, start, left_end = draft.left
    if Span(start, left_end) != left.span or not isinstance(left, Name | Call):
        raise _refused_left_side(text, draft.left, draft.value)
    if isinstance(left, Name):
        return Statement(value, Span(start, end), target=left)
    function = Name(left.function, left.function_span)
    return Statement(value, Span(start, end), function=function, parameters=_parameters(text, left))


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


def _refused_left_side(text: str, left: Operand, value: Operand) -> BackpropError:
    node, start, end = left
    message = f"{quoted(excerpt(text, start, end))} cannot stand left of '='"
    return BackpropError(message, Span(start, end), hint=_hint(text, left, value, node))


def _hint(text: str, left: Operand, value: Operand, node: object) -> str:
    if isinstance(node, Adjacency):
        return "a name is one word, as in unit_price = 3; a function is f(x) = x^2"
    if isinstance(node, Name):
        return f"write {shown(node.name)} without parentheses"
    _, start, end = left
    name = value[0].name if isinstance(value[0], Name) else ""
    if name and len(name) + end - start < WIDTH:
        return f"write {name} = {excerpt(text, start, end)}; '==' compares"
    return "a definition is name = expression; '==' compares"
