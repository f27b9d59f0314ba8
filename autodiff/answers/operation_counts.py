"""What each mode costs, counted from the graph at hand, never estimated.

Two ways of counting, both on top of the function's own evaluation:

- *schoolbook*: one multiplication for every edge that a sweep passes, one addition where
  contributions merge, and what the local derivatives themselves cost, once;
- *executed*: the operations of the derivative program that the Builder makes, where ones and zeros
  of differentiation's own making are dropped and equal subexpressions are shared.

Only what is evaluated at the point counts: a branch not taken costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..differentiation.builder import Builder, nodes_of
from ..differentiation.sweeps import evaluate, forward, linearize, needed_nodes, reverse
from ..graph.labels import counted
from .report import Cost, ModeCost

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..differentiation.solution import Linearization
    from ..differentiation.sweeps import Edges
    from ..graph.graph import Graph


class Counter:
    """Counts for one graph at one point.

    `active` are the positions of each node's active edges, where less is differentiated than there
    is.
    """

    def __init__(self, at: Linearization, active: Sequence[Sequence[int]] | None = None) -> None:
        self._m = at.m
        self._needed = at.needed
        self._graph = at.graph
        self._point = at.point
        self._active = at.active if active is None else active
        self._edges = at.edges if active is None else linearize(at.graph, at.m, at.values, active)
        self._partials: dict[str, int] | None = None

    def function(self) -> Cost:
        """The function's own operations, those that the outputs need."""
        return Cost(_tally(self._graph, self._needed))

    def forward(self, wrt: Sequence[int], outputs: Sequence[int]) -> ModeCost:
        """One sweep for each node of `wrt`."""
        passed = merged = 0
        for seed in wrt:
            tangents = forward(self._edges, seed)
            for edges in self._edges:
                contributions = sum(tangents[edge.argument] is not None for edge in edges)
                passed += contributions
                merged += max(contributions - 1, 0)
        builder = Builder(self._graph)
        symbolic = self._linearize(builder)
        results = [
            tangents[node]
            for tangents in (forward(symbolic, seed) for seed in wrt)
            for node in outputs
        ]
        return ModeCost(
            len(wrt), self._schoolbook(passed, merged), self._executed(builder, results)
        )

    def reverse(self, wrt: Sequence[int], outputs: Sequence[int]) -> ModeCost:
        """One sweep for each output."""
        passed = merged = 0
        for output in outputs:
            adjoints = reverse(self._edges, output)
            receivers: set[int] = set()
            for node, edges in enumerate(self._edges):
                if adjoints[node] is not None:
                    passed += len(edges)
                    merged += len(edges)
                    receivers.update(edge.argument for edge in edges)
            merged -= len(receivers)
        builder = Builder(self._graph)
        symbolic = self._linearize(builder)
        results = [
            adjoints[node]
            for adjoints in (reverse(symbolic, output) for output in outputs)
            for node in wrt
        ]
        return ModeCost(
            len(outputs) if wrt else 0,
            self._schoolbook(passed, merged),
            self._executed(builder, results),
        )

    def _linearize(self, builder: Builder) -> Edges:
        return linearize(self._graph, builder, builder.handles(), self._active)

    def _schoolbook(self, passed: int, merged: int) -> Cost:
        if self._partials is None:
            self._partials = self._local_derivatives()
        counts = dict(self._partials)
        counts["multiply"] = counts.get("multiply", 0) + passed
        counts["add"] = counts.get("add", 0) + merged
        return Cost({kind: count for kind, count in counts.items() if count})

    def _local_derivatives(self) -> dict[str, int]:
        """What the partials cost, each worked out by itself."""
        builder = Builder(self._graph, shared=False)
        edges = self._linearize(builder)
        return self._executed(
            builder, [edge.partial for node_edges in edges for edge in node_edges]
        ).counts

    def _executed(self, builder: Builder, results: Iterable[Any]) -> Cost:
        """The operations beyond the function's own that a program evaluates for its results."""
        program = builder.program
        nodes = nodes_of(builder, [result for result in results if result is not None])
        values = evaluate(program, self._m, self._point)
        evaluated = needed_nodes(program, values, nodes)
        for node, done in enumerate(self._needed):
            # Sharing with a branch that was not taken saves nothing.
            evaluated[node] &= not done
        return Cost(_tally(program, evaluated))


def _tally(graph: Graph, counted: bytearray) -> dict[str, int]:
    """The marked operations by kind."""
    counts: dict[str, int] = {}
    for operation, mark in zip(graph.operations, counted, strict=True):
        if mark and operation is not None and operation.kind is not None:
            counts[operation.kind] = counts.get(operation.kind, 0) + 1
    return counts


def comparison_sentence(forward: ModeCost, reverse: ModeCost, outputs: int) -> str:
    """Which mode is cheaper on this graph by the schoolbook counts, and why."""
    up, down = forward.schoolbook.total, reverse.schoolbook.total
    sizes = f"{counted(forward.sweeps, 'input')} and {counted(outputs, 'output')}"
    costs = (
        f"{counted(down, 'operation')} in {counted(reverse.sweeps, 'sweep')} against "
        f"{up:,} in {forward.sweeps:,}"
    )
    if forward.sweeps == 0:
        return "There is nothing to differentiate with respect to, so neither mode has work to do"
    if up == down:
        return (
            f"Both modes cost the same here, {counted(up, 'operation')}, with {sizes}: "
            "forward mode takes one sweep an input, reverse mode one an output"
        )
    if down < up:
        return (
            f"Reverse mode is cheaper here ({costs}, schoolbook): with {sizes}, it works out "
            "every derivative of an output in one sweep, and forward mode needs one an input"
        )
    costs = (
        f"{counted(up, 'operation')} in {counted(forward.sweeps, 'sweep')} against "
        f"{down:,} in {reverse.sweeps:,}"
    )
    return (
        f"Forward mode is cheaper here ({costs}, schoolbook): with {sizes}, it works out "
        "every derivative by an input in one sweep, and reverse mode needs one an output"
    )
