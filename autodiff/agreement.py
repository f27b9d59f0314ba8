"""How far the two modes' answers differ, and whether rounding explains it."""

from __future__ import annotations

from math import inf, isfinite, isnan
from typing import TYPE_CHECKING

from .report import Note
from .sweeps import reverse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .sweeps import Edges

_EPSILON = 2.0**-52
_SMALLEST = 2.0**-1074


def relative_difference(a: float, b: float) -> float:
    """|a - b| relative to the larger; 0 for two NaNs, inf where only one of them is finite.

    >>> relative_difference(1.0, 1.25), relative_difference(inf, 1.0), relative_difference(0.0, 0.0)
    (0.2, inf, 0.0)
    """
    if a == b or (isnan(a) and isnan(b)):
        return 0.0
    return abs(a - b) / max(abs(a), abs(b)) if isfinite(a) and isfinite(b) else inf


def compare_modes(
    edges: Edges,
    wrt: Mapping[str, int],
    outputs: Mapping[str, int],
    tangents: Mapping[str, Sequence[float | None]],
    adjoints: Mapping[str, Sequence[float | None]],
) -> tuple[float, list[Note]]:
    """The largest relative difference between the modes, and a note for each that is not rounding.

    Rounding can explain a few units in the last place for every edge on the way, relative to the
    sum of the absolute values of all paths, which one more reverse sweep gives.
    """
    largest, notes = 0.0, list[Note]()
    length = sum(1 for node_edges in edges if node_edges) + 4
    for output, node in outputs.items():
        magnitudes: list[float | None] | None = None
        for name, source in wrt.items():
            up, down = tangents[name][node] or 0.0, adjoints[output][source] or 0.0
            difference = relative_difference(up, down)
            if difference == 0:
                continue
            largest = max(largest, difference)
            if magnitudes is None:
                magnitudes = reverse(_absolute(edges), node)
            bound = 4 * length * (_EPSILON * (magnitudes[source] or 0.0) + _SMALLEST)
            if not abs(up - down) <= bound:
                notes.append(_disagreement(output, name, up, down))
    return largest, notes


def _absolute(edges: Edges) -> Edges:
    return [
        tuple([edge._replace(partial=abs(edge.partial)) for edge in node_edges])
        for node_edges in edges
    ]


def _disagreement(output: str, name: str, up: float, down: float) -> Note:
    return Note(
        "warning",
        f"the two modes disagree on ∂{output}/∂{name} by more than rounding explains: "
        f"forward mode gives {up!r}, reverse mode {down!r}",
        name,
    )
