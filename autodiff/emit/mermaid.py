"""The derivative program as a flowchart for Mermaid, which Markdown viewers draw.

Invariants:

- Text of a user's stands inside quotes only, and every sign in it that Mermaid, Markdown or HTML
  could read is written as an entity code.

>>> quoted('x "<= 2')
'"x #34;#60;= 2"'
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .drawing import INFIX, LOWERED, SIMPLE, UNSUPPORTED, drawing

if TYPE_CHECKING:
    from .subject import Subject

__all__ = ["INFIX", "LOWERED", "SIMPLE", "UNSUPPORTED", "emit", "quoted"]

_SHAPES = {
    "input": "([{}])",
    "constant": "({})",
    "value": "[{}]",
    "step": "[{}]",
    "output": "[[{}]]",
    "derivative": "{{{{{}}}}}",
}
_STYLES = (
    "classDef input fill:#d6eaf8,stroke:#2874a6,color:#000",
    "classDef constant fill:#fff,stroke:#bbb,color:#000",
    "classDef value fill:#f8f9f9,stroke:#555,color:#000",
    "classDef step fill:#fff,stroke:#a04000,color:#000,stroke-dasharray:4 3",
    "classDef output fill:#d5f5e3,stroke:#1e8449,color:#000",
    "classDef derivative fill:#fdebd0,stroke:#a04000,color:#000",
)
_PLAIN = frozenset(" /=.:∂")


def quoted(text: str) -> str:
    """A text as a label, quotes included; what is neither letter nor digit as an entity code."""
    return '"' + "".join(map(_shown, text)) + '"'


def _shown(sign: str) -> str:
    if sign.isalnum() or sign in _PLAIN:
        return sign
    return f"#{ord(sign)};" if sign.isprintable() else " "


def emit(subject: Subject) -> str:
    """The program with its derivatives as a `flowchart`.

    Inputs have round ends, outputs double sides, derivatives are hexagons; what only derivatives
    need is dashed. Where the order of arguments matters, the arrows carry their numbers.
    """
    picture = drawing(subject)
    lines = ["---", f"title: {json.dumps(picture.title)}", "---", "flowchart LR"]
    lines += [f"  {style}" for style in _STYLES]
    lines += [
        f"  {vertex.id}{_SHAPES[vertex.kind].format(quoted(vertex.label))}:::{vertex.kind}"
        for vertex in picture.vertices
    ]
    lines += [
        f"  {arrow.tail} -->" + (f'|"{arrow.label}"| ' if arrow.label else " ") + arrow.head
        for arrow in picture.arrows
    ]
    return "\n".join([*lines, ""])
