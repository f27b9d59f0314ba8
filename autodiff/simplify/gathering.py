"""Common factors, common denominators, multiplying out: ways of writing, of which one is chosen.

Invariant: each way is equal to the formula wherever that has a value. The one with the fewest
operations is taken; of two, the one that was there first, or a single quotient rather than a sum of
quotients.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING

from .facts import POSITIVE, has
from .row import Row
from .terms import Call, Number, Product, Sum, Symbol, factors_of, whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from .algebra import Algebra
    from .terms import Factor, Term

_MOST_PARTS = 40
_FURTHEST = 200
"""So many terms are looked at for logarithms, and no more."""

_LOGARITHMS = frozenset({"log", "log2", "log10"})
_MOST_MULTIPLIED = 60
HIGHEST = 4
"""Sums to higher powers are not multiplied out."""

COSTLIEST = 2000
"""Larger formulas are left as they are."""

Powers = dict["Term", Fraction]
"""The exponents of the bases of a part."""

Pairs = list[tuple["Term", Fraction]]
"""Terms with their coefficients, not yet put together."""


def powers_of(algebra: Algebra, core: Term, positive: Collection[Term]) -> Powers:
    """The bases of a part with their exponents; what has no number for an exponent is a base.

    x^(n - 1) is taken for x^n/x if x is among those that are `positive`: at 0 they differ.
    """
    found: Powers = {}
    for factor in factors_of(core, algebra.one):
        for base, exponent in _divided(algebra, factor, positive):
            power = Fraction(1)
            if isinstance(exponent, Number):
                power = exponent.value
            else:
                base = algebra.product(Fraction(1), ((base, exponent),))  # noqa: PLW2901
            found[base] = found.get(base, Fraction(0)) + power
    return found


def _divided(algebra: Algebra, factor: Factor, positive: Collection[Term]) -> tuple[Factor, ...]:
    """A power with a number in its exponent as two, where its base is positive."""
    base, exponent = factor
    number = dict(exponent.parts).get(algebra.one) if isinstance(exponent, Sum) else None
    if number is None or not (has(base, POSITIVE) or base in positive):
        return (factor,)
    rest = algebra.combination([(exponent, Fraction(1)), (algebra.one, -number)])
    return (base, rest), (base, algebra.number(number))


def logarithms_in(term: Term) -> set[Term]:
    """What a term takes the logarithm of, whatever the inputs: it is positive throughout."""
    found: set[Term] = set()
    seen: set[Term] = set()
    pending = [term]
    while pending and len(seen) < _FURTHEST:
        each = pending.pop()
        if each in seen:
            continue
        seen.add(each)
        if isinstance(each, Sum):
            pending += [core for core, _ in each.parts]
        elif isinstance(each, Product):
            pending += [inner for factor in each.factors for inner in factor]
        elif isinstance(each, Call) and each.name in _LOGARITHMS:
            found.add(each.arguments[0])
    return found


def common_powers(each: Sequence[Powers]) -> Powers:
    """What all parts have in common: the lowest power of each base, 0 where a part has none."""
    bases = dict.fromkeys([base for powers in each for base in powers])
    lowest = {base: min([powers.get(base, Fraction(0)) for powers in each]) for base in bases}
    return {base: number for base, number in lowest.items() if number}


def content_of(numbers: Sequence[Fraction]) -> Fraction:
    """The largest fraction of which all numbers are whole multiples."""
    return Fraction(
        gcd(*[number.numerator for number in numbers]),
        lcm(*[number.denominator for number in numbers]),
    )


def without(
    algebra: Algebra, total: Sum, each: Sequence[Powers], common: Powers, content: Fraction
) -> Term:
    """A sum as a product of what is common and of the rest."""
    rest: Pairs = []
    for (_, number), powers in zip(total.parts, each, strict=True):
        bases = dict.fromkeys([*powers, *common])
        factors: list[Factor] = []
        for base in bases:
            exponent = powers.get(base, Fraction(0)) - common.get(base, Fraction(0))
            if exponent:
                factors.append((base, algebra.number(exponent)))
        rest.append((algebra.product_of(Fraction(1), factors), number / content))
    inner = algebra.combination(rest)
    outer = [(base, algebra.number(exponent)) for base, exponent in common.items()]
    return algebra.product_of(content, [*outer, (inner, algebra.one)])


def _is_polynomial(each: Sequence[Powers]) -> bool:
    """Whether all parts are products of names: such a sum is left as it is written."""
    return all(
        isinstance(base, Symbol) and exponent > 0 and exponent.denominator == 1
        for powers in each
        for base, exponent in powers.items()
    )


def _taken_out(algebra: Algebra, total: Sum) -> Iterator[Term]:
    """The sum with this or that taken out of it."""
    positive = logarithms_in(total)
    each = [powers_of(algebra, core, positive) for core, _ in total.parts]
    numbers = [number for _, number in total.parts]
    content = content_of(numbers)
    common = {} if _is_polynomial(each) else common_powers(each)
    choices = [common, {base: number for base, number in common.items() if number > 0}]
    for place, chosen in enumerate(choices):
        if place and (not chosen or len(chosen) == len(common)):
            continue
        for number in dict.fromkeys((Fraction(1), content)):
            if chosen or number != 1:
                yield without(algebra, total, each, chosen, number)


def _products(algebra: Algebra, pairs: Pairs) -> Pairs | None:
    """The parts with their sums multiplied out; `None` if that is none, or too many."""
    found: Pairs = []
    changed = False
    for core, number in pairs:
        sums, others = sums_among(factors_of(core, algebra.one))
        parts: Pairs = [(algebra.product_of(Fraction(1), others), number)]
        for inner in sums:
            changed = True
            if len(parts) * len(inner.parts) > _MOST_MULTIPLIED:
                return None
            parts = [
                (algebra.multiply(one, other), first * second)
                for one, first in parts
                for other, second in inner.parts
            ]
        found += parts
        if len(found) > _MOST_MULTIPLIED:
            return None
    return found if changed else None


def sums_among(factors: Sequence[Factor]) -> tuple[list[Sum], list[Factor]]:
    """The sums that can be multiplied out, each as often as it occurs, and the other factors."""
    sums: list[Sum] = []
    others: list[Factor] = []
    for base, exponent in factors:
        number = whole(exponent)
        if isinstance(base, Sum) and number is not None and 0 < number <= HIGHEST:
            sums += [base] * number
        else:
            others.append((base, exponent))
    return sums, others


def multiplied_out(algebra: Algebra, pairs: Pairs) -> Term | None:
    """The sum of parts, all multiplied out."""
    parts = _products(algebra, pairs)
    if parts is None or not algebra.budget.may_try(len(parts)):
        return None
    return algebra.combination(parts)


def _quotients(algebra: Algebra, total: Sum) -> bool:
    """Whether every part of a sum divides by something."""
    return all(
        isinstance(exponent, Number) and exponent.value < 0
        for core, _ in total.parts
        for exponent in [min([pair[1] for pair in factors_of(core, algebra.one)],
                             key=lambda each: getattr(each, "value", 0), default=algebra.one)]
    )  # fmt: skip


def best(term: Term, ways: Sequence[Term], prefer_product: bool) -> Term | None:
    """The way that is shorter, or, if products are preferred, not longer."""
    best: Term | None = None
    cost = term.cost
    for way in ways:
        equal = prefer_product and best is None and isinstance(way, Product) and way.cost == cost
        if way.cost < cost or equal:
            best, cost = way, way.cost
    return best


def _gathered(algebra: Algebra, term: Term) -> Term | None:
    """A sum written in the shortest way."""
    assert isinstance(term, Sum)
    size = len(term.parts)
    if size < 2 or size > _MOST_PARTS or term.cost > COSTLIEST or not algebra.budget.may_try(size):
        return None
    ways = list(_taken_out(algebra, term))
    spread = multiplied_out(algebra, list(term.parts))
    if spread is not None:
        ways.append(spread)
    return best(term, ways, _quotients(algebra, term))


GATHERING_ROWS = (
    Row(
        "common factors and one quotient",
        "what all parts of a sum have in common is taken out, and quotients are put over one "
        "denominator, where the formula gets shorter",
        ("sum",), _gathered,
        (("x*exp(x) + exp(x)", "(x + 1)*exp(x)"), ("2*x + 2*y", "2*(x + y)"),
         ("1/(x^2 + 1) - 2*x^2/(x^2 + 1)^2", "(1 - x^2)/(x^2 + 1)^2"),
         ("cos(x)/x - sin(x)/x^2", "(x*cos(x) - sin(x))/x^2"),
         ("sqrt(1 - x^2) - x^2/sqrt(1 - x^2)", "(1 - 2*x^2)/sqrt(1 - x^2)"),
         ("2*(x + 1) + 3", "2*x + 5"), ("1/x + 1/x^2", "(x + 1)/x^2"),
         ("y*x^(y - 1) + x^y*log(x)", "x^y*(y/x + log(x))")),
        ("3*x^2 + 2*x", "2*x + 2", "x + 1/x", "log(x) + 1/x", "x*cos(x) + sin(x)", "2*(x + 1) + y"),
    ),
)  # fmt: skip
