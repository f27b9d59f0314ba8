"""What is asked of a program, and its solution at a point: what every answer is read off.

A `Question` is held against the names of a program, which makes a `Problem`: the graph of the
outputs that were asked for. A problem at a point is a `Solution`. `eval`, the matrices, everything
that teaches and the judge of claims go this way.

Invariants:

- The numbers of a solution are those of `solved_with_limits`; nothing that reports, explains or
  draws works one out for itself.
- What has no meaning is refused before a value is looked at, a missing input before anything is
  worked out, and a value that does not exist before any derivative.

>>> from ...parser.parse import parse
>>> point = {"a": 1.0, "b": 2.0, "c": 5.0}
>>> found = solve(parse("u = b*c; v = a + u; J = 3v"), point, Question(wrt=["u"]))
>>> found.value(found.graph.outputs["J"]), found.adjoint("J", found.wrt["u"])
(33.0, 3.0)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ...parser.unparse import unparse
from ..diagnostics.derived_nodes import solved_with_limits
from ..diagnostics.diagnostics import Diagnostics
from ..diagnostics.existing_derivatives import NotedGraph, put_limits
from ..differentiation import sweeps
from ..differentiation.sweeps import unsigned
from ..graph.labels import node_labels
from ..numbers.doubles import FLOATS
from ..program.checks import check
from ..program.lower import lower
from ..program.names import Survey, survey
from ..program.requests import check_names, check_values
from ..program.text_notes import listed, refuse_notes, text_notes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ...parser.syntax import Program
    from ..differentiation.solution import Linearization, Numbers
    from ..graph.graph import Graph
    from ..graph.notes import Note, Number

FORWARD_LIMIT = 1_000_000
"""Forward mode is left out by default from this many sweeps times edges on."""

REVERSE_LIMIT = 4_000_000
"""Reverse mode likewise; beyond both limits the question is refused."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a program, apart from the point.

    `wrt` names the nodes to differentiate with respect to (all inputs if `None`), `of` the outputs
    (the program's own if `None`); `ties` is the rule of `max` and `min`, `split` or `each`. With
    `strict` the first warning or kink is an error. `numbers` is the kind of numbers to work in:
    double precision, `numbers.exact.EXACT` or `numbers.digits.Digits(n)`. `mode` is `both`,
    `forward`, `reverse`, or `None` for what suits the answer.

    `verify`, `costs` and `needs` are of `evaluate` alone: whether there are numerical derivatives
    and operation counts, and the names whose derivatives must exist in these numbers: all of `wrt`
    if `None`; any other that does not exist is `None` in the report.
    """

    wrt: Sequence[str] | None = None
    of: Sequence[str] | None = None
    ties: str = "split"
    strict: bool = False
    numbers: Numbers = FLOATS
    mode: str | None = None
    verify: bool = False
    costs: bool = True
    needs: Collection[str] | None = None


def understand(program: Program | Survey) -> Survey:
    """The names of a program whose every statement has a meaning, whatever the values will be.

    Everything that takes a program takes these, too, so that a program is understood once.

    Raises `BackpropError`, located in the program's text, where a statement has none.
    """
    if isinstance(program, Survey):
        return program
    try:
        names = survey(program)
        check(names)
        names.dependencies.refuse_circles()
    except BackpropError as error:
        raise error.located(program.text) from None
    return names


@dataclass(frozen=True, slots=True)
class Problem:
    """A program's graph, whose outputs are those asked for.

    `wrt` maps the names to differentiate by to their nodes; `labels` are what nodes are called.
    """

    names: Survey
    question: Question
    graph: Graph
    wrt: dict[str, int]
    labels: list[str]

    @property
    def sweep_size(self) -> int:
        """How much a sweep passes: its edges, or its nodes if there are more."""
        return max(sum(map(len, self.graph.arguments)), len(self.graph))

    def check(self, point: Mapping[str, Any]) -> None:
        """Refuse a point that lacks an input.

        Raises `MissingInputs`.
        """
        check_values(self.names, self.graph, point)

    def diagnostics(self, at: Linearization) -> Diagnostics:
        """What is to be said of the graph's numbers."""
        return Diagnostics(self.graph, at.values, at.examined, self.labels, at.m)

    def text_notes(self) -> list[Note]:
        """What the text itself gives reason to say."""
        return list(text_notes(self.names, self.graph, self.labels))

    def solution(self, point: Mapping[str, Any], modes: Sequence[str] = ()) -> Solution:
        """The numbers at a point, with the sweeps of some modes.

        Raises `MissingInputs` where the point lacks an input.
        """
        self.check(point)
        at = solved_with_limits(self.graph, self.question.numbers, point, self.wrt, modes)
        return Solution(self, point, at, self.diagnostics(at))


def posed(names: Survey, question: Question, given: Iterable[str] = ()) -> Problem:
    """A question held against a program; `given` are the names that a value is given for.

    Constants among those are inputs.

    Raises `BackpropError` for a name that the program does not have.
    """
    known = [*names.inputs, *names.definitions, *names.outputs]
    there = frozenset(given)
    constants = [name for name in names.constants if name in there]
    wrt = question.wrt
    outputs = names.outputs if question.of is None else tuple(dict.fromkeys(question.of))
    check_names(outputs, known, "an output")
    check_names(wrt or (), [*known, *constants], "differentiated by")
    graph = lower(names, outputs=outputs, also=wrt or (), given=constants, ties=question.ties)
    sources = {name: graph.named[name] for name in (graph.inputs if wrt is None else wrt)}
    labels = node_labels(graph, {*names.places, *names.definitions, *names.outputs})
    return Problem(names, question, graph, sources, labels)


class Solution:
    """A problem with all its numbers at a point, and the notes that were made on them.

    `m` is the kind of numbers; `values`, `edges`, `tangents` and `adjoints` are those of the
    linearization. A sweep that was not run is missing.

    `left_out` are the names of `wrt` that forward mode did not sweep because it would have taken
    too long.
    """

    def __init__(
        self,
        problem: Problem,
        point: Mapping[str, Any],
        linearization: Linearization,
        diagnostics: Diagnostics,
    ) -> None:
        self.problem = problem
        self.linearization = linearization
        self.diagnostics = diagnostics
        self.names = problem.names
        self.program = problem.names.program
        self.graph = problem.graph
        self.wrt = problem.wrt
        self.labels = problem.labels
        self.m = linearization.m
        self.values = linearization.values
        self.edges = linearization.edges
        self.tangents = linearization.tangents
        self.adjoints = linearization.adjoints
        self.notes: tuple[Note, ...] = ()
        self.left_out = frozenset[str]()
        self._point = point

    # --- what must be said

    def notes_on_values(self) -> list[Note]:
        """What is to be said of the text and of the values.

        Raises `BackpropError` where a value does not exist.
        """
        remarks = self.m.remarks(self.linearization, self.labels)
        return [*self.problem.text_notes(), *self.diagnostics.values(), *remarks]

    def doubtful_derivatives(self) -> list[Note]:
        """The kinks that the derivatives pass, and where a sweep loses one."""
        edges, diagnostics = self.edges, self.diagnostics
        kinks = list(diagnostics.kinks(edges, self.wrt))
        lost = diagnostics.lost(edges, list(self.adjoints.values()), upward=False)
        # Forward mode mostly meets the same from the other end; it is asked if reverse met nothing.
        lost = lost or diagnostics.lost(edges, list(self.tangents.values()), upward=True)
        return [*kinks, *lost]

    def with_limits(self, doubtful: list[Note]) -> list[Note]:
        """The notes that remain once derivatives that exist as limits stand in the sweeps."""
        return put_limits(NotedGraph(self.linearization, doubtful, self.labels), self._point)

    # --- numbers, as reports hold them

    @property
    def expression(self) -> str:
        """The program as it was understood."""
        return unparse(self.program, explicit=True)

    def inputs(self) -> dict[str, Number]:
        """The point, as a report holds it."""
        return self.linearization.reported_point

    def reported(self, number: Any) -> Number | None:  # noqa: ANN401
        """A number as a report holds it; one that is absent is 0."""
        return self.m.report(unsigned(number))

    def value(self, node: int) -> Number | None:
        """A node's value; `None` for a node that no output needs."""
        is_there = self.linearization.examined[node]
        return self.m.report(self.values[node]) if is_there else None

    def adjoint(self, output: str, node: int) -> Number | None:
        """∂output/∂node, by the reverse sweep."""
        return self.reported(self.adjoints[output][node])

    def tangent(self, node: int, by: str) -> Number | None:
        """∂node/∂by, by the forward sweep."""
        return self.reported(self.tangents[by][node])

    def derivative(self, output: str, by: str) -> Any:  # noqa: ANN401
        """∂output/∂by as the sweeps give it: by reverse mode, if that was run."""
        if self.adjoints:
            return self.adjoints[output][self.wrt[by]]
        return self.tangents[by][self.graph.outputs[output]]

    def sides_of_limit(self, output: str, node: int) -> str:
        """From which sides ∂output/∂node was found as a limit; nothing if it was not."""
        name = next((name for name, place in self.wrt.items() if place == node), "")
        limit = self.linearization.limits.get((output, name))
        return "" if limit is None else limit.sides

    def point_with(self, by: str, end: Any) -> dict[str, Any]:  # noqa: ANN401
        """The point with one input moved, in the form in which a point is given."""
        inputs, moved = self.graph.inputs, {**self.linearization.point, by: end}
        return {name: self.m.kept(self.graph, inputs[name], each) for name, each in moved.items()}


def solve(
    program: Program | Survey, point: Mapping[str, Any], question: Question | None = None
) -> Solution:
    """A program at a point, looked at from all sides: what everything that teaches is read off.

    The sweeps are those of the question's mode, reverse mode if it is `None`.

    Raises `BackpropError` as `evaluate` does, for the same reasons.
    """
    names = understand(program)
    try:
        return _solved(posed(names, question or Question(), point), point)
    except BackpropError as error:
        raise error.located(names.program.text) from None


def _solved(problem: Problem, point: Mapping[str, Any]) -> Solution:
    problem.check(point)
    mode = problem.question.mode or "reverse"
    if mode != "forward":
        _refuse_many_outputs(problem)
    found = problem.solution(point, () if mode == "forward" else ("reverse",))
    if mode != "reverse":
        swept, reached = _affordable(problem), found.linearization.reached
        found.tangents.update({n: sweeps.forward(reached, problem.wrt[n]) for n in swept})
        found.left_out = frozenset(problem.wrt) - set(swept)
    notes = found.notes_on_values()
    notes += found.with_limits(found.doubtful_derivatives())
    if problem.question.strict:
        refuse_notes(notes)
    found.notes = listed(notes)
    return found


def _affordable(problem: Problem) -> list[str]:
    """The names that forward mode has time to sweep from, the first ones first."""
    most = max(1, FORWARD_LIMIT // max(1, problem.sweep_size))
    return list(problem.wrt)[:most]


def _refuse_many_outputs(problem: Problem) -> None:
    outputs = len(problem.graph.outputs)
    if outputs > 1 and outputs * problem.sweep_size >= REVERSE_LIMIT:
        raise BackpropError(
            f"the derivatives of {outputs:,} outputs are too many to work out at once",
            hint="take fewer outputs with --of",
        )
