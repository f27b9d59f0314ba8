r"""How text looks on a screen: its width in cells, and its harmless form.

What is kept true: `harmless` lets no control character, escape sequence, line separator, text
direction mark or lone surrogate through, so that nothing that a stranger typed can move the cursor
or reorder a line.

>>> width("价格"), width("x"), width("e\u0301")
(4, 1, 1)
>>> print(harmless("a\x1b[31mb"))
a\x1b[31mb
"""

from __future__ import annotations

import re
import unicodedata

UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, invisible ones, direction marks, line separators, lone surrogates."""


def width(text: str) -> int:
    """The number of terminal cells that `text` covers: two for a wide character, none for a mark.

    >>> width("ｘ＋y"), width("∂f/∂x")
    (5, 5)
    """
    if text.isascii():
        return len(text)
    return sum(map(character_width, text))


def character_width(character: str) -> int:
    """The number of cells of one character.

    >>> [character_width(character) for character in "x饮\u0301"]
    [1, 2, 0]
    """
    if character.isascii():
        return 1
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def escaped(character: str) -> str:
    r"""The visible form of a character that must not reach a terminal.

    A byte of an argument that was not valid UTF-8 is shown as that byte.

    >>> print(escaped("\x1b"), escaped("\n"), escaped("\u202e"), escaped("\udcff"))
    \x1b \n \u202e \xff
    """
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def harmless(text: str) -> str:
    """`text` with everything unprintable spelled out."""
    if text.isascii() and text.isprintable():
        return text
    return UNPRINTABLE.sub(lambda found: escaped(found.group()), text)


def encodable(text: str, encoding: str) -> str:
    r"""`text` with backslash escapes for what `encoding` has no character for.

    >>> print(encodable("价 x", "ascii"))
    \u4ef7 x
    """
    if text.isascii() or encoding == "utf-8":
        return text
    return text.encode(encoding, "backslashreplace").decode(encoding)


def padded(text: str, cells: int, align: str = "left") -> str:
    """`text` with spaces up to `cells` cells; a longer text is left as it is.

    >>> padded("价格", 6), padded("12", 4, "right")
    ('价格  ', '  12')
    """
    blank = " " * (cells - width(text))
    return blank + text if align == "right" else text + blank


def quoted_list(names: list[str] | tuple[str, ...], conjunction: str = "and") -> str:
    """Names in quotes, as a sentence says them; beyond ten only how many more there are.

    >>> print(quoted_list(["x"]), "|", quoted_list(["x", "y"]), "|", quoted_list(["x", "y", "z"]))
    'x' | 'x' and 'y' | 'x', 'y' and 'z'
    """
    shown = [f"'{name}'" for name in names[:10]]
    if len(names) > 10:
        shown.append(f"{len(names) - 10} more")
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} {conjunction} {shown[-1]}"
