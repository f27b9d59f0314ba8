"""Every node knows its place in the text as it was typed."""

from __future__ import annotations

import copy
import pickle

import pytest
from backprop.parser import Call, Span, parse

from tests.parser.trees import nodes

SPANS = [
    ("x + y", ["x + y", "x", "y"]),
    ("(x + y)*z", ["(x + y)*z", "x + y", "x", "y", "z"]),
    ("((x))", ["x"]),
    (" (x) + ( (y) ) ", ["(x) + ( (y) )", "x", "y"]),
    ("-(x)", ["-(x)", "x"]),
    ("√(x)", ["√(x)", "x"]),
    ("√ x", ["√ x", "x"]),
    ("2(x)", ["2(x)", "2", "x"]),
    ("(x)(y)", ["(x)(y)", "x", "y"]),
    ("(x) y z", ["(x) y z", "(x) y", "x", "y", "z"]),
    ("x⁻²", ["x⁻²", "x", "⁻²", "²"]),
    ("(x)²", ["(x)²", "x", "²"]),
    ("f( x,(y) )", ["f( x,(y) )", "x", "y"]),
    ("f ()", ["f ()"]),
    ("a < (b)", ["a < (b)", "a", "b"]),
    ("not (a)", ["not (a)", "a"]),
    ("ｘ＋e\u0301", ["ｘ＋e\u0301", "ｘ", "e\u0301"]),
    ("# one\r\n  (a +\n b)", ["a +\n b", "a", "b"]),
]


@pytest.mark.parametrize(("text", "pieces"), SPANS)
def test_a_span_holds_the_node_without_its_own_parentheses(text: str, pieces: list[str]) -> None:
    (statement,) = parse(text).statements
    assert [text[slice(*node.span)] for node in nodes(statement.value)] == pieces


STATEMENTS = [
    (" a ; (b) \n c = (d) ", ["a", "(b)", "c = (d)"]),
    ("f(x) = (x) # f", ["f(x) = (x)"]),
]


@pytest.mark.parametrize(("text", "pieces"), STATEMENTS)
def test_the_span_of_a_statement_holds_its_parentheses(text: str, pieces: list[str]) -> None:
    assert [text[slice(*each.span)] for each in parse(text).statements] == pieces


def test_names_left_of_a_definition_and_of_a_call_have_places_too() -> None:
    text = "area(w, h) = mul (w, h); v = 2"
    function, value = parse(text).statements
    assert function.function is not None
    places = [function.function.span, *(name.span for name in function.parameters)]
    assert [text[slice(*place)] for place in places] == ["area", "w", "h"]
    assert isinstance(function.value, Call)
    assert text[slice(*function.value.function_span)] == "mul"
    assert value.target is not None
    assert value.target.span == (25, 26)


def test_a_program_spans_its_text() -> None:
    assert parse(" x ").span == (0, 3)
    assert parse(" x ").text == " x "


def test_a_span_is_a_pair_with_names_and_can_be_copied() -> None:
    span = Span(2, 5)
    start, end = span
    assert (span.start, span.end) == (start, end) == span == (2, 5)
    assert repr(span) == "Span(start=2, end=5)"
    pickled = pickle.loads(pickle.dumps(span))
    for same in (copy.copy(span), copy.deepcopy(span), pickled):
        assert (same, type(same)) == (span, Span)
