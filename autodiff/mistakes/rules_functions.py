"""The wrong rules for roots, angles, hyperbolic functions, activations and functions in pieces."""

# pyright: basic
# A rule is written for every algebra, so its lambdas have no static types.

from __future__ import annotations

from typing import Any

from .rules_arithmetic import at, left, whole

SQRT = (
    at("power-no-factor", "the factor 1/2 was forgotten: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(1, out)),
    at("power-not-lowered", "the exponent 1/2 was not lowered: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(out, 2)),
    at("power-factor", "the factor is 1/2, not 2: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(2, out)),
    at("power-factor", "the root below the line was lost: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(1, 2 * x)),
    left("the square root"),
    at("integrated", "the square root was integrated: sqrt(x)' is 1/(2*sqrt(x))",
        lambda m, x, out: m.divide(2 * x * out, 3)),
)  # fmt: skip

CBRT = (
    at("power-no-factor", "the factor 1/3 was forgotten: cbrt(x)' is 1/(3*cbrt(x)^2)",
        lambda m, x, out: m.divide(1, m.square(out))),
    at("power-not-lowered", "the exponent 1/3 was not lowered: cbrt(x)' is 1/(3*cbrt(x)^2)",
        lambda m, x, out: m.divide(out, 3)),
    left("the cube root"),
)  # fmt: skip

SIN = (
    at("sign", "the derivative of sin is cos, without a minus", lambda m, x, out: -m.cos(x)),
    left("sin"),
    at("integrated", "sin was integrated: its integral is -cos, its derivative cos",
        lambda m, x, out: -m.cos(x)),
)  # fmt: skip

COS = (
    at("sign", "the derivative of cos is -sin, with a minus", lambda m, x, out: m.sin(x)),
    left("cos"),
    at("integrated", "cos was integrated: its integral is sin, its derivative -sin",
        lambda m, x, out: m.sin(x)),
    at("left-undifferentiated", "cos became -cos: its derivative is -sin",
        lambda m, x, out: -out),
)  # fmt: skip

TAN = (
    left("tan"),
    at("wrong-rule", "the square was lost: tan' is 1/cos^2",
        lambda m, x, out: m.divide(1, m.cos(x))),
    at("wrong-rule", "the 1 was lost: tan' is 1 + tan^2", lambda m, x, out: m.square(out)),
    at("sign", "the derivative of tan is 1/cos^2, without a minus",
        lambda m, x, out: -(1 + m.square(out))),
    at("wrong-rule", "the derivative of tan is not that of cot, 1/sin^2",
        lambda m, x, out: m.divide(1, m.square(m.sin(x)))),
    at("integrated", "tan was integrated: its derivative is 1/cos^2",
        lambda m, x, out: -m.log(m.abs(m.cos(x)))),
)  # fmt: skip

SEC = (left("sec"), at("sign", "the derivative of sec is sec*tan, without a minus",
    lambda m, x, out: -out * m.tan(x)),
    at("wrong-rule", "the derivative of sec is sec*tan, not tan^2",
        lambda m, x, out: m.square(m.tan(x))))  # fmt: skip

CSC = (left("csc"), at("sign", "the derivative of csc is -csc*cot, with a minus",
    lambda m, x, out: m.divide(out, m.tan(x))))  # fmt: skip

COT = (left("cot"), at("sign", "the derivative of cot is -1/sin^2, with a minus",
    lambda m, x, out: 1 + m.square(out)))  # fmt: skip

SECH = (left("sech"), at("sign", "the derivative of sech is -sech*tanh, with a minus",
    lambda m, x, out: out * m.tanh(x)))  # fmt: skip

CSCH = (left("csch"), at("sign", "the derivative of csch is -csch*coth, with a minus",
    lambda m, x, out: m.divide(out, m.tanh(x))))  # fmt: skip

COTH = (left("coth"), at("sign", "the derivative of coth is -1/sinh^2, with a minus",
    lambda m, x, out: m.square(m.divide(1, m.sinh(x)))))  # fmt: skip

ACOT = (left("acot"), at("sign", "the derivative of acot has a minus (that of atan has none)",
    lambda m, x, out: m.divide(1, 1 + m.square(x))))  # fmt: skip

ASIN = (
    left("asin"),
    at("sign", "the derivative of asin has no minus (that of acos has)",
        lambda m, x, out: m.divide(-1, m.sqrt((1 - x) * (1 + x)))),
    at("wrong-rule", "the root was lost: asin' is 1/sqrt(1 - x^2)",
        lambda m, x, out: m.divide(1, (1 - x) * (1 + x))),
    at("wrong-rule", "asin is the inverse function of sin, not 1/sin",
        lambda m, x, out: m.divide(-m.cos(x), m.square(m.sin(x)))),
    at("wrong-rule", "asin is the inverse function of sin: its derivative is not 1/cos(x)",
        lambda m, x, out: m.divide(1, m.cos(x))),
)  # fmt: skip

ACOS = (
    left("acos"),
    at("sign", "the derivative of acos has a minus",
        lambda m, x, out: m.divide(1, m.sqrt((1 - x) * (1 + x)))),
    at("wrong-rule", "the root was lost: acos' is -1/sqrt(1 - x^2)",
        lambda m, x, out: m.divide(-1, (1 - x) * (1 + x))),
)  # fmt: skip

ATAN = (
    left("atan"),
    at("sign", "the derivative of atan has no minus",
        lambda m, x, out: m.divide(-1, 1 + m.square(x))),
    at("wrong-rule", "there is no root: atan' is 1/(1 + x^2)",
        lambda m, x, out: m.divide(1, m.hypot(1, x))),
    at("wrong-rule", "atan is the inverse function of tan, not 1/tan",
        lambda m, x, out: m.divide(-1, m.square(m.sin(x)))),
    at("sign", "the sign inside was lost: atan' is 1/(1 + x^2)",
        lambda m, x, out: m.divide(1, (1 - x) * (1 + x))),
)  # fmt: skip

_ATAN2 = "the derivative of atan2(y, x) by y is x/(x^2 + y^2), by x -y/(x^2 + y^2)"

ATAN2 = (
    at("operands-exchanged", _ATAN2,
        lambda m, y, x, out: m.divide(y, m.square(x) + m.square(y))),
    at("sign", _ATAN2, lambda m, y, x, out: m.divide(y, m.square(x) + m.square(y)), 1),
    at("operands-exchanged", _ATAN2,
        lambda m, y, x, out: m.divide(x, m.square(x) + m.square(y)), 1),
)  # fmt: skip

SINH = (
    left("sinh"),
    at("sign", "the derivative of sinh is cosh, without a minus", lambda m, x, out: -m.cosh(x)),
)

COSH = (
    left("cosh"),
    at("sign", "the derivative of cosh is sinh, without a minus (unlike cos)",
        lambda m, x, out: -m.sinh(x)),
)  # fmt: skip

TANH = (
    left("tanh"),
    at("sign", "the derivative of tanh is 1 - tanh^2, with a minus (unlike tan)",
        lambda m, x, out: 1 + m.square(out)),
    at("wrong-rule", "the square was lost: tanh' is 1 - tanh^2", lambda m, x, out: 1 - out),
    at("wrong-rule", "in 1 - tanh(x)^2 the function's value is squared, not x",
        lambda m, x, out: 1 - m.square(x)),
)  # fmt: skip

ATANH = (
    left("atanh"),
    at("sign", "the sign inside was lost: atanh' is 1/(1 - x^2)",
        lambda m, x, out: m.divide(1, 1 + m.square(x))),
)  # fmt: skip

HYPOT = (
    at("operands-exchanged", "the derivative of hypot(x, y) by x is x/hypot(x, y)",
        lambda m, x, y, out: m.divide(y, out)),
    at("operands-exchanged", "the derivative of hypot(x, y) by y is y/hypot(x, y)",
        lambda m, x, y, out: m.divide(x, out), 1),
)  # fmt: skip

ERF = (
    left("erf"),
    at("power-no-factor", "the factor 2/sqrt(pi) was forgotten",
        lambda m, x, out: m.exp(-m.square(x))),
)  # fmt: skip

ERFC = (
    left("erfc"),
    at("sign", "the derivative of erfc has a minus",
        lambda m, x, out: m.divide(2, m.sqrt(m.pi)) * m.exp(-m.square(x))),
)  # fmt: skip

_SIGMOID = "sigmoid'(x) is s*(1 - s), where s is sigmoid(x)"

SIGMOID = (
    left("sigmoid"),
    at("factor-missing", f"the factor s was forgotten: {_SIGMOID}",
        lambda m, x, out: m.sigmoid(-x)),
    at("wrong-rule", f"the argument was put where the value belongs: {_SIGMOID}",
        lambda m, x, out: x * (1 - x)),
    at("sign", f"the minus inside was lost: {_SIGMOID}", lambda m, x, out: out * (1 + out)),
    at("sign", f"the sign is wrong: {_SIGMOID}", lambda m, x, out: -out * m.sigmoid(-x)),
    at("wrong-rule", f"that is the rule for tanh, 1 - s^2: {_SIGMOID}",
        lambda m, x, out: 1 - m.square(out)),
)  # fmt: skip

SOFTPLUS = (
    left("softplus"),
    at("sign", "the sign inside was lost: softplus' is sigmoid(x)",
        lambda m, x, out: m.sigmoid(-x)),
)  # fmt: skip

SILU = (
    left("silu"),
    at("missing-path", "only one term of the product rule was taken for x*sigmoid(x)",
        lambda m, x, out: m.sigmoid(x)),
    at("missing-path", "only one term of the product rule was taken for x*sigmoid(x)",
        lambda m, x, out: out * m.sigmoid(-x)),
)  # fmt: skip

ABS = (
    left("abs"),
    at("sign", "the sign of x was lost: abs'(x) is sign(x)", lambda m, x, out: 1),
    at("sign", "the sign is wrong: abs'(x) is sign(x)", lambda m, x, out: -m.sign(x)),
)

RELU = (
    left("relu"),
    at("loser", "relu passes the derivative where x > 0, and stops it elsewhere",
        lambda m, x, out: m.less_equal(x, 0)),
    at("to-all", "relu stops the derivative where x <= 0", lambda m, x, out: 1),
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
    whole(
        "loser", "the derivative goes to the argument that is chosen, not to the other one",
        _to_losers,
    ),
    whole(
        "to-all", "the derivative goes to the argument that is chosen only, not to all", _to_all
    ),
)  # fmt: skip
