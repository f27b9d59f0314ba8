"""Every character that has no meaning: its escape if nobody sees it, and what to type instead."""

from __future__ import annotations

import pytest

from tests.parser.refusals import check

DELETE = "delete it"
NAME = "a name is made of letters, digits and '_'"
DEFINED = "a definition is written with '=', as in x = 3"
FUNCTION = "a function is defined as in f(x) = x^2"
QUOTES = "names are written without quotes, as in x"
GROUP = "only ( and ) group, as in 2*(x + y)"
DERIVATIVE = "a derivative inside a formula is written diff(x^2, x)"
OR = "write 'or', as in x < 0 or x > 1"
AND = "write 'and', as in x > 0 and y > 0"
NOT = "write 'not', as in not x > 0"
ABS = "the absolute value of x is abs(x)"
TERMS = "write every term, as in a + b + c"
POINT = "a number has a digit beside its point, as in 0.5; a name has no point"

# The text, the place of the sign that has no meaning in it, the hint, and what the hint proposes.
SIGNS = [
    ("x'", "'", DERIVATIVE, None),
    ("f'(x)", "'", DERIVATIVE, None),
    ("x²’", "’", DERIVATIVE, None),
    ("x″", "″", DERIVATIVE, None),
    ("'x'", "'", QUOTES, "x"),
    ("f 'x'", "'", QUOTES, "x"),
    ('"x"', '"', QUOTES, "x"),
    ("“x”", "“", QUOTES, "x"),
    ("`x`", "`", QUOTES, "x"),
    ("|x|", "|", ABS, "abs(x)"),
    ("2|x|", "|", ABS, "abs(x)"),
    ("a || b", "||", OR, "x < 0 or x > 1"),
    ("a ∨ b", "∨", OR, "x < 0 or x > 1"),
    ("a && b", "&&", AND, "x > 0 and y > 0"),
    ("a & b", "&", AND, "x > 0 and y > 0"),
    ("a ∧ b", "∧", AND, "x > 0 and y > 0"),
    ("~x", "~", NOT, "not x > 0"),
    ("¬x", "¬", NOT, "not x > 0"),
    ("!x", "!", NOT, "not x > 0"),
    ("5!", "!", "the factorial of n is gamma(n + 1)", "gamma(n + 1)"),
    ("(n)!", "!", "the factorial of n is gamma(n + 1)", "gamma(n + 1)"),
    ("80%", "%", "write (80/100)", "(80/100)"),
    ("2x% + 1", "%", "write (x/100)", "(x/100)"),
    ("x²%", "%", "write (x/100)", "(x/100)"),
    ("7 % 3", "%", "the remainder of x by y is mod(x, y)", "mod(x, y)"),
    ("7‰", "‰", "write (7/1000)", "(7/1000)"),
    ("30°", "°", "write (30*pi/180)", "(30*pi/180)"),
    ("2x°", "°", "write (x*pi/180)", "(x*pi/180)"),
    ("(x)°", "°", "write (x*pi/180)", "(x*pi/180)"),
    ("x[1]", "[", GROUP, "2*(x + y)"),
    ("{x}", "{", GROUP, "2*(x + y)"),
    ("【x】", "【", GROUP, "2*(x + y)"),
    ("⌊x⌋", "⌊", "write floor(x)", "floor(x)"),
    ("⌈x⌉", "⌈", "write ceil(x)", "ceil(x)"),
    ("x ? 1 : 2", "?", "a choice is where(x > 0, a, b)", "where(x > 0, a, b)"),
    ("x := 3", ":=", DEFINED, "x = 3"),
    ("x: 3", ":", DEFINED, "x = 3"),
    ("x：3", "：", DEFINED, "x = 3"),
    ("x ← 3", "←", DEFINED, "x = 3"),
    ("$x$", "$", "write the number or the name alone", None),
    ("a @ b", "@", "a product is written with '*', as in a*b", "a*b"),
    (r"\frac{1}{2}", r"\frac", "write a quotient with '/', as in (x + 1)/y", "(x + 1)/y"),
    (r"2\cdot x", r"\cdot", "write a product with '*', as in a*b", "a*b"),
    (r"\sqrt{2}", r"\sqrt", "write sqrt(x)", "sqrt(x)"),
    (r"\left(x\right)", r"\left", "write ( and ) alone, as in (x + y)*z", "(x + y)*z"),
    (r"\alpha", r"\alpha", "a formula is typed plainly, as in (x + y)*z^2", "(x + y)*z^2"),
    ("\\", "\\", "a formula is typed plainly, as in (x + y)*z^2", "(x + y)*z^2"),
    ("a + ... + z", "...", TERMS, "a + b + c"),
    ("a + … + z", "…", TERMS, "a + b + c"),
    ("∑x", "∑", TERMS, "a + b + c"),
    ("∏x", "∏", "write every factor, as in a*b*c", "a*b*c"),
    ("x..y", "..", POINT, "0.5"),
    ("x.y", ".", POINT, "0.5"),
    ("2..x", ".", POINT, "0.5"),
    ("f(x、y)", "、", "write ','", None),
    ("x。", "。", "write '.' inside a number and ';' between statements", None),
    ("x → y", "→", FUNCTION, "f(x) = x^2"),
    ("∞", "∞", "write inf", "inf"),
    ("-∞", "∞", "write inf", "inf"),
    ("x ≈ y", "≈", "compare within a tolerance, as in abs(a - b) < 0.001", "abs(a - b) < 0.001"),
    ("x ≡ y", "≡", "write '==' to compare, as in a == b", "a == b"),
    ("x ± y", "±", "write two expressions, as in a + b; a - b", "a + b; a - b"),
    ("∂y/∂x", "∂", DERIVATIVE, None),
    ("∆x", "∆", "the letter Δ (U+0394) can be part of a name", "Δ"),
    ("∛x", "∛", "write cbrt(x)", "cbrt(x)"),
    ("∜x", "∜", "write x^(1/4)", "x^(1/4)"),
    ("a — b", "—", "write '-'", None),
    ("x⁻", "⁻", "an exponent has digits, as in x⁻¹", "x⁻¹"),
    ("﹙x)", "﹙", "write (", None),
    ("𝟑", "𝟑", "write 3", "3"),
    ("①", "①", "write 1", "1"),
    ("a ⊗ b", "⊗", NAME, None),
    ("🙂 + 1", "🙂", NAME, None),
]


@pytest.mark.parametrize(("text", "sign", "hint", "proposed"), SIGNS)
def test_a_sign_that_has_no_meaning(text: str, sign: str, hint: str, proposed: str | None) -> None:
    mark = '"' if sign == "'" else "'"
    start = text.index(sign)
    if text == "2..x":  # the first point belongs to the number
        start = 2
    check(
        text, f"{mark}{sign}{mark} has no meaning here", (start, start + len(sign)), hint, proposed
    )


INVISIBLE = "the invisible character"
UNSEEN = [
    ("x\x1b[31m", (1, 2), r"the control character '\x1b' has no meaning here"),
    ("\x00", (0, 1), r"the control character '\x00' has no meaning here"),
    ("x\x0cy", (1, 2), r"the control character '\x0c' has no meaning here"),
    ("x\x9by", (1, 2), r"the control character '\x9b' has no meaning here"),
    ("x\ufe0f", (1, 2), rf"{INVISIBLE} '\ufe0f' (VARIATION SELECTOR-16) has no meaning here"),
    ("\u3164", (0, 1), rf"{INVISIBLE} '\u3164' (HANGUL FILLER) has no meaning here"),
    ("x\ue000", (1, 2), rf"{INVISIBLE} '\ue000' has no meaning here"),
    ("x # \x1b[2J", (4, 5), r"the control character '\x1b' has no meaning here"),
    ("x\ud800", (1, 2), r"the lone surrogate '\ud800' has no meaning here"),
    (
        "x\u200by",
        (1, 2),
        r"the invisible character '\u200b' (ZERO WIDTH SPACE) has no meaning here",
    ),
    (
        "\u202ex",
        (0, 1),
        r"the invisible character '\u202e' (RIGHT-TO-LEFT OVERRIDE) has no meaning here",
    ),
    ("a\u2028b", (1, 2), r"the invisible character '\u2028' (LINE SEPARATOR) has no meaning here"),
]


@pytest.mark.parametrize(("text", "span", "message"), UNSEEN)
def test_what_nobody_sees_is_shown_as_its_escape(
    text: str, span: tuple[int, int], message: str
) -> None:
    check(text, message, span, DELETE, None)
