"""Operands that touch: which multiply, which are left to be refused, and what is warned of."""

from __future__ import annotations

import pytest
from backprop.parser import parse, unparse
from backprop.parser.ambiguity import MOST_REMARKS

from tests.parser.trees import only_shape

PRODUCTS = [
    ("3v", "(: 3 v)"),
    ("3 v", "(: 3 v)"),
    ("2(x+y)", "(: 2 (+ x y))"),
    ("(x+y)z", "(: (+ x y) z)"),
    ("(x+1)(x-1)", "(: (+ x 1) (- x 1))"),
    ("2x^2", "(: 2 (^ x 2))"),
    ("2^2x", "(: (^ 2 2) x)"),
    ("3sin(x)", "(: 3 (sin() x))"),
    ("x²y", "(: (^ x 2) y)"),
    ("x² y", "(: (^ x 2) y)"),
    ("x²(y)", "(: (^ x 2) y)"),
    ("2√x", "(: 2 (√ x))"),
    ("√2√3", "(: (√ 2) (√ 3))"),
    ("f(x)y", "(: (f() x) y)"),
    ("f(x)(y)", "(: (f() x) y)"),
    ("2(3)", "(: 2 3)"),
    ("2(x)(y)", "(: (: 2 x) y)"),
    ("1/2x", "(: (/ 1 2) x)"),
    ("2x/3y", "(: (/ (: 2 x) 3) y)"),
    ("2x*3y", "(: (* (: 2 x) 3) y)"),
    ("-2x", "(: (- 2) x)"),
    ("1 - 2x", "(- 1 (: 2 x))"),
    ("2.x", "(: 2 x)"),
    ("1e", "(: 1 e)"),
    ("2e+x", "(+ (: 2 e) x)"),
    ("2e - 3", "(- (: 2 e) 3)"),
    ("2e^2", "(: 2 (^ e 2))"),
    ("0x", "(: 0 x)"),
    ("0b", "(: 0 b)"),
    ("1e5x", "(: 1e5 x)"),
    ("2 e3", "(: 2 e3)"),
    ("2(e3)", "(: 2 e3)"),
    ("sin²(x)", "(: (^ sin 2) x)"),
    ("sin^2(x)", "(: (^ sin 2) x)"),
    ("sin⁻¹(x)", "(: (^ sin (- 1)) x)"),
]


@pytest.mark.parametrize(("text", "expected"), PRODUCTS)
def test_a_number_a_parenthesis_and_a_superscript_multiply(text: str, expected: str) -> None:
    assert only_shape(text) == expected


ADJACENT = [
    ("x y", "(? x y)"),
    ("x 3", "(? x 3)"),
    ("(x)2", "(? x 2)"),
    ("x²3", "(? (^ x 2) 3)"),
    ("2 3", "(? 2 3)"),
    ("x√2", "(? x (√ 2))"),
    ("x.5", "(? x 5e-1)"),
    ("sin x", "(? sin x)"),
    ("sin x^2", "(? sin (^ x 2))"),
    ("sin x y", "(? (? sin x) y)"),
    ("x f(y)", "(? x (f() y))"),
    ("2 sin x", "(? (: 2 sin) x)"),
    ("if x > 0", "(> (? if x) 0)"),
    ("1/x y", "(? (/ 1 x) y)"),
]


@pytest.mark.parametrize(("text", "expected"), ADJACENT)
def test_what_may_not_touch_is_kept_for_whoever_knows_the_names(text: str, expected: str) -> None:
    assert only_shape(text) == expected
    assert not parse(text).warnings


def test_a_name_before_a_parenthesis_is_a_call() -> None:
    assert only_shape("x(y+2)") == "(x() (+ y 2))"
    assert only_shape("2x(y)") == "(: 2 (x() y))"


WARNED = [
    ("1/2x", "1/2x", "(1/2)*x", "1/(2*x)"),
    ("1 / 2 x", "1 / 2 x", "(1 / 2)*x", "1 /(2*x)"),
    ("1/2(x+1)", "1/2(x+1)", "(1/2)*(x+1)", "1/(2*(x+1))"),
    ("1/(2)x", "1/(2)x", "(1/(2))*x", "1/((2)*x)"),
    ("1/2√x", "1/2√x", "(1/2)*√x", "1/(2*√x)"),
    ("1÷2x", "1÷2x", "(1÷2)*x", "1÷(2*x)"),
    ("1/-2x", "1/-2x", "(1/-2)*x", "1/(-2*x)"),
    ("1/x²y", "1/x²y", "(1/x²)*y", "1/(x²*y)"),
    ("1/2^3x", "1/2^3x", "(1/2^3)*x", "1/(2^3*x)"),
    ("1/f(x)y", "1/f(x)y", "(1/f(x))*y", "1/(f(x)*y)"),
    ("y = 1 + 1/2x^2", "1/2x^2", "(1/2)*x^2", "1/(2*x^2)"),
    ("1/2(x)(y)", "1/2(x)", "(1/2)*(x)", "1/(2*(x))"),
    ("2^3x", "2^3x", "(2^3)*x", "2^(3*x)"),
    ("2**3x", "2**3x", "(2**3)*x", "2**(3*x)"),
    ("2^-3x", "2^-3x", "(2^-3)*x", "2^(-3*x)"),
    ("2^3^4x", "2^3^4x", "(2^3^4)*x", "2^(3^4*x)"),
    ("-2^3x", "2^3x", "(2^3)*x", "2^(3*x)"),
    ("a*x^2(y)", "x^2(y)", "(x^2)*(y)", "x^(2*(y))"),
    ("3(x)^2y", "(x)^2y", "((x)^2)*y", "(x)^(2*y)"),
    ("√2x", "√2x", "(√2)*x", "√(2*x)"),
    ("√x²y", "√x²y", "(√x²)*y", "√(x²*y)"),
    ("(1/2\n x)", "1/2 x", "(1/2)*x", "1/(2*x)"),
    ("(1 # a / b\n /2x)", "1 /2x", "(1 /2)*x", "1 /(2*x)"),
]


@pytest.mark.parametrize(("text", "written", "this", "other"), WARNED)
def test_a_product_that_others_read_differently_is_warned_of(
    text: str, written: str, this: str, other: str
) -> None:
    (remark,) = parse(text).warnings
    assert remark.message == f"'{written}' is read as {this}, not as {other}; write one of them"


@pytest.mark.parametrize("case", [case for case in WARNED if case[0] == case[1]])
def test_both_readings_can_be_typed_and_only_the_first_means_the_same(
    case: tuple[str, str, str, str],
) -> None:
    text, _, this, other = case
    meaning = unparse(parse(text), explicit=True)
    assert unparse(parse(this), explicit=True) == meaning
    assert unparse(parse(other), explicit=True) != meaning
    assert not parse(this).warnings
    assert not parse(other).warnings


def test_a_warning_points_at_the_quotient_and_its_product() -> None:
    (remark,) = parse("y = 1 + 1/2x - 3").warnings
    assert remark.span == (8, 12)


def test_warnings_come_in_the_order_of_the_text() -> None:
    messages = [remark.message.split(" ")[0] for remark in parse("2^3x^4y + 1/2a; √2b").warnings]
    assert messages == ["'2^3x^4'", "'x^4y'", "'1/2a'", "'√2b'"]


CALM = ["(1/2)x", "x²y", "2x", "2^(3)x", "√(2)x", "e^(x)y", "1/x*y", "a/b + 2x", "(2^3)x", "1/(2x)"]


@pytest.mark.parametrize("text", CALM)
def test_a_product_that_everybody_reads_alike_is_not_warned_of(text: str) -> None:
    assert parse(text).warnings == ()


def test_a_warning_is_short_and_the_warnings_are_few_however_long_the_text() -> None:
    warnings = parse("1/2" + "x" * 5000 + " + 1/2x" * 5000).warnings
    assert len(warnings) == MOST_REMARKS
    assert all(len(remark.message) < 300 for remark in warnings)
