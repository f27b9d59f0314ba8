"""Powers, roots and logarithms of fractions and balls: fractions where they are, balls elsewhere.

>>> context = Context(bits=100, longest=1000)
>>> power(context, fmpq(8, 27), fmpq(2, 3)), root(fmpq(9, 4), 2), logarithm(fmpq(8), fmpq(4))
(4/9, 3/2, 3/2)
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq, fmpz

from .real import INFINITY, LARGEST, TINY, UNKNOWN, Context, Value, is_infinite, order_of

_ZERO, _ONE = fmpq(0), fmpq(1)


def beyond(x: Value, limit: int) -> int:
    """1 or -1 where a number is surely beyond a limit or its negative, else 0."""
    return 1 if x > limit else -1 if x < -limit else 0


def whole_root(number: fmpz, degree: int) -> fmpz | None:
    """The root of a number that is not negative, if it is whole.

    >>> whole_root(fmpz(0), 5), whole_root(fmpz(2) ** 100, 10**30), whole_root(fmpz(10) ** 60, 20)
    (0, None, 1000)
    """
    if number < 2 or degree == 1:
        return number
    if degree >= number.bit_length():
        return None
    found = number.root(degree)
    return found if found**degree == number else None


def rational_root(x: fmpq, degree: int) -> fmpq | None:
    """The root of a fraction that is not negative, if it is one."""
    above = whole_root(x.p, degree)
    below = None if above is None else whole_root(x.q, degree)
    return None if above is None or below is None else fmpq(above, below)


def root(x: Value, degree: int) -> Value:
    """The root of a number that is not negative, as far as can be told."""
    if isinstance(x, fmpq):
        found = rational_root(x, degree)
        if found is not None:
            return found
    return arb(x).nonnegative_part().root(degree)


def cube_root(x: Value) -> Value:
    """The cube root, negative for a negative number."""
    order, sure = order_of(x, _ZERO)
    if order == 0 and not sure:
        reach = arb(x).abs_upper().root(3)
        return (-reach).union(reach)
    return -root(-x, 3) if order == -1 else root(x, 3)


def is_rational_power(x: Value, y: Value) -> bool:
    """Whether the power of two fractions is a fraction, however long."""
    if not (isinstance(x, fmpq) and isinstance(y, fmpq)) or (x < 0 and y.q != 1):
        return False
    return rational_root(abs(x), int(y.q)) is not None


def power(context: Context, x: Value, y: Value) -> Value:
    """x^y: by repeated multiplication, or by a root that is rational; else by logarithms."""
    if y == 0 or (isinstance(x, fmpq) and x == 1):
        return _ONE
    if is_infinite(x) or is_infinite(y):
        return _power_at_infinity(x, y)
    if isinstance(x, fmpq) and not x:
        order, _ = order_of(y, _ZERO)
        return _ZERO if order == 1 else INFINITY if order == -1 else UNKNOWN
    if isinstance(y, fmpq):
        found = x if y == 1 else _rational_power(context, x, y) if isinstance(x, fmpq) else None
        if found is not None:
            return found
    return _power_by_logarithm(x, y)


def _power_by_logarithm(x: Value, y: Value) -> Value:
    """The power of finite numbers: too large, too small, or between."""
    whole = isinstance(y, fmpq) and y.q == 1
    size = beyond(abs(arb(x)).log() * y / arb.const_log2(), LARGEST)
    if size:
        found = INFINITY if size > 0 else TINY
        return found if x > 0 else UNKNOWN if not whole else -found if _is_odd(y) else found
    if isinstance(y, fmpq) and whole:
        return arb(x) ** y.p
    return arb(x) ** arb(y) if x > 0 else _power_near_zero(x, y)


def _rational_power(context: Context, x: fmpq, y: fmpq) -> fmpq | None:
    """The power of two fractions if it is a fraction that is not too long."""
    base = rational_root(abs(x), int(y.q)) if x > 0 or y.q == 1 else None
    if base is None or (base.height_bits() - 1) * abs(y.p) > context.longest:
        return None
    size = base ** int(y.p)
    return -size if x < 0 and _is_odd(y) else size


def _power_near_zero(x: Value, y: Value) -> Value:
    """The power of a number that cannot be told from 0; unknown beside a pole."""
    if x < 0 or not y > 0:
        return UNKNOWN
    reach = arb(x).upper() ** arb(y).lower()
    return arb(0).union(reach.upper()) if arb(x).upper() <= 1 else UNKNOWN


def _power_at_infinity(x: Value, y: Value) -> Value:
    if is_infinite(y):
        size, sure = order_of(abs(x), _ONE)
        if not size:
            return _ONE if sure else UNKNOWN
        return INFINITY if (size > 0) == (y > 0) else _ZERO
    if not y > 0:
        return _ZERO if y < 0 else UNKNOWN
    return -INFINITY if x < 0 and _is_odd(y) else INFINITY


def _is_odd(y: Value) -> bool:
    return isinstance(y, fmpq) and y.q == 1 and bool(y.p % 2)


def logarithm(x: Value, base: Value) -> Value:
    """The logarithm to a base, rational if both are powers of one rational number."""
    found = arb(x).log() / arb(base).log()
    if not isinstance(x, fmpq) or not isinstance(base, fmpq) or not found.is_finite():
        return found
    guess = _nearest_fraction(found, base.height_bits())
    one = rational_root(base, guess.denominator)
    if one is None or abs(guess.numerator) > x.height_bits():
        return found
    return fmpq(guess.numerator, guess.denominator) if one**guess.numerator == x else found


def _nearest_fraction(x: arb, denominator: int) -> Fraction:
    """The fraction of a bounded denominator that is nearest to a ball."""
    middle = x.mid().fmpq()
    return Fraction(int(middle.p), int(middle.q)).limit_denominator(denominator)
