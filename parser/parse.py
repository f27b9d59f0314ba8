"""Text to tree.

Invariants:

- Whatever the text, the answer is a `Program` or a `BackpropError` whose span lies in the text.
- Nothing recurses on the depth of the text, and time and memory grow linearly with it.
- Lark is imported, and the parser built from `grammar.lark`, when the first text is parsed;
  nothing is cached outside of this process.

>>> program = parse("y = 2x + 1")
>>> program.statements[0].target, program.statements[0].value
(Name('y'), Binary('+', Juxtaposition(Number(2, 0), Name('x')), Number(1, 0)))
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from .errors import BackpropError, Span
from .syntax import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark import Token

    from .build import Draft

_BYTE_ORDER_MARK = "\ufeff"


class _Parser(Protocol):
    """What Lark is for this grammar with these callbacks; its own types do not say it."""

    def parse(self, text: str) -> list[Draft]: ...

    def parse_interactive(self, text: str) -> object: ...


def parse(text: str) -> Program:
    """The program that a text holds.

    Raises:
        BackpropError: the text is not in the language; it knows the text, and has a span and
            mostly a hint.
    """
    try:
        return _parsed(text)
    except BackpropError as error:
        raise error.located(text) from None


def _parsed(text: str) -> Program:
    from .definitions import statement
    from .remarks import remarks

    drafts = _drafts(_without_mark(text))
    if not drafts:
        hint = "type a formula, such as (x + y)*z"
        raise BackpropError("there is no expression to work on", Span(0, len(text)), hint=hint)
    statements = tuple([statement(text, draft) for draft in drafts])
    return Program(statements, text, remarks(text, statements))


def _drafts(source: str) -> list[Draft]:
    parser = _parser()
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    try:
        return parser.parse(source)
    except UnexpectedCharacters as error:
        failure: Any = error
        from .characters import refused_character
        from .tokens import operand_text

        before = operand_text(failure.token_history)
        raise refused_character(source, failure.pos_in_stream, before=before) from None
    except UnexpectedToken as error:
        failure = error
        from .explain import explained

        raise explained(source, tokens_of(source), failure.token) from None


def tokens_of(source: str) -> list[Token]:
    """The tokens of a text as the parser is given them, up to the first that cannot be one."""
    from lark.exceptions import UnexpectedCharacters

    # Not `Lark.lex`, which would build another lexer for each text.
    interactive: Any = _parser().parse_interactive(source)
    stream: Iterator[Token] = interactive.lexer_thread.lex(None)
    found: list[Token] = []
    try:
        for token in stream:
            found.append(token)
    except (UnexpectedCharacters, BackpropError):
        pass
    return found


def _without_mark(text: str) -> str:
    """The text with a byte order mark blanked out, so that every offset stays as it was typed."""
    return " " + text[1:] if text.startswith(_BYTE_ORDER_MARK) else text


@cache
def _parser() -> _Parser:
    """The LALR parser, whose reductions build the tree directly."""
    from lark import Lark

    from .build import TreeBuilder
    from .tokens import TouchingOperands

    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    parser = Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        transformer=TreeBuilder(),
        postlex=TouchingOperands(),
        maybe_placeholders=False,
    )
    return cast("_Parser", parser)
