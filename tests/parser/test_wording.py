"""Pieces of a text are shown shortly, on one line and never raw."""

from __future__ import annotations

import pytest
from backprop.parser.wording import excerpt, quoted, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + y", "x + y"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\ud800", r"\ud800"),
        ("a\u202eb", r"a\u202eb"),
        ("饮料", "饮料"),
        ("x" * 100, "x" * 19 + "…" + "x" * 19),
        ("\x00" * 100, (r"\x00" * 10)[:39] + "…" + (r"\x00" * 10)[-39:]),
    ],
)
def test_what_is_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_quotes_are_those_that_the_text_does_not_hold() -> None:
    assert quoted("x") == "'x'"
    assert quoted("x'") == '"x\'"'


def test_an_excerpt_has_neither_comments_nor_line_breaks() -> None:
    assert excerpt("y = (a # b\r\n  + c)", 4, 18) == "(a + c)"
