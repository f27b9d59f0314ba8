"""What the forms to read share: from a syntax tree to pieces of text, and where parentheses go.

A form says how a number, a name, an operation and a call of a function look as a `Piece`; the walk
over the tree and the rules of precedence are here.

Invariants:

- Nothing recurses, and time and output are linear in the size of the tree: a piece refers to the
  pieces inside it, and text is joined once, at the end.
- A piece is put in parentheses exactly where it is looser than its place allows. A minus sign in
  front of a product belongs to the whole product, and never follows another sign.

>>> from ....parser.parse import parse
>>> from .unicode import UNICODE
>>> written(parse("a*(-2*x^2)").statements[0].value, UNICODE)
'a·(−2x²)'
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from ....parser.errors import BackpropError
from ....parser.syntax import Binary, Call, Name, Number, Root, Unary, children
from ...rules import PRIMITIVES, find_function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ....parser.syntax import Expression


class Writer(NamedTuple):
    """How a form that says formulas writes those of one program.

    `derivative` takes an output and the inputs that it is differentiated by, the last first.
    """

    expression: Callable[[Expression], str]
    name: Callable[[str], str]
    derivative: Callable[[str, Sequence[str]], str]


class Level(IntEnum):
    """How tightly a piece holds together, loosest first."""

    CASES = 0
    OR = 1
    AND = 2
    NOT = 3
    COMPARISON = 4
    MODULO = 5
    SUM = 6
    NEGATIVE = 7
    QUOTIENT = 8
    PRODUCT = 9
    POWER = 10
    ATOM = 11


_PREFIX = {"-": "negate", "not": "not"}
_INFIX = {
    row.symbol: row.name
    for row in PRIMITIVES.values()
    if row.symbol is not None and len(row.parameters) == 2
}


class Piece:
    """A piece of text with what its surroundings must know of it.

    `parts` are texts and pieces. `head` is what it begins with: `digit`, `letter` (a short name),
    `word` (a long one), `call`, `root`, `fraction`, `group` (a bracket) or `sign`. `integer` is its
    value where it is a whole number written out, `coefficient` whether it may stand before a
    factor without a sign, `positive` what is left of it without its minus sign. `function` is what
    a call is made of, its function and its arguments, where an exponent may go between the two;
    `condition` whether it is true or false rather than a number; `rows` are the rows of cases, and
    `tall` says that there are cases in it.
    """

    __slots__ = (
        "coefficient", "condition", "function", "head", "integer", "level", "parts", "positive",
        "rows", "tall",
    )  # fmt: skip

    def __init__(
        self,
        parts: Sequence[str | Piece],
        level: Level,
        head: str = "",
        *,
        integer: int | None = None,
        coefficient: bool = False,
        positive: Piece | None = None,
        function: tuple[str, Piece] | None = None,
        condition: bool = False,
        rows: Piece | None = None,
    ) -> None:
        self.parts = parts
        self.level = level
        self.head = head
        self.integer = integer
        self.coefficient = coefficient
        self.positive = positive
        self.function = function
        self.condition = condition
        self.rows = rows
        self.tall = rows is not None or any(part.tall for part in parts if isinstance(part, Piece))


class Infix(NamedTuple):
    """An operator between two operands: its level, and the loosest that may stand to each side."""

    sign: str
    level: Level
    left: Level
    right: Level


class Shape(NamedTuple):
    """What is written around arguments, each given by its position; levels and heads of pieces."""

    parts: tuple[str | int, ...]
    level: Level
    head: str

    def filled(self, arguments: Sequence[Piece]) -> Piece:
        """The shape with the arguments in their places."""
        parts = [arguments[part] if isinstance(part, int) else part for part in self.parts]
        return Piece(parts, self.level, self.head)


class Form(ABC):
    """How numbers, names and operations look in one form.

    `shapes` say how each primitive is written: between its operands, as a function of some name,
    by what stands around its arguments, or by a function of the form and the arguments.
    """

    title: str
    shapes: Mapping[str, Infix | str | Shape | Callable[..., Piece]]
    minus: str
    times: str
    beside: str
    """What stands between a coefficient and the factor that follows it."""
    bare_factors: frozenset[str]
    """The heads that a factor may have to follow a coefficient without a sign."""

    @abstractmethod
    def number(self, number: Number) -> Piece:
        """A number that is not negative."""

    @abstractmethod
    def name(self, name: str) -> Piece:
        """A name where a value is meant."""

    @abstractmethod
    def applied(self, function: str, arguments: Sequence[Piece]) -> Piece:
        """A function, as the form writes its name, on its arguments."""

    @abstractmethod
    def group(self, piece: Piece) -> Piece:
        """A piece in parentheses."""

    def operation(
        self,
        primitive: str,
        arguments: Sequence[Piece],
        *,
        small: bool,  # noqa: ARG002
    ) -> Piece:
        """One of the table's primitives on its arguments; `small` in an exponent.

        Raises `BackpropError` where no one has told how it is written.
        """
        shape = self.shapes.get(primitive)
        if isinstance(shape, Infix):
            return self.infix(shape, arguments)
        if isinstance(shape, Shape):
            return shape.filled(arguments)
        if isinstance(shape, str):
            return self.applied(shape, arguments)
        if shape is not None:
            return shape(self, *arguments)
        raise BackpropError(
            f"'{primitive}' cannot be said in {self.title}: no one has told how",
            hint="take another form, such as --to infix",
        )

    def call(self, function: str, arguments: Sequence[Piece]) -> Piece:
        """A function that is not in the table."""
        return self.applied(function, arguments)

    def whole(self, piece: Piece) -> Piece:
        """A piece that stands alone where a number is meant."""
        return piece

    def placed(self, piece: Piece, loosest: Level) -> Piece:
        """A piece in its place, in parentheses if it is looser than that allows."""
        return self.group(piece) if piece.level < loosest else piece

    def negation(self, piece: Piece) -> Piece:
        """A piece with a minus sign before it."""
        operand = self.placed(piece, Level.QUOTIENT)
        integer = None if piece.integer is None else -piece.integer
        return Piece(
            (self.minus, operand), Level.NEGATIVE, "sign", integer=integer, positive=operand
        )

    def product(self, left: Piece, right: Piece) -> Piece:
        """A product; its minus sign goes in front of the whole."""
        if left.positive is not None:
            return self.negation(self.product(left.positive, right))
        left, right = self.placed(left, Level.PRODUCT), self.placed(right, Level.POWER)
        bare = left.coefficient and right.head in self.bare_factors
        sign = self.beside if bare else self.times
        return Piece((left, sign, right), Level.PRODUCT, left.head)

    def quotient(self, left: Piece, right: Piece) -> Piece:
        """A quotient on one line; its minus sign goes in front of the whole."""
        if left.positive is not None:
            return self.negation(self.quotient(left.positive, right))
        parts = (self.placed(left, Level.PRODUCT), "/", self.placed(right, Level.POWER))
        return Piece(parts, Level.QUOTIENT, parts[0].head)

    def infix(self, operator: Infix, arguments: Sequence[Piece]) -> Piece:
        """Two operands with a sign between them."""
        condition = operator.level <= Level.COMPARISON
        left, right = arguments
        parts = (
            self.placed(left, operator.left),
            operator.sign,
            self.placed(right, operator.right),
        )
        return Piece(parts, operator.level, parts[0].head, condition=condition)


def listed(pieces: Iterable[Piece]) -> Piece:
    """Pieces with commas between them, in no parentheses."""
    parts: list[str | Piece] = []
    for piece in pieces:
        parts += (piece, ", ")
    return Piece(parts[:-1], Level.CASES)


def written(tree: Expression, form: Form) -> str:
    """The text of a tree in a form."""
    finished: list[Piece] = []
    for node, small in _operands_first(tree):
        count = len(children(node))
        arguments = finished[len(finished) - count :]
        del finished[len(finished) - count :]
        finished.append(_piece(node, arguments, form, small))
    return _joined(form.whole(finished[0]))


def names_in(tree: Expression) -> set[str]:
    """The names of a tree's inputs, constants and definitions."""
    return {node.name for node, _ in _operands_first(tree) if isinstance(node, Name)}


def runs(by: Sequence[str]) -> list[tuple[str, int]]:
    """LatexNames with how often each stands in a row: what a higher derivative is written with.

    >>> runs(["x", "x", "y"])
    [('x', 2), ('y', 1)]
    """
    found: list[tuple[str, int]] = []
    for name in by:
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + 1)
        else:
            found.append((name, 1))
    return found


def _operands_first(tree: Expression) -> list[tuple[Expression, bool]]:
    """All nodes of a tree, operands first, each with whether it stands in an exponent."""
    stack, found = [(tree, False)], list[tuple["Expression", bool]]()
    while stack:
        node, small = stack.pop()
        found.append((node, small))
        operands = children(node)
        if isinstance(node, Binary) and node.operator == "^":
            stack += ((node.left, small), (node.right, True))
        elif isinstance(node, Call) and node.function in ("exp", "expm1"):
            stack += [(operand, True) for operand in operands]
        else:
            stack += [(operand, small) for operand in operands]
    found.reverse()
    return found


def _piece(node: Expression, arguments: Sequence[Piece], form: Form, small: bool) -> Piece:
    if isinstance(node, Number):
        return form.number(node)
    if isinstance(node, Name):
        return form.name(node.name)
    if isinstance(node, Unary) and node.operator == "+":
        return arguments[0]
    if isinstance(node, Call):
        row = find_function(node.function)
        if row is None or not row.accepts(len(arguments)):
            return form.call(node.function, arguments)
        return form.operation(row.name, arguments, small=small)
    return form.operation(_operator(node), arguments, small=small)


def _operator(node: Expression) -> str:
    """The primitive that a sign means; what stands side by side is a product."""
    if isinstance(node, Unary):
        return _PREFIX[node.operator]
    if isinstance(node, Binary):
        return _INFIX[node.operator]
    return "sqrt" if isinstance(node, Root) else "multiply"


def _joined(piece: Piece) -> str:
    texts: list[str] = []
    pending: list[str | Piece] = [piece]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            texts.append(part)
        else:
            pending += reversed(part.parts)
    return "".join(texts)
