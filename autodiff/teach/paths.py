"""The chain rule as a sum over paths: all paths to an output, and what factoring saves.

Invariants:

- Paths are counted exactly, by adding up along the edges; only as many as were asked for are
  ever followed one by one, and following one takes no longer than it is.
- Where every path passes through a node, the sum over all of them is the product of the sums to
  both sides of it; a sweep adds up at each node, which is why it needs so few operations.
- A multiplication by the 1 that a sweep begins with is not counted, nor are the local derivatives,
  which both ways of counting share.

>>> from ...parser.parse import parse
>>> found = paths(parse("c = a + b; d = b + 1; e = c*d"), {"a": 2.0, "b": 1.0}, Question(wrt=["b"]))
>>> route = found.routes[0]
>>> route.count, [(path.nodes, path.product) for path in route.paths], route.derivative
(2, [(('b', 'c', 'e'), 2.0), (('b', 'd', 'e'), 3.0)], 5.0)
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from ...parser.syntax import Number as Literal
from ..answers.question import Question, Solution, solve
from ..differentiation.paths import edges_between, paths_between, product, upward
from .chain_rule import Factor, ordinal
from .local_rules import local_formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...parser.syntax import Expression, Program
    from ..differentiation.paths import EdgePath
    from ..differentiation.sweeps import Edge
    from ..graph.notes import Note, Number
    from ..program.names import Survey

__all__ = ["MOST_PATHS", "Question", "paths"]

MOST_PATHS = 20
"""No more paths than this are listed unless more are asked for."""

MOST_ROUTES = 40
"""Pairs of an input and an output beyond this number are counted, not shown."""

_LONGEST = 12
"""Of a longer path the middle is left out where it is shown."""

_MOST_SEGMENTS = 8
_MOST_JUNCTIONS = 12
_MOST_WORK = 20_000_000


@dataclass(frozen=True, slots=True)
class Path:
    """One way: the nodes from the input on, the local derivatives along it, and their product.

    `factors` go from the output down. `formulas` are the same in the graph's names, one for each
    factor, `None` for one that has none. `omitted` counts the nodes in the middle that are not
    shown: their factors are missing after the first `gap` ones, and `formulas` is empty.
    """

    nodes: tuple[str, ...]
    factors: tuple[Factor, ...]
    formulas: tuple[Expression | None, ...]
    omitted: int
    gap: int
    product: Number | None


@dataclass(frozen=True, slots=True)
class Segment:
    """What lies between two nodes that all paths pass: how many ways, and their sum.

    `products` are those of the ways one by one, empty where there are many; `formulas` are the same
    in the graph's names, as the factors of each that are not 1.
    """

    of: str
    by: str
    count: int
    products: tuple[Number | None, ...]
    formulas: tuple[tuple[Expression, ...], ...]
    value: Number | None


@dataclass(frozen=True, slots=True)
class Junction:
    """A node where paths meet (`joins` edges come in) or part (`parts` edges go out)."""

    node: str
    joins: int
    parts: int


@dataclass(frozen=True, slots=True)
class PathWork:
    """What a derivative takes: multiplications and additions."""

    multiplications: int
    additions: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.multiplications + self.additions


@dataclass(frozen=True, slots=True)
class Route:
    """All paths from one input to one output.

    `paths` are those that are listed, the first ones if there are more; `sum` is the sum of all
    their products, `None` if not all are listed. `derivative` is what the reverse sweep gives.
    """

    source: str
    target: str
    count: int
    paths: tuple[Path, ...]
    sum: Number | None
    derivative: Number | None
    by_paths: PathWork
    by_sweep: PathWork
    segments: tuple[Segment, ...]
    more_segments: int
    junctions: tuple[Junction, ...]
    more_junctions: int


@dataclass(frozen=True, slots=True)
class Paths:
    """All that `backprop paths` has to say; `left_out` pairs are not shown."""

    source: str
    expression: str
    inputs: dict[str, Number]
    routes: tuple[Route, ...]
    left_out: int
    notes: tuple[Note, ...]


def paths(
    program: Program | Survey,
    point: Mapping[str, Any],
    question: Question | None = None,
    limit: int = MOST_PATHS,
) -> Paths:
    """The paths from each of `wrt` to each output.

    Raises `BackpropError` as `evaluate` does.
    """
    found = solve(program, point, question)
    pairs = [(source, target) for target in found.graph.outputs for source in found.wrt]
    most = max(1, min(MOST_ROUTES, _MOST_WORK // max(1, 8 * len(found.graph))))
    return Paths(
        source=found.program.text,
        expression=found.expression,
        inputs=found.inputs(),
        routes=tuple([_Following(found, *pair).route(limit) for pair in pairs[:most]]),
        left_out=max(0, len(pairs) - most),
        notes=found.notes,
    )


class _Following:
    """The edges between one input and one output."""

    def __init__(self, found: Solution, source: str, target: str) -> None:
        self._solution = found
        self._source, self._target = source, target
        self._start = found.wrt[source]
        self._end = found.graph.outputs[target]
        self._edges = edges_between(found.edges, self._start, self._end)
        self._known: dict[tuple[int, int], Expression | None] = {}
        self._users = upward(self._edges)

    def route(self, limit: int) -> Route:
        """All that is to be said of the way."""
        solution = self._solution
        count, length = self._counted()
        listed: list[Path] = []
        total: Any = None
        for way in islice(paths_between(self._users, self._start, self._end), limit):
            listed.append(self._path(way))
            total = product(way) if total is None else total + product(way)
        junctions = self._junctions()
        segments, more = self._segments() if count > 1 else ([], 0)
        return Route(
            self._source,
            self._target,
            count,
            tuple(listed),
            solution.reported(total) if len(listed) == count else None,
            solution.adjoint(self._target, self._start),
            PathWork(length - count, max(count - 1, 0)),
            self._sweep(),
            tuple(segments),
            more,
            tuple(junctions[:_MOST_JUNCTIONS]),
            max(0, len(junctions) - _MOST_JUNCTIONS),
        )

    def _counted(self) -> tuple[int, int]:
        """How many paths there are, and how many edges they have together."""
        if self._start == self._end:
            return 1, 1
        counts: dict[int, tuple[int, int]] = {self._start: (1, 0)}
        uses = {node: len(ways) for node, ways in self._users.items()}
        for node, edges in self._edges.items():
            ways = length = 0
            for edge in edges:
                before, along = counts[edge.argument]
                ways, length = ways + before, length + along + before
                uses[edge.argument] -= 1
                if not uses[edge.argument]:  # numbers may be long: none is kept that is not needed
                    del counts[edge.argument]
            counts[node] = ways, length
        return counts.get(self._end, (0, 0))

    def _path(self, way: EdgePath) -> Path:
        solution, labels = self._solution, self._solution.labels
        nodes = [labels[self._start], *(labels[node] for node, _ in way)]
        omitted = max(0, len(nodes) - _LONGEST)
        half = _LONGEST // 2
        kept = way if not omitted else [*way[: half - 1], *way[1 - half :]]
        factors = [
            Factor(
                labels[node],
                labels[edge.argument],
                solution.reported(edge.partial),
                ordinal(solution, node, edge),
            )
            for node, edge in reversed(kept)
        ]
        if omitted:
            nodes = [*nodes[:half], "…", *nodes[-half:]]
        formulas = () if omitted else [self._formula(*step) for step in reversed(kept)]
        gap = half - 1 if omitted else 0
        number = solution.reported(product(way))
        return Path(tuple(nodes), tuple(factors), tuple(formulas), omitted, gap, number)

    def _formulas(self, way: EdgePath) -> tuple[Expression, ...] | None:
        """The formulas along a way, the last first, without ones; `None` if one is missing."""
        found: list[Expression] = []
        for node, edge in reversed(way):
            tree = self._formula(node, edge)
            if tree is None:
                return None
            if not (isinstance(tree, Literal) and (tree.mantissa, tree.exponent) == (1, 0)):
                found.append(tree)
        return tuple(found)

    def _formula(self, node: int, edge: Edge) -> Expression | None:
        """A local derivative in the graph's names; `None` for one that has no formula."""
        key = (node, edge.position)
        if key not in self._known:
            self._known[key] = local_formula(self._solution, node, edge)
        return self._known[key]

    def _sweep(self) -> PathWork:
        """What one reverse sweep over the same edges takes."""
        edges = sum(map(len, self._edges.values()))
        first = len(self._edges.get(self._end, ()))
        return PathWork(edges - first, edges - len(self._users))

    def _junctions(self) -> list[Junction]:
        labels = self._solution.labels
        found: list[Junction] = []
        for node in [self._start, *self._edges]:
            joins, parts = len(self._edges.get(node, ())), len(self._users.get(node, ()))
            if joins > 1 or parts > 1:
                found.append(Junction(labels[node], joins, parts))
        return found

    def _cuts(self) -> list[int]:
        """The nodes that every path passes, both ends included, upward.

        Nodes are in topological order: a path passes by a node only on an edge that spans it.
        """
        cuts = [self._start]
        furthest = max((user for user, _ in self._users.get(self._start, ())), default=self._start)
        for node in self._edges:
            if furthest <= node:
                cuts.append(node)
            furthest = max([furthest, *(user for user, _ in self._users.get(node, ()))])
        return cuts

    def _segments(self) -> tuple[list[Segment], int]:
        """What lies between the nodes that all paths pass; ways with no choice are joined."""
        cuts = self._cuts()
        if len(cuts) < 3:
            return [], 0
        ends = list(self._ends(cuts))
        lows = [cuts[0], *ends]
        shown = [
            self._segment(low, high) for low, high in zip(lows, ends[:_MOST_SEGMENTS], strict=False)
        ]
        return (shown, len(ends) - len(shown)) if len(ends) > 1 else ([], 0)

    def _ends(self, cuts: Sequence[int]) -> Iterator[int]:
        """Where each segment ends."""
        straight = [
            len(self._edges[high]) == 1 and self._edges[high][0].argument == low
            for low, high in pairwise(cuts)
        ]
        for place, high in enumerate(cuts[1:]):
            goes_on = place + 1 < len(straight) and straight[place + 1]
            if not (straight[place] and goes_on):
                yield high

    def _segment(self, low: int, high: int) -> Segment:
        """One segment, with its sum worked out along its own edges."""
        counts: dict[int, int] = {low: 1}
        sums: dict[int, Any] = {low: 1}
        for node in [node for node in self._edges if low < node <= high]:
            for edge in self._edges[node]:
                counts[node] = counts.get(node, 0) + counts[edge.argument]
                part = edge.partial * sums[edge.argument]
                sums[node] = part if node not in sums else sums[node] + part
        products: list[Number | None] = []
        formulas: list[tuple[Expression, ...]] = []
        if counts[high] <= _MOST_SEGMENTS:
            ways = list(paths_between(self._users, low, high))
            products = [self._solution.reported(product(way)) for way in ways]
            named = [self._formulas(way) for way in ways]
            formulas = [] if None in named else [way for way in named if way is not None]
        labels = self._solution.labels
        return Segment(
            labels[high], labels[low], counts[high], tuple(products), tuple(formulas),
            self._solution.reported(sums[high]),
        )  # fmt: skip
