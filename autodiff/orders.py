"""`diff(expression, x, n)` in the language: what it may be given.

>>> from ..parser.parse import parse
>>> call = parse("diff(x^3, x, 2)").statements[0].value
>>> by_and_order(call)
('x', 2)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parser.errors import BackpropError
from ..parser.syntax import Name, Number, Unary

if TYPE_CHECKING:
    from ..parser.syntax import Call, Expression

MOST_ORDER = 1000
"""Higher derivatives than this are refused."""

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
