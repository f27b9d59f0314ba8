"""Number literals are exact, and never expanded."""

from __future__ import annotations

import sys

import pytest
from backprop.parser import BackpropError, Number, parse
from backprop.parser.literals import MOST_DIGITS

NUMBERS = [
    ("3", 3, 0),
    (".5", 5, -1),
    ("2.", 2, 0),
    ("0", 0, 0),
    ("0.000", 0, 0),
    ("0e5", 0, 0),
    ("00012", 12, 0),
    ("1000", 1, 3),
    ("0.1", 1, -1),
    ("1.50", 15, -1),
    ("1e-3", 1, -3),
    ("1E+3", 1, 3),
    ("12.5e10", 125, 9),
    ("1.e5", 1, 5),
    (".5e1", 5, 0),
    ("1_000", 1, 3),
    ("1_2.3_4e0_1", 1234, -1),
    ("1e3000000", 1, 3_000_000),
    ("1e-999999999999999999", 1, -999_999_999_999_999_999),
    ("123456789012345678901234567890", 12345678901234567890123456789, 1),
]


@pytest.mark.parametrize(("text", "mantissa", "exponent"), NUMBERS)
def test_the_value_is_exact(text: str, mantissa: int, exponent: int) -> None:
    number = parse(text).statements[0].value
    assert isinstance(number, Number)
    assert (number.mantissa, number.exponent) == (mantissa, exponent)


def test_zeros_at_either_end_are_no_digits() -> None:
    zeros = "0" * 1_000_000
    number = parse(f"{zeros}7{zeros}").statements[0].value
    assert number == Number(7, 1_000_000, number.span)


def test_the_longest_number_is_read_and_a_longer_one_refused() -> None:
    number = parse("7" * MOST_DIGITS).statements[0].value
    assert number == Number(int("7" * MOST_DIGITS), 0, number.span)
    for text in ("7" * (MOST_DIGITS + 1), "7" * 1_000_000, "0." + "7" * 1_000_000):
        with pytest.raises(BackpropError, match="significant digits is too long") as caught:
            parse(text)
        assert caught.value.span == (0, len(text))


def test_python_with_a_lower_limit_refuses_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "get_int_max_str_digits", lambda: 640)
    with pytest.raises(BackpropError, match="a number of 641 significant digits is too long"):
        parse("7" * 641)


@pytest.mark.parametrize("digits", [19, 1_000_000])
def test_an_exponent_that_is_too_long_is_refused(digits: int) -> None:
    for sign in ("", "-", "+"):
        with pytest.raises(BackpropError) as caught:
            parse(f"1e{sign}{'9' * digits}")
        assert caught.value.message == f"an exponent of {digits} digits is too long"
        assert caught.value.hint == "an exponent has at most 18 digits"


def test_zeros_before_an_exponent_do_not_make_it_long() -> None:
    number = parse(f"1e-{'0' * 100_000}5").statements[0].value
    assert number == Number(1, -5, number.span)


def test_a_superscript_is_as_exact_and_as_limited() -> None:
    assert parse("x¹⁰⁰").statements[0].value == parse("x^100").statements[0].value
    with pytest.raises(BackpropError, match="significant digits is too long") as caught:
        parse("x⁻" + "¹" * 5000)
    assert caught.value.span == (2, 5002)
