r"""The circuit picture of the textbooks in Graphviz's language, DOT.

Invariants:

- A wire runs through a label of two cells: the value is above it, the gradient below.
- Text of a user's stands in quotes or in labels only, with everything escaped that is read there.
- The text depends on the picture alone: the same question gives the same bytes.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ...autodiff.emit.dot import quoted
from ..output.number_text import rounded
from ..output.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...autodiff.picture import Arrow, Picture, Vertex
    from ...autodiff.report import Number

GREEN, RED, GREY = "#1a7f37", "#c0392b", "#7a7a7a"
LONGEST_TITLE = 120

_HEAD = """digraph backprop {{
  graph [rankdir=LR, ranksep=0.28, nodesep=0.3, labelloc=t, fontname="sans-serif", fontsize=15,
    label={title}];
  node [fontname="sans-serif", fontsize=14];
  edge [fontname="sans-serif", fontsize=11, color="#555555", arrowsize=0.7];
"""


def dot_text(picture: Picture, precision: int, *, partials: bool = False) -> str:
    """The picture as a `digraph`; `partials` writes the local derivatives on the edges."""
    lines = [_HEAD.format(title=quoted(title_of(picture)))]
    for vertex in picture.vertices:
        lines += [f"  {line}" for line in _vertex(vertex, picture, precision)]
    wired = {vertex.node for vertex in picture.vertices if has_wire(vertex, picture)}
    labels = {vertex.node: vertex.label for vertex in picture.vertices}
    taken = {vertex.node: vertex.taken for vertex in picture.vertices}
    for arrow in picture.arrows:
        words = arrow_label(arrow, labels, precision, partials=partials)
        style = "" if taken[arrow.head] and taken[arrow.tail] else ", style=dashed"
        tail = f"w{arrow.tail}:e" if arrow.tail in wired else f"n{arrow.tail}"
        lines.append(f"  {tail} -> n{arrow.head} [label={quoted(words)}{style}];")
    return "\n".join([*lines, "}", ""])


def has_wire(vertex: Vertex, picture: Picture) -> bool:
    """Whether numbers stand on the wire of a vertex; a literal says its value itself."""
    return picture.valued and (vertex.kind != "constant" or vertex.named)


def title_of(picture: Picture) -> str:
    """The expression, or as much of it as a title holds."""
    text = harmless(picture.expression)
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def arrow_label(arrow: Arrow, labels: dict[int, str], precision: int, *, partials: bool) -> str:
    """What an edge is called: which argument it is and, if asked for, the partial on it."""
    words = [arrow.place] if arrow.place else []
    if partials and arrow.partial is not None:
        above, below = harmless(labels[arrow.head]), harmless(labels[arrow.tail])
        words.append(f"∂{above}/∂{below} = {rounded(arrow.partial, precision)}")
    return ": ".join(words)


def number(value: Number | None, precision: int) -> str:
    """A number on a wire; nothing for one that is not there."""
    return "" if value is None else rounded(value, precision)


def gradients(vertex: Vertex, precision: int) -> str:
    """The gradient of each output, the output's name before it where there are several."""
    several = len(vertex.gradients) > 1
    return ", ".join(
        [
            f"{harmless(name)}: {number(value, precision)}" if several else number(value, precision)
            for name, value in vertex.gradients[:4]
        ]
    ) + (", …" if len(vertex.gradients) > 4 else "")


def _vertex(vertex: Vertex, picture: Picture, precision: int) -> Iterator[str]:
    node = vertex.node
    yield f"n{node} [{_shape(vertex)}];"
    if vertex.hidden:
        words = f"{vertex.hidden:,} more"
        yield f"h{node} [shape=plaintext, fontcolor={quoted(GREY)}, label={quoted(words)}];"
        yield f"h{node} -> n{node} [style=dotted];"
    wired = has_wire(vertex, picture)
    if wired:
        label = _wire(vertex, precision)
        yield f"w{node} [shape=none, margin=0, width=0, height=0, label=<{label}>];"
        dashed = "" if vertex.taken else ", style=dashed"
        yield f"n{node} -> w{node}:w [arrowhead=none{dashed}];"
    for place, name in enumerate(vertex.outputs):
        label = quoted(harmless(name))
        yield f"r{node}_{place} [shape=plaintext, fontsize=16, label={label}];"
        tail = f"w{node}:e" if wired else f"n{node}"
        yield f"{tail} -> r{node}_{place};"


def _shape(vertex: Vertex) -> str:
    if vertex.kind == "input":
        return f"shape=plaintext, fontsize=16, label={quoted(harmless(vertex.label))}"
    if vertex.kind == "constant":
        return f"shape=plaintext, fontcolor={quoted(GREY)}, label={quoted(harmless(vertex.label))}"
    shape = "circle" if len(vertex.sign) < 4 else "ellipse"
    style = "" if vertex.taken else ", style=dashed"
    sign = escape({"*": "×", "-": "−"}.get(vertex.sign, vertex.sign))
    name = "" if vertex.label in vertex.outputs else escape(harmless(vertex.label))
    small = f'<BR/><FONT POINT-SIZE="9" COLOR="{GREY}">{name}</FONT>' if name else ""
    return f"shape={shape}, margin=0.03{style}, label=<{sign}{small}>"


def _wire(vertex: Vertex, precision: int) -> str:
    """The label that a wire runs through."""
    value = escape(number(vertex.value, precision)) or "&nbsp;"
    gradient = escape(gradients(vertex, precision)) or "&nbsp;"
    return (
        '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" COLOR="#555555">'
        f'<TR><TD><FONT COLOR="{GREEN}">{value}</FONT></TD></TR><HR/>'
        f'<TR><TD><FONT COLOR="{RED}">{gradient}</FONT></TD></TR></TABLE>'
    )
