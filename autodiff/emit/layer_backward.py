"""The backward walk of a teaching program: which gradient goes where, and whether it arrives.

Invariants:

- The walk is the forward one in reverse, under the same conditions.
- A gradient is assigned where exactly one always arrives, added up from 0 where one arrives in
  any case, and None until one arrives where perhaps none does.
- Only layers that the derivatives pass are asked for their gradients.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rules import WHERE
from .python import PYTHON
from .regions import NOWHERE, ROOT
from .schedule import Assignment, Choice
from .statements import branches

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from ..graph.graph import Graph
    from .layer_classes import LayerClass
    from .names import Names
    from .plan import Plan
    from .schedule import Step
    from .spelling import Speller

ADDED = '''\
def _added(gradient, more):
    """A gradient with one more part; None is one that has not arrived."""
    if gradient is None or more is None:
        return more if gradient is None else gradient
    return gradient + more
'''


class Gradients:
    """The names of the gradients of all nodes, the same in every backward walk."""

    def __init__(self, names: Names, variables: Mapping[int, str]) -> None:
        self._names, self._variables = names, variables
        self._known: dict[int, str] = {}

    def name(self, node: int) -> str:
        """What the gradient by a node is called."""
        if node not in self._known:
            self._known[node] = self._names.take(f"d{self._variables[node]}")
        return self._known[node]

    def part(self, node: int) -> str:
        """A name for one part of it."""
        return self._names.fresh(f"{self.name(node)}_")


class BackwardWalk:
    """One walk, from one output to the sources."""

    def __init__(
        self,
        plan: Plan,
        output: int,
        sources: Collection[int | None],
        active: Sequence[Sequence[int]],
        layers: Mapping[int, str],
        class_of: Callable[[int], LayerClass],
        gradients: Gradients,
        speller: Speller,
    ) -> None:
        self._graph: Graph = plan.graph
        self._plan, self._output, self._sources = plan, output, sources
        self._active = active
        self._layers, self._class_of = layers, class_of
        self._gradients, self._speller = gradients, speller
        self._parts: dict[int, list[tuple[int, int]]] = {output: []}
        for node in range(len(self._graph) - 1, -1, -1):
            if plan.places.region[node] != NOWHERE:
                self._find_parts(node)
        self._arrives = self._find_arrivals()

    def _find_parts(self, node: int) -> None:
        """For what a node passes gradients to: (the node, the region in which it does)."""
        arguments, places = self._graph.arguments[node], self._plan.places
        for place in self._active[node]:
            region = places.region[node]
            if self._graph.operations[node] is WHERE:
                inside = places.regions.branch(region, arguments[0], taken=place == 1)
                region = NOWHERE if inside is None else inside
            self._parts.setdefault(arguments[place], []).append((node, region))

    def _find_arrivals(self) -> set[int]:
        """The nodes at which a gradient arrives wherever they have a value."""
        arrives = {self._output}
        for node in sorted(self._parts, reverse=True):
            own = ROOT if node in self._sources else self._plan.places.region[node]
            parts = [(u, region) for u, region in self._parts[node] if not self._is_gate(u)]
            if any(user in arrives and region == own for user, region in parts):
                arrives.add(node)
        return arrives

    def _is_gate(self, node: int) -> bool:
        """Whether a node may hand no gradient on."""
        return node in self._layers and self._class_of(node).is_gate

    def _is_sum(self, node: int) -> bool:
        return node in self._arrives and len(self._parts[node]) + (node == self._output) > 1

    def lines(self) -> Iterator[str]:
        """The walk, indented as the body of a function is."""
        for node in sorted(self._parts):
            if node not in self._arrives or self._is_sum(node):
                start = "0.0" if node in self._arrives else "None"
                yield f"    {self._gradients.name(node)} = {start}"
        steps = [*self._reversed(self._plan.body, "    ")]
        if steps or self._output in self._sources:
            yield f"    {self._gradients.name(self._output)} = 1.0"
        yield from steps

    def result(self, node: int | None) -> str:
        """The gradient by a node at the end of the walk."""
        if node is None or node not in self._parts:
            return "0.0"
        name = self._gradients.name(node)
        return name if node in self._arrives else f"0.0 if {name} is None else {name}"

    def _reversed(self, steps: Iterable[Step], indent: str) -> Iterator[str]:
        for step in reversed([*steps]):
            if isinstance(step, Choice):
                sides = (step.yes, step.no)
                yes, no = ([*self._reversed(side, indent + "    ")] for side in sides)
                condition = self._speller.condition(step.condition)
                yield from branches(PYTHON, condition, yes, no, indent)
            elif isinstance(step, Assignment) and self._is_active(step.target):
                yield from self._step(step, indent)

    def _is_active(self, node: int) -> bool:
        return node in self._parts and bool(self._active[node])

    def _step(self, step: Assignment, indent: str) -> Iterator[str]:
        """What the node of a step passes on, if a gradient has arrived there."""
        node = step.target
        inner = indent if node in self._arrives else indent + "    "
        if step.source != node:
            lines = [*self._branch(node, step.source, inner)]
        elif self._graph.operations[node] is WHERE:
            condition, yes, no = self._graph.arguments[node]
            first = [*self._branch(node, yes, inner + "    ")]
            second = [*self._branch(node, no, inner + "    ")]
            lines = [*branches(PYTHON, self._speller.condition(condition), first, second, inner)]
        else:
            lines = [*self._layer(node, inner)]
        if lines and node not in self._arrives:
            yield f"{indent}if {self._gradients.name(node)} is not None:"
        yield from lines

    def _branch(self, node: int, branch: int, indent: str) -> Iterator[str]:
        """The gradient of a `where` goes to the branch that was taken."""
        if branch in [self._graph.arguments[node][place] for place in self._active[node]]:
            yield indent + self._given(branch, self._gradients.name(node))

    def _layer(self, node: int, indent: str) -> Iterator[str]:
        arguments, positions = self._graph.arguments[node], self._class_of(node).positions
        call = f"{self._layers[node]}.backward({self._gradients.name(node)})"
        is_gate = self._is_gate(node)
        if len(positions) == 1:
            yield indent + self._given(arguments[positions[0]], call, perhaps=is_gate)
            return
        targets: list[str] = []
        parts: list[str] = []
        for place in positions:
            argument = arguments[place]
            if place not in self._active[node]:
                targets.append("_")
            elif argument in self._arrives and not self._is_sum(argument):
                targets.append(self._gradients.name(argument))
            else:
                targets.append(self._gradients.part(argument))
                parts.append(indent + self._given(argument, targets[-1], perhaps=is_gate))
        yield f"{indent}{', '.join(targets)} = {call}"
        yield from parts

    def _given(self, node: int, part: str, *, perhaps: bool = False) -> str:
        """The statement that gives a gradient a part, or `perhaps` None."""
        name = self._gradients.name(node)
        if perhaps or node not in self._arrives:
            self._speller.called["_added"] = None
            return f"{name} = _added({name}, {part})"
        return f"{name} += {part}" if self._is_sum(node) else f"{name} = {part}"
