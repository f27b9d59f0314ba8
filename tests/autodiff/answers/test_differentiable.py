"""The Python doorway: the numbers of `eval`, on floats and on arrays."""

from __future__ import annotations

import math
import subprocess
import sys
import warnings

import numpy as np
import pytest
from backprop.autodiff import differentiate
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.matrices import hessian
from backprop.autodiff.answers.question import Question
from backprop.autodiff.numbers.arrays import ARRAYS
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.rules import PRIMITIVES
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse

from tests.corpus import CORPUS, Entry

PLAIN = [
    entry
    for entry in CORPUS
    if not entry.options.get("strict") and not set(entry.point) & {"pi", "e", "tau", "inf", "nan"}
]


def close(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-13)


@pytest.mark.parametrize("entry", PLAIN, ids=lambda entry: entry.name)
@pytest.mark.parametrize("kind", ["floats", "arrays"])
def test_the_numbers_are_those_of_eval(entry: Entry, kind: str) -> None:
    options = {name: entry.options[name] for name in ("of", "wrt", "ties") if name in entry.options}
    expected = evaluate(parse(entry.text), entry.point, Question(costs=False, **options))
    function = differentiate(entry.text, **options)
    wrap = float if kind == "floats" else lambda number: np.full((2, 1), number)
    point = {name: wrap(entry.point[name]) for name in function.inputs}
    values = function.value(**point)
    values = values if len(function.outputs) > 1 else {function.outputs[0]: values}
    slopes = function.jacobian(**point)
    for output in expected.outputs:
        assert close(number_of(values[output], bool(point)), float(expected.values[output]))
        for name in expected.wrt:
            derivative = number_of(slopes[output][name], bool(point))
            by_rules = expected.gradient[output][name] or 0.0
            if name in entry.settled:
                by_rules = entry.gradient[output][name]
            assert close(derivative, float(by_rules)), (output, name)


def number_of(found: object, has_inputs: bool) -> float:
    if isinstance(found, np.ndarray):
        assert has_inputs
        assert found.shape == (2, 1)
        assert found.dtype == float
        return float(found[1, 0])
    assert type(found) is float
    return found


@pytest.mark.parametrize("name", sorted(PRIMITIVES))
def test_a_primitive_on_arrays_is_the_primitive_on_floats(name: str) -> None:
    row = PRIMITIVES[name]
    cases = [*row.samples, *row.corners]
    columns = (
        [np.array(column) for column in zip(*cases, strict=True)]
        if (len(set(map(len, cases))) == 1)
        else []
    )
    expected = [FLOATS.function(row)(*case) for case in cases]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        function = ARRAYS.function(row)
        found = (
            function(*columns).tolist()
            if columns
            else [float(function(*map(np.asarray, case))) for case in cases]
        )
    for case, number, truth in zip(cases, found, expected, strict=True):
        assert close(number, truth), (case, number, truth)


def test_where_masks_the_branch_that_is_not_taken() -> None:
    function = differentiate("where(x > 0, log(x)*y, y^2)")
    x = np.array([-1.0, 0.0, 2.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert function.value(x, 3.0).tolist() == [9, 9, 3 * math.log(2)]
        slopes = function.gradient(x, 3.0)
        assert slopes["x"].tolist() == [0, 0, 1.5]
        assert slopes["y"].tolist() == [6, 6, math.log(2)]
        assert function.hessian(x, 3.0)["x"]["x"].tolist() == [0, 0, -0.75]


def test_hessians_are_those_of_the_command() -> None:
    text = "sin(x)*y^2 + exp(x*z)"
    point = {"x": 0.3, "y": 1.2, "z": -0.7}
    found = differentiate(text).hessian(**point)
    expected = hessian(parse(text), point).blocks[0].entries
    for a in point:
        for b in point:
            assert found[a][b] == pytest.approx(expected.get((a, b), 0.0), rel=1e-14)


def test_several_outputs() -> None:
    function = differentiate("x*y; x + y")
    assert function.outputs == ("f1", "f2")
    assert function.value(2, 3) == {"f1": 6.0, "f2": 5.0}
    assert function.jacobian(2, 3)["f2"] == {"x": 1.0, "y": 1.0}
    assert function.hessian(2, 3)["f1"]["x"] == {"x": 0.0, "y": 1.0}
    with pytest.raises(BackpropError, match="several outputs"):
        function.gradient(2, 3)


def test_shapes_broadcast_and_results_can_be_written_to() -> None:
    function = differentiate("x*y")
    value = function.value(np.ones((3, 1)), np.arange(4.0))
    assert value.shape == (3, 4)
    slopes = function.gradient([1, 2], 5)
    assert slopes["y"].tolist() == [1, 2]
    slopes["x"][0] = 7.0
    assert function.gradient([1, 2], 5)["x"].tolist() == [5, 5]


def test_what_has_no_value_is_nan_and_a_pole_is_infinite() -> None:
    function = differentiate("log(x)")
    assert math.isnan(function.value(-1))
    assert function.value(0) == -math.inf
    assert function.gradient(0) == {"x": math.inf}


@pytest.mark.parametrize(
    ("values", "named", "words"),
    [
        ((1.0,), {}, "no value is given for 'y'"),
        ((1.0, 2.0, 3.0), {}, "2 inputs, and 3 values"),
        ((1.0,), {"x": 2.0}, "'x' is given twice"),
        ((1.0, 2.0), {"z": 2.0}, "no input 'z'"),
    ],
)
def test_a_point_must_fit(values: tuple[float, ...], named: dict[str, float], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        differentiate("x*y").value(*values, **named)


@pytest.mark.parametrize("text", ["", "x +", "sine(x)"])
def test_a_mistake_in_the_expression_is_located(text: str) -> None:
    with pytest.raises(BackpropError) as caught:
        differentiate(text)
    assert caught.value.text == text


def test_names_that_are_asked_for_must_be_there() -> None:
    with pytest.raises(BackpropError, match="differentiated by"):
        differentiate("x*y", wrt=["z"])
    assert differentiate("u = x^2; 3*u", wrt=["u"]).gradient(2.0) == {"u": 3.0}
    assert differentiate("e^2*x", wrt=["e"]).inputs == ("e", "x")


def test_python_source_stands_alone() -> None:
    source = differentiate("sin(x)*lambda").to_python()
    program = f"{source}\nprint(f_and_gradient(0.5, 2.0))"
    ended = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
    )
    value, slopes = eval(ended.stdout, {"__builtins__": {}})  # what was printed is two numbers
    assert value == math.sin(0.5) * 2
    assert tuple(slopes) == (math.cos(0.5) * 2, math.sin(0.5))


def test_the_doorway_is_not_imported_before_it_is_used() -> None:
    program = (
        "import sys, backprop.autodiff as a; print('backprop.autodiff.compiled' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "False\n"


def test_what_is_no_text_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="an expression is a text such as"):
        differentiate(3)  # pyright: ignore[reportArgumentType]
