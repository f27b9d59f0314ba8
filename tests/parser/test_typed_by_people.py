"""Characters that keyboards, word processors and input methods produce."""

from __future__ import annotations

import pytest
from backprop.parser import BackpropError, parse

from tests.parser.trees import shapes

EQUIVALENT = [
    *[(f"a{sign}b", "a*b") for sign in "×·⋅∙∗＊﹡•・✕✖⨯\u0387"],
    *[(f"a{sign}b", "a/b") for sign in "÷∕／⁄"],
    *[(f"a{sign}b", "a-b") for sign in "−－﹣‐‑‒–"],
    *[(f"{sign}a", "-a") for sign in "−－﹣‐‑‒–"],
    *[(f"a{sign}b", "a+b") for sign in "＋﹢"],
    *[(f"a{sign}b", "a<=b") for sign in ("≤", "≦", "⩽", "＜＝", "<＝")],
    *[(f"a{sign}b", "a>=b") for sign in ("≥", "≧", "⩾", "＞＝", "＞=")],
    *[(f"a{sign}b", "a!=b") for sign in ("≠", "！＝", "!＝")],
    ("a＝＝b", "a==b"),
    ("a＜b", "a<b"),
    ("a＞b", "a>b"),
    ("a＾b", "a^b"),
    ("a＊＊b", "a^b"),
    ("ｙ＝ｆ（ｘ，１）；ｙ", "y = f(x, 1); y"),
    ("１２．５", "12.5"),
    ("１ｅ－３", "1e-3"),
    ("1e−3", "1e-3"),
    ("1E＋3", "1e3"),
    ("1＿000", "1000"),
    ("a ａｎｄ ｎｏｔ b", "a and not b"),
    ("x⁰¹²³⁴⁵⁶⁷⁸⁹", "x^0123456789"),
    ("x⁻²", "x^-2"),
    ("π", "pi"),
    ("2πr²", "2πr^2"),
    ("x₁ + ｘ", "x1 + x"),
    ("＃ all of it\nx", "x"),
    ("x　+\u00a0y\u2009\t+ z", "x + y + z"),
    ("\ufeffx + 1", "x + 1"),
]


@pytest.mark.parametrize(("typed", "plain"), EQUIVALENT)
def test_a_typed_form_means_its_plain_form(typed: str, plain: str) -> None:
    assert shapes(typed) == shapes(plain)


def test_a_byte_order_mark_is_passed_over_only_at_the_start_and_moves_no_offset() -> None:
    assert parse("\ufeffx").statements[0].span == (1, 2)
    with pytest.raises(BackpropError) as caught:
        parse("x\ufeff")
    assert caught.value.span == (1, 2)


@pytest.mark.parametrize(
    "gap", ["\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\ufe0f", "\u3164"]
)
def test_what_nobody_sees_is_never_silently_eaten(gap: str) -> None:
    for text in (f"x{gap}y", f"{gap}", f"2{gap}x"):
        with pytest.raises(BackpropError) as caught:
            parse(text)
        assert caught.value.span == (text.index(gap), text.index(gap) + 1)
        assert caught.value.hint == "delete it"
