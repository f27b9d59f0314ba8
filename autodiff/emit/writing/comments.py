r"""What an emitted program says of itself, safely: nothing typed can end a comment.

Invariants:

- A line of a comment holds no line break of any language, no control character, nothing that
  turns the direction of writing, and half of a surrogate pair neither.
- What `shielded` gives holds none of the marks that it was told of.

>>> printable_lines("x +\n y\x07")
['x +', ' y\\x07']
>>> shielded("a */ b", ("*/",))
'a * / b'
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDTH = 88
_LONGEST_LINE = 100

_LONGEST = 2000
"""A program of more characters than this is shown without its rest."""

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def printable_lines(source: str) -> list[str]:
    """A text as typed, by lines that can be shown; a very long one without its rest."""
    text = source if len(source) <= _LONGEST else f"{source[:_LONGEST]} …"
    lines: list[str] = []
    for line in text.strip("\r\n").splitlines():
        shown = "".join(map(_printable, line)).rstrip()
        lines += _folded(shown)
    return lines


def _folded(line: str) -> list[str]:
    """A line in pieces that fit, each ending after an operator or a space if it can."""
    pieces: list[str] = []
    while len(line) > _WIDTH:
        end = max(line.rfind(mark, 0, _WIDTH) for mark in " +-*/,;") + 1
        pieces.append(line[: end or _WIDTH])
        line = line[end or _WIDTH :]
    return [*pieces, line]


def _printable(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN or character == " ":
        return character
    return " " if character == "\t" else character.encode("unicode_escape").decode("ascii")


def shielded(line: str, marks: Iterable[str]) -> str:
    """A line in which none of the marks stands: a space is put into each."""
    for mark in marks:
        while mark in line:
            line = line.replace(mark, " ".join(mark))
    return line


def listed(names: Iterable[str]) -> str:
    """Names in a sentence, as many as it can hold.

    >>> listed(["x", "y"]), listed(str(number) for number in range(100))
    ('x, y', '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … (100 in all)')
    """
    all_names = list(names)
    if len(all_names) <= 12:
        return ", ".join(all_names)
    return f"{', '.join(all_names[:12])}, … ({len(all_names)} in all)"


def filled(start: str, parts: Sequence[str], end: str, indent: str, step: str = "    ") -> str:
    """Parts between brackets, on one line if it is not too long, else on several.

    >>> print(filled("f(", ["a" * 4, "b" * 4, "c" * 85, "d"], ")", "").replace("c" * 82, "…"))
    f(
        aaaa, bbbb,
        …ccc, d
    )
    """
    line = f"{start}{', '.join(parts)}{end}"
    if len(indent) + len(line) <= _LONGEST_LINE:
        return line
    lines, inside = [start], indent + step
    for part in parts:
        if lines[-1] is not start and len(lines[-1]) + len(part) + 2 <= _LONGEST_LINE:
            lines[-1] += f" {part},"
        else:
            lines.append(f"{inside}{part},")
    lines[-1] = lines[-1].removesuffix(",")
    return "\n".join([*lines, indent + end])
