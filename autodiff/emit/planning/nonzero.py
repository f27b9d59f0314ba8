"""Which nodes cannot be 0, so that dividing by them needs no care.

Invariant: a bound holds in double precision, since rounding never reverses an order.

>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> graph = lower(survey(parse("-1/(1 + exp(x))")))
>>> [float(bound) for bound in lower_bounds(graph)]
[-inf, 1.0, -inf, 1.0, 0.0, 1.0, -inf]
"""

from __future__ import annotations

from math import inf, isnan, log, sqrt
from typing import TYPE_CHECKING

from ...numbers.doubles import FLOATS
from .regions import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...graph.graph import Graph
    from .regions import Places

_MOST_PLACES = 4
_DIVIDES = {"divide", "log", "log2", "log10"}

_NOT_NEGATIVE = {
    "square",
    "abs",
    "exp",
    "sigmoid",
    "relu",
    "softplus",
    "erfc",
    "and",
    "or",
    "not",
    "sech",
    "asec",
    "acot",
}


def lower_bounds(graph: Graph) -> list[float]:
    """For each node a number that its value is never less than, unless it is NaN."""
    bounds: list[float] = []
    for node, operation in enumerate(graph.operations):
        if operation is None:
            bound = FLOATS.constant(graph.constants[node]) if node in graph.constants else -inf
        elif operation.name == "power":
            bound = 0.0 if _is_even_power(graph, node, bounds) else -inf
        else:
            arguments = [bounds[argument] for argument in graph.arguments[node]]
            bound = _bound(operation.name, arguments)
        bounds.append(-inf if isnan(bound) else bound)
    return bounds


def _bound(name: str, arguments: Sequence[float]) -> float:  # noqa: PLR0911
    """A lower bound of an operation, given those of its arguments."""
    least = min(arguments)
    if name in _NOT_NEGATIVE:
        return 0.0
    if name == "add":
        return sum(arguments) if least > -inf else -inf
    if name in ("multiply", "divide") and least >= 0:
        return arguments[0] * arguments[1] if name == "multiply" else 0.0
    if name in ("sqrt", "log"):
        return sqrt(max(least, 0.0)) if name == "sqrt" else log(least) if least > 0 else -inf
    if name in ("hypot", "max"):
        return max(*arguments, 0.0) if name == "hypot" else max(arguments)
    if name == "where":
        return min(arguments[1:])
    if name == "cosh":
        return 1.0
    return least if name == "min" else -inf


def _is_even_power(graph: Graph, node: int, bounds: Sequence[float]) -> bool:
    base, exponent = graph.arguments[node]
    constant = graph.constants.get(exponent)
    even = isinstance(constant, tuple) and FLOATS.constant(constant) % 2 == 0
    return even or bounds[base] >= 0


class Nonzero:
    """Tells of divisors that they are not 0 where the value exists.

    What the value itself divides by, or takes the logarithm of, is not; `strict` marks the nodes
    that are worked out only where the value needs them.
    """

    def __init__(self, graph: Graph, places: Places, strict: Sequence[int]) -> None:
        self._graph, self._regions = graph, places.regions
        self._bounds = lower_bounds(graph)
        self._known: dict[int, list[int]] = {}
        for node, operation in enumerate(graph.operations):
            if operation is not None and strict[node] and operation.name in _DIVIDES:
                known = self._known.setdefault(graph.arguments[node][-1], [])
                region = max(places.region[node], ROOT)
                if region not in known and len(known) < _MOST_PLACES:
                    known.insert(0 if region == ROOT else len(known), region)

    def holds(self, node: int, region: int) -> bool:
        """Whether a node is not 0 in a region."""
        constant = self._graph.constants.get(node)
        if constant is not None:
            return FLOATS.constant(constant) != 0
        if self._bounds[node] > 0:
            return True
        if self._is_known(node, region):
            return True
        operation, arguments = self._graph.operations[node], self._graph.arguments[node]
        if operation is None or operation.name != "multiply":
            return False
        # Half of the least double is rounded to it, and not to 0.
        one, other = arguments
        return (self._bounds[other] >= 0.5 and self._is_known(one, region)) or (
            self._bounds[one] >= 0.5 and self._is_known(other, region)
        )

    def _is_known(self, node: int, region: int) -> bool:
        return any(
            self._regions.common(known, region) == known for known in self._known.get(node, ())
        )
