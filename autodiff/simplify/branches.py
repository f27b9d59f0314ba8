"""The rules for comparisons, max and min, and the choice between branches."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from .row import Row
from .terms import Call, Number, Product

if TYPE_CHECKING:
    from .algebra import Algebra
    from .terms import Term

_REACHED = {"max": "greater_equal", "min": "less_equal"}
_STRICT = {"greater_equal": "greater", "less_equal": "less"}


def _decided(algebra: Algebra, term: Term) -> Term | None:  # noqa: ARG001
    assert isinstance(term, Call)
    condition, yes, no = term.arguments
    if not isinstance(condition, Number):
        return None
    return yes if condition.value else no


def _same_branches(algebra: Algebra, term: Term) -> Term | None:  # noqa: ARG001
    assert isinstance(term, Call)
    _, yes, no = term.arguments
    return yes if yes is no else None


def _attained(algebra: Algebra, term: Term) -> Term | None:
    """X == max(x, y) is x >= y."""
    assert isinstance(term, Call)
    for one, other in (term.arguments, term.arguments[::-1]):
        if isinstance(other, Call) and other.name in _REACHED and len(other.arguments) == 2:
            left, right = other.arguments
            if one is left or one is right:
                return algebra.apply(_REACHED[other.name], one, right if one is left else left)
    return None


def _share(algebra: Algebra, term: Term) -> Term | None:
    """What is shared equally at a tie: where(x >= y, 1/((x >= y) + (y >= x)), 0)."""
    assert isinstance(term, Call)
    condition, yes, no = term.arguments
    if no is not algebra.zero or not isinstance(condition, Call) or condition.name not in _STRICT:
        return None
    left, right = condition.arguments
    both = algebra.add(condition, algebra.apply(condition.name, right, left))
    whole = None if left is right else _divided_by(algebra, yes, both)
    if whole is None:
        return None
    strictly = algebra.apply(_STRICT[condition.name], left, right)
    turned = isinstance(left, Number) or (
        right.first < left.first and not isinstance(right, Number)
    )
    equal = algebra.apply("equal", *((right, left) if turned else (left, right)))
    half = algebra.multiply(algebra.number(Fraction(1, 2)), whole)
    tied = algebra.apply("where", equal, half, algebra.zero)
    return algebra.apply("where", strictly, whole, tied)


def _divided_by(algebra: Algebra, term: Term, divisor: Term) -> Term | None:
    """The dividend of a quotient by this divisor; `None` if it is none."""
    if term is algebra.power(divisor, -1):
        return algebra.one
    if not isinstance(term, Product):
        return None
    rest = [factor for factor in term.factors if factor[0] is not divisor]
    below = [exponent for base, exponent in term.factors if base is divisor]
    if len(below) != 1 or below[0] is not algebra.number(Fraction(-1)):
        return None
    return algebra.product_of(term.coefficient, rest)


def _factor_inside(algebra: Algebra, term: Term) -> Term | None:
    """2*where(c, 1, 0) is where(c, 2, 0), where that is shorter."""
    assert isinstance(term, Product)
    for place, (base, exponent) in enumerate(term.factors):
        if exponent is not algebra.one or not isinstance(base, Call) or base.name != "where":
            continue
        others = [*term.factors[:place], *term.factors[place + 1 :]]
        rest = algebra.product_of(term.coefficient, others)
        condition, yes, no = base.arguments
        branches = [algebra.multiply(rest, branch) for branch in (yes, no)]
        found = algebra.apply("where", condition, *branches)
        return found if found.cost < term.cost else None
    return None


BRANCH_ROWS = (
    Row(
        "decided condition",
        "a choice whose condition is a number is the branch that it takes",
        ("where",), _decided,
        (("where(1 > 0, x, log(y))", "x"), ("where(0, 1/x, x)", "x")),
        ("where(x > 0, x, log(y))",),
    ),
    Row(
        "equal branches",
        "a choice between equal branches is no choice",
        ("where",), _same_branches,
        (("where(x > 0, y, y)", "y"), ("where(log(x) > 0, y, y)", "y")),
        ("where(x > 0, y, x)",),
    ),
    Row(
        "who attains the largest",
        "x == max(x, y) is x >= y",
        ("equal",), _attained,
        (("x == max(x, y)", "x >= y"), ("max(x, y) == y", "y >= x"), ("2 == min(x, 2)", "2 <= x")),
        ("x == max(x, y, z)", "x == max(y, z)", "x != max(x, y)"),
    ),
    Row(
        "a tie shared",
        "of two that may be tied, the larger has the share 1, and each has 1/2 at a tie",
        ("where",), _share,
        (("where(x >= y, 1/((x >= y) + (y >= x)), 0)", "where(x > y, 1, where(x == y, 1/2, 0))"),
         ("where(x >= y, 6*z/((x >= y) + (y >= x)), 0)",
          "where(x > y, 6*z, where(x == y, 3*z, 0))"),
         ("where(y == min(x, y), 1/((x == min(x, y)) + (y == min(x, y))), 0)",
          "where(y < x, 1, where(y == x, 1/2, 0))")),
        ("where(x >= y, 1/((x >= y) + (x > y)), 0)", "where(x > y, 1/((x > y) + (y > x)), 0)"),
    ),
    Row(
        "what multiplies a choice",
        "what multiplies a choice goes into its branches where that is shorter: "
        "2*where(x > 0, 1, 0) is where(x > 0, 2, 0)",
        ("product",), _factor_inside,
        (("2*where(x > 0, 1, 0)", "where(x > 0, 2, 0)"),
         ("-where(x > 0, -1, 2)", "where(x > 0, 1, -2)"),
         ("x*where(x > 0, 1, 0)", "where(x > 0, x, 0)"),
         ("log(x)*where(x > 2, 1, 0)", "where(x > 2, log(x), 0)")),
        ("2*where(x > 0, sin(x), cos(x))",),
    ),
)  # fmt: skip
