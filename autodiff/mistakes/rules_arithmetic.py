"""The wrong rules for sums, products, quotients, powers, exponentials and logarithms.

>>> from ..numbers.doubles import FLOATS
>>> [(mistake.name, mistake.rule(FLOATS, 2.0, 3.0, 8.0)) for mistake in POWER[:3]]
[('power-not-lowered', 24.0), ('power-no-factor', 4.0), ('power-factor', 8.0)]
"""

# pyright: basic
# A rule is written for every algebra, so its lambdas have no static types.

from __future__ import annotations

from typing import Any

from ..rules.row import Mistake, Rule


def at(name: str, sentence: str, rule: Rule, position: int = 0) -> Mistake:
    """A wrong partial by the argument at a position."""
    return Mistake(name, sentence, rule, position)


def whole(name: str, sentence: str, rule: Rule) -> Mistake:
    """A wrong tangent of the whole operation."""
    return Mistake(name, sentence, rule, None)


def _both(function: Rule) -> Rule:
    """A wrong tangent that needs both arguments to depend on the input."""

    def rule(m: Any, arguments: tuple[Any, ...], tangents: tuple[Any, ...], out: Any) -> Any:  # noqa: ANN401, ARG001
        if tangents[0] is None or tangents[1] is None:
            return None
        return function(m, *arguments, *tangents)

    return rule


def _one(function: Rule) -> Rule:
    """A wrong tangent where one of two arguments is constant: `(m, constant, moving, tangent)`."""

    def rule(m: Any, arguments: tuple[Any, ...], tangents: tuple[Any, ...], out: Any) -> Any:  # noqa: ANN401, ARG001
        if (tangents[0] is None) == (tangents[1] is None):
            return None
        place = 0 if tangents[0] is None else 1
        return function(m, arguments[place], arguments[1 - place], tangents[1 - place], place)

    return rule


def left(name: str) -> Mistake:
    """The function itself in place of its derivative."""
    return at(
        "left-undifferentiated",
        f"{name} was left as it is instead of being differentiated",
        lambda m, *given: given[-1],
    )


LEFT = (left("the function"),)

NEGATE = (at("sign", "the minus in front was lost", lambda m, x, out: 1),)

_KEPT = "a constant term was kept: its derivative is 0"
_AS_ONE = "a constant term was given the derivative 1: it is 0"

ADD = (
    whole("constant-kept", _KEPT, _one(lambda m, c, u, du, place: du + c)),
    whole("constant-kept", _AS_ONE, _one(lambda m, c, u, du, place: du + 1)),
)

SUBTRACT = (
    at("sign", "the minus before the second term was lost", lambda m, x, y, out: 1, 1),
    whole(
        "constant-kept", _KEPT,
        _one(lambda m, c, u, du, place: c - du if place == 0 else du - c),
    ),
    whole(
        "constant-kept", _AS_ONE,
        _one(lambda m, c, u, du, place: 1 - du if place == 0 else du - 1),
    ),
)  # fmt: skip

_EXCHANGED = "of a product, the derivative by one factor is the other factor, not the same one"

MULTIPLY = (
    at("operands-exchanged", _EXCHANGED, lambda m, x, y, out: x),
    at("operands-exchanged", _EXCHANGED, lambda m, x, y, out: y, 1),
    whole(
        "product-of-derivatives", "(u*v)' was taken as u'*v'; it is u'*v + u*v'",
        _both(lambda m, u, v, du, dv: du * dv),
    ),
    whole(
        "product-sign", "the product rule has a plus: (u*v)' is u'*v + u*v'",
        _both(lambda m, u, v, du, dv: du * v - u * dv),
    ),
    whole(
        "product-sign", "the product rule has a plus: (u*v)' is u'*v + u*v'",
        _both(lambda m, u, v, du, dv: u * dv - du * v),
    ),
    whole(
        "left-undifferentiated", "c*u was left as it is: (c*u)' is c*u'",
        _one(lambda m, c, u, du, place: c * u),
    ),
    whole(
        "constant-kept", "a constant factor was given the derivative 1: it is 0",
        _one(lambda m, c, u, du, place: c * du + u),
    ),
)  # fmt: skip

_QUOTIENT = "(u/v)' is (u'*v - u*v')/v^2"

DIVIDE = (
    at(
        "sign", "the minus of the denominator's term was lost: (1/v)' is -v'/v^2",
        lambda m, x, y, out: m.divide(out, y), 1,
    ),
    at(
        "quotient-no-square", f"the denominator was not squared: {_QUOTIENT}",
        lambda m, x, y, out: -out, 1,
    ),
    at(
        "operands-exchanged", "the denominator was differentiated like a factor",
        lambda m, x, y, out: x, 1,
    ),
    at(
        "operands-exchanged", "the numerator was multiplied by the denominator, not divided",
        lambda m, x, y, out: y,
    ),
    at(
        "integrated", "1/v was integrated: its derivative is -v'/v^2, its integral log(v)",
        lambda m, x, y, out: x * m.log(y), 1,
    ),
    whole(
        "quotient-reversed", f"the quotient rule was reversed: {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: m.divide(u * dv - du * v, m.square(v))),
    ),
    whole(
        "quotient-sign", f"the quotient rule has a minus: {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: m.divide(du * v + u * dv, m.square(v))),
    ),
    whole(
        "quotient-no-square", f"the denominator was not squared: {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: m.divide(du * v - u * dv, v)),
    ),
    whole(
        "quotient-no-square", f"the denominator was left out: {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: du * v - u * dv),
    ),
    whole(
        "quotient-of-derivatives", f"(u/v)' was taken as u'/v': {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: m.divide(du, dv)),
    ),
    whole(
        "operands-exchanged", "numerator and denominator were exchanged",
        _both(lambda m, u, v, du, dv: m.divide(dv * u - v * du, m.square(u))),
    ),
)  # fmt: skip

_POWER = "(x^n)' is n*x^(n-1)"

POWER = (
    at(
        "power-not-lowered", f"the exponent was not lowered: {_POWER}",
        lambda m, x, y, out: y * out,
    ),
    at(
        "power-no-factor", f"the factor n was forgotten: {_POWER}",
        lambda m, x, y, out: m.power_below(x, y, out),
    ),
    at(
        "power-factor", f"the factor is the old exponent, not the new one: {_POWER}",
        lambda m, x, y, out: (y - 1) * m.power_below(x, y, out),
    ),
    at(
        "power-not-lowered", f"the exponent was raised instead of lowered: {_POWER}",
        lambda m, x, y, out: y * out * x,
    ),
    at(
        "base-and-exponent",
        "a power was differentiated like an exponential: x^n*log(x) is the rule for the exponent",
        lambda m, x, y, out: out * m.log(x),
    ),
    at(
        "left-undifferentiated", f"the power was left as it is: {_POWER}",
        lambda m, x, y, out: out,
    ),
    at(
        "integrated", f"the power was integrated instead of differentiated: {_POWER}",
        lambda m, x, y, out: m.divide(out * x, y + 1),
    ),
    at(
        "base-and-exponent",
        "an exponential was differentiated like a power: (a^x)' is a^x*log(a)",
        lambda m, x, y, out: y * m.power_below(x, y, out), 1,
    ),
    at(
        "log-of-base", "the factor log(a) was forgotten: (a^x)' is a^x*log(a)",
        lambda m, x, y, out: out, 1,
    ),
    at(
        "integrated", "the exponential was integrated: (a^x)' is a^x*log(a), not a^x/log(a)",
        lambda m, x, y, out: m.divide(out, m.log(x)), 1,
    ),
)  # fmt: skip

SQUARE = (
    at("power-not-lowered", f"the exponent was not lowered: {_POWER}",
        lambda m, x, out: 2 * out),
    at("power-no-factor", f"the factor 2 was forgotten: {_POWER}", lambda m, x, out: x),
    left("the square"),
    at("integrated", "the square was integrated", lambda m, x, out: m.divide(x * out, 3)),
)  # fmt: skip

EXP = (
    at(
        "base-and-exponent", "exp was differentiated like a power: exp(x)' is exp(x)",
        lambda m, x, out: x * m.exp(x - 1),
    ),
)  # fmt: skip

EXPM1 = (
    at("left-undifferentiated", "the -1 of expm1 was kept: its derivative is 0",
        lambda m, x, out: out),
)  # fmt: skip

LOG = (
    left("log"),
    at("integrated", "log was integrated: its derivative is 1/x", lambda m, x, out: x * out - x),
    at("log-of-base", "log was taken to base 10: it is the natural logarithm here",
        lambda m, x, out: m.divide(1, x * m.log(10))),
    at("wrong-rule", "log was differentiated as x: its derivative is 1/x", lambda m, x, out: x),
)  # fmt: skip

LOG_OF_BASE = (
    left("the logarithm"),
    at("log-of-base", "the factor log(base) was forgotten: the derivative is 1/(x*log(base))",
        lambda m, x, out: m.divide(1, x)),
)  # fmt: skip

LOG1P = (
    left("log1p"),
    at("wrong-rule", "the 1 in log(1 + x) was lost: the derivative is 1/(1 + x)",
        lambda m, x, out: m.divide(1, x)),
)  # fmt: skip

LOGB = (
    *LOG_OF_BASE[:1],
    at("log-of-base", "the factor log(base) was forgotten: the derivative is 1/(x*log(base))",
        lambda m, x, base, out: m.divide(1, x)),
    at("log-of-base", "log(base) belongs below the line: the derivative is 1/(x*log(base))",
        lambda m, x, base, out: m.divide(m.log(base), x)),
)  # fmt: skip
