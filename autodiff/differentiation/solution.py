"""A graph solved at a point in a kind of numbers: values, partials, tangents and adjoints.

A kind of numbers is double precision (`numbers/doubles.py`), exact rational numbers
(`numbers/exact.py`) or many digits (`numbers/digits.py`). Rules, sweeps and diagnostics are the
same for all three; every kind has `+ - *` and comparisons.

Invariant: `settled` gives the first attempt of a kind of numbers that is as good as was asked for,
or its last; double precision and exact arithmetic need one.

>>> from ..numbers.exact import EXACT
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("x^2/3")))
>>> work = settled(graph, EXACT, {"x": 2}, graph.inputs, ("reverse",))
>>> print(work.values[-1], work.adjoints["f"][0])
4/3 4/3
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from . import sweeps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

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

    def settles(self, work: Working, /) -> bool:
        """Whether one attempt has given every number as well as was asked for."""
        ...

    def remarks(self, work: Working, labels: Sequence[str], /) -> Iterator[Note]:
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

    def settles(self, work: Working) -> bool:  # noqa: ARG002
        """The first attempt is as good as can be."""
        return True

    def remarks(self, work: Working, labels: Sequence[str]) -> Iterator[Note]:  # noqa: ARG002
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


@dataclass(frozen=True, slots=True)
class Working:
    """One attempt.

    `needed` marks what the outputs are made of, `examined` also what `diff(…)` was applied to.
    `wrt` are the nodes to differentiate with respect to; `active` are the positions of each node's
    active edges, `edges` the same with their partials. `reached` has, besides, the edges that
    tangents pass and no adjoint does, since what they lead to does not decide any output: the
    argument that a `max` beats has a tangent, and the adjoint 0. The sweeps are those of the modes
    that were run; `limits` names the derivatives, by output and input, that are limits in them and
    not what the edges give. `fixed` are the nodes whose values are limits: what `diff(…)` made.
    """

    graph: Graph
    m: Numbers
    point: dict[str, Any]
    wrt: Mapping[str, int]
    values: list[Any]
    needed: bytearray
    examined: bytearray
    active: list[Sequence[int]]
    edges: Edges
    reached: Edges
    tangents: Columns
    adjoints: Columns
    limits: dict[tuple[str, str], Limit]
    fixed: Mapping[int, Limit]


def settled(
    graph: Graph,
    numbers: Numbers,
    point: Mapping[str, Any],
    wrt: Mapping[str, int],
    modes: Sequence[str],
) -> Working:
    """The numbers of a graph at a point: its values, and the sweeps of some modes.

    `point` gives each input's value; `wrt` are the nodes to differentiate with respect to.
    """
    work: Working | None = None
    for m in numbers.attempts(len(graph)):
        work = worked_out(graph, m, point, wrt, modes)
        if m.settles(work):
            break
    assert work is not None
    return work


def worked_out(
    graph: Graph,
    m: Numbers,
    point: Mapping[str, Any],
    wrt: Mapping[str, int],
    modes: Sequence[str] = (),
    fixed: Mapping[int, Limit] | None = None,
) -> Working:
    """One attempt: the values of a graph at a point, its edges, and the sweeps of some modes.

    `fixed` are limits that stand in the place of nodes' values.
    """
    outputs = list(graph.outputs.values())
    here = {name: m.given(point[name]) for name in graph.inputs}
    values = sweeps.evaluate(graph, m, here)
    if fixed:
        numbers = {node: limit.number(m) for node, limit in fixed.items()}
        values = sweeps.replaced(graph, m, values, numbers)
    leaves = fixed or ()
    needed = sweeps.needed_nodes(graph, values, outputs, leaves)
    moved = [
        positions if needed[node] and node not in leaves else ()
        for node, positions in enumerate(sweeps.moved_positions(graph, values, wrt.values()))
    ]
    active = sweeps.wanted_positions(graph, moved, outputs)
    edges = sweeps.linearize(graph, m, values, active)
    reached = edges if moved == active else sweeps.linearize(graph, m, values, moved)
    tangents: Columns = {}
    adjoints: Columns = {}
    if "forward" in modes:
        tangents = {name: sweeps.forward(reached, node) for name, node in wrt.items()}
    if "reverse" in modes:
        adjoints = {name: sweeps.reverse(edges, node) for name, node in graph.outputs.items()}
    return Working(
        graph,
        m,
        here,
        wrt,
        values,
        needed,
        sweeps.examined_nodes(graph, values, outputs, leaves),
        active,
        edges,
        reached,
        tangents,
        adjoints,
        {},
        fixed or {},
    )
