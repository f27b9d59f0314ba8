r"""The layout rule, Lark's `postlex` step: which new lines count, and which operands touch.

Invariants:

- A NEWLINE is passed over unless it ends a statement: inside parentheses, after an operator, a
  comma or `=`, at the start, and after another one.
- Two operands never touch: JUXTAPOSED (a product) or ADJACENT (refused later, where names are
  known) stands between them. A name before `(` is the one exception: it is a call.
- A NAME token holds the compared form of the name; a name that is an operator is no NAME.
- No state outlives a text, so one parser serves every text.

>>> from .lark_parser import tokens_of
>>> [token.type for token in tokens_of("2x(y\n) z")]
['NUMBER', 'NAME', 'LPAR', 'NAME', 'RPAR', 'NAME']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lark import Token

from .characters import grown_number
from .errors import Span
from .literals import WORDS, compared_name

if TYPE_CHECKING:
    from collections.abc import Iterator

SYMBOLS = {
    "OR": "or", "AND": "and", "NOT": "not", "LESS": "<", "LESS_EQUAL": "<=", "GREATER": ">",
    "GREATER_EQUAL": ">=", "EQUAL": "==", "NOT_EQUAL": "!=", "PLUS": "+", "MINUS": "-",
    "TIMES": "*", "DIVIDED": "/", "POWER": "^",
}  # fmt: skip
"""The plain spelling of each operator's token."""

OPERAND_ENDS = frozenset({"NUMBER", "NAME", "RPAR", "SUPERSCRIPT"})
_OPERAND_STARTS = frozenset({"NUMBER", "NAME", "LPAR", "ROOT"})
_BETWEEN = {
    (before, after): "ADJACENT" if before == "NAME" or after == "NUMBER" else "JUXTAPOSED"
    for before in OPERAND_ENDS
    for after in _OPERAND_STARTS
    if (before, after) != ("NAME", "LPAR")
}
"""What stands between an operand that ends in one token and an operand that begins with another."""

INSERTED = frozenset(_BETWEEN.values())
_IN_ANOTHER_BASE = r"[xX]_?[0-9a-fA-F][0-9a-fA-F_]*|[xXbBoO]_?[0-9]\w*"


class LayoutRule:
    """Lark's `postlex`: one pass over the tokens as they were typed."""

    always_accept = ()

    @staticmethod
    def process(stream: Iterator[Token]) -> Iterator[Token]:
        """The tokens that the grammar is written for.

        Raises:
            BackpropError: a name or a number that no grammar could save.
        """
        depth = 0
        before, last = "NEWLINE", None
        for typed in stream:
            token, kind = typed, typed.type
            if kind == "NAME" and (typed.value in WORDS or not typed.isascii()):
                token = _compared(typed, last)
                kind = token.type
            if kind == "NEWLINE":
                if depth or before not in OPERAND_ENDS:
                    continue
            elif kind == "RPAR":
                depth -= 1
            elif kind in _OPERAND_STARTS:
                if (before, kind) in _BETWEEN:
                    if last is not None and before == "NUMBER":
                        _refuse_more_of(last, token)
                    start = token.start_pos
                    yield Token(_BETWEEN[before, kind], "", start, end_pos=start)
                if kind == "LPAR":
                    depth += 1
            before, last = kind, token
            yield token


def place(first: Token, last: Token | None = None) -> Span:
    """The span from the first token to the last."""
    return Span(cast("int", first.start_pos), cast("int", (last or first).end_pos))


def operand_text(token: Token | None) -> str:
    """The text of a token, typed or compared, if an operand ends in it, or nothing."""
    if token is None or token.type not in OPERAND_ENDS or token.value in WORDS:
        return ""
    return token.value


def _compared(typed: Token, before: Token | None) -> Token:
    """The token of a name in its compared form, in which it may be the word `and`."""
    name = compared_name(typed.value, place(typed).start, operand_text(before))
    return typed.update(WORDS.get(name, "NAME"), name)


def _refuse_more_of(number: Token, token: Token) -> None:
    """Refuse a token that touches a number and reads like more of it: `1.2.3`, `1_x`, `0x1F`.

    Raises:
        BackpropError: it does.
    """
    if number.end_pos != token.start_pos or token.type not in ("NUMBER", "NAME"):
        return
    in_another_base = number in ("0", "０") and re.fullmatch(_IN_ANOTHER_BASE, token)
    if token.type == "NUMBER" or token.startswith("_") or in_another_base:
        raise grown_number(number.value, token.value, place(number, token))
