"""Jacobians and Hessians at a point: every first or second derivative that can be anything but 0.

Invariants:

- An entry that is structurally zero is not there, and is not worked out.
- A Hessian is the forward sweeps of the gradient's own program, which reverse mode made; of two
  entries that mirror each other one is worked out and stands for both.

>>> from ...parser.parse import parse
>>> found = hessian(parse("x^2*y + z"), {"x": 3.0, "y": 5.0, "z": 1.0})
>>> found.blocks[0].entries
{('x', 'x'): 10.0, ('x', 'y'): 6.0, ('y', 'x'): 6.0}
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ..diagnostics.diagnostics import Diagnostics
from ..diagnostics.existing_derivatives import (
    NotedGraph,
    put_limits_in_hessian,
    put_limits_in_jacobian,
)
from ..differentiation import sweeps
from ..differentiation.derivative import differentiated
from ..differentiation.solution import linearized
from ..differentiation.sparsity import Pattern
from ..differentiation.sweeps import unsigned
from ..graph.labels import node_labels
from ..graph.notes import Note
from ..program.text_notes import listed, refuse_notes
from ..rules.predicates import departure_of, is_finite, is_nan
from .formulas import title_of
from .question import Question, posed, understand
from .report import Block, Matrices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...parser.syntax import Program
    from ..differentiation.solution import Linearization, Numbers
    from ..differentiation.sparsity import Entries, MatrixRow
    from ..graph.notes import Number
    from ..program.names import Survey
    from .question import Problem, Solution


def jacobian(
    program: Program | Survey, point: Mapping[str, Any], question: Question | None = None
) -> Matrices:
    """The derivative of every output by every name of `wrt`, at a point.

    The arguments and the errors are those of `evaluate`.
    """
    return _answered("jacobian", program, point, question)


def hessian(
    program: Program | Survey, point: Mapping[str, Any], question: Question | None = None
) -> Matrices:
    """The second derivatives of every output by the names of `wrt`, at a point.

    The arguments and the errors are those of `evaluate`.
    """
    return _answered("hessian", program, point, question)


def _answered(
    kind: str, program: Program | Survey, point: Mapping[str, Any], question: Question | None
) -> Matrices:
    names = understand(program)
    try:
        problem = posed(names, question or Question(), point)
        problem.check(point)
        return _Matrices(kind, problem, point).report()
    except BackpropError as error:
        raise error.located(names.program.text) from None


class _Matrices:
    """One answer, from the graph on.

    What is swept is the graph of the program for a Jacobian, and for a Hessian that of its
    gradient, in which the program's own nodes are too. `_rows` are the nodes that are
    differentiated there: the outputs, or each output's derivative by each name.
    """

    def __init__(self, kind: str, problem: Problem, point: Mapping[str, Any]) -> None:
        self._kind = kind
        self._problem = problem
        self._point = point
        self._wrt = tuple(problem.wrt)
        self._outputs = tuple(problem.graph.outputs)
        if kind == "jacobian":
            self._graph = problem.graph
            self._rows: dict[MatrixRow, int] = {
                (name,): problem.graph.outputs[name] for name in self._outputs
            }
        else:
            self._differentiate()
        graph = self._graph
        self._sources = {
            name: graph.named.get(name, graph.inputs.get(name, -1)) for name in self._wrt
        }
        self._pattern = Pattern(graph, self._rows, self._sources, mirrored=kind == "hessian")

    def _differentiate(self) -> None:
        """Make the graph of the gradient; its rows go by the name of their derivative."""
        found = differentiated(self._problem.graph, self._wrt, mode="reverse")
        graph = found.graph
        self._graph, self._rows = graph, {**found.entries}
        graph.outputs = {}
        for (output, by), node in found.entries.items():
            title = title_of(output, by)
            if graph.names[node] is None and graph.operations[node] is not None:
                graph.names[node] = title
            graph.outputs[title] = node

    def report(self) -> Matrices:
        """Look at the values, sweep, look at what that gave, and put everything together."""
        own = self._problem.solution(self._point)
        notes = own.notes_on_values()
        at, entries = self._swept()
        notes += self._notes_on_derivatives(own, at, entries)
        if self._problem.question.strict:
            refuse_notes(notes)
        m, values = at.m, own.linearization.values
        return Matrices(
            kind=self._kind,
            source=own.program.text,
            expression=own.expression,
            inputs=own.inputs(),
            wrt=self._wrt,
            outputs=self._outputs,
            values={name: _reported(m, values[node]) for name, node in own.graph.outputs.items()},
            gradient={} if self._kind == "jacobian" else self._gradient(at),
            blocks=self._blocks(self._reported_entries(m, entries)),
            notes=listed(list(dict.fromkeys(notes))),
            numbers=m.name,
            digits=m.digits,
        )

    def _swept(self) -> tuple[Linearization, Entries]:
        """The numbers of the graph that is swept, and the entries, as precise as was asked for."""
        found: tuple[Linearization, Entries] | None = None
        for m in self._problem.question.numbers.attempts(len(self._graph)):
            at = linearized(self._graph, m, self._point, self._sources)
            entries = self._pattern.swept(at.edges)
            for (*_, name), row in entries.items():
                at.tangents[f"{name}/{len(at.tangents)}"] = list(row.values())
            found = at, entries
            if m.suffices(at):
                break
        assert found is not None
        found[0].tangents.clear()
        return found

    def _notes_on_derivatives(
        self, own: Solution, at: Linearization, entries: Entries
    ) -> list[Note]:
        """The kinks of the program and of its gradient, and what numbers cannot hold."""
        kinks = list(own.diagnostics.kinks(own.linearization.edges, self._problem.wrt))
        names = own.names
        labels = node_labels(at.graph, {*names.places, *names.definitions, *names.outputs})
        diagnostics = Diagnostics(at.graph, at.values, at.needed, labels, at.m)
        within = list(diagnostics.kinks(at.edges, self._sources))
        odd = {
            name
            for row in entries.values()
            for name, number in row.items()
            if not is_finite(number) and departure_of(number) is None
        }
        tangents = [
            sweeps.forward(at.edges, self._sources[name]) for name in self._wrt if name in odd
        ]
        within += diagnostics.lost(at.edges, tangents, upward=True)
        if self._kind == "jacobian":
            first = NotedGraph(at, list(dict.fromkeys([*kinks, *within])), labels)
            notes = put_limits_in_jacobian(self._point, first, entries)
        else:
            first = NotedGraph(own.linearization, kinks, own.labels)
            second = NotedGraph(at, within, labels)
            notes = put_limits_in_hessian(self._point, first, second, self._rows, entries)
        return [*notes, *self._infinite(at.m, entries)]

    def _infinite(self, m: Numbers, entries: Entries) -> Iterator[Note]:
        """What is to be said of second derivatives that are infinite."""
        for (output, *by), row in entries.items() if self._kind == "hessian" else ():
            for name, number in row.items():
                if departure_of(number) is not None or is_finite(number) or is_nan(number):
                    continue
                title = f"the second derivative of '{output}' by '{by[0]}' and '{name}'"
                yield Note("kink", f"{title} is not finite here, but {m.report(number)}", output)

    def _reported_entries(self, m: Numbers, entries: Entries) -> Entries:
        """The entries as a report holds them; one that numbers have no room for is an error."""
        for (output, *by), row in entries.items():
            for name, number in row.items():
                title = title_of(output, by[0]) if by else output
                row[name] = _required(m, number, title, name)
        return entries

    def _gradient(self, at: Linearization) -> dict[tuple[str, str], Number]:
        found: dict[tuple[str, str], Number] = {}
        for output in self._outputs:
            for by in self._wrt:
                node = self._rows.get((output, by))
                if node is not None:
                    number = unsigned(at.values[node])
                    found[output, by] = _required(at.m, number, output, by)
        return found

    def _blocks(self, entries: Entries) -> tuple[Block, ...]:
        if self._kind == "jacobian":
            found = {
                (output, name): number
                for (output,), row in entries.items()
                for name, number in row.items()
            }
            return (Block(self._outputs, self._wrt, found),)
        halves: dict[str, dict[tuple[str, str], Number]] = {output: {} for output in self._outputs}
        for (output, by), row in entries.items():
            halves[output].update({(by, name): number for name, number in row.items()})
        return tuple(
            [Block(self._wrt, self._wrt, self._mirrored(half)) for half in halves.values()]
        )

    def _mirrored(self, half: Mapping[tuple[str, str], Number]) -> dict[tuple[str, str], Number]:
        """The entries of a Hessian, in the order of rows and columns."""
        both = {**half, **{(name, by): number for (by, name), number in half.items()}}
        places = {name: place for place, name in enumerate(self._wrt)}
        return {
            pair: both[pair]
            for pair in sorted(both, key=lambda pair: (places[pair[0]], places[pair[1]]))
        }


def _reported(m: Numbers, number: Any) -> Number:  # noqa: ANN401
    found = m.report(number)
    return nan if found is None else found


def _required(m: Numbers, number: Any, output: str, by: str) -> Number:  # noqa: ANN401
    """A derivative as a report holds it.

    Raises `BackpropError` for one that this kind of numbers has no room for.
    """
    departure = departure_of(number)
    if departure is not None:
        from ..numbers.departures import derivative_error

        raise derivative_error(departure, output, by)
    return _reported(m, number)
