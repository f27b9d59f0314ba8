"""How wide text is, and that nothing harmful gets through."""

from __future__ import annotations

import pytest
from backprop.cli.output.number_format import align_points, rounded, shortest
from backprop.cli.output.screen import Screen
from backprop.cli.output.text import padded, quoted_list, width
from backprop.parser.wording import harmless
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("饮料", 4), ("ｘ", 2), ("é", 1), ("e\u0301", 1), ("∂", 1), ("θ", 1)],
)
def test_width_counts_cells(text: str, cells: int) -> None:
    assert width(text) == cells


@given(st.text())
def test_harmless_text_is_printable_and_keeps_the_rest(text: str) -> None:
    shown = harmless(text)
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    assert not any("\ud800" <= character <= "\udfff" for character in shown)
    assert harmless(shown) == shown


@given(st.text(), st.sampled_from(["ascii", "cp1252", "latin-1", "utf-8"]))
def test_a_screen_shows_only_what_its_encoding_has(text: str, encoding: str) -> None:
    Screen(encoding=encoding).show(text).encode(encoding)


def test_padding_counts_wide_characters() -> None:
    assert padded("价", 4) == "价  "
    assert padded("价", 4, "right") == "  价"
    assert padded("too long", 4) == "too long"


@given(st.floats())
def test_the_shortest_text_reads_back(number: float) -> None:
    assert repr(float(shortest(number))) == repr(number)


@pytest.mark.parametrize(
    ("number", "text"),
    [(-12.0, "-12"), (4.800000000000001, "4.800000000000001"), (1e300, "1e+300"), (-0.0, "-0.0"),
     (1e15, "1000000000000000"), (1e16, "1e+16"), (float("-inf"), "-inf")],
)  # fmt: skip
def test_numbers_in_full(number: float, text: str) -> None:
    assert shortest(number) == text


def test_rounding_hides_the_last_digits() -> None:
    assert rounded(4.800000000000001, 12) == "4.8"
    assert rounded(2 / 3, 3) == "0.667"


def test_points_align() -> None:
    assert align_points(["4.8", "-12", "1e+300", "inf", ""]) == [
        "  4.8   ", "-12     ", "  1e+300", "inf     ", "        ",
    ]  # fmt: skip


@given(st.lists(st.floats()))
def test_aligned_cells_are_equally_wide_and_unchanged(numbers: list[float]) -> None:
    cells = [rounded(number, 12) for number in numbers]
    aligned = align_points(cells)
    assert [cell.strip() for cell in aligned] == cells
    assert len({len(cell) for cell in aligned}) <= 1


def test_long_lists_are_cut_with_a_count() -> None:
    assert quoted_list([f"x{i}" for i in range(12)]).endswith("'x9' and 2 more")
