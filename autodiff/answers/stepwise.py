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
from ...parser.syntax import Name, Program, Statement
from ..differentiation.derivative import Derivatives, differentiated, repeated
from ..graph.graph import CONSTANT_NAMES
from ..graph.growth import most_nodes, refuse_order, refuse_tail
from ..graph.labels import NOWHERE
from ..program.lower import lower
from ..program.names import survey
from ..rules import FUNCTION_NAMES, WHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...parser.syntax import Expression
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
    from ..simplify import formulas, operation_count, places

    try:
        trees = formulas(graph, nodes)
    except BackpropError:
        return None, 0
    size = sum([operation_count(tree) for tree in trees.values()])
    if size > _LARGEST:
        return None, size
    order = places(graph)
    following = _lowered(trees, sorted(graph.inputs, key=lambda name: order[name]), ties)
    return (None, 0) if WHERE in following.operations else (following, size)


def _lowered(trees: Mapping[str, Expression], inputs: list[str], ties: str) -> Graph:
    """The graph of formulas in terms of inputs, which keep their order."""
    names = _fresh(trees, {*inputs, *CONSTANT_NAMES, *FUNCTION_NAMES})
    order = [Statement(Name(name, NOWHERE), NOWHERE) for name in inputs]
    made = [
        Statement(tree, NOWHERE, target=Name(names[output], NOWHERE))
        for output, tree in trees.items()
    ]
    program = Program((*order, *made), "")
    given = [name for name in inputs if name in CONSTANT_NAMES]
    graph = lower(survey(program), outputs=list(names.values()), given=given, ties=ties)
    graph.outputs = {output: graph.outputs[name] for output, name in names.items()}
    return graph


def _fresh(outputs: Iterable[str], taken: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for output in outputs:
        name = output
        while name in taken:
            name += "_"
        taken.add(name)
        found[output] = name
    return found
