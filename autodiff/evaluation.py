"""One question asked of a program: its values, its gradients in both modes, and their costs.

This is where the parts meet: names, graph, sweeps, scrutiny and counts go in, a report comes out.

>>> from ..parser.parse import parse
>>> result = evaluate(parse("(x+y)*z"), {"x": -2.0, "y": 5.0, "z": -4.0})
>>> result.values, result.gradient
({'f': -12.0}, {'f': {'x': -4.0, 'y': -4.0, 'z': 3.0}})
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parser.errors import BackpropError
from ..parser.parse import parse
from ..parser.unparse import unparse
from . import sweeps
from .agreement import compare_modes
from .count import Counter, comparison_sentence
from .floats import FLOATS
from .information import listed, text_notes
from .lower import lower, refuse_circles
from .names import Survey, survey
from .refusals import check
from .report import Costs, Evaluation, Note
from .requests import check_names, check_values
from .rows import Columns, differentiable_nodes, make_rows
from .scrutiny import Scrutiny
from .verify import Verifier
from .wording import node_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..parser.syntax import Program
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
        refuse_circles(names)
    except BackpropError as error:
        raise error.located(program.text) from None
    return names


def constant_value(text: str) -> float:
    """The value of a constant expression, such as `pi/2`, `-1e5` or `1/3`.

    Raises `BackpropError`, located in `text`, if it is not one or has no finite value of its own.

    >>> constant_value("1/4")
    0.25
    """
    try:
        names = understand(parse(text))
        if names.inputs:
            name = names.inputs[0]
            raise BackpropError(
                f"'{name}' has no value here",
                names.places[name],
                hint="a value is a number or a constant expression such as pi/2",
            )
        if len(names.outputs) != 1:
            raise BackpropError(
                "a value is one expression", hint="give one number, such as 2 or pi/2"
            )
        graph = lower(names)
        values = sweeps.evaluate(graph, FLOATS, {})
        output = graph.outputs[names.outputs[0]]
        needed = sweeps.needed_nodes(graph, values, [output])
        labels = node_labels(graph, ())
        for note in Scrutiny(graph, values, needed, labels).values():
            raise BackpropError(
                "this value is too large for double precision",
                note.span,
                hint="the largest double is about 1.8e308; inf is infinity",
            )
    except BackpropError as error:
        raise error.located(text) from None
    return float(values[output])


def evaluate(
    program: Program,
    point: Mapping[str, float],
    *,
    wrt: Sequence[str] | None = None,
    of: Sequence[str] | None = None,
    mode: str | None = None,
    ties: str = "split",
    strict: bool = False,
    verify: bool = False,
    costs: bool = True,
    names: Survey | None = None,
) -> Evaluation:
    """Evaluate and differentiate a program at a point.

    `point` maps each input to its value. `wrt` names the nodes to differentiate with respect to
    (all inputs if `None`), `of` the outputs (the program's own if `None`). `mode` is `both`,
    `forward`, `reverse`, or `None` for both while forward mode's work stays under `FORWARD_LIMIT`.

    `names` is what `understand` gave for this program, if it has been asked already.

    Raises `BackpropError`, located in the program's text: `MissingInputs` for inputs without a
    value, and others for whatever has no meaning or no value; with `strict`, also for the first
    warning or kink.
    """
    try:
        run = _Run(program, names or understand(program), point, wrt, of, ties)
        return run.report(mode, strict=strict, verify=verify, costs=costs)
    except BackpropError as error:
        raise error.located(program.text) from None


class _Run:
    """One evaluation from names to report."""

    def __init__(
        self,
        program: Program,
        names: Survey,
        point: Mapping[str, float],
        wrt: Sequence[str] | None,
        of: Sequence[str] | None,
        ties: str,
    ) -> None:
        self._program = program
        self._names = names
        known = [*names.inputs, *names.definitions, *names.outputs]
        given = [name for name in names.constants if name in point]
        outputs = names.outputs if of is None else tuple(dict.fromkeys(of))
        check_names(outputs, known, "an output")
        check_names(wrt or (), [*known, *given], "differentiated by")
        graph = lower(names, outputs=outputs, also=wrt or (), given=given, ties=ties)
        check_values(names, graph, point)
        self._graph = graph
        self._point = {name: float(point[name]) for name in graph.inputs}
        self._wrt = {name: graph.named[name] for name in (graph.inputs if wrt is None else wrt)}
        self._outputs = list(graph.outputs.values())
        self._labels = node_labels(graph, {*names.places, *names.definitions, *names.outputs})

        self._values = sweeps.evaluate(graph, FLOATS, self._point)
        self._needed = sweeps.needed_nodes(graph, self._values, self._outputs)
        self._scrutiny = Scrutiny(graph, self._values, self._needed, self._labels)
        self._notes = [
            *text_notes(names, graph, self._labels),
            *self._scrutiny.values(),
        ]
        self._active = sweeps.active_positions(
            graph, self._values, self._wrt.values(), self._outputs
        )
        self._edges = sweeps.linearize(graph, FLOATS, self._values, self._active)
        # Edges, not nodes, are what a sweep passes; but each of its answers has all nodes.
        self._size = max(sum(map(len, graph.arguments)), len(graph))

    def report(self, mode: str | None, *, strict: bool, verify: bool, costs: bool) -> Evaluation:
        """Run the sweeps, look at what they gave, and put everything together."""
        graph, modes = self._graph, self._modes(mode)
        tangents, adjoints, agreement = self._sweep(modes)
        if strict:
            _refuse_notes(self._notes)
        numerical = self._numerical() if verify else {}
        return Evaluation(
            source=self._program.text,
            expression=unparse(self._program, explicit=True),
            inputs=self._point,
            wrt=tuple(self._wrt),
            outputs=tuple(graph.outputs),
            values={name: float(self._values[node]) for name, node in graph.outputs.items()},
            gradient={
                name: {
                    by: float((adjoints[name][source] if adjoints else tangents[by][node]) or 0.0)
                    for by, source in self._wrt.items()
                }
                for name, node in graph.outputs.items()
            },
            rows=make_rows(
                graph, self._labels, self._values, self._needed, self._edges, self._wrt,
                tangents, adjoints, numerical,
            ),
            modes=modes,
            agreement=agreement,
            costs=self._costs(modes) if costs else None,
            notes=listed(self._notes),
        )  # fmt: skip

    def _modes(self, mode: str | None) -> tuple[str, ...]:
        """The modes to run; says so if one is left out for its size.

        Raises `BackpropError` where neither mode can be run in reasonable time.
        """
        forward = len(self._wrt) * self._size < FORWARD_LIMIT or mode in ("both", "forward")
        reverse = len(self._outputs) * self._size < REVERSE_LIMIT or mode in ("both", "reverse")
        if mode in ("forward", "reverse"):
            return (mode,)
        if not (forward or reverse):
            raise BackpropError(
                f"the derivatives of {len(self._outputs):,} outputs by {len(self._wrt):,} inputs "
                "are too many to work out at once",
                hint="take fewer outputs with --of, or fewer inputs with --wrt",
            )
        if not forward:
            self._leave_out("forward", len(self._wrt), "input")
        if not reverse:
            self._leave_out("reverse", len(self._outputs), "output")
        return ("forward",) * forward + ("reverse",) * reverse

    def _leave_out(self, mode: str, sweeps_needed: int, one: str) -> None:
        message = (
            f"{mode} mode was left out: one sweep for each {one} would pass up to "
            f"{sweeps_needed * self._size:,} edges; --mode both runs it"
        )
        self._notes.append(Note("information", message))

    def _sweep(self, modes: tuple[str, ...]) -> tuple[Columns, Columns, float | None]:
        """Tangents by input, adjoints by output, and how far the two agree."""
        graph, edges = self._graph, self._edges
        tangents: Columns = {}
        adjoints: Columns = {}
        if "forward" in modes:
            tangents = {name: sweeps.forward(edges, node) for name, node in self._wrt.items()}
        if "reverse" in modes:
            adjoints = {name: sweeps.reverse(edges, node) for name, node in graph.outputs.items()}
        self._notes += self._scrutiny.kinks(edges, self._wrt)
        met = self._scrutiny.products(edges, list(adjoints.values()), upward=False)
        # Forward mode mostly meets the same from the other end; it is asked if reverse met nothing.
        self._notes += met or self._scrutiny.products(edges, list(tangents.values()), upward=True)
        if not (tangents and adjoints):
            return tangents, adjoints, None
        agreement, notes = compare_modes(edges, self._wrt, graph.outputs, tangents, adjoints)
        self._notes += notes
        return tangents, adjoints, agreement

    def _numerical(self) -> dict[int, dict[str, float | None]]:
        """Finite differences for every node with a gradient, the requested ones first."""
        asked = differentiable_nodes(self._edges, self._wrt)
        nodes = dict.fromkeys([*self._wrt.values(), *(n for n, mark in enumerate(asked) if mark)])
        verifier = Verifier(self._graph, self._values, self._outputs)
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

    def _costs(self, modes: tuple[str, ...]) -> Costs:
        wrt, outputs = list(self._wrt.values()), self._outputs
        counter = Counter(self._graph, self._point, self._active, self._edges, self._needed)
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


def _refuse_notes(notes: Sequence[Note]) -> None:
    for note in notes:
        if note.kind in ("warning", "kink"):
            raise BackpropError(note.text, note.span, hint="without --strict this is only a note")
