"""One way from a question to its solution, and the walks that every answer shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question, solve, understand
from backprop.autodiff.differentiation import sweeps
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program import names as naming
from backprop.autodiff.program.lower import lower
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse

from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from backprop.autodiff.graph.graph import Graph

SMALL = [entry for entry in CORPUS if len(entry.text) < 60 and entry.point]


def graph_of(entry: Entry) -> Graph:
    names = understand(parse(entry.text))
    return lower(names, given=[name for name in names.constants if name in entry.point])


@pytest.mark.parametrize("entry", SMALL, ids=lambda entry: entry.name)
def test_above_and_below_are_the_same_relation(entry: Entry) -> None:
    graph = graph_of(entry)
    above = [graph.above([node]) for node in range(len(graph))]
    below = [graph.below([node]) for node in range(len(graph))]
    for node in range(len(graph)):
        assert [marks[node] for marks in above] == list(below[node])
        assert all(below[node][argument] for argument in graph.arguments[node])


@pytest.mark.parametrize("entry", SMALL, ids=lambda entry: entry.name)
def test_a_moved_input_is_evaluated_as_a_new_point(entry: Entry) -> None:
    graph = graph_of(entry)
    point = {name: float(entry.point[name]) for name in graph.inputs}
    values = sweeps.evaluate(graph, FLOATS, point)
    for name, node in graph.inputs.items():
        moved = point[name] + 0.25
        expected = sweeps.evaluate(graph, FLOATS, {**point, name: moved})
        found = sweeps.reevaluated(graph, FLOATS, values, {node: moved})
        assert list(map(repr, found)) == list(map(repr, expected))


def test_what_waits_for_what_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    class Counted(naming.Dependencies):
        def __init__(self, names: naming.Survey) -> None:
            made.append(names.program.text)
            super().__init__(names)

    monkeypatch.setattr(naming, "Dependencies", Counted)
    names = understand(parse("g(u) = u^2; a = g(x); a + 1"))
    assert evaluate(names, {"x": 3.0}).values == {"f": 10.0}
    assert solve(names, {"x": 3.0}).value(0) == 3.0
    assert made == [names.program.text]


def test_a_program_that_has_been_understood_is_taken_as_it_is() -> None:
    names = understand(parse("x*y"))
    assert understand(names) is names
    point = {"x": 2.0, "y": 3.0}
    assert evaluate(names, point) == evaluate(parse("x*y"), point)


@pytest.mark.parametrize("mode", ["forward", "reverse", "both"])
def test_a_solution_has_the_sweeps_of_its_mode(mode: str) -> None:
    found = solve(parse("x*y; x + y"), {"x": 2.0, "y": 3.0}, Question(wrt=["x"], mode=mode))
    assert (list(found.tangents), list(found.adjoints)) == (
        ["x"] if mode != "reverse" else [],
        ["f1", "f2"] if mode != "forward" else [],
    )
    assert found.derivative("f1", "x") == 3.0


def test_a_solution_is_refused_as_an_evaluation_is() -> None:
    for ask in (evaluate, solve):
        with pytest.raises(BackpropError, match="'y' is not a name here"):
            ask(parse("x"), {"x": 1.0}, Question(wrt=["y"]))
        with pytest.raises(BackpropError, match="no value is given for 'x'"):
            ask(parse("x"), {})
        with pytest.raises(BackpropError, match="abs has a corner"):
            ask(parse("abs(x)"), {"x": 0.0}, Question(strict=True))
