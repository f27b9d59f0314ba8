"""`backprop compare` from words to tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.command_lines import LECTURE

if TYPE_CHECKING:
    from ..conftest import Run


def test_each_sweep_is_a_column(run: Run) -> None:
    table = run("compare", *LECTURE, "--format", "markdown").stdout
    assert "| step | forward from x |" in table
    assert "| reverse from f |" in table
