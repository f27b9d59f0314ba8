"""Sums, products, powers and calls of terms, put in order as they are made.

Invariants:

- What is made is equal to what was asked for wherever that has a value; it may have one in more
  places: x/x is 1, sqrt(x)^2 is x. What a formula then no longer says, `conditions.py` tells.
- Like terms and powers of one base are together; numbers are exact. The rules of the table are
  tried, in its order, on everything that is made and has no more than `WIDEST` parts.
- Infinities do not cancel: 0*inf, inf - inf and inf/inf stay as they are.
- No factor is a whole power of a product: where two roots of x*y come to one, x and y meet what
  other powers of theirs there are.
- The work on one term is bounded: nothing recurses over the depth of a formula.

>>> algebra = Algebra()
>>> x = algebra.symbol("x", 0)
>>> algebra.add(x, x) is algebra.multiply(algebra.number(2), x)
True
>>> algebra.divide(x, x) is algebra.one
True
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from . import layout
from .facts import FINITE, NONNEGATIVE, POSITIVE, has
from .interned import Interned
from .order import in_order
from .terms import (
    HALF,
    LARGEST,
    NO_INPUT,
    ONE,
    WIDEST,
    ZERO,
    Call,
    Number,
    Product,
    Sum,
    Term,
    TooLarge,
    coefficient_of,
    factors_of,
    is_wide,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .terms import Factor

Parts = dict["Term", Fraction]
"""The terms of a sum, each with its coefficient."""

_DEEPEST = 2
"""So deep may rules use rules: what they make is not changed further."""

Rewrite = Callable[["Algebra", "Term"], "Term | None"]
"""A rule: the term that it makes of another, or `None` where it does not apply."""


class Algebra(Interned):
    """Makes terms; `rules` are tried in their order, by the kind of what they apply to."""

    def __init__(
        self,
        rules: Mapping[str, Sequence[Rewrite]] | None = None,
        style: layout.Style | None = None,
    ) -> None:
        self.style = style or layout.Style()
        super().__init__(lambda term: layout.size_of(term, self.one, self.style))
        self._rules = rules or {}
        self._depth = 0
        self._results: dict[Term, tuple[int, Term]] = {}
        self.e = self.symbol("e", NO_INPUT, constant=True)

    # Sums

    def add(self, *terms: Term) -> Term:
        """The sum of terms."""
        return self.combination([(term, ONE) for term in terms])

    def subtract(self, term: Term, other: Term) -> Term:
        """The difference of two terms."""
        return self.combination([(term, ONE), (other, Fraction(-1))])

    def negate(self, term: Term) -> Term:
        """The negative of a term."""
        return self.multiple(term, -1)

    def multiple(self, term: Term, number: Fraction | int) -> Term:
        """A multiple of a term."""
        return self.combination([(term, Fraction(number))])

    def combination(
        self, pairs: Iterable[tuple[Term, Fraction]], *, as_written: bool = False
    ) -> Term:
        """The sum of multiples of terms, in their order or in that of polynomials."""
        parts: Parts = {}
        given = list(pairs)
        for term, number in given:
            self._gather(term, number, parts)
        for core in [core for core, number in parts.items() if number == 0]:
            if has(core, FINITE):
                del parts[core]
        if not as_written and len(given) > 1:
            parts = in_order(parts)
        return self._settled("sum", self._sum_of(parts))

    def _gather(self, term: Term, number: Fraction, parts: Parts) -> None:
        if isinstance(term, Sum) and abs(number) == 1 and len(term.parts) <= WIDEST:
            for core, coefficient in term.parts:
                parts[core] = parts.get(core, ZERO) + coefficient * number
            return
        coefficient, core = coefficient_of(term), term
        if isinstance(term, Number):
            core = self.one
        elif isinstance(term, Product) and coefficient != 1:
            core = self._product_from(ONE, term.factors)
            if isinstance(core, Sum) and abs(coefficient * number) == 1:
                self._gather(core, coefficient * number, parts)
                return
        parts[core] = parts.get(core, ZERO) + coefficient * number

    def _sum_of(self, parts: Parts) -> Term:
        if not parts:
            return self.zero
        if len(parts) == 1:
            ((core, number),) = parts.items()
            if number == 0:
                return self.sum(parts)
            return self.product_of(number, factors_of(core, self.one))
        return self.sum(parts)

    # Products and powers

    def multiply(self, *terms: Term) -> Term:
        """The product of terms."""
        return self.product_of(ONE, [(term, self.one) for term in terms])

    def divide(self, term: Term, by: Term) -> Term:
        """A quotient."""
        return self.product_of(ONE, [(term, self.one), (by, self.number(-1))])

    def product_of(self, coefficient: Fraction, factors: Iterable[Factor]) -> Term:
        """The product of a number and of powers."""
        product = _ProductInTheMaking(self, coefficient)
        for base, exponent in factors:
            product.take(base, exponent)
        coefficient, found = product.combined()
        if coefficient == 0:
            return self._zero_times(found)
        if self._is_derivative_of_power_of_zero(found):
            return self.zero
        return self._settled("product", self._product_from(coefficient, found))

    def _is_derivative_of_power_of_zero(self, factors: Sequence[Factor]) -> bool:
        """Whether 0^y meets log(0), as in the rule for its derivative by y: 0 for positive y."""
        bases = [base for base, exponent in factors if base is self.zero and not whole(exponent)]
        return bool(bases) and self.call("log", (self.zero,)) in [base for base, _ in factors]

    def _zero_times(self, factors: Sequence[Factor]) -> Term:
        """0, or 0 times what is infinite or divides by 0."""
        endless = [factor for factor in factors if not has(self.product(ONE, (factor,)), FINITE)]
        if not endless:
            return self.zero
        return self.sum({self._product_from(ONE, endless): ZERO})

    def _product_from(self, coefficient: Fraction, factors: Sequence[Factor]) -> Term:
        if not factors:
            return self.number(coefficient)
        if coefficient == 1 and len(factors) == 1 and factors[0][1] is self.one:
            return factors[0][0]
        return self.product(coefficient, tuple(factors))

    def square(self, term: Term) -> Term:
        """The square of a term."""
        return self.power(term, 2)

    def root(self, term: Term) -> Term:
        """The square root of a term."""
        return self.power(term, HALF)

    def exponential(self, exponent: Term) -> Term:
        """A power of e."""
        return self.power(self.e, exponent)

    def power(self, base: Term, exponent: Term | int | Fraction) -> Term:
        """A power."""
        if not isinstance(exponent, Term):
            exponent = self.number(exponent)
        found = None
        if not has(base, FINITE) and exponent is not self.one:
            return self.product(ONE, ((base, exponent),))
        if not isinstance(exponent, Number):
            found = self._varying_power(base, exponent)
        elif exponent.value.denominator != 1:
            found = self._fractional_power(base, exponent)
        return found or self.product_of(ONE, [(base, exponent)])

    def _varying_power(self, base: Term, exponent: Term) -> Term | None:
        """A power whose exponent is not a number; (x^3)^y is x^(3*y), but (x^2)^y is |x|^(2*y)."""
        if base is self.one:
            return base if has(exponent, FINITE) else None
        inner = _single_power(base)
        if inner is None or not (has(inner[0], POSITIVE) or _keeps_the_sign(inner[1])):
            return None
        return self.power(inner[0], self.multiply(inner[1], exponent))

    def _fractional_power(self, base: Term, exponent: Number) -> Term | None:
        """A root of a number, of a power, or of a product, whose number is taken out."""
        if isinstance(base, Number):
            root = rational_root(base.value, exponent.value)
            return None if root is None else self.number(root)
        if not isinstance(base, Product):
            return None
        inner = _single_power(base)
        if inner is not None:
            return self._root_of_power(*inner, exponent)
        root = rational_root(base.coefficient, exponent.value) if base.coefficient > 0 else None
        if root is None or base.coefficient == 1:
            return None
        rest = self.product_of(ONE, base.factors)
        return self.product_of(root, [(self.power(rest, exponent), self.one)])

    def _root_of_power(self, inner: Term, first: Term, exponent: Number) -> Term | None:
        """(x^2)^(1/2) is |x|; of an odd power there is a root only where x is not negative."""
        if not isinstance(first, Number):
            if not has(inner, POSITIVE):
                return None
            return self.power(inner, self.combination([(first, exponent.value)]))
        if not _keeps_the_sign(first) and not has(inner, NONNEGATIVE):
            inner = self.apply("abs", inner)
        return self.power(inner, first.value * exponent.value)

    # Calls, and the rules

    def apply(self, name: str, *arguments: Term) -> Term:
        """A primitive of the table on terms, operators included."""
        direct = _OPERATORS.get(name)
        if direct is not None:
            return direct(self, *arguments)
        if name in QUOTIENTS:
            above, below = QUOTIENTS[name]
            over = self.one if above is None else self.apply(above, *arguments)
            return self.divide(over, self.apply(below, *arguments))
        return self._settled(name, self.call(name, arguments))

    def _settled(self, kind: str, term: Term) -> Term:
        """A term after the rules for its kind, or itself; no rule looks into what is infinite."""
        expected = {"sum": Sum, "product": Product}.get(kind, Call)
        if not isinstance(term, expected) or is_wide(term) or not has(term, FINITE):
            return term
        depth, settled = self._results.get(term, (_DEEPEST, term))
        if depth <= self._depth:
            return settled
        self._depth += 1
        try:
            settled = self._first_change(kind, term)
        finally:
            self._depth -= 1
        self._results[term] = self._depth, settled
        return settled

    def _first_change(self, kind: str, term: Term) -> Term:
        for rule in self._rules.get(kind, ()):
            found = rule(self, term)
            if found is not None and found is not term:
                return found
        return term

    def result(self, term: Term) -> Term:
        """A whole formula after the rules for such."""
        return self._first_change("result", term) if has(term, FINITE) else term


QUOTIENTS: dict[str, tuple[str | None, str]] = {
    "tan": ("sin", "cos"),
    "cot": ("cos", "sin"),
    "sec": (None, "cos"),
    "csc": (None, "sin"),
    "tanh": ("sinh", "cosh"),
    "coth": ("cosh", "sinh"),
    "sech": (None, "cosh"),
    "csch": (None, "sinh"),
}
"""Functions that are kept as quotients of two others, and get their names when they are written."""

_OPERATORS: dict[str, Callable[..., Term]] = {
    "add": Algebra.add,
    "subtract": Algebra.subtract,
    "negate": Algebra.negate,
    "multiply": Algebra.multiply,
    "divide": Algebra.divide,
    "power": Algebra.power,
    "square": Algebra.square,
    "sqrt": Algebra.root,
    "exp": Algebra.exponential,
}


class _Powers:
    """All powers of one base: the sum of the exponents that are numbers, and the others."""

    __slots__ = ("number", "rooted", "varying")

    def __init__(self) -> None:
        self.number = ZERO
        self.rooted = False
        self.varying: list[Term] = []


class _ProductInTheMaking:
    """A product while it is being put together: its coefficient and its bases with their powers.

    Powers below the line of 0, and of what is infinite, are kept apart from those above it.
    """

    def __init__(self, algebra: Algebra, coefficient: Fraction) -> None:
        self._algebra = algebra
        self._coefficient = coefficient
        self._powers: dict[tuple[Term, bool], _Powers] = {}

    def take(self, base: Term, exponent: Term) -> None:
        """Multiply by a power. Raises `TooLarge` where a number would be."""
        if not isinstance(exponent, Number):
            self._of(base).varying.append(exponent)
            return
        pending = [(base, exponent.value)]
        while pending:
            inner, number = pending.pop()
            if isinstance(inner, Product) and _is_opened(inner, number):
                self._multiply(inner.coefficient, number.numerator)
                pending += reversed(self._spread(inner, number))
            elif number.denominator == 1 and isinstance(inner, Number) and inner.value:
                self._multiply(inner.value, number.numerator)
            elif inner is self._algebra.zero and number > 0:
                self._coefficient = ZERO
            else:
                self._count(inner, number)

    def _spread(self, product: Product, number: Fraction) -> list[tuple[Term, Fraction]]:
        """The factors of a product to a whole power; those with varying exponents are counted."""
        found: list[tuple[Term, Fraction]] = []
        for base, exponent in product.factors:
            if isinstance(exponent, Number):
                found.append((base, exponent.value * number))
            else:
                self._of(base).varying.append(self._algebra.combination([(exponent, number)]))
        return found

    def _multiply(self, value: Fraction, number: int) -> None:
        size = max(abs(value.numerator), value.denominator).bit_length()
        if value not in (1, -1) and size * abs(number) > LARGEST.bit_length():
            raise TooLarge
        self._coefficient *= value ** (number if value not in (1, -1) else number % 2)

    def _of(self, base: Term, *, below: bool = False) -> _Powers:
        apart = below and (base is self._algebra.zero or not has(base, FINITE))
        return self._powers.setdefault((base, apart), _Powers())

    def _count(self, base: Term, number: Fraction) -> None:
        powers = self._of(base, below=number < 0)
        powers.number += number
        powers.rooted |= number.denominator != 1

    def combined(self) -> tuple[Fraction, list[Factor]]:
        """The coefficient, and the factors as they are kept."""
        self._meet_opposites()
        found: list[Factor] = []
        for (base, _), powers in self._powers.items():
            exponent = self._exponent(base, powers)
            if exponent is not self._algebra.zero or not has(base, FINITE):
                found.append((base, exponent))
        if any(self._is_left_over(*factor) for factor in found):
            again = _ProductInTheMaking(self._algebra, self._coefficient)
            for base, exponent in found:
                again.take(base, exponent)
            return again.combined()
        return self._coefficient, found

    def _is_left_over(self, base: Term, exponent: Term) -> bool:
        """Whether a factor is a whole power of a product or number, as two roots can come to."""
        if not isinstance(exponent, Number) or not exponent.value:
            return False
        if isinstance(base, Product):
            return _is_opened(base, exponent.value)
        negative = isinstance(base, Number) and base.value < 0
        return negative and exponent.value.denominator == 1

    def _exponent(self, base: Term, powers: _Powers) -> Term:
        """The sum of a base's exponents; of a number's, without what can be worked out."""
        algebra, number = self._algebra, powers.number
        if powers.varying:
            varying = [(each, ONE) for each in powers.varying]
            return algebra.combination([(algebra.one, number), *varying])
        if isinstance(base, Number) and base.value > 0:
            number = self._broken_off(base.value, number)
        elif base is algebra.zero:
            number = max(number, Fraction(-1))
        return algebra.number(number)

    def _broken_off(self, value: Fraction, number: Fraction) -> Fraction:
        """What remains of a positive number's exponent when its whole part is worked out."""
        part = int(number)
        if number < 0 and value.denominator == 1 and not self._coefficient.numerator % value:
            part += 1
        self._multiply(value, part)
        return number - part

    def _meet_opposites(self) -> None:
        """Count powers of 1 - x among those of x - 1, with their sign."""
        for base, below in list(self._powers):
            primary, powers = self._algebra.primary(base), self._powers[base, below]
            if primary is base or powers.rooted or powers.varying or not has(base, FINITE):
                continue
            del self._powers[base, below]
            self._count(primary, powers.number)
            if powers.number.numerator % 2:
                self._coefficient = -self._coefficient


def _is_opened(base: Product, exponent: Fraction) -> bool:
    """Whether a power of a product is one of its factors: not of 1/0, for 1/(1/0) is not 0."""
    return exponent.denominator == 1 and (exponent > 0 or has(base, FINITE))


def _single_power(term: Term) -> Factor | None:
    """The base and the exponent of a term that is nothing but a power."""
    if isinstance(term, Product) and term.coefficient == 1 and len(term.factors) == 1:
        return term.factors[0]
    return None


def _keeps_the_sign(exponent: Term) -> bool:
    """Whether a power to this exponent has a sign by which a further power is undefined where the
    base is negative, or is of the same sign: not so for an even number.
    """
    return isinstance(exponent, Number) and (
        exponent.value.denominator != 1 or exponent.value.numerator % 2 == 1
    )


def exact_root(number: int, parts: int) -> int | None:
    """The whole number whose power `parts` is `number`, if there is one; neither is negative."""
    if number in (0, 1):
        return number
    if parts > number.bit_length():
        return None
    low, high = 1, 1 << (number.bit_length() // parts + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**parts < number:
            low = middle + 1
        else:
            high = middle
    return low if low**parts == number else None


def rational_root(value: Fraction, exponent: Fraction) -> Fraction | None:
    """A fractional power of a number, where that is a fraction and of bounded size."""
    if value < 0 or (value == 0 and exponent < 0):
        return None
    above = exact_root(value.numerator, exponent.denominator)
    below = exact_root(value.denominator, exponent.denominator)
    if above is None or below is None:
        return None
    size = max(above, below).bit_length() * abs(exponent.numerator)
    return Fraction(above, below) ** exponent.numerator if size < LARGEST.bit_length() else None
