"""Mistakes that Click finds, said the way that this program says all others."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from ..parser.errors import BackpropError, did_you_mean
from ..parser.wording import UNPRINTABLE

if TYPE_CHECKING:
    from collections.abc import Iterable


def translated(error: click.ClickException) -> BackpropError:
    """Click's error as one of ours."""
    if isinstance(error, click.NoSuchOption):
        return BackpropError(
            f"unknown option '{error.option_name}'",
            hint=did_you_mean(error.option_name, list(error.possibilities or ()))
            or help_hint(error.ctx),
        )
    if isinstance(error, click.BadOptionUsage):
        return bad_usage(error)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return bad_value(error, error.param)
    return BackpropError(
        sentence(error.format_message()), hint=help_hint(getattr(error, "ctx", None))
    )


def bad_usage(error: click.BadOptionUsage) -> BackpropError:
    """An option without its value, or a flag with one."""
    takes_value = "argument" in error.message
    message = "needs a value" if takes_value else "does not take a value"
    return BackpropError(f"option '{error.option_name}' {message}", hint=help_hint(error.ctx))


def bad_value(error: click.BadParameter, param: click.Parameter) -> BackpropError:
    """A value that an option cannot have."""
    option = param.opts[0]
    kind = param.type
    if isinstance(kind, click.Choice):
        return bad_choice(option, [str(choice) for choice in kind.choices], error.message)
    if isinstance(kind, click.IntRange):
        wanted = f", {kind.min:g} or more" if kind.min else " that is not negative"
        if kind.max:
            wanted = f" from {kind.min:g} to {kind.max:g}"
        return BackpropError(f"'{option}' must be a whole number{wanted}")
    return BackpropError(f"bad value for '{option}': {sentence(error.message)}")


def bad_choice(option: str, choices: list[str], message: str) -> BackpropError:
    """A word that is none of those that an option takes: all of them, and the nearest."""
    given = message.split("'")[1] if message.count("'") > 1 else ""
    listed = ", ".join(f"'{choice}'" for choice in choices[:-1])
    return BackpropError(
        f"'{option}' must be {listed} or '{choices[-1]}'", hint=did_you_mean(given, choices)
    )


def sentence(message: str) -> str:
    """Click's sentence in our form: a small letter first, no stop last.

    >>> sentence("Missing argument 'NAME'.")
    "missing argument 'NAME'"
    """
    return (message[:1].lower() + message[1:]).removesuffix(".")


def help_hint(context: click.Context | None) -> str:
    """Where to read on."""
    path = context.command_path if context is not None else "backprop"
    return f"'{path} --help' says more"


def pasteable(words: Iterable[str]) -> str | None:
    """The words as a command line that the user's shell reads back as the same words.

    `None` if there is a character among them that cannot be shown as it is.

    >>> pasteable(["backprop", "eval", "(x+y)*z", "--x", "-2"])
    "backprop eval '(x+y)*z' --x -2"
    """
    words = list(words)
    if any(UNPRINTABLE.search(word) for word in words):
        return None
    import shlex

    quote = windows_quoted if os.name == "nt" else shlex.quote
    return " ".join(map(quote, words))


def windows_quoted(word: str) -> str:
    """The word as `cmd` and PowerShell read it.

    >>> windows_quoted("x^2"), windows_quoted("--x")
    ('"x^2"', '--x')
    """
    return word if re.fullmatch(r"[\w.=-]+", word) else '"{}"'.format(word.replace('"', '\\"'))
