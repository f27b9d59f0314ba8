"""Where the parser stopped: the refused token and what stands around it.

Invariants:

- Spans are offsets into the source; the end of the text has an empty span at its end.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from .build import SYMBOLS
from .tokens import OPERAND_ENDS, place

if TYPE_CHECKING:
    from .tokens import Token

SEPARATORS = ("NEWLINE", "SEMICOLON")
COMPARISONS = frozenset({"LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL", "EQUAL", "NOT_EQUAL"})


class Situation:
    """The source, its tokens, the refused one among them, and the parentheses open there."""

    def __init__(self, source: str, tokens: list[Token], refused: Token) -> None:
        self.source = source
        self.tokens = tokens
        self.token = refused
        at_end = refused.type == "$END"
        self.span = place(refused)
        self.index = len(self.tokens) if at_end else self._index_of(self.span.start)
        self.opened = self._opened()

    @property
    def before(self) -> Token | None:
        """The token before the refused one."""
        return self.tokens[self.index - 1] if self.index else None

    @property
    def following(self) -> Token | None:
        """The token after the refused one, if the text can be read that far."""
        return self.tokens[self.index + 1] if self.index + 1 < len(self.tokens) else None

    @property
    def starts_statement(self) -> bool:
        """Whether nothing of its statement stands before the refused token."""
        return self.before is None or self.before.type in SEPARATORS

    @property
    def needs_operand(self) -> bool:
        """Whether an operator, a comma or an opening parenthesis stands before it."""
        return not self.starts_statement and self.tokens[self.index - 1].type not in OPERAND_ENDS

    def plain(self, token: Token) -> str:
        """An operator in its plain spelling; any other sign in its compatible form."""
        return SYMBOLS.get(token.type) or unicodedata.normalize("NFKC", token)

    def text_between(self, token: Token) -> str:
        """What was typed between a token and the refused one."""
        return self.source[token.end : self.span.start]

    def operator_at_line_end(self) -> Token | None:
        """The last operator of the statement after which a new line was passed over."""
        for index in range(self.index - 1, 0, -1):
            token, after = self.tokens[index - 1], self.tokens[index]
            if token.type in SEPARATORS:
                return None
            passed = self.source[token.end : after.start]
            if token.type not in OPERAND_ENDS and ("\n" in passed or "\r" in passed):
                return token
        return None

    def _index_of(self, start: int) -> int:
        starts = (index for index, token in enumerate(self.tokens) if token.start == start)
        return next(starts, len(self.tokens))

    def _opened(self) -> list[Token]:
        opened: list[Token] = []
        for token in self.tokens[: self.index]:
            if token.type == "LPAR":
                opened.append(token)
            elif token.type == "RPAR" and opened:
                opened.pop()
        return opened
