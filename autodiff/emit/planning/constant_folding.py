"""Constants that differentiation leaves behind, worked out before a program is written.

Invariants:

- Every value stays the same double: only whole numbers that a double holds exactly are worked out,
  and signs.
- Of what the person wrote only a sign is: `-1` is a number, and `2*3` stays a product.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from ...graph.labels import formula
>>> found = differentiated(lower(survey(parse("x^-2"))), ["x"])
>>> formula(found.graph, found.entries["f", "x"])
'where(-2 == 0, 0, -2*x^(-2 - 1))'
>>> found = folded(found)
>>> formula(found.graph, found.entries["f", "x"])
'-2*x^-3'
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from ...differentiation.derivative import Derivatives
from ...graph.graph import Graph
from ...rules import WHERE

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from ...graph.graph import Constant

_LARGEST = 2**53


def folded(derivatives: Derivatives, chained: Container[str] = ()) -> Derivatives:
    """The same program and derivatives with such constants worked out.

    Of `chained`, names of primitives, each with more than two arguments becomes one of the first
    two, of that and the third, and so on.
    """
    folding = _Folding(derivatives.graph, chained)
    places = folding.places
    return Derivatives(
        folding.program,
        {entry: places[node] for entry, node in derivatives.entries.items()},
        tuple([places[node] for node in derivatives.exceptions]),
    )


class _Folding:
    """The new graph, and where each node of the old one has gone."""

    def __init__(self, graph: Graph, chained: Container[str]) -> None:
        self.program = Graph()
        self.places: list[int] = []
        self._graph, self._chained = graph, chained
        self._written = graph.shown()
        input_names = {node: name for name, node in graph.inputs.items()}
        for node, operation in enumerate(graph.operations):
            if operation is not None:
                place = self._operation(node)
            elif node in graph.constants:
                place = self.program.add_constant(graph.constants[node], graph.spans[node])
            elif node in input_names:
                place = self.program.add_input(input_names[node], graph.spans[node])
            else:
                place = self.program.add_placeholder()
            self.places.append(place)
            if graph.names[node] is not None:
                self.program.names[place] = graph.names[node]
        places = self.places
        self.program.inputs = {name: places[node] for name, node in graph.inputs.items()}
        self.program.named = {name: places[node] for name, node in graph.named.items()}
        self.program.outputs = {name: places[node] for name, node in graph.outputs.items()}

    def _operation(self, node: int) -> int:
        graph, program = self._graph, self.program
        operation, span = graph.operations[node], graph.spans[node]
        assert operation is not None
        arguments = tuple([self.places[argument] for argument in graph.arguments[node]])
        constants = [program.constants.get(argument) for argument in arguments]
        if operation.name == "negate" and isinstance(constants[0], tuple) and constants[0][0]:
            mantissa, exponent = constants[0]
            return program.add_constant((-mantissa, exponent), span)
        if not self._written[node]:
            if operation is WHERE and isinstance(constants[0], tuple):
                return arguments[1 if constants[0][0] else 2]
            numbers = [_whole(constant) for constant in constants]
            if len(numbers) == 2 and None not in numbers:
                found = _worked_out(operation.name, [number or 0 for number in numbers])
                if found is not None:
                    return program.add_constant((found, 0), span)
        if operation.name in self._chained and len(arguments) > 2:
            return reduce(
                lambda one, other: program.add_operation(operation, (one, other), span), arguments
            )
        return program.add_operation(operation, arguments, span)


def _whole(constant: Constant | None) -> int | None:
    """The value of a constant that is a whole number of fair size."""
    if not isinstance(constant, tuple):
        return None
    mantissa, exponent = constant
    if not 0 <= exponent <= 16:
        return None
    return mantissa * 10**exponent if abs(mantissa) * 10**exponent <= _LARGEST else None


def _worked_out(name: str, numbers: Sequence[int]) -> int | None:
    """What an operation on whole numbers comes to, if a double holds it exactly."""
    one, other = numbers
    found = {
        "add": one + other,
        "subtract": one - other,
        "multiply": one * other,
        "equal": int(one == other),
    }.get(name)
    return None if found is None or abs(found) > _LARGEST else found
