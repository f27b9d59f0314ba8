"""A derivative that exists is given: by limits, where the rules have only a convention."""

from __future__ import annotations

from math import inf, isnan
from typing import TYPE_CHECKING, Any

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.matrices import hessian, jacobian
from backprop.autodiff.answers.question import Question
from backprop.autodiff.numbers.digits import Digits
from backprop.autodiff.numbers.exact import EXACT
from backprop.parser.parse import parse
from mpmath import mp, mpf

if TYPE_CHECKING:
    from collections.abc import Callable

    from backprop.autodiff.answers.report import Evaluation

mp.dps = 80


def at(text: str, **point: Any) -> Evaluation:  # noqa: ANN401
    return evaluate(parse(text), point)


def kinds(found: Any) -> list[str]:  # noqa: ANN401
    return [note.kind for note in found.notes]


FIRST = [
    ("where(x == 0, 0, x)", 0.0, 1, "both sides", lambda x: x),
    ("where(x != 2, x^2, 4)", 2.0, 4, "both sides", lambda x: x**2),
    ("where(x == 1, 2, (x^2 - 1)/(x - 1))", 1.0, 1, "both sides", lambda x: x + 1),
    (
        "where(x == 0, 1, (exp(x) - 1)/x)", 0.0, 0.5, "both sides",
        lambda x: mp.expm1(x) / x if x else mpf(1),
    ),
    ("where(x == 0, 1, sin(x)/x)", 0.0, 0, "both sides", mp.sinc),
    ("abs(x)^2", 0.0, 0, "both sides", lambda x: x * x),
    ("x*abs(x)", 0.0, 0, "both sides", lambda x: x * abs(x)),
    ("hypot(x, 0)^2", 0.0, 0, "both sides", lambda x: x * x),
    ("cbrt(x)^3", 0.0, 1, "both sides", lambda x: x),
    ("pi*cbrt(x)^3", 0.0, float(mp.pi), "both sides", lambda x: mp.pi * x),
    ("floor(x)*(x - 1)^2", 1.0, 0, "both sides", lambda x: mp.floor(x) * (x - 1) ** 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "x", "slope", "sides", "function"), FIRST, ids=[each[0] for each in FIRST]
)
def test_a_limit_takes_the_place_of_a_convention(
    text: str, x: float, slope: float, sides: str, function: Callable[[mpf], mpf]
) -> None:
    found = at(text, x=x)
    step = mpf(10) ** -30
    witness = (function(mpf(x) + step) - function(mpf(x) - step)) / (2 * step)
    assert found.gradient["f"]["x"] == pytest.approx(slope, abs=0)
    assert slope == pytest.approx(float(witness), abs=1e-20)
    assert kinds(found) == ["information"]
    assert f"from {sides}" in found.notes[0].text


@pytest.mark.parametrize(
    ("text", "slope"), [("sqrt(x)^2", 1), ("x*sqrt(x)", 0), ("sqrt(x)^4", 0), ("sqrt(x)^2*3", 3)]
)
def test_a_side_without_values_does_not_count(text: str, slope: float) -> None:
    found = at(text, x=0.0)
    assert found.gradient["f"]["x"] == slope
    assert "from the right" in found.notes[-1].text
    marked = {row.name: row.by_limit for row in found.rows if row.by_limit}
    assert marked == {"x": ("f",), "f": ("x",)}


@pytest.mark.parametrize(
    ("text", "x", "slope"),
    [
        ("abs(x)", 0.0, 0),
        ("relu(x)", 0.0, 0),
        ("max(x, 2*x)", 0.0, 1.5),
        ("where(x == 0, 5, x)", 0.0, 0),  # it jumps
        ("where(x == 0, 0, x^2*sin(1/x))", 0.0, 0),  # its derivative exists and is no limit
        ("where(x == 0, 1e-13, x)", 0.0, 0),  # a small jump
        ("x*floor(x)", 0.0, 0),
        # What repeats in 1/x or log(x) deceives who looks at special places only.
        ("where(x == 0, 0, x^2*sin(pi/x))", 0.0, 0),
        ("where(x == 0, 0, x*sin(2*pi*log(abs(x))/log(10)))", 0.0, 0),
        ("where(x == 0, 0, x*(2 + sin(2*pi*log(abs(x))/log(10))))", 0.0, 0),
        ("sqrt(x)", 0.0, inf),
    ],
)
def test_where_there_is_no_limit_the_convention_stays_with_its_note(
    text: str, x: float, slope: float
) -> None:
    found = at(text, x=x)
    assert found.gradient["f"]["x"] == slope
    assert "kink" in kinds(found)


def test_what_is_infinite_from_the_right_is_infinite() -> None:
    found = at("relu(sqrt(x))", x=0.0)
    assert found.gradient["f"]["x"] == inf
    assert isnan(at("sqrt(abs(x))", x=0.0).gradient["f"]["x"])


SECOND = [
    ("where(x == 0, 1, sin(x)/x)", 0.0, mp.sinc, -1 / 3),
    ("abs(x)^2", 0.0, lambda x: x * x, 2),
    ("max(x, -x)^2", 0.0, lambda x: x * x, 2),
    ("sqrt(x^2)^2", 0.0, lambda x: x * x, 2),
    ("relu(x)^3", 0.0, lambda x: max(x, mpf(0)) ** 3, 0),
    ("where(x == 1, 2, (x^3 - 1)/(x - 1) - 1)", 1.0, lambda x: x * x + x, 2),
    ("where(x == 0, 1, (exp(x) - 1)/x)", 0.0, lambda x: mp.expm1(x) / x if x else mpf(1), 1 / 3),
]


@pytest.mark.parametrize(("text", "x", "function", "curve"), SECOND, ids=[s[0] for s in SECOND])
def test_second_derivatives_by_an_independent_witness(
    text: str, x: float, function: Callable[[mpf], mpf], curve: float
) -> None:
    step = mpf(10) ** -20
    ends = function(x + step) - 2 * function(mpf(x)) + function(x - step)
    assert float(ends / step**2) == pytest.approx(curve, abs=1e-15)
    found = hessian(parse(text), {"x": x})
    assert found.blocks[0].entries["x", "x"] == pytest.approx(curve, abs=1e-15)
    assert set(kinds(found)) == {"information"}


def test_a_hessian_off_the_diagonal() -> None:
    found = hessian(parse("hypot(x, y)^2"), {"x": 0.0, "y": 0.0})
    assert found.blocks[0].entries == {
        ("x", "x"): 2, ("x", "y"): 0, ("y", "x"): 0, ("y", "y"): 2,
    }  # fmt: skip
    for text in ("abs(y)*x", "abs(x)"):
        kinked = hessian(parse(text), dict.fromkeys(sorted(set(text) & {"x", "y"}), 0.0))
        assert "kink" in kinds(kinked)
        assert not any("second" in note.text for note in kinked.notes)


def test_a_mixed_derivative_that_hangs_on_the_order_is_not_settled() -> None:
    """By y and then by x it is 1, by x and then by y it is -1: Peano's example."""
    text = "where(x == 0 and y == 0, 0, x*y*(x^2 - y^2)/(x^2 + y^2))"
    found = hessian(parse(text), {"x": 0.0, "y": 0.0})
    assert "kink" in kinds(found)
    assert not any("by 'x' and 'y'" in note.text for note in found.notes)


def test_a_function_that_stands_still_has_the_derivative_0() -> None:
    found = at("sqrt(x*y)", x=1.0, y=0.0)
    assert found.gradient["f"]["x"] == 0
    assert found.gradient["f"]["y"] == inf


def test_a_pole_on_the_way_is_outside_the_domain() -> None:
    assert "kink" in kinds(at("sign(y)/x^y", x=0.0, y=0.0))


def test_a_jacobian_is_settled_row_by_row() -> None:
    found = jacobian(parse("sqrt(x)^2; abs(x)"), {"x": 0.0})
    assert found.blocks[0].entries == {("f1", "x"): 1, ("f2", "x"): 0}
    assert kinds(found) == ["kink", "information"]


@pytest.mark.parametrize(
    ("text", "value", "slope"),
    [
        ("diff(x*(1 - x^1.1), x, 2)", 0, -inf),
        ("diff(sqrt(x)^2, x)", 1, 0),
        ("diff(where(x == 0, 0, x), x)*(1 + x)", 1, 1),
        ("diff(abs(x)^2, x, 2)", 2, 0),
    ],
)
def test_what_diff_makes_is_settled_too(text: str, value: float, slope: float) -> None:
    found = at(text, x=0.0)
    assert found.values["f"] == value
    assert found.gradient["f"]["x"] == slope


def test_other_kinds_of_numbers() -> None:
    exact = evaluate(parse("where(x == 0, 1, (exp(x) - 1)/x)"), {"x": 0}, Question(numbers=EXACT))
    assert str(exact.gradient["f"]["x"]) == "1/2"
    found = evaluate(parse("pi*cbrt(x)^3"), {"x": 0}, Question(numbers=Digits(30)))
    assert str(found.gradient["f"]["x"]) == mp.nstr(mp.pi, 30)


def test_too_large_a_program_is_told_of() -> None:
    text = "; ".join(["y0 = abs(x)^2", *(f"y{n} = y{n - 1} + x" for n in range(1, 20_001))])
    found = evaluate(parse(text), {"x": 0.0}, Question(costs=False))
    assert "two seconds" in found.notes[-1].text


LOST = [
    ("log(1 - sigmoid(t))", {"t": 30.0}, 2),
    ("0.1 + 0.2 - 0.3", {}, 1),
    ("sin(pi)", {}, 1),
    ("10^16 + x - 10^16", {"x": 1.0}, 1),
    ("(1 - cos(x))/x^2", {"x": 1e-9}, 2),
]


@pytest.mark.parametrize(("text", "point", "count"), LOST, ids=[each[0] for each in LOST])
def test_lost_digits_are_told(text: str, point: dict[str, float], count: int) -> None:
    notes = [note for note in evaluate(parse(text), point).notes if note.kind == "warning"]
    assert len(notes) == count
    assert all("--digits 15" in note.text for note in notes)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("(x + y)*z", {"x": -2.0, "y": 5.0, "z": -4.0}),
        (
            "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))",
            {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0},
        ),
        ("x*y - y*x", {"x": 0.1, "y": 3.0}),
        ("1 + (0.1 + 0.2 - 0.3)", {}),
        ("x - x", {"x": 0.1}),
        ("log(1 - sigmoid(t))", {"t": 3.0}),
    ],
)
def test_nothing_is_said_where_the_digits_are_right(text: str, point: dict[str, float]) -> None:
    assert evaluate(parse(text), point).notes == ()
