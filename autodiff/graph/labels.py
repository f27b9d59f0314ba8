"""Numbers and nodes in words: what messages and rows call them.

>>> number_text(-12.0), number_text(4.800000000000001), number_text(float("inf"))
('-12', '4.800000000000001', 'inf')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...parser.errors import Span
from ...parser.syntax import Binary, Call, Name, Number, Unary
from ...parser.unparse import unparse

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ...parser.syntax import Expression
    from .graph import Constant, Graph

NOWHERE = Span(0, 0)


def number_text(value: Any) -> str:  # noqa: ANN401
    """The shortest text that reads back to the same double; whole numbers without `.0`.

    Numbers of other kinds know their text themselves.
    """
    if isinstance(value, int | float):
        return repr(float(value)).removesuffix(".0")
    return str(value)


def counted(count: int, noun: str) -> str:
    """A number of things in words.

    >>> counted(1, "input"), counted(2000, "operation")
    ('1 input', '2,000 operations')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def shortened(text: str) -> str:
    """A label as a sentence can hold it: a long one without its middle.

    >>> shortened("n" * 1000) == "n" * 30 + "…" + "n" * 30, shortened("price")
    (True, 'price')
    """
    return text if len(text) <= 61 else f"{text[:30]}…{text[-30:]}"


def constant_tree(constant: Constant) -> Expression:
    """A constant as it is written."""
    if isinstance(constant, str):
        return Name(constant, NOWHERE)
    mantissa, exponent = constant
    number = Number(abs(mantissa), exponent, NOWHERE)
    return Unary("-", number, NOWHERE) if mantissa < 0 else number


def node_labels(graph: Graph, taken: Collection[str]) -> list[str]:
    """What every node is called: its name, its text if it is a literal, else v1, v2, …

    Names in `taken` are skipped. What no output is made of goes by its own text, which has no row.
    """
    labels: list[str] = []
    shown = graph.shown()
    number = 0
    for node, name in enumerate(graph.names):
        if name is not None:
            labels.append(name)
        elif node in graph.constants:
            labels.append(unparse(constant_tree(graph.constants[node])))
        elif graph.operations[node] is None:
            labels.append("")  # a placeholder, which nothing uses any more
        elif not shown[node]:
            labels.append(shortened(_closed_text(graph, node, labels)))
        else:
            number += 1
            while f"v{number}" in taken:
                number += 1
            labels.append(f"v{number}")
    return labels


def operation_tree(graph: Graph, node: int, arguments: Sequence[Expression]) -> Expression:
    """One operation, written on its arguments' trees."""
    operation = graph.operations[node]
    assert operation is not None
    if operation.symbol is None:
        return Call(operation.name, tuple(arguments), NOWHERE, NOWHERE)
    symbol = operation.symbol.strip()
    if len(arguments) == 1:
        return Unary(symbol, arguments[0], NOWHERE)
    return Binary(symbol, arguments[0], arguments[1], NOWHERE)


def operation_text(graph: Graph, node: int, labels: Sequence[str]) -> str:
    """One operation, written on what its arguments are called: `x + y`, `v1*z`, `sin(x)`.

    Labels are names and literals, so no parentheses are ever needed.
    """
    operation = graph.operations[node]
    assert operation is not None
    arguments = [labels[argument] for argument in graph.arguments[node]]
    symbol = operation.symbol
    if symbol is None:
        return f"{operation.name}({', '.join(arguments)})"
    if len(arguments) == 1:
        return symbol + arguments[0]
    return (symbol if symbol in "*/^" else f" {symbol} ").join(arguments)


def _closed_text(graph: Graph, node: int, labels: Sequence[str]) -> str:
    """The same in a form that can be part of another: `sin(x)`, `(x + y)`."""
    text = operation_text(graph, node, labels)
    operation = graph.operations[node]
    return text if operation is None or operation.symbol is None else f"({text})"


def formula_or_name(graph: Graph, node: int) -> str:
    """An operation on the names of its arguments, or on `…` where they have none: `floor(x)`."""
    labels = [
        unparse(constant_tree(graph.constants[index]))
        if index in graph.constants
        else graph.names[index] or "…"
        for index in range(node + 1)
    ]
    return shortened(operation_text(graph, node, labels))


_SHORT_NODES, _SHORT_TEXT = 12, 40
"""What a short formula holds at most."""


def short_formula(graph: Graph, node: int, labels: Sequence[str]) -> str:
    """A node's name, or its formula on named nodes; nodes that would make it long by their label.

    >>> from ..program.lower import lower
    >>> from ..program.names import survey
    >>> from ...parser.parse import parse
    >>> graph = lower(survey(parse("u = x*y; sin(u^2) + 1")))
    >>> short_formula(graph, 4, node_labels(graph, ()))
    'u^2'
    """
    if graph.names[node] is not None or graph.operations[node] is None:
        return labels[node]
    tree, _ = _short_tree(graph, node, labels, _SHORT_NODES)
    text = unparse(tree)
    return text if len(text) <= _SHORT_TEXT else labels[node]


def _short_tree(
    graph: Graph, node: int, labels: Sequence[str], room: int, *, top: bool = True
) -> tuple[Expression, int]:
    """The tree, and the room that is left; its depth is bounded by the room."""
    if node in graph.constants:
        return constant_tree(graph.constants[node]), room - 1
    if graph.operations[node] is None or (graph.names[node] is not None and not top) or room <= 0:
        return Name(labels[node] or "…", NOWHERE), room - 1
    arguments: list[Expression] = []
    room -= 1
    for argument in graph.arguments[node]:
        tree, room = _short_tree(graph, argument, labels, room, top=False)
        arguments.append(tree)
    return operation_tree(graph, node, arguments), room


def formula(graph: Graph, node: int) -> str:
    """The whole formula of a node in terms of the inputs, shared parts written out each time."""
    trees: list[Expression] = []
    for index, arguments in enumerate(graph.arguments[: node + 1]):
        name = graph.names[index]
        if index in graph.constants:
            trees.append(constant_tree(graph.constants[index]))
        elif graph.operations[index] is None:
            trees.append(Name(name or "…", NOWHERE))
        else:
            trees.append(operation_tree(graph, index, [trees[place] for place in arguments]))
    return unparse(trees[node])


_LONGEST = 200


def bounded_formula(graph: Graph, node: int) -> str:
    """The formula of a node in terms of inputs and names; one that would be long has `…` in it."""
    if _size(graph, node) > _LONGEST:
        return formula_or_name(graph, node)
    trees: dict[int, Expression] = {}
    for index in _needed(graph, node):
        name = graph.names[index]
        if index in graph.constants:
            trees[index] = constant_tree(graph.constants[index])
        elif name is not None or graph.operations[index] is None:
            trees[index] = Name(name or "…", NOWHERE)
        else:
            arguments = [trees[argument] for argument in graph.arguments[index]]
            trees[index] = operation_tree(graph, index, arguments)
    return unparse(trees[node])


def _needed(graph: Graph, node: int) -> list[int]:
    """What a node is made of, itself at the end; names are not looked into."""
    found: set[int] = set()
    pending = [node]
    while pending:
        index = pending.pop()
        if index not in found:
            found.add(index)
            if graph.names[index] is None:
                pending += graph.arguments[index]
    return sorted(found)


def _size(graph: Graph, node: int) -> int:
    """How many nodes a formula has when shared parts are written out each time."""
    sizes: dict[int, int] = {}
    for index in _needed(graph, node):
        arguments = () if graph.names[index] is not None else graph.arguments[index]
        sizes[index] = 1 + sum([sizes[argument] for argument in arguments])
    return sizes[node]
