"""What a picture of a graph shows, before DOT or Mermaid says it; and that of a derivative program.

`dot` and `mermaid` write any `Drawing`. It is filled here for a program with its derivatives; for a
circuit with numbers on its wires it is filled by who knows how numbers are written.

Invariants of a program's drawing:

- Vertices are called n0, n1, … as the graph numbers its nodes; r0, r1, … are the outputs and d0,
  d1, … the derivatives. No text of a user's is ever one of these.
- Every output and every derivative asked for is there; one that is structurally zero says so and
  has no arrow.
- An operation is shown by its sign or, if it has none, by its name: any row of the table can be.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ..derivative_program import DerivativeProgram
>>> from ....parser.parse import parse
>>> derivatives = differentiated(lower(survey(parse("x*y"))), ["x"])
>>> found = drawing(DerivativeProgram("x*y", derivatives, ("x",)))
>>> [(part.id, part.kind, part.label) for part in found.parts if isinstance(part, Vertex)]
[('n0', 'input', 'x'), ('n1', 'input', 'y'), ('n2', 'value', '*'), ('r0', 'output', 'f'), \
('d0', 'derivative', '∂f/∂x')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ....parser.errors import BackpropError
from ....parser.unparse import unparse
from ...graph.labels import constant_tree
from ..formulas.unicode import derivative_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...differentiation.derivative import Entry
    from ...graph.graph import Constant, Graph
    from ..derivative_program import DerivativeProgram

_LONGEST_TITLE = 200

MOST_DERIVATIVES = 1_000_000
"""Beyond this number, zeros included, derivatives are not listed one by one."""

_ANY_ORDER = frozenset(
    {"add", "multiply", "equal", "not_equal", "and", "or", "hypot", "max", "min", "logsumexp"}
)
_PLACES = {"where": ["if", "then", "else"]}


class Wire(NamedTuple):
    """What stands on the wires from a vertex: the value, the gradients, both as lines of words."""

    value: str
    gradient: str
    lines: tuple[str, ...]


class Vertex(NamedTuple):
    """A vertex; `kind` says what it is, `small` stands beneath its label.

    Of a program it is an `input`, a `constant`, a `value` (an operation that an output needs), a
    `step` (one that only derivatives need), an `output` or a `derivative`; of a circuit an `input`,
    a `constant`, an `operation`, an `output` or the `rest`, which is not drawn.
    """

    id: str
    label: str
    kind: str
    small: str = ""
    is_taken: bool = True
    wire: Wire | None = None


class Arrow(NamedTuple):
    """From an argument to what is made of it; `line` is `solid`, `dashed` or `dotted`."""

    tail: str
    head: str
    label: str = ""
    line: str = "solid"


class Drawing(NamedTuple):
    """A picture: of a `program` or, with numbers on the wires, of a `circuit`."""

    title: str
    of: str
    parts: Sequence[Vertex | Arrow]


def cut(title: str, most: int) -> str:
    """A title, or as much of it as a picture has room for."""
    return title if len(title) <= most else f"{title[: most - 1]}…"


def argument_places(operation: str, arguments: Sequence[int]) -> list[str]:
    """What tells the arguments of an operation apart; nothing where their order does not matter.

    >>> argument_places("subtract", [4, 2]), argument_places("add", [4, 2])
    (['1', '2'], ['', ''])
    """
    if operation in _ANY_ORDER or len(set(arguments)) < 2:
        return [""] * len(arguments)
    return _PLACES.get(operation) or [str(place + 1) for place in range(len(arguments))]


def drawing(program: DerivativeProgram) -> Drawing:
    """The picture of a program with its derivatives.

    Raises `BackpropError` where there are too many derivatives.
    """
    graph = program.derivatives.graph
    vertices, arrows = _nodes(graph), _arguments(graph)
    for number, (name, node) in enumerate(graph.outputs.items()):
        vertices.append(Vertex(f"r{number}", name, "output"))
        arrows.append(Arrow(f"n{node}", f"r{number}"))
    for number, (of, by) in enumerate(asked(program)):
        node = program.derivatives.entries.get((of, by))
        label = derivative_name(of, [by] * program.order, ordinary=len(graph.inputs) == 1)
        vertices.append(Vertex(f"d{number}", label + " = 0" * (node is None), "derivative"))
        if node is not None:
            arrows.append(Arrow(f"n{node}", f"d{number}"))
    return Drawing(cut(program.source, _LONGEST_TITLE), "program", [*vertices, *arrows])


def asked(program: DerivativeProgram) -> list[Entry]:
    """Every output with every name that it is differentiated by, structural zeros included.

    Raises `BackpropError` where there are more than `MOST_DERIVATIVES`.
    """
    outputs = program.derivatives.graph.outputs
    if len(outputs) * len(program.wrt) > MOST_DERIVATIVES:
        raise BackpropError(
            f"{len(outputs):,} outputs by {len(program.wrt):,} inputs are more than "
            f"{MOST_DERIVATIVES:,} derivatives",
            hint="take fewer outputs with --of, or fewer inputs with --wrt",
        )
    return [(of, by) for of in outputs for by in program.wrt]


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
            label = _named(graph, node, (operation.symbol or operation.name).strip())
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
        if operation is not None:
            places = argument_places(operation.name, arguments)
            arrows += [
                Arrow(f"n{a}", f"n{node}", p) for a, p in zip(arguments, places, strict=True)
            ]
    return arrows
