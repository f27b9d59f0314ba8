"""`backprop jacobian` and `backprop hessian`: first and second derivatives at a point, as matrices.

What is kept true: an entry that is structurally zero is blank in every form, and `--get` gives 0
for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .. import options
from ..expression import ExpressionCommand
from ..output.forms import chosen_form, chosen_precision
from ..output.present import present, present_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...autodiff.report import Matrices
    from ..values.request import Request

JACOBIAN_EXAMPLES = """\b
Examples:
  backprop jacobian "x*y; sin(z)" --x 2 --y 3 --z 0
  backprop jacobian "x*y; sin(z)" --at x=2,y=3,z=0 --get df1/dx
"""

HESSIAN_EXAMPLES = """\b
Examples:
  backprop hessian "(1 - x)^2 + 100*(y - x^2)^2" --x 1 --y 1
  backprop hessian "x^2*y" --x 3 --y 5 --get d2f/dxdy,d2f/dx2
"""


def matrix_options(keys: str) -> options.Decorator:
    """The options of both commands; `keys` says what `--get` may ask for."""
    return options.all_of(
        options.question,
        options.precision,
        options.form(),
        options.names("--get", help=keys, metavar="KEY[,...]"),
        options.colour,
    )


@click.command(
    "jacobian",
    cls=ExpressionCommand,
    short_help="The first derivatives of the outputs at a point, as a matrix.",
    epilog=JACOBIAN_EXAMPLES,
)
@matrix_options(
    "Print only these numbers, one a line: dOUT/dNAME, or dNAME where there is one output; "
    "OUT. Not together with --format."
)
def jacobian_command(request: Request, **chosen: Any) -> None:  # noqa: ANN401
    """The Jacobian matrix: a row for each output, a column for each input.

    An entry is blank where no derivative connects the two, whatever the values are. EXPR and the
    values are given as for 'backprop eval'.
    """
    from ...autodiff.matrices import jacobian

    answer(request, jacobian, "working out the Jacobian", **chosen)


@click.command(
    "hessian",
    cls=ExpressionCommand,
    short_help="The second derivatives of each output at a point, as a matrix.",
    epilog=HESSIAN_EXAMPLES,
)
@matrix_options(
    "Print only these numbers, one a line: d2OUT/dNAME2, d2OUT/dNAMEdNAME; dOUT/dNAME, or "
    "dNAME where there is one output; OUT. Not together with --format."
)
def hessian_command(request: Request, **chosen: Any) -> None:  # noqa: ANN401
    """The Hessian matrix of each output: forward mode over reverse mode.

    An entry is blank where it is zero whatever the values are; of two entries that mirror each
    other one is worked out. EXPR and the values are given as for 'backprop eval'.
    """
    from ...autodiff.matrices import hessian

    answer(request, hessian, "working out the Hessian", **chosen)


def answer(
    request: Request,
    ask: Callable[..., Matrices],
    doing: str,
    *,
    precision: int | None,
    form: str | None,
    as_json: bool,
    get: tuple[str, ...],
    colour: str,
) -> None:
    """Answer one command line."""
    form = chosen_form(form, as_json=as_json, bare=bool(get))
    found: Matrices = request.answered(ask, **request.keywords, doing=doing)
    if get:
        present_numbers(found, get, colour)
    else:
        present(found, form, colour, chosen_precision(precision, found.digits))
