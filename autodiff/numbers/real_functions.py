"""The primitives as functions of fractions and balls, by name.

Invariants:

- A function takes its context and values of FLINT within its domain, and gives a fraction where its
  value is one that is known to be rational; else a ball that all its values on the balls lie in.
- Where the edge of a domain lies within a ball, the part inside counts.
- No argument costs more than a few digits: what has more of them than can be told apart from an
  infinity, or from a limit, is brought down first.

>>> context = Context(bits=100, longest=1000)
>>> power(context, fmpq(8, 27), fmpq(2, 3)), logarithm(fmpq(8), fmpq(4))
(4/9, 3/2)
>>> exp(fmpq(10) ** 30), pole("logit", fmpq(1))
([+/- inf], [+/- inf])
"""

# pyright: basic
# The short formulas are lambdas, which have no static types.

from __future__ import annotations

import operator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import acb, arb, arb_series, ctx, fmpq, fmpz

from .real import (
    INFINITY,
    LARGEST,
    NAN,
    TINY,
    UNKNOWN,
    Context,
    Value,
    divide,
    is_infinite,
    multiply,
    order_of,
    subtract,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_ZERO, _ONE = fmpq(0), fmpq(1)

_LARGEST_FACTORIAL = 2000
"""No factorial beyond this has few enough digits."""

_LARGEST_GAMMA = 2**46
"""Beyond it the gamma function is infinite (see `LARGEST`)."""

_LARGEST_ERF = 2**26
"""Beyond it erfc cannot be told from 0."""

_LARGEST_ANGLE = arb(2) ** 20_000
"""An angle beyond it takes more digits of pi than is reasonable."""


def is_far(name: str, value: Value) -> bool:
    """Whether the argument of a function is an angle so large that nothing can be said of it."""
    if name not in ("sin", "cos", "tan", "cot") or is_infinite(value):
        return False
    return bool(abs(arb(value)) > _LARGEST_ANGLE)


_POLES: dict[str, dict[fmpq, int]] = {
    "log": {_ZERO: -1}, "log2": {_ZERO: -1}, "log10": {_ZERO: -1}, "log1p": {-_ONE: -1},
    "atanh": {_ONE: 1, -_ONE: -1}, "logit": {_ZERO: -1, _ONE: 1}, "gamma": {_ZERO: 1},
}  # fmt: skip


def pole(name: str, *values: Value) -> arb:
    """What a function is at fractions outside its domain: infinite at a pole, else NaN."""
    if name == "lgamma":  # the logarithm of |gamma| has poles where gamma has them
        return INFINITY
    x, *others = values
    if name == "power":
        return NAN if x else INFINITY
    if name == "logb":
        (base,) = others
        return NAN if x or base <= 0 or base == 1 else INFINITY if base < 1 else -INFINITY
    sign = _POLES.get(name, {}).get(x, 0) if isinstance(x, fmpq) else 0
    return INFINITY * sign if sign else NAN


def _beyond(x: Value, limit: int) -> int:
    """1 or -1 where a number is surely beyond a limit or its negative, else 0."""
    return 1 if x > limit else -1 if x < -limit else 0


# Powers, roots and logarithms


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
    beyond = _beyond(abs(arb(x)).log() * y / arb.const_log2(), LARGEST)
    if beyond:
        size = INFINITY if beyond > 0 else TINY
        return size if x > 0 else -size if whole and _is_odd(y) else size if whole else UNKNOWN
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


# Exponentials and angles


def exp(x: Value) -> Value:
    """e^x: infinite, or too small to be told from 0, where it is beyond all bounds."""
    beyond = 0 if is_infinite(x) else _beyond(x, LARGEST)
    return arb(x).exp() if not beyond else INFINITY if beyond > 0 else TINY


def expm1(x: Value) -> Value:
    """e^x - 1."""
    return arb(x).expm1() if is_infinite(x) or not _beyond(x, LARGEST) else exp(x) - _ONE


def sinh(x: Value) -> Value:
    """The hyperbolic sine."""
    beyond = _beyond(x, LARGEST)
    return beyond * INFINITY if beyond else arb(x).sinh()


def cosh(x: Value) -> Value:
    """The hyperbolic cosine."""
    return INFINITY if _beyond(x, LARGEST) else arb(x).cosh()


def tanh(x: Value) -> Value:
    """The hyperbolic tangent."""
    beyond = 0 if is_infinite(x) else _beyond(x, LARGEST)
    return beyond + TINY if beyond else arb(x).tanh()


def sigmoid(x: Value) -> Value:
    """1/(1 + exp(-x)), with the small one of the two exponentials."""
    if x < 0:
        small = exp(x)
        return small / (small + _ONE)
    return _ONE / (exp(-x) + _ONE)


def softplus(x: Value) -> Value:
    """log(1 + exp(x))."""
    if x < 0:
        return arb(exp(x)).log1p()
    return x + arb(exp(-x)).log1p()


def logit(x: Value) -> Value:
    """log(x/(1 - x))."""
    return arb(divide(x, subtract(_ONE, x))).log()


def _angle(x: Value) -> arb:
    """A number as a ball that is precise beside 1, since an angle is reduced by multiples of pi."""
    if not isinstance(x, fmpq) or x.height_bits() < ctx.prec:
        return arb(x)
    with ctx.extraprec(int(abs(x).floor().bit_length())):
        return arb(x)


def _within_unit(x: Value) -> bool:
    """Whether a number is surely between -1 and 1, the ends included if it is exact."""
    return bool(abs(arb(x)) <= 1)


def asin(x: Value) -> Value:
    """The angle whose sine is x; by that of a point where the edge may be within the ball."""
    return arb(x).asin() if _within_unit(x) else arb.atan2(arb(x), _leg(x))


def acos(x: Value) -> Value:
    """The angle whose cosine is x; likewise."""
    if _within_unit(x):
        return arb(x).acos()
    return arb.pi() - arb.atan2(_leg(x), -arb(x)) if x < 0 else arb.atan2(_leg(x), arb(x))


def _leg(x: Value) -> arb:
    """The root of 1 - x^2."""
    return ((_ONE - x) * (_ONE + x) + arb(0)).nonnegative_part().sqrt()


def acosh(x: Value) -> Value:
    """The inverse of cosh, by twice that of sinh at half the angle beside 1."""
    if x >= 1:
        return arb(x).acosh()
    return 2 * arb(root((x - _ONE) / 2, 2)).asinh()


def angle(y: Value, x: Value) -> Value:
    """The angle of the point (x, y)."""
    if is_infinite(y) and is_infinite(x):
        quarter = arb.pi() / 4 if x > 0 else 3 * arb.pi() / 4
        return quarter if y > 0 else -quarter
    return arb.atan2(arb(y), arb(x))


# The error function, gamma and its kin


def erf(x: Value) -> Value:
    """The error function."""
    beyond = _beyond(x, _LARGEST_ERF)
    return fmpq(beyond) if is_infinite(x) else beyond + TINY if beyond else arb(x).erf()


def erfc(x: Value) -> Value:
    """1 - erf(x)."""
    beyond = _beyond(x, _LARGEST_ERF)
    return subtract(_ONE, erf(x)) if beyond else arb(x).erfc()


def _factorial(n: int) -> fmpz:
    return fmpz.fac_ui(n)  # pyright: ignore[reportArgumentType]


def gamma(context: Context, x: Value) -> Value:
    """The factorial of the whole number below, or the gamma function."""
    if isinstance(x, fmpq) and x.q == 1 and 0 < x < _LARGEST_FACTORIAL:
        found = fmpq(_factorial(int(x.p) - 1))
        if found.height_bits() <= context.longest:
            return found
    return INFINITY if x > _LARGEST_GAMMA else arb(x).gamma()


def lgamma(x: Value) -> Value:
    """The logarithm of |gamma(x)|."""
    if is_infinite(x):
        return INFINITY
    return arb(x).lgamma() if x > 0 else -abs(arb(x).rgamma()).log()


def polygamma(n: Value, x: Value) -> Value:
    """The n-th derivative of digamma."""
    assert isinstance(n, fmpq)
    if is_infinite(x):
        return INFINITY if n == 0 else _ZERO
    if n == 0:
        return arb(x).digamma()
    if x > 0:
        return acb(arb(x)).polygamma(acb(arb(n))).real
    return _reflected_polygamma(int(n.p), arb(x))


def _reflected_polygamma(n: int, x: arb) -> Value:
    """The same left of 0, where Arb's takes a step for each unit: by the series of 1/gamma."""
    before, ctx.cap = ctx.cap, n + 2
    try:
        reciprocal = arb_series([x, 1]).rgamma()
        return -(reciprocal.derivative() / reciprocal)[n] * _factorial(n)
    finally:
        ctx.cap = before


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "negate": operator.neg, "add": operator.add, "subtract": subtract, "multiply": multiply,
    "divide": divide, "square": lambda x: multiply(x, x), "abs": abs,
    "sqrt": lambda x: root(x, 2), "cbrt": cube_root,
    "hypot": lambda x, y: root(multiply(x, x) + multiply(y, y), 2),
    "logb": logarithm, "log2": lambda x: logarithm(x, fmpq(2)),
    "log10": lambda x: logarithm(x, fmpq(10)),
    "exp": exp, "expm1": expm1, "sinh": sinh, "cosh": cosh, "tanh": tanh,
    "sigmoid": sigmoid, "softplus": softplus, "logit": logit,
    "asin": asin, "acos": acos, "acosh": acosh, "atan2": angle,
    "erf": erf, "erfc": erfc, "lgamma": lgamma,
    "digamma": lambda x: polygamma(_ZERO, x), "polygamma": polygamma,
    "log": lambda x: arb(x).log(), "log1p": lambda x: arb(x).log1p(),
    "sin": lambda x: _angle(x).sin(), "cos": lambda x: _angle(x).cos(),
    "tan": lambda x: _angle(x).tan(), "cot": lambda x: _angle(x).cot(),
    "atan": lambda x: arb(x).atan(), "asinh": lambda x: arb(x).asinh(),
    "atanh": lambda x: arb(x).atanh(),
}  # fmt: skip
"""Name → value; comparisons, steps and extremes, which may be undecided, are the algebra's own."""

BOUNDED: dict[str, Callable[..., Value]] = {
    "power": power,
    "power_below": lambda context, x, y, _: power(context, x, subtract(y, _ONE)),
    "gamma": gamma,
}
"""The same of what may be a very long fraction: they take the context first."""
