"""`diff(…)` inside the language: derivatives that are part of a program."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.program import diff_operator as inline
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse

if TYPE_CHECKING:
    from backprop.autodiff.answers.report import Evaluation
    from backprop.autodiff.differentiation.builder import Builder


def answer(text: str, **options: object) -> Evaluation:
    point = {name: value for name, value in options.items() if isinstance(value, float)}
    strict = options.get("strict") is True
    return evaluate(parse(text), point, Question(strict=strict))


@pytest.mark.parametrize(
    ("text", "x", "value", "slope"),
    [
        ("diff(x^3, x)", 2.0, 12.0, 12.0),
        ("diff(x^3, x, 0)", 2.0, 8.0, 12.0),
        ("diff(x^3, x, 2)", 2.0, 12.0, 6.0),
        ("diff(x^3, x, 3)", 2.0, 6.0, 0.0),
        ("diff(x^3, x, 4)", 2.0, 0.0, 0.0),
        ("diff(x^3, x, +2)", 2.0, 12.0, 6.0),
        ("diff(x^5, x, 1e0)", 2.0, 80.0, 160.0),
        ("diff(sin(x)*exp(x), x)", 0.5, math.exp(0.5) * (math.sin(0.5) + math.cos(0.5)), None),
        # a derivative inside another, by the same name and by another one
        ("diff(diff(x^4, x), x)", 2.0, 48.0, 48.0),
        ("diff(x*diff(x^2, x), x)", 3.0, 12.0, 4.0),
        # by a name that is defined: the definition is held fast
        ("u = x^2; diff(u^3, u)", 2.0, 48.0, 3 * 4 * 8.0),
        ("u = x^2; diff(u*x, x)", 2.0, 12.0, 12.0),
        ("u = x^2; diff(u*x, u)", 2.0, 2.0, 1.0),
        # by a parameter: not by what is put in for it
        ("g(t) = diff(t^3, t); g(2x)", 1.0, 12.0, 24.0),
        ("g(t) = diff(t^3, t); g(x) + g(2)", 1.0, 15.0, 6.0),
        ("g(t) = diff(t*x, t); g(x)", 5.0, 5.0, 1.0),
        ("g(t) = diff(t*x, x); g(x)", 5.0, 5.0, 1.0),
        ("g(t, s) = diff(t*s, t); g(x, x)", 5.0, 5.0, 1.0),
        ("g(t) = diff(t*x, x); g(x^2)", 3.0, 9.0, 6.0),
        ("g(t) = t; diff(g(x)^2, x)", 3.0, 6.0, 2.0),
        ("h(t) = diff(t^2, t); g(t) = diff(h(t)*t, t); g(x)", 3.0, 12.0, 4.0),
        ("g(x) = diff(x^2, x); g(x + 1)", 3.0, 8.0, 2.0),
        ("diff(t, t) + x; t = 2*x", 1.0, 2.0, 1.0),
        ("diff(where(x > 0, x^2, log(x)), x)", 3.0, 6.0, 2.0),
        ("where(x > 5, diff(log(x - 4), x), x^2)", 3.0, 9.0, 6.0),
    ],
)
def test_values_and_slopes(text: str, x: float, value: float, slope: float | None) -> None:
    found = answer(text, x=x)
    ((name, by_name),) = found.gradient.items()
    assert found.values[name] == pytest.approx(value, rel=1e-15)
    if slope is not None:
        assert by_name["x"] == pytest.approx(slope, rel=1e-15)


def test_no_perturbation_is_confused_with_another() -> None:
    found = answer("diff(x*diff(x + y, y), x)", x=1.0, y=2.0)
    assert found.values == {"f": 1.0}
    found = answer("diff(x*diff(x*y, y), x)", x=3.0, y=2.0)
    assert found.values == {"f": 6.0}


def test_a_partial_derivative_holds_the_others_fast() -> None:
    found = answer("diff(x^2*y, x) + diff(x^2*y, y)", x=3.0, y=5.0)
    assert found.values == {"f": 39.0}
    assert found.gradient == {"f": {"x": 16.0, "y": 6.0}}


def test_what_passes_no_derivative_is_noted() -> None:
    found = answer("diff(floor(x), x)", x=2.5)
    assert found.values == {"f": 0.0}
    (note,) = found.notes
    assert note.kind == "information"
    assert "'floor(x)' passes no derivative on" in note.message
    assert note.span is not None


@pytest.mark.parametrize("text", ["diff(abs(x), x)", "diff(max(x, 0), x)", "3 + diff(relu(x), x)"])
def test_a_kink_inside_a_derivative_is_noted(text: str) -> None:
    notes = answer(text, x=0.0).notes
    assert any(note.kind == "kink" and note.span is not None for note in notes)
    assert not [note for note in answer(text, x=1.0).notes if note.kind == "kink"]
    with pytest.raises(BackpropError):
        answer(text, x=0.0, strict=True)


def test_a_kink_outside_the_branch_that_is_taken_is_not_noted() -> None:
    assert not answer("where(x > -1, 2, diff(abs(x), x))", x=0.0).notes


@pytest.mark.parametrize(
    "text", ["diff(log(x), x)", "diff(sqrt(x)*0 + x, x)", "z = log(x); diff(z*y, z)"]
)
def test_there_is_no_derivative_where_there_is_no_function(text: str) -> None:
    point = {"x": -1.0, "y": 2.0} if "y" in text else {"x": -1.0}
    with pytest.raises(BackpropError, match="is defined where x >"):
        answer(text, **point)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("diff(x^2)", "1 argument$", "diff(x^2)"),
        ("diff(x, x, 1, 2)", "4 arguments$", "diff(x, x, 1, 2)"),
        ("diff()", "0 arguments$", "diff()"),
        ("diff(x^2, 3)", "differentiates by a name", "3"),
        ("diff(x^2, x+1)", "differentiates by a name", "x+1"),
        ("diff(x^2, x, 1.5)", "whole number that is not negative", "1.5"),
        ("diff(x^2, x, -1)", "whole number that is not negative", "-1"),
        ("diff(x^2, x, n)", "whole number that is not negative", "n"),
        ("diff(x^2, x, 1001)", "up to the order 1,000", "1001"),
        ("diff(x^2, x, 9e99999999)", "up to the order 1,000", "9e99999999"),
        ("x*diff(x^2, pi)", "'pi' is a constant here", "pi"),
    ],
)
def test_what_diff_cannot_be_given(text: str, message: str, place: str) -> None:
    with pytest.raises(BackpropError, match=message) as caught:
        answer(text, x=1.0, n=1.0)
    span = caught.value.span
    assert span is not None
    assert text[span.start : span.end] == place


def test_a_constant_that_is_given_or_defined_can_be_differentiated_by() -> None:
    assert answer("diff(e^3, e)", e=2.0).values == {"f": 12.0}
    assert answer("e = 2*x; diff(e^3, e)", x=1.0).values == {"f": 12.0}


def test_a_function_of_ones_own_may_be_called_diff() -> None:
    assert answer("diff(a, b) = a - b; diff(x, 1)", x=3.0).values == {"f": 2.0}


def test_rows_show_what_the_result_is_made_of() -> None:
    found = answer("diff(sin(x)*y, x)*2", x=0.5, y=3.0)
    assert [row.expression for row in found.rows] == ["x", "y", "cos(x)", "y*v1", "v2*2"]
    assert all(row.value is not None for row in found.rows)


def test_a_named_source_keeps_its_row() -> None:
    found = answer("z = log(x); d = diff(z*y, z)", x=2.0, y=3.0)
    (row,) = [row for row in found.rows if row.name == "z"]
    assert row.value == math.log(2)
    assert row.tangents == {"x": None, "y": None}
    assert found.gradient == {"d": {"x": 0.0, "y": 1.0}}


def test_only_the_result_is_counted() -> None:
    costs = answer("diff(x^3, x)", x=2.0).costs
    assert costs is not None
    assert costs.function.counts == {"multiply": 1, "power": 1}


def test_high_orders_are_shared_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = answer("diff(sin(x)*exp(x)/(1 + x^2), x, 6)", x=0.7)
    assert len(found.rows) < 600
    monkeypatch.setattr(inline, "WORK_LIMIT", 50_000)
    with pytest.raises(BackpropError, match="would take too long"):
        answer("diff(sin(x)*exp(x)/(1 + x^2)*tan(x*log(x)), x, 1000)", x=0.7)


@pytest.mark.parametrize(
    "text",
    ["diff(sin({})^x, x)", "diff(exp({}), x)", "diff(({})^2*x, x)"],
)
def test_deeply_nested_derivatives_are_refused_once_it_can_be_foretold(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    make = inline.derivative

    def counted(builder: Builder, output: int, by: int) -> int | None:
        made.append(output)
        return make(builder, output, by)

    monkeypatch.setattr(inline, "derivative", counted)
    nested = "x"
    for _ in range(60):
        nested = text.format(nested)
    with pytest.raises(BackpropError, match="would take too long"):
        answer(nested, x=0.5)
    assert len(made) < 20


def test_many_derivatives_one_after_the_other_are_given() -> None:
    text = "; ".join(["y0 = x", *(f"y{n + 1} = diff(y{n}*x, x)" for n in range(60))])
    assert answer(text, x=2.0).values["y60"] == pytest.approx(2.0**61)
