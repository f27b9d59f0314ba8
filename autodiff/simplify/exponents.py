"""The powers of each base, gathered, and put together as far as their domains allow.

Invariants:

- Powers of one base are put together by adding their exponents, unless that would give a value
  where there was none: x/x has none at 0, and sqrt(x)^2 none where x is negative. Such a product
  keeps a form from which the condition can be read, such as x^2/x and sqrt(x)^2.
- No factor is a whole power of a product: where two roots of x*y come to one, x and y meet what
  other powers of theirs there are.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from .conditions import asked, implies, known
from .facts import NONNEGATIVE, NONZERO, POSITIVE
from .terms import LARGEST, Number, Product, TooLarge, is_root, whole

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .algebra import Algebra
    from .conditions import Condition
    from .terms import Factor, Term


class _Powers:
    """All powers of one base.

    `number` is the sum of the exponents that are numbers, `varying` are the others; `divides` says
    whether an exponent was negative, `parts` is the common denominator of the exponents.
    """

    __slots__ = ("divides", "number", "parts", "varying")

    def __init__(self) -> None:
        self.number = Fraction(0)
        self.varying: list[Term] = []
        self.divides = False
        self.parts = 1


class Exponents:
    """A product while it is being put together: its coefficient and its bases with their powers.

    `given` are conditions that hold anyway.
    """

    def __init__(
        self, algebra: Algebra, coefficient: Fraction, given: Collection[Condition]
    ) -> None:
        self._algebra = algebra
        self._coefficient = coefficient
        self._given = given
        self._powers: dict[Term, _Powers] = {}
        self._kept: set[Term] = set()

    def take(self, base: Term, exponent: Term) -> None:
        """Multiply by a power. Raises `TooLarge` where a number would be."""
        if not isinstance(exponent, Number):
            self._take_varying(base, exponent, 1, divides=False)
            return
        pending = [(base, exponent.value, False, 1)]
        while pending:
            inner, number, divides, parts = pending.pop()
            if number.denominator == 1 and parts == 1 and number:
                if isinstance(inner, Product):
                    self._multiply(inner.coefficient, number.numerator)
                    pending += reversed(self._spread(inner, number.numerator, divides))
                    continue
                if isinstance(inner, Number) and (inner.value or not divides):
                    self._multiply(inner.value, number.numerator)
                    continue
            self._count(inner, number, divides or number < 0, lcm(parts, number.denominator))

    def _spread(
        self, product: Product, number: int, divides: bool
    ) -> list[tuple[Term, Fraction, bool, int]]:
        """The factors of a product to a whole power; those with varying exponents are counted."""
        found: list[tuple[Term, Fraction, bool, int]] = []
        divides = divides or number < 0
        for base, exponent in product.factors:
            if isinstance(exponent, Number):
                value = exponent.value
                found.append((base, value * number, divides or value < 0, value.denominator))
            else:
                self._take_varying(base, exponent, number, divides=divides)
        return found

    def _take_varying(self, base: Term, exponent: Term, number: int, *, divides: bool) -> None:
        if known(base, POSITIVE, self._given):
            scaled = self._algebra.combination([(exponent, Fraction(number))])
            self._of(base).varying.append(scaled)
        else:
            power = self._keep(base, exponent)
            self._count(power, Fraction(number), divides, 1)

    def _keep(self, base: Term, exponent: Term) -> Term:
        """A power that is a base itself, and is not looked into."""
        power = self._algebra.product(Fraction(1), ((base, exponent),))
        self._kept.add(power)
        return power

    def _multiply(self, value: Fraction, number: int) -> None:
        if value == 0 and number < 0:
            self._count(self._algebra.zero, Fraction(number), True, 1)
            return
        size = max(abs(value.numerator), value.denominator).bit_length()
        if value not in (1, -1) and size * abs(number) > LARGEST.bit_length():
            raise TooLarge
        self._coefficient *= value ** (number if value not in (1, -1) else number % 2)

    def _of(self, base: Term) -> _Powers:
        return self._powers.setdefault(base, _Powers())

    def _count(self, base: Term, number: Fraction, divides: bool, parts: int) -> None:
        powers = self._of(base)
        powers.number += number
        powers.divides |= divides
        powers.parts = lcm(powers.parts, parts)

    def combined(self) -> tuple[Fraction, list[Factor]]:
        """The coefficient, and the factors as they are kept."""
        self._meet_opposites()
        found: list[Factor] = []
        for base, powers in self._powers.items():
            if powers.varying:
                found += self._with_varying(base, powers)
            elif isinstance(base, Number) and (base.value >= 0 or powers.parts == 1):
                found += self._of_number(base, powers)
            else:
                found += self._of_base(base, powers)
        if any(self._is_opened(factor) for factor in found):
            again = Exponents(self._algebra, self._coefficient, self._given)
            for base, exponent in found:
                again.take(base, exponent)
            return again.combined()
        return self._coefficient, [_unwrapped(factor) for factor in found]

    def _is_opened(self, factor: Factor) -> bool:
        """Whether a factor is a whole power of a product, as two roots of one can come to."""
        base, exponent = factor
        return isinstance(base, Product) and base not in self._kept and bool(whole(exponent))

    def _meet_opposites(self) -> None:
        """Count powers of 1 - x among those of x - 1, with their sign."""
        for base in list(self._powers):
            primary = self._algebra.primary(base)
            if primary is base:
                continue
            powers = self._powers[base]
            if powers.parts != 1 or powers.varying:
                continue
            del self._powers[base]
            self._count(primary, powers.number, powers.divides, 1)
            if powers.number.numerator % 2:
                self._coefficient = -self._coefficient

    def _with_varying(self, base: Term, powers: _Powers) -> list[Factor]:
        number = (self._algebra.one, powers.number)
        total = self._algebra.combination(
            [number, *[(each, Fraction(1)) for each in powers.varying]]
        )
        if isinstance(total, Number):
            powers.number, powers.varying = total.value, []
            return self._of_base(base, powers)
        return [(base, total)]

    def _of_number(self, base: Number, powers: _Powers) -> list[Factor]:
        """A number to a power that cannot be worked out; a whole part of the exponent can."""
        number, value = powers.number, base.value
        if value == 0:
            return [(base, self._algebra.number(-1 if powers.divides else number))]
        whole = int(number)
        if number < 0 and value.denominator == 1 and not self._coefficient.numerator % value:
            whole += 1
        self._multiply(value, whole)
        rest = number - whole
        return [(base, self._algebra.number(rest))] if rest else []

    def _of_base(self, base: Term, powers: _Powers) -> list[Factor]:
        number, parts = powers.number, powers.parts
        nonzero = powers.divides and not known(base, NONZERO, self._given)
        nonnegative = parts != 1 and not known(base, NONNEGATIVE, self._given)
        if nonnegative and number.denominator == 1:
            root = self._algebra.number(Fraction(1, parts))
            kept = self._keep(base, root)
            return self._apart(kept, number * parts, Fraction(1), nonzero or number == 0)
        step = Fraction(1, 1 if number.denominator == 1 else parts)
        if number == 0 and not nonzero:
            if self._has_value(base):
                return []
            if powers.divides:
                return self._apart(base, number, step, True)
        return self._apart(base, number, step, nonzero)

    def _apart(self, base: Term, number: Fraction, step: Fraction, divides: bool) -> list[Factor]:
        """A power, written as a quotient of two where only that shows that it divides."""
        make = self._algebra.number
        if divides and number >= 0:
            return [(base, make(number + step)), (base, make(-step))]
        return [(base, make(number))]

    def _has_value(self, base: Term) -> bool:
        """Whether a base has a value wherever the given conditions hold."""
        needed = asked([base])
        return needed is not None and implies(self._given, needed)


def _unwrapped(factor: Factor) -> Factor:
    """A factor, or, of a single power to the power 1, that power."""
    base, exponent = factor
    if isinstance(base, Product) and isinstance(exponent, Number) and exponent.value == 1:
        return base.factors[0]
    return factor


def root_base(term: Term) -> Term:
    """What a root is of; a base that is no root is its own."""
    return term.factors[0][0] if isinstance(term, Product) and is_root(term) else term


def kept_apart(factors: Sequence[Factor]) -> set[Term]:
    """The bases whose powers stay apart, or stay roots, only because of where they have a value."""
    times = Counter([root_base(base) for base, _ in factors])
    found = {base for base, number in times.items() if number > 1}
    return found | {root_base(base) for base, _ in factors if is_root(base)}
