"""The walk without a list of edges gives the sweeps' gradient to the last digit."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff import differentiate
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation import sweeps
from backprop.autodiff.differentiation.backward import adjoints
from backprop.autodiff.graph.graph import Graph
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.rules import PRIMITIVES, PRIMITIVES_EACH, WHERE
from backprop.parser.parse import parse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.programs import graph_of, point_of, random_program
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


def walked(graph: Graph, point: dict[str, float]) -> list[float]:
    """What the walk gives for the inputs, 0 for what is absent."""
    values = sweeps.evaluate(graph, FLOATS, point)
    moving = graph.above(graph.inputs.values())
    found = adjoints(graph, FLOATS, values, moving, graph.outputs["f"])
    return [found[node] or 0.0 for node in graph.inputs.values()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("is_nan", [False, True])
def test_every_row_is_walked(row: Primitive, is_nan: bool) -> None:
    graph, point = rows_graph(row)
    here = dict.fromkeys(point, float("nan")) if is_nan else point
    expected = by_edges(graph, here, graph.outputs["f"])
    for derivative, wanted in zip(walked(graph, here), expected, strict=True):
        assert same(derivative, wanted or 0.0)


ENTRIES = [
    entry
    for entry in CORPUS
    if not (entry.options.get("strict") or set(entry.point) & {"pi", "e", "tau", "inf", "nan"})
]


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_the_corpus_has_the_derivatives_of_eval(entry: Entry) -> None:
    options = {name: entry.options[name] for name in ("of", "wrt", "ties") if name in entry.options}
    report = evaluate(
        parse(entry.text), entry.point, Question(mode="reverse", costs=False, **options)
    )
    formula = differentiate(entry.text, **options)
    for _ in range(2):
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
    expected = by_edges(graph, point, graph.outputs["f"])
    for derivative, wanted in zip(walked(graph, point), expected, strict=True):
        assert same(derivative, wanted or 0.0)


def test_only_what_is_asked_for_is_differentiated() -> None:
    formula = differentiate("x^y + floor(z)", wrt=["x", "z"])
    for _ in range(2):
        assert formula.gradient(-2.0, 3.0, 0.5) == {"x": 12.0, "z": 0.0}
    named = differentiate("u = a*b; f = sin(u)*u", wrt=["u"])
    assert named.gradient(0.0, 1.0) == {"u": 0.0}
