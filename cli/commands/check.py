"""`backprop check`: an expression, a point and claims in; right or wrong, and what went wrong, out.

What is kept true: exit status 0 is all right, 1 that something is wrong, 2 that nothing is wrong
as far as it could be judged, but something could not be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ...parser.errors import BackpropError
from .. import options
from ..exits import MISTAKE, SUCCESS, WRONG
from ..expression import ExpressionCommand
from ..output.forms import chosen_form, chosen_precision
from ..output.present import present
from ..values.number_kind import chosen_numbers
from ..values.request import request_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...autodiff.claims import Checked
    from ..values.subject import Subject

EXAMPLES = """\b
Examples:
  backprop check "(x+y)*z" --x -2 --y 5 --z -4 f=-12 dx=-4 dy=-4 dz=3
  backprop check "sin(x^2)" "dx=2*x*cos(x^2)"
  backprop check "e = c*d; c = a + b; d = b + 1" --a 2 --b 1 de/db=2

\b
Exit status: 0 all right, 1 something is wrong, 2 it could not be checked.
"""

HINT = 'such as: backprop check "(x+y)*z" --x -2 --y 5 --z -4 dx=-4'


@click.command(
    "check",
    cls=ExpressionCommand,
    words="CLAIM...",
    short_help="Check answers, and say what went wrong.",
    epilog=EXAMPLES,
)
@options.file
@options.at
@click.option(
    "--rtol",
    type=options.FiniteRange(0, 1),
    metavar="NUMBER",
    default=1e-6,
    help="How far off a number may be, relatively (default: 1e-6).",
)
@click.option(
    "--atol",
    type=options.FiniteRange(0),
    metavar="NUMBER",
    help="The same in absolute terms (default: 1e-9 where the right value is 0).",
)
@click.option(
    "--sigfigs",
    type=click.IntRange(1, 15),
    metavar="N",
    help="Numbers must be right to N significant digits.",
)
@click.option(
    "--as-written",
    is_flag=True,
    help="A decimal is right if it is so to the digits that it is written with.",
)
@click.option(
    "--exact",
    is_flag=True,
    help="Work in rational numbers; nothing but the very number is right.",
)
@options.hide_answers
@click.option("--quiet", "-q", is_flag=True, help="Print nothing; the status tells.")
@options.ties
@options.precision
@options.form()
@options.colour
def check_command(
    subject: Subject,
    texts: Mapping[str, tuple[str, ...]],
    words: tuple[str, ...],
    at: tuple[str, ...],
    rtol: float,
    atol: float | None,
    sigfigs: int | None,
    as_written: bool,
    exact: bool,
    hide_answers: bool,
    quiet: bool,
    ties: str,
    precision: int | None,
    form: str | None,
    as_json: bool,
    colour: str,
) -> None:
    """Check answers: values, derivatives, counts.

    EXPR and the values are given as for 'backprop eval'. A CLAIM is NAME=VALUE: f=-12, dx=-4,
    df/dx=-4, v=11, d2f/dx2=6, ops.reverse=5. VALUE is a number, a fraction or a formula in the
    inputs, which is tested at the point and at sampled points. Without a point every claim is a
    formula. A wrong derivative is looked into: which one mistake leads to it?
    """
    from ...autodiff.claims import Tolerance, check

    form = chosen_form(form, as_json=as_json)
    if not words:
        raise BackpropError("there is no claim to check", hint=HINT)
    request = request_of(subject, texts, at, chosen_numbers(exact, None))
    checked: Checked = request.answered(
        check,
        words,
        tolerance=Tolerance(rtol, atol, sigfigs, as_written, exact),
        numbers=request.numbers,
        ties=ties,
        doing="checking the claims",
    )
    if not quiet:
        present(checked, form, colour, chosen_precision(precision, None), hidden=hide_answers)
    raise click.exceptions.Exit(status_of(checked))


def status_of(checked: Checked) -> int:
    """The exit status: something wrong comes before something that could not be judged."""
    if checked.count("wrong"):
        return WRONG
    return MISTAKE if checked.count("unjudged") else SUCCESS
