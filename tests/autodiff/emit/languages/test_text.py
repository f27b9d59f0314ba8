"""What the text of an emitted program is: safe, bounded, legible, and the same every time."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.differentiation.derivative import differentiated
from backprop.autodiff.emit import form_module
from backprop.autodiff.emit.derivative_program import DerivativeProgram
from backprop.autodiff.emit.planning.plan import LONGEST
from backprop.autodiff.emit.planning.regions import DEEPEST
from backprop.autodiff.emit.writing.comments import printable_lines, shielded
from backprop.autodiff.emit.writing.names import Names
from backprop.autodiff.rules import PRIMITIVES
from backprop.parser.errors import BackpropError

from .. import running
from ..running import (
    STRICTLY,
    TARGETS,
    Case,
    branchy_cases,
    corpus_cases,
    differences,
    emitted,
    language_of,
    primitive_cases,
    require,
    run,
    run_programs,
)

if TYPE_CHECKING:
    from pathlib import Path

PYTHONS = ("python", "numpy", "layers")


def emit(target: str, text: str, point: str = "x", order: int = 1, **options: object) -> str:
    case = Case(text, [dict.fromkeys(point.split(), 1.0)], dict(options), order)
    return running.emit(target, case.subject())


class TestReadingIt:
    def test_python(self) -> None:
        assert (
            emit("python", "sin(x^2)*lambda", "x lambda")
            == '''\
# Made by backprop from
#
#     sin(x^2)*lambda

import math


def f_and_gradient(x, lambda_):
    """The value and the gradient.

        sin(x^2)*lambda

    Returns

        f,
        (df/dx, df/dlambda)

    'lambda' is called 'lambda_' here.
    Raises ValueError or ZeroDivisionError where a value does not exist, as math does.
    What is too large for a float, or a derivative that is infinite, is inf or -inf.
    """
    v1 = x*x
    v2 = math.sin(v1)
    f = v2*lambda_
    df_dx = lambda_*math.cos(v1)*(2.0*x)
    return f, (df_dx, v2)
'''
        )

    def test_c(self) -> None:
        assert (
            emit("c", "where(x > 0, log(x)*θ + x + 2, θ)", "x θ")
            == """\
/* Made by backprop from

       where(x > 0, log(x)*θ + x + 2, θ)

   Returns f.
   gradient becomes df/dx, df/dθ.
   'θ' is called theta here.
   What does not exist is NaN, and what is too large infinite. C99; link with -lm. */

#include <math.h>

double f_and_gradient(double x, double theta, double gradient[2])
{
    double v1 = 0.0;
    double f = 0.0;
    double df_dtheta = 0.0;
    double df_dx = 0.0;
    if (x > 0.0) {
        v1 = log(x);
        f = v1*theta + x + 2.0;
        df_dtheta = v1;
        df_dx = 1.0 + theta*(1.0/x);
    } else {
        f = theta;
        df_dtheta = 1.0;
        df_dx = 0.0;
    }
    gradient[0] = df_dx;
    gradient[1] = df_dtheta;
    return f;
}
"""
        )

    def test_javascript(self) -> None:
        assert emit("javascript", "x*y; exp(x)", "x y").endswith("""
function values_and_jacobian(x, y) {
  const f1 = x*y;
  const f2 = Math.exp(x);
  return {values: {f1: f1, f2: f2}, jacobian: {f1: {x: y, y: x}, f2: {x: f2, y: 0}}};
}

if (typeof module === "object") module.exports = {values_and_jacobian};
""")

    def test_layers(self) -> None:
        text = emit("layers", "(x + y)*y", "x y")
        assert (
            text[text.index("class Add") : text.index("if __name__")]
            == '''\
class Add:
    """x + y, the sum."""

    def forward(self, x, y):
        return x + y

    def backward(self, upstream):
        return upstream, upstream


class Multiply:
    """x * y, the product."""

    def forward(self, x, y):
        self.x = x
        self.y = y
        return x*y

    def backward(self, upstream):
        dx = upstream*self.y
        dy = upstream*self.x
        return dx, dy


def value_and_gradient(x, y):
    """The value of f, and its gradient by x, y."""
    # One layer for every operation.
    add1 = Add()
    multiply1 = Multiply()

    # Forward: each works out its value, and keeps what it will need.
    v1 = add1.forward(x, y)
    f = multiply1.forward(v1, y)

    # Backward: from f down, each multiplies by its own derivatives.
    dy = 0.0
    df = 1.0
    dv1, dy_1 = multiply1.backward(df)
    dy += dy_1
    dx, dy_2 = add1.backward(dv1)
    dy += dy_2
    return f, (dx, dy)


'''
        )


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_program_gives_the_same_text(target: str) -> None:
    cases = [case for case in corpus_cases() if case.order == 1][:40]
    assert emitted(target, cases) == emitted(target, cases)


NASTY = [
    'x */ #error " \\ \\u000a """ \'\'\' `${1}`',
    "x\nimport os  # y",
    "x\r\n*/ int main(void) { return 1; } /*",
    "x\u2028y = 1\u2029\u0085\x0b\x0c\x1c\x00\x1b[31m \u202e \ud800 ??/",
    '"""\nraise SystemExit(1)\n"""',
    "\\",
    'x"',
    "/" * 9 + "*" * 9 + "/" * 9,
]


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_typed_gets_out_of_a_comment(target: str, tmp_path: Path) -> None:
    """What surrounds the source is the same code, whatever the source is."""
    require(target)
    subject = Case("x*y", [{"x": 2.0, "y": 3.0}]).subject()
    for source in NASTY:
        text = running.emit(target, DerivativeProgram(source, subject.derivatives, subject.wrt))
        case = Case("x*y", [{"x": 2.0, "y": 3.0}])
        assert code(target, text) == code(target, running.emit(target, subject)), source
        text.encode("utf-8")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", text)
        if target == "c":
            file = tmp_path / "nasty.c"
            file.write_text(text, encoding="utf-8")
            run(["cc", *STRICTLY, "-fsyntax-only", str(file)])
        else:
            assert run_programs(target, [case], [text], tmp_path) == [[[6.0, 3.0, 2.0]]]


def code(target: str, text: str) -> str:
    """A program without its comments."""
    if target in PYTHONS:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
                node.body = node.body[1:]
        return ast.unparse(tree)
    if target == "c":
        return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"//[^\n]*", "", text).strip()


def test_lines_of_comments_are_short_and_a_long_source_is_cut() -> None:
    lines = printable_lines(" + ".join(["x"] * 100_000))
    assert max(map(len, lines)) <= 90
    assert len(lines) < 40
    assert lines[-1].endswith("…")
    assert shielded("*/*/ /*", ("*/", "/*")).count("*/") == 0


class TestNames:
    def test_are_kept_where_they_can_be(self) -> None:
        names = Names({"for", "v1"})
        assert names.keep(["for", "for_", "x"]) == {"for": "for__", "for_": "for_", "x": "x"}
        assert [names.fresh("v"), names.fresh("v")] == ["v2", "v3"]

    def test_of_one_spelling_in_ascii_stay_apart(self) -> None:
        names = Names(set(), ascii_only=True)
        kept = names.keep(["θ", "theta", "u03b8", "ϑ", "é", "_X", "__x", "1"[:0] + "n_X"])
        assert len(set(kept.values())) == len(kept)
        assert all(re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) for name in kept.values())

    @pytest.mark.parametrize("target", TARGETS)
    def test_no_variable_is_a_name_that_the_program_uses(self, target: str, tmp_path: Path) -> None:
        require(target)
        language = language_of(target)
        names = sorted({*language.reserved, "Math", "np", "f", "v1"} - {"and", "or", "not"})
        functions = [name for name in language.defined if PRIMITIVES[name].accepts(1)]
        text = " + ".join([*(f"{name}*k" for name in names), *(f"{name}(k)" for name in functions)])
        case = Case(text, [dict.fromkeys([*names, "k"], 1.5)])
        answers = run_programs(target, [case], emitted(target, [case]), tmp_path)
        assert differences([case], answers, 1e-13) == []

    @pytest.mark.parametrize("target", PYTHONS)
    def test_a_renamed_name_is_said(self, target: str) -> None:
        assert "'class' is called 'class_' here" in emit(target, "class*x", "class x")


@pytest.mark.parametrize("target", TARGETS)
def test_what_cannot_be_said_is_an_error_that_names_the_function(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = form_module("python" if target == "layers" else target)
    lacking = replace(language_of(target), unsupported={"gelu": "it is too new"})
    monkeypatch.setattr(module, module.__name__.rsplit(".", 1)[1].upper(), lacking)
    with pytest.raises(
        BackpropError, match=r"'gelu' cannot be said in \w+: it is too new"
    ) as raised:
        emit(target, "2*gelu(x)")
    assert raised.value.span == (2, 9)
    assert raised.value.hint


def test_layers_of_a_higher_order_are_refused() -> None:
    with pytest.raises(BackpropError, match="first derivatives only"):
        emit("layers", "x^3", order=2)


BIG = {
    "a sum": " + ".join(f"x*{number}" for number in range(1, 2001)),
    "a nest": "sin(" * 2000 + "x" + ")" * 2000,
    "a product": "*".join(["(x + 1)", *["1"] * 2000]),
    "conditions": "where(x > 1, " * 60 + "x" + ", x + 2)" * 60,
    "more conditions": "".join(f"where(x > {n}, {n}*x, " for n in range(600)) + "x" + ")" * 600,
    "logic": "(" + " and ".join(f"x > -{number}" for number in range(1, 2000)) + ")*x",
    "names": "; ".join(
        ["t0 = x", *(f"t{n} = t{n - 1} + sin(t{n - 1})*0.001" for n in range(1, 1000)), "t999*x"]
    ),
    "one call": f"max({', '.join(f'x*{number}' for number in range(600))})",
}  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
def test_large_programs_load_and_run(target: str, tmp_path: Path) -> None:
    require(target)
    cases = [Case(text, [{"x": 1.5}]) for text in BIG.values()]
    texts = emitted(target, cases)
    for case, text in zip(cases, texts, strict=True):
        assert len(text) < 150 * len(case.subject().derivatives.graph)
    assert target != "c" or any("PART part_1" in text for text in texts)
    answers = run_programs(target, cases, texts, tmp_path)
    for case, (result,) in zip(cases, answers, strict=True):
        (expected,) = case.expected()
        assert result == pytest.approx(expected, rel=1e-9), case.text[:40]


@pytest.mark.parametrize("target", ["python", "layers"])
def test_expressions_and_branches_are_bounded(target: str) -> None:
    for text in emitted(
        target, [*branchy_cases(), *(Case(text, [{"x": 1}]) for text in BIG.values())]
    ):
        deepest, nested = 0, 0
        stack: list[tuple[ast.AST, int, int]] = [(ast.parse(text), 0, 0)]
        while stack:
            node, depth, ifs = stack.pop()
            depth = depth + 1 if isinstance(node, ast.expr) else 0
            ifs += isinstance(node, ast.If)
            deepest, nested = max(deepest, depth), max(nested, ifs)
            stack += [(child, depth, ifs) for child in ast.iter_child_nodes(node)]
        assert deepest <= 4 * LONGEST
        assert nested <= 2 * DEEPEST + 2


def test_every_subexpression_is_worked_out_once() -> None:
    text = emit("python", "t = sin(x)*exp(x); t^2 + log(t) + t*sin(x)")
    assert text.count("math.sin(") == 2  # as written: two sines
    assert text.count("_exp(x)") == 2  # its definition, and one call
    assert text.count("math.cos(") == 1


def test_a_short_condition_is_written_again_and_a_long_one_is_kept() -> None:
    text = emit("python", "where(x > 0, x, 1)*y + where(x > 0, y, 2)", "x y")
    assert "v1 = float(" not in text
    long = "x > 0 and y > 0 and x*y > 1 and x + y < 9"
    text = emit("python", f"where({long}, x, y)*where(x > 0, x, 2)*({long})", "x y")
    body = text[text.rindex('"""') :]
    assert body.count("x > 0.0 and y > 0.0") == 2  # as written: two conditions
    assert body.count("float(") == 2


def test_each_emitted_python_passes_a_linter(tmp_path: Path) -> None:
    cases = [*corpus_cases(), *primitive_cases("python"), *branchy_cases(20)]
    for target in PYTHONS:
        for number, text in enumerate(emitted(target, cases)):
            (tmp_path / f"{target}{number}.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--quiet"]
    command += ["--select", "E4,E7,E9,F", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:2000]


def test_numpy_takes_numbers_and_arrays_that_broadcast(tmp_path: Path) -> None:
    case = Case("where(x > 0, log(x)*y, 1/x) + 0*y; 7; x", [{"x": 1.0, "y": 1.0}])
    (tmp_path / "emitted.py").write_text(running.emit("numpy", case.subject()))
    script = """
import json, warnings, numpy as np
warnings.simplefilter("error")
from emitted import values_and_jacobian as f
x, y = np.array([[-1.0], [0.0], [2.0]]), np.array([3.0, 4.0])
values, rows = f(x, y)
shapes = [np.shape(value) for value in (*values, *(slope for row in rows for slope in row))]
alone = f(2, 4)
print(json.dumps([shapes, values[0].tolist(), rows[0][0].tolist(), type(alone[0][0]).__name__,
    alone[0], x.tolist()]))
"""
    shapes, value, slope, kind, alone, x = json.loads(
        run([sys.executable, "-c", script], cwd=tmp_path)
    )
    assert shapes == [[3, 2]] * 9
    assert value[0] == [-1.0, -1.0]
    assert value[1] == [float("inf")] * 2
    assert value[2] == pytest.approx([3 * 0.6931471805599453, 4 * 0.6931471805599453])
    assert slope[2] == [1.5, 2.0]
    assert slope[0] == [-1.0, -1.0]
    assert kind == "float64"
    assert alone == pytest.approx([4 * 0.6931471805599453, 7, 2])
    assert x == [[-1.0], [0.0], [2.0]]


class TestLayers:
    def test_are_run_with_a_point(self, tmp_path: Path) -> None:
        file = tmp_path / "emitted.py"
        file.write_text(emit("layers", "lambda*x^2", "lambda x"), encoding="utf-8")
        assert run([sys.executable, str(file), "x=3", "lambda=2"]) == (
            "f = 18.0\ndf/dlambda = 9.0\ndf/dx = 12.0\n"
        )
        lost = subprocess.run(
            [sys.executable, str(file), "x=3"], capture_output=True, text=True, check=False
        )
        assert (lost.returncode, lost.stderr) == (1, "give the point, as in: lambda=1 x=1\n")
        file.write_text(emit("layers", "x*y; x", "x y"), encoding="utf-8")
        assert run([sys.executable, str(file), "x=3", "y=2"]) == (
            "f1 = 6.0\ndf1/dx = 2.0\ndf1/dy = 3.0\nf2 = 3.0\ndf2/dx = 1.0\ndf2/dy = 0.0\n"
        )

    def test_there_is_one_class_an_operation(self) -> None:
        text = emit(
            "layers", "x*y + y*x + sin(x)*sin(y) + max(x, y) + max(x, y, 3) + x^2 + y^3", "x y"
        )
        assert re.findall(r"^class (\w+):", text, re.MULTILINE) == [
            "Multiply", "Add", "Sin", "Max", "Max3", "Power2", "Power3",
        ]  # fmt: skip

    def test_a_layer_asks_for_no_more_than_is_needed(self) -> None:
        """The exponent of x^2.5*3 is a number, so no logarithm of x is ever taken."""
        text = emit("layers", "x^n", "x n", wrt=["x"])
        assert "log" not in text
        assert "here only x is differentiated by" in text

    def test_a_branch_that_is_not_taken_gets_no_gradient(self) -> None:
        text = emit("layers", "where(x > 0, log(x), x^2)")
        function = text[text.index("    # Forward") : text.index("if __name__")]
        assert function.splitlines()[1:-2] == [
            "    v2 = log1.forward(x) if (x > 0.0) else math.nan",
            "    v3 = power1.forward(x)",
            "    f = where1.forward(x > 0.0, v2, v3)",
            "",
            "    # Backward: from f down, each multiplies by its own derivatives.",
            "    dx = None",
            "    df = 1.0",
            "    dv2, dv3 = where1.backward(df)",
            "    if dv3 is not None:",
            "        dx = _added(dx, power1.backward(dv3))",
            "    if dv2 is not None:",
            "        dx = _added(dx, log1.backward(dv2))",
            "    return f, (0.0 if dx is None else dx,)",
        ]

    def test_too_many_outputs_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = "; ".join([f"x + {n}" for n in range(1, 12)])
        emit("layers", text)
        monkeypatch.setattr(form_module("layers"), "WORK_LIMIT", 100)
        with pytest.raises(BackpropError, match="11 outputs"):
            emit("layers", text)


def test_rules_are_in_the_table_only() -> None:
    """A rule that is changed in the table changes the emitted class."""
    from backprop.autodiff.emit.layers.classes import LayerClass, LayerKind
    from backprop.autodiff.rules import PRIMITIVES
    from backprop.autodiff.rules.row import Primitive

    row = PRIMITIVES["sin"]
    wrong = Primitive("sin", ("x",), (lambda m, x, out: m.cosh(x) * 3,), summary=row.summary)  # noqa: ARG005
    assert "math.cos(self.x)" in LayerClass(LayerKind(row, 1), "Sin", [0]).text
    assert "_cosh(self.x)*3.0" in LayerClass(LayerKind(wrong, 1), "Sin", [0]).text


def test_an_input_that_nothing_uses_stays_a_parameter() -> None:
    case = Case("x + y", [{"x": 1.0, "y": 1.0}])
    derivatives = case.subject().derivatives
    alone = differentiated(derivatives.graph, ["x"], outputs=["f"])
    subject = DerivativeProgram("x + y", alone, ("x",))
    assert "f_and_gradient(x, y)" in running.emit("python", subject)
