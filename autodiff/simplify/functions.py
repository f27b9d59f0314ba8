"""The rules for functions: what is known of one function, or of one inside another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .exact import EXACT, exact_value
from .facts import NONNEGATIVE, POSITIVE, has
from .row import Row
from .terms import ONE, Call, Number, Product, Sum

if TYPE_CHECKING:
    from fractions import Fraction

    from .algebra import Algebra
    from .terms import Term

_ODD = (
    "sin", "asin", "atan", "sinh", "asinh", "atanh", "erf", "cbrt", "sign", "acsc",
)  # fmt: skip
_EVEN = ("cos", "cosh", "abs")
_BASES = {"log": None, "log2": 2, "log10": 10}


def _numbers(algebra: Algebra, term: Term) -> Term | None:
    assert isinstance(term, Call)
    values: list[Fraction] = []
    for argument in term.arguments:
        if not isinstance(argument, Number):
            return None
        values.append(argument.value)
    value = exact_value(term.name, values)
    return None if value is None else algebra.number(value)


def _negated(algebra: Algebra, term: Term) -> Term | None:
    """The argument's negative, where the argument is written with a minus."""
    negative = isinstance(term, Product) and term.coefficient < 0
    if isinstance(term, Sum):
        negative = all(number < 0 for _, number in term.parts)
    return algebra.negate(term) if negative else None


def _odd(algebra: Algebra, term: Term) -> Term | None:
    assert isinstance(term, Call)
    inner = _negated(algebra, term.arguments[0])
    return None if inner is None else algebra.negate(algebra.apply(term.name, inner))


def _even(algebra: Algebra, term: Term) -> Term | None:
    assert isinstance(term, Call)
    inner = _negated(algebra, term.arguments[0])
    return None if inner is None else algebra.apply(term.name, inner)


def _logarithm_of_power(algebra: Algebra, term: Term) -> Term | None:
    assert isinstance(term, Call)
    (inner,) = term.arguments
    number = _BASES[term.name]
    base = algebra.e if number is None else algebra.number(number)
    if inner is base:
        return algebra.one
    if isinstance(inner, Product) and inner.coefficient == 1 and len(inner.factors) == 1:
        ((found, exponent),) = inner.factors
        return exponent if found is base else None
    return None


def _size(algebra: Algebra, term: Term) -> Term | None:  # noqa: ARG001
    assert isinstance(term, Call)
    (inner,) = term.arguments
    return inner if has(inner, NONNEGATIVE) else None


def _sign(algebra: Algebra, term: Term) -> Term | None:
    assert isinstance(term, Call)
    (inner,) = term.arguments
    if has(inner, POSITIVE):
        return algebra.one
    if isinstance(inner, Product) and inner.coefficient > 0 and inner.coefficient != 1:
        return algebra.apply("sign", algebra.product_of(ONE, inner.factors))
    return None


def _hypotenuse(algebra: Algebra, term: Term) -> Term | None:
    assert isinstance(term, Call)
    if not any(isinstance(argument, Number) for argument in term.arguments):
        return None
    squares = [algebra.power(argument, 2) for argument in term.arguments]
    return algebra.apply("sqrt", algebra.add(*squares))


FUNCTION_ROWS = (
    Row(
        "functions of numbers",
        "a function of numbers whose value is an exact number is that number",
        EXACT, _numbers,
        (("max(2, 3)*x", "3*x"), ("abs(-2)*x", "2*x"), ("sin(0) + x", "x"), ("x*log(1)", "0"),
         ("cosh(0)*x", "x"), ("cbrt(-27)*x", "-3*x"), ("(2 < 3)*x", "x"), ("mod(7, 3)*x", "x"),
         ("clamp(5, 0, 1)*x", "x"), ("floor(5/2)*x", "2*x")),
        ("x*log(0)", "x*mod(1, 0)", "x*sin(1)", "acosh(0) + x"),
    ),
    Row(
        "odd functions",
        "a minus inside an odd function comes out: sin(-x) is -sin(x)",
        _ODD, _odd,
        (("sin(-x)", "-sin(x)"), ("y*atan(-x/2)", "-y*atan(x/2)"), ("cbrt(-x - 1)", "-cbrt(x + 1)"),
         ("sign(-x)", "-sign(x)"), ("asin(-x)", "-asin(x)"), ("csc(-x)", "-csc(x)")),
        ("acos(-x)", "sin(1 - x)", "exp(-x)", "floor(-x)"),
    ),
    Row(
        "even functions",
        "a minus inside an even function is dropped: cos(-x) is cos(x)",
        _EVEN, _even,
        (("cos(-x)", "cos(x)"), ("cosh(-x/2)", "cosh(x/2)"), ("abs(-x)", "abs(x)"),
         ("sec(-x)", "sec(x)")),
        ("sigmoid(-x)", "cos(1 - x)", "relu(-x)"),
    ),
    Row(
        "logarithm of a power of its base",
        "log(exp(x)) is x",
        tuple(_BASES), _logarithm_of_power,
        (("log(exp(x))", "x"), ("log(e)", "1"), ("e^x*log(e)", "e^x"), ("log2(2^x)", "x"),
         ("log10(10^(x + 1))", "x + 1"), ("log(exp(1/x))", "1/x")),
        ("exp(log(x))", "log(x^2)", "log2(exp(x))", "log(2^x)", "e^log(x)"),
    ),
    Row(
        "size of what is not negative",
        "abs(x^2) is x^2",
        ("abs", "relu"), _size,
        (("abs(x^2)", "x^2"), ("relu(exp(x))", "exp(x)"), ("abs(sqrt(x))", "sqrt(x)"),
         ("abs(x^2 + 1)", "x^2 + 1")),
        ("abs(x^3)", "relu(x)", "abs(x^2 - 1)"),
    ),
    Row(
        "sign",
        "the sign of what is positive is 1, and a positive number does not change a sign",
        ("sign",), _sign,
        (("sign(exp(x))", "1"), ("sign(3*x)", "sign(x)"), ("sign(x^2 + 1)", "1"),
         ("sign(1/x^2)", "1")),
        ("sign(x^2)", "sign(x + 1)"),
    ),
    Row(
        "hypot with a number",
        "hypot(1, x) is sqrt(x^2 + 1)",
        ("hypot",), _hypotenuse,
        (("hypot(1, x)", "sqrt(x^2 + 1)"), ("hypot(x, 2)", "sqrt(x^2 + 4)"),
         ("1/hypot(1, x)", "1/sqrt(x^2 + 1)")),
        ("hypot(x, y)",),
    ),
)  # fmt: skip
