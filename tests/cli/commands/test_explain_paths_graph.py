"""`explain`, `paths`, `graph` and `compare` from the command line."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from backprop.autodiff.emit.drawings.dot import dot_text
from backprop.autodiff.teach.picture import picture
from backprop.cli.output.screen import Screen
from backprop.cli.output.text import width
from backprop.cli.render.circuit.circuit import circuit
from backprop.cli.render.circuit.screen import screen_text
from backprop.parser import parse

from tests.documents import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run

LECTURE = ["(x+y)*z", "--x", "-2", "--y", "5", "--z", "-4"]
BRANCHES = ["c = a + b; d = b + 1; e = c*d", "--a", "2", "--b", "1"]
NEURON = ["1/(1 + exp(-(w0*x0 + w1*x1 + w2)))", "--at", "w0=2,x0=-1,w1=-3,x1=-2,w2=-3"]
SHOPPING = [
    "（饮料单价×饮料数量 ＋ 圆珠笔单价×圆珠笔数量）×折扣", "--at",
    "饮料单价=10，饮料数量=6，圆珠笔单价=5，圆珠笔数量=20，折扣=0.8",
]  # fmt: skip
HOSTILE = ["x*y^2", "--x", "1", "--y", "2"]
COMMANDS = ("explain", "paths", "graph", "compare")
EXAMPLES = [LECTURE, BRANCHES, NEURON, SHOPPING, HOSTILE]


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        shutil.which(program) is None, reason=f"the program '{program}' is not installed"
    )


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


@pytest.mark.parametrize("words", EXAMPLES)
@pytest.mark.parametrize("columns", ["60", "96"])
def test_a_terminal_s_width_is_kept(
    run: Run, words: list[str], columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for command in ("explain", "paths"):
        outcome = run(command, *words, tty=True)
        lines = outcome.stdout.splitlines()[1:]  # the expression itself is never broken
        assert all(width(re.sub("\x1b\\[[0-9;]*m", "", line)) <= int(columns) for line in lines)


@pytest.mark.parametrize("command", COMMANDS)
def test_ascii_is_enough(run: Run, command: str) -> None:
    outcome = run(command, *NEURON, encoding="ascii")
    assert outcome.status == 0
    assert outcome.stdout.isascii()
    assert "\\u" not in outcome.stdout


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["x*y", "--x", "1"], "no value is given for 'y'"),
        (["x*", "--x", "1"], "nothing follows '*'"),
        (["log(x)", "--x", "-1"], "log(x) is defined where x > 0"),
        (["x", "--x", "1", "--of", "q"], "'q' is not a name here"),
        (["x", "--x", "1", "--wrt", "q"], "'q' is not a name here"),
        (["abs(x)", "--x", "0", "--strict"], "abs has a corner at 0"),
        (["x", "--x", "1", "--bogus", "2"], "neither an option nor an input"),
        ([], "there is no expression"),
    ],
)
def test_mistakes_are_those_of_eval(
    error: Callable[..., str], command: str, words: list[str], message: str
) -> None:
    assert message in error(command, *words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["explain", *LECTURE, "--only", "dq"], "there is nothing called 'dq' to explain"),
        (["explain", *LECTURE, "--by", "0"], "--by 0 is no step"),
        (["explain", *LECTURE, "--by", "1+"], "nothing follows '+'"),
        (["explain", *LECTURE, "--step"], "--step waits for a key"),
        (["explain", *LECTURE, "--json", "--format", "html"], "ask for different forms"),
        (["explain", *LECTURE, "--order", "3"], "--order"),
        (["paths", *LECTURE, "--from", "x", "--wrt", "y"], "--from and --wrt say the same"),
        (["paths", *LECTURE, "--to", "q"], "'q' is not a name here"),
        (["paths", *LECTURE, "--limit", "0"], "'--limit' must be a whole number, 1 or more"),
        (["graph", *LECTURE, "-o", "picture.gif"], "does not say what form of picture"),
        (["graph", *LECTURE, "--tree", "--to", "svg"], "--tree is for the screen"),
        (["graph", *LECTURE, "-o", "no-such-folder/x.dot"], "cannot write"),
    ],
)
def test_mistakes_of_their_own(error: Callable[..., str], words: list[str], message: str) -> None:
    assert message in error(*words)


@pytest.mark.parametrize("words", EXAMPLES)
def test_json_is_json(run: Run, words: list[str]) -> None:
    told = json.loads(run("explain", *words, "--json").stdout)
    results = {
        (result["of"], result["by"]): result["value"]
        for sweep in told["sweeps"]
        for result in sweep["results"]
    }
    evaluated = json.loads(run("eval", *words, "--json").stdout)
    assert {by: value for (_, by), value in results.items()} == evaluated["gradient"]
    routes = json.loads(run("paths", *words, "--json").stdout)["routes"]
    assert {route["from"]: route["derivative"] for route in routes} == evaluated["gradient"]
    compared = json.loads(run("compare", *words, "--json").stdout)
    assert compared["operations"] == evaluated["operations"]


def test_counts_too_large_for_a_double_are_text(run: Run) -> None:
    chain = "a0 = x; " + "; ".join(f"a{n + 1} = a{n} + a{n}" for n in range(60)) + "; a60"
    (route,) = json.loads(run("paths", chain, "--x", "1", "--json").stdout)["routes"]
    assert route["count"] == str(2**60)
    text = run("paths", chain, "--x", "1").stdout
    assert "1,152,921,504,606,846,976 = 2^60 paths" in text
    listed = [line for line in text.splitlines() if "nodes in the middle" in line]
    assert len(listed) < 5
    wide = run("paths", "sin(" * 50 + "x" + ")" * 50, "--x", "1").stdout
    assert "∂v46/∂v45·…·∂v5/∂v4" in wide
    assert (
        "The other one is counted"
        in run("paths", "x*y + x", "--x", "1", "--y", "2", "--from", "x", "--limit", "1").stdout
    )


def test_every_page_of_paths_has_a_sentence(run: Run) -> None:
    assert "There is no input, so there is no path" in run("paths", "3").stdout
    assert "f is x itself: ∂f/∂x = 1." in run("paths", "x", "--x", "2").stdout


@pytest.mark.parametrize("words", [["3"], ["x", "--x", "2"], ["floor(x)", "--x", "2.5"]])
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_no_sentence_is_empty(run: Run, words: list[str], mode: str) -> None:
    for text in (run("explain", *words, "--mode", mode).stdout, run("paths", *words).stdout):
        assert "So ." not in text
        assert not re.search(r"^\s*=", text, re.MULTILINE)


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


@pytest.mark.parametrize("command", COMMANDS)
def test_the_hint_names_the_command(run: Run, command: str) -> None:
    assert f'backprop {command} "(x+y)*z"' in run(command).stderr


def test_a_path_says_the_same_in_names_and_in_numbers(run: Run) -> None:
    text = run("paths", *BRANCHES).stdout
    assert "∂e/∂c·∂c/∂b = d·1 = 2·1 = 2" in text


class Checker(HTMLParser):
    """Every element that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("words", EXAMPLES)
@pytest.mark.parametrize("command", ["explain", "paths"])
def test_html_is_one_page_that_needs_nothing(run: Run, command: str, words: list[str]) -> None:
    text = run(command, *words, "--format", "html").stdout
    checker = Checker()
    checker.feed(text)
    assert checker.open == []
    assert checker.links == []
    assert "<script" not in text


def test_hostile_text_is_escaped_in_every_form(run: Run) -> None:
    text = "a < b and b > 2"
    words = [text, "--a", "1", "--b", "3"]
    page = run("explain", *words, "--format", "html").stdout
    assert "a &lt; b" in page
    assert "<b " not in page
    assert "a < b" not in page.split("<style>")[0]
    dot = run("graph", *words, "--to", "dot").stdout
    assert "&lt;" in dot or "<" not in dot.split("label=<")[0].split("graph")[0]
    assert run("explain", "x_1*y_2", "--x_1", "1", "--y_2", "2", "--format", "latex").status == 0


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


@needs("dot")
@pytest.mark.parametrize("words", EXAMPLES)
def test_svg_holds_every_number(run: Run, words: list[str], tmp_path: Path) -> None:
    pytest.importorskip("graphviz")
    path = tmp_path / "graph.svg"
    assert run("graph", *words, "-o", str(path)).status == 0
    tree = ElementTree.fromstring(path.read_bytes())
    texts = {"".join(node.itertext()) for node in tree.iter() if node.tag.endswith("text")}
    rows = json.loads(run("eval", *words, "--json").stdout)["nodes"]
    for row in rows:
        for number in (row["value"], row["gradient"]):
            assert f"{float(number):.6g}" in texts


@needs("dot")
@pytest.mark.parametrize(
    ("form", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml"), ("html", b"<!")]
)
def test_pictures_of_every_form(run: Run, form: str, magic: bytes, tmp_path: Path) -> None:
    pytest.importorskip("graphviz")
    path = tmp_path / f"graph.{form}"
    assert run("graph", *LECTURE, "--partials", "-o", str(path)).status == 0
    assert path.read_bytes().startswith(magic)


def test_without_graphviz_the_error_says_how_to_install_it(
    run: Run, error: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    pytest.importorskip("graphviz")
    told = error("graph", *LECTURE, "--to", "svg")
    assert "program 'dot', which is not installed" in told
    assert "apt-get install graphviz" in told
    page = run("graph", *LECTURE, "--to", "html").stdout
    assert '<pre class="mermaid">' in page
    monkeypatch.setitem(sys.modules, "graphviz", None)
    told = error("graph", *LECTURE, "--to", "svg")
    assert "needs the Python package 'graphviz'" in told
    assert "backprop-cli[graph]" in told


def test_a_picture_that_cannot_be_drawn_leaves_the_old_one(
    error: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "graph.svg"
    path.write_text("old")
    monkeypatch.setenv("PATH", str(tmp_path))
    error("graph", *LECTURE, "-o", str(path))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


DRAWING = """\
(x + y)*z

  -2
x─────┐
  -4  └─┐     3
        ├▶(+)─────┐
  5   ┌─┘ v1  -4  └─┐     -12
y─────┘             ├▶(*)──────▶ f
  -4          -4  ┌─┘     1
          z───────┘
              3

above a wire: its value; below it: its gradient, ∂f/∂…
"""
TREE = """\
(x + y)*(x + y)

f = v1*v2   9   1
├─ v1 = x + y   3   3
│  ├─ x   1   6
│  └─ y   2   6
└─ v2 = x + y   3   3
   ├─ x   1   6
   └─ y   2   6

on each line: the name and what it is, its value, its gradient, ∂f/∂…
"""


def test_the_drawing_on_the_screen(run: Run) -> None:
    assert run("graph", *LECTURE).stdout == DRAWING
    assert run("graph", "(x+y)*(x+y)", "--x", "1", "--y", "2", "--tree").stdout == TREE


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("(x+y)*z", {"x": -2.0, "y": 5.0, "z": -4.0}),
        ("c = a + b; d = b + 1; e = c*d", {"a": 2.0, "b": 1.0}),
        (NEURON[0], {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}),
        ("x*x", {"x": 3.0}),
        ("x", {"x": 2.0}),
        ("3", {}),
        ("max(x, y, z, w)*x", {"x": 1.5, "y": 2.5, "z": 3.5, "w": 4.5}),
        ("where(x > 0, x, y)", {"x": 3.0, "y": 7.0}),
        ("u = x*y; u + y; u - z", {"x": 3.0, "y": 7.0, "z": 11.0}),
    ],
)
def test_every_number_is_in_the_drawing(text: str, point: dict[str, float]) -> None:
    found = picture(parse(text), point)
    shown = screen_text(found, Screen(columns=200), 6, partials=False, as_tree=False)
    assert "does not fit" not in shown
    drawn = re.findall(r"(?<![\w.])-?\d[\d.]*(?:e-?\d+)?(?![\w])", shown.partition("\n\n")[2])
    expected = [
        f"{number:.6g}"
        for vertex in found.vertices
        if vertex.kind != "constant" or vertex.named
        for number in (vertex.value, *(value for _, value in vertex.gradients))
        if number is not None
    ]
    assert expected
    for number in set(expected):
        assert drawn.count(number) >= expected.count(number), number


@pytest.mark.parametrize("columns", [20, 30, 40, 60])
def test_no_line_beneath_a_picture_is_broken_by_the_screen(
    run: Run, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in ([*LECTURE], [*LECTURE, "--tree"], [*NEURON, "--tree"], ["(x+y)*z"]):
        lines = run("graph", *words).stdout.splitlines()
        beneath = lines[len(lines) - lines[::-1].index("") :]
        assert all(width(line) <= columns for line in beneath), beneath


def test_what_is_shared_is_marked_in_a_tree(run: Run) -> None:
    tree = run("graph", "s = x + y; s*s", "--x", "1", "--y", "2", "--tree").stdout
    assert "s = x + y   3   6   (used 2 times)" in tree
    assert "s   3   6   (shared: shown above)" in tree


@pytest.mark.parametrize("words", EXAMPLES)
def test_drawings_lose_no_vertex(run: Run, words: list[str]) -> None:
    found = picture(parse(words[0]))
    for outcome in (run("graph", *words), run("graph", *words, "--tree"), run("graph", words[0])):
        for vertex in found.vertices:
            assert vertex.label in outcome.stdout or vertex.outputs


def test_colours_where_there_are_colours(run: Run) -> None:
    shown = run("graph", *LECTURE, "--color", "always").stdout
    assert "\x1b[32m-12" in shown
    assert "\x1b[31m-4" in shown
    assert "\x1b" not in run("graph", *LECTURE).stdout


def test_a_large_graph_is_summarised(run: Run) -> None:
    text = "+".join(["x"] * 5000)
    outcome = run("graph", text, "--x", "1")
    assert "4,800 of the 5,000 nodes are left out" in outcome.stderr
    assert "--limit 5000" in outcome.stderr
    outcome = run("explain", text, "--x", "1")
    assert "nodes are left out" in outcome.stdout
    assert len(outcome.stdout.splitlines()) < 600


def test_the_same_question_gives_the_same_dot(run: Run) -> None:
    found = picture(parse("(x+y)*z"), {"x": -2.0, "y": 5.0, "z": -4.0})
    assert dot_text(circuit(found, 6)) == run("graph", *LECTURE, "--to", "dot").stdout
    assert run("graph", *SHOPPING, "--to", "mermaid").stdout.count("-->") >= 9


def test_dot_and_mermaid_show_the_same_circuit(run: Run) -> None:
    words = ["a = x*y; where(x > 0, a, sin(y)) - 2; a", "--x", "1", "--y", "3"]
    dot = run("graph", *words, "--partials", "--to", "dot").stdout
    mermaid = run("graph", *words, "--partials", "--to", "mermaid").stdout
    vertices = set(re.findall(r"^  ([nr][\d_]+)\b(?! -> )", dot, re.MULTILINE))
    assert vertices == set(re.findall(r"^  ([nr][\d_]+)[(\[]", mermaid, re.MULTILINE))
    arrows = re.findall(r"^  [nw](\d+)(?::e)? -> ([nr][\d_]+)", dot, re.MULTILINE)
    assert arrows == re.findall(
        r"^  n(\d+) -.*-?> ?(?:\|.*\| )?([nr][\d_]+)$", mermaid, re.MULTILINE
    )
    untaken = re.findall(r"^  (n\d+) \[label=.*, style=dashed\];", dot, re.MULTILINE)
    assert untaken == re.findall(r"^  (n\d+)[(\[].*:::rest$", mermaid, re.MULTILINE) != []


def test_a_literal_says_its_value_once(run: Run) -> None:
    mermaid = run("graph", "x - 2", "--x", "1", "--to", "mermaid").stdout
    assert mermaid.splitlines()[-3:] == [
        '  n2 -->|"#45;1<br/>∂f/∂f = 1"| r2_0',
        '  n0 -->|"1<br/>∂f/∂x = 1<br/>1"| n2',
        '  n1 -->|"2"| n2',
    ]


@pytest.mark.parametrize("numbers", [["--exact"], ["--digits", "30"]])
def test_other_numbers(run: Run, numbers: list[str]) -> None:
    if numbers[0] == "--digits":
        pytest.importorskip("mpmath")
    for command in COMMANDS:
        outcome = run(command, "x^2/3 + y", "--x", "1/3", "--y", "1", *numbers)
        assert outcome.status == 0, outcome.stderr
    assert "2/9" in run("explain", "x^2/3", "--x", "1/3", "--exact").stdout


def test_markdown_keeps_formulas_between_dollars(run: Run) -> None:
    text = run("explain", *LECTURE, "--format", "markdown").stdout
    assert text.startswith("# (x + y)\\*z at $x = -2$")
    assert text.count("$$") % 2 == 0
    assert r"\begin{aligned}" in text
    table = run("compare", *LECTURE, "--format", "markdown").stdout
    assert "| step | forward from x |" in table


def test_an_input_that_no_output_needs_keeps_its_value(run: Run) -> None:
    text = run("explain", "where(x > 0, x, y)", "--x", "1", "--y", "2").stdout
    assert "      y = 2\n" in text
    assert "nan" not in text


def texts_of(svg: bytes) -> list[str]:
    tree = ElementTree.fromstring(svg)
    return sorted("".join(node.itertext()) for node in tree.iter() if node.tag.endswith("text"))


def test_the_picture_of_the_readme_is_made_by_the_tool(run: Run, tmp_path: Path) -> None:
    """Where Graphviz is, it is made again; elsewhere the numbers in it are looked at."""
    stored = texts_of((ROOT / "docs" / "images" / "neuron.svg").read_bytes())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "docs/images/neuron.svg" in readme
    assert f'backprop graph "{NEURON[0]}" {" ".join(NEURON[1:])} -o neuron.svg' in readme
    for row in json.loads(run("eval", *NEURON, "--json").stdout)["nodes"]:
        assert f"{float(row['value']):.6g}" in stored
        assert f"{float(row['gradient']):.6g}" in stored
    if shutil.which("dot") is None:
        pytest.skip("the program 'dot' is not installed")
    pytest.importorskip("graphviz")
    path = tmp_path / "neuron.svg"
    run("graph", *NEURON, "-o", str(path))
    assert texts_of(path.read_bytes()) == stored


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


@pytest.mark.parametrize(
    ("name", "options", "note"),
    [
        ("graph.txt", [], "holds the drawing of the screen, as text; --to svg makes a picture"),
        ("graph.svg", ["--to", "dot"], "holds dot, as --to says, and not what its ending says"),
        ("graph.gv", ["--to", "dot"], ""),
        ("graph", ["--to", "mermaid"], ""),
        ("graph.mmd", [], ""),
    ],
)
def test_a_file_that_holds_what_its_ending_does_not_say(
    run: Run, tmp_path: Path, name: str, options: list[str], note: str
) -> None:
    outcome = run("graph", *LECTURE, "-o", str(tmp_path / name), *options)
    assert outcome.status == 0
    assert (note in outcome.stderr) if note else outcome.stderr == ""


def test_a_deep_tree_names_a_way_that_is_there(run: Run) -> None:
    unnamed = run("graph", "sin(" * 30 + "x" + ")" * 30, "--tree").stdout
    assert "goes on below: -o graph.svg draws it" in unnamed
    named = run("graph", "u = sin(x); " + "sin(" * 30 + "u" + ")" * 30, "--tree").stdout
    assert "--of shows a named value's part" in named
