"""Whole-number arithmetic behind exact powers and logarithms: roots, and powers of one number.

Invariant: numbers never grow; every loop is bounded by the length of what it is given.

>>> whole_root(27, 3), whole_root(28, 3), exponent_of((27, 8), (9, 4))
(3, None, (3, 2))
"""

from __future__ import annotations

from math import gcd

Fraction = tuple[int, int]
"""Numerator and denominator, both positive and without a common divisor."""


def whole_root(number: int, degree: int) -> int | None:
    """The root of a number that is not negative, if it is whole.

    >>> whole_root(0, 5), whole_root(2**100, 10**30), whole_root(10**60, 20)
    (0, None, 1000)
    """
    if number < 2 or degree == 1:
        return number
    if degree >= number.bit_length():
        return None
    guess = 1 << -(-number.bit_length() // degree)
    while True:  # Newton's method from above, which falls until it arrives
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess if guess**degree == number else None
        guess = better


def exponent_of(number: Fraction, base: Fraction) -> Fraction | None:
    """The rational p/q with base^(p/q) = number, if there is one; neither may be 1 as the base.

    Both are powers of one number if there is one, and then Euclid's algorithm on the exponents,
    carried out on the numbers themselves, finds it.

    >>> exponent_of((1, 8), (2, 1)), exponent_of((3, 1), (2, 1)), exponent_of((1, 1), (5, 2))
    ((-3, 1), None, (0, 1))
    """
    root = _common_root(number, base)
    if root is None:
        return None
    above, below = _whole_exponent(number, root), _whole_exponent(base, root)
    if above is None or not below:
        return None
    common = gcd(above, below) if below > 0 else -gcd(above, below)
    return above // common, below // common


def _common_root(a: Fraction, b: Fraction) -> Fraction | None:
    """A number of which both are whole powers, if there is one."""
    a, b = _above_one(a), _above_one(b)
    while a != (1, 1):
        if _length(a) < _length(b) or (_length(a) == _length(b) and a[0] < b[0]):
            a, b = b, a
        if b == (1, 1):
            return a
        quotient = _above_one(_divided(a, b))
        if quotient != (1, 1) and _length(quotient) >= _length(a):
            return None
        a = quotient
    return b


def _whole_exponent(number: Fraction, root: Fraction) -> int | None:
    count, sign = 0, 1 if number[0] >= number[1] else -1
    number = _above_one(number)
    while number != (1, 1):
        smaller = _divided(number, root)
        if _length(smaller) >= _length(number):
            return None
        number, count = smaller, count + 1
    return sign * count


def _above_one(number: Fraction) -> Fraction:
    return number if number[0] >= number[1] else (number[1], number[0])


def _divided(a: Fraction, b: Fraction) -> Fraction:
    above, below = a[0] * b[1], a[1] * b[0]
    common = gcd(above, below)
    return above // common, below // common


def _length(number: Fraction) -> int:
    return number[0] * number[1]
