"""The table form, for a terminal.

What is kept true: every row and every digit is there at any width. Where all columns do not fit,
first the local derivatives go one below another, then forward mode's columns move to tables of
their own, then the others are shared out over several tables; each begins with the node's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ..output.diagnostics import COLOURS
from ..output.terminal import make_console
from ..output.text import padded, width
from . import plain
from .sheet import Column, Footnote, Grid, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ..output.screen import Screen

MOST_CELLS = 20_000
"""Beyond so many cells there are no boxes: nobody looks at them, and drawing them takes long."""

STYLES = {
    "node": "cyan",
    "value": "",
    "reverse": "green",
    "numerical": "dim",
    "forward": "magenta",
}
GAP = 2
"""The cells between two columns."""


def write_table(sheet: Sheet, stream: TextIO, screen: Screen) -> None:
    """Write the sheet to the stream."""
    if any(grid.size > MOST_CELLS for grid in sheet.grids):
        plain.write(sheet, stream)
        return
    console = make_console(stream, screen)
    console.print(styled(sheet.expression, "bold"), soft_wrap=True)
    for whole in sheet.grids:
        for grid in split(whole, screen):
            console.print()
            write_grid(console, grid, screen)
    write_remarks(console, sheet.remarks)


def write_grid(console: Console, grid: Grid, screen: Screen) -> None:
    """The grid under its title, without the blanks that Rich leaves at the ends of lines."""
    title = styled(grid.title, "bold")
    if grid.aside:
        title.append(f" ({grid.aside})", style="not bold")
    with console.capture() as capture:
        console.print(title)
        console.print(drawn(grid, screen))
    for line in capture.get().splitlines():
        console.file.write(f"{line.rstrip()}\n")


def split(grid: Grid, screen: Screen) -> list[Grid]:
    """The grid as one table if it fits the screen, else as several that do."""
    columns = screen.columns
    flat = grid._replace(columns=tuple(map(flattened, grid.columns)))
    for whole in (flat, grid):
        if natural_width(whole.columns) <= columns:
            return [whole]
    first = [column for column in grid.columns if column.part != "forward"]
    forward = [column for column in grid.columns if column.part == "forward"]
    ahead = [flattened(column) for column in first]
    ahead = ahead if natural_width(ahead) <= columns else first
    tables = shared_out(grid._replace(columns=tuple(ahead)), columns)
    if forward:
        narrow = [column._replace(heading=column.heading.split("\n")[-1]) for column in forward]
        aside = f"{screen.partial}node/{screen.partial}input"
        rest = Grid("forward mode", (grid.columns[0], *narrow), grid.strong, aside)
        tables += shared_out(rest, columns)
    return tables


def shared_out(grid: Grid, columns: int) -> list[Grid]:
    """The grid's columns over as many tables as it takes, each with the first column."""
    name, *others = grid.columns
    shares: list[list[Column]] = [[name]]
    for column in others:
        if len(shares[-1]) > 1 and natural_width([*shares[-1], column]) > columns:
            shares.append([name])
        shares[-1].append(column)
    first, *more = [grid._replace(columns=tuple(share)) for share in shares]
    return [first, *(part._replace(aside="continued") for part in more)]


def flattened(column: Column) -> Column:
    """The column with every cell on one line."""
    return column._replace(cells=tuple(column.flat_cells))


def natural_width(columns: Sequence[Column]) -> int:
    """How wide a table of these columns is, if nothing is folded."""
    return sum(map(column_width, columns)) + GAP * (len(columns) - 1)


def column_width(column: Column) -> int:
    """The widest line of a column."""
    lines = [line for cell in (heading(column), *column.cells) for line in cell.split("\n")]
    return max(map(width, lines))


def heading(column: Column) -> str:
    """The title of a column where space is short."""
    return column.heading or column.title


def drawn(grid: Grid, screen: Screen) -> Table:
    """The grid as a Rich table: a rule beneath the titles, no other lines."""
    from rich.box import Box
    from rich.table import Table

    line = "-" if screen.plain_ascii else "─"
    blank = "    \n"
    table = Table(
        box=Box(blank * 2 + f" {line}{line} \n" + blank * 5, ascii=True),
        show_edge=False,
        pad_edge=False,
        padding=(0, GAP - 1, 0, 0),
        border_style="dim",
    )
    for column in grid.columns:
        style = STYLES[column.part]
        title = styled(fitted(heading(column), column), f"bold {style}")
        table.add_column(title, style=style, overflow="fold", vertical="top")
    for index, cells in enumerate(zip(*(column.cells for column in grid.columns), strict=True)):
        texts = [
            styled(fitted(cell, column)) for cell, column in zip(cells, grid.columns, strict=True)
        ]
        table.add_row(*texts, style="bold" if index in grid.strong else None)
    return table


def fitted(text: str, column: Column) -> str:
    """A cell padded to the column's width here: Rich would drop the blanks that align numbers."""
    lines = text.split("\n")
    return "\n".join(padded(line, column_width(column), column.align) for line in lines)


def styled(text: str, style: str = "") -> Text:
    """Text for Rich that is drawn as it is."""
    from rich.text import Text

    return Text(text, style=style)


def write_remarks(console: Console, remarks: Sequence[Footnote]) -> None:
    """The lines beneath the tables."""
    if remarks:
        console.print()
    for remark in remarks:
        line = styled(
            f"{remark.label}: " if remark.label else "", f"bold {COLOURS.get(remark.label, '')}"
        )
        line.append(remark.text, style="not bold default")
        console.print(line)
