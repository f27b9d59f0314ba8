"""The parser's callbacks: each reduction of the grammar makes its node at once.

Invariants:

- No state: everything that a callback needs is in the values that it is given, so one parser
  serves every text.
- A value on the parser's stack is an operand `(node, start, end)`, where start and end take in
  the parentheses around the node while `node.span` leaves them out.
- Method names are the grammar's aliases and terminals; nothing here recurses.

>>> class Sign(str):
...     start_pos, end_pos = 0, 1
>>> TreeBuilder.group([Sign("("), (Name("x", Span(1, 2)), 1, 2), Sign(")")])
(Name('x'), 0, 1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import Span
from .numbers import number, superscript_number
from .syntax import (
    Adjacency,
    Binary,
    Call,
    Expression,
    Juxtaposition,
    Name,
    Root,
    Unary,
)
from .tokens import place

if TYPE_CHECKING:
    from lark import Token

Operand = tuple[Expression, int, int]
Children = list[Any]

SYMBOLS = {
    "OR": "or",
    "AND": "and",
    "NOT": "not",
    "LESS": "<",
    "LESS_EQUAL": "<=",
    "GREATER": ">",
    "GREATER_EQUAL": ">=",
    "EQUAL": "==",
    "NOT_EQUAL": "!=",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "*",
    "DIVIDED": "/",
    "POWER": "^",
}


class Draft(NamedTuple):
    """A statement whose left side has not been looked at."""

    left: Operand | None
    value: Operand


class TreeBuilder:
    """What Lark calls: one static method for every alias and for the two operand terminals."""

    @staticmethod
    def NUMBER(token: Token) -> Operand:  # noqa: N802 - the terminal's name
        """A literal, as the operand that it is."""
        span = place(token)
        return number(token, span), span.start, span.end

    @staticmethod
    def NAME(token: Token) -> Operand:  # noqa: N802 - the terminal's name
        """A name, as the operand that it is."""
        span = place(token)
        return Name(str(token), span), span.start, span.end

    @staticmethod
    def group(children: Children) -> Operand:
        """`(expression)`: the node itself, in wider bounds."""
        opening, (node, _, _), closing = children
        return node, opening.start_pos, closing.end_pos

    @staticmethod
    def binary(children: Children) -> Operand:
        """`left sign right`."""
        (left, start, _), sign, (right, _, end) = children
        return Binary(SYMBOLS[sign.type], left, right, Span(start, end)), start, end

    @staticmethod
    def unary(children: Children) -> Operand:
        """`sign operand`."""
        sign, (operand, _, end) = children
        start = sign.start_pos
        return Unary(SYMBOLS[sign.type], operand, Span(start, end)), start, end

    @staticmethod
    def root(children: Children) -> Operand:
        """`√ operand`."""
        sign, (operand, _, end) = children
        start = sign.start_pos
        return Root(operand, Span(start, end)), start, end

    @staticmethod
    def juxtaposition(children: Children) -> Operand:
        """Two factors that touch."""
        (left, start, _), _, (right, _, end) = children
        return Juxtaposition(left, right, Span(start, end)), start, end

    @staticmethod
    def adjacency(children: Children) -> Operand:
        """Two operands that touch and may not."""
        (left, start, _), _, (right, _, end) = children
        return Adjacency(left, right, Span(start, end)), start, end

    @staticmethod
    def superscript(children: Children) -> Operand:
        """`x²`."""
        (base, start, _), sign = children
        end = sign.end_pos
        exponent = _raised(sign, sign.start_pos, end)
        return Binary("^", base, exponent, Span(start, end)), start, end

    @staticmethod
    def empty_call(children: Children) -> Operand:
        """`f()`."""
        (name, start, _), _, closing = children
        return _call(name, [], start, closing.end_pos)

    @staticmethod
    def call(children: Children) -> Operand:
        """`f(x, y)`."""
        (name, start, _), _, arguments, closing = children
        return _call(name, arguments, start, closing.end_pos)

    @staticmethod
    def first_argument(children: Children) -> list[Expression]:
        """A list of arguments begins."""
        ((argument, _, _),) = children
        return [argument]

    @staticmethod
    def next_argument(children: Children) -> list[Expression]:
        """It goes on: appended in place, so that a long list takes linear time."""
        arguments, _, (argument, _, _) = children
        arguments.append(argument)
        return arguments

    @staticmethod
    def output(children: Children) -> Draft:
        """A bare expression."""
        return Draft(None, children[0])

    @staticmethod
    def definition(children: Children) -> Draft:
        """`left = value`."""
        left, _, value = children
        return Draft(left, value)

    @staticmethod
    def start(children: Children) -> list[Draft]:
        """All statements, without what separates them."""
        return [child for child in children if isinstance(child, Draft)]


def _call(name: Name, arguments: list[Expression], start: int, end: int) -> Operand:
    return Call(name.name, tuple(arguments), Span(start, end), name.span), start, end


def _raised(typed: str, start: int, end: int) -> Expression:
    """The exponent that superscripts spell: a number, with its sign if it has one."""
    sign = {"⁺": "+", "⁻": "-"}.get(typed[0])
    if sign is None:
        return superscript_number(typed, Span(start, end))
    return Unary(sign, superscript_number(typed[1:], Span(start + 1, end)), Span(start, end))
