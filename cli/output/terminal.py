"""The streams: what each can show, how wide it is, whether it takes colour; the only Rich Console.

What is kept true: text that a user typed is never read as Rich markup, and writing never fails
because a stream's encoding has no such character.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from .screen import Screen

if TYPE_CHECKING:
    from rich.console import Console

DEFAULT_WIDTH = 80
NARROWEST = 20
COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def prepare_streams() -> None:
    """Make both streams able to write anything.

    A closed stderr leads nowhere; a closed stdout fails as soon as there is a result to write.
    """
    for name, access in (("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = open(os.open(os.devnull, access), "w", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, nowhere)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def screen_of(stream: TextIO, colour: str = "auto") -> Screen:
    """What `stream` can show, where `--color` says `colour`."""
    return Screen(columns_of(stream), encoding_of(stream), takes_colour(stream, colour))


def encoding_of(stream: TextIO) -> str:
    """The stream's encoding, one that Python knows, in its usual spelling."""
    name = (getattr(stream, "encoding", None) or "utf-8").lower()
    return "utf-8" if name in {"utf8", "utf_8"} else name


def is_terminal(stream: TextIO) -> bool:
    """Whether a person looks at the stream."""
    return bool(stream.isatty())


def same_place(first: TextIO, second: TextIO) -> bool:
    """Whether two streams end up in the same terminal, pipe or file."""
    try:
        one, other = os.fstat(first.fileno()), os.fstat(second.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    return (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)


def columns_of(stream: TextIO) -> int:
    """How many cells a line has: `COLUMNS`, else the terminal's own width, else 80."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return max(NARROWEST, int(given))
    try:
        return max(NARROWEST, os.get_terminal_size(stream.fileno()).columns)
    except (OSError, ValueError, AttributeError):
        return DEFAULT_WIDTH


def takes_colour(stream: TextIO, choice: str = "auto") -> bool:
    """Whether to colour what goes to the stream.

    `--color` decides; else `NO_COLOR`, else `FORCE_COLOR`; else whether it is a terminal that
    understands colour.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def say(stream: TextIO, text: str) -> None:
    """Write a line to the stream, at once."""
    stream.write(f"{text}\n")
    stream.flush()


def painted(text: str, colour: str) -> str:
    """The text in bold and in one of the eight colours that every terminal has."""
    return f"\x1b[{30 + COLOURS.index(colour)}m\x1b[1m{text}\x1b[0m"


def make_console(stream: TextIO, screen: Screen) -> Console:
    """A Rich Console that draws what it is given and interprets nothing."""
    from rich.console import Console

    return Console(
        file=stream,
        width=screen.columns,
        color_system="standard" if screen.coloured else None,
        force_terminal=screen.coloured,
        no_color=not screen.coloured,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=None if is_terminal(stream) else False,
    )
