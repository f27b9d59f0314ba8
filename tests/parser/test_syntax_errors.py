"""Every way to put tokens together wrongly: its sentence, its place and its hint."""

from __future__ import annotations

import pytest
from backprop.parser import BackpropError, parse

from tests.parser.refusals import check

FUNCTION = "a function is defined as in f(x) = x^2"
ONE_POINT = "a number has one decimal point, as in 1.25, and a whole exponent, as in 1e-3"
CALL = "arguments stand in the parentheses of a call; statements are separated by ';'"
CHAIN = "comparisons cannot be chained"
UNCLOSED = "this '(' is never closed"
ARGUMENT = "write the argument or remove the comma"
CLOSE = "write ')' where it ends"
COMPARE = "a definition is name = expression; '==' compares"


def before(sign: str) -> str:
    return f"write what comes before '{sign}', or remove it"


def after(sign: str) -> str:
    return f"write what comes after '{sign}', or remove it"


NUMBERS = [
    ("1.2.3", "'1.2.3' is not a number", (0, 5), ONE_POINT, "1.25"),
    ("1..2", "'1..2' is not a number", (0, 4), ONE_POINT, "1.25"),
    ("x + 1e5.5", "'1e5.5' is not a number", (4, 9), ONE_POINT, "1e-3"),
    (
        "1_x",
        "'1_x' is not a number",
        (0, 3),
        "'_' may stand between two digits, as in 1_000; a product is 1*_x",
        "1*_x",
    ),
    (
        "1__0",
        "'1__0' is not a number",
        (0, 4),
        "'_' may stand between two digits, as in 1_000; a product is 1*__0",
        "1*__0",
    ),
    ("0x1F", "'0x1F' is not a decimal number", (0, 4), "write 31; a product is 0*x1F", "0*x1F"),
    ("０x1F", "'０x1F' is not a decimal number", (0, 4), "write 31; a product is ０*x1F", "０*x1F"),
    ("0xff", "'0xff' is not a decimal number", (0, 4), "write 255; a product is 0*xff", "255"),
    ("0b101", "'0b101' is not a decimal number", (0, 5), "write 5; a product is 0*b101", "5"),
    ("0o17", "'0o17' is not a decimal number", (0, 4), "write 15; a product is 0*o17", "15"),
    ("0b12", "'0b12' is not a decimal number", (0, 4), "a product is 0*b12", "0*b12"),
    ("3,5", "'3,5' is not a number", (0, 3), "the decimal sign is a point: 3.5", "3.5"),
    ("2*(3，5)", "'3,5' is not a number", (3, 6), "the decimal sign is a point: 3.5", "3.5"),
    ("1,000", "'1,000' is not a number", (0, 5), "write 1000, or 1.000 if it is decimal", "1000"),
]

TWO_SIGNS = [
    ("a=<b", "=<", (1, 3), "write '<=' for less than or equal"),
    ("a=>b", "=>", (1, 3), f"write '>=' for greater than or equal; {FUNCTION}"),
    ("a<>b", "<>", (1, 3), "write '!=' for not equal"),
    ("f = x->x", "->", (5, 7), FUNCTION),
    ("a===b", "===", (1, 4), "write '==' to compare, as in a == b"),
    ("a!==b", "!==", (1, 4), "write '!=' to compare, as in a != b"),
    ("a<<2", "<<", (1, 3), "a product with a power of two is x*2^n"),
    ("a>>2", ">>", (1, 3), "a quotient by a power of two is x/2^n"),
    ("7//2", "//", (1, 3), "the whole part of a quotient is floor(x/y); a comment begins with '#'"),
    ("2^^3", "^^", (1, 3), "a power is x^y"),
    ("2***3", "***", (1, 4), "a power is x^y"),
    ("x+=1", "+=", (1, 3), "a name is defined once, as in y = x + 1"),
    ("x −＝ 1", "−＝", (2, 4), "a name is defined once, as in y = x - 1"),
    ("x*=2", "*=", (1, 3), "a name is defined once, as in y = x*2"),
]

STRUCTURE = [
    ("x = = 2", "'=' follows '='", (2, 5),
     "write '=' to define, as in x = 2, or '==' to compare, as in x == 2", "x == 2"),
    ("a = b = c", "there is a second '=' in one statement", (6, 7),
     "define one name in each statement, as in b = 2; a = b; '==' compares", "b = 2; a = b"),
    ("a = b +\nc = 3", "there is a second '=' in one statement", (10, 11),
     "the line before goes on, because it ends in '+'", None),
    ("= 2", "nothing stands left of '='", (0, 1), "write a name before it, as in y = 2", "y = 2"),
    ("f(x = 2)", "'=' stands inside parentheses", (4, 5),
     "write '==' to compare, as in x == 2; a definition is a statement of its own", "x == 2"),
    ("a = (b\nc = 2", UNCLOSED, (4, 5), "close it with ')' before the next definition", None),
    ("2 = x", "'2' cannot stand left of '='", (0, 1), "write x = 2; '==' compares", "x = 2"),
    ("x + 1 = y", "'x + 1' cannot stand left of '='", (0, 5),
     "write y = x + 1; '==' compares", "y = x + 1"),
    ("2x = 6", "'2x' cannot stand left of '='", (0, 2), COMPARE, None),
    ("(x) = 6", "'(x)' cannot stand left of '='", (0, 3), "write x without parentheses", "x"),
    ("let x = 6", "'let x' cannot stand left of '='", (0, 5),
     "a name is one word, as in unit_price = 3; a function is f(x) = x^2", "unit_price = 3"),
    ("f(2) = 3", "a parameter is a name, which '2' is not", (2, 3),
     "a function is defined as in f(x, y) = x + y", "f(x, y) = x + y"),
    ("f(x, x) = x", "the parameter 'x' is there twice", (5, 6),
     "give each parameter a name of its own, as in f(x, y) = x + y", "f(x, y) = x + y"),
    ("2 * * 3", "no operand stands between '*' and '*'", (2, 5),
     "a power is x^y, or x**y without a space", "x**y"),
    ("2 + / 3", "no operand stands between '+' and '/'", (2, 5),
     "write an operand between them, or remove '/'", None),
    ("√*x", "no operand stands between '√' and '*'", (0, 2),
     "write an operand between them, or remove '*'", None),
    ("1 + not x", "'not' cannot follow '+'", (4, 7),
     "put it in parentheses, as in 1 + (not x)", "1 + (not x)"),
    ("x not y", "'not' cannot follow an operand", (2, 5),
     "write '!=' to compare, as in x != y, or 'and not', as in x and not y", "x and not y"),
    ("√-x", "a sign cannot follow '√'", (0, 2),
     "put the operand in parentheses, as in √(-x)", "√(-x)"),
    ("x²^3", "'^' cannot follow the exponent '²'", (1, 3),
     "say which is meant: (x^2)^3 or x^(2^3)", "(x^2)^3"),
    ("x² ³", "an exponent follows an exponent", (1, 4),
     "write one exponent, as in x^(2*3)", "x^(2*3)"),
    ("²", "the exponent '²' has no base", (0, 1), "write the base before it, as in x²", "x²"),
    ("x^²", "the exponent '²' has no base", (2, 3),
     "write '^' or the raised digits, not both: x^2 or x²", "x^2"),
    ("x +", "nothing follows '+'", (2, 3), after("+"), None),
    ("x = ", "nothing follows '='", (2, 3), after("="), None),
    ("x and; y", "nothing follows 'and'", (2, 5), after("and"), None),
    ("(x - )", "nothing follows '-'", (3, 4), after("-"), None),
    ("f(x *, y)", "nothing follows '*'", (4, 5), after("*"), None),
    ("2e+", "nothing follows '+'", (2, 3), after("+"), None),
    ("* x", "nothing stands before '*'", (0, 1), before("*"), None),
    ("(/ x)", "nothing stands before '/'", (1, 2), before("/"), None),
    ("f(x, < y)", "nothing stands before '<'", (5, 6), before("<"), None),
    ("ａｎｄ", "nothing stands before 'and'", (0, 3), before("and"), None),
    ("a\n* b", "nothing stands before '*'", (2, 3),
     "a line that goes on ends in its operator; move '*' to the line before", None),
    ("(x + (y)", UNCLOSED, (0, 1), CLOSE, None),
    ("((x + y)\nz", UNCLOSED, (0, 1), CLOSE, None),
    ("f(x", UNCLOSED, (1, 2), CLOSE, None),
    ("f(x,", UNCLOSED, (1, 2), CLOSE, None),
    ("(", UNCLOSED, (0, 1), CLOSE, None),
    ("x)", "no '(' belongs to this ')'", (1, 2), "remove it, or write '(' where it begins", None),
    (")", "no '(' belongs to this ')'", (0, 1), "remove it, or write '(' where it begins", None),
    ("2*()", "the parentheses are empty", (2, 4),
     "write an expression between them, as in 2*(x + y)", "2*(x + y)"),
    ("(x; y)", "';' stands inside parentheses", (2, 3),
     "write ')' before ';'; arguments are separated by ','", None),
    ("f(x,)", "no argument follows ','", (3, 4), ARGUMENT, None),
    ("f(x,,y)", "no argument follows ','", (3, 4), ARGUMENT, None),
    ("f(,x)", "no argument stands before ','", (2, 3), ARGUMENT, None),
    ("x, y", "',' stands outside of a call", (1, 2), CALL, None),
    ("3, 5", "',' stands outside of a call", (1, 2), CALL, None),
    ("2*(x, y)", "',' stands outside of a call", (4, 5), CALL, None),
    (", x", "nothing stands before ','", (0, 1), before(","), None),
]  # fmt: skip

CHAINS = [
    ("a<b<c", (0, 5), "write a < b and b < c", "a < b and b < c"),
    (
        "y = 0 ≤ 2x ＜ f(1, 2)",
        (4, 20),
        "write 0 <= 2x and 2x < f(1, 2)",
        "0 <= 2x and 2x < f(1, 2)",
    ),
    (
        "f(x, a == b == (c < d))",
        (5, 22),
        "write a == b and b == (c < d)",
        "a == b and b == (c < d)",
    ),
    ("1 + (a<b>c) and d", (5, 10), "write a < b and b > c", "a < b and b > c"),
    ("p or a<b<c<d or q", (5, 12), "write a < b and b < c and c < d", "a < b and b < c and c < d"),
    ("not a<b<c", (4, 9), "write (a < b and b < c)", "(a < b and b < c)"),
    ("a<b<", (0, 4), "write a < b and b < c for a < b < c", "a < b and b < c"),
    ("a<b<c+", (0, 6), "write a < b and b < c for a < b < c", "a < b and b < c"),
]


@pytest.mark.parametrize(("text", "message", "span", "hint", "proposed"), NUMBERS + STRUCTURE)
def test_what_is_put_together_wrongly(
    text: str, message: str, span: tuple[int, int], hint: str, proposed: str | None
) -> None:
    check(text, message, span, hint, proposed)


@pytest.mark.parametrize(("text", "signs", "span", "hint"), TWO_SIGNS)
def test_two_signs_that_are_not_an_operator(
    text: str, signs: str, span: tuple[int, int], hint: str
) -> None:
    proposed = hint.rpartition("as in ")[2] if "as in " in hint else None
    check(text, f"'{signs}' is not an operator", span, hint, proposed)


@pytest.mark.parametrize(("text", "span", "hint", "proposed"), CHAINS)
def test_a_chain_of_comparisons_is_written_out(
    text: str, span: tuple[int, int], hint: str, proposed: str
) -> None:
    check(text, CHAIN, span, hint, proposed)


def test_the_first_mistake_of_a_text_is_the_one_told() -> None:
    with pytest.raises(BackpropError) as caught:
        parse("x + ) $ (")
    assert caught.value.span == (4, 5)


def test_an_error_knows_its_text_and_has_no_origin() -> None:
    with pytest.raises(BackpropError) as caught:
        parse("x +")
    assert (caught.value.text, caught.value.origin) == ("x +", None)
