r"""The lines of a text that an error speaks of, with carets under the place.

What is kept true: a caret stands under the character that it means, however wide the characters
before it are and however much of the line was left out; only the neighbourhood of the place is
looked at, so a line of a million characters costs no more than a short one.

>>> from ...parser.errors import Span
>>> from .screen import Screen
>>> print("\n".join(excerpt("(x+y)*sine(z)", Span(6, 10), Screen())))
  |
1 | (x+y)*sine(z)
  |       ^^^^
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from ...parser.errors import line_and_column
from .text import width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...parser.errors import Span
    from .screen import Screen

LINE_BREAK = re.compile("\r\n|\r|\n")
TAB = "    "
SHOWN_LINES = 3
"""A place that covers more lines than this is shown by its first and its last."""


class MarkedLine(NamedTuple):
    """The part of one line that carets go under: half-open offsets into the whole text."""

    line: int
    line_start: int
    line_end: int
    start: int
    end: int


def excerpt(text: str, span: Span, screen: Screen) -> list[str]:
    """The gutter, the lines and their carets, no wider than the screen."""
    marks = marks_of(text, span)
    margin = len(str(marks[-1].line))
    blank = f"{'':{margin}} |"
    room = max(20, screen.columns - margin - 4)  # one is for a caret past the end
    lines = [blank]
    for index, mark in enumerate(marks):
        if index and mark.line > marks[index - 1].line + 1:
            lines.append(f"{'':{margin}} {screen.ellipsis}")
        source, carets = drawn(text, mark, room, screen)
        lines += [f"{mark.line:{margin}} | {source}".rstrip(), f"{blank} {carets}"]
    return lines


def marks_of(text: str, span: Span) -> list[MarkedLine]:
    """One mark for every line that is shown; the place is brought inside the text first."""
    start = min(max(span.start, 0), len(text))
    end = min(max(span.end, start), len(text))
    first, *others = lines_from(text, start, end)
    shown = list(islice(marks_without_margin(text, others, end), SHOWN_LINES))
    if len(shown) == SHOWN_LINES:
        shown = [next(marks_without_margin(text, reversed(others), end))]
    line, line_start, line_end = first
    mark = MarkedLine(line, line_start, line_end, min(start, line_end), min(end, line_end))
    return [mark, *shown]


def lines_from(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The number and the bounds of each line that a place covers."""
    if start > 0 and text[start - 1 : start + 1] == "\r\n":
        start -= 1
    line, column = line_and_column(text, start)
    line_start = start - column + 1
    while True:
        found = LINE_BREAK.search(text, line_start)
        yield line, line_start, found.start() if found else len(text)
        if found is None or found.end() >= end:
            return
        line, line_start = line + 1, found.end()


def marks_without_margin(
    text: str, lines: Iterable[tuple[int, int, int]], end: int
) -> Iterator[MarkedLine]:
    """A mark for each line, without the blanks that it begins with; none for one that is blank."""
    for line, line_start, line_end in lines:
        marked_to = min(end, line_end)
        marked = text[line_start:marked_to]
        start = marked_to - len(marked.lstrip(" \t\u3000"))
        if start < marked_to:
            yield MarkedLine(line, line_start, line_end, start, marked_to)


def drawn(text: str, mark: MarkedLine, room: int, screen: Screen) -> tuple[str, str]:
    """The line, or a window of it around the mark, and its carets; at least one caret."""
    shown_from, shown_to = window(text, mark, room, screen)
    left = screen.ellipsis if shown_from > mark.line_start else ""
    right = screen.ellipsis if shown_to < mark.line_end else ""
    marked_to = max(mark.start, min(mark.end, shown_to))
    before = left + visible(text[shown_from : mark.start], screen)
    marked = visible(text[mark.start : marked_to], screen)
    after = visible(text[marked_to:shown_to], screen) + right
    return before + marked + after, " " * width(before) + "^" * max(1, width(marked))


def window(text: str, mark: MarkedLine, room: int, screen: Screen) -> tuple[int, int]:
    """The stretch of the line to show: all of it if it fits, else what fits around the mark.

    The mark and what follows get two thirds of the room first, what is before them the rest.
    """
    start, end = max(mark.line_start, mark.start - room), min(mark.line_end, mark.start + room)
    before, ahead = text[start : mark.start], text[mark.start : end]
    everything = (start, end) == (mark.line_start, mark.line_end)
    if everything and width(visible(before + ahead, screen)) <= room:
        return start, end
    room -= 2 * len(screen.ellipsis)
    first_share = fitting(ahead, room * 2 // 3, screen)
    room_before = room - width(visible(ahead[:first_share], screen))
    left = fitting(before[::-1], room_before, screen)
    room_ahead = room - width(visible(before[len(before) - left :], screen))
    return mark.start - left, mark.start + fitting(ahead, room_ahead, screen)


def fitting(text: str, room: int, screen: Screen) -> int:
    """How many characters of `text` fit into so many cells."""
    for index, character in enumerate(text):
        room -= width(visible(character, screen))
        if room < 0:
            return index
    return len(text)


def visible(text: str, screen: Screen) -> str:
    """Source text as it is drawn: tabs as blanks, everything else that cannot be shown escaped."""
    return screen.show(text.replace("\t", TAB))
