"""Names are Unicode identifiers, compared after NFKC."""

from __future__ import annotations

import unicodedata

import pytest
from backprop.parser import BackpropError, Name, parse
from hypothesis import example, given, settings
from hypothesis import strategies as st

NAMES = [
    ("x", "x"),
    ("x_1", "x_1"),
    ("_", "_"),
    ("饮料单价", "饮料单价"),
    ("θ", "θ"),
    ("π", "pi"),
    ("ϖ", "pi"),
    ("πr", "πr"),
    ("ｘ１", "x1"),
    ("x₁₂", "x12"),
    ("𝑥", "x"),
    ("ℯ", "e"),
    ("e\u0301", "é"),
    ("é", "é"),
    ("हिन्दी", "हिन्दी"),
    ("if", "if"),
    ("for", "for"),
    ("And", "And"),
    ("notes", "notes"),
    ("orange", "orange"),
    ("pi2", "pi2"),
]


@pytest.mark.parametrize(("typed", "compared"), NAMES)
def test_a_name_has_one_compared_form(typed: str, compared: str) -> None:
    value = parse(typed).statements[0].value
    assert value == Name(compared, value.span)
    assert value.span == (0, len(typed))


def test_all_places_of_a_name_are_compared_alike() -> None:
    (statement,) = parse("ｆ（ｘ） = ｇ(ｘ)").statements
    assert statement.function == Name("f", statement.span)
    assert statement.parameters == (Name("x", statement.span),)
    assert statement.value == parse("g(x)").statements[0].value


@settings(max_examples=600, deadline=None)
@given(st.text(min_size=1, max_size=4) | st.characters().map("x{}".format))
@example("ŀ")
@example("x\uff65")
def test_a_name_that_is_accepted_is_an_identifier_that_reads_back_as_itself(typed: str) -> None:
    try:
        value = parse(typed).statements[0].value
    except BackpropError:
        return
    if isinstance(value, Name):
        assert value.name.isidentifier()
        assert unicodedata.normalize("NFKC", value.name) == value.name
        assert parse(value.name).statements[0].value == value


WRITE = "write the exponent after '^', as in x^n"
LETTERS = "a name is made of letters, digits and '_'"
DELETE = "delete the marks"
REFUSED = [
    ("xⁿ", "the superscript 'ⁿ' is not read as an exponent", (1, 2), "write x^n"),
    ("a + xⁿ", "the superscript 'ⁿ' is not read as an exponent", (5, 6), "write x^n"),
    ("xⁿy", "the superscript 'ⁿ' is not read as an exponent", (1, 2), "write x^n*y"),
    (
        "(x+1)ⁿ",
        "the superscript 'ⁿ' is not read as an exponent",
        (5, 6),
        "write it after '^', as in x^n",
    ),
    ("xⁿand y", "the superscript 'ⁿ' is not read as an exponent", (1, 2), WRITE),
    (
        "x²ⁿ",
        "the superscript 'ⁿ' is not read as an exponent",
        (2, 3),
        "write the whole exponent after '^', as in x^(2*n)",
    ),
    (
        "x⁽ⁿ⁾",
        "the superscript '⁽ⁿ⁾' is not read as an exponent",
        (1, 4),
        "write the whole exponent after '^', as in x^(2*n)",
    ),
    ("x☃y", "'☃' has no meaning here", (1, 2), LETTERS),
    ("😀", "'😀' has no meaning here", (0, 1), LETTERS),
    ("₁x", "'₁' has no meaning here", (0, 1), "write 1"),
    ("٣", "'٣' has no meaning here", (0, 1), "write 3"),
    ("ŀ", "'ŀ' has no meaning here", (0, 1), LETTERS),
    ("½", "'½' has no meaning here", (0, 1), "write (1/2)"),
    ("2½", "'½' has no meaning here", (1, 2), "write the number in full, as in 2.5"),
    (
        "\u0301x",
        "'\u0301' has no meaning here",
        (0, 1),
        "a name is made of letters, digits and '_'",
    ),
    (
        "e" + "\u0301" * 31,
        "a letter carries more than 30 combining marks",
        (31, 32),
        "delete the marks",
    ),
]


@pytest.mark.parametrize(("text", "message", "span", "hint"), REFUSED)
def test_what_cannot_be_part_of_a_name(
    text: str, message: str, span: tuple[int, int], hint: str
) -> None:
    with pytest.raises(BackpropError) as caught:
        parse(text)
    error = caught.value
    assert (error.message, error.span, error.hint) == (message, span, hint)
