"""The root command: it loads a command only when it runs, and helps who forgot to name one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..parser.errors import BackpropError, did_you_mean
from .commands import COMMANDS, load
from .usage_errors import pasteable

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        command = load(cmd_name)
        if isinstance(command, click.Command):
            return command
        from .expression.command import ExpressionCommand

        return ExpressionCommand(command)

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


def forgot_command(words: Sequence[str]) -> bool:
    """Whether a line that begins with an unknown option is an expression without its command.

    >>> forgot_command(["-x^2", "--x", "3"]), forgot_command(["--x", "3", "x*2"])
    (True, True)
    >>> forgot_command(["--verison"])
    False
    """
    from .expression.find import looks_like_option

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
