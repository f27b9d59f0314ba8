"""The analysed grammar is kept for the user, and what another may have written is not read."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import lark
import pytest
from backprop.parser.grammar_cache import analysed, user_cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable

GRAMMAR = 'start: "a"+'
ROOT_MAY_ALL = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which one grammar was kept."""
    made = tmp_path / "cache" / "backprop"
    assert outcome(made) == "analysed"
    return made


def outcome(folder: Path | None, grammar: str = GRAMMAR) -> str:
    """Whether the grammar was loaded or analysed; either way it is read with."""
    loads: list[object] = []
    load = lark.Lark.load
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lark.Lark, "load", lambda file: loads.append(file) or load(file))
        parser = analysed(grammar, folder and str(folder), parser="lalr")
    assert parser.parse("a").data == "start"
    return "loaded" if loads else "analysed"


def kept(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_the_second_time_it_is_loaded_and_the_folder_is_the_users_alone(folder: Path) -> None:
    assert outcome(folder) == "loaded"
    assert [path.stat().st_mode & 0o777 for path in (folder.parent, folder, kept(folder))] == [
        0o700,
        0o700,
        0o600,
    ]


def test_another_grammar_another_lark_or_other_options_are_another_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outcome(folder, 'start: "a"') == "analysed"
    monkeypatch.setattr(lark, "__version__", "0")
    assert outcome(folder) == "analysed"
    assert outcome(folder) == "loaded"
    monkeypatch.setattr(sys, "version", "0")
    assert outcome(folder) == "analysed"
    analysed(GRAMMAR, str(folder), parser="lalr", lexer="basic")
    assert len(list(folder.iterdir())) == 5


def another_owner(path: Path) -> None:
    os.chown(path, 4711, -1)


def a_link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to(path.with_name("moved"))


BY_ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
UNTRUSTED: list[Callable[[Path], None] | object] = [
    lambda path: path.chmod(0o720),
    lambda path: path.chmod(0o702),
    a_link,
    pytest.param(another_owner, marks=BY_ROOT_ONLY),
]
NAMES = ["the group may write", "others may write", "a link", "another owner"]


@pytest.mark.parametrize("spoil", UNTRUSTED, ids=NAMES)
def test_a_file_that_another_may_have_written_is_made_anew(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    file = kept(folder)
    spoil(file)
    assert outcome(folder) == "analysed"
    assert outcome(folder) == "loaded"
    assert not file.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("spoil", UNTRUSTED, ids=NAMES)
def test_in_a_folder_that_another_may_write_nothing_is_read_or_kept(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(folder)
    assert outcome(folder) == "analysed"
    kept(folder).unlink()
    assert outcome(folder) == "analysed"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("end", [0, 40, 100, -1])
def test_half_a_file_is_made_anew(folder: Path, end: int) -> None:
    file = kept(folder)
    whole = file.read_bytes()
    file.write_bytes(whole[:end])
    assert outcome(folder) == "analysed"
    assert outcome(folder) == "loaded"


@pytest.mark.parametrize("at", [0, 31, 32, 500, -1])
def test_a_file_with_one_other_bit_is_made_anew(folder: Path, at: int) -> None:
    file = kept(folder)
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)
    assert outcome(folder) == "analysed"
    assert outcome(folder) == "loaded"


def test_a_folder_in_the_place_of_the_file_is_let_be(folder: Path) -> None:
    file = kept(folder)
    file.unlink()
    file.mkdir()
    assert outcome(folder) == "analysed"
    assert kept(folder) == file


def test_what_cannot_be_written_whole_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    kept(folder).unlink()
    monkeypatch.setattr(os, "replace", fail)
    assert outcome(folder) == "analysed"
    assert list(folder.iterdir()) == []


@ROOT_MAY_ALL
def test_where_the_folder_cannot_be_written_the_grammar_is_analysed(folder: Path) -> None:
    kept(folder).unlink()
    folder.chmod(0o500)
    assert outcome(folder) == "analysed"
    folder.parent.chmod(0o500)
    assert outcome(folder.parent / "other") == "analysed"


def test_where_no_folder_can_be_made_the_grammar_is_analysed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (
        None,
        tmp_path / "a" / "b" / "c",
        tmp_path / "file" / "backprop",
        Path("/proc/x"),
    ):
        assert outcome(folder) == "analysed"
    assert os.listdir(tmp_path) == ["file"]


PLACES = [
    ("linux", {"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/backprop"),
    ("linux", {"HOME": "/h"}, "/h/.cache/backprop"),
    ("linux", {"XDG_CACHE_HOME": "here", "HOME": "/h"}, "/h/.cache/backprop"),
    ("linux", {"XDG_CACHE_HOME": "", "HOME": ""}, None),
    ("linux", {}, None),
    ("darwin", {"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/h/Library/Caches/backprop"),
    ("win32", {"LOCALAPPDATA": "/l", "HOME": "/h"}, "/l/backprop"),
    ("win32", {"HOME": "/h"}, None),
]


@pytest.mark.parametrize(("platform", "environment", "folder"), PLACES)
def test_the_folder_is_where_the_system_keeps_such_things(
    platform: str, environment: dict[str, str], folder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert user_cache_folder() == folder


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "backprop.cli", "eval", "2x", "--x", "3", "--get", "value"]
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("HOME", "XDG_CACHE_HOME")
    }
    return subprocess.run(
        command, env=inherited | environment, capture_output=True, text=True, check=False
    )


def test_the_command_works_wherever_it_can_keep_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for environment in ({}, {"HOME": "/proc"}, {"HOME": str(tmp_path / "file")}):
        done = run(**environment)
        assert (done.stdout, done.stderr, done.returncode) == ("6\n", "", 0)


def test_commands_that_start_at_once_do_not_meet(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: run(XDG_CACHE_HOME=str(tmp_path)), range(6)))
    assert {(each.stdout, each.stderr, each.returncode) for each in done} == {("6\n", "", 0)}
    assert len(list((tmp_path / "backprop").iterdir())) == 1
