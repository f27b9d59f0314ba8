"""The derivative by finite differences: a second opinion that knows no rule of the table.

A node is moved a little to both sides, everything above it is evaluated anew, and the central
differences are extrapolated to a step of zero by Ridders' method (C. J. F. Ridders, 1982: Neville's
algorithm on steps that shrink by a constant factor, stopped where rounding takes over).
"""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING

from .floats import FLOATS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .graph import Graph

_SHRINK = 1.6
_STEPS = 10
_FIRST_STEPS = (0.05, 1e-3, 1e-5, 1e-7)
"""Tried in turn, relative to the size of the number, until the formula has values on both sides."""

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
        above = self._above(node)
        self._work += 2 * _STEPS * len(above) + len(self._graph) // 8
        if self._work > WORK_LIMIT:
            return None
        return [self._derivative(node, above, output) for output in self._outputs]

    def _above(self, node: int) -> list[int]:
        """The nodes that depend on a node, in evaluation order."""
        marks = bytearray(len(self._graph))
        marks[node] = 1
        above: list[int] = []
        for index in range(node + 1, len(self._graph)):
            if any(marks[argument] for argument in self._graph.arguments[index]):
                marks[index] = 1
                above.append(index)
        return above

    def _moved(self, node: int, above: list[int], output: int, value: float) -> float:
        """The output's value with one node's value replaced."""
        values = (
            list(self._values) if len(above) * 4 > len(self._values) else _Overlay(self._values)
        )
        values[node] = value
        for index in above:
            function = self._functions[index]
            assert function is not None
            values[index] = function(*[values[place] for place in self._graph.arguments[index]])
        return values[output]

    def _derivative(self, node: int, above: list[int], output: int) -> float | None:
        if node == output:
            return 1.0
        if output not in above:
            return 0.0
        centre = self._values[node]
        if not isfinite(centre):
            return None

        def difference(step: float) -> float:
            up, down = centre + step, centre - step
            rise = self._moved(node, above, output, up) - self._moved(node, above, output, down)
            return rise / (up - down)

        for scale in _FIRST_STEPS:
            estimate = ridders(difference, scale * (abs(centre) or 1.0))
            if estimate is not None:
                return estimate
        return None


class _Overlay(dict[int, float]):
    """Values with a few replaced, for graphs where copying all of them would cost more."""

    def __init__(self, base: Sequence[float]) -> None:
        super().__init__()
        self._base = base

    def __missing__(self, index: int) -> float:
        return self._base[index]


def ridders(difference: Callable[[float], float], step: float) -> float | None:
    """The limit of central differences as the step shrinks to 0; `None` if one has no value.

    >>> ridders(lambda h: ((3 + h)**2 - (3 - h)**2) / (2 * h), 0.1)
    6.0
    """
    previous: list[float] = []
    best, error = None, inf
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
    return best
