"""The tables of `eval`: values and gradients, operation counts; and its rows of CSV.

With several outputs or inputs there is a column for each: in a table `∂f1/∂node`, in CSV
`gradient f1`, `tangent x`, `numerical f1`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ...autodiff.answers.report import KINDS, Cost, Costs, Evaluation, Row
from ..output.number_format import align_points, rounded, shortest
from ..output.text import padded, width
from .separated import write_rows
from .sheet import (
    Column,
    Footnote,
    Grid,
    Sheet,
    abbreviated,
    note_remarks,
    number_column,
    whole_numbers,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ...autodiff.graph.notes import Number
    from ..output.screen import Screen
    from .separated import Value

BY_LIMIT = " by limit"
"""Beside a derivative that is no product of those beside it."""


def sheet(evaluation: Evaluation, screen: Screen, precision: int) -> Sheet:
    """The tables of an evaluation and their remarks, with numbers in `precision` digits."""
    costs = evaluation.costs
    grids = [
        _Nodes(evaluation, screen, precision).grid(),
        *([cost_grid(costs, screen)] if costs else []),
    ]
    remarks = note_remarks(evaluation.notes, screen)
    if costs is not None and costs.sentence:
        remarks.append(Footnote("", screen.show(costs.sentence) + "."))
    if evaluation.agreement is not None:
        remarks.append(Footnote("", agreement_sentence(evaluation.agreement)))
    if evaluation.numbers == "exact":
        remarks += abbreviated(grids)
    return Sheet(screen.show(evaluation.expression), tuple(grids), tuple(remarks))


def agreement_sentence(agreement: float) -> str:
    """How far the two modes' answers are apart."""
    if agreement == 0:
        return "Forward and reverse mode give the same derivatives, digit for digit."
    return (
        "Forward and reverse mode give the same derivatives but for rounding: "
        f"the largest relative difference is {shortest(float(f'{agreement:.2g}'))}."
    )


class _Nodes:
    """The grid of nodes being made."""

    def __init__(self, evaluation: Evaluation, screen: Screen, precision: int) -> None:
        self.evaluation = evaluation
        self.screen = screen
        self.precision = precision
        self.names = [screen.show(row.name) for row in evaluation.rows]

    def grid(self) -> Grid:
        """A row a node, in evaluation order."""
        rows = self.evaluation.rows
        columns = [
            Column("node", tuple(self.names)),
            Column("operation", tuple(map(self.operation, rows)), "value"),
            self.numbers("value", "value", lambda row: row.value),
            Column("local derivatives", tuple(map(self.partials, rows)), "value"),
            *self.gradients(),
            *self.tangents(),
        ]
        results = set(self.evaluation.outputs)
        strong = frozenset(i for i, row in enumerate(rows) if row.name in results)
        return Grid("values and gradients", tuple(columns), strong)

    def operation(self, row: Row) -> str:
        """What a node does: its operation, or what kind of node it is."""
        return self.screen.show(row.expression) if row.kind == "operation" else row.kind

    def numbers(
        self,
        title: str,
        part: str,
        of: Callable[[Row], Number | None],
        heading: str = "",
        name: str | None = None,
    ) -> Column:
        """A column of one number a row; what `name` says is a limit is marked as such."""
        rows = self.evaluation.rows
        column = number_column(title, map(of, rows), self.precision)
        cells = column.cells
        if any(name in row.by_limit for row in rows):
            marks = [BY_LIMIT if name in row.by_limit else "" for row in rows]
            widest = width(BY_LIMIT)
            cells = tuple(
                [cell + padded(mark, widest) for cell, mark in zip(cells, marks, strict=True)]
            )
        return column._replace(cells=cells, part=part, heading=heading)

    def partials(self, row: Row) -> str:
        """`∂/∂x = 1`, a line for each argument that matters."""
        return "\n".join(
            f"{self.quotient('', argument)} = {rounded(partial, self.precision)}"
            for argument, partial in zip(row.arguments, row.partials, strict=False)
            if partial is not None
        )

    def quotient(self, above: str, below: str) -> str:
        """`∂above/∂below`."""
        sign, show = self.screen.partial, self.screen.show
        return f"{sign}{show(above)}/{sign}{show(below)}"

    def gradients(self) -> Iterator[Column]:
        """∂output/∂node for each output, each with its numerical twin if there is one."""
        rows = self.evaluation.rows
        for output in self.evaluation.outputs:
            if any(row.gradient.get(output) is not None for row in rows):
                yield self.gradient(output)
            if any(row.numerical is not None for row in rows):
                title = self.quotient(output, "node")
                yield self.numbers(
                    f"numerical {title}",
                    "numerical",
                    lambda row, output=output: (row.numerical or {}).get(output),
                    f"numerical\n{title}",
                )

    def gradient(self, output: str) -> Column:
        """∂output/∂node; where there is one output every number is labelled `dx`."""
        title = self.quotient(output, "node")
        column = self.numbers(
            title, "reverse", lambda row: row.gradient.get(output), f"reverse\n{title}", output
        )
        if len(self.evaluation.outputs) > 1:
            return column
        widest = min(40, max(map(width, self.names), default=0) + 1)
        cells = tuple(
            f"{padded('d' + name, widest)} = {cell}" if cell.strip() else ""
            for name, cell in zip(self.names, column.cells, strict=True)
        )
        return column._replace(cells=cells, align="left")

    def tangents(self) -> Iterator[Column]:
        """∂node/∂input for each input of `--wrt`, if forward mode was run."""
        if "forward" in self.evaluation.modes:
            for name in self.evaluation.wrt:
                yield self.numbers(
                    self.quotient("node", name),
                    "forward",
                    lambda row, name=name: row.tangents.get(name),
                    f"forward\n{self.quotient('', name)}",
                    name,
                )


def cost_grid(costs: Costs, screen: Screen) -> Grid:
    """The operation counts: a row for the function, two for each mode that was counted."""
    lines: list[tuple[str, str, Cost]] = [("function", "", costs.function)]
    for name, mode in (("forward", costs.forward), ("reverse", costs.reverse)):
        if mode is not None:
            lines.append((f"{name} schoolbook", str(mode.sweeps), mode.schoolbook))
            lines.append((f"{name} executed", str(mode.sweeps), mode.executed))
    counted = [cost for _, _, cost in lines]
    columns = [
        Column("mode", tuple(name for name, _, _ in lines)),
        whole_numbers("sweeps", [sweeps for _, sweeps, _ in lines]),
        *(
            whole_numbers(kind, [str(cost.counts.get(kind, 0)) for cost in counted])
            for kind in KINDS
            if kind != "compare" or any(cost.counts.get(kind) for cost in counted)
        ),
        whole_numbers("total", [str(cost.total) for cost in counted]),
        whole_numbers("ratio", ratios(counted, screen)),
    ]
    aside = "ratio: the total as a multiple of the function's own"
    return Grid("operation counts", tuple(columns), aside=aside)


def ratios(costs: Sequence[Cost], screen: Screen) -> list[str]:
    """Each total as a multiple of the first."""
    own = costs[0].total
    return align_points([rounded(cost.total / own, 3) if own else screen.absent for cost in costs])


def write_separated(evaluation: Evaluation, stream: TextIO, separator: str, screen: Screen) -> None:
    """Write one row a node."""
    titles, columns = zip(*separated_columns(evaluation), strict=True)
    write_rows([titles, *zip(*columns, strict=True)], stream, separator, screen.show)


def separated_columns(evaluation: Evaluation) -> Iterator[tuple[str, list[Value]]]:
    """The titles of CSV, each with its values."""
    rows, outputs = evaluation.rows, evaluation.outputs
    yield "name", [row.name for row in rows]
    yield "kind", [row.kind for row in rows]
    yield "expression", [row.expression if row.kind == "operation" else "" for row in rows]
    yield "value", [row.value for row in rows]
    yield "partials", [row.partials for row in rows]
    verified = any(row.numerical is not None for row in rows)
    for output in outputs:
        of = f" {output}" if len(outputs) > 1 else ""
        yield f"gradient{of}", [row.gradient.get(output) for row in rows]
        if verified:
            yield f"numerical{of}", [(row.numerical or {}).get(output) for row in rows]
    if "forward" in evaluation.modes:
        for name in evaluation.wrt:
            yield f"tangent {name}", [row.tangents.get(name) for row in rows]
