"""Values of inputs: by options, by --at, from files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["x", "--x", "-2"], "-2"),
        (["x", "--x=-2"], "-2"),
        (["x", "--x", "-1e5"], "-100000"),
        (["x", "--x", "1/4"], "0.25"),
        (["x", "--x", "−2"], "-2"),
        (["cos(x)", "--x", "pi"], "-1"),
        (["饮料单价*2", "--饮料单价", "10"], "20"),
        (["x", "--ｘ", "3"], "3"),
        (["x", "--ｘ=3"], "3"),
        (["x_1", "--x_1", "3"], "3"),
        (["X - x", "--x", "1", "--X", "5"], "4"),
        (["--x", "3", "x"], "3"),
        (["e*2", "--e", "5"], "10"),
        (["π", "--π", "3"], "3"),
        (["π", "--at", "π=3"], "3"),
        (["help*at", "--at", "help=2,at=3"], "6"),
        (["input_0 + x", "--input_0", "1", "--x", "2"], "3"),
        (["colour*keys*form", "--colour", "2", "--keys", "3", "--form", "5"], "30"),
        (["x + y", "--at", "x=max(1,2),y=3"], "5"),
        (["x + y", "--at", "x=max（1，2），y＝3"], "5"),
        (["x + y", "--at", "x=1", "--at", " y = 2 "], "3"),
        (["x + y", "--at=x=1", "--y", "2"], "3"),
    ],
)  # fmt: skip
def test_values_are_taken(run: Run, words: list[str], value: str) -> None:
    outcome = run("eval", *words, "--get", "value")
    assert (outcome.status, outcome.stdout) == (0, f"{value}\n")


def test_a_file_gives_values(run: Run, tmp_path: Path) -> None:
    point = tmp_path / "point.json"
    point.write_text('\ufeff{"x": -2, "y": "pi/pi", "ｚ": 1e1}', encoding="utf-8")
    outcome = run("eval", "x*y*z", "--at", f"@{point}", "--get", "value")
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, "-20\n", "")


def test_surplus_names_of_a_file_are_told(run: Run, tmp_path: Path) -> None:
    point = tmp_path / "point.json"
    point.write_text('{"x": 1, "y": 2, "z": 3}', encoding="utf-8")
    outcome = run("eval", "x + 1", "--at", f"@{point}", "--json")
    told = f"'{point}' also holds 'y' and 'z', which the expression does not use"
    assert outcome.stderr == f"info: {told}\n"
    assert json.loads(outcome.stdout)["notes"][-1]["message"] == told


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_json_prints_reads_back(run: Run, tmp_path: Path, number: str) -> None:
    point = tmp_path / "point.json"
    point.write_text(json.dumps({"x": number}), encoding="utf-8")
    outcome = run("eval", "x", "--at", f"@{point}", "--json")
    printed = json.loads(outcome.stdout)["inputs"]
    assert printed == {"x": number}


FILES = {
    "an array": ("[1]", "error: 'P' must hold one JSON object, not an array\n"
                 '  = such as {"x": 3, "y": "pi/2"}\n'),
    "null": ('{"x": null}', "error: the value of 'x' in 'P' must be a number, not null\n"),
    "true": ('{"x": true}', "error: the value of 'x' in 'P' must be a number, not true\n"),
    "nested": ('{"x": {"y": 1}}',
               "error: the value of 'x' in 'P' must be a number, not an object\n"),
    "a list": ('{"x": [1]}', "error: the value of 'x' in 'P' must be a number, not an array\n"),
    "twice": ('{"x": 1, "ｘ": 2}', "error: 'P' gives 'x' twice\n"),
    "no JSON": (
        '{"x": 1,\n "y" 2}',
        "error: this is not valid JSON: expecting ':' delimiter\n --> P\n  |\n"
        '2 |  "y" 2}\n  |      ^\n',
    ),
    "cut off": (
        '{"x": 1',
        "error: this is not valid JSON: expecting ',' delimiter\n --> P\n  |\n"
        '1 | {"x": 1\n  |        ^\n',
    ),
    "empty": (
        "", "error: this is not valid JSON: expecting value\n --> P\n  |\n1 |\n  | ^\n",
    ),
    "a bad constant": (
        '{"x": "2*"}',
        "error: nothing follows '*'\n --> 'x' in P\n  |\n1 | 2*\n  |  ^\n"
        "  = write what comes after '*', or remove it\n",
    ),
    "too deep": ("[" * 100_000, "error: 'P' is nested too deeply to be a point\n"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "answer"), FILES.values(), ids=FILES.keys())
def test_bad_files(
    error: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    content: str, answer: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "P").write_text(content, encoding="utf-8")
    assert error("eval", "x", "--at", "@P") == answer


def test_a_name_of_a_file_and_an_option_is_given_twice(
    error: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "P").write_text('{"x": 1}', encoding="utf-8")
    assert error("eval", "x", "--at", "@P", "--x", "2") == (
        "error: input 'x' is given twice: --x 2 and --at @P\n  = leave one of them out\n"
    )


def test_a_file_that_is_not_there(error: Callable[..., str]) -> None:
    assert error("eval", "x", "--at", "@no-such-file") == (
        "error: cannot read 'no-such-file': No such file or directory\n"
    )


def test_a_hundred_thousand_values(run: Run, tmp_path: Path) -> None:
    point = tmp_path / "point.json"
    names = [f"x{number}" for number in range(100_000)]
    point.write_text(json.dumps(dict.fromkeys(names, 0.5)), encoding="utf-8")
    outcome = run("eval", "x0 + x99999", "--at", f"@{point}", "--get", "value")
    assert (outcome.status, outcome.stdout) == (0, "1\n")
    assert len(outcome.stderr) < 300
