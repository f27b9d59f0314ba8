"""The derivative by finite differences: a second opinion that knows no rule of the table.

A node is moved a little to both sides, everything above it is evaluated anew, and the central
differences are extrapolated to a step of zero by Ridders' method (C. J. F. Ridders, 1982: Neville's
algorithm on steps that shrink by a constant factor, stopped where rounding takes over).
"""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING

from .floats import FLOATS
from .sweeps import dependent_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .graph import Graph

_SHRINK = 1.6
_STEPS = 10
_FIRST_STEPS = (5e-2, 5e-3, 5e-4, 1e-5, 1e-7)
"""All tried, relative to the size of the number; the one that converges best is taken."""

_GOOD = 1e-4
"""An answer is shown only if its estimated relative error is below this."""

_NEGLIGIBLE = 1e-9
"""So is one whose estimated error is below this, or this part of the slope at large."""

_EPSILON = 2.0**-52

WORK_LIMIT = 20_000_000
"""No more node evaluations than this are spent on one answer."""


class Verifier:
    """Numerical derivatives of a graph's outputs with respect to any of its nodes."""

    def __init__(self, graph: Graph, values: Sequence[float], outputs: Sequence[int]) -> None:
        self._graph = graph
        self._values = values
        self._outputs = outputs
        self._functions = [
            None if operation is None else FLOATS.function(operation)
            for operation in graph.operations
        ]
        self._work = 0

    def derivatives(self, node: int) -> list[float | None] | None:
        """∂output/∂node for each output; `None` where no difference has a value.

        The whole answer is `None` when the work limit is reached.
        """
        self._work += len(self._graph) // 8
        moved = _Moved(self._graph, self._functions, self._values, self._outputs, node)
        found: list[float | None] = []
        for place in range(len(self._outputs)):
            before = moved.work
            found.append(self._derivative(node, place, moved))
            self._work += moved.work - before + _STEPS
            if self._work > WORK_LIMIT:
                return None
        return found

    def _derivative(self, node: int, place: int, moved: _Moved) -> float | None:
        output = self._outputs[place]
        if node == output:
            return 1.0
        if output not in moved.above:
            return 0.0
        centre = self._values[node]
        if not isfinite(centre):
            return None
        best, error, size = 0.0, inf, abs(centre) or 1.0
        for scale in _FIRST_STEPS:
            found = ridders(lambda step: moved.difference(step)[place], scale * size)
            # Rounding of the output itself limits what any difference can tell.
            noise = 8 * _EPSILON * abs(self._values[output]) / (scale * size)
            if found is not None and found[1] + noise < error:
                best, error = found[0], found[1] + noise
        at_large = abs(moved.difference(size)[place])
        if not isfinite(at_large):
            at_large = 0.0
        if error > _GOOD * abs(best) and error > _NEGLIGIBLE * max(1.0, at_large):
            return None
        if self._has_corner(moved, place, size):
            return None
        return best if abs(best) > error else 0.0

    def _has_corner(self, moved: _Moved, place: int, size: float) -> bool:
        """Whether the slopes to both sides stay apart as the step shrinks."""
        wide, narrow = (moved.one_sided(step * size)[place] for step in (1e-5, 1e-6))
        if not all(map(isfinite, (*wide, *narrow))):
            return True
        gap = abs(narrow[1] - narrow[0])
        return gap > 0.5 * abs(wide[1] - wide[0]) and gap > 1e-3 * max(map(abs, narrow))


class _Moved:
    """The outputs with one node moved a little; each step is worked out once, for all of them."""

    def __init__(
        self,
        graph: Graph,
        functions: Sequence[Callable[..., float] | None],
        values: Sequence[float],
        outputs: Sequence[int],
        node: int,
    ) -> None:
        self._graph = graph
        self._functions = functions
        self._values = values
        self._outputs = outputs
        self._node = node
        self._known: dict[float, list[float]] = {}
        self.above = self._dependent()
        self.work = 0

    def _dependent(self) -> dict[int, None]:
        """The nodes that depend on the moved one, in evaluation order."""
        marks = dependent_nodes(self._graph, [self._node])
        marks[self._node] = 0
        return dict.fromkeys(index for index, mark in enumerate(marks) if mark)

    def one_sided(self, step: float) -> list[tuple[float, float]]:
        """Every output's difference quotients to the left and to the right."""
        centre = self._values[self._node]
        up, down = centre + step, centre - step
        here = [self._values[output] for output in self._outputs]
        sides = zip(self._outputs_at(down), here, self._outputs_at(up), strict=True)
        return [
            ((now - low) / (centre - down), (high - now) / (up - centre))
            for low, now, high in sides
        ]

    def difference(self, step: float) -> list[float]:
        """The central difference quotient of every output."""
        known = self._known.get(step)
        if known is None:
            centre = self._values[self._node]
            up, down = centre + step, centre - step
            known = self._known[step] = [
                (above - below) / (up - down)
                for above, below in zip(self._outputs_at(up), self._outputs_at(down), strict=True)
            ]
        return known

    def _outputs_at(self, value: float) -> list[float]:
        self.work += len(self.above)
        copied = len(self.above) * 4 > len(self._values)
        values = list(self._values) if copied else _Overlay(self._values)
        values[self._node] = value
        for index in self.above:
            function = self._functions[index]
            assert function is not None
            values[index] = function(*[values[place] for place in self._graph.arguments[index]])
        return [values[output] for output in self._outputs]


class _Overlay(dict[int, float]):
    """Values with a few replaced, for graphs where copying all of them would cost more."""

    def __init__(self, base: Sequence[float]) -> None:
        super().__init__()
        self._base = base

    def __missing__(self, index: int) -> float:
        return self._base[index]


def ridders(difference: Callable[[float], float], step: float) -> tuple[float, float] | None:
    """The limit of central differences as the step shrinks to 0, and an estimate of its error.

    `None` if a difference has no value.

    >>> ridders(lambda h: ((3 + h)**2 - (3 - h)**2) / (2 * h), 0.5)
    (6.0, 0.0)
    """
    previous: list[float] = []
    best, error = 0.0, inf
    for _ in range(_STEPS):
        first = difference(step)
        if not isfinite(first):
            return None
        row, factor = [first], _SHRINK * _SHRINK
        for coarse in previous:
            row.append((row[-1] * factor - coarse) / (factor - 1))
            factor *= _SHRINK * _SHRINK
            spread = max(abs(row[-1] - row[-2]), abs(row[-1] - coarse))
            if spread <= error:
                best, error = row[-1], spread
        if previous and abs(row[-1] - previous[-1]) >= 2 * error:
            break
        previous, step = row, step / _SHRINK
    return best, error
