"""Mistakes of the calculator: degrees for radians, and numbers that were rounded on the way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ..floats import FLOATS, Floats
from ..sweeps import Edge, active_positions, evaluate, linearize, reverse
from .candidates import SPECIFIC, Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..graph import Graph
    from ..primitives import Primitive
    from ..sweeps import Edges
    from .case import Case, Number

_ANGULAR = frozenset({"sin", "cos", "tan", "sec", "csc", "cot"})
_INVERSE = frozenset({"asin", "acos", "atan", "atan2"})

CLOSE = 0.1
"""Rounding on the way is thought of where the answer is off by no more than this, relatively."""


class Degrees(Floats):
    """Double precision on a calculator that is set to degrees."""

    @staticmethod
    def sin(x: float) -> float:  # noqa: D102
        return FLOATS.sin(math.radians(x))

    @staticmethod
    def cos(x: float) -> float:  # noqa: D102
        return FLOATS.cos(math.radians(x))

    @staticmethod
    def tan(x: float) -> float:  # noqa: D102
        return FLOATS.tan(math.radians(x))

    @staticmethod
    def asin(x: float) -> float:  # noqa: D102
        return math.degrees(FLOATS.asin(x))

    @staticmethod
    def acos(x: float) -> float:  # noqa: D102
        return math.degrees(FLOATS.acos(x))

    @staticmethod
    def atan(x: float) -> float:  # noqa: D102
        return math.degrees(math.atan(x))

    @staticmethod
    def atan2(y: float, x: float) -> float:  # noqa: D102
        return math.degrees(math.atan2(y, x))


DEGREES = Degrees()


class Rounding(Floats):
    """Double precision in which every result is rounded before it is used."""

    def __init__(self, shorten: Callable[[float], float]) -> None:
        self._shorten = shorten

    def function(self, primitive: Primitive) -> Callable[..., Any]:
        """What evaluates a primitive, rounded."""
        exact = FLOATS.function(primitive)
        return lambda *numbers: self._shorten(exact(*numbers))


def decimals(places: int) -> Callable[[float], float]:
    """Rounding to so many decimal places."""
    return lambda value: round(value, places) if math.isfinite(value) else value


def digits(count: int) -> Callable[[float], float]:
    """Rounding to so many significant digits."""
    return lambda value: float(f"{value:.{count - 1}e}") if math.isfinite(value) else value


SHORTENINGS = (
    *[(f"{places} decimal{'s' * (places > 1)}", decimals(places)) for places in (1, 2, 3, 4)],
    *[(f"{count} digits", digits(count)) for count in (2, 3, 4)],
)


def uses_angles(graph: Graph) -> bool:
    """Whether any function of the graph takes or gives an angle."""
    names = {operation.name for operation in graph.operations if operation is not None}
    return bool(names & (_ANGULAR | _INVERSE))


def edges_in(case: Case, m: Floats, values: list[float]) -> Edges:
    """The edges of a case with partials worked out by another calculator."""
    active = active_positions(case.graph, values, [case.source], [case.output])
    return linearize(case.graph, m, values, active)


def in_degrees(case: Case) -> Number:
    """The derivative where every angle is taken to be in degrees."""
    values = evaluate(case.graph, DEGREES, case.point)
    return reverse(edges_in(case, DEGREES, values), case.output)[case.source]


def degree_mistakes(case: Case) -> Iterator[Candidate]:
    """Degrees for radians, where there are angles."""
    if uses_angles(case.graph):
        yield Candidate(
            "degrees", SPECIFIC, in_degrees,
            lambda: "the calculator was set to degrees; angles here are in radians",
        )  # fmt: skip


def rounding_mistakes(case: Case) -> Iterator[Candidate]:
    """Rounded on the way: only where the answer is close, for anything can be rounded to anything.

    Each is tried with rounded values, with rounded local derivatives too, and with every product
    rounded.
    """
    if not abs(case.given - case.right) <= CLOSE * abs(case.right):
        return
    for name, shorten in SHORTENINGS:
        for depth in (0, 1, 2):
            yield Candidate(
                "rounded-early", SPECIFIC,
                lambda at, shorten=shorten, depth=depth: _rounded(at, shorten, depth),
                lambda name=name: f"numbers were rounded to {name} before the end",
            )  # fmt: skip


def _rounded(case: Case, shorten: Callable[[float], float], depth: int) -> Number:
    m = Rounding(shorten)
    values = evaluate(case.graph, m, case.point)
    edges = edges_in(case, FLOATS, values)
    if depth:
        edges = [
            tuple([Edge(e.position, e.argument, shorten(e.partial)) for e in node_edges])
            for node_edges in edges
        ]
    adjoints: list[Number] = [None] * len(edges)
    adjoints[case.output] = 1.0
    for node in range(case.output, -1, -1):
        adjoint = adjoints[node]
        for _, argument, partial in edges[node] if adjoint is not None else ():
            product = adjoint * partial if adjoint is not None else 0.0
            product = shorten(product) if depth > 1 else product
            total = adjoints[argument]
            adjoints[argument] = product if total is None else total + product
    found = adjoints[case.source]
    return found if found is None or depth < 2 else shorten(found)
