"""What a command line imports: Click and Lark, and what else takes time only where it is used.

This is the one list of it. `json`, `csv` and the like take a millisecond each; Rich, Arb and NumPy
take longer than all the rest of a short evaluation.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.command_lines import LECTURE

WATCHED = {
    "click", "csv", "difflib", "flint", "fractions", "graphviz", "json", "lark", "mpmath", "numpy",
    "rich", "shlex", "tomllib", "xml",
    "backprop.autodiff.claims", "backprop.autodiff.emit", "backprop.autodiff.grading",
    "backprop.autodiff.mistakes", "backprop.autodiff.simplify", "backprop.cli.grade",
    "backprop.cli.render.sheet",
}  # fmt: skip

ROOMS = {
    "emit": "backprop.autodiff.emit",
    "simplify": "backprop.autodiff.simplify",
    "claims": "backprop.autodiff.claims",
    "mistakes": "backprop.autodiff.mistakes",
    "sheet": "backprop.cli.render.sheet",
    "grade": "backprop.cli.grade",
}
LINES = {
    "a number": (["eval", *LECTURE, "--get", "dx"], "lark"),
    "text": (["eval", *LECTURE], "lark sheet"),
    "JSON": (["eval", *LECTURE, "--json"], "lark json"),
    "CSV": (["eval", *LECTURE, "--format", "csv"], "lark csv sheet"),
    "a table": (["eval", *LECTURE, "--format", "table"], "lark rich fractions sheet"),
    "rational numbers": (["eval", *LECTURE, "--exact"], "lark flint fractions sheet"),
    "many digits": (["eval", *LECTURE, "--digits", "30"], "lark flint fractions sheet"),
    "a misspelt name": (["eval", "sine(x)", "--x", "1"], "lark difflib"),
    "help": (["eval", *LECTURE, "--help"], "lark"),
    "an example": (["grade", "--example"], "grade"),
    "formulas": (["diff", "x^2"], "lark json fractions emit simplify"),
    "a walk": (["explain", *LECTURE], "lark fractions emit simplify"),
    "a drawing": (["graph", *LECTURE], "lark emit sheet"),
    "a verdict": (["check", *LECTURE, "dx=-4"], "lark emit claims mistakes sheet"),
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
