"""What a person must be told of a result: values that do not exist, and derivatives that do not.

The value comes first: a pole or a NaN made of finite arguments is an error, overflow a warning;
only nodes that a requested output needs are looked at. Then the derivatives: kinks, edges where 0
meets infinity, overflow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ..differentiation.sweeps import needed_nodes, taken_position
from ..graph.labels import number_text, operation_text, shortened
from ..graph.notes import Note, OneSided
from ..numbers.doubles import FLOATS
from ..rules import WHERE
from ..rules.predicates import departure_of, is_finite, is_nan, is_unknown
from .indeterminate import LostProducts
from .kinks import COMPARISONS, LOGIC, SWEEPS, Conditions, branch_sides, jump_sides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..differentiation.solution import Numbers
    from ..differentiation.sweeps import Edge, Edges
    from ..graph.graph import Graph
    from ..graph.notes import Number
    from ..rules import Primitive
    from .kinks import Decision

_MOST_WORK = 4_000_000
"""One-sided derivatives of conditions are worked out until so many nodes have been swept."""


class Diagnostics:
    """What is to be said of one evaluated graph.

    `values` are numbers of the kind `m`, `needed` marks what is looked at.
    """

    def __init__(
        self,
        graph: Graph,
        values: Sequence[Any],
        needed: bytearray,
        labels: Sequence[str],
        m: Numbers = FLOATS,
    ) -> None:
        self._m = m
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
            if not self._needed[node] or is_finite(value):
                continue
            departure = departure_of(value)
            if departure is not None:
                from ..numbers.departures import value_error

                raise value_error(departure, graph.spans[node])
            operation = graph.operations[node]
            if operation is None:
                if isinstance(graph.constants.get(node), tuple):
                    yield self._overflow(node)
                continue
            arguments = [values[argument] for argument in graph.arguments[node]]
            if operation is WHERE or any(is_nan(argument) for argument in arguments):
                continue
            outside = operation.domain is not None and not operation.domain.contains(*arguments)
            if is_unknown(value) and not outside:
                continue  # whoever knows to how many digits it was worked out says so
            if is_nan(value) or (outside and all(is_finite(argument) for argument in arguments)):
                raise self._no_value(node, operation, arguments)
            if all(is_finite(argument) for argument in arguments):
                yield self._overflow(node)

    def _no_value(self, node: int, row: Primitive, arguments: list[Any]) -> BackpropError:
        domain = row.domain
        if domain is not None and not domain.contains(*arguments):
            reason = f"{row.signature} is defined where {domain.sentence}"
        else:
            reason = f"{row.signature} has no definite value"
        names = [name.lstrip("*") for name in row.parameters]
        here = " and ".join(
            f"{name} is {shortened(number_text(argument))}"
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
            node, "warning", f"'{label}' is too large {self._m.range} and became {value}"
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
        moving = graph.above(wrt.values())
        conditions = Conditions(graph, values, moving)
        notes: list[tuple[int, Note]] = []
        for node, operation in enumerate(graph.operations):
            if operation is None or not self._needed[node]:
                continue
            if operation is WHERE:
                decision = conditions.decision(graph.arguments[node][0])
                if decision is not None:
                    notes.append((node, self._branch_note(node, decision, wrt)))
            elif operation.kinks and moving[node] and not any(map(_is_unknown, edges[node])):
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
                    sides = jump_sides(graph, values, node, wrt, self._m)
                notes.append((node, self._jump_note(node, "its two sides are equal", sides)))
            elif operation in LOGIC:
                notes += [(node, note) for note in self._switch_notes(node, conditions, moving)]
        notes += self._kinks_within({node for node, _ in notes})
        self._kinked.update(node for node, _ in notes)
        yield from (note for _, note in sorted(notes, key=lambda pair: pair[0]))

    def _kinks_within(self, noted: set[int]) -> Iterator[tuple[int, Note]]:
        """The kinks that the derivatives of `diff(…)` pass, but for nodes that have been noted."""
        for derived in self._graph.derived:
            if not self._needed[derived.result]:
                continue
            for node, positions in derived.kinked:
                operation = self._graph.operations[node]
                if operation is None or node in noted or not self._needed[node]:
                    continue
                notes = list(self._kink_notes(node, operation, set(positions)))
                noted.update(node for _ in notes)
                yield from ((node, note) for note in notes)

    def _text(self, node: int) -> str:
        if self._graph.operations[node] is None:
            return shortened(self._labels[node])
        return shortened(operation_text(self._graph, node, self._labels))

    def _branch_note(self, node: int, decision: Decision, wrt: Mapping[str, int]) -> Note:
        arguments = self._graph.arguments[node]
        sides: tuple[OneSided, ...] = ()
        if self._affords_sides():
            sides = branch_sides(self._graph, self._values, node, decision, wrt, self._m)
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
                OneSided(self._labels[arguments[place]], *map(self._side, side))
                for place, side in enumerate(kink.sides(*numbers))
                if side is not None and place in active and kink.position in (None, place)
            )
            if sides:
                yield self._note(node, kink.sentence, kink.rule, sides)

    def _side(self, derivative: Any) -> Number | None:  # noqa: ANN401
        return None if derivative is None else self._m.report(derivative)

    def _note(self, node: int, sentence: str, rule: str, sides: tuple[OneSided, ...] = ()) -> Note:
        label = shortened(self._labels[node])
        return self._about(
            node, "kink", f"{sentence}, at '{label}': the derivative given is {rule}", rule, sides
        )

    def lost(self, edges: Edges, sweeps: Sequence[Sequence[Any]], *, upward: bool) -> list[Note]:
        """Notes on where sweeps lose a derivative, but for what `kinks` has explained already.

        `sweeps` are tangents if `upward`, else adjoints.
        """
        products = LostProducts(self._values, self._kinked, self._m, self._labels, self._about)
        return products.notes(edges, sweeps, upward=upward)


def is_kinked(
    graph: Graph,
    values: Sequence[Any],
    outputs: Iterable[int],
    edges: Edges,
    sources: Iterable[int],
    m: Numbers,
) -> bool:
    """Whether a kink lies between some nodes and some outputs, of which `edges` are the edges."""
    needed, labels = needed_nodes(graph, values, outputs), [""] * len(graph)
    diagnostics = Diagnostics(graph, values, needed, labels, m)
    return any(diagnostics.kinks(edges, {str(node): node for node in sources}))


def _is_unknown(edge: Edge) -> bool:
    """Whether many digits were not enough for a partial, so that no rule is given."""
    return is_unknown(edge.partial)
