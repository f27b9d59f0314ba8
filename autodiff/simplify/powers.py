"""Powers: what a base to an exponent is, as far as that holds wherever there is a value."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .facts import NONNEGATIVE, NONZERO, POSITIVE, TOTAL, has
from .terms import LARGEST, Number, Product

if TYPE_CHECKING:
    from .algebra import Algebra
    from .terms import Term


def power(algebra: Algebra, base: Term, exponent: Term) -> Term:
    """A base to an exponent, in the form in which powers are kept."""
    if not isinstance(exponent, Number):
        return _varying(algebra, base, exponent)
    number = exponent.value
    if number == 0:
        return (
            algebra.one if has(base, TOTAL) else algebra.product(Fraction(1), ((base, exponent),))
        )
    if number.denominator == 1:
        return algebra.product_of(Fraction(1), [(base, exponent)])
    if isinstance(base, Number):
        return _root_of_number(algebra, base, exponent)
    if isinstance(base, Product):
        return _root_of_product(algebra, base, exponent)
    return algebra.product_of(Fraction(1), [(base, exponent)])


def _varying(algebra: Algebra, base: Term, exponent: Term) -> Term:
    """A power whose exponent is not a number."""
    if base is algebra.one and has(exponent, TOTAL):
        return base
    if isinstance(base, Product) and base.coefficient == 1 and len(base.factors) == 1:
        ((inner, first),) = base.factors
        if has(inner, POSITIVE):
            return power(algebra, inner, algebra.multiply(first, exponent))
    return algebra.product_of(Fraction(1), [(base, exponent)])


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


def _root_of_number(algebra: Algebra, base: Number, exponent: Number) -> Term:
    root = rational_root(base.value, exponent.value)
    if root is not None:
        return algebra.number(root)
    if base.value < 0 or base.value == 0:
        return algebra.product(Fraction(1), ((base, exponent),))
    return algebra.product_of(Fraction(1), [(base, exponent)])


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


def _root_of_product(algebra: Algebra, base: Product, exponent: Number) -> Term:
    """A fractional power of a product: that of a power, or with its number taken out."""
    if base.coefficient == 1 and len(base.factors) == 1:
        found = _root_of_power(algebra, base, exponent)
        if found is not None:
            return found
    root = rational_root(base.coefficient, exponent.value) if base.coefficient > 0 else None
    if root is not None and base.coefficient != 1:
        inner = algebra.product_of(Fraction(1), base.factors)
        return algebra.product_of(root, [(power(algebra, inner, exponent), algebra.one)])
    return algebra.product_of(Fraction(1), [(base, exponent)])


def _root_of_power(algebra: Algebra, base: Product, exponent: Number) -> Term | None:
    ((inner, first),) = base.factors
    if has(inner, POSITIVE) and not isinstance(first, Number):
        return power(algebra, inner, algebra.combination([(first, exponent.value)]))
    if isinstance(inner, Product) or not isinstance(first, Number):
        return None
    product = first.value * exponent.value
    if product > 0 and first.value < 0 and not has(inner, NONZERO):
        return None  # both divide: together they would not
    if first.value.denominator == 1 and first.value.numerator % 2 == 0:
        size = inner if has(inner, NONNEGATIVE) else algebra.apply("abs", inner)
        return algebra.product_of(Fraction(1), [(size, algebra.number(product))])
    # An odd power or a root is not negative just where its base is not, so the root stays a root.
    if product.denominator == 1 and not has(inner, NONNEGATIVE):
        return None
    return algebra.product_of(Fraction(1), [(inner, algebra.number(product))])
