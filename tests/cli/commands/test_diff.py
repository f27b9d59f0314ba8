"""`backprop diff` from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.emit import FORMS, PROGRAM_FORMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run


def test_the_example_of_the_help(run: Run) -> None:
    outcome = run("diff", "sin(x^2)*y")
    assert outcome.stdout == "df/dx = 2*x*cos(x^2)*y\ndf/dy = sin(x^2)\n"
    assert (outcome.status, outcome.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["x^3", "--order", "2"], "d2f/dx2 = 6*x\n"),
        (["x^3", "--order", "0"], "f = x^3\n"),
        (["x^3", "--order", "4"], "d4f/dx4 = 0\n"),
        (["x^3*y", "--order", "2", "--wrt", "x"], "d2f/dx2 = 6*x*y\n"),
        (["J = 3v; v = a + u; u = b*c", "--wrt", "b,u"], "dJ/db = 3*c\ndJ/du = 3\n"),
        (["u = x^2; u^3", "--wrt", "u"], "df/du = 3*u^2\n"),
        (["x*y; x + y", "--wrt", "x"], "df1/dx = y\ndf2/dx = 1\n"),
        (["x*y; x + y", "--of", "f2", "--wrt", "y"], "df2/dy = 1\n"),
        (["饮料单价×饮料数量", "--wrt", "饮料单价"], "df/d饮料单价 = 饮料数量\n"),
        (["diff(x^3, x)*y"], "df/dx = 6*x*y\ndf/dy = 3*x^2\n"),
        (["x + 0*y", "--wrt", "x"], "df/dx = 1\n"),
        (["x*3*2", "--no-simplify"], "df/dx = 2*3\n"),
        (["e^2*x", "--wrt", "e"], "df/de = 2*e*x\n"),
        (["x", "--to", "unicode"], "df/dx = 1\n"),
        (["relu(x)"], "df/dx = where(x > 0, 1, 0)\n"),
        (["clamp(x, 0, 1)"], "df/dx = where(0 <= x and x <= 1, 1, 0)\n"),
        (["sin(x^2)*y", "--to", "unicode"], "∂f/∂x = 2x·cos(x²)·y\n∂f/∂y = sin(x²)\n"),
    ],
)
def test_formulas(run: Run, words: list[str], expected: str) -> None:
    outcome = run("diff", *words)
    assert outcome.stdout == expected
    assert outcome.status == 0


def test_standard_input_and_files(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "f.txt"
    path.write_text("x^2", encoding="utf-8")
    for outcome in (run("diff", "-", stdin=b"x^2"), run("diff", "--file", str(path))):
        assert outcome.stdout == "df/dx = 2*x\n"


def test_what_passes_no_derivative_is_noted(run: Run) -> None:
    outcome = run("diff", "floor(x)")
    assert outcome.stdout == "df/dx = 0\n"
    assert outcome.stderr.startswith("info: 'floor(x)' passes no derivative on")


def test_the_points_that_a_general_formula_leaves_out_are_told(run: Run) -> None:
    outcome = run("diff", "x^n", "--wrt", "x")
    assert outcome.stdout == "df/dx = n*x^(n - 1)\n"
    assert "where x == 0 and n == 0" in outcome.stderr
    assert run("diff", "x^n", "--wrt", "x", "--to", "json").stderr == ""


def test_a_shared_program_can_be_typed_in_again(run: Run) -> None:
    outcome = run("diff", "sigmoid(w*x + b)^2", "--wrt", "w,b", "--shared")
    text = outcome.stdout
    names = [line.split(" = ")[0] for line in text.splitlines()]
    assert names[-2:] == ["df_dw", "df_db"]
    point = ["--w", "0.3", "--x", "-1.2", "--b", "0.7"]
    again = run("eval", text, *point, "--of", "df_dw,df_db", "--get", "df_dw,df_db")
    direct = run("eval", "sigmoid(w*x + b)^2", *point, "--get", "dw,db")
    shared = [float(line) for line in again.stdout.split()]
    assert shared == pytest.approx([float(line) for line in direct.stdout.split()], rel=1e-14)


def test_names_of_a_shared_program_do_not_collide(run: Run) -> None:
    outcome = run("diff", "df_dx*sin(x)*exp(sin(x)) + t1", "--wrt", "x", "--shared")
    assert outcome.stdout.splitlines()[-1].startswith("df_dx_ = ")
    assert not any(line.startswith("t1 = ") for line in outcome.stdout.splitlines())


def test_json_holds_formulas_and_notes(run: Run) -> None:
    answer = json.loads(run("diff", "x^n*floor(x)", "--wrt", "x", "--json").stdout)
    assert answer["derivatives"][0]["name"] == "df/dx"
    assert len(answer["notes"]) == 2
    shared = json.loads(run("diff", "sin(x)^2", "--json", "--shared").stdout)
    assert shared["steps"][-1]["name"] == "df_dx"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_answers(run: Run, form: str) -> None:
    outcome = run("diff", "x*sin(y)", "--to", form)
    assert outcome.status == 0
    assert outcome.stdout.endswith("\n")
    assert outcome.stderr == ""


@pytest.mark.parametrize("form", PROGRAM_FORMS)
def test_every_program_can_be_simplified_and_of_higher_order(run: Run, form: str) -> None:
    for words in (["--simplify"], ["--order", "2", "--wrt", "x"]):
        outcome = run("diff", "x^3*sin(y) + 0*z", "--to", form, *words)
        if form == "layers" and "--order" in words:
            assert outcome.status == 2
            assert outcome.stderr.startswith("error: layers work out first derivatives only")
        else:
            assert (outcome.status, outcome.stderr) == (0, "")


def test_order_0_is_the_expression_itself(run: Run) -> None:
    assert run("diff", "x*y + x*y", "--order", "0").stdout == "f = 2*x*y\n"
    assert (
        json.loads(run("diff", "x*y", "--order", "0", "--to", "json").stdout)["derivatives"] == []
    )
    assert (
        "--order 0 asks for no derivative" in run("diff", "x", "--order", "0", "--to", "c").stderr
    )


def test_a_simplified_program_keeps_its_inputs(run: Run) -> None:
    text = run("diff", "(x - x) + y + 0*z", "--to", "python", "--simplify").stdout
    assert "(x, y, z)" in text


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["x", "--order", "-1"], "'--order' must be a whole number that is not negative", ""),
        (["x", "--order", "1.5"], "'--order' must be a whole number that is not negative", ""),
        (["x", "--order", "two"], "'--order' must be a whole number that is not negative", ""),
        (["x", "--order", "5000"], "up to the order 1,000", ""),
        (["x*y", "--order", "2"], "a derivative of order 2 is by one name", "--wrt x"),
        (["2", "--order", "2"], "nothing to differentiate by", ""),
        (["x", "--to", "fortran"], "'--to' must be 'infix', ", ""),
        (["x", "--to", "pyhton"], "'--to' must be", "did you mean 'python'?"),
        (["x", "--to", "sql", "--dialect", "mysql"], "'--dialect' must be 'duckdb', ", ""),
        (["x", "--dialect", "duckdb"], "--dialect is for --to sql", "--to sql"),
        (["x", "--to", "c", "--shared"], "--shared is for formulas", "leave one out"),
        (["x", "--to", "json", "--json"], "--json is for formulas", "--to json the graph"),
        (["x*y", "--wrt", "q"], "'q' is not a name here", "the names here are x, y"),
        (["x*y", "--of", "q"], "'q' is not a name here", "the names here are x, y"),
        (["x*y", "--x", "3"], "'--x' gives a value", "backprop eval"),
        (["sine(x)"], "unknown function 'sine'", "did you mean 'sin'?"),
        ([], "there is no expression", ""),
        (["1/2x", "--strict"], "'1/2x' is read as (1/2)*x", "without --strict"),
    ],
)
def test_mistakes(error: Callable[..., str], words: list[str], message: str, hint: str) -> None:
    told = error("diff", *words)
    assert message in told
    assert hint in told


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("x^(-1)", []), ("x^-2", []), ("x^(1/2)", []), ("(x^2+y^2)^(3/2)", []), ("(-2)^x", []),
        ("(2^x)^(1/2)", []), ("x^x^x", ["x == 0", "x == 0 and x^x == 0"]),
        ("x^n", ["x == 0 and n == 0", "x == 0"]),
        ("(1+1/x)^x", ["1 + 1/x == 0 and x == 0", "1 + 1/x == 0"]), ("u = x^2; 3^u", []),
    ],
)  # fmt: skip
def test_where_the_general_formula_does_not_hold(run: Run, text: str, where: list[str]) -> None:
    said = run("diff", text).stderr.splitlines()
    assert said == [
        f"info: the formula is the general one: where {each}, the rule takes 0 in its place"
        for each in where
    ]


@pytest.mark.parametrize("text", ["3", "e^2", "sqrt(2)"])
def test_nothing_to_differentiate_by_is_said(run: Run, text: str) -> None:
    outcome = run("diff", text)
    assert (outcome.status, outcome.stdout) == (0, "")
    assert outcome.stderr == (
        "info: there is nothing to differentiate by: the expression has no inputs\n"
    )


def test_a_missing_expression_gets_an_example_of_this_command(error: Callable[..., str]) -> None:
    assert error("diff") == (
        'error: there is no expression\n  = such as: backprop diff "(x+y)*z"\n'
    )
    assert 'backprop hessian "(x+y)*z" --x -2' in error("hessian")


def test_the_chinese_comma_of_lists_stands_between_names_and_values(run: Run) -> None:
    outcome = run("diff", "饮料单价*折扣", "--wrt", "饮料单价、折扣")
    assert outcome.stdout == "df/d饮料单价 = 折扣\ndf/d折扣 = 饮料单价\n"
    assert run("eval", "x*y", "--at", "x=1、y=2", "--get", "value").stdout == "2\n"


def test_what_sql_lacks_is_said_in_a_sentence(error: Callable[..., str]) -> None:
    said = error("diff", "gamma(x)", "--to", "sql", "--dialect", "sqlite")
    assert "'gamma' cannot be said in SQL for SQLite" in said
    said = error("diff", "lgamma(x)", "--to", "sql", "--dialect", "spark", "--wrt", "x")
    assert "= DuckDB has it: --dialect duckdb" in said


def test_a_number_without_room_in_a_program_is_warned_of(
    run: Run, error: Callable[..., str]
) -> None:
    outcome = run("diff", "1e3000000*x", "--to", "c")
    assert "warning: '1e3000000' is too large for double precision" in outcome.stderr
    assert run("diff", "1e3000000*x").stderr == ""
    assert "too large" in error("diff", "1e3000000*x", "--to", "c", "--strict")


def test_what_would_be_too_large_is_refused_early(
    error: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backprop.autodiff.differentiation.derivative.NODE_LIMIT", 1000)
    for count in (300, 600):  # the derivative is too large; the graph itself is
        said = error("diff", "+".join(["x*y"] * count))
        assert "would take more than 1,000 nodes" in said
        assert "a shorter expression" in said


def test_the_fields_of_json_are_those_of_the_readme(run: Run) -> None:
    point = ["--x", "1", "--y", "2"]
    found = json.loads(run("diff", "x*y", "--json").stdout)
    assert list(found) == ["source", "outputs", "wrt", "order", "form", "derivatives", "notes"]
    assert list(found["derivatives"][0]) == ["name", "of", "by", "formula", "conditions"]
    found = json.loads(run("jacobian", "x*y", *point, "--json").stdout)
    assert {"value", "jacobian", "entries", "source", "notes", "outputs", "wrt"} <= set(found)
    found = json.loads(run("hessian", "x*y", *point, "--json").stdout)
    assert {"value", "gradient", "hessian", "entries", "source", "notes"} <= set(found)
