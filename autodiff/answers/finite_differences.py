"""The derivative by finite differences: a second opinion that knows no rule of the table.

A node is moved to both sides by two steps that are far too small for doubles, and everything above
it is evaluated anew to 80 digits, with error bounds. What is left of the difference quotients has
some 40 digits, so that they need no extrapolation: an answer is given where those of both steps
agree, and where the slopes to the left and to the right do not stay apart as the step shrinks.
"""

from __future__ import annotations

from fractions import Fraction
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from ..differentiation import sweeps
from ..numbers.reals import Reals
from ..rules.predicates import is_finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..graph.graph import Graph
    from ..numbers.real import Real

_BITS = 280
"""The precision: more than 80 decimal digits."""

_STEPS = (Fraction(1, 10**30), Fraction(1, 10**35))
"""Both relative to the size of the number."""

_GOOD = 1e-9
"""So far apart, in relation to each other, may be the quotients of both steps."""

WORK_LIMIT = 1_000_000
"""No more node evaluations than this are spent on one answer."""


class Verifier:
    """Numerical derivatives of a graph's outputs with respect to any of its nodes."""

    def __init__(self, graph: Graph, values: Sequence[float]) -> None:
        self._graph = graph
        self._outputs = list(graph.outputs.values())
        self._m = Reals(_BITS)
        point = {name: self._m.given(values[node]) for name, node in graph.inputs.items()}
        self._values = sweeps.evaluate(graph, self._m, point)
        self._work = len(graph)

    def derivatives(self, node: int) -> list[float | None] | None:
        """∂output/∂node for each output; `None` where the differences tell of none.

        The whole answer is `None` when the work limit is reached.
        """
        above = self._graph.above([node])
        above[node] = 0
        self._work += len(self._graph) // 8 + 2 * len(_STEPS) * above.count(1)
        if self._work > WORK_LIMIT:
            return None
        if not any(above[output] for output in self._outputs):
            return [1.0 if node == output else 0.0 for output in self._outputs]
        if not is_finite(self._values[node]):
            return [None for _ in self._outputs]
        wide, narrow = (self._slopes(node, above, step) for step in _STEPS)
        return [
            1.0 if node == output else 0.0 if not above[output] else _settled(*slopes)
            for output, *slopes in zip(self._outputs, wide, narrow, strict=True)
        ]

    def _slopes(
        self, node: int, above: bytearray, step: Fraction
    ) -> list[tuple[float, float, float]]:
        """Every output's difference quotients: to the left, to the right, and of both together."""
        centre, m = self._values[node], self._m
        size = abs(centre.middle()) if centre != 0 else m.number(1)
        move = size * step
        below, over = (self._outputs_at(node, above, end) for end in (centre - move, centre + move))
        here = [self._values[output] for output in self._outputs]
        return [
            (
                _number((now - low) / move),
                _number((high - now) / move),
                _number((high - low) / (2 * move)),
            )
            for low, now, high in zip(below, here, over, strict=True)
        ]

    def _outputs_at(self, node: int, above: bytearray, value: Any) -> list[Any]:  # noqa: ANN401
        values = sweeps.reevaluated(self._graph, self._m, self._values, {node: value}, above)
        return [values[output] for output in self._outputs]


def _number(quotient: Real) -> float:
    """A quotient as a double; NaN where the digits did not suffice for it."""
    found, error = float(quotient.middle()), float(quotient.radius())
    return found if error <= _GOOD * max(abs(found), _GOOD) else nan


def _settled(wide: tuple[float, float, float], narrow: tuple[float, float, float]) -> float | None:
    """What the quotients of a step and of a smaller one tell of the derivative, if they do.

    >>> _settled((3.9, 4.1, 4.0), (3.9999, 4.0001, 4.0)), _settled((-1, 1, 0), (-1, 1, 0))
    (4.0, None)
    >>> _settled((-1e-20, 1e-20, 0.0), (-1e-25, 1e-25, 0.0))
    0.0
    """
    if not all(map(isfinite, (*wide, *narrow))):
        return None
    found, error = narrow[2], abs(narrow[2] - wide[2])
    if error > _GOOD * abs(found) and (error > _GOOD**2 or abs(found) > abs(wide[2])):
        return None
    gaps = [abs(right - left) for left, right, _ in (wide, narrow)]
    if gaps[1] > 0.5 * gaps[0] and gaps[1] > _GOOD * max(map(abs, narrow)):
        return None
    return found if abs(found) > error else 0.0
