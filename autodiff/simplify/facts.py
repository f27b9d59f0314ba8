"""What is known of a term's value, wherever it has one.

A fact is a bit. POSITIVE comes with NONNEGATIVE and NONZERO. FINITE says that no infinity, no NaN
and no number outside the domain of a function is in a term: such do not cancel, for `0*inf` and
`0/0` are not 0.

SHARING is of another kind: the parts of a sum share a name or a whole number, and would be better
read without it.

Invariant: what is not known is not claimed; a fact that is missing only keeps rules from applying.

>>> from .interned import Interned
>>> table = Interned()
>>> has(table.call("cosh", (table.symbol("x", 0),)), POSITIVE | FINITE)
True
>>> has(table.symbol("inf", constant=True), FINITE)
False
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from ..rules import PRIMITIVES
from .terms import HALF, Number, Product, Sum, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from .terms import Factor, Term

FINITE = 1
NONNEGATIVE = 2
NONZERO = 4
POSITIVE = 8 | NONNEGATIVE | NONZERO
SHARING = 16

_BITS = {
    **dict.fromkeys(("cosh", "acot", "sigmoid", "softplus", "erfc"), POSITIVE),
    **dict.fromkeys(("abs", "hypot", "relu", "acosh", "acos", "asec"), NONNEGATIVE),
    **dict.fromkeys(("acsc", "gamma"), NONZERO),
    **{name: NONNEGATIVE for name, row in PRIMITIVES.items() if row.kind == "compare"},
}


def has(term: Term, bits: int) -> bool:
    """Whether all of these facts are known of a term."""
    return term.facts & bits == bits


def of_number(value: Fraction) -> int:
    """What is known of a number."""
    if value == 0:
        return FINITE | NONNEGATIVE
    return FINITE | (POSITIVE if value > 0 else NONZERO)


def of_symbol(name: str, constant: bool, literal: tuple[int, int] | None) -> int:
    """What is known of an input or a constant; infinity and NaN are no values."""
    if not constant:
        return FINITE
    if literal is not None:
        return FINITE | (POSITIVE if literal[0] > 0 else NONZERO)
    return FINITE | POSITIVE if name in ("pi", "e", "tau") else 0


def of_sum(parts: Mapping[Term, Fraction]) -> int:
    """What is known of a sum: a sign, where all of its parts have one and the same."""
    known = _all_finite(parts) | (SHARING if _share_something(parts) else 0)
    if _is_above_its_opposite(parts):
        return known | POSITIVE
    signs = {number > 0 for number in parts.values() if number}
    if len(signs) != 1 or not all(has(core, NONNEGATIVE) for core in parts):
        return known
    positive = any(has(core, POSITIVE) and number for core, number in parts.items())
    if signs == {True}:
        return known | (POSITIVE if positive else NONNEGATIVE)
    return known | (NONZERO if positive else 0)


def _share_something(parts: Mapping[Term, Fraction]) -> bool:
    """Whether all parts have a name in common, or a whole number."""
    common: set[Term] | None = None
    for core in parts:
        bases = [base for base, _ in core.factors] if isinstance(core, Product) else [core]
        names = {each for each in bases if _is_input(each)}
        common = names if common is None else common & names
        if not common:
            break
    return bool(common) or (
        gcd(*[number.numerator for number in parts.values()]) > 1
        and all(number.denominator == 1 for number in parts.values())
    )


def _is_input(term: Term) -> bool:
    return isinstance(term, Symbol) and not term.constant


def _is_above_its_opposite(parts: Mapping[Term, Fraction]) -> bool:
    """Whether a sum is sqrt(u^2 + c) + u or sqrt(u^2 + c) - u, where c is positive."""
    if len(parts) != 2:
        return False
    for root, other in (tuple(parts), tuple(parts)[::-1]):
        under = _base_of_power(root, HALF)
        inside = dict(under.parts) if isinstance(under, Sum) else {}
        square = [each for each in inside if _base_of_power(each, 2) is other]
        if parts[root] != 1 or abs(parts[other]) != 1 or not square or len(inside) < 2:
            continue
        if inside[square[0]] == 1:
            del inside[square[0]]
            return all(number > 0 and has(each, POSITIVE) for each, number in inside.items())
    return False


def _base_of_power(term: Term, exponent: Fraction | int) -> Term | None:
    """What a term is the power of, if it is nothing but that power."""
    if not isinstance(term, Product) or len(term.factors) != 1 or term.coefficient != 1:
        return None
    ((base, found),) = term.factors
    return base if isinstance(found, Number) and found.value == exponent else None


def of_product(coefficient: Fraction, factors: Sequence[Factor]) -> int:
    """What is known of a product."""
    known = POSITIVE | FINITE
    for base, exponent in factors:
        known &= of_power(base, exponent)
    if coefficient > 0:
        return known
    return known & (FINITE | NONZERO) if coefficient else known & FINITE | NONNEGATIVE


def of_power(base: Term, exponent: Term) -> int:
    """What is known of a power."""
    if not isinstance(exponent, Number):
        return _of_varying_power(base, exponent)
    number = exponent.value
    if number.denominator != 1:
        known = NONNEGATIVE
    else:
        even = number.numerator % 2 == 0
        known = NONNEGATIVE if even else base.facts & NONNEGATIVE
    if number <= 0:
        known |= NONZERO
    known |= base.facts & NONZERO
    if known & (NONNEGATIVE | NONZERO) == NONNEGATIVE | NONZERO:
        known |= POSITIVE
    if isinstance(base, Number) and not _has_power(base.value, number):
        return known
    return known | base.facts & FINITE


def _has_power(base: Fraction, exponent: Fraction) -> bool:
    return base > 0 or (exponent >= 0 if base == 0 else exponent.denominator == 1)


def _of_varying_power(base: Term, exponent: Term) -> int:
    known = base.facts & POSITIVE if has(base, NONNEGATIVE) else 0
    if not has(base, POSITIVE):
        known &= NONNEGATIVE
    return known | (base.facts & exponent.facts & FINITE)


def of_call(name: str, arguments: Sequence[Term]) -> int:
    """What is known of a function's value."""
    known = _BITS.get(name, 0)
    if name == "where":
        known = arguments[1].facts & arguments[2].facts & POSITIVE
    domain = PRIMITIVES[name].domain
    values = [each.value for each in arguments if isinstance(each, Number)]
    if domain is not None and len(values) == len(arguments):
        return known | (FINITE if domain.contains(*values) else 0)
    return known | _all_finite(arguments)


def _all_finite(parts: Iterable[Term]) -> int:
    return FINITE if all(has(part, FINITE) for part in parts) else 0
