"""What `--help` says, with and without an expression."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from backprop.cli.commands.eval import command

if TYPE_CHECKING:
    from .conftest import Run


def inputs_section(text: str) -> str:
    found = re.search(r"Inputs of the expression:\n((?:  .*\n)+)", text)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ([], ""),
        (["(x+y)*z"], "  --x VALUE  Value of x.\n  --y VALUE  Value of y.\n"
                      "  --z VALUE  Value of z.\n"),
        (["饮料*n"], "  --饮料 VALUE  Value of 饮料.\n  --n VALUE     Value of n.\n"),
        (["pi*r"], "  --r VALUE   Value of r.\n"
                   "  --pi VALUE  Value of pi, in place of the constant.\n"),
        (["help*x"], "  --x VALUE        Value of x.\n  --at help=VALUE  Value of help.\n"),
        (["+".join(f"x{i}" for i in range(501))],
         "  --at NAME=VALUE  501 inputs, more than the 500 with an option\n"),
        (["1 + 2"], ""),
        (["x +*"], ""),
        (["-"], ""),
        (["--file", "no-such-file"], ""),
    ],
)  # fmt: skip
def test_the_inputs_are_listed(run: Run, words: list[str], section: str) -> None:
    outcome = run("eval", *words, "--help")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert inputs_section(outcome.stdout) == section
    assert "Usage: backprop eval EXPR [--NAME VALUE]... [OPTIONS]" in outcome.stdout


def test_every_option_is_documented(run: Run) -> None:
    text = run("eval", "--help").stdout
    for option in command.options:
        assert f"  {option.name}" in text
    assert "Examples:\n" in text


def test_help_of_a_file(run: Run, tmp_path: object) -> None:
    path = f"{tmp_path}/formula"
    with open(path, "w") as file:
        file.write("alpha*2")
    assert "--alpha VALUE" in run("eval", "--file", path, "--help").stdout


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_of_functions(run: Run, option: str) -> None:
    assert run("functions", option).stdout.startswith("Usage: backprop functions")
