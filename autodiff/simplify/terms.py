"""Terms: formulas in the form in which they are simplified.

Invariants:

- Terms are made by the table of them (`interned.py`), which keeps each once, so `is` compares them.
- Numbers are exact fractions of bounded size; a number beyond the bound is a `Symbol`, which no
  rule computes with.

>>> whole(Number(Fraction(4, 2))), coefficient_of(Product(Fraction(1, 2), ()))
(2, Fraction(1, 2))
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

Factor = tuple["Term", "Term"]
"""A base and its exponent."""

LARGEST = 10**400
"""Numerators and denominators beyond this are not computed."""

WIDEST = 64
"""A sum or a product of more parts stays together inside another, and is left to itself."""

NO_INPUT = 1 << 30
"""The place of the first input of a term that has none."""


ZERO, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)


class TooLarge(Exception):
    """A number would pass the bound; what needs it stays as it was written."""


class Size(NamedTuple):
    """How long a term is when it is written.

    `burden` counts what makes it harder to read than its operations say, in operations: a factor
    that is a sum whose parts share a name or a number. `leaves` are names and numbers.
    """

    operations: int
    burden: int = 0
    quotients: int = 0
    leaves: int = 1


class Term:
    """What all terms have.

    `facts` says what is known of the value (see `facts.py`), `first` and `last` are the places
    among the inputs of the earliest and the latest that occur, and `size` is how long it is when it
    is written.
    """

    __slots__ = ("facts", "first", "index", "last", "size")
    index: int
    facts: int
    first: int
    last: int
    size: Size

    @property
    def cost(self) -> int:
        """The number of operations that it is written with."""
        return self.size[0]


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


def is_wide(term: Term) -> bool:
    """Whether it is a sum or a product of more parts than `WIDEST`."""
    if isinstance(term, Sum):
        return len(term.parts) > WIDEST
    return isinstance(term, Product) and len(term.factors) > WIDEST


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
