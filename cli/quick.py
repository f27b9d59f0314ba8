"""An ordinary command line, read without Click.

Importing Click takes longer than everything else that a short expression needs, and a shell loop
pays for it at every turn. So a line that holds nothing but an expression, options written out in
full and their values is read here; help, completion, and whatever looks like a mistake are left to
Click.

What is kept true: a line that is read here is read as Click would read it (a test compares the
two); where that is in doubt the answer is `None`. Nothing is evaluated before a line has been read
to its end.
"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, TypeVar

from .command import Line
from .expression.find import file_of, find_expression, looks_like_option, option_of
from .options import CHOICE, FLAG, NAMES, NUMBER, SWITCH, WHOLE, names_of
from .values.source import STANDARD_INPUT, from_argument, from_file
from .values.subject import read_subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .command import Command
    from .options import Option
    from .values.source import Source

HELP = "--help"
MOST_DIGITS = 9
"""A longer whole number is none that an option takes."""
NUMERALS = frozenset("0123456789.eE+-")
_Number = TypeVar("_Number", int, float)


class Unusual(Exception):
    """A line that Click must look at."""


def read(command: Command, words: Sequence[str]) -> Line | None:
    """What a command line of `command` says, if there is nothing unusual in it.

    Raises `BackpropError` where its expression has a mistake.
    """
    if HELP in words or "--" in words:
        return None
    options = {spelling: option for option in command.options for spelling in option.spellings}
    takes_value = {name: option.takes_value for name, option in options.items()}
    found = find_expression(list(words), takes_value | {HELP: False})
    source = source_of(found.expression, file_of(list(words)))
    if source is None:
        return None
    subject = read_subject(source, {*options, HELP}, with_options=command.takes_values)
    texts: dict[str, list[str]] = {}
    given: dict[str, list[str]] = {}
    loose: list[str] = []
    try:
        for name, value in pairs(found.rest, takes_value, subject.optional):
            if not name:
                loose.append(value)
            elif name in options:
                given.setdefault(options[name].parameter, []).append(value)
            else:
                texts.setdefault(name[2:], []).append(value)
        wishes = {
            option.parameter: meant(option, given.get(option.parameter))
            for option in command.options
            if option.name != "--file"
        }
    except Unusual:
        return None
    if loose and not command.words:
        return None
    ordered = {name: tuple(texts[name]) for name in subject.optional if name in texts}
    return Line(subject, ordered, wishes, tuple(loose))


def source_of(expression: str | None, path: str | None) -> Source | None:
    """The text, from the line itself or from one ordinary file that it names."""
    if path is not None:
        return from_file(path) if expression is None and os.path.isfile(path) else None
    if expression is None or expression == STANDARD_INPUT:
        return None
    return from_argument(expression)


def pairs(
    words: Sequence[str], takes_value: dict[str, bool], inputs: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The options of a line with their values; that of a flag is its own name.

    A word that is no option has no name.
    """
    known = takes_value | dict.fromkeys([f"--{name}" for name in inputs], True)
    waiting = iter(words)
    for word in waiting:
        if not word.startswith("-"):
            yield "", word
            continue
        name, equals, value = word.partition("=")
        name = name if name in known else option_of(word)
        if name not in known or (equals and not (known[name] and name.startswith("--"))):
            raise Unusual
        if known[name] and not equals:
            value = next(waiting, None)
            if value is None or looks_like_option(value):
                raise Unusual
        yield name, value if known[name] else name


def meant(option: Option, values: list[str] | None) -> Any:  # noqa: ANN401
    """What the values of an option come to; the last one counts where one is meant."""
    if values is None:
        return option.absent
    if option.kind == NAMES:
        found = names_of(values)
        if found is None:
            raise Unusual
        return found
    if option.many:
        return tuple(values)
    return single(option, values[-1])


def single(option: Option, value: str) -> Any:  # noqa: ANN401
    """What one value of an option comes to."""
    if option.kind == FLAG:
        return True
    if option.kind == SWITCH:
        return value == option.name
    if option.kind == CHOICE and value not in option.choices:
        raise Unusual
    if option.kind == WHOLE:
        return whole(option, value)
    if option.kind == NUMBER:
        return number(option, value)
    return value


def whole(option: Option, value: str) -> int:
    """The number within its bounds."""
    if not (value.isascii() and value.isdecimal()) or len(value) > MOST_DIGITS:
        raise Unusual
    return within(option, int(value))


def number(option: Option, value: str) -> float:
    """The number within its bounds."""
    if not set(value) <= NUMERALS:
        raise Unusual
    try:
        found = float(value)
    except ValueError as error:
        raise Unusual from error
    if not math.isfinite(found):
        raise Unusual
    return within(option, found)


def within(option: Option, found: _Number) -> _Number:
    """The number itself."""
    least, most = option.bounds
    if found < least or (most is not None and found > most):
        raise Unusual
    return found
