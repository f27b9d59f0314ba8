r"""How text looks on a screen: its width in cells, and what an encoding has no character for.

>>> width("价格"), width("x"), width("e\u0301")
(4, 1, 1)
"""

from __future__ import annotations

import unicodedata


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
