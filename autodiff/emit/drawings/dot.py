r"""A picture of a graph in Graphviz's language, DOT.

`backprop … | dot -Tsvg` draws it from the left to the right. In a circuit a wire runs through a
label of two cells, the value above it and the gradient below.

Invariants:

- Text of a user's stands in quotes or in HTML labels only, with everything escaped that is read
  there.
- The text depends on the picture alone: the same question gives the same bytes.

>>> quoted('a "b" \\ <c>')
'"a \\"b\\" \\\\ <c>"'
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .drawing import Vertex, drawing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..derivative_program import DerivativeProgram
    from .drawing import Arrow, Drawing, Wire

GREEN, RED, GREY = "#1a7f37", "#c0392b", "#7a7a7a"


_HEADS = {
    "program": """\
  graph [rankdir=LR, labelloc=t, label={title}];
  node [fontname="sans-serif"];
  edge [fontname="sans-serif", fontsize=10];""",
    "circuit": """\
  graph [rankdir=LR, ranksep=0.28, nodesep=0.3, labelloc=t, fontname="sans-serif", fontsize=15,
    label={title}];
  node [fontname="sans-serif", fontsize=14];
  edge [fontname="sans-serif", fontsize=11, color="#555555", arrowsize=0.7];""",
}
_STYLES = {
    "program input": 'shape=ellipse, style=filled, fillcolor="#d6eaf8"',
    "program constant": "shape=plaintext, width=0.3, height=0.3",
    "program value": "shape=box",
    "program step": 'shape=box, style=dashed, color="#a04000"',
    "program output": 'shape=doublecircle, style=filled, fillcolor="#d5f5e3"',
    "program derivative": 'shape=hexagon, style=filled, fillcolor="#fdebd0"',
    "circuit input": "shape=plaintext, fontsize=16",
    "circuit constant": f'shape=plaintext, fontcolor="{GREY}"',
    "circuit operation": "shape=circle, margin=0.03",
    "circuit output": "shape=plaintext, fontsize=16",
    "circuit rest": f'shape=plaintext, fontcolor="{GREY}"',
}
_LONGEST_IN_A_CIRCLE = 3
_ESCAPES = {
    '"': r"\"", "\\": r"\\", "\n": r"\n", "&": "&amp;",
}  # fmt: skip


def quoted(text: str) -> str:
    """A text as a label, quotes included; characters that cannot be seen become spaces."""
    shown = [_ESCAPES.get(sign) or (sign if sign.isprintable() else " ") for sign in text]
    return f'"{"".join(shown)}"'


def emit(program: DerivativeProgram) -> str:
    """The program with its derivatives as a `digraph`.

    Inputs are ellipses, outputs double circles, derivatives hexagons; what only derivatives need is
    dashed. Where the order of arguments matters, the arrows carry their numbers.
    """
    return dot_text(drawing(program))


def dot_text(picture: Drawing) -> str:
    """Any drawing as a `digraph`."""
    wired = {part.id for part in picture.parts if isinstance(part, Vertex) and part.wire}
    lines = ["digraph backprop {", _HEADS[picture.of].format(title=quoted(picture.title))]
    for part in picture.parts:
        if isinstance(part, Vertex):
            lines += _vertex(part, _STYLES[f"{picture.of} {part.kind}"])
        else:
            lines.append(
                _arrow(part, f"{_numbers(part.tail)}:e" if part.tail in wired else part.tail)
            )
    return "\n".join([*lines, "}", ""])


def _vertex(vertex: Vertex, style: str) -> Iterator[str]:
    if vertex.kind == "operation" and len(vertex.label) > _LONGEST_IN_A_CIRCLE:
        style = style.replace("circle", "ellipse")
    dashed = "" if vertex.is_taken else ", style=dashed"
    yield f"  {vertex.id} [label={_label(vertex)}, {style}{dashed}];"
    if vertex.wire is not None:
        numbers = _numbers(vertex.id)
        label = f"<{_two_cells(vertex.wire)}>"
        yield f"  {numbers} [label={label}, shape=none, margin=0, width=0, height=0];"
        yield f"  {vertex.id} -> {numbers}:w [arrowhead=none{dashed}];"


def _numbers(vertex: str) -> str:
    """The label that the wires of a vertex run through."""
    return vertex.replace("n", "w")


def _label(vertex: Vertex) -> str:
    if vertex.kind != "operation":
        return quoted(vertex.label)
    small = f'<BR/><FONT POINT-SIZE="9" COLOR="{GREY}">{escape(vertex.small)}</FONT>'
    return f"<{escape(vertex.label)}{small if vertex.small else ''}>"


def _two_cells(wire: Wire) -> str:
    """The label that a wire runs through."""
    value, gradient = escape(wire.value) or "&nbsp;", escape(wire.gradient) or "&nbsp;"
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" COLOR="#555555">'
        f'<TR><TD><FONT COLOR="{GREEN}">{value}</FONT></TD></TR><HR/>'
        f'<TR><TD><FONT COLOR="{RED}">{gradient}</FONT></TD></TR></TABLE>'
    )


def _arrow(arrow: Arrow, tail: str) -> str:
    words = [f"label={quoted(arrow.label)}"] if arrow.label else []
    words += [f"style={arrow.line}"] if arrow.line != "solid" else []
    attributes = f" [{', '.join(words)}]" if words else ""
    return f"  {tail} -> {arrow.head}{attributes};"
