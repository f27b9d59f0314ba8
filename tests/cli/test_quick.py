"""An ordinary line is read without Click, and as Click reads it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import pytest
from backprop.cli.commands import COMMANDS, find
from backprop.cli.expression import ExpressionCommand
from backprop.cli.quick import read
from backprop.parser import BackpropError
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

    from backprop.cli.command import Command, Line

READERS = tuple(command for name in COMMANDS if (command := find(name)))
WORDS = (
    "x*y", "-x^2", "(x+y)*z", "pi*x", "饮料*n", "x + help", "x +*", "", "-", "--x", "--y", "--x=2",
    "--x=-2", "--x=", "--ｘ", "--饮料", "--pi", "--help", "--", "2", "-2", "pi/2", "--get", "value",
    "dx,dy", "dx，dy", "dx,", "--get=dx", "--json", "--json=1", "--jso", "--format", "table",
    "plain", "yaml", "--format=csv", "--at", "x=1,y=2", "--wrt", "x", "--of", "--mode", "forward",
    "--ties", "each", "--strict", "--exact", "--digits", "50", "0", "1001", "५", " 5", "+5",
    "--precision", "12", "--color", "never", "--file", "--order", "--to", "latex", "--simplify",
    "--no-simplify", "--shared", "--dialect", "duckdb", "-h", "-x", "--help=1", "-o", "--output",
    "-o=x.svg", "x.svg", "--only", "dx", "--order", "1", "--by", "--limit", "--from", "--partials",
    "--tree", "--step", "--sensitivity", "dx=2", "f = -3", "--rtol", "0.5", "1e-3", "nan", "inf",
    "1e999", "-q", "--quiet", "-q=1", "--sigfigs", "--as-written", "--hide-answers", "--atol",
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
    return line.subject.source, line.subject.optional, dict(line.texts), line.wishes, line.words


@st.composite
def lines(draw: st.DrawFn) -> tuple[Command, list[str]]:
    """A command and words: some at random, some that are its own options with a value."""
    command = draw(st.sampled_from(READERS))
    spellings = [spelling for option in command.options for spelling in option.spellings]
    piece = st.one_of(
        st.tuples(st.sampled_from(WORDS)),
        st.tuples(st.sampled_from(spellings)),
        st.tuples(st.sampled_from(spellings), st.sampled_from(WORDS)),
    )
    words = [word for found in draw(st.lists(piece, max_size=5)) for word in found]
    return command, [*draw(st.sampled_from([[], ["x*y"], ["-x^2"]])), *words]


@settings(max_examples=1200, deadline=None)
@given(lines())
def test_what_is_read_quickly_is_what_click_reads(case: tuple[Command, list[str]]) -> None:
    command, words = case
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
        ["eval", "(x+y)*z", "--x", "-2", "--y", "5", "--z", "-4", "--json"],
        ["eval", "--x=3", "-x^2", "--get", "value,dx", "--get=dx"],
        ["eval", "饮料*n", "--饮料", "3", "--at", "n=2", "--format", "plain", "--color=never"],
        ["eval", "x/3", "--exact", "--x", "1/3", "--precision", "5", "--mode", "reverse"],
        ["eval", "pi*x", "--pi", "3", "--ｘ", "1", "--digits=30", "--wrt", "x，pi", "--strict"],
        ["check", "x^2", "--x", "3", "dx=6", "f = 9", "--rtol", "1e-3", "--atol=.5", "-q"],
        ["check", "dx=6", "--sigfigs", "3", "x^2"],
        ["graph", "x^2", "-o", "x.svg", "--partials", "--limit", "20"],
        ["explain", "x^2", "--x", "3", "--only", "dx", "--order=2", "--by", "1/2", "-o", "-"],
        ["paths", "x^2", "--x", "3", "--from", "x", "--to=f"],
        ["compare", "x^2", "--x", "3", "--format", "markdown"],
    ],
)
def test_ordinary_lines_are_read_quickly(words: list[str]) -> None:
    command = find(words[0])
    assert command is not None
    line = read(command, words[1:])
    assert line is not None
    assert told(line) == told(clicked(command, words[1:]))


@pytest.mark.parametrize(
    "words",
    [
        "eval x --help", "eval --help", "eval", "eval -", "eval -- -x", "eval x --jso",
        "eval x --x", "eval x --x --json", "eval x 2", "eval x --get dx,", "eval x --precision 18",
        "eval x --precision two", "eval x --format yaml", "eval x --json=1", "eval x --y 2",
        "graph x -o", "graph x -o=x.svg", "graph x x.svg", "check x -q=1", "check x -2",
        "check x dx=1 --rtol 2", "check x dx=1 --atol -1", "check x dx=1 --atol nan",
        "check x dx=1 --atol 1e999", "check x dx=1 --sigfigs 1.5", "explain x --order 3",
    ],
)  # fmt: skip
def test_whatever_is_unusual_is_left_to_click(words: str) -> None:
    name, *rest = words.split()
    command = find(name)
    assert command is not None
    assert read(command, rest) is None


def test_commands_that_are_not_about_an_expression_are_left_to_click() -> None:
    assert [name for name in COMMANDS if find(name) is None] == ["grade", "functions"]
    assert find("evaluate") is None


def test_a_file_is_read_quickly(tmp_path: Path) -> None:
    path = tmp_path / "formula"
    path.write_text("alpha*x", encoding="utf-8")
    words = ["--alpha", "2", "--file", str(path), "--x=3", "--get", "dx"]
    command = find("eval")
    assert command is not None
    line = read(command, words)
    assert line is not None
    assert told(line) == told(clicked(command, words))
    for unusual in ([*words, "x*y"], ["--file", str(tmp_path)], ["--file", f"{path}.no"]):
        assert read(command, unusual) is None


def test_an_ordinary_line_imports_neither_click_nor_what_it_does_not_use() -> None:
    code = (
        "import sys; import backprop.parser.lark_parser; before = set(sys.modules); "
        "from backprop.cli.main import run; "
        "status = run(['eval', '(x+y)*z', '--x', '-2', '--y', '5', '--z', '-4', '--json']); "
        "unused = {'click', 'rich', 'lark', 'numpy', 'flint', 'mpmath', 'inspect', 'dataclasses',"
        " 'pathlib', 'backprop.autodiff.numbers', 'argparse', 'fractions', 'decimal', 'csv',"
        " 'tomllib', 'xml', 'graphviz', 'hashlib', 'tempfile', 'backprop.cli.teaching',"
        " 'backprop.cli.whole_files', 'backprop.cli.homework',"
        " 'backprop.autodiff.study', 'backprop.autodiff.claims', 'backprop.autodiff.grading',"
        " 'backprop.autodiff.mistakes', 'backprop.autodiff.primitives.wrong'}; "
        "sys.exit(status or ', '.join(sorted(unused & (set(sys.modules) - before))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
