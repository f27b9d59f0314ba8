"""A graph with values and gradients on its wires as a drawing for DOT and Mermaid.

What is kept true: a literal says its value itself and has no number on its wire; text of a user's
is harmless before it is in the drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....autodiff.emit.drawings.drawing import Arrow, Drawing, Vertex, Wire, cut
from ....parser.wording import harmless
from ...output.number_format import rounded
from ..sheet import number_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....autodiff.teach import picture as core
    from ....autodiff.teach.picture import Picture

LONGEST_TITLE = 120

MOST_GRADIENTS = 4
"""A wire says the gradients of so many outputs."""

SIGNS = {"*": "×", "-": "−"}


def circuit(picture: Picture, precision: int, *, partials: bool = False) -> Drawing:
    """The picture as a drawing; `partials` writes the local derivatives on the edges."""
    parts: list[Vertex | Arrow] = []
    for vertex in picture.vertices:
        parts += _vertex(vertex, picture, precision)
    known = {vertex.node: vertex for vertex in picture.vertices}
    for arrow in picture.arrows:
        head, tail = known[arrow.head], known[arrow.tail]
        words = [arrow.place] if arrow.place else []
        if partials and arrow.partial is not None:
            number = rounded(arrow.partial, precision)
            words.append(f"∂{harmless(head.label)}/∂{harmless(tail.label)} = {number}")
        line = "solid" if head.taken and tail.taken else "dashed"
        parts.append(Arrow(f"n{arrow.tail}", f"n{arrow.head}", ": ".join(words), line))
    return Drawing(cut(harmless(picture.expression), LONGEST_TITLE), "circuit", parts)


def has_wire(vertex: core.Vertex, picture: Picture) -> bool:
    """Whether numbers stand on the wire of a vertex."""
    return picture.valued and (vertex.kind != "constant" or vertex.named)


def gradients(vertex: core.Vertex, precision: int) -> str:
    """The gradient of each output, the output's name before it where there are several."""
    shown = vertex.gradients[:MOST_GRADIENTS]
    texts = [(harmless(name), number_cell(value, precision)) for name, value in shown]
    several = len(vertex.gradients) > 1
    text = ", ".join([f"{name}: {number}" if several else number for name, number in texts])
    return text + (", …" if len(vertex.gradients) > MOST_GRADIENTS else "")


def _vertex(vertex: core.Vertex, picture: Picture, precision: int) -> Iterator[Vertex | Arrow]:
    node, label, small = f"n{vertex.node}", vertex.label, ""
    if vertex.kind == "operation":
        label = SIGNS.get(vertex.sign, vertex.sign)
        small = "" if vertex.label in vertex.outputs else harmless(vertex.label)
    wire = _wire(vertex, precision) if has_wire(vertex, picture) else None
    yield Vertex(node, harmless(label), vertex.kind, small, vertex.taken, wire)
    if vertex.hidden:
        yield Vertex(f"h{vertex.node}", f"{vertex.hidden:,} more", "rest")
        yield Arrow(f"h{vertex.node}", node, line="dotted")
    for place, name in enumerate(vertex.outputs):
        result = f"r{vertex.node}_{place}"
        yield Vertex(result, harmless(name), "output")
        yield Arrow(node, result)


def _wire(vertex: core.Vertex, precision: int) -> Wire:
    value, label = number_cell(vertex.value, precision), harmless(vertex.label)
    lines = [value] if value else []
    lines += [
        f"∂{harmless(name)}/∂{label} = {number_cell(gradient, precision)}"
        for name, gradient in vertex.gradients[:MOST_GRADIENTS]
    ]
    return Wire(value, gradients(vertex, precision), tuple(lines))
