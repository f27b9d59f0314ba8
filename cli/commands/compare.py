"""`backprop compare`: an expression and a point in; forward mode beside reverse mode out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .. import options
from ..expression import ExpressionCommand
from ..output.forms import PAGE_PRECISION, chosen_form, chosen_precision
from ..output.present import present

if TYPE_CHECKING:
    from ...autodiff.comparison import Comparison
    from ..values.request import Request

FORMS = ("table", "plain", "markdown", "json")

EXAMPLES = """\b
Examples:
  backprop compare "(x+y)*z" --x -2 --y 5 --z -4
  backprop compare "r*cos(t); r*sin(t)" --r 2 --t 0.5
"""


@click.command(
    "compare",
    cls=ExpressionCommand,
    short_help="Forward mode beside reverse mode, and what each costs.",
    epilog=EXAMPLES,
)
@options.question
@options.limit(40, "steps of a sweep")
@options.page_precision
@options.form(FORMS)
@options.colour
def compare_command(
    request: Request,
    limit: int,
    precision: int | None,
    form: str | None,
    as_json: bool,
    colour: str,
) -> None:
    """Put forward mode beside reverse mode, sweep by sweep, on the graph of an expression.

    EXPR and the values are given as for 'backprop eval'. It shows what is computed in which order,
    what each sweep takes, and which mode is cheaper as there are more inputs or outputs.
    """
    from ...autodiff.comparison import compare

    form = chosen_form(form, as_json=as_json)
    found: Comparison = request.answered(compare, request.question, limit)
    precision = chosen_precision(precision, request.numbers.digits, PAGE_PRECISION)
    present(found, form, colour, precision)
