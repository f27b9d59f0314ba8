"""How a term is laid out on paper: what stands above and below the line, and in which order.

The same layout is measured (`size_of`) and written (`writing.py`), so the two cannot differ.

Invariants:

- The order depends on the terms alone: the number, then names in the order of the inputs, each
  before the sums, and those before the calls, that contain no later one. Sums keep the order in
  which they were made, but for a positive part in front where there is one.
- An exponent below the line is positive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from .facts import SHARING, has
from .terms import HALF, NO_INPUT, Call, Number, Product, Size, Sum, Symbol, factors_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from .terms import Factor, Term

_LONGEST_DECIMAL = 17
"""A decimal of more digits is written as a fraction."""

_BURDEN = 2
"""What a factor is worth, in operations, whose parts share something that could stand before it."""

_NOTHING = Size(0, leaves=0)

WEIGHTS = {"hypot": 4}
"""hypot(x, y) counts as the operations of the sqrt(x^2 + y^2) that it is short for."""


@dataclass(slots=True)
class Style:
    """What a person's own text shows of how they write.

    `decimals`: numbers with a point rather than fractions. `powers_of_e`: e^x rather than exp(x).
    `divisors`: the exponents u of those exp(u) that divide. `functions`: their names.
    """

    decimals: bool = False
    powers_of_e: bool = False
    divisors: set[Term] = field(default_factory=set["Term"])
    functions: frozenset[str] = frozenset()


class Placed(NamedTuple):
    """A factor in its place: a base, an exponent (`None` is 1), and whether a sum is negated."""

    base: Term
    exponent: Fraction | Term | None
    flipped: bool = False


class Quotient(NamedTuple):
    """A product as it is written: a sign, `number` and `over` above the line, the rest below.

    A number that is 1 is not written unless nothing else is there.
    """

    negative: bool
    number: Fraction
    over: list[Placed]
    below: int
    under: list[Placed]


def decimal(value: Fraction) -> tuple[int, int] | None:
    """The mantissa and the exponent of a number that is a decimal of fair length."""
    rest, exponent = value.denominator, 0
    while rest % 10 == 0:
        rest, exponent = rest // 10, exponent + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, exponent = rest // prime, exponent + 1
    if rest != 1 or exponent > 400:
        return None
    mantissa = value.numerator * 10**exponent // value.denominator
    return (mantissa, -exponent) if len(str(abs(mantissa))) <= _LONGEST_DECIMAL else None


def is_literal(value: Fraction, style: Style) -> bool:
    """Whether a number is written without a division."""
    return value.denominator == 1 or (style.decimals and decimal(value) is not None)


def arranged(coefficient: Fraction, factors: Iterable[Factor], style: Style) -> Quotient:
    """A product as it is written."""
    over: list[Placed] = []
    under: list[Placed] = []
    powers: dict[Term, Fraction] = {}
    for base, exponent in factors:
        if not isinstance(exponent, Number):
            _place_power(base, exponent, style, over, under)
        elif base in powers:  # inf/inf, which is kept as it is
            under.append(Placed(base, None if exponent.value == -1 else -exponent.value))
        else:
            powers[base] = exponent.value
    for base, number in named_quotients(powers, style.functions):
        side = over if number >= 0 else under
        side.append(Placed(base, None if abs(number) == 1 else abs(number)))
    exponents = _names_in_exponents([*over, *under])
    for side in (over, under):
        side.sort(key=lambda placed: _rank(placed, exponents))
    negative = coefficient < 0
    if negative:
        negative = not (_flip(over) or _flip(under))
    number = abs(coefficient)
    below = 1 if is_literal(number, style) else number.denominator
    return Quotient(negative, number * below, over, below, under)


class _Angle(NamedTuple):
    """The names of functions of an angle: sin, cos, and those that are kept as their quotients."""

    sine: str
    cosine: str
    tangent: str
    cotangent: str
    secant: str
    cosecant: str
    bounded: bool
    """Whether the tangent is finite where sine and cosine may be too large for a double."""


_ANGLES = (
    _Angle("sin", "cos", "tan", "cot", "sec", "csc", bounded=False),
    _Angle("sinh", "cosh", "tanh", "coth", "sech", "csch", bounded=True),
)


def named_quotients(
    powers: Mapping[Term, Fraction], functions: Collection[str]
) -> list[tuple[Term, Fraction]]:
    """Powers of bases with tan(u) for sin(u)/cos(u), and so on.

    A secant, and a tangent that leaves something of sine or cosine, are only for whoever uses them.
    """
    found = dict(powers)
    for base in powers:
        for angle in _ANGLES:
            if isinstance(base, Call) and base.name in (angle.sine, angle.cosine):
                _name_quotient(found, base, angle, functions)
    return list(found.items())


def _name_quotient(
    powers: dict[Term, Fraction], base: Call, angle: _Angle, functions: Collection[str]
) -> None:
    """Write the sine and cosine of one angle by other functions, if those are known."""
    pair = [_power_of(name, base, powers) for name in (angle.sine, angle.cosine)]
    above, below = [powers[each] if each else Fraction(0) for each in pair]
    if above.denominator != 1 or below.denominator != 1:
        return
    named: dict[str, Fraction] = {}
    tangents: dict[str, Fraction] = {}
    names = (angle.tangent, angle.secant) if above > 0 else (angle.cotangent, angle.cosecant)
    if above * below < 0:
        common = min(abs(above), abs(below))
        if above == -below or angle.bounded or not {*names}.isdisjoint(functions):
            tangents[names[0]] = common
            above -= common if above > 0 else -common
            below -= common if below > 0 else -common
    if above < 0 and angle.cosecant in functions:
        named[angle.cosecant], above = -above, Fraction(0)
    if below < 0 and angle.secant in functions:
        named[angle.secant], below = -below, Fraction(0)
    if not named and not tangents:
        return
    for each, number in zip(pair, (above, below), strict=True):
        if each is not None:
            powers[each] = number
            if not number:
                del powers[each]
    for name, number in (*named.items(), *tangents.items()):
        powers[_like(base, name)] = number


def _power_of(name: str, base: Call, powers: Iterable[Term]) -> Call | None:
    """The function of this name, of the same angle as `base`, among bases."""
    if base.name == name:
        return base if base in powers else None
    for each in powers:
        if isinstance(each, Call) and each.name == name and each.arguments == base.arguments:
            return each
    return None


def _like(call: Call, name: str) -> Call:
    """Another function of the same, to be written only: it is in no table of terms."""
    found = Call(name, call.arguments)
    found.size, found.facts = call.size, call.facts
    found.first, found.last, found.index = call.first, call.last, call.index
    return found


def _place_power(
    base: Term, exponent: Term, style: Style, over: list[Placed], under: list[Placed]
) -> None:
    """A power whose exponent varies stands above the line, but for an exp that divided before."""
    if exponent in style.divisors and isinstance(exponent, Product) and is_e(base):
        under.append(Placed(base, exponent, flipped=True))
    else:
        over.append(Placed(base, exponent))


def is_e(term: Term) -> bool:
    """Whether a term is the base of the natural logarithm."""
    return isinstance(term, Symbol) and term.constant and term.name == "e"


def _names_in_exponents(factors: Sequence[Placed]) -> set[int]:
    """The places of inputs that are exponents, as n is in x^(n - 1): they stand in front."""
    return {
        exponent.first
        for base, exponent, _ in factors
        if exponent is not None
        and not isinstance(exponent, Fraction)
        and base.first not in (NO_INPUT, exponent.first)
    }


def _rank(placed: Placed, exponents: set[int]) -> tuple[float, int, bool, int]:
    base, exponent, _ = placed
    varying = None if exponent is None or isinstance(exponent, Fraction) else exponent
    kind = _kind(base, varying)
    if kind == 0:
        place = base.first if varying is None else min(base.first, varying.first)
    else:
        place = base.last if varying is None else max(base.last, varying.last)
    if base.first == base.last and base.first in exponents and varying is None:
        place = -0.5
    elif place == NO_INPUT:
        place = -1
    elif place < 0:
        place = NO_INPUT
    return place, kind, isinstance(base, Call) and base.name == "cos", base.index


def _kind(base: Term, varying: Term | None) -> int:
    if isinstance(base, Sum):
        return 1
    if isinstance(base, Number):
        return 0 if varying is None else 2
    names = isinstance(base, Symbol) and (varying is None or not base.constant)
    return 0 if names else 2


def _flip(side: list[Placed]) -> bool:
    """Let a difference take up the sign: -x/(1 - x) is x/(x - 1)."""
    for place, (base, exponent, _) in enumerate(side):
        odd = exponent is None or (
            isinstance(exponent, Fraction)
            and exponent.denominator == 1
            and exponent.numerator % 2 == 1
        )
        if odd and isinstance(base, Sum) and len({number > 0 for _, number in base.parts}) == 2:
            side[place] = Placed(base, exponent, flipped=True)
            return True
    return False


def ordered(parts: Sequence[tuple[Term, Fraction]], flipped: bool) -> list[tuple[Term, Fraction]]:
    """The parts of a sum as they are written, a positive one in front if there is one."""
    found = [(core, -number if flipped else number) for core, number in parts]
    for place, (_, number) in enumerate(found):
        if number > 0:
            found.insert(0, found.pop(place))
            break
    return found


def _division_of_number(value: Fraction, style: Style) -> int:
    """The divisions that a number is written with: one or none."""
    return 0 if is_literal(value, style) else 1


def _size_of_product(coefficient: Fraction, factors: Iterable[Factor], style: Style) -> Size:
    """The size of a product as it is written."""
    negative, number, over, below, under = arranged(coefficient, factors, style)
    above = len(over) + (number != 1 or not over)
    beneath = len(under) + (below != 1)
    operations = above - 1 + max(beneath - 1, 0) + (beneath > 0)
    operations += negative and number == 1 and bool(over)
    burden, quotients, leaves = 0, int(beneath > 0), above - len(over) + (below != 1)
    for side in (over, under):
        for placed in side:
            size = _size_of_factor(placed, style)
            operations += size[0]
            burden += size[1]
            quotients += size[2]
            leaves += size[3]
    if len(over) + len(under) > 1:
        burden += _BURDEN * sum([has(placed.base, SHARING) for placed in over])
    return Size(operations, burden, quotients, leaves)


def _size_of_factor(placed: Placed, style: Style) -> tuple[int, int, int, int]:
    base, exponent, flipped = placed
    size = base.size
    if exponent is None:
        return size
    if isinstance(exponent, Fraction):
        division = 0 if exponent == HALF else _division_of_number(exponent, style)
        leaf = exponent != HALF
        return size[0] + 1 + division, size[1], size[2] + division, size[3] + leaf
    more = exponent.size
    if flipped and isinstance(exponent, Product):
        more = _size_of_product(-exponent.coefficient, exponent.factors, style)
        size = _NOTHING
    return size[0] + 1 + more[0], size[1] + more[1], size[2] + more[2], size[3] + more[3]


def size_of(term: Term, one: Term, style: Style) -> Size:
    """The size that a term is written in, each part where it stands."""
    if isinstance(term, Number):
        division = _division_of_number(term.value, style)
        return Size(division, 0, division)
    if isinstance(term, Product):
        return _size_of_product(term.coefficient, term.factors, style)
    if isinstance(term, Sum):
        parts = ordered(term.parts, flipped=False)
        core, number = parts[0]
        signed = number == -1 and not isinstance(core, Number)
        sizes = [
            _size_of_product(abs(number), factors_of(core, one), style) for core, number in parts
        ]
        return _total(sizes, len(parts) - 1 + signed)
    if isinstance(term, Call):
        return _total([each.size for each in term.arguments], WEIGHTS.get(term.name, 1))
    return Size(0)


def _total(sizes: Sequence[Size], operations: int) -> Size:
    columns = [sum(column) for column in zip(*sizes, strict=True)]
    return Size(columns[0] + operations, *columns[1:])
