"""A finite step of one input: the change by the derivative, the true change, the kinks crossed.

Invariants:

- The true change is the value at the moved point less the value here, both by the evaluator; it is
  given only where both are finite and rounding has left something of it.
- A step whose two ends are on different pieces of a function is always told; between them the way
  is looked at in a number of points, as long as the work for all steps stays bounded.

>>> from ...parser.parse import parse
>>> from ..answers.question import solve
>>> found = moves(solve(parse("max(x, y)"), {"x": 4.0, "y": 2.0}), ["x", "y"], 3)[1]
>>> found.by, found.derivative, found.estimate, found.change, found.crossings[0].what
('y', 0.0, 0.0, 1.0, "'y' takes the place of 'x' as the max")
>>> Kinks(solve(parse("abs(x)"), {"x": -2.0}), 1.0).ahead(0, -2.0, 1)
(0.0, Crossing(node='f', formula='abs(x)', what="'x' passes 0, where abs has its corner"))
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ..diagnostics.derived_nodes import solved_with_limits
from ..diagnostics.kinks import COMPARISONS, LOGIC
from ..differentiation import sweeps
from ..graph.labels import formula_or_name
from ..rules import WHERE
from ..rules.predicates import is_finite
from .wording import WORDING, crossing, manner, piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..answers.question import Solution
    from ..graph.notes import Number


_VISIBLE = 1e-3
"""A step may be rounded by this part of itself."""

_NOISE = 2.0**-44
"""Less of a value than this may be all rounding, after a few operations."""

_POINTS = 16
"""The way from here to the moved point is looked at in so many steps."""

_MOST_WORK = 4_000_000
"""No more nodes than this are evaluated to look at the ways of all moves together."""

_MOST_CROSSINGS = 3

_AHEAD = (2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
"""Beyond the step, this many steps are tried for the next crossing."""

_HALVINGS = 40

_TOO_SMALL = (
    "beside '{}' {} is too small to show in double precision (--by takes a larger step, "
    "--digits 40 more digits)"
)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A node that is left on another piece, and what happens there, as the end of a sentence."""

    node: str
    formula: str
    what: str


@dataclass(frozen=True, slots=True)
class Move:
    """One input moved by `amount`, and what that does to one output.

    `estimate` is the derivative times the step, `change` the true change, `None` where none can be
    given, and then `failure` says why. `crossings` are met on the way; `ahead`
    is the next one beyond it, with the value of the input there. `elasticity` is the change of the
    output in percent for one percent of the input, `None` where the output is 0. `exact` says that
    the true change is the estimate, but for rounding.
    """

    output: str
    by: str
    start: Number
    end: Number
    amount: Number
    derivative: Number
    estimate: Number
    change: Number | None
    failure: str | None
    crossings: tuple[Crossing, ...]
    ahead: tuple[Number, Crossing] | None
    elasticity: Number | None
    exact: bool


class Kinks:
    """The kinks of one solution, for steps of one size; the work is bounded for all of them."""

    def __init__(self, solution: Solution, amount: Any) -> None:  # noqa: ANN401
        self._solution = solution
        self._graph = solution.graph
        self._m: Any = solution.m
        self._amount = amount
        self._work = 0
        self._pieces = self._made_of_pieces()

    def _made_of_pieces(self) -> list[int]:
        """The operations whose piece matters by itself: a condition's is told where it chooses."""
        graph = self._graph
        numeric = bytearray(len(graph))
        for node in graph.outputs.values():
            numeric[node] = 1
        for node, operation in enumerate(graph.operations):
            arguments = graph.arguments[node]
            if operation is not None and operation not in LOGIC:
                for argument in arguments[1:] if operation is WHERE else arguments:
                    numeric[argument] = 1
        return [
            node
            for node, operation in enumerate(graph.operations)
            if operation is not None
            and WORDING[operation.name].piece is not None
            and (numeric[node] or not (operation in COMPARISONS or operation in LOGIC))
        ]

    def on_the_way(
        self,
        source: int,
        start: Any,  # noqa: ANN401
        moved: list[Any],
        output: int,
    ) -> tuple[Crossing, ...]:
        """The functions made of pieces that change their piece on the way, as far as it matters."""
        if not self._pieces:
            return ()
        stops = [self._solution.values, *self._between(source, start), moved]
        return tuple(islice(self._changes(source, stops, output), _MOST_CROSSINGS))

    def _changes(self, source: int, stops: Sequence[list[Any]], output: int) -> Iterator[Crossing]:
        """The changes of pieces between the first stop and the others that matter to the output."""
        moving = self._graph.above([source])
        needed = [sweeps.needed_nodes(self._graph, values, [output]) for values in stops]
        for node in self._pieces:
            if moving[node] and any(marks[node] for marks in needed):
                told = self._told(node, stops)
                if told is not None:
                    yield told

    def ahead(self, source: int, start: Any, output: int) -> tuple[Number, Crossing] | None:  # noqa: ANN401
        """The next crossing within `_AHEAD` steps, found by halving; `None` if there is none."""
        moving = self._graph.above([source])
        if self._m.name != "double" or not any(moving[node] for node in self._pieces):
            return None
        if self._work + 3 * _HALVINGS * len(self._graph) > _MOST_WORK:
            return None
        here = self._solution.values
        near, far, told = 1.0, 1.0, None
        for place, step in enumerate(_AHEAD):
            near, far = far, step
            told = self._crossed(source, start, step, output)
            if told is not None:
                # Right at a kink there may be a tie; what happens beyond it says more.
                for beyond in _AHEAD[place + 1 : place + 2]:
                    told = self._crossed(source, start, beyond, output) or told
                break
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            crossed = self._crossed(source, start, middle, output) is not None
            near, far = (near, middle) if crossed else (middle, far)
        place = start + self._amount * far
        if told is None or not is_finite(place) or not is_finite(here[output]):
            return None
        return float(f"{place:.9g}"), told

    def _crossed(self, source: int, start: Any, steps: float, output: int) -> Crossing | None:  # noqa: ANN401
        values = self._moved(source, start + self._amount * steps)
        return next(self._changes(source, [self._solution.values, values], output), None)

    def _between(self, source: int, start: Any) -> list[list[Any]]:  # noqa: ANN401
        """The values at points on the way."""
        if self._work + _POINTS * len(self._graph) > _MOST_WORK or self._m.name == "digits":
            return []
        points = self._m.given(_POINTS)
        return [
            self._moved(source, start + self._m.divide(self._amount * step, points))
            for step in range(1, _POINTS)
        ]

    def _moved(self, source: int, end: Any) -> list[Any]:  # noqa: ANN401
        """The values with one node moved."""
        self._work += len(self._graph)
        return sweeps.reevaluated(self._graph, self._m, self._solution.values, {source: end})

    def _told(self, node: int, stops: Sequence[Sequence[Any]]) -> Crossing | None:
        graph, labels = self._graph, self._solution.labels
        operation = graph.operations[node]
        assert operation is not None
        arguments = graph.arguments[node]
        before = self._piece(node, stops[0])
        for values in (stops[-1], *stops[1:-1]):  # where it ends says more than a tie on the way
            after = self._piece(node, values)
            if after is not None and after != before and before is not None:
                names = [
                    labels[place]
                    if graph.names[place] is not None or place in graph.constants
                    else formula_or_name(graph, place)
                    for place in arguments
                ]
                first, last = ([each[at] for at in arguments] for each in (stops[0], stops[-1]))
                what = crossing(operation, before, after, names, manner(operation, first, last))
                return Crossing(labels[node], formula_or_name(graph, node), what)
        return None

    def _piece(self, node: int, values: Sequence[Any]) -> Any:  # noqa: ANN401
        operation = self._graph.operations[node]
        assert operation is not None
        return piece(
            operation, [values[place] for place in self._graph.arguments[node]], values[node]
        )


class _Moves:
    """Moves of one solution, within bounds for all together."""

    def __init__(self, solution: Solution, amount: Any) -> None:  # noqa: ANN401
        self._solution = solution
        self._graph = solution.graph
        self._m: Any = solution.m
        self._amount = self._m.given(amount)
        self._kinks = Kinks(solution, self._amount)

    def of(self, by: str) -> Iterator[Move]:
        """What moving one input does to every output."""
        at = self._solution.linearization
        node = self._solution.wrt[by]
        start = at.values[node]
        end = start + self._amount
        values, failure = self._moved(by, end)
        for output, place in self._graph.outputs.items():
            derivative = self._derivative(output, by)
            estimate = derivative * self._amount
            here = at.values[place]
            gain = None if values is None else values[place] - here
            why = failure or self._unknown(output, by, estimate, gain)
            crossings = () if values is None else self._kinks.on_the_way(node, start, values, place)
            ahead = None if values is None or crossings else self._kinks.ahead(node, start, place)
            yield Move(
                output,
                by,
                self._number(start),
                self._number(end),
                self._number(self._amount),
                self._number(derivative),
                self._number(estimate),
                None if why is not None else self._m.report(gain),
                why,
                crossings,
                ahead,
                self._elasticity(derivative, start, here),
                why is None and _same(gain, estimate, here),
            )

    def _unknown(self, output: str, by: str, estimate: Any, gain: Any) -> str | None:  # noqa: ANN401
        """Why the difference of two values says nothing of the true change, if it does not."""
        at = self._solution.linearization
        start, here = (
            at.values[self._solution.wrt[by]],
            at.values[self._graph.outputs[output]],
        )
        for number, place in ((here, "here"), (gain, "there")):
            if not is_finite(number):
                return f"'{output}' is infinite {place}, in {self._m.range.removeprefix('for ')}"
        if not isinstance(gain, float):
            return None
        if abs(start + self._amount - start - self._amount) > _VISIBLE * abs(self._amount):
            return _TOO_SMALL.format(by, "the step")
        if 0 < max(abs(gain), abs(estimate)) < _NOISE * abs(here):
            return _TOO_SMALL.format(output, "the change")
        return None

    def _derivative(self, output: str, by: str) -> Any:  # noqa: ANN401
        found = self._solution.derivative(output, by)
        return self._m.given(0) if found is None else found

    def _number(self, number: Any) -> Number:  # noqa: ANN401
        found = self._m.report(number)
        return float("nan") if found is None else found

    def _elasticity(self, derivative: Any, start: Any, here: Any) -> Number | None:  # noqa: ANN401
        if here == 0 or not all(map(is_finite, (derivative, start, here))):
            return None
        return self._m.report(self._m.divide(derivative * start, here))

    def _moved(self, by: str, end: Any) -> tuple[list[Any] | None, str | None]:  # noqa: ANN401
        """The values with one input moved; `None` where an output has none there, and why."""
        solution = self._solution
        graph = self._graph
        if by not in graph.inputs:
            return self._overridden(by, end)
        try:
            at = solved_with_limits(graph, self._m, solution.point_with(by, end), {}, ())
            for _ in solution.problem.diagnostics(at).values():
                pass
        except BackpropError as error:
            return None, error.message
        return at.values, None

    def _overridden(self, by: str, end: Any) -> tuple[list[Any] | None, str | None]:  # noqa: ANN401
        """The same for a node that is computed: what stands above it is worked out anew."""
        source = self._solution.wrt[by]
        values = sweeps.reevaluated(self._graph, self._m, self._solution.values, {source: end})
        for name, place in self._graph.outputs.items():
            if not is_finite(values[place]):
                return None, f"'{name}' has no finite value there"
        return values, None


def _same(gain: Any, estimate: Any, here: Any) -> bool:  # noqa: ANN401
    """Whether the true change is what the derivative says, but for rounding."""
    if not all(map(is_finite, (gain, estimate, here))):
        return False
    if isinstance(gain, float):
        return abs(gain - estimate) <= _NOISE * max(abs(gain), abs(estimate), abs(here))
    return gain == estimate


def moves(solution: Solution, names: Sequence[str], amount: Any = 1) -> list[Move]:  # noqa: ANN401
    """What a step of each of these inputs does to each output, input by input."""
    looking = _Moves(solution, amount)
    return [move for by in names for move in looking.of(by)]
