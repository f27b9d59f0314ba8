"""The syntax tree: what was written, in small classes, each with its span.

Invariants:

- A node's span covers the node and, inside it, everything that belongs to its operands with their
  parentheses; it never includes parentheses around the node itself. Parentheses make no node.
- Equality is structural and ignores spans and spelling, so `parse(unparse(tree)) == tree`.
- Names are already in their compared form (NFKC, `π` is `pi`); numbers are exact.

>>> place = Span(0, 1)
>>> Binary("+", Name("x", place), Number(1, 0, place), place) == Binary(
...     "+", Name("x", Span(5, 6)), Number(1, 0, Span(8, 9)), Span(5, 9))
True
"""

from __future__ import annotations

from typing import Any, ClassVar

from .errors import Span

_tuple: Any = vars(tuple)["__new__"]
"""Makes a `Span` in half the time: a large graph asks for one at every node."""


class Node:
    """The base of the tree's classes: a span, and equality over the fields in `compared`.

    A node holds its two offsets, and makes a `Span` of them when it is asked for one: a large tree
    has hundreds of thousands, and most are never looked at. Any pair of offsets will do for it.
    """

    __slots__ = ("end", "start")
    compared: ClassVar[tuple[str, ...]] = ()

    def __init__(self, span: tuple[int, int]) -> None:
        self.start, self.end = span

    @property
    def span(self) -> Span:
        """The stretch of the text that the node covers."""
        return _tuple(Span, (self.start, self.end))

    def __eq__(self, other: object) -> bool:
        """Structural equality; it recurses, so it is for trees of a person's size."""
        return type(self) is type(other) and all(
            getattr(self, field) == getattr(other, field) for field in self.compared
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = ", ".join(repr(getattr(self, field)) for field in self.compared)
        return f"{type(self).__name__}({fields})"


class Number(Node):
    """The exact number mantissa * 10**exponent; the mantissa has no trailing zeros (0 is 0, 0)."""

    __slots__ = ("exponent", "mantissa")
    compared = ("mantissa", "exponent")

    def __init__(self, mantissa: int, exponent: int, span: tuple[int, int]) -> None:
        self.start, self.end = span
        self.mantissa = mantissa
        self.exponent = exponent


class Name(Node):
    """A name where a value is meant: an input, a constant, a parameter or a named node."""

    __slots__ = ("name",)
    compared = ("name",)

    def __init__(self, name: str, span: tuple[int, int]) -> None:
        self.start, self.end = span
        self.name = name


class Unary(Node):
    """A prefix operator, one of `+ - not`, applied to an operand."""

    __slots__ = ("operand", "operator")
    compared = ("operator", "operand")

    def __init__(self, operator: str, operand: Expression, span: tuple[int, int]) -> None:
        self.start, self.end = span
        self.operator = operator
        self.operand = operand


class Binary(Node):
    """An infix operator, one of `+ - * / ^ < <= > >= == != and or`, between two operands."""

    __slots__ = ("left", "operator", "right")
    compared = ("operator", "left", "right")

    def __init__(
        self, operator: str, left: Expression, right: Expression, span: tuple[int, int]
    ) -> None:
        self.start, self.end = span
        self.operator = operator
        self.left = left
        self.right = right


class Juxtaposition(Node):
    """A product written without a sign, as in `3v` or `(x+1)(x-1)`."""

    __slots__ = ("left", "right")
    compared = ("left", "right")

    def __init__(self, left: Expression, right: Expression, span: tuple[int, int]) -> None:
        self.start, self.end = span
        self.left = left
        self.right = right


class Adjacency(Node):
    """Two operands side by side that the language refuses, as in `x y`, `sin x`, `x 3`, `(x)2`.

    The parser keeps it so that the refusal can be made where names are resolved, which is the
    only place that can tell a forgotten `*` from a call without its parentheses.
    """

    __slots__ = ("left", "right")
    compared = ("left", "right")

    def __init__(self, left: Expression, right: Expression, span: tuple[int, int]) -> None:
        self.start, self.end = span
        self.left = left
        self.right = right


class Root(Node):
    """The root sign `√` before its operand."""

    __slots__ = ("operand",)
    compared = ("operand",)

    def __init__(self, operand: Expression, span: tuple[int, int]) -> None:
        self.start, self.end = span
        self.operand = operand


class Call(Node):
    """`function(arguments)`; the name may be a known function, a user's own, or a mistake."""

    __slots__ = ("_function_place", "arguments", "function")
    compared = ("function", "arguments")

    def __init__(
        self,
        function: str,
        arguments: tuple[Expression, ...],
        span: tuple[int, int],
        function_span: tuple[int, int],
    ) -> None:
        self.start, self.end = span
        self.function = function
        self.arguments = arguments
        self._function_place = function_span

    @property
    def function_span(self) -> Span:
        """The stretch of the text that the function's name covers."""
        return Span(*self._function_place)


Expression = Number | Name | Unary | Binary | Juxtaposition | Adjacency | Root | Call


class Statement(Node):
    """`value` alone, or `target = value`, or `function(parameters) = value`.

    A statement has a target, or a function with its parameters, or neither; never both.
    """

    __slots__ = ("_nodes", "function", "parameters", "target", "value")
    compared = ("target", "function", "parameters", "value")

    def __init__(
        self,
        value: Expression,
        span: tuple[int, int],
        *,
        target: Name | None = None,
        function: Name | None = None,
        parameters: tuple[Name, ...] = (),
    ) -> None:
        self.start, self.end = span
        self.value = value
        self.target = target
        self.function = function
        self.parameters = parameters
        self._nodes: list[Expression] = []

    @property
    def nodes(self) -> list[Expression]:
        """All nodes of the value as `postorder` gives them, listed once."""
        if not self._nodes:
            self._nodes = postorder(self.value)
        return self._nodes


class Remark(Node):
    """Something that a reader of the program should be told: a sentence and its place."""

    __slots__ = ("message",)
    compared = ("message",)

    def __init__(self, message: str, span: tuple[int, int]) -> None:
        self.start, self.end = span
        self.message = message


class Program(Node):
    """All statements in the order in which they were written, with the text and its warnings."""

    __slots__ = ("statements", "text", "warnings")
    compared = ("statements",)

    def __init__(
        self, statements: tuple[Statement, ...], text: str, warnings: tuple[Remark, ...] = ()
    ) -> None:
        self.start, self.end = 0, len(text)
        self.statements = statements
        self.text = text
        self.warnings = warnings


def children(node: Expression) -> tuple[Expression, ...]:
    """The operands of a node, in the order in which they are written."""
    if isinstance(node, Name | Number):
        return ()
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Unary | Root):
        return (node.operand,)
    return (node.left, node.right)


def postorder(expression: Expression) -> list[Expression]:
    """All nodes of a tree, operands before what they are operands of, from left to right."""
    stack, found = [expression], list[Expression]()
    while stack:
        node = stack.pop()
        found.append(node)
        if isinstance(node, Name):  # the most frequent first, each by itself: this is fastest
            continue
        if isinstance(node, Binary):
            stack += (node.left, node.right)
        elif isinstance(node, Call):
            stack += node.arguments
        elif not isinstance(node, Number):
            stack += children(node)
    found.reverse()
    return found
