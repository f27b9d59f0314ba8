"""The algebra of NumPy arrays: a program on many points at once, element by element.

Invariants:

- An element is what double precision gives at its point, up to the last digits of a function that
  NumPy works out itself; no function here raises or warns.
- Both branches of a `where` are worked out, and the element of the other one is dropped.

NumPy is imported when this module is, and no other module needs it.

>>> import numpy as np
>>> ARRAYS.function(PRIMITIVES["log"])(np.array([-1.0, 0.0, 1.0])).tolist()
[nan, -inf, 0.0]
"""

from __future__ import annotations

from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from .floats import FLOATS
from .primitives import PRIMITIVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from .graph import Constant
    from .primitives import Primitive

_NATIVE = {
    "negate": np.negative, "add": np.add, "subtract": np.subtract, "multiply": np.multiply,
    "divide": np.divide, "power": np.power, "square": np.square, "sqrt": np.sqrt,
    "less": np.less, "less_equal": np.less_equal, "greater": np.greater,
    "greater_equal": np.greater_equal, "equal": np.equal, "not_equal": np.not_equal,
    "and": np.logical_and, "or": np.logical_or, "not": np.logical_not, "where": np.where,
    "exp": np.exp, "expm1": np.expm1, "log": np.log, "log2": np.log2, "log10": np.log10,
    "log1p": np.log1p, "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin,
    "acos": np.arccos, "atan": np.arctan, "atan2": np.arctan2, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "hypot": np.hypot,
    "abs": np.abs, "sign": np.sign, "floor": np.floor, "ceil": np.ceil, "round": np.rint,
    "trunc": np.trunc, "max": np.maximum, "min": np.minimum,
}  # fmt: skip
"""What NumPy has itself; every other function is that of double precision, element by element."""

_FOLDED = {"max", "min"}


class Arrays:
    """Doubles in NumPy arrays that broadcast against one another."""

    @staticmethod
    def constant(constant: Constant) -> float:
        """The double nearest to an exact constant."""
        return FLOATS.constant(constant)

    @staticmethod
    def function(primitive: Primitive) -> Callable[..., Any]:
        """What evaluates a primitive on arrays or numbers."""
        native = _NATIVE.get(primitive.name)
        if native is None:
            return partial(_elementwise, FLOATS.function(primitive))
        if primitive.name in _FOLDED:
            return partial(_folded, native)
        return partial(_quiet, native)


def _quiet(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    with np.errstate(all="ignore"):
        return np.asarray(function(*arguments), dtype=float)


def _folded(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    return _quiet(lambda *each: reduce(function, each), *arguments)


def _elementwise(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    broadcast = np.broadcast_arrays(*[np.asarray(argument, dtype=float) for argument in arguments])
    columns = [array.ravel().tolist() for array in broadcast]
    values = [function(*each) for each in zip(*columns, strict=True)]
    return np.array(values, dtype=float).reshape(broadcast[0].shape)


ARRAYS = Arrays()
"""The algebra itself; it has no state."""

assert PRIMITIVES.keys() >= _NATIVE.keys()
