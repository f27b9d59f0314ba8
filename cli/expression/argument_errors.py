"""The mistakes of a command line with an expression: options, values and words that are none.

What is kept true: an error names what the user typed, and says how to give what was probably meant.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ...parser.errors import BackpropError, did_you_mean
from ...parser.literals import normalised
from ..click_errors import pasteable, translated
from ..values.subject import MOST_OPTIONS, no_input, unknown_name
from .find import looks_like_option, names_an_input, option_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..values.subject import Subject


def unexpected_words(extra: Sequence[str], words: Sequence[str], subject: Subject) -> BackpropError:
    """The error for words that are neither the expression, nor options, nor their values."""
    listed = " ".join(extra[:5]) + (" ..." if len(extra) > 5 else "")
    return BackpropError(
        f"unexpected word{'s' if len(extra) > 1 else ''} after the expression: {listed}",
        hint=cause_of(extra, words, subject),
    )


def cause_of(extra: Sequence[str], words: Sequence[str], subject: Subject) -> str:
    """Why there may be words left over."""
    first = extra[0]
    before = words[list(words).index(first) - 1]
    name = normalised(before[2:]) if before.startswith("--") else ""
    if name in subject.names:
        return f"'{before}' is an option of its own; give the input with --at {name}={first}"
    name, equals, value = first.partition("=")
    if equals and normalised(name) in subject.names and value:
        return f"values are given as --at {first}"
    if sum(map(os.path.lexists, extra[:50])) > 1:
        return "the shell has replaced a '*' by file names; put the whole expression in quotes"
    whole = " ".join([subject.source.text, *extra])
    line = pasteable(["backprop", "eval", whole]) if len(whole) < 200 else None
    return "put the whole expression in quotes" + (f": {line}" if line else "")


def missing_expression(words: list[str], declared: dict[str, bool], example: str) -> BackpropError:
    """What to say to a command line without an expression."""
    for word in words:
        option = option_of(word)
        # One letter is an input's name, not a misspelt option.
        if looks_like_option(word) and len(option) > len("--x") and option not in declared:
            suggestion = did_you_mean(option, list(declared))
            if suggestion:
                return BackpropError(f"unknown option '{option}'", hint=suggestion)
    return BackpropError("there is no expression", hint=example)


def refuse_missing_values(
    words: list[str], takes_value: dict[str, bool], context: click.Context
) -> None:
    """Refuse `--x --y 5`, where Click would take `--y` as the value of `--x`."""
    index = 0
    while index < len(words) and words[index] != "--":
        word = words[index]
        if takes_value.get(option_of(word)) and "=" not in word:
            following = "".join(words[index + 1 : index + 2])
            if looks_like_option(following):
                raise click.BadOptionUsage(word, "an argument is missing", context)
            index += 1
        index += 1


def explained(
    error: click.UsageError, subject: Subject | None, declared: Iterable[str]
) -> BackpropError:
    """Click's error, with a remedy if the option that it is about is named like an input."""
    told = translated(error)
    name = blamed_option(error)[2:]
    if subject is not None and name in subject.names and f"--{name}" in declared:
        told.hint = f"for the input '{name}' of the expression write --at {name}=VALUE"
    return told


def unknown_option(
    option: str, subject: Subject, words: Iterable[str], declared: Iterable[str]
) -> BackpropError:
    """What to say to an option that neither the command nor its expression has."""
    if not option.startswith("--"):
        return unknown_short_option(option, subject)
    name = option[2:]
    if subject.too_many and name in subject.names:
        return BackpropError(
            f"'{option}' is not an option: the expression has more than {MOST_OPTIONS} inputs",
            hint=f"give their values with --at {name}=VALUE or --at @point.json",
        )
    given = [option_of(word)[2:] for word in words if names_an_input(word)]
    error = unknown_name(name, subject, given)
    if error.message == no_input(name):
        options = [f"--{known}" for known in subject.names]
        if len(name) > 1:  # one letter is an input's name, not a misspelt option
            options += declared
        error.message = f"'{option}' is neither an option nor an input of the expression"
        error.hint = did_you_mean(option, options) or error.hint
    return error


def unknown_short_option(option: str, subject: Subject) -> BackpropError:
    """What to say to `-y`: the option with two hyphens, or a loose piece of an expression."""
    if option[1:] in subject.names:
        return BackpropError(f"unknown option '{option}'", hint=f"did you mean '-{option}'?")
    return BackpropError(
        f"unknown option '{option}'",
        hint="if it belongs to the expression, put the whole expression in quotes",
    )


def refused_value(option: str, context: click.Context) -> BackpropError:
    """What to say to `--x 3` where the answer is a formula."""
    return BackpropError(
        f"'{option}' gives a value, and '{context.info_name}' answers for all values",
        hint="leave it out; the derivatives at a point are what 'backprop eval' gives",
    )


def blamed_option(error: click.UsageError) -> str:
    """The option that Click's error is about."""
    param = getattr(error, "param", None)
    return getattr(error, "option_name", "") or (param.opts[0] if param else "")
