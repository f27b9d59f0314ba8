"""Expressions as they are being written: each subexpression once, with its size.

Invariants:

- Two subexpressions that are written alike are one node, so what is shared can be named.
- A node is made after its operands, and its size as a tree is known before any tree is made.
- Sizes and counts stop at a bound that no text of a fair length reaches.

>>> from ...parser.unparse import unparse
>>> draft = Draft()
>>> x = draft.name("x")
>>> square = draft.binary("^", x, draft.number(2, 0))
>>> unparse(draft.trees([draft.binary("+", square, square)])[0]), len(draft)
('x^2 + x^2', 4)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...parser.errors import Span
from ...parser.syntax import Binary, Call, Name, Number, Unary
from .layout import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ...parser.syntax import Expression

NOWHERE = Span(0, 0)
BOUND = 1 << 40
"""Sizes are not counted further than this."""


class Draft:
    """Nodes of expressions, by number.

    `operations[i]` is how many operators and functions the expression of node i is written with,
    `sizes[i]` how many nodes its tree has, `operands[i]` are its operands.
    """

    def __init__(self) -> None:
        self.operands: list[tuple[int, ...]] = []
        self.operations: list[int] = []
        self.sizes: list[int] = []
        self._heads: list[tuple[Any, ...]] = []
        self._known: dict[tuple[Any, ...], int] = {}

    def __len__(self) -> int:
        return len(self._heads)

    def _node(self, head: tuple[Any, ...], operands: tuple[int, ...], counted: bool = True) -> int:
        key = (*head, operands)
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = len(self._heads)
            self._heads.append(head)
            self.operands.append(operands)
            self.sizes.append(min(1 + sum([self.sizes[each] for each in operands]), BOUND))
            counts = sum([self.operations[each] for each in operands])
            self.operations.append(min(counts + (counted and WEIGHTS.get(head[-1], 1)), BOUND))
        return node

    def number(self, mantissa: int, exponent: int) -> int:
        """The number mantissa * 10**exponent; the sign of a negative one is no operation."""
        while mantissa and mantissa % 10 == 0:
            mantissa, exponent = mantissa // 10, exponent + 1
        if mantissa < 0:
            return self._node(("-",), (self.number(-mantissa, exponent),), counted=False)
        return self._node(("number", mantissa, exponent if mantissa else 0), (), counted=False)

    def name(self, name: str) -> int:
        """A name."""
        return self._node(("name", name), (), counted=False)

    def unary(self, operator: str, operand: int) -> int:
        """A prefix operator before an operand."""
        literal = operator == "-" and self._heads[operand][0] == "number"
        return self._node((operator,), (operand,), counted=not literal)

    def binary(self, operator: str, left: int, right: int) -> int:
        """An infix operator between two operands."""
        return self._node((operator,), (left, right))

    def call(self, function: str, arguments: Sequence[int]) -> int:
        """A function on its arguments."""
        return self._node(("call", function), tuple(arguments))

    def head(self, node: int) -> tuple[Any, ...]:
        """What a node is: ("number", mantissa, exponent), ("name", name), ("call", function), or
        an operator alone.
        """
        return self._heads[node]

    def is_plain(self, node: int) -> bool:
        """Whether a node is a name or a number, as a literal or a fraction: no name is due."""
        head = self._heads[node][0]
        if head in ("name", "number"):
            return True
        numbers = all(self._heads[each][0] == "number" for each in self.operands[node])
        return head in ("-", "/") and numbers

    def reached(self, nodes: Iterable[int]) -> list[int]:
        """All nodes that some are made of, operands first."""
        found: set[int] = set()
        pending = list(nodes)
        while pending:
            node = pending.pop()
            if node not in found:
                found.add(node)
                pending += self.operands[node]
        return sorted(found)

    def names(self, nodes: Iterable[int]) -> set[str]:
        """The names in the expressions of nodes."""
        heads = [self._heads[node] for node in self.reached(nodes)]
        return {head[1] for head in heads if head[0] == "name"}

    def trees(
        self, nodes: Sequence[int], names: Mapping[int, str] | None = None
    ) -> list[Expression]:
        """The expressions of nodes; a node that has a name is written by it, below the top."""
        made: dict[int, Expression] = {}
        tops: dict[int, Expression] = {}
        for node in self.reached(nodes):
            tops[node] = self._tree(node, [made[each] for each in self.operands[node]])
            name = None if names is None else names.get(node)
            made[node] = tops[node] if name is None else Name(name, NOWHERE)
        return [tops[node] for node in nodes]

    def _tree(self, node: int, operands: Sequence[Expression]) -> Expression:
        head = self._heads[node]
        if head[0] == "number":
            return Number(head[1], head[2], NOWHERE)
        if head[0] == "name":
            return Name(head[1], NOWHERE)
        if head[0] == "call":
            return Call(head[1], tuple(operands), NOWHERE, NOWHERE)
        if len(operands) == 1:
            return Unary(head[0], operands[0], NOWHERE)
        return Binary(head[0], operands[0], operands[1], NOWHERE)
