"""What the documents show is run, and what it prints is compared."""

from __future__ import annotations

import doctest
import importlib
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.documents import BLOCK, DOCUMENTS, ROOT, run_on_a_terminal, sessions

if TYPE_CHECKING:
    from pathlib import Path

MODULES = sorted(
    ".".join(("backprop", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
    for layer in ("parser", "autodiff", "cli")
    for path in (ROOT / layer).rglob("*.py")
    if path.name != "__main__.py"
)
BLOCKS = [
    pytest.param(block, id=f"{path.name}-{number}")
    for path in DOCUMENTS
    for number, block in enumerate(BLOCK.findall(path.read_text(encoding="utf-8")), start=1)
]


@pytest.mark.parametrize("block", BLOCKS)
def test_console_blocks_show_real_output(block: str, tmp_path: Path) -> None:
    if "jq " in block and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    for command, output in sessions(block):
        assert run_on_a_terminal(command, tmp_path) == output


def test_the_readme_has_console_blocks() -> None:
    assert len(BLOCKS) >= 7


def test_the_readme_s_python_is_run() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(blocks, {}, "README.md", "README.md", 0)
    assert len(test.examples) > 4
    assert doctest.DocTestRunner().run(test).failed == 0


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
