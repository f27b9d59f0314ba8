"""The report's rows: one for every node that has a name or is an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .primitives import WHERE
from .report import Row
from .sweeps import dependent_nodes
from .wording import operation_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .graph import Graph
    from .sweeps import Edges

Columns = dict[str, list[float | None]]
"""For each name a number for every node: tangents by input, adjoints by output."""


def number_or(number: float | None, absent: float | None) -> float | None:
    """A derivative as a float, or what stands for one that is absent."""
    return absent if number is None else float(number)


def differentiable_nodes(edges: Edges, wrt: Mapping[str, int]) -> bytearray:
    """For each node, 1 if a derivative with respect to it was asked for or lies on the way."""
    marks = bytearray(1 if node_edges else 0 for node_edges in edges)
    for node in wrt.values():
        marks[node] = 1
    return marks


def make_rows(
    graph: Graph,
    labels: Sequence[str],
    values: Sequence[float],
    needed: bytearray,
    edges: Edges,
    wrt: Mapping[str, int],
    tangents: Columns,
    adjoints: Columns,
    numerical: Mapping[int, dict[str, float | None]],
) -> tuple[Row, ...]:
    """All rows, in evaluation order; literals that have no name of their own get none."""
    asked = differentiable_nodes(edges, wrt)
    moving = dependent_nodes(graph, wrt.values())
    sources = {node: name for name, node in wrt.items()}

    def gradient(node: int) -> dict[str, float | None]:
        if adjoints:
            absent = 0.0 if asked[node] else None
            return {output: number_or(adjoints[output][node], absent) for output in graph.outputs}
        by = sources.get(node)
        return {
            output: None if by is None else number_or(tangents[by][place], 0.0)
            for output, place in graph.outputs.items()
        }

    def row(node: int) -> Row:
        operation, arguments = graph.operations[node], graph.arguments[node]
        value = float(values[node]) if needed[node] else None
        partials: list[float | None] = [None] * len(arguments)
        if operation is not None and operation is not WHERE and needed[node]:
            for position, argument in enumerate(arguments):
                if moving[argument] and not operation.has_partial(position):
                    partials[position] = 0.0
        for position, _, partial in edges[node]:
            partials[position] = float(partial)
        leaf = "constant" if node in graph.constants else "input"
        return Row(
            name=labels[node],
            kind=leaf if operation is None else "operation",
            operation=None if operation is None else operation.name,
            arguments=tuple([labels[argument] for argument in arguments]),
            expression=labels[node] if operation is None else operation_text(graph, node, labels),
            span=graph.spans[node],
            value=value,
            partials=tuple(partials),
            gradient=gradient(node),
            tangents={
                by: None if value is None else number_or(column[node], 0.0)
                for by, column in tangents.items()
            },
            numerical=numerical.get(node),
        )

    return tuple(
        [
            row(node)
            for node in range(len(graph))
            if graph.operations[node] is not None or graph.names[node] is not None
        ]
    )
