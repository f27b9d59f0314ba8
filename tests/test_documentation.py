"""What the documents show is run, and what it prints is compared."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MODULES = sorted(
    ".".join(("backprop", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for layer in ("parser", "autodiff", "cli")
    for path in (ROOT / layer).rglob("*.py")
    if path.name != "__main__.py"
)


def console_sessions(text: str) -> list[tuple[str, str]]:
    """The (command, output) pairs of a document's console blocks; `$ ` begins a command."""
    sessions: list[tuple[str, str]] = []
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            command = lines.pop(0)
            while command.endswith("\\"):
                command = command[:-1] + lines.pop(0)
            sessions.append((command, "\n".join(lines).rstrip()))
    return sessions


SESSIONS = [
    pytest.param(command, output, id=f"{path.name}: {command[:60]}")
    for path in DOCUMENTS
    for command, output in console_sessions(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("command", "output"), SESSIONS)
def test_console_blocks_show_real_output(command: str, output: str, tmp_path: Path) -> None:
    shim = tmp_path / "bin" / "backprop"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m backprop.cli "$@"\n')
    shim.chmod(0o755)
    if "jq" in command and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    environment = {
        **os.environ,
        "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "PYTHONIOENCODING": "utf-8",
    }
    run = subprocess.run(
        ["bash", "-c", f"{command} 2>&1"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.stdout.rstrip() == output


def test_the_readme_has_console_blocks() -> None:
    assert len(console_sessions((ROOT / "README.md").read_text(encoding="utf-8"))) >= 8


@pytest.mark.parametrize("module", MODULES)
def test_doctests(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_for(module: str) -> None:
    assert importlib.import_module(module).__doc__


def test_the_changelog_knows_this_version() -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
