"""Number literals: exact mantissa and exponent from the text, in time linear in its length.

Invariants:

- The value is never expanded: `1e3000000` is the pair (1, 3000000).
- The mantissa has no trailing zeros; zero is (0, 0).

>>> number("１_200．50", Span(0, 8)), number("1e3000000", Span(0, 9))
(Number(12005, -1), Number(1, 3000000))
"""

from __future__ import annotations

import sys

from .errors import BackpropError, Span
from .syntax import Number

# Python converts no longer text to an integer unless it is told to, because that is quadratic.
MOST_DIGITS = 4300
MOST_EXPONENT_DIGITS = 18
_FEW_DIGITS = 100

_PLAIN = str.maketrans("０１２３４５６７８９．＿ｅＥ＋﹢−－﹣‐‑‒–", "0123456789._ee++-------")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def number(typed: str, span: tuple[int, int]) -> Number:
    """The number that a NUMBER token holds.

    Raises:
        BackpropError: it has more digits than can be read.
    """
    whole, _, fraction = typed.partition(".")
    digits = whole + fraction
    if digits.isdecimal() and digits[-1] != "0" and len(digits) < _FEW_DIGITS:
        return Number(int(digits), -len(fraction), span)  # what most numbers are, without detours
    plain = typed if typed.isascii() else typed.translate(_PLAIN)
    mantissa, _, exponent = plain.replace("E", "e").replace("_", "").partition("e")
    whole, _, fraction = mantissa.partition(".")
    return _exact(whole + fraction, _exponent(exponent, span) - len(fraction), span)


def superscript_number(typed: str, span: tuple[int, int]) -> Number:
    """The number that the digits of a SUPERSCRIPT token hold.

    Raises:
        BackpropError: it has more digits than can be read.
    """
    return _exact(typed.translate(_SUPERSCRIPT), 0, span)


def _exact(digits: str, exponent: int, span: tuple[int, int]) -> Number:
    significant = digits.strip("0")
    if not significant:
        return Number(0, 0, span)
    most = min(MOST_DIGITS, sys.get_int_max_str_digits() or MOST_DIGITS)
    if len(significant) > most:
        raise BackpropError(
            f"a number of {len(significant)} significant digits is too long",
            Span(*span),
            hint=f"at most {most} digits are read; write fewer",
        )
    zeros = len(digits) - len(digits.rstrip("0"))
    return Number(int(significant), exponent + zeros, span)


def _exponent(typed: str, span: tuple[int, int]) -> int:
    digits = typed.lstrip("+-").lstrip("0") or "0"
    if len(digits) > MOST_EXPONENT_DIGITS:
        raise BackpropError(
            f"an exponent of {len(digits)} digits is too long",
            Span(*span),
            hint=f"an exponent has at most {MOST_EXPONENT_DIGITS} digits",
        )
    return -int(digits) if typed.startswith("-") else int(digits)
