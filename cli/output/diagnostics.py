"""Errors and notes as people and programs read them; the only place that draws them.

What is kept true: everything here has one shape, whether the mistake was found in an expression,
in a value, in a file or by Click; nothing that the user typed reaches the terminal unescaped.

>>> from .screen import Screen
>>> from ...parser.errors import Span
>>> print(drawn_error(BackpropError("unknown function 'sine'", Span(2, 6), text="1+sine(z)",
...     hint="did you mean 'sin'?"), Screen()))
error: unknown function 'sine'
  |
1 | 1+sine(z)
  |   ^^^^
  = did you mean 'sin'?
"""

from __future__ import annotations

import contextlib
import re
import sys
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError, line_and_column
from . import terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...autodiff.graph.notes import Note
    from .screen import Screen

LABELS = {"warning": "warning", "kink": "note", "information": "info"}
COLOURS = {"error": "red", "warning": "yellow", "note": "cyan", "info": "blue"}
ENDLESS_WORD = re.compile(r"(\S{100})\S{200,}(\S{20})")


def report_error(error: BackpropError, *, as_json: bool, colour: str = "auto") -> None:
    """Write the error to stderr, as a drawing or as one JSON object."""
    screen = terminal.screen_of(sys.stderr, colour)
    text = json_error(error, screen) if as_json else drawn_error(error, screen)
    terminal.say(sys.stderr, text)


def report_notes(notes: Iterable[Note], colour: str = "auto") -> None:
    """Write one line for each note to stderr; if that fails, the result must not be lost by it."""
    screen = terminal.screen_of(sys.stderr, colour)
    with contextlib.suppress(OSError):
        for note in notes:
            terminal.say(sys.stderr, note_line(note, screen))


def note_line(note: Note, screen: Screen) -> str:
    """A note as one line: what kind it is, and its sentence."""
    return labelled(LABELS[note.kind], shortened(note.text, screen), screen)


def labelled(label: str, text: str, screen: Screen) -> str:
    """`label: text`, the label in its colour."""
    if screen.coloured:
        return f"{terminal.painted(f'{label}:', COLOURS[label])} {text}"
    return f"{label}: {text}"


def drawn_error(error: BackpropError, screen: Screen) -> str:
    """The error as text: its sentence, where it is, the lines with carets, what to do about it."""
    from .excerpt import excerpt

    lines = [labelled("error", shortened(error.message, screen), screen)]
    shown = excerpt(error.text, error.span, screen) if error.text is not None and error.span else []
    bar = shown[0].index("|") if shown else 2
    if error.origin is not None:
        lines.append(f"{'':{bar - 1}}--> {screen.show(error.origin)}")
    lines += shown
    if error.hint:
        lines.append(f"{'':{bar}}= {shortened(error.hint, screen)}")
    return "\n".join(lines)


def shortened(text: str, screen: Screen) -> str:
    """A sentence fit for the screen; of a word without end only its beginning and its end."""
    return ENDLESS_WORD.sub(rf"\g<1>{screen.ellipsis}\g<2>", screen.show(text))


def json_error(error: BackpropError, screen: Screen) -> str:
    """The error as one JSON object; `origin` is there only if it is not the expression's place."""
    from .json_text import dumps

    line: int | None = None
    column: int | None = None
    if error.text is not None and error.span is not None:
        line, column = line_and_column(error.text, error.span.start)
    fields: dict[str, object] = {
        "message": error.message,
        "line": line,
        "column": column,
        "hint": error.hint,
    }
    if error.origin is not None:
        fields["origin"] = error.origin
    return dumps({"error": fields}, ascii_only=screen.plain_ascii)
