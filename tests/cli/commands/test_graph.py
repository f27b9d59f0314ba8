"""`backprop graph`: drawings and trees on the screen, pictures, DOT and Mermaid."""

from __future__ import annotations

import json
import re
import shutil
import sys
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

from tests.cli.command_lines import EXAMPLES, LECTURE, NEURON, SHOPPING
from tests.documents import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        shutil.which(program) is None, reason=f"the program '{program}' is not installed"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([*LECTURE, "-o", "picture.gif"], "does not say what form of picture"),
        ([*LECTURE, "--tree", "--to", "svg"], "--tree is for the screen"),
        ([*LECTURE, "-o", "no-such-folder/x.dot"], "cannot write"),
    ],
)
def test_mistakes(error: Callable[..., str], words: list[str], message: str) -> None:
    assert message in error("graph", *words)


def texts_of(svg: bytes) -> list[str]:
    tree = ElementTree.fromstring(svg)
    return sorted("".join(node.itertext()) for node in tree.iter() if node.tag.endswith("text"))


@needs("dot")
@pytest.mark.parametrize("words", EXAMPLES)
def test_svg_holds_every_number(run: Run, words: list[str], tmp_path: Path) -> None:
    pytest.importorskip("graphviz")
    path = tmp_path / "graph.svg"
    assert run("graph", *words, "-o", str(path)).status == 0
    texts = texts_of(path.read_bytes())
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
