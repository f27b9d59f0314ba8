"""The benchmarks run, measure the right thing and say what is missing; no time counts here."""

from __future__ import annotations

import gc
import json
from math import cos, sin
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks import rows
from tests.benchmarks.__main__ import main
from tests.benchmarks.peers import PEERS, is_there
from tests.benchmarks.programs import graph_of, point_of, random_program, wide_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """What other tests left behind is not looked through at every collection."""
    gc.freeze()
    yield
    gc.unfreeze()


def test_every_row_gives_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "figures.json"
    words = ["--size", "0.002", "--runs", "1", "--json", str(path)]
    assert main([*words, "--markdown", str(tmp_path / "figures.md")]) == 0
    found = json.loads(path.read_text(encoding="utf-8"))
    whats = [row["what"] for row in found["rows"]]
    beginnings = ("cold eval", "0.0 MB of text", "200 operations, first", "gradient of", "memory")
    for beginning in beginnings:
        assert any(what.startswith(beginning) for what in whats), beginning
    assert all(row["ratio"] is not None or row["note"] for row in found["rows"])
    lines = (tmp_path / "figures.md").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("| ") for line in lines) == len(whats) + 2
    assert found["machine"]["python"] in capsys.readouterr().out


def test_a_peer_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rows, "is_there", lambda _: False)
    assert main(["--size", "0.002", "--runs", "1", "--only", "first"]) == 0
    printed = capsys.readouterr().out
    assert "micrograd" in printed
    assert printed.count("not installed") == len(rows.FASTER) + 1 + 5


@pytest.mark.parametrize("name", [name for name in PEERS if is_there(name)])
def test_the_peers_work_out_the_same_gradient(name: str) -> None:
    program = random_program(20, inputs=3)
    graph = graph_of(program)
    ours = rows.first(graph, point_of(program))
    for work in PEERS[name](program):
        assert [float(each) for each in work()] == pytest.approx(ours)  # type: ignore[union-attr]


def test_wide_programs_use_every_input() -> None:
    graph = graph_of(wide_program(5))
    point = dict.fromkeys(graph.inputs, 0.4)
    assert rows.first(graph, point) == pytest.approx([sin(0.4) + 0.4 * cos(0.4)] * 5)
