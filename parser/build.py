"""The parser's callbacks: each reduction of the grammar makes its node at once.

Invariants:

- No state: everything that a callback needs is in what it is given, so one parser serves every
  text.
- An entry of the reader's stack is `(state, start, value)`: the state below it, the offset where it
  begins, parentheses around it included, and what it stands for: a node, an operator's plain
  spelling, another token's text, the arguments of a call so far, or a `Draft`.
- A callback puts one entry in the place of those of its symbols; it is told the offset where the
  last of them ends and returns the state below the first.
- Method names are the grammar's aliases; nothing here recurses.

>>> stack = [(0, 0, "("), (3, 1, "x"), (22, 2, ")")]
>>> TreeBuilder.group(stack, 3), stack
(0, [(0, 0, 'x')])
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from .errors import Span
from .numbers import superscript_number
from .syntax import Adjacency, Binary, Call, Expression, Juxtaposition, Root, Unary

Entry = tuple[int, int, Any]
Stack = list[Entry]
Callback = Callable[[Stack, int], int]

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


class Draft:
    """A statement whose left side has not been looked at.

    `start` and `value_start` are where the statement and its value begin, `equals` is where the
    `=` between them stands, if there is one, and `end` is where the value ends; parentheses count.
    """

    __slots__ = ("end", "equals", "left", "start", "value", "value_start")

    def __init__(
        self,
        value: Expression,
        value_start: int,
        end: int,
        left: Expression | None = None,
        start: int = 0,
        equals: int = 0,
    ) -> None:
        self.left = left
        self.start = start
        self.equals = equals
        self.value = value
        self.value_start = value_start
        self.end = end


class TreeBuilder:
    """What the reader calls: one static method for every alias of the grammar."""

    @staticmethod
    def group(stack: Stack, _end: int) -> int:
        """`(expression)`: the node itself; its entry has wider bounds."""
        del stack[-1]
        node = stack.pop()[2]
        below, start, _ = stack[-1]
        stack[-1] = below, start, node
        return below

    @staticmethod
    def binary(stack: Stack, end: int) -> int:
        """`left sign right`."""
        right = stack.pop()[2]
        sign = stack.pop()[2]
        below, start, left = stack[-1]
        stack[-1] = below, start, Binary(sign, left, right, (start, end))
        return below

    @staticmethod
    def unary(stack: Stack, end: int) -> int:
        """`sign operand`."""
        operand = stack.pop()[2]
        below, start, sign = stack[-1]
        stack[-1] = below, start, Unary(sign, operand, (start, end))
        return below

    @staticmethod
    def root(stack: Stack, end: int) -> int:
        """`√ operand`."""
        operand = stack.pop()[2]
        below, start, _ = stack[-1]
        stack[-1] = below, start, Root(operand, (start, end))
        return below

    @staticmethod
    def juxtaposition(stack: Stack, end: int) -> int:
        """Two factors that touch."""
        right = stack.pop()[2]
        del stack[-1]
        below, start, left = stack[-1]
        stack[-1] = below, start, Juxtaposition(left, right, (start, end))
        return below

    @staticmethod
    def adjacency(stack: Stack, end: int) -> int:
        """Two operands that touch and may not."""
        right = stack.pop()[2]
        del stack[-1]
        below, start, left = stack[-1]
        stack[-1] = below, start, Adjacency(left, right, (start, end))
        return below

    @staticmethod
    def superscript(stack: Stack, end: int) -> int:
        """`x²`."""
        _, raised, typed = stack.pop()
        below, start, base = stack[-1]
        stack[-1] = below, start, Binary("^", base, _raised(typed, raised, end), (start, end))
        return below

    @staticmethod
    def empty_call(stack: Stack, end: int) -> int:
        """`f()`."""
        del stack[-2:]
        below, start, name = stack[-1]
        stack[-1] = below, start, Call(name.name, (), (start, end), (start, name.end))
        return below

    @staticmethod
    def call(stack: Stack, end: int) -> int:
        """`f(x, y)`."""
        arguments = tuple(stack[-2][2])
        del stack[-3:]
        below, start, name = stack[-1]
        stack[-1] = below, start, Call(name.name, arguments, (start, end), (start, name.end))
        return below

    @staticmethod
    def first_argument(stack: Stack, _end: int) -> int:
        """A list of arguments begins."""
        below, start, argument = stack[-1]
        stack[-1] = below, start, [argument]
        return below

    @staticmethod
    def next_argument(stack: Stack, _end: int) -> int:
        """It goes on: appended in place, so that a long list takes linear time."""
        argument = stack.pop()[2]
        del stack[-1]
        below, _, arguments = stack[-1]
        arguments.append(argument)
        return below

    @staticmethod
    def output(stack: Stack, end: int) -> int:
        """A bare expression."""
        below, start, value = stack[-1]
        stack[-1] = below, start, Draft(value, start, end)
        return below

    @staticmethod
    def definition(stack: Stack, end: int) -> int:
        """`left = value`."""
        _, value_start, value = stack.pop()
        equals = stack.pop()[1]
        below, start, left = stack[-1]
        stack[-1] = below, start, Draft(value, value_start, end, left, start, equals)
        return below


def callback(name: str, length: int) -> Callback | None:
    """The callback of a rule by its name and length; a rule that only passes on has none."""
    return statements(length) if name == "start" else getattr(TreeBuilder, name, None)


def statements(length: int) -> Callback:
    """The callback that makes one list of the drafts, or of the drafts so far and one more."""

    def gather(stack: Stack, _end: int) -> int:
        entries = stack[-length:]
        del stack[-length:]
        below, start, first = entries[0]
        drafts = cast("list[Draft]", first) if isinstance(first, list) else list[Draft]()
        for _, _, value in entries:
            if isinstance(value, Draft):
                drafts.append(value)
            elif isinstance(value, list) and value is not drafts:
                drafts += value
        stack.append((below, start, drafts))
        return below

    return gather


def _raised(typed: str, start: int, end: int) -> Expression:
    """The exponent that superscripts spell: a number, with its sign if it has one."""
    sign = {"⁺": "+", "⁻": "-"}.get(typed[0])
    if sign is None:
        return superscript_number(typed, Span(start, end))
    return Unary(sign, superscript_number(typed[1:], Span(start + 1, end)), Span(start, end))
