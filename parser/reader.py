"""Text to drafts of statements: one pass over the tokens, driven by the tables of `tables.py`.

Invariants:

- What may follow what, and what is made of it, is the grammar's: this file knows no rule of it but
  those of `tokens.py`.
- Nothing recurses: a stack holds what is not complete. Time and memory are linear in the text.
- Errors come in the order of the text. What is wrong with a token, `tokens.py` says; why one
  cannot stand where it stands, `explain.py`.

>>> found, touches = drafts("2x; y")
>>> [draft.value for draft in found], touches
([Juxtaposition(Number(2, 0), Name('x')), Name('y')], True)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .build import SYMBOLS, callback
from .errors import BackpropError
from .numbers import number
from .syntax import Name
from .tables import ACTIONS, FIXED, GROUPS, JUMPS, ROWS, RULES, TERMINALS
from .tokens import (
    OPERAND_ENDS,
    Token,
    checked_tokens,
    joint,
    pattern_for,
    refuse_more_of,
    tokens_of,
)

if TYPE_CHECKING:
    import re

    from .build import Callback, Draft, Entry

_NAME, _NUMBER, _LPAR, _RPAR, _NEWLINE, _END = range(6)
"""The kinds that are looked at here; the tables have them first."""

_KINDS = {name: kind for kind, name in enumerate(TERMINALS)}
_ENDS = frozenset([_KINDS[name] for name in OPERAND_ENDS])
_KNOWN: dict[str, tuple[int, str]] = {
    text: (kind, SYMBOLS.get(TERMINALS[kind], text)) for text, kind in FIXED.items()
}
_RULES: list[tuple[Callback | None, tuple[int, ...]]] = [
    (callback(name, length), JUMPS[nonterminal]) for name, length, nonterminal in reversed(RULES)
]
"""The callback and the jumps of each rule; the action `-r` is an index into the list."""


def drafts(source: str) -> tuple[list[Draft], bool]:
    """The statements of a source, their left sides as yet unread, and whether operands touch.

    Raises:
        BackpropError: the source is not in the language.
    """
    known = {**_KNOWN, "": (_END, "")}
    stack: list[Entry] = []
    state = depth = end = 0
    touches = False
    before = _NEWLINE
    for match in pattern_for(source).finditer(source):
        typed = match[0]
        kind, value = known.get(typed) or _learnt(source, match, known)
        if kind < 0 or (kind == _NEWLINE and (depth or before not in _ENDS)):
            continue
        target = ACTIONS[state][kind]
        if target < 0:
            state, target = _reduced(stack, state, kind, end)
        if not target:
            if kind == _END and not stack:
                return [], False
            state, target = _touching(match, stack, (state, before, end), (kind, value))
            touches = True
        start, end = match.span()
        if kind <= _RPAR:
            if kind == _NAME:
                value = Name(value, (start, end))
            elif kind == _NUMBER:
                value = number(value, (start, end))
            else:
                depth += 1 if kind == _LPAR else -1
        stack.append((state, start, value))
        state, before = target, kind
    return stack[0][2], touches


def _reduced(stack: list[Entry], state: int, kind: int, end: int) -> tuple[int, int]:
    """Reduce what a token of a kind completes; `end` is the offset where the last token ends.

    Returns the state then, and the state after the token, which is 0 if it cannot stand here.
    """
    action = ACTIONS[state][kind]
    while action < 0:
        reduce, jumps = _RULES[action]
        below = reduce(stack, end) if reduce else stack[-1][0]
        state = ROWS[jumps[below]][kind]
        action = ACTIONS[state][kind]
    return state, action


def _touching(
    match: re.Match[str],
    stack: list[Entry],
    situation: tuple[int, int, int],
    following: tuple[int, str],
) -> tuple[int, int]:
    """The states before and after a token, if it may touch the operand before it.

    The situation is the state, the kind of the last token and where that ends; `following` is the
    kind and the value of the token.

    Raises:
        BackpropError: the token cannot stand here.
    """
    (state, before, end), (kind, value) = situation, following
    token = Token.at(TERMINALS[kind], value if match.lastindex else match[0], *match.span())
    between = joint(TERMINALS[before], TERMINALS[kind])
    if between:
        if before == _NUMBER:
            start = stack[-1][1]
            refuse_more_of(Token.at("NUMBER", match.string[start:end], start, end), token)
        state, target = _reduced(stack, state, _KINDS[between], end)
        stack.append((state, token.start, between))
        return target, ACTIONS[target][kind]
    from .explain import explained

    raise explained(match.string, tokens_of(match.string), token)


def _learnt(
    source: str, match: re.Match[str], known: dict[str, tuple[int, str]]
) -> tuple[int, str]:
    """The kind and the value of a text that is seen for the first time.

    Raises:
        BackpropError: it cannot be a token.
    """
    typed = match[0]
    if match.lastindex is None:
        raise _lexical_error(source)
    kind, value = GROUPS[match.lastindex - 1], typed
    if kind == _NAME and not typed.isascii():
        from .names import compared_name

        try:
            value = compared_name(typed, match.start())
        except BackpropError:
            raise _lexical_error(source) from None
    known[typed] = entry = known.get(value, (kind, value))
    return entry


def _lexical_error(source: str) -> BackpropError:
    """The first error in the tokens of a source in which there is one."""
    try:
        for _ in checked_tokens(source):
            pass
    except BackpropError as error:
        return error
    raise AssertionError(source)
