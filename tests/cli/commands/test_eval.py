"""`backprop eval` from words to text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.command_lines import LECTURE

if TYPE_CHECKING:
    from ..conftest import Run


def test_the_form_suits_the_reader(run: Run) -> None:
    assert "─" in run("eval", *LECTURE, tty=True).stdout
    assert "─" not in run("eval", *LECTURE).stdout
    assert "─" in run("eval", *LECTURE, "--format", "table").stdout


def test_json_twice_is_json(run: Run) -> None:
    outcome = run("eval", *LECTURE, "--json", "--format", "json")
    assert json.loads(outcome.stdout)["value"] == -12


@pytest.mark.parametrize("form", ["table", "plain", "json", "csv", "tsv", "markdown"])
def test_warnings_reach_stderr_in_every_form(run: Run, form: str) -> None:
    outcome = run("eval", "1/2x + abs(y)", "--x", "1", "--y", "0", "--format", form)
    assert outcome.status == 0
    labels = [line.split(":")[0] for line in outcome.stderr.splitlines()]
    assert labels == ["warning", "note"]


def test_strict_makes_a_warning_an_error(run: Run) -> None:
    outcome = run("eval", "1/2x", "--x", "1", "--strict")
    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("error: '1/2x' is read as (1/2)*x")


@pytest.mark.parametrize(
    ("variables", "choice", "tty", "coloured"),
    [
        ({}, None, False, False),
        ({}, None, True, True),
        ({"TERM": "dumb"}, None, True, False),
        ({"NO_COLOR": "1"}, None, True, False),
        ({"NO_COLOR": ""}, None, True, True),
        ({"FORCE_COLOR": "1"}, None, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, None, True, False),
        ({"NO_COLOR": "1"}, "always", False, True),
        ({"FORCE_COLOR": "1"}, "never", True, False),
        ({}, "auto", True, True),
    ],
)
def test_colour(
    run: Run, monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str], choice: str | None, tty: bool, coloured: bool,
) -> None:  # fmt: skip
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    words = ["--color", choice] if choice else []
    table = run("eval", *LECTURE, "--format", "table", *words, tty=tty)
    mistake = run("eval", "x +", *words, tty=tty)
    assert ("\x1b[" in table.stdout) is coloured
    assert ("\x1b[" in mistake.stderr) is coloured


def test_the_terminals_width_is_used(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in ("40", "60", "120"):
        monkeypatch.setenv("COLUMNS", columns)
        lines = run("eval", *LECTURE, "--format", "table").stdout.splitlines()
        assert max(map(len, lines)) <= int(columns)


def test_options_of_the_core_arrive(run: Run) -> None:
    outcome = run(
        "eval", "a = max(x, y); b = 2a", "--at", "x=1,y=1", "--of", "a,b", "--wrt", "x,a",
        "--mode", "reverse", "--ties", "each", "--verify", "--json",
    )  # fmt: skip
    fields = json.loads(outcome.stdout)
    assert (fields["wrt"], fields["outputs"], fields["modes"]) == (
        ["x", "a"],
        ["a", "b"],
        ["reverse"],
    )
    assert fields["gradient"] == {"a": {"x": 1, "a": 1}, "b": {"x": 2, "a": 2}}
    assert "numerical" in fields["nodes"][0]
    assert fields["operations"]["forward"] is None or fields["operations"]["forward"]["sweeps"] == 2


def test_markup_in_names_is_not_acted_on(run: Run) -> None:
    outcome = run("eval", "[red]x[/red]", "--x", "1")
    assert outcome.status == 2
    assert "1 | [red]x[/red]" in outcome.stderr


WORDS = ["x", "--x", "3", "--json", "--at", "x=1", "--get", "value", "-", "--", "--wrt", "x*y"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.lists(st.text(max_size=12) | st.sampled_from(WORDS), max_size=6))
def test_any_words_end_in_success_or_a_mistake(run: Run, words: list[str]) -> None:
    outcome = run("eval", *words, stdin=b"x")
    assert outcome.status in {0, 2}
    assert "Traceback" not in outcome.stderr
