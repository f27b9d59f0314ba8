r"""The derivative program as a picture in Graphviz's language, DOT.

`backprop … | dot -Tsvg` draws it from the left to the right.

Invariants:

- Text of a user's stands inside quotes only, with everything escaped that DOT or its labels read.

>>> quoted('a "b" \\ <c>')
'"a \\"b\\" \\\\ <c>"'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drawing import INFIX, LOWERED, SIMPLE, UNSUPPORTED, drawing

if TYPE_CHECKING:
    from .subject import Subject

__all__ = ["INFIX", "LOWERED", "SIMPLE", "UNSUPPORTED", "emit", "quoted"]

_STYLES = {
    "input": 'shape=ellipse, style=filled, fillcolor="#d6eaf8"',
    "constant": "shape=plaintext, width=0.3, height=0.3",
    "value": "shape=box",
    "step": 'shape=box, style=dashed, color="#a04000"',
    "output": 'shape=doublecircle, style=filled, fillcolor="#d5f5e3"',
    "derivative": 'shape=hexagon, style=filled, fillcolor="#fdebd0"',
}
_ESCAPES = {
    '"': r"\"", "\\": r"\\", "\n": r"\n", "&": "&amp;",
}  # fmt: skip


def quoted(text: str) -> str:
    """A text as a label, quotes included; characters that cannot be seen become spaces."""
    shown = [_ESCAPES.get(sign) or (sign if sign.isprintable() else " ") for sign in text]
    return f'"{"".join(shown)}"'


def emit(subject: Subject) -> str:
    """The program with its derivatives as a `digraph`.

    Inputs are ellipses, outputs double circles, derivatives hexagons; what only derivatives need is
    dashed. Where the order of arguments matters, the arrows carry their numbers.
    """
    picture = drawing(subject)
    lines = [
        "digraph backprop {",
        f"  graph [rankdir=LR, labelloc=t, label={quoted(picture.title)}];",
        '  node [fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=10];',
    ]
    lines += [
        f"  {vertex.id} [label={quoted(vertex.label)}, {_STYLES[vertex.kind]}];"
        for vertex in picture.vertices
    ]
    lines += [
        f"  {arrow.tail} -> {arrow.head}" + (f' [label="{arrow.label}"];' if arrow.label else ";")
        for arrow in picture.arrows
    ]
    return "\n".join([*lines, "}", ""])
