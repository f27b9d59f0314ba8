"""An ordinary line is read without Click, and as Click reads it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest
from backprop.cli.commands import COMMANDS, find
from backprop.cli.expression import ExpressionCommand
from backprop.cli.quick import read
from backprop.parser import BackpropError
from backprop.parser.records import replace
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from backprop.cli.command import Command, Line

READERS = tuple(command for name in COMMANDS if (command := find(name)))
EVAL = READERS[0]
WORDS = (
    "x*y", "-x^2", "(x+y)*z", "pi*x", "饮料*n", "x + help", "x +*", "", "-", "--x", "--y", "--x=2",
    "--x=-2", "--x=", "--ｘ", "--饮料", "--pi", "--help", "--", "2", "-2", "pi/2", "--get", "value",
    "dx,dy", "dx，dy", "dx,", "--get=dx", "--json", "--json=1", "--jso", "--format", "table",
    "plain", "yaml", "--format=csv", "--at", "x=1,y=2", "--wrt", "x", "--of", "--mode", "forward",
    "--ties", "each", "--strict", "--exact", "--digits", "50", "0", "1001", "५", " 5", "+5",
    "--precision", "12", "--color", "never", "--file", "--order", "--to", "latex", "--simplify",
    "--no-simplify", "--shared", "--dialect", "duckdb", "-h", "-x", "--help=1",
)  # fmt: skip


def clicked(command: Command, words: list[str]) -> Line | None:
    """What Click makes of a line; `None` if it refuses it or does something else."""
    lines: list[Line] = []
    reader = ExpressionCommand(replace(command, answer=lines.append))
    try:
        with reader.make_context(command.name, list(words)) as context:
            reader.invoke(context)
    except (click.ClickException, click.exceptions.Exit, BackpropError):
        return None
    return lines[0]


def told(line: Line | None) -> object:
    if line is None:
        return None
    return line.subject.source, line.subject.optional, dict(line.texts), line.wishes


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(READERS), st.lists(st.sampled_from(WORDS), max_size=7))
def test_what_is_read_quickly_is_what_click_reads(command: Command, words: list[str]) -> None:
    try:
        line = read(command, words)
    except BackpropError:
        assert clicked(command, words) is None
        return
    if line is not None:
        assert told(line) == told(clicked(command, words))


@pytest.mark.parametrize(
    "words",
    [
        ["(x+y)*z", "--x", "-2", "--y", "5", "--z", "-4", "--json"],
        ["--x=3", "-x^2", "--get", "value,dx", "--get=dx"],
        ["饮料*n", "--饮料", "3", "--at", "n=2", "--format", "plain", "--color=never"],
        ["x/3", "--exact", "--x", "1/3", "--precision", "5", "--mode", "reverse", "--strict"],
        ["pi*x", "--pi", "3", "--ｘ", "1", "--digits=30", "--wrt", "x，pi", "--ties", "each"],
    ],
)
def test_ordinary_lines_are_read_quickly(words: list[str]) -> None:
    line = read(EVAL, words)
    assert line is not None
    assert told(line) == told(clicked(EVAL, words))


@pytest.mark.parametrize(
    "words",
    [
        ["x", "--help"], ["--help"], [], ["-"], ["--", "-x"], ["x", "--jso"], ["x", "--x"],
        ["x", "--x", "--json"], ["x", "2"], ["x", "--get", "dx,"], ["x", "--precision", "18"],
        ["x", "--precision", "two"], ["x", "--format", "yaml"], ["x", "--json=1"],
        ["x", "--y", "2"],
    ],
)  # fmt: skip
def test_whatever_is_unusual_is_left_to_click(words: list[str]) -> None:
    assert read(EVAL, words) is None


def test_an_ordinary_line_imports_neither_click_nor_what_it_does_not_use() -> None:
    code = (
        "import sys; import backprop.parser; before = set(sys.modules); "
        "from backprop.cli.main import run; "
        "status = run(['eval', '(x+y)*z', '--x', '-2', '--y', '5', '--z', '-4', '--json']); "
        "unused = {'click', 'rich', 'lark', 'numpy', 'mpmath', 'inspect', 'dataclasses', 'pathlib',"
        " 'argparse', 'fractions', 'decimal'}; "
        "sys.exit(status or ', '.join(sorted(unused & (set(sys.modules) - before))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
