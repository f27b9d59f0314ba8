"""`diff(…)` in a program: how it is written, and what it puts into a graph that is being made.

Invariants:

- A derivative is made of the nodes that are there; what it is made by is a node, so no derivative
  can be mistaken for another's, however they are nested.
- A result that is a number, or structurally zero, is a constant of its own.

>>> from ..rules import PRIMITIVES
>>> from ..graph.labels import formula
>>> graph = Graph()
>>> x = graph.add_input("x")
>>> cube = graph.add_operation(PRIMITIVES["power"], (x, graph.add_constant((3, 0))))
>>> formula(graph, Inline(graph).derivative(cube, x, 1, Span(0, 0)))
'3*x^2'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.errors import BackpropError, Span
from ...parser.syntax import Name, Number, Unary
from ..differentiation.builder import Builder
from ..differentiation.derivative import derivative, flat_operations
from ..differentiation.sweeps import active_positions
from ..graph.graph import Derived, Graph
from ..graph.growth import FORETOLD_FROM, expected_total
from ..graph.labels import formula_or_name
from ..graph.notes import Note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ...parser.syntax import Call, Expression

MOST_ORDER = 1000
"""Higher derivatives than this are refused."""

WORK_LIMIT = 3_000_000
"""Derivatives are refused once making them has passed so many nodes, or is expected to."""

_MAKING = 10
"""To make a node takes about as long as to pass so many."""

WRITTEN = "it is written diff(x^3, x), or diff(x^3, x, 2) for the second derivative"


def check_derivative(call: Call) -> None:
    """Refuse a `diff` that is not of an expression, a name and an order.

    Raises `BackpropError`.
    """
    arguments = call.arguments
    if len(arguments) not in (2, 3):
        given = f"{len(arguments)} argument{'' if len(arguments) == 1 else 's'}"
        message = f"'diff' takes an expression, a name and perhaps an order; it is given {given}"
        raise BackpropError(message, call.span, hint=WRITTEN)
    if not isinstance(arguments[1], Name):
        raise BackpropError(
            "'diff' differentiates by a name, and this is none", arguments[1].span, hint=WRITTEN
        )
    if len(arguments) == 3:
        _check_order(arguments[2])


def _check_order(order: Expression) -> None:
    number = order.operand if isinstance(order, Unary) and order.operator == "+" else order
    if not isinstance(number, Number) or number.exponent < 0:
        raise BackpropError(
            "the order of a derivative must be a whole number that is not negative, written out",
            order.span,
            hint=WRITTEN,
        )
    # Its digits are compared, not its value: an exponent can be as large as one likes.
    if number.exponent > 3 or number.mantissa * 10**number.exponent > MOST_ORDER:
        raise BackpropError(
            f"derivatives are worked out up to the order {MOST_ORDER:,}", order.span
        )


def by_and_order(call: Call) -> tuple[str, int]:
    """The name and the order that a `diff` which passed the check is given.

    >>> from ...parser.parse import parse
    >>> by_and_order(parse("diff(x^3, x, 2)").statements[0].value)
    ('x', 2)
    """
    by = call.arguments[1]
    assert isinstance(by, Name)
    if len(call.arguments) == 2:
        return by.name, 1
    order = call.arguments[2]
    number = order.operand if isinstance(order, Unary) else order
    assert isinstance(number, Number)
    return by.name, number.mantissa * 10**number.exponent


class Inline:
    """The derivatives of one graph; `written()` is how many `diff(…)` the program has at least."""

    def __init__(self, graph: Graph, written: Callable[[], int] = lambda: 1) -> None:
        self._graph = graph
        self._written = written
        self._left: int | None = None
        self._builder: Builder | None = None
        self._costs: list[int] = []

    def derivative(self, output: int, by: int, order: int, span: Span) -> int:
        """The node of the derivative of some order of one node by another.

        Raises `BackpropError` where it would be too large.
        """
        graph, start = self._graph, len(self._graph)
        if self._builder is None:
            self._builder = Builder(graph, in_place=True)
            self._left = self._written()
        self._left = max((self._left or 0) - 1, 0)
        self._builder.notice()
        result: int | None = output
        records: list[tuple[int, tuple[tuple[int, tuple[int, ...]], ...]]] = []
        for done in range(1, order + 1):
            if result is None:
                break
            self._note_flat(result, by, span)
            records.append((result, tuple(_kinked(graph, result, by))))
            before = len(graph)
            result = derivative(self._builder, result, by)
            cost = before + _MAKING * (len(graph) - before)
            self._pay(cost, self._left + order - done, span)
        for node in range(start, len(graph)):
            graph.spans[node] = span
        found = self._own(result, span)
        graph.derived += [Derived(found, source, by, kinked) for source, kinked in records]
        return found

    def _own(self, result: int | None, span: Span) -> int:
        """The node of a result; a constant may get a name, so it is not shared with others."""
        if result is None:
            return self._graph.add_constant((0, 0), span)
        constant = self._graph.constants.get(result)
        return result if constant is None else self._graph.add_constant(constant, span)

    def _pay(self, cost: int, more: int, span: Span) -> None:
        """Count what a derivative has cost; so many more are surely to come."""
        self._costs.append(cost)
        more = more if len(self._costs) >= FORETOLD_FROM else 0
        if expected_total(self._costs, more) > WORK_LIMIT:
            raise BackpropError(
                "the derivatives in this program would take too long to work out",
                span,
                hint="name a derivative that is used several times, or take a lower order",
            )

    def _note_flat(self, output: int, by: int, span: Span) -> None:
        for node in flat_operations(self._graph, [by], [output])[:1]:
            text = formula_or_name(self._graph, node)
            self._graph.notes.append(
                Note(
                    "information",
                    f"'{text}' passes no derivative on: its own is 0 wherever it has one",
                    span=span,
                )
            )


def _kinked(graph: Graph, output: int, by: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The operations with kinks between two nodes, with the positions that are moved there."""
    active = active_positions(graph, None, [by], [output])
    moving = graph.above([by])
    flat = set(flat_operations(graph, [by], [output]))
    for node, operation in enumerate(graph.operations):
        if operation is None or not operation.kinks:
            continue
        if active[node] or node in flat:
            yield node, tuple(_moved(graph.arguments[node], moving))


def _moved(arguments: Sequence[int], moving: bytearray) -> list[int]:
    return [place for place, argument in enumerate(arguments) if moving[argument]]
