"""What a language may lack, defined once in this program's own language, for all languages.

A definition is a graph: that of the text here, or what the row's own `value` gives when its numbers
are nodes. Each language's walker writes it as a small function of the emitted program.

Invariants:

- A definition has no loop, and of a choice it needs one branch only.
- It is accurate where its function is: digamma around its root, and for all positive numbers, for
  it is worked out by its distance from the root, in terms of one sign.
- `nan` stands where there is no value, and where a language raises errors it may raise one;
  `inf - inf` is the number that is none.

>>> from ...graph.labels import formula
>>> graph = definition("silu")
>>> formula(graph, graph.outputs["silu"]), list(graph.inputs)
('x*sigmoid(x)', ['x'])
>>> list(definition("clamp").inputs)
['x', 'low', 'high']
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from ....parser.parse import parse
from ...differentiation.builder import Builder
from ...differentiation.derivative import Derivatives
from ...graph.graph import Graph
from ...program.lower import lower
from ...program.names import survey
from ...rules import PRIMITIVES, WHERE
from .constant_folding import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

_BERNOULLI = [
    Fraction(1, 6), Fraction(-1, 30), Fraction(1, 42), Fraction(-1, 30), Fraction(5, 66),
    Fraction(-691, 2730), Fraction(7, 6), Fraction(-3617, 510), Fraction(43867, 798),
    Fraction(-174611, 330),
]  # fmt: skip
"""B2, B4, … B20."""

_ROOT, _ROOT_BEYOND = 1.4616321449683622, 9.549995429965697e-17
"""The positive root of digamma, to twice the digits of a double."""

_STEPS = 12
"""The recurrence carries an argument so far up; there, the asymptotic series is exact."""


def _digamma() -> str:
    """How far digamma has come from its root r (Abramowitz and Stegun, 6.3.5, 6.3.7 and 6.3.18).

    With d = y - r, z = y + 12 and s = r + 12 that is log(z/s), the differences of the twelve
    reciprocals and those of the asymptotic series, each as a multiple of d. What is below 0 is
    reflected.
    """
    top = _ROOT + _STEPS
    square = 1 / Fraction(top) ** 2
    series = [number / (2 * k) for k, number in enumerate(_BERNOULLI, start=1)]
    slopes = [  # of the series, as a divided difference: the coefficients of the powers of u
        float(sum(number * square**k for k, number in enumerate(series[power:])))
        for power in range(len(series))
    ]
    steps = " + ".join(f"d/{_raised('y', k)}/{_ROOT + k!r}" for k in range(_STEPS))
    return f"""
        y = where(x < 0, 1 - x, x); d = y - {_ROOT!r} - {_ROOT_BEYOND!r};
        z = y + {_STEPS}; u = 1/z/z; slope = {_horner(slopes, ["u"] * len(slopes))};
        beyond = log1p(d/{top!r}) + d/z*({0.5 / top!r} + (1 + {top!r}/z)*{float(square)!r}*slope);
        above = where(y == inf, y, beyond + ({steps}));
        f = x - round(x); cotangent = where(abs(f) == 0.5, 0, 1/tan(pi*f));
        where(x <= 0 and x == floor(x), nan, where(x < 0, above - pi*cotangent, above))"""


def _raised(name: str, by: int) -> str:
    return f"({name} + {by})" if by else name


def _horner(coefficients: Sequence[float], factors: Sequence[str]) -> str:
    """A sum of products, nested: `a + f*(b + g*c)`; `factors` are f, g, …"""
    *most, text = map(repr, coefficients)
    for number, factor in zip(reversed(most), reversed(factors[: len(most)]), strict=True):
        text = f"{number} + {factor}*({text})"
    return text


def _polygamma() -> str:
    """The sum of `n!/(x + k)^(n + 1)` over all k >= 0 (Abramowitz and Stegun, 6.4.6 to 6.4.11).

    Twelve terms, and the asymptotic series of the others. Below -1 the sum over all whole k, which
    depends on the fraction f of x only, is the polygamma of f and of 1 - f.
    """
    terms = " + ".join(f"{_raised('x', k)}^(-n - 1)" for k in range(_STEPS))
    rising = [
        f"(n + {2 * k - 2})*(n + {2 * k - 1})/{2 * k * (2 * k - 1)}*u"
        for k in range(2, len(_BERNOULLI) + 1)
    ]
    return f"""
        sign = where(mod(n, 2) == 1, 1, -1); f = x - floor(x); z = x + {_STEPS}; u = 1/z/z;
        series = {_horner([*map(float, _BERNOULLI)], rising)};
        exists = 0 <= n and n <= 100 and n == floor(n);
        where(not exists, inf - inf, where(x <= 0 and x == floor(x), nan, where(n == 0, digamma(x),
            where(x < -1,
                polygamma(n, f) + sign*polygamma(n, 1 - f) - sign*polygamma(n, 1 - x),
                sign*gamma(n + 1)*({terms} + z^(-n)*(1/n + 0.5/z + (n + 1)/2*u*series))))))"""


_TEXTS = {
    "sign": "where(x > 0, 1, where(x < 0, -1, x + 0))",  # x + 0: that of -0 is 0
    "clamp": "where(low <= high, min(max(x, low), high), nan)",
    "relu": "where(x <= 0, 0, x)",
    "sigmoid": "small = exp(-abs(x)); where(x >= 0, 1, small)/(1 + small)",
    # Near the middle both logarithms are near log(1/2); 2*x - 1 is exact there.
    "logit": "where(0.25 < x and x < 0.75, 2*atanh(2*x - 1), log(x) - log1p(-x))",
    "softplus": "max(x, 0) + log1p(exp(-abs(x)))",
    # `apart` is NaN for two infinities of one sign.
    "logsumexp": "apart = abs(x - y);"
        "where(apart <= inf, max(x, y) + log1p(exp(-apart)), x + y)",
    # Exact where it is a whole number.
    "logb": "quotient = log(x)/log(base); whole = round(quotient);"
        "found = where(abs(quotient) < 2000 and whole != 0 and base^whole == x, whole, quotient);"
        "where(base > 0 and base != 1, found, nan)",
    "digamma": _digamma(),
    "polygamma": _polygamma(),
}  # fmt: skip
"""The definitions by name; their inputs are the row's parameters."""

DEFINED = tuple(
    name
    for name, row in PRIMITIVES.items()
    if name in _TEXTS or (row.value is not None and row is not WHERE)
)
"""The primitives that have a definition; `where`, which definitions are made of, has none."""


@cache
def definition(name: str, own: str = "") -> Graph:
    """The graph of a function that has a definition, with the function's name for its output.

    `own` is the text of another definition of it.
    """
    row = PRIMITIVES[name]
    text = own or _TEXTS.get(name)
    if text is not None:
        graph = lower(survey(parse("; ".join([*row.shown_parameters, text]))))
        *_, result = graph.outputs.values()
    else:
        assert row.value is not None, f"{name} has no definition"
        builder = Builder(Graph(), in_place=True)
        graph = builder.program
        numbers = [builder.handle(graph.add_input(each)) for each in row.shown_parameters]
        result = builder.node(row.value(builder, *numbers))
    graph.outputs = {name: result}
    return folded(Derivatives(graph, {}, ())).graph
