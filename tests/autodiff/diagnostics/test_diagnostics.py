"""What a person is told: overflow, kinks and their words, 0 times infinity, branches not taken."""

from __future__ import annotations

from math import inf, isnan, nan
from typing import TYPE_CHECKING, Any

import pytest
from backprop.autodiff.answers.constant_value import constant_value
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.diagnostics.cross_check import relative_difference
from backprop.parser import BackpropError, parse

if TYPE_CHECKING:
    from backprop.autodiff.answers.report import Evaluation, Row
    from backprop.autodiff.graph.notes import Note


def answer(text: str, **given: Any) -> Evaluation:  # noqa: ANN401
    """The result at the numbers given by name; other keywords are options."""
    point = {name: number for name, number in given.items() if isinstance(number, int | float)}
    options = {name: value for name, value in given.items() if name not in point}
    options |= {name: point.pop(name) for name in ("strict", "verify") if name in point}
    return evaluate(parse(text), point, Question(**options))


def notes(result: Evaluation, *kinds: str) -> list[Note]:
    return [note for note in result.notes if note.kind in (kinds or ("kink", "warning"))]


def messages(result: Evaluation, *kinds: str) -> list[str]:
    return [note.message for note in notes(result, *kinds)]


def row(result: Evaluation, name: str) -> Row:
    (found,) = [row for row in result.rows if row.name == name]
    return found


# Overflow.


@pytest.mark.parametrize(
    ("text", "x", "message", "part"),
    [
        ("exp(x)", 1000, "'f' is too large for double precision and became inf", "exp(x)"),
        ("-exp(x) + 1", 1000, "'v1' is too large for double precision and became inf", "exp(x)"),
        ("x*10", -1e308, "'f' is too large for double precision and became -inf", "x*10"),
        (
            "big = x^3; big/2",
            1e200,
            "'big' is too large for double precision and became inf",
            "x^3",
        ),
        ("1e400 + x", 1, "'1e400' is too large for double precision and became inf", "1e400"),
        ("cosh(x)", -1000, "'f' is too large for double precision and became inf", "cosh(x)"),
        ("gamma(x)", 200, "'f' is too large for double precision and became inf", "gamma(x)"),
    ],
)
def test_overflow_is_a_warning_at_the_node_where_it_happens(
    text: str, x: float, message: str, part: str
) -> None:
    result = answer(text, x=x)
    (warning,) = notes(result, "warning")
    assert warning.message == message
    assert warning.span is not None
    assert text[slice(*warning.span)] == part


def test_an_infinity_that_was_given_is_no_overflow() -> None:
    assert messages(answer("exp(x)", x=inf)) == []
    assert messages(answer("inf*x", x=2)) == []


def test_underflow_is_silent() -> None:
    result = answer("exp(x)", x=-1000)
    assert result.values == {"f": 0.0}
    assert messages(result) == []


@pytest.mark.parametrize(
    ("text", "point", "edge"),
    [
        ("1/x", {"x": 1e-200}, "from 'f' to 'x' and became -inf"),
        ("log(x)", {"x": 1e-310}, "from 'f' to 'x' and became inf"),
        ("1e200*(1e200*x)", {"x": 1e-300}, "from 'v1' to 'x' and became inf"),
    ],
)
def test_a_derivative_that_overflows_is_a_warning_that_names_the_edge(
    text: str, point: dict[str, float], edge: str
) -> None:
    (message,) = messages(answer(text, **point))
    assert message == f"the derivative is too large for double precision on the edge {edge}"


def test_an_overflow_that_nothing_needs_is_not_told() -> None:
    assert messages(answer("a = exp(1000); x + 1", x=1)) == []


# NaN.


def test_a_nan_that_was_given_travels_without_an_error() -> None:
    result = answer("nan*x", x=1)
    assert isnan(result.values["f"])
    assert isnan(result.gradient["f"]["x"])
    assert isnan(answer("x + 1", x=nan).values["f"])


JUMP = "where(x == 0, 5, 0)"
"""With it there is no derivative at 0, and no limit stands in for one."""


@pytest.mark.parametrize("mode", ["forward", "reverse", "both"])
@pytest.mark.parametrize("text", [f"sqrt(x)^2 + {JUMP}", "sqrt(x^2)", "(x^2)^0.5"])
def test_zero_times_infinity_is_nan_and_is_explained_in_every_mode(text: str, mode: str) -> None:
    result = answer(text, x=0, mode=mode)
    assert isnan(result.gradient["f"]["x"])
    assert any("0 meets infinity on the edge from '" in message for message in messages(result))


def test_the_edge_where_zero_meets_infinity_is_named() -> None:
    assert messages(answer(f"sqrt(x)^2 + {JUMP}", x=0, mode="reverse"))[2] == (
        "0 meets infinity on the edge from 'v1' to 'x': 0 times inf is not determined, and the "
        "derivative given is NaN"
    )
    assert messages(answer(f"sqrt(x)^2 + {JUMP}", x=0, mode="forward"))[2].startswith(
        "0 meets infinity on the edge from 'v2' to 'v1': inf times 0 is not determined"
    )


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_infinities_that_cancel_are_nan_and_are_explained(mode: str) -> None:
    result = answer(f"sqrt(x) - cbrt(x) + {JUMP}", x=0, mode=mode)
    assert isnan(result.gradient["f"]["x"])
    assert any("infinities of both signs meet at" in message for message in messages(result))


def test_a_partial_without_a_value_is_explained() -> None:
    result = answer("hypot(x, 1)", x=inf)
    assert isnan(result.gradient["f"]["x"])
    assert messages(result, "kink") == [
        "no definite derivative exists on the edge from 'f' to 'x', and the derivative given is NaN"
    ]


def test_an_absent_derivative_is_not_zero_times_nan() -> None:
    assert answer("x^y", x=-2, y=3, wrt=["x"]).gradient == {"f": {"x": 12.0}}
    assert messages(answer("x^y", x=-2, y=3, wrt=["x"])) == []


# Kinks.


def test_a_kink_names_node_rule_and_sides() -> None:
    (kink,) = notes(answer("2*max(x, y)", x=3, y=3))
    assert kink.message == (
        "max is tied, at 'v1': the derivative given is 1 shared equally by the arguments that "
        "attain it"
    )
    assert kink.node == "v1"
    assert kink.span == (2, 11)
    assert [(side.argument, side.left, side.right) for side in kink.one_sided] == [
        ("x", 0, 1),
        ("y", 0, 1),
    ]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("abs(x) + y", {"wrt": ["y"]}),
        ("a = abs(x); y", {}),
        ("where(y > 0, y, abs(x))", {}),
        ("max(x, 3, 3) + y", {"wrt": ["y"]}),
        ("max(2, 3, 3) + y", {}),
        ("clamp(0, 0, 1) + y", {}),
        ("where(1 > 1, y, 2y)", {}),
        ("where(x > 0, y, 2y)", {"wrt": ["y"]}),
    ],
)
def test_a_kink_that_no_requested_derivative_passes_is_not_told(
    text: str, options: dict[str, list[str]]
) -> None:
    assert messages(answer(text, x=0, y=1, **options), "kink") == []


def test_kinks_come_in_evaluation_order() -> None:
    result = answer("where(abs(x) > 0, x, relu(x)) + floor(x)", x=0)
    assert [note.node for note in notes(result)] == ["v3", "v4", "v5"]
    assert len(notes(answer("abs(x) + abs(x)", x=0))) == 2


# Strict.


@pytest.mark.parametrize(
    ("text", "point", "message"),
    [
        ("abs(x)", {"x": 0}, "abs has a corner at 0, at 'f'"),
        ("exp(x)", {"x": 1000}, "'f' is too large for double precision"),
        ("sqrt(x^2)", {"x": 0}, "sqrt has a vertical tangent at 0"),
        ("1/2x", {"x": 1}, ""),
    ],
)
def test_strict_makes_an_error_of_the_first_warning_or_kink(
    text: str, point: dict[str, float], message: str
) -> None:
    with pytest.raises(BackpropError) as caught:
        evaluate(parse(text), point, Question(strict=True))
    assert caught.value.message.startswith(message)
    assert caught.value.span is not None
    assert caught.value.hint == "without --strict this is only a note"


def test_strict_lets_information_pass() -> None:
    assert answer("e = 2x; unneeded = e; e + 1", x=1, strict=True).values == {"f": 3.0}


# Branches.


def test_the_branch_not_taken_is_blank_and_costs_nothing() -> None:
    result = answer("a = 1/x; where(x > 0, a, exp(x))", x=0)
    assert row(result, "a").value is None
    assert row(result, "a").partials == (None, None)
    assert row(result, "a").gradient == {"f": None}
    assert row(result, "a").tangents == {"x": None}
    assert row(result, "v2").value == 1.0
    assert result.costs is not None
    assert result.costs.function.counts == {"compare": 1, "function": 1}


def test_a_node_of_the_branch_not_taken_that_is_needed_elsewhere_is_there() -> None:
    result = answer("a = 2x; where(x > 5, a, x) + a", x=1)
    assert row(result, "a").value == 2.0
    assert result.gradient == {"f": {"x": 3.0}}


@pytest.mark.parametrize("bad", ["1/0", "log(-1)", "0/0", "exp(1e4)", "nan", "sqrt(x - 2)"])
@pytest.mark.parametrize("pattern", ["where(x > 0, x^2, {})", "where(x < 0, {}, x^2)"])
def test_the_branch_not_taken_cannot_fail_or_leak(pattern: str, bad: str) -> None:
    result = answer(pattern.format(bad), x=1)
    assert result.values == {"f": 1.0}
    assert result.gradient == {"f": {"x": 2.0}}
    assert messages(result) == []


def test_a_condition_can_fail() -> None:
    with pytest.raises(BackpropError, match="y != 0"):
        answer("where(1/x > 0, x, x)", x=0)


# Modes.


@pytest.mark.parametrize(
    ("a", "b", "difference"),
    [(1.0, 1.0, 0.0), (0.0, -0.0, 0.0), (nan, nan, 0.0), (inf, inf, 0.0), (inf, 1.0, inf),
     (nan, 1.0, inf), (1.0, 1.25, 0.2), (-1.0, 1.0, 2.0), (0.0, 1.0, 1.0)],
)  # fmt: skip
def test_relative_difference(a: float, b: float, difference: float) -> None:
    assert relative_difference(a, b) == relative_difference(b, a) == difference


def test_modes_that_differ_by_more_than_rounding_are_told() -> None:
    # Forward mode multiplies from the input on and underflows, reverse mode from the output.
    result = answer("1e300*(1e-200*(1e-200*x))", x=1)
    assert result.gradient["f"]["x"] == pytest.approx(1e-100)
    assert result.agreement == 1.0
    (message,) = messages(result, "warning")
    assert message.startswith("the two modes disagree on ∂f/∂x by more than rounding explains: ")


def test_modes_that_differ_by_rounding_only_are_not_told_of() -> None:
    result = answer("0.1*(0.7*(1.3*x))*exp(x)*sin(x)", x=0.3)
    assert result.agreement is not None
    assert result.agreement < 1e-14
    assert messages(result) == []
    assert messages(answer("1e-162*x*1e-160*3.3*x*1.7", x=0.7)) == []  # rounding of subnormals


# Values given as constant expressions.


@pytest.mark.parametrize(
    ("text", "value"),
    [("pi/2", 1.5707963267948966), ("-1e5", -1e5), ("1/3", 1 / 3), ("2^10", 1024.0), ("inf", inf),
     ("-inf", -inf), ("a = 2; a^2", 4.0), ("sqrt(2)", 2**0.5)],
)  # fmt: skip
def test_an_input_may_be_a_constant_expression(text: str, value: float) -> None:
    assert constant_value(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "'x' has no value here"),
        ("1; 2", "a value is one expression"),
        ("1/0", "x / y is defined where y != 0"),
        ("1e400", "is too large for double precision"),
        ("exp(1000)", "is too large for double precision"),
        ("sine(1)", "unknown function 'sine'"),
        ("1 +", ""),
    ],
)
def test_what_is_not_a_constant_expression_is_refused(text: str, message: str) -> None:
    with pytest.raises(BackpropError) as caught:
        constant_value(text)
    assert message in caught.value.message
    assert caught.value.text == text


@pytest.mark.parametrize(
    "text",
    [
        "diff(max(x, y), x)", "where(x > 0, abs(x), -x)", "where(x > 0, where(x > 0, x, 2x), 3x)",
        "(x == max(x, y))*x",
    ],
)  # fmt: skip
def test_where_several_things_turn_at_once_no_sides_are_claimed(text: str) -> None:
    found = evaluate(parse(text), {"x": 0, "y": 0} if "y" in text else {"x": 0})
    decided = [note for note in found.notes if "equality" in note.message or "jump" in note.message]
    assert decided
    for note in decided:
        assert not note.one_sided, note.message
