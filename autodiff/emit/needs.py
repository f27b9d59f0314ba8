"""Where the nodes of a program are needed: always, in a branch of a `where`, or in any of several.

Invariants:

- A node is needed nowhere but in its region; a leaf's region is the whole program.
- What tells whether a point is in a node's region can be worked out before the node, whatever
  regions that stands in itself.
- There are no more regions than uses, and looking for circles takes bounded time.

>>> from ..rules import PRIMITIVES
>>> graph = Graph()
>>> x = graph.add_input("x")
>>> root = graph.add_operation(PRIMITIVES["sqrt"], (x,))
>>> choice = graph.add_operation(WHERE, (x, root, x))
>>> regions, places = Regions(graph).placed([x, root, choice], [choice])
>>> places, regions[places[root]].conditions
([0, 1, 0], ((0, True),))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..graph.graph import Graph
from ..rules import WHERE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from ..rules import Primitive

_MOST_CONDITIONS = 12
"""A node that more conditions than these decide on is worked out under the outermost of them."""

_MOST_WORK = 2_000_000
"""Once so many nodes have been passed in search of circles, no more branches are told apart."""

Condition = tuple[int, bool]
"""A node and whether it must hold, or must not."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a node is needed: in a branch, in any of several, or, as the first region, always.

    A branch is its `condition` within its `parent`. One of several `members` is within their
    common `parent`. `conditions` are those of the branches around it, the outermost first, and
    `nodes` the conditions that tell whether a point is in it.
    """

    parent: int
    depth: int
    condition: Condition | None
    members: tuple[int, ...]
    conditions: tuple[Condition, ...]
    nodes: frozenset[int]


class Regions:
    """The regions that there are, each once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._found = [Region(0, 0, None, (), (), frozenset())]
        self._known: dict[object, int] = {}
        self._work = _MOST_WORK

    def placed(
        self, needed: Sequence[int], roots: Iterable[int], free: Container[int] = ()
    ) -> tuple[list[Region], list[int]]:
        """The regions, and the innermost one that holds all uses of each node.

        Those of `free` are not told apart.
        """
        graph = self._graph
        places = [-1] * len(graph)
        for node in roots:
            places[node] = 0
        for node in reversed(needed):
            arguments = graph.arguments[node]
            is_free = not arguments or node in free
            places[node] = 0 if is_free else self._allowed(node, places)
            for position, argument in enumerate(arguments):
                place = places[node]
                if graph.operations[node] is WHERE and position:
                    place = self._branch(place, (arguments[0], position == 1))
                before = places[argument]
                places[argument] = place if before < 0 else self._either(before, place)
        return self._found, places

    def _allowed(self, node: int, places: Sequence[int]) -> int:
        """The region of a node, or one around it whose conditions can be worked out before it."""
        place = places[node]
        while place and self._needs(self._found[place].nodes, node, places):
            place = self._found[place].parent
        return place

    def _needs(self, conditions: Iterable[int], node: int, places: Sequence[int]) -> bool:
        """Whether one of the conditions waits for the node, by what it is made of or stands under.

        What comes before the node in the graph does not: it stands under nothing as yet.
        """
        waiting, seen = [*conditions], set[int]()
        while waiting:
            other = waiting.pop()
            if other == node or self._work == 0:
                return True
            if other > node and other not in seen:
                seen.add(other)
                self._work -= 1
                waiting += self._graph.arguments[other]
                waiting += self._found[places[other]].nodes
        return False

    def _branch(self, parent: int, condition: Condition) -> int:
        around = self._found[parent]
        nodes = around.nodes | {condition[0]}
        if len(nodes) > _MOST_CONDITIONS or condition[0] in self._graph.constants:
            return parent
        conditions = (*around.conditions, condition)
        region = Region(parent, around.depth + 1, condition, (), conditions, nodes)
        return self._kept((parent, condition), region)

    def _either(self, one: int, other: int) -> int:
        """The region of what is needed in either of two."""
        parent = self._common(one, other)
        if parent in (one, other):
            return parent
        members: list[int] = []
        for place in (one, other):
            region = self._found[place]
            members += region.members if region.parent == parent and region.members else (place,)
        members = sorted(
            place
            for place in set(members)
            if not any(place != m and self._common(place, m) == m for m in members)
        )
        around = self._found[parent]
        nodes = around.nodes.union(*(self._found[place].nodes for place in members))
        if len(nodes) > _MOST_CONDITIONS:
            return parent
        region = Region(parent, around.depth + 1, None, tuple(members), around.conditions, nodes)
        return members[0] if len(members) == 1 else self._kept((parent, *members), region)

    def _kept(self, key: object, region: Region) -> int:
        if key not in self._known:
            self._known[key] = len(self._found)
            self._found.append(region)
        return self._known[key]

    def _common(self, one: int, other: int) -> int:
        while one != other:
            if self._found[one].depth < self._found[other].depth:
                one, other = other, one
            one = self._found[one].parent
        return one


def conditions_apart(graph: Graph) -> tuple[Graph, frozenset[int], list[int]]:
    """The same program, with everything that conditions are made of in nodes of its own.

    No derivative passes those, so that they need not be told apart by where they are needed. They
    are the second that is returned; the third is where each node of the graph has gone.
    """
    marks = bytearray(len(graph))
    for node in range(len(graph) - 1, -1, -1):
        operation, arguments = graph.operations[node], graph.arguments[node]
        for argument in arguments if marks[node] else arguments[: _tested(operation)]:
            marks[argument] = 1
    apart = _Copy(graph)
    for node in range(len(graph)):
        apart.add(node, is_condition=bool(marks[node]))
    return apart.finished()


def _tested(operation: Primitive | None) -> int:
    """How many of the first arguments of an operation are only tested."""
    if operation is None:
        return 0
    return 1 if operation is WHERE else 2 if operation.kind == "compare" else 0


class _Copy:
    """A graph with some nodes twice: `plain` and `others` tell where each has gone."""

    def __init__(self, graph: Graph) -> None:
        self._graph, self._program = graph, Graph()
        self._plain: list[int] = []
        self._others: dict[int, int] = {}
        self._inputs = {node: name for name, node in graph.inputs.items()}

    def add(self, node: int, *, is_condition: bool) -> None:
        """Append a node, and once more if conditions are made of it."""
        graph, program = self._graph, self._program
        operation, arguments = graph.operations[node], graph.arguments[node]
        if operation is None:
            place = self._others[node] = self._leaf(node)
        else:
            if is_condition:
                others = tuple([self._others[argument] for argument in arguments])
                self._others[node] = program.add_operation(operation, others)
            tested = _tested(operation)
            given = [self._others[argument] for argument in arguments[:tested]]
            given += [self._plain[argument] for argument in arguments[tested:]]
            place = program.add_operation(operation, tuple(given), graph.spans[node])
        program.names[place] = graph.names[node]
        self._plain.append(place)

    def _leaf(self, node: int) -> int:
        if node in self._graph.constants:
            return self._program.add_constant(self._graph.constants[node])
        return self._program.add_input(self._inputs[node])

    def finished(self) -> tuple[Graph, frozenset[int], list[int]]:
        """The graph, the nodes that only conditions are made of, and where each node has gone."""
        graph, program = self._graph, self._program
        program.named = {name: self._plain[node] for name, node in graph.named.items()}
        program.outputs = {name: self._plain[node] for name, node in graph.outputs.items()}
        return program, frozenset(self._others.values()), self._plain
