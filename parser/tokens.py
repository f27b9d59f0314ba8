r"""Between the lexer and the parser: what new lines and touching operands mean.

Invariants:

- A NEWLINE token reaches the parser only where it ends a statement: not inside parentheses, not
  after an operator, a comma or `=`, not at the start, and never twice in a row.
- Two operands never touch: JUXTAPOSED (a product) or ADJACENT (refused later, where names are
  known) stands between them. A name before `(` is the one exception: it is a call.
- A NAME token holds the compared form of the name.

>>> from .parse import tokens_of
>>> [token.type for token in tokens_of("2x(y\n) z")]
['NUMBER', 'JUXTAPOSED', 'NAME', 'LPAR', 'NAME', 'RPAR', 'JUXTAPOSED', 'NAME']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lark import Token

from .errors import BackpropError, Span
from .names import WORDS, compared_name
from .wording import quoted, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

OPERAND_ENDS = frozenset({"NUMBER", "NAME", "RPAR", "SUPERSCRIPT"})
_OPERAND_STARTS = frozenset({"NUMBER", "NAME", "LPAR", "ROOT"})
_OTHER_BASES = re.compile(r"[xX]_?[0-9a-fA-F][0-9a-fA-F_]*|[xXbBoO]_?[0-9]\w*")


class TouchingOperands:
    """Lark's `postlex`: one pass over the tokens, with no state outside of the pass."""

    always_accept: tuple[str, ...] = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The tokens that the grammar is written for.

        Raises:
            BackpropError: a name or a number that no grammar could save.
        """
        juxtaposed, adjacent = Token("JUXTAPOSED", ""), Token("ADJACENT", "")
        depth = 0
        before, kind_before = adjacent, ""
        for typed in stream:
            token = _named(typed, before) if typed.type == "NAME" else typed
            kind = token.type
            if kind == "NEWLINE" and (depth or kind_before not in OPERAND_ENDS):
                continue
            if kind in _OPERAND_STARTS and kind_before in OPERAND_ENDS:
                if kind_before != "NAME":
                    if kind_before == "NUMBER":
                        _refuse_grown_number(before, token)
                    yield adjacent if kind == "NUMBER" else juxtaposed
                elif kind != "LPAR":
                    yield adjacent
            depth += (kind == "LPAR") - (kind == "RPAR")
            before, kind_before = token, kind
            yield token


def _named(typed: Token, before: Token) -> Token:
    """The NAME token with its compared form; full-width `ａｎｄ` is the word `and`."""
    if typed.isascii():
        return typed
    name = compared_name(typed, place(typed).start, operand_text([before]))
    return typed.update(WORDS.get(name, "NAME"), name)


def place(first: Token, last: Token | None = None) -> Span:
    """The span from the first token to the last."""
    return Span(first.start_pos or 0, (last or first).end_pos or 0)


def operand_text(history: list[Token] | None) -> str:
    """The last token's text if an operand ends in it, or nothing."""
    return str(history[-1]) if history and history[-1].type in OPERAND_ENDS else ""


def _refuse_grown_number(number: Token, token: Token) -> None:
    """Refuse what touches a number and reads like more of it: `1.2.3`, `1_x`, `0x1F`."""
    if number.end_pos != token.start_pos:
        return
    whole = place(number, token)
    message = f"{quoted(number + token)} is not a number"
    if token.type == "NUMBER":
        hint = "a number has one decimal point, as in 1.25, and a whole exponent, as in 1e-3"
        raise BackpropError(message, whole, hint=hint)
    if token.type == "NAME" and token.startswith("_"):
        hint = (
            f"'_' may stand between two digits, as in 1_000; a product is {_product(number, token)}"
        )
        raise BackpropError(message, whole, hint=hint)
    if token.type == "NAME" and number in ("0", "０") and _OTHER_BASES.fullmatch(token):
        hint = f"{_decimal(token)}a product is {_product(number, token)}"
        raise BackpropError(f"{quoted(number + token)} is not a decimal number", whole, hint=hint)


def _product(number: Token, token: Token) -> str:
    return f"{shown(number)}*{shown(token)}"


def _decimal(token: Token) -> str:
    """`write 31; ` for `x1F`, nothing when it is no number in its base or a very long one."""
    try:
        return f"write {int(f'0{token}', 0)}; " if len(token) < 20 else ""
    except ValueError:
        return ""
