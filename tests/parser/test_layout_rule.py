"""New lines, semicolons and comments."""

from __future__ import annotations

import pytest
from backprop.parser import BackpropError, parse
from backprop.parser.errors import line_and_column

from tests.parser.trees import shapes

LAYOUT = [
    ("a; b", ["a", "b"]),
    ("a\nb", ["a", "b"]),
    ("a\r\nb\rc", ["a", "b", "c"]),
    (";;a;;b;;", ["a", "b"]),
    ("\n\n a \n\n\n b \n", ["a", "b"]),
    ("a;\nb", ["a", "b"]),
    ("a\n;b", ["a", "b"]),
    ("(a\n+ b)", ["(+ a b)"]),
    ("f(a,\nb\n)", ["(f() a b)"]),
    ("f\n(a)", ["f", "a"]),
    ("(f\n(a))", ["(f() a)"]),
    ("(2\nx)", ["(: 2 x)"]),
    ("2\nx", ["2", "x"]),
    ("a +\nb", ["(+ a b)"]),
    ("a *\n\n# why\n b", ["(* a b)"]),
    ("a ^\nb", ["(^ a b)"]),
    ("√\nb", ["(√ b)"]),
    ("y =\n b", ["y = b"]),
    ("a <\nb", ["(< a b)"]),
    ("a and\nnot\nb or\nc", ["(or (and a (not b)) c)"]),
    ("a\n- b", ["a", "(- b)"]),
    ("a # b\nc", ["a", "c"]),
    ("a # b; c", ["a"]),
    ("# first\na", ["a"]),
    ("(a # one\n+ b # two\n)", ["(+ a b)"]),
    ("a#", ["a"]),
    ("f(x, y) = x + y; f(1, 2)", ["f(x, y) = (+ x y)", "(f() 1 2)"]),
    ("J = 3v; v = a + u; u = b*c", ["J = (: 3 v)", "v = (+ a u)", "u = (* b c)"]),
    ("f() = 3", ["f() = 3"]),
]


@pytest.mark.parametrize(("text", "expected"), LAYOUT)
def test_where_a_statement_ends(text: str, expected: list[str]) -> None:
    assert shapes(text) == expected


@pytest.mark.parametrize("text", ["", "  ", "\n", ";", " ;\r\n; ", "# only this", "\ufeff"])
def test_a_text_without_an_expression_is_refused(text: str) -> None:
    with pytest.raises(BackpropError) as caught:
        parse(text)
    error = caught.value
    assert error.message == "there is no expression to work on"
    assert error.span == (0, len(text))
    assert error.hint == "type a formula, such as (x + y)*z"


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("", 0, (1, 1)),
        ("ab", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nbc", 4, (2, 2)),
        ("a\rb\r\rc", 6, (4, 2)),
    ],
)
def test_lines_end_where_statements_do(text: str, offset: int, place: tuple[int, int]) -> None:
    assert line_and_column(text, offset) == place


def test_a_new_line_in_parentheses_is_no_token_of_an_explanation() -> None:
    messages: list[str] = []
    for text in ("(x, y)", "(x\n, y)"):
        with pytest.raises(BackpropError) as caught:
            parse(text)
        messages.append(caught.value.message)
    assert messages == ["',' stands outside of a call"] * 2
