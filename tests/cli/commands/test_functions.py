"""`backprop functions`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backprop.autodiff.functions import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..conftest import Run


def test_one_function(run: Run) -> None:
    assert run("functions", "ln").stdout == (
        "log(x)  the natural logarithm\n  also: ln\n  derivative by x: 1/x\n  defined for: x > 0\n"
    )


def test_a_function_with_a_kink(run: Run) -> None:
    assert run("functions", "abs").stdout == (
        "abs(x)  the absolute value\n"
        "  derivative by x: sign(x)\n"
        "  kink: abs has a corner at 0: the derivative given is 0\n"
    )


def test_all_functions(run: Run) -> None:
    text = run("functions").stdout
    for row in describe():
        assert row.signature in text


def test_a_mistyped_function(error: Callable[..., str]) -> None:
    assert error("functions", "sine").startswith(
        "error: there is no function 'sine'\n  = did you mean 'sin'"
    )


def test_json(run: Run) -> None:
    rows = json.loads(run("functions", "--json").stdout)
    assert [row["name"] for row in rows] == [row.name for row in describe()]
    assert rows[0].keys() == {
        "name", "aliases", "signature", "summary", "partials", "domain", "kinks",
    }  # fmt: skip


def test_two_names_are_one_too_many(error: Callable[..., str]) -> None:
    assert error("functions", "sin", "cos").startswith("error: got unexpected extra argument (cos)")
