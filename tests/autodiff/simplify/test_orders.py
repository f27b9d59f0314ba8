"""Derivatives of higher order: as short as a person writes them, and right to fifty digits."""

from __future__ import annotations

from typing import Any

import pytest
from backprop.autodiff.answers import stepwise as stepwise_module
from backprop.autodiff.answers.constant_value import constant_value
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.formulas import symbolic
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation.derivative import differentiated
from backprop.autodiff.graph.growth import FORETOLD_FROM
from backprop.autodiff.numbers.digits import Digits
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.simplify import operation_count
from backprop.parser import BackpropError
from backprop.parser.parse import parse
from backprop.parser.unparse import unparse
from mpmath import mp, mpf

from tests.autodiff.simplify.judge import difference
from tests.derivatives_report import tree_of

PRODUCT = "sin(x)*exp(x)/(1+x^2)"
SYMPYS = {1: 19, 2: 30, 3: 47, 4: 67, 5: 94, 6: 121}
"""What SymPy's `simplify` makes of the derivatives of `PRODUCT`, in operations."""


def derived(text: str, order: int) -> str:
    (found,) = symbolic(parse(text), wrt=["x"], order=order).formulas()
    return unparse(found.formula)


@pytest.mark.parametrize(("order", "operations"), SYMPYS.items())
def test_a_product_over_a_polynomial_is_collected(order: int, operations: int) -> None:
    text = derived(PRODUCT, order)
    assert operation_count(tree_of(text)) <= operations
    assert [text.count(name) for name in ("sin(", "cos(", "exp(")] == [1, 1, 1]
    assert text.endswith(f"*exp(x)/(1 + x^2)^{order + 1}")


@pytest.mark.parametrize("point", ["0.7", "-2.5", "12"])
def test_the_sixth_derivative_to_fifty_digits(point: str) -> None:
    numbers = Digits(50)
    with mp.workdps(120):
        expected = mp.diff(lambda x: mp.sin(x) * mp.exp(x) / (1 + x * x), mpf(point), 6)
    for text in (f"diff({PRODUCT}, x, 6)", derived(PRODUCT, 6)):
        given = {"x": constant_value(point, numbers)}
        (value,) = evaluate(parse(text), given, Question(numbers=Digits(50))).values.values()
        with mp.workdps(60):
            assert abs(mpf(str(value)) - expected) <= abs(expected) * mpf(10) ** -49


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("tan(x)", 3, "2*(3 - 2*cos(x)^2)/cos(x)^4"),
        ("1/(1+x^2)", 4, "24*(5*x^4 - 10*x^2 + 1)/(1 + x^2)^5"),
        ("1/(1+x^2)", 5, "240*x*(10*x^2 - 3*x^4 - 3)/(1 + x^2)^6"),
        ("sqrt(1+x^2)", 5, "15*x*(3 - 4*x^2)/(1 + x^2)^(9/2)"),
        ("log(x)/(1+x)", 4,
         "2*(12*x^4*log(x) - 25*x^4 - 48*x^3 - 36*x^2 - 16*x - 3)/(x^4*(1 + x)^5)"),
        ("exp(sin(x))", 4, "(sin(x)^4 + 6*sin(x)^3 + 5*sin(x)^2 - 5*sin(x) - 3)*exp(sin(x))"),
        ("(x^2-1)/(x-1)", 1, "1"),
        ("x*exp(x)", 9, "(x + 9)*exp(x)"),
        ("u = x^2; u*sin(u)", 0, "x^2*sin(x^2)"),
        ("x*y", 3, "0"),
        ("max(x, y)*x^2", 3, "where(x > y, 6, where(x == y, 3, 0))"),
    ],
)  # fmt: skip
def test_it_is_written_as_a_careful_person_writes(text: str, order: int, expected: str) -> None:
    assert derived(text, order) == expected


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("sin(x)*cos(x)/(x+1)", 3), ("exp(2*x)*sin(3*x)/(x+2)", 4), ("log(x)^2/x", 4),
        ("sqrt(x)*exp(x)/(1-x)", 3), ("tanh(x)*x", 4), ("atan(x)*x", 4), ("sqrt(1-x^2)*asin(x)", 3),
        ("cosh(x)*sinh(x)/(x+2)", 3), ("x^y*log(x)", 3), ("1/(x^2-y^2)", 3), ("abs(x)*x/(x-1)", 2),
        ("sec(x)*tan(x)", 3), ("cot(x)/x", 3), ("1/(1+exp(-x))", 4), ("2^x*x^3", 4),
        ("(x^2-1)/(x-1)*exp(x)", 2), ("exp(-x^2/2)", 6), ("x/sqrt(x)", 3),
    ],
)  # fmt: skip
def test_each_is_what_the_plain_one_is(text: str, order: int) -> None:
    found = symbolic(parse(text), wrt=["x"], order=order)
    (plain,), (simple,) = found.formulas(simplify=False), found.formulas()
    assert operation_count(simple.formula) <= operation_count(plain.formula)
    names = list(found.inputs)
    assert difference(plain.formula, simple.formula, names) is None, unparse(simple.formula)


def test_the_order_of_names_is_kept() -> None:
    """As in the first derivative, and whatever the formula in between looks like."""
    assert derived("a*x^4 + b*x^3", 2) == "12*a*x^2 + 6*b*x"
    (found,) = symbolic(parse("u = z^2; u^3*a"), wrt=["u"], order=2).formulas()
    assert unparse(found.formula) == "6*u*a"


@pytest.mark.parametrize("order", [12, 16])
def test_high_orders_take_a_bounded_time(order: int) -> None:
    (found,) = symbolic(parse(PRODUCT), wrt=["x"], order=order).formulas()
    assert operation_count(found.formula) < 20 * order


def test_a_power_of_itself_is_collected_by_powers_of_the_logarithm() -> None:
    text = derived("x^x", 8)
    assert text.startswith("x^x*(log(x)^8 + 8*log(x)^7")
    assert operation_count(tree_of(text)) < 140


def test_an_order_that_grows_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = lower(survey(parse("exp(x*sin(x))")))
    monkeypatch.setattr(stepwise_module, "_LARGEST", 100)
    monkeypatch.setattr(stepwise_module, "_NODES", 300)
    assert stepwise_module.stepwise(graph, "x", 5)[-1].entries
    with pytest.raises(BackpropError, match="more than 300 nodes"):
        stepwise_module.stepwise(graph, "x", 9)
    with pytest.raises(BackpropError, match="longer than 100,000 names"):
        stepwise_module.stepwise(graph, "x", 60)


@pytest.mark.parametrize(
    ("text", "order", "refusal", "steps"),
    [
        ("exp(x)*sin(x)", 1000, "up to the order 1,000 would take too long", FORETOLD_FROM),
        ("tan(x)", 1000, "up to the order 1,000 would take too long", FORETOLD_FROM),
        ("x^x^x", 9, "longer than 100,000 names", 5),
    ],
)
def test_an_order_is_refused_once_it_can_be_foretold(
    text: str, order: int, refusal: str, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(*given: Any, **more: Any) -> Any:  # noqa: ANN401
        asked.append(1)
        return differentiated(*given, **more)

    monkeypatch.setattr(stepwise_module, "differentiated", counted)
    graph = lower(survey(parse(text)))
    with pytest.raises(BackpropError, match=refusal):
        stepwise_module.stepwise(graph, "x", order)
    assert len(asked) == steps


@pytest.mark.parametrize(
    ("text", "order", "ours"),
    [
        ("exp(x)*sin(x)", 100, "-1125899906842624*exp(x)*sin(x)"),
        ("sin(x)", 500, "sin(x)"),
        ("cos(3*x)", 60, "42391158275216203514294433201*cos(3*x)"),
    ],
)
def test_a_high_order_of_a_formula_that_stays_short_is_given(
    text: str, order: int, ours: str
) -> None:
    assert derived(text, order) == ours
