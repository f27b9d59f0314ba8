"""A chain of comparisons, and how it is written with `and`.

>>> from .parse import parse
>>> try:
...     parse("0 < x <= 2y")
... except BackpropError as error:
...     print(error.hint)
write 0 < x and x <= 2y
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import BackpropError, Span
from .situation import COMPARISONS, SEPARATORS, Situation
from .tokens import place
from .wording import WIDTH, excerpt

if TYPE_CHECKING:
    from .tokens import Token

_BOUNDARIES = frozenset({"AND", "OR", "NOT", "EQUALS", "COMMA", *SEPARATORS})


def chained_comparison(at: Situation) -> BackpropError:
    """The error for a second comparison, with the chain that it is part of written out."""
    first, last = _reach(at, -1), _reach(at, 1)
    chain = at.tokens[first : last + 1]
    written = _written_out(at, chain)
    hint = f"write {written}" if written else "write a < b and b < c for a < b < c"
    if written and first and at.tokens[first - 1].type == "NOT":
        hint = f"write ({written})"
    return BackpropError("comparisons cannot be chained", place(chain[0], chain[-1]), hint=hint)


def _reach(at: Situation, step: int) -> int:
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


def _written_out(at: Situation, chain: list[Token]) -> str | None:
    """`a < b and b < c`, or nothing if that is too long to be shown or wrong in itself."""
    from .parse import parse

    operands, signs = _split(at, chain)
    texts = [excerpt(at.source, *operand, WIDTH) for operand in operands]
    if len(signs) > 4 or any(operand.end - operand.start > WIDTH for operand in operands):
        return None
    pairs = zip(texts, signs, texts[1:], strict=False)
    written = " and ".join([f"{left} {sign} {right}" for left, sign, right in pairs])
    try:
        parse(written)
    except BackpropError:
        return None
    return written


def _split(at: Situation, chain: list[Token]) -> tuple[list[Span], list[str]]:
    """The operands of a chain and the comparisons between them."""
    operands, signs, depth, start = list[Span](), list[str](), 0, place(chain[0]).start
    for token in chain:
        depth += (token.type == "LPAR") - (token.type == "RPAR")
        if depth == 0 and token.type in COMPARISONS:
            operands.append(Span(start, place(token).start))
            signs.append(at.plain(token))
            start = place(token).end
    return [*operands, Span(start, place(chain[-1]).end)], signs
