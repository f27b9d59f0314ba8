"""`backprop eval`: an expression and a point in; values, gradients and costs out.

What is kept true: results go to stdout, everything else to stderr; what is asked of the core is
asked once, and every form draws the same answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .. import options
from ..expression import ExpressionCommand
from ..output.forms import chosen_form, chosen_precision
from ..output.present import present, present_numbers

if TYPE_CHECKING:
    from ...autodiff.report import Evaluation
    from ..values.request import Request

EXAMPLES = """\b
Examples:
  backprop eval "(x+y)*z" --x -2 --y 5 --z -4
  backprop eval "-x^2" --x 3 --get value,dx
  backprop eval "loss = (y - t)^2; y = w*x" --at w=3,x=2,t=10 --wrt w
  backprop eval --file model.txt --at @point.json --json
  backprop eval "x^3/7" --x 1/3 --exact --get value,dx
"""


@click.command(
    "eval",
    cls=ExpressionCommand,
    short_help="Values, gradients and costs of an expression at a point.",
    epilog=EXAMPLES,
)
@options.question
@click.option(
    "--mode",
    type=click.Choice(("both", "forward", "reverse")),
    help="Default: both, unless forward mode would take too long.",
)
@click.option("--verify", is_flag=True, help="Add the numerical derivative beside each gradient.")
@options.precision
@options.form()
@options.names(
    "--get",
    help="Print only these numbers, one a line: value, NAME, dNAME, dOUT/dNAME, ops.reverse, "
    "ops.forward, ops.function. Not together with --format.",
    metavar="KEY[,...]",
)
@options.colour
def eval_command(
    request: Request,
    mode: str | None,
    verify: bool,
    precision: int | None,
    form: str | None,
    as_json: bool,
    get: tuple[str, ...],
    colour: str,
) -> None:
    """Evaluate an expression at a point and differentiate it there.

    EXPR is the text, or - to read standard input (a file: --file). Each input of the expression is
    an option: give --NAME VALUE, where VALUE is a number or a constant expression such as pi/2.
    The word after -- is the expression, whatever it looks like.
    """
    from ...autodiff.evaluation import evaluate

    form = chosen_form(form, as_json=as_json, bare=bool(get))
    needed = {}
    if get:
        from ..output.keys import needed_derivatives, wants_costs

        needed["costs"] = wants_costs(get)
        needed["needs"] = needed_derivatives(get, request.subject, request.wrt)
    evaluation: Evaluation = request.answered(
        evaluate,
        **request.keywords,
        mode=mode,
        verify=verify,
        **needed,
        doing="evaluating and differentiating",
    )
    if get:
        present_numbers(evaluation, get, colour)
    else:
        present(evaluation, form, colour, chosen_precision(precision, evaluation.digits))
