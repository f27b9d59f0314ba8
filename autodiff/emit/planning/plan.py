"""The plan of an emitted program: which nodes get a variable, and which are spelled where used.

Every emitter of programs starts from it, so that all of them share subexpressions alike.

Invariants:

- A node is worked out once at most, but for a short comparison, which may be written again.
- Nothing is worked out before what it needs (`schedule.py`), nor where it is not needed
  (`regions.py`).
- An expression has no more than `LONGEST` operations an operand, so that no compiler meets a deep
  one; branches are no deeper than `regions.DEEPEST`.
- The plan is as large as the program, and so is the time that it takes.

>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> graph = lower(survey(parse("t = sin(x); where(x > 0, t*log(x), t)")))
>>> plan = planned(graph, graph.outputs.values())
>>> [graph.names[node] for node in plan.variables()], plan.body[0]
(['t', 'f'], Assignment(target=3, source=3))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import WHERE
from .regions import NOWHERE, ROOT, placed
from .schedule import scheduled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ...graph.graph import Graph
    from .regions import Places
    from .schedule import Step

LONGEST = 8
"""An expression of more operations than this gets a variable."""

_LONGEST_CHOICE = 4
"""A choice of more operations than this is a statement of its own."""

_LONGEST_AGAIN = 3
"""A condition of at most so many operations is written again rather than kept in a variable."""


def _never(graph: Graph, node: int) -> bool:  # noqa: ARG001
    return False


class Plan:
    """A program in steps.

    `stored` marks the nodes that have a variable, `chosen` the `where`s among them that are given
    their value by a `Choice`; `variable` maps a node to the one whose variable it shares.
    """

    def __init__(self, graph: Graph, places: Places) -> None:
        self.graph = graph
        self.places = places
        self.stored = bytearray(len(graph))
        self.chosen = bytearray(len(graph))
        self.variable: dict[int, int] = {}
        self.body: list[Step] = []

    def is_in_branch(self, node: int) -> bool:
        """Whether a node's variable is given its value inside a branch."""
        return bool(self.chosen[node]) or self.places.region[node] != ROOT

    def variables(self) -> list[int]:
        """The nodes that have a variable of their own, in the order of the graph."""
        return [node for node, mark in enumerate(self.stored) if mark and node not in self.variable]

    def named(self, name: Callable[[int], str]) -> dict[int, str]:
        """A name for every node that has a variable, its own or that of a node that it shares."""
        names = {node: name(node) for node in self.variables()}
        return names | {node: names[self.owner(node)] for node in self.variable}

    def owner(self, node: int) -> int:
        """The node whose variable a node with one has, mostly its own."""
        while node in self.variable:
            node = self.variable[node]
        return node


def planned(
    graph: Graph,
    results: Iterable[int],
    *,
    lazy: bool = True,
    each: bool = False,
    made: Sequence[int] = (),
    repeats: Callable[[Graph, int], bool] = _never,
) -> Plan:
    """The plan of a program that works out these results.

    With `lazy` a `where` works out one of its branches only; with `each` every operation has a
    variable, but for conditions. `made` marks what differentiation made (see `placed`). `repeats`
    tells whether a node's spelling names its first argument more than once, as `x*x` does.
    """
    wanted = list(results)
    places = placed(graph, wanted, lazy=lazy, made=made)
    planner = _Planner(graph, places, set(wanted), lazy=lazy, each=each)
    plan = planner.decided(repeats)
    plan.body = scheduled(graph, plan.places, plan.stored, plan.chosen, plan.variable)
    return plan


class _Planner:
    """Decides bottom up.

    For each node, `weight` is how many operations its text holds, and `depth` that of the
    innermost region of the variables in it.
    """

    def __init__(
        self, graph: Graph, places: Places, results: set[int], *, lazy: bool, each: bool
    ) -> None:
        self._plan = Plan(graph, places)
        self._graph, self._places, self._results = graph, places, results
        self._lazy, self._each = lazy, each
        self._weight = [0] * len(graph)
        self._depth = [0] * len(graph)
        self._blocks: set[tuple[int, int]] = set()

    def decided(self, repeats: Callable[[Graph, int], bool]) -> Plan:
        """Decide for every node whether it has a variable."""
        plan, graph = self._plan, self._graph
        for node, operation in enumerate(graph.operations):
            if operation is None or self._places.region[node] == NOWHERE:
                continue
            is_logic = operation.kind == "compare"
            if repeats(graph, node):
                self._store(graph.arguments[node][0])
            if is_logic and self._places.uses[node] > 1:
                self._prepare_again(node)
            self._weigh(node)
            if operation is WHERE and self._lazy and self._is_choice(node):
                self._choose(node)
            elif self._deserves_a_variable(node, is_logic=is_logic):
                self._store(node)
        return plan

    def _store(self, node: int) -> None:
        if self._graph.operations[node] is not None:
            self._plan.stored[node] = 1
            self._weight[node] = 0

    def _prepare_again(self, node: int) -> None:
        """Give what is compared variables, so that the comparison can be written twice."""
        for argument in self._graph.arguments[node]:
            operation = self._graph.operations[argument]
            if operation is not None and operation.kind != "compare":
                self._store(argument)

    def _weigh(self, node: int) -> None:
        weight, depth = 1, 0
        for argument in self._graph.arguments[node]:
            if self._graph.operations[argument] is None:
                continue
            if self._plan.stored[argument]:
                inner = self._depth_of(argument, self._places.region[node])
            else:
                inner = self._depth[argument]
                weight += self._weight[argument]
            depth = max(depth, inner)
        self._weight[node], self._depth[node] = weight, depth

    def _depth_of(self, variable: int, region: int) -> int:
        """The depth of the region in which a variable has its value, as seen from one within."""
        depth = self._places.regions.depth(self._places.region[variable])
        path = self._places.regions.path(region)
        if self._plan.chosen[variable] and depth < len(path):
            # In the same branch it has it as soon as that gave it, elsewhere only afterwards.
            return depth + (path[depth][0] == self._graph.arguments[variable][0])
        return depth

    def _is_named(self, node: int) -> bool:
        return node in self._results or self._graph.names[node] is not None

    def _deserves_a_variable(self, node: int, *, is_logic: bool) -> bool:
        if self._is_named(node) or self._weight[node] > LONGEST:
            return True
        if self._each and not is_logic:
            return True
        if is_logic and self._weight[node] <= (_LONGEST_AGAIN if self._lazy else 1):
            return False
        return self._places.uses[node] > 1

    def _is_choice(self, node: int) -> bool:
        """Whether a `where` is a statement, and not an expression."""
        region, condition = self._places.region[node], self._graph.arguments[node][0]
        if self._places.regions.branch(region, condition, taken=True) is None:
            return False
        if self._each or self._depth[node] > self._places.regions.depth(region):
            return True  # a branch has variables of its own
        if not self._deserves_a_variable(node, is_logic=False):
            return False
        return self._weight[node] > _LONGEST_CHOICE or (region, condition) in self._blocks

    def _choose(self, node: int) -> None:
        region, (condition, *branches) = self._places.region[node], self._graph.arguments[node]
        self._store(node)
        self._plan.chosen[node] = 1
        self._blocks.add((region, condition))
        for branch, taken in zip(branches, (True, False), strict=True):
            inside = self._places.regions.branch(region, condition, taken=taken)
            if self._is_passed_on(branch, inside):
                self._plan.variable[branch] = node

    def _is_passed_on(self, branch: int, region: int | None) -> bool:
        """Whether a branch is itself a choice, which can give its value to this one's variable."""
        return (
            not self._each
            and bool(self._plan.chosen[branch])
            and self._places.uses[branch] == 1
            and self._places.region[branch] == region
            and not self._is_named(branch)
        )
