"""Mistakes of the calculator: degrees for radians, and numbers that were rounded on the way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

from ..differentiation.sweeps import (
    Edge,
    active_positions,
    evaluate,
    linearize,
    reevaluated,
    reverse,
)
from ..numbers.doubles import FLOATS, Floats
from .candidates import SPECIFIC, Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..differentiation.sweeps import Edges
    from ..graph.graph import Graph
    from ..rules import Primitive
    from .candidates import NodeNames
    from .wrong_answer import Number, WrongAnswer

_ANGULAR = frozenset({"sin", "cos", "tan", "sec", "csc", "cot"})
_INVERSE = frozenset({"asin", "acos", "atan", "atan2"})

MOST_SINGLE = 60
"""In graphs of up to so many nodes each is tried as the only one that was rounded."""

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


class Rounding:
    """Double precision in which every result is rounded before it is used."""

    def __init__(self, shorten: Callable[[float], float]) -> None:
        self._shorten = shorten

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        """A function of double precision, rounded; what is no function as it is."""
        exact = getattr(FLOATS, name)
        if not callable(exact) or name in _EXACT:
            return exact
        function = cast("Callable[..., float]", exact)

        def rounded(*numbers: Any) -> float:  # noqa: ANN401
            return self._shorten(function(*numbers))

        return rounded

    def function(self, primitive: Primitive) -> Callable[..., Any]:
        """What evaluates a primitive, rounded."""
        exact = FLOATS.function(primitive)
        return lambda *numbers: self._shorten(exact(*numbers))


_EXACT = frozenset({"constant", "where", "branch", "choose", "equal", "less", "greater"})
"""What is not rounded: the expression's own constants, and what only chooses."""


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


def edges_in(answer: WrongAnswer, m: Floats | Rounding, values: list[float]) -> Edges:
    """The edges of an answer with partials worked out by another calculator."""
    active = active_positions(answer.graph, values, [answer.source], [answer.output])
    return linearize(answer.graph, m, values, active)


def in_degrees(answer: WrongAnswer) -> Number:
    """The derivative where every angle is taken to be in degrees."""
    values = evaluate(answer.graph, DEGREES, answer.point)
    return reverse(edges_in(answer, DEGREES, values), answer.output)[answer.source]


def degree_mistakes(answer: WrongAnswer) -> Iterator[Candidate]:
    """Degrees for radians, where there are angles."""
    if uses_angles(answer.graph):
        yield Candidate(
            "degrees", SPECIFIC, in_degrees,
            lambda: "the calculator was set to degrees; angles here are in radians",
        )  # fmt: skip


def rounding_mistakes(answer: WrongAnswer, names: NodeNames) -> Iterator[Candidate]:
    """Rounded on the way: only where the answer is close, for anything can be rounded to anything.

    Each is tried with rounded values, with what the local derivatives are made of rounded too,
    with the local derivatives themselves rounded, and with every product rounded.
    """
    if not abs(answer.given - answer.right) <= CLOSE * abs(answer.right):
        return
    for name, shorten in SHORTENINGS:
        for depth in range(4):
            yield Candidate(
                "rounded-early", SPECIFIC,
                lambda at, shorten=shorten, depth=depth: _rounded(at, shorten, depth),
                lambda name=name: f"numbers were rounded to {name} before the end",
            )  # fmt: skip
        for node in range(len(answer.graph)) if len(answer.graph) <= MOST_SINGLE else ():
            if answer.graph.operations[node] is not None and node != answer.output:
                yield Candidate(
                    "rounded-early", SPECIFIC,
                    lambda at, shorten=shorten, node=node: _rounded_once(at, shorten, node),
                    lambda name=name, node=node: (
                        f"{names.quoted(node)} was rounded to {name} before it was used"
                    ),
                )  # fmt: skip


def _rounded_once(answer: WrongAnswer, shorten: Callable[[float], float], place: int) -> Number:
    """The derivative where the value of one node alone was rounded."""
    rounded = {place: shorten(answer.values[place])}
    values = reevaluated(answer.graph, FLOATS, answer.values, rounded)
    return reverse(edges_in(answer, FLOATS, values), answer.output)[answer.source]


def _rounded(answer: WrongAnswer, shorten: Callable[[float], float], depth: int) -> Number:
    m = Rounding(shorten)
    values = evaluate(answer.graph, m, answer.point)
    edges = edges_in(answer, m if depth else FLOATS, values)
    if depth > 1:
        edges = [
            tuple([Edge(e.position, e.argument, shorten(e.partial)) for e in node_edges])
            for node_edges in edges
        ]
    adjoints: list[Number] = [None] * len(edges)
    adjoints[answer.output] = 1.0
    for node in range(answer.output, -1, -1):
        adjoint = adjoints[node]
        for _, argument, partial in edges[node] if adjoint is not None else ():
            product = adjoint * partial if adjoint is not None else 0.0
            product = shorten(product) if depth > 2 else product
            total = adjoints[argument]
            adjoints[argument] = product if total is None else total + product
    found = adjoints[answer.source]
    return found if found is None or depth < 3 else shorten(found)
