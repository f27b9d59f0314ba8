"""`backprop paths` from words to pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.command_lines import BRANCHES, LECTURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..conftest import Run


def test_counts_too_large_for_a_double_are_text(run: Run) -> None:
    chain = "a0 = x; " + "; ".join(f"a{n + 1} = a{n} + a{n}" for n in range(60)) + "; a60"
    (route,) = json.loads(run("paths", chain, "--x", "1", "--json").stdout)["routes"]
    assert route["count"] == str(2**60)
    text = run("paths", chain, "--x", "1").stdout
    assert "1,152,921,504,606,846,976 = 2^60 paths" in text
    listed = [line for line in text.splitlines() if "nodes in the middle" in line]
    assert len(listed) < 5
    wide = run("paths", "sin(" * 50 + "x" + ")" * 50, "--x", "1").stdout
    assert "∂v46/∂v45·…·∂v5/∂v4" in wide
    assert (
        "The other one is counted"
        in run("paths", "x*y + x", "--x", "1", "--y", "2", "--from", "x", "--limit", "1").stdout
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([*LECTURE, "--from", "x", "--wrt", "y"], "--from and --wrt say the same"),
        ([*LECTURE, "--to", "q"], "'q' is not a name here"),
        ([*LECTURE, "--limit", "0"], "'--limit' must be a whole number, 1 or more"),
    ],
)
def test_mistakes(error: Callable[..., str], words: list[str], message: str) -> None:
    assert message in error("paths", *words)


def test_every_page_of_paths_has_a_sentence(run: Run) -> None:
    assert "There is no input, so there is no path" in run("paths", "3").stdout
    assert "f is x itself: ∂f/∂x = 1." in run("paths", "x", "--x", "2").stdout


def test_a_path_says_the_same_in_names_and_in_numbers(run: Run) -> None:
    text = run("paths", *BRANCHES).stdout
    assert "∂e/∂c·∂c/∂b = d·1 = 2·1 = 2" in text
