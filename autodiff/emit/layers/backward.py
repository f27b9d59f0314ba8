"""The backward walk of a teaching program: which gradient goes where, and whether it arrives.

Invariants:

- The walk is the forward one in reverse.
- A gradient is assigned where exactly one always arrives, added up from 0 where one arrives in
  any case, and None until one arrives where perhaps none does.
- Only layers that the derivatives pass are asked for their gradients.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ...graph.graph import Graph
    from ..writing.names import Names
    from .classes import LayerClass

ADDED = '''\
def _added(gradient, more):
    """A gradient with one more part; None is one that has not arrived."""
    if gradient is None or more is None:
        return more if gradient is None else gradient
    return gradient + more
'''


class Layer(NamedTuple):
    """The layer of one node: what it is called, and its class."""

    name: str
    made: LayerClass


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
    """One walk, from one output to the sources, along the `active` positions of each node.

    `adds` tells whether it needs `_added`.
    """

    def __init__(
        self,
        graph: Graph,
        output: int,
        sources: Collection[int | None],
        active: Sequence[Sequence[int]],
        layers: Mapping[int, Layer],
        gradients: Gradients,
    ) -> None:
        self._graph, self._output, self._sources = graph, output, sources
        self._active, self._layers, self._gradients = active, layers, gradients
        self.adds = False
        self._users: dict[int, list[int]] = {output: []}
        for node in range(len(graph) - 1, -1, -1):
            for place in active[node]:
                self._users.setdefault(graph.arguments[node][place], []).append(node)
        self._arrives = {output}
        for node in sorted(self._users, reverse=True):
            users = self._users[node]
            if any(user in self._arrives and not layers[user].made.is_gate for user in users):
                self._arrives.add(node)

    def _is_one_part(self, node: int) -> bool:
        """Whether a gradient is all that one layer hands on."""
        return len(self._users[node]) + (node == self._output) == 1

    def lines(self) -> Iterator[str]:
        """The walk, indented as the body of a function is."""
        for node, users in sorted(self._users.items()):
            if not (self._is_one_part(node) and self._arrives.issuperset(users)):
                start = "0.0" if node in self._arrives else "None"
                yield f"    {self._gradients.name(node)} = {start}"
        nodes = [node for node in sorted(self._users, reverse=True) if self._active[node]]
        if nodes or self._output in self._sources:
            yield f"    {self._gradients.name(self._output)} = 1.0"
        for node in nodes:
            if node in self._arrives:
                yield from self._passed_on(node, "    ")
            else:
                yield f"    if {self._gradients.name(node)} is not None:"
                yield from self._passed_on(node, "        ")

    def result(self, node: int | None) -> str:
        """The gradient by a node at the end of the walk."""
        if node is None or node not in self._users:
            return "0.0"
        name = self._gradients.name(node)
        return name if node in self._arrives else f"0.0 if {name} is None else {name}"

    def _passed_on(self, node: int, indent: str) -> Iterator[str]:
        """What a node's layer hands on of the gradient that has arrived there."""
        name, made = self._layers[node]
        arguments = self._graph.arguments[node]
        call = f"{name}.backward({self._gradients.name(node)})"
        if len(made.positions) == 1:
            yield indent + self._given(arguments[made.positions[0]], call, perhaps=made.is_gate)
            return
        targets: list[str] = []
        parts: list[str] = []
        for place in made.positions:
            argument = arguments[place]
            if place not in self._active[node]:
                targets.append("_")
            elif self._is_one_part(argument):
                targets.append(self._gradients.name(argument))
            else:
                targets.append(self._gradients.part(argument))
                parts.append(indent + self._given(argument, targets[-1], perhaps=made.is_gate))
        yield f"{indent}{', '.join(targets)} = {call}"
        yield from parts

    def _given(self, node: int, part: str, *, perhaps: bool) -> str:
        """The statement that gives a gradient a part, or `perhaps` None."""
        name = self._gradients.name(node)
        if self._is_one_part(node):
            return f"{name} = {part}"
        if perhaps or node not in self._arrives:
            self.adds = True
            return f"{name} = _added({name}, {part})"
        return f"{name} += {part}"
