"""The digamma function and its derivatives in double precision, which Python's `math` lacks.

Method: the recurrence ψ(x+1) = ψ(x) + 1/x (and its derivatives) carries the argument up to where
the asymptotic series of Bernoulli numbers is exact to double precision; the reflection formula
with the cotangent serves negative arguments. Abramowitz and Stegun, 6.3.5 to 6.3.18, 6.4.6 to
6.4.11. The logarithm of the gamma function is Python's, but for a series around its zeros 1 and 2,
where Python's has an absolute error only.

>>> round(digamma(1.0), 14)  # minus the Euler-Mascheroni constant
-0.57721566490153
"""

from __future__ import annotations

from math import factorial, floor, fsum, inf, isinf, isnan, lgamma, log, nan, pi, tan

_BERNOULLI = (
    1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798,
    -174611 / 330,
)  # fmt: skip
"""B2, B4, … B20."""

_ZETA_BEYOND_ONE = (
    0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993,
    0.01734306198444914, 0.008349277381922827, 0.00407735619794434, 0.0020083928260822143,
    0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915,
    6.124813505870483e-05, 3.058823630702049e-05, 1.528225940865187e-05, 7.637197637899763e-06,
    3.81729326499984e-06, 1.908212716553939e-06, 9.539620338727962e-07, 4.769329867878064e-07,
    2.38450502727733e-07, 1.1921992596531106e-07, 5.960818905125948e-08, 2.980350351465228e-08,
    1.4901554828365043e-08, 7.45071178983543e-09, 3.725334024788457e-09,
)  # fmt: skip
"""zeta(n) - 1 for n = 2, 3, … 28."""

_EULER_BEYOND_ONE = 0.42278433509846713
"""1 minus the Euler-Mascheroni constant."""

HIGHEST_ORDER = 100
"""Beyond this order a double could not hold the factorials that the derivatives need."""


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
    """The derivative of that order of `digamma`, for whole orders from 0 to 100.

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
    if 0.5 <= x < 1.5:
        return _log_gamma_from_two(x - 1) - log(x)
    if 1.5 <= x <= 2.5:
        return _log_gamma_from_two(x - 2)
    try:
        return lgamma(x)
    except (ValueError, OverflowError):
        return inf


def _log_gamma_from_two(z: float) -> float:
    """Log gamma(2 + z) for |z| <= 1/2, to full relative precision at its zero too.

    Abramowitz and Stegun, 6.1.33.
    """
    total = 0.0
    for n in range(len(_ZETA_BEYOND_ONE) + 1, 1, -1):
        total = total * -z + _ZETA_BEYOND_ONE[n - 2] / n
    return z * (_EULER_BEYOND_ONE + z * total)
