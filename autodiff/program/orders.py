"""What may be differentiated: the arguments of `diff(…)`, and programs whose paths multiply.

>>> from ...parser.parse import parse
>>> call = parse("diff(x^3, x, 2)").statements[0].value
>>> by_and_order(call)
('x', 2)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ...parser.syntax import Name, Number, Unary
from ..graph.graph import CONSTANT_NAMES
from ..graph.growth import too_long

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ...parser.syntax import Call, Expression, Program

MOST_ORDER = 1000
"""Higher derivatives than this are refused."""

_MANY_STATEMENTS = 20_000
"""The derivatives of so many take longer to simplify than a person waits."""

_MANY_PATHS = 1_000_000_000
"""Where paths only add up, no text is long enough for so many."""

_UNCOUNTED = 1 << 40
"""Paths are not counted further."""

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
    """The name and the order that a `diff` which passed the check is given."""
    by = call.arguments[1]
    assert isinstance(by, Name)
    if len(call.arguments) == 2:
        return by.name, 1
    order = call.arguments[2]
    number = order.operand if isinstance(order, Unary) else order
    assert isinstance(number, Number)
    return by.name, number.mantissa * 10**number.exponent


def refuse_many_paths(
    program: Program, wrt: Collection[str] | None, of: Collection[str] | None
) -> None:
    """Refuse to write out the derivatives of a long program in which paths multiply.

    A derivative has a term for each path from its input to its output. In a short program they may
    well be collected, as in x^1024 from ten squares; in a long one it is not tried.

    Raises `BackpropError`.
    """
    if len(program.statements) <= _MANY_STATEMENTS:
        return
    counts, bare, used = dict[str, int](), list[int](), set[str]()
    for statement in program.statements:
        names = [node.name for node in statement.nodes if isinstance(node, Name)]
        used.update(names)
        found = min(sum([_paths(name, counts, wrt) for name in names]), _UNCOUNTED)
        if statement.target is not None:
            counts[statement.target.name] = found
        elif statement.function is None:
            bare.append(found)
    ends = [counts.get(name, 0) for name in of or counts.keys() - used]
    if max(ends if of or not bare else bare, default=0) > _MANY_PATHS:
        raise too_long()


def _paths(name: str, counts: Mapping[str, int], wrt: Collection[str] | None) -> int:
    """How many paths lead to a name from what is differentiated by, if it is counted already."""
    if wrt and name in wrt:
        return 1
    return counts.get(name, 0 if wrt or name in CONSTANT_NAMES else 1)
