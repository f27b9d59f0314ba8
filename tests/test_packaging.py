"""What is shipped: one top-level package, the grammar, the type marker and the command."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    tracked = ["pyproject.toml", "README.md", "LICENSE", "parser", "autodiff", "cli"]
    source.mkdir()
    for name in tracked:
        _copy(ROOT / name, source / name)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def _copy(path: Path, target: Path) -> None:
    if path.is_file():
        target.write_bytes(path.read_bytes())
        return
    target.mkdir()
    for child in path.iterdir():
        if child.name != "__pycache__":
            _copy(child, target / child.name)


def test_the_wheel_has_one_top_level_package(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"backprop"}


def test_the_wheel_holds_every_source_file(wheel: zipfile.ZipFile) -> None:
    expected = {
        f"backprop/{path.relative_to(ROOT).as_posix()}"
        for layer in ("parser", "autodiff", "cli")
        for path in (ROOT / layer).rglob("*")
        if path.suffix in {".py", ".lark"} or path.name == "py.typed"
    }
    assert expected <= set(wheel.namelist())
    assert "backprop/parser/grammar.lark" in expected


def test_the_wheel_installs_the_command(wheel: zipfile.ZipFile) -> None:
    (entry_points,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "backprop = backprop.cli.main:main" in wheel.read(entry_points).decode()


def test_nothing_else_is_needed_at_run_time() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {requirement.split(">")[0] for requirement in project["dependencies"]}
    assert names == {"click", "lark", "python-flint", "rich"}
    assert project["requires-python"] == ">=3.11"
