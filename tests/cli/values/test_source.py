"""Where an expression comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run


@pytest.mark.parametrize("content", [b"x^2", b"\xef\xbb\xbfx^2\n", b"x^2\r\n", b"# square\nx^2"])
def test_files_and_standard_input(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "formula"
    path.write_bytes(content)
    from_file = run("eval", "--file", str(path), "--x", "3", "--get", "value")
    from_stdin = run("eval", "-", "--x", "3", "--get", "value", stdin=content)
    assert (from_file.stdout, from_stdin.stdout) == ("9\n", "9\n")


def test_values_may_come_before_the_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "formula"
    path.write_text("x^2")
    assert run("eval", "--x", "3", f"--file={path}", "--get", "value").stdout == "9\n"


@pytest.mark.parametrize(
    ("expression", "value"), [("-x^2", "-9"), ("--x", "3"), ("-x", "-3"), ("-(x)", "-3")]
)
def test_an_expression_may_begin_with_a_hyphen(run: Run, expression: str, value: str) -> None:
    assert run("eval", expression, "--x", "3", "--get", "value").stdout == f"{value}\n"


def test_minus_h_is_an_expression(run: Run) -> None:
    assert run("eval", "-h", "--h", "3", "--get", "value").stdout == "-3\n"


def test_after_two_hyphens_comes_the_expression(run: Run) -> None:
    assert run("eval", "--json", "--", "--x", "--x", "3").status == 0
    assert run("eval", "--", "-x", "--x", "3", "--get", "value").stdout == "-3\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
def test_no_such_file(error: Callable[..., str]) -> None:
    assert error("eval", "--file", "missing") == (
        "error: cannot read 'missing': No such file or directory\n"
    )


def test_a_directory(error: Callable[..., str], here: Path) -> None:
    (here / "folder").mkdir()
    assert error("eval", "--file", "folder") == "error: cannot read 'folder': Is a directory\n"


@pytest.mark.parametrize(("content", "offset"), [(b"ab\xff", 2), (b"\xef\xbb\xbfab\xff", 5)])
def test_invalid_utf_8(error: Callable[..., str], here: Path, content: bytes, offset: int) -> None:
    (here / "latin").write_bytes(content)
    assert error("eval", "--file", "latin") == (
        f"error: 'latin' is not valid UTF-8: byte {offset} is 0xff\n  = save it as UTF-8\n"
    )


def test_invalid_utf_8_on_standard_input(error: Callable[..., str]) -> None:
    assert error("eval", "-", stdin=b"\xe9").startswith(
        "error: standard input is not valid UTF-8: byte 0 is 0xe9\n"
    )


def test_a_file_name_with_a_nul(error: Callable[..., str]) -> None:
    assert error("eval", "--file", "a\0b") == "error: cannot read 'a\\x00b': embedded null byte\n"


def test_a_file_and_an_expression(error: Callable[..., str]) -> None:
    assert error("eval", "x", "--file", "f") == (
        "error: both an expression and a file are given: 'x' and 'f'\n  = leave one of them out\n"
    )


def test_a_mistake_in_a_file_says_which_file(error: Callable[..., str], here: Path) -> None:
    (here / "formula").write_text("a = 1\nb = a +\n")
    answer = error("eval", "--file", "formula")
    assert " --> formula\n  |\n2 | b = a +\n" in answer


def test_a_missing_value_in_a_file_says_which_file(error: Callable[..., str], here: Path) -> None:
    (here / "formula").write_text("x")
    assert error("eval", "--file", "formula") == (
        "error: no value is given for 'x'\n --> formula\n  |\n1 | x\n  | ^\n  = add --x VALUE\n"
    )
