"""What a derivative means: what a step of one input does, by the derivative and in truth.

Invariants:

- The true change is the value at the moved point less the value here, both by the evaluator.
- A step that leads to another piece of a function made of pieces is said to, with what happens on
  the way; the way is looked at in a number of points, and its two ends always.

>>> from ..parser.parse import parse
>>> from .study import study
>>> found = moves(study(parse("max(x, y)"), {"x": 4.0, "y": 2.0}), ["x", "y"], 3)[1]
>>> found.by, found.derivative, found.estimate, found.change, found.crossings[0].what
('y', 0.0, 0.0, 1.0, "'y' takes the place of 'x' as the max")
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..parser.errors import BackpropError
from . import sweeps
from .algebra import is_finite
from .conditions import COMPARISONS, LOGIC
from .pieces import PIECES, crossing, piece
from .primitives import WHERE
from .scrutiny import Scrutiny
from .wording import formula_or_name
from .working import settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .report import Number
    from .study import Study

_POINTS = 16
"""The way from here to the moved point is looked at in so many steps."""

_MOST_WORK = 4_000_000
"""No more nodes than this are evaluated to look at the ways of all moves together."""

_MOST_CROSSINGS = 3

_AHEAD = (2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
"""Beyond the step, this many steps are tried for the next crossing."""

_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Crossing:
    """A node that is left on another piece, and what happens there, as the end of a sentence."""

    node: str
    formula: str
    what: str


@dataclass(frozen=True, slots=True)
class Move:
    """One input moved by `amount`, and what that does to one output.

    `estimate` is the derivative times the step, `change` the true change, `None` where there is no
    value at the moved point, and then `failure` says why. `crossings` are met on the way; `ahead`
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
    """Moves of one study, within bounds for all together."""

    def __init__(self, study: Study, amount: Any) -> None:  # noqa: ANN401
        self._study = study
        self._graph = study.graph
        self._m: Any = study.work.m
        self._amount = self._m.given(amount)
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
            and operation.name in PIECES
            and (numeric[node] or not (operation in COMPARISONS or operation in LOGIC))
        ]

    def of(self, by: str) -> Iterator[Move]:
        """What moving one input does to every output."""
        work = self._study.work
        node = self._study.asked.wrt[by]
        start = work.values[node]
        end = start + self._amount
        values, failure = self._moved(by, end)
        for output, place in self._graph.outputs.items():
            derivative = self._derivative(output, by)
            here = work.values[place]
            gain = None if values is None else values[place] - here
            crossings = () if values is None else self._crossings(node, start, values, place)
            ahead = None if values is None or crossings else self._ahead(node, start, place)
            estimate = derivative * self._amount
            yield Move(
                output,
                by,
                self._number(start),
                self._number(end),
                self._number(self._amount),
                self._number(derivative),
                self._number(estimate),
                None if gain is None else self._m.report(gain),
                failure,
                crossings,
                ahead,
                self._elasticity(derivative, start, here),
                gain is not None and _same(gain, estimate, here),
            )

    def _derivative(self, output: str, by: str) -> Any:  # noqa: ANN401
        work = self._study.work
        node = self._study.asked.wrt[by]
        if work.adjoints:
            found = work.adjoints[output][node]
        else:
            found = work.tangents[by][self._graph.outputs[output]]
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
        study = self._study
        graph = self._graph
        if by not in graph.inputs:
            return self._overridden(by, end)
        try:
            work = settled(graph, self._m, study.point_with(by, end), {}, ())
            scrutiny = Scrutiny(graph, work.values, work.examined, study.labels, work.m)
            for _ in scrutiny.values():
                pass
        except BackpropError as error:
            return None, error.message
        self._work += len(graph)
        return work.values, None

    def _overridden(self, by: str, end: Any) -> tuple[list[Any] | None, str | None]:  # noqa: ANN401
        """The same for a node that is computed: what stands above it is worked out anew."""
        source = self._study.asked.wrt[by]
        values = list(self._study.work.values)
        values[source] = end
        moving = sweeps.dependent_nodes(self._graph, [source])
        self._again(values, moving, source)
        for name, place in self._graph.outputs.items():
            if not is_finite(values[place]):
                return None, f"'{name}' has no finite value there"
        return values, None

    def _again(self, values: list[Any], moving: Sequence[int], source: int) -> None:
        graph = self._graph
        for node, operation in enumerate(graph.operations):
            if moving[node] and node != source and operation is not None:
                function = self._m.function(operation)
                values[node] = function(*[values[place] for place in graph.arguments[node]])
        self._work += len(graph)

    def _crossings(
        self,
        source: int,
        start: Any,  # noqa: ANN401
        moved: list[Any],
        output: int,
    ) -> tuple[Crossing, ...]:
        """The functions made of pieces that change their piece on the way, as far as it matters."""
        if not self._pieces:
            return ()
        moving = sweeps.dependent_nodes(self._graph, [source])
        stops = [self._study.work.values, *self._between(source, start, moving), moved]
        needed = bytearray(len(self._graph))
        for values in stops:
            for node, mark in enumerate(sweeps.needed_nodes(self._graph, values, [output])):
                needed[node] |= mark
        found: list[Crossing] = []
        for node in self._pieces:
            if needed[node] and moving[node] and len(found) < _MOST_CROSSINGS:
                told = self._told(node, stops)
                found += [] if told is None else [told]
        return tuple(found)

    def _ahead(self, source: int, start: Any, output: int) -> tuple[Number, Crossing] | None:  # noqa: ANN401
        """The next crossing within `_AHEAD` steps, found by halving; `None` if there is none."""
        moving = sweeps.dependent_nodes(self._graph, [source])
        if self._m.name != "double" or not any(moving[node] for node in self._pieces):
            return None
        if self._work + 3 * _HALVINGS * len(self._graph) > _MOST_WORK:
            return None
        here = self._study.work.values
        near, far, told = 1.0, 1.0, None
        for place, step in enumerate(_AHEAD):
            near, far = far, step
            told = self._crossed(source, start, step, moving, output)
            if told is not None:
                # Right at a kink there may be a tie; what happens beyond it says more.
                for beyond in _AHEAD[place + 1 : place + 2]:
                    told = self._crossed(source, start, beyond, moving, output) or told
                break
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            crossed = self._crossed(source, start, middle, moving, output) is not None
            near, far = (near, middle) if crossed else (middle, far)
        place = start + self._amount * far
        if told is None or not is_finite(place) or not is_finite(here[output]):
            return None
        return self._number(float(f"{place:.9g}")), told

    def _crossed(
        self,
        source: int,
        start: Any,  # noqa: ANN401
        steps: float,
        moving: Sequence[int],
        output: int,
    ) -> Crossing | None:
        values = list(self._study.work.values)
        values[source] = start + self._amount * steps
        self._again(values, moving, source)
        stops = [self._study.work.values, values]
        needed = bytearray(len(self._graph))
        for each in stops:
            for node, mark in enumerate(sweeps.needed_nodes(self._graph, each, [output])):
                needed[node] |= mark
        for node in self._pieces:
            if needed[node] and moving[node]:
                told = self._told(node, stops)
                if told is not None:
                    return told
        return None

    def _between(self, source: int, start: Any, moving: Sequence[int]) -> list[list[Any]]:  # noqa: ANN401
        """The values at points on the way."""
        if self._work + _POINTS * len(self._graph) > _MOST_WORK or self._m.name == "digits":
            return []
        stops: list[list[Any]] = []
        for step in range(1, _POINTS):
            values = list(self._study.work.values)
            values[source] = start + self._m.divide(self._amount * step, self._m.given(_POINTS))
            self._again(values, moving, source)
            stops.append(values)
        return stops

    def _told(self, node: int, stops: Sequence[Sequence[Any]]) -> Crossing | None:
        graph, labels = self._graph, self._study.labels
        operation = graph.operations[node]
        assert operation is not None
        arguments = graph.arguments[node]
        before = self._piece(node, stops[0])
        for values in stops[1:]:
            after = self._piece(node, values)
            if after is not None and after != before and before is not None:
                names = [
                    labels[place]
                    if graph.names[place] is not None or place in graph.constants
                    else formula_or_name(graph, place)
                    for place in arguments
                ]
                what = crossing(operation, before, after, names)
                return Crossing(labels[node], formula_or_name(graph, node), what)
        return None

    def _piece(self, node: int, values: Sequence[Any]) -> Any:  # noqa: ANN401
        operation = self._graph.operations[node]
        assert operation is not None
        return piece(
            operation, [values[place] for place in self._graph.arguments[node]], values[node]
        )


def _same(gain: Any, estimate: Any, here: Any) -> bool:  # noqa: ANN401
    """Whether the true change is what the derivative says, but for rounding."""
    if not all(map(is_finite, (gain, estimate, here))):
        return False
    if isinstance(gain, float):
        return abs(gain - estimate) <= 2.0**-44 * max(abs(gain), abs(estimate), abs(here))
    return gain == estimate


def moves(study: Study, names: Sequence[str], amount: Any = 1) -> list[Move]:  # noqa: ANN401
    """What a step of each of these inputs does to each output, input by input."""
    looking = _Moves(study, amount)
    return [move for by in names for move in looking.of(by)]
