"""Polynomials in which whatever is no sum may have any power, as long as they stay small.

A monomial is its bases with their exponents, which may be negative or broken: 2*x^2*sin(x)/(x + 1)
has the bases x, sin(x) and x + 1. Sums to whole powers are multiplied out, others are bases.

Invariant: the work is bounded by `MOST_PARTS` and `_DEEPEST`; beyond, `TooMuch` is raised.

>>> from .algebra import Algebra
>>> algebra = Algebra()
>>> x = algebra.symbol("x", 0)
>>> polynomial = Polynomials(algebra).read(algebra.power(algebra.add(x, algebra.one), 2))
>>> sorted(polynomial.values())
[Fraction(1, 1), Fraction(1, 1), Fraction(2, 1)]
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .facts import POSITIVE, has
from .terms import LARGEST, ONE, ZERO, Number, Product, Sum, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .algebra import Algebra
    from .terms import Factor, Term

MOST_PARTS = 400
"""A polynomial of more parts is not made."""

_MOST_WORK = 40_000
_DEEPEST = 24

Monomial = tuple[tuple["Term", Fraction], ...]
"""Bases with their exponents, none of them 0, by the index of the base."""

Polynomial = dict[Monomial, Fraction]
"""Monomials with their coefficients, none of them 0."""


class TooMuch(Exception):
    """It would take too long, or there is something that no polynomial is made of."""


class Polynomials:
    """Makes polynomials of terms, and adds up what work that was."""

    def __init__(self, algebra: Algebra) -> None:
        self._algebra = algebra
        self._work = 0
        self._known: dict[Term, Polynomial] = {}

    def read(self, term: Term, depth: int = 0) -> Polynomial:
        """A term as a polynomial."""
        if term in self._known:
            return self._known[term]
        if depth > _DEEPEST:
            raise TooMuch
        if isinstance(term, Number):
            found: Polynomial = {(): term.value} if term.value else {}
        elif isinstance(term, Sum):
            found = {}
            for core, number in term.parts:
                self.add(found, self.read(core, depth + 1), number)
        elif isinstance(term, Product):
            found = {(): term.coefficient} if term.coefficient else {}
            for factor in term.factors:
                found = self.multiply(found, self._of_factor(factor, depth + 1))
        elif isinstance(term, Symbol) and term.constant and term.name in ("inf", "nan"):
            raise TooMuch
        else:
            found = {((term, ONE),): ONE}
        self._known[term] = found
        return found

    def _of_factor(self, factor: Factor, depth: int) -> Polynomial:
        base, exponent = factor
        if not isinstance(exponent, Number):
            return {(self._varying(base, exponent),): ONE}
        value = exponent.value
        if isinstance(base, Number) and (base.value <= 0 or value == 0):
            raise TooMuch
        if value == 0:
            return {(): ONE}
        if isinstance(base, Sum | Product) and value.denominator == 1 and value > 0:
            return self.power(self.read(base, depth), value.numerator)
        return {((base, value),): ONE}

    def _varying(self, base: Term, exponent: Term) -> tuple[Term, Fraction]:
        """A power with a base of its own: exp(2*x) is the square of exp(x)."""
        number = ONE
        if isinstance(exponent, Product) and has(base, POSITIVE):
            number = Fraction(exponent.coefficient.numerator)
            rest = Fraction(1, exponent.coefficient.denominator)
            exponent = self._algebra.product_of(rest, exponent.factors)
        return self._algebra.product(ONE, ((base, exponent),)), number

    def add(self, total: Polynomial, other: Polynomial, number: Fraction = ONE) -> None:
        """Add a multiple of another polynomial to one."""
        self._count(len(other))
        for monomial, coefficient in other.items():
            found = total.get(monomial, ZERO) + coefficient * number
            if found:
                total[monomial] = found
            else:
                total.pop(monomial, None)
        if len(total) > MOST_PARTS:
            raise TooMuch

    def multiply(self, first: Polynomial, second: Polynomial) -> Polynomial:
        """The product of two polynomials."""
        self._count(len(first) * len(second))
        found: Polynomial = {}
        for one, number in first.items():
            for other, coefficient in second.items():
                key = times(one, other)
                total = found.get(key, ZERO) + number * coefficient
                if total:
                    found[key] = total
                else:
                    found.pop(key, None)
        if len(found) > MOST_PARTS or any(
            max(abs(each.numerator), each.denominator) > LARGEST for each in found.values()
        ):
            raise TooMuch
        return found

    def power(self, polynomial: Polynomial, number: int) -> Polynomial:
        """A polynomial to a whole power."""
        if number > MOST_PARTS or (len(polynomial) > 1 and number > _DEEPEST):
            raise TooMuch
        found: Polynomial = {(): ONE}
        for _ in range(number):
            found = self.multiply(found, polynomial)
        return found

    def quotient(self, polynomial: Polynomial, divisor: Polynomial) -> Polynomial | None:
        """A polynomial divided by one that is a factor of it; `None` if that is none."""
        order = sorted({base for part in (*polynomial, *divisor) for base, _ in part}, key=_index)
        lead = max(divisor, key=lambda part: _rank(part, order))
        rest, found = dict(polynomial), Polynomial()
        while rest:
            first = max(rest, key=lambda part: _rank(part, order))
            step = times(first, inverse(lead))
            if any(number < 0 for _, number in step) or len(found) > MOST_PARTS:
                return None
            found[step] = rest[first] / divisor[lead]
            self.add(rest, self.multiply({step: found[step]}, divisor), Fraction(-1))
        return found

    def _count(self, work: int) -> None:
        self._work += work
        if self._work > _MOST_WORK:
            raise TooMuch


def _index(term: Term) -> int:
    return term.index


def _rank(monomial: Monomial, order: Iterable[Term]) -> tuple[Fraction, ...]:
    exponents = dict(monomial)
    return tuple([exponents.get(base, ZERO) for base in order])


def inverse(monomial: Monomial) -> Monomial:
    """One divided by a monomial."""
    return tuple([(base, -number) for base, number in monomial])


def times(one: Monomial, other: Monomial) -> Monomial:
    """The product of two monomials."""
    if not one or not other:
        return one or other
    exponents = dict(one)
    for base, number in other:
        exponents[base] = exponents.get(base, ZERO) + number
    pairs = [pair for pair in exponents.items() if pair[1]]
    return tuple(sorted(pairs, key=lambda pair: pair[0].index))
