"""Where an expression's text comes from: an argument, standard input or a file.

What is kept true: the text that is returned has no lone surrogates; whatever cannot be read is a
`BackpropError`.
"""

from __future__ import annotations

import sys

from ..parser.errors import BackpropError, Span
from ..parser.records import Record

STANDARD_INPUT = "-"


class Source(Record):
    """A text and what to call the place that it came from; an argument needs no name."""

    text: str
    origin: str | None = None


def from_argument(word: str) -> Source:
    """The word itself, or what standard input holds if the word is `-`."""
    if word == STANDARD_INPUT:
        return Source(read_standard_input(), "standard input")
    for index, character in enumerate(word) if not word.isascii() else ():
        if "\ud800" <= character <= "\udfff":
            place = Span(index, index + 1)
            raise BackpropError("the expression is not valid UTF-8", place, text=word)
    return Source(word)


def from_file(path: str) -> Source:
    """What the file holds."""
    return Source(read_text(path), path)


def read_standard_input() -> str:
    """Standard input to its end, as UTF-8."""
    if sys.stdin is None:  # type: ignore[unnecessary] # it was closed by the caller
        raise BackpropError("there is no standard input to read the expression from")
    return decoded(sys.stdin.buffer.read(), "standard input")


def read_text(path: str) -> str:
    """The text of a UTF-8 file, with or without a byte order mark."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BackpropError(f"cannot read '{path}': {reason}") from error
    return decoded(content, f"'{path}'")


def decoded(content: bytes, name: str) -> str:
    """The bytes as text; a mistake is reported by its offset, counted from 0."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        marked = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        offset = error.start + marked
        byte = content[offset]
        raise BackpropError(
            f"{name} is not valid UTF-8: byte {offset} is 0x{byte:02x}",
            hint="save it as UTF-8",
        ) from error
