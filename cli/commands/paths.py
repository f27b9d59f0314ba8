"""`backprop paths`: an expression and a point in; the chain rule as a sum over paths out.

What is kept true: `--from` and `--to` are `--wrt` and `--of` under better names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from ...parser.errors import BackpropError
from .. import options
from ..expression import ExpressionCommand
from ..number_options import chosen_precision
from ..page_forms import chosen_form, page_options, screen_of, write_page
from ..teaching import asking_of, limit_option, point_options, precision_option, write_out

if TYPE_CHECKING:
    from ...autodiff.routes import Paths

HELP = """List every path from an input to an output, with the product along it, and their sum.

EXPR and the values are given as for 'backprop eval'. Paths are counted exactly and listed as
far as --limit goes; what factoring saves is said beneath."""

EXAMPLES = """\b
Examples:
  backprop paths "c = a + b; d = b + 1; e = c*d" --a 2 --b 1 --from b
  backprop paths "Y = 2X + 3X + 4X; Z = 5Y + 6Y + 7Y" --X 1
"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `paths` beyond those that say what is asked."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    limit: int
    precision: int
    form: str | None
    as_json: bool
    output: str | None
    colour: str


def end_option(name: str, parameter: str, help: str) -> Any:  # noqa: A002, ANN401
    """An option that names an end of the paths."""
    return click.option(
        f"--{name}", parameter, multiple=True, metavar="NAME[,...]", callback=options.names,
        help=help,
    )  # fmt: skip


@click.command(
    "paths",
    cls=ExpressionCommand,
    help=HELP,
    epilog=EXAMPLES,
    short_help="The chain rule as a sum over all paths.",
    options_metavar="EXPR [--NAME VALUE]... [OPTIONS]",
)
@point_options
@end_option("from", "source", "Begin at these inputs or named nodes (the same as --wrt).")
@end_option("to", "target", "End at these named values (the same as --of).")
@limit_option(20, "paths")
@precision_option
@page_options
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401
    """Answer one command line."""
    asking = asking_of(context, given)
    wishes = Wishes(**given)
    digits = asking.question.numbers.digits
    wishes = replace(wishes, precision=chosen_precision(context, wishes.precision, digits))
    form = chosen_form(wishes.form, as_json=wishes.as_json, output=wishes.output)
    question = replace(
        asking.question,
        wrt=one_of(asking.question.wrt, wishes.source, "--wrt", "--from"),
        of=one_of(asking.question.of, wishes.target, "--of", "--to"),
    )
    from ...autodiff.paths import paths

    found: Paths = replace(asking, question=question).answered(paths, wishes.limit)
    found = replace(found, notes=(*found.notes, *asking.notes))
    if form == "json":
        from ..render.ways_json import json_text

        ascii_only = not screen_of(wishes.output, "never").unicode
        write_out(wishes.output, json_text(found, ascii_only=ascii_only))
        return
    from ..render.ways import ways

    write_page(ways(found, wishes.precision), form, wishes.output, wishes.colour)


def one_of(first: Any, second: tuple[str, ...], one: str, other: str) -> Any:  # noqa: ANN401
    """The names that one of two options gives; both together are refused."""
    if first and second:
        raise BackpropError(f"{other} and {one} say the same", hint="leave one of them out")
    return second or first
