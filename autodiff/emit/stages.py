"""Which nodes of a program get a column of their own in SQL, in which stage, and when.

A query has no variables. What is used twice is a column of a common table expression, and the
stages of such columns follow each other as their dependencies ask.

Invariants:

- A held node is worked out once. What is not held is written where it is used, once, and no
  written expression is deeper than `DEEPEST`.
- A node that is written more than once (a condition, or an argument that its function's spelling
  repeats) is a leaf, a held node, or a comparison of such.
- A held node that only branches of some `where` need is worked out under their conditions only.

>>> from ..rules import PRIMITIVES
>>> from ..graph.graph import Graph
>>> graph = Graph()
>>> x = graph.add_input("x")
>>> square = graph.add_operation(PRIMITIVES["square"], (x,))
>>> graph.outputs["f"] = graph.add_operation(PRIMITIVES["add"], (square, square))
>>> plan(graph, [graph.outputs["f"]], [], lambda node: ()).stages
[[1]]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..rules import PRIMITIVES, WHERE
from .needs import Regions

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from ..graph.graph import Graph
    from .needs import Condition, Region

DEEPEST = 100
"""How deep a written expression may be; SQLite's parser, for one, has a stack of 100 places."""

_NESTED, _CHAINED = 10, 1
"""What an operand adds to the depth: in parentheses or a call, or as the left one of a chain."""

_SUMS = (PRIMITIVES["add"], PRIMITIVES["subtract"])

_NEGATIONS = {
    "less": "greater_equal", "less_equal": "greater", "greater": "less_equal",
    "greater_equal": "less", "equal": "not_equal", "not_equal": "equal",
}  # fmt: skip
OPPOSITES = {PRIMITIVES[name]: PRIMITIVES[other] for name, other in _NEGATIONS.items()}
"""Each comparison and the one that holds exactly where it does not, between numbers."""


@dataclass(slots=True)
class Plan:
    """What is written where.

    `order` are the nodes that are needed, each after what it is written with; `stages` the held
    ones, stage by stage; `regions` where they are needed, and `places` the region of each node.
    """

    regions: list[Region]
    places: list[int]
    order: list[int] = field(default_factory=list[int])
    stages: list[list[int]] = field(default_factory=list[list[int]])

    def conditions(self, node: int) -> tuple[Condition, ...]:
        """What must hold for a node to be needed."""
        return self.regions[self.places[node]].conditions

    def depth(self, node: int) -> int:
        """How many regions are around a node: 0 if it is always needed."""
        return self.regions[self.places[node]].depth

    @property
    def columns(self) -> int:
        """How many nodes are held."""
        return sum(map(len, self.stages))


def plan(
    graph: Graph,
    outputs: Iterable[int],
    repeated_outputs: Iterable[int],
    repeats: Callable[[int], Sequence[int]],
    free: Container[int] = (),
) -> Plan:
    """The plan for some outputs; `repeated_outputs` are those that are written more than once.

    `repeats(node)` are the positions of the arguments that a node's spelling repeats; `free` are
    nodes that need not be told apart by where they are needed. Takes time in proportion to the
    graph.
    """
    repeated_outputs = list(repeated_outputs)
    roots = [*outputs, *repeated_outputs]
    needed = _needed(graph, roots)
    held = _held(graph, needed, roots, repeats)
    for node in repeated_outputs:
        held[node] = graph.operations[node] is not None
    _bound_depth(graph, needed, held)
    found = Plan(*Regions(graph).placed(needed, roots, free))
    _order(graph, needed, held, found)
    return found


def is_comparison(graph: Graph, node: int) -> bool:
    """Whether a node is a comparison, which a condition writes as it is."""
    return graph.operations[node] in OPPOSITES


def is_plain_condition(graph: Graph, user: int, position: int) -> bool:
    """Whether an argument is a comparison in the place of a condition."""
    return (
        graph.operations[user] is WHERE
        and position == 0
        and is_comparison(graph, graph.arguments[user][0])
    )


def _needed(graph: Graph, roots: Iterable[int]) -> list[int]:
    marks = bytearray(len(graph))
    for node in roots:
        marks[node] = 1
    for node in range(len(graph) - 1, -1, -1):
        if marks[node]:
            for argument in graph.arguments[node]:
                marks[argument] = 1
    return [node for node, mark in enumerate(marks) if mark]


def _held(
    graph: Graph,
    needed: Sequence[int],
    roots: Iterable[int],
    repeats: Callable[[int], Sequence[int]],
) -> bytearray:
    uses = [0] * len(graph)
    for node in roots:
        uses[node] += 1
    for node in needed:
        repeated = repeats(node)
        for position, argument in enumerate(graph.arguments[node]):
            if not is_plain_condition(graph, node, position):
                uses[argument] += 2 if position in repeated else 1
    held = bytearray(len(graph))
    for node in needed:
        held[node] = graph.operations[node] is not None and uses[node] > 1
    return held


def _bound_depth(graph: Graph, needed: Iterable[int], held: bytearray) -> None:
    depths = [0] * len(graph)
    for node in needed:
        if graph.operations[node] is None or held[node]:
            continue
        depth = max(
            depths[argument] + (_CHAINED if _is_chained(graph, node, position) else _NESTED)
            for position, argument in enumerate(graph.arguments[node])
        )
        if depth > DEEPEST and not is_comparison(graph, node):
            held[node] = 1
        else:
            depths[node] = depth


def _is_chained(graph: Graph, node: int, position: int) -> bool:
    """Whether an operand is the beginning of a sum that the node goes on with."""
    operand = graph.operations[graph.arguments[node][position]]
    return position == 0 and graph.operations[node] in _SUMS and operand in _SUMS


def _order(graph: Graph, needed: Sequence[int], held: Sequence[int], found: Plan) -> None:
    """Put the nodes in an order in which conditions, too, come before what stands under them."""
    before: dict[int, tuple[int, ...]] = {}
    users: dict[int, list[int]] = {node: [] for node in needed}
    for node in needed:
        conditions = found.regions[found.places[node]].nodes
        before[node] = (*graph.arguments[node], *sorted(conditions))
        for earlier in before[node]:
            users[earlier].append(node)
    waiting = {node: len(earlier) for node, earlier in before.items()}
    ready = [node for node in reversed(needed) if not waiting[node]]
    stage = dict.fromkeys(needed, -1)
    while ready:
        node = ready.pop()
        found.order.append(node)
        stage[node] = max([stage[earlier] for earlier in before[node]], default=-1)
        if held[node]:
            stage[node] += 1
            if stage[node] == len(found.stages):
                found.stages.append([])
            found.stages[stage[node]].append(node)
        for user in reversed(users[node]):
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    assert len(found.order) == len(needed), "a condition waits for what stands under it"
