"""`backprop compare`: an expression and a point in; forward mode beside reverse mode out."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from ...parser.errors import BackpropError
from .. import options, terminal
from ..expression import ExpressionCommand
from ..number_options import chosen_precision
from ..teaching import asking_of, limit_option, point_options, precision_option

if TYPE_CHECKING:
    from ...autodiff.comparison import Comparison

FORMS = ("table", "plain", "markdown", "json")

HELP = """Put forward mode beside reverse mode, sweep by sweep, on the graph of an expression.

EXPR and the values are given as for 'backprop eval'. It shows what is computed in which order, what
each sweep takes, and which mode is cheaper as there are more inputs or outputs."""

EXAMPLES = """\b
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


@click.command(
    "compare",
    cls=ExpressionCommand,
    help=HELP,
    epilog=EXAMPLES,
    short_help="Forward mode beside reverse mode, and what each costs.",
    options_metavar="EXPR [--NAME VALUE]... [OPTIONS]",
)
@point_options
@limit_option(40, "steps of a sweep")
@precision_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Default: table on a terminal, plain to a pipe.",
)
@options.json_option
@options.colour_option
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401
    """Answer one command line."""
    asking = asking_of(context, given)
    wishes = Wishes(**given)
    digits = asking.question.numbers.digits
    wishes = replace(wishes, precision=chosen_precision(context, wishes.precision, digits))
    form = chosen_form(wishes)
    from ...autodiff.comparison import compare

    found: Comparison = asking.answered(compare, wishes.limit)
    found = replace(found, notes=(*found.notes, *asking.notes))
    screen = terminal.screen_of(sys.stdout, wishes.colour)
    from ..render import comparison as render

    if form == "json":
        sys.stdout.write(render.json_text(found, ascii_only=not screen.unicode))
        return
    from ..render.people import write_sheet

    write_sheet(form, render.sheet(found, screen, wishes.precision), sys.stdout, screen)


def chosen_form(wishes: Wishes) -> str:
    """The form that was asked for, or the one that suits the reader."""
    if wishes.as_json and wishes.form not in {None, "json"}:
        raise BackpropError(
            f"--json and --format {wishes.form} ask for different forms", hint="leave one out"
        )
    if wishes.as_json:
        return "json"
    return wishes.form or ("table" if terminal.is_terminal(sys.stdout) else "plain")
