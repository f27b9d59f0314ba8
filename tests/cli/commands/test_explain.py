"""`backprop explain` from words to pages: what they say, their forms, `--step`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.command_lines import BRANCHES, LECTURE, NEURON, SHOPPING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            LECTURE,
            [
                "v1 = x + y = -2 + 5 = 3",
                "f = v1·z = 3·(-4) = -12   (the output)",
                "∂(u·v)/∂u = v   here ∂f/∂v1 = z = -4",
                "Multiplication scales the gradient by the other input.",
                "∂f/∂x = ∂f/∂v1·∂v1/∂x = -4·1 = -4   (∂f/∂v1 is used again)",
                "So ∂f/∂x = -4, ∂f/∂y = -4, ∂f/∂z = 3.",
                "Raising x by 1, from -2 to -1, lowers f by about 4; it really falls by 4.",
                "To raise f: lower x (4 for each 1), lower y (4), raise z (3).",
            ],
        ),
        (
            BRANCHES,
            [
                "∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5   (2 ways, so 2 terms)",
                "Raising b by 1, from 1 to 2, raises e by about 5; it really rises by 6, for the "
                "graph of e bends on the way.",
            ],
        ),
        (
            [*BRANCHES, "--mode", "forward", "--wrt", "b"],
            [
                "∂c/∂b = 1   (the local derivative: c uses b directly)",
                "∂e/∂b = ∂e/∂c·∂c/∂b + ∂e/∂d·∂d/∂b = 2·1 + 3·1 = 5   (2 ways, so 2 terms)",
            ],
        ),
        (
            ["max(x, y)", "--x", "4", "--y", "2", "--by", "3"],
            [
                "Here 'x' wins.",
                "warning: On the way, at max(x, y), 'y' takes the place of 'x' as the max: the "
                "derivative 0 speaks of small changes only.",
            ],
        ),
        (
            ["max(x, y)", "--x", "3", "--y", "3"],
            [
                "∂max(u, v)/∂u = (1 if u > v, else 0)   here ∂f/∂x = 0.5   (tied: the rule is for "
                "a winner alone)",
                "Here 'x', 'y' are tied for the max.",
            ],
        ),
        (
            SHOPPING,
            [
                "∂f/∂饮料单价 = ∂f/∂v1·∂v1/∂饮料单价 = 0.8·6 = 4.8   (∂f/∂v1 is used again)",
                "Raising 饮料单价 by 1, from 10 to 11, raises f by about 4.8; it really rises "
                "by 4.8.",
            ],
        ),
        (
            [*SHOPPING, "--sensitivity"],
            ["1. 折扣: 1 % more of it raises f by about 1 %."],
        ),
        (
            ["x^3", "--x", "2", "--order", "2"],
            [
                "∂²f/∂x² = 6·x = 12   (the acceleration: how fast the speed itself changes)",
                "∂speed/∂x = ∂speed/∂v1·∂v1/∂x = 3·4 = 12",
            ],
        ),
        (
            ["x*x + x", "--x", "3"],
            [
                "∂f/∂v1 = 1   (the local derivative: f uses v1 directly)",
                "∂f/∂x = ∂f/∂v1·∂v1/∂x|1st + ∂f/∂v1·∂v1/∂x|2nd + ∂f/∂x|direct = 1·3 + 1·3 + 1 = 7"
                "   (3 ways, so 3 terms)",
                "|1st, |2nd, … tell the places apart at which an operation uses the same value.",
                "|direct marks a local derivative where the whole one has the same name.",
            ],
        ),
        (
            ["1 + x*y", "--x", "0", "--y", "5", "--sensitivity"],
            ["note: x is 0, and 1 % of 0 is 0: percent say nothing of it."],
        ),
        (
            ["(a*b + c*d)*e", "--at", "a=10,b=6,c=5,d=20,e=0.8", "--sensitivity"],
            [
                "2. c: 1 % more of it raises f by about 0.625 %.",
                "2. d: 1 % more of it raises f by about 0.625 %.",
                "4. a: 1 % more of it raises f by about 0.375 %.",
                "4. b: 1 % more of it raises f by about 0.375 %.",
            ],
        ),
        (
            ["where(y > 4, y, x)", "--x", "4", "--y", "3"],
            [
                "note: Further on, at y = 4, the condition 'y > 4' turns over, and the first "
                "branch is taken: beyond that, the derivative 0 says nothing.",
            ],
        ),
        (["3"], ["f is a constant: nothing moves it."]),
        (["pi; 3 + 4", "--mode", "forward"], ["All of these are constants: nothing moves them."]),
        (["x", "--x", "2"], ["f is x itself.", "So ∂f/∂x = 1."]),
        (
            ["floor(x)*y", "--x", "2", "--y", "3"],
            [
                "v1 = floor(x)",
                "floor is a staircase: it passes no gradient on: where it has a derivative, that "
                "is 0.",
                "x does not move f here: floor(x) passes no gradient on.",
            ],
        ),
        (
            ["floor(x)*y", "--x", "2", "--y", "3", "--mode", "forward"],
            ["x does not move f here: floor(x) passes no gradient on."],
        ),
        (
            ["where(x > 0, x, log(y))", "--x", "2", "--y", "-1"],
            [
                "Here the condition 'x > 0' holds: the first branch, 'x', is taken.",
                "A comparison is 0 or 1 and does not move with its inputs: it passes no gradient "
                "on.",
                "y does not move f here: it is used in a branch that is not taken.",
            ],
        ),
        (
            ["where(x > 0, x^2, log(x))", "--x", "3"],
            ["v3 = log(x)   (in the branch that is not taken)"],
        ),
    ],
)  # fmt: skip
def test_pages_hold(run: Run, words: list[str], lines: list[str]) -> None:
    outcome = run("explain", *words)
    assert (outcome.status, outcome.stderr) == (0, "")
    shown = [line.strip() for line in outcome.stdout.splitlines()]
    for line in lines:
        assert line in shown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([*LECTURE, "--only", "dq"], "there is nothing called 'dq' to explain"),
        ([*LECTURE, "--by", "0"], "--by 0 is no step"),
        ([*LECTURE, "--by", "1+"], "nothing follows '+'"),
        ([*LECTURE, "--step"], "--step waits for a key"),
        ([*LECTURE, "--json", "--format", "html"], "ask for different forms"),
        ([*LECTURE, "--order", "3"], "--order"),
    ],
)
def test_mistakes(error: Callable[..., str], words: list[str], message: str) -> None:
    assert message in error("explain", *words)


def test_exact_numbers_larger_than_any_float_are_explained(run: Run) -> None:
    outcome = run(
        "explain", "10^400*abs(x)", "--x", "0", "--exact", "--order", "2", "--sensitivity"
    )
    assert (outcome.status, outcome.stderr) == (0, "")
    assert "The speed jumps here" in outcome.stdout


def test_what_is_not_there_is_not_said(run: Run) -> None:
    tied = run("explain", "max(x, y)", "--x", "3", "--y", "3").stdout
    assert "winner, the largest" not in tied
    equal = run("explain", "where(x > 4, x, y)", "--x", "4", "--y", "3").stdout
    assert "does not hold at a kink" not in equal
    assert "note:" not in run("explain", *BRANCHES, "--only", "a").stdout
    assert "digits;" not in run("explain", "2*x", "--x", "0.8").stdout
    thirds = run("explain", "x/3", "--x", "1", "--digits", "30").stdout
    assert set(re.findall(r"0\.3+", thirds)) == {"0." + "3" * 30}


@pytest.mark.parametrize(
    ("words", "engine"),
    [
        (NEURON, "pdflatex"),
        (["max(x_1, x1)*abs(y)", "--at", "x_1=2,x1=2,y=0"], "pdflatex"),
        (["where(x > 0, x^2, -x)", "--x", "0", "--order", "2"], "pdflatex"),
        (SHOPPING, "xelatex"),
    ],
)
def test_latex_compiles(run: Run, words: list[str], engine: str, tmp_path: Path) -> None:
    path = tmp_path / "page.tex"
    assert run("explain", *words, "--format", "latex", "-o", str(path)).status == 0
    assert path.read_text(encoding="utf-8").startswith(f"% !TEX program = {engine}\n")
    if shutil.which(engine) is None:
        pytest.skip(f"the program '{engine}' is not installed")
    made = subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", path.name],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout[-2000:].decode(errors="replace")
    assert (tmp_path / "page.pdf").stat().st_size > 10_000


def browser() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.mark.skipif(browser() is None, reason="no headless browser is installed")
def test_html_opens_in_a_browser(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run("explain", *SHOPPING, "--format", "html", "-o", str(page)).status == 0
    program = browser()
    assert program is not None
    made = subprocess.run(
        [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
            f"--user-data-dir={tmp_path / 'profile'}", page.as_uri(),
        ],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    dom = made.stdout.decode("utf-8")
    assert "饮料单价" in dom
    assert dom.count("<section>") >= 4


def test_markdown_keeps_formulas_between_dollars(run: Run) -> None:
    text = run("explain", *LECTURE, "--format", "markdown").stdout
    assert text.startswith("# (x + y)\\*z at $x = -2$")
    assert text.count("$$") % 2 == 0
    assert r"\begin{aligned}" in text


def test_an_input_that_no_output_needs_keeps_its_value(run: Run) -> None:
    text = run("explain", "where(x > 0, x, y)", "--x", "1", "--y", "2").stdout
    assert "      y = 2\n" in text
    assert "nan" not in text


def test_what_diff_was_applied_to_has_no_step_of_its_own(run: Run) -> None:
    text = run("explain", "diff(x^3, x)*y", "--x", "2", "--y", "1").stdout
    assert "(x^3) =" not in text
    assert "v1 = x² = 2² = 4" in text


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(("keys", "status", "sections"), [(b"   q", 0, 3), (b"\x03", 130, 1)])
def test_steps_wait_for_a_key(keys: bytes, status: int, sections: int) -> None:
    import os
    import pty

    words = ["-m", "backprop.cli", "explain", *LECTURE, "--step", "--color", "never"]
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, *words], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = read_until_quiet(ours)
    for key in keys:
        os.write(ours, bytes([key]))
        shown += read_until_quiet(ours)
    assert process.wait(timeout=20) == status
    os.close(ours)
    assert shown.count(b"1. Forward pass") == 1
    assert shown.count(b"-- a key: next, q: stop --\r ") == len(keys)
    assert b" \r" in shown.rpartition(b"-- a key: next, q: stop --\r ")[2]
    assert (b"2. Local derivatives" in shown) == (sections > 1)
    assert b"What it means" not in shown


def read_until_quiet(stream: int) -> bytes:
    """What a program writes until it waits: the first piece may take its time to come."""
    import os
    import select

    found, patience = b"", 15.0
    while select.select([stream], [], [], patience)[0]:
        try:
            piece = os.read(stream, 4096)
        except OSError:  # how a pseudo-terminal says that its other end is closed
            break
        if not piece:
            break
        found, patience = found + piece, 0.5
    return found
