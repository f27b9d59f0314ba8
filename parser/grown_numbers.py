"""What is said of a number that goes on as none does: `1.2.3`, `1_x`, `0x1F`.

>>> from .parse import parse
>>> try:
...     parse("0x1F")
... except BackpropError as error:
...     print(error.message, error.hint, sep="; ")
'0x1F' is not a decimal number; write 31; a product is 0*x1F
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import BackpropError
from .tokens import place
from .wording import quoted, shown

if TYPE_CHECKING:
    from .tokens import Token


def grown_number(number: Token, token: Token) -> BackpropError:
    """The error for a number and the token that reads like more of it."""
    whole = place(number, token)
    message = f"{quoted(number + token)} is not a number"
    if token.type == "NUMBER":
        hint = "a number has one decimal point, as in 1.25, and a whole exponent, as in 1e-3"
        return BackpropError(message, whole, hint=hint)
    product = f"a product is {shown(number)}*{shown(token)}"
    if token.startswith("_"):
        hint = f"'_' may stand between two digits, as in 1_000; {product}"
        return BackpropError(message, whole, hint=hint)
    message = f"{quoted(number + token)} is not a decimal number"
    return BackpropError(message, whole, hint=f"{_decimal(token)}{product}")


def _decimal(token: Token) -> str:
    """`write 31; ` for `x1F`, nothing when it is no number in its base or a very long one."""
    try:
        return f"write {int(f'0{token}', 0)}; " if len(token) < 20 else ""
    except ValueError:
        return ""
