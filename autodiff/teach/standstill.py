"""Why an output does not move with an input: where the way from the one to the other ends.

Invariant: the way is followed along the edges of the graph's linearisation; it ends where a node
uses what moves and has no edge for it.

>>> from ...parser.parse import parse
>>> from ..answers.question import solve
>>> found = solve(parse("floor(x) + where(x > 0, 1, y)"), {"x": 2.5, "y": 1.0})
>>> standstill(found, "x", "f").flat, standstill(found, "y", "f").untaken
(('floor(x)', 'x > 0'), True)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..graph.labels import formula_or_name
from ..rules import WHERE

if TYPE_CHECKING:
    from ..answers.question import Solution

_MOST_SHOWN = 3
_MOST_NODES = 20_000
"""In a larger graph the way is not followed."""


class Standstill(NamedTuple):
    """∂of/∂by is 0, and no sweep leads there.

    `flat` are the operations that pass nothing on, the first ones; `untaken` says that the input is
    used in a branch that is not taken. Where it is neither, nothing leads from the input to the
    output, or the graph is too large to be looked through.
    """

    of: str
    by: str
    flat: tuple[str, ...]
    untaken: bool


def standstill(solution: Solution, by: str, output: str) -> Standstill:
    """Why an output does not move with one of the names."""
    graph, at = solution.graph, solution.linearization
    source, target = solution.wrt[by], graph.outputs[output]
    if len(graph) > _MOST_NODES:
        return Standstill(output, by, (), untaken=False)
    above = graph.below([target])
    moved: set[int] = {source}
    flat: list[int] = []
    untaken = False
    for node in range(source + 1, target + 1):
        if not above[node] or moved.isdisjoint(graph.arguments[node]):
            continue
        if any(edge.argument in moved for edge in at.edges[node]):
            moved.add(node)
        elif not at.examined[node] or not _uses(solution, node, moved):
            untaken = True
        else:
            flat.append(node)
    shown = [formula_or_name(graph, node) for node in flat[:_MOST_SHOWN]]
    return Standstill(output, by, tuple(shown), untaken)


def _uses(solution: Solution, node: int, moved: set[int]) -> bool:
    """Whether a node's value is made of any of these; a `where` leaves one branch out."""
    condition, *branches = solution.graph.arguments[node]
    if solution.graph.operations[node] is not WHERE:
        return True
    taken = branches[0] if solution.values[condition] else branches[1]
    return condition in moved or taken in moved
