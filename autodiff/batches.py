"""A graph in batches: what repeated gradients of one graph at new points are worked out by.

Nodes that lie at one depth and have one operation do not depend on one another, so they are worked
out together: a batch gathers its arguments and applies one function to all of them. What moves
numbers about is then not this program's loops but the interpreter's own, or NumPy's.

A plan is made of two lists of steps. Upward, each batch appends its values to a tape. Downward,
contributions to adjoints are appended to another one: first those of nodes with several users are
summed, then each batch of the level hands its adjoints on.

Invariants:

- The numbers are those of `fused.adjoints`, digit for digit, in arithmetic on lists: the same
  rules of the table, and the same products and sums in the same order.
- A plan holds at every point: a graph with a `where`, whose way down depends on the values, has
  none, and neither has one that is mostly a chain.

>>> from .graph.graph import Graph
>>> from .rules import PRIMITIVES
>>> graph = Graph()
>>> x, y = graph.add_input("x"), graph.add_input("y")
>>> graph.outputs["f"] = graph.add_operation(PRIMITIVES["multiply"], (x, y))
>>> plan = planned(graph, [x, y], width=0)
>>> plan.upward[0].operation.name, plan.gathered
('multiply', ((0, 1), (1, 2)))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .differentiation.backward import moving_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from .graph.graph import Graph
    from .rules import Primitive

LEAST_WIDTH = 6
"""Plans whose steps take fewer numbers than this at once, on average, are slower than a walk."""

Places = list[int]
"""Where numbers stand on a tape."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Nodes of one depth and operation; `arguments` are the places of each argument's column."""

    operation: Primitive
    nodes: Sequence[int]
    arguments: tuple[Places, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """The contributions of some nodes become one each; `rows` are their places, longest first."""

    rows: list[Places]


@dataclass(frozen=True, slots=True)
class Pull:
    """A batch hands on its adjoints, which stand at `adjoints`, to the arguments at `positions`."""

    batch: int
    adjoints: Places
    positions: Sequence[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done, in order.

    `leaves` are the nodes that the tape begins with, `output` is the place of the value;
    `gathered` are the sources that have an adjoint, each with its place.
    """

    leaves: Sequence[int]
    upward: tuple[Batch, ...]
    downward: tuple[Sum | Pull, ...]
    output: int
    gathered: tuple[tuple[int, int], ...]


def planned(graph: Graph, sources: Iterable[int], *, width: float = LEAST_WIDTH) -> Plan | None:
    """The plan for the value and the gradient of a graph's only output by its sources.

    `None` where there is none, or where its steps would take fewer than `width` numbers at once.
    """
    if len(graph.outputs) != 1 or any(row and row.passes for row in set(graph.operations)):
        return None  # which edges there are depends on the point
    (output,) = graph.outputs.values()
    sources = list(sources)
    active = _active_positions(graph, output, moving_nodes(graph, sources))
    leaves, levels = _layers(graph, active)
    plan = _Planning(graph, output, active).plan(leaves, levels, sources)
    steps = len(plan.upward) + len(plan.downward)
    return plan if sum(len(batch.nodes) for batch in plan.upward) >= width * steps else None


def _active_positions(
    graph: Graph, output: int, moving: Sequence[int]
) -> list[tuple[int, ...] | None]:
    """For each node the positions of its active edges; `None` if the output does not need it."""
    active: list[tuple[int, ...] | None] = [None] * len(graph)
    active[output] = ()
    reached = bytearray(len(graph))
    reached[output] = 1
    for node in range(output, -1, -1):
        row, arguments = graph.operations[node], graph.arguments[node]
        if active[node] is None or row is None:
            continue
        places: list[int] = []
        for place, argument in enumerate(arguments):
            if active[argument] is None:
                active[argument] = ()
            if reached[node] and moving[argument] and row.has_partial(place):
                reached[argument] = 1
                places.append(place)
        active[node] = tuple(places)
    return active


def _layers(
    graph: Graph, active: Sequence[tuple[int, ...] | None]
) -> tuple[list[int], list[list[list[int]]]]:
    """The leaves that are needed, and for each depth its nodes, those together that are alike."""
    depths: list[int] = []
    leaves: list[int] = []
    levels: list[dict[tuple[Any, ...], list[int]]] = []
    for node, arguments in enumerate(graph.arguments):
        depth = max([depths[argument] for argument in arguments], default=-1)
        depths.append(depth + 1)
        if active[node] is None:
            continue
        if not arguments:
            leaves.append(node)
            continue
        while len(levels) <= depth:
            levels.append({})
        key = graph.operations[node], len(arguments), active[node]
        levels[depth].setdefault(key, []).append(node)
    return leaves, [list(level.values()) for level in levels]


class _Planning:
    """Numbers the places on both tapes; `_received` lists who hands what to each node."""

    def __init__(self, graph: Graph, output: int, active: Sequence[tuple[int, ...] | None]) -> None:
        self._graph = graph
        self._output = output
        self._active = active
        self._received: dict[int, list[tuple[int, int, int]]] = {output: [(0, 0, 0)]}
        self._slots = 1

    def plan(
        self, leaves: Sequence[int], levels: Sequence[Sequence[list[int]]], sources: Iterable[int]
    ) -> Plan:
        """All steps."""
        places = {node: place for place, node in enumerate(leaves)}
        upward: list[Batch] = []
        numbers: list[range] = []
        for level in levels:
            numbers.append(range(len(upward), len(upward) + len(level)))
            for nodes in level:
                # In the order of an argument, memory is read from front to back.
                nodes.sort(key=lambda node: places[self._graph.arguments[node][0]])
                upward.append(self._batch(nodes, places))
                for node in nodes:
                    places[node] = len(places)
        downward: list[Sum | Pull] = []
        for batches in reversed(numbers):
            downward += self._sums([node for number in batches for node in upward[number].nodes])
            for number in batches:
                downward += self._pull(number, upward[number].nodes)
        downward += self._sums(leaves)
        gathered = [(node, self._slot(node)) for node in sources if node in self._received]
        return Plan(leaves, tuple(upward), tuple(downward), places[self._output], tuple(gathered))

    def _slot(self, node: int) -> int:
        """The place of a node's adjoint, once its contributions are summed."""
        return self._received[node][0][2]

    def _batch(self, nodes: list[int], places: Mapping[int, int]) -> Batch:
        graph = self._graph
        operation = graph.operations[nodes[0]]
        assert operation is not None
        columns = zip(*[graph.arguments[node] for node in nodes], strict=True)
        arguments = [[places[argument] for argument in column] for column in columns]
        return Batch(operation, nodes, tuple(arguments))

    def _sums(self, nodes: Iterable[int]) -> Iterator[Sum]:
        """A step after which each node has one contribution: the sum of those that it had.

        They are added in the order of a walk over nodes, from the last user to the first.
        """
        shared = [node for node in nodes if len(self._received.get(node, ())) > 1]
        if not shared:
            return
        rows = {node: [slot for _, _, slot in sorted(self._received[node])] for node in shared}
        shared.sort(key=lambda node: (-len(rows[node]), rows[node][0]))
        yield Sum([rows[node] for node in shared])
        for node in shared:
            self._received[node] = [(0, 0, self._slots)]
            self._slots += 1

    def _pull(self, number: int, nodes: Sequence[int]) -> Iterator[Pull]:
        """Hand on what the nodes of a batch have, position by position.

        Where a partial is 1 the adjoint itself is handed on: no step, and no place of its own.
        """
        row, positions = self._graph.operations[nodes[0]], self._active[nodes[0]]
        if row is None or not positions:
            return
        adjoints = [self._slot(node) for node in nodes]
        scaled = [place for place in positions if not row.is_unit(place)]
        if scaled:
            yield Pull(number, adjoints, scaled)
        for place in positions:
            slots = adjoints
            if place in scaled:
                slots = range(self._slots, self._slots + len(nodes))
                self._slots += len(nodes)
            for node, slot in zip(nodes, slots, strict=True):
                argument = self._graph.arguments[node][place]
                self._received.setdefault(argument, []).append((-node, place, slot))


class Runner:
    """A plan made ready for a kind of columns, lists or arrays, to be run at many points.

    `kit` is the algebra of the columns. It also gives an empty `tape` of a size, for places the
    `getter` that gathers a column from a tape, and for rows of places the `adder` that gathers a
    column of their sums. What a `gatherer` gives has no particular form, and its `product` with a
    column is fit for a tape.
    """

    def __init__(self, plan: Plan, kit: Any) -> None:  # noqa: ANN401
        self._plan = plan
        self._kit = kit
        self._upward = [
            (kit.function(batch.operation), [kit.getter(places) for places in batch.arguments])
            for batch in plan.upward
        ]
        self._downward = [self._prepared(step) for step in plan.downward]
        self._sizes = (
            len(plan.leaves) + sum(len(batch.nodes) for batch in plan.upward),
            1 + sum(map(_appended, plan.downward)),
        )

    def _prepared(self, step: Sum | Pull) -> tuple[Any, Any, int]:
        """What gathers a step's column; for a pull, what gives its partials, and of which batch."""
        if isinstance(step, Sum):
            return self._kit.adder(step.rows), None, 0
        return self._kit.gatherer(step.adjoints), self._partials_of(step), step.batch

    def _partials_of(self, step: Pull) -> Callable[[list[Any], Any], list[Any]]:
        m, row, positions = self._kit, self._plan.upward[step.batch].operation, step.positions
        if row.variadic or row.kinks:
            return lambda columns, out: _pieces(m, row, positions, columns, out)
        rules = [rule for place in positions if (rule := row.partials[place])]
        return lambda columns, out: [rule(m, *columns, out) for rule in rules]

    def value(self, leaves: Iterable[float]) -> float:
        """The value of the output, given those of the plan's leaves."""
        return float(self._ascended(leaves)[0][self._plan.output])

    def gradient(self, leaves: Iterable[float]) -> dict[int, float]:
        """∂output/∂source for the sources that have one, given the values of the leaves."""
        _, worked = self._ascended(leaves)
        tape = self._kit.tape(self._sizes[1])
        extend = tape.extend
        extend((1.0,))
        product = self._kit.product
        for get, partials, batch in self._downward:
            column = get(tape)
            if partials is None:
                extend(column)
                continue
            for partial in partials(*worked[batch]):
                extend(product(column, partial))
        return {node: float(tape[place]) for node, place in self._plan.gathered}

    def _ascended(self, leaves: Iterable[float]) -> tuple[Any, list[tuple[list[Any], Any]]]:
        """The tape of all values, and each batch's arguments and values."""
        tape = self._kit.tape(self._sizes[0])
        tape.extend(leaves)
        worked: list[tuple[list[Any], Any]] = []
        for function, getters in self._upward:
            columns = [get(tape) for get in getters]
            out = function(*columns)
            tape.extend(out)
            worked.append((columns, out))
        return tape, worked


def _pieces(
    m: Any,  # noqa: ANN401
    row: Primitive,
    positions: Sequence[int],
    columns: list[Any],
    out: Any,  # noqa: ANN401
) -> list[Any]:
    """The partials of a function in pieces; NaN, which alone differs from itself, is in none."""
    found = row.partials_at(m, positions, tuple(columns), out)
    known = m.equal(out, out)
    return [m.where(known, lambda each=each: each, lambda: out) for each in found]


def _appended(step: Sum | Pull) -> int:
    """How many numbers a step puts on the tape."""
    return len(step.rows) if isinstance(step, Sum) else len(step.adjoints) * len(step.positions)
