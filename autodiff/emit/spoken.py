"""Formulas as an explanation writes them: names as typed, and every product with its sign.

It is for reading on a screen, not for typing in again: a choice is written in words.

>>> from ...parser.parse import parse
>>> expression(parse("3v*x1 + (-2)^2").statements[0].value)
'3·v·x1 + (-2)²'
>>> expression(parse("where(x >= y, 1, 0)").statements[0].value)
'(1 if x ≥ y, else 0)'
>>> expression(parse("a*sqrt(x + 1)").statements[0].value, ascii_only=True)
'a*sqrt(x + 1)'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.unparse import number_text, unparse
from .notation import Level, Piece, written
from .unicode import UnicodeForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...parser.syntax import Expression, Number


class _Spoken(UnicodeForm):
    minus = "-"
    beside = "·"
    bare_factors = frozenset[str]()

    def number(self, number: Number) -> Piece:
        text = number_text(number)
        integer = int(text) if text.isdecimal() and len(text) < 5 else None
        return Piece((text,), Level.ATOM, "digit", integer=integer)

    def name(self, name: str) -> Piece:
        return Piece((name,), Level.ATOM, "word")

    def operation(self, primitive: str, arguments: Sequence[Piece], *, small: bool) -> Piece:
        if primitive == "where":
            condition, taken, other = arguments
            return Piece(
                ("(", taken, " if ", condition, ", else ", other, ")"), Level.ATOM, "group"
            )
        if primitive == "subtract":
            left, right = arguments
            parts = (self.placed(left, Level.SUM), " - ", self.placed(right, Level.QUOTIENT))
            return Piece(parts, Level.SUM, parts[0].head)
        if primitive in ("log", "log2", "log10"):
            return self.call(primitive, arguments)
        return super().operation(primitive, arguments, small=small)


SPOKEN = _Spoken()


def expression(tree: Expression, *, ascii_only: bool = False) -> str:
    """The formula of a tree; with `ascii_only` as the language itself writes it."""
    return unparse(tree, explicit=True) if ascii_only else written(tree, SPOKEN)
