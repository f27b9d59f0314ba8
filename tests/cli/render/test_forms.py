"""Each form from a report made by hand, compared as a whole."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from backprop.cli.output.present import write_sheet
from backprop.cli.output.screen import Screen
from backprop.cli.render.evaluation import sheet, write_separated
from backprop.cli.render.json_form import write_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from backprop.autodiff.report import Evaluation


DRAWINGS = Path(__file__).parent / "drawings"


def drawn(
    form: str, evaluation: Evaluation, screen: Screen | None = None, precision: int = 12
) -> str:
    stream, screen = io.StringIO(), screen or Screen()
    write_sheet(form, sheet(evaluation, screen, precision), stream, screen)
    return stream.getvalue()


def as_json(evaluation: Evaluation) -> str:
    stream = io.StringIO()
    write_json(evaluation, stream)
    return stream.getvalue()


def separated(evaluation: Evaluation, separator: str) -> str:
    stream = io.StringIO()
    write_separated(evaluation, stream, separator, Screen())
    return stream.getvalue()


def table_at(columns: int, encoding: str = "utf-8") -> Callable[[Evaluation], str]:
    screen = Screen(columns=columns, encoding=encoding)
    return lambda evaluation: drawn("table", evaluation, screen)


FORMS: dict[str, Callable[[Evaluation], str]] = {
    "plain": lambda evaluation: drawn("plain", evaluation),
    "markdown": lambda evaluation: drawn("markdown", evaluation),
    "csv": lambda evaluation: separated(evaluation, ","),
    "json": as_json,
    "table-100": table_at(100),
    "table-80": table_at(80),
    "table-60": table_at(60),
    "table-ascii": table_at(100, "ascii"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["lecture", "awkward"])
def test_drawings(name: str, form: str, request: pytest.FixtureRequest) -> None:
    evaluation: Evaluation = request.getfixturevalue(name)
    expected = (DRAWINGS / f"{name}.{form}.txt").read_text(encoding="utf-8")
    assert FORMS[form](evaluation) == expected


def test_csv_reads_back(awkward: Evaluation) -> None:
    for separator in ",\t":
        rows = list(csv.DictReader(io.StringIO(separated(awkward, separator)), delimiter=separator))
        assert [row["name"] for row in rows] == ["价", "x", "v1", "f1", "f2"]
        assert rows[3]["expression"] == '价/x, "y"'
        assert float(rows[0]["gradient f2"]) == 4.800000000000001


@pytest.mark.parametrize("name", ["lecture", "awkward"])
def test_json_is_json_for_any_reader(name: str, request: pytest.FixtureRequest) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    evaluation: Evaluation = request.getfixturevalue(name)
    fields = json.loads(as_json(evaluation), parse_constant=refuse)
    assert list(fields) == [
        "source", "expression", "inputs", "wrt", "outputs", "numbers", "value", "gradient", "nodes",
        "operations", "modes", "agreement", "notes",
    ]  # fmt: skip


def test_json_in_ascii_says_the_same(awkward: Evaluation) -> None:
    stream = io.StringIO()
    write_json(awkward, stream, ascii_only=True)
    assert stream.getvalue().isascii()
    assert json.loads(stream.getvalue()) == json.loads(as_json(awkward))


@pytest.mark.parametrize("columns", range(20, 130, 10))
def test_nothing_is_cut_at_any_width(awkward: Evaluation, columns: int) -> None:
    text = drawn("table", awkward, Screen(columns=columns))
    squeezed = "".join(text.split())
    for fact in ("1e+300", "4.8", "nan", "-inf", "∂f2/∂node", "ratio", "fromtheleft"):
        assert fact in squeezed
    assert "…" not in text


def test_precision_rounds_tables_only(lecture: Evaluation) -> None:
    finer = replace(lecture, rows=(replace(lecture.rows[0], value=1 / 3), *lecture.rows[1:]))
    assert " 0.333 " in drawn("plain", finer, precision=3)
    assert "0.3333333333333333" in separated(finer, ",")


def test_colour_is_on_when_asked_for(lecture: Evaluation) -> None:
    assert "\x1b[" in drawn("table", lecture, Screen(coloured=True))
    assert "\x1b[" not in drawn("table", lecture)
    assert "\x1b[" not in drawn("plain", lecture, Screen(coloured=True))


def test_a_long_table_has_every_row(lecture: Evaluation) -> None:
    rows = tuple(replace(lecture.rows[3], name=f"v{number}") for number in range(5000))
    text = drawn("table", replace(lecture, rows=rows))
    assert text.count("  x + y  ") == 5000


def test_one_long_name_does_not_widen_every_line(lecture: Evaluation) -> None:
    rows = (replace(lecture.rows[0], name="n" * 100_000), *lecture.rows[1:])
    assert len(drawn("plain", replace(lecture, rows=rows))) < 210_000


def test_a_mode_that_was_not_run_has_no_column(lecture: Evaluation) -> None:
    reverse = replace(lecture, modes=("reverse",))
    assert "∂node/∂x" not in drawn("plain", reverse)
    assert "tangents" not in as_json(reverse)


def test_without_costs_there_is_no_second_table(lecture: Evaluation) -> None:
    assert "operation counts" not in drawn("plain", replace(lecture, costs=None))


def test_disagreement_is_said(lecture: Evaluation) -> None:
    text = drawn("plain", replace(lecture, agreement=2.220446049250313e-16))
    assert text.endswith(
        "Forward and reverse mode give the same derivatives but for rounding: "
        "the largest relative difference is 2.2e-16.\n"
    )
