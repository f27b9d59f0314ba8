"""Derivatives as textbooks ask for them: the corpus that formulas are judged by."""

from __future__ import annotations

from typing import NamedTuple


class Exercise(NamedTuple):
    """An expression, the input that it is differentiated by, and how often."""

    text: str
    by: str = "x"
    order: int = 1

    @property
    def name(self) -> str:
        """What is asked for: `d/dx sin(x)`, `d2/dx2 sin(x)`."""
        power = "" if self.order == 1 else str(self.order)
        return f"d{power}/d{self.by}{power} {self.text}"


_FIRST = (
    # Polynomials
    "0*x + 5", "x", "3*x + 7", "x^2", "x^3 + x^2", "4*x^3 - 3*x^2 + 2*x - 1", "x^7/7 - x^5/5 + x",
    "(x + 1)*(x + 2)", "(2*x + 1)^3", "(x^2 + 1)^4", "x^2*(x - 1)^3", "(2*x + 1)^3*(x - 2)^2",
    "0.5*x^2", "1.5*x^4 - 0.25*x", "(x^2 - 3*x + 2)^2", "a*x^2 + b*x + c",
    # Quotients
    "1/x", "1/x^2", "x/(x + 1)", "(x^2 - 1)/(x^2 + 1)", "x/(1 + x^2)", "(2*x + 3)/(3*x - 1)",
    "1/(1 - x)", "(x + 1)/x", "x^2/(x - 1)", "1/(x^2 + x + 1)", "(1 - x)/(1 + x)", "x^3/(1 - x)^2",
    "(a*x + b)/(c*x + d)",
    # Roots and powers
    "sqrt(x)", "x^(3/2)", "x^1.5", "1/sqrt(x)", "cbrt(x)", "sqrt(x^2 + 1)", "sqrt(1 - x^2)",
    "x*sqrt(1 - x^2)", "x*sqrt(x)", "sqrt(2*x + 1)", "x/sqrt(1 + x^2)", "sqrt(x + sqrt(x))",
    "1/sqrt(1 - x)", "(1 + sqrt(x))^3", "x^n", "x^e", "x^pi", "sqrt(4*x)", "(x^2)^(1/3)",
    # Exponentials and logarithms
    "exp(x)", "exp(2*x)", "exp(-x)", "exp(-x^2)", "x*exp(x)", "x^2*exp(x)", "x^2*exp(-x)",
    "x/exp(x)", "exp(x)/x", "exp(sin(x))", "exp(x)*sin(x)", "2^x", "10^x", "x*2^x", "a^x", "e^x",
    "x^x", "x^sin(x)", "log(x)", "log(2*x)", "log(x^2 + 1)", "x*log(x)", "x*log(x) - x", "log(x)/x",
    "log(x)^2", "log(log(x))", "log2(x)", "log10(x)", "logb(x, a)", "log(sin(x))", "log(cos(x))",
    "log(exp(x) + 1)", "x^2*log(x)", "log(x + sqrt(x^2 + 1))", "log((1 + x)/(1 - x))",
    "log(abs(x))",
    "exp(x)/(1 + exp(x))", "1/(1 + exp(-x))", "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
    "exp(-x^2/2)/sqrt(2*pi)", "exp(-(x - m)^2/(2*s^2))", "exp(a*x)*cos(b*x)", "exp(exp(x))",
    # Trigonometry
    "sin(x)", "cos(x)", "tan(x)", "sec(x)", "csc(x)", "cot(x)", "sin(2*x)", "sin(x^2)", "sin(x)^2",
    "cos(x)^2", "sin(x)^2 + cos(x)^2", "sin(x)*cos(x)", "x*sin(x)", "x*cos(x) - sin(x)",
    "x^2*sin(x)", "sin(x)/x", "sin(x)/(1 + cos(x))", "tan(x)^2", "sin(cos(x))", "sin(1/x)",
    "sin(x)^3", "cos(3*x)^2", "tan(x^2)", "x*tan(x)", "sec(x)^2", "sin(sqrt(x))", "(1 + sin(x))^5",
    "sin(x) - sin(x)^3/3",
    # Inverse functions and hyperbolic functions
    "asin(x)", "acos(x)", "atan(x)", "atan(1/x)", "x*asin(x) + sqrt(1 - x^2)", "asin(x/a)",
    "atan(x/a)", "x*atan(x)", "atan(exp(x))", "sinh(x)", "cosh(x)", "tanh(x)", "asinh(x)",
    "acosh(x)", "atanh(x)", "sech(x)", "csch(x)", "coth(x)", "asec(x)", "acsc(x)", "acot(x)",
    "log(sinh(x))", "x/tanh(x)", "sinh(x)*cosh(x)", "tanh(x)^2", "log(cosh(x))", "asin(sqrt(x))",
    # In pieces
    "abs(x)", "abs(x)^3", "x*abs(x)", "abs(x - 1)", "max(x, 0)", "max(x, y)", "min(x^2, y)",
    "where(x > 0, x^2, -x)", "where(x > 1, log(x), x - 1)", "relu(x)^2", "clamp(x, 0, 1)",
    "sign(x)*x^2", "max(0, 1 - y*x)",
    # Machine learning
    "sigmoid(x)", "sigmoid(w*x + b)", "softplus(x)", "logsumexp(x, y)", "silu(x)", "gelu(x)",
    "erf(x)", "tanh(w*x)",
    "leaky_relu(x, 0.1)", "-y*log(x) - (1 - y)*log(1 - x)", "(y - w*x)^2", "x*sigmoid(x)",
    "gamma(x)", "lgamma(x)",
    # Several inputs
    "x*y", "x^2*y^3", "sin(x*y)", "x/y", "exp(x*y)", "x/(x + y)", "sqrt(x^2 + y^2)", "hypot(x, y)",
    "log(x^2 + y^2)", "sin(x^2)*y", "(x + y)*(x - y)", "x*y/(x + y)", "x^2*exp(y) + y*log(x)",
)  # fmt: skip

CORPUS: tuple[Exercise, ...] = (
    *(Exercise(text) for text in _FIRST),
    Exercise("x^y", "y"), Exercise("x/y", "y"), Exercise("atan2(y, x)", "y"),
    Exercise("atan2(y, x)", "x"), Exercise("x*y/(x + y)", "y"), Exercise("sin(x^2)*y", "y"),
    Exercise("(x - y)/(x + y)", "y"), Exercise("r^2*sin(t)*cos(t)", "t"), Exercise("pi*r^2*h", "r"),
    Exercise("logb(x, a)", "a"), Exercise("log(1 + exp(-y*(w*x + b)))", "w"),
    Exercise("p*(1 + r/100)^n", "r"), Exercise("p*exp(-k*t)", "t"), Exercise("max(x, y)", "y"),
    # Second and third derivatives
    *(
        Exercise(text, "x", 2)
        for text in (
            "x^3 + y", "x^4 - 2*x^2", "sin(x)", "exp(-x^2)", "exp(2*x)", "log(x)", "1/x", "sqrt(x)",
            "tan(x)", "atan(x)", "x*exp(x)", "x*sin(x)", "x^2*log(x)", "1/(1 + x^2)", "x^n", "2^x",
            "sqrt(1 - x^2)", "exp(x)*sin(x)", "tanh(x)", "sigmoid(x)", "log(cos(x))", "x/(x + 1)",
            "asin(x)", "sin(x)^2", "x^x",
        )
    ),
    *(
        Exercise(text, "x", 3)
        for text in ("x^5", "sin(2*x)", "x*exp(x)", "log(x)", "1/(1 - x)", "exp(-x)", "x^2*exp(x)",
                     "atan(x)", "x^4")
    ),
)  # fmt: skip
"""Every exercise, in the order of the report."""
