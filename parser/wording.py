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

UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, invisible ones, direction marks, line separators, lone surrogates."""

WIDTH = 40
_READ = 400


def shown(text: str, width: int = WIDTH) -> str:
    """The text in about `width` characters at most: escaped, and without its middle when long."""
    return _shortened(harmless(_shortened(text, width)), 2 * width)


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


def harmless(text: str) -> str:
    r"""The text with everything that could steer a terminal or reorder a line spelled out.

    >>> print(harmless("a\x1b[31mb"))
    a\x1b[31mb
    """
    if text.isascii() and text.isprintable():
        return text
    return UNPRINTABLE.sub(lambda found: spelled_out(found.group()), text)


def spelled_out(character: str) -> str:
    r"""The escape of a character, as in `\x1b`.

    A byte of an argument that was not valid UTF-8 is shown as that byte.

    >>> print(spelled_out("\x1b"), spelled_out("\n"), spelled_out("\u202e"), spelled_out("\udcff"))
    \x1b \n \u202e \xff
    """
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
