"""`backprop paths`: an expression and a point in; the chain rule as a sum over paths out.

What is kept true: `--from` and `--to` are `--wrt` and `--of` under better names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ...parser.errors import BackpropError
from .. import options
from ..expression import ExpressionCommand
from ..output.forms import PAGE_PRECISION, chosen_form, chosen_precision
from ..output.pages import write_json, write_page

if TYPE_CHECKING:
    from ...autodiff.teach.paths import Paths
    from ..values.request import Request

EXAMPLES = """\b
Examples:
  backprop paths "c = a + b; d = b + 1; e = c*d" --a 2 --b 1 --from b
  backprop paths "Y = 2X + 3X + 4X; Z = 5Y + 6Y + 7Y" --X 1
"""


@click.command(
    "paths",
    cls=ExpressionCommand,
    short_help="The chain rule as a sum over all paths.",
    epilog=EXAMPLES,
)
@options.question
@options.names("--from", "source", help="Begin at these inputs or named nodes (the same as --wrt).")
@options.names("--to", "target", help="End at these named values (the same as --of).")
@options.limit(20, "paths")
@options.page_precision
@options.page
def paths_command(
    request: Request,
    source: tuple[str, ...],
    target: tuple[str, ...],
    limit: int,
    precision: int | None,
    form: str | None,
    as_json: bool,
    output: str | None,
    colour: str,
) -> None:
    """List every path from an input to an output, with the product along it, and their sum.

    EXPR and the values are given as for 'backprop eval'. Paths are counted exactly and listed as
    far as --limit goes; what factoring saves is said beneath.
    """
    from ...autodiff.teach.paths import paths

    form = chosen_form(form, as_json=as_json, on_terminal="terminal", output=output)
    request = request._replace(
        wrt=either(request.wrt, source, "--wrt", "--from"),
        of=either(request.of, target, "--of", "--to"),
    )
    found: Paths = request.answered(paths, request.question(), limit)
    if form == "json":
        write_json(found, output)
        return
    from ..render.pages.paths import paths_page

    precision = chosen_precision(precision, request.numbers.digits, PAGE_PRECISION)
    write_page(paths_page(found, precision), form, output, colour)


def either(
    first: tuple[str, ...], second: tuple[str, ...], one: str, other: str
) -> tuple[str, ...]:
    """The names that one of two options gives; both together are refused."""
    if first and second:
        raise BackpropError(f"{other} and {one} say the same", hint="leave one of them out")
    return second or first
