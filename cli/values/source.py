"""Where an expression's text comes from: an argument, standard input or a file.

What is kept true: the text that is returned has no lone surrogates; whatever cannot be read, or has
no end, is a `BackpropError`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from ...parser.errors import BackpropError, Span

if TYPE_CHECKING:
    from typing import BinaryIO

STANDARD_INPUT = "-"

MOST_BYTES = 50_000_000
"""No longer text is read: an expression, a point, an assignment."""


class Source(NamedTuple):
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
    return decoded(standard_input(), "standard input")


def read_text(path: str) -> str:
    """The text of a UTF-8 file, with or without a byte order mark."""
    return decoded(file_content(path), f"'{path}'")


def standard_input(most: int = MOST_BYTES) -> bytes:
    """Standard input to its end, up to a bound.

    Raises `BackpropError` where it cannot be read or is longer.
    """
    if sys.stdin is None:  # type: ignore[unnecessary] # it was closed by the caller
        raise BackpropError("there is no standard input to read")
    return _bounded(sys.stdin.buffer, "standard input", most)


def file_content(path: str, most: int = MOST_BYTES) -> bytes:
    """What a file holds, up to a bound.

    Raises `BackpropError` where it cannot be read or is longer.
    """
    try:
        with open(path, "rb") as file:
            return _bounded(file, f"'{path}'", most)
    except (OSError, ValueError) as error:
        raise _unreadable(f"'{path}'", error) from error


def _bounded(stream: BinaryIO, name: str, most: int) -> bytes:
    """The rest of a stream; the bound holds while it is read, for a stream may have no end."""
    try:
        content = stream.read(most + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from error
    if len(content) > most:
        raise BackpropError(
            f"{name} is larger than {most:,} bytes", hint="give it in smaller parts"
        )
    return content


def _unreadable(name: str, error: OSError | ValueError) -> BackpropError:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return BackpropError(f"cannot read {name}: {reason}")


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
