"""Why a token cannot stand where it stands: one sentence, one place and one remedy.

Invariants:

- Each rule looks at the refusal and answers or passes; the first answer is given. The order of
  `_RULES` is from the particular to the general; what no rule takes is an operator without a left
  operand.
- An expression that a hint proposes can be parsed.

>>> from .parse import parse
>>> try:
...     parse("2 + (x*")
... except BackpropError as error:
...     print(error.message, error.span, error.hint, sep="; ")
nothing follows '*'; Span(start=6, end=7); write what comes after '*', or remove it
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from .errors import BackpropError, Span
from .layout_rule import OPERAND_ENDS, SYMBOLS, place
from .wording import WIDTH, excerpt, quoted, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from lark import Token

SEPARATORS = ("NEWLINE", "SEMICOLON")
COMPARISONS = frozenset({"LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL", "EQUAL", "NOT_EQUAL"})
_BOUNDARIES = frozenset({"AND", "OR", "NOT", "EQUALS", "COMMA", *SEPARATORS})
_TWO_SIGNS = {
    "=<": "write '<=' for less than or equal",
    "=>": "write '>=' for greater than or equal; a function is defined as in f(x) = x^2",
    "<>": "write '!=' for not equal",
    "->": "a function is defined as in f(x) = x^2",
    "===": "write '==' to compare, as in a == b",
    "!==": "write '!=' to compare, as in a != b",
    "<==": "write '<=' for less than or equal",
    ">==": "write '>=' for greater than or equal",
    "<<": "a product with a power of two is x*2^n",
    ">>": "a quotient by a power of two is x/2^n",
    "//": "the whole part of a quotient is floor(x/y); a comment begins with '#'",
    "^^": "a power is x^y",
    "^*": "a power is x^y",
    "+=": "a name is defined once, as in y = x + 1",
    "-=": "a name is defined once, as in y = x - 1",
    "*=": "a name is defined once, as in y = x*2",
    "/=": "a name is defined once, as in y = x/2; not equal is '!='",
    "^=": "a name is defined once, as in y = x^2",
}


class Refusal:
    """The source, its tokens, the refused one among them, and the parentheses open there.

    `is_read` tells whether a text is in the language: what a hint proposes must be.
    """

    def __init__(
        self, source: str, tokens: list[Token], refused: Token, is_read: Callable[[str], bool]
    ) -> None:
        self.source = source
        self.is_read = is_read
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
        return self.source[token.end_pos : self.span.start]

    def operator_at_line_end(self) -> Token | None:
        """The last operator of the statement after which a new line was passed over."""
        for index in range(self.index - 1, 0, -1):
            token, after = self.tokens[index - 1], self.tokens[index]
            if token.type in SEPARATORS:
                return None
            passed = self.source[token.end_pos : after.start_pos]
            if token.type not in OPERAND_ENDS and ("\n" in passed or "\r" in passed):
                return token
        return None

    def _index_of(self, start: int) -> int:
        starts = (index for index, token in enumerate(self.tokens) if token.start_pos == start)
        return next(starts, len(self.tokens))

    def _opened(self) -> list[Token]:
        opened: list[Token] = []
        for token in self.tokens[: self.index]:
            if token.type == "LPAR":
                opened.append(token)
            elif token.type == "RPAR" and opened:
                opened.pop()
        return opened


def explained(refusal: Refusal) -> BackpropError:
    """The error for the token at which the parser stopped."""
    for rule in _RULES:
        error = rule(refusal)
        if error is not None:
            return error
    return _missing_left(refusal)


def _two_signs(at: Refusal) -> BackpropError | None:
    """Two signs that touch and would be one sign elsewhere: `=<`, `<>`, `->`, `+=`."""
    before = at.before
    if before is None or before.end_pos != at.span.start or at.token.type == "$END":
        return None
    hint = _TWO_SIGNS.get(at.plain(before) + at.plain(at.token))
    if hint is None:
        return None
    message = f"{quoted(before + at.token)} is not an operator"
    return BackpropError(message, place(before, at.token), hint=hint)


def _equals(at: Refusal) -> BackpropError | None:
    if at.token.type != "EQUALS":
        return None
    if at.needs_operand or at.starts_statement:
        return _equals_without_name(at)
    if at.opened:
        return _equals_in_parentheses(at)
    hint = "define one name in each statement, as in b = 2; a = b; '==' compares"
    operator = at.operator_at_line_end()
    if operator is not None:
        hint = f"the line before goes on, because it ends in {quoted(operator)}"
    return BackpropError("there is a second '=' in one statement", at.span, hint=hint)


def _equals_without_name(at: Refusal) -> BackpropError | None:
    if at.before is not None and at.before.type == "EQUALS":
        hint = "write '=' to define, as in x = 2, or '==' to compare, as in x == 2"
        return BackpropError("'=' follows '='", place(at.before, at.token), hint=hint)
    if at.starts_statement:
        return BackpropError(
            "nothing stands left of '='", at.span, hint="write a name before it, as in y = 2"
        )
    return None


def _equals_in_parentheses(at: Refusal) -> BackpropError:
    opening = at.opened[-1]
    if "\n" in at.text_between(opening):
        hint = "close it with ')' before the next definition"
        return BackpropError("this '(' is never closed", place(opening), hint=hint)
    hint = "write '==' to compare, as in x == 2; a definition is a statement of its own"
    return BackpropError("'=' stands inside parentheses", at.span, hint=hint)


def _not(at: Refusal) -> BackpropError | None:
    if at.token.type != "NOT":
        return None
    if at.needs_operand:
        hint = "put it in parentheses, as in 1 + (not x)"
        message = f"'not' cannot follow {quoted(at.before or '')}"
        return BackpropError(message, at.span, hint=hint)
    hint = "write '!=' to compare, as in x != y, or 'and not', as in x and not y"
    return BackpropError("'not' cannot follow an operand", at.span, hint=hint)


def _sign_after_root(at: Refusal) -> BackpropError | None:
    if at.before is None or at.before.type != "ROOT" or at.token.type not in ("PLUS", "MINUS"):
        return None
    hint = f"put the operand in parentheses, as in √({at.plain(at.token)}x)"
    return BackpropError("a sign cannot follow '√'", place(at.before, at.token), hint=hint)


def _superscript(at: Refusal) -> BackpropError | None:
    before = at.before
    if at.token.type == "POWER" and before is not None and before.type == "SUPERSCRIPT":
        hint = "say which is meant: (x^2)^3 or x^(2^3)"
        message = f"'^' cannot follow the exponent {quoted(before)}"
        return BackpropError(message, place(before, at.token), hint=hint)
    if at.token.type != "SUPERSCRIPT":
        return None
    if before is not None and before.type == "SUPERSCRIPT":
        hint = "write one exponent, as in x^(2*3)"
        return BackpropError("an exponent follows an exponent", place(before, at.token), hint=hint)
    hint = "write the base before it, as in x²"
    if before is not None and before.type == "POWER":
        hint = "write '^' or the raised digits, not both: x^2 or x²"
    return BackpropError(f"the exponent {quoted(at.token)} has no base", at.span, hint=hint)


def _comma(at: Refusal) -> BackpropError | None:
    before = at.before
    hint = "write the argument or remove the comma"
    if before is not None and before.type == "COMMA" and at.token.type in ("COMMA", "RPAR"):
        return BackpropError("no argument follows ','", place(before), hint=hint)
    if at.token.type != "COMMA":
        return None
    if before is not None and before.type == "LPAR":
        return BackpropError("no argument stands before ','", at.span, hint=hint)
    if at.starts_statement or at.needs_operand:
        return None
    return _decimal_comma(at) or BackpropError(
        "',' stands outside of a call",
        at.span,
        hint="arguments stand in the parentheses of a call; statements are separated by ';'",
    )


def _decimal_comma(at: Refusal) -> BackpropError | None:
    """`3,5` with no space, outside of a call."""
    whole, fraction = at.before, at.following
    if whole is None or fraction is None or not (whole.isdecimal() and fraction.isdecimal()):
        return None
    if (whole.end_pos, fraction.start_pos) != at.span:
        return None
    message = f"{quoted(f'{whole},{fraction}')} is not a number"
    hint = f"the decimal sign is a point: {shown(whole)}.{shown(fraction)}"
    if len(fraction) == 3:
        hint = (
            f"write {shown(whole + fraction)}, or {shown(whole)}.{shown(fraction)} if it is decimal"
        )
    return BackpropError(message, place(whole, fraction), hint=hint)


def _parenthesis(at: Refusal) -> BackpropError | None:
    before = at.before
    if at.token.type == "RPAR" and before is not None and before.type == "LPAR":
        hint = "write an expression between them, as in 2*(x + y)"
        return BackpropError("the parentheses are empty", place(before, at.token), hint=hint)
    if at.token.type == "RPAR" and not at.opened:
        hint = "remove it, or write '(' where it begins"
        return BackpropError("no '(' belongs to this ')'", at.span, hint=hint)
    return None


def _missing_right(at: Refusal) -> BackpropError | None:
    """An operator with nothing after it, or with something that cannot begin an operand."""
    before = at.before
    if before is None or not at.needs_operand or before.type in ("LPAR", "COMMA"):
        return None
    sign = quoted(before)
    if at.token.type in (*SEPARATORS, "$END", "RPAR", "COMMA"):
        hint = f"write what comes after {sign}, or remove it"
        return BackpropError(f"nothing follows {sign}", place(before), hint=hint)
    hint = f"write an operand between them, or remove {quoted(at.token)}"
    if before.type == at.token.type == "TIMES":
        hint = "a power is x^y, or x**y without a space"
    message = f"no operand stands between {sign} and {quoted(at.token)}"
    return BackpropError(message, place(before, at.token), hint=hint)


def _unclosed(at: Refusal) -> BackpropError | None:
    if not at.opened or at.token.type not in (*SEPARATORS, "$END"):
        return None
    if at.token.type == "$END":
        hint = "write ')' where it ends"
        return BackpropError("this '(' is never closed", place(at.opened[-1]), hint=hint)
    hint = "write ')' before ';'; arguments are separated by ','"
    return BackpropError("';' stands inside parentheses", at.span, hint=hint)


def _missing_left(at: Refusal) -> BackpropError:
    """An infix operator with nothing before it."""
    before = at.before
    sign = quoted(at.token)
    hint = f"write what comes before {sign}, or remove it"
    if before is not None and before.type == "NEWLINE":
        hint = f"a line that goes on ends in its operator; move {sign} to the line before"
    return BackpropError(f"nothing stands before {sign}", at.span, hint=hint)


def _chained_comparison(at: Refusal) -> BackpropError | None:
    """The error for a second comparison, with the chain that it is part of written out."""
    if at.token.type not in COMPARISONS or at.starts_statement or at.needs_operand:
        return None
    first, last = _reach(at, -1), _reach(at, 1)
    chain = at.tokens[first : last + 1]
    written = _written_out(at, chain)
    hint = f"write {written}" if written else "write a < b and b < c for a < b < c"
    if written and first and at.tokens[first - 1].type == "NOT":
        hint = f"write ({written})"
    return BackpropError("comparisons cannot be chained", place(chain[0], chain[-1]), hint=hint)


def _reach(at: Refusal, step: int) -> int:
    """The index of the last token, in one direction, that belongs to the chain."""
    opening, closing = ("LPAR", "RPAR") if step > 0 else ("RPAR", "LPAR")
    index, depth = at.index, 0
    while 0 <= index + step < len(at.tokens):
        kind = at.tokens[index + step].type
        depth += (kind == opening) - (kind == closing)
        if depth < 0 or (depth == 0 and kind in _BOUNDARIES):
            break
        index += step
    return index


def _written_out(at: Refusal, chain: list[Token]) -> str | None:
    """`a < b and b < c`, or nothing if that is too long to be shown or wrong in itself."""
    operands, signs = _split(at, chain)
    texts = [excerpt(at.source, *operand, WIDTH) for operand in operands]
    if len(signs) > 4 or any(operand.end - operand.start > WIDTH for operand in operands):
        return None
    pairs = zip(texts, signs, texts[1:], strict=False)
    written = " and ".join([f"{left} {sign} {right}" for left, sign, right in pairs])
    return written if at.is_read(written) else None


def _split(at: Refusal, chain: list[Token]) -> tuple[list[Span], list[str]]:
    """The operands of a chain and the comparisons between them."""
    operands, signs, depth, start = list[Span](), list[str](), 0, place(chain[0]).start
    for token in chain:
        depth += (token.type == "LPAR") - (token.type == "RPAR")
        if depth == 0 and token.type in COMPARISONS:
            operands.append(Span(start, place(token).start))
            signs.append(at.plain(token))
            start = place(token).end
    return [*operands, Span(start, place(chain[-1]).end)], signs


_RULES: tuple[Callable[[Refusal], BackpropError | None], ...] = (
    _two_signs,
    _equals,
    _chained_comparison,
    _not,
    _sign_after_root,
    _superscript,
    _comma,
    _parenthesis,
    _missing_right,
    _unclosed,
)
