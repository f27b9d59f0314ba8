"""Which derivatives can be anything but zero: the sparsity of Jacobians and Hessians.

Invariants:

- What is found holds at every point: an entry that is not found is zero wherever it has a value.
- One pass over the graph; a set of inputs is one whole number, a bit for each.

>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("x*y; y + floor(z); where(z > 0, x, 2)")))
>>> reach = reached(graph, list(graph.inputs.values()))
>>> [f"{reach[node]:03b}" for node in graph.outputs.values()]
['011', '010', '001']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from . import sweeps
from .sweeps import unsigned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..graph.graph import Graph
    from .sweeps import Edges

MatrixRow = tuple[str, ...]
"""What is differentiated: (output,), or (output, name) for its derivative by the name."""

Entries = dict[MatrixRow, dict[str, Any]]
"""The entries that are worked out, by row and by name."""

MOST_WORK = 200_000_000
"""Matrices are refused whose sweeps would pass more nodes than this."""

MOST_BITS = 20_000_000_000
"""Sets are refused that would take more bits than this together."""


def reached(graph: Graph, sources: Sequence[int]) -> list[int]:
    """For each node the sources that a derivative reaches it from, bit i for `sources[i]`.

    Raises `BackpropError` where there are too many nodes and sources.
    """
    if len(graph) * len(sources) > MOST_BITS:
        raise BackpropError(
            f"{len(sources):,} inputs in a graph of {len(graph):,} nodes are too many for a matrix",
            hint="take fewer with --wrt",
        )
    found = [0] * len(graph)
    for bit, source in enumerate(sources):
        found[source] |= 1 << bit
    for node, operation in enumerate(graph.operations):
        if operation is None:
            continue
        bits = found[node]
        for place, argument in enumerate(graph.arguments[node]):
            if found[argument] and operation.has_partial(place):
                bits |= found[argument]
        found[node] = bits
    return found


def members(bits: int) -> list[int]:
    """The places of the bits that are set, the lowest first.

    >>> members(0b1011)
    [0, 1, 3]
    """
    return [place for place, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]


class Pattern:
    """The entries of a matrix that can be anything but zero, and the sweeps that give them.

    `rows` are the nodes that are differentiated, `sources` those that they are differentiated by.
    With `mirrored` a row is (output, name), and the entry (output, name) by other mirrors the
    entry (output, other) by name: it is worked out once, and only if neither is zero.
    """

    def __init__(
        self,
        graph: Graph,
        rows: Mapping[MatrixRow, int],
        sources: Mapping[str, int],
        *,
        mirrored: bool,
    ) -> None:
        self._graph = graph
        self._rows = rows
        self._sources = sources
        self._places = {name: place for place, name in enumerate(sources)}
        self._reached = reached(graph, list(sources.values()))
        self._mirrored = mirrored
        self._wanted = self._find_wanted()

    def _find_wanted(self) -> dict[MatrixRow, list[str]]:
        """For each row, the names by which it has an entry that is to be worked out."""
        names = list(self._sources)
        wanted: dict[MatrixRow, list[str]] = {}
        for row, node in self._rows.items():
            places = members(self._reached[node])
            if self._mirrored:
                places = [place for place in places if self._is_first(row, names[place])]
            wanted[row] = [names[place] for place in places]
        return wanted

    def _is_first(self, row: MatrixRow, name: str) -> bool:
        """Whether an entry is the first of two that mirror each other, and neither is zero."""
        output, by = row
        if self._places[by] > self._places[name]:
            return False
        mirror = self._rows.get((output, name))
        return mirror is not None and bool(self._reached[mirror] >> self._places[by] & 1)

    def swept(self, edges: Edges) -> Entries:
        """The entries: one sweep up for each name, or one down for each row.

        Raises `BackpropError` where that would take too long.
        """
        upward = sum(bits.bit_count() for bits in self._reached)
        downward = len(self._rows) * len(self._graph)
        if min(upward, downward) > MOST_WORK:
            raise BackpropError(
                "this matrix would take too long to work out",
                hint="take fewer outputs with --of, or fewer inputs with --wrt",
            )
        return self._swept_up(edges) if upward <= downward else self._swept_down(edges)

    def _swept_up(self, edges: Edges) -> Entries:
        entries: Entries = {row: dict.fromkeys(names) for row, names in self._wanted.items()}
        rows: dict[str, list[MatrixRow]] = {}
        for row, names in self._wanted.items():
            for name in names:
                rows.setdefault(name, []).append(row)
        users = sweeps.users_of(edges)
        for name, here in rows.items():
            tangents = sweeps.sparse_forward(edges, users, self._sources[name])
            for row in here:
                entries[row][name] = unsigned(tangents.get(self._rows[row]))
        return entries

    def _swept_down(self, edges: Edges) -> Entries:
        entries: Entries = {}
        for row, names in self._wanted.items():
            adjoints = sweeps.reverse(edges, self._rows[row]) if names else []
            entries[row] = {name: unsigned(adjoints[self._sources[name]]) for name in names}
        return entries
