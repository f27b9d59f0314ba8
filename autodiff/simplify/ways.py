"""Ways of writing one formula, of which the shortest is taken: as it is, with what is common to its
parts taken out, as one quotient, multiplied out, collected, or with one function's squares written
by another's.

Invariants:

- Each way is equal to the formula wherever that has a value.
- The one with the least `weight` is taken; of two, the one that comes first, and what was there
  before all. So a formula never gets longer, and the choice is the same every time.
- The ways are few and each is made of few parts: the work is bounded by the numbers below.

>>> from .algebra import Algebra
>>> algebra = Algebra()
>>> x = algebra.symbol("x", 0)
>>> inner = algebra.add(x, algebra.one)
>>> spread = algebra.add(algebra.multiply(x, inner), algebra.multiply(inner, algebra.number(2)))
>>> shortest(out_of_sum)(algebra, spread).cost
3
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING

from .algebra import rational_root
from .facts import POSITIVE, has
from .polynomials import Polynomials, TooMuch, inverse, times
from .row import Row
from .terms import (
    NO_INPUT,
    ONE,
    ZERO,
    Call,
    Number,
    Product,
    Sum,
    Symbol,
    Term,
    TooLarge,
    factors_of,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from .algebra import Algebra, Rewrite
    from .polynomials import Monomial, Polynomial
    from .terms import Factor

Way = tuple[Term, int]
"""A way of writing a term, and how many operations it must save to be taken."""

Ways = Callable[["Algebra", Term], Iterator[Way]]

Weigh = Callable[[Term, int], tuple[int, int, int]]
"""How long a term is, and so many operations more."""

Powers = dict[Term, Fraction]
"""Bases with their exponents."""

Pairs = list[tuple[Term, Fraction]]
"""Terms with their coefficients, not yet put together."""

_COSTLIEST = 2000
_COSTLIEST_RESULT = 20_000
"""Larger formulas are left as they are."""

_MOST_PARTS = 40
_MOST_MULTIPLIED = 60
_HIGHEST = 4
"""Sums to higher powers are not multiplied out."""

_FURTHEST = 200
"""So many terms are looked at for logarithms, and no more."""

_MOST_ROUNDS = 3
_BURDEN = 2
"""What it is worth, in operations, that a function is met only once."""

_EXCHANGED = 1
"""What it must save to write squares of one function by those of another."""


def shortest(*each: Ways, weigh: Weigh | None = None, costliest: int = _COSTLIEST) -> Rewrite:
    """The rule that takes the shortest of some ways, if one is shorter than what is there."""
    measure = weigh or weight

    def rewrite(algebra: Algebra, term: Term) -> Term | None:
        if term.cost > costliest:
            return None
        best: Term | None = None
        least = measure(term, 0)
        for ways in each:
            try:
                for way, more in ways(algebra, term):
                    found = measure(way, more)
                    if found < least and way.cost <= costliest:
                        best, least = way, found
            except (TooMuch, TooLarge):
                continue
        return best

    return rewrite


def weight(term: Term, more: int) -> tuple[int, int, int]:
    """How long and hard to read a term is: operations and burdens, quotients, names and numbers."""
    operations, burden, quotients, leaves = term.size
    return operations + burden + more, quotients, leaves


def weight_of_formula(term: Term, more: int) -> tuple[int, int, int]:
    """The same of a whole formula, in which a power of a function should be met only once."""
    return weight(term, more + _BURDEN * _repetitions(term))


def _repetitions(term: Term) -> int:
    """How often a power of a function is met again."""
    seen: set[Factor] = set()
    found = 0
    pending: list[Factor] = [(term, term)]
    while pending:
        base, exponent = pending.pop()
        if isinstance(base, Sum):
            pending += [(core, core) for core, _ in base.parts]
        elif isinstance(base, Product):
            pending += base.factors
        elif isinstance(base, Call):
            power = (base, base if whole(exponent) == 1 else exponent)
            found += power in seen
            seen.add(power)
            pending += [(each, each) for each in base.arguments]
    return found


# What is common to the parts of a sum


def out_of_sum(algebra: Algebra, term: Term) -> Iterator[Way]:
    """A sum with this or that taken out of it; a polynomial keeps its names."""
    if not isinstance(term, Sum) or not 1 < len(term.parts) <= _MOST_PARTS:
        return
    positive = _logarithms_in(term)
    each = [_powers_of(algebra, core, positive) for core, _ in term.parts]
    content = content_of([number for _, number in term.parts])
    common = {} if _is_polynomial(each) else _common_powers(each)
    for chosen in (common, {base: number for base, number in common.items() if number > 0}):
        for number in dict.fromkeys((ONE, content)):
            if (chosen or number != 1) and not (chosen is not common and chosen == common):
                rest = _without(algebra, term, each, chosen, number)
                outer = [(base, algebra.number(exponent)) for base, exponent in chosen.items()]
                yield algebra.product_of(number, [*outer, (rest, algebra.one)]), 0


def out_of_factors(algebra: Algebra, term: Term) -> Iterator[Way]:
    """A product with a number taken out of one of its sums, or what meets a factor beside it."""
    if not isinstance(term, Product):
        return
    bases = {base for base, _ in term.factors}
    positive = _logarithms_in(term)
    for place, (base, exponent) in enumerate(term.factors):
        if not isinstance(base, Sum) or not isinstance(exponent, Number):
            continue
        others = [*term.factors[:place], *term.factors[place + 1 :]]
        content = content_of([number for _, number in base.parts])
        outside = _power_of_number(content, exponent.value)
        if content != 1 and outside is not None:
            inner = algebra.sum({core: number / content for core, number in base.parts})
            factors = [*term.factors[:place], (inner, exponent), *term.factors[place + 1 :]]
            yield algebra.product_of(term.coefficient * outside, factors), 0
        power = whole(exponent)
        if power is None or abs(power) > _HIGHEST or len(base.parts) > _MOST_PARTS:
            continue
        each = [_powers_of(algebra, core, positive) for core, _ in base.parts]
        common = _common_powers(each)
        common = {inner: n for inner, n in common.items() if inner in bases or n < 0}
        if common:
            rest = _without(algebra, base, each, common, ONE)
            outer = [(inner, algebra.number(n * power)) for inner, n in common.items()]
            yield algebra.product_of(term.coefficient, [*others, *outer, (rest, exponent)]), 0


def _power_of_number(value: Fraction, exponent: Fraction) -> Fraction | None:
    """A power of a positive number, if it is a fraction of fair size."""
    if exponent.denominator != 1:
        return rational_root(value, exponent)
    return value**exponent.numerator if abs(exponent) <= _HIGHEST else None


def _powers_of(algebra: Algebra, core: Term, positive: Collection[Term]) -> Powers:
    """The bases of a part with their exponents; what has no number for an exponent is a base.

    x^(n - 1) is taken for x^n/x if x is among those that are `positive`: at 0 they differ.
    """
    found: Powers = {}
    for factor in factors_of(core, algebra.one):
        for base, exponent in _divided(algebra, factor, positive):
            power = ONE
            if isinstance(exponent, Number):
                power = exponent.value
            else:
                base = algebra.product(ONE, ((base, exponent),))  # noqa: PLW2901
            found[base] = found.get(base, ZERO) + power
    return found


def _divided(algebra: Algebra, factor: Factor, positive: Collection[Term]) -> tuple[Factor, ...]:
    """A power with a number in its exponent as two, where its base is positive."""
    base, exponent = factor
    number = dict(exponent.parts).get(algebra.one) if isinstance(exponent, Sum) else None
    if number is None or not (has(base, POSITIVE) or base in positive):
        return (factor,)
    rest = algebra.combination([(exponent, ONE), (algebra.one, -number)])
    return (base, rest), (base, algebra.number(number))


def _logarithms_in(term: Term) -> set[Term]:
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
        elif isinstance(each, Call) and each.name in ("log", "log2", "log10"):
            found.add(each.arguments[0])
    return found


def _common_powers(each: Sequence[Powers]) -> Powers:
    """What all parts have in common: the lowest power of each base, 0 where a part has none."""
    bases = dict.fromkeys([base for powers in each for base in powers])
    lowest = {base: min([powers.get(base, ZERO) for powers in each]) for base in bases}
    return {base: number for base, number in lowest.items() if number}


def content_of(numbers: Sequence[Fraction]) -> Fraction:
    """The largest fraction of which all numbers are whole multiples."""
    return Fraction(
        gcd(*[number.numerator for number in numbers]),
        lcm(*[number.denominator for number in numbers]),
    )


def _without(
    algebra: Algebra, total: Sum, each: Sequence[Powers], common: Powers, content: Fraction
) -> Term:
    """A sum divided by what is common to its parts."""
    rest: Pairs = []
    for (_, number), powers in zip(total.parts, each, strict=True):
        bases = dict.fromkeys([*powers, *common])
        left = {base: powers.get(base, ZERO) - common.get(base, 0) for base in bases}
        factors = [(base, algebra.number(exponent)) for base, exponent in left.items() if exponent]
        rest.append((algebra.product_of(ONE, factors), number / content))
    return algebra.combination(rest)


def _is_polynomial(each: Iterable[Powers]) -> bool:
    """Whether all parts are products of names: such a sum is left as it is written."""
    return all(
        isinstance(base, Symbol) and exponent > 0 and exponent.denominator == 1
        for powers in each
        for base, exponent in powers.items()
    )


# Multiplied out


def sum_multiplied_out(algebra: Algebra, term: Term) -> Iterator[Way]:
    """A sum whose parts are multiplied out."""
    if isinstance(term, Sum) and len(term.parts) <= _MOST_PARTS:
        spread = _multiplied_out(algebra, term.parts)
        if spread is not None:
            yield algebra.combination(spread), 0


def product_multiplied_out(algebra: Algebra, term: Term) -> Iterator[Way]:
    """A product whose sums above the line, or below it, are multiplied out."""
    if not isinstance(term, Product):
        return
    core = algebra.product(ONE, term.factors)
    spread = _multiplied_out(algebra, [(core, term.coefficient)])
    if spread is not None:
        # A whole number in front of a sum stays there, be it one operation more.
        number = len(term.factors) > 1 and abs(term.coefficient) != 1
        yield algebra.combination(spread), int(number and term.coefficient.denominator == 1)
    below = [factor for factor in term.factors if _is_sum_below(*factor)]
    if len(below) > 1:
        turned = [(base, algebra.multiple(exponent, -1)) for base, exponent in below]
        others = [factor for factor in term.factors if factor not in below]
        product = algebra.product_of(ONE, turned)
        yield algebra.product_of(term.coefficient, [*others, (product, algebra.number(-1))]), 0


def _is_sum_below(base: Term, exponent: Term) -> bool:
    number = whole(exponent)
    return isinstance(base, Sum) and number is not None and -_HIGHEST <= number < 0


def _multiplied_out(algebra: Algebra, pairs: Iterable[tuple[Term, Fraction]]) -> Pairs | None:
    """Parts with their sums multiplied out; `None` if there are none, or it would be too many."""
    found: Pairs = []
    changed = False
    for core, number in pairs:
        sums, others = _sums_among(factors_of(core, algebra.one))
        parts: Pairs = [(algebra.product_of(ONE, others), number)]
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


def _sums_among(factors: Iterable[Factor]) -> tuple[list[Sum], list[Factor]]:
    """The sums that can be multiplied out, each as often as it occurs, and the other factors."""
    sums: list[Sum] = []
    others: list[Factor] = []
    for base, exponent in factors:
        number = whole(exponent)
        if isinstance(base, Sum) and number is not None and 0 < number <= _HIGHEST:
            sums += [base] * number
        else:
            others.append((base, exponent))
    return sums, others


# A whole formula as a quotient of polynomials


def collected(algebra: Algebra, term: Term) -> Iterator[Way]:
    """A formula over one denominator, multiplied out, and collected by products of functions."""
    if not isinstance(term, Sum | Product):
        return
    work = Polynomials(algebra)
    common, rest = _over_one(work, work.read(term))
    for numerator, more in _exchanged(algebra, work, rest):
        for written in _written(algebra, work, common, numerator):
            yield written, more


def _over_one(work: Polynomials, polynomial: Polynomial) -> tuple[Powers, Polynomial]:
    """The powers that all parts have in common, and what remains, sums multiplied out."""
    common: Powers = {}
    for _ in range(_MOST_ROUNDS):
        lowest = _lowest(polynomial)
        for base, number in lowest.items():
            common[base] = common.get(base, ZERO) + number
        outside = inverse(tuple(lowest.items()))
        rest: Polynomial = {}
        opened = False
        for monomial, coefficient in polynomial.items():
            part, has_sums = _opened(work, times(monomial, outside))
            opened |= has_sums
            work.add(rest, part, coefficient)
        polynomial = rest
        if not opened:
            break
    return common, polynomial


def _opened(work: Polynomials, monomial: Monomial) -> tuple[Polynomial, bool]:
    """A monomial with its sums multiplied out, and whether there were any."""
    found: Polynomial = {(): ONE}
    opened = False
    for base, number in monomial:
        power = int(number) if _is_opened(base) else 0
        if power:
            opened = True
            found = work.multiply(found, work.power(work.read(base), power))
        if number != power:
            found = work.multiply(found, {((base, number - power),): ONE})
    return found, opened


def _is_opened(base: Term) -> bool:
    """Whether a base is a sum, or a product of powers with numbers for exponents."""
    if isinstance(base, Sum):
        return True
    return isinstance(base, Product) and all(
        isinstance(exponent, Number) for _, exponent in base.factors
    )


def _lowest(polynomial: Polynomial) -> Powers:
    bases = dict.fromkeys([base for monomial in polynomial for base, _ in monomial])
    parts = [dict(monomial) for monomial in polynomial]
    lowest = {base: min([part.get(base, ZERO) for part in parts]) for base in bases}
    return {base: number for base, number in lowest.items() if number}


_SQUARES = (("sin", "cos", -1), ("cos", "sin", -1), ("cosh", "sinh", 1), ("sinh", "cosh", 1))
"""A function, another, and the sign in f(u)^2 = ±1 + sign*g(u)^2; for sinh, the 1 is a -1."""


def _exchanged(
    algebra: Algebra, work: Polynomials, polynomial: Polynomial
) -> Iterator[tuple[Polynomial, int]]:
    """A polynomial, and what it is when squares of one function are written by another's."""
    yield polynomial, 0
    for name, partner, sign in _SQUARES:
        changed = _without_squares(algebra, work, polynomial, name, partner, sign)
        if changed is not None:
            yield changed, _EXCHANGED
    for changed in _without_opposites(algebra, work, polynomial):
        yield changed, 0


def _without_opposites(
    algebra: Algebra, work: Polynomials, polynomial: Polynomial
) -> Iterator[Polynomial]:
    """A polynomial with 1 - sigmoid(x) for sigmoid(-x), or the other way round, if no longer."""
    bases = dict.fromkeys([base for monomial in polynomial for base, _ in monomial])
    for base in bases:
        if not isinstance(base, Call) or base.name != "sigmoid":
            continue
        opposite = algebra.call("sigmoid", (algebra.negate(base.arguments[0]),))
        if opposite not in bases:
            continue
        found: Polynomial = {}
        for monomial, number in polynomial.items():
            exponents = dict(monomial)
            power = exponents.get(opposite, ZERO)
            part: Polynomial = {(): number}
            if power > 0 and power.denominator == 1:
                del exponents[opposite]
                rest: Polynomial = {(): ONE, ((base, ONE),): Fraction(-1)}
                part = work.multiply(part, work.power(rest, power.numerator))
            work.add(found, work.multiply(part, {tuple(exponents.items()): ONE}))
        if len(found) <= len(polynomial):
            yield found


def _without_squares(
    algebra: Algebra, work: Polynomials, polynomial: Polynomial, name: str, partner: str, sign: int
) -> Polynomial | None:
    found: Polynomial = {}
    changed = False
    for monomial, number in polynomial.items():
        part: Polynomial = {(): number}
        for base, exponent in monomial:
            if isinstance(base, Call) and base.name == name and exponent >= 2:
                times_two = int(exponent) // 2
                other = algebra.call(partner, base.arguments)
                one = Fraction(-1 if name == "sinh" else 1)
                square: Polynomial = {(): one, ((other, Fraction(2)),): Fraction(sign)}
                part = work.multiply(part, work.power(square, times_two))
                exponent -= 2 * times_two  # noqa: PLW2901
                changed = True
            if exponent:
                part = work.multiply(part, {((base, exponent),): ONE})
        work.add(found, part)
    return found if changed else None


def _written(
    algebra: Algebra, work: Polynomials, common: Mapping[Term, Fraction], numerator: Polynomial
) -> Iterator[Term]:
    """The ways of writing common powers times a polynomial."""
    if not numerator:
        return
    if _is_in_names(common, numerator):
        yield _flat(algebra, _multiplied(common, numerator))
        return
    exponents, rest = _cancelled(work, common, numerator)
    lowest = _lowest(rest)
    for base, number in lowest.items():
        exponents[base] = exponents.get(base, ZERO) + number
    outside = inverse(tuple(lowest.items()))
    content = content_of(list(rest.values()))
    inner = {times(part, outside): number / content for part, number in rest.items()}
    factors = [(base, algebra.number(number)) for base, number in exponents.items() if number]
    for written in (_flat(algebra, inner), _grouped(algebra, inner)):
        yield algebra.product_of(content, [*factors, (written, algebra.one)])


def _is_in_names(common: Mapping[Term, Fraction], numerator: Polynomial) -> bool:
    """Whether all is a polynomial in names; nothing is taken out of such a one."""
    pairs = [*common.items(), *[pair for part in numerator for pair in part]]
    return all(_is_plain(base, number) and number > 0 for base, number in pairs)


def _multiplied(common: Mapping[Term, Fraction], numerator: Polynomial) -> Polynomial:
    outside = tuple(sorted(common.items(), key=lambda pair: pair[0].index))
    return {times(part, outside): number for part, number in numerator.items()}


def _cancelled(
    work: Polynomials, common: Mapping[Term, Fraction], numerator: Polynomial
) -> tuple[Powers, Polynomial]:
    """Divide by the sums below as often as that goes, and the formula still divides by them."""
    exponents = dict(common)
    for base, number in common.items():
        if not isinstance(base, Sum):
            continue
        divisor = work.read(base)
        while number < 0:
            if len(divisor) > len(numerator) or any(n < 0 for part in divisor for _, n in part):
                break
            quotient = work.quotient(numerator, divisor)
            if quotient is None:
                break
            numerator = quotient
            number += 1  # noqa: PLW2901
        exponents[base] = number
    return exponents, numerator


def _is_plain(base: Term, exponent: Fraction) -> bool:
    return isinstance(base, Symbol) and not base.constant and exponent.denominator == 1


def _degree(monomial: Monomial) -> Fraction:
    return sum([number for base, number in monomial if _is_plain(base, number)], ZERO)


def _groups(total: Polynomial) -> dict[Monomial, Polynomial]:
    """For each product of functions, the polynomial in names that it is multiplied by."""
    found: dict[Monomial, Polynomial] = {}
    for monomial, number in total.items():
        names = tuple([pair for pair in monomial if _is_plain(*pair)])
        others = tuple([pair for pair in monomial if not _is_plain(*pair)])
        found.setdefault(others, {})[names] = number
    for others, polynomial in found.items():
        ordered = sorted(polynomial, key=_degree, reverse=True)
        found[others] = {names: polynomial[names] for names in ordered}
    return dict(sorted(found.items(), key=lambda pair: _place(pair[0])))


def _place(others: Monomial) -> list[tuple[int, Fraction]]:
    """What functions come first: those that were there first; what has none comes last."""
    return [(base.index, -number) for base, number in others] or [(NO_INPUT, ZERO)]


def _term_of(algebra: Algebra, monomial: Monomial) -> Term:
    factors = [(base, algebra.number(number)) for base, number in monomial]
    return algebra.product_of(ONE, factors)


def _flat(algebra: Algebra, total: Polynomial) -> Term:
    """A sum of products."""
    return algebra.combination(
        [
            (_term_of(algebra, times(names, others)), number)
            for others, polynomial in _groups(total).items()
            for names, number in polynomial.items()
        ],
        as_written=True,
    )


def _grouped(algebra: Algebra, total: Polynomial) -> Term:
    """A sum in which each product of functions occurs once."""
    parts: list[tuple[Term, Fraction]] = []
    for others, polynomial in _groups(total).items():
        if not others:
            parts += [(_term_of(algebra, names), number) for names, number in polynomial.items()]
            continue
        lowest = _lowest(polynomial)
        outside = inverse(tuple(lowest.items()))
        content = content_of(list(polynomial.values()))
        inner = algebra.combination(
            [
                (_term_of(algebra, times(names, outside)), number / content)
                for names, number in polynomial.items()
            ],
            as_written=True,
        )
        beside = times(tuple(lowest.items()), others)
        factors = [(base, algebra.number(number)) for base, number in beside]
        parts.append((algebra.product_of(ONE, [*factors, (inner, algebra.one)]), content))
    return algebra.combination(parts, as_written=True)


WAY_ROWS = (
    Row(
        "the shortest sum",
        "what all parts of a sum have in common is taken out, quotients are put over one "
        "denominator, or all is multiplied out, where the formula gets shorter",
        ("sum",), shortest(out_of_sum, sum_multiplied_out),
        (("x*exp(x) + exp(x)", "(x + 1)*exp(x)"), ("2*x + 2*y", "2*(x + y)"),
         ("1/(x^2 + 1) - 2*x^2/(x^2 + 1)^2", "(1 - x^2)/(x^2 + 1)^2"),
         ("cos(x)/x - sin(x)/x^2", "(x*cos(x) - sin(x))/x^2"),
         ("sqrt(1 - x^2) - x^2/sqrt(1 - x^2)", "(1 - 2*x^2)/sqrt(1 - x^2)"),
         ("2*(x + 1) + 3", "2*x + 5"), ("1/x + 1/x^2", "(x + 1)/x^2"),
         ("y*x^(y - 1) + x^y*log(x)", "x^y*(y/x + log(x))")),
        ("3*x^2 + 2*x", "2*x + 2", "x + 1/x", "log(x) + 1/x", "x*cos(x) + sin(x)", "2*(x + 1) + y",
         "y*x^(y - 1) + log(y)*x^y"),
    ),
    Row(
        "the shortest product",
        "a product of sums is multiplied out, or what the parts of one of them have in common is "
        "taken out, where the formula gets shorter: (1 - x)*(1 + x) is 1 - x^2, and "
        "(2*x + 2)/4 is (x + 1)/2",
        ("product",), shortest(out_of_factors, product_multiplied_out),
        (("(1 - x)*(1 + x)", "1 - x^2"), ("1/sqrt((1 - x)*(1 + x))", "1/sqrt(1 - x^2)"),
         ("x*(y + 1/x^2)*x^2", "x^3*y + x"),
         ("1/((1 - x)*(1 + x))", "1/(1 - x^2)"), ("y/((1 - 2*x)*(1 + 2*x))", "y/(1 - 4*x^2)"),
         ("(2*x + 2)/4", "(x + 1)/2"), ("2/(2*x + 2)", "1/(x + 1)"),
         ("3*(2*x + 4*y)*z", "6*(x + 2*y)*z"), ("(10*x - 10)*y", "10*(x - 1)*y"),
         ("1/(2*sqrt(1 - x^2/4))", "1/sqrt(4 - x^2)"),
         ("(x^2 + x)/x^3", "(x + 1)/x^2"), ("x/(x^3 + x^2)", "1/(x*(x + 1))"),
         ("(1 + x/sqrt(x^2 + 1))/(x + sqrt(x^2 + 1))", "1/sqrt(x^2 + 1)"),
         ("exp(x)*(exp(-x) + y*exp(-x))", "y + 1")),
        ("(x + 1)*(x + 2)", "x*(x + 1)", "(x + 1)^2", "(1 - x)/(1 + x)", "1/((1 - x)*(2 + x))",
         "1/(x*(1 + x))", "1/(sqrt(1 - x)*sqrt(1 + x))", "2*x + 2", "sin(2*x + 2)", "(2*x + 3)*y",
         "(x^2 + 1)/x^3", "(x^2 + 1)/y"),
    ),
    Row(
        "the shortest formula",
        "a whole formula is multiplied out over one denominator, and what each product of "
        "functions is multiplied by is collected, where the formula gets shorter",
        ("result",), shortest(collected, weigh=weight_of_formula, costliest=_COSTLIEST_RESULT),
        (("((x + 1)^2*sin(x) - x^2*sin(x) + x*cos(x))/y", "((2*x + 1)*sin(x) + x*cos(x))/y"),
         ("(x^2 - 2*x + 1)/(x - 1)^3", "1/(x - 1)"), ("(x^2 - 1)/(x - 1)", "x + 1"),
         ("(4*tan(x)^2*cos(x)^2 + 2)/cos(x)^4", "2*(2*sin(x)^2 + 1)/cos(x)^4"),
         ("(1 - y)*sigmoid(x) - y*sigmoid(-x)", "sigmoid(x) - y")),
        ("(1 + x^2)*sin(x)", "(x + 1)^3*(x + 2)", "(x^2 + 1)/(x - 1)"),
    ),
)  # fmt: skip
