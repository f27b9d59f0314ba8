"""A picture of a graph as a flowchart for Mermaid, which GitHub and many Markdown viewers draw.

Invariants:

- Text of a user's stands inside quotes only, and every sign in it that Mermaid, Markdown or HTML
  could read is written as an entity code.

>>> quoted('x "<= 2')
'"x #34;#60;= 2"'
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .drawing import Vertex, drawing

if TYPE_CHECKING:
    from ..derivative_program import DerivativeProgram
    from .drawing import Arrow, Drawing

_SHAPES = {
    "input": ("([{}])", "fill:#d6eaf8,stroke:#2874a6,color:#000"),
    "constant": ("({})", "fill:#fff,stroke:#bbb,color:#555"),
    "value": ("[{}]", "fill:#f8f9f9,stroke:#555,color:#000"),
    "step": ("[{}]", "fill:#fff,stroke:#a04000,color:#000,stroke-dasharray:4 3"),
    "operation": ("(({}))", "fill:#f8f9f9,stroke:#555,color:#000"),
    "output": ("[[{}]]", "fill:#d5f5e3,stroke:#1e8449,color:#000"),
    "derivative": ("{{{{{}}}}}", "fill:#fdebd0,stroke:#a04000,color:#000"),
    "rest": ("[{}]", "fill:#fff,stroke:#bbb,color:#777,stroke-dasharray:4 3"),
}
"""The brackets and the style of each kind; what is not taken looks like the rest."""
_LINES = {"solid": "-->", "dashed": "-.->", "dotted": "-.->"}
_PLAIN = frozenset(" /=.:∂")


def quoted(text: str) -> str:
    """A text as a label, quotes included; what is neither letter nor digit as an entity code."""
    return '"' + "".join(map(_shown, text)) + '"'


def _shown(sign: str) -> str:
    if sign.isalnum() or sign in _PLAIN:
        return sign
    return f"#{ord(sign)};" if sign.isprintable() else " "


def emit(program: DerivativeProgram) -> str:
    """The program with its derivatives as a `flowchart`.

    Inputs have round ends, outputs double sides, derivatives are hexagons; what only derivatives
    need is dashed. Where the order of arguments matters, the arrows carry their numbers.
    """
    return mermaid_text(drawing(program))


def mermaid_text(picture: Drawing) -> str:
    """Any drawing as a `flowchart`; the numbers of a vertex stand on every arrow from it."""
    vertices = [part for part in picture.parts if isinstance(part, Vertex)]
    wires = {each.id: each.wire.lines for each in vertices if each.wire is not None}
    looks = set(map(_look, vertices))
    lines = ["---", f"title: {json.dumps(picture.title)}", "---", "flowchart LR"]
    lines += [f"  classDef {kind} {style}" for kind, (_, style) in _SHAPES.items() if kind in looks]
    for part in picture.parts:
        if isinstance(part, Vertex):
            label = quoted(f"{part.label} {part.small}" if part.small else part.label)
            lines.append(f"  {part.id}{_SHAPES[part.kind][0].format(label)}:::{_look(part)}")
        else:
            lines.append(f"  {_arrow(part, wires.get(part.tail, ()))}")
    return "\n".join([*lines, ""])


def _look(vertex: Vertex) -> str:
    return vertex.kind if vertex.is_taken else "rest"


def _arrow(arrow: Arrow, numbers: tuple[str, ...]) -> str:
    lines = [*numbers, *([arrow.label] if arrow.label else [])]
    inner = "<br/>".join([quoted(line)[1:-1] for line in lines])
    label = f'|"{inner}"|' if inner else ""
    return f"{arrow.tail} {_LINES[arrow.line]}{label} {arrow.head}"
