r"""What a stream can show: its width, its characters, its colours. Plain data, easy to make up.

>>> print(Screen(columns=40, encoding="ascii").show("价\x1b"))
\u4ef7\x1b
"""

from __future__ import annotations

from typing import NamedTuple

from .text import encodable, harmless

DRAWING = "∂—…╭─┬┼│"


class Screen(NamedTuple):
    """A place to draw on. `encoding` is the stream's, in lower case."""

    columns: int = 80
    encoding: str = "utf-8"
    coloured: bool = False

    @property
    def plain_ascii(self) -> bool:
        """Whether the characters that drawing uses beyond ASCII are missing."""
        return encodable(DRAWING, self.encoding) != DRAWING

    @property
    def unicode(self) -> bool:
        """Whether every character that there is can be written."""
        return self.encoding.startswith("utf")

    @property
    def partial(self) -> str:
        """The sign of a partial derivative."""
        return "d" if self.plain_ascii else "∂"

    @property
    def absent(self) -> str:
        """What stands for a number that does not exist."""
        return "-" if self.plain_ascii else "—"

    @property
    def ellipsis(self) -> str:
        """What stands for what was left out."""
        return "..." if self.plain_ascii else "…"

    def show(self, text: str) -> str:
        """`text` as it can be written here: nothing unprintable, nothing that does not exist."""
        return encodable(harmless(text), self.encoding)
