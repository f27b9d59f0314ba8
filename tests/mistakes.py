"""Wrong answers of known cause, and wrong answers without one: what diagnosis is measured by.

Every wrong answer is worked out by hand from the description of its mistake: none was made by the
program. A wrong formula is tried as a formula, and as the number that it comes to at the point,
which SymPy works out.

`a|b` stands for two names of the same thing: the outermost factor left out is the derivative of
what it multiplies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

PLACE = {"x": 0.7, "y": 1.3, "z": -2.1, "a": 2.5, "b": 1.2, "c": -1.7, "w": 0.45}
"""Where an answer is asked for, if nothing else is said."""


class Case(NamedTuple):
    """An expression, what was asked, the wrong answer, and its cause."""

    mistake: str
    expression: str
    key: str
    wrong: str
    point: dict[str, float] | None = None
    formula: bool = True


@dataclass(frozen=True)
class Group:
    """Cases of one cause: lines of expression, key, wrong answer."""

    mistake: str
    text: str

    def cases(self) -> list[Case]:
        found: list[Case] = []
        for line in self.text.strip().splitlines():
            expression, key, wrong = (part.strip() for part in line.split("|", 2))
            found.append(Case(self.mistake, expression, key, wrong))
        return found


GRAPH = "c = a + b; d = b + 1; e = c*d"

GROUPS = [
    Group("missing-path", """
        c = a + b; d = b + 1; e = c*d | de/db | b + 1
        c = a + b; d = b + 1; e = c*d | de/db | a + b
        x*sin(x) | dx | sin(x)
        x*sin(x) | dx | x*cos(x)
        x^2*exp(x) | dx | x^2*exp(x)
        x^2 + sin(x) | dx | 2*x
        x^2 + sin(x) | dx | cos(x)
        x*log(x) | dx | log(x)
        x*log(x) | dx | 1
        x^x | dx | x^x*log(x)
        x^x | dx | x*x^(x - 1)
        x/(1 + x) | dx | 1/(1 + x)
        u = x*y; v = u + x; u*v | dx | y*(x*y + x)
        u = x^2; v = x^3; u + v + u*v | dx | 2*x + 3*x^2
        sin(x)*cos(x) | dx | cos(x)*cos(x)
        x*y + x*z | dx | y
        t = x^2; t*t + t | dx | 2*x
    """),
    Group("stopped-early", """
        sin(x^2) | dx | 2*x
        exp(3*x) | dx | 3
        log(x^2 + 1) | dx | 2*x
        (x^2 + 1)^5 | dx | 2*x
        sqrt(1 + x^2) | dx | 2*x
        cos(exp(x)) | dx | exp(x)
        J = 3v; v = a + u; u = b*c | db | c
        tan(x^3) | dx | 3*x^2
        exp(sin(x)) | dx | cos(x)
        sin(cos(x)) | dx | -sin(x)
        log(sin(x)) | dx | cos(x)
        1/(1 + exp(-x)) | dx | -exp(-x)
    """),
    Group("inner-forgotten", """
        sin(x^2) | dx | cos(x^2)
        exp(3*x) | dx | exp(3*x)
        (2*x + 1)^3 | dx | 3*(2*x + 1)^2
        log(x^2 + 1) | dx | 1/(x^2 + 1)
        sqrt(1 + x^2) | dx | 1/(2*sqrt(1 + x^2))
        cos(5*x) | dx | -sin(5*x)
        exp(-x^2) | dx | exp(-x^2)
        tan(2*x) | dx | 1/cos(2*x)^2
        sin(log(x)) | dx | cos(log(x))
        1/(x^2 + 1) | dx | -1/(x^2 + 1)^2
        (x^2 + y^2)^2 | dx | 2*(x^2 + y^2)
        exp(x*y) | dx | exp(x*y)
        sin(3*x)*y | dx | y*cos(3*x)
        atan(2*x) | dx | 1/(1 + 4*x^2)
        sin(x)^2 | dx | 2*sin(x)
        log(sin(x^2)) | dx | cos(x^2)/sin(x^2)
    """),
    Group("factor-missing|stopped-early|inner-forgotten", """
        3*sin(x^2) | dx | 2*x*cos(x^2)
        5*x^3 | dx | 3*x^2
        4*exp(2*x) | dx | 2*exp(2*x)
        sin(exp(x^2)) | dx | 2*x*cos(exp(x^2))
        exp(sin(x^2)) | dx | 2*x*exp(sin(x^2))
        sin(2*x)^3 | dx | 6*sin(2*x)^2
        7*cos(x) | dx | -sin(x)
        w*sigmoid(x) | dx | sigmoid(x)*(1 - sigmoid(x))
        x*y*z | dx | y
    """),
    Group("factor-twice", """
        sin(x^2) | dx | 4*x^2*cos(x^2)
        exp(3*x) | dx | 9*exp(3*x)
        5*x^3 | dx | 75*x^2
        (x^2 + 1)^3 | dx | 12*x^2*(x^2 + 1)^2
        log(x^2 + 1) | dx | 4*x^2/(x^2 + 1)
        cos(5*x) | dx | -25*sin(5*x)
    """),
    Group("operands-exchanged", """
        x*y | dx | x
        x*y | dy | y
        (x + y)*z | dz | z
        (x + y)*z | dx | x + y
        (x + 1)/x^2 | dx | (2*x*(x + 1) - x^2)/(x + 1)^2
        x/(x^2 + 1) | dx | (2*x^2 - (x^2 + 1))/x^2
        hypot(x, y) | dx | y/hypot(x, y)
        sin(x)/x | dx | (sin(x) - x*cos(x))/sin(x)^2
        atan2(y, x) | dy | y/(x^2 + y^2)
    """),
    Group("sign", """
        sech(x) | dx | sech(x)*tanh(x)
        csch(x) | dx | csch(x)*coth(x)
        acot(x) | dx | 1/(1 + x^2)
        sin(x) | dx | -cos(x)
        cos(x) | dx | sin(x)
        cos(3*x) | dx | 3*sin(3*x)
        x^2 - sin(x) | dx | 2*x + cos(x)
        exp(-x) | dx | exp(-x)
        1/x | dx | 1/x^2
        cosh(x) | dx | -sinh(x)
        acos(x) | dx | 1/sqrt(1 - x^2)
        cot(x) | dx | 1/sin(x)^2
        tanh(x) | dx | 1 + tanh(x)^2
        sigmoid(x) | dx | sigmoid(x)*(1 + sigmoid(x))
        log(cos(x)) | dx | tan(x)
        x/y | dy | x/y^2
        -x^2 | dx | 2*x
        (1 - x)^3 | dx | 3*(1 - x)^2
        sqrt(1 - x^2) | dx | x/sqrt(1 - x^2)
        atan(x) | dx | -1/(1 + x^2)
        x^3 - 4*x | dx | 3*x^2 + 4
        x + cos(x) | dx | 1 + sin(x)
        where(x > 2, x^2, -x) | dx | where(x > 2, 2*x, 1)
    """),
    Group("product-of-derivatives", """
        x*sin(x) | dx | cos(x)
        x^2*sin(x) | dx | 2*x*cos(x)
        x*log(x) | dx | 1/x
        x^3*cos(x) | dx | -3*x^2*sin(x)
        sqrt(x)*sin(x) | dx | cos(x)/(2*sqrt(x))
        (x^2 + 1)*(x^3 + 2) | dx | 2*x*3*x^2
        x*tan(x) | dx | 1 + tan(x)^2
        x^2*sin(x)*exp(3*x) | dx | 2*x*cos(x)*3*exp(3*x)
    """),
    Group("product-sign", """
        x*sin(x) | dx | sin(x) - x*cos(x)
        x^2*log(x) | dx | 2*x*log(x) - x
    """),
    Group("quotient-reversed", """
        sin(x)/x | dx | (sin(x) - x*cos(x))/x^2
        x/(x^2 + 1) | dx | (2*x^2 - (x^2 + 1))/(x^2 + 1)^2
        log(x)/x | dx | (log(x) - 1)/x^2
        exp(2*x)/x | dx | (exp(2*x) - 2*x*exp(2*x))/x^2
    """),
    Group("quotient-sign", """
        x/(x^2 + 1) | dx | ((x^2 + 1) + 2*x^2)/(x^2 + 1)^2
        sin(x)/x | dx | (x*cos(x) + sin(x))/x^2
        log(x)/(1 + x) | dx | ((1 + x)/x + log(x))/(1 + x)^2
    """),
    Group("quotient-no-square", """
        sin(x)/x | dx | (x*cos(x) - sin(x))/x
        x/(x^2 + 1) | dx | ((x^2 + 1) - 2*x^2)/(x^2 + 1)
        sin(x)/x | dx | x*cos(x) - sin(x)
        1/(1 + x^2) | dx | -2*x/(1 + x^2)
    """),
    Group("quotient-of-derivatives", """
        sin(x)/x^2 | dx | cos(x)/(2*x)
        x^3/sin(x) | dx | 3*x^2/cos(x)
        log(x)/x | dx | 1/x
        x/(x^2 + 1) | dx | 1/(2*x)
    """),
    Group("power-not-lowered", """
        x^3 | dx | 3*x^3
        x^5 | dx | 5*x^5
        (2*x + 1)^4 | dx | 8*(2*x + 1)^4
        sqrt(x) | dx | sqrt(x)/2
        x^3 | dx | 3*x^4
        3*x^2 + 2*x^3 | dx | 6*x^2 + 6*x^3
        x^4 | d2f/dx2 | 12*x^3
    """),
    Group("power-no-factor", """
        x^3 | dx | x^2
        x^5 | dx | x^4
        (x^2 + 1)^3 | dx | 2*x*(x^2 + 1)^2
        sqrt(x) | dx | 1/sqrt(x)
        cbrt(x) | dx | 1/cbrt(x)^2
        sin(x)^3 | dx | sin(x)^2*cos(x)
        erf(x) | dx | exp(-x^2)
        x^2 + x^3 + x^4 | dx | x + x^2 + x^3
    """),
    Group("power-factor", """
        x^4 | dx | 3*x^3
        sqrt(x) | dx | 2/sqrt(x)
        sqrt(x) | dx | 1/(2*x)
    """),
    Group("base-and-exponent", """
        2^x | dx | x*2^(x - 1)
        e^x | dx | x*e^(x - 1)
        x^3 | dx | x^3*log(x)
        exp(x) | dx | x*exp(x - 1)
        10^x | dx | x*10^(x - 1)
        exp(2*x) | dx | 4*x*exp(2*x - 1)
    """),
    Group("log-of-base", """
        2^x | dx | 2^x
        log10(x) | dx | 1/x
        log2(x) | dx | 1/x
        logb(x, 3) | dx | 1/x
        3^x | dx | 3^x
        log(x) | dx | 1/(x*log(10))
        10^(2*x) | dx | 2*10^(2*x)
    """),
    Group("left-undifferentiated", """
        log(x) | dx | log(x)
        log(x^2 + 1) | dx | 2*x*log(x^2 + 1)
        sqrt(x^2 + 1) | dx | 2*x*sqrt(x^2 + 1)
        tan(x^2) | dx | 2*x*tan(x^2)
        x^2 + log(x) | dx | 2*x + log(x)
        x*cos(x) | dx | cos(x) + x*cos(x)
        sin(x)^2 | dx | 2*sin(x)*sin(x)
        x^3 + 2*x | dx | 3*x^2 + 2*x
    """),
    Group("function-of-derivative", """
        sin(x^2) | dx | cos(2*x)
        sin(x^2) | dx | sin(2*x)
        log(x^2 + 1) | dx | log(2*x)
        log(x^2 + 1) | dx | 1/(2*x)
        exp(x^2) | dx | exp(2*x)
        sqrt(x^3 + 1) | dx | 1/(2*sqrt(3*x^2))
        tan(x^2) | dx | tan(2*x)
    """),
    Group("wrong-rule", """
        tan(x) | dx | 1/cos(x)
        tanh(x) | dx | 1 - tanh(x)
        asin(x) | dx | 1/(1 - x^2)
        sigmoid(x) | dx | x*(1 - x)
        atan(x) | dx | 1/sqrt(1 + x^2)
        asin(x) | dx | 1/cos(x)
        tan(x) | dx | tan(x)^2
        log(1 + x)*0 + log1p(x) | dx | 1/x
    """),
    Group("constant-kept", """
        x^2 + 5 | dx | 2*x + 5
        x^3 + y | dx | 3*x^2 + y
        sin(x) + 7 | dx | cos(x) + 7
        x^2 - 3 | dx | 2*x - 3
        exp(x) + 2 | dx | exp(x) + 1
        3*x + 5 | dx | 8
        sin(x + 4) | dx | 5*cos(x + 4)
    """),
    Group("integrated", """
        x^2 | dx | x^3/3
        x^3 + 2*x | dx | x^4/4 + x^2
        1/x | dx | log(x)
        exp(2*x) | dx | exp(2*x)/2
        cos(3*x) | dx | sin(3*x)/3
        sqrt(x) | dx | 2*x*sqrt(x)/3
        5*x^2 | dx | 5*x^3/3
        2^x | dx | 2^x/log(2)
        log(x) | dx | x*log(x) - x
        x^2 + 3 | dx | x^3/3 + 3*x
        sin(x) | dx | -cos(x)
        cos(x) | dx | sin(x)
    """),
    Group("value-given", """
        x*sin(x) | dx | x*sin(x)
        (x + y)*z | dx | (x + y)*z
        x^2*y + 1 | dx | x^2*y + 1
        x^3 + 2*x | dx | x^3 + 2*x
    """),
    Group("other-input", """
        x^2*y | dx | x^2
        sin(x)*y | dx | sin(x)
        (x + y)*z | dx | x + y
        x/y | dx | -x/y^2
        x*y^3 | dy | y^3
    """),
    Group("other-node", """
        u = x^2; v = y^3; w = u*v | dw/dx | x^2
        u = x + z; v = sin(y); u^3*v | dx | (x + z)^3
    """),
    Group("other-output", """
        x^2*y; x*y^2 | df1/dx | y^2
        sin(x); cos(x) | df1/dx | -sin(x)
    """),
    Group("other-order", """
        x^3 | d2f/dx2 | 3*x^2
        sin(x) | d2f/dx2 | cos(x)
        x^2*y^3 | d2f/dxdy | 2*x*y^3
    """),
]  # fmt: skip

_S = 0.73  # 1/(1 + exp(-1)), rounded
NUMBERS = [
    Case("loser", "max(x, y)", "dy", "0", {"x": 0.7, "y": 1.3}, formula=False),
    Case("loser", "max(x^2, 3*y)", "dx", "1.4", {"x": 0.7, "y": 1.3}, formula=False),
    Case("loser", "min(x, y)*z", "dx", "0", {"x": 0.7, "y": 1.3, "z": 4.3}, formula=False),
    Case("loser", "relu(x)", "dx", "0", {"x": 1.7}, formula=False),
    Case("to-all", "max(x, y)*z", "dx", "4.3", {"x": 0.7, "y": 1.3, "z": 4.3}, formula=False),
    Case("to-all", "relu(x)*y", "dx", "1.3", {"x": -0.7, "y": 1.3}, formula=False),
    Case("degrees", "sin(x)", "dx", repr(math.sqrt(3) / 2), {"x": 30}, formula=False),
    Case("degrees", "tan(x)", "dx", "2", {"x": 45}, formula=False),
    Case("degrees", "x*cos(x)", "dx", repr(0.5 - 30 * math.sqrt(3)), {"x": 60}, formula=False),
    Case("degrees", "sin(x)", "f", "0.5", {"x": 30}, formula=False),
    Case("degrees", "cos(x)*y", "dx", "-1.15", {"x": 30, "y": 2.3}, formula=False),
    Case(
        "rounded-early", "sigmoid(x)", "dx", repr(_S * (1 - _S)), {"x": 1}, formula=False
    ),
    Case("rounded-early", "u = sqrt(x); u^2*y", "dy", "1.9881", {"x": 2, "y": 3}, formula=False),
    Case("rounded-early", "u = 1/x; u*u*u*y", "dy", "0.035937", {"x": 3, "y": 2}, formula=False),
    Case("rounded", "x*y", "dx", "0.333", {"x": 5, "y": 1 / 3}, formula=False),
    Case("rounded", "sin(x)", "dx", "0.5403", {"x": 1}, formula=False),
    Case("rounded", "exp(x)", "dx", "7.39", {"x": 2}, formula=False),
]  # fmt: skip

CASES = [case for group in GROUPS for case in group.cases()] + NUMBERS

_UNEXPLAINED = """
    e^x | dx | e^x + 2
    e^x | dx | e^x + x
    exp(x) | dx | exp(x) + 2
    x^2 | dx | 2*x + 7
    x^2 | dx | 3.7*x
    x^2 | dx | 2*x^2.5
    x^3 | dx | 3*x^2 + 1
    x^3 | dx | 5*x^2
    sin(x) | dx | cos(x) + 1
    sin(x) | dx | 2*cos(x)
    sin(x) | dx | cos(x)^2
    cos(x) | dx | 1 - sin(x)
    log(x) | dx | 1/(x + 1)
    log(x) | dx | 2/x
    sqrt(x) | dx | 1/(3*sqrt(x))
    tan(x) | dx | 2*tan(x)
    x*y | dx | y + 0.5
    x*y | dx | 1.7*y
    (x + y)*z | dx | z + 3
    (x + y)*z | dz | x + y + 1
    (x + y)*z | dz | x + 2.5*y
    x*sin(x) | dx | sin(x) + x^2
    x*sin(x) | dx | 3*sin(x) + x*cos(x)
    x^2*exp(x) | dx | exp(x)*(x + 3)
    sin(x^2) | dx | 3*cos(x^2)
    sin(x^2) | dx | x*cos(x^2) + 1
    log(x^2 + 1) | dx | 3*x/(x^2 + 1)
    exp(3*x) | dx | 4*exp(3*x)
    exp(3*x) | dx | 3*exp(3*x) + 3
    (2*x + 1)^3 | dx | 7*(2*x + 1)^2
    x/(x^2 + 1) | dx | 1/(x^2 + 2)
    1/x | dx | -1/x^4
    1/x | dx | -1.5/x^2
    sigmoid(x) | dx | sigmoid(x)^3
    sigmoid(x) | dx | sigmoid(x) + 0.1
    tanh(x) | dx | 1 - tanh(x)^3
    2^x | dx | 2^x*log(3)
    x^x | dx | x^x*(2 + log(x))
    x^2 + sin(x) | dx | 2*x + cos(x) + x
    x^2 + y^2 | dx | 2*x + 3*y
    c = a + b; d = b + 1; e = c*d | de/db | a + 3*b
    c = a + b; d = b + 1; e = c*d | de/da | b + 4
    J = 3v; v = a + u; u = b*c | db | 4*c
    J = 3v; v = a + u; u = b*c | da | 3.4
    atan(x) | dx | 1/(2 + x^2)
    asin(x) | dx | 2/sqrt(1 - x^2)
    hypot(x, y) | dx | (x + y)/hypot(x, y)
    max(x, y) | dy | 0.7
    abs(x) | dx | 0.4
    x^3 | d2f/dx2 | 6*x + 5
    sin(x) | d2f/dx2 | -2*sin(x)
    (x + y)*z | f | (x + y)*z + 1
    (x + y)*z | f | x + y + z
    x^2*y | dx | 2*x*y + 1
    x^2*y | dy | x^2 + 2.2
    log(x)/x | dx | 5/x^2
    exp(-x^2) | dx | -3*x*exp(-x^2)
    sqrt(1 + x^2) | dx | 2.6*x/sqrt(1 + x^2)
    cos(5*x) | dx | -6*sin(5*x)
    x^5 | dx | 5*x^4 - 2
    x^4 | dx | 4.5*x^3
    w*x + b | dw | x + 0.62
    w*x + b | db | 1.4
    sin(x)*cos(x) | dx | cos(x)^2 + 2*sin(x)^2
    x^2 | dx | 17.23
    sin(x)*y | dx | -31.7
    x*y*z | dz | 0.123
    exp(x*y) | dx | 99.5
"""
UNEXPLAINED = Group("", _UNEXPLAINED).cases()
"""Wrong answers that no single mistake leads to; `e^x + 2` is not "you integrated"."""
