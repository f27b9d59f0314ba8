"""Trees are written with as few parentheses and as plain numbers as can be."""

from __future__ import annotations

import pytest
from backprop.parser import (
    Adjacency,
    Binary,
    Expression,
    Juxtaposition,
    Name,
    Number,
    Unary,
    number_text,
    parse,
    unparse,
)

from tests.parser.strategies import NOWHERE

WRITTEN = [
    ("(x+y)*z", "(x + y)*z", "(x + y)*z"),
    ("2*x^2", "2*x^2", "2*x^2"),
    ("((a+b))+c", "a + b + c", "a + b + c"),
    ("a+(b+c)", "a + (b + c)", "a + (b + c)"),
    ("a-(b-c)", "a - (b - c)", "a - (b - c)"),
    ("a/(b*c)", "a/(b*c)", "a/(b*c)"),
    ("(a*b)/c", "a*b/c", "a*b/c"),
    ("(-2)^2", "(-2)^2", "(-2)^2"),
    ("-(2^2)", "-2^2", "-2^2"),
    ("2^(-2)", "2^-2", "2^-2"),
    ("2^(3^4)", "2^3^4", "2^3^4"),
    ("(2^3)^4", "(2^3)^4", "(2^3)^4"),
    ("2*(-x)", "2*-x", "2*-x"),
    ("-(x*y)", "-(x*y)", "-(x*y)"),
    ("(-x)*y", "-x*y", "-x*y"),
    ("-(-x)", "--x", "--x"),
    ("a-(-b)", "a - -b", "a - -b"),
    ("(a<b)<c", "(a < b) < c", "(a < b) < c"),
    ("(a<b)and(c or d)", "a < b and (c or d)", "a < b and (c or d)"),
    ("not(a and b)", "not (a and b)", "not (a and b)"),
    ("(not a)<b", "(not a) < b", "(not a) < b"),
    ("not(a<b)", "not a < b", "not a < b"),
    ("1+(not x)", "1 + (not x)", "1 + (not x)"),
    ("√(x)", "√x", "√x"),
    ("√(x+1)", "√(x + 1)", "√(x + 1)"),
    ("(√x)^2", "(√x)^2", "(√x)^2"),
    ("√(x^2)", "√x^2", "√x^2"),
    ("f( x,y )", "f(x, y)", "f(x, y)"),
    ("f()", "f()", "f()"),
    ("3v", "3v", "3*v"),
    ("2x^2", "2x^2", "2*x^2"),
    ("1/2x", "1/2x", "1/2*x"),
    ("1/(2x)", "1/(2x)", "1/(2*x)"),
    ("(x+1)(x-1)", "(x + 1)(x - 1)", "(x + 1)*(x - 1)"),
    ("x²y", "x^2y", "x^2*y"),
    ("(x^n)y", "(x^n)y", "x^n*y"),
    ("x^n(y)", "x^n(y)", "x^n(y)"),
    ("2(3)", "2(3)", "2*3"),
    ("2(3^x)", "2(3^x)", "2*3^x"),
    ("2(x)(y)", "(2x)y", "2*x*y"),
    ("(x)(y)", "(x)y", "x*y"),
    ("2(-x)", "2(-x)", "2*-x"),
    ("2(e3)", "2 e3", "2*e3"),
    ("2(e)", "2e", "2*e"),
    ("2(_x)", "2 _x", "2*_x"),
    ("0(x1F)", "0 x1F", "0*x1F"),
    ("0(b1)", "0 b1", "0*b1"),
    ("0(o7)", "0 o7", "0*o7"),
    ("10(b1)", "10b1", "10*b1"),
    ("2(e3(x))", "2 e3(x)", "2*e3(x)"),
    ("2(e3^2)", "2 e3^2", "2*e3^2"),
    ("2√x", "2√x", "2*√x"),
    ("2e + 3", "2e + 3", "2*e + 3"),
    ("y=2x;y", "y = 2x; y", "y = 2*x; y"),
    ("f(x,y)=x y", "f(x, y) = x y", "f(x, y) = x y"),
]


@pytest.mark.parametrize(("text", "written", "explicit"), WRITTEN)
def test_a_program_is_written(text: str, written: str, explicit: str) -> None:
    program = parse(text)
    assert unparse(program) == written
    assert unparse(program, explicit=True) == explicit


def test_a_statement_and_an_expression_are_written_alone() -> None:
    (statement,) = parse("y = 2x + 1").statements
    assert unparse(statement) == "y = 2x + 1"
    assert unparse(statement.value) == "2x + 1"


NUMBERS = [
    (0, 0, "0"),
    (1, -1, "0.1"),
    (1, 3, "1000"),
    (12, 3, "12000"),
    (1, 15, "1000000000000000"),
    (1, 16, "1e16"),
    (15, 20, "1.5e21"),
    (1, -4, "0.0001"),
    (1, -5, "1e-5"),
    (125, -2, "1.25"),
    (125, -6, "0.000125"),
    (1, -30, "1e-30"),
    (123, -30, "1.23e-28"),
    (1, 3_000_000, "1e3000000"),
    (12345678901234567891, 0, "12345678901234567891"),
]


@pytest.mark.parametrize(("mantissa", "exponent", "text"), NUMBERS)
def test_a_number_is_written_shortly_and_exactly(mantissa: int, exponent: int, text: str) -> None:
    number = Number(mantissa, exponent, NOWHERE)
    assert number_text(number) == unparse(number) == text
    assert parse(text).statements[0].value == number


X, TWO = Name("x", NOWHERE), Number(2, 0, NOWHERE)
BUILT: list[tuple[Expression, str]] = [
    (Juxtaposition(X, X, NOWHERE), "(x)x"),
    (Juxtaposition(TWO, TWO, NOWHERE), "2(2)"),
    (Juxtaposition(TWO, Binary("*", X, X, NOWHERE), NOWHERE), "2(x*x)"),
    (Juxtaposition(Binary("+", X, X, NOWHERE), X, NOWHERE), "(x + x)x"),
    (Juxtaposition(X, Juxtaposition(X, X, NOWHERE), NOWHERE), "(x)((x)x)"),
    (Binary("^", Juxtaposition(TWO, X, NOWHERE), TWO, NOWHERE), "(2x)^2"),
    (Binary("^", Unary("not", X, NOWHERE), TWO, NOWHERE), "(not x)^2"),
]


@pytest.mark.parametrize(("tree", "text"), BUILT)
def test_a_tree_that_no_text_gave_is_written_so_that_it_reads_back(
    tree: Expression, text: str
) -> None:
    assert unparse(tree) == text
    assert parse(text).statements[0].value == tree


def test_an_adjacency_is_written_as_it_was_typed() -> None:
    assert unparse(Adjacency(X, TWO, NOWHERE)) == "x 2"
    assert unparse(parse("sin x^2 + 1"), explicit=True) == "sin x^2 + 1"
