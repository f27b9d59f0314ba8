"""What is known of a term's value wherever it has one, and where that is.

A fact is a bit. POSITIVE comes with NONNEGATIVE and NONZERO. TOTAL means that there is a value for
whatever finite values of the inputs; the other facts hold wherever there is one. Where a function
has a value is read from its row in the table of primitives.

Invariant: what is not known is not claimed; a fact that is missing only keeps rules from applying.

>>> from .terms import Interned
>>> table = Interned()
>>> x = table.symbol("x", 0)
>>> has(table.call("cosh", (x,)), POSITIVE | TOTAL), has(table.call("log", (x,)), TOTAL)
(True, False)
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ..rules import PRIMITIVES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .terms import Factor, Term

HALF = Fraction(1, 2)

TOTAL = 1
NONNEGATIVE = 2
NONZERO = 4
POSITIVE = 8 | NONNEGATIVE | NONZERO

_BITS = {
    **dict.fromkeys(("cosh", "sech", "acot", "sigmoid", "softplus", "erfc"), POSITIVE),
    **dict.fromkeys(("abs", "hypot", "relu", "acosh", "acos", "asec"), NONNEGATIVE),
    **dict.fromkeys(("sec", "csc", "csch", "coth", "acsc", "gamma"), NONZERO),
    **{name: NONNEGATIVE for name, row in PRIMITIVES.items() if row.kind == "compare"},
}
_FINITE_ONLY = frozenset({"sin", "cos"})
_WITH_POLES = frozenset({"tan", "sec"})
"""Their poles are no doubles, so their rows need not speak of them; formulas do."""

_TOTAL = frozenset(
    name
    for name, row in PRIMITIVES.items()
    if (row.domain is None or name in _FINITE_ONLY) and name not in _WITH_POLES
)


def has(term: Term, bits: int) -> bool:
    """Whether all of these facts are known of a term."""
    return term.facts & bits == bits


def of_number(value: Fraction) -> int:
    """What is known of a number."""
    if value == 0:
        return TOTAL | NONNEGATIVE
    return TOTAL | (POSITIVE if value > 0 else NONZERO)


def of_symbol(name: str, constant: bool, literal: tuple[int, int] | None) -> int:
    """What is known of an input or a constant; infinity and NaN are no values."""
    if not constant:
        return TOTAL
    if literal is not None:
        return TOTAL | (POSITIVE if literal[0] > 0 else NONZERO)
    return TOTAL | POSITIVE if name in ("pi", "e", "tau") else 0


def of_sum(parts: Mapping[Term, Fraction]) -> int:
    """What is known of a sum: a sign, where all of its parts have one and the same."""
    known = TOTAL if all(has(core, TOTAL) for core in parts) else 0
    if _is_above_its_opposite(parts):
        return known | POSITIVE
    signs = {number > 0 for number in parts.values() if number}
    if len(signs) != 1 or not all(has(core, NONNEGATIVE) for core in parts):
        return known
    positive = any(has(core, POSITIVE) and number for core, number in parts.items())
    if signs == {True}:
        return known | (POSITIVE if positive else NONNEGATIVE)
    return known | (NONZERO if positive else 0)


def _is_above_its_opposite(parts: Mapping[Term, Fraction]) -> bool:
    """Whether a sum is sqrt(u^2 + c) + u or sqrt(u^2 + c) - u, where c is positive."""
    if len(parts) != 2:
        return False
    for root, other in (tuple(parts), tuple(parts)[::-1]):
        under = _base_of_power(root, HALF)
        inside: dict[Term, Fraction] = dict(getattr(under, "parts", ()))
        square = [each for each in inside if _base_of_power(each, 2) is other]
        if parts[root] != 1 or abs(parts[other]) != 1 or not square or len(inside) < 2:
            continue
        if inside[square[0]] == 1:
            del inside[square[0]]
            return all(number > 0 and has(each, POSITIVE) for each, number in inside.items())
    return False


def _base_of_power(term: Term, exponent: Fraction | int) -> Term | None:
    """What a term is the power of, if it is nothing but that power."""
    factors: Sequence[Factor] = getattr(term, "factors", ())
    if len(factors) != 1 or getattr(term, "coefficient", 0) != 1:
        return None
    return factors[0][0] if getattr(factors[0][1], "value", None) == exponent else None


def of_product(coefficient: Fraction, factors: Sequence[Factor]) -> int:
    """What is known of a product."""
    known = POSITIVE | TOTAL
    for base, exponent in factors:
        known &= of_power(base, exponent)
    if coefficient > 0:
        return known
    return known & (TOTAL | NONZERO) if coefficient else known & TOTAL | NONNEGATIVE


def of_power(base: Term, exponent: Term) -> int:
    """What is known of a power."""
    number = getattr(exponent, "value", None)
    if number is None:
        return _of_varying_power(base, exponent)
    known = 0
    if number.denominator != 1:
        known = NONNEGATIVE
        defined = has(base, NONNEGATIVE)
    else:
        even = number.numerator % 2 == 0
        known = NONNEGATIVE if even else base.facts & NONNEGATIVE
        defined = True
    if number <= 0:
        known |= NONZERO
        defined = defined and (number == 0 or has(base, NONZERO))
    known |= base.facts & NONZERO
    if known & (NONNEGATIVE | NONZERO) == NONNEGATIVE | NONZERO:
        known |= POSITIVE
    return known | (base.facts & TOTAL if defined else 0)


def _of_varying_power(base: Term, exponent: Term) -> int:
    known = base.facts & POSITIVE if has(base, NONNEGATIVE) else 0
    if not has(base, POSITIVE):
        return known & NONNEGATIVE
    return known | (base.facts & exponent.facts & TOTAL)


def of_call(name: str, arguments: Sequence[Term]) -> int:
    """What is known of a function's value."""
    known = _BITS.get(name, 0)
    if name == "where":
        known = arguments[1].facts & arguments[2].facts & POSITIVE
    if name in _TOTAL and all(has(argument, TOTAL) for argument in arguments):
        known |= TOTAL
    return known


def is_total_function(name: str) -> bool:
    """Whether a primitive has a value for whatever finite arguments."""
    return name in _TOTAL
