"""Formulas as an explanation writes them: names as typed, and every product with its sign.

It is for reading on a screen, not for typing in again: a choice is written in words.

>>> from ....parser.parse import parse
>>> expression(parse("3v*x1 + (-2)^2").statements[0].value)
'3·v·x1 + (-2)²'
>>> expression(parse("where(x >= y, 1, 0)").statements[0].value)
'(1 if x ≥ y, else 0)'
>>> expression(parse("a*sqrt(x + 1)").statements[0].value, ascii_only=True)
'a*sqrt(x + 1)'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....parser.unparse import number_text, unparse
from .notation import Form, Infix, Level, Piece, written
from .unicode import SHAPES, UnicodeForm

if TYPE_CHECKING:
    from ....parser.syntax import Expression, Number


def _choice(_: Form, condition: Piece, taken: Piece, other: Piece) -> Piece:
    return Piece(("(", taken, " if ", condition, ", else ", other, ")"), Level.ATOM, "group")


class _Spoken(UnicodeForm):
    shapes = {
        **SHAPES,
        "subtract": Infix(" - ", Level.SUM, Level.SUM, Level.QUOTIENT),
        "where": _choice,
        **{name: name for name in ("log", "log2", "log10")},
    }
    minus = "-"
    beside = "·"
    bare_factors = frozenset[str]()

    def number(self, number: Number) -> Piece:
        text = number_text(number)
        integer = int(text) if text.isdecimal() and len(text) < 5 else None
        return Piece((text,), Level.ATOM, "digit", integer=integer)

    def name(self, name: str) -> Piece:
        return Piece((name,), Level.ATOM, "word")


SPOKEN = _Spoken()


def expression(tree: Expression, *, ascii_only: bool = False) -> str:
    """The formula of a tree; with `ascii_only` as the language itself writes it."""
    return unparse(tree, explicit=True) if ascii_only else written(tree, SPOKEN)
