"""What a picture of a derivative program shows: its nodes, its results, and the arrows.

The pictures of `dot` and `mermaid` hold the same; they differ in how they are written.

Invariants:

- Vertices are called n0, n1, … as the graph numbers its nodes; r0, r1, … are the outputs and d0,
  d1, … the derivatives. No text of a user's is ever one of these.
- Every output and every derivative asked for is there; one that is structurally zero says so and
  has no arrow.
- `INFIX`, `SIMPLE`, `LOWERED` and `UNSUPPORTED` name every primitive exactly once.

>>> from ..differentiation.derivative import differentiated
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from .subject import Subject
>>> from ...parser.parse import parse
>>> found = drawing(Subject("x*y", differentiated(lower(survey(parse("x*y"))), ["x"]), ("x",)))
>>> [(vertex.id, vertex.kind, vertex.label) for vertex in found.vertices]
[('n0', 'input', 'x'), ('n1', 'input', 'y'), ('n2', 'value', '*'), ('r0', 'output', 'f'), \
('d0', 'derivative', '∂f/∂x')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...parser.errors import BackpropError
from ...parser.unparse import unparse
from ..graph.labels import constant_tree
from ..rules import PRIMITIVES
from .unicode import derivative_name

if TYPE_CHECKING:
    from ..differentiation.derivative import Entry
    from ..graph.graph import Constant, Graph
    from .subject import Subject

INFIX = {row.name: row.symbol.strip() for row in PRIMITIVES.values() if row.symbol is not None}
"""What is shown by its operator."""

SIMPLE = {row.name: row.name for row in PRIMITIVES.values() if row.symbol is None}
"""What is shown by its name."""

LOWERED: dict[str, str] = {}
"""What is shown as something else: nothing."""

UNSUPPORTED: dict[str, str] = {}
"""What cannot be shown, and why: nothing."""

LONGEST_TITLE = 200
"""A picture bears the expression above it, or as much of it."""

MOST_DERIVATIVES = 1_000_000
"""Beyond this number, zeros included, derivatives are not listed one by one."""

ANY_ORDER = frozenset(
    {"add", "multiply", "equal", "not_equal", "and", "or", "hypot", "max", "min", "logsumexp"}
)
PLACES = {"where": ("if", "then", "else")}


class Vertex(NamedTuple):
    """A vertex: `kind` is `input`, `constant`, `value`, `step`, `output` or `derivative`.

    A `value` is an operation that an output needs, a `step` one that only derivatives need.
    """

    id: str
    label: str
    kind: str


class Arrow(NamedTuple):
    """From an argument to what is made of it; `label` tells the arguments apart, if need be."""

    tail: str
    head: str
    label: str


class Drawing(NamedTuple):
    """A picture; arrows are in the order of the arguments."""

    title: str
    vertices: list[Vertex]
    arrows: list[Arrow]


def drawing(subject: Subject) -> Drawing:
    """The picture of a program with its derivatives.

    Raises `BackpropError` where there are too many derivatives.
    """
    graph = subject.derivatives.graph
    vertices, arrows = _nodes(graph), _arguments(graph)
    for number, (name, node) in enumerate(graph.outputs.items()):
        vertices.append(Vertex(f"r{number}", name, "output"))
        arrows.append(Arrow(f"n{node}", f"r{number}", ""))
    for number, (of, by) in enumerate(asked(subject)):
        node = subject.derivatives.entries.get((of, by))
        label = derivative_name(of, [by] * subject.order, ordinary=len(graph.inputs) == 1)
        vertices.append(Vertex(f"d{number}", label + " = 0" * (node is None), "derivative"))
        if node is not None:
            arrows.append(Arrow(f"n{node}", f"d{number}", ""))
    long = len(subject.source) > LONGEST_TITLE
    title = f"{subject.source[: LONGEST_TITLE - 1]}…" if long else subject.source
    return Drawing(title, vertices, arrows)


def asked(subject: Subject) -> list[Entry]:
    """Every output with every name that it is differentiated by, structural zeros included.

    Raises `BackpropError` where there are more than `MOST_DERIVATIVES`.
    """
    outputs = subject.derivatives.graph.outputs
    if len(outputs) * len(subject.wrt) > MOST_DERIVATIVES:
        raise BackpropError(
            f"{len(outputs):,} outputs by {len(subject.wrt):,} inputs are more than "
            f"{MOST_DERIVATIVES:,} derivatives",
            hint="take fewer outputs with --of, or fewer inputs with --wrt",
        )
    return [(of, by) for of in outputs for by in subject.wrt]


def _nodes(graph: Graph) -> list[Vertex]:
    needed = graph.below(graph.outputs.values())
    inputs = {node: name for name, node in graph.inputs.items()}
    found: list[Vertex] = []
    for node, operation in enumerate(graph.operations):
        if node in inputs:
            found.append(Vertex(f"n{node}", inputs[node], "input"))
        elif operation is None:
            label = _named(graph, node, constant_text(graph.constants[node]))
            found.append(Vertex(f"n{node}", label, "constant"))
        else:
            label = _named(graph, node, INFIX.get(operation.name) or SIMPLE[operation.name])
            found.append(Vertex(f"n{node}", label, "value" if needed[node] else "step"))
    return found


def _named(graph: Graph, node: int, text: str) -> str:
    """A label with the name that a definition gave its node; outputs bear theirs themselves."""
    name = graph.names[node]
    return text if name is None or name in graph.outputs else f"{name}: {text}"


def constant_text(constant: Constant) -> str:
    """A constant as it is written: `0.1`, `-2`, `pi`."""
    return unparse(constant_tree(constant))


def _arguments(graph: Graph) -> list[Arrow]:
    arrows: list[Arrow] = []
    for node, arguments in enumerate(graph.arguments):
        operation = graph.operations[node]
        if operation is None:
            continue
        places = PLACES.get(operation.name) or [str(place + 1) for place in range(len(arguments))]
        told_apart = operation.name not in ANY_ORDER and len(set(arguments)) > 1
        arrows += [
            Arrow(f"n{argument}", f"n{node}", place if told_apart else "")
            for argument, place in zip(arguments, places, strict=True)
        ]
    return arrows
