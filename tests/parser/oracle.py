"""Lark itself as the witness: the same grammar, driven by Lark's own lexer, parser and tables.

What new lines and touching operands mean is said here once more, plainly, as a pass over Lark's
tokens, and the tree is Lark's own; `shape` of it is compared with what the package makes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from backprop.parser.names import WORDS, compared_name
from lark import Lark, Token, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

GRAMMAR = files("backprop.parser").joinpath("grammar.lark").read_text(encoding="utf-8")
OPERAND_ENDS = ("NUMBER", "NAME", "RPAR", "SUPERSCRIPT")
OPERAND_STARTS = ("NUMBER", "NAME", "LPAR", "ROOT")


class TouchingOperands:
    """Lark's `postlex`: one pass over the tokens, with no state outside of the pass."""

    always_accept: tuple[str, ...] = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The tokens that the grammar is written for."""
        depth, before = 0, ""
        for typed in stream:
            token = named(typed)
            if token.type == "NEWLINE" and (depth or before not in OPERAND_ENDS):
                continue
            if before in OPERAND_ENDS and token.type in OPERAND_STARTS:
                if before == "NAME" and token.type != "LPAR":
                    yield Token("ADJACENT", "")
                elif before != "NAME":
                    yield Token("ADJACENT" if token.type == "NUMBER" else "JUXTAPOSED", "")
            depth += (token.type == "LPAR") - (token.type == "RPAR")
            before = token.type
            yield token


def named(token: Token) -> Token:
    """A NAME with its compared form; full-width `ａｎｄ` is the word `and`."""
    if token.type != "NAME":
        return token
    name = compared_name(token, token.start_pos or 0)
    return token.update(WORDS.get(name, "NAME"), name)


@cache
def lark() -> Lark:
    """The parser that Lark makes of the grammar."""
    return Lark(
        GRAMMAR,
        parser="lalr",
        lexer="basic",
        postlex=TouchingOperands(),
        maybe_placeholders=False,
        propagate_positions=True,
    )


def tree_of(text: str) -> Tree[Token]:
    """What Lark reads in a text; its exceptions if it reads nothing."""
    return lark().parse(text)
