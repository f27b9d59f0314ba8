r"""How a piece of the user's text is shown inside a sentence: short, on one line, never raw.

Invariants:

- What comes out holds printable characters only: a control character, a bidirectional override or
  a lone surrogate is written as its escape, so no message can drive a terminal.
- The work is bounded by the piece shown, not by the text that it was cut from.

>>> shown("x\x1b[2J")
'x\\x1b[2J'
>>> shown("a" * 100, 9)
'aaaa…aaaa'
"""

from __future__ import annotations

import re

WIDTH = 40
_READ = 400


def shown(text: str, width: int = WIDTH) -> str:
    """The text in about `width` characters at most: escaped, and without its middle when long."""
    return _shortened("".join(map(_visible, _shortened(text, width))), 2 * width)


def quoted(text: str, width: int = WIDTH) -> str:
    """The text as `shown`, between quotes that it does not hold itself."""
    mark = '"' if "'" in text else "'"
    return f"{mark}{shown(text, width)}{mark}"


def excerpt(text: str, start: int, end: int, width: int = WIDTH) -> str:
    """What stands between two offsets, as `shown`, without comments and line breaks."""
    piece = text[start:end]
    if len(piece) > _READ:
        piece = f"{piece[: _READ // 2]}…{piece[-_READ // 2 :]}"
    return shown(re.sub(r"\s+", " ", re.sub(r"[#＃][^\r\n]*", "", piece)).strip(), width)


def _shortened(text: str, width: int) -> str:
    if len(text) <= width:
        return text
    half = (width - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


def escaped(character: str) -> str:
    r"""The escape of a character, as in `\x1b`."""
    return character.encode("unicode_escape").decode("ascii")


def _visible(character: str) -> str:
    return character if character.isprintable() else escaped(character)
