"""What a language lacks, put in the place of its calls: from graph to graph, for SQL.

Invariants:

- What the program itself says is copied as it is; of a definition, what is made of constants alone
  is worked out.
- A definition that calls itself does so in a branch that its inner call never takes: there is no
  value in that one's place.

>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ...graph.labels import formula
>>> from ....parser.parse import parse
>>> graph = lower(survey(parse("2*silu(x)")))
>>> found = inlined(Derivatives(graph, {}), {"silu": ""}).graph
>>> formula(found, found.outputs["f"])
'2*(x*sigmoid(x))'
"""

from __future__ import annotations

from decimal import Decimal
from math import isinf, isnan
from typing import TYPE_CHECKING

from ...differentiation.derivative import Derivatives, extracted
from ...graph.graph import Graph
from ...numbers.doubles import FLOATS
from ...rules import WHERE
from .definitions import definition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ....parser.errors import Span
    from ...graph.graph import Constant
    from ...rules import Primitive


def inlined(derivatives: Derivatives, lacking: Mapping[str, str]) -> Derivatives:
    """The same program and derivatives without calls of what is lacking.

    `lacking` maps primitives to the texts of definitions; an empty one is that of all languages.
    """
    graph, entries = derivatives.graph, derivatives.entries
    if not any(row is not None and row.name in lacking for row in graph.operations):
        return derivatives
    copy = _Copy(lacking)
    places = {node: copy.program.add_input(name) for name, node in graph.inputs.items()}
    places = copy.added(graph, places)
    program = copy.program
    for node, place in places.items():
        program.names[place] = graph.names[node]
    program.named = {name: places[node] for name, node in graph.named.items()}
    program.outputs = {name: places[node] for name, node in graph.outputs.items()}
    needed = [*graph.outputs.values(), *graph.named.values(), *entries.values()]
    program, moved = extracted(program, [places[node] for node in needed])
    return Derivatives(program, {entry: moved[places[node]] for entry, node in entries.items()})


class _Copy:
    """The new graph; `_inside` are the definitions that are being put in."""

    def __init__(self, lacking: Mapping[str, str]) -> None:
        self.program = Graph()
        self._lacking = lacking
        self._inside: list[str] = []

    def added(
        self, graph: Graph, given: Mapping[int, int], span: Span | None = None
    ) -> dict[int, int]:
        """Where the nodes of a graph have gone; `given` are those that are there already.

        With a `span` the operations are all where that is.
        """
        places = dict(given)
        for node, row in enumerate(graph.operations):
            if node in places:
                continue
            if row is None:
                places[node] = self.program.add_constant(graph.constants[node], graph.spans[node])
            else:
                arguments = tuple([places[argument] for argument in graph.arguments[node]])
                places[node] = self._operation(row, arguments, span or graph.spans[node])
        return places

    def _operation(self, row: Primitive, arguments: tuple[int, ...], span: Span | None) -> int:
        program = self.program
        if self._inside.count(row.name) > 1:
            return program.add_constant("nan", span)
        if self._inside:
            known = [program.constants.get(argument) for argument in arguments]
            if row is WHERE and known[0] is not None:
                return arguments[1 if FLOATS.constant(known[0]) else 2]
            numbers = [FLOATS.constant(number) for number in known if number is not None]
            if len(numbers) == len(known):
                return program.add_constant(_constant(FLOATS.function(row)(*numbers)), span)
        if row.name not in self._lacking:
            return program.add_operation(row, arguments, span)
        graph = definition(row.name, self._lacking[row.name])
        self._inside.append(row.name)
        given = dict(zip(graph.inputs.values(), arguments, strict=True))
        result = self.added(graph, given, span)[graph.outputs[row.name]]
        self._inside.pop()
        return result


def _constant(number: float) -> Constant:
    """The constant that reads to a double."""
    if isnan(number):
        return "nan"
    if isinf(number):
        return (1 if number > 0 else -1, 400)
    sign, digits, exponent = Decimal(repr(float(number))).as_tuple()
    mantissa = int("".join(map(str, digits)))
    return (-mantissa if sign else mantissa, int(exponent))
