"""Lark's parser of `grammar.lark`, with the callbacks that build the syntax tree while it parses.

Invariants:

- What may follow what is the grammar's; `layout_rule.py` adds new lines and operands that touch.
- No state: everything that a callback needs is in what it is given, so one parser serves every
  text. There is no tree of Lark's, and nothing recurses: Lark's stack holds what is incomplete.
- Lark's exceptions end here: what is wrong with a character, `characters.py` says; why a token
  cannot stand where it stands, `explain.py`. Errors come in the order of the text.

>>> [draft.value for draft in drafts("2x; y")]
[(0, 2, Juxtaposition(Number(2, 0), Name('x'))), (4, 5, Name('y'))]
"""

# Some of Lark's annotations are open.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from functools import cache
from pkgutil import get_data
from typing import Any, NamedTuple, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from .characters import refused_character
from .errors import BackpropError, Span
from .grammar_cache import analysed, user_cache_folder
from .layout_rule import INSERTED, SYMBOLS, LayoutRule, operand_text
from .literals import number, superscript_number
from .syntax import Adjacency, Binary, Call, Expression, Juxtaposition, Name, Root, Unary

Placed = tuple[int, int, Expression]
"""Where an expression begins and ends, parentheses around it included, and its node."""

Leaf = Any
"""A token that was typed; Lark's annotations leave open whether it has a place."""

Parts = list[Any]
"""What a rule's symbols stand for: a token, a `Placed`, the arguments so far, or a `Draft`."""


class Draft(NamedTuple):
    """A statement whose left side, if it has one, has not been looked at."""

    value: Placed
    left: Placed | None = None


class TreeBuilder:
    """What Lark calls: one method for each alias of the grammar, and for tokens that are nodes."""

    @staticmethod
    def NUMBER(token: Leaf) -> Placed:  # noqa: N802 - the terminal's name
        """A number, refused where it stands if it is too long."""
        start, end = place = token.start_pos, token.end_pos
        return start, end, number(token.value, place)

    @staticmethod
    def NAME(token: Leaf) -> Placed:  # noqa: N802 - the terminal's name
        """A name."""
        start, end = place = token.start_pos, token.end_pos
        return start, end, Name(token.value, place)

    @staticmethod
    def group(parts: Parts) -> Placed:
        """`(expression)`: the node itself, with wider bounds."""
        opening, (_, _, inner), closing = parts
        return opening.start_pos, closing.end_pos, inner

    @staticmethod
    def binary(parts: Parts) -> Placed:
        """`left sign right`."""
        (start, _, left), sign, (_, end, right) = parts
        return start, end, Binary(SYMBOLS[sign.type], left, right, (start, end))

    @staticmethod
    def unary(parts: Parts) -> Placed:
        """`sign operand`."""
        sign, (_, end, operand) = parts
        start = sign.start_pos
        return start, end, Unary(SYMBOLS[sign.type], operand, (start, end))

    @staticmethod
    def root(parts: Parts) -> Placed:
        """`√ operand`."""
        sign, (_, end, operand) = parts
        start = sign.start_pos
        return start, end, Root(operand, (start, end))

    @staticmethod
    def juxtaposition(parts: Parts) -> Placed:
        """Two factors that touch."""
        (start, _, left), _, (_, end, right) = parts
        return start, end, Juxtaposition(left, right, (start, end))

    @staticmethod
    def adjacency(parts: Parts) -> Placed:
        """Two operands that touch and may not."""
        (start, _, left), _, (_, end, right) = parts
        return start, end, Adjacency(left, right, (start, end))

    @staticmethod
    def superscript(parts: Parts) -> Placed:
        """`x²`."""
        (start, _, base), raised = parts
        end = raised.end_pos
        return start, end, Binary("^", base, _exponent(raised), (start, end))

    @staticmethod
    def empty_call(parts: Parts) -> Placed:
        """`f()`."""
        name, opening, closing = parts
        return TreeBuilder.call([name, opening, (), closing])

    @staticmethod
    def call(parts: Parts) -> Placed:
        """`f(x, y)`."""
        (start, name_end, name), _, arguments, closing = parts
        end = closing.end_pos
        return start, end, Call(name.name, tuple(arguments), (start, end), (start, name_end))

    @staticmethod
    def first_argument(parts: Parts) -> list[Expression]:
        """A list of arguments begins."""
        return [parts[0][2]]

    @staticmethod
    def next_argument(parts: Parts) -> list[Expression]:
        """It goes on: appended in place, so that a long list takes linear time."""
        arguments, _, (_, _, argument) = parts
        arguments.append(argument)
        return arguments

    @staticmethod
    def output(parts: Parts) -> Draft:
        """A bare expression."""
        return Draft(parts[0])

    @staticmethod
    def definition(parts: Parts) -> Draft:
        """`left = value`."""
        left, _, value = parts
        return Draft(value, left)

    @staticmethod
    def start(parts: Parts) -> list[Draft]:
        """The statements, without what separates them."""
        return [part for part in parts if isinstance(part, Draft)]


GRAMMAR = (get_data(__name__, "grammar.lark") or b"").decode()
OPTIONS = {"parser": "lalr", "lexer": "basic", "postlex": LayoutRule, "transformer": TreeBuilder}


def drafts(source: str) -> list[Draft]:
    """The statements of a source, their left sides as yet unread.

    Raises:
        BackpropError: the source is not in the language.
    """
    try:
        return cast("list[Draft]", _parser().parse(source))  # what `start` returned
    except UnexpectedToken as error:
        from .explain import Refusal, explained

        refused: Token = error.token
        if refused.type == "$END":  # Lark puts it where the last token is
            refused = Token("$END", "", len(source), end_pos=len(source))
        raise explained(Refusal(source, tokens_of(source), refused, _is_read)) from None
    except UnexpectedCharacters as error:
        before = operand_text(error.token_history[0] if error.token_history else None)
        raise refused_character(source, error.pos_in_stream, before=before) from None


def _is_read(source: str) -> bool:
    try:
        drafts(source)
    except BackpropError:
        return False
    return True


def tokens_of(source: str) -> list[Token]:
    """The tokens of a source, up to the first mistake, without those of `layout_rule.py`."""
    # Lark.lex() would build its lexer anew at each call
    stream = _parser().parse_interactive(source).lexer_thread.lex(None)
    found: list[Token] = []
    try:
        for token in stream:
            if token.type not in INSERTED:
                found.append(token)
    except (BackpropError, UnexpectedCharacters):
        pass
    return found


@cache
def _parser() -> Lark:
    return analysed(GRAMMAR, user_cache_folder(), **OPTIONS)


def _exponent(raised: Token) -> Expression:
    """The exponent that superscripts spell: a number, with its sign if it has one."""
    typed, start, end = raised.value, raised.start_pos or 0, raised.end_pos or 0
    sign = {"⁺": "+", "⁻": "-"}.get(typed[0])
    if sign is None:
        return superscript_number(typed, Span(start, end))
    return Unary(sign, superscript_number(typed[1:], Span(start + 1, end)), Span(start, end))
