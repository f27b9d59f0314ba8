"""How a number is written: in full, or rounded for a table; and columns that align.

>>> shortest(-12.0), shortest(4.800000000000001), rounded(4.800000000000001, 12)
('-12', '4.800000000000001', '4.8')
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...autodiff.graph.notes import Number

EXACT_INTEGERS = 1e16
"""Below this Python writes an integral double without an exponent."""

LONGEST_FRACTION = 24
"""A table shows fractions of no more characters than this whole."""

ABOUT = "~"
"""What a table writes before the rounded value of a longer one."""


def shortest(number: Number) -> str:
    """The shortest text that reads back to the same number.

    >>> [shortest(number) for number in (3.0, -0.0, 1e300, 0.1, math.inf, -math.inf, math.nan)]
    ['3', '-0.0', '1e+300', '0.1', 'inf', '-inf', 'nan']
    """
    if isinstance(number, int | float):
        return str(plain_number(number))
    from ...autodiff.graph.number_text import number_text

    return number_text(number)


def plain_number(number: float) -> int | float:
    """`number` as an integer where that says the same, so that it is written without `.0`.

    >>> plain_number(-12.0), plain_number(-0.0), plain_number(1e16), plain_number(5)
    (-12, -0.0, 1e+16, 5)
    """
    if isinstance(number, int) or not number.is_integer() or abs(number) >= EXACT_INTEGERS:
        return number
    if number == 0.0 and math.copysign(1, number) < 0:
        return number
    return int(number)


def rounded(number: Number, precision: int) -> str:
    """`number` to so many significant digits, without zeros that say nothing.

    A fraction is shown whole, or marked as rounded if it is a long one.

    >>> rounded(1 / 3, 4), rounded(1234567.0, 12), rounded(1e-9, 12)
    ('0.3333', '1234567', '1e-09')
    >>> from fractions import Fraction
    >>> rounded(Fraction(1, 3), 4), rounded(Fraction(10**40, 3), 4)
    ('1/3', '~3.333e+39')
    """
    if isinstance(number, int | float):
        return f"{number:.{precision}g}"
    from ...autodiff.graph.number_text import number_text

    whole = number_text(number)
    if "/" not in whole and len(whole) <= precision:
        return whole
    if is_fraction(number):
        short = len(whole) <= LONGEST_FRACTION
        return whole if short else ABOUT + number_text(number, precision)
    return number_text(number, precision)


def is_fraction(number: Number) -> bool:
    """Whether it is a number of exact arithmetic."""
    return hasattr(number, "denominator") and not isinstance(number, int)


def align_points(cells: Sequence[str]) -> list[str]:
    """Number texts padded so that their decimal points stand under one another.

    >>> align_points(["4.8", "-12", "", "0.25"])
    ['  4.8 ', '-12   ', '      ', '  0.25']
    """
    parts = [point_parts(cell) for cell in cells]
    before = max((len(whole) for whole, _ in parts), default=0)
    after = max((len(rest) for _, rest in parts), default=0)
    return [f"{whole:>{before}}{rest:<{after}}" for whole, rest in parts]


def point_parts(cell: str) -> tuple[str, str]:
    """What stands before the decimal point, and the point with all that follows it.

    >>> point_parts("1.5e-07"), point_parts("1e+20"), point_parts("nan")
    (('1', '.5e-07'), ('1', 'e+20'), ('nan', ''))
    """
    for index, character in enumerate(cell):
        if character == "." or (character == "e" and cell[index - 1].isdigit()):
            return cell[:index], cell[index:]
    return cell, ""
