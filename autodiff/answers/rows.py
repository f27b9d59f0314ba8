"""The report's rows: one for every node that has a name or is an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..graph.labels import operation_text
from ..rules import WHERE
from .report import Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..differentiation.solution import Linearization
    from ..differentiation.sweeps import Edges
    from ..graph.notes import Number


def differentiable_nodes(edges: Edges, wrt: Mapping[str, int]) -> bytearray:
    """For each node, 1 if a derivative with respect to it was asked for or lies on the way."""
    marks = bytearray(1 if node_edges else 0 for node_edges in edges)
    for node in wrt.values():
        marks[node] = 1
    return marks


def make_rows(
    at: Linearization,
    labels: Sequence[str],
    numerical: Mapping[int, dict[str, float | None]],
) -> tuple[Row, ...]:
    """All rows, in evaluation order; literals that have no name of their own get none.

    Each says what its node's number is; `numerical` adds finite differences by node.
    """
    graph, wrt, edges, report = at.graph, at.wrt, at.reached, at.m.report
    tangents, adjoints, needed, examined = at.tangents, at.adjoints, at.needed, at.examined
    asked = differentiable_nodes(edges, wrt)
    moving = graph.above(wrt.values())
    sources = {node: name for name, node in wrt.items()}
    shown = graph.shown()
    zero = report(0)

    def number_or(number: Any, absent: Number | None) -> Number | None:  # noqa: ANN401
        return absent if number is None else report(number)

    def gradient(node: int) -> dict[str, Number | None]:
        if adjoints:
            absent = zero if asked[node] else None
            return {output: number_or(adjoints[output][node], absent) for output in graph.outputs}
        by = sources.get(node)
        return {
            output: None if by is None else number_or(tangents[by][place], zero)
            for output, place in graph.outputs.items()
        }

    places = graph.outputs

    def limits(node: int) -> tuple[str, ...]:
        return tuple(
            [output for output, by in at.limits if wrt[by] == node]
            + [by for output, by in at.limits if places[output] == node and by in tangents]
        )

    def row(node: int) -> Row:
        operation, arguments = graph.operations[node], graph.arguments[node]
        value = report(at.values[node]) if examined[node] else None
        known = needed[node] or (examined[node] and operation is None)
        partials: list[Number | None] = [None] * len(arguments)
        if operation is not None and operation is not WHERE and needed[node]:
            numbers = tuple([at.values[argument] for argument in arguments])
            live = operation.positions_at(range(len(arguments)), numbers, at.values[node])
            for position, argument in enumerate(arguments):
                if moving[argument] and not (position in live and operation.has_partial(position)):
                    partials[position] = zero
        for position, _, partial in edges[node]:
            partials[position] = report(partial)
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
                by: number_or(column[node], zero) if known else None
                for by, column in tangents.items()
            },
            numerical=numerical.get(node),
            by_limit=limits(node),
        )

    return tuple(
        [
            row(node)
            for node in range(len(graph))
            if graph.names[node] is not None or (graph.operations[node] is not None and shown[node])
        ]
    )
