"""What a command line imports: Click always, everything else that takes time only where it is used.

This is the one list of it. `json`, `csv` and the like take a millisecond each; Rich, Arb and NumPy
take longer than all the rest of a short evaluation.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

WATCHED = {
    "click", "csv", "difflib", "flint", "graphviz", "json", "mpmath", "numpy", "rich", "shlex",
    "tempfile", "tomllib", "xml",
    "backprop.autodiff.claims", "backprop.autodiff.emit", "backprop.autodiff.grading",
    "backprop.autodiff.mistakes", "backprop.autodiff.simplify", "backprop.cli.grade",
}  # fmt: skip

ROOMS = {
    "emit": "backprop.autodiff.emit",
    "simplify": "backprop.autodiff.simplify",
    "claims": "backprop.autodiff.claims",
    "mistakes": "backprop.autodiff.mistakes",
}
LECTURE = ["(x+y)*z", "--x", "-2", "--y", "5", "--z", "-4"]
LINES = {
    "a number": (["eval", *LECTURE, "--get", "dx"], ""),
    "text": (["eval", *LECTURE], ""),
    "JSON": (["eval", *LECTURE, "--json"], "json"),
    "CSV": (["eval", *LECTURE, "--format", "csv"], "csv"),
    "a table": (["eval", *LECTURE, "--format", "table"], "rich"),
    "rational numbers": (["eval", *LECTURE, "--exact"], "flint"),
    "many digits": (["eval", *LECTURE, "--digits", "30"], "flint"),
    "a misspelt name": (["eval", "sine(x)", "--x", "1"], "difflib"),
    "help": (["eval", *LECTURE, "--help"], ""),
    "an example": (["grade", "--example"], "backprop.cli.grade"),
    "formulas": (["diff", "x^2"], "json emit simplify"),
    "a walk": (["explain", *LECTURE], "emit simplify"),
    "a drawing": (["graph", *LECTURE], "emit"),
    "a verdict": (["check", *LECTURE, "dx=-4"], "emit claims mistakes"),
}


@pytest.mark.parametrize(("words", "imported"), LINES.values(), ids=LINES.keys())
def test_only_what_is_used_is_imported(
    clean_environment: dict[str, str], words: list[str], imported: str
) -> None:
    code = (
        f"import sys; from backprop.cli.main import run; status = run({words!r}); "
        f"print('imported:', *{WATCHED!r} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    expected = {ROOMS.get(name, name) for name in imported.split()} | {"click"}
    assert set(done.stdout.splitlines()[-1].split()[1:]) == expected


@pytest.mark.parametrize("command", ["eval", "check", "explain", "graph", "grade", "functions"])
def test_help_imports_nothing_that_differentiates(
    clean_environment: dict[str, str], command: str
) -> None:
    code = (
        f"import sys; from backprop.cli.main import run; run([{command!r}, '--help']); "
        "print([name for name in sys.modules if name.startswith('backprop.autodiff.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


def test_importing_main_imports_no_command(clean_environment: dict[str, str]) -> None:
    code = (
        "import sys, backprop.cli.main; "
        "print([name for name in sys.modules if 'cli.commands' in name or 'autodiff' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout == "[]\n"
