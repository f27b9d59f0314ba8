"""Which derivatives of outputs by inputs are doubtful at a point, and which of them are limits.

A derivative is doubtful if a kink, or a condition decided at equality, lies between the two, or if
it came to NaN. If it exists as a limit it is given as such; a convention, with its note, is for
where there is none.

Invariant: where no note of a kink was made and nothing is NaN, nothing is done here, and the
arithmetic that limits take is not even imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..differentiation.sweeps import needed_nodes
from ..graph.labels import number_text, shortened
from ..graph.notes import Note
from ..rules.predicates import departure_of, is_finite, is_nan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..differentiation.solution import Limit, Linearization, Numbers
    from ..differentiation.sparsity import Entries
    from .limits import Limits

Place = tuple[str, ...]
"""An output and the names that it is differentiated by, one or two."""

LATE = (
    "not every derivative at a kink was looked at: to find limits for all would take more than "
    "two seconds, and the others are given by convention"
)


@dataclass(frozen=True, slots=True)
class NotedGraph:
    """An evaluated graph with the notes of kinks and lost products that were made on it."""

    at: Linearization
    notes: list[Note]
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A derivative that was asked for, as `place` names it, with what is doubtful about it.

    `kinks` are the nodes of kinks in the graph of what is differentiated.
    """

    place: Place
    number: Any
    kinks: list[int]

    @property
    def title(self) -> str:
        """What it is called in a sentence."""
        output, *names = [f"'{shortened(name)}'" for name in self.place]
        which = "derivative" if len(names) == 1 else "second derivative"
        return f"the {which} of {output} by {' and '.join(names)}"

    @property
    def is_doubtful(self) -> bool:
        """Whether a kink lies on the way, or the number was lost."""
        return bool(self.kinks) or is_lost(self.number)


class _Doubts:
    """The kinks of one aspect, and which of them lie between an input and another node."""

    def __init__(self, aspect: NotedGraph) -> None:
        self._at = aspect.at
        names = {note.node for note in aspect.notes if note.kind == "kink"}
        self.kinked = {
            node
            for node, label in enumerate(aspect.labels)
            if label in names or node in aspect.at.fixed
        }
        self._moving: dict[int, frozenset[int]] = {}
        self._needed: dict[int, frozenset[int]] = {}

    def between(self, sources: Iterable[int], output: int) -> list[int]:
        """The kinks between some inputs and an output."""
        if not self.kinked:
            return []
        if output not in self._needed:
            marks = needed_nodes(self._at.graph, self._at.values, [output])
            self._needed[output] = frozenset([node for node in self.kinked if marks[node]])
        found: set[int] = set()
        for source in sources:
            if source not in self._moving:
                moved = self._moved_by(source)
                self._moving[source] = frozenset([node for node in self.kinked if moved[node]])
            found |= self._moving[source] & self._needed[output]
        return sorted(found)

    def _moved_by(self, source: int) -> bytearray:
        """For each node, 1 if a small move of an input may change it.

        What does not decide a value moves nothing, nor does a condition where it is not at
        equality: a comparison counts as moved for those that are.
        """
        graph, values = self._at.graph, self._at.values
        moved = bytearray(len(graph))
        moved[source] = 1
        for node, (row, arguments) in enumerate(
            zip(graph.operations, graph.arguments, strict=True)
        ):
            places = [place for place, argument in enumerate(arguments) if moved[argument]]
            if row is None or not places:
                continue
            smooth = [place for place in places if row.has_partial(place)]
            numbers = tuple([values[argument] for argument in arguments])
            turns = row.kind == "compare" or node in self.kinked
            jumps = turns and len(smooth) < len(places)
            moved[node] = jumps or bool(row.positions_at(smooth, numbers, values[node]))
        return moved


def is_lost(derivative: Any) -> bool:  # noqa: ANN401
    """Whether a derivative came to NaN in numbers that have room for it."""
    return derivative is not None and is_nan(derivative) and departure_of(derivative) is None


def _of_first_order(
    at: Linearization, doubts: _Doubts, number: Callable[[str, str], Any]
) -> list[_Entry]:
    """The derivatives of outputs by inputs; `number` gives each as the sweeps do."""
    graph = at.graph
    found: list[_Entry] = []
    for output, node in graph.outputs.items():
        for by, source in at.wrt.items():
            if graph.inputs.get(by) != source:
                continue
            kinks = doubts.between([source], node)
            # No rule says how a value that is a limit itself moves.
            lost = not at.fixed.keys().isdisjoint(kinks)
            given = at.m.nan if lost else number(output, by)
            found.append(_Entry((output, by), given, kinks))
    return found


def put_limits(aspect: NotedGraph, point: Mapping[str, Any]) -> list[Note]:
    """Put limits in the place of doubtful derivatives; the notes that remain, and new ones.

    The sweeps then hold the limits, at the inputs in reverse mode and at the outputs in forward
    mode, and `at.limits` names them.
    """
    at, graph = aspect.at, aspect.at.graph

    def number(output: str, by: str) -> Any:  # noqa: ANN401
        if at.adjoints:
            return at.adjoints[output][at.wrt[by]]
        return at.tangents[by][graph.outputs[output]] if by in at.tangents else None

    def put(place: Place, derivative: Any) -> None:  # noqa: ANN401
        output, by = place
        if at.adjoints:
            at.adjoints[output][at.wrt[by]] = derivative
        if by in at.tangents:
            at.tangents[by][graph.outputs[output]] = derivative

    search = _LimitSearch(at, point)
    for entry, limit in search.first_order(_of_first_order(at, _Doubts(aspect), number)):
        at.limits[entry.place[0], entry.place[1]] = limit
        put(entry.place, limit.number(at.m))
    for entry in search.left:
        if not at.fixed.keys().isdisjoint(entry.kinks):
            put(entry.place, at.m.nan)
    return search.notes([aspect])


def put_limits_in_jacobian(
    point: Mapping[str, Any], aspect: NotedGraph, entries: Entries
) -> list[Note]:
    """The same for the entries of a Jacobian, which are put in their places there."""
    at, doubts = aspect.at, _Doubts(aspect)
    search = _LimitSearch(at, point)
    first = _of_first_order(at, doubts, lambda output, by: entries[output,].get(by))
    for entry, limit in search.first_order(first):
        output, by = entry.place
        entries[output,][by] = limit.number(at.m)
    return search.notes([aspect])


def put_limits_in_hessian(
    point: Mapping[str, Any],
    first: NotedGraph,
    second: NotedGraph,
    rows: Mapping[Any, int],
    entries: Entries,
) -> list[Note]:
    """The same for the entries of a Hessian, and for the gradient that it is of.

    `second` is the graph of the gradient, in which `rows` are the first derivatives. Where one of
    them does not exist there is no second derivative.
    """
    at = second.at
    doubts, within = _Doubts(first), _Doubts(second)
    search = _LimitSearch(first.at, point)

    def number(output: str, by: str) -> Any:  # noqa: ANN401
        return at.values[rows[output, by]] if (output, by) in rows else None

    gradient = _of_first_order(first.at, doubts, number)
    known: dict[Place, Limit | None] = {}
    for entry in gradient:
        if entry.is_doubtful:
            known[entry.place] = None
    for entry, limit in search.first_order(gradient):
        known[entry.place] = limit
        if entry.place in rows:
            at.values[rows[entry.place]] = limit.number(at.m)
    for place, row in entries.items():
        for name in row:
            entry = _of_second_order(second, within, rows, (*place, name), row[name])
            if entry is None or search.is_late:
                continue
            limit = search.second_order(entry, at, rows, known)
            if limit is not None:
                row[name] = limit.number(at.m)
    return search.notes([first, second])


def _of_second_order(
    aspect: NotedGraph,
    doubts: _Doubts,
    rows: Mapping[Any, int],
    place: Place,
    number: Any,  # noqa: ANN401
) -> _Entry | None:
    """An entry of a Hessian; `None` if it is by a name that is no input."""
    output, by, name = place
    inputs = aspect.at.graph.inputs
    if by not in inputs or name not in inputs:
        return None
    sources = dict.fromkeys((inputs[by], inputs[name]))
    return _Entry(place, number, doubts.between(sources, rows[output, by]))


class _LimitSearch:
    """The search for the limits of one question, which shares two seconds."""

    def __init__(self, at: Linearization, point: Mapping[str, Any]) -> None:
        self._at = at
        self._point = point
        self._limits: dict[int, Limits] = {}
        self.left: list[_Entry] = []
        self._found: list[tuple[_Entry, Limit]] = []

    def _of(self, at: Linearization) -> Limits:
        """The limits of a graph; the module that finds them is fetched for the first doubt."""
        from .limits import Limits

        if id(at) not in self._limits:
            earlier = next(iter(self._limits.values()), None)
            self._limits[id(at)] = Limits(at.graph, self._point, earlier, at.fixed)
        return self._limits[id(at)]

    def first_order(self, entries: Iterable[_Entry]) -> Iterator[tuple[_Entry, Limit]]:
        """The doubtful ones that are limits."""
        for entry in entries:
            if entry.is_doubtful:
                output, by = entry.place
                node = self._at.graph.outputs[output]
                limit = self._of(self._at).derivative(node, by)
                if self._accepts(entry, limit, self._at.m):
                    assert limit is not None
                    yield entry, limit

    @property
    def is_late(self) -> bool:
        """Whether time is up."""
        return any(limits.is_late for limits in self._limits.values())

    def second_order(
        self,
        entry: _Entry,
        at: Linearization,
        rows: Mapping[Any, int],
        known: Mapping[Place, Limit | None],
    ) -> Limit | None:
        """The limit of an entry of a Hessian, if it is doubtful and has one.

        `rows` are the first derivatives; `known` are the limits of those that are doubtful, `None`
        for one that does not exist. An entry stands for itself and for the one that mirrors it, and
        both have to come to the same.
        """
        output, by, name = entry.place
        if not entry.is_doubtful and (output, by) not in known:
            return None
        limits, m = self._of(at), at.m
        found: list[Limit] = []
        for first, then in dict.fromkeys(((by, name), (name, by))):
            place = output, first
            limit = None
            if place in rows and not (place in known and known[place] is None):
                limit = limits.second(rows[place], then, known.get(place), [first])
            if limit is None:
                self.leave(entry)
                return None
            found.append(limit)
        is_same = m.report(found[0].number(m)) == m.report(found[-1].number(m))
        return found[0] if self._accepts(entry, found[0] if is_same else None, m) else None

    def leave(self, entry: _Entry) -> None:
        """Leave a doubtful derivative to convention."""
        self.left.append(entry)

    def _accepts(self, entry: _Entry, limit: Limit | None, m: Numbers) -> bool:
        """Whether a limit can be given; one that is infinite only for what was lost."""
        number = None if limit is None else limit.number(m)
        if limit is None or is_nan(number) or departure_of(number) is not None:
            self.leave(entry)
            return False
        if not is_finite(number) and not is_lost(entry.number):
            self.leave(entry)
            return False
        self._found.append((entry, limit))
        return True

    def notes(self, aspects: Sequence[NotedGraph]) -> list[Note]:
        """The notes that are still true, without repetition, and those on what was found."""
        kept = [note for aspect in aspects for note in self._remaining(aspect)]
        told = [_limit_note(entry, limit, self._at.m) for entry, limit in self._found]
        for aspect in aspects[:1]:
            told[:0] = [_fixed_note(aspect, node) for node in aspect.at.fixed]
        told += [
            Note(
                "kink",
                f"{entry.title} has no value that is sure: it is given as NaN",
                entry.place[0],
            )
            for entry in self.left
            if not self._at.fixed.keys().isdisjoint(entry.kinks)
        ]
        if self.is_late:
            told.append(Note("information", LATE))
        return [*dict.fromkeys(kept), *told]

    def _remaining(self, aspect: NotedGraph) -> list[Note]:
        """The notes but for those of kinks whose every derivative is a limit.

        An infinite limit says no more than that a product is not lost.
        """
        if self.is_late or not (self._found or aspect.at.fixed):
            return aspect.notes
        doubts = _Doubts(aspect)
        left = {node for entry in self.left for node in self._kinks(doubts, aspect, entry)}
        finite = self._only_inside_limits(aspect.at)
        found: set[int] = set()
        for entry, limit in self._found:
            nodes = self._kinks(doubts, aspect, entry)
            found.update(nodes)
            if is_finite(limit.value):
                finite.update(nodes)
        places = {label: node for node, label in enumerate(aspect.labels)}

        def is_explained(note: Note) -> bool:
            node = places.get(note.node or "")
            if note.kind != "kink" or node is None or node in left:
                return False
            return node in finite or (node in found and note.rule == "NaN")

        return [note for note in aspect.notes if not is_explained(note)]

    @staticmethod
    def _only_inside_limits(at: Linearization) -> set[int]:
        """The nodes that matter to nothing but derivatives by `diff(…)` that are limits."""
        derived = [each.result for each in at.graph.derived if at.needed[each.result]]
        if not derived or not all(result in at.fixed for result in derived):
            return set()
        return {node for node, needed in enumerate(at.needed) if not needed}

    def _kinks(self, doubts: _Doubts, aspect: NotedGraph, entry: _Entry) -> list[int]:
        """The kinks of an aspect that an entry of any order passes."""
        graph = aspect.at.graph
        output, *names = entry.place
        node = graph.outputs.get(output)
        inputs = [graph.inputs[name] for name in dict.fromkeys(names)]
        if node is not None:
            return doubts.between(inputs, node)
        return entry.kinks if len(names) > 1 else []


def _fixed_note(aspect: NotedGraph, node: int) -> Note:
    limit, label = aspect.at.fixed[node], aspect.labels[node]
    return Note(
        "information",
        f"the derivative '{shortened(label)}' was found as a limit, from {limit.sides}: it is "
        f"{number_text(limit.number(aspect.at.m))}",
        label,
        aspect.at.graph.spans[node],
    )


def _limit_note(entry: _Entry, limit: Limit, m: Numbers) -> Note:
    found, given = number_text(limit.number(m)), number_text(entry.number or 0)
    if is_lost(entry.number):
        given = "nothing definite"
    rules = "as the rules have it" if found == given else f"where the rules alone give {given}"
    return Note(
        "information",
        f"{entry.title} was found as a limit, from {limit.sides}: it is {found}, {rules}",
        entry.place[0],
    )
