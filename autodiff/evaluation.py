"""One question asked of a program: its values, its gradients in both modes, and their costs.

This is where the parts meet: names, graph, sweeps, scrutiny and counts go in, a report comes out.

>>> from ..parser.parse import parse
>>> result = evaluate(parse("(x+y)*z"), {"x": -2.0, "y": 5.0, "z": -4.0})
>>> result.values, result.gradient
({'f': -12.0}, {'f': {'x': -4.0, 'y': -4.0, 'z': 3.0}})
"""

from __future__ import annotations

from math import isfinite, isinf
from typing import TYPE_CHECKING

from ..parser.errors import BackpropError, Span, nearest
from ..parser.parse import parse
from ..parser.unparse import unparse
from . import sweeps
from .count import Counter, comparison_sentence
from .floats import FLOATS
from .graph import CONSTANT_NAMES
from .lower import lower
from .names import MissingInputs, Survey, survey
from .primitives import FUNCTION_NAMES
from .refusals import check
from .report import Costs, Evaluation, Note, Row
from .scrutiny import Scrutiny
from .verify import Verifier
from .wording import node_labels, operation_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ..parser.syntax import Program
    from .graph import Graph
    from .report import ModeCost

FORWARD_LIMIT = 1_000_000
"""Forward mode is left out by default from this many sweeps times edges on."""

_EPSILON = 2.0**-52


def constant_value(text: str) -> float:
    """The value of a constant expression, such as `pi/2`, `-1e5` or `1/3`.

    Raises `BackpropError`, located in `text`, if it is not one or has no finite value of its own.

    >>> constant_value("1/4")
    0.25
    """
    try:
        names = survey(parse(text))
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
        check(names)
        graph = lower(names)
        values = sweeps.evaluate(graph, FLOATS, {})
        output = graph.outputs[names.outputs[0]]
        needed = sweeps.needed_nodes(graph, values, [output])
        labels = node_labels(graph, ())
        for note in Scrutiny(graph, values, needed, labels).values():
            raise BackpropError(
                note.message, note.span, hint="the largest double is about 1.8e308; inf is infinity"
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
) -> Evaluation:
    """Evaluate and differentiate a program at a point.

    `point` maps each input to its value. `wrt` names the nodes to differentiate with respect to
    (all inputs if `None`), `of` the outputs (the program's own if `None`). `mode` is `both`,
    `forward`, `reverse`, or `None` for both while forward mode's work stays under `FORWARD_LIMIT`.

    Raises `BackpropError`, located in the program's text: `MissingInputs` for inputs without a
    value, and others for whatever has no meaning or no value; with `strict`, also for the first
    warning or kink.
    """
    try:
        return _Run(program, point, wrt, of, ties).report(mode, strict, verify, costs)
    except BackpropError as error:
        raise error.located(program.text) from None


class _Run:
    """One evaluation from names to report."""

    def __init__(
        self,
        program: Program,
        point: Mapping[str, float],
        wrt: Sequence[str] | None,
        of: Sequence[str] | None,
        ties: str,
    ) -> None:
        self._program = program
        self._names = names = survey(program)
        check(names)
        known = [*names.inputs, *names.definitions, *names.outputs]
        given = [name for name in names.constants if name in point]
        outputs = tuple(dict.fromkeys(of)) if of is not None else names.outputs
        _require(outputs, known, "an output")
        if wrt is not None:
            _require(wrt, [*known, *given], "differentiated by")
        self._graph = lower(names, outputs=outputs, also=wrt or (), given=given, ties=ties)
        _require_values(names, self._graph, point)
        self._point = {name: float(point[name]) for name in self._graph.inputs}
        wrt_names = tuple(self._graph.inputs) if wrt is None else tuple(dict.fromkeys(wrt))
        self._wrt = {name: self._graph.named[name] for name in wrt_names}
        self._labels = node_labels(
            self._graph, {*names.places, *names.definitions, *names.outputs}
        )

    def report(self, mode: str | None, strict: bool, verify: bool, costs: bool) -> Evaluation:
        graph, wrt = self._graph, list(self._wrt.values())
        outputs = list(graph.outputs.values())
        values = sweeps.evaluate(graph, FLOATS, self._point)
        needed = sweeps.needed_nodes(graph, values, outputs)
        scrutiny = Scrutiny(graph, values, needed, self._labels)
        notes = [*self._information(), *scrutiny.values()]
        active = sweeps.active_positions(graph, values, wrt, outputs)
        edges = sweeps.linearize(graph, FLOATS, values, active)
        notes += scrutiny.kinks(edges, wrt)
        work = len(wrt) * sum(len(node_edges) for node_edges in edges)
        modes = _modes(mode, work)
        if mode is None and len(modes) == 1:
            notes.append(_left_out(work))
        tangents = (
            {name: sweeps.forward(edges, node) for name, node in self._wrt.items()}
            if "forward" in modes
            else {}
        )
        adjoints = (
            {name: sweeps.reverse(edges, node) for name, node in graph.outputs.items()}
            if "reverse" in modes
            else {}
        )
        swept = adjoints.values() or [sweeps.reverse(edges, node) for node in outputs]
        notes += scrutiny.products(edges, list(swept))
        agreement, disagreement = self._agreement(edges, tangents, adjoints)
        notes += disagreement
        if strict:
            _refuse_notes(notes)
        numerical: dict[int, dict[str, float | None]] = {}
        if verify:
            numerical, unverified = self._numerical(values, edges)
            notes += unverified
        return Evaluation(
            source=self._program.text,
            expression=unparse(self._program, explicit=True),
            inputs=self._point,
            wrt=tuple(self._wrt),
            outputs=tuple(graph.outputs),
            values={name: float(values[node]) for name, node in graph.outputs.items()},
            gradient={
                name: {
                    by: _number(
                        adjoints[name][source] if adjoints else tangents[by][node], absent=0.0
                    )
                    for by, source in self._wrt.items()
                }
                for name, node in graph.outputs.items()
            },
            rows=self._rows(values, needed, edges, tangents, adjoints, numerical),
            modes=modes,
            agreement=agreement,
            costs=self._costs(Counter(graph, self._point, active, edges), needed, work, modes)
            if costs
            else None,
            notes=tuple(notes),
        )

    def _information(self) -> list[Note]:
        """What the text itself gives reason to say."""
        names, graph = self._names, self._graph
        notes = [Note("warning", remark.message, span=remark.span)
                 for remark in self._program.warnings]  # fmt: skip
        for name, statement in names.definitions.items():
            assert statement.target is not None
            if name in CONSTANT_NAMES:
                notes.append(
                    Note(
                        "information",
                        f"'{name}' is defined here and no longer stands for the constant",
                        name,
                        statement.target.span,
                    )
                )
            if name not in graph.named:
                notes.append(
                    Note(
                        "information",
                        f"'{name}' is not used by what was asked for and was left out; "
                        f"--of {name} shows it",
                        span=statement.target.span,
                    )
                )
        for name, statement in names.functions.items():
            assert statement.function is not None
            if name in FUNCTION_NAMES:
                notes.append(
                    Note(
                        "information",
                        f"'{name}' is defined here and no longer stands for the built-in function",
                        span=statement.function.span,
                    )
                )
        for name, node in graph.named.items():
            if self._labels[node] != name:
                notes.append(
                    Note(
                        "information",
                        f"'{name}' is another name for '{self._labels[node]}'",
                        self._labels[node],
                    )
                )
        return notes

    def _rows(
        self,
        values: Sequence[float],
        needed: bytearray,
        edges: sweeps.Edges,
        tangents: Mapping[str, Sequence[float | None]],
        adjoints: Mapping[str, Sequence[float | None]],
        numerical: Mapping[int, dict[str, float | None]],
    ) -> tuple[Row, ...]:
        graph, labels, moving = self._graph, self._labels, self._moving(edges)
        sources = {node: name for name, node in self._wrt.items()}
        rows: list[Row] = []
        for node, operation in enumerate(graph.operations):
            name = graph.names[node]
            if operation is None and name is None:
                continue
            value = float(values[node]) if needed[node] else None
            partials: list[float | None] = [None] * len(graph.arguments[node])
            for position, _, partial in edges[node]:
                partials[position] = float(partial)
            gradient: dict[str, float | None] = {}
            for output, place in graph.outputs.items():
                if adjoints:
                    adjoint = adjoints[output][node]
                    gradient[output] = _number(adjoint, absent=0.0 if moving[node] else None)
                else:
                    by = sources.get(node)
                    gradient[output] = (
                        None if by is None else _number(tangents[by][place], absent=0.0)
                    )
            rows.append(
                Row(
                    name=labels[node],
                    kind="operation" if operation is not None
                    else "constant" if node in graph.constants else "input",
                    operation=None if operation is None else operation.name,
                    arguments=tuple([labels[argument] for argument in graph.arguments[node]]),
                    expression=labels[node] if operation is None
                    else operation_text(graph, node, labels),
                    span=graph.spans[node],
                    value=value,
                    partials=tuple(partials),
                    gradient=gradient,
                    tangents={
                        by: None if value is None else _number(column[node], absent=0.0)
                        for by, column in tangents.items()
                    },
                    numerical=numerical.get(node),
                )
            )  # fmt: skip
        return tuple(rows)

    def _moving(self, edges: sweeps.Edges) -> bytearray:
        """For each node, 1 if a derivative with respect to it was asked for or lies on the way."""
        moving = bytearray(len(edges))
        for node in self._wrt.values():
            moving[node] = 1
        for node, node_edges in enumerate(edges):
            if node_edges:
                moving[node] = 1
        return moving

    def _agreement(
        self,
        edges: sweeps.Edges,
        tangents: Mapping[str, Sequence[float | None]],
        adjoints: Mapping[str, Sequence[float | None]],
    ) -> tuple[float | None, list[Note]]:
        """The largest relative difference between the modes, and a note if it is not rounding.

        Rounding can explain as much as a few units in the last place for every edge on the way,
        relative to the sum of the absolute values of all paths, which one more sweep gives.
        """
        if not tangents or not adjoints:
            return None, []
        largest, notes = 0.0, list[Note]()
        length = sum(1 for node_edges in edges if node_edges) + 4
        for output, node in self._graph.outputs.items():
            magnitudes: list[float | None] | None = None
            for name, source in self._wrt.items():
                up = _number(tangents[name][node], absent=0.0)
                down = _number(adjoints[output][source], absent=0.0)
                difference = _relative_difference(up, down)
                if difference == 0:
                    continue
                largest = max(largest, difference)
                if magnitudes is None:
                    magnitudes = sweeps.reverse(_absolute(edges), node)
                bound = 4 * length * _EPSILON * (magnitudes[source] or 0.0)
                if not abs(up - down) <= bound:
                    notes.append(
                        Note(
                            "warning",
                            f"the two modes disagree on ∂{output}/∂{name} by more than rounding "
                            f"explains: forward mode gives {up!r}, reverse mode {down!r}",
                            name,
                        )
                    )
        return largest, notes

    def _numerical(
        self, values: Sequence[float], edges: sweeps.Edges
    ) -> tuple[dict[int, dict[str, float | None]], list[Note]]:
        """Finite differences for every node with a gradient, the requested ones first."""
        graph, moving = self._graph, self._moving(edges)
        wrt = list(self._wrt.values())
        asked = set(wrt)
        nodes = [*wrt, *(node for node in range(len(graph)) if moving[node] and node not in asked)]
        verifier = Verifier(graph, values, list(graph.outputs.values()))
        found: dict[int, dict[str, float | None]] = {}
        for done, node in enumerate(nodes):
            derivatives = verifier.derivatives(node)
            if derivatives is None:
                message = (
                    f"the numerical derivative was worked out for {done:,} of {len(nodes):,} nodes "
                    "only, the inputs first: the others would take too long"
                )
                return found, [Note("information", message)]
            found[node] = dict(zip(graph.outputs, derivatives, strict=True))
        return found, []

    def _costs(
        self, counter: Counter, needed: bytearray, work: int, modes: tuple[str, ...]
    ) -> Costs:
        wrt, outputs = list(self._wrt.values()), list(self._graph.outputs.values())
        forward: ModeCost | None = None
        if work < FORWARD_LIMIT or "forward" in modes:
            forward = counter.forward(wrt, outputs)
        reverse = counter.reverse(wrt, outputs)
        sentence = (
            f"Forward mode was not counted: it would take {len(wrt):,} sweeps, "
            f"reverse mode takes {reverse.sweeps:,}"
            if forward is None
            else comparison_sentence(forward, reverse, len(outputs))
        )
        return Costs(counter.function(needed), forward, reverse, sentence)


def _number(number: float | None, *, absent: float | None) -> float | None:
    return absent if number is None else float(number)


def _modes(mode: str | None, work: int) -> tuple[str, ...]:
    if mode in ("forward", "reverse"):
        return (mode,)
    return ("forward", "reverse") if mode == "both" or work < FORWARD_LIMIT else ("reverse",)


def _left_out(work: int) -> Note:
    return Note(
        "information",
        f"forward mode was left out: its sweeps would pass {work:,} edges; --mode both runs it",
    )


def _relative_difference(a: float, b: float) -> float:
    if a == b or (a != a and b != b):
        return 0.0
    if not (isfinite(a) and isfinite(b)):
        return float("inf")
    return abs(a - b) / max(abs(a), abs(b))


def _absolute(edges: sweeps.Edges) -> sweeps.Edges:
    return [
        tuple([edge._replace(partial=abs(edge.partial)) for edge in node_edges])
        for node_edges in edges
    ]


def _refuse_notes(notes: Sequence[Note]) -> None:
    for note in notes:
        if note.kind in ("warning", "kink"):
            raise BackpropError(
                note.message, note.span, hint="--strict makes this an error; without it, it is told"
            )


def _require(names: Sequence[str], known: Sequence[str], role: str) -> None:
    for name in names:
        if name not in known:
            close = nearest(name, list(known))
            hint = (
                "did you mean " + " or ".join(f"'{word}'" for word in close) + "?"
                if close
                else "the names here are " + ", ".join(dict.fromkeys(known))
                if 0 < len(known) <= 20
                else None
            )
            raise BackpropError(f"'{name}' is not a name here, so it cannot be {role}", hint=hint)


def _require_values(names: Survey, graph: Graph, point: Mapping[str, float]) -> None:
    missing = tuple([name for name in graph.inputs if name not in point])
    if not missing:
        return
    first = missing[0]
    raise MissingInputs(missing, names.places[first], _missing_hint(names, first, point))


def _missing_hint(names: Survey, name: str, given: Collection[str]) -> str | None:
    """What may have been meant by a name without a value: a product, or a call."""
    if name in FUNCTION_NAMES:
        return f"'{name}' is also a function: its argument goes in parentheses, {name}(…)"
    parameters = {
        parameter.name
        for statement in names.program.statements
        for parameter in statement.parameters
    }
    parts = _split(name, {*given, *names.definitions, *parameters} - {name})
    return None if parts is None else f"did you mean {'*'.join(parts)}?"


def _split(name: str, known: Collection[str]) -> list[str] | None:
    """The name as a run of two or more known names, if it is one; the longest first part wins."""
    if len(name) > 200:
        return None
    best: list[list[str] | None] = [[]]
    for end in range(1, len(name) + 1):
        found = None
        for start in range(end):
            head = best[start]
            if head is not None and name[start:end] in known:
                found = [*head, name[start:end]]
                break
        best.append(found)
    return best[-1]
