"""The names of an emitted program: those that people gave, where the target allows them.

Invariants:

- No two names are the same, and none is one that the target or the emitted program itself uses.
- The same program gets the same names, whatever else happens.
- A name that is free and legal is kept; another gets underscores, as in `lambda_`.

>>> names = Names(reserved={"lambda"}, ascii_only=True)
>>> names.keep(["lambda", "x", "θ", "饮"])
{'lambda': 'lambda_', 'x': 'x', 'θ': 'theta', '饮': 'u996e'}
>>> names.take("df_dx"), names.fresh("v"), names.fresh("v")
('df_dx', 'v1', 'v2')
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_RESERVED_IN_C = re.compile(r"[0-9]|_[_A-Z]")


class Names:
    """The names that are taken so far."""

    def __init__(self, reserved: Collection[str], *, ascii_only: bool = False) -> None:
        self._taken = set(reserved)
        self._ascii_only = ascii_only
        self._numbers: dict[str, int] = {}
        self.renamed: dict[str, str] = {}

    def keep(self, wanted: Iterable[str]) -> dict[str, str]:
        """Names for what people named; `renamed` has those that could not be kept."""
        asked = list(dict.fromkeys(wanted))
        kept = {name: name for name in asked if name not in self._taken and self._is_legal(name)}
        self._taken |= kept.keys()
        for name in asked:
            if name not in kept:
                self.renamed[name] = self.take(name)
        return {name: kept.get(name) or self.renamed[name] for name in asked}

    def take(self, wanted: str) -> str:
        """A name as near to the wanted one as can be."""
        name = wanted if self._is_legal(wanted) else in_ascii(wanted)
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def variable(self, wanted: str | None) -> str:
        """A name for a node: as near to its own as can be, or the next free one of `v1`, `v2`, …"""
        return self.take(wanted) if wanted else self.fresh("v")

    def fresh(self, letter: str) -> str:
        """The next free one of `v1`, `v2`, …"""
        while True:
            number = self._numbers[letter] = self._numbers.get(letter, 0) + 1
            name = f"{letter}{number}"
            if name not in self._taken:
                self._taken.add(name)
                return name

    def _is_legal(self, name: str) -> bool:
        return not self._ascii_only or (name.isascii() and not _RESERVED_IN_C.match(name))


def in_ascii(name: str) -> str:
    """A name in ASCII letters: Greek spelled out, other characters by their numbers.

    What begins with two underscores, or one and a capital, belongs to C itself.

    >>> in_ascii("Δθ1"), in_ascii("单价"), in_ascii("__LINE__")
    ('Deltatheta1', 'u5355_u4ef7', 'n__LINE__')
    """
    text, spelled = "", False
    for character in name:
        if character.isascii():
            text, spelled = text + character, False
            continue
        greek = _greek(character)
        text += greek or f"{'_' if spelled else ''}u{ord(character):04x}"
        spelled = greek is None
    return f"n{text}" if _RESERVED_IN_C.match(text) else text


def _greek(character: str) -> str | None:
    words = unicodedata.name(character, "").split()
    if len(words) != 4 or words[0] != "GREEK" or words[2] != "LETTER":
        return None
    return words[3].capitalize() if words[1] == "CAPITAL" else words[3].lower()
