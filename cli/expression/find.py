"""Which word of a command line is the expression.

An expression may begin with `-`, and the options named after its inputs are not known before it is
found. So: the expression is the first word that is neither a declared option, nor an option's
value, nor something like `--x 3` (an input's option, which may come before the expression too).
`--` says that the next word is the expression, whatever it looks like.

>>> find_expression(["--x", "3", "-x^2", "--json"], {"--json": False})
Found(expression='-x^2', rest=['--x', '3', '--json'])
>>> find_expression(["--x", "--x", "3"], {}).expression
'--x'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...parser.characters import is_identifier
from ...parser.literals import normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "--file"


class Found(NamedTuple):
    """The expression, if there is one, and the words without it (and without its `--`)."""

    expression: str | None
    rest: list[str]


def option_of(word: str) -> str:
    """The option that a word names, as Click compares it: `--ｘ=3` names `--x`."""
    name, _, _ = word.partition("=")
    return "--" + normalised(name[2:]) if name.startswith("--") else name


def looks_like_option(word: str) -> bool:
    """Whether a word begins like the name of an option: `--` and a letter."""
    return word.startswith("--") and is_identifier(word[2:3])


def names_an_input(word: str) -> bool:
    """Whether a word could be the option of an input: `--name` or `--name=value`.

    >>> [names_an_input(word) for word in ("--x", "--x=3", "--x==3", "--x*y", "-x")]
    [True, True, False, False, False]
    """
    name, equals, value = word.partition("=")
    if not name.startswith("--") or (equals and value.startswith("=")):
        return False
    return is_identifier(normalised(name[2:]))


def find_expression(words: list[str], declared: Mapping[str, bool]) -> Found:
    """The expression among `words`; `declared` says of each option whether it takes a value."""
    from_file = any(option_of(word) == FILE for word in words)
    index = 0
    while index < len(words):
        word = words[index]
        if word == "--":
            return split_at(words, index + 1, index)
        option = option_of(word)
        if option in declared:
            index += 2 if declared[option] and "=" not in word else 1
        elif names_an_input(word) and (from_file or has_value(words, index)):
            index += 1 if "=" in word or not has_value(words, index) else 2
        else:
            return split_at(words, index, index)
    return Found(None, words)


def loose_words(words: list[str], declared: Mapping[str, bool]) -> list[str]:
    """The words that are neither options nor their values; an unknown option may have a value.

    >>> loose_words(["+", "y", "--x", "1", "--yy", "2", "--json"], {"--x": True, "--json": False})
    ['+', 'y']
    """
    loose: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        if not word.startswith("-"):
            loose.append(word)
        elif "=" not in word and declared.get(option_of(word), has_value(words, index)):
            index += 1
        index += 1
    return loose


def has_value(words: list[str], index: int) -> bool:
    """Whether the option at `index` comes with a value, here or in the next word."""
    if "=" in words[index]:
        return True
    following = words[index + 1 : index + 2]
    return bool(following) and following[0] != "--" and not looks_like_option(following[0])


def split_at(words: list[str], index: int, position: int) -> Found:
    """The word at `index` as the expression; what lies between `position` and it is dropped."""
    expression = words[index] if index < len(words) else None
    return Found(expression, words[:position] + words[index + 1 :])


def file_of(words: list[str]) -> str | None:
    """The path that `--file` gives, if it is there."""
    for index, word in enumerate(words):
        if option_of(word) == FILE:
            _, equals, path = word.partition("=")
            return path if equals else "".join(words[index + 1 : index + 2])
    return None
