"""`backprop functions`: what may be called, and how each function is differentiated."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ...parser.literals import normalised
from .. import options
from ..output import terminal
from ..render.json_form import json_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...autodiff.answers.function_reference import FunctionRow
    from ..output.screen import Screen

EXAMPLES = """\b
Examples:
  backprop functions
  backprop functions sigmoid
  backprop functions --json | jq -r '.[].name'
"""


@click.command(
    "functions", short_help="The functions and how each is differentiated.", epilog=EXAMPLES
)
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON: a list of objects.")
@options.colour
def functions_command(name: str | None, as_json: bool, colour: str) -> None:
    """List every function and operator, or say all about one.

    NAME is a function, another name of one (ln), or the sign of an operator (^). For each:
    its arguments, the rule for its derivative by each of them, where it has a value, and what is
    answered where it has no derivative.
    """
    from ...autodiff.answers.function_reference import describe

    rows = describe(None if name is None else normalised(name))
    screen = terminal.screen_of(sys.stdout, colour)
    if as_json:
        click.echo(json_list(rows, ascii_only=not screen.unicode), nl=False)
        return
    blocks = ["\n".join(lines(row, screen)) for row in rows]
    click.echo("\n\n".join(blocks), color=screen.coloured)


def lines(row: FunctionRow, screen: Screen) -> Iterator[str]:
    """A function as text: its call and what it means, then a line for each fact."""
    call = screen.show(row.signature)
    yield f"{click.style(call, bold=True) if screen.coloured else call}  {screen.show(row.summary)}"
    if row.aliases:
        yield f"  also: {', '.join(map(screen.show, row.aliases))}"
    for argument, formula in row.partials:
        rule = "none passes" if formula is None else screen.show(formula)
        yield f"  derivative by {screen.show(argument)}: {rule}"
    if row.domain is not None:
        yield f"  defined for: {screen.show(row.domain)}"
    for kink in row.kinks:
        yield f"  kink: {screen.show(kink)}"
