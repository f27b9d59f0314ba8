"""The emitted PyTorch scripts, run on PyTorch if it is installed, else on a stand-in for it."""

from __future__ import annotations

import ast
import importlib
import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation.derivative import differentiated, repeated
from backprop.autodiff.differentiation.sweeps import evaluate as values_of
from backprop.autodiff.emit.derivative_program import DerivativeProgram
from backprop.autodiff.emit.languages.torch import MOST_NODES, emit
from backprop.autodiff.graph.graph import Graph
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.rules import PRIMITIVES, PRIMITIVES_EACH
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from hypothesis import HealthCheck, given, settings

from tests.autodiff.emit import branchy
from tests.autodiff.programs import Random, programs
from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from backprop.autodiff.answers.report import Evaluation

STAND_IN = Path(__file__).parent / "stand_in"
HAS_TORCH = importlib.util.find_spec("torch") is not None
ENVIRONMENT = os.environ | ({} if HAS_TORCH else {"PYTHONPATH": str(STAND_IN)})
"""What a script is run in."""

RUNNER = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
found = []
for name, arguments in json.loads(sys.stdin.read()):
    values, rows = importlib.import_module(name).value_and_gradient(*arguments)
    found.append([[value.item().hex() for value in values],
                  [[slope.item().hex() for slope in row] for row in rows]])
print(json.dumps(found))
"""


def subject(
    text: str,
    wrt: Sequence[str] | None = None,
    *,
    order: int = 1,
    known: Iterable[str] = (),
    source: str | None = None,
    **more: Any,  # noqa: ANN401
) -> DerivativeProgram:
    graph = lower(survey(parse(text)), given=known, **more)
    names = tuple(graph.inputs) if wrt is None else tuple(wrt)
    found = differentiated(graph, names) if order == 1 else repeated(graph, names[0], order)
    return DerivativeProgram(text if source is None else source, found, names, order)


Case = tuple[DerivativeProgram, "Mapping[str, float]"]
Answer = tuple[list[float], list[list[float]]]


def run(folder: Path, cases: Sequence[Case]) -> list[Answer]:
    """The values and derivatives of each case, all in one process."""
    points: list[Any] = []
    modules: dict[int, str] = {}
    for asked, point in cases:
        name = modules.setdefault(id(asked), f"case_{len(modules)}")
        (folder / f"{name}.py").write_text(emit(asked), encoding="utf-8")
        points.append((name, [float(point[name]) for name in asked.derivatives.graph.inputs]))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNNER, str(folder)],
        env=ENVIRONMENT, input=json.dumps(points), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [
        ([*map(float.fromhex, values)], [[*map(float.fromhex, row)] for row in rows])
        for values, rows in json.loads(done.stdout)
    ]


def agrees(found: float, expected: float, tolerance: float = 1e-12) -> bool:
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) and math.isnan(found)
    return math.isclose(found, expected, rel_tol=tolerance, abs_tol=1e-15)


DIFFERENT = {"hypot(x, y)": {0}, "cbrt(x)": {0}, "asec(x)": {1}, "acsc(x)": {-1}}
"""Where PyTorch has no derivative; a remark in the script says so."""

BEATEN = {
    "max(sqrt(x), 1)", "min(-sqrt(x), -1)", "clamp(sqrt(x), 1, 2)", "relu(sqrt(x) - 1)",
    "leaky_relu(x, sqrt(s))",
}  # fmt: skip
"""Where PyTorch's own gradient multiplies the 0 of what does not decide by an infinite partial."""


def is_kinked(result: Evaluation) -> bool:
    """Whether conventions or limits are given, which PyTorch has its own of or none."""
    is_noted = any(note.kind == "kink" for note in result.notes)
    return is_noted or any(row.by_limit for row in result.rows)


def is_for_torch(entry: Entry) -> bool:
    is_different = DIFFERENT.get(entry.text) == {*entry.point.values()}
    is_different = is_different or entry.text in BEATEN
    return not (entry.options.get("ties") or entry.options.get("of") or is_different)


def test_the_corpus_gets_its_numbers(tmp_path: Path) -> None:
    entries = [entry for entry in CORPUS if is_for_torch(entry)]
    assert len(entries) > len(CORPUS) - 15
    cases = [
        (subject(entry.text, entry.options.get("wrt"), known=entry.point), entry.point)
        for entry in entries
    ]
    for entry, (asked, _), (values, rows) in zip(entries, cases, run(tmp_path, cases), strict=True):
        for output, value, row in zip(entry.values, values, rows, strict=True):
            assert agrees(value, entry.values[output]), entry.name
            expected = entry.gradient[output]
            for by, slope in zip(asked.wrt, row, strict=True):
                assert agrees(slope, expected[by]), (entry.name, output, by)


def spelled(name: str, count: int) -> str:
    row, arguments = PRIMITIVES[name], [f"a{number}" for number in range(count)]
    if name in ("negate", "not"):
        return f"{row.symbol}a0"
    return f" {row.symbol} ".join(arguments) if row.symbol else f"{name}({', '.join(arguments)})"


LOSES_DIGITS = {
    # Squares of what is too large or small, and 1 - tanh^2 and 1 - sigmoid, of PyTorch's own.
    "acosh", "asinh", "asin", "acos", "atan", "atan2", "atanh", "tanh", "sigmoid", "silu", "logit",
    "cbrt", "gamma", "lgamma", "power", "softplus", "gelu", "asec", "acsc", "acot", "coth",
}  # fmt: skip


def test_every_primitive_has_its_values_and_slopes(tmp_path: Path) -> None:
    cases: list[Case] = []
    for name, row in PRIMITIVES.items():
        points = row.samples if name in LOSES_DIGITS else (*row.samples, *row.corners)
        points = [point for point in points if all(map(math.isfinite, point))]
        for count in {len(point) for point in points}:
            text = "polygamma(2, a1)" if name == "polygamma" else spelled(name, count)
            asked = subject(text)
            cases += [
                (asked, {f"a{number}": value for number, value in enumerate(point)})
                for point in points
                if len(point) == count
            ]
    assert len(cases) > 250
    for (asked, point), (values, rows) in zip(cases, run(tmp_path, cases), strict=True):
        known = {name: point[name] for name in asked.wrt}
        result = evaluate(parse(asked.source), known, Question(costs=False))
        assert agrees(values[0], result.values["f"], 1e-12), (asked.source, point)
        for by, slope in zip(asked.wrt, rows[0], strict=True):
            assert agrees(slope, result.gradient["f"][by], 1e-10), (asked.source, point, by)


@pytest.fixture(scope="module")
def load() -> Iterable[Callable[[str], dict[str, Any]]]:
    """What makes a script's functions callable in this process."""
    with pytest.MonkeyPatch.context() as patch:
        if not HAS_TORCH:
            patch.syspath_prepend(STAND_IN)
        importlib.import_module("torch")

        def loaded(text: str) -> dict[str, Any]:
            space: dict[str, Any] = {"__name__": "second_opinion"}
            exec(compile(text, "second_opinion.py", "exec"), space)
            return space

        yield loaded
        if not HAS_TORCH:
            sys.modules.pop("torch", None)


def answer(load: Any, asked: DerivativeProgram, point: Mapping[str, float]) -> Answer:  # noqa: ANN401
    arguments = [point[name] for name in asked.derivatives.graph.inputs]
    values, rows = load(emit(asked))["value_and_gradient"](*arguments)
    return [value.item() for value in values], [[slope.item() for slope in row] for row in rows]


def is_tame(asked: DerivativeProgram, point: Mapping[str, float]) -> bool:
    """Whether no number on the way is so large or small that PyTorch's formulas lose it.

    Nor holds a clamp its argument between equal bounds, which a remark in the script speaks of.
    """
    graph = asked.derivatives.graph
    numbers = values_of(graph, FLOATS, dict(point))
    for node, row in enumerate(graph.operations):
        if row is PRIMITIVES["clamp"]:
            _, low, high = graph.arguments[node]
            if not numbers[low] < numbers[high]:
                return False
    return all(not math.isfinite(one) or one == 0 or 1e-6 < abs(one) < 1e6 for one in numbers)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_any_program_gets_its_numbers(load: Any, program: Random) -> None:  # noqa: ANN401
    try:
        result = evaluate(parse(program.text), program.point, Question(costs=False))
    except BackpropError:
        return
    asked = subject(program.text)
    values, rows = answer(load, asked, program.point)
    if is_kinked(result) or not is_tame(asked, program.point):
        return
    assert math.isclose(values[0], result.values["f"], rel_tol=1e-6, abs_tol=1e-9)
    for by, slope in zip(asked.wrt, rows[0], strict=True):
        expected = result.gradient["f"][by]
        if math.isfinite(expected):
            assert math.isclose(slope, expected, rel_tol=1e-6, abs_tol=1e-6), by


def test_programs_that_are_mostly_conditions(load: Any) -> None:  # noqa: ANN401
    checked = 0
    for text, point in branchy.programs(250, 2):
        try:
            result = evaluate(parse(text), point, Question(costs=False))
        except BackpropError:
            continue
        asked = subject(text)
        if is_kinked(result) or not is_tame(asked, point):
            continue
        checked += 1
        values, rows = answer(load, asked, point)
        assert math.isclose(values[0], result.values["f"], rel_tol=1e-9), text
        for by, slope in zip(asked.wrt, rows[0], strict=True):
            assert math.isclose(slope, result.gradient["f"][by], rel_tol=1e-9, abs_tol=1e-9), text
    assert checked > 25


LEAKS = [
    ("where(x > 0, log(x), 3)", {"x": 0.0}, [0.0]),
    ("where(x > 0, sqrt(x), -x)", {"x": 0.0}, [-1.0]),
    ("where(x > 1, log(x - 1)^2, x)", {"x": 1.0}, [1.0]),
    ("where(x > 1e200, 1, x*x*x)", {"x": 1e300}, [0.0]),
    ("where(x < 0, y, where(y > 0, x/y, x))", {"x": 2.0, "y": 0.0}, [1.0, 0.0]),
    ("t = log(x); where(x > 0, t*2, 5) + where(x > 1, 3t, 0)", {"x": 0.0}, [0.0]),
    ("t = log(x); where(x > 0, t*2, 5) + where(x > 1, 3t, 0)", {"x": 0.5}, [4.0]),
    ("where(not x, 1, 1/x)", {"x": 0.0}, [0.0]),
    ("where(x > 0 and y > 0, x^y, x)", {"x": -2.0, "y": 0.5}, [1.0, 0.0]),
    ("where(x, exp(1/x), 2x)", {"x": 0.0}, [2.0]),
    ("where(2 > 1, x, 1/x)", {"x": 0.0}, [1.0]),
    ("where(x > 0, hypot(x, x), x)", {"x": 0.0}, [1.0]),
    ("where(x > 0, max(log(x), x), x)", {"x": 0.0}, [1.0]),
    ("where(x > 0, y*log(x), y)", {"x": -1.0, "y": 2.0}, [0.0, 1.0]),
    ("d = sqrt(x^2 + y^2); where(d > 0, x/d, 2y)", {"x": 0.0, "y": 0.0}, [0.0, 2.0]),
    ("d = sqrt(x); where(d > 0 or y > 0, d*y, x) + where(d > 0, 1, y)", {"x": 0.0, "y": -2.0},
     [1.0, 1.0]),
    ("t = 1/x; where(x > 0, t, 0) + where(x <= 0, 3, t)", {"x": 0.0}, [0.0]),
    ("where(x > 0, where(y > 0, y^x, log(x)/y), x/y)", {"x": -1.0, "y": 2.0}, [0.5, 0.25]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "point", "slopes"), LEAKS)
def test_a_branch_not_taken_does_not_leak(
    load: Any,  # noqa: ANN401
    text: str,
    point: dict[str, float],
    slopes: list[float],
) -> None:
    _, rows = answer(load, subject(text), point)
    assert rows == [slopes]


def test_a_condition_without_value_gives_no_made_up_number(load: Any) -> None:  # noqa: ANN401
    values, _ = answer(load, subject("where(log(x) > 0, 1, exp(y)*sqrt(y))"), {"x": -1.0, "y": 9.0})
    assert values == [math.exp(9) * 3]


@pytest.mark.parametrize(
    ("text", "order", "x", "expected"),
    [
        ("x^3 + y", 2, 1.5, 9.0), ("x^3", 3, 1.5, 6.0), ("x^3", 4, 1.5, 0.0), ("2x + 1", 3, 1, 0.0),
        ("7 + 0*y", 2, 1.0, 0.0), ("sin(x)*exp(x)", 4, 0.7, -4 * math.sin(0.7) * math.exp(0.7)),
        ("where(x > 0, x^3, log(x))", 2, 2.0, 12.0), ("floor(x)", 2, 1.5, 0.0),
    ],
)  # fmt: skip
def test_higher_orders(load: Any, text: str, order: int, x: float, expected: float) -> None:  # noqa: ANN401
    asked = subject(text, ["x"] if "x" in text else ["y"], order=order)
    _, rows = answer(load, asked, {"x": x, "y": 2.0})
    assert rows[0] == [pytest.approx(expected, rel=1e-12)]


def test_names_that_are_not_inputs_are_differentiated_by_too(load: Any) -> None:  # noqa: ANN401
    asked = subject("a = x^2; b = a*y; c = a + y", ["x", "a"])
    assert answer(load, asked, {"x": 2.0, "y": 3.0}) == ([12.0, 7.0], [[12.0, 3.0], [4.0, 1.0]])
    assert answer(load, subject("y = 2x; x = 3", ["x"]), {}) == ([6.0], [[2.0]])
    assert answer(load, subject("y = a*z; a = 2*3", ["a"]), {"z": 5.0}) == ([30.0], [[5.0]])
    assert answer(load, subject("a = sin(z); a", ["a"]), {"z": 5.0})[1] == [[1.0]]
    assert answer(load, subject("x + 1", []), {"x": 1.0}) == ([2.0], [[]])
    asked = subject("c = x > 0; b = c*x + where(c, x, 2)", ["x", "c"])
    assert answer(load, asked, {"x": 3.0}) == ([6.0], [[2.0, 3.0]])


NAMES = (
    "lambda", "torch", "sys", "class", "number", "leaf", "inside", "program", "main", "float",
    "branch1", "v1", "value_and_gradient", "derivatives", "tracked", "match", "print", "θ", "价",
    "x_1", "None", "self", "output", "wrt", "zip", "f",
)  # fmt: skip


def test_names_that_the_script_needs_itself_are_renamed(load: Any) -> None:  # noqa: ANN401
    text = " + ".join(f"where({name} > 0, {name}*{name}, 1)" for name in NAMES)
    point = {name: 1.0 + number for number, name in enumerate(NAMES)}
    asked = subject(text)
    _, rows = answer(load, asked, point)
    assert rows == [[2 * point[name] for name in asked.wrt]]
    assert "lambda is called lambda_." in emit(asked)


HOSTILE = (
    'x"""; import os; """', "x\n\nprint(1)", "x\\", 'x\\"""', "'''", "x\r\nimport os", "\x00",
    "\u2028import os", '"', "{x}", "$x", "%s", "\x1b[31m", "\\N{DIGIT ONE}", "\\x",
    "\\N{no}", "\\u12",
)  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE)
def test_the_docstring_cannot_be_ended(load: Any, source: str) -> None:  # noqa: ANN401
    text = emit(subject("x^2", source=source))
    plain = emit(subject("x^2", source="x^2"))
    bodies = [ast.dump(ast.Module(ast.parse(one).body[1:], [])) for one in (text, plain)]
    assert bodies[0] == bodies[1]
    assert isinstance(ast.parse(text).body[0], ast.Expr)
    assert "\x1b" not in text
    load(text)


def test_the_script_prints_values_and_derivatives(tmp_path: Path) -> None:
    script = tmp_path / "second_opinion.py"
    script.write_text(emit(subject("u = x*y; v = x + y^2")), encoding="utf-8")
    command = [sys.executable, str(script)]
    done = subprocess.run(
        [*command, "2", "-3.5"], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.stdout == (
        "u = -7.0\ndu/dx = -3.5\ndu/dy = 2.0\nv = 14.25\ndv/dx = 1.0\ndv/dy = -7.0\n"
    )
    assert done.stderr == ""
    done = subprocess.run(
        [*command, "2"], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "usage: python second_opinion.py X Y\n")


def test_what_pytorch_does_differently_is_said_only_where_it_matters() -> None:
    assert "hypot" not in emit(subject("x*y")).split("import sys")[0]
    assert "hypot has no derivative at (0, 0)" in emit(subject("hypot(x, y)"))
    assert "--ties" not in emit(subject("max(x, y)"))
    graph = Graph()
    nodes = graph.add_input("x"), graph.add_input("y")
    graph.outputs["f"] = graph.add_operation(PRIMITIVES_EACH["max"], nodes)
    asked = DerivativeProgram("max(x, y)", differentiated(graph, ["x", "y"]), ("x", "y"))
    assert "as backprop does without --ties each" in emit(asked)


def test_the_script_has_only_the_formula(load: Any) -> None:  # noqa: ANN401
    text = emit(subject("t = sin(x*y); t*exp(t)"))
    assert [text.count(name) for name in ("torch.sin", "torch.exp", "cos")] == [1, 1, 0]
    load(text)


def test_large_programs(load: Any) -> None:  # noqa: ANN401
    long = "+".join(f"x*{number}" for number in range(3000))
    assert answer(load, subject(long), {"x": 1.0})[1] == [[3000 * 2999 / 2]]
    deep = "x"
    for _ in range(300):
        deep = f"sin({deep} + 1)"
    result = evaluate(parse(deep), {"x": 0.5}, Question(costs=False))
    values, rows = answer(load, subject(deep), {"x": 0.5})
    assert values[0] == pytest.approx(result.values["f"], rel=1e-12)
    assert rows[0][0] == pytest.approx(result.gradient["f"]["x"], rel=1e-9, abs=1e-300)
    with pytest.raises(BackpropError, match="operations, more than"):
        emit(subject("+".join(["x"] * MOST_NODES)))
