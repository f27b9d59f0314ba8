"""Numbers and nodes in words: what messages and rows call them.

>>> number_text(-12.0), number_text(4.800000000000001), number_text(float("inf"))
('-12', '4.800000000000001', 'inf')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parser.errors import Span
from ..parser.syntax import Binary, Call, Name, Number, Unary
from ..parser.unparse import unparse

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..parser.syntax import Expression
    from .graph import Constant, Graph

_NOWHERE = Span(0, 0)


def number_text(value: float) -> str:
    """The shortest text that reads back to the same double; whole numbers without `.0`."""
    return repr(float(value)).removesuffix(".0")


def shortened(text: str) -> str:
    """A label as a sentence can hold it: a long one without its middle.

    >>> shortened("n" * 1000) == "n" * 30 + "…" + "n" * 30, shortened("price")
    (True, 'price')
    """
    return text if len(text) <= 61 else f"{text[:30]}…{text[-30:]}"


def constant_tree(constant: Constant) -> Expression:
    """A constant as it is written."""
    if isinstance(constant, str):
        return Name(constant, _NOWHERE)
    mantissa, exponent = constant
    number = Number(abs(mantissa), exponent, _NOWHERE)
    return Unary("-", number, _NOWHERE) if mantissa < 0 else number


def node_labels(graph: Graph, taken: Collection[str]) -> list[str]:
    """What every node is called: its name, its text if it is a literal, else v1, v2, …

    Names in `taken` are skipped.
    """
    labels: list[str] = []
    number = 0
    for node, name in enumerate(graph.names):
        if name is not None:
            labels.append(name)
        elif node in graph.constants:
            labels.append(unparse(constant_tree(graph.constants[node])))
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
        return Call(operation.name, tuple(arguments), _NOWHERE, _NOWHERE)
    symbol = operation.symbol.strip()
    if len(arguments) == 1:
        return Unary(symbol, arguments[0], _NOWHERE)
    return Binary(symbol, arguments[0], arguments[1], _NOWHERE)


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


def formula(graph: Graph, node: int) -> str:
    """The whole formula of a node in terms of the inputs, shared parts written out each time."""
    trees: list[Expression] = []
    for index, arguments in enumerate(graph.arguments[: node + 1]):
        name = graph.names[index]
        if index in graph.constants:
            trees.append(constant_tree(graph.constants[index]))
        elif name is not None and graph.operations[index] is None:
            trees.append(Name(name, _NOWHERE))
        else:
            trees.append(operation_tree(graph, index, [trees[place] for place in arguments]))
    return unparse(trees[node])
