"""The root command, `backprop`: which module holds which command, and what Click's failures end in.

What is kept true: a command is imported when it is asked for; completing a word neither fails nor
prints anything but candidates.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from ..parser.errors import BackpropError, did_you_mean
from .click_errors import pasteable, translated
from .exits import MISTAKE, SUCCESS
from .expression.find import looks_like_option

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "backprop"
COMPLETION = "_BACKPROP_COMPLETE"

COMMANDS = {
    "eval": ".commands.eval",
    "diff": ".commands.diff",
    "jacobian": ".commands.matrices",
    "hessian": ".commands.matrices",
    "explain": ".commands.explain",
    "paths": ".commands.paths",
    "graph": ".commands.graph",
    "compare": ".commands.compare",
    "check": ".commands.check",
    "grade": ".grade.command",
    "functions": ".commands.functions",
}
"""The module of each command, whose `NAME_command` it is, in the order of the help."""

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


class RootGroup(click.Group):
    """`backprop`: every command by its name, imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which help lists them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(COMMANDS[cmd_name], __package__)
        return getattr(module, f"{cmd_name}_command")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Click's parsing; what looks like an option but is an expression gets our own answer."""
        words = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if ctx.resilient_parsing or not forgot_command(words):
                raise
            raise unknown_command(words) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names."""
        if ctx.resilient_parsing or args[0] in COMMANDS:
            return super().resolve_command(ctx, args)
        raise unknown_command(args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        formatter.write_usage(ctx.command_path, "COMMAND ...")


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
        return complete(instruction)
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


def complete(instruction: str) -> int:
    """Answer the shell by Click's own completion; what cannot be read has no candidates."""
    from click.shell_completion import shell_complete

    try:
        return shell_complete(root, {}, PROGRAM, COMPLETION, instruction)
    except OSError:
        raise
    except Exception:
        return 0


def forgot_command(words: Sequence[str]) -> bool:
    """Whether a line that begins with an unknown option is an expression without its command.

    >>> forgot_command(["-x^2", "--x", "3"]), forgot_command(["--x", "3", "x*2"])
    (True, True)
    >>> forgot_command(["--verison"])
    False
    """
    return any(not looks_like_option(word) for word in words)


def unknown_command(words: Sequence[str]) -> BackpropError:
    """What to say when the first word is no command: the nearest one, or the one that was meant."""
    message = f"'{words[0]}' is not a command"
    suggestion = did_you_mean(words[0], list(COMMANDS))
    if suggestion:
        return BackpropError(message, hint=suggestion)
    for position, word in enumerate(words):
        if word in COMMANDS:
            line: list[Any] = [word, *words[:position], *words[position + 1 :]]
            return BackpropError(message, hint=f"the command comes first: {command_line(line)}")
    return BackpropError(
        message, hint=f"to evaluate an expression: {command_line(['eval', *words])}"
    )


def command_line(words: Sequence[str]) -> str:
    """The whole command, ready to paste."""
    return pasteable(["backprop", *words]) or f"backprop {words[0]} EXPRESSION"
