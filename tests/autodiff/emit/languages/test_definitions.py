"""What a language lacks is as exact in it as in the evaluator, or more: mpmath is the judge."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mpmath
import pytest
from backprop.autodiff.differentiation.sweeps import evaluate
from backprop.autodiff.emit.planning.definitions import DEFINED, definition
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.rules import PRIMITIVES

from ..running import TARGETS, Case, emitted, require, run_programs, run_python, same, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROOT = 1.4616321449683622
"""The double nearest to the positive root of digamma."""


def _sigmoid(x: float) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-mpmath.mpf(x)))


def _softplus(x: float) -> mpmath.mpf:
    return mpmath.log1p(mpmath.exp(x))


DELICATE: list[tuple[str, Callable[..., mpmath.mpf], list[tuple[float, ...]]]] = [
    ("digamma(x)", mpmath.digamma, [
        (ROOT,), (ROOT + 1e-15,), (ROOT - 1e-9,), (ROOT + 1e-4,), (1.4,), (1.0,), (2.0,), (1e-300,),
        (0.3,), (5.5,), (12.0,), (1e9,), (1.7e308,), (-0.5,), (-1e-20,), (-3.5,), (-7.3,),
        (-1e5 - 0.25,),
    ]),
    ("polygamma(n, x)", mpmath.polygamma, [
        (1, 1.0), (1, 0.01), (1, 30.5), (1, -3.7), (2, 5.5), (2, -0.5), (3, 1e-60), (5, 12.0),
        (7, -1.25), (20, 3.5), (50, 50.0), (99, 31.0), (100, 2.5), (100, -2.5),
    ]),
    ("lgamma(x)", mpmath.loggamma, [
        (1.0,), (1 + 1e-15,), (1 - 1e-9,), (1.25,), (2.0,), (2 - 1e-15,), (2 + 1e-6,), (1.5,),
        (0.6,),
    ]),
    ("sigmoid(x)", _sigmoid, [(0.0,), (40.0,), (-40.0,), (700.0,), (-700.0,), (1e-9,)]),
    ("softplus(x)", _softplus, [(0.0,), (1000.0,), (-700.0,), (40.0,), (-40.0,), (1e-20,)]),
    ("logit(x)", lambda x: mpmath.log(mpmath.mpf(x) / (1 - mpmath.mpf(x))), [
        (0.5 + 1e-15,), (0.49,), (1e-300,), (0.75,), (0.25,), (1 - 1e-15,),
    ]),
    ("sech(x)", mpmath.sech, [(0.0,), (1e-9,), (700.0,), (-40.0,)]),
    ("csch(x)", mpmath.csch, [(1e-150,), (40.0,), (-700.0,)]),
    ("asec(x)", mpmath.asec, [(1 + 1e-15,), (-1.0,), (1e200,), (-3.0,)]),
    ("acsc(x)", mpmath.acsc, [(1 + 1e-15,), (-1.0,), (1e200,), (-3.0,)]),
    ("logb(x, y)", lambda x, y: mpmath.log(x) / mpmath.log(y), [
        (8.0, 2.0), (1000.0, 10.0), (243.0, 3.0), (5.0, 7.0), (0.125, 2.0), (7.0, 0.5),
    ]),
    ("logsumexp(x, y)", lambda x, y: mpmath.log(mpmath.exp(x) + mpmath.exp(y)), [
        (1000.0, 1000.0), (-700.0, -701.0), (3.0, -2.0), (0.0, -50.0),
    ]),
]  # fmt: skip
"""Functions, each with the points at which its plain formula loses digits or overflows."""


@pytest.mark.parametrize("target", TARGETS)
def test_where_digits_are_easily_lost_none_are(target: str, tmp_path: Path) -> None:
    require(target)
    cases = [
        Case(text, [dict(zip(_inputs(text), point, strict=True)) for point in points], {"wrt": []})
        for text, _, points in DELICATE
    ]
    answers = run_programs(target, cases, emitted(target, cases), tmp_path)
    wrong: list[str] = []
    with mpmath.workdps(250):
        for (text, judge, points), results in zip(DELICATE, answers, strict=True):
            for point, result in zip(points, results, strict=True):
                expected = float(mpmath.re(judge(*map(mpmath.mpf, point))))
                if isinstance(result, str) or not same(result[0], expected, 4e-15):
                    wrong.append(f"{text} at {point}: {result}, not {expected!r}")
    assert wrong == []


def _inputs(text: str) -> list[str]:
    return [name.strip(" )") for name in text.split("(")[1].split(",")]


@pytest.mark.parametrize("name", DEFINED)
def test_a_definition_is_its_function(name: str) -> None:
    row, graph = PRIMITIVES[name], definition(name)
    for point in (*row.samples, *row.corners):
        if len(point) == len(graph.inputs):
            numbers = dict(zip(graph.inputs, map(float, point), strict=True))
            value = evaluate(graph, FLOATS, numbers)[graph.outputs[name]]
            named = {f"p{place}": value for place, value in enumerate(point)}
            (expected,) = Case(written(name, [*named]), [named], {"wrt": []}).expected()
            assert same(value, expected[0], 1e-14), (name, point)


@pytest.mark.parametrize("text", ["digamma(x)", "polygamma(2, x)", "clamp(1, x, x - 1)"])
def test_python_raises_an_error_where_a_definition_has_no_value(text: str) -> None:
    case = Case(text, [{"x": -3.0}, {"x": 0.0}])
    (results,) = run_python([case], emitted("python", [case]))
    assert results == ["ValueError", "ValueError"]


def test_the_derivative_of_the_last_polygamma_is_no_number_and_no_error() -> None:
    case = Case("polygamma(100, x)", [{"x": 2.5}])
    (((value, slope),),) = run_python([case], emitted("python", [case]))
    assert value < 0
    assert math.isnan(slope)
