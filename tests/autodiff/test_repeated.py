"""Walks, batches on lists and on arrays give one answer; the first two to the last digit."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pytest
from backprop.autodiff import differentiate
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.batches import Runner, planned
from backprop.autodiff.columns import COLUMNS, Column
from backprop.autodiff.differentiation import sweeps
from backprop.autodiff.differentiation.backward import adjoints, moving_nodes
from backprop.autodiff.graph.graph import Graph
from backprop.autodiff.numbers.arrays import ARRAYS
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.repeated import WALKS, Repeated
from backprop.autodiff.rules import PRIMITIVES, PRIMITIVES_EACH, WHERE
from backprop.parser.parse import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.programs import graph_of, point_of, random_program, wide_program
from tests.corpus import CORPUS

if TYPE_CHECKING:
    from backprop.autodiff.rules import Primitive

    from tests.corpus import Entry

ROWS = [row for row in PRIMITIVES_EACH.values() if row is not WHERE]
ROWS += [row for name, row in PRIMITIVES.items() if PRIMITIVES_EACH[name] is not row]


def same(a: float, b: float) -> bool:
    """The same number to the last digit; zeros of either sign are one."""
    return a == b or (isnan(a) and isnan(b))


def by_edges(graph: Graph, point: dict[str, float], output: int) -> list[float | None]:
    """What `linearize` and `reverse` give for the inputs."""
    values = sweeps.evaluate(graph, FLOATS, point)
    wrt = list(graph.inputs.values())
    active = sweeps.active_positions(graph, values, wrt, [output])
    found = sweeps.reverse(sweeps.linearize(graph, FLOATS, values, active), output)
    return [found[node] for node in wrt]


def rows_graph(row: Primitive) -> tuple[Graph, dict[str, float]]:
    """A graph that applies a row at all of its samples and corners, which become a batch."""
    graph, point = Graph(), dict[str, float]()
    results: list[int] = []
    for numbers in (*row.samples, *row.corners):
        arguments: list[int] = []
        for number in numbers:
            arguments.append(graph.add_input(f"x{len(point)}"))
            point[f"x{len(point)}"] = number
        results.append(graph.add_operation(row, tuple(arguments)))
    while len(results) > 1:
        pairs = zip(results[::2], results[1::2], strict=False)
        sums = [graph.add_operation(PRIMITIVES["add"], pair) for pair in pairs]
        results = sums + results[len(sums) * 2 :]
    graph.outputs["f"] = results[0]
    graph.named = graph.inputs | graph.outputs
    return graph, point


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_goes_in_batches(row: Primitive) -> None:
    graph, point = rows_graph(row)
    plan = planned(graph, graph.inputs.values(), width=0)
    assert (plan is None) == (row.passes is not None)  # its edges depend on the point
    if plan is None:
        return
    names = {node: name for name, node in graph.inputs.items()}
    leaves = [point[names[node]] for node in plan.leaves]
    expected = by_edges(graph, point, graph.outputs["f"])
    found = Runner(plan, COLUMNS).gradient(leaves)
    for node, derivative in zip(graph.inputs.values(), expected, strict=True):
        assert same(found.get(node, 0.0), derivative or 0.0)
    with ARRAYS.quiet():
        arrays = Runner(plan, ARRAYS).gradient(leaves)
    for node, derivative in zip(graph.inputs.values(), expected, strict=True):
        assert arrays.get(node, 0.0) == pytest.approx(derivative or 0.0, rel=1e-9, nan_ok=True)


ENTRIES = [
    entry
    for entry in CORPUS
    if not (entry.options.get("strict") or set(entry.point) & {"pi", "e", "tau", "inf", "nan"})
]


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_the_corpus_has_the_derivatives_of_eval(entry: Entry) -> None:
    options = {name: entry.options[name] for name in ("of", "wrt", "ties") if name in entry.options}
    report = evaluate(parse(entry.text), entry.point, mode="reverse", costs=False, **options)
    formula = differentiate(entry.text, **options)
    for _ in range(WALKS + 2):
        found = formula.jacobian(**entry.point)
        for output, row in report.gradient.items():
            for name, derivative in row.items():
                by_rules = entry.gradient[output][name] if name in entry.settled else derivative
                assert same(found[output][name], float(by_rules or 0.0)), (output, name)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.integers(1, 12), st.integers(0, 10**6))
def test_random_programs_agree_to_the_last_digit(size: int, inputs: int, seed: int) -> None:
    program = random_program(size, inputs, seed)
    graph, point = graph_of(program), point_of(program)
    output = graph.outputs["f"]
    expected = [each or 0.0 for each in by_edges(graph, point, output)]
    moving = moving_nodes(graph, graph.inputs.values())
    walked = adjoints(graph, FLOATS, sweeps.evaluate(graph, FLOATS, point), moving, output)
    plan = planned(graph, graph.inputs.values(), width=0)
    assert plan is not None
    leaves = [program.point[node] for node in plan.leaves]
    batches = Runner(plan, COLUMNS).gradient(leaves)
    for node, derivative in zip(graph.inputs.values(), expected, strict=True):
        assert same(walked[node] or 0.0, derivative)
        assert same(batches.get(node, 0.0), derivative)
    assert Runner(plan, COLUMNS).value(leaves) == sweeps.evaluate(graph, FLOATS, point)[output]


@pytest.mark.parametrize("name", [row.name for row in ROWS if row.kinks])
def test_a_function_of_pieces_is_in_none_of_them_at_nan(name: str) -> None:
    row = PRIMITIVES[name]
    graph, point = rows_graph(row)
    nowhere = dict.fromkeys(point, float("nan"))
    output = graph.outputs["f"]
    values = sweeps.evaluate(graph, FLOATS, nowhere)
    walked = adjoints(graph, FLOATS, values, moving_nodes(graph, graph.inputs.values()), output)
    expected = by_edges(graph, nowhere, output)
    for node, derivative in zip(graph.inputs.values(), expected, strict=True):
        assert same(walked[node] or 0.0, derivative or 0.0)
    plan = planned(graph, graph.inputs.values(), width=0)
    if plan is None:
        return
    found = Runner(plan, COLUMNS).gradient([float("nan")] * len(plan.leaves))
    for node, derivative in zip(graph.inputs.values(), expected, strict=True):
        assert same(found.get(node, 0.0), derivative or 0.0)


@pytest.mark.parametrize(
    ("text", "is_planned"),
    [
        ("where(x > 0, x, y)", False),
        ("x*y; x + y", False),
        (" + ".join(f"sin(x{i})" for i in range(200)), False),  # a chain of sums
    ],
)
def test_what_has_no_plan_is_walked(text: str, is_planned: bool) -> None:
    graph = lower(survey(parse(text)))
    assert (planned(graph, graph.inputs.values()) is not None) is is_planned


def test_a_plan_is_made_for_who_asks_again() -> None:
    graph = graph_of(wide_program(300))
    numbers = Repeated(graph, tuple(graph.inputs))
    point = {name: 0.1 + place for place, name in enumerate(graph.inputs)}
    answers = [(numbers.jacobian(point), numbers.values(point)) for _ in range(WALKS + 3)]
    assert all(answer == answers[0] for answer in answers)
    assert numbers._runner is not None
    arrays = Repeated(graph, tuple(graph.inputs), numpy=True)
    for _ in range(WALKS + 1):
        found = arrays.jacobian(point)
    assert found["f"] == pytest.approx(answers[0][0]["f"])


def test_only_what_is_asked_for_is_differentiated() -> None:
    formula = differentiate("x^y + floor(z)", wrt=["x", "z"])
    for _ in range(WALKS + 2):
        assert formula.gradient(-2.0, 3.0, 0.5) == {"x": 12.0, "z": 0.0}
    named = differentiate("u = a*b; f = sin(u)*u", wrt=["u"])
    assert named.gradient(0.0, 1.0) == {"u": 0.0}


def test_columns_broadcast_numbers_and_choose_element_by_element() -> None:
    x = Column([1.0, -2.0, float("nan")])
    assert 1 - x == Column([0.0, 3.0, x[2]]) or isnan((1 - x)[2])
    assert list(-x)[:2] == [-1.0, 2.0]
    chosen = COLUMNS.where(COLUMNS.greater(x, 0), lambda: COLUMNS.log(x), lambda: 7)
    assert chosen == [0.0, 7, 7]
    assert COLUMNS.divide(1, Column([2.0, 0.0])) == [0.5, np.inf]
    assert COLUMNS.where(1, lambda: 3, lambda: 4) == 3
