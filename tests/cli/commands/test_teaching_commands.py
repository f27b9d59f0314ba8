"""What `explain`, `paths`, `graph` and `compare` have in common."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from backprop.cli.output.text import width

from tests.cli.command_lines import EXAMPLES, NEURON

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..conftest import Run

COMMANDS = ("explain", "paths", "graph", "compare")


@pytest.mark.parametrize("words", EXAMPLES)
@pytest.mark.parametrize("columns", ["60", "96"])
def test_a_terminal_s_width_is_kept(
    run: Run, words: list[str], columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for command in ("explain", "paths"):
        outcome = run(command, *words, tty=True)
        lines = outcome.stdout.splitlines()[1:]  # the expression itself is never broken
        assert all(width(re.sub("\x1b\\[[0-9;]*m", "", line)) <= int(columns) for line in lines)


@pytest.mark.parametrize("command", COMMANDS)
def test_ascii_is_enough(run: Run, command: str) -> None:
    outcome = run(command, *NEURON, encoding="ascii")
    assert outcome.status == 0
    assert outcome.stdout.isascii()
    assert "\\u" not in outcome.stdout


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["x*y", "--x", "1"], "no value is given for 'y'"),
        (["x*", "--x", "1"], "nothing follows '*'"),
        (["log(x)", "--x", "-1"], "log(x) is defined where x > 0"),
        (["x", "--x", "1", "--of", "q"], "'q' is not a name here"),
        (["x", "--x", "1", "--wrt", "q"], "'q' is not a name here"),
        (["abs(x)", "--x", "0", "--strict"], "abs has a corner at 0"),
        (["x", "--x", "1", "--bogus", "2"], "neither an option nor an input"),
        ([], "there is no expression"),
    ],
)
def test_mistakes_are_those_of_eval(
    error: Callable[..., str], command: str, words: list[str], message: str
) -> None:
    assert message in error(command, *words)


@pytest.mark.parametrize("words", EXAMPLES)
def test_json_is_json(run: Run, words: list[str]) -> None:
    told = json.loads(run("explain", *words, "--json").stdout)
    results = {
        (result["of"], result["by"]): result["value"]
        for sweep in told["sweeps"]
        for result in sweep["results"]
    }
    evaluated = json.loads(run("eval", *words, "--json").stdout)
    assert {by: value for (_, by), value in results.items()} == evaluated["gradient"]
    routes = json.loads(run("paths", *words, "--json").stdout)["routes"]
    assert {route["from"]: route["derivative"] for route in routes} == evaluated["gradient"]
    compared = json.loads(run("compare", *words, "--json").stdout)
    assert compared["operations"] == evaluated["operations"]


@pytest.mark.parametrize("words", [["3"], ["x", "--x", "2"], ["floor(x)", "--x", "2.5"]])
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_no_sentence_is_empty(run: Run, words: list[str], mode: str) -> None:
    for text in (run("explain", *words, "--mode", mode).stdout, run("paths", *words).stdout):
        assert "So ." not in text
        assert not re.search(r"^\s*=", text, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_hint_names_the_command(run: Run, command: str) -> None:
    assert f'backprop {command} "(x+y)*z"' in run(command).stderr


class Checker(HTMLParser):
    """Every element that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("words", EXAMPLES)
@pytest.mark.parametrize("command", ["explain", "paths"])
def test_html_is_one_page_that_needs_nothing(run: Run, command: str, words: list[str]) -> None:
    text = run(command, *words, "--format", "html").stdout
    checker = Checker()
    checker.feed(text)
    assert checker.open == []
    assert checker.links == []
    assert "<script" not in text


def test_hostile_text_is_escaped_in_every_form(run: Run) -> None:
    text = "a < b and b > 2"
    words = [text, "--a", "1", "--b", "3"]
    page = run("explain", *words, "--format", "html").stdout
    assert "a &lt; b" in page
    assert "<b " not in page
    assert "a < b" not in page
    dot = run("graph", *words, "--to", "dot").stdout
    assert "label=<&lt;<BR/>" in dot
    assert run("explain", "x_1*y_2", "--x_1", "1", "--y_2", "2", "--format", "latex").status == 0


def test_a_large_graph_is_summarised(run: Run) -> None:
    text = "+".join(["x"] * 5000)
    outcome = run("graph", text, "--x", "1")
    assert "4,800 of the 5,000 nodes are left out" in outcome.stderr
    assert "--limit 5000" in outcome.stderr
    outcome = run("explain", text, "--x", "1")
    assert "nodes are left out" in outcome.stdout
    assert len(outcome.stdout.splitlines()) < 600


@pytest.mark.parametrize("numbers", [["--exact"], ["--digits", "30"]])
def test_other_numbers(run: Run, numbers: list[str]) -> None:
    if numbers[0] == "--digits":
        pytest.importorskip("mpmath")
    for command in COMMANDS:
        outcome = run(command, "x^2/3 + y", "--x", "1/3", "--y", "1", *numbers)
        assert outcome.status == 0, outcome.stderr
    assert "2/9" in run("explain", "x^2/3", "--x", "1/3", "--exact").stdout
