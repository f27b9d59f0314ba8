"""The rule for a whole result: polynomials over one denominator, multiplied out and collected.

Invariant: a way of writing is taken only where it is shorter.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .facts import POSITIVE
from .gathering import content_of
from .laurent import Polynomial, Polynomials, TooMuch, inverse, times
from .row import Row
from .terms import NO_INPUT, Call, Number, Product, Sum, Symbol, TooLarge, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .algebra import Algebra
    from .laurent import Monomial
    from .terms import Factor, Term

_COSTLIEST = 20_000
_MOST_ROUNDS = 3
_BURDEN = 2
_CHANGE = 1
"""What it must save to write squares of one function by those of another."""

Exponents = dict["Term", Fraction]

_SQUARES = (("sin", "cos", -1), ("cos", "sin", -1), ("cosh", "sinh", 1), ("sinh", "cosh", 1))
"""A function, another, and the sign in f(u)^2 = ±1 + sign*g(u)^2; for sinh, the 1 is a -1."""


def _collected(algebra: Algebra, term: Term) -> Term | None:
    """The shortest way of writing a term as a quotient of polynomials."""
    if not isinstance(term, Sum | Product) or term.cost > _COSTLIEST:
        return None
    best, weight = term, _weight(term)
    for way, more in _ways(algebra, term):
        found = _weight(way) + more
        if way.cost <= _COSTLIEST and found < weight:
            best, weight = way, found
    return best


def _weight(term: Term) -> int:
    """The operations of a formula, and what else makes it hard to read.

    That is a power of a function that is met again, and a number that the parts of a factor have
    in common.
    """
    seen: set[Factor] = set()
    burdens = 0
    pending: list[Factor] = [(term, term)]
    while pending:
        base, exponent = pending.pop()
        if isinstance(base, Sum):
            pending += [(core, core) for core, _ in base.parts]
        elif isinstance(base, Product):
            several = len(base.factors) > 1
            pending += base.factors
            burdens += sum([several and _has_content(*factor) for factor in base.factors])
        elif isinstance(base, Call):
            power = (base, base if whole(exponent) == 1 else exponent)
            burdens += power in seen
            seen.add(power)
            pending += [(each, each) for each in base.arguments]
    return term.cost + _BURDEN * burdens


def _has_content(base: Term, exponent: Term) -> bool:
    """Whether a factor is a sum of multiples of a whole number, or of a name."""
    if not isinstance(base, Sum) or exponent.facts & POSITIVE != POSITIVE:
        return False
    content = content_of([number for _, number in base.parts])
    first, *others = [{each for each, _ in _names_of(core)} for core, _ in base.parts]
    return (content.denominator == 1 and content > 1) or bool(first.intersection(*others))


def _names_of(core: Term) -> list[Factor]:
    """The inputs among the factors of a part of a sum."""
    factors = core.factors if isinstance(core, Product) else ((core, core),)
    return [factor for factor in factors if _is_input(factor[0])]


def _is_input(term: Term) -> bool:
    return isinstance(term, Symbol) and not term.constant


def _ways(algebra: Algebra, term: Term) -> Iterator[tuple[Term, int]]:
    """The ways of writing a term, each with what it must save."""
    work = Polynomials(algebra)
    try:
        read = work.read(term)
        common, rest = _over_one(work, read)
        for numerator in _reduced(algebra, work, rest):
            for written in _written(algebra, work, common, numerator):
                yield written, 0 if numerator is rest else _CHANGE
    except (TooMuch, TooLarge):
        return


def _over_one(work: Polynomials, polynomial: Polynomial) -> tuple[Exponents, Polynomial]:
    """The powers that all parts have in common, and what remains, sums multiplied out."""
    common: Exponents = {}
    for _ in range(_MOST_ROUNDS):
        lowest = _lowest(polynomial)
        for base, number in lowest.items():
            common[base] = common.get(base, Fraction(0)) + number
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
    found: Polynomial = {(): Fraction(1)}
    opened = False
    for base, number in monomial:
        power = int(number) if _is_opened(base) else 0
        if power:
            opened = True
            found = work.multiply(found, work.power(work.read(base), power))
        if number != power:
            found = work.multiply(found, {((base, number - power),): Fraction(1)})
    return found, opened


def _is_opened(base: Term) -> bool:
    """Whether a base is a sum, or a product of powers with numbers for exponents."""
    if isinstance(base, Sum):
        return True
    return isinstance(base, Product) and all(
        isinstance(exponent, Number) for _, exponent in base.factors
    )


def _lowest(polynomial: Polynomial) -> Exponents:
    bases = dict.fromkeys([base for monomial in polynomial for base, _ in monomial])
    parts = [dict(monomial) for monomial in polynomial]
    lowest = {base: min([part.get(base, Fraction(0)) for part in parts]) for base in bases}
    return {base: number for base, number in lowest.items() if number}


def _reduced(algebra: Algebra, work: Polynomials, polynomial: Polynomial) -> Iterator[Polynomial]:
    """A polynomial, and what it is when squares of one function are written by another's."""
    yield polynomial
    for name, partner, sign in _SQUARES:
        changed = _without_squares(algebra, work, polynomial, name, partner, sign)
        if changed is not None:
            yield changed
    yield from _without_opposites(algebra, work, polynomial)


def _without_opposites(
    algebra: Algebra, work: Polynomials, polynomial: Polynomial
) -> Iterator[Polynomial]:
    """A polynomial with 1 - sigmoid(x) for sigmoid(-x), or the other way round."""
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
            power = exponents.get(opposite, Fraction(0))
            part: Polynomial = {(): number}
            if power > 0 and power.denominator == 1:
                del exponents[opposite]
                rest: Polynomial = {(): Fraction(1), ((base, Fraction(1)),): Fraction(-1)}
                part = work.multiply(part, work.power(rest, power.numerator))
            work.add(found, work.multiply(part, {tuple(exponents.items()): Fraction(1)}))
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
                part = work.multiply(part, {((base, exponent),): Fraction(1)})
        work.add(found, part)
    return found if changed else None


def _written(
    algebra: Algebra, work: Polynomials, common: Mapping[Term, Fraction], numerator: Polynomial
) -> Iterator[Term]:
    """The ways of writing common powers times a polynomial."""
    if not numerator:
        return
    if _is_polynomial(common, numerator):
        yield _flat(algebra, _multiplied(common, numerator))
        return
    exponents, rest = _cancelled(work, common, numerator)
    lowest = _lowest(rest)
    for base, number in lowest.items():
        exponents[base] = exponents.get(base, Fraction(0)) + number
    outside = inverse(tuple(lowest.items()))
    content = content_of(list(rest.values()))
    inner = {times(part, outside): number / content for part, number in rest.items()}
    factors = [(base, algebra.number(number)) for base, number in exponents.items() if number]
    for written in (_flat(algebra, inner), _grouped(algebra, inner)):
        yield algebra.product_of(content, [*factors, (written, algebra.one)])


def _is_polynomial(common: Mapping[Term, Fraction], numerator: Polynomial) -> bool:
    """Whether all is a polynomial in names; nothing is taken out of such a one."""
    pairs = [*common.items(), *[pair for part in numerator for pair in part]]
    return all(_is_plain(base, number) and number > 0 for base, number in pairs)


def _multiplied(common: Mapping[Term, Fraction], numerator: Polynomial) -> Polynomial:
    outside = tuple(sorted(common.items(), key=lambda pair: pair[0].index))
    return {times(part, outside): number for part, number in numerator.items()}


def _cancelled(
    work: Polynomials, common: Mapping[Term, Fraction], numerator: Polynomial
) -> tuple[Exponents, Polynomial]:
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
    return _is_input(base) and exponent.denominator == 1


def _degree(monomial: Monomial) -> Fraction:
    return sum([number for base, number in monomial if _is_plain(base, number)], Fraction(0))


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
    return [(base.index, -number) for base, number in others] or [(NO_INPUT, Fraction(0))]


def _term_of(algebra: Algebra, monomial: Monomial) -> Term:
    factors = [(base, algebra.number(number)) for base, number in monomial]
    return algebra.product_of(Fraction(1), factors)


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
        parts.append((algebra.product_of(Fraction(1), [*factors, (inner, algebra.one)]), content))
    return algebra.combination(parts, as_written=True)


COLLECTING_ROWS = (
    Row(
        "polynomials over one denominator",
        "a whole formula is multiplied out over one denominator, and what each product of "
        "functions is multiplied by is collected, where the formula gets shorter",
        ("result",), _collected,
        (("((x + 1)^2*sin(x) - x^2*sin(x) + x*cos(x))/y", "((2*x + 1)*sin(x) + x*cos(x))/y"),
         ("(x^2 - 2*x + 1)/(x - 1)^3", "1/(x - 1)"), ("(x^2 - 1)/(x - 1)", "x + 1"),
         ("(4*tan(x)^2*cos(x)^2 + 2)/cos(x)^4", "2*(2*sin(x)^2 + 1)/cos(x)^4")),
        ("(1 + x^2)*sin(x)", "(x + 1)^3*(x + 2)", "(x^2 + 1)/(x - 1)"),
    ),
)  # fmt: skip
