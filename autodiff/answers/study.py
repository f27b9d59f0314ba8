"""A program looked at closely in one point: what everything that teaches is read off.

Invariant: the numbers are those of `settled`, the same that `evaluate` reports; nothing that
explains or draws works one out for itself.

>>> from ...parser.parse import parse
>>> found = study(parse("(x+y)*z"), {"x": -2.0, "y": 5.0, "z": -4.0})
>>> found.value(found.graph.outputs["f"]), found.adjoint("f", found.asked.wrt["x"])
(-12.0, -4.0)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ...parser.unparse import unparse
from ..diagnostics.derived_nodes import solved
from ..diagnostics.diagnostics import Scrutiny
from ..diagnostics.existing_derivatives import Aspect, settle
from ..differentiation import sweeps
from ..differentiation.sweeps import unsigned
from ..numbers.doubles import FLOATS
from ..program.requests import check_values
from ..program.text_notes import listed, refuse_notes, text_notes
from .evaluation import FORWARD_LIMIT, REVERSE_LIMIT, understand
from .question import ask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...parser.syntax import Program
    from ..differentiation.solution import Working
    from ..graph.graph import Graph
    from ..graph.notes import Note, Number
    from ..program.names import Survey
    from .question import Asked

_NOTHING = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a program, apart from the point: as `evaluate` takes it."""

    wrt: Sequence[str] | None = None
    of: Sequence[str] | None = None
    ties: str = "split"
    strict: bool = False
    numbers: Any = FLOATS


@dataclass(frozen=True, slots=True)
class Study:
    """A program with all its numbers at a point.

    `modes` are the sweeps that were run; `left_out` are the names of `wrt` that forward mode did
    not sweep because it would have taken too long.
    """

    program: Program
    asked: Asked
    work: Working
    notes: tuple[Note, ...]
    left_out: frozenset[str] = _NOTHING

    @property
    def graph(self) -> Graph:
        """The graph of the outputs that were asked for."""
        return self.asked.graph

    @property
    def labels(self) -> list[str]:
        """What every node is called."""
        return self.asked.labels

    @property
    def expression(self) -> str:
        """The program as it was understood."""
        return unparse(self.program, explicit=True)

    def inputs(self) -> dict[str, Number]:
        """The point, as a report holds it."""
        reported = {name: self.work.m.report(value) for name, value in self.work.point.items()}
        return {name: number for name, number in reported.items() if number is not None}

    def reported(self, number: Any) -> Number | None:  # noqa: ANN401
        """A number as a report holds it; one that is absent is 0."""
        return self.work.m.report(unsigned(number))

    def value(self, node: int) -> Number | None:
        """A node's value; `None` for a node that no output needs."""
        return self.work.m.report(self.work.values[node]) if self.work.examined[node] else None

    def adjoint(self, output: str, node: int) -> Number | None:
        """∂output/∂node, by the reverse sweep."""
        return self.reported(self.work.adjoints[output][node])

    def sides_of_limit(self, output: str, node: int) -> str:
        """From which sides ∂output/∂node was found as a limit; nothing if it was not."""
        name = next((name for name, place in self.asked.wrt.items() if place == node), "")
        limit = self.work.limits.get((output, name))
        return "" if limit is None else limit.sides

    def tangent(self, node: int, by: str) -> Number | None:
        """∂node/∂by, by the forward sweep."""
        return self.reported(self.work.tangents[by][node])

    def point_with(self, by: str, end: Any) -> dict[str, Any]:  # noqa: ANN401
        """The point with one input moved, in the form in which a point is given."""
        graph, m = self.graph, self.work.m
        moved = {**self.work.point, by: end}
        return {name: m.kept(graph, graph.inputs[name], value) for name, value in moved.items()}


def study(
    program: Program,
    point: Mapping[str, Any],
    question: Question | None = None,
    *,
    modes: Sequence[str] = ("reverse",),
    names: Survey | None = None,
) -> Study:
    """Evaluate a program at a point and run the sweeps of some modes.

    Raises `BackpropError` as `evaluate` does, for the same reasons.
    """
    asking = question or Question()
    try:
        return _studied(program, point, asking, modes, names or understand(program))
    except BackpropError as error:
        raise error.located(program.text) from None


def _studied(
    program: Program,
    point: Mapping[str, Any],
    question: Question,
    modes: Sequence[str],
    names: Survey,
) -> Study:
    asked = ask(names, wrt=question.wrt, of=question.of, given=list(point), ties=question.ties)
    graph = asked.graph
    check_values(names, graph, point)
    kept = _affordable(asked) if "forward" in modes else list(asked.wrt)
    if "reverse" in modes:
        _refuse_many_outputs(asked)
    work = solved(graph, question.numbers, point, asked.wrt, [m for m in modes if m == "reverse"])
    if "forward" in modes:
        work.tangents.update({name: sweeps.forward(work.reached, asked.wrt[name]) for name in kept})
    notes = _notes(asked, names, work, point)
    if question.strict:
        refuse_notes(notes)
    return Study(program, asked, work, listed(notes), frozenset(asked.wrt) - set(kept))


def _notes(asked: Asked, names: Survey, work: Working, point: Mapping[str, Any]) -> list[Note]:
    """What must be said; raises `BackpropError` where a value does not exist.

    Derivatives that exist as limits take the place of conventions.
    """
    scrutiny = Scrutiny(asked.graph, work.values, work.examined, asked.labels, work.m)
    notes = [
        *text_notes(names, asked.graph, asked.labels),
        *scrutiny.values(),
        *work.m.remarks(work, asked.labels),
    ]
    kinks = list(scrutiny.kinks(work.edges, asked.wrt))
    met = scrutiny.products(work.edges, list(work.adjoints.values()), upward=False)
    met = met or scrutiny.products(work.edges, list(work.tangents.values()), upward=True)
    return [*notes, *settle(Aspect(work, [*kinks, *met], asked.labels), point)]


def size_of(graph: Graph) -> int:
    """How much a sweep passes: its edges, or its nodes if there are more."""
    return max(sum(map(len, graph.arguments)), len(graph))


def _affordable(asked: Asked) -> list[str]:
    """The names that forward mode has time to sweep from, the first ones first."""
    most = max(1, FORWARD_LIMIT // max(1, size_of(asked.graph)))
    return list(asked.wrt)[:most]


def _refuse_many_outputs(asked: Asked) -> None:
    outputs = len(asked.graph.outputs)
    if outputs > 1 and outputs * size_of(asked.graph) >= REVERSE_LIMIT:
        raise BackpropError(
            f"the derivatives of {outputs:,} outputs are too many to work out at once",
            hint="take fewer outputs with --of",
        )
