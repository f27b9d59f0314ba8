"""Terms: formulas in the form in which they are simplified, each kept once.

Invariants:

- Two terms that are made of the same parts are one object, so `is` compares them; a sum or a
  product is the same whatever the order of its parts. The order in which it was first made is
  kept, for that is the order in which it is written.
- A term is made after what it is made of; `index` counts them up. Nothing here recurses.
- Numbers are exact fractions of bounded size; a number beyond the bound is a `Symbol`, which no
  rule computes with.

>>> table = Interned()
>>> x = table.symbol("x", 0)
>>> table.sum({x: Fraction(2)}) is table.sum({x: Fraction(2)})
True
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from . import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Factor = tuple["Term", "Term"]
"""A base and its exponent."""

LARGEST = 10**400
"""Numerators and denominators beyond this are not computed."""

WIDEST = 64
"""A sum or a product of more parts stays together inside another, and is left to itself."""

NO_INPUT = 1 << 30
"""The place of the first input of a term that has none."""


class TooLarge(Exception):
    """A number would pass the bound; what needs it stays as it was written."""


class Term:
    """What all terms have.

    `facts` says what is known of the value (see `facts.py`), `first` and `last` are the places
    among the inputs of the earliest and the latest that occur, `cost` the number of operations that
    it is written with, and `stuck` whether something in it stays as it is only because of where it
    is defined.
    """

    __slots__ = ("cost", "facts", "first", "index", "last", "stuck")
    index: int
    facts: int
    first: int
    last: int
    cost: int
    stuck: bool


class Number(Term):
    """An exact number."""

    __slots__ = ("value",)

    def __init__(self, value: Fraction) -> None:
        self.value = value


class Symbol(Term):
    """An input, one of the language's constants, or a number too large to compute with.

    `literal` is the mantissa and the exponent of such a number, and `constant` tells both kinds
    apart from inputs.
    """

    __slots__ = ("constant", "literal", "name")

    def __init__(self, name: str, constant: bool, literal: tuple[int, int] | None) -> None:
        self.name = name
        self.constant = constant
        self.literal = literal


class Sum(Term):
    """Terms with their coefficients, in the order of writing; 1 stands for a constant."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[tuple[Term, Fraction], ...]) -> None:
        self.parts = parts


class Product(Term):
    """A coefficient and bases with exponents: also what a power is."""

    __slots__ = ("coefficient", "factors")

    def __init__(self, coefficient: Fraction, factors: tuple[Factor, ...]) -> None:
        self.coefficient = coefficient
        self.factors = factors


class Call(Term):
    """A primitive, by its name in the table, on its arguments."""

    __slots__ = ("arguments", "name")

    def __init__(self, name: str, arguments: tuple[Term, ...]) -> None:
        self.name = name
        self.arguments = arguments


class Shared(Term):
    """A term that is worked out once and used several times: no rule looks into it."""

    __slots__ = ("term",)

    def __init__(self, term: Term) -> None:
        self.term = term


class Interned:
    """All terms that there are, each once; `measure` tells the cost of a new one."""

    def __init__(self, measure: Callable[[Term], int] | None = None) -> None:
        self._known: dict[Any, Term] = {}
        self._measure: Callable[[Term], int] | None = None
        self._primaries: dict[Term, Term] = {}
        self.count = 0
        self.zero = self.number(0)
        self.one = self.number(1)
        self._measure = measure

    def _new(self, key: Any, term: Term, known: int, parts: Iterable[Term]) -> None:  # noqa: ANN401
        self._known[key] = term
        term.index = self.count
        term.facts = known
        term.first = min([part.first for part in parts], default=NO_INPUT)
        term.last = max([part.last for part in parts], default=-1)
        term.stuck = any(part.stuck for part in parts)
        term.cost = 0 if self._measure is None else self._measure(term)
        self.count += 1

    def number(self, value: Fraction | int) -> Number:
        """A number; raises `TooLarge` beyond the bound."""
        term = self._known.get(("number", value))
        if isinstance(term, Number):
            return term
        value = Fraction(value)
        if abs(value.numerator) > LARGEST or value.denominator > LARGEST:
            raise TooLarge
        made = Number(value)
        self._new(("number", value), made, facts.of_number(value), ())
        return made

    def symbol(
        self,
        name: str,
        place: int = NO_INPUT,
        *,
        constant: bool = False,
        literal: tuple[int, int] | None = None,
    ) -> Symbol:
        """An input at its place among the inputs, or a constant."""
        key = ("symbol", name, constant, literal)
        term = self._known.get(key)
        if isinstance(term, Symbol):
            return term
        made = Symbol(name, constant, literal)
        self._new(key, made, facts.of_symbol(name, constant, literal), ())
        made.first = place
        made.last = -1 if constant else place
        return made

    def sum(self, parts: Mapping[Term, Fraction]) -> Sum:
        """A sum of two or more parts, or of one that is nothing but a multiple of 0."""
        key = ("sum", frozenset([(core.index, number) for core, number in parts.items()]))
        term = self._known.get(key)
        if isinstance(term, Sum):
            return term
        made = Sum(tuple(parts.items()))
        self._new(key, made, facts.of_sum(parts), parts)
        return made

    def primary(self, term: Term) -> Term:
        """Which of a sum and its negative stands for both: the one that was asked for first.

        Of two that are all minus and all plus, it is the latter.
        """
        if not isinstance(term, Sum) or len(term.parts) < 2:
            return term
        found = self._primaries.get(term)
        if found is None:
            opposite = {core: -number for core, number in term.parts}
            key = ("sum", frozenset([(core.index, number) for core, number in opposite.items()]))
            found = self._known.get(key)
            if all(number < 0 for _, number in term.parts):
                found = self.sum(opposite)
            elif found not in self._primaries:
                found = term
            self._primaries[term] = found
            self._primaries.setdefault(found, found)
        return found

    def product(self, coefficient: Fraction, factors: tuple[Factor, ...]) -> Product:
        """A product; the factors are all different."""
        pairs = frozenset([(base.index, exponent.index) for base, exponent in factors])
        key = ("product", coefficient, pairs)
        term = self._known.get(key)
        if isinstance(term, Product):
            return term
        if abs(coefficient.numerator) > LARGEST or coefficient.denominator > LARGEST:
            raise TooLarge
        made = Product(coefficient, factors)
        inner = [term for factor in factors for term in factor]
        self._new(key, made, facts.of_product(coefficient, factors), inner)
        bases = [base for base, _ in factors]
        if len(set(bases)) < len(bases) or any(is_root(base) for base in bases):
            made.stuck = True
        return made

    def call(self, name: str, arguments: tuple[Term, ...]) -> Call:
        """A primitive on arguments, without any rule."""
        key = ("call", name, *[argument.index for argument in arguments])
        term = self._known.get(key)
        if isinstance(term, Call):
            return term
        made = Call(name, arguments)
        self._new(key, made, facts.of_call(name, arguments), arguments)
        made.stuck = False
        return made

    def shared(self, inner: Term) -> Shared:
        """A term as one that is used several times."""
        term = self._known.get(("shared", inner.index))
        if isinstance(term, Shared):
            return term
        made = Shared(inner)
        self._new(("shared", inner.index), made, inner.facts, (inner,))
        made.stuck = False
        return made


def is_wide(term: Term) -> bool:
    """Whether it is a sum or a product of more parts than `WIDEST`."""
    if isinstance(term, Sum):
        return len(term.parts) > WIDEST
    return isinstance(term, Product) and len(term.factors) > WIDEST


def is_root(term: Term) -> bool:
    """Whether it is a single power with coefficient 1 whose exponent is no whole number."""
    if not isinstance(term, Product) or term.coefficient != 1 or len(term.factors) != 1:
        return False
    exponent = term.factors[0][1]
    return isinstance(exponent, Number) and exponent.value.denominator != 1


def coefficient_of(term: Term) -> Fraction:
    """The number that a product, or a number, begins with."""
    if isinstance(term, Number):
        return term.value
    return term.coefficient if isinstance(term, Product) else Fraction(1)


def factors_of(term: Term, one: Term) -> tuple[Factor, ...]:
    """The factors of a term, its coefficient aside."""
    if isinstance(term, Product):
        return term.factors
    return () if isinstance(term, Number) else ((term, one),)


def whole(term: Term) -> int | None:
    """The whole number that a term is, if it is one."""
    if isinstance(term, Number) and term.value.denominator == 1:
        return term.value.numerator
    return None
