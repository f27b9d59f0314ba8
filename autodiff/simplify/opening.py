"""The rules for products that hold sums: multiplied out, or with what their parts have in common
taken out, where the formula gets shorter.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .gathering import (
    COSTLIEST,
    HIGHEST,
    common_powers,
    content_of,
    logarithms_in,
    multiplied_out,
    powers_of,
    sums_among,
    without,
)
from .row import Row
from .terms import Product, Sum, whole

if TYPE_CHECKING:
    from .algebra import Algebra
    from .terms import Factor, Term


def _opened(algebra: Algebra, term: Term) -> Term | None:
    """A product multiplied out, where that is shorter."""
    assert isinstance(term, Product)
    sums, others = sums_among(term.factors)
    if len(sums) < 1 or term.cost > COSTLIEST or not algebra.budget.may_try(len(sums)):
        return None
    core = algebra.product(Fraction(1), term.factors)
    spread = multiplied_out(algebra, [(core, term.coefficient)])
    if spread is None:
        return None
    # A whole number in front of a sum stays there, be it one operation more.
    number = bool(others) and term.coefficient.denominator == 1 and abs(term.coefficient) != 1
    return spread if spread.cost + number < term.cost else None


def _opened_below(algebra: Algebra, term: Term) -> Term | None:
    """The product of sums that divides, multiplied out, where that is shorter."""
    assert isinstance(term, Product)
    below: list[Factor] = []
    others: list[Factor] = []
    for base, exponent in term.factors:
        number = whole(exponent)
        if isinstance(base, Sum) and number is not None and -HIGHEST <= number < 0:
            below.append((base, algebra.number(-number)))
        else:
            others.append((base, exponent))
    if len(below) < 2 or term.cost > COSTLIEST or not algebra.budget.may_try(len(below)):
        return None
    product = algebra.product_of(Fraction(1), below)
    way = algebra.product_of(term.coefficient, [*others, (product, algebra.number(-1))])
    return way if way.cost < term.cost else None


def _common_number(algebra: Algebra, term: Term) -> Term | None:
    """A number common to all parts of a sum, taken out of a product where that is shorter."""
    assert isinstance(term, Product)
    for place, (base, exponent) in enumerate(term.factors):
        power = whole(exponent)
        if not isinstance(base, Sum) or power is None or abs(power) > HIGHEST:
            continue
        content = content_of([number for _, number in base.parts])
        if content in (0, 1):
            continue
        inner = algebra.sum({core: number / content for core, number in base.parts})
        factors = [*term.factors[:place], (inner, exponent), *term.factors[place + 1 :]]
        way = algebra.product_of(term.coefficient * content**power, factors)
        # With another factor beside it, the number goes in front, be it one operation more.
        beside = content.denominator == 1 and len(term.factors) > 1
        if way.cost < term.cost + 2 * beside:
            return way
    return None


def _common_factor(algebra: Algebra, term: Term) -> Term | None:
    """A factor common to all parts of a sum, which meets a power of itself in the product."""
    assert isinstance(term, Product)
    bases = {base for base, _ in term.factors}
    positive = logarithms_in(term)
    for place, (base, exponent) in enumerate(term.factors):
        power = whole(exponent)
        if not isinstance(base, Sum) or power is None or abs(power) > HIGHEST:
            continue
        each = [powers_of(algebra, core, positive) for core, _ in base.parts]
        common = {
            inner: number
            for inner, number in common_powers(each).items()
            if inner in bases or number < 0
        }
        if not common or not algebra.budget.may_try(len(each) + len(term.factors)):
            continue
        inner = without(algebra, base, each, common, Fraction(1))
        factors = [*term.factors[:place], (inner, exponent), *term.factors[place + 1 :]]
        way = algebra.product_of(term.coefficient, factors)
        if way.cost < term.cost:
            return way
    return None


def _exponential_below(algebra: Algebra, term: Term) -> Term | None:
    """exp(-x)/(2 + exp(-x)) is 1/(2*exp(x) + 1), where that is shorter."""
    assert isinstance(term, Product)
    factors = dict(term.factors)
    power = factors.pop(algebra.e, None)
    sums = [
        base
        for base, exponent in factors.items()
        if isinstance(base, Sum) and whole(exponent) == -1
    ]
    if not sums or not isinstance(power, Product) or power.coefficient > 0:
        return None
    inverse = algebra.exponential(algebra.negate(power))
    for base in sums:
        changed = algebra.combination(
            [(algebra.multiply(core, inverse), number) for core, number in base.parts]
        )
        others = [pair for pair in factors.items() if pair[0] is not base]
        way = algebra.product_of(term.coefficient, [*others, (changed, algebra.number(-1))])
        if way.cost < term.cost:
            return way
    return None


OPENING_ROWS = (
    Row(
        "multiplied out",
        "a product of sums is multiplied out where that is shorter: (1 - x)*(1 + x) is 1 - x^2",
        ("product",), _opened,
        (("(1 - x)*(1 + x)", "1 - x^2"), ("1/sqrt((1 - x)*(1 + x))", "1/sqrt(1 - x^2)"),
         ("x*(y + 1/x^2)*x^2", "x^3*y + x")),
        ("(x + 1)*(x + 2)", "x*(x + 1)", "(x + 1)^2", "(1 - x)/(1 + x)"),
    ),
    Row(
        "multiplied out below",
        "a product of sums that divides is multiplied out where that is shorter: "
        "1/((1 - x)*(1 + x)) is 1/(1 - x^2)",
        ("product",), _opened_below,
        (("1/((1 - x)*(1 + x))", "1/(1 - x^2)"), ("y/((1 - 2*x)*(1 + 2*x))", "y/(1 - 4*x^2)")),
        ("1/((1 - x)*(2 + x))", "1/(x*(1 + x))", "1/(sqrt(1 - x)*sqrt(1 + x))"),
    ),
    Row(
        "a number common to all parts",
        "a number that all parts of a sum have in common is taken out of a product where that is "
        "shorter: (2*x + 2)/4 is (x + 1)/2",
        ("product",), _common_number,
        (("(2*x + 2)/4", "(x + 1)/2"), ("2/(2*x + 2)", "1/(x + 1)"), ("3*(2*x + 4*y)*z",
         "6*(x + 2*y)*z"), ("(10*x - 10)*y", "10*(x - 1)*y")),
        ("2*x + 2", "sin(2*x + 2)", "(2*x + 3)*y"),
    ),
    Row(
        "an exponential above and below",
        "exp(-x)/(2 + exp(-x)) is 1/(2*exp(x) + 1), where that is shorter",
        ("product",), _exponential_below,
        (("exp(-x)/(x + exp(-x))", "1/(x*exp(x) + 1)"),
         ("y*exp(-2*x)/(3 + exp(-2*x))", "y/(3*exp(2*x) + 1)")),
        ("exp(x)/(2 + exp(x))", "-exp(x)/(2 + exp(x))", "exp(-x)/(2 + exp(-x))^2"),
    ),
    Row(
        "a factor common to all parts",
        "a factor that all parts of a sum have in common meets its own powers in a product: "
        "(x^2 + x)/x^3 is (x + 1)/x^2",
        ("product",), _common_factor,
        (("(x^2 + x)/x^3", "(x + 1)/x^2"), ("x/(x^3 + x^2)", "1/(x*(x + 1))"),
         ("(1 + x/sqrt(x^2 + 1))/(x + sqrt(x^2 + 1))", "1/sqrt(x^2 + 1)"),
         ("exp(x)*(exp(-x) + y*exp(-x))", "y + 1")),
        ("(x^2 + 1)/x^3", "(x^2 + 1)/y"),
    ),
)  # fmt: skip
