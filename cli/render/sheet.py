"""A report as titles, columns and lines of text: what the forms for people share.

What is kept true: a fact is turned into text here and nowhere else, so the table, the plain and
the Markdown form say the same; every text is fit for the screen; cells of a column of numbers
align on the decimal point. A cell may hold several items, with a line break between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...autodiff.report import KINDS, Cost, Costs, Evaluation, Note, Row
from ..output.diagnostics import LABELS
from ..output.number_text import ABOUT, align_points, rounded, shortest
from ..output.text import padded, width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...autodiff.report import Number
    from ..output.screen import Screen


ABBREVIATED = (
    f"A number after {ABOUT} is rounded, for its fraction is too long for a table: --get, JSON, "
    "CSV and TSV give all of it."
)


BY_LIMIT = " by limit"
"""Beside a derivative that is no product of those beside it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A title and a cell for each row; `heading` is a narrower title, perhaps of two lines.

    `part` says what it belongs to: `node`, which every table repeats, or `value`, `reverse`,
    `forward`. `joint` stands for a line break where a cell has one line.
    """

    title: str
    cells: tuple[str, ...]
    part: str = "node"
    align: str = "left"
    heading: str = ""
    joint: str = ", "

    @property
    def flat_cells(self) -> list[str]:
        """The cells on one line each."""
        return [cell.replace("\n", self.joint) for cell in self.cells]


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns of equal length under a title and an aside; the rows in `strong` are the results."""

    title: str
    columns: tuple[Column, ...]
    strong: frozenset[int] = frozenset()
    aside: str = ""

    @property
    def size(self) -> int:
        """How many cells it has."""
        return sum(len(column.cells) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Remark:
    """A line beneath the result; `label` is empty for a plain statement."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a form for people draws: the expression, the grids beneath it, then the remarks."""

    expression: str
    grids: tuple[Grid, ...]
    remarks: tuple[Remark, ...]


class Maker:
    """Makes a sheet of an evaluation: numbers in `precision` digits, texts fit for `screen`."""

    def __init__(self, evaluation: Evaluation, screen: Screen, precision: int) -> None:
        self.evaluation = evaluation
        self.screen = screen
        self.precision = precision
        self.names = [screen.show(row.name) for row in evaluation.rows]

    def sheet(self) -> Sheet:
        """The whole of it."""
        costs = self.evaluation.costs
        return Sheet(
            expression=self.screen.show(self.evaluation.expression),
            grids=(self.values(), *([cost_grid(costs, self.screen)] if costs else ())),
            remarks=tuple(self.remarks()),
        )

    def values(self) -> Grid:
        """The grid of nodes, in evaluation order."""
        rows = self.evaluation.rows
        columns = [
            Column("node", tuple(self.names)),
            Column("operation", tuple(self.operation(row) for row in rows), "value"),
            self.number_column("value", "value", lambda row: row.value),
            Column("local derivatives", tuple(map(self.partials, rows)), "value"),
            *self.gradient_columns(),
            *self.forward_columns(),
        ]
        results = set(self.evaluation.outputs)
        strong = frozenset(i for i, row in enumerate(rows) if row.name in results)
        return Grid("values and gradients", tuple(columns), strong)

    def operation(self, row: Row) -> str:
        """What a node does: its operation, or what kind of node it is."""
        return self.screen.show(row.expression) if row.kind == "operation" else row.kind

    def number(self, value: Number | None) -> str:
        """A number for a table; nothing for one that does not exist."""
        return "" if value is None else rounded(value, self.precision)

    def number_column(
        self,
        title: str,
        part: str,
        of: Callable[[Row], Number | None],
        heading: str = "",
        name: str | None = None,
    ) -> Column:
        """A column of one number a row; what `name` says is a limit is marked as such."""
        rows = self.evaluation.rows
        cells = align_points([self.number(of(row)) for row in rows])
        if any(name in row.by_limit for row in rows):
            marks = [BY_LIMIT if name in row.by_limit else "" for row in rows]
            widest = width(BY_LIMIT)
            cells = [cell + padded(mark, widest) for cell, mark in zip(cells, marks, strict=True)]
        return Column(title, tuple(cells), part, "right", heading)

    def partials(self, row: Row) -> str:
        """`∂/∂x = 1`, a line for each argument that matters."""
        return "\n".join(
            f"{self.quotient('', argument)} = {self.number(partial)}"
            for argument, partial in zip(row.arguments, row.partials, strict=False)
            if partial is not None
        )

    def quotient(self, above: str, below: str) -> str:
        """`∂above/∂below`."""
        sign, show = self.screen.partial, self.screen.show
        return f"{sign}{show(above)}/{sign}{show(below)}"

    def gradient_columns(self) -> list[Column]:
        """∂output/∂node for each output, each with its numerical twin if there is one."""
        columns: list[Column] = []
        rows = self.evaluation.rows
        for output in self.evaluation.outputs:
            if any(row.gradient.get(output) is not None for row in rows):
                columns.append(self.gradient_column(output))
            if any(row.numerical is not None for row in rows):
                columns.append(self.numerical_column(output))
        return columns

    def gradient_column(self, output: str) -> Column:
        """∂output/∂node; where there is one output every number is labelled `dx`."""
        title = self.quotient(output, "node")
        column = self.number_column(
            title, "reverse", lambda row: row.gradient.get(output), f"reverse\n{title}", output
        )
        if len(self.evaluation.outputs) > 1:
            return column
        widest = min(40, max(map(width, self.names), default=0) + 1)
        cells = tuple(
            f"{padded('d' + name, widest)} = {cell}" if cell.strip() else ""
            for name, cell in zip(self.names, column.cells, strict=True)
        )
        return Column(title, cells, "reverse", heading=column.heading)

    def numerical_column(self, output: str) -> Column:
        """The finite-difference twin of a gradient."""
        title = self.quotient(output, "node")
        return self.number_column(
            f"numerical {title}",
            "numerical",
            lambda row: row.numerical.get(output) if row.numerical else None,
            f"numerical\n{title}",
        )

    def forward_columns(self) -> list[Column]:
        """∂node/∂input for each input of `--wrt`, if forward mode was run."""
        if "forward" not in self.evaluation.modes:
            return []
        return [
            self.number_column(
                self.quotient("node", name),
                "forward",
                lambda row, name=name: row.tangents.get(name),
                f"forward\n{self.quotient('', name)}",
                name,
            )
            for name in self.evaluation.wrt
        ]

    def remarks(self) -> list[Remark]:
        """The notes, which mode is cheaper, and whether the two modes agree."""
        remarks = noted(self.evaluation.notes, self.screen)
        costs, agreement = self.evaluation.costs, self.evaluation.agreement
        if costs is not None and costs.sentence:
            remarks.append(Remark("", self.screen.show(costs.sentence) + "."))
        if agreement is not None:
            remarks.append(Remark("", agreed(agreement)))
        if self.is_abbreviated():
            remarks.append(Remark("", ABBREVIATED))
        return remarks

    def is_abbreviated(self) -> bool:
        """Whether a number is too long for the tables."""
        rows = self.evaluation.rows if self.evaluation.numbers == "exact" else ()
        numbers = (
            number
            for row in rows
            for number in (
                row.value,
                *row.partials,
                *row.gradient.values(),
                *row.tangents.values(),
            )
        )
        return any(self.number(number).startswith(ABOUT) for number in numbers)


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


def noted(notes: Sequence[Note], screen: Screen) -> list[Remark]:
    """Notes with their labels."""
    return [Remark(LABELS[note.kind], screen.show(note.text)) for note in notes]


def whole_numbers(title: str, cells: Sequence[str]) -> Column:
    """A column of whole numbers, or of numbers that are aligned already."""
    return Column(title, tuple(cells), "value", "right")


def agreed(agreement: float) -> str:
    """How far the two modes' answers are apart."""
    if agreement == 0:
        return "Forward and reverse mode give the same derivatives, digit for digit."
    return (
        "Forward and reverse mode give the same derivatives but for rounding: "
        f"the largest relative difference is {shortest(float(f'{agreement:.2g}'))}."
    )


def aligned(column: Column, most: int | None = None) -> tuple[str, list[str]]:
    """The title and the cells, each on one line, padded to one width of at most `most` cells.

    >>> aligned(Column("n", (" 4.8", "12  "), align="right"))
    ('   n', [' 4.8', '12  '])
    """
    cells = column.flat_cells
    widest = max(map(width, (column.title, *cells)))
    if most is not None:
        widest = min(widest, most)
    title, *padded_cells = [padded(text, widest, column.align) for text in (column.title, *cells)]
    return title, padded_cells
