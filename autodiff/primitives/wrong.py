"""The wrong rules that people apply, written like the right ones; the rows of the table have them.

Invariants:

- A rule here runs on floats and on the Builder's handles alike, as the right ones do.
- What a mistake is called is in `MISTAKES`, with the words that a teacher reads; mistakes that no
  single function is to blame for (a path left out, a chain that stops early) are named there too.
- Only diagnosis asks for them, so a row fetches its own when it is asked: see `Primitive.mistakes`.
- Where a wrong rule happens to give what the right one gives, nothing is wrong: whoever asks drops
  it, not the rule.

>>> from ..floats import FLOATS
>>> [(mistake.name, mistake.rule(FLOATS, 2.0, 3.0, 8.0)) for mistake in POWER[:3]]
[('power-not-lowered', 24.0), ('power-no-factor', 4.0), ('power-factor', 8.0)]
"""

# pyright: basic
# A rule is written for every algebra, so its lambdas have no static types.

from __future__ import annotations

from typing import Any

from .row import Mistake, Rule

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


def _at(name: str, sentence: str, rule: Rule, position: int = 0) -> Mistake:
    return Mistake(name, sentence, rule, position)


def _whole(name: str, sentence: str, rule: Rule) -> Mistake:
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


def _left(name: str) -> Mistake:
    return _at(
        "left-undifferentiated",
        f"{name} was left as it is instead of being differentiated",
        lambda m, *given: given[-1],
    )


LEFT = (_left("the function"),)

NEGATE = (_at("sign", "the minus in front was lost", lambda m, x, out: 1),)

_KEPT = "a constant term was kept: its derivative is 0"
_AS_ONE = "a constant term was given the derivative 1: it is 0"

ADD = (
    _whole("constant-kept", _KEPT, _one(lambda m, c, u, du, place: du + c)),
    _whole("constant-kept", _AS_ONE, _one(lambda m, c, u, du, place: du + 1)),
)

SUBTRACT = (
    _at("sign", "the minus before the second term was lost", lambda m, x, y, out: 1, 1),
    _whole(
        "constant-kept", _KEPT,
        _one(lambda m, c, u, du, place: c - du if place == 0 else du - c),
    ),
    _whole(
        "constant-kept", _AS_ONE,
        _one(lambda m, c, u, du, place: 1 - du if place == 0 else du - 1),
    ),
)  # fmt: skip

_EXCHANGED = "of a product, the derivative by one factor is the other factor, not the same one"

MULTIPLY = (
    _at("operands-exchanged", _EXCHANGED, lambda m, x, y, out: x),
    _at("operands-exchanged", _EXCHANGED, lambda m, x, y, out: y, 1),
    _whole(
        "product-of-derivatives", "(u*v)' was taken as u'*v'; it is u'*v + u*v'",
        _both(lambda m, u, v, du, dv: du * dv),
    ),
    _whole(
        "product-sign", "the product rule has a plus: (u*v)' is u'*v + u*v'",
        _both(lambda m, u, v, du, dv: du * v - u * dv),
    ),
    _whole(
        "product-sign", "the product rule has a plus: (u*v)' is u'*v + u*v'",
        _both(lambda m, u, v, du, dv: u * dv - du * v),
    ),
    _whole(
        "left-undifferentiated", "c*u was left as it is: (c*u)' is c*u'",
        _one(lambda m, c, u, du, place: c * u),
    ),
    _whole(
        "constant-kept", "a constant factor was given the derivative 1: it is 0",
        _one(lambda m, c, u, du, place: c * du + u),
    ),
)  # fmt: skip

_QUOTIENT = "(u/v)' is (u'*v - u*v')/v^2"

DIVIDE = (
    _at(
        "sign", "the minus of the denominator's term was lost: (1/v)' is -v'/v^2",
        lambda m, x, y, out: m.divide(out, y), 1,
    ),
    _at(
        "quotient-no-square", f"the denominator was not squared: {_QUOTIENT}",
        lambda m, x, y, out: -out, 1,
    ),
    _at(
        "operands-exchanged", "the denominator was differentiated like a factor",
        lambda m, x, y, out: x, 1,
    ),
    _at(
        "operands-exchanged", "the numerator was multiplied by the denominator, not divided",
        lambda m, x, y, out: y,
    ),
    _at(
        "integrated", "1/v was integrated: its derivative is -v'/v^2, its integral log(v)",
        lambda m, x, y, out: x * m.log(y), 1,
    ),
    _whole(
        "quotient-reversed", f"the quotient rule was reversed: {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: m.divide(u * dv - du * v, m.square(v))),
    ),
    _whole(
        "quotient-sign", f"the quotient rule has a minus: {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: m.divide(du * v + u * dv, m.square(v))),
    ),
    _whole(
        "quotient-no-square", f"the denominator was not squared: {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: m.divide(du * v - u * dv, v)),
    ),
    _whole(
        "quotient-no-square", f"the denominator was left out: {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: du * v - u * dv),
    ),
    _whole(
        "quotient-of-derivatives", f"(u/v)' was taken as u'/v': {_QUOTIENT}",
        _both(lambda m, u, v, du, dv: m.divide(du, dv)),
    ),
    _whole(
        "operands-exchanged", "numerator and denominator were exchanged",
        _both(lambda m, u, v, du, dv: m.divide(dv * u - v * du, m.square(u))),
    ),
)  # fmt: skip

_POWER = "(x^n)' is n*x^(n-1)"

POWER = (
    _at(
        "power-not-lowered", f"the exponent was not lowered: {_POWER}",
        lambda m, x, y, out: y * out,
    ),
    _at(
        "power-no-factor", f"the factor n was forgotten: {_POWER}",
        lambda m, x, y, out: m.power_below(x, y, out),
    ),
    _at(
        "power-factor", f"the factor is the old exponent, not the new one: {_POWER}",
        lambda m, x, y, out: (y - 1) * m.power_below(x, y, out),
    ),
    _at(
        "power-not-lowered", f"the exponent was raised instead of lowered: {_POWER}",
        lambda m, x, y, out: y * out * x,
    ),
    _at(
        "base-and-exponent",
        "a power was differentiated like an exponential: x^n*log(x) is the rule for the exponent",
        lambda m, x, y, out: out * m.log(x),
    ),
    _at(
        "left-undifferentiated", f"the power was left as it is: {_POWER}",
        lambda m, x, y, out: out,
    ),
    _at(
        "integrated", f"the power was integrated instead of differentiated: {_POWER}",
        lambda m, x, y, out: m.divide(out * x, y + 1),
    ),
    _at(
        "base-and-exponent",
        "an exponential was differentiated like a power: (a^x)' is a^x*log(a)",
        lambda m, x, y, out: y * m.power_below(x, y, out), 1,
    ),
    _at(
        "log-of-base", "the factor log(a) was forgotten: (a^x)' is a^x*log(a)",
        lambda m, x, y, out: out, 1,
    ),
    _at(
        "integrated", "the exponential was integrated: (a^x)' is a^x*log(a), not a^x/log(a)",
        lambda m, x, y, out: m.divide(out, m.log(x)), 1,
    ),
)  # fmt: skip

SQUARE = (
    _at("power-not-lowered", f"the exponent was not lowered: {_POWER}",
        lambda m, x, out: 2 * out),
    _at("power-no-factor", f"the factor 2 was forgotten: {_POWER}", lambda m, x, out: x),
    _left("the square"),
    _at("integrated", "the square was integrated", lambda m, x, out: m.divide(x * out, 3)),
)  # fmt: skip

EXP = (
    _at(
        "base-and-exponent", "exp was differentiated like a power: exp(x)' is exp(x)",
        lambda m, x, out: x * m.exp(x - 1),
    ),
)  # fmt: skip

EXPM1 = (
    _at("left-undifferentiated", "the -1 of expm1 was kept: its derivative is 0",
        lambda m, x, out: out),
)  # fmt: skip

LOG = (
    _left("log"),
    _at("integrated", "log was integrated: its derivative is 1/x", lambda m, x, out: x * out - x),
    _at("log-of-base", "log was taken to base 10: it is the natural logarithm here",
        lambda m, x, out: m.divide(1, x * m.log(10))),
    _at("wrong-rule", "log was differentiated as x: its derivative is 1/x", lambda m, x, out: x),
)  # fmt: skip

LOG_OF_BASE = (
    _left("the logarithm"),
    _at("log-of-base", "the factor log(base) was forgotten: the derivative is 1/(x*log(base))",
        lambda m, x, out: m.divide(1, x)),
)  # fmt: skip

LOG1P = (
    _left("log1p"),
    _at("wrong-rule", "the 1 in log(1 + x) was lost: the derivative is 1/(1 + x)",
        lambda m, x, out: m.divide(1, x)),
)  # fmt: skip

LOGB = (
    *LOG_OF_BASE[:1],
    _at("log-of-base", "the factor log(base) was forgotten: the derivative is 1/(x*log(base))",
        lambda m, x, base, out: m.divide(1, x)),
    _at("log-of-base", "log(base) belongs below the line: the derivative is 1/(x*log(base))",
        lambda m, x, base, out: m.divide(m.log(base), x)),
)  # fmt: skip

SQRT = (
    _at("power-no-factor", "the factor 1/2 was forgotten: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(1, out)),
    _at("power-not-lowered", "the exponent 1/2 was not lowered: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(out, 2)),
    _at("power-factor", "the factor is 1/2, not 2: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(2, out)),
    _at("power-factor", "the root below the line was lost: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(1, 2 * x)),
    _left("the square root"),
    _at("integrated", "the square root was integrated: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(2 * x * out, 3)),
)  # fmt: skip

CBRT = (
    _at("power-no-factor", "the factor 1/3 was forgotten: cbrt(x)' is 1/(3*cbrt(x)^2)",
        lambda m, x, out: m.divide(1, m.square(out))),
    _at("power-not-lowered", "the exponent 1/3 was not lowered: cbrt(x)' is 1/(3*cbrt(x)^2)",
        lambda m, x, out: m.divide(out, 3)),
    _left("the cube root"),
)  # fmt: skip

SIN = (
    _at("sign", "the derivative of sin is cos, without a minus", lambda m, x, out: -m.cos(x)),
    _left("sin"),
    _at("integrated", "sin was integrated: its integral is -cos, its derivative cos",
        lambda m, x, out: -m.cos(x)),
)  # fmt: skip

COS = (
    _at("sign", "the derivative of cos is -sin, with a minus", lambda m, x, out: m.sin(x)),
    _left("cos"),
    _at("integrated", "cos was integrated: its integral is sin, its derivative -sin",
        lambda m, x, out: m.sin(x)),
    _at("left-undifferentiated", "cos became -cos: its derivative is -sin",
        lambda m, x, out: -out),
)  # fmt: skip

TAN = (
    _left("tan"),
    _at("wrong-rule", "the square was lost: tan' is 1/cos^2",
        lambda m, x, out: m.divide(1, m.cos(x))),
    _at("wrong-rule", "the 1 was lost: tan' is 1 + tan^2", lambda m, x, out: m.square(out)),
    _at("sign", "the derivative of tan is 1/cos^2, without a minus",
        lambda m, x, out: -(1 + m.square(out))),
    _at("wrong-rule", "the derivative of tan is not that of cot, 1/sin^2",
        lambda m, x, out: m.divide(1, m.square(m.sin(x)))),
    _at("integrated", "tan was integrated: its derivative is 1/cos^2",
        lambda m, x, out: -m.log(m.abs(m.cos(x)))),
)  # fmt: skip

SEC = (_left("sec"), _at("sign", "the derivative of sec is sec*tan, without a minus",
    lambda m, x, out: -out * m.tan(x)),
    _at("wrong-rule", "the derivative of sec is sec*tan, not tan^2",
        lambda m, x, out: m.square(m.tan(x))))  # fmt: skip

CSC = (_left("csc"), _at("sign", "the derivative of csc is -csc*cot, with a minus",
    lambda m, x, out: m.divide(out, m.tan(x))))  # fmt: skip

COT = (_left("cot"), _at("sign", "the derivative of cot is -1/sin^2, with a minus",
    lambda m, x, out: 1 + m.square(out)))  # fmt: skip

ASIN = (
    _left("asin"),
    _at("sign", "the derivative of asin has no minus (that of acos has)",
        lambda m, x, out: m.divide(-1, m.sqrt((1 - x) * (1 + x)))),
    _at("wrong-rule", "the root was lost: asin' is 1/sqrt(1 - x^2)",
        lambda m, x, out: m.divide(1, (1 - x) * (1 + x))),
    _at("wrong-rule", "asin is the inverse function of sin, not 1/sin",
        lambda m, x, out: m.divide(-m.cos(x), m.square(m.sin(x)))),
    _at("wrong-rule", "asin is the inverse function of sin: its derivative is not 1/cos(x)",
        lambda m, x, out: m.divide(1, m.cos(x))),
)  # fmt: skip

ACOS = (
    _left("acos"),
    _at("sign", "the derivative of acos has a minus",
        lambda m, x, out: m.divide(1, m.sqrt((1 - x) * (1 + x)))),
    _at("wrong-rule", "the root was lost: acos' is -1/sqrt(1 - x^2)",
        lambda m, x, out: m.divide(-1, (1 - x) * (1 + x))),
)  # fmt: skip

ATAN = (
    _left("atan"),
    _at("sign", "the derivative of atan has no minus",
        lambda m, x, out: m.divide(-1, 1 + m.square(x))),
    _at("wrong-rule", "there is no root: atan' is 1/(1 + x^2)",
        lambda m, x, out: m.divide(1, m.hypot(1, x))),
    _at("wrong-rule", "atan is the inverse function of tan, not 1/tan",
        lambda m, x, out: m.divide(-1, m.square(m.sin(x)))),
    _at("sign", "the sign inside was lost: atan' is 1/(1 + x^2)",
        lambda m, x, out: m.divide(1, (1 - x) * (1 + x))),
)  # fmt: skip

_ATAN2 = "the derivative of atan2(y, x) by y is x/(x^2 + y^2), by x -y/(x^2 + y^2)"

ATAN2 = (
    _at("operands-exchanged", _ATAN2,
        lambda m, y, x, out: m.divide(y, m.square(x) + m.square(y))),
    _at("sign", _ATAN2, lambda m, y, x, out: m.divide(y, m.square(x) + m.square(y)), 1),
    _at("operands-exchanged", _ATAN2,
        lambda m, y, x, out: m.divide(x, m.square(x) + m.square(y)), 1),
)  # fmt: skip

SINH = (
    _left("sinh"),
    _at("sign", "the derivative of sinh is cosh, without a minus", lambda m, x, out: -m.cosh(x)),
)

COSH = (
    _left("cosh"),
    _at("sign", "the derivative of cosh is sinh, without a minus (unlike cos)",
        lambda m, x, out: -m.sinh(x)),
)  # fmt: skip

TANH = (
    _left("tanh"),
    _at("sign", "the derivative of tanh is 1 - tanh^2, with a minus (unlike tan)",
        lambda m, x, out: 1 + m.square(out)),
    _at("wrong-rule", "the square was lost: tanh' is 1 - tanh^2", lambda m, x, out: 1 - out),
    _at("wrong-rule", "in 1 - tanh(x)^2 the function's value is squared, not x",
        lambda m, x, out: 1 - m.square(x)),
)  # fmt: skip

ATANH = (
    _left("atanh"),
    _at("sign", "the sign inside was lost: atanh' is 1/(1 - x^2)",
        lambda m, x, out: m.divide(1, 1 + m.square(x))),
)  # fmt: skip

HYPOT = (
    _at("operands-exchanged", "the derivative of hypot(x, y) by x is x/hypot(x, y)",
        lambda m, x, y, out: m.divide(y, out)),
    _at("operands-exchanged", "the derivative of hypot(x, y) by y is y/hypot(x, y)",
        lambda m, x, y, out: m.divide(x, out), 1),
)  # fmt: skip

ERF = (
    _left("erf"),
    _at("power-no-factor", "the factor 2/sqrt(pi) was forgotten",
        lambda m, x, out: m.exp(-m.square(x))),
)  # fmt: skip

ERFC = (
    _left("erfc"),
    _at("sign", "the derivative of erfc has a minus",
        lambda m, x, out: m.divide(2, m.sqrt(m.pi)) * m.exp(-m.square(x))),
)  # fmt: skip

_SIGMOID = "sigmoid'(x) is s*(1 - s), where s is sigmoid(x)"

SIGMOID = (
    _left("sigmoid"),
    _at("factor-missing", f"the factor s was forgotten: {_SIGMOID}",
        lambda m, x, out: m.sigmoid(-x)),
    _at("wrong-rule", f"the argument was put where the value belongs: {_SIGMOID}",
        lambda m, x, out: x * (1 - x)),
    _at("sign", f"the minus inside was lost: {_SIGMOID}", lambda m, x, out: out * (1 + out)),
    _at("sign", f"the sign is wrong: {_SIGMOID}", lambda m, x, out: -out * m.sigmoid(-x)),
    _at("wrong-rule", f"that is the rule for tanh, 1 - s^2: {_SIGMOID}",
        lambda m, x, out: 1 - m.square(out)),
)  # fmt: skip

SOFTPLUS = (
    _left("softplus"),
    _at("sign", "the sign inside was lost: softplus' is sigmoid(x)",
        lambda m, x, out: m.sigmoid(-x)),
)  # fmt: skip

SILU = (
    _left("silu"),
    _at("missing-path", "only one term of the product rule was taken for x*sigmoid(x)",
        lambda m, x, out: m.sigmoid(x)),
    _at("missing-path", "only one term of the product rule was taken for x*sigmoid(x)",
        lambda m, x, out: out * m.sigmoid(-x)),
)  # fmt: skip

ABS = (
    _left("abs"),
    _at("sign", "the sign of x was lost: abs'(x) is sign(x)", lambda m, x, out: 1),
    _at("sign", "the sign is wrong: abs'(x) is sign(x)", lambda m, x, out: -m.sign(x)),
)

RELU = (
    _left("relu"),
    _at("loser", "relu passes the derivative where x > 0, and stops it elsewhere",
        lambda m, x, out: m.less_equal(x, 0)),
    _at("to-all", "relu stops the derivative where x <= 0", lambda m, x, out: 1),
)  # fmt: skip


def _to_losers(m: Any, arguments: tuple[Any, ...], tangents: tuple[Any, ...], out: Any) -> Any:  # noqa: ANN401
    """Two arguments: the tangent of the one that does not attain the value."""
    if len(arguments) != 2:
        return None
    first, second = [0 if tangent is None else tangent for tangent in tangents]
    return m.where(m.equal(arguments[0], out), lambda: second, lambda: first)


def _to_all(m: Any, arguments: tuple[Any, ...], tangents: tuple[Any, ...], out: Any) -> Any:  # noqa: ANN401, ARG001
    moving = [tangent for tangent in tangents if tangent is not None]
    return sum(moving[1:], moving[0])


EXTREME = (
    _whole(
        "loser", "the derivative goes to the argument that is chosen, not to the other one",
        _to_losers,
    ),
    _whole(
        "to-all", "the derivative goes to the argument that is chosen only, not to all", _to_all
    ),
)  # fmt: skip

WRONG_RULES: dict[str, tuple[Mistake, ...]] = {
    "negate": NEGATE, "add": ADD, "subtract": SUBTRACT, "multiply": MULTIPLY, "divide": DIVIDE,
    "power": POWER, "square": SQUARE, "sqrt": SQRT, "cbrt": CBRT, "exp": EXP, "expm1": EXPM1,
    "log": LOG, "log2": LOG_OF_BASE, "log10": LOG_OF_BASE, "log1p": LOG1P, "logb": LOGB,
    "sin": SIN, "cos": COS, "tan": TAN, "sec": SEC, "csc": CSC, "cot": COT,
    "asin": ASIN, "acos": ACOS, "atan": ATAN, "atan2": ATAN2,
    "sinh": SINH, "cosh": COSH, "tanh": TANH, "asinh": LEFT, "acosh": LEFT, "atanh": ATANH,
    "hypot": HYPOT, "erf": ERF, "erfc": ERFC, "gamma": LEFT, "lgamma": LEFT,
    "sigmoid": SIGMOID, "logit": LEFT, "softplus": SOFTPLUS, "silu": SILU, "gelu": LEFT,
    "abs": ABS, "relu": RELU, "max": EXTREME, "min": EXTREME,
}  # fmt: skip
"""The wrong rules of each row, by its name."""
