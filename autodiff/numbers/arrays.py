"""The algebra of NumPy arrays: a program on many points at once, element by element.

Invariants:

- An element is what double precision gives at its point, up to the last digits of a function that
  NumPy works out itself; no function here raises, and none warns while `quiet` is in force.
- Both branches of a `where` are worked out, and the element of the other one is dropped.

NumPy is imported when this module is, and no other module needs it.

>>> import numpy as np
>>> with ARRAYS.quiet():
...     ARRAYS.function(PRIMITIVES["log"])(np.array([-1.0, 0.0, 1.0])).tolist()
[nan, -inf, 0.0]
"""

from __future__ import annotations

from functools import partial, reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from ..rules import PRIMITIVES, WHERE
from .doubles import FLOATS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..graph.graph import Constant
    from ..rules import Primitive

_NATIVE: dict[str, Any] = {
    "negate": np.negative, "add": np.add, "subtract": np.subtract, "multiply": np.multiply,
    "divide": np.divide, "power": np.power, "square": np.square,
    "less": np.less, "less_equal": np.less_equal, "greater": np.greater,
    "greater_equal": np.greater_equal, "equal": np.equal, "not_equal": np.not_equal,
    "and": np.logical_and, "or": np.logical_or, "not": np.logical_not,
    "exp": np.exp, "expm1": np.expm1, "log": np.log, "log2": np.log2, "log10": np.log10,
    "log1p": np.log1p, "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin,
    "acos": np.arccos, "atan": np.arctan, "atan2": np.arctan2, "sinh": np.sinh, "cosh": np.cosh,
    "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "hypot": np.hypot,
    "abs": np.abs, "sign": np.sign, "floor": np.floor, "ceil": np.ceil, "round": np.rint,
    "trunc": np.trunc, "max": np.maximum, "min": np.minimum,
}  # fmt: skip
"""What NumPy has itself; every other function is that of double precision, element by element."""

_WHERE: Any = vars(np)["where"]
_FOLDED = {"max", "min"}
_TRUTHS = {
    "less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "and", "or", "not",
}  # fmt: skip
"""What NumPy answers with truths, and the language with 1 and 0."""


class Tape:
    """A column that numbers are appended to; it has room for as many as there will be."""

    __slots__ = ("_filled", "_numbers")

    def __init__(self, size: int) -> None:
        self._numbers: Any = np.empty(size)
        self._filled = 0

    def extend(self, numbers: Any) -> None:  # noqa: ANN401
        """Append a column, or the numbers of a sequence."""
        end = self._filled + len(numbers)
        self._numbers[self._filled : end] = numbers
        self._filled = end

    def __getitem__(self, place: int) -> float:
        return self._numbers[place]

    def take(self, places: Any) -> Any:  # noqa: ANN401
        """The column of the numbers at some places."""
        return self._numbers.take(places)


class Arrays:
    """Doubles in NumPy arrays that broadcast against one another.

    Whoever works with them keeps NumPy from warning, with `quiet`: asking for that at every
    operation would take longer than the operation.
    """

    tape = Tape

    @staticmethod
    def quiet() -> Any:  # noqa: ANN401
        """The context in which what has no value is NaN without a word."""
        return np.errstate(all="ignore")

    @staticmethod
    def getter(places: Sequence[int]) -> Callable[[Tape], Any]:
        """What gathers a column from a tape."""
        index = np.array(places, dtype=np.intp)
        return lambda tape: tape.take(index)

    gatherer = getter
    product = staticmethod(np.multiply)

    @staticmethod
    def adder(rows: Sequence[Sequence[int]]) -> Callable[[Tape], Any]:
        """What gathers a column of sums, each from the first place of its row to the last."""
        index = np.array([place for row in rows for place in row], dtype=np.intp)
        row_of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        return lambda tape: np.bincount(row_of, tape.take(index))

    @staticmethod
    def constant(constant: Constant) -> float:
        """The double nearest to an exact constant."""
        return FLOATS.constant(constant)

    def function(self, primitive: Primitive) -> Callable[..., Any]:
        """What evaluates a primitive on arrays or numbers."""
        if primitive is WHERE:
            return np.where
        if primitive.name in _NATIVE or primitive.value is None:
            return getattr(self, primitive.name)
        return partial(_elementwise, FLOATS.function(primitive))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        """A function that rules use, by its name: NumPy's own where it has it."""
        native: Any = _NATIVE.get(name)
        if name in _FOLDED:
            found = partial(_folded, native)
        elif name in _TRUTHS:
            found = partial(_as_numbers, native)
        elif native is not None:
            found = native
        elif callable(own := getattr(FLOATS, name)):
            found = partial(_elementwise, own)
        else:
            found = own
        setattr(self, name, found)
        return found

    @staticmethod
    def sqrt(x: Any) -> Any:  # noqa: ANN401
        """The square root; that of -0.0 is 0.0, so that the derivative there has the right sign."""
        return np.sqrt(x) + 0.0

    @staticmethod
    def where(condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:  # noqa: ANN401
        """The values of two thunks, chosen element by element; neither can raise."""
        if np.ndim(condition) == 0:
            return yes() if condition else no()
        return _WHERE(condition, yes(), no())


def _as_numbers(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    return np.asarray(function(*arguments), dtype=float)


def _folded(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    return reduce(function, arguments)


def _elementwise(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    broadcast = np.broadcast_arrays(*[np.asarray(argument, dtype=float) for argument in arguments])
    columns = [array.ravel().tolist() for array in broadcast]
    values = [function(*each) for each in zip(*columns, strict=True)]
    return np.array(values, dtype=float).reshape(broadcast[0].shape)


ARRAYS = Arrays()
"""The algebra itself; it has no state."""

assert PRIMITIVES.keys() >= _NATIVE.keys()
