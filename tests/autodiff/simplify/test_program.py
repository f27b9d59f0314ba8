"""Programs with shared parts: they can be run, say what the nodes say, and are small."""

from __future__ import annotations

import math
import re
from itertools import compress
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.question import understand
from backprop.autodiff.differentiation.derivative import differentiated, repeated
from backprop.autodiff.differentiation.sweeps import evaluate as values_of
from backprop.autodiff.differentiation.sweeps import needed_nodes
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.simplify import operation_count
from backprop.autodiff.simplify import program as noted_program
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from hypothesis import HealthCheck, example, given, settings
from mpmath import mp, mpf

from tests.autodiff.programs import Random, programs
from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from backprop.autodiff.graph.graph import Graph
    from backprop.parser import Program


def graph_of(text: str) -> Graph:
    return lower(survey(parse(text)))


def program(
    graph: Graph, nodes: dict[str, int], *, simplify: bool = True, taken: tuple[str, ...] = ()
) -> Program:
    return noted_program(graph, nodes, simplify=simplify, taken=taken).program


def run(made: Program, point: dict[str, float]) -> dict[str, float]:
    """What the program's text gives, read again and evaluated as any other."""
    names = understand(parse(made.text))
    graph = lower(names, given=point)
    numbers = values_of(graph, FLOATS, {name: point[name] for name in graph.inputs})
    return {name: numbers[node] for name, node in graph.outputs.items()}


def operations(made: Program) -> int:
    return sum(operation_count(statement.value) for statement in made.statements)


def close(a: float, b: float, tolerance: float = 1e-9) -> bool:
    if not (math.isfinite(a) and abs(a) < 1e250):
        return True
    return math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-12)


def has_value(graph: Graph, numbers: list[float], node: int) -> bool:
    """Whether nothing on the way to a node is a pole or too large.

    z/(z/x) at x = 0 has no value, though doubles, to which z/x is infinite there, say 0.
    """
    needed = needed_nodes(graph, numbers, [node])
    return all(map(math.isfinite, compress(numbers, needed)))


@pytest.mark.parametrize("simplify", [True, False])
@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_the_corpus_runs(entry: Entry, simplify: bool) -> None:
    graph = lower(survey(parse(entry.text)), given=entry.point)
    found = differentiated(graph, graph.inputs)
    nodes = {f"d{n}": node for n, node in enumerate(found.entries.values())}
    if not nodes:
        return
    point = {name: float(entry.point[name]) for name in graph.inputs}
    numbers = values_of(found.graph, FLOATS, point)
    made = program(found.graph, nodes, simplify=simplify)
    results = run(made, point)
    assert list(results) == list(nodes)
    for name, node in nodes.items():
        assert close(numbers[node], results[name]), made.text


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
@example(Random(("z/(z/x) + 0*(x + y + z)",), {"x": 0.0, "y": 0.0, "z": 0.01}))
def test_any_program_runs(random: Random) -> None:
    graph = graph_of(random.text)
    found = differentiated(graph, graph.inputs, mode="reverse")
    nodes = {f"df_d{by}": node for (_, by), node in found.entries.items()}
    nodes["value"] = found.graph.outputs["f"]
    numbers = values_of(found.graph, FLOATS, random.point)
    for simplify in (True, False):
        made = program(found.graph, nodes, simplify=simplify)
        try:
            results = run(made, random.point)
        except BackpropError as error:
            pytest.fail(f"{error.message}: {made.text}")
        for name, node in nodes.items():
            if has_value(found.graph, numbers, node) and abs(numbers[node]) < 1e6:
                assert close(numbers[node], results[name], 1e-5), made.text


def test_the_sixth_derivative_is_small_and_right() -> None:
    found = repeated(graph_of("sin(x)*exp(x)/(1+x^2)"), "x", 6, general=True)
    node = found.entries["f", "x"]
    plain = program(found.graph, {"d6f": node}, simplify=False)
    made = program(found.graph, {"d6f": node})
    assert len(made.statements) < 80
    assert operations(made) < 0.8 * operations(plain) < 400
    with mp.workdps(60):
        expected = mp.diff(lambda x: mp.sin(x) * mp.exp(x) / (1 + x * x), mpf("0.7"), 6)
    for each in (plain, made):
        assert math.isclose(run(each, {"x": 0.7})["d6f"], float(expected), rel_tol=1e-11)


def test_each_shared_part_is_written_once_and_used() -> None:
    found = differentiated(graph_of("exp(-x*y)*sin(x*y)/(1 + x*y)"), ["x", "y"], general=True)
    made = program(found.graph, {f"df_d{by}": node for (_, by), node in found.entries.items()})
    *names, last, final = [each.target.name for each in made.statements if each.target]
    assert [last, final] == ["df_dx", "df_dy"]
    for name in names:
        assert len(re.findall(rf"\b{name}\b", made.text)) > 2, made.text
    values = made.text.split("; ")
    assert len(set(values)) == len(values)


def test_names_are_not_taken_from_anything() -> None:
    graph = graph_of("t1*t3*exp(t1*t3)*sin(exp(t1*t3))")
    found = differentiated(graph, ["t1", "t3"], general=True)
    nodes = {"t2": found.entries["f", "t1"], "t5": found.entries["f", "t3"]}
    made = program(found.graph, nodes, taken=("t4", "t6"))
    targets = [each.target.name for each in made.statements if each.target]
    assert targets[-2:] == ["t2", "t5"]
    assert not {"t1", "t3", "t4", "t6"} & set(targets)
    assert len(set(targets)) == len(targets) > 3
    point = {"t1": 0.3, "t3": -0.7}
    numbers = values_of(found.graph, FLOATS, point)
    results = run(made, point)
    assert all(close(numbers[node], results[name]) for name, node in nodes.items())


def test_two_results_that_are_alike_are_both_outputs() -> None:
    found = differentiated(graph_of("sin(x + y)"), ["x", "y"], general=True)
    made = program(found.graph, {"a": found.entries["f", "x"], "b": found.entries["f", "y"]})
    assert made.text == "t1 = cos(x + y); a = t1; b = t1"


def test_it_is_linear_in_the_graph() -> None:
    sizes: list[int] = []
    for number in (100, 200):
        lines = ["t0 = x", *(f"t{n + 1} = sin(t{n})*t{n} + x" for n in range(number))]
        found = differentiated(graph_of("; ".join(lines)), ["x"])
        (node,) = found.entries.values()
        sizes.append(len(program(found.graph, {"d": node}).text))
    assert sizes[1] < 2.3 * sizes[0]
    assert sizes[1] < 40_000
