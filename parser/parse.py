"""Text to tree.

Invariants:

- Whatever the text, the answer is a `Program` or a `BackpropError` whose span lies in the text.
- Nothing recurses on the depth of the text, and time and memory grow linearly with it.
- Lark is imported when the first text is read: what needs no formula (`--help`) starts without it.
- While a text is read, Python does not look for garbage in cycles: there is none, and looking
  through a tree that grows takes longer than growing it.

>>> program = parse("y = 2x + 1")
>>> program.statements[0].target, program.statements[0].value
(Name('y'), Binary('+', Juxtaposition(Number(2, 0), Name('x')), Number(1, 0)))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import BackpropError, Span
from .memory import uncollected
from .syntax import Program, Statement

if TYPE_CHECKING:
    from .lark_parser import Draft

_BYTE_ORDER_MARK = "\ufeff"


def parse(text: str) -> Program:
    """The program that a text holds.

    Raises:
        BackpropError: the text is not in the language; it knows the text, and has a span and
            mostly a hint.
    """
    try:
        with uncollected():
            return _parsed(text)
    except BackpropError as error:
        raise error.located(text) from None


def _parsed(text: str) -> Program:
    from .ambiguity import ambiguities
    from .lark_parser import drafts

    statements = tuple([_statement(text, draft) for draft in drafts(_without_mark(text))])
    if not statements:
        hint = "type a formula, such as (x + y)*z"
        raise BackpropError("there is no expression to work on", Span(0, len(text)), hint=hint)
    return Program(statements, text, ambiguities(text, statements))


def _statement(text: str, draft: Draft) -> Statement:
    if draft.left is not None:
        from .definitions import definition

        return definition(text, draft.value, draft.left)
    start, end, value = draft.value
    return Statement(value, (start, end))


def _without_mark(text: str) -> str:
    """The text with a byte order mark blanked out, so that every offset stays as it was typed."""
    return " " + text[1:] if text.startswith(_BYTE_ORDER_MARK) else text
