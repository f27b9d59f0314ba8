"""A report as titles, columns and lines of text: what the forms for people share.

What is kept true: a fact becomes text once, in the sheet of its report, so the table, the plain
and the Markdown form say the same; every text is fit for the screen; cells of a column of numbers
align on the decimal point. A cell may hold several items, with a line break between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..output.diagnostics import LABELS
from ..output.number_format import ABOUT, align_points, rounded
from ..output.text import padded, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...autodiff.graph.notes import Note, Number
    from ..output.screen import Screen


ABBREVIATED = (
    f"A number after {ABOUT} is rounded, for its fraction is too long for a table: --get, JSON, "
    "CSV and TSV give all of it."
)


class Column(NamedTuple):
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


class Grid(NamedTuple):
    """Columns of equal length under a title and an aside; the rows in `strong` are the results."""

    title: str
    columns: tuple[Column, ...]
    strong: frozenset[int] = frozenset()
    aside: str = ""

    @property
    def size(self) -> int:
        """How many cells it has."""
        return sum(len(column.cells) for column in self.columns)


class Footnote(NamedTuple):
    """A line beneath the result; `label` is empty for a plain statement."""

    label: str
    text: str


class Sheet(NamedTuple):
    """All that a form for people draws: the expression, the grids beneath it, then the remarks."""

    expression: str
    grids: tuple[Grid, ...]
    remarks: tuple[Footnote, ...]


def note_remarks(notes: Sequence[Note], screen: Screen) -> list[Footnote]:
    """Notes with their labels."""
    return [Footnote(LABELS[note.kind], screen.show(note.text)) for note in notes]


def abbreviated(grids: Iterable[Grid]) -> list[Footnote]:
    """What is to be said where fractions are too long for these tables."""
    cells = (cell for grid in grids for column in grid.columns for cell in column.cells)
    return [Footnote("", ABBREVIATED)] if any(ABOUT in cell for cell in cells) else []


def number_column(title: str, numbers: Iterable[Number | None], precision: int) -> Column:
    """A column of numbers; nothing for one that does not exist."""
    return whole_numbers(title, align_points([number_cell(each, precision) for each in numbers]))


def number_cell(number: Number | None, precision: int) -> str:
    """A number for a table; nothing for one that does not exist."""
    return "" if number is None else rounded(number, precision)


def whole_numbers(title: str, cells: Sequence[str]) -> Column:
    """A column of whole numbers, or of numbers that are aligned already."""
    return Column(title, tuple(cells), "value", "right")


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
