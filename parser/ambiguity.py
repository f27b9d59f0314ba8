"""Warnings about products without a sign that other systems read differently.

Invariants:

- Each warning shows both readings, in the words of the text.
- One walk over the tree, without recursion; a text with no `/`, `^` or `√` is not walked.

>>> from .parse import parse
>>> [remark.message for remark in parse("1/2x").warnings]
["'1/2x' is read as (1/2)*x, not as 1/(2*x); write one of them"]
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from .errors import Span
from .syntax import Binary, Juxtaposition, Remark, Root, Unary, children
from .wording import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .syntax import Expression, Statement

# A person reads a few; a machine-made text of a million would only fill the memory.
MOST_REMARKS = 100

_SIGNS = r"[/÷∕／⁄^＾√]|[*＊][*＊]"
_SUPERSCRIPTS = frozenset("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_COMMENT = r"[#＃][^\r\n]*"
_PART = 24


def ambiguities(text: str, statements: tuple[Statement, ...]) -> tuple[Remark, ...]:
    """The warnings of a program in the order of the text, at most `MOST_REMARKS`."""
    if not re.search(_SIGNS, text):
        return ()
    products = (p for each in statements for p in _juxtapositions(each.value))
    found = (remark for product in products if (remark := _ambiguity(text, product)))
    return tuple(sorted(islice(found, MOST_REMARKS), key=lambda remark: remark.span.end))


def _juxtapositions(tree: Expression) -> Iterator[Juxtaposition]:
    pending: list[Expression] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Juxtaposition):
            yield node
        pending += reversed(children(node))


def _ambiguity(text: str, product: Juxtaposition) -> Remark | None:
    """The warning for one product, if its left side ends in an operand that could take it in."""
    greedy = _open_end(text, product)
    if greedy is None:
        return None
    end = product.left.span.end
    start, split = greedy.span.start, _after_sign(text, greedy)
    factor = excerpt(text, end, product.span.end, _PART)
    whole = excerpt(text, start, product.span.end, 2 * _PART)
    this = f"({excerpt(text, start, end, _PART)})*{factor}"
    other = f"{excerpt(text, start, split, _PART)}({excerpt(text, split, end, _PART)}*{factor})"
    message = f"'{whole}' is read as {this}, not as {other}; write one of them"
    return Remark(message, Span(start, product.span.end))


def _open_end(text: str, product: Juxtaposition) -> Binary | Root | None:
    """The quotient, power or root in which the left side ends, unless parentheses close it off."""
    node: Expression | None = product.left
    if node.span.start != product.span.start:
        return None
    end = node.span.end
    while node is not None and node.span.end == end:
        last = _last_operand(node)
        is_open = last is not None and last.span.end == end
        if isinstance(node, Binary | Root) and _takes_in(text, node, is_open):
            return node
        node = last
    return None


def _last_operand(node: Expression) -> Expression | None:
    if isinstance(node, Unary | Root):
        return node.operand
    if isinstance(node, Binary | Juxtaposition):
        return node.right
    return None


def _takes_in(text: str, node: Binary | Root, is_open: bool) -> bool:
    """Whether other systems may read on into the last operand of a node.

    They do it for every divisor, and for an exponent or a radicand without parentheses; but a
    superscript ends where it ends.
    """
    if isinstance(node, Root):
        return is_open
    if node.operator == "^":
        return is_open and text[node.right.span.start] not in _SUPERSCRIPTS
    return node.operator == "/"


def _after_sign(text: str, node: Binary | Root) -> int:
    """The offset after the sign of a quotient, a power or a root."""
    if isinstance(node, Root):
        return node.span.start + 1
    start = node.left.span.end
    between = re.sub(_COMMENT, _blank, text[start : node.right.span.start])
    sign = re.search(_SIGNS, between)
    return start + sign.end() if sign else start


def _blank(comment: re.Match[str]) -> str:
    return " " * len(comment.group())
