"""How far the two modes' answers differ, and whether rounding explains it."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from ..differentiation.sweeps import unsigned
from ..graph.labels import number_text
from ..graph.notes import Note
from ..rules.predicates import is_finite, is_nan

if TYPE_CHECKING:
    from ..differentiation.solution import Linearization

_EPSILON = 2.0**-52
_SMALLEST = 2.0**-1074


def relative_difference(a: Any, b: Any) -> float:  # noqa: ANN401
    """|a - b| relative to the larger; 0 for two NaNs, inf where only one of them is finite.

    >>> relative_difference(1.0, 1.25), relative_difference(inf, 1.0), relative_difference(0.0, 0.0)
    (0.2, inf, 0.0)
    """
    if a == b or (is_nan(a) and is_nan(b)):
        return 0.0
    return float(abs(a - b) / max(abs(a), abs(b))) if is_finite(a) and is_finite(b) else inf


def compare_modes(at: Linearization) -> tuple[float, list[Note]]:
    """The largest relative difference between the modes, and a note for each that is not rounding.

    Rounding can explain a few units in the last place for every edge on the way, relative to the
    sum of the absolute values of all paths, which one more reverse sweep gives. In other numbers
    than doubles the two are compared as they are reported.
    """
    largest, notes = 0.0, list[Note]()
    for output, node in at.graph.outputs.items():
        bounds: _Bounds | None = None
        for name, source in at.wrt.items():
            up = unsigned(at.tangents[name][node])
            down = unsigned(at.adjoints[output][source])
            difference = relative_difference(up, down)
            if difference == 0 or at.m.report(up) == at.m.report(down):
                continue
            largest = max(largest, difference)
            bounds = bounds or _Bounds(at, node)
            if not bounds.explain(source, up, down):
                notes.append(_disagreement(output, name, up, down))
    return largest, notes


class _Bounds:
    """What rounding explains of a difference between the modes, for one output's derivatives."""

    def __init__(self, at: Linearization, node: int) -> None:
        self._digits = at.m.digits
        self._length = sum(1 for node_edges in at.edges if node_edges) + 4
        self._magnitudes: list[float | None] | None = None
        if at.m.name == "double":
            self._magnitudes = at.magnitudes(node)

    def explain(self, source: int, up: Any, down: Any) -> bool:  # noqa: ANN401
        """Whether it explains the difference of the derivatives by `source`."""
        if self._magnitudes is None:
            digits = self._digits
            return digits is not None and relative_difference(up, down) <= 10.0 ** (1 - digits)
        magnitude = self._magnitudes[source] or 0.0
        return abs(up - down) <= 4 * self._length * (_EPSILON * magnitude + _SMALLEST)


def _disagreement(output: str, name: str, up: Any, down: Any) -> Note:  # noqa: ANN401
    return Note(
        "warning",
        f"the two modes disagree on ∂{output}/∂{name} by more than rounding explains: "
        f"forward mode gives {number_text(up)}, reverse mode {number_text(down)}",
        name,
    )
