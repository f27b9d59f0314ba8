"""Sums, products, powers and calls of terms, put in order as they are made.

Invariants:

- What is made has a value exactly where what was asked for has one, and the same value there.
- Like terms and powers of one base are together; numbers are exact. The rules of the table are
  tried, in its order, on everything that is made and has no more than `WIDEST` parts.
- The work on one term is bounded: nothing recurses over the depth of a formula.

>>> algebra = Algebra()
>>> x = algebra.symbol("x", 0)
>>> algebra.add(x, x) is algebra.multiply(algebra.number(2), x)
True
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from . import layout
from .budget import DEEPEST, Budget
from .conditions import asked, implied, implies
from .exponents import Exponents, kept_apart, root_base
from .facts import TOTAL, has
from .order import in_order
from .powers import power
from .terms import (
    NO_INPUT,
    WIDEST,
    Call,
    Interned,
    Number,
    Product,
    Sum,
    Term,
    coefficient_of,
    factors_of,
    is_wide,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from .conditions import Condition
    from .row import Row
    from .terms import Factor

Parts = dict["Term", Fraction]
"""The terms of a sum, each with its coefficient."""


class Algebra(Interned):
    """Makes terms; `rows` are the rules, by the kind of what they apply to."""

    def __init__(
        self, rows: Mapping[str, Sequence[Row]] | None = None, style: layout.Style | None = None
    ) -> None:
        self.style = style or layout.Style()
        super().__init__(lambda term: layout.cost(term, self.one, self.style))
        self._rows = rows or {}
        self.budget = Budget()
        self._results: dict[Term, tuple[int, Term]] = {}
        self.e = self.symbol("e", NO_INPUT, constant=True)

    # Sums

    def add(self, *terms: Term) -> Term:
        """The sum of terms."""
        return self.combination([(term, Fraction(1)) for term in terms])

    def negate(self, term: Term) -> Term:
        """The negative of a term."""
        return self.combination([(term, Fraction(-1))])

    def combination(
        self, pairs: Iterable[tuple[Term, Fraction]], *, as_written: bool = False
    ) -> Term:
        """The sum of multiples of terms, in their order or in that of polynomials."""
        parts: Parts = {}
        given = list(pairs)
        for term, number in given:
            self._gather(term, number, parts)
        self._leave_out_zeros(parts)
        if 1 < len(parts) <= WIDEST and any(core.stuck for core in parts):
            parts = self._unstuck(parts)
        if not as_written and len(given) > 1:
            parts = in_order(parts)
        return self._settled("sum", self._sum_of(parts))

    def _gather(self, term: Term, number: Fraction, parts: Parts) -> None:
        if isinstance(term, Sum) and abs(number) == 1 and len(term.parts) <= WIDEST:
            for core, coefficient in term.parts:
                parts[core] = parts.get(core, Fraction(0)) + coefficient * number
            return None
        coefficient, core = coefficient_of(term), term
        if isinstance(term, Number):
            core = self.one
        elif isinstance(term, Product) and coefficient != 1:
            core = self._bare(term)
            if isinstance(core, Sum) and abs(coefficient * number) == 1:
                return self._gather(core, coefficient * number, parts)
        parts[core] = parts.get(core, Fraction(0)) + coefficient * number
        return None

    def _bare(self, product: Product) -> Term:
        """A product without its coefficient."""
        if len(product.factors) == 1 and product.factors[0][1] is self.one:
            return product.factors[0][0]
        return self.product(Fraction(1), product.factors)

    def _leave_out_zeros(self, parts: Parts) -> None:
        """Leave out what came to 0, where that has a value, or the rest has none either."""
        for core in [core for core, number in parts.items() if number == 0]:
            del parts[core]
            rest = core
            if isinstance(core, Product):
                doubtful = [factor for factor in core.factors if not self._is_total(factor)]
                rest = self._product_from(Fraction(1), doubtful)
            if has(rest, TOTAL):
                continue
            needed = asked([rest])
            if needed is None or not implies(implied(parts), needed):
                parts.setdefault(rest, Fraction(0))

    def _unstuck(self, parts: Parts) -> Parts:
        """Cancel in each part what the conditions of the others allow to be cancelled."""
        current = [(core, number) for core, number in parts.items()]
        for place, (core, number) in enumerate(current):
            if core.stuck:
                given = implied(
                    [other for index, (other, _) in enumerate(current) if index != place]
                )
                current[place] = (self.assuming(core, given), number)
        found: Parts = {}
        for term, number in current:
            self._gather(term, number, found)
        self._leave_out_zeros(found)
        return found

    def assuming(self, term: Term, given: Collection[Condition], levels: int = 4) -> Term:
        """A term as it can be written where conditions are known to hold; not too deep inside."""
        if not term.stuck or not given or not levels:
            return term
        if isinstance(term, Product):
            factors: list[Factor] = []
            for base, exponent in term.factors:
                factors.append((self.assuming(base, given, levels - 1), exponent))
            return self.product_of(term.coefficient, factors, given)
        if isinstance(term, Sum):
            return self.combination(
                [(self.assuming(core, given, levels - 1), number) for core, number in term.parts]
            )
        return term

    def _sum_of(self, parts: Parts) -> Term:
        if not parts:
            return self.zero
        if len(parts) == 1:
            ((core, number),) = parts.items()
            if number == 0:
                return self.sum(parts)
            return self.product_of(number, factors_of(core, self.one))
        return self.sum(parts)

    # Products

    def multiply(self, *terms: Term) -> Term:
        """The product of terms."""
        return self.product_of(Fraction(1), [(term, self.one) for term in terms])

    def divide(self, term: Term, by: Term) -> Term:
        """A quotient."""
        return self.product_of(Fraction(1), [(term, self.one), (by, self.number(-1))])

    def power(self, base: Term, exponent: Term | int | Fraction) -> Term:
        """A power."""
        return power(self, base, exponent if isinstance(exponent, Term) else self.number(exponent))

    def product_of(
        self,
        coefficient: Fraction,
        factors: Iterable[Factor],
        given: Collection[Condition] = (),
    ) -> Term:
        """The product of a number and of powers, where conditions are known to hold."""
        collected = Exponents(self, coefficient, given)
        for base, exponent in factors:
            collected.take(base, exponent)
        coefficient, found = collected.combined()
        if coefficient == 0:
            found = [factor for factor in found if not self._is_total(factor)]
            return self._zero_times(found)
        if not given:
            more = self._own_conditions(found)
            if more:
                inner = [(self.assuming(base, more), exponent) for base, exponent in found]
                return self.product_of(coefficient, inner, more)
        return self._settled("product", self._product_from(coefficient, found))

    def _is_total(self, factor: Factor) -> bool:
        return bool(self.product(Fraction(1), (factor,)).facts & TOTAL)

    def _zero_times(self, factors: Sequence[Factor]) -> Term:
        """0 times what may have no value."""
        if not factors:
            return self.zero
        return self.sum({self._product_from(Fraction(1), factors): Fraction(0)})

    def _own_conditions(self, factors: Sequence[Factor]) -> set[Condition]:
        """What those factors ask for that stay as they are, if there are others."""
        apart = kept_apart(factors)
        if not apart and not any(base.stuck for base, _ in factors):
            return set()
        sound = [
            self.product(Fraction(1), (factor,))
            for factor in factors
            if not factor[0].stuck and root_base(factor[0]) not in apart
        ]
        return implied(sound)

    def _product_from(self, coefficient: Fraction, factors: Sequence[Factor]) -> Term:
        if not factors:
            return self.number(coefficient)
        if coefficient == 1 and len(factors) == 1 and factors[0][1] is self.one:
            return factors[0][0]
        return self.product(coefficient, tuple(factors))

    # Calls, and the rules

    def apply(self, name: str, *arguments: Term) -> Term:
        """A primitive of the table on terms, operators included."""
        direct = _OPERATORS.get(name)
        if direct is not None:
            return direct(self, *arguments)
        return self._settled(name, self.call(name, arguments))

    def _settled(self, kind: str, term: Term) -> Term:
        """A term after the rules for its kind, or itself."""
        expected = {"sum": Sum, "product": Product}.get(kind, Call)
        if not self.budget.may_go_deeper() or not isinstance(term, expected) or is_wide(term):
            return term
        depth, settled = self._results.get(term, (DEEPEST, term))
        if depth <= self.budget.depth:
            return settled
        self.budget.depth += 1
        try:
            settled = self._first_change(kind, term)
        finally:
            self.budget.depth -= 1
        self._results[term] = self.budget.depth, settled
        return settled

    def _first_change(self, kind: str, term: Term) -> Term:
        for row in self._rows.get(kind, ()):
            found = None if row.function is None else row.function(self, term)
            if found is not None and found is not term:
                return found
        return term

    def result(self, term: Term) -> Term:
        """A whole formula after the rules for such."""
        return self._first_change("result", term)

    def exponential(self, exponent: Term) -> Term:
        """A power of e."""
        return power(self, self.e, exponent)


def _square(algebra: Algebra, term: Term) -> Term:
    return algebra.power(term, 2)


def _root(algebra: Algebra, term: Term) -> Term:
    return algebra.power(term, layout.HALF)


def _difference(algebra: Algebra, term: Term, other: Term) -> Term:
    return algebra.combination([(term, Fraction(1)), (other, Fraction(-1))])


_OPERATORS: dict[str, Callable[..., Term]] = {
    "add": Algebra.add,
    "subtract": _difference,
    "negate": Algebra.negate,
    "multiply": Algebra.multiply,
    "divide": Algebra.divide,
    "power": Algebra.power,
    "square": _square,
    "sqrt": _root,
    "exp": Algebra.exponential,
}
