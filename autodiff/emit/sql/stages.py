"""Which nodes of a program get a column of their own in SQL, in which stage, and when.

A query has no variables. What is used twice is a column of a common table expression, and the
stages of such columns follow each other as their dependencies ask.

Invariants:

- A held node is worked out once. What is not held is written where it is used, once, and no
  written expression is deeper than `DEEPEST`.
- A node that is written more than once (a condition, or an argument that its function's spelling
  repeats) is a leaf, a held node, or a comparison of such.
- A held node that only a branch of some `where` needs is worked out under its conditions only.

>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> graph = lower(survey(parse("s = x^2; s + s")))
>>> plan = staged(graph, graph.outputs.values(), [], lambda node: ())
>>> [[graph.names[node] for node in stage] for stage in plan.stages]
[['s']]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...rules import PRIMITIVES, WHERE
from ..planning.regions import placed
from ..planning.schedule import ready_order

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ...graph.graph import Graph
    from ..planning.regions import Places

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

Condition = tuple[int, bool]
"""A node and whether it must hold, or must not."""


@dataclass(frozen=True, slots=True)
class StagedPlan:
    """What is written where.

    `order` are the operations that are needed, each after what it is written with; `stages` the
    held ones, stage by stage.
    """

    graph: Graph
    places: Places
    order: list[int]
    stages: list[list[int]] = field(default_factory=list[list[int]])

    def conditions(self, node: int) -> list[Condition]:
        """What must hold for a node to be needed."""
        path = self.places.regions.path(self.places.region[node])
        return [(test, holds) for test, holds in path if test not in self.graph.constants]

    @property
    def columns(self) -> int:
        """How many nodes are held."""
        return sum(map(len, self.stages))


def staged(
    graph: Graph,
    outputs: Iterable[int],
    repeated_outputs: Iterable[int],
    repeats: Callable[[int], Collection[int]],
) -> StagedPlan:
    """The columns for some outputs; `repeated_outputs` are those that are written more than once.

    `repeats(node)` are the positions of the arguments that a node's spelling repeats.
    """
    uses = [0] * len(graph)
    for node in outputs:
        uses[node] += 1
    for node in repeated_outputs:
        uses[node] += 2
    places = placed(graph, [node for node, count in enumerate(uses) if count])
    order = ready_order(graph, places)
    found = StagedPlan(graph, places, order)
    for node in order:
        repeated = repeats(node)
        for position, argument in enumerate(graph.arguments[node]):
            if not is_plain_condition(graph, node, position):
                uses[argument] += 2 if position in repeated else 1
    _assign(found, _held(graph, order, uses))
    return found


def is_plain_condition(graph: Graph, user: int, position: int) -> bool:
    """Whether an argument is a comparison in the place of a condition, which writes it as it is."""
    return (
        graph.operations[user] is WHERE
        and position == 0
        and graph.operations[graph.arguments[user][0]] in OPPOSITES
    )


def _held(graph: Graph, order: Iterable[int], uses: list[int]) -> bytearray:
    """Marks of the nodes that are used twice, or would be too deep."""
    held = bytearray(len(graph))
    depths = [0] * len(graph)
    for node in order:
        depth = max(
            depths[argument] + (_CHAINED if _is_chained(graph, node, position) else _NESTED)
            for position, argument in enumerate(graph.arguments[node])
        )
        is_deep = depth > DEEPEST and graph.operations[node] not in OPPOSITES
        held[node] = uses[node] > 1 or is_deep
        depths[node] = 0 if held[node] else depth
    return held


def _is_chained(graph: Graph, node: int, position: int) -> bool:
    """Whether an operand is the beginning of a sum that the node goes on with."""
    operand = graph.operations[graph.arguments[node][position]]
    return position == 0 and graph.operations[node] in _SUMS and operand in _SUMS


def _assign(found: StagedPlan, held: bytearray) -> None:
    """Give every held node the first stage that it can have."""
    stages = [-1] * len(held)
    for node in found.order:
        needed = [*found.graph.arguments[node], *(test for test, _ in found.conditions(node))]
        stages[node] = max(stages[earlier] for earlier in needed)
        if held[node]:
            stages[node] += 1
            if stages[node] == len(found.stages):
                found.stages.append([])
            found.stages[stages[node]].append(node)
