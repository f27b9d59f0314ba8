"""How a report is written to stdout, as a table, as text or as data; and the numbers of `--get`.

What is kept true: a report is drawn by the module of its kind, in every form; its notes stand on
stderr too, unless that is the place where the form shows them already.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, TextIO

from . import terminal
from .diagnostics import report_notes
from .forms import DEFAULT_PRECISION, FORMS_WITH_NOTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...autodiff.answers.report import Evaluation, Matrices
    from ...autodiff.graph.notes import Note
    from ..render.sheet import Sheet
    from .screen import Screen

RENDERERS = {
    "Evaluation": "..render.evaluation",
    "Matrices": "..render.matrices",
    "Checked": "..render.claims",
    "Comparison": "..render.comparison",
    "Marking": "..grade.marks",
}
"""The module that draws each kind of report: its `sheet` and `write_separated`."""

SEPARATORS = {"csv": ",", "tsv": "\t"}


def present(
    report: Any,  # noqa: ANN401
    form: str,
    colour: str,
    precision: int = DEFAULT_PRECISION,
    *,
    notes: Iterable[Note] | None = None,
    **hiding: bool,
) -> None:
    """Write a report to stdout, and its notes (or those that are given) to stderr.

    `hiding` is `hidden=…` for the kinds of report that can leave the right answers out.
    """
    if form not in FORMS_WITH_NOTES or not terminal.same_place(sys.stdout, sys.stderr):
        report_notes(report.notes if notes is None else notes, colour)
    screen = terminal.screen_of(sys.stdout, colour)
    if form == "json":
        from ..render.json_form import write_json

        write_json(report, sys.stdout, ascii_only=not screen.unicode, **hiding)
        return
    renderer = import_module(RENDERERS[type(report).__name__], __package__)
    if form in SEPARATORS:
        renderer.write_separated(report, sys.stdout, SEPARATORS[form], screen, **hiding)
    else:
        write_sheet(form, renderer.sheet(report, screen, precision, **hiding), sys.stdout, screen)


def write_sheet(form: str, sheet: Sheet, stream: TextIO, screen: Screen) -> None:
    """Write a sheet in one of the forms `table`, `plain` and `markdown`."""
    if form == "table":
        from ..render.table import write_table

        write_table(sheet, stream, screen)
    else:
        from ..render import markdown, plain

        (markdown if form == "markdown" else plain).write(sheet, stream)


def present_numbers(report: Evaluation | Matrices, keys: Iterable[str], colour: str) -> None:
    """Write the numbers that `--get` asks for, one a line; none if one of them does not exist."""
    from .keys import numbers_of
    from .number_format import shortest

    lines = [shortest(number) for number in numbers_of(report, keys)]
    report_notes(report.notes, colour)
    sys.stdout.write("\n".join(lines) + "\n")
