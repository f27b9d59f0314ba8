"""Fractions and decimal numbers as text, of any length.

Invariant: no digit is lost, unless fewer are asked for; then the last is rounded half to even.

>>> fraction_text(-7, 2), fraction_text(12, 1), rounded_text(1, 3, 5), rounded_text(10**40, 1, 12)
('-7/2', '12', '0.33333', '1e+40')
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

_PIECE = 600
"""Python converts integers of at least 640 digits to text, whatever its limit is set to."""


def integer_text(number: int) -> str:
    """All digits of an integer, whatever limit Python has been given.

    >>> integer_text(-(10**2000)) == "-1" + "0" * 2000
    True
    """
    if abs(number) < 10**_PIECE or not sys.get_int_max_str_digits():
        return str(number)
    pieces: list[str] = []
    rest = abs(number)
    while rest:
        rest, low = divmod(rest, 10**_PIECE)
        pieces.append(f"{low:0{_PIECE}d}" if rest else str(low))
    return "-" * (number < 0) + "".join(reversed(pieces))


def fraction_text(numerator: int, denominator: int) -> str:
    """A fraction in lowest terms as it is written; one over 0 is an infinity, 0/0 is NaN."""
    if denominator == 0:
        return "inf" if numerator > 0 else "-inf" if numerator else "nan"
    below = "" if denominator == 1 else f"/{integer_text(denominator)}"
    return integer_text(numerator) + below


def significant(numerator: int, denominator: int, digits: int) -> tuple[str, int]:
    """The leading digits of a fraction that is not negative, and the power of ten of the first.

    >>> significant(2, 3, 4), significant(0, 1, 4), significant(9999, 1, 2)
    (('6667', -1), ('00', 0), ('10', 4))
    """
    if not numerator:
        return "0" * min(digits, 2), 0
    # An estimate of the exponent that is at most one too large or too small.
    exponent = (numerator.bit_length() - denominator.bit_length()) * 30103 // 100000
    while True:
        shift = digits - 1 - exponent
        above, below = numerator, denominator
        if shift >= 0:
            above *= 10**shift
        else:
            below *= 10**-shift
        whole, rest = divmod(above, below)
        whole += 2 * rest > below or (2 * rest == below and whole % 2 == 1)
        text = integer_text(whole)
        if len(text) == digits:
            return text, exponent
        # Rounded up to 10…0, the number keeps its digits; otherwise the estimate was off.
        exponent += len(text) - digits


def plain_text(sign: str, digits: str, exponent: int, most: int) -> str:
    """Digits with their point where it belongs, as Python's `g` format writes them.

    >>> plain_text("-", "1250", 0, 6), plain_text("", "1", -9, 6), plain_text("", "12", 5, 6)
    ('-1.25', '1e-09', '120000')
    """
    digits = digits.rstrip("0") or "0"
    if digits == "0":
        return "0"
    if -5 < exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    if 0 <= exponent < most:
        whole, rest = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1 :]
        return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"
    mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits
    return f"{sign}{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def rounded_text(numerator: int, denominator: int, digits: int) -> str:
    """A fraction to so many significant digits, without zeros that say nothing."""
    text, exponent = significant(abs(numerator), denominator, digits)
    return plain_text("-" if numerator < 0 else "", text, exponent, digits)


def decimal_text(number: Decimal, digits: int | None = None) -> str:
    """A decimal number, whole or to so many significant digits.

    >>> from decimal import Decimal
    >>> decimal_text(Decimal("-0.1230")), decimal_text(Decimal("1.25e40")), decimal_text(Decimal(0))
    ('-0.123', '1.25e+40', '0')
    >>> decimal_text(Decimal("0.123456"), 3), decimal_text(Decimal("99.96"), 3)
    ('0.123', '100')
    """
    sign, figures, power = number.as_tuple()
    assert isinstance(power, int)
    text = "".join(map(str, figures))
    exponent = len(text) - 1 + power
    if digits is not None and len(text) > digits:
        text, carried = significant(int(text), 1, digits)
        exponent += carried - (len(figures) - 1)
    most = max(len(text), digits or 0, 17)
    return plain_text("-" if sign else "", text, exponent, most)


def number_text(number: Fraction | Decimal, digits: int | None = None) -> str:
    """A number of a report that is no float, whole or to so many significant digits."""
    from fractions import Fraction

    if not isinstance(number, Fraction):
        return decimal_text(number, digits)
    if digits is None:
        return fraction_text(number.numerator, number.denominator)
    return rounded_text(number.numerator, number.denominator, digits)
