"""`--exact` and `--digits` on the command line: every form, every way to give a value, every no."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run

CUBE = ("eval", "x^3/7", "--x", "1/3")


def test_a_third_is_a_third(run: Run) -> None:
    outcome = run("eval", "x/3", "--x", "1", "--exact", "--get", "value,dx,x")
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, "1/3\n1/3\n1\n", "")


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (("(x+y)*z", "--at", "x=1/3,y=0.1,z=-4"), "-26/15\n-4\n-4\n13/30\n"),
        (
            ("x*y + z", "--x", "1e-3", "--y", "2^-3", "--z", "sqrt(4)"),
            "16001/8000\n1/8\n1/1000\n1\n",
        ),
        (("sqrt(x)*y + 0z", "--x", "0", "--y", "1", "--z", "5"), "0\ninf\n0\n0\n"),
    ],
)
def test_bare_numbers(run: Run, words: tuple[str, ...], lines: str) -> None:
    outcome = run("eval", *words, "--exact", "--get", "value,dx,dy,dz")
    assert (outcome.status, outcome.stdout) == (0, lines)


def test_values_from_a_file_and_text_from_standard_input(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "point.json"
    path.write_text('{"x": 0.1, "y": "1/3", "z": 1e400}', encoding="utf-8")
    words = ("eval", "-", "--at", f"@{path}", "--exact", "--get", "value")
    assert run(*words, stdin=b"x*y + 0*z").stdout == "1/30\n"
    words = ("eval", "-", "--at", f"@{path}", "--digits", "20", "--get", "value,z")
    assert run(*words, stdin=b"x*y + 0*z").stdout == "0.033333333333333333333\n1e+400\n"


def test_json_holds_texts_and_says_which_numbers_they_are(run: Run) -> None:
    exact = json.loads(run(*CUBE, "--exact", "--json").stdout)
    assert (exact["numbers"], exact["value"], exact["gradient"]) == (
        "exact",
        "1/189",
        {"x": "1/21"},
    )
    assert exact["inputs"] == {"x": "1/3"}
    assert exact["nodes"][1]["partials"] == ["1/3", None]
    assert exact["nodes"][1]["tangents"] == {"x": "1/3"}
    assert exact["agreement"] == 0
    assert exact["operations"]["function"]["total"] == 2
    many = json.loads(run(*CUBE, "--digits", "25", "--json").stdout)
    assert (many["numbers"], many["value"]) == ("digits", "0.005291005291005291005291005")
    assert json.loads(run(*CUBE, "--json").stdout)["numbers"] == "double"


def test_json_holds_one_sided_derivatives_and_infinities(run: Run) -> None:
    found = json.loads(run("eval", "leaky_relu(x, 1/3)", "--x", "0", "--exact", "--json").stdout)
    (note,) = found["notes"]
    assert note["one_sided"] == [{"argument": "x", "left": "1/3", "right": "1"}]
    assert (
        "it is 1/3 from the left" in run("eval", "leaky_relu(x, 1/3)", "--x", "0", "--exact").stdout
    )
    root = json.loads(run("eval", "sqrt(x)", "--x", "0", "--exact", "--json").stdout)
    assert root["gradient"] == {"x": "Infinity"}


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_separated_values_are_whole(run: Run, form: str) -> None:
    text = run("eval", "x^40", "--x", "2/3", "--exact", "--format", form).stdout
    rows = list(csv.reader(io.StringIO(text), delimiter="," if form == "csv" else "\t"))
    assert Fraction(rows[2][3]) == Fraction(2, 3) ** 40
    assert Fraction(rows[1][5]) == 40 * Fraction(2, 3) ** 39


@pytest.mark.parametrize("words", [(), ("--format", "table"), ("--format", "markdown")])
def test_tables_mark_what_they_round(run: Run, words: tuple[str, ...]) -> None:
    text = run("eval", "x^400", "--x", "1/3", "--exact", *words).stdout
    assert "1/3" in text
    assert "~1.41741854995e-191" in text.replace("\\", "")
    assert "is rounded, for its fraction is too long for a table" in " ".join(text.split())
    short = run(*CUBE, "--exact", *words).stdout
    assert "1/189" in short
    assert "rounded" not in short
    assert "digit for digit" in short


def test_tables_show_the_digits_that_were_asked_for(run: Run) -> None:
    text = run("eval", "x/7", "--x", "1", "--digits", "30").stdout
    assert "0.142857142857142857142857142857" in text
    rounded = run("eval", "x/7", "--x", "1", "--digits", "30", "--precision", "5").stdout
    assert "0.14286" in rounded
    assert "0.142857" not in rounded


def test_only_what_is_asked_for_must_be_rational(run: Run) -> None:
    words = ("eval", "x^y", "--x", "2", "--y", "3", "--exact")
    outcome = run(*words, "--get", "value,dx")
    assert (outcome.stdout, outcome.stderr) == ("8\n12\n", "")
    assert run(*words, "--wrt", "x", "--get", "df/dx").stdout == "12\n"
    for words_more in ((), ("--get", "dy"), ("--get", "df/dy"), ("--json",)):
        outcome = run(*words, *words_more)
        assert (outcome.status, outcome.stdout) == (2, "")
        assert "the derivative of 'f' by 'y' needs log(2)" in outcome.stderr


MISTAKES = [
    (("sin(1)*x", "--x", "1", "--exact"), "sin(1) leaves the rational numbers"),
    (("x", "--x", "pi", "--exact"), "pi is not a rational number"),
    (("x", "--x", "sqrt(2)", "--exact"), "sqrt(2) leaves the rational numbers"),
    (("x", "--x", "inf", "--exact"), "inf is not a rational number"),
    (("9^9^9^9", "--exact"), "9^387420489 has more than 4,000 digits"),
    (("1e3000000", "--exact"), "1e3000000 has more than 4,000 digits"),
    (("x", "--x", "1e3000000", "--exact"), "1e3000000 has more than 4,000 digits"),
    (("x", "--x", "1", "--exact", "--digits", "5"), "ask for different numbers"),
    (("x", "--x", "1", "--exact", "--verify"), "double precision only"),
    (("x", "--x", "1", "--digits", "5", "--verify"), "double precision only"),
    (("x", "--x", "1", "--digits", "0"), "'--digits' must be a whole number from 1 to 1000"),
    (("x", "--x", "1", "--digits", "1001"), "'--digits' must be a whole number from 1 to 1000"),
    (("x", "--x", "1", "--digits", "1.5"), "'--digits' must be a whole number from 1 to 1000"),
    (("log(x)", "--x", "-1", "--digits", "9"), "x > 0; here x is -1"),
    (("tan(pi/2)*x", "--x", "1", "--digits", "9"), "no digit of 'v2' is certain"),
    (("abs(x)", "--x", "0", "--exact", "--strict"), "abs has a corner at 0"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "sentence"), MISTAKES, ids=lambda part: " ".join(part)[:40])
def test_mistakes(error: Callable[..., str], words: tuple[str, ...], sentence: str) -> None:
    said = error("eval", *words)
    assert said.startswith("error: ")
    assert sentence in said


def test_an_error_in_a_file_says_where(error: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "point.json"
    path.write_text('{"x": "NaN"}', encoding="utf-8")
    said = error("eval", "x", "--at", f"@{path}", "--exact")
    assert "nan is not a rational number" in said
    assert f"'x' in {path}" in said


def test_notes_on_digits_go_where_notes_go(run: Run) -> None:
    outcome = run("eval", "sin(x)", "--x", "pi", "--digits", "30", "--get", "value,dx")
    assert outcome.stdout == "0\n-1\n"
    assert outcome.stderr.startswith("info: 'f' is given as 0, from which 1,030 digits cannot tell")


def test_the_options_are_in_the_help(run: Run) -> None:
    text = run("eval", "--help").stdout
    assert "--exact" in text
    assert "--digits N" in text


def test_one_letter_is_no_misspelt_option(error: Callable[..., str]) -> None:
    said = error("eval", "alpha*beta", "--x", "3")
    assert "--exact" not in said
    assert "its inputs are 'alpha' and 'beta'" in said
