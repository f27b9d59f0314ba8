"""The digamma function and its derivatives in double precision, which Python's `math` lacks.

Method: the recurrence ψ(x+1) = ψ(x) + 1/x (and its derivatives) carries the argument up to where
the asymptotic series of Bernoulli numbers is exact to double precision; the reflection formula
with the cotangent serves negative arguments. Abramowitz and Stegun, 6.3.5 to 6.3.18, 6.4.6 to
6.4.11.

>>> digamma(1.0)  # minus the Euler-Mascheroni constant
-0.5772156649015329
"""

from __future__ import annotations

from math import factorial, floor, fsum, inf, isinf, isnan, lgamma, log, nan, pi, tan

_BERNOULLI = (
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798,
    -174611 / 330,
)  # fmt: skip
"""B2, B4, … B20."""

HIGHEST_ORDER = 101
"""One more than the language offers, for the derivative of the highest one."""


def _is_pole(x: float) -> bool:
    return x <= 0 and (isinf(x) or x == floor(x))


def _cotangent_of_pi_times(x: float) -> float:
    """cot(pi*x) for x that is not a whole number; the whole part is taken off first, exactly."""
    fraction = x - floor(x)
    if fraction == 0.5:
        return 0.0
    return 1 / tan(pi * fraction) if fraction < 0.5 else -1 / tan(pi * (1 - fraction))


def digamma(x: float) -> float:
    """The logarithmic derivative of the gamma function; NaN at its poles 0, -1, -2, …"""
    if isnan(x) or _is_pole(x):
        return nan
    if x < -1:
        return digamma(1 - x) - pi * _cotangent_of_pi_times(x)
    terms: list[float] = []
    while x < 12:
        terms.append(-1 / x)
        x += 1
    if isinf(x):
        return inf
    square = 1 / x / x
    power = 1.0
    for order, bernoulli in enumerate(_BERNOULLI, start=1):
        power *= square
        terms.append(-bernoulli * power / (2 * order))
    return fsum([log(x), -0.5 / x, *terms])


def polygamma(order: float, x: float) -> float:
    """The derivative of that order of `digamma`, for whole orders from 0 to 101.

    NaN at the poles and for orders outside that range.
    """
    if isnan(x) or not 0 <= order <= HIGHEST_ORDER or order != floor(order) or _is_pole(x):
        return nan
    n = int(order)
    if n == 0:
        return digamma(x)
    if x < -1:
        return (-1) ** n * polygamma(n, 1 - x) - _derivative_of_cotangent(n, x)
    return _sum_of_powers(n, x)


def _sum_of_powers(n: int, x: float) -> float:
    """(-1)^(n+1) n! times the sum of 1/(x+k)^(n+1) over all k >= 0, for x > -1 and n >= 1."""
    terms: list[float] = []
    while x < 12 + n:
        terms.append(_power(x, -n - 1))
        x += 1
    if not isinf(x):
        terms += [_power(x, -n) / n, _power(x, -n - 1) / 2]
        rising = 1.0  # (2k + n - 1)! / (n! (2k)!), built up factor by factor
        for k, bernoulli in enumerate(_BERNOULLI, start=1):
            low = 2 * k + n - 2
            rising = (n + 1) / 2 if k == 1 else rising * low * (low + 1) / (2 * k * (2 * k - 1))
            terms.append(bernoulli * rising * _power(x, -n - 2 * k))
    try:
        return (-1) ** (n + 1) * factorial(n) * fsum(terms)
    except OverflowError:
        return (-1) ** (n + 1) * inf


def _power(x: float, exponent: int) -> float:
    try:
        return x**exponent
    except OverflowError:
        return inf if x > 0 or exponent % 2 == 0 else -inf


def _derivative_of_cotangent(n: int, x: float) -> float:
    """The n-th derivative of pi*cot(pi*x), as a polynomial in the cotangent: c' = -pi(1 + c^2)."""
    coefficients = [0, 1]
    for _ in range(n):
        slope = [power * value for power, value in enumerate(coefficients)][1:]
        coefficients = [0] * (len(slope) + 2)
        for power, value in enumerate(slope):
            coefficients[power] -= value
            coefficients[power + 2] -= value
    cotangent, total = _cotangent_of_pi_times(x), 0.0
    for value in reversed(coefficients):
        total = total * cotangent + value
    return total * pi ** (n + 1)


def gamma_is_negative(x: float) -> bool:
    """Whether gamma(x) is negative, for x that is not a pole."""
    return x < 0 and floor(x) % 2 != 0


def log_abs_gamma(x: float) -> float:
    """Log |gamma(x)|, inf at the poles and where it overflows."""
    try:
        return lgamma(x)
    except (ValueError, OverflowError):
        return inf
