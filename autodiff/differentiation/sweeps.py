"""The sweeps: evaluate, find the active edges, put a partial on each, walk up, walk down.

Invariants:

- Every walk is a loop over the indices, upward or downward; nothing recurses.
- Values and partials are numbers of the algebra `m`; a sweep itself only multiplies and adds.
- An absent derivative is `None`, never a zero that is multiplied.
- An edge is active if a requested input reaches its argument and its node reaches a requested
  output, through edges that have a partial. What does not decide a value has no edge: the branch
  of a `where` that was not taken, the argument that a `max` beats. Where no values are known, each
  of these has one, under its condition.

>>> from ..numbers.doubles import FLOATS
>>> from ..graph.graph import Graph
>>> from ..rules import PRIMITIVES
>>> graph = Graph()
>>> x, y = graph.add_input("x"), graph.add_input("y")
>>> f = graph.add_operation(PRIMITIVES["multiply"], (x, y))
>>> values = evaluate(graph, FLOATS, {"x": 3.0, "y": 5.0})
>>> edges = linearize(graph, FLOATS, values, active_positions(graph, values, [x, y], [f]))
>>> reverse(edges, f), forward(edges, x)
([5.0, 3.0, 1], [1, None, 5.0])
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from ..graph.graph import closed_below
from ..rules import WHERE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..graph.graph import Graph
    from ..rules import Primitive


class Edge(NamedTuple):
    """An active edge of a node: the argument's position and index, and the partial upon it."""

    position: int
    argument: int
    partial: Any


_tuple: Any = vars(tuple)["__new__"]
"""Makes an `Edge` in half the time."""

Edges = list[tuple[Edge, ...]]
"""For each node its active edges, downward."""


def evaluate(graph: Graph, m: Any, point: Mapping[str, Any]) -> list[Any]:  # noqa: ANN401
    """The value of every node, whether or not it will turn out to be needed.

    `point` gives each input's value in the algebra `m`. In an algebra whose functions never raise,
    neither does this.
    """
    leaves = {node: point[name] for name, node in graph.inputs.items()}
    leaves |= {node: m.constant(constant) for node, constant in graph.constants.items()}
    functions = {operation: m.function(operation) for operation in set(graph.operations) - {None}}
    values: list[Any] = []
    append = values.append
    for operation, arguments in zip(graph.operations, graph.arguments, strict=True):
        if len(arguments) == 2:  # the most frequent first: this is the program's hottest loop
            left, right = arguments
            append(functions[operation](values[left], values[right]))
        elif len(arguments) == 1:
            append(functions[operation](values[arguments[0]]))
        elif operation is None:
            append(leaves.get(len(values)))
        else:
            append(functions[operation](*[values[argument] for argument in arguments]))
    return values


def reevaluated(
    graph: Graph,
    m: Any,  # noqa: ANN401
    values: Sequence[Any],
    fixed: Mapping[int, Any],
    above: Sequence[int] | None = None,
) -> list[Any]:
    """The values of all nodes where some have other values than their operations give.

    What depends on those is evaluated again, and nothing else; `above` marks it, if that is known.
    """
    found = list(values)
    for node, value in fixed.items():
        found[node] = value
    functions: dict[Primitive, Any] = {}
    for node, mark in enumerate(graph.above(fixed) if above is None else above):
        operation = graph.operations[node]
        if not mark or operation is None or node in fixed:
            continue
        function = functions.get(operation)
        if function is None:
            function = functions[operation] = m.function(operation)
        found[node] = function(*[found[argument] for argument in graph.arguments[node]])
    return found


def taken_position(values: Sequence[Any], arguments: tuple[int, ...]) -> int:
    """Which branch a `where` took: 1 or 2, the position of the argument that is its value."""
    return 1 if values[arguments[0]] else 2


def needed_nodes(
    graph: Graph, values: Sequence[Any], outputs: Iterable[int], leaves: Collection[int] = ()
) -> bytearray:
    """For each node, 1 if an output's value depends on it; a branch not taken is not needed.

    `leaves` are nodes whose values come from elsewhere.
    """
    arguments = graph.arguments
    if leaves or WHERE in graph.operations:
        arguments = list(arguments)
        for node, operation in enumerate(graph.operations):
            if operation is WHERE:
                own = arguments[node]
                arguments[node] = (own[0], own[taken_position(values, own)])
        for node in leaves:
            arguments[node] = ()
    return closed_below(arguments, outputs)


def examined_nodes(
    graph: Graph, values: Sequence[Any], outputs: Iterable[int], leaves: Collection[int] = ()
) -> bytearray:
    """The needed nodes, and what the derivatives among them are derivatives of.

    A derivative does not exist where its function does not, whatever its own formula gives. Of one
    of the `leaves` only what was differentiated in the end has to exist.
    """
    wanted = list(outputs)
    first = {derived.result: derived.source for derived in reversed(graph.derived)}
    while True:
        needed = needed_nodes(graph, values, wanted, leaves)
        more = [
            derived.source
            for derived in graph.derived
            if needed[derived.result]
            and not needed[derived.source]
            and (derived.result not in leaves or derived.source == first[derived.result])
        ]
        if not more:
            return needed
        wanted += more


def _live_positions(row: Primitive, count: int) -> tuple[int, ...]:
    """The positions of a row's edges that a derivative can pass, of so many arguments."""
    return tuple([place for place in range(count) if row.has_partial(place)])


def active_positions(
    graph: Graph,
    values: Sequence[Any] | None,
    wrt: Iterable[int],
    outputs: Iterable[int],
    *,
    losers: bool = False,
) -> list[Sequence[int]]:
    """For each node, the positions of its active edges.

    With `losers` an argument that does not decide the value, as of a `max`, has one all the same.
    `wrt` are the nodes to differentiate with respect to, `outputs` those to differentiate;
    `values` are `None` where the answer is to hold at every point.
    """
    return wanted_positions(graph, moved_positions(graph, values, wrt, losers=losers), outputs)


def moved_positions(
    graph: Graph, values: Sequence[Any] | None, wrt: Iterable[int], *, losers: bool = False
) -> list[Sequence[int]]:
    """For each node, the positions of the edges that a derivative by one of `wrt` passes upward."""
    moving = bytearray(len(graph))
    for node in wrt:
        moving[node] = 1
    moved: list[Sequence[int]] = [()] * len(graph)
    live_of: dict[tuple[Primitive, int], tuple[int, ...]] = {}
    for node, (row, arguments) in enumerate(zip(graph.operations, graph.arguments, strict=True)):
        if row is None:
            continue
        key = row, len(arguments)
        live = live_of.get(key)
        if live is None:
            live = live_of[key] = _live_positions(row, len(arguments))
        places: Sequence[int] = [place for place in live if moving[arguments[place]]]
        decided = row is WHERE or not losers
        if places and row.passes is not None and values is not None and decided:
            numbers = tuple([values[argument] for argument in arguments])
            places = row.positions_at(places, numbers, values[node])
        if places:
            moved[node] = places
            moving[node] = 1
    return moved


def wanted_positions(
    graph: Graph, moved: Sequence[Sequence[int]], outputs: Iterable[int]
) -> list[Sequence[int]]:
    """Of some edges those that an adjoint of one of the outputs passes downward."""
    active = list(moved)
    wanted = bytearray(len(graph))
    for node in outputs:
        wanted[node] = 1
    for node in range(len(graph) - 1, -1, -1):
        if not wanted[node]:
            active[node] = ()
        for place in active[node]:
            wanted[graph.arguments[node][place]] = 1
    return active


def linearize(
    graph: Graph,
    m: Any,  # noqa: ANN401
    values: Sequence[Any],
    active: Sequence[Sequence[int]],
) -> Edges:
    """The partial on every active edge, by the rules of the table, in the algebra `m`."""
    edges: Edges = []
    rules_of: dict[Any, Any] = {
        row: row.partials for row in set(graph.operations) if row and not row.variadic
    }
    for node, positions in enumerate(active):
        operation = graph.operations[node]
        if operation is None or not positions:
            edges.append(())
            continue
        arguments = graph.arguments[node]
        numbers = tuple([values[argument] for argument in arguments])
        out = values[node]
        # In a function of pieces NaN, which alone differs from itself, is in none of them.
        if operation.kinks and out != out:  # noqa: PLR0124
            partials = [out] * len(positions)
        elif (rules := rules_of.get(operation)) is None:
            partials = operation.partials_at(m, positions, numbers, out)
        else:
            partials = [rules[position](m, *numbers, out) for position in positions]
        edges.append(
            tuple(
                [
                    _tuple(Edge, (place, arguments[place], partial))
                    for place, partial in zip(positions, partials, strict=True)
                ]
            )
        )
    return edges


def forward(edges: Edges, seed: int) -> list[Any]:
    """One walk up: ∂node/∂seed for every node, `None` where there is none."""
    tangents: list[Any] = [None] * len(edges)
    tangents[seed] = 1
    for node in range(seed + 1, len(edges)):
        total = None
        for _, argument, partial in edges[node]:
            tangent = tangents[argument]
            if tangent is not None:
                contribution = partial * tangent
                total = contribution if total is None else total + contribution
        tangents[node] = total
    return tangents


def absolute(edges: Edges) -> Edges:
    """The edges with the sizes of their partials: what a sweep gives bounds what it adds up."""
    return [
        tuple([edge._replace(partial=abs(edge.partial)) for edge in node_edges])
        for node_edges in edges
    ]


def users_of(edges: Edges) -> list[list[int]]:
    """For each node the nodes that it has an active edge to, upward."""
    users: list[list[int]] = [[] for _ in edges]
    for node, node_edges in enumerate(edges):
        for edge in node_edges:
            if not users[edge.argument] or users[edge.argument][-1] != node:
                users[edge.argument].append(node)
    return users


def sparse_forward(edges: Edges, users: Sequence[Sequence[int]], seed: int) -> dict[int, Any]:
    """The walk up from `seed` over the nodes that it reaches, and no others.

    It gives what `forward` gives, for nodes that have a tangent; its time is that of what is
    reached, so a thousand inputs that reach little each cost little together.
    """
    tangents: dict[int, Any] = {seed: 1}
    waiting = list(users[seed])
    heapify(waiting)
    while waiting:
        node = heappop(waiting)
        if node in tangents:
            continue
        total = None
        for _, argument, partial in edges[node]:
            tangent = tangents.get(argument)
            if tangent is not None:
                contribution = partial * tangent
                total = contribution if total is None else total + contribution
        tangents[node] = total
        for user in users[node]:
            heappush(waiting, user)
    return tangents


def reverse(edges: Edges, output: int) -> list[Any]:
    """One walk down: ∂output/∂node for every node, `None` where there is none."""
    adjoints: list[Any] = [None] * len(edges)
    adjoints[output] = 1
    for node in range(output, -1, -1):
        adjoint = adjoints[node]
        if adjoint is None:
            continue
        for _, argument, partial in edges[node]:
            contribution = adjoint * partial
            total = adjoints[argument]
            adjoints[argument] = contribution if total is None else total + contribution
    return adjoints


def unsigned(derivative: Any) -> Any:  # noqa: ANN401
    """A derivative as it is reported: one that is absent is 0, and so is -0.0."""
    absent = derivative is None or (type(derivative) is float and derivative == 0)
    return 0 if absent else derivative
