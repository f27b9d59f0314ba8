"""Exponentials, logarithms, roots, trigonometry and hyperbolic functions."""

# pyright: basic
# A rule is written for every algebra, so its lambdas have no static types.

from __future__ import annotations

from math import inf, pi
from typing import Any

from .predicates import is_finite
from .row import Domain, Kink, Primitive

_POSITIVE = Domain("x > 0", lambda x: x > 0)
_FINITE = Domain("x is finite", is_finite)
# No double and no fraction other than 0 is a multiple of pi.
_NOT_A_ZERO_OF_SINE = Domain("sin(x) != 0", lambda x: is_finite(x) and x != 0)
_UNIT = Domain("-1 <= x <= 1", lambda x: -1 <= x <= 1)
_NOT_ZERO = Domain("x != 0", lambda x: x != 0)
_BEYOND_UNIT = Domain("x <= -1 or x >= 1", lambda x: x <= -1 or x >= 1)
_EVERYWHERE = ((0.3,), (-1.2,), (2.5,))


def _vertical(sentence: str, point: float, left: float | None, right: float | None) -> Kink:
    """A vertical tangent at one point, with its one-sided derivatives."""
    return Kink(
        sentence,
        f"{'inf' if (right or left) == inf else '-inf'}, by continuity",
        lambda x, out: x == point,
        lambda x, out: ((left, right),),
    )


def _secant_slope(m: Any, x: Any) -> Any:  # noqa: ANN401
    """The derivative of asec, and that of acsc without its minus."""
    return m.divide(1, m.abs(x) * m.sqrt((x - 1) * (x + 1)))


EXPONENTIALS = (
    Primitive(
        "exp", ("x",), (lambda m, x, out: out,),
        summary="e to the power x",
        samples=_EVERYWHERE, corners=((0.0,), (-745.0,), (700.0,), (709.7,), (-1e-20,)),
    ),
    Primitive(
        "expm1", ("x",), (lambda m, x, out: m.exp(x),),
        summary="exp(x) - 1, exact for small x",
        samples=_EVERYWHERE, corners=((0.0,), (1e-20,), (-50.0,), (700.0,), (-1e-20,)),
    ),
    Primitive(
        "log", ("x",), (lambda m, x, out: m.divide(1, x),),
        summary="the natural logarithm", aliases=("ln",), domain=_POSITIVE,
        samples=((0.3,), (2.5,), (1e100,)),
        corners=((1.0,), (1e-300,), (1 + 2.0**-52,), (1 - 2.0**-53,), (1.7e308,)),
    ),
    Primitive(
        "log2", ("x",), (lambda m, x, out: m.divide(1, x * m.log(2)),),
        summary="the logarithm to base 2", domain=_POSITIVE,
        samples=((0.3,), (2.5,)), corners=((1.0,), (1024.0,), (1 + 2.0**-52,), (1e-300,)),
    ),
    Primitive(
        "log10", ("x",), (lambda m, x, out: m.divide(1, x * m.log(10)),),
        summary="the logarithm to base 10", aliases=("lg",), domain=_POSITIVE,
        samples=((0.3,), (2.5,)), corners=((1.0,), (1e-5,), (1 + 2.0**-52,), (1e300,)),
    ),
    Primitive(
        "log1p", ("x",), (lambda m, x, out: m.divide(1, 1 + x),),
        summary="log(1 + x), exact for small x", domain=Domain("x > -1", lambda x: x > -1),
        samples=((0.3,), (2.5,), (-0.5,)), corners=((0.0,), (1e-20,), (2.0**-53 - 1,), (1e300,)),
    ),
    Primitive(
        "logb", ("x", "base"),
        (
            lambda m, x, base, out: m.divide(1, x * m.log(base)),
            lambda m, x, base, out: m.divide(-out, base * m.log(base)),
        ),
        summary="the logarithm of x to the given base",
        domain=Domain(
            "x > 0, base > 0 and base != 1", lambda x, base: x > 0 and base > 0 and base != 1
        ),
        samples=((0.3, 2.0), (2.5, 3.0), (7.0, 0.5)),
        corners=((1.0, 2.0), (125.0, 5.0), (1 + 2.0**-52, 10.0), (1e-300, 2.0), (1000.0, 10.0)),
    ),
    Primitive(
        "sqrt", ("x",), (lambda m, x, out: m.divide(1, 2 * out),),
        summary="the square root", domain=Domain("x >= 0", lambda x: x >= 0),
        kinks=(_vertical("sqrt has a vertical tangent at 0", 0, None, inf),),
        samples=((0.3,), (2.0,), (1e200,)),
        corners=((1e-300,), (4.0,), (5e-324,), (1.7e308,)), ulps=1,
    ),
    Primitive(
        "cbrt", ("x",), (lambda m, x, out: m.divide(1, 3 * m.square(out)),),
        summary="the cube root, negative for negative x",
        kinks=(_vertical("cbrt has a vertical tangent at 0", 0, inf, inf),),
        samples=((0.3,), (-2.0,), (27.0,)), corners=((1e-300,), (-8.0,), (5e-324,), (1.7e308,)),
    ),
    Primitive(
        "square", ("x",), (lambda m, x, out: 2 * x,),
        value=lambda m, x: x * x, kind="multiply", summary="x times x",
        samples=_EVERYWHERE, corners=((0.0,), (1e150,), (-1e-150,)), ulps=1,
    ),
)  # fmt: skip

TRIGONOMETRY = (
    Primitive(
        "sin", ("x",), (lambda m, x, out: m.cos(x),), summary="the sine (x in radians)",
        domain=_FINITE, samples=_EVERYWHERE, corners=((0.0,), (pi,), (1e6,), (1e22,), (-1e-300,)),
    ),
    Primitive(
        "cos", ("x",), (lambda m, x, out: -m.sin(x),), summary="the cosine (x in radians)",
        domain=_FINITE, samples=_EVERYWHERE,
        corners=((0.0,), (pi / 2,), (1e6,), (1e22,), (1e-300,)),
    ),
    Primitive(
        "tan", ("x",), (lambda m, x, out: 1 + m.square(out),), summary="the tangent (x in radians)",
        domain=_FINITE, samples=_EVERYWHERE, corners=((0.0,), (1.57,), (1e22,), (-1e-300,)),
    ),
    Primitive(
        "sec", ("x",), (lambda m, x, out: out * m.tan(x),),
        value=lambda m, x: m.divide(1, m.cos(x)), summary="the secant, 1/cos(x)",
        domain=_FINITE, samples=_EVERYWHERE, corners=((0.0,), (1.57,), (1e22,)),
    ),
    Primitive(
        "csc", ("x",), (lambda m, x, out: m.divide(-out, m.tan(x)),),
        value=lambda m, x: m.divide(1, m.sin(x)), summary="the cosecant, 1/sin(x)",
        domain=_NOT_A_ZERO_OF_SINE,
        samples=_EVERYWHERE, corners=((1e-8,), (3.14,), (-1e-300,)),
    ),
    Primitive(
        "cot", ("x",), (lambda m, x, out: -(1 + m.square(out)),),
        value=lambda m, x: m.divide(1, m.tan(x)), summary="the cotangent, 1/tan(x)",
        domain=_NOT_A_ZERO_OF_SINE,
        samples=_EVERYWHERE, corners=((1e-8,), (1.57,), (1e22,)),
    ),
    Primitive(
        "asin", ("x",), (lambda m, x, out: m.divide(1, m.sqrt((1 - x) * (1 + x))),),
        summary="the angle whose sine is x", aliases=("arcsin",), domain=_UNIT,
        kinks=(
            _vertical("asin has a vertical tangent at 1", 1, inf, None),
            _vertical("asin has a vertical tangent at -1", -1, None, inf),
        ),
        samples=((0.3,), (-0.7,)), corners=((0.0,), (1 - 1e-10,), (1 - 2.0**-53,), (-1e-300,)),
    ),
    Primitive(
        "acos", ("x",), (lambda m, x, out: m.divide(-1, m.sqrt((1 - x) * (1 + x))),),
        summary="the angle whose cosine is x", aliases=("arccos",), domain=_UNIT,
        kinks=(
            _vertical("acos has a vertical tangent at 1", 1, -inf, None),
            _vertical("acos has a vertical tangent at -1", -1, None, -inf),
        ),
        samples=((0.3,), (-0.7,)), corners=((0.0,), (1 - 1e-10,), (2.0**-53 - 1,), (1e-300,)),
    ),
    Primitive(
        "atan", ("x",), (lambda m, x, out: m.divide(1, 1 + m.square(x)),),
        summary="the angle whose tangent is x", aliases=("arctan",),
        samples=_EVERYWHERE, corners=((0.0,), (1e10,), (1e150,), (-1e-300,)),
    ),
    Primitive(
        # By the point (1, sqrt(x^2 - 1)): 1/x has lost what counts near 1, and x^2 may overflow.
        "asec", ("x",), (lambda m, x, out: _secant_slope(m, x),),
        value=lambda m, x: m.atan2(m.sqrt((x - 1) * (x + 1)), m.sign(x)),
        summary="the angle whose secant is x, from 0 to pi", aliases=("arcsec",),
        domain=_BEYOND_UNIT,
        kinks=(
            _vertical("asec has a vertical tangent at 1", 1, None, inf),
            _vertical("asec has a vertical tangent at -1", -1, inf, None),
        ),
        samples=((1.3,), (-2.5,)), corners=((1 + 2.0**-52,), (1 + 1e-10,), (-1e10,), (1e200,)),
    ),
    Primitive(
        "acsc", ("x",), (lambda m, x, out: -_secant_slope(m, x),),
        value=lambda m, x: m.atan2(m.sign(x), m.sqrt(m.abs(x) - 1) * m.sqrt(m.abs(x) + 1)),
        summary="the angle whose cosecant is x, from -pi/2 to pi/2", aliases=("arccsc",),
        domain=_BEYOND_UNIT,
        kinks=(
            _vertical("acsc has a vertical tangent at 1", 1, None, -inf),
            _vertical("acsc has a vertical tangent at -1", -1, -inf, None),
        ),
        samples=((1.3,), (-2.5,)), corners=((1 + 2.0**-52,), (-1 - 1e-10,), (1e10,), (1.7e308,)),
    ),
    Primitive(
        "acot", ("x",), (lambda m, x, out: m.divide(-1, 1 + m.square(x)),),
        value=lambda m, x: m.atan2(1, x), summary="pi/2 - atan(x), from 0 to pi",
        aliases=("arccot",),
        samples=_EVERYWHERE, corners=((0.0,), (1e10,), (-1e10,), (1e150,), (-1e-300,)),
    ),
    Primitive(
        "atan2", ("y", "x"),
        (
            # Two divisions by the radius: its square would overflow long before it does.
            lambda m, y, x, out: m.divide(m.divide(x, m.hypot(y, x)), m.hypot(y, x)),
            lambda m, y, x, out: m.divide(m.divide(-y, m.hypot(y, x)), m.hypot(y, x)),
        ),
        summary="the angle of the point (x, y), from -pi to pi", aliases=("arctan2",),
        kinks=(
            Kink(
                "atan2 has no limit at (0, 0), so no derivative exists there",
                "NaN",
                lambda y, x, out: x == 0 and y == 0,
                # Along the axes, from the value 0; where x is -0.0 the value is pi or -pi.
                lambda y, x, out: (
                    ((inf, inf), (-inf, 0)) if out == 0 else ((None, None), (None, None))
                ),
            ),
            Kink(
                "atan2 jumps from pi to -pi where y = 0 and x < 0",
                "that of the upper side",
                lambda y, x, out: y == 0 and x < 0,
                lambda y, x, out: ((inf, 1 / x), None) if out > 0 else ((1 / x, inf), None),
                position=0,
            ),
        ),
        samples=((0.3, 2.0), (-1.0, 0.5), (2.0, -3.0), (-2.0, -3.0)),
        corners=((1.0, 0.0), (1e200, 1e200), (1e-300, 1.0), (-1e-200, -1e-200), (-1.0, 1e300)),
    ),
)  # fmt: skip

HYPERBOLIC = (
    Primitive(
        "sinh", ("x",), (lambda m, x, out: m.cosh(x),), summary="the hyperbolic sine",
        samples=_EVERYWHERE, corners=((0.0,), (1e-10,), (700.0,), (-1e-300,), (-710.0,)),
    ),
    Primitive(
        "cosh", ("x",), (lambda m, x, out: m.sinh(x),), summary="the hyperbolic cosine",
        samples=_EVERYWHERE, corners=((0.0,), (700.0,), (1e-300,), (-710.0,)),
    ),
    Primitive(
        # 1 - tanh(x)^2 loses every digit from x = 20 on, and cosh(x)^2 overflows before 1/cosh(x).
        "tanh", ("x",), (lambda m, x, out: m.square(m.divide(1, m.cosh(x))),),
        summary="the hyperbolic tangent", samples=_EVERYWHERE,
        corners=((0.0,), (40.0,), (-20.0,), (1e-300,), (360.0,)),
    ),
    Primitive(
        "sech", ("x",), (lambda m, x, out: -out * m.tanh(x),),
        # 1/cosh(x) is 0 from x = 711 on, where sech(x) still has digits.
        value=lambda m, x: m.divide(2 * m.exp(-m.abs(x)), 1 + m.exp(-2 * m.abs(x))),
        summary="the hyperbolic secant, 1/cosh(x)",
        samples=_EVERYWHERE, corners=((0.0,), (1e-300,), (-40.0,), (700.0,), (-715.0,), (800.0,)),
    ),
    Primitive(
        "csch", ("x",), (lambda m, x, out: m.divide(-out, m.tanh(x)),),
        # By half of x, for sinh(x) overflows before csch(x) is 0.
        value=lambda m, x: m.divide(
            m.divide(1, 2 * m.sinh(m.divide(x, 2))), m.cosh(m.divide(x, 2))
        ),
        summary="the hyperbolic cosecant, 1/sinh(x)", domain=_NOT_ZERO,
        samples=_EVERYWHERE, corners=((1e-150,), (-1e-8,), (40.0,), (-700.0,), (715.0,)),
    ),
    Primitive(
        # 1 - coth(x)^2 loses every digit from x = 20 on.
        "coth", ("x",), (lambda m, x, out: -m.square(m.divide(1, m.sinh(x))),),
        value=lambda m, x: m.divide(1, m.tanh(x)),
        summary="the hyperbolic cotangent, 1/tanh(x)", domain=_NOT_ZERO,
        samples=_EVERYWHERE, corners=((1e-150,), (-1e-8,), (40.0,), (-300.0,), (360.0,)),
    ),
    Primitive(
        "asinh", ("x",), (lambda m, x, out: m.divide(1, m.hypot(1, x)),),
        summary="the inverse of sinh", aliases=("arcsinh", "arsinh"),
        samples=_EVERYWHERE, corners=((0.0,), (1e-10,), (1e200,), (-1e-300,), (-1.7e308,)),
    ),
    Primitive(
        "acosh", ("x",), (lambda m, x, out: m.divide(1, m.sqrt(x - 1) * m.sqrt(x + 1)),),
        summary="the inverse of cosh", aliases=("arccosh", "arcosh"),
        domain=Domain("x >= 1", lambda x: x >= 1),
        kinks=(_vertical("acosh has a vertical tangent at 1", 1, None, inf),),
        samples=((1.3,), (2.5,)), corners=((1e200,), (1 + 1e-10,), (1 + 2.0**-52,), (1.7e308,)),
    ),
    Primitive(
        "atanh", ("x",), (lambda m, x, out: m.divide(1, (1 - x) * (1 + x)),),
        summary="the inverse of tanh", aliases=("arctanh", "artanh"),
        domain=Domain("-1 < x < 1", lambda x: -1 < x < 1),
        samples=((0.3,), (-0.7,)),
        corners=((0.0,), (1e-10,), (1 - 1e-10,), (1 - 2.0**-53,), (-1e-300,)),
    ),
    Primitive(
        "hypot", ("x", "y"),
        (
            lambda m, x, y, out: m.where(m.equal(out, 0), lambda: 0, lambda: m.divide(x, out)),
            lambda m, x, y, out: m.where(m.equal(out, 0), lambda: 0, lambda: m.divide(y, out)),
        ),
        summary="the square root of x^2 + y^2, without overflow",
        kinks=(
            Kink(
                "hypot has the tip of a cone at (0, 0)",
                "0",
                lambda x, y, out: out == 0,
                lambda x, y, out: ((-1, 1), (-1, 1)),
            ),
        ),
        samples=((0.3, 2.0), (-1.0, 0.5)),
        corners=((0.0, 2.0), (1e200, 1e200), (3.0, 4.0), (1e-200, 1e-200), (1e-300, -1.0)),
    ),
)  # fmt: skip
