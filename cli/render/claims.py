"""The verdicts of `check`: their table and their rows of CSV.

What is kept true: where answers are hidden, none of the forms gives them away, in a sentence or in
a counterexample.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, TextIO

from ...autodiff.graph.labels import shortened
from ..output.text import width
from .separated import write_rows
from .sheet import Column, Footnote, Grid, Sheet, note_remarks, number_cell

if TYPE_CHECKING:
    from ...autodiff.claims import Checked, Verdict
    from ..output.screen import Screen
    from .separated import Value

NARROWEST_WHY = 36
"""The reasons are folded, but into no narrower column than this."""


def sheet(checked: Checked, screen: Screen, precision: int, *, hidden: bool) -> Sheet:
    """The tables of check and their remarks."""
    verdicts, show = checked.verdicts, screen.show
    columns = [
        Column("claim", tuple(show(each.claim) for each in verdicts)),
        Column("given", tuple(show(shortened(each.given)) for each in verdicts), "value"),
    ]
    if not hidden:
        cells = tuple(show(expected(each, precision)) for each in verdicts)
        columns.append(Column("expected", cells, "value"))
    columns.append(Column("verdict", tuple(each.verdict for each in verdicts), "reverse"))
    reasons = [spelled(reason(each, hidden=hidden), screen) for each in verdicts]
    if any(reasons):
        taken = [max(map(width, (column.title, *column.cells))) + 2 for column in columns]
        room = screen.columns - sum(taken)
        if room < NARROWEST_WHY:  # it gets a table of its own, beside the claims
            room = max(NARROWEST_WHY, screen.columns - taken[0])
        folded = tuple("\n".join(textwrap.wrap(text, room)) for text in reasons)
        columns.append(Column("why", folded, "value", joint=" "))
    remarks = [*note_remarks(checked.notes, screen), Footnote("", summary(checked))]
    return Sheet(show(checked.expression), (Grid("claims", tuple(columns)),), tuple(remarks))


def expected(verdict: Verdict, precision: int) -> str:
    """What was expected, as a table shows it."""
    right = verdict.expected
    return right if isinstance(right, str) else number_cell(right, precision)


def reason(verdict: Verdict, *, hidden: bool) -> str:
    """Why a claim is judged as it is; with `hidden` without the right answer."""
    return verdict.hint if hidden else verdict.why


def spelled(text: str, screen: Screen) -> str:
    """A sentence as the screen can show it: arrows and ∂ in plain letters if need be."""
    if screen.plain_ascii:
        text = text.replace("→", "->").replace("∂", "d")
    return screen.show(text)


def summary(checked: Checked) -> str:
    """How many claims there are of each kind."""
    total = len(checked.verdicts)
    kinds = [
        f"{count} {kind}" if kind != "unjudged" else f"{count} could not be judged"
        for kind in ("right", "wrong", "unjudged")
        if (count := checked.count(kind))
    ]
    return f"{total} claim{'' if total == 1 else 's'}: {', '.join(kinds)}."


def write_separated(
    checked: Checked, stream: TextIO, separator: str, screen: Screen, *, hidden: bool
) -> None:
    """Write one row a claim; the kinds of mistake stand beside one another."""
    rows: list[list[Value]] = [["claim", "given", "expected", "verdict", "mistakes", "why"]]
    for each in checked.verdicts:
        mistakes = " ".join([found.mistake for found in each.diagnoses])
        why = reason(each, hidden=hidden)
        rows.append([each.claim, each.given, each.expected, each.verdict, mistakes, why])
    if hidden:
        rows = [[*row[:2], *row[3:]] for row in rows]
    write_rows(rows, stream, separator, lambda cell: spelled(cell, screen))
