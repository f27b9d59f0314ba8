"""Formulas written out: their style, their bounds, and that they say what the nodes say."""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.differentiation.derivative import Derivatives, differentiated
from backprop.autodiff.differentiation.sweeps import evaluate as values_of
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.simplify import SIZE_LIMIT, formulas, operation_count
from backprop.autodiff.simplify.reading import Reader
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from backprop.parser.unparse import unparse

from tests.autodiff.simplify.judge import tree_of
from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from backprop.autodiff.graph.graph import Graph


def graph_of(text: str, **given: float) -> Graph:
    return lower(survey(parse(text)), given=given)


def derivatives(text: str, **given: float) -> Derivatives:
    graph = graph_of(text, **given)
    return differentiated(graph, graph.inputs, general=True)


def written(found: Derivatives, *, simplify: bool = True) -> dict[str, str]:
    nodes = {f"{output}/{by}": node for (output, by), node in found.entries.items()}
    made = formulas(found.graph, nodes, simplify=simplify)
    return {name: unparse(tree) for name, tree in made.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sin(x^2)*y", {"f/x": "2*x*cos(x^2)*y", "f/y": "sin(x^2)"}),
        ("max(x, y)", {"f/x": "where(x > y, 1, where(x == y, 1/2, 0))",
                       "f/y": "where(y > x, 1, where(x == y, 1/2, 0))"}),
        ("x^n", {"f/x": "n*x^(n - 1)", "f/n": "x^n*log(x)"}),
        ("0.25*x^2", {"f/x": "0.5*x"}),
        ("x^2/4", {"f/x": "x/2"}),
        ("0.1*x*y/3", {"f/x": "y/30", "f/y": "x/30"}),
        ("e^x", {"f/x": "e^x"}),
        ("e^x + exp(2x)", {"f/x": "exp(x) + 2*exp(2*x)"}),
        ("x/exp(x)", {"f/x": "(1 - x)/exp(x)"}),
        ("x*exp(-x)", {"f/x": "(1 - x)*exp(-x)"}),
        ("1 + x + x^2 + x^3", {"f/x": "3*x^2 + 2*x + 1"}),
        ("(1 + x + x^2)^2", {"f/x": "2*(1 + x + x^2)*(2*x + 1)"}),
        ("sigmoid(b + x*w)", {
            "f/b": "sigmoid(b + x*w)*sigmoid(-b - x*w)",
            "f/x": "w*sigmoid(b + x*w)*sigmoid(-b - x*w)",
            "f/w": "x*sigmoid(b + x*w)*sigmoid(-b - x*w)"}),
    ],
)  # fmt: skip
def test_it_is_written_as_a_person_writes(text: str, expected: dict[str, str]) -> None:
    assert written(derivatives(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("log(x/y)", {"f/x": "1/x", "f/y": "-1/y"}),
        ("(a/b)/(c/d)", {"f/a": "d/(b*c)", "f/b": "-a*d/(b^2*c)", "f/c": "-a*d/(b*c^2)",
                         "f/d": "a/(b*c)"}),
        ("atan(1/x)", {"f/x": "-1/(x^2 + 1)"}),
        ("atan(x) + atan(1/x)", {"f/x": "0"}),
        ("(x^2 - 4)/(x - 2)", {"f/x": "1"}),
        ("x*acos(x) - sqrt(1 - x^2)", {"f/x": "acos(x)"}),
        ("log(sec(x) + tan(x))", {"f/x": "sec(x)"}),
        ("log(1/cos(x) + sin(x)/cos(x))", {"f/x": "1/cos(x)"}),
        ("log(tan(x))", {"f/x": "1/(sin(x)*cos(x))"}),
        ("sin(x)*tan(x)", {"f/x": "sin(x) + tan(x)/cos(x)"}),
        ("sec(x)", {"f/x": "sec(x)*tan(x)"}),
        ("1/cos(x)", {"f/x": "sin(x)/cos(x)^2"}),
        ("tanh(x)^2", {"f/x": "2*tanh(x)/cosh(x)^2"}),
        ("hypot(sqrt(2x), 1)", {"f/x": "1/sqrt(2*x + 1)"}),
        ("acos(x/2)", {"f/x": "-1/sqrt(4 - x^2)"}),
        ("sqrt(x)*(x - 1)", {"f/x": "(3*x - 1)/(2*sqrt(x))"}),
        ("diff(sqrt(x)^2, x)*x^2", {"f/x": "2*x"}),
        ("p = sigmoid(z); -(y*log(p) + (1 - y)*log(1 - p))",
         {"f/z": "sigmoid(z) - y", "f/y": "log(sigmoid(-z)) - log(sigmoid(z))"}),
        ("p = 1/(1 + exp(-(w*x + b))); -(y*log(p) + (1 - y)*log(1 - p))",
         {"f/w": "x*(sigmoid(w*x + b) - y)", "f/x": "w*(sigmoid(w*x + b) - y)",
          "f/b": "sigmoid(w*x + b) - y",
          "f/y": "log(sigmoid(-w*x - b)) - log(sigmoid(w*x + b))"}),
        ("log(1 + exp(x))", {"f/x": "sigmoid(x)"}),
        ("sigmoid(x)", {"f/x": "sigmoid(x)*sigmoid(-x)"}),
        ("sigmoid(x)*sigmoid(-x)", {"f/x": "(1 - 2*sigmoid(x))*sigmoid(x)*sigmoid(-x)"}),
    ],
)  # fmt: skip
def test_it_is_written_as_a_teacher_writes(text: str, expected: dict[str, str]) -> None:
    assert written(derivatives(text)) == expected


def test_plain_formulas_are_the_graphs_own() -> None:
    found = derivatives("sin(x^2)*y")
    assert written(found, simplify=False) == {"f/x": "y*(cos(x^2)*(2*x))", "f/y": "sin(x^2)"}


@pytest.mark.parametrize("simplify", [True, False])
@pytest.mark.parametrize(
    ("text", "name", "value", "expected"),
    [
        ("erf(x)*pi", "pi", 3.0, lambda pi: 2 / math.sqrt(math.pi) * math.exp(-0.25) * pi),
        ("exp(x)*e + x*0", "e", 7.0, lambda e: math.exp(0.5) * e),
    ],
)
def test_a_constant_whose_name_is_taken_is_written_otherwise(
    text: str, name: str, value: float, expected: object, simplify: bool
) -> None:
    found = derivatives(text, **{name: value})
    formula = written(found, simplify=simplify)["f/x"]
    graph = graph_of(formula, **{name: value})
    point = {"x": 0.5, name: value}
    numbers = values_of(graph, FLOATS, {each: point[each] for each in graph.inputs})
    assert callable(expected)
    assert math.isclose(numbers[graph.outputs["f"]], expected(value), rel_tol=1e-12)


def test_no_formula_depends_on_its_neighbours() -> None:
    texts = [
        "0.5*x", "sqrt(x)", "exp(-x)", "x/exp(x)", "e^x", "(x - 1)^2/(1 - x)^3",
        "log((1 - x)/(1 + x))", "x*exp(x)/(1 + x)", "(1 - x^2)/(x^2 - 1)^2", "1/(1 + exp(-x))",
        "y*x + x*y^2", "x*y",
    ]  # fmt: skip
    alone = {f"f{n}/x": written(derivatives(text))["f/x"] for n, text in enumerate(texts)}
    together = derivatives("; ".join(f"f{n} = {text}" for n, text in enumerate(texts)))
    nodes = {f"{output}/{by}": node for (output, by), node in together.entries.items() if by == "x"}
    functions = {name: together.graph.outputs[name.removesuffix("/x")] for name in nodes}
    made = formulas(together.graph, nodes, functions=functions)
    assert {name: unparse(tree) for name, tree in made.items()} == alone


def same(first: float, second: float) -> bool:
    if not (math.isfinite(first) and abs(first) < 1e250):
        return True
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("mode", ["forward", "reverse"])
@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_the_corpus_keeps_its_numbers(entry: Entry, mode: str) -> None:
    graph = lower(survey(parse(entry.text)), given=entry.point)
    found = differentiated(graph, graph.inputs, mode=mode)
    nodes = {f"{output}_{by}": node for (output, by), node in found.entries.items()}
    try:
        plain = formulas(found.graph, nodes, simplify=False)
        simple = formulas(found.graph, nodes)
    except BackpropError:
        assert len(graph.inputs) == 100 or len(graph.outputs) == 100
        return
    point = {name: float(entry.point[name]) for name in graph.inputs}
    numbers = values_of(found.graph, FLOATS, point)
    for name, node in nodes.items():
        assert operation_count(simple[name]) <= operation_count(plain[name])
        for tree in (plain[name], simple[name]):
            text = unparse(tree)
            again = lower(survey(parse(text)), given=entry.point)
            known = {each: point[each] for each in again.inputs}
            value = values_of(again, FLOATS, known)[again.outputs["f"]]
            assert same(numbers[node], value), text


def test_the_same_every_time() -> None:
    texts = [entry.text for entry in CORPUS if len(entry.text) < 200]
    first, second = ([written(derivatives(text)) for text in texts] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("simplify", [True, False])
def test_what_would_be_too_long_is_refused_before_it_is_written(simplify: bool) -> None:
    text = "; ".join(["t0 = x", *(f"t{n + 1} = sin(t{n})*t{n} + x" for n in range(60)), "t60"])
    with pytest.raises(BackpropError) as refusal:
        written(derivatives(text), simplify=simplify)
    assert "--shared" in (refusal.value.hint or "")
    assert f"{SIZE_LIMIT:,}" in refusal.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3^5000*x", "3^5000"), ("1e3000000*x", "1e3000000"), ("9^9^9^9*x", "9^9^387420489"),
        ("*".join(["1e300"] * 5) + "*x", None), ("x^1e500", None), ("1e-400*1e-400*1e-400*x", None),
    ],
)  # fmt: skip
def test_numbers_too_large_to_compute_stay_as_they_are(text: str, expected: str | None) -> None:
    formula = written(derivatives(text))["f/x"]
    assert len(formula) < 60
    assert expected is None or formula == expected


@pytest.mark.parametrize(
    "text",
    [
        "+".join(["x"] * 30_000), "*".join(["x"] * 3000), "-" * 3001 + "x",
        "(" * 20_000 + "x" + "+1)" * 20_000, "2*(" * 5000 + "x" + "+1)" * 5000,
    ],
    ids=["sum", "product", "signs", "parentheses", "levels"],
)  # fmt: skip
def test_long_and_deep_formulas(text: str) -> None:
    assert len(written(derivatives(text))["f/x"]) < 2000


@pytest.mark.parametrize(
    "family",
    [
        lambda n: "+".join(f"sin({k}*x)" for k in range(n)),
        lambda n: "*".join(f"(x+{k})" for k in range(n)),
        lambda n: "1/(1+" * n + "x" + ")" * n,
        lambda n: "sin(" * n + "x" + ")" * n,
        lambda n: "; ".join(["t0 = x", *(f"t{k + 1} = t{k}*t{k} + x" for k in range(n))]),
        lambda n: "; ".join(["t0 = x", *(f"t{k + 1} = t{k} + y*t{k}/x" for k in range(n))]),
        lambda n: "; ".join(["t0 = x", *(f"t{k + 1} = -(t{k}*x{k})" for k in range(n))]),
    ],
    ids=["sum", "product", "fractions", "chain", "squares", "shared", "signs"],
)
def test_the_number_of_terms_is_linear(family: object) -> None:
    assert callable(family)
    counts: list[float] = []
    for size in (100, 200):
        graph = graph_of(family(size))
        found = differentiated(graph, ["x"], general=True)
        counts.append(Reader(found.graph, found.entries.values()).algebra.count)
    assert counts[1] < 2.6 * counts[0] + 1000


@pytest.mark.parametrize(
    ("text", "count"),
    [("x", 0), ("-2", 0), ("-x", 1), ("-2*x", 1), ("2*x*cos(x^2)*y", 5), ("1/2", 1),
     ("hypot(x, y)", 4), ("where(x > 0, 1, 2)", 2), ("sqrt(x)", 1), ("√x", 1)],
)  # fmt: skip
def test_operations_are_counted(text: str, count: int) -> None:
    assert operation_count(tree_of(text)) == count


def test_a_large_graph_is_simplified_before_it_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("backprop.autodiff.simplify.formulas")
    monkeypatch.setattr(module, "_LARGEST_GRAPH", 100)
    monkeypatch.setattr(module, "SIZE_LIMIT", 100)
    assert written(derivatives("*".join(["x"] * 300))) == {"f/x": "300*x^299"}
