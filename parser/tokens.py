r"""Tokens one by one, and what new lines and touching operands mean.

Invariants:

- A NEWLINE is passed over unless it ends a statement: inside parentheses, after an operator, a
  comma or `=`, at the start, and after another one.
- Two operands never touch: JUXTAPOSED (a product) or ADJACENT (refused later, where names are
  known) stands between them. A name before `(` is the one exception: it is a call.
- A NAME token holds the compared form of the name.

`reader.py` reads a text by the same rules without making these objects; they are what an error is
explained by.

>>> [token.type for token in tokens_of("2x(y\n) z")]
['NUMBER', 'NAME', 'LPAR', 'NAME', 'RPAR', 'NAME']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .errors import BackpropError, Span
from .tables import ASCII_PATTERN, FIXED, GROUPS, PATTERN, TERMINALS

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERAND_ENDS = frozenset({"NUMBER", "NAME", "RPAR", "SUPERSCRIPT"})
_OPERAND_STARTS = frozenset({"NUMBER", "NAME", "LPAR", "ROOT"})


class Token(str):
    """A token's text, with its terminal and where it stands in the source."""

    __slots__ = ("end", "start", "type")
    type: str
    start: int
    end: int

    @classmethod
    def at(cls, kind: str, text: str, start: int, end: int) -> Token:
        """The token of a terminal at its place."""
        token = cls(text)
        token.type, token.start, token.end = kind, start, end
        return token


def pattern_for(source: str) -> re.Pattern[str]:
    """The expression that finds the tokens of a source, with a group for each of `GROUPS`."""
    return re.compile(ASCII_PATTERN if source.isascii() else PATTERN)


def joint(before: str, after: str) -> str:
    """What stands between two tokens that touch: JUXTAPOSED, ADJACENT or nothing."""
    if before not in OPERAND_ENDS or after not in _OPERAND_STARTS:
        return ""
    if before == "NAME":
        return "" if after == "LPAR" else "ADJACENT"
    return "ADJACENT" if after == "NUMBER" else "JUXTAPOSED"


def tokens_of(source: str) -> list[Token]:
    """The tokens of a source, up to the first that cannot be one."""
    found: list[Token] = []
    try:
        for token in checked_tokens(source):
            found.append(token)
    except BackpropError:
        pass
    return found


def checked_tokens(source: str) -> Iterator[Token]:
    """The tokens of a source without the new lines that end no statement.

    Raises:
        BackpropError: a character, a name or a number that no grammar could save.
    """
    depth = 0
    before: Token | None = None
    for typed in _typed_tokens(source):
        token = _named(typed, before) if typed.type == "NAME" else typed
        kind = token.type
        ends_operand = before is not None and before.type in OPERAND_ENDS
        if kind == "NEWLINE" and (depth or not ends_operand):
            continue
        if before is not None and before.type == "NUMBER" and joint("NUMBER", kind):
            refuse_more_of(before, token)
        depth += (kind == "LPAR") - (kind == "RPAR")
        before = token
        yield token


def _typed_tokens(source: str) -> Iterator[Token]:
    """The tokens as they were typed, without what the grammar ignores."""
    before: Token | None = None
    for match in pattern_for(source).finditer(source):
        kind = GROUPS[match.lastindex - 1] if match.lastindex else FIXED.get(match[0])
        if kind is None:
            if match[0]:
                raise _refused_character(source, match.start(), before)
            return
        if kind >= 0:
            kind = FIXED.get(match[0], kind)
            before = Token.at(TERMINALS[kind], match[0], *match.span())
            yield before


def _refused_character(source: str, offset: int, before: Token | None) -> BackpropError:
    from .characters import refused_character

    return refused_character(source, offset, before=operand_text(before))


def _named(typed: Token, before: Token | None) -> Token:
    """The NAME token with its compared form; full-width `ａｎｄ` is the word `and`."""
    if typed.isascii():
        return typed
    from .names import WORDS, compared_name

    name = compared_name(typed, typed.start, operand_text(before))
    return Token.at(WORDS.get(name, "NAME"), name, typed.start, typed.end)


def place(first: Token, last: Token | None = None) -> Span:
    """The span from the first token to the last."""
    return Span(first.start, (last or first).end)


def operand_text(token: Token | None) -> str:
    """The token's text if an operand ends in it, or nothing."""
    return str(token) if token is not None and token.type in OPERAND_ENDS else ""


def is_more_of(number: Token, token: Token) -> bool:
    """Whether a token touches a number and reads like more of it: `1.2.3`, `1_x`, `0x1F`."""
    if number.end != token.start or token.type not in ("NUMBER", "NAME"):
        return False
    if token.type == "NUMBER" or token.startswith("_"):
        return True
    return number in ("0", "０") and _is_in_another_base(token)


def _is_in_another_base(token: Token) -> bool:
    digits = re.compile(r"[xX]_?[0-9a-fA-F][0-9a-fA-F_]*|[xXbBoO]_?[0-9]\w*")
    return digits.fullmatch(token) is not None


def refuse_more_of(number: Token, token: Token) -> None:
    """Refuse a token that reads like more of the number that it touches.

    Raises:
        BackpropError: it does.
    """
    if is_more_of(number, token):
        from .grown_numbers import grown_number

        raise grown_number(number, token)
