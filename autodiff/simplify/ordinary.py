"""The rules of ordinary algebra, which terms keep by the form that they are in.

None of them has a function: sums, products and powers are put together in `algebra.py`.
"""

from __future__ import annotations

from .row import Row

ORDINARY_ROWS = (
    Row(
        "numbers", "numbers are added, multiplied and raised to powers exactly", ("sum", "product"),
        None,
        (("1/3 + 1/6 + x", "1/2 + x"), ("3*(2*x)", "6*x"), ("sqrt(4)*x", "2*x"),
         ("2^-2*x", "x/4"), ("sqrt(9/4)*x", "3*x/2"), ("8^(2/3)*x", "4*x"), ("0^0*x", "x"),
         ("sqrt(2)*sqrt(2)*x", "2*x"), ("0.1 + 0.2 + x", "0.3 + x")),
        ("sqrt(2)*x", "1/0 + x", "x/0", "(-8)^(1/3)*x"),
    ),
    Row(
        "like terms", "like terms are collected: 2*x + 3*x is 5*x", ("sum",), None,
        (("2*x + 3*x", "5*x"), ("x + y - x/2", "x/2 + y"), ("x - x", "0"),
         ("x - (x - y)", "y"), ("log(x) + log(x)", "2*log(x)"), ("log(x) - log(x)", "0"),
         ("x*log(x) + log(x) - log(x)", "x*log(x)"), ("1/(x - 1) + 1/(1 - x)", "0")),
        ("log(x) - log(y)", "inf - x"),
    ),
    Row(
        "nothing times something", "0 times a number is 0; times what is infinite it is none",
        ("product",), None,
        (("0*x", "0"), ("0*sin(x) + y", "y"), ("0*x*log(x)", "0"),
         ("0*sqrt(x) + log(x)", "log(x)"), ("0/x", "0"), ("0*inf*x/x", "0*inf")),
        ("0*inf", "0*nan", "0/0", "0*log(-1)"),
    ),
    Row(
        "powers of one base", "powers of one base are collected: x*x^2 is x^3, x/x is 1",
        ("product",), None,
        (("x*x^2", "x^3"), ("x/x^2", "1/x"), ("x^2*x^-5", "1/x^3"), ("sqrt(x)*x", "x^(3/2)"),
         ("x/x*log(x)", "log(x)"), ("x*x^(y - 1)*log(x)", "x^y*log(x)"), ("x*(y/x^2)", "y/x"),
         ("2^x*2^y", "2^(x + y)"), ("exp(x)*exp(-x)", "1"), ("x^3/x^2", "x"),
         ("log(x) + x/x", "log(x) + 1"), ("(x - 1)/(1 - x)^2", "1/(x - 1)"),
         ("sqrt(x)*sqrt(x)", "x"), ("(x^2 + 1)/(x^2 + 1)", "1"),
         ("x/sqrt(x) + log(x)", "sqrt(x) + log(x)"),
         ("x/x", "1"), ("x*x^(y - 1)", "x^y"), ("x^y*x^z", "x^(y + z)"), ("log(x)/log(x)", "1"),
         ("inf*inf*x", "inf^2*x")),
        ("sqrt(x)*sqrt(y)", "inf/inf", "2^x*3^x"),
    ),
    Row(
        "powers of powers", "a power of a power is one power, but for the size of what is squared: "
        "(x^2)^3 is x^6, sqrt(x^2) is abs(x)", ("product",), None,
        (("(x^2)^3", "x^6"), ("(1/x)^2", "1/x^2"), ("sqrt(x^2)", "abs(x)"), ("(x^4)^(1/2)", "x^2"),
         ("sqrt(x)^3", "x^(3/2)"), ("sqrt(x^3)", "x^(3/2)"), ("exp(x)^2", "exp(2*x)"),
         ("sqrt(exp(x))", "exp(x/2)"), ("1/(2*x)^2", "1/(4*x^2)"), ("sqrt(1/x)", "1/sqrt(x)"),
         ("x*(2*x*y)^3", "8*x^4*y^3"), ("1/(1/x)", "x"), ("sqrt(4*x)", "2*sqrt(x)"),
         ("(exp(x))^y", "exp(x*y)"), ("sqrt(x)^2", "x"), ("(x^y)^2", "x^(2*y)"),
         ("(x^-2)^(-1/2)", "abs(x)"), ("(x^(1/3))^3", "x"), ("sqrt(x)^y", "x^(y/2)"),
         ("(x^3)^y", "x^(3*y)"), ("(-8)^(1/3)*(-8)^(2/3)*x", "-8*x")),
        ("(x^2)^y", "sqrt(x*y)", "sqrt(x^2*y)", "(x^y)^z"),
    ),
    Row(
        "no power", "x^1 is x, and x^0 and 1^x are 1", ("product",), None,
        (("x^1", "x"), ("x^0", "1"), ("1^x", "1"), ("(x + 1)^(2 - 1)", "x + 1"),
         ("log(x)^0", "1"), ("1^log(x)", "1")),
        ("0^x", "inf^0"),
    ),
    Row(
        "a power of 0 by its exponent",
        "0^y*log(0), which the rule for powers gives, is 0: 0^y is 0 for all positive y",
        ("product",), None,
        (("0^y*log(0)", "0"), ("x + 2*0^(y + 1)*log(0)", "x")),
        ("0^y*log(2)", "x*log(0)"),
    ),
    Row(
        "signs", "signs are collected: -(-x) is x, and -x/(1 - x) is x/(x - 1)",
        ("sum", "product"), None,
        (("-(-x)", "x"), ("x - (-y)", "x + y"), ("-x/(1 - x)", "x/(x - 1)"), ("(-x)*(-y)", "x*y"),
         ("-(x - y)", "y - x"), ("1/(-x)", "-1/x"), ("-x + y", "y - x")),
        ("-x - y",),
    ),
    Row(
        "quotients", "quotients are put into one: x/y/z is x/(y*z)", ("product",), None,
        (("x/y/z", "x/(y*z)"), ("x*(1/y)", "x/y"), ("x/(1/y)*y", "x*y^2"),
         ("x/2*y", "x*y/2"), ("1/2*(2*x)", "x")),
        ("x/y",),
    ),
    Row(
        "functions that are quotients", "tan(x) is sin(x)/cos(x), sec(x) is 1/cos(x), tanh(x) is "
        "sinh(x)/cosh(x), and so on: they get their names when they are written",
        ("product",), None,
        (("sin(x)/cos(x)", "tan(x)"), ("-x*sin(2*x)^2/cos(2*x)^2", "-x*tan(2*x)^2"),
         ("cos(x)/sin(x)", "cot(x)"), ("1/tan(x)", "cot(x)"), ("1/tan(x)^2", "cot(x)^2"),
         ("sinh(x)/cosh(x)", "tanh(x)"), ("cosh(x)/sinh(x)", "coth(x)"), ("x/tanh(x)", "x*coth(x)"),
         ("-csc(x)/tan(x)", "-csc(x)*cot(x)"), ("tan(x)*cos(x)", "sin(x)"), ("1/sec(x)", "cos(x)"),
         ("sinh(x)/cosh(x)^3", "tanh(x)/cosh(x)^2"), ("sec(x)*sin(x)", "tan(x)"),
         ("1 + tan(x)^2", "1/cos(x)^2"), ("x*(1 + tan(x^2)^2)", "x/cos(x^2)^2"),
         ("-(1 + cot(x)^2)", "-1/sin(x)^2"), ("tanh(2*x)^2 - 1", "-1/cosh(2*x)^2"),
         ("tan(x)/cos(x)*cos(x)", "tan(x)"), ("sec(x)*sec(x)", "sec(x)^2")),
        ("sec(x)^2*tan(x)", "csch(x)*coth(x)", "sin(x)/cos(x)^2", "sin(x)/cos(y)", "1/cos(x)",
         "tan(x)^y", "sqrt(tan(x))"),
    ),
    Row(
        "e to a power", "e^x is exp(x), and square(x) is x^2", ("product",), None,
        (("exp(x)*e", "exp(x + 1)"), ("square(x)*x", "x^3"), ("exp(1)*x", "e*x"),
         ("exp(0)*x", "x")),
    ),
)  # fmt: skip
