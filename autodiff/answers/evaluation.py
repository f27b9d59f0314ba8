"""One question asked of a program: its values, its gradients in both modes, and their costs.

This is where the parts meet: names, graph, sweeps, scrutiny and counts go in, a report comes out.

>>> from ...parser.parse import parse
>>> result = evaluate(parse("(x+y)*z"), {"x": -2.0, "y": 5.0, "z": -4.0})
>>> result.values, result.gradient
({'f': -12.0}, {'f': {'x': -4.0, 'y': -4.0, 'z': 3.0}})
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ...parser.unparse import unparse
from ..diagnostics.cross_check import compare_modes
from ..diagnostics.derived_nodes import solved
from ..diagnostics.diagnostics import Scrutiny
from ..diagnostics.existing_derivatives import Aspect, settle
from ..diagnostics.lost_digits import lost_digits
from ..differentiation.sweeps import unsigned
from ..graph.labels import node_labels
from ..graph.notes import Note
from ..numbers.doubles import FLOATS
from ..program.checks import check
from ..program.dependencies import Dependencies
from ..program.lower import lower
from ..program.names import Survey, survey
from ..program.requests import check_names, check_values
from ..program.text_notes import listed, refuse_notes, text_notes
from ..rules.predicates import departure_of
from .operation_counts import Counter, comparison_sentence
from .report import Costs, Evaluation
from .rows import differentiable_nodes, make_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ...parser.syntax import Program
    from ..differentiation.solution import Numbers
    from ..graph.notes import Number
    from .report import ModeCost

FORWARD_LIMIT = 1_000_000
"""Forward mode is left out by default from this many sweeps times edges on."""

REVERSE_LIMIT = 4_000_000
"""Reverse mode likewise; beyond both limits the question is refused."""


def understand(program: Program) -> Survey:
    """The names of a program whose every statement has a meaning, whatever the values will be.

    Raises `BackpropError`, located in the program's text, where one has none.
    """
    try:
        names = survey(program)
        check(names)
        Dependencies(names).refuse_circles()
    except BackpropError as error:
        raise error.located(program.text) from None
    return names


def evaluate(
    program: Program,
    point: Mapping[str, Any],
    *,
    numbers: Numbers = FLOATS,
    wrt: Sequence[str] | None = None,
    of: Sequence[str] | None = None,
    mode: str | None = None,
    ties: str = "split",
    strict: bool = False,
    verify: bool = False,
    costs: bool = True,
    names: Survey | None = None,
    needs: Collection[str] | None = None,
) -> Evaluation:
    """Evaluate and differentiate a program at a point.

    `point` maps each input to its value; `numbers` is the kind of numbers to work in: double
    precision, `numbers.exact.EXACT` or `numbers.digits.Digits(n)`. `wrt` names the nodes to
    differentiate with respect to (all inputs if `None`), `of` the outputs (the program's own if
    `None`). `mode` is `both`, `forward`, `reverse`, or `None` for both while forward mode's work
    stays under `FORWARD_LIMIT`.

    `names` is what `understand` gave for this program, if it has been asked already. `needs` are
    the names whose derivatives must exist in these numbers: all of `wrt` if `None`; any other that
    does not is `None` in the report.

    Raises `BackpropError`, located in the program's text: `MissingInputs` for inputs without a
    value, and others for whatever has no meaning or no value; with `strict`, also for the first
    warning or kink.
    """
    try:
        if verify and numbers is not FLOATS:
            raise BackpropError(
                "numerical derivatives are given in double precision only",
                hint="leave out --verify, or --exact and --digits",
            )
        found = names or understand(program)
        run = _Run(program, found, point, numbers, wrt, of, mode, ties)
        return run.report(strict=strict, verify=verify, costs=costs, needs=needs)
    except BackpropError as error:
        raise error.located(program.text) from None


class _Run:
    """One evaluation from names to report."""

    def __init__(
        self,
        program: Program,
        names: Survey,
        point: Mapping[str, Any],
        numbers: Numbers,
        wrt: Sequence[str] | None,
        of: Sequence[str] | None,
        mode: str | None,
        ties: str,
    ) -> None:
        self._program = program
        self._point = point
        known = [*names.inputs, *names.definitions, *names.outputs]
        given = [name for name in names.constants if name in point]
        outputs = names.outputs if of is None else tuple(dict.fromkeys(of))
        check_names(outputs, known, "an output")
        check_names(wrt or (), [*known, *given], "differentiated by")
        graph = lower(names, outputs=outputs, also=wrt or (), given=given, ties=ties)
        check_values(names, graph, point)
        self._graph = graph
        self._wrt = {name: graph.named[name] for name in (graph.inputs if wrt is None else wrt)}
        self._outputs = list(graph.outputs.values())
        self._labels = node_labels(graph, {*names.places, *names.definitions, *names.outputs})
        # Edges, not nodes, are what a sweep passes; but each of its answers has all nodes.
        self._size = max(sum(map(len, graph.arguments)), len(graph))
        self._mode = mode
        self._modes = self._affordable(mode)

        self._work = work = solved(graph, numbers, point, self._wrt, self._modes)
        self._m = work.m
        self._scrutiny = Scrutiny(graph, work.values, work.examined, self._labels, work.m)
        self._notes = [
            *text_notes(names, graph, self._labels),
            *self._scrutiny.values(),
            *work.m.remarks(work, self._labels),
        ]

    def report(
        self, *, strict: bool, verify: bool, costs: bool, needs: Collection[str] | None
    ) -> Evaluation:
        """Look at what the sweeps gave, and put everything together."""
        graph, work, m = self._graph, self._work, self._m
        self._tell_modes()
        agreement = self._compare(told=needs is None)
        if strict:
            refuse_notes(self._notes)
        numerical = self._numerical() if verify else {}
        return Evaluation(
            source=self._program.text,
            expression=unparse(self._program, explicit=True),
            inputs={name: self._reported(value) for name, value in work.point.items()},
            wrt=tuple(self._wrt),
            outputs=tuple(graph.outputs),
            values={
                name: self._reported(work.values[node]) for name, node in graph.outputs.items()
            },
            gradient={
                name: {
                    by: self._derivative(name, by, needs is None or by in needs) for by in self._wrt
                }
                for name in graph.outputs
            },
            rows=make_rows(work, self._labels, self._wrt, numerical),
            modes=self._modes,
            agreement=agreement,
            costs=self._costs() if costs else None,
            notes=listed(self._notes),
            numbers=m.name,
            digits=m.digits,
        )

    def _reported(self, number: Any) -> Number:  # noqa: ANN401
        found = self._m.report(number)
        return nan if found is None else found

    def _derivative(self, output: str, by: str, is_needed: bool) -> Number | None:
        """∂output/∂by as it is reported; one that is missing is refused if it is needed."""
        if self._work.adjoints:
            found = self._work.adjoints[output][self._wrt[by]]
        else:
            found = self._work.tangents[by][self._graph.outputs[output]]
        departure = departure_of(found)
        if is_needed and departure is not None:
            from ..numbers.departures import derivative_error

            raise derivative_error(departure, output, by)
        return self._m.report(unsigned(found))

    def _affordable(self, mode: str | None) -> tuple[str, ...]:
        """The modes that were asked for or, if none was, those that do not take too long."""
        if mode in ("forward", "reverse"):
            return (mode,)
        forward = len(self._wrt) * self._size < FORWARD_LIMIT or mode == "both"
        reverse = len(self._outputs) * self._size < REVERSE_LIMIT or mode == "both"
        return ("forward",) * forward + ("reverse",) * reverse

    def _tell_modes(self) -> None:
        """Say so if a mode is left out for its size.

        Raises `BackpropError` where neither mode can be run in reasonable time.
        """
        if not self._modes:
            raise BackpropError(
                f"the derivatives of {len(self._outputs):,} outputs by {len(self._wrt):,} inputs "
                "are too many to work out at once",
                hint="take fewer outputs with --of, or fewer inputs with --wrt",
            )
        if self._mode is not None:
            return
        if "forward" not in self._modes:
            self._leave_out("forward", len(self._wrt), "input")
        if "reverse" not in self._modes:
            self._leave_out("reverse", len(self._outputs), "output")

    def _leave_out(self, mode: str, sweeps_needed: int, one: str) -> None:
        message = (
            f"{mode} mode was left out: one sweep for each {one} would pass up to "
            f"{sweeps_needed * self._size:,} edges; --mode both runs it"
        )
        self._notes.append(Note("information", message))

    def _compare(self, *, told: bool) -> float | None:
        """Notes on derivatives that do not exist; how far the two modes agree, if both were run.

        What is left blank is `told` where anyone will see the blank.
        """
        edges, tangents, adjoints = self._work.edges, self._work.tangents, self._work.adjoints
        notes = list(self._scrutiny.kinks(edges, self._wrt))
        met = self._scrutiny.products(edges, list(adjoints.values()), upward=False)
        # Forward mode mostly meets the same from the other end; it is asked if reverse met nothing.
        met = met or self._scrutiny.products(edges, list(tangents.values()), upward=True)
        notes += [note for note in met if told or note.kind != "information"]
        agreement: float | None = None
        if tangents and adjoints:
            agreement, apart = compare_modes(self._work, self._wrt)
            notes += apart
        self._notes += settle(Aspect(self._work, notes, self._labels), self._point)
        self._notes += lost_digits(self._work, self._point, self._labels)
        return agreement

    def _numerical(self) -> dict[int, dict[str, float | None]]:
        """Finite differences for every node with a gradient, the requested ones first."""
        from .finite_differences import Verifier

        asked = differentiable_nodes(self._work.edges, self._wrt)
        nodes = dict.fromkeys([*self._wrt.values(), *(n for n, mark in enumerate(asked) if mark)])
        verifier = Verifier(self._graph, self._work.values, self._outputs)
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
        wrt, outputs, modes, work = list(self._wrt.values()), self._outputs, self._modes, self._work
        counter = Counter(self._graph, work.point, work.active, work.edges, work.needed, work.m)
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
