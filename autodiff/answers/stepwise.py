"""Derivatives of higher order as a person works them out: each is simplified before the next.

Invariants:

- The result is general, as formulas are, and in terms of the graph's inputs and of `by`.
- A formula of more than `_LARGEST` operations is differentiated as it is, without being simplified;
  so is one with a `where`, whose branches a program keeps apart.

>>> from ...parser.parse import parse
>>> from ...parser.unparse import unparse
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ..simplify import formulas
>>> found = stepwise(lower(survey(parse("x*exp(x)"))), "x", 3)[-1]
>>> unparse(formulas(found.graph, {"d": found.entries["f", "x"]})["d"])
'(x + 3)*exp(x)'
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ..differentiation.derivative import Derivatives, differentiated, repeated
from ..graph.growth import most_nodes, refuse_order, refuse_tail
from ..rules import WHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..graph.graph import Graph

_LARGEST = 2_000

_NODES = 100_000
"""No program of more nodes than this is made of what is too large to be simplified."""


def stepwise(graph: Graph, by: str, order: int, *, ties: str = "split") -> list[Derivatives]:
    """The general derivatives by one name, order by order, up to `order`, which is 1 or more.

    Where a formula is too large to be simplified, the last one is of all orders after it.

    Raises `BackpropError` where the program would be too large, or the work too much.
    """
    steps = [cut(differentiated(graph, [by], general=True), [by])]
    sizes: list[int] = []
    for done in range(1, order):
        found = steps[-1]
        entries = {output: node for (output, _), node in found.entries.items()}
        if not entries:
            break
        following, size = _simplified(found.graph, entries, ties)
        sizes.append(size)
        if following is None:
            refuse_tail(size, order - done)
            whole = found.graph.copy()
            whole.outputs = entries
            limit = most_nodes(whole, order - done, _NODES)
            return [*steps, repeated(whole, by, order - done, general=True, limit=limit)]
        refuse_order(sizes, order, _LARGEST)
        if by not in following.inputs:
            return [*steps, Derivatives(following, {})]
        steps.append(differentiated(following, [by], general=True))
    return steps


def cut(found: Derivatives, names: Iterable[str]) -> Derivatives:
    """Derivatives in which a defined name that was differentiated by stands for itself."""
    graph = found.graph.copy()
    for name in names:
        node = graph.named.get(name)
        if node is not None and graph.operations[node] is not None:
            graph.operations[node], graph.arguments[node] = None, ()
            graph.inputs[name], graph.names[node] = node, name
    return replace(found, graph=graph)


def _simplified(graph: Graph, nodes: Mapping[str, int], ties: str) -> tuple[Graph | None, int]:
    """A graph of the simplified formulas of nodes, and how many operations they have.

    The graph is `None` where they are not to be simplified; the operations are 0 where they are not
    known, or do not keep the formulas from being simplified.
    """
    from ..simplify import drafted, graph_of, places

    try:
        draft, chosen = drafted(graph, nodes)
    except BackpropError:
        return None, 0
    size = sum([draft.operations[node] for node in chosen.values()])
    if size > _LARGEST:
        return None, size
    order = places(graph)
    needed = draft.names(chosen.values())
    inputs = sorted(needed & graph.inputs.keys(), key=lambda name: order[name])
    following = graph_of(draft, chosen, inputs, ties=ties)
    return (None, 0) if WHERE in following.operations else (following, size)
