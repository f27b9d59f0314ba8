"""The conditions of a formula: what must be so for the nodes that it was made of to have values,
and can no longer be seen in it, as in `-1/(x^2 + 1)` for `x != 0`.

Every node asks for conditions on what it is applied to: a quotient, that its divisor is not 0.
Those that the simplified formula asks for as well are left out. What remains is written as a person
would: x >= 0 and sqrt(x) != 0 are x > 0.

Invariants:

- Where a formula has a value and its nodes have none, one of the conditions does not hold. The
  branches of a `where` are not looked into, for they are not always taken.
- That the formula implies a condition is mostly, not always, found out.

>>> from .algebra import Algebra
>>> algebra = Algebra()
>>> x = algebra.symbol("x", 0)
>>> asked, seen = Conditions(algebra), Conditions(algebra)
>>> asked.of_function("log", [algebra.power(x, 3)])
>>> seen.of_term(algebra.power(x, Fraction(-1, 2)))
>>> [(found.term is x, found.relation) for found in asked.without(Conditions(algebra))]
[(True, '>')]
>>> asked.without(seen)
[]
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from .facts import FINITE, NONNEGATIVE, NONZERO, POSITIVE, has
from .polynomials import Polynomials, TooMuch
from .terms import Call, Number, Product, Shared, Sum, TooLarge, whole
from .ways import content_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .algebra import Algebra
    from .terms import Factor, Term

_MOST_DIVISIONS = 200
"""So many pairs of sums are divided to see whether one not being 0 implies it of the other."""

_LIKE_THEIR_ARGUMENT = frozenset(
    {"sign", "cbrt", "sinh", "tanh", "asinh", "atanh", "atan", "asin", "erf", "expm1", "log1p"}
)
"""Functions that are positive, 0 or negative where their argument is."""


class Condition(NamedTuple):
    """That a term is `>`, `>=` or `!=` 0, or is `whole`, or no `pole` of the gamma function."""

    term: Term
    relation: str


class Conditions:
    """Conditions on terms, gathered from what asks for them."""

    def __init__(self, algebra: Algebra) -> None:
        self._algebra = algebra
        self._nonzero: dict[Term, None] = {}
        self._nonnegative: dict[Term, None] = {}
        self._powers: dict[Factor, None] = {}
        self._poles: dict[Term, None] = {}

    # What asks for them

    def of_term(self, term: Term) -> None:
        """What a term asks for, and all that is in it, but for the branches of a `where`."""
        seen: set[Term] = set()
        pending = [term]
        while pending:
            each = pending.pop()
            if each in seen:
                continue
            seen.add(each)
            if isinstance(each, Sum):
                pending += [core for core, _ in each.parts]
            elif isinstance(each, Product):
                for base, exponent in each.factors:
                    self.of_power(base, exponent)
                    pending += (base, exponent)
            elif isinstance(each, Shared):
                pending.append(each.term)
            elif isinstance(each, Call):
                self.of_function(each.name, each.arguments)
                pending += each.arguments[:1] if each.name == "where" else each.arguments

    def of_function(self, name: str, arguments: Sequence[Term]) -> None:  # noqa: PLR0912
        """What a primitive of the table asks of its arguments."""
        algebra, term, last = self._algebra, arguments[0], arguments[-1]
        match name:
            case "divide" | "mod":
                self.nonzero(last)
            case "coth" | "csch":
                self.nonzero(term)
            case "tan" | "sec":
                self.nonzero(algebra.apply("cos", term))
            case "cot" | "csc":
                self.nonzero(algebra.apply("sin", term))
            case "power":
                self.of_power(term, last)
            case "sqrt":
                self.nonnegative(term)
            case "log" | "log2" | "log10":
                self.positive(term)
            case "log1p":
                self.positive(algebra.add(term, algebra.one))
            case "logb":
                self.positive(term)
                self.positive(last)
                self.nonzero(algebra.subtract(last, algebra.one))
            case "logit":
                self.positive(term)
                self.positive(algebra.subtract(algebra.one, term))
            case "asin" | "acos":
                self.nonnegative(algebra.subtract(algebra.one, algebra.square(term)))
            case "atanh":
                self.positive(algebra.subtract(algebra.one, algebra.square(term)))
            case "asec" | "acsc":
                self.nonnegative(algebra.subtract(algebra.square(term), algebra.one))
            case "acosh":
                self.nonnegative(algebra.subtract(term, algebra.one))
            case "clamp":
                self.nonnegative(algebra.subtract(last, arguments[1]))
            case "gamma" | "lgamma" | "digamma" | "polygamma":
                self.not_a_pole(last)
            case _:
                pass  # it has a value for all finite arguments

    def of_power(self, base: Term, exponent: Term) -> None:
        """What a power asks for: if its exponent varies, mostly that its base is positive."""
        if isinstance(exponent, Number):
            if exponent.value < 0:
                self.nonzero(base)
            if exponent.value.denominator != 1:
                self.nonnegative(base)
        elif base is self._algebra.zero:
            self.positive(exponent)
        elif not has(base, POSITIVE) and has(base, FINITE) and has(exponent, FINITE):
            self._powers[base, exponent] = None

    def not_a_pole(self, term: Term) -> None:
        """Ask that a term is none of 0, -1, -2, …"""
        if not has(term, POSITIVE) and has(term, FINITE):
            self._poles[term] = None

    def positive(self, term: Term) -> None:
        """Ask that a term is positive: of a product, that its bases are not 0 and has one sign."""
        self.nonzero(term)
        self.nonnegative(self._odd_part(term))

    def nonzero(self, term: Term) -> None:
        """Ask that a term is not 0: of a product, that no base above the line is."""
        algebra, pending = self._algebra, [term]
        while pending:
            each = pending.pop()
            # What is infinite, or divides by the number 0, stays in the formula as it is.
            if has(each, NONZERO) or each is algebra.zero or not has(each, FINITE):
                continue
            if isinstance(each, Product):
                above = [base for base, exponent in each.factors if not _is_negative(exponent)]
                pending += reversed(above)
            elif isinstance(each, Call) and each.name in ("abs", *_LIKE_THEIR_ARGUMENT):
                pending.append(each.arguments[0])
            elif isinstance(each, Call) and each.name == "log":
                pending.append(algebra.subtract(each.arguments[0], algebra.one))
            elif isinstance(each, Call) and each.name == "hypot":
                pending.append(algebra.add(*map(algebra.square, each.arguments)))
            elif not self._has_a_conjugate(each):
                self._nonzero[algebra.primary(self._without_content(each))] = None

    def nonnegative(self, term: Term) -> None:
        """Ask that a term is not negative."""
        reduced: Term | None = term
        while reduced is not None:
            term, reduced = reduced, None
            if isinstance(term, Call) and term.name in _LIKE_THEIR_ARGUMENT:
                reduced = term.arguments[0]
            elif isinstance(term, Call) and term.name == "log":
                reduced = self._algebra.subtract(term.arguments[0], self._algebra.one)
            elif isinstance(term, Product) and not any(map(_is_even, term.factors)):
                odd = self._odd_part(term)
                reduced = None if odd is term else odd
        if has(term, FINITE) and not has(term, NONNEGATIVE):
            self._nonnegative[self._without_content(term)] = None

    def _odd_part(self, term: Term) -> Term:
        """What has the sign of a product, without what is never negative."""
        if not isinstance(term, Product):
            return term
        odd = [factor for factor in term.factors if not _is_even(factor)]
        one = self._algebra.one
        powers = [(base, one if isinstance(number, Number) else number) for base, number in odd]
        return self._algebra.product_of(Fraction(-1 if term.coefficient < 0 else 1), powers)

    def _without_content(self, term: Term) -> Term:
        """A sum without the number that all its parts have in common."""
        if not isinstance(term, Sum):
            return term
        content = content_of([number for _, number in term.parts])
        return self._algebra.combination(
            [(core, number / content) for core, number in term.parts], as_written=True
        )

    def _has_a_conjugate(self, term: Term) -> bool:
        """Whether a sum of two is never 0 because the difference of their squares never is."""
        if not isinstance(term, Sum) or len(term.parts) != 2:
            return False
        squares = [(self._algebra.square(core), number**2) for core, number in term.parts]
        difference = self._algebra.combination([squares[0], (squares[1][0], -squares[1][1])])
        return has(difference, NONZERO)

    # What is left of them

    def without(self, seen: Conditions) -> list[Condition]:
        """The conditions that others do not imply, each said once."""
        found: list[Condition] = []
        said: set[Term] = set()
        for base, exponent in self._powers:
            if seen.has_higher_power(base, exponent):
                self.nonzero(base)
        missing = {term for term in self._nonzero if not seen.is_nonzero(term)}
        for term in self._nonnegative:
            cores = self._cores(term)
            strict = all(core in self._nonzero or seen.is_nonzero(core) for core in cores)
            if term not in seen._nonnegative:
                found.append(Condition(term, ">" if strict else ">="))
                said.update(cores if strict else ())
        for base, exponent in self._powers:
            if not (seen.has_power(base, exponent) or seen.is_positive(base)):
                negative = isinstance(base, Number)
                found.append(Condition(exponent, "whole") if negative else Condition(base, ">"))
                said.add(base)
        for term in self._nonzero:
            if term in missing and term not in said:
                found.append(seen.sharpened(term))
        found += [Condition(term, "pole") for term in self._poles if term not in seen._poles]
        return [each for each in dict.fromkeys(found) if not self._is_weaker(each, found)]

    def _is_weaker(self, condition: Condition, found: Iterable[Condition]) -> bool:
        """Whether another condition implies one, as x > 1 does x > -1."""
        if condition.relation not in (">", ">="):
            return False
        differences = [
            self._algebra.subtract(condition.term, term)
            for term, relation in found
            if relation == ">" and term is not condition.term
        ]
        return any(isinstance(each, Number) and each.value > 0 for each in differences)

    def _cores(self, term: Term) -> list[Term]:
        """What is not 0 if a term that is not negative is not 0, each as `nonzero` keeps it."""
        if not isinstance(term, Product):
            return [self._algebra.primary(term)]
        return [self._algebra.primary(base) for base, _ in term.factors]

    def sharpened(self, term: Term) -> Condition:
        """That a term is not 0, or that it is positive where it cannot be negative."""
        for each in (term, self._algebra.negate(term)):
            if each in self._nonnegative:
                return Condition(each, ">")
        return Condition(term, "!=")

    def has_power(self, base: Term, exponent: Term) -> bool:
        """Whether there is a power of a base whose exponent is this one, or differs by a number.

        x^(y + 1) has a value where x^y has one, and x^(y - 1) has where x is not 0 besides.
        """
        return any(whole(each) is not None for each in self._differences(base, exponent))

    def has_higher_power(self, base: Term, exponent: Term) -> bool:
        """Whether all such powers have a greater exponent."""
        numbers = [whole(each) for each in self._differences(base, exponent)]
        found = [number for number in numbers if number is not None]
        return bool(found) and max(found) < 0

    def _differences(self, base: Term, exponent: Term) -> list[Term]:
        return [
            self._algebra.subtract(exponent, other) for each, other in self._powers if each is base
        ]

    def is_positive(self, term: Term) -> bool:
        """Whether a term is positive."""
        return term in self._nonnegative and self.is_nonzero(term)

    def is_nonzero(self, term: Term) -> bool:
        """Whether a term is not 0, or divides a sum that is not 0."""
        if term in self._nonzero:
            return True
        if term is self._algebra.zero:
            return False
        work = Polynomials(self._algebra)
        for other in list(self._nonzero)[:_MOST_DIVISIONS]:
            try:
                if isinstance(other, Sum) and work.quotient(work.read(other), work.read(term)):
                    return True
            except (TooMuch, TooLarge):
                continue
        return False


def _is_negative(exponent: Term) -> bool:
    return isinstance(exponent, Number) and exponent.value < 0


def _is_even(factor: Factor) -> bool:
    """Whether a factor is nowhere negative."""
    base, exponent = factor
    if not isinstance(exponent, Number):
        return has(base, NONNEGATIVE)
    return has(base, NONNEGATIVE) or exponent.value.denominator != 1 or not exponent.value % 2
