"""Formulas of nodes, written out: simplified, or as the graph has them.

>>> from ...parser.parse import parse
>>> tree = parse("2*x*cos(x^2) - 1").statements[0].value
>>> operation_count(tree)
5
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.syntax import Call, Number, Unary, children
from ..graph.growth import SIZE_LIMIT, too_long
from .expressions import Draft
from .layout import WEIGHTS
from .reading import Reader
from .writing import Writer, write_nodes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...parser.syntax import Expression
    from ..graph.graph import Graph

_LARGEST_WRITTEN = 50_000
"""What is too long as it stands and has more parts than this is not simplified first."""

_LARGEST_GRAPH = 200_000
"""In a graph of more nodes than this, what is shared is not looked into."""


def formulas(
    graph: Graph, nodes: Mapping[str, int], *, simplify: bool = True
) -> dict[str, Expression]:
    """The formulas of nodes in terms of the graph's inputs, under the names given.

    With `simplify=False` they are as the graph has them.

    Raises `BackpropError` where they would be longer than `SIZE_LIMIT`, all together.
    """
    draft, chosen = drafted(graph, nodes, simplify=simplify)
    return dict(zip(chosen, draft.trees(list(chosen.values())), strict=True))


def drafted(
    graph: Graph, nodes: Mapping[str, int], *, simplify: bool = True
) -> tuple[Draft, dict[str, int]]:
    """The same formulas as nodes of a draft."""
    draft = Draft()
    plain = write_nodes(draft, graph, nodes.values())
    chosen = {name: plain[node] for name, node in nodes.items()}
    if simplify and len(plain) > _LARGEST_WRITTEN:
        _check_size(sum([draft.sizes[found] for found in chosen.values()]))
    if simplify:
        apart = len(plain) > _LARGEST_GRAPH
        for name, found in simplified(draft, graph, nodes, apart=apart).items():
            if draft.operations[found] <= draft.operations[chosen[name]]:
                chosen[name] = found
    _check_size(sum([draft.sizes[found] for found in chosen.values()]))
    return draft, chosen


def simplified(
    draft: Draft, graph: Graph, nodes: Mapping[str, int], *, apart: bool = False
) -> dict[str, int]:
    """The simplified formulas of nodes in a draft; `apart` as the `Reader` has it."""
    reader = Reader(graph, nodes.values(), apart=apart)
    writer = Writer(draft, reader.algebra.style, reader.algebra.one, graph.inputs)
    written = writer.write([reader.term(node) for node in nodes.values()])
    return dict(zip(nodes, written, strict=True))


def _check_size(size: int) -> None:
    if size > SIZE_LIMIT:
        raise too_long()


def operation_count(expression: Expression) -> int:
    """How many operators and functions an expression is written with.

    The sign of a negative number is none: `-2*x` has one operation, `-x` has one too. hypot(x, y)
    has those of the sqrt(x^2 + y^2) that it is short for.
    """
    count, pending = 0, [expression]
    while pending:
        node = pending.pop()
        operands = children(node)
        literal = isinstance(node, Unary) and isinstance(node.operand, Number)
        weight = WEIGHTS.get(node.function, 1) if isinstance(node, Call) else 1
        count += 0 if literal or not operands else weight
        pending += operands
    return count
