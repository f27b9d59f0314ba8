"""Derivatives of higher order as a person works them out: each is simplified before the next.

Invariants:

- The result is general, as formulas are, and in terms of the graph's inputs and of `by`.
- A formula of more than `_LARGEST` operations is differentiated as it is, without being simplified;
  so is one with a `where`, whose branches a program keeps apart.

>>> from ..parser.parse import parse
>>> from ..parser.unparse import unparse
>>> from .lower import lower
>>> from .names import survey
>>> from .simplify import formulas
>>> found = stepwise(lower(survey(parse("x*exp(x)"))), "x", 3)
>>> unparse(formulas(found.graph, {"d": found.entries["f", "x"]})["d"])
'(x + 3)*exp(x)'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parser.errors import BackpropError
from ..parser.records import replace
from ..parser.syntax import Name, Program, Statement
from .derivative import Derivatives, differentiated, repeated
from .graph import CONSTANT_NAMES
from .lower import lower
from .names import survey
from .primitives import FUNCTION_NAMES, WHERE
from .wording import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..parser.syntax import Expression
    from .graph import Graph

_LARGEST = 2_000

_NODES = 100_000
"""No program of more nodes than this is made of what is too large to be simplified."""


def stepwise(graph: Graph, by: str, order: int, *, ties: str = "split") -> Derivatives:
    """The general derivatives of some order, 1 or more, by one name.

    Raises `BackpropError` where the program would be too large.
    """
    found = cut(differentiated(graph, [by], general=True), [by])
    for done in range(1, order):
        entries = {output: node for (output, _), node in found.entries.items()}
        if not entries:
            break
        following = _simplified(found.graph, entries, ties)
        if following is None:
            whole = found.graph.copy()
            whole.outputs = entries
            return repeated(whole, by, order - done, general=True, limit=_NODES)
        if by not in following.inputs:
            return Derivatives(following, {})
        found = differentiated(following, [by], general=True)
    return found


def cut(found: Derivatives, names: Iterable[str]) -> Derivatives:
    """Derivatives in which a defined name that was differentiated by stands for itself."""
    graph = found.graph.copy()
    for name in names:
        node = graph.named.get(name)
        if node is not None and graph.operations[node] is not None:
            graph.operations[node], graph.arguments[node] = None, ()
            graph.inputs[name], graph.names[node] = node, name
    return replace(found, graph=graph)


def _simplified(graph: Graph, nodes: Mapping[str, int], ties: str) -> Graph | None:
    """A graph of the simplified formulas of nodes; `None` where they are not to be simplified."""
    from .simplify import formulas, operation_count, places

    try:
        trees = formulas(graph, nodes)
    except BackpropError:
        return None
    if sum([operation_count(tree) for tree in trees.values()]) > _LARGEST:
        return None
    order = places(graph)
    following = _lowered(trees, sorted(graph.inputs, key=lambda name: order[name]), ties)
    return None if WHERE in following.operations else following


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
