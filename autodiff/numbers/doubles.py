"""The algebra of double precision: every primitive on floats, total and as exact as it can be.

Invariant: no function here raises. Where mathematics has no value the result is NaN, at a pole
and on overflow it is an infinity with the right sign, as IEEE 754 has it; who reports that, and
how, is decided elsewhere. Comparisons give 1.0 or 0.0.

>>> FLOATS.divide(1.0, 0.0), FLOATS.log(-1.0), FLOATS.exp(1000.0)
(inf, nan, inf)
"""

from __future__ import annotations

import math
import operator
from functools import partial
from math import copysign, exp, inf, isinf, isnan, log, log1p, nan
from typing import TYPE_CHECKING, Any

from ..differentiation.solution import OneAttempt
from . import gamma as gamma_functions

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..graph.graph import Constant
    from ..rules import Primitive

_CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": inf, "nan": nan}


def _total(function: Callable[[float], float], overflow: float = inf) -> Callable[[float], float]:
    """`function` with NaN outside its domain and `overflow` where the result is too large."""

    def total(x: float) -> float:
        try:
            return function(x)
        except ValueError:
            return nan
        except OverflowError:
            return overflow

    setattr(total, "raw", function)  # noqa: B010  # as good, where it does not raise
    return total


def _logarithm(function: Callable[[float], float], pole: float = 0) -> Callable[[float], float]:
    def logarithm(x: float) -> float:
        return function(x) if x > pole or isnan(x) else -inf if x == pole else nan

    return logarithm


def _rounded(function: Callable[[float], int]) -> Callable[[float], float]:
    def rounded(x: float) -> float:
        return x if isnan(x) or isinf(x) or x == 0 else copysign(float(function(x)), x)

    return rounded


class Floats(OneAttempt):
    """IEEE 754 binary64, as the sweeps and the rules see it."""

    name = "double"
    range = "for double precision"
    given = report = staticmethod(float)

    pi = math.pi
    nan = nan

    exp = staticmethod(_total(math.exp))
    expm1 = staticmethod(_total(math.expm1))
    log = staticmethod(_logarithm(math.log))
    log2 = staticmethod(_logarithm(math.log2))
    log10 = staticmethod(_logarithm(math.log10))
    log1p = staticmethod(_logarithm(math.log1p, pole=-1))
    cbrt = staticmethod(math.cbrt)
    sin = staticmethod(_total(math.sin))
    cos = staticmethod(_total(math.cos))
    tan = staticmethod(_total(math.tan))
    asin = staticmethod(_total(math.asin))
    acos = staticmethod(_total(math.acos))
    atan = staticmethod(math.atan)
    atan2 = staticmethod(math.atan2)
    cosh = staticmethod(_total(math.cosh))
    tanh = staticmethod(math.tanh)
    asinh = staticmethod(math.asinh)
    acosh = staticmethod(_total(math.acosh))
    hypot = staticmethod(math.hypot)
    abs = staticmethod(math.fabs)
    floor = staticmethod(_rounded(math.floor))
    ceil = staticmethod(_rounded(math.ceil))
    round = staticmethod(_rounded(round))
    trunc = staticmethod(_rounded(math.trunc))
    erf = staticmethod(math.erf)
    erfc = staticmethod(math.erfc)
    lgamma = staticmethod(gamma_functions.log_abs_gamma)
    digamma = staticmethod(gamma_functions.digamma)
    polygamma = staticmethod(gamma_functions.polygamma)

    @staticmethod
    def constant(constant: Constant) -> float:
        """The double nearest to an exact constant; inf where it is too large."""
        if isinstance(constant, str):
            return _CONSTANTS[constant]
        mantissa, exponent = constant
        return float(f"{mantissa}e{exponent}")

    def function(self, primitive: Primitive) -> Callable[..., Any]:
        """What evaluates a primitive in this algebra."""
        if primitive.value is not None:
            return partial(primitive.value, self)
        return getattr(self, primitive.name)

    @staticmethod
    def where(condition: float, yes: Callable[[], float], no: Callable[[], float]) -> float:
        """The value of one of two thunks: what a rule branches with."""
        return yes() if condition else no()

    @staticmethod
    def branch(condition: float, *, taken: bool, share: float = 1) -> float:
        """The partial by what decides the value under a condition; elsewhere it is 0."""
        return share if bool(condition) is taken else 0

    @staticmethod
    def zero_power(x: float, y: float) -> bool:  # noqa: ARG004
        """Whether the derivative of x^y by x is that of a constant."""
        return y == 0

    @staticmethod
    def choose(condition: float, a: float, b: float) -> float:
        """One of two values that are there already."""
        return a if condition else b

    negate = staticmethod(operator.neg)
    add = staticmethod(operator.add)
    subtract = staticmethod(operator.sub)
    multiply = staticmethod(operator.mul)

    @staticmethod
    def divide(x: float, y: float) -> float:
        if y:
            return x / y
        return nan if x == 0 or isnan(x) else copysign(inf, x) * copysign(1.0, y)

    @staticmethod
    def power(x: float, y: float) -> float:
        try:
            return math.pow(x, y)
        except OverflowError:
            return -inf if x < 0 and y % 2 == 1 else inf
        except ValueError:
            if x:
                return nan
            return copysign(inf, x) if y % 2 == 1 else inf

    @staticmethod
    def power_below(x: float, y: float, out: float) -> float:
        """x^(y-1), given out = x^y; where y - 1 is not exact, out/x loses less."""
        below = y - 1
        is_exact = below + 1 == y and y - below == 1
        if is_exact or not x or not out or isinf(out):
            return Floats.power(x, below)
        return out / x

    @staticmethod
    def square(x: float) -> float:
        return x * x

    @staticmethod
    def sqrt(x: float) -> float:
        # Adding 0 turns -0.0 into 0.0, so that the derivative there has the right sign.
        return math.sqrt(x) + 0.0 if x >= 0 else nan

    @staticmethod
    def logb(x: float, base: float) -> float:
        if not (x > 0 and base > 0) or base == 1:
            return nan if x != 0 or not base > 0 or base == 1 else inf if base < 1 else -inf
        quotient = math.log(x) / math.log(base)
        whole = round(quotient) if abs(quotient) < 2000 else 0
        return float(whole) if whole and Floats.power(base, whole) == x else quotient

    @staticmethod
    def sinh(x: float) -> float:
        try:
            return math.sinh(x)
        except OverflowError:
            return copysign(inf, x)

    @staticmethod
    def atanh(x: float) -> float:
        return copysign(inf, x) if abs(x) == 1 else math.atanh(x) if abs(x) < 1 else nan

    @staticmethod
    def sign(x: float) -> float:
        return x if isnan(x) else float((x > 0) - (x < 0))

    @staticmethod
    def mod(x: float, y: float) -> float:
        return x % y if y and not isinf(x) else nan

    @staticmethod
    def max(*values: float) -> float:
        largest = values[0]
        for value in values[1:]:
            if value > largest or isnan(value):
                largest = value
        return largest

    @staticmethod
    def min(*values: float) -> float:
        smallest = values[0]
        for value in values[1:]:
            if value < smallest or isnan(value):
                smallest = value
        return smallest

    @staticmethod
    def clamp(x: float, low: float, high: float) -> float:
        return Floats.min(Floats.max(x, low), high) if low <= high else nan

    @staticmethod
    def relu(x: float) -> float:
        return x if x > 0 or isnan(x) else 0.0

    @staticmethod
    def sigmoid(x: float) -> float:
        if x >= 0:
            return 1 / (1 + exp(-x))
        small = exp(x)
        return small / (1 + small)

    @staticmethod
    def logit(x: float) -> float:
        if not 0 < x < 1:
            return inf if x == 1 else -inf if x == 0 else nan
        # Near the middle both logarithms are near log(1/2); 2*x - 1 is exact there.
        return 2 * math.atanh(2 * x - 1) if 0.25 < x < 0.75 else log(x) - log1p(-x)

    @staticmethod
    def softplus(x: float) -> float:
        return max(x, 0.0) + log1p(exp(-abs(x))) if not isnan(x) else x

    @staticmethod
    def gamma(x: float) -> float:
        try:
            return math.gamma(x)
        except ValueError:
            return copysign(inf, x) if x == 0 else nan
        except OverflowError:
            return -inf if gamma_functions.gamma_is_negative(x) else inf

    @staticmethod
    def less(x: float, y: float) -> float:
        return 1.0 if x < y else 0.0

    @staticmethod
    def less_equal(x: float, y: float) -> float:
        return 1.0 if x <= y else 0.0

    @staticmethod
    def greater(x: float, y: float) -> float:
        return 1.0 if x > y else 0.0

    @staticmethod
    def greater_equal(x: float, y: float) -> float:
        return 1.0 if x >= y else 0.0

    @staticmethod
    def equal(x: float, y: float) -> float:
        return 1.0 if x == y else 0.0

    @staticmethod
    def not_equal(x: float, y: float) -> float:
        return 1.0 if x != y else 0.0

    @staticmethod
    def conjunction(x: float, y: float) -> float:
        return 1.0 if x and y else 0.0

    @staticmethod
    def disjunction(x: float, y: float) -> float:
        return 1.0 if x or y else 0.0


FLOATS = Floats()
"""The one instance; it has no state."""
