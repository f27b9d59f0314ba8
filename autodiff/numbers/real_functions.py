"""The primitives as functions of fractions and balls, by name.

Invariants:

- A function takes its context and values of FLINT within its domain, and gives a fraction where its
  value is one that is known to be rational; else a ball that all its values on the balls lie in.
- Where the edge of a domain lies within a ball, the part inside counts.
- No argument costs more than a few digits: what has more of them than can be told apart from an
  infinity, or from a limit, is brought down first.

>>> exp(fmpq(0)) == 1, gamma(Context(bits=100, longest=1000), fmpq(5))
(True, 24)
>>> exp(fmpq(10) ** 30), pole("logit", fmpq(1))
([+/- inf], [+/- inf])
"""

# pyright: basic
# The short formulas are lambdas, which have no static types.

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from flint import acb, arb, arb_series, ctx, fmpq, fmpz

from .real import (
    INFINITY,
    LARGEST,
    NAN,
    TINY,
    Context,
    Value,
    divide,
    is_infinite,
    multiply,
    subtract,
)
from .real_powers import beyond, cube_root, logarithm, power, root

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


# Exponentials and angles


def exp(x: Value) -> Value:
    """e^x: infinite, or too small to be told from 0, where it is beyond all bounds."""
    far = 0 if is_infinite(x) else beyond(x, LARGEST)
    return arb(x).exp() if not far else INFINITY if far > 0 else TINY


def expm1(x: Value) -> Value:
    """e^x - 1."""
    return arb(x).expm1() if is_infinite(x) or not beyond(x, LARGEST) else exp(x) - _ONE


def sinh(x: Value) -> Value:
    """The hyperbolic sine."""
    far = beyond(x, LARGEST)
    return far * INFINITY if far else arb(x).sinh()


def cosh(x: Value) -> Value:
    """The hyperbolic cosine."""
    return INFINITY if beyond(x, LARGEST) else arb(x).cosh()


def tanh(x: Value) -> Value:
    """The hyperbolic tangent."""
    far = 0 if is_infinite(x) else beyond(x, LARGEST)
    return far + TINY if far else arb(x).tanh()


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
    far = beyond(x, _LARGEST_ERF)
    return fmpq(far) if is_infinite(x) else far + TINY if far else arb(x).erf()


def erfc(x: Value) -> Value:
    """1 - erf(x)."""
    far = beyond(x, _LARGEST_ERF)
    return subtract(_ONE, erf(x)) if far else arb(x).erfc()


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
