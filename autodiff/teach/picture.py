"""The graph as a picture: what stands where, before any program has drawn it.

Invariants:

- A vertex is a node that an output needs (or may need, where no values are known); an arrow goes
  from an argument to what is made of it, in the order of the arguments.
- A graph with more vertices than may be drawn is shown from its outputs downward, as far as they
  go; a vertex whose arguments are left out says how many, and `left_out` counts all of them.

>>> from ...parser.parse import parse
>>> found = picture(parse("(x+y)*z"), {"x": -2.0, "y": 5.0, "z": -4.0})
>>> [(vertex.label, vertex.sign, vertex.value, vertex.gradients) for vertex in found.vertices][-2:]
[('v1', '+', 3.0, (('f', -4.0),)), ('f', '*', -12.0, (('f', 1.0),))]
>>> [(arrow.tail, arrow.head) for arrow in found.arrows]
[(0, 3), (1, 3), (3, 4), (2, 4)]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ...parser.unparse import unparse
from ..answers.question import Question, posed, solve, understand
from ..emit.drawings.drawing import argument_places
from ..graph.labels import operation_text
from ..program.text_notes import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...parser.syntax import Program
    from ..answers.question import Problem, Solution
    from ..graph.notes import Note, Number
    from ..program.names import Survey

_LONGEST = 12
"""A formula of more arguments than this is not written out."""

MOST_VERTICES = 200
"""No more vertices than this are drawn unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node: `sign` is what it does, `formula` the same on its arguments' labels.

    `kind` is `input`, `constant` or `operation`.

    `value` and `gradients` (by output) are `None` and empty where they are not known or not asked
    for. `taken` is false for the branch of a `where` that is not taken. `hidden` counts the
    arguments that are not drawn, `uses` how often it is used by what is.
    """

    node: int
    label: str
    named: bool
    sign: str
    formula: str
    kind: str
    value: Number | None
    gradients: tuple[tuple[str, Number | None], ...]
    outputs: tuple[str, ...]
    taken: bool
    hidden: int
    uses: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """From an argument to what is made of it; the partial on it, where it is active."""

    tail: int
    head: int
    place: str
    partial: Number | None


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it; `valued` says whether there are numbers."""

    source: str
    expression: str
    vertices: tuple[Vertex, ...]
    arrows: tuple[Arrow, ...]
    outputs: tuple[str, ...]
    valued: bool
    nodes: int
    left_out: int
    notes: tuple[Note, ...]


def picture(
    program: Program | Survey,
    point: Mapping[str, Any] | None = None,
    question: Question | None = None,
    limit: int = MOST_VERTICES,
) -> Picture:
    """The picture of a program's graph, with its numbers at a point if there is one.

    Raises `BackpropError` as `evaluate` does.
    """
    names, asking = understand(program), question or Question()
    if point or not names.inputs:
        return pictured(solve(names, point or {}, asking), limit)
    try:
        problem = posed(names, asking)
        notes = listed(problem.text_notes())
    except BackpropError as error:
        raise error.located(names.program.text) from None
    return _Picturing(problem, None, limit, notes).answer()


def pictured(found: Solution, limit: int = MOST_VERTICES) -> Picture:
    """The picture of a solution that has been found already."""
    return _Picturing(found.problem, found, limit).answer()


class _Picturing:
    """One picture being put together."""

    def __init__(
        self,
        problem: Problem,
        known: Solution | None,
        limit: int,
        notes: tuple[Note, ...] = (),
    ) -> None:
        graph = problem.graph
        self._program = problem.names.program
        self._graph = graph
        self._labels = problem.labels
        self._solution = known
        self._notes = notes if known is None else known.notes
        self._outputs: dict[int, list[str]] = {}
        for name, node in graph.outputs.items():
            self._outputs.setdefault(node, []).append(name)
        self._reached = graph.below(self._outputs)
        self._shown = self._nearest(limit)

    def _nearest(self, limit: int) -> list[int]:
        """The nodes nearest the outputs, as many as may be drawn."""
        count = self._reached.count(1)
        if count <= limit:
            return [node for node, mark in enumerate(self._reached) if mark]
        found = dict.fromkeys(list(self._outputs)[:limit])
        level = list(found)
        while level and len(found) < limit:
            below: dict[int, None] = {}
            for node in level:
                for argument in self._graph.arguments[node]:
                    if argument not in found and len(found) < limit:
                        found[argument] = None
                        below[argument] = None
            level = list(below)
        return sorted(found)

    def answer(self) -> Picture:
        shown = set(self._shown)
        arrows = [arrow for node in self._shown for arrow in self._arrows(node, shown)]
        uses: dict[int, int] = {}
        for arrow in arrows:
            uses[arrow.tail] = uses.get(arrow.tail, 0) + 1
        return Picture(
            source=self._program.text,
            expression=unparse(self._program, explicit=True),
            vertices=tuple([self._vertex(node, shown, uses) for node in self._shown]),
            arrows=tuple(arrows),
            outputs=tuple(self._graph.outputs),
            valued=self._solution is not None,
            nodes=self._reached.count(1),
            left_out=self._reached.count(1) - len(self._shown),
            notes=self._notes,
        )

    def _arrows(self, node: int, shown: set[int]) -> list[Arrow]:
        operation, arguments = self._graph.operations[node], self._graph.arguments[node]
        if operation is None:
            return []
        places = argument_places(operation.name, arguments)
        partials: dict[int, Number | None] = {}
        if self._solution is not None:
            partials = {
                edge.position: self._solution.reported(edge.partial)
                for edge in self._solution.edges[node]
            }
        return [
            Arrow(argument, node, places[place], partials.get(place))
            for place, argument in enumerate(arguments)
            if argument in shown
        ]

    def _vertex(self, node: int, shown: set[int], uses: Mapping[int, int]) -> Vertex:
        graph, known = self._graph, self._solution
        operation = graph.operations[node]
        if operation is not None:
            kind, sign = "operation", (operation.symbol or operation.name).strip()
        elif node in graph.constants:
            kind, sign = "constant", ""
        else:
            kind, sign = "input", ""
        taken = known is None or bool(known.linearization.examined[node]) or operation is None
        return Vertex(
            node,
            self._labels[node],
            graph.names[node] is not None,
            sign,
            "" if operation is None else self._formula(node),
            kind,
            None if known is None or not taken else self._value(node),
            self._gradients(node),
            tuple(self._outputs.get(node, ())),
            taken,
            sum(argument not in shown for argument in graph.arguments[node]),
            uses.get(node, 0),
        )

    def _formula(self, node: int) -> str:
        if len(self._graph.arguments[node]) > _LONGEST:
            operation = self._graph.operations[node]
            assert operation is not None
            return f"{operation.name}(…)"
        return operation_text(self._graph, node, self._labels)

    def _value(self, node: int) -> Number | None:
        assert self._solution is not None
        return self._solution.m.report(self._solution.values[node])

    def _gradients(self, node: int) -> tuple[tuple[str, Number | None], ...]:
        """∂output/∂node for each output that a derivative by it was asked for."""
        known = self._solution
        if known is None or not (known.edges[node] or node in known.wrt.values()):
            return ()
        columns = known.adjoints
        return tuple([(name, known.reported(columns[name][node])) for name in columns])
