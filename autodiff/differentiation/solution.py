"""A graph linearized at a point in a kind of numbers: values, partials, tangents and adjoints.

A kind of numbers is double precision (`numbers/doubles.py`), exact rational numbers
(`numbers/exact.py`) or many digits (`numbers/digits.py`). Rules, sweeps and diagnostics are the
same for all three; every kind has `+ - *` and comparisons.

Invariant: `solved` gives the first attempt of a kind of numbers that is as good as was asked for,
or its last; double precision and exact arithmetic need one.

>>> from ..numbers.exact import EXACT
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("x^2/3")))
>>> found = solved(graph, EXACT, {"x": 2}, graph.inputs, ("reverse",))
>>> print(found.values[-1], found.adjoints["f"][0])
4/3 4/3
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import TYPE_CHECKING, Any, Protocol, cast

from ..rules.predicates import is_finite
from . import sweeps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..graph.graph import Constant, Graph
    from ..graph.notes import Note, Number
    from ..rules import Primitive
    from .sweeps import Edges


class Numbers(Protocol):
    """A kind of numbers.

    The functions that rules take from it, such as `m.cos`, go by the names of the primitives.
    """

    @property
    def name(self) -> str:
        """What reports call it: `double`, `exact` or `digits`."""
        ...

    @property
    def nan(self) -> Any:  # noqa: ANN401
        """What stands for a derivative that does not exist."""
        ...

    @property
    def digits(self) -> int | None:
        """How many significant decimal digits were asked for, if that was."""
        ...

    @property
    def range(self) -> str:
        """What a number that overflows is too large for, as a sentence ends: `for …`."""
        ...

    def constant(self, constant: Constant, /) -> Any:  # noqa: ANN401
        """A constant of the graph."""
        ...

    def function(self, primitive: Primitive, /) -> Callable[..., Any]:
        """What evaluates a primitive."""
        ...

    def given(self, value: Any, /) -> Any:  # noqa: ANN401
        """A value from a point, as a number of this kind."""
        ...

    def kept(self, graph: Graph, node: int, number: Any, /) -> Any:  # noqa: ANN401
        """The value of a constant expression in the form in which a point holds it."""
        ...

    def report(self, number: Any, /) -> Number | None:  # noqa: ANN401
        """A number as a report holds it; `None` for one that this kind has no room for."""
        ...

    def attempts(self, size: int, /) -> Iterator[Numbers]:
        """The same kind, at one precision after another, for a graph of so many nodes."""
        ...

    def suffices(self, found: Linearization, /) -> bool:
        """Whether one attempt has given every number as well as was asked for."""
        ...

    def remarks(self, found: Linearization, labels: Sequence[str], /) -> Iterator[Note]:
        """What must be said of the numbers of the last attempt.

        Raises `BackpropError` where nothing is known of a value.
        """
        ...


class OneAttempt:
    """What kinds of numbers share that have one precision only."""

    digits: int | None = None

    def kept(self, graph: Graph, node: int, number: Any) -> Any:  # noqa: ANN401, ARG002
        """The value of a constant expression: the number that it is."""
        return cast("Numbers", self).report(number)

    def attempts(self, size: int) -> Iterator[Numbers]:  # noqa: ARG002
        """One is enough."""
        yield cast("Numbers", self)

    def suffices(self, found: Linearization) -> bool:  # noqa: ARG002
        """The first attempt is as good as can be."""
        return True

    def remarks(self, found: Linearization, labels: Sequence[str]) -> Iterator[Note]:  # noqa: ARG002
        """Nothing needs to be said."""
        yield from ()


Columns = dict[str, list[Any]]
"""For each name a number for every node: tangents by input, adjoints by output."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a derivative tends to, and whether from `both sides`, `the left` or `the right`.

    The value is a `Fraction`, a `Real` that is a ball, or an infinite float.
    """

    value: Any
    sides: str

    def number(self, m: Any) -> Any:  # noqa: ANN401
        """The value as a number of some kind; NaN where that kind has no room for it."""
        return float(self.value) if m.name == "double" else m.number(self.value)


class Linearization:
    """A graph at a point: its values, the partials on its edges, and the sweeps of some modes.

    `wrt` are the nodes to differentiate with respect to, `outputs` those that are differentiated.
    The sweeps, `tangents` and `adjoints`, are those of the modes that were run; `limits` names the
    derivatives, by output and input, that are limits in them and not what the edges give. `fixed`
    are the nodes whose values are limits: what `diff(…)` made. Partials are worked out when they
    are first looked at.
    """

    def __init__(
        self,
        graph: Graph,
        m: Numbers,
        point: Mapping[str, Any],
        wrt: Mapping[str, int],
        *,
        outputs: Iterable[int] | None = None,
        fixed: Mapping[int, Limit] | None = None,
    ) -> None:
        self.graph = graph
        self.m = m
        self.wrt = wrt
        self.outputs = tuple(graph.outputs.values() if outputs is None else outputs)
        self.fixed = fixed or {}
        self.point: dict[str, Any] = {name: m.given(point[name]) for name in graph.inputs}
        self.values: list[Any] = sweeps.evaluate(graph, m, self.point)
        if fixed:
            numbers = {node: limit.number(m) for node, limit in fixed.items()}
            self.values = sweeps.reevaluated(graph, m, self.values, numbers)
        self.tangents: Columns = {}
        self.adjoints: Columns = {}
        self.limits: dict[tuple[str, str], Limit] = {}
        self._adjoints_of: dict[int, list[Any]] = {}
        self._magnitudes_of: dict[int, list[Any]] = {}

    @cached_property
    def needed(self) -> bytearray:
        """For each node, 1 if an output is made of it; a branch that is not taken is not."""
        return sweeps.needed_nodes(self.graph, self.values, self.outputs, self.fixed)

    @cached_property
    def examined(self) -> bytearray:
        """The needed nodes, and what `diff(…)` was applied to among them."""
        return sweeps.examined_nodes(self.graph, self.values, self.outputs, self.fixed)

    @property
    def is_defined(self) -> bool:
        """Whether everything that the outputs need has a finite value."""
        return all(
            is_finite(value) for value, mark in zip(self.values, self.examined, strict=True) if mark
        )

    @cached_property
    def _moved(self) -> list[Sequence[int]]:
        """The positions of the edges of needed nodes that a tangent passes."""
        return [
            positions if self.needed[node] and node not in self.fixed else ()
            for node, positions in enumerate(
                sweeps.moved_positions(self.graph, self.values, self.wrt.values())
            )
        ]

    @cached_property
    def active(self) -> list[Sequence[int]]:
        """The positions of each node's active edges."""
        return sweeps.wanted_positions(self.graph, self._moved, self.outputs)

    @cached_property
    def edges(self) -> Edges:
        """The active edges with their partials."""
        return sweeps.linearize(self.graph, self.m, self.values, self.active)

    @cached_property
    def reached(self) -> Edges:
        """The edges, and those that tangents pass and no adjoint does.

        What those lead to does not decide any output: the argument that a `max` beats has a
        tangent, and the adjoint 0.
        """
        if self._moved == self.active:
            return self.edges
        return sweeps.linearize(self.graph, self.m, self.values, self._moved)

    def derivative(self, output: int, by: int) -> Any:  # noqa: ANN401
        """∂output/∂by, by a reverse sweep from the node; 0 where nothing connects the two."""
        if output not in self._adjoints_of:
            self._adjoints_of[output] = sweeps.reverse(self.edges, output)
        found = self._adjoints_of[output][by]
        return self.m.given(0) if found is None else found

    def magnitudes(self, output: int) -> list[Any]:
        """For each node, the sizes of all paths from it to the output, added up.

        What rounding can do to ∂output/∂node is a part of that, however small the result may be.
        """
        if output not in self._magnitudes_of:
            self._magnitudes_of[output] = sweeps.reverse(sweeps.absolute(self.edges), output)
        return self._magnitudes_of[output]

    @cached_property
    def reported_point(self) -> dict[str, Number]:
        """The inputs' values as a report holds them; NaN for what no report can."""
        reported = {name: self.m.report(number) for name, number in self.point.items()}
        return {name: nan if number is None else number for name, number in reported.items()}


def solved(
    graph: Graph,
    numbers: Numbers,
    point: Mapping[str, Any],
    wrt: Mapping[str, int],
    modes: Sequence[str],
) -> Linearization:
    """A graph at a point as precisely as a kind of numbers asks for, with the sweeps of some modes.

    `point` maps each input to its value, `wrt` the names to differentiate by to their nodes.
    """
    found: Linearization | None = None
    for m in numbers.attempts(len(graph)):
        found = linearized(graph, m, point, wrt, modes)
        if m.suffices(found):
            break
    assert found is not None
    return found


def linearized(
    graph: Graph,
    m: Numbers,
    point: Mapping[str, Any],
    wrt: Mapping[str, int],
    modes: Sequence[str] = (),
    fixed: Mapping[int, Limit] | None = None,
) -> Linearization:
    """The numbers of a graph at a point, in numbers of one kind and one precision."""
    found = Linearization(graph, m, point, wrt, fixed=fixed)
    edges, reached = found.edges, found.reached
    if "forward" in modes:
        found.tangents = {name: sweeps.forward(reached, node) for name, node in wrt.items()}
    if "reverse" in modes:
        found.adjoints = {name: sweeps.reverse(edges, node) for name, node in graph.outputs.items()}
    return found
