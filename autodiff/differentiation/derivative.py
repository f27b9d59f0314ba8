"""The derivative program: the derivatives of a graph's outputs as nodes of a new graph.

This is the one place that makes it; symbolic results, second derivatives, matrices, emitted code
and `diff(…)` in the language are all asked of what it makes.

Invariants:

- The program holds at every point: both branches of a `where` are differentiated, each under its
  condition, and neither can leak into the other.
- An entry that is missing is structurally zero: no edge with a derivative connects the two. One
  that is there may still come to 0.
- What is extracted holds what its outputs need, and every input, and nothing else.

>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ..graph.labels import formula
>>> from ...parser.parse import parse
>>> found = differentiated(lower(survey(parse("x*y + z^2"))), ["x", "z"])
>>> [(entry, formula(found.graph, node)) for entry, node in found.entries.items()]
[(('f', 'x'), 'y'), (('f', 'z'), '2*z')]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ..graph.graph import Graph
from ..rules import WHERE
from .builder import Builder
from .sweeps import active_positions, linearize, reverse, sparse_forward, users_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NODE_LIMIT = 2_000_000
"""A derivative program of more nodes than this is refused."""

Entry = tuple[str, str]
"""An output, and what it is differentiated by."""


@dataclass(frozen=True, slots=True)
class Derivatives:
    """A program and its derivatives in one graph.

    `graph` has the outputs of the program it was made of, under their names; `entries` are the
    nodes of the derivatives, those that are not structurally zero. `exceptions` are the nodes of
    conditions under which a general formula does not hold and the derivative is 0 instead.
    """

    graph: Graph
    entries: dict[Entry, int]
    exceptions: tuple[int, ...] = ()


def differentiated(
    graph: Graph,
    wrt: Iterable[str],
    *,
    outputs: Iterable[str] | None = None,
    mode: str = "forward",
    general: bool = False,
) -> Derivatives:
    """The derivatives of the outputs by the nodes that `wrt` names.

    `outputs` are all of the graph's if `None`. Forward mode writes the terms in the order in which
    a person does, and takes time for what each input reaches; reverse mode shares most. With
    `general`, rules give their general formula (see `Builder`).

    Raises `BackpropError` where the program would have more than `NODE_LIMIT` nodes.
    """
    builder = _bounded_builder(graph, general=general)
    sources = {name: _node_named(graph, name) for name in wrt}
    names = graph.outputs if outputs is None else outputs
    targets = {name: graph.outputs[name] for name in names}
    sweep = _reverse_entries if mode == "reverse" else _forward_entries
    entries = {
        entry: builder.node(number)
        for entry, number in sweep(builder, sources, targets).items()
        if not _is_zero(number)
    }
    return _finished(builder, graph, entries)


def _node_named(graph: Graph, name: str) -> int:
    return graph.named[name] if name in graph.named else graph.inputs[name]


def _is_zero(number: Any) -> bool:  # noqa: ANN401
    return isinstance(number, int) and number == 0


def _finished(builder: Builder, graph: Graph, entries: Mapping[Entry, int]) -> Derivatives:
    """What was asked for, without what no one needs."""
    program, places = extracted(
        builder.program, [*graph.outputs.values(), *entries.values(), *builder.exceptions]
    )
    return Derivatives(
        program,
        {entry: places[node] for entry, node in entries.items()},
        tuple([places[node] for node in builder.exceptions]),
    )


def _edges(builder: Builder, wrt: Iterable[int], outputs: Iterable[int]) -> Any:  # noqa: ANN401
    values = builder.handles()
    active = active_positions(builder.program, None, wrt, outputs)
    return linearize(builder.program, builder, values, active)


def _forward_entries(
    builder: Builder, wrt: Mapping[str, int], outputs: Mapping[str, int]
) -> dict[Entry, Any]:
    edges = _edges(builder, wrt.values(), outputs.values())
    users = users_of(edges)
    found: dict[Entry, Any] = {}
    for by, source in wrt.items():
        tangents = sparse_forward(edges, users, source)
        _refuse_if_large(builder)
        for name, node in outputs.items():
            if node in tangents:
                found[name, by] = tangents[node]
    return found


def _reverse_entries(
    builder: Builder, wrt: Mapping[str, int], outputs: Mapping[str, int]
) -> dict[Entry, Any]:
    edges = _edges(builder, wrt.values(), outputs.values())
    found: dict[Entry, Any] = {}
    for name, node in outputs.items():
        adjoints = reverse(edges, node)
        _refuse_if_large(builder)
        for by, source in wrt.items():
            if adjoints[source] is not None:
                found[name, by] = adjoints[source]
    return found


def _bounded_builder(graph: Graph, *, general: bool, limit: int | None = None) -> Builder:
    """A builder that refuses the node too many; a graph that is too large is not even copied."""
    most = limit or NODE_LIMIT
    if len(graph) > most:
        raise _too_large(most)
    return Builder(graph, general=general, limit=most, refusal=lambda: _too_large(most))


def _refuse_if_large(builder: Builder) -> None:
    if len(builder.program) > NODE_LIMIT:
        raise _too_large(NODE_LIMIT)


def _too_large(limit: int) -> BackpropError:
    return BackpropError(
        f"the derivative would take more than {limit:,} nodes",
        hint="a shorter expression takes fewer; so do a lower order, and, where there are several, "
        "fewer outputs (--of) or inputs (--wrt)",
    )


def derivative(builder: Builder, output: int, by: int) -> int | None:
    """The node of ∂output/∂by, made in the builder's own graph; `None` if structurally zero.

    Raises `BackpropError` where the graph would get more than `NODE_LIMIT` nodes.
    """
    edges = _edges(builder, [by], [output])
    number = sparse_forward(edges, users_of(edges), by).get(output)
    _refuse_if_large(builder)
    return None if number is None or _is_zero(number) else builder.node(number)


def repeated(
    graph: Graph,
    by: str,
    order: int,
    *,
    outputs: Iterable[str] | None = None,
    general: bool = False,
    limit: int | None = None,
) -> Derivatives:
    """The derivatives of some order by one name: forward mode over forward mode.

    Raises `BackpropError` where the program would have more than `limit` nodes; `None` is
    `NODE_LIMIT`.
    """
    builder = _bounded_builder(graph, general=general, limit=limit)
    source = _node_named(graph, by)
    entries: dict[Entry, int] = {}
    for name in graph.outputs if outputs is None else outputs:
        node: int | None = graph.outputs[name]
        for _ in range(order):
            node = None if node is None else derivative(builder, node, source)
        if node is not None:
            entries[name, by] = node
    return _finished(builder, graph, entries)


def extracted(graph: Graph, needed: Iterable[int]) -> tuple[Graph, dict[int, int]]:
    """A graph of what these nodes need and of all inputs, and where each node has gone."""
    return _renumbered(graph, graph.below([*needed, *graph.inputs.values()]))


def _renumbered(graph: Graph, marks: Sequence[int]) -> tuple[Graph, dict[int, int]]:
    places: dict[int, int] = {}
    program = Graph()
    input_names = {node: name for name, node in graph.inputs.items()}
    for node, mark in enumerate(marks):
        if not mark:
            continue
        operation, span = graph.operations[node], graph.spans[node]
        if operation is not None:
            arguments = tuple([places[argument] for argument in graph.arguments[node]])
            place = program.add_operation(operation, arguments, span)
        elif node in graph.constants:
            place = program.add_constant(graph.constants[node], span)
        else:
            place = program.add_input(input_names[node], span)
        program.names[place] = graph.names[node]
        places[node] = place
    program.inputs = {name: places[node] for name, node in graph.inputs.items()}
    program.named = {name: places[node] for name, node in graph.named.items() if node in places}
    program.outputs = {name: places[node] for name, node in graph.outputs.items() if node in places}
    return program, places


def flat_operations(graph: Graph, wrt: Iterable[int], outputs: Iterable[int]) -> list[int]:
    """The operations on the way from `wrt` to the outputs that no derivative passes at all.

    Such as `floor(x)`: its derivative is 0 wherever it has one. What only decides a condition of
    a `where` is not on the way.
    """
    moving = bytearray(len(graph))
    for node in wrt:
        moving[node] = 1
    for node, operation in enumerate(graph.operations):
        arguments = graph.arguments[node]
        if any(moving[argument] for argument in _ways(operation is WHERE, arguments)):
            moving[node] = 1
    wanted = bytearray(len(graph))
    for node in outputs:
        wanted[node] = 1
    found: list[int] = []
    for node in range(len(graph) - 1, -1, -1):
        operation = graph.operations[node]
        if operation is None or not (wanted[node] and moving[node]):
            continue
        if not any(operation.has_partial(place) for place in range(len(graph.arguments[node]))):
            found.append(node)
            continue
        for argument in _ways(operation is WHERE, graph.arguments[node]):
            wanted[argument] = 1
    return found[::-1]


def _ways(chooses: bool, arguments: tuple[int, ...]) -> tuple[int, ...]:
    """The arguments that a value passes through; the condition of a `where` only chooses."""
    return arguments[1:] if chooses else arguments
