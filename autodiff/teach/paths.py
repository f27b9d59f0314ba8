"""The chain rule as a sum over paths: every way to an output, and what factoring saves.

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

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ...parser.syntax import Number as Literal
from ..answers.question import Question, Solution, solve
from .chain_rule import Factor, ordinal
from .local_rules import local_formula
from .routes import Junction, Path, Paths, Route, Segment, Work

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...parser.syntax import Expression, Program
    from ..differentiation.sweeps import Edge
    from ..graph.notes import Number
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
        self._edges = self._between()
        self._known: dict[tuple[int, int], Expression | None] = {}
        self._users: dict[int, list[tuple[int, Edge]]] = {}
        for node, edges in self._edges.items():
            for edge in edges:
                self._users.setdefault(edge.argument, []).append((node, edge))

    def _between(self) -> dict[int, list[Edge]]:
        """For each node on the way, upward, the edges that lie on a path."""
        edges = self._solution.edges
        reached = {self._start}
        for node in range(self._start + 1, self._end + 1):
            if any(edge.argument in reached for edge in edges[node]):
                reached.add(node)
        wanted = {self._end} & reached
        found: dict[int, list[Edge]] = {}
        for node in range(self._end, self._start, -1):
            if node in wanted:
                found[node] = [edge for edge in edges[node] if edge.argument in reached]
                wanted.update(edge.argument for edge in found[node])
        return dict(reversed(found.items()))

    def route(self, limit: int) -> Route:
        """All that is to be said of the way."""
        solution = self._solution
        count, length = self._counted()
        listed: list[Path] = []
        total: Any = None
        for way in self._ways(limit) if count else ():
            path, product = self._path(way)
            listed.append(path)
            total = product if total is None else total + product
        junctions = self._junctions()
        segments, more = self._segments() if count > 1 else ([], 0)
        return Route(
            self._source,
            self._target,
            count,
            tuple(listed),
            solution.reported(total) if len(listed) == count else None,
            solution.adjoint(self._target, self._start),
            Work(length - count, max(count - 1, 0)),
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

    def _ways(self, limit: int) -> Iterator[list[tuple[int, Edge]]]:
        """The first paths, each as the users and edges along it."""
        way: list[tuple[int, Edge]] = []
        branches = [iter(self._users.get(self._start, ()))]
        if self._start == self._end:
            yield []
            return
        while branches and limit:
            step = next(branches[-1], None)
            if step is None:
                branches.pop()
                if way:
                    way.pop()
                continue
            way.append(step)
            if step[0] == self._end:
                yield list(way)
                limit -= 1
                way.pop()
            else:
                branches.append(iter(self._users[step[0]]))

    def _path(self, way: Sequence[tuple[int, Edge]]) -> tuple[Path, Any]:
        solution, labels = self._solution, self._solution.labels
        product: Any = 1
        for _, edge in way:
            product = edge.partial * product
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
        number = solution.reported(product)
        return Path(tuple(nodes), tuple(factors), tuple(formulas), omitted, gap, number), product

    def _formulas(self, way: Sequence[tuple[int, Edge]]) -> tuple[Expression, ...] | None:
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

    def _sweep(self) -> Work:
        """What one reverse sweep over the same edges takes."""
        edges = sum(map(len, self._edges.values()))
        first = len(self._edges.get(self._end, ()))
        return Work(edges - first, edges - len(self._users))

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
            within = _Within(self._users, low, high)
            ways = list(within.ways())
            products = [self._solution.reported(product) for product, _ in ways]
            named = [self._formulas(way) for _, way in ways]
            formulas = [] if None in named else [way for way in named if way is not None]
        labels = self._solution.labels
        return Segment(
            labels[high], labels[low], counts[high], tuple(products), tuple(formulas),
            self._solution.reported(sums[high]),
        )  # fmt: skip


class _Within:
    """The ways between two nodes that all paths pass."""

    def __init__(
        self, users: Mapping[int, Sequence[tuple[int, Edge]]], low: int, high: int
    ) -> None:
        self._users, self._low, self._high = users, low, high

    def ways(self) -> Iterator[tuple[Any, tuple[tuple[int, Edge], ...]]]:
        """One after the other: the product, and the users and edges along it."""
        stack: list[tuple[int, Any, tuple[tuple[int, Edge], ...]]] = [(self._low, 1, ())]
        while stack:
            node, product, way = stack.pop()
            if node == self._high:
                yield product, way
                continue
            for user, edge in reversed(self._users[node]):
                stack.append((user, edge.partial * product, (*way, (user, edge))))
