"""Texts of inhuman size: each is read, or refused with a place; nothing recurses."""

from __future__ import annotations

import pytest
from backprop.parser import BackpropError, Expression, parse, unparse

from tests.parser.trees import nodes, same

DEEP = 100_000
LARGE = [
    ("nested parentheses", "(" * DEEP + "x" + ")" * DEEP, 1),
    ("a long sum", "x+" * 2 * DEEP + "x", 4 * DEEP + 1),
    ("a long name", "x" * DEEP, 1),
    ("many signs", "-" * DEEP + "x", DEEP + 1),
    ("many exponents", "2^" * DEEP + "2", 2 * DEEP + 1),
    ("many roots", "√" * DEEP + "2", DEEP + 1),
    ("many negations", "not " * DEEP + "a", DEEP + 1),
    ("nested calls", "f(" * DEEP + "x" + ")" * DEEP, DEEP + 1),
]
LARGE_ENOUGH = [
    ("a sum", "x+" * 20_000 + "x"),
    ("a sum from the right", "x+(" * 20_000 + "x" + ")" * 20_000),
    ("signs", "-" * DEEP + "x"),
    ("exponents", "2^" * 20_000 + "2"),
    ("roots", "√" * 20_000 + "x"),
    ("groups", "2(" * 20_000 + "x" + ")" * 20_000),
    ("a product", "2" + "(x)" * 20_000),
    ("arguments", "f(" + "x," * 20_000 + "x)"),
]


def only_value(text: str) -> Expression:
    (statement,) = parse(text).statements
    return statement.value


@pytest.mark.parametrize(("text", "count"), [each[1:] for each in LARGE], ids=[x[0] for x in LARGE])
def test_a_text_of_inhuman_size_is_read(text: str, count: int) -> None:
    assert len(nodes(only_value(text))) == count


@pytest.mark.parametrize(
    "text", [each[1] for each in LARGE_ENOUGH], ids=[x[0] for x in LARGE_ENOUGH]
)
def test_a_tree_of_inhuman_size_is_written(text: str) -> None:
    tree = only_value(text)
    assert same(only_value(unparse(tree)), tree)


REFUSED = [
    ("(" * DEEP, (DEEP - 1, DEEP), "this '(' is never closed"),
    (")" * DEEP, (0, 1), "no '(' belongs to this ')'"),
    ("a<" * DEEP + "b", (0, 2 * DEEP + 1), "comparisons cannot be chained"),
    ("x+" * DEEP, (2 * DEEP - 1, 2 * DEEP), "nothing follows '+'"),
    ("e" + "\u0301\u0316" * DEEP, (31, 32), "a letter carries more than 30 combining marks"),
    (" " * DEEP + "$", (DEEP, DEEP + 1), "'$' has no meaning here"),
    ("\n" * DEEP, (0, DEEP), "there is no expression to work on"),
]


@pytest.mark.parametrize(("text", "span", "message"), REFUSED, ids=[x[2] for x in REFUSED])
def test_a_text_of_inhuman_size_is_refused(text: str, span: tuple[int, int], message: str) -> None:
    with pytest.raises(BackpropError) as caught:
        parse(text)
    assert (caught.value.message, caught.value.span) == (message, span)
    assert len(caught.value.hint or "") < 200


def test_a_million_letters_are_shown_shortly() -> None:
    with pytest.raises(BackpropError) as caught:
        parse("x" * 1_000_000 + " + 1 = 2")
    shown = "x" * 19 + "…" + "x" * 15 + " + 1"
    assert caught.value.message == f"'{shown}' cannot stand left of '='"


def test_many_statements_are_read() -> None:
    assert len(parse("a = 1\n" * 20_000).statements) == 20_000
