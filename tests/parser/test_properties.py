"""Laws of the parser that hold for every tree and every text."""

from __future__ import annotations

import re

import pytest
from backprop.parser import (
    Adjacency,
    BackpropError,
    Binary,
    Expression,
    Juxtaposition,
    Program,
    parse,
    unparse,
)
from backprop.parser.syntax import postorder
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.parser.strategies import NOWHERE, expressions, programs
from tests.parser.trees import children, nodes, shape

FRAGMENTS = (
    *"xyefπ饮0123459.,;:=<>!+-*/^√()[]{}|%'\"#\\_?@$&~ \t\n\r²³⁻⁺ⁿ×÷−（），；＝１ｘ½°…∞",
    *("and ", "or ", "not ", "sin", "1e", "e3", "0x1F", "1_", "**", "<=", "==", "\r\n", "\u3000"),
    *("\x1b[31m", "\x00", "\u200b", "\ufeff", "\ud800", "\u0301", "😀", "\ufe0f", "2(", ")x"),
)
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join) | st.text(max_size=30)
OPERANDS = ("x", "饮料", "ｙ₁", "é", "2", "1e-3", "２．５", ".5", "1_000", "π", "e3", "0", "b1")
SIGNS = "+-*/^−–×·÷<≤≠,"  # a comma only makes an error outside of a call
JOINTS = ("", " ", "\t", "\u3000", "**", " and ", " or ", "==", "＞＝", *SIGNS)


def _longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.builds("{}{}{}".format, inner, st.sampled_from(JOINTS), inner)
    templates = ("({})", "（{}\n）", "√{}", "{}²", "{}⁻¹", "-{}", "not {}", "f({})", "g({}, {})")
    return joined | st.builds(str.format, st.sampled_from(templates), inner, inner)


# Mostly in the language, and typed in every way that it may be.
sources = st.recursive(st.sampled_from(OPERANDS), _longer, max_leaves=8)
TREES = settings(max_examples=150, deadline=None)
TEXTS = settings(max_examples=500, deadline=None)


def answer(text: str) -> Program | BackpropError:
    try:
        return parse(text)
    except BackpropError as error:
        return error


def reading(text: str) -> Program | None:
    found = answer(text)
    return found if isinstance(found, Program) else None


def with_written_products(tree: Expression) -> str:
    """The shape of a tree in which every product has its sign."""
    return shape(tree).replace("(: ", "(* ")


@TREES
@given(programs())
def test_what_is_written_reads_back_as_the_same_program(program: Program) -> None:
    assert parse(unparse(program)) == program


@TREES
@given(expressions())
def test_an_explicit_text_has_the_same_meaning_and_no_juxtaposition(tree: Expression) -> None:
    (statement,) = parse(unparse(tree, explicit=True)).statements
    assert not any(isinstance(node, Juxtaposition) for node in nodes(statement.value))
    assert shape(statement.value) == with_written_products(tree)


@TREES
@given(expressions(names=("x", "y"), max_leaves=6))
def test_no_parentheses_are_written_in_vain(tree: Expression) -> None:
    text = unparse(tree)
    for opening in re.finditer(r"(?<![\w])\(", text):
        closing = matching(text, opening.start())
        without = f"{text[: opening.start()]} {text[opening.end() : closing]} {text[closing + 1 :]}"
        program = reading(without)
        assert program is None or program.statements[0].value != tree or needs_closing(tree)


def matching(text: str, opening: int) -> int:
    depth = 0
    for offset in range(opening, len(text)):
        depth += (text[offset] == "(") - (text[offset] == ")")
        if not depth:
            return offset
    raise AssertionError(text)


def needs_closing(tree: Expression) -> bool:
    """Whether a seam may have needed parentheses that a space would have spared."""
    return any(isinstance(node, Juxtaposition) for node in nodes(tree))


@TEXTS
@given(texts)
@example("x\ud800")
@example("\ufeff")
@example("(" * 40 + "a<b<c")
def test_any_text_is_a_program_or_an_error_with_a_place_in_it(text: str) -> None:
    found = answer(text)
    assert found.text == text
    assert found.span is not None
    assert 0 <= found.span.start <= found.span.end <= len(text)
    for sentence in sentences(found):
        assert sentence.isprintable()
        assert 0 < len(sentence) < 400
        assert not sentence.endswith(".")


def sentences(found: Program | BackpropError) -> list[str]:
    """What a person would be told: every error has a hint."""
    if isinstance(found, Program):
        return [remark.message for remark in found.warnings]
    assert found.hint
    return [found.message, found.hint]


@TEXTS
@given(texts | sources)
def test_a_text_that_was_read_is_written_and_read_back_as_the_same(text: str) -> None:
    program = reading(text)
    if program is not None and not any(
        isinstance(node, Adjacency) for each in program.statements for node in nodes(each.value)
    ):
        assert parse(unparse(program)) == program


@TEXTS
@given(texts | sources)
def test_spans_nest_and_hold_the_operands_in_the_order_of_the_text(text: str) -> None:
    program = reading(text)
    for statement in program.statements if program else ():
        for node in nodes(statement.value):
            assert 0 <= node.span.start < node.span.end <= len(text)
            end = node.span.start
            for child in children(node):
                assert end <= child.span.start
                assert child.span.end <= node.span.end
                end = child.span.end


@TEXTS
@given(sources)
@example("f(a, -b, g(2c, √d))")
def test_a_tree_is_listed_from_left_to_right_operands_first(text: str) -> None:
    program = reading(text)
    for statement in program.statements if program else ():
        listed = postorder(statement.value)
        assert len(listed) == len(nodes(statement.value))
        seen: set[int] = set()
        for node in listed:
            assert all(id(child) in seen for child in children(node))
            seen.add(id(node))
        leaves = [node.span.start for node in listed if not children(node)]
        assert leaves == sorted(leaves)


@TEXTS
@given(texts | sources)
def test_the_text_of_a_span_in_parentheses_is_that_node(text: str) -> None:
    program = reading(text)
    if program is None or "#" in text or "＃" in text:
        return
    for statement in program.statements:
        for node in nodes(statement.value):
            if not has_raised_digits_at(text, node.span.start):
                piece = f"({text[node.span.start : node.span.end]})"
                assert shape(parse(piece).statements[0].value) == shape(node)


def has_raised_digits_at(text: str, offset: int) -> bool:
    return text[offset] in "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"


@pytest.mark.parametrize("operator", ["+", "*", "^", "<", "and"])
def test_equality_is_structural_and_blind_to_spans(operator: str) -> None:
    one, two = (parse(f"{space}x{space} {operator} y").statements[0].value for space in ("", " "))
    assert isinstance(one, Binary)
    assert one == two
    assert one.span != two.span
    assert one != Binary(operator, one.right, one.left, NOWHERE)


@TEXTS
@given(sources)
def test_an_explicit_text_says_what_was_understood(text: str) -> None:
    program = reading(text)
    if program is not None and not any(
        isinstance(node, Adjacency) for each in program.statements for node in nodes(each.value)
    ):
        again = parse(unparse(program, explicit=True))
        assert not again.warnings
        for before, after in zip(program.statements, again.statements, strict=True):
            assert shape(after.value) == with_written_products(before.value)
