"""What a person must be told of a result: values that do not exist, and derivatives that do not.

The value comes first: a pole or a NaN made of finite arguments is an error, overflow a warning;
only nodes that a requested output needs are looked at. Then the derivatives: kinks, edges where 0
meets infinity, overflow.
"""

from __future__ import annotations

from math import inf, isfinite, isinf, isnan
from typing import TYPE_CHECKING

from ..parser.errors import BackpropError
from .branches import SWEEPS, branch_sides, jump_sides
from .conditions import COMPARISONS, LOGIC, Conditions
from .primitives import WHERE
from .report import Note, OneSided
from .sweeps import dependent_nodes, taken_position
from .wording import number_text, operation_text, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .conditions import Decision
    from .graph import Graph
    from .primitives import Primitive
    from .sweeps import Edges

_MOST_WORK = 4_000_000
"""One-sided derivatives of conditions are worked out until so many nodes have been swept."""


class Scrutiny:
    """One evaluated graph under the eye: `values` are floats, `needed` marks what is looked at."""

    def __init__(
        self, graph: Graph, values: Sequence[float], needed: bytearray, labels: Sequence[str]
    ) -> None:
        self._graph = graph
        self._values = values
        self._needed = needed
        self._labels = labels
        self._kinked: set[int] = set()
        self._work = 0

    def values(self) -> Iterator[Note]:
        """Warnings for overflow, in evaluation order.

        Raises `BackpropError` at the first needed node that has no value.
        """
        graph, values = self._graph, self._values
        for node, value in enumerate(values):
            if not self._needed[node] or isfinite(value):
                continue
            operation = graph.operations[node]
            if operation is None:
                if isinstance(graph.constants.get(node), tuple):
                    yield self._overflow(node)
                continue
            arguments = [values[argument] for argument in graph.arguments[node]]
            if operation is WHERE or any(isnan(argument) for argument in arguments):
                continue
            if isnan(value) or (
                all(isfinite(argument) for argument in arguments)
                and operation.domain is not None
                and not operation.domain.contains(*arguments)
            ):
                raise self._no_value(node, operation, arguments)
            if all(isfinite(argument) for argument in arguments):
                yield self._overflow(node)

    def _no_value(self, node: int, row: Primitive, arguments: list[float]) -> BackpropError:
        domain = row.domain
        if domain is not None and not domain.contains(*arguments):
            reason = f"{row.signature} is defined where {domain.sentence}"
        else:
            reason = f"{row.signature} has no definite value"
        names = [name.lstrip("*") for name in row.parameters]
        here = " and ".join(
            f"{name} is {number_text(argument)}"
            for name, argument in zip(names, arguments, strict=False)
        )
        return BackpropError(
            f"{reason}; here {here}, which gives {number_text(self._values[node])}",
            self._graph.spans[node],
        )

    def _overflow(self, node: int) -> Note:
        value = number_text(self._values[node])
        label = shortened(self._labels[node])
        return self._about(
            node, "warning", f"'{label}' is too large for double precision and became {value}"
        )

    def _about(
        self,
        node: int,
        kind: str,
        message: str,
        rule: str | None = None,
        sides: tuple[OneSided, ...] = (),
    ) -> Note:
        return Note(kind, message, self._labels[node], self._graph.spans[node], rule, sides)

    def kinks(self, edges: Edges, wrt: Mapping[str, int]) -> Iterator[Note]:
        """The kinks that a requested derivative passes, in evaluation order."""
        graph, values = self._graph, self._values
        moving = dependent_nodes(graph, wrt.values())
        conditions = Conditions(graph, values, moving)
        notes: list[tuple[int, Note]] = []
        for node, operation in enumerate(graph.operations):
            if operation is None or not self._needed[node]:
                continue
            if operation is WHERE:
                decision = conditions.decision(graph.arguments[node][0])
                if decision is not None:
                    notes.append((node, self._branch_note(node, decision, wrt)))
            elif operation.kinks and moving[node]:
                active = {edge.position for edge in edges[node]}
                active.update(
                    place
                    for place, argument in enumerate(graph.arguments[node])
                    if moving[argument] and not operation.has_partial(place)
                )
                notes += [(node, note) for note in self._kink_notes(node, operation, active)]
        for node, operation in enumerate(graph.operations):
            if not self._needed[node] or node in conditions.members:
                continue
            if operation in COMPARISONS and moving[node] and conditions.is_at_equality(node):
                sides: tuple[OneSided, ...] = ()
                if self._affords_sides():
                    sides = jump_sides(graph, values, node, wrt)
                notes.append((node, self._jump_note(node, "its two sides are equal", sides)))
            elif operation in LOGIC:
                notes += [(node, note) for note in self._switch_notes(node, conditions, moving)]
        self._kinked.update(node for node, _ in notes)
        yield from (note for _, note in sorted(notes, key=lambda pair: pair[0]))

    def _text(self, node: int) -> str:
        if self._graph.operations[node] is None:
            return shortened(self._labels[node])
        return shortened(operation_text(self._graph, node, self._labels))

    def _branch_note(self, node: int, decision: Decision, wrt: Mapping[str, int]) -> Note:
        arguments = self._graph.arguments[node]
        sides: tuple[OneSided, ...] = ()
        if self._affords_sides():
            sides = branch_sides(self._graph, self._values, node, decision, wrt)
        which = "first" if taken_position(self._values, arguments) == 1 else "second"
        return self._note(
            node,
            f"the condition '{self._text(decision.part)}' is decided at equality here",
            f"that of the {which} branch, which was taken",
            sides,
        )

    def _affords_sides(self) -> bool:
        """Whether one more answer about both sides keeps the work within bounds."""
        self._work += SWEEPS * len(self._graph)
        return self._work < _MOST_WORK

    def _jump_note(self, node: int, place: str, sides: tuple[OneSided, ...] = ()) -> Note:
        return self._note(node, f"'{self._text(node)}' jumps where {place}", "0", sides)

    def _switch_notes(self, node: int, conditions: Conditions, moving: bytearray) -> Iterator[Note]:
        """Notes on numbers that are 0 and used as a truth, where it is the truth that counts."""
        graph = self._graph
        for argument in dict.fromkeys(graph.arguments[node]):
            operation = graph.operations[argument]
            if operation in COMPARISONS or operation in LOGIC or not moving[argument]:
                continue
            if conditions.hangs_on(node, argument):
                yield self._jump_note(node, f"'{self._text(argument)}' is 0")

    def _kink_notes(self, node: int, operation: Primitive, active: set[int]) -> Iterator[Note]:
        """Notes on the kinks of an operation in the arguments at the active positions."""
        arguments = self._graph.arguments[node]
        numbers = [*(self._values[argument] for argument in arguments), self._values[node]]
        for kink in operation.kinks:
            if not kink.applies(*numbers):
                continue
            sides = tuple(
                OneSided(self._labels[arguments[place]], *side)
                for place, side in enumerate(kink.sides(*numbers))
                if side is not None and place in active and kink.position in (None, place)
            )
            if sides:
                yield self._note(node, kink.sentence, kink.rule, sides)

    def _note(self, node: int, sentence: str, rule: str, sides: tuple[OneSided, ...] = ()) -> Note:
        label = shortened(self._labels[node])
        return self._about(
            node, "kink", f"{sentence}, at '{label}': the derivative given is {rule}", rule, sides
        )

    def products(
        self, edges: Edges, sweeps: Sequence[Sequence[float | None]], *, upward: bool
    ) -> list[Note]:
        """Notes on what sweeps gave: 0 times infinity, infinities that meet, overflow.

        `sweeps` are tangents if `upward`, else adjoints. Infinite partials that `kinks` has
        explained already are passed over.
        """
        notes: dict[tuple[int, int], Note] = {}
        for sweep in sweeps:
            if all(derivative is None or isfinite(derivative) for derivative in sweep):
                continue
            for node, node_edges in enumerate(edges):
                for _, argument, partial in node_edges:
                    arriving = sweep[argument if upward else node]
                    if arriving is None or isnan(arriving):
                        continue
                    note = self._edge_note(node, argument, arriving, partial)
                    if note is not None:
                        notes.setdefault((node, argument), note)
            for node in _meeting_infinities(edges, sweep, upward=upward):
                notes.setdefault((node, node), self._meeting_note(node))
        return list(notes.values())

    def _edge_note(self, node: int, argument: int, arriving: float, partial: float) -> Note | None:
        product = arriving * partial
        ends = shortened(self._labels[node]), shortened(self._labels[argument])
        edge = f"the edge from '{ends[0]}' to '{ends[1]}'"
        if isnan(partial) and node not in self._kinked and not isnan(self._values[node]):
            return self._about(
                node,
                "kink",
                f"no definite derivative exists on {edge}, and the derivative given is NaN",
                "NaN",
            )
        if isnan(product) and not isnan(partial):
            return self._about(
                node,
                "kink",
                f"0 meets infinity on {edge}: {number_text(arriving)} times "
                f"{number_text(partial)} is not determined, and the derivative given is NaN",
                "NaN",
            )
        explained = node in self._kinked or not isfinite(self._values[node])
        if isinf(product) and isfinite(arriving) and not (isinf(partial) and explained):
            return self._about(
                node,
                "warning",
                f"the derivative is too large for double precision on {edge} and became "
                f"{number_text(product)}",
            )
        return None

    def _meeting_note(self, node: int) -> Note:
        label = shortened(self._labels[node])
        return self._about(
            node,
            "kink",
            f"infinities of both signs meet at '{label}': their sum is not "
            "determined, and the derivative given is NaN",
            "NaN",
        )


def _meeting_infinities(edges: Edges, sweep: Sequence[float | None], *, upward: bool) -> list[int]:
    """The nodes that receive both inf and -inf."""
    received: dict[int, set[float]] = {}
    for node, node_edges in enumerate(edges):
        for _, argument, partial in node_edges:
            source, target = (argument, node) if upward else (node, argument)
            arriving = sweep[source]
            if arriving is not None and isinf(arriving * partial):
                received.setdefault(target, set()).add(arriving * partial)
    return [node for node, signs in received.items() if signs == {inf, -inf}]
