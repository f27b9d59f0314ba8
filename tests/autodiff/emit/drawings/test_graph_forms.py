"""Pictures and JSON of the derivative program, read back by small readers that know the formats."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation.derivative import Derivatives, differentiated, repeated
from backprop.autodiff.emit.derivative_program import DerivativeProgram
from backprop.autodiff.emit.drawings import dot, graph_json, mermaid
from backprop.autodiff.emit.drawings.drawing import MOST_DERIVATIVES
from backprop.autodiff.graph.graph import Graph
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from mpmath import mp, mpf

from tests.autodiff.reference import REFERENCE, is_real
from tests.corpus import CORPUS, Entry

PROGRAMS = [
    "sin(x^2)*y",
    "x",
    "7",
    "x - x",
    "x*x",
    "end = x < 0.1; graph = where(end, -x, floor(y)); graph/subgraph",
    "a = 2; 饮料单价*θ + a^x; x - 1e-30",
    "x/y + (x and y)*(x or y) + (x != y) + hypot(x, y) + leaky_relu(x, y)",
    "max(x, y, z) + clamp(x, -1, pi) + atan2(y, x)",
    'x*y  # "]; evil -> evil; \\',
    "x  # <b>&amp; `code` #quot; |\n + y\n# ]] }} ---",
]
WHERE_PLACES = ["if", "then", "else"]


def subject(text: str, wrt: tuple[str, ...] | None = None, order: int = 1) -> DerivativeProgram:
    graph = lower(survey(parse(text)))
    wrt = tuple(graph.inputs) if wrt is None else wrt
    found = (
        differentiated(graph, wrt, mode="reverse") if order == 1 else repeated(graph, *wrt, order)
    )
    return DerivativeProgram(text, found, wrt, order)


class Picture(NamedTuple):
    """What a reader finds: the label of each vertex, and (tail, head, label) of each arrow."""

    title: str
    labels: dict[str, str]
    arrows: list[tuple[str, str, str]]


DOT_STRING = r'"((?:[^"\\\n]|\\.)*)"'


def dot_label(escaped: str) -> str:
    """What Graphviz shows for a quoted string: its escapes, then its HTML entities."""
    shown = re.sub(r"\\(.)", lambda escape: {"n": "\n"}.get(escape[1], escape[1]), escaped)
    assert "&" not in shown.replace("&amp;", "")
    return shown.replace("&amp;", "&")


def read_dot(text: str) -> Picture:
    lines = text.splitlines()
    assert lines[0] == "digraph backprop {"
    assert lines[-1] == "}"
    title, labels, arrows = "", {}, []
    for line in lines[1:-1]:
        vertex = re.fullmatch(
            rf"  ([nrd]\d+) \[label={DOT_STRING}, (?:[a-z]+=\S+)+( [^\"]*\S+)*\];", line
        )
        arrow = re.fullmatch(rf"  ([nrd]\d+) -> ([nrd]\d+)(?: \[label={DOT_STRING}\])?;", line)
        general = re.fullmatch(rf"  (graph|node|edge) \[.*?(?:label={DOT_STRING})?\];", line)
        if vertex:
            assert vertex[1] not in labels
            labels[vertex[1]] = dot_label(vertex[2])
        elif arrow:
            arrows.append((arrow[1], arrow[2], arrow[3] or ""))
        else:
            assert general, line
            title = title or dot_label(general[2] or "")
    return Picture(title, labels, arrows)


MERMAID_SHAPES = {"([": "])", "(": ")", "[": "]", "[[": "]]", "{{": "}}"}


def read_mermaid(text: str) -> Picture:
    lines = text.splitlines()
    assert lines[0] == lines[2] == "---"
    assert lines[3] == "flowchart LR"
    title = json.loads(lines[1].removeprefix("title: "))
    labels, arrows = {}, []
    for line in lines[4:]:
        vertex = re.fullmatch(r'  ([nrd]\d+)([(\[{]+)"([^"]*)"([)\]}]+):::[a-z]+', line)
        arrow = re.fullmatch(r'  ([nrd]\d+) -->(?:\|"(\w+)"\|)? ([nrd]\d+)', line)
        if vertex:
            assert MERMAID_SHAPES[vertex[2]] == vertex[4]
            assert vertex[1] not in labels
            plain = re.sub(r"#\d+;", "", vertex[3])
            assert not re.search(r"[^\w /=.:∂⁰¹²³⁴-⁹₀-₉]", plain), plain
            labels[vertex[1]] = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), vertex[3])
        elif arrow:
            arrows.append((arrow[1], arrow[3], arrow[2] or ""))
        else:
            assert re.fullmatch(r"  classDef [a-z]+ [\w#:,\- ]+", line), line
    return Picture(title, labels, arrows)


READERS = {"dot": (dot.emit, read_dot), "mermaid": (mermaid.emit, read_mermaid)}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("text", PROGRAMS)
def test_a_picture_shows_the_graph(text: str, form: str) -> None:
    emit, read = READERS[form]
    asked = subject(text)
    graph = asked.derivatives.graph
    picture = read(emit(asked))
    assert picture.title == text
    inputs = {node: name for name, node in graph.inputs.items()}
    for node, operation in enumerate(graph.operations):
        label = picture.labels[f"n{node}"]
        incoming = [arrow for arrow in picture.arrows if arrow[1] == f"n{node}"]
        assert [arrow[0] for arrow in incoming] == [f"n{place}" for place in graph.arguments[node]]
        if node in inputs:
            assert label == inputs[node]
        elif operation is not None:
            sign = operation.symbol.strip() if operation.symbol else operation.name
            assert label.split(": ")[-1] == sign
            check_places(operation.name, graph.arguments[node], [arrow[2] for arrow in incoming])
    counts = {"n": len(graph), "r": len(graph.outputs), "d": len(graph.outputs) * len(asked.wrt)}
    ids = {f"{mark}{place}" for mark, count in counts.items() for place in range(count)}
    assert set(picture.labels) == ids


def check_places(name: str, arguments: tuple[int, ...], places: list[str]) -> None:
    """Arguments are told apart exactly where their order matters."""
    if name == "where":
        assert places == WHERE_PLACES
        return
    numbers = [mpf(place) + 2 for place in range(len(arguments))]
    matters = REFERENCE[name](*numbers) != REFERENCE[name](*numbers[::-1])
    if len(set(arguments)) > 1 and matters:
        assert places == [str(place + 1) for place in range(len(arguments))]
    else:
        assert not any(places)


@pytest.mark.parametrize("form", READERS)
def test_a_picture_shows_every_result(form: str) -> None:
    emit, read = READERS[form]
    asked = subject("a = x*y; b = floor(x) + y; a; b")
    picture = read(emit(asked))
    graph, entries = asked.derivatives.graph, asked.derivatives.entries
    sources = {head: tail for tail, head, _ in picture.arrows}
    outputs = list(graph.outputs.items())
    for place, (name, node) in enumerate(outputs):
        assert picture.labels[f"r{place}"] == name
        assert sources[f"r{place}"] == f"n{node}"
    found = {picture.labels[f"d{place}"]: sources.get(f"d{place}") for place in range(4)}
    names = [name for name, _ in outputs]
    assert found == {
        f"∂{names[0]}/∂x": f"n{entries[names[0], 'x']}",
        f"∂{names[0]}/∂y": f"n{entries[names[0], 'y']}",
        f"∂{names[1]}/∂x = 0": None,
        f"∂{names[1]}/∂y": f"n{entries[names[1], 'y']}",
    }


@pytest.mark.parametrize("form", READERS)
def test_derivatives_of_one_input_and_of_higher_order_have_their_names(form: str) -> None:
    emit, read = READERS[form]
    assert read(emit(subject("sin(x)"))).labels["d0"] == "df/dx"
    assert read(emit(subject("sin(x)", order=3))).labels["d0"] == "d³f/dx³"
    assert read(emit(subject("sin(x)*y", ("x",), order=2))).labels["d0"] == "∂²f/∂x²"


@pytest.mark.parametrize("form", READERS)
def test_a_long_expression_is_cut_in_the_title(form: str) -> None:
    emit, read = READERS[form]
    text = "x" + " + x*y" * 300
    assert read(emit(subject(text))).title == f"{text[:199]}…"


@pytest.mark.parametrize("form", READERS)
def test_a_definition_shows_its_name(form: str) -> None:
    emit, read = READERS[form]
    labels = set(read(emit(subject("a = 2; end = a*x; end^2"))).labels.values())
    assert {"x", "a: 2", "end: *", "f"} <= labels


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("text", ["x^2*y", "sin(exp(x^2)*y) + 3/x", "7", "x + y"])
def test_what_only_derivatives_need_is_drawn_apart(text: str, form: str) -> None:
    asked = subject(text)
    mark = {"dot": "style=dashed", "mermaid": ":::step"}[form]
    lines = READERS[form][0](asked).splitlines()
    steps = {int(re.match(r" +n(\d+)", line)[1]) for line in lines if mark in line}
    graph = asked.derivatives.graph
    operations = {node for node, operation in enumerate(graph.operations) if operation}
    written = lower(survey(parse(text)))
    assert steps <= operations
    assert len(operations - steps) == sum(operation is not None for operation in written.operations)
    # What differentiation has made has no place in the text.
    assert steps == {node for node in operations if graph.spans[node] is None}


# A graph that is read from the JSON and worked out with mpmath alone.


def answers(text: str, point: dict[str, float]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The outputs and derivatives that the JSON of a program stands for, at a point."""
    data = json.loads(text)
    values: list[Any] = []
    for place, node in enumerate(data["nodes"]):
        assert node["id"] == place
        values.append(node_value(node, values, point))
    outputs = {name: values[node] for name, node in data["outputs"].items()}
    gradient = {
        (entry["of"], entry["by"]): mpf(0) if entry["node"] is None else values[entry["node"]]
        for entry in data["derivatives"]
    }
    return outputs, gradient


def node_value(node: dict[str, Any], values: list[Any], point: dict[str, float]) -> Any:  # noqa: ANN401
    if "input" in node:
        return mpf(point[node["input"]])
    if "constant" in node:
        return constant_value(node["constant"])
    arguments = [values[argument] for argument in node["arguments"]]
    if node["operation"] == "where":
        condition, taken, other = arguments
        return taken if condition != 0 else other
    if any(argument is None for argument in arguments):
        return None
    try:
        found = REFERENCE[node["operation"]](*arguments)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
    return found if is_real(found) else None


def constant_value(constant: dict[str, Any]) -> Any:  # noqa: ANN401
    if "name" in constant:
        return {"pi": mp.pi, "e": mp.e, "tau": 2 * mp.pi}.get(constant["name"], mpf("inf")) * 1
    return mpf(constant["mantissa"]) * mpf(10) ** constant["exponent"]


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_the_json_of_the_corpus_is_the_program(entry: Entry) -> None:
    if entry.options.get("of") or entry.options.get("ties") or entry.options.get("strict"):
        pytest.skip("the program is asked for as it stands")
    if any(abs(number) == float("inf") for number in entry.point.values()):
        pytest.skip("mpmath's rules for infinity are others")
    expected = evaluate(parse(entry.text), entry.point, Question(costs=False))
    graph = lower(survey(parse(entry.text)), given=entry.point)
    wrt = tuple(graph.inputs)
    found = differentiated(graph, wrt, mode="reverse")
    with mp.workdps(50):
        outputs, gradient = answers(
            graph_json.emit(DerivativeProgram(entry.text, found, wrt)), entry.point
        )
        for name, value in expected.values.items():
            assert agree(outputs[name], value), name
        for of, row in expected.gradient.items():
            for by, value in row.items():
                by_rules = entry.gradient[of][by] if by in entry.settled else value
                assert agree(gradient[of, by], by_rules), (of, by)


def agree(found: Any, expected: float) -> bool:  # noqa: ANN401
    """Whether the number is there, to rounding, where a double can hold it."""
    if not is_real(mpf(expected)):
        return True
    return found is not None and abs(found - expected) <= mpf("1e-11") * max(1, abs(expected))


def test_json_of_higher_orders() -> None:
    asked = subject("exp(2*x)*y", ("x",), order=3)
    text = graph_json.emit(asked)
    with mp.workdps(30):
        _, gradient = answers(text, {"x": 0.5, "y": 3.0})
        assert abs(gradient["f", "x"] - 24 * mp.e) < 1e-20
    assert json.loads(text)["derivatives"][0]["order"] == 3


def test_the_keys_of_the_json() -> None:
    text = "饮料 = 0.1*x\nwhere(饮料 > pi, x, 1e-400) + floor(y)"
    data = json.loads(graph_json.emit(subject(text)))
    assert list(data) == [
        "version", "expression", "inputs", "wrt", "order", "outputs", "derivatives", "exceptions",
        "nodes",
    ]  # fmt: skip
    assert data["version"] == 1
    assert data["expression"] == text
    assert data["inputs"] == data["wrt"] == ["x", "y"]
    assert data["order"] == 1
    assert data["exceptions"] == []
    assert [(entry["of"], entry["by"]) for entry in data["derivatives"]] == [("f", "x"), ("f", "y")]
    assert data["derivatives"][1] == {"of": "f", "by": "y", "order": 1, "node": None}
    constants = {node["text"]: node for node in data["nodes"] if "constant" in node}
    assert constants["0.1"]["constant"] == {"mantissa": "1", "exponent": -1}
    assert constants["1e-400"]["constant"] == {"mantissa": "1", "exponent": -400}
    assert constants["pi"]["constant"] == {"name": "pi"}
    named = {node["name"]: node for node in data["nodes"] if node.get("name")}
    assert named["饮料"]["operation"] == "multiply"
    start, end = named["饮料"]["span"]
    assert text[start:end] == "0.1*x"
    leaves = {"input": ["id", "input"], "constant": ["id", "constant", "text", "name"]}
    operation = ["id", "operation", "arguments", "name", "span"]
    for node in data["nodes"]:
        kind = next((kind for kind in leaves if kind in node), None)
        assert list(node) == (leaves[kind] if kind else operation)


def test_json_is_one_node_a_line_and_valid_whatever_the_numbers() -> None:
    digits = "123456789" * 400
    text = graph_json.emit(subject(f"{digits}*x + inf*y - nan + 1e999999999"))
    data = json.loads(text, parse_constant=pytest.fail)
    assert any(node.get("constant", {}).get("mantissa") == digits for node in data["nodes"])
    assert text.count('{"id": ') == len(data["nodes"])
    assert all(line.count('{"id": ') <= 1 for line in text.splitlines())


@pytest.mark.parametrize("emit", [dot.emit, mermaid.emit, graph_json.emit])
def test_what_is_emitted_can_be_printed(emit: Any) -> None:  # noqa: ANN401
    source = "饮料*x  # \udcff \u202e \u2028 \U000e0001 \r\n# \t"
    text = emit(subject(source))
    assert all(line.isprintable() for line in text.split("\n"))
    assert "饮料" in text
    if emit is graph_json.emit:
        assert json.loads(text)["expression"] == source
    if emit is mermaid.emit:
        assert read_mermaid(text).title == source


def test_general_formulas_name_their_exceptions() -> None:
    graph = lower(survey(parse("x^n")))
    found = differentiated(graph, ["x"], general=True)
    data = json.loads(graph_json.emit(DerivativeProgram("x^n", found, ("x",))))
    (node,) = data["exceptions"]
    assert data["nodes"][node]["operation"] == "and"


@pytest.mark.parametrize("emit", [dot.emit, mermaid.emit, graph_json.emit])
def test_large_graphs_are_written(emit: Any) -> None:  # noqa: ANN401
    lines = [f"t{number + 1} = sin(t{number})*x + {number}.5" for number in range(3000)]
    asked = subject("; ".join(["t0 = x", *lines]))
    assert len(asked.derivatives.graph) > 20_000
    assert len(emit(asked)) < 200 * len(asked.derivatives.graph)


@pytest.mark.parametrize("emit", [dot.emit, mermaid.emit, graph_json.emit])
def test_too_many_derivatives_are_refused_before_they_are_listed(emit: Any) -> None:  # noqa: ANN401
    graph = Graph()
    nodes = [graph.add_input(f"x{number}") for number in range(1001)]
    graph.outputs = {f"f{number}": node for number, node in enumerate(nodes)}
    asked = DerivativeProgram("", Derivatives(graph, {}), tuple(graph.inputs))
    assert MOST_DERIVATIVES < 1001 * 1001
    with pytest.raises(BackpropError, match="1,001 outputs by 1,001 inputs are more") as caught:
        emit(asked)
    assert "--wrt" in caught.value.hint
