"""The rules for squares of functions in sums, and for functions that meet in a product."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from .row import Row
from .terms import ONE, ZERO, Call, Number, Product, Sum, Term, coefficient_of, factors_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .algebra import Algebra
    from .row import Rewrite
    from .terms import Factor

_MOST_PARTS = 40


class _Square(NamedTuple):
    """A part of a sum that has the square of a function: which part, the function's argument, and
    what else is in the part.
    """

    core: Term
    inner: Term
    rest: Term


def _squares(algebra: Algebra, total: Sum, name: str) -> Iterator[_Square]:
    for core, _ in total.parts:
        factors = factors_of(core, algebra.one)
        for place, (base, exponent) in enumerate(factors):
            if isinstance(base, Call) and base.name == name and whole(exponent) == 2:
                rest = algebra.product_of(ONE, [*factors[:place], *factors[place + 1 :]])
                yield _Square(core, base.arguments[0], rest)


def _identity(name: str, partner: str | None, sign: int, result: str | None, power: int) -> Rewrite:
    """The rule name(u)^2 + sign*partner(u)^2 = result(u)^power, each with one common factor.

    A `partner` or `result` that is `None` is 1. The sum may be all to the minus.
    """

    def rewrite(algebra: Algebra, term: Term) -> Term | None:
        assert isinstance(term, Sum)
        if len(term.parts) > _MOST_PARTS:
            return None
        parts = dict(term.parts)
        for core, inner, rest in _squares(algebra, term, name):
            other = rest
            if partner is not None:
                square = algebra.power(algebra.call(partner, (inner,)), 2)
                other = algebra.multiply(rest, square)
            factor = parts[core]
            if parts.get(other) != sign * factor or other is core:
                continue
            whole_rest = [(each, number) for each, number in parts.items()
                          if each is not core and each is not other]  # fmt: skip
            changed = rest
            if result is not None:
                function = algebra.apply(result, inner)
                changed = algebra.multiply(rest, algebra.power(function, power))
            scale = factor if result is None or partner is not None else sign * factor
            return algebra.combination(
                [*whole_rest, (changed, scale * _SIGNS.get((name, partner), 1))]
            )
        return None

    return rewrite


# -sin^2 + 1 is cos^2: the result goes with the 1. cosh^2 - 1 is sinh^2: it goes with the square.
_SIGNS: dict[tuple[str, str | None], int] = {("cosh", None): -1, ("sinh", "cosh"): -1}


def _either(*rewrites: Rewrite) -> Rewrite:
    """The first of some rules that applies."""

    def rewrite(algebra: Algebra, term: Term) -> Term | None:
        found = (each(algebra, term) for each in rewrites)
        return next((each for each in found if each is not None), None)

    return rewrite


def _rest_of_one(algebra: Algebra, term: Term) -> Term | None:
    """1 - sigmoid(x) is sigmoid(-x), also where a factor is common to both."""
    assert isinstance(term, Sum)
    parts = dict(term.parts)
    for core, number in term.parts if len(parts) <= _MOST_PARTS else ():
        for base, exponent in factors_of(core, algebra.one):
            if not isinstance(base, Call) or base.name != "sigmoid" or whole(exponent) != 1:
                continue
            rest = algebra.divide(core, base)
            if parts.get(rest) != -number:
                continue
            others = [(each, value) for each, value in term.parts if each not in (core, rest)]
            opposite = algebra.apply("sigmoid", algebra.negate(base.arguments[0]))
            return algebra.combination([*others, (algebra.multiply(rest, opposite), -number)])
    return None


def _sigmoid(algebra: Algebra, term: Term) -> Term | None:
    """exp(x)/(1 + exp(x)) is sigmoid(x), and 1/(1 + exp(x)) is sigmoid(-x)."""
    assert isinstance(term, Product)
    factors = dict(term.factors)
    for base, exponent in term.factors:
        power, inner = whole(exponent), _exponent_beside_one(algebra, base)
        if inner is None or power is None or power >= 0:
            continue
        above = factors.get(algebra.e, algebra.zero)
        times = [k for k in range(1, 1 - power) if above is algebra.multiple(inner, k)]
        if above is not algebra.zero and not times:
            continue
        risen = times[0] if times else 0
        taken = (base, algebra.e)
        others = [pair for pair in term.factors if pair[0] not in taken]
        # What is made first is written first.
        exponents = {inner: risen, algebra.negate(inner): -power - risen}
        changed = [
            (algebra.apply("sigmoid", each), algebra.number(exponents[each]))
            for each in sorted(exponents, key=lambda each: (coefficient_of(each) < 0, each.cost))
        ]
        way = algebra.product_of(term.coefficient, [*others, *changed])
        if way.cost < term.cost:
            return way
    return None


def _exponent_beside_one(algebra: Algebra, term: Term) -> Term | None:
    """The x of a sum 1 + exp(x)."""
    if not isinstance(term, Sum) or len(term.parts) != 2 or (algebra.one, 1) not in term.parts:
        return None
    ((core, number),) = [part for part in term.parts if part[0] is not algebra.one]
    if number != 1 or not isinstance(core, Product) or len(core.factors) != 1:
        return None
    ((base, exponent),) = core.factors
    return exponent if base is algebra.e else None


def _sign_and_size(algebra: Algebra, term: Term) -> Term | None:
    """x*sign(x) is abs(x), abs(x)*sign(x) is x, sign(x)/abs(x) is 1/x."""
    assert isinstance(term, Product)
    factors = dict(term.factors)
    for sign, exponent in term.factors:
        if not (isinstance(sign, Call) and sign.name == "sign" and exponent is algebra.one):
            continue
        (inner,) = sign.arguments
        size = algebra.call("abs", (inner,))
        for base, other in ((size, inner), (inner, size)):
            power = factors.get(base)
            if not isinstance(power, Number) or power.value.denominator != 1:
                continue
            if base is inner and power.value < 1:
                continue
            rest = [pair for pair in term.factors if pair[0] not in (sign, base)]
            step = 1 if power.value > 0 else -1
            changed: list[Factor] = [(other, algebra.number(step))]
            if power.value != step:
                changed.append((base, algebra.number(power.value - step)))
            return algebra.product_of(term.coefficient, [*rest, *changed])
    return None


def _even_power(algebra: Algebra, term: Term) -> Term | None:
    """abs(x)^2 is x^2, and hypot(x, y)^2 is x^2 + y^2."""
    assert isinstance(term, Product)
    for place, (base, exponent) in enumerate(term.factors):
        power = whole(exponent)
        if not isinstance(base, Call) or power is None or power == 0 or power % 2:
            continue
        if base.name == "abs":
            changed = (base.arguments[0], exponent)
        elif base.name == "hypot":
            squares = [algebra.power(argument, 2) for argument in base.arguments]
            changed = (algebra.add(*squares), algebra.number(power // 2))
        else:
            continue
        factors = [*term.factors[:place], changed, *term.factors[place + 1 :]]
        return algebra.product_of(term.coefficient, factors)
    return None


def _shares(algebra: Algebra, term: Term) -> Term | None:
    """The shares exp(x - logsumexp(x, …)) of all arguments add up to 1."""
    assert isinstance(term, Sum)
    parts = dict(term.parts)
    for total in _logarithms_of_sums(algebra, term):
        shares = Counter(
            algebra.power(algebra.e, algebra.combination([(each, ONE), (total, Fraction(-1))]))
            for each in total.arguments
        )
        share, count = next(iter(shares.items()))
        factor = parts.get(share, ZERO) / count
        if not factor or any(parts.get(each) != factor * many for each, many in shares.items()):
            continue
        rest = [(each, number) for each, number in term.parts if each not in shares]
        return algebra.combination([*rest, (algebra.one, factor)])
    return None


def _logarithms_of_sums(algebra: Algebra, term: Sum) -> Iterator[Call]:
    """The logsumexp, with a value anyway, in the exponents of the parts of a short sum."""
    for core, _ in term.parts[:_MOST_PARTS]:
        for base, exponent in factors_of(core, algebra.one) if core is not algebra.one else ():
            terms = (
                [each for each, _ in exponent.parts] if isinstance(exponent, Sum) else [exponent]
            )
            for each in terms if base is algebra.e else ():
                for found, _ in factors_of(each, algebra.one):
                    if isinstance(found, Call) and found.name == "logsumexp":
                        yield found


IDENTITY_ROWS = (
    Row(
        "sine and cosine",
        "sin(x)^2 + cos(x)^2 is 1",
        ("sum",), _either(_identity("sin", "cos", 1, None, 1), _identity("cos", "sin", 1, None, 1)),
        (("sin(x)^2 + cos(x)^2", "1"), ("y*cos(x)^2 + 3 + y*sin(x)^2", "y + 3"),
         ("-2*sin(x)^2 - 2*cos(x)^2", "-2"), ("sin(1/x)^2 + cos(1/x)^2", "1")),
        ("sin(x)^2 + cos(y)^2", "sin(x)^2 + 2*cos(y)^2", "cos(x)^2 - sin(x)^2"),
    ),
    Row(
        "one without a square of the sine",
        "1 - sin(x)^2 is cos(x)^2",
        ("sum",), _identity("sin", None, -1, "cos", 2),
        (("1 - sin(x)^2", "cos(x)^2"), ("y - y*sin(x)^2", "y*cos(x)^2"),
         ("sin(1/x)^2 - 1", "-cos(1/x)^2")),
        ("2 - sin(x)^2", "1 + sin(x)^2"),
    ),
    Row(
        "one without a square of the cosine",
        "1 - cos(x)^2 is sin(x)^2",
        ("sum",), _identity("cos", None, -1, "sin", 2),
        (("1 - cos(x)^2", "sin(x)^2"), ("2*cos(x)^2 - 2", "-2*sin(x)^2")),
        ("2 - cos(x)^2", "1 + cos(x)^2"),
    ),
    Row(
        "hyperbolic sine and cosine",
        "cosh(x)^2 - sinh(x)^2 is 1",
        ("sum",),
        _either(_identity("cosh", "sinh", -1, None, 1), _identity("sinh", "cosh", -1, None, 1)),
        (("cosh(x)^2 - sinh(x)^2", "1"), ("2*sinh(x)^2 - 2*cosh(x)^2 + x", "x - 2")),
        ("cosh(x)^2 + sinh(x)^2",),
    ),
    Row(
        "one with a square of the hyperbolic sine",
        "1 + sinh(x)^2 is cosh(x)^2",
        ("sum",), _identity("sinh", None, 1, "cosh", 2),
        (("1 + sinh(x)^2", "cosh(x)^2"), ("y + y*sinh(x)^2", "y*cosh(x)^2")),
        ("1 - sinh(x)^2",),
    ),
    Row(
        "the square of the hyperbolic cosine without one",
        "cosh(x)^2 - 1 is sinh(x)^2",
        ("sum",), _identity("cosh", None, -1, "sinh", 2),
        (("cosh(x)^2 - 1", "sinh(x)^2"), ("1 - cosh(x)^2", "-sinh(x)^2")),
        ("1 + cosh(x)^2",),
    ),
    Row(
        "shares of a sum of exponentials",
        "exp(x - logsumexp(x, y)) + exp(y - logsumexp(x, y)) is 1",
        ("sum",), _shares,
        (("exp(x - logsumexp(x, y)) + exp(y - logsumexp(x, y))", "1"),
         ("z - 2*exp(-logsumexp(x, 0)) - 2*exp(x - logsumexp(x, 0))", "z - 2")),
        ("exp(x - logsumexp(x, y)) + exp(z - logsumexp(x, y))", "exp(x - logsumexp(x, y))",
         "exp(x - logsumexp(x, y)) + 2*exp(y - logsumexp(x, y))"),
    ),
    Row(
        "one without a sigmoid",
        "1 - sigmoid(x) is sigmoid(-x)",
        ("sum",), _rest_of_one,
        (("1 - sigmoid(x)", "sigmoid(-x)"), ("y - y*sigmoid(x)", "y*sigmoid(-x)"),
         ("2*sigmoid(x - y) + z - 2", "z - 2*sigmoid(y - x)"), ("1 - sigmoid(-x)", "sigmoid(x)")),
        ("1 + sigmoid(x)", "2 - sigmoid(x)", "y - x*sigmoid(x)"),
    ),
    Row(
        "the sigmoid",
        "1/(1 + exp(-x)) is sigmoid(x), and exp(x)/(1 + exp(x)) is, where that is shorter",
        ("product",), _sigmoid,
        (("1/(1 + exp(-x))", "sigmoid(x)"), ("exp(x)/(1 + exp(x))", "sigmoid(x)"),
         ("y*exp(-2*x)/(1 + exp(-2*x))^2", "y*sigmoid(2*x)*sigmoid(-2*x)"),
         ("1/(1 + exp(x))", "sigmoid(-x)"), ("2/(2 + 2*exp(-x))", "sigmoid(x)")),
        ("1/(1 - exp(x))", "1 + exp(x)", "exp(x)/(2 + exp(x))", "exp(x)/(exp(2*x) + 1)"),
    ),
    Row(
        "sign and size",
        "x*sign(x) is abs(x), abs(x)*sign(x) is x, and sign(x)/abs(x) is 1/x",
        ("product",), _sign_and_size,
        (("x*sign(x)", "abs(x)"), ("abs(x)*sign(x)", "x"), ("sign(x)/abs(x)", "1/x"),
         ("3*x^2*sign(x)", "3*x*abs(x)"), ("x*y*sign(x)", "abs(x)*y")),
        ("sign(x)/x", "x/abs(x)", "sign(x)^2", "sign(x)*y"),
    ),
    Row(
        "even powers of a size",
        "abs(x)^2 is x^2, and hypot(x, y)^2 is x^2 + y^2",
        ("product",), _even_power,
        (("abs(x)^2", "x^2"), ("1/abs(x)^4", "1/x^4"), ("x/hypot(y, x)^2", "x/(y^2 + x^2)")),
        ("abs(x)^3", "abs(x)^y", "1/hypot(x, y)"),
    ),
)  # fmt: skip
