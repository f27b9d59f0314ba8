"""An expression comes from a stranger: whatever its size, an answer or a clear refusal.

Outcomes only, no times; the whole program is run, since that is what a stranger reaches.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LONG_NAME = "n" * 100_000
MANY = [f"x{number}" for number in range(100_000)]
DOUBLING = "; ".join(
    ["f0(x) = x + 1", *(f"f{level}(x) = f{level - 1}(f{level - 1}(x))" for level in range(1, 60))]
)
SILENT_DOUBLING = DOUBLING.replace("x + 1", "x")

ANSWERED = {
    "a sum of a million terms": ("+".join(["x"] * 1_000_000), {"x": 1}, ["1000000", "1000000"]),
    "a hundred thousand parentheses": ("(" * 100_000 + "x" + ")" * 100_000, {"x": 7}, ["7", "1"]),
    "a hundred thousand signs": ("-" * 100_000 + "x", {"x": 7}, ["7", "1"]),
    "a tower of powers": ("1^" * 100_000 + "x", {"x": 7}, ["1", "0"]),
    "a hundred thousand definitions": (
        "y100000; y0 = x; " + "; ".join(f"y{n + 1} = y{n} + 1" for n in range(100_000)),
        {"x": 7},
        ["100007", "1"],
    ),
    "calls nested ten thousand deep": (
        "abs(" * 10_000 + "x" + ")" * 10_000,
        {"x": -7},
        ["7", "-1"],
    ),
    "a tie of thousands": ("max(" + ",".join(["x"] * 4096) + ")", {"x": 7}, ["7", "1"]),
    "thousands of kinks": ("+".join(["abs(x)"] * 10_000), {"x": 0}, ["0", "0"]),
    "an exponent of thousands of digits": ("x^" + "9" * 4000, {"x": 1}, ["1", "inf"]),
    "conditions nested ten thousand deep": (
        "where(x > 0, " * 10_000 + "x" + ", 1/0)" * 10_000,
        {"x": 7},
        ["7", "1"],
    ),
}

REFUSED = {
    "functions that double at each call": (f"{DOUBLING}; f59(1)", "more than 5,000,000 nodes"),
    "doubling functions that make no nodes": (
        f"{SILENT_DOUBLING}; f59(1)",
        "more than 5,000,000 nodes",
    ),
    "unclosed parentheses": ("(" * 100_000 + "x", "never closed"),
    "a hundred thousand equals signs": ("x" + "=x" * 100_000, "="),
    "a hundred thousand comparisons": ("x" + "<x" * 100_000, "chained"),
    "a circle of a hundred thousand": (
        "; ".join(f"y{n} = y{(n + 1) % 100_000}" for n in range(100_000)),
        "circle",
    ),
}


def run(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    source = folder / "expression.txt"
    source.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "backprop.cli", "eval", "--file", str(source), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("case", ANSWERED)
def test_large_programs_are_answered(case: str, tmp_path: Path) -> None:
    text, point, expected = ANSWERED[case]
    (tmp_path / "point.json").write_text(json.dumps(point))
    result = run(tmp_path, text, "--at", f"@{tmp_path / 'point.json'}", "--get", "value,dx")
    assert result.stdout.split() == expected
    assert result.returncode == 0


def test_a_hundred_thousand_inputs(tmp_path: Path) -> None:
    (tmp_path / "point.json").write_text(json.dumps(dict.fromkeys(MANY, 2)))
    result = run(
        tmp_path, "*1+".join(MANY), "--at", f"@{tmp_path / 'point.json'}", "--get", "value,dx99999"
    )
    assert result.stdout.split() == ["200000", "1"]
    assert "forward mode was left out" in result.stderr
    assert result.returncode == 0


def at_many(folder: Path, count: int) -> list[str]:
    """Values for x0, x1, … in a file, as arguments."""
    (folder / "point.json").write_text(json.dumps(dict.fromkeys(MANY[:count], 2)))
    return ["--at", f"@{folder / 'point.json'}"]


def test_many_inputs_without_a_single_active_edge(tmp_path: Path) -> None:
    text = "+".join(f"({name} > 0)" for name in MANY[:4000])
    result = run(tmp_path, text, *at_many(tmp_path, 4000), "--get", "value,dx7")
    assert result.stdout.split() == ["4000", "0"]
    assert "forward mode was left out" in result.stderr


def test_many_outputs_of_one_input_run_forward(tmp_path: Path) -> None:
    text = "; ".join(f"x + {number}" for number in range(4000))
    result = run(tmp_path, text, "--x", "1", "--get", "f4000,df4000/dx")
    assert result.stdout.split() == ["4000", "1"]
    assert "reverse mode was left out" in result.stderr


def test_a_jacobian_of_millions_is_refused(tmp_path: Path) -> None:
    text = "; ".join(f"{name}^2" for name in MANY[:4000])
    result = run(tmp_path, text, *at_many(tmp_path, 4000), "--get", "f1")
    assert "too many to work out at once" in result.stderr
    assert result.returncode == 2


def test_notes_without_end_are_counted_instead(tmp_path: Path) -> None:
    result = run(tmp_path, "+".join(["abs(x)"] * 2000), "--x", "0", "--get", "value")
    assert "1,900 more" in result.stderr
    assert len(result.stderr.splitlines()) < 110


def test_a_long_name(tmp_path: Path) -> None:
    result = run(tmp_path, f"{LONG_NAME}^2", f"--{LONG_NAME}", "3", "--get", f"value,d{LONG_NAME}")
    assert result.stdout.split() == ["9", "6"]
    assert result.returncode == 0


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_programs_are_refused(case: str, tmp_path: Path) -> None:
    text, reason = REFUSED[case]
    result = run(tmp_path, text, "--get", "value")
    assert reason in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr) < 5_000
    assert result.returncode == 2


def test_a_formula_in_which_paths_multiply_is_refused_before_it_is_made(tmp_path: Path) -> None:
    chain = "\n".join(["y0 = x + z", *(f"y{n + 1} = y{n}*y{n}" for n in range(30_000))])
    (tmp_path / "chain.txt").write_text(f"{chain}\ny30000\n", encoding="utf-8")
    for words, status, told in [
        ([], 2, "the formula would be longer than 100,000"),
        (["--of", "y0"], 0, ""),
        (["--wrt", "y29990", "--of", "y30000", "--order", "2"], 0, ""),
    ]:
        command = [sys.executable, "-m", "backprop.cli", "diff", "--file", "chain.txt", *words]
        result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert result.returncode == status, result.stderr
        assert told in result.stderr
