"""Values and first derivatives of one graph at one point of numbers after another.

The first calls walk over the graph. Whoever calls again is likely to call often, so then a plan is
made that works the nodes out in batches; making it takes as long as a few walks.

Invariant: which way was taken shows in no digit, unless NumPy was asked for.

>>> from .program.lower import lower
>>> from .program.names import survey
>>> from ..parser.parse import parse
>>> numbers = Repeated(lower(survey(parse("(x + y)*z"))), ("x", "z"))
>>> numbers.values({"x": -2.0, "y": 5.0, "z": -4.0})
{'f': -12.0}
>>> numbers.jacobian({"x": -2.0, "y": 5.0, "z": -4.0})
{'f': {'x': -4.0, 'z': 3.0}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..parser.memory import uncollected
from .batches import Runner, planned
from .differentiation.backward import adjoints, moving_nodes
from .differentiation.sweeps import evaluate
from .numbers.doubles import FLOATS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .graph.graph import Graph

WALKS = 2
"""So many gradients are worked out before a plan is made."""


class Repeated:
    """The graph with what has been prepared for it; inputs that are not asked for are held fast."""

    def __init__(self, graph: Graph, wrt: Sequence[str], *, numpy: bool = False) -> None:
        self._graph = graph
        self._sources = {name: graph.named.get(name, graph.inputs.get(name, -1)) for name in wrt}
        self._numpy = numpy
        self._moving: list[int] | None = None
        self._walks = 0
        self._runner: Runner | None = None
        self._leaves: list[tuple[str, float]] = []

    def values(self, point: Mapping[str, Any]) -> dict[str, float]:
        """The value of every output."""
        if self._runner is not None:
            with self._kit.quiet():
                value = self._runner.value(self._leaf_values(point))
            return dict.fromkeys(self._graph.outputs, value)
        values = self._walked(point)
        return {name: float(values[node]) for name, node in self._graph.outputs.items()}

    def jacobian(self, point: Mapping[str, Any]) -> dict[str, dict[str, float]]:
        """∂output/∂name by output and name."""
        if self._walks == WALKS:
            self._prepare()
        self._walks += 1
        if self._runner is not None:
            with self._kit.quiet():
                found = self._runner.gradient(self._leaf_values(point))
            (output,) = self._graph.outputs
            return {output: {name: found.get(node, 0.0) for name, node in self._sources.items()}}
        if self._moving is None:
            self._moving = moving_nodes(self._graph, self._sources.values())
        values = self._walked(point)
        return {
            output: self._gradient(adjoints(self._graph, FLOATS, values, self._moving, node))
            for output, node in self._graph.outputs.items()
        }

    def _gradient(self, found: Sequence[Any]) -> dict[str, float]:
        """The adjoints of the sources; those after the output, and those that are absent, are 0."""
        return {
            name: float(found[node] or 0.0) if node < len(found) else 0.0
            for name, node in self._sources.items()
        }

    def _walked(self, point: Mapping[str, Any]) -> list[Any]:
        here = {name: float(point[name]) for name in self._graph.inputs}
        return evaluate(self._graph, FLOATS, here)

    def _prepare(self) -> None:
        """Make a plan, where there is one that is worth making."""
        with uncollected():
            plan = planned(self._graph, self._sources.values())
            if plan is None:
                return
            if self._numpy:
                from .numbers.arrays import ARRAYS

                self._kit: Any = ARRAYS
            else:
                from .columns import COLUMNS

                self._kit = COLUMNS
            self._runner = Runner(plan, self._kit)
        names = {node: name for name, node in self._graph.inputs.items()}
        constants = self._graph.constants
        self._leaves = [
            (names.get(node, ""), FLOATS.constant(constants[node]) if node in constants else 0.0)
            for node in plan.leaves
        ]

    def _leaf_values(self, point: Mapping[str, Any]) -> list[float]:
        return [float(point[name]) if name else value for name, value in self._leaves]
