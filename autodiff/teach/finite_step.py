"""What a derivative means: what a step of one input does, by the derivative and in truth.

Invariants:

- The true change is the value at the moved point less the value here, both by the evaluator; it is
  given only where both are finite and rounding has left something of it.
- A step that leads to another piece of a function made of pieces is said to, with what happens on
  the way; the way is looked at in a number of points, and its two ends always.

>>> from ...parser.parse import parse
>>> from ..answers.question import solve
>>> found = moves(solve(parse("max(x, y)"), {"x": 4.0, "y": 2.0}), ["x", "y"], 3)[1]
>>> found.by, found.derivative, found.estimate, found.change, found.crossings[0].what
('y', 0.0, 0.0, 1.0, "'y' takes the place of 'x' as the max")
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ..diagnostics.derived_nodes import solved_with_limits
from ..differentiation import sweeps
from ..rules.predicates import is_finite
from .crossings import Kinks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..answers.question import Solution
    from ..graph.notes import Number
    from .crossings import Crossing


_VISIBLE = 1e-3
"""A step may be rounded by this part of itself."""

_NOISE = 2.0**-44
"""Less of a value than this may be all rounding, after a few operations."""

_TOO_SMALL = (
    "beside '{}' {} is too small to show in double precision (--by takes a larger step, "
    "--digits 40 more digits)"
)


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
        here = self._solution.values
        values = sweeps.reevaluated(self._graph, self._m, here, {source: end})
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
