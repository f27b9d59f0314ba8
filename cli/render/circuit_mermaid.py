"""The circuit picture as a flowchart for Mermaid, which GitHub and many Markdown viewers draw."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...autodiff.emit.mermaid import quoted
from ..output.text import harmless
from .circuit_dot import GREEN, RED, arrow_label, number, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...autodiff.picture import Arrow, Picture, Vertex

_STYLES = (
    "classDef input fill:#d6eaf8,stroke:#2874a6,color:#000",
    "classDef constant fill:#fff,stroke:#bbb,color:#555",
    "classDef operation fill:#f8f9f9,stroke:#555,color:#000",
    "classDef untaken fill:#fff,stroke:#bbb,color:#777,stroke-dasharray:4 3",
    "classDef output fill:#d5f5e3,stroke:#1e8449,color:#000",
)
_SHAPES = {"input": "([{}])", "constant": "({})", "operation": "(({}))"}


def mermaid_text(picture: Picture, precision: int, *, partials: bool = False) -> str:
    """The picture as a `flowchart`: on each wire the value, and beneath it the gradients."""
    lines = ["---", f"title: {json.dumps(title_of(picture))}", "---", "flowchart LR"]
    lines += [f"  {style}" for style in _STYLES]
    lines.append(
        f"  %% on a wire: the value ({GREEN}), then the derivatives of the outputs ({RED})"
    )
    known = {vertex.node: vertex for vertex in picture.vertices}
    for vertex in picture.vertices:
        lines += [f"  {line}" for line in _vertex(vertex, picture, precision)]
    for arrow in picture.arrows:
        lines.append(f"  {_arrow(arrow, known, picture, precision, partials=partials)}")
    return "\n".join([*lines, ""])


def _vertex(vertex: Vertex, picture: Picture, precision: int) -> Iterator[str]:
    label = harmless(vertex.label)
    if vertex.kind == "operation":
        label = vertex.sign if vertex.label in vertex.outputs else f"{vertex.sign} {label}"
    style = vertex.kind if vertex.taken else "untaken"
    yield f"n{vertex.node}{_SHAPES[vertex.kind].format(quoted(label))}:::{style}"
    if vertex.hidden:
        words = f"{vertex.hidden:,} more"
        yield f"h{vertex.node}[{quoted(words)}]:::untaken -.-> n{vertex.node}"
    for place, name in enumerate(vertex.outputs):
        shown = _wire(vertex, precision) if picture.valued else ""
        yield f"r{vertex.node}_{place}[[{quoted(harmless(name))}]]:::output"
        yield f"n{vertex.node} -->{shown} r{vertex.node}_{place}"


def _wire(vertex: Vertex, precision: int, more: str = "") -> str:
    """The label of a wire; its lines are made of entity codes, so nothing in them is read."""
    value = number(vertex.value, precision)
    lines = [value] if value else []
    label = harmless(vertex.label)
    lines += [
        f"∂{harmless(name)}/∂{label} = {number(gradient, precision)}"
        for name, gradient in vertex.gradients[:4]
    ]
    lines += [more] if more else []
    inner = "<br/>".join([quoted(line)[1:-1] for line in lines])
    return f'|"{inner}"|' if inner else ""


def _arrow(
    arrow: Arrow, known: dict[int, Vertex], picture: Picture, precision: int, *, partials: bool
) -> str:
    labels = {node: vertex.label for node, vertex in known.items()} if partials else {}
    words = arrow_label(arrow, labels, precision, partials=partials)
    dashed = not (known[arrow.head].taken and known[arrow.tail].taken)
    line = "-.->" if dashed else "-->"
    if picture.valued:
        return f"n{arrow.tail} {line}{_wire(known[arrow.tail], precision, words)} n{arrow.head}"
    label = f"|{quoted(words)}|" if words else ""
    return f"n{arrow.tail} {line}{label} n{arrow.head}"
