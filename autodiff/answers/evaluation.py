"""One question asked of a program: its values, its gradients in both modes, and their costs.

This is where the parts meet: names, graph, sweeps, diagnostics and counts go in, a report comes
out.

>>> from ...parser.parse import parse
>>> result = evaluate(parse("(x+y)*z"), {"x": -2.0, "y": 5.0, "z": -4.0})
>>> result.values, result.gradient
({'f': -12.0}, {'f': {'x': -4.0, 'y': -4.0, 'z': 3.0}})
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ..diagnostics.cross_check import compare_modes
from ..diagnostics.lost_digits import lost_digits
from ..differentiation.sweeps import unsigned
from ..graph.notes import Note
from ..numbers.doubles import FLOATS
from ..program.text_notes import listed, refuse_notes
from ..rules.predicates import departure_of
from .operation_counts import Counter, comparison_sentence
from .question import FORWARD_LIMIT, REVERSE_LIMIT, Question, posed, understand
from .report import Costs, Evaluation
from .rows import differentiable_nodes, make_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...parser.syntax import Program
    from ..graph.notes import Number
    from ..program.names import Survey
    from .question import Problem, Solution
    from .report import ModeCost


def evaluate(
    program: Program | Survey, point: Mapping[str, Any], question: Question | None = None
) -> Evaluation:
    """Evaluate and differentiate a program at a point, which maps each input to its value.

    The modes are those of the question; if it names none, both are run as long as forward mode's
    work stays under `FORWARD_LIMIT`.

    Raises `BackpropError`, located in the program's text: `MissingInputs` for inputs without a
    value, and others for whatever has no meaning or no value.
    """
    names, asked = understand(program), question or Question()
    try:
        if asked.verify and asked.numbers is not FLOATS:
            raise BackpropError(
                "numerical derivatives are given in double precision only",
                hint="leave out --verify, or --exact and --digits",
            )
        problem = posed(names, asked, point)
        modes = _affordable(problem)
        return _Evaluating(problem, problem.solution(point, modes), point, modes).report()
    except BackpropError as error:
        raise error.located(names.program.text) from None


def _affordable(problem: Problem) -> tuple[str, ...]:
    """The modes that were asked for or, if none was, those that do not take too long."""
    mode, size = problem.question.mode, problem.sweep_size
    if mode in ("forward", "reverse"):
        return (mode,)
    forward = len(problem.wrt) * size < FORWARD_LIMIT or mode == "both"
    reverse = len(problem.graph.outputs) * size < REVERSE_LIMIT or mode == "both"
    return ("forward",) * forward + ("reverse",) * reverse


class _Evaluating:
    """One solution on its way to a report."""

    def __init__(
        self,
        problem: Problem,
        solution: Solution,
        point: Mapping[str, Any],
        modes: tuple[str, ...],
    ) -> None:
        self._question = problem.question
        self._solution = solution
        self._at = solution.linearization
        self._graph = problem.graph
        self._wrt = problem.wrt
        self._size = problem.sweep_size
        self._point = point
        self._modes = modes
        self._notes = solution.notes_on_values()

    def report(self) -> Evaluation:
        """Look at what the sweeps gave, and put everything together."""
        graph, at, asked = self._graph, self._at, self._question
        self._tell_modes()
        agreement = self._examine()
        if asked.strict:
            refuse_notes(self._notes)
        numerical = self._numerical() if asked.verify else {}
        return Evaluation(
            source=self._solution.program.text,
            expression=self._solution.expression,
            inputs=self._solution.inputs(),
            wrt=tuple(self._wrt),
            outputs=tuple(graph.outputs),
            values={name: self._reported(at.values[node]) for name, node in graph.outputs.items()},
            gradient={
                name: {by: self._derivative(name, by) for by in self._wrt} for name in graph.outputs
            },
            rows=make_rows(at, self._solution.labels, numerical),
            modes=self._modes,
            agreement=agreement,
            costs=self._costs() if asked.costs else None,
            notes=listed(self._notes),
            numbers=at.m.name,
            digits=at.m.digits,
        )

    def _reported(self, number: Any) -> Number:  # noqa: ANN401
        found = self._at.m.report(number)
        return nan if found is None else found

    def _derivative(self, output: str, by: str) -> Number | None:
        """∂output/∂by as it is reported; one that is missing is refused if it is needed."""
        found = self._solution.derivative(output, by)
        departure, needs = departure_of(found), self._question.needs
        if departure is not None and (needs is None or by in needs):
            from ..numbers.departures import derivative_error

            raise derivative_error(departure, output, by)
        return self._at.m.report(unsigned(found))

    def _tell_modes(self) -> None:
        """Say so if a mode is left out for its size.

        Raises `BackpropError` where neither mode can be run in reasonable time.
        """
        if not self._modes:
            raise BackpropError(
                f"the derivatives of {len(self._graph.outputs):,} outputs by {len(self._wrt):,} "
                "inputs are too many to work out at once",
                hint="take fewer outputs with --of, or fewer inputs with --wrt",
            )
        if self._question.mode is not None:
            return
        if "forward" not in self._modes:
            self._leave_out("forward", len(self._wrt), "input")
        if "reverse" not in self._modes:
            self._leave_out("reverse", len(self._graph.outputs), "output")

    def _leave_out(self, mode: str, sweeps_needed: int, one: str) -> None:
        message = (
            f"{mode} mode was left out: one sweep for each {one} would pass up to "
            f"{sweeps_needed * self._size:,} edges; --mode both runs it"
        )
        self._notes.append(Note("information", message))

    def _examine(self) -> float | None:
        """Notes on derivatives that do not exist; how far the two modes agree, if both were run.

        What is left blank is told where anyone will see the blank.
        """
        at, told = self._at, self._question.needs is None
        doubtful = self._solution.doubtful_derivatives()
        notes = [note for note in doubtful if told or note.kind != "information"]
        agreement: float | None = None
        if at.tangents and at.adjoints:
            agreement, apart = compare_modes(at)
            notes += apart
        self._notes += self._solution.with_limits(notes)
        self._notes += lost_digits(at, self._point, self._solution.labels)
        return agreement

    def _numerical(self) -> dict[int, dict[str, float | None]]:
        """Finite differences for every node with a gradient, the requested ones first."""
        from .finite_differences import Verifier

        marks = differentiable_nodes(self._at.edges, self._wrt)
        nodes = dict.fromkeys([*self._wrt.values(), *(n for n, mark in enumerate(marks) if mark)])
        verifier = Verifier(self._graph, self._at.values)
        found: dict[int, dict[str, float | None]] = {}
        for node in nodes:
            derivatives = verifier.derivatives(node)
            if derivatives is None:
                message = (
                    f"the numerical derivative was worked out for {len(found):,} of "
                    f"{len(nodes):,} nodes, the inputs first: the others would take too long"
                )
                self._notes.append(Note("information", message))
                break
            found[node] = dict(zip(self._graph.outputs, derivatives, strict=True))
        return found

    def _costs(self) -> Costs:
        wrt, outputs = list(self._wrt.values()), list(self._graph.outputs.values())
        counter, modes = Counter(self._at), self._modes
        forward: ModeCost | None = None
        reverse: ModeCost | None = None
        if len(wrt) * self._size < FORWARD_LIMIT or "forward" in modes:
            forward = counter.forward(wrt, outputs)
        if len(outputs) * self._size < REVERSE_LIMIT or "reverse" in modes:
            reverse = counter.reverse(wrt, outputs)
        if forward is None or reverse is None:
            sentence = (
                f"Only one mode was counted: forward mode takes one sweep an input, {len(wrt):,} "
                f"here, and reverse mode one an output, {len(outputs):,} here"
            )
        else:
            sentence = comparison_sentence(forward, reverse, len(outputs))
        return Costs(counter.function(), forward, reverse, sentence)
