"""The computation graph: a flat program, one node per index, in topological order.

Invariants:

- A node is an index into parallel lists. Nodes are only ever appended, after their arguments, so
  the list is its own topological order: every walk is a loop over the indices or its reverse.
- `operations[i]` is `None` exactly for the leaves: inputs and constants.
- Nothing is shared that was not named: as written, each written operation is its own node.

>>> from .primitives import PRIMITIVES
>>> graph = Graph()
>>> x = graph.add_input("x")
>>> two = graph.add_constant((2, 0))
>>> product = graph.add_operation(PRIMITIVES["multiply"], (two, x))
>>> graph.arguments[product], graph.operations[product].name
((1, 0), 'multiply')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..parser.errors import Span
    from .primitives.row import Primitive

Constant = tuple[int, int] | str
"""An exact decimal number, (mantissa, exponent), or the name of one of the language's constants."""


class Graph:
    """Parallel lists of operations, argument indices, names and spans, with the leaves apart.

    `names[i]` is the name that a node goes by; `named` finds a node by any of its names, for two
    names may stand for one node (`a = b`). `outputs` are the requested ones, in order.
    """

    __slots__ = (
        "arguments", "constants", "inputs", "named", "names", "operations", "outputs", "spans",
    )  # fmt: skip

    def __init__(self) -> None:
        self.operations: list[Primitive | None] = []
        self.arguments: list[tuple[int, ...]] = []
        self.names: list[str | None] = []
        self.spans: list[Span | None] = []
        self.inputs: dict[str, int] = {}
        self.constants: dict[int, Constant] = {}
        self.named: dict[str, int] = {}
        self.outputs: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.operations)

    def _append(
        self,
        operation: Primitive | None,
        arguments: tuple[int, ...],
        name: str | None,
        span: Span | None,
    ) -> int:
        self.operations.append(operation)
        self.arguments.append(arguments)
        self.names.append(name)
        self.spans.append(span)
        return len(self.operations) - 1

    def add_input(self, name: str, span: Span | None = None) -> int:
        """Append an input; its name must be new among the inputs."""
        node = self.inputs[name] = self._append(None, (), name, span)
        return node

    def add_constant(self, constant: Constant, span: Span | None = None) -> int:
        """Append a constant, kept exact."""
        node = self._append(None, (), None, span)
        self.constants[node] = constant
        return node

    def add_operation(
        self, operation: Primitive, arguments: tuple[int, ...], span: Span | None = None
    ) -> int:
        """Append an operation on nodes that are there already."""
        return self._append(operation, arguments, None, span)


CONSTANT_NAMES = ("pi", "e", "tau", "inf", "nan")
"""The names that have a value of their own until a definition or a given value shadows them."""
