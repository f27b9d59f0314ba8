"""The primitives in many digits, on mpmath's numbers: plain functions of a context and numbers.

Invariants:

- The result is right to the context's precision but for its last few bits, also near its zeros.
- Where there is no real value the result is NaN; an argument that would take too much work to
  serve is never asked for (see `out_of_reach`).

>>> from .digits import Digits
>>> context = Digits(20).context
>>> print(evaluated(context, "cbrt", [context.mpf(-27)]), evaluated(context, "log", [context.zero]))
-3.0 -inf
"""

# pyright: basic
# mpmath has no static types.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Real = Any
"""A number of mpmath's, which has no types."""

Context = Any
"""A context of mpmath's: its functions, at its precision."""

LARGEST = 2**51
"""Numbers beyond 2 to this power are infinite here, and their reciprocals cannot be told from 0."""

_LONGEST_ANGLE = 20_000
"""An angle of 2 to a higher power takes more digits of pi than is reasonable."""

_LARGEST_GAMMA = 40
_LARGEST_EXPONENT = 51
_LARGEST_ERF = 25
_EXTRA = 60
_WITH_ZEROS = ("lgamma", "digamma", "polygamma")


def _cube_root(context: Context, x: Real) -> Real:
    return -context.cbrt(-x) if x < 0 else context.cbrt(x)


def _log_gamma(context: Context, x: Real) -> Real:
    return context.loggamma(x) if x > 0 else context.re(context.loggamma(x))


def _sigmoid(context: Context, x: Real) -> Real:
    if x >= 0:
        return 1 / (1 + context.exp(-x))
    small = context.exp(x)
    return small / (1 + small)


def _logit(context: Context, x: Real) -> Real:
    if 0.25 < x < 0.75:  # where 2*x - 1 is exact
        return 2 * context.atanh(2 * x - 1)
    return context.log(x) - context.log1p(-x)


def _softplus(context: Context, x: Real) -> Real:
    return (x if x > 0 else 0) + context.log1p(context.exp(-abs(x)))


def _power(context: Context, x: Real, y: Real) -> Real:
    if context.isint(y) or not x > 0 or not context.isfinite(x) or not context.isfinite(y):
        return context.power(x, y)
    with context.extraprec(_EXTRA):
        found = context.exp(y * context.log(x))
    return +found


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "power": _power,
    "cbrt": _cube_root,
    "log2": lambda context, x: context.log(x) / context.ln2,
    "log10": lambda context, x: context.log(x) / context.ln10,
    "logb": lambda context, x, base: context.log(x) / context.log(base),
    "sigmoid": _sigmoid,
    "logit": _logit,
    "softplus": _softplus,
    "lgamma": _log_gamma,
    "polygamma": lambda context, n, x: context.psi(int(n), x),
}
"""What mpmath has not, or has under another name."""


def evaluated(context: Context, name: str, numbers: Sequence[Real]) -> Real:
    """The value of a primitive; NaN where there is none that is real."""
    found = _real(context, name, numbers)
    if name not in _WITH_ZEROS or not context.isnormal(found) or context.mag(found) > -8:
        return found
    with context.extraprec(20 - context.mag(found)):
        found = _real(context, name, numbers)
    return +found


def _real(context: Context, name: str, numbers: Sequence[Real]) -> Real:
    function = _FUNCTIONS.get(name)
    try:
        found = function(context, *numbers) if function else getattr(context, name)(*numbers)
    except (ArithmeticError, ValueError, context.NoConvergence):
        return context.nan
    if isinstance(found, context.mpc):
        return found.real if not found.imag else context.nan
    return context.mpf(found)


def out_of_reach(context: Context, name: str, numbers: Sequence[Real]) -> str | None:  # noqa: PLR0911
    """What is wrong with an argument that is so large that its value cannot be worked out.

    `large` and `small` mean a value beyond the largest number or below the smallest, `negative` one
    beyond the largest on the other side, `far` one that would take too many digits of the argument,
    and `same` the argument itself.
    """
    x = numbers[0]
    if not all(context.isfinite(number) for number in numbers):
        return None
    height = context.mag(x) if x else 0
    if name == "power":
        return _power_out_of_reach(context, x, numbers[1])
    if name in _ANGLES:
        return "far" if height > _LONGEST_ANGLE else None
    if name in ("gamma", "lgamma", "digamma", "polygamma"):
        x = numbers[-1]
        height = context.mag(x) if x else 0
        limit = _LARGEST_GAMMA if name == "gamma" or x < 0 else _LONGEST_ANGLE
        return None if height <= limit else "large" if x > 0 and name == "gamma" else "far"
    if name == "erfc" and x > 0 and height > _LARGEST_ERF:
        return "small"
    if name not in _EXPONENTIAL or height <= _LARGEST_EXPONENT:
        return None
    return _EXPONENTIAL[name][x < 0]


_ANGLES = ("sin", "cos", "tan")
_EXPONENTIAL = {
    "exp": ("large", "small"),
    "expm1": ("large", None),
    "sinh": ("large", "negative"),
    "cosh": ("large", "large"),
    "sigmoid": (None, "small"),
    "softplus": ("same", "small"),
}
"""What becomes of a very large argument and of one that is as large and negative."""


def clamped(context: Context, name: str, number: Real) -> Real:
    """A very large argument brought down to one that gives the same value to any digits."""
    limits = {"expm1": _LARGEST_EXPONENT, "sigmoid": _LARGEST_EXPONENT, "tanh": _LARGEST_EXPONENT,
              "erf": _LARGEST_ERF, "erfc": _LARGEST_ERF}  # fmt: skip
    limit = limits.get(name)
    if limit is None or not context.isnormal(number) or context.mag(number) <= limit:
        return number
    return context.sign(number) * context.ldexp(context.one, limit)


def _power_out_of_reach(context: Context, x: Real, y: Real) -> str | None:
    if not x or not y or abs(x) == 1:
        return None
    doublings = y * context.log(abs(x), 2)
    if abs(doublings) < LARGEST:
        return None
    if doublings < 0:
        return "small"
    return "negative" if x < 0 and context.isint(y) and y % 2 else "large"
