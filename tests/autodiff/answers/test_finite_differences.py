"""The numerical derivatives beside the exact ones, and the rows that hold both."""

from __future__ import annotations

import math
from math import isfinite

import pytest
from backprop.autodiff.answers import finite_differences as verify
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.parser import parse

from tests.corpus import CORPUS, Entry

SMOOTH = [
    pytest.param(entry, id=entry.name)
    for entry in CORPUS
    if not (entry.kinks or entry.warnings) and all(map(isfinite, entry.values.values()))
]


@pytest.mark.parametrize("entry", SMOOTH)
def test_numerical_derivatives_stand_beside_the_exact_ones(entry: Entry) -> None:
    result = evaluate(parse(entry.text), entry.point, Question(verify=True, **entry.options))
    for row in result.rows:
        for output, exact in row.gradient.items():
            numerical = None if row.numerical is None else row.numerical[output]
            if numerical is not None:
                assert numerical == pytest.approx(exact, rel=1e-6, abs=1e-6), (row.name, output)


def test_every_node_with_a_gradient_has_a_numerical_one() -> None:
    result = evaluate(parse("u = x*y; sin(u) + y"), {"x": 1.0, "y": 2.0}, Question(verify=True))
    for row in result.rows:
        assert row.numerical is not None
        assert row.numerical.keys() == {"f"}
    plain = evaluate(parse("u = x*y; sin(u) + y"), {"x": 1.0, "y": 2.0})
    assert all(row.numerical is None for row in plain.rows)


def test_the_numerical_derivative_knows_no_rule() -> None:
    result = evaluate(parse("floor(x)"), {"x": 2.5}, Question(verify=True))
    assert result.rows[0].numerical == {"f": 0.0}
    kinked = evaluate(parse("abs(x)"), {"x": 0.0}, Question(verify=True))
    assert kinked.rows[0].numerical == {"f": None}


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("sin(x)", 1000.0, math.cos(1000.0)),
        ("sin(x^2)", 100.0, 200 * math.cos(1e4)),
        ("1/(x - 1)", 1.001, -1e6),
        ("tan(x)", 1.57, 1 + math.tan(1.57) ** 2),
        ("abs(x - 2)", 2.01, 1.0),
        ("max(x, 100.05)", 100.0, 0.0),
        ("exp(-x^2)", 20.0, -40 * math.exp(-400)),
        ("x^3", 0.0, 0.0),
        ("x^2", 1e-12, 2e-12),
        ("sqrt(x)", 5e-324, 0.5 / math.sqrt(5e-324)),
        ("x^2", 1e-320, 2e-320),
        ("sin(x)", 1e22, 0.5232147853951389),
        ("x*abs(x)", 0.0, 0.0),
        ("exp(x)", 709.0, math.exp(709.0)),
    ],
)
def test_the_numerical_derivative_is_right_or_absent(text: str, x: float, expected: float) -> None:
    result = evaluate(parse(text), {"x": x}, Question(verify=True))
    assert result.rows[0].numerical is not None
    assert result.rows[0].numerical["f"] == pytest.approx(expected, rel=1e-8, abs=0)


@pytest.mark.parametrize(
    ("text", "x"),
    [("floor(x)", 2.0), ("sign(x)", 0.0), ("x > 1", 1.0), ("where(x > 1, x^2, x)", 1.0)],
)
def test_where_the_sides_differ_there_is_no_numerical_derivative(text: str, x: float) -> None:
    assert evaluate(parse(text), {"x": x}, Question(verify=True)).rows[0].numerical == {"f": None}


def test_cancellation_costs_nothing() -> None:
    point = {"a": 1e-12, "b": 3.0, "c": 1e20, "d": -7.0}
    assert evaluate(parse("a*b + c*d"), point, Question(verify=True)).rows[0].numerical == {
        "f": 3.0
    }
    result = evaluate(parse("sin(x)^2 + cos(x)^2"), {"x": 0.7}, Question(verify=True))
    assert result.rows[0].numerical == {"f": 0.0}


def test_what_80_digits_do_not_tell_is_blank() -> None:
    result = evaluate(parse("x^x"), {"x": 1e-300}, Question(verify=True))
    assert result.rows[0].numerical == {"f": None}


def test_there_is_no_numerical_derivative_at_the_end_of_a_domain() -> None:
    result = evaluate(parse("sqrt(x)"), {"x": 0.0}, Question(verify=True))
    assert result.rows[0].numerical == {"f": None}


def test_inside_a_domain_the_step_shrinks_until_there_are_values() -> None:
    result = evaluate(parse("log(x)"), {"x": 1e-9}, Question(verify=True))
    assert result.rows[0].numerical is not None
    assert result.rows[0].numerical["f"] == pytest.approx(1e9, rel=1e-6)
    close = evaluate(parse("sqrt(1 - x)"), {"x": 1 - 1e-5}, Question(verify=True))
    assert close.rows[0].numerical is not None
    assert close.rows[0].numerical["f"] == pytest.approx(-0.5e2 * 10**0.5, rel=1e-5)


def test_work_beyond_the_limit_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "WORK_LIMIT", 40)
    result = evaluate(parse("sin(x)*cos(y)*x*y"), {"x": 1.0, "y": 2.0}, Question(verify=True))
    assert any("the numerical derivative was worked out for" in n.message for n in result.notes)
    assert result.rows[-1].numerical is None
