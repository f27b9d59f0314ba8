"""A grid of terminal cells to draw wires and words on.

What is kept true: a wide character takes two cells; a wire that crosses another goes over it and
never joins it; wires that belong together join with the right corner; nothing that was drawn is
lost, wherever it is: the picture begins with the topmost row that holds anything.

>>> canvas = Canvas()
>>> canvas.across(0, 0, 2, "a"); canvas.down(2, 0, 1, "a"); canvas.across(1, 2, 4, "a")
>>> canvas.write(1, 5, "价")
>>> [row for row in canvas.text_rows()]
['──┐', '  └──价']
>>> canvas.write(-1, 0, "3"); canvas.rows, next(canvas.text_rows())
(3, '3')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...output.text import character_width

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
_LINES = {
    UP: "│", DOWN: "│", UP | DOWN: "│", LEFT: "─", RIGHT: "─", LEFT | RIGHT: "─",
    DOWN | RIGHT: "┌", DOWN | LEFT: "┐", UP | RIGHT: "└", UP | LEFT: "┘",
    UP | DOWN | RIGHT: "├", UP | DOWN | LEFT: "┤", DOWN | LEFT | RIGHT: "┬",
    UP | LEFT | RIGHT: "┴", UP | DOWN | LEFT | RIGHT: "┼",
}  # fmt: skip
_ASCII = str.maketrans("│─┌┐└┘├┤┬┴┼▶", "|-+++++++++>")
_NOTHING = ""
"""What the second cell of a wide character holds."""

Cell = tuple[str, str]
"""A character and its style."""


class Canvas:
    """Rows of cells; it grows as it is drawn on."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        self._ascii = ascii_only
        self._words: dict[tuple[int, int], Cell] = {}
        self._wires: dict[tuple[int, int], dict[Hashable, int]] = {}

    def write(self, row: int, column: int, text: str, style: str = "") -> None:
        """Put words on the canvas, over whatever is there."""
        for character in text:
            cells = character_width(character)
            if cells == 0:
                before = self._words.get((row, column - 1), (" ", style))
                self._words[row, column - 1] = (before[0] + character, before[1])
                continue
            self._words[row, column] = (character, style)
            if cells == 2:
                self._words[row, column + 1] = (_NOTHING, style)
            column += cells

    def join(self, row: int, column: int, wire: Hashable, ends: int) -> None:
        """Let a wire leave a cell in some directions."""
        here = self._wires.setdefault((row, column), {})
        here[wire] = here.get(wire, 0) | ends

    def across(self, row: int, start: int, end: int, wire: Hashable) -> None:
        """A wire along a row, from one column to another, both included."""
        for column in range(start, end + 1):
            ends = (LEFT if column > start else 0) | (RIGHT if column < end else 0)
            self.join(row, column, wire, ends or LEFT)

    def down(self, column: int, start: int, end: int, wire: Hashable) -> None:
        """A wire along a column, from one row to another, both included."""
        for row in range(min(start, end), max(start, end) + 1):
            ends = (UP if row > min(start, end) else 0) | (DOWN if row < max(start, end) else 0)
            if ends:
                self.join(row, column, wire, ends)

    @property
    def columns(self) -> int:
        """How wide it is."""
        return max((column for _, column in (*self._words, *self._wires)), default=-1) + 1

    @property
    def rows(self) -> int:
        """How high it is."""
        return len(self._rows())

    def _rows(self) -> range:
        """From the topmost row that holds anything to the lowest; the first may be negative."""
        rows = {row for row, _ in (*self._words, *self._wires)}
        return range(min(rows), max(rows) + 1) if rows else range(0)

    def cell(self, row: int, column: int) -> Cell:
        """What is at a place."""
        if (row, column) in self._words:
            text, style = self._words[row, column]
            return (text.translate(_ASCII) if self._ascii else text), style
        wires = self._wires.get((row, column))
        if not wires:
            return " ", ""
        # Where two wires cross, the one that goes up and down lies on top.
        ends = max(wires.values(), key=lambda each: (each & (UP | DOWN), each))
        line = _LINES[ends]
        return (line.translate(_ASCII) if self._ascii else line), "wire"

    def styled_rows(self) -> Iterator[list[Cell]]:
        """The rows as runs of one style, without blanks at their ends."""
        columns = self.columns
        for row in self._rows():
            runs: list[Cell] = []
            for column in range(columns):
                text, style = self.cell(row, column)
                if runs and runs[-1][1] == style:
                    runs[-1] = (runs[-1][0] + text, style)
                else:
                    runs.append((text, style))
            while runs and not runs[-1][0].strip():
                runs.pop()
            if runs:
                runs[-1] = (runs[-1][0].rstrip(), runs[-1][1])
            yield runs

    def text_rows(self) -> Iterator[str]:
        """The rows without styles."""
        for runs in self.styled_rows():
            yield "".join([text for text, _ in runs])
