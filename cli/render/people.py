"""The forms for people: a sheet as a table, as plain text or as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ..output.screen import Screen
    from .sheet import Sheet


def write_sheet(form: str, sheet: Sheet, stream: TextIO, screen: Screen) -> None:
    """Write the sheet in one of the forms `table`, `plain` and `markdown`."""
    if form == "table":
        from .table import write_table

        write_table(sheet, stream, screen)
    else:
        from . import markdown, plain

        (markdown if form == "markdown" else plain).write(sheet, stream)
