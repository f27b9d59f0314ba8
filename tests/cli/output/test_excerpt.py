"""The drawing of an error: carets stand under what they mean, whatever the text is."""

from __future__ import annotations

import pytest
from backprop.cli.output.diagnostics import drawn_error
from backprop.cli.output.excerpt import excerpt
from backprop.cli.output.screen import Screen
from backprop.cli.output.text import width
from backprop.parser.errors import BackpropError, Span
from hypothesis import given
from hypothesis import strategies as st

MIDDLE = "+".join(f"x{i}" for i in range(100, 200))

DRAWINGS = {
    "a name": (
        "(x+y)*sine(z)", (6, 10),
        """\
  |
1 | (x+y)*sine(z)
  |       ^^^^
""",
    ),
    "the end": (
        "x +", (3, 3),
        """\
  |
1 | x +
  |    ^
""",
    ),
    "nothing": ("", (0, 0), "  |\n1 |\n  | ^\n"),
    "wide characters before": (
        "饮料 + ｘｙ", (5, 7),
        """\
  |
1 | 饮料 + ｘｙ
  |        ^^^^
""",
    ),
    "a combining mark before": (
        "e\u0301 + q", (5, 6),
        """\
  |
1 | e\u0301 + q
  |     ^
""",
    ),
    "a tab before": ("\tx + y", (5, 6), "  |\n1 |     x + y\n  |         ^\n"),
    "an escape sequence": (
        "a\x1b[31m + b", (1, 2),
        """\
  |
1 | a\\x1b[31m + b
  |  ^^^^
""",
    ),
    "after an escape sequence": (
        "\x00\u202e + b", (5, 6),
        """\
  |
1 | \\x00\\u202e + b
  |              ^
""",
    ),
    "the second line": (
        "a = 1\nb = )\nc", (10, 11),
        """\
  |
2 | b = )
  |     ^
""",
    ),
    "a windows line": ("a\r\nb ?\r\nc", (5, 6), "  |\n2 | b ?\n  |   ^\n"),
    "an old line": ("a\rb ?\rc", (4, 5), "  |\n2 | b ?\n  |   ^\n"),
    "old lines": ("f(a,\r b)", (0, 8), "  |\n1 | f(a,\n  | ^^^^\n2 |  b)\n  |  ^^\n"),
    "a blank line between": ("f(\n\nb)", (0, 6), "  |\n1 | f(\n  | ^^\n  …\n3 | b)\n  | ^^\n"),
    "within a line break": ("a\r\nb", (2, 2), "  |\n1 | a\n  |  ^\n"),
    "two lines": (
        "f(x,\n  y)", (0, 9),
        """\
  |
1 | f(x,
  | ^^^^
2 |   y)
  |   ^^
""",
    ),
    "many lines": (
        "f(a,\nb,\nc,\nd)", (0, 13),
        """\
  |
1 | f(a,
  | ^^^^
  …
4 | d)
  | ^^
""",
    ),
    "a line with two digits": (
        "\n" * 9 + "x?", (10, 11),
        """\
   |
10 | x?
   |  ^
""",
    ),
    "the middle of a long line": (
        MIDDLE, (250, 254),
        """\
  |
1 | …x145+x146+x147+x148+x149+x150+x151+x152+x153+x154+x155+x156+x157+x158+x15…
  |                           ^^^^
""",
    ),
    "the end of a long line": (
        MIDDLE, (499, 499),
        """\
  |
1 | …185+x186+x187+x188+x189+x190+x191+x192+x193+x194+x195+x196+x197+x198+x199
  |                                                                           ^
""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "span", "drawing"), DRAWINGS.values(), ids=DRAWINGS.keys())
def test_drawings(text: str, span: tuple[int, int], drawing: str) -> None:
    assert "\n".join(excerpt(text, Span(*span), Screen())) + "\n" == drawing


def test_an_ascii_screen_keeps_carets_right() -> None:
    lines = excerpt("价+?", Span(2, 3), Screen(encoding="ascii"))
    assert lines == ["  |", "1 | \\u4ef7+?", "  |        ^"]


@given(st.text(max_size=200), st.integers(0, 220), st.integers(0, 220))
def test_any_span_can_be_drawn_within_the_screen(text: str, start: int, end: int) -> None:
    lines = excerpt(text, Span(start, end), Screen(columns=40))
    assert all(width(line) <= 40 for line in lines)
    assert "^" in "".join(lines)


def test_a_huge_line_costs_no_more_than_its_neighbourhood() -> None:
    text = "x+" * 2_000_000
    lines = excerpt(text, Span(2_000_000, 2_000_001), Screen())
    assert all(width(line) <= 80 for line in lines)


def test_every_part_of_an_error_is_drawn() -> None:
    error = BackpropError("what", Span(0, 1), hint="do", text="x", origin="--x")
    assert drawn_error(error, Screen()) == ("error: what\n --> --x\n  |\n1 | x\n  | ^\n  = do")


def test_an_error_without_a_place() -> None:
    assert drawn_error(BackpropError("what", hint="do"), Screen()) == "error: what\n  = do"
    assert drawn_error(BackpropError("what"), Screen()) == "error: what"


def test_messages_cannot_carry_escapes() -> None:
    shown = drawn_error(BackpropError("a\x1b[2J", hint="b\x07", origin="c\n"), Screen())
    assert shown == "error: a\\x1b[2J\n --> c\\n\n  = b\\x07"


def test_colour_is_only_for_the_label() -> None:
    shown = drawn_error(BackpropError("what"), Screen(coloured=True))
    assert shown == "\x1b[31m\x1b[1merror:\x1b[0m what"


def test_a_place_of_a_million_lines_is_drawn_by_its_ends() -> None:
    lines = excerpt("x +\n" * 1_000_000, Span(0, 4_000_000), Screen())
    assert lines[1:] == [
        "      1 | x +", "        | ^^^", "        …", "1000000 | x +", "        | ^^^",
    ]  # fmt: skip


@given(st.text("x\r\n \t", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_any_line_breaks_can_be_drawn(text: str, start: int, end: int) -> None:
    lines = excerpt(text, Span(start, end), Screen())
    assert "^" in "".join(lines)


def test_an_endless_word_in_a_message_is_shortened() -> None:
    shown = drawn_error(BackpropError("no 'a" + "b" * 100_000 + "c' here"), Screen())
    assert shown == "error: no 'a" + "b" * 98 + "…" + "b" * 18 + "c' here"
