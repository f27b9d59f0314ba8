r"""The Markdown form: pipe tables to paste into a document.

>>> print(escaped("a|b *c* [d] <e>"))
a\|b \*c\* \[d\] \<e>
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sheet import Column, Grid, Sheet


ACTIVE = re.compile(r"([\\`*_\[\]<|~$&#])")


def write(sheet: Sheet, stream: TextIO) -> None:
    """Write the sheet to the stream."""
    stream.write(f"{escaped(sheet.expression)}\n")
    for grid in sheet.grids:
        aside = f" ({grid.aside})" if grid.aside else ""
        stream.write(f"\n**{escaped(grid.title)}**{aside}\n\n")
        stream.writelines(f"{line}\n" for line in lines_of(grid))
    for index, remark in enumerate(sheet.remarks):
        label = f"**{remark.label}:** " if remark.label else ""
        stream.write(f"{'' if index else chr(10)}- {label}{escaped(remark.text)}\n")


def lines_of(grid: Grid) -> Iterator[str]:
    """The header, the line that says how columns align, and the rows."""
    yield row_of([escaped(column.title) for column in grid.columns])
    yield row_of([rule(column) for column in grid.columns])
    for cells in zip(*(column.flat_cells for column in grid.columns), strict=True):
        yield row_of([escaped(cell.strip()) for cell in cells])


def row_of(cells: list[str]) -> str:
    """One line of a pipe table."""
    return f"| {' | '.join(cells)} |"


def rule(column: Column) -> str:
    """The cell beneath a title."""
    return "---:" if column.align == "right" else "---"


def escaped(text: str) -> str:
    """`text` with everything that Markdown would act on escaped; blanks become one."""
    return ACTIVE.sub(r"\\\1", re.sub(r"\s+", " ", text))
