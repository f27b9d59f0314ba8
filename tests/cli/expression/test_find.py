"""Which word is the expression."""

from __future__ import annotations

import pytest
from backprop.cli.expression.find import find_expression, names_an_input

DECLARED = {"--json": False, "--wrt": True, "--file": True, "--at": True}


@pytest.mark.parametrize(
    ("words", "expression", "rest"),
    [
        ("x*y --x 3", "x*y", "--x 3"),
        ("-x^2 --x 3", "-x^2", "--x 3"),
        ("-h", "-h", ""),
        ("-", "-", ""),
        ("--json x", "x", "--json"),
        ("--wrt x x*y", "x*y", "--wrt x"),
        ("--wrt=x x*y", "x*y", "--wrt=x"),
        ("--x 3 --y=4 x*y --json", "x*y", "--x 3 --y=4 --json"),
        ("--x -2 -x", "-x", "--x -2"),
        ("--ｘ 3 x", "x", "--ｘ 3"),
        ("--x --x 3", "--x", "--x 3"),
        ("--x --at x=3", "--x", "--at x=3"),
        ("--x*y --x 3 --y 4", "--x*y", "--x 3 --y 4"),
        ("--x==3 --x 3", "--x==3", "--x 3"),
        ("--x", "--x", ""),
        ("-- --x --x 3", "--x", "--x 3"),
        ("--json -- --json", "--json", "--json"),
        ("--", None, ""),
        ("--x 3", None, "--x 3"),
        ("", None, ""),
        ("--file f --x 3", None, "--file f --x 3"),
        ("--file f --x", None, "--file f --x"),
        ("--file f x", "x", "--file f"),
        ("x --file f", "x", "--file f"),
    ],
)
def test_the_expression_is_found(words: str, expression: str | None, rest: str) -> None:
    found = find_expression(words.split(), DECLARED)
    assert (found.expression, found.rest) == (expression, rest.split())


@pytest.mark.parametrize(
    ("word", "answer"),
    [("--x", True), ("--x=3", True), ("--饮料", True), ("--x==3", False), ("--x-y", False),
     ("-x", False), ("--", False), ("--3", False), ("x", False)],
)  # fmt: skip
def test_what_can_be_an_inputs_option(word: str, answer: bool) -> None:
    assert names_an_input(word) is answer
