"""Exact numbers: fractions, and every primitive where its value is one.

Invariants:

- Nothing is rounded. What is no fraction, or one of more than 4,000 decimal digits, keeps a ball
  beside the name of what it came from; it is an error only where a result needs it.
- The size of a fraction is estimated before it is worked out.

>>> print(EXACT.number(0.5) + 1, EXACT.sqrt(4), EXACT.sin(0), EXACT.power(8, EXACT.given("2/3")))
3/2 2 0 4
>>> EXACT.sin(1).departure.cause, EXACT.power(9, 387420489).departure.cause
('irrational', 'large')
>>> print(EXACT.sin(1) * 0, EXACT.sin(1) == EXACT.sin(1))
0 False
"""

from __future__ import annotations

from math import inf, nan
from typing import TYPE_CHECKING, Any

from flint import fmpq

from ..differentiation.solution import OneAttempt
from .real import UNKNOWN, Departure, Real, Value, is_infinite, is_lost
from .real_powers import is_rational_power
from .reals import Reals

if TYPE_CHECKING:
    from ..graph.graph import Constant
    from ..graph.notes import Number

MOST_DIGITS = 4000
"""Numerators and denominators have no more decimal digits than this."""

_BOUND = fmpq(10) ** MOST_DIGITS
_BITS = 200


class Exact(OneAttempt, Reals):
    """Fractions of at most so many decimal digits, as the sweeps and the rules see them."""

    name = "exact"
    range = "for exact arithmetic"

    def __init__(self) -> None:
        super().__init__(_BITS, int(_BOUND.height_bits()))

    def made(self, value: Value, sure: bool = True, departure: Departure | None = None) -> Real:
        """A fraction, or what has departed: it stays so, unless it turns out to be 0."""
        if isinstance(value, fmpq):
            if not value:
                departure = None
            elif value.height_bits() >= self.longest and _is_too_long(value):
                return self.outgrown(value, sure, departure)
        return super().made(value, sure, departure)

    def outgrown(self, value: fmpq, sure: bool, departure: Departure | None) -> Real:
        """What a fraction becomes that is too long."""
        return super().outgrown(value, sure, departure or Departure("large", ""))

    def constant(self, constant: Constant) -> Real:
        """A constant of the graph; one with a name is no fraction."""
        found = super().constant(constant)
        if isinstance(constant, str):
            found.departure = Departure("constant", constant)
        return found

    def far_constant(self, mantissa: int, exponent: int) -> Real:
        """A constant of very many digits."""
        found = super().far_constant(mantissa, exponent)
        found.departure = Departure("large", f"{mantissa}e{exponent}")
        return found

    def _result(self, name: str, numbers: tuple[Real, ...], value: Value) -> Real:
        """The value of a function: what is no fraction has departed."""
        found = self._hanging(numbers, value)
        if found.departure is not None or found.is_exact or is_lost(found.value):
            return found
        if is_infinite(found.value):
            if name == "divide" or any(n == 0 or is_infinite(n.value) for n in numbers):
                return found
            found.value = UNKNOWN  # too large for a ball, but no infinity
        found.departure = Departure(_cause(name, numbers), name, numbers)
        return found

    def given(self, value: Any) -> Real:  # noqa: ANN401
        """A value from a point; infinities and NaN are no fractions."""
        if isinstance(value, float) and not -inf < value < inf:
            return self.constant("inf" if value == value else "nan")  # noqa: PLR0124
        return self.number(value)

    def report(self, number: Any) -> Number | None:  # noqa: ANN401
        """A number as a report holds it: a `Fraction`, or a float that is infinite or NaN."""
        found = self.number(number)
        if found.departure is not None:
            return None
        if found.is_exact:
            return found.fraction()
        return inf if found > 0 else -inf if found < 0 else nan


def _is_too_long(value: fmpq) -> bool:
    return not (-_BOUND < value < _BOUND and value.q < _BOUND.p)


def _cause(name: str, numbers: tuple[Real, ...]) -> str:
    """Why a function of fractions has given none: it is `irrational`, or too `large` a fraction."""
    values = [number.value for number in numbers]
    if name == "power":
        return "large" if is_rational_power(*values) else "irrational"
    whole = isinstance(values[0], fmpq) and values[0].q == 1
    return "large" if name == "gamma" and whole else "irrational"


EXACT = Exact()
"""The one instance."""
