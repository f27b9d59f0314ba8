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
    from .lark_parser import Placed
    from .syntax import Expression


def definition(text: str, value: Placed, left: Placed) -> Statement:
    """The definition of what stands left of `=` by what stands right of it.

    Raises:
        BackpropError: the left side is neither a name nor a function of distinct names.
    """
    (start, left_end, target), (_, end, formula) = left, value
    if (start, left_end) != target.span or not isinstance(target, Name | Call):
        raise _refused_left_side(text, Span(start, left_end), target, formula)
    if isinstance(target, Name):
        return Statement(formula, (start, end), target=target)
    function = Name(target.function, target.function_span)
    parameters = _parameters(text, target)
    return Statement(formula, (start, end), function=function, parameters=parameters)


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
