"""The error function, the gamma function and its kin, and the smooth activations."""

# pyright: basic
# A rule is written for every algebra, so its lambdas have no static types.

from __future__ import annotations

from functools import reduce
from math import inf
from operator import add
from typing import TYPE_CHECKING, Any

from .arithmetic import is_whole
from .row import Domain, Kink, Primitive

if TYPE_CHECKING:
    from collections.abc import Sequence

_EVERYWHERE = ((0.3,), (-1.2,), (2.5,))
_NOT_A_POLE = Domain("x is not 0, -1, -2, …", lambda x: x > 0 or not (x == -inf or is_whole(x)))
_BETWEEN = Domain("0 < x < 1", lambda x: 0 < x < 1)

SPECIAL = (
    Primitive(
        "erf", ("x",), (lambda m, x, out: m.divide(2, m.sqrt(m.pi)) * m.exp(-m.square(x)),),
        summary="the error function", samples=_EVERYWHERE,
        corners=((0.0,), (1e-10,), (6.0,), (5.9,), (-1e-300,)),
        partial_ulps=64,
    ),
    Primitive(
        "erfc", ("x",), (lambda m, x, out: -m.divide(2, m.sqrt(m.pi)) * m.exp(-m.square(x)),),
        summary="1 - erf(x), exact for large x",
        samples=_EVERYWHERE, corners=((0.0,), (6.0,), (-3.0,), (26.0,), (-5.9,)), partial_ulps=64,
    ),
    Primitive(
        "gamma", ("x",), (lambda m, x, out: out * m.digamma(x),),
        summary="the gamma function; gamma(n + 1) is n factorial", domain=_NOT_A_POLE,
        samples=((0.3,), (-1.2,), (2.5,), (6.0,)),
        corners=((170.0,), (1.0,), (-0.5,), (-170.5,), (171.6,), (1e-300,)),
        ulps=8, partial_ulps=64,
    ),
    Primitive(
        "lgamma", ("x",), (lambda m, x, out: m.digamma(x),),
        summary="the logarithm of |gamma(x)|", domain=_NOT_A_POLE,
        samples=((0.3,), (-1.2,), (2.5,), (1e10,)),
        corners=((3.0,), (100.0,), (2.0,), (1 + 2.0**-52,), (2 - 2.0**-52,), (-0.5,), (1e300,)),
        ulps=8, partial_ulps=64,
    ),
    Primitive(
        "digamma", ("x",), (lambda m, x, out: m.polygamma(1, x),),
        summary="the derivative of lgamma", domain=_NOT_A_POLE,
        samples=((0.3,), (-1.2,), (2.5,), (50.0,)),
        corners=((1.0,), (1e10,), (-0.5,), (-0.9,), (1e-5,), (-100000.25,)),
        ulps=64, partial_ulps=8,
    ),
    Primitive(
        "polygamma", ("n", "x"),
        (lambda m, n, x, out: m.nan, lambda m, n, x, out: m.polygamma(n + 1, x)),
        summary="the n-th derivative of digamma, n a whole number from 0 to 100",
        domain=Domain(
            "n is a whole number from 0 to 100 and x is not 0, -1, -2, …",
            lambda n, x: is_whole(n) and 0 <= n <= 100 and _NOT_A_POLE.contains(x),
        ),
        kinks=(
            Kink(
                "polygamma(n, x) has a value only where n is a whole number, so it has no "
                "derivative with respect to n",
                "NaN",
                lambda n, x, out: True,
                lambda n, x, out: ((None, None), None),
                position=0,
            ),
        ),
        samples=((1.0, 0.3), (1.0, -1.2), (2.0, 2.5), (3.0, -0.4)),
        corners=((0.0, 1.0), (5.0, 50.0), (20.0, -0.7), (99.0, 2.5), (1.0, 1e10),
            (1.0, -1000.25)), ulps=16, partial_ulps=16,
    ),
)  # fmt: skip


def _logsumexp(m: Any, *numbers: Any) -> Any:  # noqa: ANN401
    """log(exp(x) + exp(y)) is the larger one and softplus of minus the distance; so on for more."""

    def joined(x: Any, y: Any) -> Any:  # noqa: ANN401
        apart = m.abs(x - y)  # NaN for two infinities of one sign
        is_apart = m.less_equal(apart, inf)
        return m.where(is_apart, lambda: m.max(x, y) + m.softplus(-apart), lambda: x + y)

    return reduce(joined, numbers)


def _softmax(m: Any, positions: Sequence[int], arguments: tuple[Any, ...], out: Any) -> list[Any]:  # noqa: ANN401
    """exp(x - out) for each; divided by their sum, which is 1 but for what `out` was rounded by."""
    parts = [m.exp(argument - out) for argument in arguments]
    total = reduce(add, parts)
    return [m.divide(parts[place], total) for place in positions]


ACTIVATIONS = (
    Primitive(
        # 1 - out loses every digit from x = 37 on, sigmoid(-x) none.
        "sigmoid", ("x",), (lambda m, x, out: out * m.sigmoid(-x),),
        summary="the logistic function, 1/(1 + exp(-x))",
        samples=_EVERYWHERE, corners=((0.0,), (40.0,), (-700.0,), (700.0,), (1e-20,), (-40.0,)),
    ),
    Primitive(
        "logit", ("x",), (lambda m, x, out: m.divide(1, x * (1 - x)),),
        summary="the inverse of sigmoid, log(x/(1 - x))", domain=_BETWEEN,
        samples=((0.3,), (0.9,)),
        corners=((0.5,), (1e-300,), (0.5 + 1e-5,), (1 - 2.0**-53,), (0.25,), (0.75,)),
    ),
    Primitive(
        "softplus", ("x",), (lambda m, x, out: m.sigmoid(x),),
        summary="log(1 + exp(x))", samples=_EVERYWHERE,
        corners=((0.0,), (1000.0,), (-700.0,), (40.0,), (-40.0,)),
    ),
    Primitive(
        "silu", ("x",),
        (lambda m, x, out: m.sigmoid(x) + out * m.sigmoid(-x),),
        value=lambda m, x: x * m.sigmoid(x), summary="x times sigmoid(x)",
        samples=_EVERYWHERE, corners=((0.0,), (40.0,), (-700.0,), (-40.0,), (1e300,)),
        partial_ulps=8,
    ),
    Primitive(
        "gelu", ("x",),
        (
            lambda m, x, out: m.divide(m.erfc(m.divide(-x, m.sqrt(2))), 2)
            + m.divide(x * m.exp(m.divide(-m.square(x), 2)), m.sqrt(2 * m.pi)),
        ),
        value=lambda m, x: m.divide(x * m.erfc(m.divide(-x, m.sqrt(2))), 2),
        summary="x times the normal distribution function at x, exact",
        samples=_EVERYWHERE,
        corners=((0.0,), (10.0,), (-5.0,), (-20.0,), (37.0,), (1e-300,)),
            ulps=256, partial_ulps=128,
    ),
    Primitive(
        "logsumexp", ("x", "y", "*z"), (_softmax,), value=_logsumexp,
        summary="log(exp(x) + exp(y) + …), without overflow; its partials are softmax",
        samples=((2.0, 3.0), (3.0, -2.0), (1.0, 5.0, 4.0)),
        corners=((1000.0, 1000.0), (-1000.0, -1001.0, -1000.5), (0.0, -50.0), (1e300, -1e300),
            (0.0, 0.0, 0.0, 0.0)),
    ),
)  # fmt: skip
