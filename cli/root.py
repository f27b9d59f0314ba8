"""The command line as Click reads it: the root command, and what Click's failures are told as."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from .exits import MISTAKE, SUCCESS
from .group import RootGroup
from .usage_errors import translated

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "backprop"
COMPLETION = "_BACKPROP_COMPLETE"

EXAMPLES = """\b
Examples:
  backprop eval "(x+y)*z" --x -2 --y 5 --z -4
  backprop eval "u = b*c; v = a + u; J = 3v" --a 5 --b 3 --c 2
  backprop eval "sigmoid(w*x + b)" --at w=2,x=-1,b=0.5 --get dw
  backprop diff "sin(x^2)*y" --to latex
  backprop explain "(x+y)*z" --x -2 --y 5 --z -4
  backprop graph "(x+y)*z" --x -2 --y 5 --z -4 -o circuit.svg
  backprop check "sin(x^2)" "dx=2*x*cos(x^2)"
  backprop functions sigmoid

\b
Exit status: 0 done, 1 'check' found a wrong answer, 2 it could not be done,
70 a fault of backprop's own, 130 interrupted, 141 the reader of a pipe went away.
"""


def show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version that is installed, and end."""
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("backprop-cli")
    except PackageNotFoundError:
        number = "(not installed)"
    click.echo(f"{PROGRAM} {number}")
    context.exit()


@click.group(
    cls=RootGroup, epilog=EXAMPLES, context_settings={"help_option_names": ["--help", "-h"]}
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=show_version,
    help="Show the version and exit.",
)
def root() -> None:
    """Differentiate a formula: every value, every gradient, and what they cost."""


def invoke(arguments: Sequence[str]) -> int:
    """Complete a word for the shell, if it asks for that, else run the command that is named.

    Returns the exit status. Raises `BackpropError` for Click's own errors, `KeyboardInterrupt` for
    its `Abort`.
    """
    instruction = os.environ.get(COMPLETION)
    if instruction:
        from .completion import complete

        return complete(root, PROGRAM, COMPLETION, instruction)
    try:
        with root.make_context(PROGRAM, list(arguments)) as context:
            root.invoke(context)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return MISTAKE
    except click.ClickException as error:
        raise translated(error) from error
    except click.Abort as error:
        raise KeyboardInterrupt from error
    return SUCCESS
