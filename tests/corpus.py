"""Programs with a point, and what must be answered there: worked by hand, or from the textbooks.

Every entry is checked for its values, gradients and notes, and is run by the tests of the counts
and of the oracle too. Numbers are exact where nothing is rounded; where something is, they are
written as the formula that a person would work out, and `rounded` is set.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from math import inf, nan
from typing import Any

Sides = tuple[float | None, float | None]


@dataclass(frozen=True)
class Kink:
    """A note that a derivative does not exist: its node, the rule, and the one-sided derivatives.

    `rule` is what the note says was given, `sides` the pair (left, right) by argument.
    """

    node: str
    rule: str
    sides: dict[str, Sides] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A program at a point: values and gradients by output, derivatives by node, and notes.

    `gradient` is what the rules give; `settled` are derivatives, by input, that exist as limits.
    """

    text: str
    point: dict[str, float]
    values: dict[str, float]
    gradient: dict[str, dict[str, float]]
    nodes: dict[str, float] = field(default_factory=dict)
    kinks: tuple[Kink, ...] = ()
    warnings: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    rounded: bool = False
    settled: dict[str, float] = field(default_factory=dict)

    @property
    def answered(self) -> dict[str, dict[str, float]]:
        """The gradient as `eval` gives it."""
        return {output: row | self.settled for output, row in self.gradient.items()}

    @property
    def name(self) -> str:
        """What the entry is called among the tests."""
        point = ", ".join(f"{name}={number:g}" for name, number in self.point.items())
        options = "".join(f" {name}={value}" for name, value in self.options.items())
        return f"{self.text} at {point}{options}"[:90]


def one(
    text: str,
    point: dict[str, float],
    value: float,
    gradient: dict[str, float],
    *kinks: Kink,
    output: str = "f",
    **more: Any,  # noqa: ANN401
) -> Entry:
    """An entry with one output."""
    return Entry(text, point, {output: value}, {output: gradient}, kinks=kinks, **more)


def rounded(*given: Any, **more: Any) -> Entry:  # noqa: ANN401
    """An entry with one output whose numbers are rounded."""
    return one(*given, **more, rounded=True)


SIGMOID = 1 / (1 + math.exp(-1))
SLOPE = SIGMOID * (1 - SIGMOID)

LECTURES = [
    one("(x+y)*z", {"x": -2, "y": 5, "z": -4}, -12, {"x": -4, "y": -4, "z": 3}, nodes={"v1": -4}),
    one(
        "u = b*c; v = a + u; J = 3v", {"a": 5, "b": 3, "c": 2}, 33, {"a": 3, "b": 6, "c": 9},
        output="J", nodes={"u": 3, "v": 3, "J": 1},
    ),
    one(
        "J = 3v; v = a + u; u = b*c", {"a": 5, "b": 3, "c": 2}, 33, {"a": 3, "b": 6, "c": 9},
        output="J", nodes={"u": 3, "v": 3, "J": 1},
    ),
    rounded(
        "(price*number + pen*pens)*discount",
        {"price": 10, "number": 6, "pen": 5, "pens": 20, "discount": 0.8}, 128,
        {"price": 4.8, "number": 8, "pen": 16, "pens": 4, "discount": 160},
    ),
    rounded(
        "price*number*discount", {"price": 10, "number": 6, "discount": 0.8}, 48,
        {"price": 4.8, "number": 8, "discount": 60},
    ),
    rounded(
        "(饮料单价*饮料数量 + 圆珠笔单价*圆珠笔数量)*折扣",
        {"饮料单价": 10, "饮料数量": 6, "圆珠笔单价": 5, "圆珠笔数量": 20, "折扣": 0.8}, 128,
        {"饮料单价": 4.8, "饮料数量": 8, "圆珠笔单价": 16, "圆珠笔数量": 4, "折扣": 160},
    ),
    one(
        "u = w*x; y = v*u; loss = (y - target)^2", {"w": 3, "x": 2, "v": 2, "target": 10}, 4,
        {"w": 16, "v": 24}, output="loss", nodes={"u": 8, "y": 4}, options={"wrt": ["w", "v"]},
    ),
    one(
        "u = w*x; y = v*u; loss = (y - target)^2", {"w": 3, "x": 2, "v": 2, "target": 10}, 4,
        {"w": 16, "x": 24, "v": 24, "target": -4}, output="loss",
    ),
    one(
        "c = a + b; d = b + 1; e = c*d", {"a": 2, "b": 1}, 6, {"a": 2, "b": 5}, output="e",
        nodes={"c": 2, "d": 3},
    ),
    one(
        "price*sold - material*sold - wage*workers - freight",
        {"price": 500, "sold": 10000, "material": 150, "wage": 4000, "workers": 50,
         "freight": 200000}, 3_100_000,
        {"price": 10000, "sold": 350, "material": -10000, "wage": -50, "workers": -4000,
         "freight": -1},
    ),
    one("z = t^2; t = x + y", {"x": 1, "y": 2}, 9, {"x": 6, "y": 6}, output="z", nodes={"t": 6}),
    # Stanford CS231n, "Backpropagation, Intuitions".
    rounded(
        "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))", {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3},
        SIGMOID, {"w0": -SLOPE, "x0": 2 * SLOPE, "w1": -2 * SLOPE, "x1": -3 * SLOPE, "w2": SLOPE},
    ),
    rounded(
        "sigmoid(w0*x0 + w1*x1 + w2)", {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3},
        SIGMOID, {"w0": -SLOPE, "x0": 2 * SLOPE, "w1": -2 * SLOPE, "x1": -3 * SLOPE, "w2": SLOPE},
    ),
    one(
        "2*(x*y + max(z, w))", {"x": 3, "y": -4, "z": 2, "w": -1}, -20,
        {"x": -8, "y": 6, "z": 2, "w": 0},
    ),
    rounded(
        "s(t) = 1/(1 + exp(-t)); (x + s(y))/(s(x) + (x + y)^2)", {"x": 3, "y": -4},
        1.5456448841066441, {"x": 2.0595697955721652, "y": 1.5922327514838093},
    ),
    rounded(
        "log(1 + exp(-y*(w*x + b)))", {"y": 1, "w": 2, "x": 3, "b": -5}, math.log1p(math.exp(-1)),
        {"y": -(1 - SIGMOID), "w": -3 * (1 - SIGMOID), "x": -2 * (1 - SIGMOID), "b": SIGMOID - 1},
    ),
    rounded(
        "softplus(-y*(w*x + b))", {"y": 1, "w": 2, "x": 3, "b": -5}, math.log1p(math.exp(-1)),
        {"y": -(1 - SIGMOID), "w": -3 * (1 - SIGMOID), "x": -2 * (1 - SIGMOID), "b": SIGMOID - 1},
    ),
    one(
        "max(0, 1 - y*(w*x + b))", {"y": -1, "w": 2, "x": 3, "b": -5}, 2,
        {"y": -1, "w": 3, "x": 2, "b": 1},
    ),
    one(
        "max(0, 1 - y*(w*x + b))", {"y": 1, "w": 2, "x": 3, "b": 5}, 0,
        {"y": 0, "w": 0, "x": 0, "b": 0},
    ),
    one(
        "max(0, 1 - y*(w*x + b))", {"y": 1, "w": 2, "x": 3, "b": -5}, 0,
        {"y": -0.5, "w": -1.5, "x": -1, "b": -0.5},
        Kink("f", "1 shared equally by the arguments that attain it", {"v4": (0, 1)}),
    ),
    one("max(x, y)", {"x": 4, "y": 2}, 4, {"x": 1, "y": 0}),
]  # fmt: skip

_SHARED = "1 shared equally by the arguments that attain it"
_EACH = "1 for every argument that attains it"
_CONTINUITY = "inf, by continuity"

TIES = [
    one(
        "max(x, y)", {"x": 3, "y": 3}, 3, {"x": 0.5, "y": 0.5},
        Kink("f", _SHARED, {"x": (0, 1), "y": (0, 1)}),
    ),
    one(
        "max(x, y)", {"x": 3, "y": 3}, 3, {"x": 1, "y": 1},
        Kink("f", _EACH, {"x": (0, 1), "y": (0, 1)}), options={"ties": "each"},
    ),
    one(
        "min(x, y)", {"x": 3, "y": 3}, 3, {"x": 0.5, "y": 0.5},
        Kink("f", _SHARED, {"x": (1, 0), "y": (1, 0)}),
    ),
    one(
        "min(x, y)", {"x": 3, "y": 3}, 3, {"x": 1, "y": 1},
        Kink("f", _EACH, {"x": (1, 0), "y": (1, 0)}), options={"ties": "each"},
    ),
    rounded(
        "max(x, y, z)", {"x": 1, "y": 1, "z": 1}, 1, {"x": 1 / 3, "y": 1 / 3, "z": 1 / 3},
        Kink("f", _SHARED, {"x": (0, 1), "y": (0, 1), "z": (0, 1)}),
    ),
    one(
        "max(x, y, z)", {"x": 7, "y": 1, "z": 7}, 7, {"x": 0.5, "y": 0, "z": 0.5},
        Kink("f", _SHARED, {"x": (0, 1), "z": (0, 1)}),
    ),
    one(  # nested calls split pairwise
        "max(x, max(y, z))", {"x": 1, "y": 1, "z": 1}, 1, {"x": 0.5, "y": 0.25, "z": 0.25},
        Kink("v1", _SHARED, {"y": (0, 1), "z": (0, 1)}),
        Kink("f", _SHARED, {"x": (0, 1), "v1": (0, 1)}),
    ),
    one("max(x, 3, 3)", {"x": 1}, 3, {"x": 0}),  # the tie is none of x's business
    one("max(x, x)", {"x": 2}, 2, {"x": 1}, Kink("f", _SHARED, {"x": (0, 1)})),
    one("3*max(x, 2)", {"x": 2}, 6, {"x": 1.5}, Kink("v1", _SHARED, {"x": (0, 1)})),
]  # fmt: skip

KINKS = [
    one("asec(x)", {"x": 1}, 0, {"x": inf}, Kink("f", _CONTINUITY, {"x": (None, inf)})),
    one("acsc(x)", {"x": -1}, -math.pi / 2, {"x": -inf},
        Kink("f", "-inf, by continuity", {"x": (-inf, None)})),
    one("abs(x)", {"x": 0}, 0, {"x": 0}, Kink("f", "0", {"x": (-1, 1)})),
    one("sign(x)", {"x": 0}, 0, {"x": 0}, Kink("f", "0", {"x": (inf, inf)})),
    one(
        "hypot(x, y)", {"x": 0, "y": 0}, 0, {"x": 0, "y": 0},
        Kink("f", "0", {"x": (-1, 1), "y": (-1, 1)}),
    ),
    one("relu(x)", {"x": 0}, 0, {"x": 0}, Kink("f", "0", {"x": (0, 1)})),
    one(
        "leaky_relu(x, 0.1)", {"x": 0}, 0, {"x": 0.1}, Kink("f", "the slope", {"x": (0.1, 1)})
    ),
    one("leaky_relu(x, 1)", {"x": 0}, 0, {"x": 1}),
    one(
        "clamp(x, 0, 1)", {"x": 0}, 0, {"x": 1},
        Kink("f", "1 for x, 0 for the bound", {"x": (0, 1)})
    ),
    one(
        "clamp(x, 0, 1)", {"x": 1}, 1, {"x": 1},
        Kink("f", "1 for x, 0 for the bound", {"x": (1, 0)})
    ),
    one(
        "clamp(x, a, b)", {"x": 1, "a": 0, "b": 1}, 1, {"x": 1, "a": 0, "b": 0},
        Kink("f", "1 for x, 0 for the bound", {"x": (1, 0), "b": (1, 0)}),
    ),
    one(
        "clamp(x, a, b)", {"x": 1, "a": 1, "b": 1}, 1, {"x": 1, "a": 0, "b": 0},
        settled={"x": 0},
    ),
    one("clamp(x, 0, 1)", {"x": 0.5}, 0.5, {"x": 1}),
    one("clamp(x, 0, 1)", {"x": 5}, 1, {"x": 0}),
    one("sqrt(x)", {"x": 0}, 0, {"x": inf}, Kink("f", _CONTINUITY, {"x": (None, inf)})),
    one("cbrt(x)", {"x": 0}, 0, {"x": inf}, Kink("f", _CONTINUITY, {"x": (inf, inf)})),
    rounded(
        "asin(x)", {"x": 1}, math.pi / 2, {"x": inf}, Kink("f", _CONTINUITY, {"x": (inf, None)})
    ),
    one("acos(x)", {"x": 1}, 0, {"x": -inf}, Kink("f", "-inf, by continuity", {"x": (-inf, None)})),
    one("acosh(x)", {"x": 1}, 0, {"x": inf}, Kink("f", _CONTINUITY, {"x": (None, inf)})),
    # What does not decide the value has no edge, wherever it is infinite or undefined.
    one("max(sqrt(x), 1)", {"x": 0}, 1, {"x": 0}),
    one("min(-sqrt(x), -1)", {"x": 0}, -1, {"x": 0}),
    one("clamp(sqrt(x), 1, 2)", {"x": 0}, 1, {"x": 0}),
    one("relu(sqrt(x) - 1)", {"x": 0}, 0, {"x": 0}),
    one("leaky_relu(x, sqrt(s))", {"x": 1, "s": 0}, 1, {"x": 1, "s": 0}),
    one("sqrt(relu(x))", {"x": -1}, 0, {"x": 0}),
    one("sqrt(max(0, x^2 - z^2))", {"x": 1, "z": 2}, 0, {"x": 0, "z": 0}),
    one("asin(min(x, 1))", {"x": 2}, math.pi / 2, {"x": 0}, rounded=True),
    one("acosh(max(x, 1))", {"x": 0}, 0, {"x": 0}),
    one("floor(x*y) + x", {"x": 2.5, "y": 3}, 9.5, {"x": 1, "y": 0}),
    one(  # 0 times infinity on an active edge
        "sqrt(x)^2", {"x": 0}, 0, {"x": nan}, settled={"x": 1},
    ),
    one(  # the product is asked for from either side
        "sqrt(x^2)", {"x": 0}, 0, {"x": nan},
        Kink("f", _CONTINUITY, {"v1": (None, inf)}), Kink("v1", "NaN"),
    ),
    one(  # infinity minus infinity, at the input where they meet
        "sqrt(x) - sqrt(x)", {"x": 0}, 0, {"x": nan}, settled={"x": 0},
    ),
    one("floor(x)", {"x": 2}, 2, {"x": 0}, Kink("f", "0", {"x": (inf, 0)})),
    one("floor(x)", {"x": 2.5}, 2, {"x": 0}),
    one("ceil(x)", {"x": 2}, 2, {"x": 0}, Kink("f", "0", {"x": (0, inf)})),
    one("round(x)", {"x": 2.5}, 2, {"x": 0}, Kink("f", "0", {"x": (0, inf)})),
    one("round(x)", {"x": 3.5}, 4, {"x": 0}, Kink("f", "0", {"x": (inf, 0)})),
    one("round(x)", {"x": 3}, 3, {"x": 0}),
    one("trunc(x)", {"x": -2}, -2, {"x": 0}, Kink("f", "0", {"x": (0, inf)})),
    one("trunc(x)", {"x": 0}, 0, {"x": 0}),
    one("mod(x, y)", {"x": 7, "y": 3}, 1, {"x": 1, "y": -2}),
    one("mod(x, y)", {"x": -7, "y": 3}, 2, {"x": 1, "y": 3}),
    one(
        "mod(x, y)", {"x": 6, "y": 3}, 0, {"x": 1, "y": -2},
        Kink("f", "1", {"x": (-inf, 1)}), Kink("f", "-floor(x/y)", {"y": (-2, inf)}),
    ),
    one("mod(x, 3)", {"x": 6}, 0, {"x": 1}, Kink("f", "1", {"x": (-inf, 1)})),
    rounded(
        "atan2(y, x)", {"y": 0, "x": -2}, math.pi, {"y": -0.5, "x": 0},
        Kink("f", "that of the upper side", {"y": (inf, -0.5)}),
    ),
]  # fmt: skip

POWERS = [
    one("x^3", {"x": -2}, -8, {"x": 12}),
    one("x^3", {"x": 0}, 0, {"x": 0}),
    one("x^2", {"x": -3}, 9, {"x": -6}),
    one("x^1", {"x": 0}, 0, {"x": 1}),
    one("x^0", {"x": 5}, 1, {"x": 0}),
    one("x^0", {"x": 0}, 1, {"x": 0}),
    one("x^-1", {"x": -2}, -0.5, {"x": -0.25}),
    one("-x^2", {"x": 3}, -9, {"x": -6}),
    one("2^x", {"x": 5}, 32, {"x": 32 * math.log(2)}, rounded=True),
    one("x^y", {"x": 0, "y": 2}, 0, {"x": 0, "y": 0}),
    one("x^y", {"x": 0, "y": 1}, 0, {"x": 1, "y": 0}),
    one(
        "x^y", {"x": 0, "y": 0.5}, 0, {"x": inf, "y": 0}, Kink("f", _CONTINUITY, {"x": (None, inf)})
    ),
    one("x^y", {"x": 0, "y": 0}, 1, {"x": 0, "y": 0}, Kink("f", "0", {"y": (None, -inf)})),
    one("x^y", {"x": -2, "y": 2}, 4, {"x": -4, "y": nan}, Kink("f", "NaN", {"y": (None, None)})),
    one("x^y", {"x": -2, "y": 2}, 4, {"x": -4}, options={"wrt": ["x"]}),
    rounded("x^y", {"x": 2, "y": 3}, 8, {"x": 12, "y": 8 * math.log(2)}),
    rounded("x^x", {"x": 2}, 4, {"x": 4 * (math.log(2) + 1)}),
    one("2^-3^2*x", {"x": 512}, 1, {"x": 2**-9}),
    one("n = 1 + 2; x^n", {"x": -2}, -8, {"x": 12}),
]  # fmt: skip

_FIRST = "that of the first branch, which was taken"
_SECOND = "that of the second branch, which was taken"

CONDITIONS = [
    one("where(x > 0, x^2, -x)", {"x": 3}, 9, {"x": 6}),
    one("where(x > 0, x^2, -x)", {"x": -3}, 3, {"x": -1}),
    one(  # to the left there is the logarithm, which has no value there
        "where(x >= 0, x, log(x))", {"x": 0}, 0, {"x": 1},
    ),
    one(
        "where(x > 0, x^2, -x)", {"x": 0}, 0, {"x": -1},
        Kink("f", _SECOND, {"x": (-1, 0)}),
    ),
    one(
        "where(x > y, x*x, y)", {"x": 1, "y": 1}, 1, {"x": 0, "y": 1},
        Kink("f", _SECOND, {"x": (0, 2), "y": (0, 1)}),
    ),
    one(  # the greater u is, the smaller the left side of the comparison
        "u = 2x; where(-u > -2, u, 3u)", {"x": 1}, 6, {"x": 6}, Kink("f", _SECOND, {"x": (inf, 6)})
    ),
    one(
        "if(x < 1, 2x, x + 1)", {"x": 1}, 2, {"x": 1},
        Kink("f", _SECOND, {"x": (2, 1)}),
    ),
    one(
        "where(x == 1, x^2, 5)", {"x": 1}, 1, {"x": 2},
        Kink("f", _FIRST, {"x": (-inf, inf)}),
    ),
    one(
        "where(x, 3, x)", {"x": 0}, 0, {"x": 1},
        Kink("f", _SECOND, {"x": (-inf, inf)}),
    ),
    one("where(x > 0, x, 1/0)", {"x": 2}, 2, {"x": 1}),
    one("where(x > 0, log(x), sqrt(-x))", {"x": -4}, 2, {"x": -0.25}),
    one(
        "where(x > 0 and y > 0, x*y, x + y)", {"x": 0, "y": 2}, 2, {"x": 1, "y": 1},
        Kink("f", _SECOND, {"x": (1, -inf)}),
    ),
    one("where(x > 0 and y > 5, x, y)", {"x": 0, "y": 2}, 2, {"x": 0, "y": 1}),
    one("where(x > 0 or y < 5, x, y)", {"x": 0, "y": 2}, 0, {"x": 1, "y": 0}),
    one(
        "where(not x > 0, x, y)", {"x": 0, "y": 2}, 0, {"x": 1, "y": 0},
        Kink("f", _FIRST, {"x": (1, inf)}),
    ),
    one(
        "where(x > 0 and y > 0, x, y)", {"x": 0, "y": 0}, 0, {"x": 0, "y": 1},
    ),
    one("where(2 > 2, x, 3x)", {"x": 1}, 3, {"x": 3}),
    one("(x > 0)*x", {"x": 2}, 2, {"x": 1}),
    one("(x > 0)*x", {"x": 0}, 0, {"x": 0}, Kink("v1", "0", {"x": (0, inf)})),
    one(
        "(x == 3)*y", {"x": 3, "y": 2}, 2, {"x": 0, "y": 1}, Kink("v1", "0", {"x": (inf, -inf)})
    ),
    one("(not x)*y", {"x": 0, "y": 2}, 2, {"x": 0, "y": 1}, Kink("v1", "0")),
    one("(x and y)*y", {"x": 0, "y": 0}, 0, {"x": 0, "y": 0}),
    one("(x or y)*3", {"x": 0, "y": 0}, 0, {"x": 0, "y": 0}, Kink("v1", "0"), Kink("v1", "0")),
    one("(not x)*y", {"x": 4, "y": 2}, 0, {"x": 0, "y": 0}),
    one(
        "where(x > 0, where(y > 0, x*y, x), y)", {"x": 2, "y": -1}, 2, {"x": 1, "y": 0}
    ),
]  # fmt: skip

FUNCTIONS = [
    one("f(x, y, z) = (x+y)z", {"x": -2, "y": 5, "z": -4}, -12, {"x": -4, "y": -4, "z": 3}),
    one("sq(t) = t^2; sq(x) + sq(2x)", {"x": 3}, 45, {"x": 30}),
    one("g(t) = a*t; a = 3; g(g(x))", {"x": 2}, 18, {"x": 9}),
    one("g(x) = x^2; h(x) = g(x) + 1; h(x*y)", {"x": 2, "y": 3}, 37, {"x": 36, "y": 24}),
    one("g(x) = x^2; x = 3y; g(y) + x", {"y": 2}, 10, {"y": 7}),
    one("g(e) = e^2; g(x)", {"x": 3}, 9, {"x": 6}),
    one("max(a, b) = a - b; max(x, y)", {"x": 1, "y": 2}, -1, {"x": 1, "y": -1}),
    one("gamma*x", {"gamma": 3, "x": 2}, 6, {"gamma": 2, "x": 3}),
    one("c() = 2; c()*x", {"x": 3}, 6, {"x": 2}),
    one("sum(x, y, x)", {"x": 1, "y": 2}, 4, {"x": 2, "y": 1}),
    one("mean(x, y)", {"x": 1, "y": 2}, 1.5, {"x": 0.5, "y": 0.5}),
    one("prod(x, y, x)", {"x": 3, "y": 2}, 18, {"x": 12, "y": 9}),
    one("sum(x)", {"x": 3}, 3, {"x": 1}),
]

ORDINARY = [
    one("x", {"x": 3}, 3, {"x": 1}),
    one("x + x", {"x": 3}, 6, {"x": 2}),
    one("x - x", {"x": 3}, 0, {"x": 0}),
    one("x*x*x", {"x": 2}, 8, {"x": 12}),
    one("+x", {"x": 3}, 3, {"x": 1}),
    one("--x", {"x": 3}, 3, {"x": 1}),
    one("7", {}, 7, {}),
    one("x/y", {"x": 3, "y": 4}, 0.75, {"x": 0.25, "y": -0.1875}),
    one("1/(1 + x^2)", {"x": 1}, 0.5, {"x": -0.5}),
    one("2(x + y)(x - y)", {"x": 3, "y": 1}, 16, {"x": 12, "y": -4}),
    one("3x² + 2x", {"x": 2}, 16, {"x": 14}),
    one("√(x)", {"x": 4}, 2, {"x": 0.25}),
    one("a = x + 1; b = 2a; c = 3a; b*c", {"x": 1}, 24, {"x": 24}, nodes={"a": 24, "b": 6, "c": 4}),
    one(
        "a = x*y; b = a + x; c = a*b; c - a", {"x": 2, "y": 3}, 42, {"x": 45, "y": 26},
        nodes={"a": 13, "b": 6, "c": 1},
    ),
    one("t = x^2; t*t + t", {"x": 2}, 20, {"x": 36}, nodes={"t": 9}),
    one("pi*r^2", {"r": 3}, 9 * math.pi, {"r": 6 * math.pi}, rounded=True),
    one("tau*r", {"r": 2}, 2 * math.tau, {"r": math.tau}),
    one("e^x", {"x": 1}, math.e, {"x": math.e}, rounded=True),
    one("e*x", {"e": 3, "x": 2}, 6, {"e": 2, "x": 3}),
    one("pi = 3; pi*x", {"x": 2}, 6, {"x": 3}),
    rounded("sin(x)*sin(x) + cos(x)*cos(x)", {"x": 0.7}, 1, {"x": 0}),
    rounded("sin(x)", {"x": 1}, math.sin(1), {"x": math.cos(1)}),
    rounded("log(x*y)", {"x": 2, "y": 3}, math.log(6), {"x": 1 / 2, "y": 1 / 3}),
    rounded("exp(-x^2/2)", {"x": 1}, math.exp(-0.5), {"x": -math.exp(-0.5)}),
    rounded("tanh(x)", {"x": 0.5}, math.tanh(0.5), {"x": 1 - math.tanh(0.5) ** 2}),
    rounded("csc(x) + sec(x) + cot(x)", {"x": 1},
        1 / math.sin(1) + 1 / math.cos(1) + 1 / math.tan(1),
        {"x": -math.cos(1) / math.sin(1) ** 2 + math.sin(1) / math.cos(1) ** 2
              - 1 / math.sin(1) ** 2}),
    rounded("sech(x)", {"x": 1}, 1 / math.cosh(1), {"x": -math.sinh(1) / math.cosh(1) ** 2}),
    rounded("csch(x) + coth(x)", {"x": 1}, 1 / math.sinh(1) + 1 / math.tanh(1),
        {"x": -math.cosh(1) / math.sinh(1) ** 2 - 1 / math.sinh(1) ** 2}),
    rounded("asec(x)", {"x": -2}, 2 * math.pi / 3, {"x": 1 / (2 * math.sqrt(3))}),
    rounded("acsc(x)", {"x": 2}, math.pi / 6, {"x": -1 / (2 * math.sqrt(3))}),
    rounded("acot(x)", {"x": -1}, 3 * math.pi / 4, {"x": -1 / 2}),
    rounded("logsumexp(x, y)", {"x": 1000, "y": 1000}, 1000 + math.log(2), {"x": 1 / 2,
        "y": 1 / 2}),
    rounded("logsumexp(x, y, 1)", {"x": -50, "y": -60}, 1 + math.exp(-51) + math.exp(-61),
        {"x": math.exp(-51), "y": math.exp(-61)}),
    rounded("sigmoid(x)", {"x": 40}, 1, {"x": math.exp(-40)}),
    rounded("softplus(x)", {"x": 1000}, 1000, {"x": 1}),
    rounded("hypot(x, y)", {"x": 3e200, "y": 4e200}, 5e200, {"x": 0.6, "y": 0.8}),
    one("0*x", {"x": 3}, 0, {"x": 0}),
    one("inf*x", {"x": 2}, inf, {"x": inf}),
    one("c = 2*3; x + c", {"x": 1}, 7, {"x": 1}),
]  # fmt: skip

SEVERAL = [
    Entry(
        "x + y; x*y", {"x": 2, "y": 3}, {"f1": 5, "f2": 6},
        {"f1": {"x": 1, "y": 1}, "f2": {"x": 3, "y": 2}},
    ),
    Entry(
        "a = x^2; b = a*y; c = a + y", {"x": 2, "y": 3}, {"b": 12, "c": 7},
        {"b": {"x": 12, "y": 4}, "c": {"x": 4, "y": 1}},
    ),
    Entry("x; y", {"x": 2, "y": 3}, {"f1": 2, "f2": 3}, {"f1": {"x": 1, "y": 0},
        "f2": {"x": 0, "y": 1}}),
    Entry(
        "a = x^2; b = a*y; c = a + y", {"x": 2, "y": 3}, {"a": 4, "b": 12},
        {"a": {"x": 4, "a": 1}, "b": {"x": 12, "a": 3}}, options={"of": ["a", "b"],
        "wrt": ["x", "a"]},
    ),
    Entry(
        "r*cos(t); r*sin(t)", {"r": 2, "t": 0}, {"f1": 2, "f2": 0},
        {"f1": {"r": 1, "t": 0}, "f2": {"r": 0, "t": 2}},
    ),
    Entry("y = 2x; x = 3", {}, {"y": 6}, {"y": {"x": 2}}, options={"wrt": ["x"]}),
    Entry("x + 1", {"x": 1}, {"f": 2}, {"f": {}}, options={"wrt": []}),
]  # fmt: skip

HUNDRED = [f"x{number}" for number in range(100)]
HUNDRED_INPUTS = one(
    f"({' + '.join(HUNDRED)})^2", dict.fromkeys(HUNDRED, 1), 10000,
    dict.fromkeys(HUNDRED, 200),
)  # fmt: skip
HUNDRED_OUTPUTS = Entry(
    "; ".join(
        ["t0 = 2x", *(f"t{level + 1} = t{level} + x" for level in range(50))]
        + [f"t50*{number}" for number in range(1, 101)]
    ),
    {"x": 1},
    {f"f{number}": 52 * number for number in range(1, 101)},
    {f"f{number}": {"x": 52 * number} for number in range(1, 101)},
)

OVERFLOWS = [
    one("exp(x)", {"x": 1000}, inf, {"x": inf}, warnings=("'f' is too large",)),
    one("1e308*10*x", {"x": 1}, inf, {"x": inf}, warnings=("'v1' is too large",)),
    one("1e400*x", {"x": 1}, inf, {"x": inf}, warnings=("'1e400' is too large",)),
    one("1/x", {"x": 1e-200}, 1e200, {"x": -inf}, warnings=("the derivative is too large",)),
    one(
        "1e200*(1e200*x)", {"x": 1e-300}, 1e100, {"x": inf},
        warnings=("the derivative is too large",), rounded=True,
    ),
    one("1/2x", {"x": 4}, 2, {"x": 0.5}, warnings=("",)),  # juxtaposition after a division
]  # fmt: skip

CORPUS: list[Entry] = [
    *LECTURES, *TIES, *KINKS, *POWERS, *CONDITIONS, *FUNCTIONS, *ORDINARY, *SEVERAL,
    HUNDRED_INPUTS, HUNDRED_OUTPUTS, *OVERFLOWS,
]  # fmt: skip

WITHOUT_VALUE: list[tuple[str, dict[str, float], str, str]] = [
    ("log(x)", {"x": -1}, "log(x)", "log(x) is defined where x > 0; here x is -1, which gives nan"),
    ("2 + log(x)", {"x": 0}, "log(x)", "here x is 0, which gives -inf"),
    ("1/x", {"x": 0}, "1/x", "x / y is defined where y != 0; here x is 1 and y is 0"),
    ("0/x", {"x": 0}, "0/x", "which gives nan"),
    ("x^-1", {"x": 0}, "x^-1", "x^y is defined where x > 0, or x = 0 and y >= 0, or x < 0"),
    ("x^0.5", {"x": -1}, "x^0.5", "which gives nan"),
    ("y*sqrt(x)", {"x": -1, "y": 2}, "sqrt(x)", "sqrt(x) is defined where x >= 0; here x is -1"),
    ("asin(2x)", {"x": 1}, "asin(2x)", "asin(x) is defined where -1 <= x <= 1; here x is 2"),
    ("atanh(x)", {"x": 1}, "atanh(x)", "-1 < x < 1; here x is 1, which gives inf"),
    ("acosh(x)", {"x": 0}, "acosh(x)", "x >= 1"),
    ("logit(x)", {"x": 1}, "logit(x)", "0 < x < 1"),
    ("log1p(x)", {"x": -1}, "log1p(x)", "x > -1"),
    ("logb(x, b)", {"x": 2, "b": 1}, "logb(x, b)", "base != 1; here x is 2 and base is 1"),
    ("mod(x, 0)", {"x": 2}, "mod(x, 0)", "y != 0"),
    ("gamma(x)", {"x": -2}, "gamma(x)", "x is not 0, -1, -2, …"),
    ("csc(x)", {"x": 0}, "csc(x)", "sin(x) != 0"),
    ("csch(x)", {"x": 0}, "csch(x)", "csch(x) is defined where x != 0; here x is 0"),
    ("asec(x)", {"x": 0.5}, "asec(x)", "asec(x) is defined where x <= -1 or x >= 1"),
    ("clamp(x, 1, 0)", {"x": 2}, "clamp(x, 1, 0)", "low <= high"),
    ("sin(x)", {"x": inf}, "sin(x)", "x is finite"),
    ("x - y", {"x": inf, "y": inf}, "x - y", "x - y has no definite value; here x is inf and y is"),
    ("x*y", {"x": 0, "y": inf}, "x*y", "x * y has no definite value"),
    ("exp(x) - exp(x)", {"x": 1000}, "exp(x) - exp(x)", "has no definite value"),
    ("where(x > 0, x, 1/x)", {"x": 0}, "1/x", "y != 0"),
    ("f(t) = log(t); f(x - 3)", {"x": 1}, "log(t)", "here x is -2"),
]
"""Text, point, the part that has no value, and part of what is said of it."""
