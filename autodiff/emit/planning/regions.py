"""Where in a program a node is worked out: under which conditions of the `where`s around it.

A region is a place under a chain of conditions: the root is under none. A node belongs to the
innermost region that holds everything that uses it, so what only one branch needs is worked out
in that branch alone and cannot fail in the other.

Invariants:

- The region of an argument is that of the node that uses it, one around it, or a branch in it.
- Regions are never nested deeper than `DEEPEST`; what is deeper is worked out beforehand.
- A node that is not `exact` may be worked out where nothing needs it: nothing may come of that.

>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> graph = lower(survey(parse("where(x > 0, log(x), sqrt(-x))")))
>>> places = placed(graph, graph.outputs.values())
>>> [(operation.name, places.regions.depth(places.region[node]))
...     for node, operation in enumerate(graph.operations) if operation]
[('greater', 0), ('log', 1), ('negate', 1), ('sqrt', 1), ('where', 0)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...rules import WHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...graph.graph import Graph

ROOT = 0
"""The region under no condition."""

NOWHERE = -1
"""The region of a node that nothing needs."""

DEEPEST = 8
"""Conditions are nested as deep as this; Python's parser, for one, has a limit of its own."""


class _Region(NamedTuple):
    parent: int
    condition: int
    taken: bool
    depth: int


class Regions:
    """The regions of a program, each known by a number."""

    def __init__(self) -> None:
        self._all = [_Region(NOWHERE, NOWHERE, taken=False, depth=0)]
        self._known: dict[tuple[int, int, bool], int] = {}

    def depth(self, region: int) -> int:
        """How many conditions a region is under."""
        return self._all[region].depth

    def entrance(self, region: int) -> tuple[int, int]:
        """The region around one, and the condition that leads into it."""
        return self._all[region].parent, self._all[region].condition

    def branch(self, region: int, condition: int, *, taken: bool) -> int | None:
        """The region in which a condition is so, or is not; `None` where that would be too deep."""
        depth = self._all[region].depth + 1
        if depth > DEEPEST:
            return None
        key = (region, condition, taken)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = len(self._all)
            self._all.append(_Region(region, condition, taken, depth))
        return known

    def common(self, one: int, other: int) -> int:
        """The innermost region around both."""
        regions = self._all
        while one != other:
            if regions[one].depth >= regions[other].depth:
                one = regions[one].parent
            else:
                other = regions[other].parent
        return one

    def are_opposite(self, one: int, other: int) -> bool:
        """Whether one of the two is entered wherever what is around them is, and never both."""
        a, b = self._all[one], self._all[other]
        return (a.parent, a.condition, not a.taken) == (b.parent, b.condition, b.taken)

    def path(self, region: int) -> list[tuple[int, bool]]:
        """The conditions of a region, each with whether it is so, the outermost first."""
        found: list[tuple[int, bool]] = []
        while region != ROOT:
            _, condition, taken, _ = self._all[region]
            found.append((condition, taken))
            region = self._all[region].parent
        found.reverse()
        return found


class Places:
    """Where every node belongs.

    For each node: `region`, its region, or `NOWHERE`; `exact`, 1 if it is worked out only where
    it is needed; `uses`, how often it is an argument or a result.
    """

    def __init__(self, size: int) -> None:
        self.regions = Regions()
        self.region = [NOWHERE] * size
        self.exact = bytearray(size)
        self.uses = [0] * size

    def use(self, node: int, region: int | None, *, around: int, exact: bool) -> None:
        """Take note of one use of a node in a region, or around it if there is none so deep."""
        if region is None:
            region, exact = around, False
        self.uses[node] += 1
        before = self.region[node]
        if before == NOWHERE:
            self.region[node], self.exact[node] = region, exact
            return
        common = self.regions.common(before, region)
        if before == region:
            self.exact[node] |= exact
        elif common == region:
            self.exact[node] = exact
        elif common != before:
            self.exact[node] &= exact and self.regions.are_opposite(before, region)
        self.region[node] = common


def placed(
    graph: Graph, results: Iterable[int], *, lazy: bool = True, made: Sequence[int] = ()
) -> Places:
    """Where each node belongs that the results need; everything at the root if not `lazy`.

    `made` marks nodes that differentiation made; a condition among them may ask after what does not
    exist, if what it has asked first decides it.
    """
    places = Places(len(graph))
    for node in results:
        places.use(node, ROOT, around=ROOT, exact=True)
    for node in range(len(graph) - 1, -1, -1):
        operation, region, arguments = (
            graph.operations[node], places.region[node], graph.arguments[node],
        )  # fmt: skip
        if operation is None or region == NOWHERE:
            continue
        exact = bool(places.exact[node])
        if lazy and operation is WHERE:
            condition, *branches = arguments
            places.use(condition, region, around=region, exact=exact)
            for argument, taken in zip(branches, (True, False), strict=True):
                inside = places.regions.branch(region, condition, taken=taken)
                places.use(argument, inside, around=region, exact=exact)
            continue
        if made and made[node] and operation.name in ("and", "or"):
            exact = False
        for argument in arguments:
            places.use(argument, region, around=region, exact=exact)
    return places
