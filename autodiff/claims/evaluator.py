"""A graph at one point after another, with the values and derivatives that claims are about.

Invariant: what is worked out at a point is a `Linearization`, by the same rules and sweeps as
everything else; its partials and derivatives are not worked out before they are asked for.

>>> from ..numbers.doubles import FLOATS
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("x^2*y")))
>>> found = Evaluator(graph, FLOATS).at({"x": 3.0, "y": 5.0})
>>> f, x = graph.outputs["f"], graph.inputs["x"]
>>> found.is_defined, found.values[f], found.derivative(f, x)
(True, 45.0, 30.0)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..differentiation.solution import Linearization
from ..rules.predicates import as_double, is_finite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..differentiation.solution import Numbers
    from ..graph.graph import Graph


_SMALL = 1e-9
"""A derivative of no more than this may be all rounding."""

_STEP = 2.0**-30


class Evaluator:
    """A graph with its nodes to differentiate and to differentiate by.

    `targets` and `sources` are added to the graph's outputs and inputs.
    """

    def __init__(
        self,
        graph: Graph,
        m: Numbers,
        targets: Iterable[int] = (),
        sources: Iterable[int] = (),
    ) -> None:
        self.graph = graph
        self.m = m
        self.targets = tuple(dict.fromkeys([*graph.outputs.values(), *targets]))
        self.wrt = {str(node): node for node in (*graph.inputs.values(), *sources)}

    def at(self, point: Mapping[str, Any]) -> Linearization:
        """The graph at a point, which gives each input's value."""
        return Linearization(self.graph, self.m, point, self.wrt, outputs=self.targets)


def rounding_noise(at: Linearization, output: int, by: int | None) -> float:
    """The size of all that is added up on the way to a value or a derivative, in doubles.

    Rounding loses a few last digits of that, however small the result may be.
    """
    sizes = at.magnitudes(output)
    if by is not None:
        return _finite(sizes[by]) + _conditioning(at, output, by)
    return sum(
        _finite(size) * _finite(at.values[node])
        for node, size in enumerate(sizes)
        if size is not None
    )


def _conditioning(at: Linearization, output: int, by: int) -> float:
    """How far a small derivative moves if the inputs do, as a multiple of their own change.

    The partials are rounded too: the derivative of `cos(x)` at pi is no more 0 than pi is pi.
    """
    here = at.derivative(output, by)
    if at.m.name != "double" or not 0 < abs(here) < _SMALL:
        return 0.0
    moves: list[float] = []
    for turn in (1, -1):
        moved = {
            name: value * (1 + _STEP * (turn if place % 2 else 1))
            for place, (name, value) in enumerate(at.point.items())
        }
        beside = Linearization(at.graph, at.m, moved, at.wrt, outputs=at.outputs)
        moves.append(_finite(beside.derivative(output, by) - here) / _STEP)
    return max(moves)


def _finite(number: Any) -> float:  # noqa: ANN401
    """The size of a number; 0 for one that is infinite or no number."""
    return as_double(abs(number)) if number is not None and is_finite(number) else 0.0
