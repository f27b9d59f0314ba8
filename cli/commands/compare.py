"""`backprop compare`: an expression and a point in; forward mode beside reverse mode out."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .. import options, terminal
from ..command import Command
from ..forms import chosen_form
from ..teaching import PRECISION, asking_of, limit

if TYPE_CHECKING:
    from ...autodiff.comparison import Comparison
    from ..command import Line

FORMS = ("table", "plain", "markdown", "json")

HELP = """Put forward mode beside reverse mode, sweep by sweep, on the graph of an expression.

EXPR and the values are given as for 'backprop eval'. It shows what is computed in which order, what
each sweep takes, and which mode is cheaper as there are more inputs or outputs."""

EXAMPLES = """\
Examples:
  backprop compare "(x+y)*z" --x -2 --y 5 --z -4
  backprop compare "r*cos(t); r*sin(t)" --r 2 --t 0.5
"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `compare` beyond those that say what is asked."""

    limit: int
    precision: int
    form: str | None
    as_json: bool
    colour: str


OPTIONS = (
    *options.POINT,
    limit(40, "steps of a sweep"),
    PRECISION,
    replace(options.FORM, choices=FORMS),
    options.JSON,
    options.COLOUR,
)


def answer(line: Line) -> None:
    """Answer one command line."""
    asking, rest = asking_of(line)
    wishes = Wishes(**rest)
    form = chosen_form(wishes.form, as_json=wishes.as_json)
    from ...autodiff.comparison import compare

    found: Comparison = asking.answered(compare, wishes.limit)
    found = replace(found, notes=(*found.notes, *asking.notes))
    screen = terminal.screen_of(sys.stdout, wishes.colour)
    if form == "json":
        from ..render.json_form import write_json

        write_json(found, sys.stdout, ascii_only=not screen.unicode)
        return
    from ..render import comparison as render
    from ..render.people import write_sheet

    write_sheet(form, render.sheet(found, screen, wishes.precision), sys.stdout, screen)


command = Command(
    "compare",
    "Forward mode beside reverse mode, and what each costs.",
    HELP,
    EXAMPLES,
    OPTIONS,
    answer,
)
