"""The computation graph: a flat program, one node per index, in topological order.

Invariants:

- A node is an index into parallel lists. Nodes are only ever appended, after their arguments, so
  the list is its own topological order: every walk is a loop over the indices or its reverse.
- `operations[i]` is `None` exactly for the leaves: inputs and constants.
- Nothing is shared that was not named: as written, each written operation is its own node.
- What `diff(…)` was applied to stays in the graph, with a record of it in `derived`.

>>> from ..rules import PRIMITIVES
>>> graph = Graph()
>>> x = graph.add_input("x")
>>> two = graph.add_constant((2, 0))
>>> product = graph.add_operation(PRIMITIVES["multiply"], (two, x))
>>> graph.arguments[product], graph.operations[product].name
((1, 0), 'multiply')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...parser.errors import Span
    from ..rules.row import Primitive
    from .notes import Note

Constant = tuple[int, int] | str
"""An exact decimal number, (mantissa, exponent), or the name of one of the language's constants."""


class Derived(NamedTuple):
    """A derivative that `diff(…)` put into a graph.

    `result` is its node, `source` what was differentiated, by the node `by`; `kinked` are the
    operations with kinks that the derivative passes, each with the positions of the arguments
    concerned. The derivatives of one `diff(…)` on the way to a higher order are there, too.
    """

    result: int
    source: int
    by: int
    kinked: tuple[tuple[int, tuple[int, ...]], ...]


class Graph:
    """Parallel lists of operations, argument indices, names and spans, with the leaves apart.

    `names[i]` is the name that a node goes by; `named` finds a node by any of its names, for two
    names may stand for one node (`a = b`). `outputs` are the requested ones, in order. `derived`
    and `notes` say which derivatives are in it by `diff(…)`, and what is to be said of them.
    """

    __slots__ = (
        "arguments", "constants", "derived", "inputs", "named", "names", "notes", "operations",
        "outputs", "spans",
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
        self.derived: list[Derived] = []
        self.notes: list[Note] = []

    def __len__(self) -> int:
        return len(self.operations)

    def copy(self) -> Graph:
        """A graph of its own with the same nodes."""
        other = Graph()
        for name in Graph.__slots__:
            setattr(other, name, getattr(self, name).copy())
        return other

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

    def add_placeholder(self) -> int:
        """Append a leaf that stands for a node until `substitute` puts that in its place."""
        return self._append(None, (), None, None)

    def substitute(self, placeholder: int, node: int) -> None:
        """Let everything that uses the placeholder use the node instead."""
        for user in range(placeholder + 1, len(self)):
            arguments = self.arguments[user]
            if placeholder in arguments:
                self.arguments[user] = tuple(
                    [node if argument == placeholder else argument for argument in arguments]
                )
        for place, derived in enumerate(self.derived):
            if derived.source == placeholder:
                derived = derived._replace(source=node)  # noqa: PLW2901
            if derived.result == placeholder:
                derived = derived._replace(result=node)  # noqa: PLW2901
            if derived.by == placeholder:
                derived = derived._replace(by=node)  # noqa: PLW2901
            self.derived[place] = derived

    def below(self, nodes: Iterable[int]) -> bytearray:
        """For each node, 1 if one of some nodes is made of it, or is it."""
        return closed_below(self.arguments, nodes)

    def above(self, nodes: Iterable[int]) -> bytearray:
        """For each node, 1 if it depends on one of some nodes in any way, or is it."""
        return closed_above(self.arguments, nodes)

    def shown(self) -> bytearray:
        """For each node, 1 if an output or a named node is made of it.

        All are, but for what `diff(…)` was applied to and has left behind.
        """
        return self.below((*self.outputs.values(), *self.named.values()))

    def add_operation(
        self, operation: Primitive, arguments: tuple[int, ...], span: Span | None = None
    ) -> int:
        """Append an operation on nodes that are there already."""
        self.operations.append(operation)
        self.arguments.append(arguments)
        self.names.append(None)
        self.spans.append(span)
        return len(self.operations) - 1


def closed_below(arguments: Sequence[Sequence[int]], nodes: Iterable[int]) -> bytearray:
    """The downward closure: for each node, 1 if some nodes reach it through these arguments."""
    marks = bytearray(len(arguments))
    for node in nodes:
        marks[node] = 1
    for node in range(len(arguments) - 1, -1, -1):
        if marks[node]:
            for argument in arguments[node]:
                marks[argument] = 1
    return marks


def closed_above(arguments: Sequence[Sequence[int]], nodes: Iterable[int]) -> bytearray:
    """The upward closure: for each node, 1 if it reaches one of some nodes through these arguments.

    >>> list(closed_above([(), (), (0,), (1, 2), (1,)], [0]))
    [1, 0, 1, 1, 0]
    """
    marks = bytearray(len(arguments))
    for node in nodes:
        marks[node] = 1
    for node, own in enumerate(arguments):
        if len(own) == 2:  # the most frequent first: reverse mode does this at each call
            left, right = own
            if marks[left] or marks[right]:
                marks[node] = 1
        elif len(own) == 1:
            if marks[own[0]]:
                marks[node] = 1
        elif any(marks[argument] for argument in own):
            marks[node] = 1
    return marks


CONSTANT_NAMES = ("pi", "e", "tau", "inf", "nan")
"""The names that have a value of their own until a definition or a given value shadows them."""
