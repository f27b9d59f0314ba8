"""The paths from one node to another: the edges that lie on any of them, and each path by itself.

A derivative is the sum over all paths of the products of the partials along them.

Invariant: a path is followed when it is asked for, in a time that is as long as the path; there may
be more of them than could ever be listed.

>>> edges = [(), (), (Edge(0, 0, 2.0), Edge(1, 1, 5.0)), (Edge(0, 2, 3.0), Edge(1, 0, 7.0))]
>>> between = edges_between(edges, 0, 3)
>>> [product(path) for path in paths_between(upward(between), 0, 3)]
[6.0, 7.0]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .sweeps import Edge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .sweeps import Edges

EdgePath = tuple[tuple[int, Edge], ...]
"""The edges along a path from its start upward, each with the node whose argument it leads to."""

Upward = dict[int, list[tuple[int, Edge]]]
"""For each node the edges that lead up from it, with the nodes that use it."""


def edges_between(edges: Edges, start: int, end: int) -> dict[int, list[Edge]]:
    """For each node above `start` that lies on a path to `end`, upward, its edges on such paths."""
    reached = {start}
    for node in range(start + 1, end + 1):
        if any(edge.argument in reached for edge in edges[node]):
            reached.add(node)
    wanted = {end} & reached
    found: dict[int, list[Edge]] = {}
    for node in range(end, start, -1):
        if node in wanted:
            found[node] = [edge for edge in edges[node] if edge.argument in reached]
            wanted.update(edge.argument for edge in found[node])
    return dict(reversed(found.items()))


def upward(between: Mapping[int, Sequence[Edge]]) -> Upward:
    """The same edges by the nodes that they lead up from."""
    found: Upward = {}
    for node, edges in between.items():
        for edge in edges:
            found.setdefault(edge.argument, []).append((node, edge))
    return found


def paths_between(steps: Upward, start: int, end: int) -> Iterator[EdgePath]:
    """One path after another along steps all of which lead to `end`."""
    if start == end:
        yield ()
        return
    path: list[tuple[int, Edge]] = []
    branches = [iter(steps.get(start, ()))]
    while branches:
        step = next(branches[-1], None)
        if step is None:
            branches.pop()
            if path:
                path.pop()
            continue
        if step[0] == end:
            yield (*path, step)
        else:
            path.append(step)
            branches.append(iter(steps[step[0]]))


def product(path: EdgePath) -> Any:  # noqa: ANN401
    """The product of the partials along a path."""
    found: Any = 1
    for _, edge in path:
        found = edge.partial * found
    return found
