"""A graph at one point after another, with the values and derivatives that claims are about.

Invariants:

- A site's numbers come from the same rules and sweeps as everything else; nothing is worked out
  before it is asked for.
- A site is valid where everything that its outputs need has a finite value.

>>> from ..numbers.doubles import FLOATS
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("x^2*y")))
>>> site = Lane(graph, FLOATS).site({"x": 3.0, "y": 5.0})
>>> f, x = graph.outputs["f"], graph.inputs["x"]
>>> site.valid, site.value(f), site.derivative(f, x)
(True, 45.0, 30.0)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..differentiation.sweeps import (
    absolute,
    active_positions,
    evaluate,
    examined_nodes,
    linearize,
    reverse,
)
from ..rules.predicates import is_finite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..differentiation.solution import Numbers
    from ..differentiation.sweeps import Edges
    from ..graph.graph import Graph


_SMALL = 1e-9
"""A derivative of no more than this may be all rounding."""

_STEP = 2.0**-30


class Lane:
    """A graph with its nodes to differentiate and to differentiate by.

    `targets` and `sources` are added to the graph's outputs and inputs.
    """

    def __init__(
        self,
        graph: Graph,
        m: Numbers,
        targets: Iterable[int] = (),
        sources: Iterable[int] = (),
    ) -> None:
        self.graph = graph
        self.m = m
        self.targets = tuple(dict.fromkeys([*graph.outputs.values(), *targets]))
        self.sources = tuple(dict.fromkeys([*graph.inputs.values(), *sources]))

    def site(self, point: Mapping[str, Any]) -> Site:
        """The lane at a point, which gives each input's value."""
        return Site(self, point)


class Site:
    """A lane at one point."""

    def __init__(self, lane: Lane, point: Mapping[str, Any]) -> None:
        self.lane = lane
        here = {name: lane.m.given(point[name]) for name in lane.graph.inputs}
        self.point: dict[str, Any] = {name: lane.m.report(each) for name, each in here.items()}
        self.values: list[Any] = evaluate(lane.graph, lane.m, here)
        self.examined = examined_nodes(lane.graph, self.values, lane.targets)
        self._edges: Edges | None = None
        self._adjoints: dict[int, list[Any]] = {}
        self._sizes: dict[int, list[Any]] = {}

    @property
    def valid(self) -> bool:
        """Whether everything that is needed has a finite value."""
        values = self.values
        return all(is_finite(values[node]) for node, mark in enumerate(self.examined) if mark)

    @property
    def edges(self) -> Edges:
        """The partials on all active edges."""
        if self._edges is None:
            lane = self.lane
            active = active_positions(lane.graph, self.values, lane.sources, lane.targets)
            self._edges = linearize(lane.graph, lane.m, self.values, active)
        return self._edges

    @property
    def edges_of_mistakes(self) -> Edges:
        """The same, with those that only a mistake passes: of what does not decide a value."""
        lane = self.lane
        active = active_positions(lane.graph, self.values, lane.sources, lane.targets, losers=True)
        return linearize(lane.graph, lane.m, self.values, active)

    def value(self, node: int) -> Any:  # noqa: ANN401
        """A node's value; NaN where its kind of numbers has none."""
        return self.values[node]

    def derivative(self, output: int, by: int) -> Any:  # noqa: ANN401
        """∂output/∂by; 0 where nothing connects the two."""
        if output not in self._adjoints:
            self._adjoints[output] = reverse(self.edges, output)
        found = self._adjoints[output][by]
        return self.lane.m.given(0) if found is None else found

    def noise(self, output: int, by: int | None) -> float:
        """The size of all that is added up on the way to a value or a derivative, in doubles.

        Rounding loses a few last digits of that, however small the result may be.
        """
        if output not in self._sizes:
            self._sizes[output] = reverse(absolute(self.edges), output)
        sizes = self._sizes[output]
        if by is not None:
            return _finite(sizes[by]) + self._conditioning(output, by)
        return sum(
            _finite(size) * _finite(self.values[node])
            for node, size in enumerate(sizes)
            if size is not None
        )

    def _conditioning(self, output: int, by: int) -> float:
        """How far a small derivative moves if the inputs do, as a multiple of their own change.

        The partials are rounded too: the derivative of `cos(x)` at pi is no more 0 than pi is pi.
        """
        here = self.derivative(output, by)
        if self.lane.m.name != "double" or not 0 < abs(here) < _SMALL:
            return 0.0
        moves: list[float] = []
        for turn in (1, -1):
            moved = {
                name: value * (1 + _STEP * (turn if place % 2 else 1))
                for place, (name, value) in enumerate(self.point.items())
            }
            there = self.lane.site(moved).derivative(output, by)
            moves.append(_finite(there - here) / _STEP)
        return max(moves)


def _finite(number: Any) -> float:  # noqa: ANN401
    """The size of a number; 0 for one that is infinite or no number."""
    return float(abs(number)) if number is not None and is_finite(number) else 0.0
