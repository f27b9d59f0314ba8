"""Shell completion: the inputs of the expression that is on the line already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from click.shell_completion import split_arg_string

if TYPE_CHECKING:
    from .conftest import Outcome, Run


class Complete(Protocol):
    def __call__(self, line: str) -> Outcome: ...


@pytest.fixture
def complete(run: Run, monkeypatch: pytest.MonkeyPatch) -> Complete:
    def completed(line: str) -> Outcome:
        """What is offered for the last word of the line."""
        monkeypatch.setenv("_BACKPROP_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(split_arg_string(f"{line}|")) - 1))
        return run()

    return completed


def offered(outcome: Outcome) -> set[str]:
    assert (outcome.status, outcome.stderr) == (0, "")
    return {line.split(",", 1)[-1] for line in outcome.stdout.splitlines()}


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ('backprop eval "(x+y)*z" --', {"--x", "--y", "--z", "--json"}),
        ('backprop eval "(x+y)*z" ', {"--x", "--y", "--z"}),
        ('backprop eval "(x+y)*z" --x 3 --', {"--y", "--z"}),
        ("backprop eval 饮料*折扣 --饮", {"--饮料"}),
        ("backprop eval x --mode f", {"forward"}),
        ("backprop ev", {"eval"}),
        ("backprop eval --", {"--json", "--at"}),
        ('backprop eval "x +*" --', {"--json"}),
    ],
)  # fmt: skip
def test_what_is_offered(complete: Complete, line: str, options: set[str]) -> None:
    assert options <= offered(complete(line))


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ('backprop eval "(x+y)*z" --x 3 --', "--x"),
        ("backprop eval help --", "--helphelp"),
        ('backprop eval "x*y" ', "--json"),
    ],
)
def test_what_is_not_offered(complete: Complete, line: str, option: str) -> None:
    assert option not in offered(complete(line))


@pytest.mark.parametrize(
    "line",
    ["backprop eval - --", "backprop eval --file /no/such/file --", "backprop eval --x",
     "backprop nonsense --", "backprop eval x --nonsense 3 --", 'backprop eval "x'],
)  # fmt: skip
def test_nothing_is_said_about_mistakes(complete: Complete, line: str) -> None:
    offered(complete(line))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(run: Run, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    monkeypatch.setenv("_BACKPROP_COMPLETE", f"{shell}_source")
    outcome = run()
    assert outcome.status == 0
    assert "_BACKPROP_COMPLETE" in outcome.stdout
