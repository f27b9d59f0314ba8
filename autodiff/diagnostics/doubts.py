"""Which derivatives of outputs by inputs are doubtful at a point, and which of them are limits.

A derivative is doubtful if a kink, or a condition decided at equality, lies between the two, or if
it came to NaN. If it exists as a limit it is given as such; a convention, with its note, is for
where there is none.

Invariant: where no note of a kink was made and nothing is NaN, nothing is done here, and the
arithmetic that limits take is not even imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..algebra import departure_of, is_finite, is_nan
from ..report import Note
from ..sweeps import dependent_nodes, needed_nodes
from ..wording import number_text, shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..graph import Graph
    from ..working import Working
    from .limits import Limit

LATE = (
    "not every derivative at a kink was looked at: to find limits for all would take more than "
    "two seconds, and the others are given by convention"
)


class Doubts:
    """The doubtful derivatives of one evaluated graph.

    `kinked` are the nodes at which a note of a kink was made, `values` the numbers of the nodes.
    """

    def __init__(self, graph: Graph, values: Sequence[Any], kinked: Collection[int]) -> None:
        self._graph = graph
        self._values = values
        self._kinked = kinked
        self._moving: dict[int, bytearray] = {}
        self._needed: dict[int, bytearray] = {}

    def between(self, source: int, output: int) -> list[int]:
        """The kinks between an input and an output."""
        if not self._kinked:
            return []
        if source not in self._moving:
            self._moving[source] = dependent_nodes(self._graph, [source])
        if output not in self._needed:
            self._needed[output] = needed_nodes(self._graph, self._values, [output])
        moving, needed = self._moving[source], self._needed[output]
        return [node for node in self._kinked if moving[node] and needed[node]]


def is_lost(derivative: Any) -> bool:  # noqa: ANN401
    """Whether a derivative came to NaN in numbers that have room for it."""
    return derivative is not None and is_nan(derivative) and departure_of(derivative) is None


def settle(
    work: Working, point: Mapping[str, Any], notes: Sequence[Note], labels: Sequence[str]
) -> list[Note]:
    """Put limits in the place of doubtful derivatives; the notes that remain, and new ones.

    The sweeps of `work` then hold the limits, at the inputs in reverse mode and at the outputs in
    forward mode, and `work.limits` names them. `notes` are those of kinks and lost products.
    """
    kinked = _places(notes, labels)
    graph = work.graph
    entries = [
        (output, by)
        for output in graph.outputs
        for by, source in work.wrt.items()
        if graph.inputs.get(by) == source
    ]
    if not kinked and not any(is_lost(_derivative(work, *entry)) for entry in entries):
        return list(notes)
    from .limits import Limits

    limits, doubts = Limits(graph, point), Doubts(graph, work.values, kinked)
    doubtful = {
        entry: doubts.between(work.wrt[entry[1]], graph.outputs[entry[0]]) for entry in entries
    }
    told: list[Note] = []
    for entry, kinks in doubtful.items():
        if not kinks and not is_lost(_derivative(work, *entry)):
            continue
        output, by = entry
        found = limits.derivative(graph.outputs[output], by)
        if found is not None:
            told += _accepted(work, output, by, found, labels)
    if limits.is_late:
        told.append(Note("information", LATE))
    return [*remaining(notes, labels, doubtful, work.limits), *told]


def _accepted(
    work: Working, output: str, by: str, limit: Limit, labels: Sequence[str]
) -> list[Note]:
    """Put one limit in its place, if these numbers have room for it; the note that says so."""
    number, before = limit.number(work.m), _derivative(work, output, by)
    if is_nan(number) or departure_of(number) is not None:
        return []
    if not is_finite(number) and not is_lost(before):
        return []  # infinite by continuity, which the kink's own note says
    work.limits[output, by] = limit
    if work.adjoints:
        work.adjoints[output][work.wrt[by]] = number
    if by in work.tangents:
        work.tangents[by][work.graph.outputs[output]] = number
    return [
        limit_note(
            f"the derivative of '{shortened(output)}' by '{shortened(by)}'",
            number,
            before,
            limit,
            labels[work.graph.outputs[output]],
        )
    ]


def limit_note(title: str, number: Any, before: Any, limit: Limit, label: str) -> Note:  # noqa: ANN401
    """What is said of a limit that stands in the place of what the rules give."""
    given = "nothing definite" if is_lost(before) else number_text(before or 0)
    return Note(
        "information",
        f"{title} was found as a limit, from {limit.sides}: it is {number_text(number)}, where the "
        f"rules alone give {given}",
        label,
    )


def _derivative(work: Working, output: str, by: str) -> Any:  # noqa: ANN401
    """∂output/∂by by the sweep that was run."""
    if work.adjoints:
        return work.adjoints[output][work.wrt[by]]
    if by in work.tangents:
        return work.tangents[by][work.graph.outputs[output]]
    return None


def _places(notes: Iterable[Note], labels: Sequence[str]) -> list[int]:
    """The nodes at which there is a kink."""
    names = {note.node for note in notes if note.kind == "kink"}
    return [node for node, label in enumerate(labels) if label in names] if names else []


def remaining(
    notes: Sequence[Note],
    labels: Sequence[str],
    doubtful: Mapping[tuple[str, str], Collection[int]],
    limits: Mapping[tuple[str, str], Limit],
) -> list[Note]:
    """The notes but for those of kinks whose every derivative is a limit.

    An infinite limit says no more than that a product is not lost.
    """
    nodes = {label: node for node, label in enumerate(labels)}

    def is_explained(note: Note) -> bool:
        if note.kind != "kink" or note.node is None:
            return False
        touched = [entry for entry, kinks in doubtful.items() if nodes[note.node] in kinks]
        if not touched or not all(entry in limits for entry in touched):
            return False
        finite = all(is_finite(limits[entry].value) for entry in touched)
        return finite or note.rule == "NaN"

    return [note for note in notes if not is_explained(note)]
