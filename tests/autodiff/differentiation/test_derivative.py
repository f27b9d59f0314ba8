"""The derivative program: the same numbers as the sweeps at every point, whatever the branches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation.derivative import differentiated, flat_operations, repeated
from backprop.autodiff.differentiation.sweeps import evaluate as values_of
from backprop.autodiff.graph.labels import formula
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from hypothesis import HealthCheck, given, settings
from mpmath import mp, mpf

from tests.autodiff.programs import Random, programs
from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from backprop.autodiff.graph.graph import Graph


def graph_of(text: str) -> Graph:
    return lower(survey(parse(text)))


def derivatives(text: str, mode: str = "forward", *, general: bool = False) -> dict[str, str]:
    graph = graph_of(text)
    found = differentiated(graph, graph.inputs, mode=mode, general=general)
    return {
        f"{output}/{by}": formula(found.graph, node) for (output, by), node in found.entries.items()
    }


def close(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-9)


@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x*y", {"f/x": "y", "f/y": "x"}),
        ("x^2 + y", {"f/x": "2*x", "f/y": "1"}),
        ("floor(x)*y", {"f/y": "floor(x)"}),
        ("x^n", {"f/x": "where(x == 0 and n == 0, 0, n*x^(n - 1))",
                 "f/n": "where(x == 0, 0, x^n*log(x))"}),
        ("where(x > 0, log(x), y)", {"f/x": "where(x > 0, 1/x, 0)", "f/y": "where(x > 0, 0, 1)"}),
        ("where(x > 0, x, -x)", {"f/x": "where(x > 0, 1, -1)"}),
        ("sqrt(where(x > 0, 0, x))",
         {"f/x": "where(x > 0, 0, 1/(2*sqrt(where(x > 0, 0, x))))"}),
    ],
)  # fmt: skip
def test_derivatives_written_out(text: str, expected: dict[str, str], mode: str) -> None:
    found = derivatives(text, mode)
    assert found == expected


def test_forward_mode_keeps_nested_branches_together() -> None:
    assert derivatives("where(x > 0, where(y > 0, x, 2*x), 3*x)") == {
        "f/x": "where(x > 0, where(y > 0, 1, 2), 3)"
    }
    assert derivatives("where(a, x, where(b, x^2, where(c, x^3, 5)))") == {
        "f/x": "where(a, 1, where(b, 2*x, where(c, 3*x^2, 0)))"
    }


@pytest.mark.parametrize(
    ("text", "point", "value", "by", "slope"),
    [
        ("diff(diff(x^y, x), y)", {"x": 2.0, "y": 0.0}, 0.5, "x", -0.25),
        ("diff(x^y, x, 2)", {"x": 2.0, "y": 1.0}, 0.0, "y", 0.5),
        ("diff(a*x^b, x)", {"a": 3.0, "x": 2.0, "b": 0.0}, 0.0, "b", 1.5),
        ("diff((x^z)^x, x)", {"x": 2.0, "z": 0.0}, 0.0, "z", 1 + math.log(2)),
    ],
)
def test_a_guard_holds_at_the_one_point_that_needs_it(
    text: str, point: dict[str, float], value: float, by: str, slope: float
) -> None:
    """The derivatives by hand of y*x^(y - 1) and of their like, where the exponent is 0."""
    found = evaluate(parse(text), point)
    assert found.values["f"] == pytest.approx(value)
    assert found.gradient["f"][by] == pytest.approx(slope)


def test_a_general_formula_leaves_out_the_point_that_the_rule_sets_apart() -> None:
    graph = graph_of("x^n")
    found = differentiated(graph, ["x"], general=True)
    assert formula(found.graph, found.entries["f", "x"]) == "n*x^(n - 1)"
    assert [formula(found.graph, node) for node in found.exceptions] == ["x == 0 and n == 0"]
    assert differentiated(graph_of("e^x"), ["x"], general=True).exceptions == ()


@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_the_program_gives_the_numbers_of_the_sweeps(entry: Entry, mode: str) -> None:
    if entry.options.get("of") or entry.options.get("ties") or entry.options.get("strict"):
        pytest.skip("the program is asked for as it stands")
    result = evaluate(parse(entry.text), entry.point, Question(costs=False))
    graph = lower(survey(parse(entry.text)), given=entry.point)
    found = differentiated(graph, graph.inputs, mode=mode)
    numbers = values_of(
        found.graph, FLOATS, {name: float(entry.point[name]) for name in graph.inputs}
    )
    for output, row in result.gradient.items():
        for by, expected in row.items():
            node = found.entries.get((output, by))
            by_rules = entry.gradient[output][by] if by in entry.settled else expected
            assert close(0.0 if node is None else numbers[node], by_rules), (output, by)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_any_program_gives_the_numbers_of_the_sweeps(program: Random) -> None:
    try:
        result = evaluate(parse(program.text), program.point, Question(costs=False))
    except BackpropError:
        return
    graph = graph_of(program.text)
    settled = {(output, row.name) for row in result.rows for output in row.by_limit}
    for mode in ("forward", "reverse"):
        found = differentiated(graph, graph.inputs, mode=mode)
        numbers = values_of(found.graph, FLOATS, program.point)
        for output, row in result.gradient.items():
            for by, expected in row.items():
                if (output, by) in settled:
                    continue
                node = found.entries.get((output, by))
                given_number = 0.0 if node is None else numbers[node]
                if math.isfinite(expected):
                    assert math.isclose(given_number, expected, rel_tol=1e-6, abs_tol=1e-9), mode


def test_a_branch_not_taken_cannot_leak_where_a_node_is_shared_between_conditions() -> None:
    text = "t = log(x); where(x > 0, t, 0) + where(x > 1, 2*t, 0)"
    graph = graph_of(text)
    for mode in ("forward", "reverse"):
        found = differentiated(graph, ["x"], mode=mode)
        node = found.entries["f", "x"]
        slopes = [values_of(found.graph, FLOATS, {"x": x})[node] for x in (-1.0, 0.0, 0.5, 2.0)]
        assert slopes == [0, 0, 2, 1.5]


def test_the_sixth_derivative_stays_small_and_is_right() -> None:
    graph = graph_of("sin(x)*exp(x)/(1+x^2)")
    found = repeated(graph, "x", 6)
    assert len(found.graph) < 600
    mp.dps = 50
    with mp.workdps(60):
        expected = mp.diff(lambda x: mp.sin(x) * mp.exp(x) / (1 + x * x), mpf("0.7"), 6)
    value = values_of(found.graph, FLOATS, {"x": 0.7})[found.entries["f", "x"]]
    assert math.isclose(value, float(expected), rel_tol=1e-12)


def test_orders() -> None:
    graph = graph_of("x^3 + y")
    assert [
        {key: formula(found.graph, node) for key, node in found.entries.items()}
        for found in (repeated(graph, "x", order) for order in range(5))
    ] == [
        {("f", "x"): "x^3 + y"},
        {("f", "x"): "3*x^2"},
        {("f", "x"): "3*(2*x)"},
        {("f", "x"): "3*2"},
        {},
    ]


def test_flat_operations_are_those_that_no_derivative_passes() -> None:
    graph = graph_of("floor(x)*y + where(round(x) > 2, sign(y), 1) + ceil(3)")
    nodes = flat_operations(graph, graph.inputs.values(), graph.outputs.values())
    assert [graph.operations[node].name for node in nodes] == ["floor", "sign"]


def test_a_derivative_program_of_a_long_chain_is_linear() -> None:
    graph = graph_of("+".join(["sin(x)"] * 20_000))
    found = differentiated(graph, ["x"], mode="reverse")
    assert len(found.graph) < 4 * len(graph)
