"""The plain form, for a pipe: the table's facts without a box, without colour, without wrapping."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from .sheet import Grid, Sheet, aligned

if TYPE_CHECKING:
    from collections.abc import Iterator


WIDEST = 60
"""Padding stops here: one very long name must not make every line as long."""


def write(sheet: Sheet, stream: TextIO) -> None:
    """Write the sheet to the stream."""
    stream.write(f"{sheet.expression}\n")
    for grid in sheet.grids:
        stream.write(f"\n{title_of(grid)}\n")
        stream.writelines(f"{line}\n" for line in lines_of(grid))
    if sheet.remarks:
        stream.write("\n")
    for remark in sheet.remarks:
        stream.write(f"{remark.label}: {remark.text}\n" if remark.label else f"{remark.text}\n")


def title_of(grid: Grid) -> str:
    """The title with its aside."""
    return f"{grid.title} ({grid.aside})" if grid.aside else grid.title


def lines_of(grid: Grid) -> Iterator[str]:
    """The header and the rows, columns two blanks apart."""
    columns = [aligned(column, WIDEST) for column in grid.columns]
    yield "  ".join(title for title, _ in columns).rstrip()
    for row in zip(*(cells for _, cells in columns), strict=True):
        yield "  ".join(row).rstrip()
