"""What `--help` says, with and without an expression."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest
from backprop.cli.root import root

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


@pytest.mark.parametrize("name", root.list_commands(click.Context(root)))
def test_every_option_is_documented(run: Run, name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    text = run(name, "--help").stdout
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in text
            assert parameter.help
    assert "Examples:\n" in text


def test_help_of_a_file(run: Run, tmp_path: object) -> None:
    path = f"{tmp_path}/formula"
    with open(path, "w") as file:
        file.write("alpha*2")
    assert "--alpha VALUE" in run("eval", "--file", path, "--help").stdout


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_of_functions(run: Run, option: str) -> None:
    assert run("functions", option).stdout.startswith("Usage: backprop functions")
