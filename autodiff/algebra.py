"""What a kind of numbers offers, and questions that are asked of numbers of every kind.

A program is evaluated in double precision (`floats.py`), in exact rational numbers
(`numbers/exact.py`) or in many digits (`numbers/digits.py`). Rules, sweeps and scrutiny are the
same for all three.

Invariants:

- Numbers of every kind have `+ - *` and comparisons; only NaN differs from itself.
- The predicates here compare and never convert: a fraction may be too large for any float.

>>> from math import inf, nan
>>> is_finite(10**400), is_infinite(-inf), is_nan(nan)
(True, True, True)
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..graph.graph import Constant, Graph
    from ..graph.notes import Note, Number
    from ..numbers.real import Departure
    from ..rules import Primitive
    from .solution import Working


class Numbers(Protocol):
    """A kind of numbers.

    The functions that rules take from it, such as `m.cos`, go by the names of the primitives.
    """

    @property
    def name(self) -> str:
        """What reports call it: `double`, `exact` or `digits`."""
        ...

    @property
    def nan(self) -> Any:  # noqa: ANN401
        """What stands for a derivative that does not exist."""
        ...

    @property
    def digits(self) -> int | None:
        """How many significant decimal digits were asked for, if that was."""
        ...

    @property
    def range(self) -> str:
        """What a number that overflows is too large for, as a sentence ends: `for …`."""
        ...

    def constant(self, constant: Constant, /) -> Any:  # noqa: ANN401
        """A constant of the graph."""
        ...

    def function(self, primitive: Primitive, /) -> Callable[..., Any]:
        """What evaluates a primitive."""
        ...

    def given(self, value: Any, /) -> Any:  # noqa: ANN401
        """A value from a point, as a number of this kind."""
        ...

    def kept(self, graph: Graph, node: int, number: Any, /) -> Any:  # noqa: ANN401
        """The value of a constant expression in the form in which a point holds it."""
        ...

    def report(self, number: Any, /) -> Number | None:  # noqa: ANN401
        """A number as a report holds it; `None` for one that this kind has no room for."""
        ...

    def attempts(self, size: int, /) -> Iterator[Numbers]:
        """The same kind, at one precision after another, for a graph of so many nodes."""
        ...

    def settles(self, work: Working, /) -> bool:
        """Whether one attempt has given every number as well as was asked for."""
        ...

    def remarks(self, work: Working, labels: Sequence[str], /) -> Iterator[Note]:
        """What must be said of the numbers of the last attempt.

        Raises `BackpropError` where nothing is known of a value.
        """
        ...


class OneAttempt:
    """What kinds of numbers share that have one precision only."""

    digits: int | None = None

    def kept(self, graph: Graph, node: int, number: Any) -> Any:  # noqa: ANN401, ARG002
        """The value of a constant expression: the number that it is."""
        return cast("Numbers", self).report(number)

    def attempts(self, size: int) -> Iterator[Numbers]:  # noqa: ARG002
        """One is enough."""
        yield cast("Numbers", self)

    def settles(self, work: Working) -> bool:  # noqa: ARG002
        """The first attempt is as good as can be."""
        return True

    def remarks(self, work: Working, labels: Sequence[str]) -> Iterator[Note]:  # noqa: ARG002
        """Nothing needs to be said."""
        yield from ()


def departure_of(number: Any) -> Departure | None:  # noqa: ANN401
    """Why its kind has no room for a number, as exact numbers have none for pi; else `None`."""
    return getattr(number, "departure", None)


def is_unknown(number: Any) -> bool:  # noqa: ANN401
    """Whether a number was worked out to fewer digits than it takes to know anything of it."""
    return getattr(number, "is_unknown", False)


def is_nan(number: Any) -> bool:  # noqa: ANN401
    """Whether a number is NaN, or one that its kind has no room for."""
    return number != number  # noqa: PLR0124


def is_infinite(number: Any) -> bool:  # noqa: ANN401
    """Whether a number is inf or -inf."""
    return number == inf or number == -inf  # noqa: PLR1714


def is_finite(number: Any) -> bool:  # noqa: ANN401
    """Whether a number is neither infinite nor NaN."""
    return -inf < number < inf
