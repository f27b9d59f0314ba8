"""Unicode formulas: what they look like, and that the parser reads them back as they were meant."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.differentiation.derivative import differentiated
from backprop.autodiff.differentiation.sweeps import evaluate
from backprop.autodiff.emit.formulas import latex, unicode
from backprop.autodiff.graph.labels import formula
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.rules import PRIMITIVES, find_function
from backprop.parser.parse import parse
from backprop.parser.syntax import Call, Name, Span, postorder
from hypothesis import given, settings

from tests.autodiff.programs import INPUTS, expressions
from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from backprop.autodiff.rules import Primitive
    from backprop.parser.syntax import Expression

NOWHERE = Span(0, 0)


def tree_of(text: str) -> Expression:
    return parse(text).statements[-1].value


def shown(text: str) -> str:
    return unicode.expression(tree_of(text))


def value(text: str, point: dict[str, float]) -> float:
    graph = lower(survey(parse(text)))
    numbers = evaluate(graph, FLOATS, {name: point.get(name, 0.7) for name in graph.inputs})
    return numbers[graph.outputs["f"]]


def same(a: float, b: float) -> bool:
    """Equal to rounding; a square may be worked out as a product or as a power."""
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-13)


def derivative_formulas(entry: Entry) -> list[str]:
    graph = lower(survey(parse(entry.text)), given=entry.point)
    found = differentiated(graph, list(entry.point), general=True)
    outputs = [formula(found.graph, node) for node in graph.outputs.values() if len(graph) < 60]
    return outputs + [formula(found.graph, node) for node in list(found.entries.values())[:20]]


@pytest.mark.parametrize("row", PRIMITIVES.values(), ids=lambda row: row.name)
def test_every_primitive_reads_back_as_itself(row: Primitive) -> None:
    parameters = [name.lstrip("*") for name in row.parameters]
    operands = [Name(f"{name}0", NOWHERE) for name in parameters]
    call = Call(next(iter((*row.aliases, row.name))), tuple(operands), NOWHERE, NOWHERE)
    if find_function(call.function) is None:  # an operator
        call = tree_of(row.signature)
    samples = [*row.samples, *row.corners]
    back = unicode.expression(call)
    assert parse(back).warnings == ()
    for sample in samples[:6]:
        names = [node.name for node in postorder(call) if isinstance(node, Name)]
        values = dict(zip(names, (*sample, 0.4), strict=False))
        given_value = evaluate_row(row.name, [values[name] for name in names])
        assert same(value(back, values), given_value), back


def evaluate_row(name: str, arguments: list[float]) -> float:
    row = PRIMITIVES[name]
    if row.name == "where":
        return arguments[1] if arguments[0] else arguments[2]
    method = {"and": "conjunction", "or": "disjunction"}.get(name, name)
    if row.value is not None:
        return float(row.value(FLOATS, *arguments))
    return float(getattr(FLOATS, method)(*arguments))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*x*cos(x^2)*y", "2x·cos(x²)·y"),
        ("-x*y", "−x·y"),
        ("a - (-b)", "a − (−b)"),
        ("a + -2*x", "a + (−2x)"),
        ("-(-x)", "−(−x)"),
        ("-(x + y)", "−(x + y)"),
        ("x*-y", "x·(−y)"),
        ("(-2*x)/3", "−2x/3"),
        ("x*(y*z)", "x·(y·z)"),
        ("a - (b - c)", "a − (b − c)"),
        ("x + y + z", "x + y + z"),
        ("x/2", "x/2"),
        ("x/y/z", "(x/y)/z"),
        ("1/2*x", "(1/2)·x"),
        ("1/(2*sqrt(x))", "1/(2√x)"),
        ("1/(x*y)", "1/(x·y)"),
        ("sqrt(x^2 + 1)", "√(x² + 1)"),
        ("sqrt(x)^2", "(√x)²"),
        ("√x²", "√(x²)"),
        ("cbrt(x)", "cbrt(x)"),
        ("2^x", "2^x"),
        ("3*2^x", "3·2^x"),
        ("x^-1", "x⁻¹"),
        ("x^12", "x¹²"),
        ("x^12345", "x^12345"),
        ("x^0.5", "x^0.5"),
        ("x^(1/2)", "x^(1/2)"),
        ("x^(y + 1)", "x^(y + 1)"),
        ("x^-y", "x^(−y)"),
        ("x^y^2", "x^(y²)"),
        ("(x^2)^3", "(x²)³"),
        ("(-x)^2", "(−x)²"),
        ("-x^2", "−x²"),
        ("square(x + 1)", "(x + 1)²"),
        ("pow(x, 3)", "x³"),
        ("sin(x)^2", "sin(x)²"),
        ("2*(x + y)", "2(x + y)"),
        ("2*sin(x)", "2·sin(x)"),
        ("2*3*x", "2·3·x"),
        ("0.5*x", "0.5x"),
        ("0*x", "0·x"),
        ("1e-30*x", "1e-30·x"),
        ("2*pi*r", "2π·r"),
        ("2*e", "2·e"),
        ("2*e5", "2·e₅"),
        ("2*_x", "2·_x"),
        ("2*_", "2·_"),
        ("2*price", "2·price"),
        ("2*饮料单价", "2·饮料单价"),
        ("3*θ", "3θ"),
        ("x1*x12^2", "x₁·x₁₂²"),
        ("x_1 + price2", "x_1 + price2"),
        ("log(x) + log2(x) + log10(x)", "ln(x) + log₂(x) + log₁₀(x)"),
        ("where(x <= 1, x, y)", "where(x ≤ 1, x, y)"),
        ("where(x == 1 or not y != 2, 1, 0)", "where(x == 1 or not y ≠ 2, 1, 0)"),
        ("(x > 0)*y", "(x > 0)·y"),
        ("(x >= 0) > y", "((x ≥ 0) > y)"),
        ("(x and y) or z", "(x and y or z)"),
        ("where(x and (y or z), 1, 0)", "where(x and (y or z), 1, 0)"),
        ("not (x or y)", "(not (x or y))"),
        ("1e21^2", "(1e21)²"),
        ("sqrt(1e21)", "√(1e21)"),
        ("not not x", "(not not x)"),
        ("if(x, 1, 2)", "where(x, 1, 2)"),
        ("max(x, y, -z)", "max(x, y, −z)"),
        ("+x", "x"),
    ],
)
def test_how_it_looks(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: entry.name)
def test_derivatives_of_the_corpus_read_back(entry: Entry) -> None:
    for text in derivative_formulas(entry):
        back = shown(text)
        assert parse(back).warnings == (), back
        for shift in (0.0, 0.31, -1.7):
            point = {name: number + shift for name, number in entry.point.items()}
            assert same(value(back, point), value(text, point)), (text, back)


@settings(max_examples=600, deadline=None)
@given(expressions(INPUTS))
def test_any_expression_reads_back(text: str) -> None:
    back = shown(text)
    assert parse(back).warnings == ()
    assert unicode.expression(tree_of(back)) == back
    for point in ({"x": 0.3, "y": 1.4, "z": 2.2}, {"x": -1.5, "y": 0.2, "z": -0.4}):
        assert same(value(back, point), value(text, point)), (text, back)


def test_nothing_recurses() -> None:
    for text in ("(" * 20_000 + "x" + ")^2" * 20_000, "1/(" * 5_000 + "x" + ")" * 5_000,
                 "-" * 20_000 + "x", "where(x > 0, 1, " * 5_000 + "x" + ")" * 5_000,
                 "x" + " + 2*x" * 20_000):  # fmt: skip
        tree = tree_of(text)
        assert len(unicode.expression(tree)) < 3 * len(text)
        assert len(latex.expression(tree)) < 20 * len(text)


@pytest.mark.parametrize(
    ("output", "by", "ordinary", "expected"),
    [
        ("f", ["x"], False, "∂f/∂x"),
        ("f", ["x"], True, "df/dx"),
        ("f", ["x", "x"], False, "∂²f/∂x²"),
        ("f", ["x", "x"], True, "d²f/dx²"),
        ("f", ["x", "y"], False, "∂²f/∂x∂y"),
        ("f", ["x", "x", "y"], False, "∂³f/∂x²∂y"),
        ("f", ["x"] * 6, False, "∂⁶f/∂x⁶"),
        ("f1", ["x2"] * 12, False, "∂¹²f₁/∂x₂¹²"),
        ("J", ["price"], False, "∂J/∂price"),
    ],
)
def test_names_of_derivatives(output: str, by: list[str], ordinary: bool, expected: str) -> None:
    assert unicode.derivative_name(output, by, ordinary=ordinary) == expected
