"""Wrong rules that people apply to a function or an operator: one dictionary, by row of THE TABLE.

Invariants:

- A rule here runs in every algebra, as the right ones do.
- What a mistake is called is in `MISTAKES`, with the words that a teacher reads; mistakes that no
  single function is to blame for (a path left out, a chain that stops early) are named there too.
- That a function was left as it is, and that a sign was forgotten, is made from the row itself.
- Where a wrong rule happens to give what the right one gives, nothing is wrong: whoever asks drops
  it, not the rule.

>>> [mistake.sentence for mistake in WRONG_RULES["cosh"] if mistake.name == "sign"]
['the derivative of cosh is sinh, without a minus (unlike cos)']
>>> from ..numbers.doubles import FLOATS
>>> [(mistake.name, mistake.rule(FLOATS, 2.0, 3.0, 8.0)) for mistake in WRONG_RULES["power"][:3]]
[('power-not-lowered', 24.0), ('power-no-factor', 4.0), ('power-factor', 8.0)]
"""

# pyright: basic
# A rule is written for every algebra, so its lambdas have no static types.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..rules import PRIMITIVES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..rules import Primitive
    from ..rules.row import Rule


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong rule that people apply to a primitive.

    `name` is the kind of mistake, as in `MISTAKES`; `sentence` says what was done, as a clause.
    With a `position`, `rule(m, *arguments, out)` is the wrong partial by that argument. Without
    one, `rule(m, arguments, tangents, out)` is the wrong tangent of the whole operation, where a
    tangent is `None` for what does not depend on the input; it gives `None` where the mistake
    cannot be made.
    """

    name: str
    sentence: str
    rule: Rule
    position: int | None = 0


MISTAKES = {
    "missing-path": "a path is missing from the sum",
    "stopped-early": "the chain stops early",
    "inner-forgotten": "the inner derivative is missing",
    "factor-missing": "a factor of the chain is missing",
    "factor-twice": "a factor of the chain is used twice",
    "operands-exchanged": "the operands are exchanged",
    "sign": "the sign is lost",
    "product-of-derivatives": "the derivative of a product taken as the product of derivatives",
    "product-sign": "a minus in the product rule",
    "quotient-reversed": "the quotient rule is reversed",
    "quotient-sign": "a plus in the quotient rule",
    "quotient-no-square": "the quotient rule without the square",
    "quotient-of-derivatives": "the derivative of a quotient taken as the quotient of derivatives",
    "power-not-lowered": "the power is not lowered",
    "power-no-factor": "the power rule without its factor",
    "power-factor": "the power rule with a wrong factor",
    "base-and-exponent": "base and exponent are confused",
    "log-of-base": "the logarithm of the base is missing or misplaced",
    "left-undifferentiated": "a function is left undifferentiated",
    "function-of-derivative": "a function is applied to the inner derivative",
    "wrong-rule": "another function's rule",
    "constant-kept": "a constant is kept, or given a derivative",
    "integrated": "integrated instead of differentiated",
    "value-given": "the value is given instead of the derivative",
    "other-node": "one node's number is given instead of another's",
    "other-input": "the derivative by another input",
    "other-output": "the derivative of another output",
    "other-order": "a derivative of another order",
    "other-count": "the count of something else",
    "loser": "max or min sends the derivative to the loser",
    "to-all": "max or min sends the derivative to every argument",
    "degrees": "degrees for radians",
    "rounded-early": "rounded too early",
    "rounded": "rounded to too few digits",
}
"""What each kind of mistake is called, in the order in which the documents list them."""


def at(name: str, sentence: str, rule: Rule, position: int = 0) -> Mistake:
    """A wrong partial by the argument at a position."""
    return Mistake(name, sentence, rule, position)


def both(name: str, sentence: str, function: Rule) -> Mistake:
    """A wrong tangent of what moves in both arguments: `(m, u, v, du, dv)`."""

    def rule(m: Any, arguments: tuple[Any, ...], tangents: tuple[Any, ...], out: Any) -> Any:  # noqa: ANN401, ARG001
        return None if None in tangents else function(m, *arguments, *tangents)

    return Mistake(name, sentence, rule, None)


def one(name: str, sentence: str, function: Rule) -> Mistake:
    """A wrong tangent where one of two arguments is constant: `(m, constant, u, du, position)`.

    The position is the constant's.
    """

    def rule(m: Any, arguments: tuple[Any, ...], tangents: tuple[Any, ...], out: Any) -> Any:  # noqa: ANN401, ARG001
        if (tangents[0] is None) == (tangents[1] is None):
            return None
        place = 0 if tangents[0] is None else 1
        return function(m, arguments[place], arguments[1 - place], tangents[1 - place], place)

    return Mistake(name, sentence, rule, None)


def _to_losers(m: Any, arguments: tuple[Any, ...], tangents: tuple[Any, ...], out: Any) -> Any:  # noqa: ANN401
    """Two arguments: the tangent of the one that does not attain the value."""
    if len(arguments) != 2:
        return None
    first, second = [0 if tangent is None else tangent for tangent in tangents]
    return m.where(m.equal(arguments[0], out), lambda: second, lambda: first)


def _to_all(m: Any, arguments: tuple[Any, ...], tangents: tuple[Any, ...], out: Any) -> Any:  # noqa: ANN401, ARG001
    moving = [tangent for tangent in tangents if tangent is not None]
    return sum(moving[1:], moving[0])


_KEPT = "a constant term was kept: its derivative is 0"
_AS_ONE = "a constant term was given the derivative 1: it is 0"
_EXCHANGED = "of a product, the derivative by one factor is the other factor, not the same one"
_PRODUCT = "the product rule has a plus: (u*v)' is u'*v + u*v'"
_QUOTIENT = "(u/v)' is (u'*v - u*v')/v^2"
_POWER = "(x^n)' is n*x^(n-1)"
_BASE = "the factor log(base) was forgotten: the derivative is 1/(x*log(base))"
_SQRT = "sqrt(x)' is 1/(2*sqrt(x))"
_CBRT = "cbrt(x)' is 1/(3*cbrt(x)^2)"
_ATAN2 = "the derivative of atan2(y, x) by y is x/(x^2 + y^2), by x -y/(x^2 + y^2)"
_SIGMOID = "sigmoid'(x) is s*(1 - s), where s is sigmoid(x)"
_SILU = "only one term of the product rule was taken for x*sigmoid(x)"

_EXTREME = (
    Mistake("loser", "the derivative goes to the argument that is chosen, not to the other one",
        _to_losers, None),
    Mistake("to-all", "the derivative goes to the argument that is chosen only, not to all",
        _to_all, None),
)  # fmt: skip

_OWN_RULES: dict[str, tuple[Mistake, ...]] = {
    "add": (
        one("constant-kept", _KEPT, lambda m, c, u, du, place: du + c),
        one("constant-kept", _AS_ONE, lambda m, c, u, du, place: du + 1),
    ),
    "subtract": (
        one("constant-kept", _KEPT, lambda m, c, u, du, place: du - c if place else c - du),
        one("constant-kept", _AS_ONE, lambda m, c, u, du, place: du - 1 if place else 1 - du),
    ),
    "multiply": (
        at("operands-exchanged", _EXCHANGED, lambda m, x, y, out: x),
        at("operands-exchanged", _EXCHANGED, lambda m, x, y, out: y, 1),
        both("product-of-derivatives", "(u*v)' was taken as u'*v'; it is u'*v + u*v'",
            lambda m, u, v, du, dv: du * dv),
        both("product-sign", _PRODUCT, lambda m, u, v, du, dv: du * v - u * dv),
        both("product-sign", _PRODUCT, lambda m, u, v, du, dv: u * dv - du * v),
        one("left-undifferentiated", "c*u was left as it is: (c*u)' is c*u'",
            lambda m, c, u, du, place: c * u),
        one("constant-kept", "a constant factor was given the derivative 1: it is 0",
            lambda m, c, u, du, place: c * du + u),
    ),
    "divide": (
        at("quotient-no-square", f"the denominator was not squared: {_QUOTIENT}",
            lambda m, x, y, out: -out, 1),
        at("operands-exchanged", "the denominator was differentiated like a factor",
            lambda m, x, y, out: x, 1),
        at("operands-exchanged", "the numerator was multiplied by the denominator, not divided",
            lambda m, x, y, out: y),
        at("integrated", "1/v was integrated: its derivative is -v'/v^2, its integral log(v)",
            lambda m, x, y, out: x * m.log(y), 1),
        both("quotient-reversed", f"the quotient rule was reversed: {_QUOTIENT}",
            lambda m, u, v, du, dv: m.divide(u * dv - du * v, m.square(v))),
        both("quotient-sign", f"the quotient rule has a minus: {_QUOTIENT}",
            lambda m, u, v, du, dv: m.divide(du * v + u * dv, m.square(v))),
        both("quotient-no-square", f"the denominator was not squared: {_QUOTIENT}",
            lambda m, u, v, du, dv: m.divide(du * v - u * dv, v)),
        both("quotient-no-square", f"the denominator was left out: {_QUOTIENT}",
            lambda m, u, v, du, dv: du * v - u * dv),
        both("quotient-of-derivatives", f"(u/v)' was taken as u'/v': {_QUOTIENT}",
            lambda m, u, v, du, dv: m.divide(du, dv)),
        both("operands-exchanged", "numerator and denominator were exchanged",
            lambda m, u, v, du, dv: m.divide(dv * u - v * du, m.square(u))),
    ),
    "power": (
        at("power-not-lowered", f"the exponent was not lowered: {_POWER}",
            lambda m, x, y, out: y * out),
        at("power-no-factor", f"the factor n was forgotten: {_POWER}",
            lambda m, x, y, out: m.power_below(x, y, out)),
        at("power-factor", f"the factor is the old exponent, not the new one: {_POWER}",
            lambda m, x, y, out: (y - 1) * m.power_below(x, y, out)),
        at("power-not-lowered", f"the exponent was raised instead of lowered: {_POWER}",
            lambda m, x, y, out: y * out * x),
        at("base-and-exponent", "a power was differentiated like an exponential: x^n*log(x) is the "
            "rule for the exponent", lambda m, x, y, out: out * m.log(x)),
        at("left-undifferentiated", f"the power was left as it is: {_POWER}",
            lambda m, x, y, out: out),
        at("integrated", f"the power was integrated instead of differentiated: {_POWER}",
            lambda m, x, y, out: m.divide(out * x, y + 1)),
        at("base-and-exponent", "an exponential was differentiated like a power: (a^x)' is "
            "a^x*log(a)", lambda m, x, y, out: y * m.power_below(x, y, out), 1),
        at("log-of-base", "the factor log(a) was forgotten: (a^x)' is a^x*log(a)",
            lambda m, x, y, out: out, 1),
        at("integrated", "the exponential was integrated: (a^x)' is a^x*log(a), not a^x/log(a)",
            lambda m, x, y, out: m.divide(out, m.log(x)), 1),
    ),
    "square": (
        at("power-not-lowered", f"the exponent was not lowered: {_POWER}",
            lambda m, x, out: 2 * out),
        at("power-no-factor", f"the factor 2 was forgotten: {_POWER}", lambda m, x, out: x),
        at("integrated", "the square was integrated", lambda m, x, out: m.divide(x * out, 3)),
    ),
    "sqrt": (
        at("power-no-factor", f"the factor 1/2 was forgotten: {_SQRT}",
            lambda m, x, out: m.divide(1, out)),
        at("power-not-lowered", f"the exponent 1/2 was not lowered: {_SQRT}",
            lambda m, x, out: m.divide(out, 2)),
        at("power-factor", f"the factor is 1/2, not 2: {_SQRT}",
            lambda m, x, out: m.divide(2, out)),
        at("power-factor", f"the root below the line was lost: {_SQRT}",
            lambda m, x, out: m.divide(1, 2 * x)),
        at("integrated", f"the square root was integrated: {_SQRT}",
            lambda m, x, out: m.divide(2 * x * out, 3)),
    ),
    "cbrt": (
        at("power-no-factor", f"the factor 1/3 was forgotten: {_CBRT}",
            lambda m, x, out: m.divide(1, m.square(out))),
        at("power-not-lowered", f"the exponent 1/3 was not lowered: {_CBRT}",
            lambda m, x, out: m.divide(out, 3)),
    ),
    "exp": (
        at("base-and-exponent", "exp was differentiated like a power: exp(x)' is exp(x)",
            lambda m, x, out: x * m.exp(x - 1)),
    ),
    "expm1": (
        at("left-undifferentiated", "the -1 of expm1 was kept: its derivative is 0",
            lambda m, x, out: out),
    ),
    "log": (
        at("integrated", "log was integrated: its derivative is 1/x",
            lambda m, x, out: x * out - x),
        at("log-of-base", "log was taken to base 10: it is the natural logarithm here",
            lambda m, x, out: m.divide(1, x * m.log(10))),
        at("wrong-rule", "log was differentiated as x: its derivative is 1/x",
            lambda m, x, out: x),
    ),
    "log2": (at("log-of-base", _BASE, lambda m, x, out: m.divide(1, x)),),
    "log10": (at("log-of-base", _BASE, lambda m, x, out: m.divide(1, x)),),
    "log1p": (
        at("wrong-rule", "the 1 in log(1 + x) was lost: the derivative is 1/(1 + x)",
            lambda m, x, out: m.divide(1, x)),
    ),
    "logb": (
        at("log-of-base", _BASE, lambda m, x, base, out: m.divide(1, x)),
        at("log-of-base", "log(base) belongs below the line: the derivative is 1/(x*log(base))",
            lambda m, x, base, out: m.divide(m.log(base), x)),
    ),
    "sin": (
        at("integrated", "sin was integrated: its integral is -cos, its derivative cos",
            lambda m, x, out: -m.cos(x)),
    ),
    "cos": (
        at("integrated", "cos was integrated: its integral is sin, its derivative -sin",
            lambda m, x, out: m.sin(x)),
        at("left-undifferentiated", "cos became -cos: its derivative is -sin",
            lambda m, x, out: -out),
    ),
    "tan": (
        at("wrong-rule", "the square was lost: tan' is 1/cos^2",
            lambda m, x, out: m.divide(1, m.cos(x))),
        at("wrong-rule", "the 1 was lost: tan' is 1 + tan^2", lambda m, x, out: m.square(out)),
        at("wrong-rule", "the derivative of tan is not that of cot, 1/sin^2",
            lambda m, x, out: m.divide(1, m.square(m.sin(x)))),
        at("integrated", "tan was integrated: its derivative is 1/cos^2",
            lambda m, x, out: -m.log(m.abs(m.cos(x)))),
    ),
    "sec": (
        at("wrong-rule", "the derivative of sec is sec*tan, not tan^2",
            lambda m, x, out: m.square(m.tan(x))),
    ),
    "asin": (
        at("wrong-rule", "the root was lost: asin' is 1/sqrt(1 - x^2)",
            lambda m, x, out: m.divide(1, (1 - x) * (1 + x))),
        at("wrong-rule", "asin is the inverse function of sin, not 1/sin",
            lambda m, x, out: m.divide(-m.cos(x), m.square(m.sin(x)))),
        at("wrong-rule", "asin is the inverse function of sin: its derivative is not 1/cos(x)",
            lambda m, x, out: m.divide(1, m.cos(x))),
    ),
    "acos": (
        at("wrong-rule", "the root was lost: acos' is -1/sqrt(1 - x^2)",
            lambda m, x, out: m.divide(-1, (1 - x) * (1 + x))),
    ),
    "atan": (
        at("wrong-rule", "there is no root: atan' is 1/(1 + x^2)",
            lambda m, x, out: m.divide(1, m.hypot(1, x))),
        at("wrong-rule", "atan is the inverse function of tan, not 1/tan",
            lambda m, x, out: m.divide(-1, m.square(m.sin(x)))),
        at("sign", "the sign inside was lost: atan' is 1/(1 + x^2)",
            lambda m, x, out: m.divide(1, (1 - x) * (1 + x))),
    ),
    "atan2": (
        at("operands-exchanged", _ATAN2,
            lambda m, y, x, out: m.divide(y, m.square(x) + m.square(y))),
        at("operands-exchanged", _ATAN2,
            lambda m, y, x, out: m.divide(x, m.square(x) + m.square(y)), 1),
    ),
    "tanh": (
        at("sign", "the derivative of tanh is 1 - tanh^2, with a minus (unlike tan)",
            lambda m, x, out: 1 + m.square(out)),
        at("wrong-rule", "the square was lost: tanh' is 1 - tanh^2", lambda m, x, out: 1 - out),
        at("wrong-rule", "in 1 - tanh(x)^2 the function's value is squared, not x",
            lambda m, x, out: 1 - m.square(x)),
    ),
    "atanh": (
        at("sign", "the sign inside was lost: atanh' is 1/(1 - x^2)",
            lambda m, x, out: m.divide(1, 1 + m.square(x))),
    ),
    "hypot": (
        at("operands-exchanged", "the derivative of hypot(x, y) by x is x/hypot(x, y)",
            lambda m, x, y, out: m.divide(y, out)),
        at("operands-exchanged", "the derivative of hypot(x, y) by y is y/hypot(x, y)",
            lambda m, x, y, out: m.divide(x, out), 1),
    ),
    "erf": (
        at("power-no-factor", "the factor 2/sqrt(pi) was forgotten",
            lambda m, x, out: m.exp(-m.square(x))),
    ),
    "sigmoid": (
        at("factor-missing", f"the factor s was forgotten: {_SIGMOID}",
            lambda m, x, out: m.sigmoid(-x)),
        at("wrong-rule", f"the argument was put where the value belongs: {_SIGMOID}",
            lambda m, x, out: x * (1 - x)),
        at("sign", f"the minus inside was lost: {_SIGMOID}", lambda m, x, out: out * (1 + out)),
        at("wrong-rule", f"that is the rule for tanh, 1 - s^2: {_SIGMOID}",
            lambda m, x, out: 1 - m.square(out)),
    ),
    "softplus": (
        at("sign", "the sign inside was lost: softplus' is sigmoid(x)",
            lambda m, x, out: m.sigmoid(-x)),
    ),
    "silu": (
        at("missing-path", _SILU, lambda m, x, out: m.sigmoid(x)),
        at("missing-path", _SILU, lambda m, x, out: out * m.sigmoid(-x)),
    ),
    "abs": (
        at("sign", "the sign of x was lost: abs'(x) is sign(x)", lambda m, x, out: 1),
    ),
    "relu": (
        at("loser", "relu passes the derivative where x > 0, and stops it elsewhere",
            lambda m, x, out: m.less_equal(x, 0)),
        at("to-all", "relu stops the derivative where x <= 0", lambda m, x, out: 1),
    ),
    "max": _EXTREME,
    "min": _EXTREME,
}  # fmt: skip
"""What people do to one row, by its name."""

_OTHER_SIGN = {
    "negate": "the minus in front was lost",
    "subtract": "the minus before the second term was lost",
    "divide": "the minus of the denominator's term was lost: (1/v)' is -v'/v^2",
    "sin": "the derivative of sin is cos, without a minus",
    "cos": "the derivative of cos is -sin, with a minus",
    "tan": "the derivative of tan is 1/cos^2, without a minus",
    "sec": "the derivative of sec is sec*tan, without a minus",
    "csc": "the derivative of csc is -csc*cot, with a minus",
    "cot": "the derivative of cot is -1/sin^2, with a minus",
    "asin": "the derivative of asin has no minus (that of acos has)",
    "acos": "the derivative of acos has a minus",
    "atan": "the derivative of atan has no minus",
    "acot": "the derivative of acot has a minus (that of atan has none)",
    "atan2": _ATAN2,
    "sinh": "the derivative of sinh is cosh, without a minus",
    "cosh": "the derivative of cosh is sinh, without a minus (unlike cos)",
    "sech": "the derivative of sech is -sech*tanh, with a minus",
    "csch": "the derivative of csch is -csch*coth, with a minus",
    "coth": "the derivative of coth is -1/sinh^2, with a minus",
    "erfc": "the derivative of erfc has a minus",
    "sigmoid": f"the sign is wrong: {_SIGMOID}",
    "abs": "the sign is wrong: abs'(x) is sign(x)",
}
"""What to say where the sign of a row's last partial was forgotten."""


def _of_any_row(row: Primitive) -> Iterator[Mistake]:
    """A function left as it is, at each argument; the sign of the last partial forgotten."""
    if row.callable and row.kind is not None:
        left = f"{row.name} was left as it is instead of being differentiated"
        for position in range(len(row.partials)):
            if row.has_partial(position):
                yield at("left-undifferentiated", left, lambda m, *given: given[-1], position)
    if row.name in _OTHER_SIGN:
        last = len(row.parameters) - 1
        yield at("sign", _OTHER_SIGN[row.name], _negated(row, last), last)


def _negated(row: Primitive, position: int) -> Rule:
    """The right partial with the other sign."""

    def rule(m: Any, *given: Any) -> Any:  # noqa: ANN401
        *arguments, out = given
        (partial,) = row.partials_at(m, [position], tuple(arguments), out)
        return -partial

    return rule


WRONG_RULES = {
    row.name: (*_of_any_row(row), *_OWN_RULES.get(row.name, ())) for row in PRIMITIVES.values()
}
"""The wrong rules of each row, by its name."""
