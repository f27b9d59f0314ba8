"""Formulas of nodes as a program: what occurs more than once has a name, and is written once.

>>> from ..differentiation.derivative import differentiated
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> from ...parser.unparse import unparse
>>> found = differentiated(lower(survey(parse("exp(x*y)"))), ["x", "y"], general=True)
>>> made = {f"df_d{by}": node for (_, by), node in found.entries.items()}
>>> unparse(program(found.graph, made))
't1 = exp(x*y); df_dx = y*t1; df_dy = x*t1'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.syntax import Name, Program, Statement
from ...parser.unparse import unparse
from ..graph.graph import CONSTANT_NAMES
from ..rules import FUNCTION_NAMES
from .expressions import NOWHERE, Draft
from .formulas import simplified
from .lowering import graph_of
from .writing import write_nodes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from ..graph.graph import Graph


_LARGEST_OPENED = 200
"""In a graph of more nodes than this, what is shared is not looked into."""


def program(
    graph: Graph,
    nodes: Mapping[str, int],
    *,
    simplify: bool = True,
    taken: Collection[str] = (),
) -> Program:
    """A program whose last statements give nodes their values, under the names given.

    Each earlier statement names a part that is used more than once: t1, t2, …, without the names
    that are in `taken` or mean something already. Without `simplify`, or where simplifying gives
    no shorter program, the parts are as the graph has them.
    """
    draft, chosen = drafted_together(graph, nodes, simplify=simplify)
    names = _names(draft, chosen, {*taken, *nodes, *graph.inputs, *CONSTANT_NAMES, *FUNCTION_NAMES})
    trees = draft.trees([*names, *chosen.values()], names)
    targets = [*names.values(), *chosen]
    # A result that has a name of its own is written by that name.
    values = [
        Name(names[found], NOWHERE) if found in names else tree
        for found, tree in zip(chosen.values(), trees[len(names) :], strict=True)
    ]
    statements = [
        Statement(value, NOWHERE, target=Name(target, NOWHERE))
        for target, value in zip(targets, [*trees[: len(names)], *values], strict=True)
    ]
    text = unparse(Program(tuple(statements), ""))
    return Program(tuple(statements), text)


def simplified_graph(graph: Graph, nodes: Mapping[str, int]) -> Graph:
    """A graph of the simplified formulas of nodes, which are its outputs, with all the inputs."""
    draft, chosen = drafted_together(graph, nodes, simplify=True)
    return graph_of(draft, chosen, graph.inputs)


def drafted_together(
    graph: Graph, nodes: Mapping[str, int], *, simplify: bool
) -> tuple[Draft, dict[str, int]]:
    """Formulas of nodes in a draft, with the fewest operations all together."""
    draft = Draft()
    plain = write_nodes(draft, graph, nodes.values())
    chosen = {name: plain[node] for name, node in nodes.items()}
    for apart in (True, False) if simplify else ():
        if apart or len(plain) <= _LARGEST_OPENED:
            other = simplified(draft, graph, nodes, apart=apart)
            if _operations(draft, other.values()) <= _operations(draft, chosen.values()):
                chosen = other
    return draft, chosen


def _operations(draft: Draft, found: Iterable[int]) -> int:
    """How many operations a program has in which everything is worked out once."""
    return sum([bool(draft.operands[node]) for node in draft.reached(found)])


def _names(draft: Draft, chosen: Mapping[str, int], taken: Collection[str]) -> dict[int, str]:
    """Names for the nodes that are used more than once."""
    uses: dict[int, int] = {}
    for found in chosen.values():
        uses[found] = uses.get(found, 0) + 1
    nodes = draft.reached(chosen.values())
    for node in nodes:
        for operand in draft.operands[node]:
            uses[operand] = uses.get(operand, 0) + 1
    names: dict[int, str] = {}
    number = 0
    for node in nodes:
        if uses[node] > 1 and not draft.is_plain(node):
            number += 1
            while f"t{number}" in taken:
                number += 1
            names[node] = f"t{number}"
    return names
