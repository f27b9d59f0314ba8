"""The root command: what a run ends in, and the answers before any command runs."""

from __future__ import annotations

import gc
import sys
from importlib import metadata
from typing import TYPE_CHECKING

import click
import pytest
from backprop.cli import main as entry
from backprop.cli.root import RootGroup

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Run


def raising(error: BaseException) -> Callable[..., int]:
    def invoke(_: object) -> int:
        raise error

    return invoke


@pytest.mark.parametrize(
    ("failure", "status", "answer"),
    [
        (KeyboardInterrupt(), 130, "error: interrupted\n"),
        (EOFError(), 130, "error: interrupted\n"),
        (BrokenPipeError(32, "Broken pipe"), 141, ""),
        (OSError(28, "No space left on device"), 2,
         "error: cannot write the result: No space left on device\n"),
        (MemoryError(), 2, "error: there is not enough memory for this\n"),
        (ZeroDivisionError("by\x1b zero"), 70,
         "error: a fault of backprop's own: ZeroDivisionError: by\\x1b zero\n"
         "  = please report it with the command that you typed; "
         "BACKPROP_DEBUG=1 shows its origin\n"),
        (RecursionError("deep"), 70,
         "error: a fault of backprop's own: RecursionError: deep\n"
         "  = please report it with the command that you typed; "
         "BACKPROP_DEBUG=1 shows its origin\n"),
    ],
)  # fmt: skip
def test_exit_statuses(
    run: Run, monkeypatch: pytest.MonkeyPatch, failure: BaseException, status: int, answer: str
) -> None:
    monkeypatch.setattr(entry, "invoke", raising(failure))
    outcome = run("eval", "x")
    assert (outcome.status, outcome.stdout, outcome.stderr) == (status, "", answer)


@pytest.mark.parametrize(
    ("failure", "status", "answer"),
    [
        (click.Abort(), 130, "error: interrupted\n"),
        (click.UsageError("Something is wrong."), 2,
         "error: something is wrong\n  = 'backprop --help' says more\n"),
    ],
)  # fmt: skip
def test_exit_statuses_of_click(
    run: Run, monkeypatch: pytest.MonkeyPatch, failure: BaseException, status: int, answer: str
) -> None:
    monkeypatch.setattr(RootGroup, "invoke", lambda _, context: raising(failure)(context))
    outcome = run("functions")
    assert (outcome.status, outcome.stdout, outcome.stderr) == (status, "", answer)


def test_a_traceback_only_when_it_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "invoke", raising(ZeroDivisionError("oh")))
    assert "Traceback" not in run("eval").stderr
    monkeypatch.setenv("BACKPROP_DEBUG", "1")
    assert "Traceback" in run("eval").stderr


def test_main_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["backprop", "eval", "x"])
    monkeypatch.setattr(entry, "run", len)
    try:
        with pytest.raises(SystemExit) as ending:
            entry.main()
    finally:
        gc.enable()  # a process that ends needs no collector; the other tests do
        gc.unfreeze()
    assert ending.value.code == 2


COMMANDS = {
    "the command forgotten": (
        ["x^2"],
        "error: 'x^2' is not a command\n  = to evaluate an expression: backprop eval 'x^2'\n",
    ),
    "with its values": (
        ["(x+y)*z", "--x", "-2", "--y=5"],
        "error: '(x+y)*z' is not a command\n"
        "  = to evaluate an expression: backprop eval '(x+y)*z' --x -2 --y=5\n",
    ),
    "a hyphen first": (
        ["-x^2", "--x", "3"],
        "error: '-x^2' is not a command\n"
        "  = to evaluate an expression: backprop eval '-x^2' --x 3\n",
    ),
    "values first": (
        ["--x", "3", "x*2"],
        "error: '--x' is not a command\n"
        "  = to evaluate an expression: backprop eval --x 3 'x*2'\n",
    ),
    "options first": (
        ["--x", "3", "eval", "x*2"],
        "error: '--x' is not a command\n"
        "  = the command comes first: backprop eval --x 3 'x*2'\n",
    ),
    "quotes inside": (
        ["it's"],
        "error: 'it's' is not a command\n"
        "  = to evaluate an expression: backprop eval 'it'\"'\"'s'\n",
    ),
    "what cannot be pasted": (
        ["x\x1b[2J"],
        "error: 'x\\x1b[2J' is not a command\n"
        "  = to evaluate an expression: backprop eval EXPRESSION\n",
    ),
    "mistyped": (["evall", "x"], "error: 'evall' is not a command\n  = did you mean 'eval'?\n"),
    "an unknown option": (
        ["--verison"],
        "error: unknown option '--verison'\n  = did you mean '--version'?\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "answer"), COMMANDS.values(), ids=COMMANDS.keys())
def test_commands_that_are_none(error: Callable[..., str], words: list[str], answer: str) -> None:
    assert error(*words) == answer


def test_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", {"backprop-cli": "1.2.3"}.__getitem__)
    outcome = run("--version")
    assert (outcome.status, outcome.stdout) == (0, "backprop 1.2.3\n")


def test_version_without_an_installation(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert run("--version").stdout == "backprop (not installed)\n"


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_has_examples_and_every_command(run: Run, option: str) -> None:
    outcome = run(option)
    assert outcome.status == 0
    assert 'backprop eval "(x+y)*z" --x -2 --y 5 --z -4' in outcome.stdout
    for name in RootGroup().list_commands(click.Context(RootGroup())):
        assert f"\n  {name} " in outcome.stdout


def test_no_words_at_all_give_the_help_on_stderr(run: Run) -> None:
    outcome = run()
    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("Usage: backprop COMMAND")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ([], (False, "auto")),
        (["--json"], (True, "auto")),
        (["--format", "json"], (True, "auto")),
        (["--format", "csv", "json"], (False, "auto")),
        (["--color", "always", "--color=never"], (False, "never")),
        (["--color", "purple"], (False, "auto")),
    ],
)
def test_a_glance_at_the_words(words: list[str], answer: tuple[bool, str]) -> None:
    assert entry.glance(words) == answer
