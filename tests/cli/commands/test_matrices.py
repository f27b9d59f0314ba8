"""`backprop jacobian` and `backprop hessian` from the command line."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..conftest import Run

ROSENBROCK = ["(1 - x)^2 + 100*(y - x^2)^2 + z", "--x", "1", "--y", "1", "--z", "2"]


def test_a_hessian_on_a_terminal(run: Run) -> None:
    outcome = run("hessian", *ROSENBROCK, "--color", "never", tty=True)
    lines = [line.rstrip() for line in outcome.stdout.splitlines()]
    place = lines.index("Hessian of f")
    assert [line.split() for line in lines[place + 3 : place + 6]] == [
        ["x", "802", "-400"], ["y", "-400", "200"], ["z"],
    ]  # fmt: skip
    assert "5 of the 9 entries of the Hessian of f are blank" in outcome.stdout


def test_a_jacobian_in_every_form(run: Run) -> None:
    words = ["jacobian", "x*y; sin(z); 3", "--x", "2", "--y", "3", "--z", "0"]
    answer = json.loads(run(*words, "--json").stdout)
    assert answer["jacobian"] == [[3, 2, None], [None, None, 1], [None, None, None]]
    assert answer["entries"][0] == {"row": "f1", "column": "x", "value": 3}
    rows = list(csv.reader(run(*words, "--format", "csv").stdout.splitlines()))
    assert rows == [
        ["row", "x", "y", "z"], ["f1", "3", "2", ""], ["f2", "", "", "1"], ["f3", "", "", ""],
    ]  # fmt: skip
    assert "f1\t3\t2\t\n" in run(*words, "--format", "tsv").stdout
    assert "| f1 | 3 | 2 |  |" in run(*words, "--format", "markdown").stdout
    plain = run(*words).stdout
    assert "\x1b" not in plain
    assert "\nf1  3  2\n" in plain


def test_hessians_of_several_outputs(run: Run) -> None:
    words = ["hessian", "x^2*y; x + y", "--x", "3", "--y", "5"]
    answer = json.loads(run(*words, "--json").stdout)
    assert list(answer["hessians"]) == ["f1", "f2"]
    assert answer["hessians"]["f1"]["hessian"] == [[10, 6], [6, None]]
    assert answer["hessians"]["f2"]["entries"] == []
    rows = run(*words, "--format", "csv").stdout.splitlines()
    assert rows == ["output,row,x,y", "f1,x,10,6", "f1,y,6,", "f2,x,,", "f2,y,,"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("d2f/dxdy", "6"), ("d2f/dydx", "6"), ("d2f/dx2", "10"), ("d2f/dxdx", "10"),
        ("d2f/dy2", "0"), ("df/dx", "30"), ("dx", "30"), ("f", "45"), ("value", "45"),
        ("d2f/dx2,dy", "10\n9"),
    ],
)  # fmt: skip
def test_numbers_of_a_hessian(run: Run, keys: str, expected: str) -> None:
    outcome = run("hessian", "x^2*y", "--x", "3", "--y", "5", "--get", keys)
    assert outcome.stdout == f"{expected}\n"


def test_exact_matrices(run: Run) -> None:
    words = ["x^3*y/7", "--x", "1/3", "--y", "2", "--exact"]
    answer = json.loads(run("hessian", *words, "--json").stdout)
    assert answer["hessian"] == [["4/7", "1/21"], ["1/21", None]]
    assert answer["numbers"] == "exact"
    assert run("jacobian", *words, "--get", "dx,df/dy").stdout == "2/21\n1/189\n"
    long = ["x^60*y", "--x", "1/3", "--y", "2", "--exact"]
    assert "A number after ~ is rounded" in run("jacobian", *long).stdout
    assert run("jacobian", *long, "--get", "dy").stdout == f"1/{3**60}\n"


def test_names_with_a_d_in_them(run: Run) -> None:
    words = ["hessian", "d^2*dd*d2", "--d", "3", "--dd", "5", "--d2", "7", "--get"]
    assert run(*words, "d2f/ddddd,d2f/ddd2,d2f/dd2,d2f/dd2dd").stdout == "42\n0\n70\n30\n"


def test_numbers_of_a_jacobian(run: Run) -> None:
    words = ["jacobian", "x*y; y", "--x", "2", "--y", "3", "--get"]
    assert run(*words, "df1/dx,df2/dx,f2").stdout == "3\n0\n3\n"


@pytest.mark.parametrize("key", ["d2f/dxdq", "d2f/dx3", "d3f/dx2", "q", "dq", "df/dq", "d/", "/"])
def test_keys_that_mean_nothing(error: Callable[..., str], key: str) -> None:
    told = error("hessian", "x^2*y", "--x", "3", "--y", "5", "--get", key)
    assert f"there is nothing called '{key}'" in told
    assert "= " in told


def test_a_wide_matrix_is_listed(run: Run) -> None:
    names = [f"x{i}" for i in range(60)]
    text = " + ".join(f"{name}^2" for name in names)
    values = ",".join(f"{name}=1" for name in names)
    outcome = run("hessian", text, "--at", values)
    assert "Hessian of f (what is not listed is structurally zero)" in outcome.stdout
    assert "x59  x59         2" in outcome.stdout
    assert "3,540 of the 3,600 entries" in outcome.stdout


def test_kinks_are_noted_on_stderr_beside_bare_numbers(run: Run) -> None:
    outcome = run("hessian", "relu(x)^2", "--x", "0", "--get", "d2f/dx2")
    assert outcome.stdout == "0\n"
    assert "relu has a corner at 0" in outcome.stderr


@pytest.mark.parametrize("command", ["jacobian", "hessian"])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["x*y", "--x", "1"], "no value is given for 'y'"),
        (["log(x)", "--x", "-1"], "log(x) is defined where x > 0"),
        (["x", "--x", "1", "--wrt", "q"], "'q' is not a name here"),
        (["x", "--x", "1", "--of", "q"], "'q' is not a name here"),
        (["x", "--x", "1", "--format", "xml"], "'--format' must be"),
        (["x", "--x", "1", "--json", "--get", "dx"], "--get prints bare numbers"),
        (["x", "--x", "1", "--mode", "both"], "'--mode' is neither an option nor an input"),
        (["x", "--q", "1"], "'--q' is neither an option nor an input"),
        (["abs(x)", "--x", "0", "--strict"], "abs has a corner at 0"),
        (["sin(x)", "--x", "1", "--exact"], "sin(1) leaves the rational numbers"),
        (["x^y", "--x", "2", "--y", "2", "--exact"], "needs log(2), which leaves the rational"),
        (["x", "--x", "1", "--exact", "--digits", "5"], "ask for different numbers"),
        ([], "there is no expression"),
    ],
)
def test_mistakes(error: Callable[..., str], command: str, words: list[str], message: str) -> None:
    assert message in error(command, *words)


@pytest.mark.parametrize("columns", range(20, 120, 20))
def test_nothing_is_cut_at_any_width(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    words = ["exp(x/7)*sin(y/3)*z^3", "--at", "x=1,y=2,z=1/7", "--color", "never"]
    squeezed = "".join(run("hessian", *words, tty=True).stdout.split())
    for number in ("0.611425507476", "0.0185014700809", "0.00623903579057"):
        assert number in squeezed
    assert "…" not in squeezed


def test_a_gradient_is_blank_where_it_is_structurally_zero(run: Run) -> None:
    words = ["hessian", "x*y; x*z", "--x", "1", "--y", "2", "--z", "3"]
    found = json.loads(run(*words, "--json").stdout)["hessians"]
    assert found["f1"]["gradient"] == {"x": 2, "y": 1, "z": None}
    assert [line.split() for line in run(*words).stdout.splitlines()[4:6]] == [
        ["f1", "2", "2", "1"], ["f2", "3", "3", "1"],
    ]  # fmt: skip
    assert run(*words, "--get", "df1/dz").stdout == "0\n"


def test_what_is_blank_is_said_of_where_it_exists(run: Run) -> None:
    said = run("hessian", "abs(x)", "--x", "0").stdout
    assert "the only entry of the Hessian of f is blank: where it exists, it is zero." in said
    said = run("hessian", "x*y+x^2", "--x", "0", "--y", "1").stdout
    assert "1 of the 4 entries of the Hessian of f is blank" in said


@pytest.mark.parametrize("command", ["hessian", "jacobian"])
def test_no_heading_stands_above_nothing(run: Run, command: str) -> None:
    assert command.title() not in run(command, "3").stdout


def test_an_infinite_second_derivative_is_noted(run: Run) -> None:
    said = run("hessian", "sqrt(x)", "--x", "0").stderr
    assert "the second derivative of 'f' by 'x' and 'x' is not finite here, but -inf" in said
    assert "second" not in run("hessian", "sqrt(x)", "--x", "1").stderr


def test_value_of_several_outputs(error: Callable[..., str]) -> None:
    for command in ("hessian", "jacobian", "eval"):
        assert error(command, "x; y", "--x", "1", "--y", "2", "--get", "value") == (
            "error: 'value' is one number, and there are several outputs\n"
            "  = ask for 'f1' or 'f2'\n"
        )
