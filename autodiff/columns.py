"""Columns of doubles in plain lists: the algebra in which a batch of nodes is worked out at once.

Invariants:

- An element of a column is what `floats.py` gives for it, digit for digit.
- Whatever is not a column is the same for every element.

>>> x = Column([1.0, -1.0])
>>> 2 * x + 1, COLUMNS.where(COLUMNS.less(x, 0), lambda: 0, lambda: COLUMNS.log(x))
([3.0, -1.0], [0.0, 0])
"""

from __future__ import annotations

import operator
from contextlib import nullcontext
from itertools import repeat
from typing import TYPE_CHECKING, Any

from .numbers.doubles import FLOATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .batches import Places
    from .rules import Primitive

_RAW: dict[str, Any] = {"divide": vars(operator)["truediv"]}
"""What is as good as the total function wherever it does not raise, and quicker."""


FEW = 3
"""So many sums are quicker added one by one than side by side."""


class Column(list[Any]):
    """One number for each node of a batch; `+ - *` go element by element."""

    __slots__ = ()

    def __add__(self, other: Any) -> Column:  # noqa: ANN401
        return Column(map(operator.add, self, _spread(other)))

    def __radd__(self, other: Any) -> Column:  # noqa: ANN401
        return Column(map(operator.add, _spread(other), self))

    def __sub__(self, other: Any) -> Column:  # noqa: ANN401
        return Column(map(operator.sub, self, _spread(other)))

    def __rsub__(self, other: Any) -> Column:  # noqa: ANN401
        return Column(map(operator.sub, _spread(other), self))

    def __mul__(self, other: Any) -> Column:  # noqa: ANN401
        return Column(map(operator.mul, self, _spread(other)))

    def __rmul__(self, other: Any) -> Column:  # noqa: ANN401
        return Column(map(operator.mul, _spread(other), self))

    def __neg__(self) -> Column:
        return Column(map(operator.neg, self))


def _spread(number: Any) -> Any:  # noqa: ANN401
    """A column, or a number as many times as it is asked for."""
    return number if number.__class__ is Column else repeat(number)


def _mapped(function: Callable[..., Any], columns: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """A function of columns, element by element; of numbers only, the number."""
    for column in columns:
        if column.__class__ is not Column:
            break
    else:
        return Column(map(function, *columns))
    if not any(column.__class__ is Column for column in columns):
        return function(*columns)
    return Column(map(function, *map(_spread, columns)))


class Columns:
    """What rules take their functions from."""

    quiet = nullcontext

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        function = getattr(FLOATS, name)
        if not callable(function):
            return function
        raw: Any = getattr(function, "raw", None) or _RAW.get(name)

        def lifted(*columns: Any) -> Any:  # noqa: ANN401
            if raw is not None:
                try:
                    return _mapped(raw, columns)
                except (ArithmeticError, ValueError):
                    pass
            return _mapped(function, columns)

        setattr(self, name, lifted)
        return lifted

    def function(self, primitive: Primitive) -> Callable[..., Any]:
        """What evaluates a primitive on columns."""
        if primitive.value is None:
            return getattr(self, primitive.name)
        function = FLOATS.function(primitive)
        return lambda *columns: _mapped(function, columns)

    @staticmethod
    def square(x: Any) -> Any:  # noqa: ANN401
        """As in double precision, without a call for each element."""
        return x * x

    @staticmethod
    def tape(size: int) -> list[Any]:  # noqa: ARG004
        """An empty tape; a list grows as it must."""
        return []

    def getter(self, places: Places) -> Callable[[list[Any]], Column]:
        """What gathers a column from a tape."""
        gather = self.gatherer(places)
        return lambda tape: Column(gather(tape))

    @staticmethod
    def product(numbers: tuple[Any, ...], partial: Any) -> Iterator[Any]:  # noqa: ANN401
        """Gathered numbers by a column or a number, to be put on a tape."""
        return map(operator.mul, numbers, _spread(partial))

    @staticmethod
    def gatherer(places: Places) -> Callable[[list[Any]], tuple[Any, ...]]:
        """What gathers the numbers at some places."""
        if len(places) == 1:
            (only,) = places
            return lambda tape: (tape[only],)
        return operator.itemgetter(*places)

    def adder(self, rows: list[Places]) -> Callable[[list[Any]], Column]:
        """What gathers a column of sums, each from the first place of its row to the last.

        The rows, longest first, are added side by side until only a few go on.
        """
        getters: list[tuple[int, Callable[[list[Any]], tuple[Any, ...]]]] = []
        turn = 0
        going = len(rows)
        while going > FEW or not turn:
            getters.append((going, self.gatherer([row[turn] for row in rows[:going]])))
            turn += 1
            while going and len(rows[going - 1]) <= turn:
                going -= 1
        rest = [row[turn:] for row in rows[:going]]

        def added(tape: list[Any]) -> Column:
            sums = Column(getters[0][1](tape))
            for count, get in getters[1:]:
                sums[:count] = map(operator.add, sums[:count], get(tape))
            for index, places in enumerate(rest):
                for place in places:
                    sums[index] += tape[place]
            return sums

        return added

    @staticmethod
    def where(condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:  # noqa: ANN401
        """The values of two thunks, chosen element by element; neither can raise."""
        if condition.__class__ is not Column:
            return yes() if condition else no()
        return _mapped(FLOATS.choose, (condition, yes(), no()))


COLUMNS = Columns()
