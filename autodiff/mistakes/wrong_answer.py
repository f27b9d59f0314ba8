"""One wrong answer at one point: the numbers that both modes give, from which mistakes are made.

Invariants:

- Numbers are doubles, whatever the answer was judged in; a mistake is recognised to the claim's
  own tolerance anyway.
- A wrong tangent at a node changes the derivative by adjoint × (wrong − right), a wrong partial on
  an edge by adjoint × (wrong − right) × tangent; so every candidate of that kind costs no sweep.

>>> from ..numbers.doubles import FLOATS
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ..differentiation.solution import linearized
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("(x + y)*z")))
>>> point = {"x": -2.0, "y": 5.0, "z": -4.0}
>>> at = linearized(graph, FLOATS, point, graph.inputs)
>>> answer = WrongAnswer(at, graph.outputs["f"], graph.inputs["x"], 3.0)
>>> answer.right, answer.with_partial(answer.output, 0, 3.0)
(-4.0, 3.0)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..differentiation.sweeps import Edge, active_positions, forward, linearize, reverse
from ..numbers.doubles import FLOATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..differentiation.solution import Linearization
    from .rules import Mistake

Number = float | None


class WrongAnswer:
    """The derivative of `output` by `source` at a point, and the wrong number `given` for it.

    `edges` are those of the linearization `at` the point, with those that only a mistake passes: of
    what does not decide a value. `right` is the derivative that the sweeps give, `noise` the size
    of what was added up to what was given.
    """

    def __init__(
        self, at: Linearization, output: int, source: int, given: float, noise: float = 0.0
    ) -> None:
        self.graph = at.graph
        self.point: Mapping[str, float] = at.point
        self.values: Sequence[float] = at.values
        self.output = output
        self.source = source
        self.given = given
        self.noise = noise
        active = active_positions(at.graph, at.values, at.wrt.values(), at.outputs, losers=True)
        self.edges = linearize(at.graph, at.m, at.values, active)
        self.tangents: list[Number] = forward(self.edges, source)
        self.adjoints: list[Number] = reverse(self.edges, output)
        self.right: float = self.adjoints[source] or 0.0

    def on_way(self, node: int) -> bool:
        """Whether a derivative passes the node on its way from the source to the output."""
        return self.tangents[node] is not None and self.adjoints[node] is not None

    def passing(self, node: int) -> list[Edge]:
        """The edges of a node that are on the way."""
        if self.adjoints[node] is None:
            return []
        return [edge for edge in self.edges[node] if self.tangents[edge.argument] is not None]

    def partial(self, node: int, position: int) -> Number:
        """The partial on one edge; `None` for an edge that is not there."""
        return next((e.partial for e in self.edges[node] if e.position == position), None)

    def arguments(self, node: int) -> tuple[float, ...]:
        """The values of a node's arguments."""
        return tuple([self.values[argument] for argument in self.graph.arguments[node]])

    def with_tangent(self, node: int, wrong: Number) -> Number:
        """The derivative if the node's tangent were another one."""
        adjoint, tangent = self.adjoints[node], self.tangents[node]
        if adjoint is None or tangent is None:
            return self.right
        return None if wrong is None else self.right + adjoint * (wrong - tangent)

    def with_partial(self, node: int, position: int, wrong: Number) -> Number:
        """The derivative if the partial on one edge were another one."""
        for edge in self.passing(node):
            if edge.position == position and wrong is not None:
                tangent, adjoint = self.tangents[edge.argument], self.adjoints[node]
                assert tangent is not None
                assert adjoint is not None
                return self.right + adjoint * (wrong - edge.partial) * tangent
        return self.right

    def mistaken(self, node: int, mistake: Mistake) -> Number:
        """The derivative if a row's wrong rule were applied at one node."""
        if mistake.position is None:
            return self.with_tangent(node, self.wrong_tangent(node, mistake, self.tangents))
        return self.with_partial(node, mistake.position, self.wrong_partial(node, mistake))

    def wrong_partial(self, node: int, mistake: Mistake) -> Number:
        """What a wrong rule for a partial gives at a node."""
        return mistake.rule(FLOATS, *self.arguments(node), self.values[node])

    def wrong_tangent(self, node: int, mistake: Mistake, tangents: Sequence[Number]) -> Number:
        """What a wrong rule for a whole tangent gives at a node, from its arguments' tangents."""
        moving = tuple([tangents[argument] for argument in self.graph.arguments[node]])
        return mistake.rule(FLOATS, self.arguments(node), moving, self.values[node])

    def resweep(
        self,
        tangent_at: Callable[[int, Sequence[Number]], Number] | None = None,
        partial_at: Callable[[int, Edge], Number] | None = None,
    ) -> Number:
        """The derivative by one forward sweep in which some numbers are wrong.

        `tangent_at(node, tangents)` and `partial_at(node, edge)` give the wrong ones, or `None`
        where the right one is kept.
        """
        tangents: list[Number] = [None] * len(self.edges)
        tangents[self.source] = 1.0
        for node in range(self.source + 1, self.output + 1):
            if not self.on_way(node):
                continue
            wrong = tangent_at(node, tangents) if tangent_at else None
            if wrong is None:
                for edge in self.passing(node):
                    tangent = tangents[edge.argument]
                    if tangent is None:
                        continue
                    other = partial_at(node, edge) if partial_at else None
                    partial = edge.partial if other is None else other
                    wrong = partial * tangent + (0.0 if wrong is None else wrong)
            tangents[node] = wrong
        return tangents[self.output]
