"""From tree to graph: what becomes a node, in which order, and how large a graph may get."""

from __future__ import annotations

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.graph.graph import Graph
from backprop.autodiff.program import lower as lowering
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.parser import BackpropError, parse


def graph_of(text: str) -> Graph:
    return lower(survey(parse(text)))


def operations(text: str) -> list[str]:
    return [operation.name for operation in graph_of(text).operations if operation]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(x+y)*z", ["add", "multiply"]),
        ("sin(x)*sin(x)", ["sin", "sin", "multiply"]),
        ("s = sin(x); s*s", ["sin", "multiply"]),
        ("J = 3v; v = a + u; u = b*c", ["multiply", "add", "multiply"]),
        ("-x^2", ["power", "negate"]),
        ("+x", []),
        ("√x + x²", ["sqrt", "power", "add"]),
        ("sum(x, y, z)", ["add", "add"]),
        ("sum(x)", []),
        ("prod(x, y)", ["multiply"]),
        ("mean(x, y)", ["add", "divide"]),
        ("mean(x)", ["divide"]),
        ("pow(x, 2) + ln(x) + lg(x)", ["power", "log", "add", "log10", "add"]),
        ("if(x > 0 and not y, x, y)", ["greater", "not", "and", "where"]),
        ("g(t) = t*t; g(x + 1)", ["add", "multiply"]),
        ("g(t) = t*t; g(x) + g(x)", ["multiply", "multiply", "add"]),
        ("a = 1/0; x + 1", ["add"]),
        ("7", []),
    ],
)
def test_each_written_operation_is_a_node_of_its_own(text: str, expected: list[str]) -> None:
    assert operations(text) == expected


@pytest.mark.parametrize("text", ["J = 3v; v = a + u; u = b*c", "g(t) = t^2; g(g(x)) + g(y)"])
def test_arguments_come_before_what_they_are_arguments_of(text: str) -> None:
    graph = graph_of(text)
    assert len(graph) == len(graph.arguments) == len(graph.names) == len(graph.spans)
    for node, arguments in enumerate(graph.arguments):
        assert all(argument < node for argument in arguments)
        assert (graph.operations[node] is None) == (
            node in graph.constants or node in graph.inputs.values()
        )


def test_numbers_are_kept_exact() -> None:
    graph = graph_of("0.1 + 1e3000 + pi")
    assert list(graph.constants.values()) == [(1, -1), (1, 3000), "pi"]


def test_every_operation_points_at_its_text() -> None:
    text = "(x + y)*sin(z)"
    graph = graph_of(text)
    spans = [span for span, done in zip(graph.spans, graph.operations, strict=True) if done]
    assert [text[slice(*span)] for span in spans if span] == ["x + y", "sin(z)", text]


def test_two_names_may_stand_for_one_node() -> None:
    graph = graph_of("a = x*2; b = a; b + 1")
    assert graph.named["a"] == graph.named["b"]
    assert graph.names[graph.named["a"]] == "a"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("(x+y)*z", ["x", "y", "z", "v1", "f"]),
        ("v1*x + x", ["v1", "x", "v2", "f"]),
        ("v2 = x*y; (x + y)*v2 + 1", ["x", "y", "v1", "v2", "v3", "f"]),
        ("2pi*r", ["r", "v1", "f"]),
        ("2*3 + x", ["x", "v1", "f"]),
    ],
)
def test_unnamed_nodes_are_numbered_past_the_names_in_use(text: str, labels: list[str]) -> None:
    result = evaluate(parse(text), dict.fromkeys(survey(parse(text)).inputs, 1.0))
    assert [row.name for row in result.rows] == labels


DOUBLING = "; ".join(
    ["f0(x) = x + 1", *(f"f{n}(x) = f{n - 1}(f{n - 1}(x))" for n in range(1, 100)), "f99(y)"]
)
EMPTY_DOUBLING = DOUBLING.replace("x + 1", "x")
TRIPLING = "; ".join(
    ["f0(x) = x", *(f"f{n}(x) = f{n - 1}(x) + f{n - 1}(x)*f{n - 1}(2x)" for n in range(1, 60))]
)


@pytest.mark.parametrize("text", [DOUBLING, EMPTY_DOUBLING, TRIPLING])
def test_functions_that_multiply_at_every_call_are_refused(text: str) -> None:
    with pytest.raises(BackpropError, match="more than 5,000,000 nodes") as caught:
        evaluate(parse(text), {"x": 1.0, "y": 1.0})
    assert caught.value.span is not None
    assert caught.value.hint is not None


def test_nothing_is_made_of_a_graph_that_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Graph] = []

    class Watched(Graph):
        __slots__ = ()

        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr(lowering, "Graph", Watched)
    with pytest.raises(BackpropError):
        graph_of(DOUBLING)
    assert [len(graph) for graph in made] == [1]  # the input y


def test_functions_that_are_called_often_but_not_too_often_are_answered() -> None:
    calls = "; ".join(
        ["f0(x) = x + 1", *(f"f{n}(x) = f{n - 1}(f{n - 1}(x))" for n in range(1, 11)), "f10(y)"]
    )
    result = evaluate(parse(calls), {"y": 1.0})
    assert result.values == {"f": 1025.0}
    assert result.gradient == {"f": {"y": 1.0}}


def test_a_graph_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lowering, "NODE_LIMIT", 10)
    assert len(graph_of("x" + " + x" * 9)) == 10
    with pytest.raises(BackpropError, match="more than 10 nodes"):
        graph_of("x" + " + x" * 10)


DEEP = 100_000


@pytest.mark.parametrize(
    ("text", "value", "slope"),
    [
        pytest.param("+".join(["x"] * DEEP), DEEP, DEEP, id="a long sum"),
        pytest.param(
            "; ".join(["a0 = x", *(f"a{n} = a{n - 1} + 1" for n in range(1, 10_000))]),
            10_000, 1, id="a long chain of definitions",
        ),
        pytest.param(
            "; ".join([f"a{n} = a{n - 1} + 1" for n in range(29_999, 0, -1)] + ["a0 = x"]),
            30_000, 1, id="the same backwards",
        ),
        pytest.param(
            "; ".join(["g0(t) = t", *(f"g{n}(t) = g{n - 1}(t) + 1" for n in range(1, 3000))])
            + "; g2999(x)",
            3000, 1, id="a long chain of functions",
        ),
        pytest.param(
            "where(x > 2, 1/0, " * 5000 + "x" + ")" * 5000, 1, 1, id="choices in choices",
        ),
        pytest.param(
            "where(" + " and ".join(["x > 0"] * 5000) + ", x, 1/0)", 1, 1, id="a long condition",
        ),
        pytest.param(
            "c0 = x > 0; " + "; ".join(f"c{n} = c{n - 1} and c{n - 1}" for n in range(1, 200))
            + "; where(c199, x, 1/0)",
            1, 1, id="a condition that doubles",
        ),
        pytest.param(
            "a0 = x; " + "; ".join(f"a{n} = a{n - 1} + a{n - 1}" for n in range(1, 200)) + "; a199",
            2.0**199, 2.0**199, id="a sum that doubles",
        ),
    ],
)  # fmt: skip
def test_large_programs_are_answered(text: str, value: float, slope: float) -> None:
    result = evaluate(parse(text), {"x": 1.0}, Question(costs=len(text) < 100_000))
    assert list(result.values.values()) == [value]
    assert list(result.gradient.values()) == [{"x": slope}]


def test_many_inputs_are_differentiated_in_reverse_mode_only() -> None:
    names = [f"x{number}" for number in range(2000)]
    result = evaluate(parse("+".join(names)), dict.fromkeys(names, 1.0))
    assert result.modes == ("reverse",)
    assert result.agreement is None
    assert set(result.gradient["f"].values()) == {1.0}
    assert result.costs is not None
    assert result.costs.forward is None
    assert "2,000 here" in result.costs.sentence
    assert any("forward mode was left out" in note.message for note in result.notes)


def test_a_function_of_many_parameters_is_answered() -> None:
    names = [f"x{number}" for number in range(3000)]
    text = f"g({', '.join(names)}) = {'+'.join(names)}"
    result = evaluate(parse(text), dict.fromkeys(names, 1.0), Question(mode="reverse", wrt=["x7"]))
    assert result.values == {"g": 3000.0}
    assert result.gradient == {"g": {"x7": 1.0}}
