"""Jacobians and Hessians at a point: right, symmetric, and no larger than they must be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
import sympy
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.matrices import hessian, jacobian
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation import sparsity as structure
from backprop.autodiff.differentiation import sweeps
from backprop.autodiff.differentiation.derivative import repeated
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from hypothesis import HealthCheck, given, settings

from tests.autodiff.programs import Random, programs
from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from backprop.autodiff.answers.report import Matrices


def of(kind: str, text: str, **point: float) -> Matrices:
    ask = jacobian if kind == "jacobian" else hessian
    return ask(parse(text), point)


def close(a: float, b: float, tolerance: float = 1e-12) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=tolerance)


def rosenbrock(size: int) -> tuple[str, dict[str, float]]:
    terms = [f"100*(x{i + 1} - x{i}^2)^2 + (1 - x{i})^2" for i in range(1, size)]
    return " + ".join(terms), {f"x{i}": 1 + i / 100 for i in range(1, size + 1)}


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_a_jacobian_has_the_numbers_of_eval(entry: Entry) -> None:
    options = {name: entry.options[name] for name in ("of", "wrt", "ties") if name in entry.options}
    expected = evaluate(parse(entry.text), entry.point, Question(costs=False, **options))
    found = jacobian(parse(entry.text), entry.point, Question(**options))
    assert found.values.keys() == expected.values.keys()
    for output, row in expected.gradient.items():
        for name, derivative in row.items():
            assert close(found.blocks[0].entries.get((output, name), 0.0), float(derivative or 0.0))


SMOOTH = [
    "x^2*y", "x*y*z", "sin(x)*exp(y) + z", "x/(y + z^2)", "log(x)*y + sqrt(z)",
    "x^3 + y^3 + z^3 - 3*x*y*z", "exp(-(x^2 + y^2)/2)", "atan(y/x)*z", "x^y", "tanh(x*y - z)",
    "erf(x)*cos(y)", "sqrt(x^2 + y^2 + z^2)", "1/(1 + exp(-(x*y + z)))", "(x + y)^4/z",
]  # fmt: skip


@pytest.mark.parametrize("text", SMOOTH)
def test_a_hessian_is_what_a_computer_algebra_system_says(text: str) -> None:
    symbols = sympy.symbols("x y z")
    formula = sympy.sympify(text.replace("^", "**"))
    point = {"x": 0.7, "y": 1.3, "z": 2.1}
    place = {symbol: sympy.Rational(str(point[symbol.name])) for symbol in symbols}
    used = {name: point[name] for name in evaluate(parse(text), point).inputs}
    found = hessian(parse(text), used).blocks[0]
    for a in symbols:
        for b in symbols:
            expected = float(sympy.diff(formula, a, b).subs(place).evalf(30))
            assert close(found.entries.get((a.name, b.name), 0.0), expected, 1e-12), (a, b)
            if sympy.diff(formula, a, b) == 0:
                assert (a.name, b.name) not in found.entries


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_any_hessian_is_symmetric_and_holds_the_second_derivatives(program: Random) -> None:
    graph = lower(survey(parse(program.text)))
    try:
        found = hessian(parse(program.text), program.point)
    except BackpropError:
        return
    for output, block in zip(found.outputs, found.blocks, strict=True):
        for (row, column), number in block.entries.items():
            mirrored = block.entries[column, row]
            assert number == mirrored or math.isnan(number)
        for name in found.wrt:
            twice = repeated(graph, name, 2, outputs=[output])
            node = twice.entries.get((output, name))
            values = sweeps.evaluate(twice.graph, FLOATS, program.point)
            expected = 0.0 if node is None else values[node]
            number = block.entries.get((name, name), 0.0)
            if math.isfinite(expected) and math.isfinite(number):
                size = max(abs(expected), max(map(abs, values_of(found)), default=0.0))
                assert math.isclose(number, expected, rel_tol=1e-5, abs_tol=1e-7 * (1 + size))


def values_of(found: Matrices) -> list[float]:
    return [number for number in found.gradient.values() if math.isfinite(number)]


@pytest.mark.parametrize(
    "text", ["x^2*y + sin(x*y)", "where(x > y, x*y^2, exp(x))", "max(x, y)^2*x", "u = x*y; u^3/x"]
)
def test_a_hessian_agrees_with_diff_in_the_language(text: str) -> None:
    point = {"x": 1.7, "y": 0.6}
    found = hessian(parse(text), point).blocks[0].entries
    head, _, last = text.rpartition("; ")
    for a in "xy":
        for b in "xy":
            inner = f"diff(diff({last}, {a}), {b})"
            # a name that is defined holds its inputs back, so it is written out
            inner = inner.replace("u", "(x*y)") if head else inner
            expected = evaluate(parse(inner), point, Question(costs=False)).values["f"]
            assert close(found.get((a, b), 0.0), float(expected), 1e-12)


def test_rosenbrock_in_ten_variables() -> None:
    text, point = rosenbrock(10)
    entries = hessian(parse(text), point).blocks[0].entries
    for i in range(1, 11):
        x = point[f"x{i}"]
        after = point.get(f"x{i + 1}")
        own = (0 if i == 1 else 200) + (0 if after is None else 1200 * x * x - 400 * after + 2)
        assert entries[f"x{i}", f"x{i}"] == pytest.approx(own, rel=1e-13)
        if after is not None:
            assert entries[f"x{i}", f"x{i + 1}"] == pytest.approx(-400 * x, rel=1e-15)
    assert len(entries) == 10 + 2 * 9


def test_rosenbrock_in_a_thousand_variables_is_sparse(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[int] = []
    sweep = sweeps.sparse_forward

    def counting(*arguments: object) -> dict[int, object]:
        tangents = sweep(*arguments)  # type: ignore[arg-type]
        reached.append(len(tangents))
        return tangents

    monkeypatch.setattr(sweeps, "sparse_forward", counting)
    text, point = rosenbrock(1000)
    found = hessian(parse(text), point)
    assert len(found.blocks[0].entries) == 1000 + 2 * 999
    # What is structurally zero is not worked out: each sweep passes what its input reaches only.
    assert len(reached) == 1000
    assert sum(reached) < 100 * 1000


def test_blank_entries_are_those_that_are_zero_everywhere() -> None:
    found = of("hessian", "x^2*y + z + floor(x)*y", x=1.5, y=2.0, z=3.0).blocks[0]
    assert set(found.entries) == {("x", "x"), ("x", "y"), ("y", "x")}
    # an entry that is zero only here is there
    assert of("hessian", "x^3", x=0.0).blocks[0].entries == {("x", "x"): 0.0}
    found = of("jacobian", "x*y; floor(z); 3; where(z > 1, x, y)", x=1.0, y=2.0, z=0.5).blocks[0]
    assert found.entries == {
        ("f1", "x"): 2.0, ("f1", "y"): 1.0, ("f4", "x"): 0.0, ("f4", "y"): 1.0,
    }  # fmt: skip


@pytest.mark.parametrize("few", ["inputs", "outputs"])
def test_a_jacobian_is_swept_from_the_cheaper_side(
    few: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"x{i}" for i in range(30)]
    text = "*".join(names) if few == "outputs" else "; ".join(f"sin({i}*x)" for i in range(30))
    point = dict.fromkeys(names, 1.5) if few == "outputs" else {"x": 0.5}
    used: list[str] = []
    for name in ("reverse", "sparse_forward"):
        sweep = getattr(sweeps, name)
        monkeypatch.setattr(sweeps, name, lambda *a, s=sweep, n=name: (used.append(n), s(*a))[1])
    found = jacobian(parse(text), point).blocks[0].entries
    assert set(used) == {"reverse" if few == "outputs" else "sparse_forward"}
    expected = 1.5**29 if few == "outputs" else 3 * math.cos(1.5)
    assert found["f" if few == "outputs" else "f4", names[0] if few == "outputs" else "x"] == (
        pytest.approx(expected, rel=1e-14)
    )


def test_values_and_gradients_come_with_a_hessian() -> None:
    found = of("hessian", "a = x*y; a^2; x + z", x=2.0, y=3.0, z=1.0)
    assert found.values == {"f1": 36.0, "f2": 3.0}
    assert found.gradient["f1", "x"] == 36.0
    assert ("f2", "y") not in found.gradient
    assert len(found.blocks) == 2
    assert found.blocks[1].entries == {}


def test_by_a_named_value() -> None:
    found = hessian(parse("u = x^2; u^3*y"), {"x": 1.0, "y": 2.0}, Question(wrt=["u", "y"]))
    assert found.blocks[0].entries == {("u", "u"): 12.0, ("u", "y"): 3.0, ("y", "u"): 3.0}


@pytest.mark.parametrize(
    ("text", "point", "words"),
    [
        ("abs(x)*x", {"x": 0.0}, "abs has a corner at 0"),
        ("relu(x)^2", {"x": 0.0}, "relu has a corner at 0"),
        ("sqrt(x)", {"x": 0.0}, "vertical tangent"),
        ("max(x, y)^2", {"x": 1.0, "y": 1.0}, "max is tied"),
    ],
)
def test_kinks_are_noted(text: str, point: dict[str, float], words: str) -> None:
    notes = hessian(parse(text), point).notes
    assert any(words in note.message for note in notes)
    moved = {name: number + 0.25 * place for place, (name, number) in enumerate(point.items(), 1)}
    assert not hessian(parse(text), moved).notes
    with pytest.raises(BackpropError):
        hessian(parse(text), point, Question(strict=True))


def test_what_has_no_value_is_refused() -> None:
    with pytest.raises(BackpropError, match="log"):
        of("hessian", "log(x)", x=-1.0)
    with pytest.raises(BackpropError, match="no value is given for 'y'"):
        of("jacobian", "x*y", x=1.0)


def test_too_large_a_matrix_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure, "MOST_WORK", 100)
    with pytest.raises(BackpropError, match="too long"):
        hessian(parse(rosenbrock(20)[0]), rosenbrock(20)[1])
