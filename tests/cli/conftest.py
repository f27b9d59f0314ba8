"""A runner inside this process, at a fixed width, and reports made by hand."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest
from backprop.autodiff.answers.report import Cost, Costs, Evaluation, ModeCost, Row
from backprop.autodiff.graph.notes import Note, OneSided
from backprop.cli.main import run as run_main
from backprop.parser.errors import Span

if TYPE_CHECKING:
    from collections.abc import Callable

VARIABLES = (
    "NO_COLOR", "FORCE_COLOR", "BACKPROP_DEBUG", "_BACKPROP_COMPLETE", "TERM", "PYTHONIOENCODING",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    status: int
    stdout: str
    stderr: str


class Run(Protocol):
    def __call__(
        self, *words: str, stdin: bytes | None = None, encoding: str = "utf-8", tty: bool = False
    ) -> Outcome: ...


class Stream(io.TextIOWrapper):
    """A stream that is a terminal if it is told so."""

    def __init__(self, encoding: str, tty: bool) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="\n")
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty

    def text(self) -> str:
        self.flush()
        content: bytes = self.buffer.getvalue()  # type: ignore[attr-defined]
        return content.decode(self.encoding)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same width everywhere and no wish for or against colour."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in this process."""

    def runner(
        *words: str, stdin: bytes | None = None, encoding: str = "utf-8", tty: bool = False
    ) -> Outcome:
        stdout, stderr = Stream(encoding, tty), Stream(encoding, tty)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stdout)
            patch.setattr(sys, "stderr", stderr)
            if stdin is not None:
                patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            status = run_main(words)
        return Outcome(status, stdout.text(), stderr.text())

    return runner


@pytest.fixture
def error(run: Run) -> Callable[..., str]:
    """Run a command line that must end in a user's mistake, and give what stderr says."""

    def failed(*words: str, stdin: bytes | None = None) -> str:
        outcome = run(*words, stdin=stdin)
        assert (outcome.status, outcome.stdout) == (2, "")
        return outcome.stderr

    return failed


@pytest.fixture
def lecture() -> Evaluation:
    """(x+y)*z at -2, 5, -4, as the core answers it."""
    return Evaluation(
        source="(x+y)*z",
        expression="(x + y)*z",
        inputs={"x": -2.0, "y": 5.0, "z": -4.0},
        wrt=("x", "y", "z"),
        outputs=("f",),
        values={"f": -12.0},
        gradient={"f": {"x": -4.0, "y": -4.0, "z": 3.0}},
        rows=(
            Row("x", "input", None, (), "x", Span(1, 2), -2.0, (), {"f": -4.0},
                {"x": 1.0, "y": 0.0, "z": 0.0}),
            Row("y", "input", None, (), "y", Span(3, 4), 5.0, (), {"f": -4.0},
                {"x": 0.0, "y": 1.0, "z": 0.0}),
            Row("z", "input", None, (), "z", Span(6, 7), -4.0, (), {"f": 3.0},
                {"x": 0.0, "y": 0.0, "z": 1.0}),
            Row("v1", "operation", "add", ("x", "y"), "x + y", Span(1, 4), 3.0, (1.0, 1.0),
                {"f": -4.0}, {"x": 1.0, "y": 1.0, "z": 0.0}),
            Row("f", "operation", "multiply", ("v1", "z"), "v1*z", Span(0, 7), -12.0, (-4.0, 3.0),
                {"f": 1.0}, {"x": -4.0, "y": -4.0, "z": 3.0}),
        ),
        modes=("forward", "reverse"),
        agreement=0.0,
        costs=Costs(
            Cost({"add": 1, "multiply": 1}),
            ModeCost(3, Cost({"multiply": 5}), Cost({})),
            ModeCost(1, Cost({"multiply": 4}), Cost({})),
            "Reverse mode is cheaper here",
        ),
    )  # fmt: skip


@pytest.fixture
def awkward() -> Evaluation:
    """Two outputs, an untaken branch, numbers that are none, hostile texts, reverse mode only."""
    nan, inf = float("nan"), float("inf")
    hostile = "[red]a|b\x1b[31m\u202e"
    return Evaluation(
        source=hostile,
        expression=hostile,
        inputs={"价": 0.0, "x": -0.0},
        wrt=("价",),
        outputs=("f1", "f2"),
        values={"f1": nan, "f2": -inf},
        gradient={"f1": {"价": inf}, "f2": {"价": 4.800000000000001}},
        rows=(
            Row("价", "input", None, (), "价", Span(0, 1), 0.0, (),
                {"f1": inf, "f2": 4.800000000000001}, {}, {"f1": None, "f2": 4.8}),
            Row("x", "input", None, (), "x", None, -0.0, (), {"f1": None, "f2": None}, {}),
            Row("v1", "operation", "call", ("价", "2"), hostile, Span(0, 3), None, (None, None),
                {"f1": None, "f2": None}, {}),
            Row("f1", "operation", "divide", ("价", "x"), "价/x, \"y\"", None, nan, (1e300, None),
                {"f1": 1.0, "f2": 0.0}, {}),
            Row("f2", "operation", "log", ("价",), "log(价)", None, -inf, (inf,),
                {"f1": 0.0, "f2": 1.0}, {}),
        ),
        modes=("reverse",),
        agreement=None,
        costs=Costs(Cost({}), None, ModeCost(2, Cost({"compare": 3}), Cost({})), ""),
        notes=(
            Note("warning", f"odd {hostile}"),
            Note("kink", "a corner", "f1", Span(0, 2), "half each", (OneSided("价", -1.0, None),)),
            Note("information", "reverse only"),
        ),
    )  # fmt: skip


@pytest.fixture
def clean_environment() -> dict[str, str]:
    """The environment for another process: the same width, UTF-8, nothing of our own variables."""
    kept = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return kept | {"COLUMNS": "80", "PYTHONUTF8": "1"}
