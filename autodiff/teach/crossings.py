"""The kinks that a step of an input crosses, and the next one beyond it.

Invariant: a step whose two ends are on different pieces of a function is always told; between them
the way is looked at in a number of points, as long as the work for all steps stays bounded.

>>> from ...parser.parse import parse
>>> from ..answers.question import solve
>>> found = solve(parse("abs(x)"), {"x": -2.0})
>>> Kinks(found, 1.0).ahead(0, -2.0, 1)
(0.0, Crossing(node='f', formula='abs(x)', what="'x' passes 0, where abs has its corner"))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..diagnostics.kinks import COMPARISONS, LOGIC
from ..differentiation import sweeps
from ..graph.labels import formula_or_name
from ..rules import WHERE
from ..rules.predicates import is_finite
from .pieces import PIECES, crossing, manner, piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..answers.question import Solution
    from ..graph.notes import Number

_POINTS = 16
"""The way from here to the moved point is looked at in so many steps."""

_MOST_WORK = 4_000_000
"""No more nodes than this are evaluated to look at the ways of all moves together."""

_MOST_CROSSINGS = 3

_AHEAD = (2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
"""Beyond the step, this many steps are tried for the next crossing."""

_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Crossing:
    """A node that is left on another piece, and what happens there, as the end of a sentence."""

    node: str
    formula: str
    what: str


class Kinks:
    """The kinks of one solution, for steps of one size; the work is bounded for all of them."""

    def __init__(self, solution: Solution, amount: Any) -> None:  # noqa: ANN401
        self._solution = solution
        self._graph = solution.graph
        self._m: Any = solution.m
        self._amount = amount
        self._work = 0
        self._pieces = self._made_of_pieces()

    def _made_of_pieces(self) -> list[int]:
        """The operations whose piece matters by itself: a condition's is told where it chooses."""
        graph = self._graph
        numeric = bytearray(len(graph))
        for node in graph.outputs.values():
            numeric[node] = 1
        for node, operation in enumerate(graph.operations):
            arguments = graph.arguments[node]
            if operation is not None and operation not in LOGIC:
                for argument in arguments[1:] if operation is WHERE else arguments:
                    numeric[argument] = 1
        return [
            node
            for node, operation in enumerate(graph.operations)
            if operation is not None
            and operation.name in PIECES
            and (numeric[node] or not (operation in COMPARISONS or operation in LOGIC))
        ]

    def on_the_way(
        self,
        source: int,
        start: Any,  # noqa: ANN401
        moved: list[Any],
        output: int,
    ) -> tuple[Crossing, ...]:
        """The functions made of pieces that change their piece on the way, as far as it matters."""
        if not self._pieces:
            return ()
        moving = self._graph.above([source])
        stops = [self._solution.values, *self._between(source, start, moving), moved]
        needed = bytearray(len(self._graph))
        for values in stops:
            for node, mark in enumerate(sweeps.needed_nodes(self._graph, values, [output])):
                needed[node] |= mark
        found: list[Crossing] = []
        for node in self._pieces:
            if needed[node] and moving[node] and len(found) < _MOST_CROSSINGS:
                told = self._told(node, stops)
                found += [] if told is None else [told]
        return tuple(found)

    def ahead(self, source: int, start: Any, output: int) -> tuple[Number, Crossing] | None:  # noqa: ANN401
        """The next crossing within `_AHEAD` steps, found by halving; `None` if there is none."""
        moving = self._graph.above([source])
        if self._m.name != "double" or not any(moving[node] for node in self._pieces):
            return None
        if self._work + 3 * _HALVINGS * len(self._graph) > _MOST_WORK:
            return None
        here = self._solution.values
        near, far, told = 1.0, 1.0, None
        for place, step in enumerate(_AHEAD):
            near, far = far, step
            told = self._crossed(source, start, step, moving, output)
            if told is not None:
                # Right at a kink there may be a tie; what happens beyond it says more.
                for beyond in _AHEAD[place + 1 : place + 2]:
                    told = self._crossed(source, start, beyond, moving, output) or told
                break
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            crossed = self._crossed(source, start, middle, moving, output) is not None
            near, far = (near, middle) if crossed else (middle, far)
        place = start + self._amount * far
        if told is None or not is_finite(place) or not is_finite(here[output]):
            return None
        return float(f"{place:.9g}"), told

    def _crossed(
        self,
        source: int,
        start: Any,  # noqa: ANN401
        steps: float,
        moving: Sequence[int],
        output: int,
    ) -> Crossing | None:
        values = self._moved(source, start + self._amount * steps, moving)
        stops = [self._solution.values, values]
        needed = bytearray(len(self._graph))
        for each in stops:
            for node, mark in enumerate(sweeps.needed_nodes(self._graph, each, [output])):
                needed[node] |= mark
        for node in self._pieces:
            if needed[node] and moving[node]:
                told = self._told(node, stops)
                if told is not None:
                    return told
        return None

    def _between(self, source: int, start: Any, moving: Sequence[int]) -> list[list[Any]]:  # noqa: ANN401
        """The values at points on the way."""
        if self._work + _POINTS * len(self._graph) > _MOST_WORK or self._m.name == "digits":
            return []
        stops: list[list[Any]] = []
        for step in range(1, _POINTS):
            place = start + self._m.divide(self._amount * step, self._m.given(_POINTS))
            stops.append(self._moved(source, place, moving))
        return stops

    def _told(self, node: int, stops: Sequence[Sequence[Any]]) -> Crossing | None:
        graph, labels = self._graph, self._solution.labels
        operation = graph.operations[node]
        assert operation is not None
        arguments = graph.arguments[node]
        before = self._piece(node, stops[0])
        for values in (stops[-1], *stops[1:-1]):  # where it ends says more than a tie on the way
            after = self._piece(node, values)
            if after is not None and after != before and before is not None:
                names = [
                    labels[place]
                    if graph.names[place] is not None or place in graph.constants
                    else formula_or_name(graph, place)
                    for place in arguments
                ]
                first, last = ([each[at] for at in arguments] for each in (stops[0], stops[-1]))
                what = crossing(operation, before, after, names, manner(operation, first, last))
                return Crossing(labels[node], formula_or_name(graph, node), what)
        return None

    def _piece(self, node: int, values: Sequence[Any]) -> Any:  # noqa: ANN401
        operation = self._graph.operations[node]
        assert operation is not None
        return piece(
            operation, [values[place] for place in self._graph.arguments[node]], values[node]
        )

    def _moved(self, source: int, value: Any, moving: Sequence[int]) -> list[Any]:  # noqa: ANN401
        """The values with one node moved."""
        self._work += len(self._graph)
        here = self._solution.values
        return sweeps.reevaluated(self._graph, self._m, here, {source: value}, moving)
