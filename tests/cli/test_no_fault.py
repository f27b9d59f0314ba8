"""Every function of the table through every command, in every kind of numbers, at three points.

The points are a rational one, an irrational one, and one at a kink or beside it; and numbers that
no double holds are in no command's way. What an answer is worth is tested elsewhere; here none may
be a fault of our own, and none a warning of Python's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.rules import PRIMITIVES

if TYPE_CHECKING:
    from backprop.autodiff.rules import Primitive

    from .conftest import Run

COMMANDS = {
    "eval": (), "explain": ("--format", "plain"), "compare": (), "paths": (),
    "graph": ("--to", "dot", "--partials"), "jacobian": (), "hessian": (), "check": ("f=1", "-q"),
    "diff": (),
}  # fmt: skip
"""Each command, with what it takes to have it say all that it knows."""

NUMBERS = {"doubles": (), "exact": ("--exact",), "digits": ("--digits", "20")}

KINKS: dict[str, tuple[str, ...]] = {
    "power": ("0", "1/2"), "divide": ("0", "1"), "mod": ("4", "2"), "max": ("1", "1", "1"),
    "min": ("1", "1", "1"), "clamp": ("0", "0", "1"), "leaky_relu": ("0", "1/10"),
    "hypot": ("0", "0"), "atan2": ("0", "-1"), "round": ("1/2",), "ceil": ("1",), "trunc": ("1",),
    "asin": ("1",), "acos": ("1",), "acosh": ("1",), "atanh": ("1/2",), "log": ("1",),
    "log1p": ("0",), "log2": ("1",), "log10": ("1",), "logb": ("1", "2"), "logit": ("1/2",),
    "gamma": ("1",), "lgamma": ("1",), "digamma": ("1",), "csc": ("1",), "cot": ("1",),
    "where": ("0", "1", "2"), "polygamma": ("1", "1"),
}  # fmt: skip
"""Where a function has a kink, or an exact value; 0 for the others."""

RATIONAL = {"acosh": "7/3", "polygamma": "2"}
IRRATIONAL = {
    "asin": "pi/4", "acos": "pi/4", "atanh": "pi/4", "logit": "pi/4", "polygamma": "2",
    "acosh": "pi",
}  # fmt: skip


def places(row: Primitive) -> dict[str, tuple[str, ...]]:
    """The points, by what they are, each a value for every argument."""
    count = max(len(row.parameters), 3) if row.variadic else len(row.parameters)
    first = RATIONAL.get(row.name, "1/3")
    irrational = IRRATIONAL.get(row.name, "pi")
    return {
        "rational": (first, "2", "3")[:count],
        "irrational": (irrational, "sqrt(7)", "exp(1)*2")[:count],
        "kink": KINKS.get(row.name, ("0",) * count)[:count],
    }


def written(row: Primitive, names: tuple[str, ...]) -> str:
    """The function on names, and once more in a sum, so that there is something to sum."""
    symbol = row.symbol
    if symbol is None:
        call = f"{row.name}({', '.join(names)})"
    elif len(names) == 1:
        call = f"({symbol}{names[0]})"
    else:
        call = f"({names[0]} {symbol.strip()} {names[1]})"
    return f"u = {call}; {names[-1]}*u + u"


CASES = [
    pytest.param(row, command, id=f"{command} {row.name}")
    for row in PRIMITIVES.values()
    for command in COMMANDS
    if row.callable or row.symbol
]


@pytest.mark.parametrize(("row", "command"), CASES)
def test_no_function_ends_in_a_fault(row: Primitive, command: str, run: Run) -> None:
    for place, values in places(row).items():
        names = ("x", "y", "z")[: len(values)]
        point = [f"--{name}={value}" for name, value in zip(names, values, strict=True)]
        for kind, option in NUMBERS.items():
            if command == "diff" and (kind, place) != ("doubles", "rational"):
                continue
            words = [command, written(row, names), *COMMANDS[command]]
            words += [] if command == "diff" else [*point, *option]
            words += ["--verify"] if (command, kind) == ("eval", "doubles") else []
            outcome = run(*words)
            assert outcome.status in (0, 1, 2), (words, outcome.stderr)
            assert "Warning" not in outcome.stderr, words
            assert outcome.status != 2 or outcome.stderr.startswith("error: "), words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, ["eval", "x*1e308*10", "--x=1", "--verify"]),
        (0, ["explain", "mod(x, y)", "--x=1e400", "--y=2", "--exact"]),
        (0, ["check", "x*y", "dx=y", "--x=1e400", "--y=2", "--exact"]),
        (1, ["check", "x*y", "dy=x+1", "--x=-1e400", "--y=2", "--exact"]),
        (1, ["check", "abs(x)*1e400", "dx=1e400", "--x=0", "--exact"]),
    ],
)
def test_a_number_that_no_double_holds_is_no_fault(status: int, words: list[str], run: Run) -> None:
    outcome = run(*words)
    assert (outcome.status, "fault" in outcome.stderr) == (status, False), outcome.stderr
