"""Whether one formula is equal to another wherever that has a value.

The judge works with mpmath on the syntax tree and knows nothing of the program under test. A point
at which a formula has no finite real value is one where it is not defined; a branch that is not
taken is not asked.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from backprop.parser import Binary, Call, Name, Root, Unary
from backprop.parser import Number as Literal
from backprop.parser.parse import parse
from mpmath import mp, mpf

from tests.autodiff.reference import OPERATORS, REFERENCE, Number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backprop.parser import Expression

DIGITS = 30
CORNERS = ("0", "1", "-1", "2", "-0.5", "1e-4", "-1e-4", "0.37", "-1.7", "2.9")
"""Values of inputs: special ones, those near them, and ordinary ones."""

_NOTHING = mpf(10) ** -24
"""What is so near to a whole number, or to a difference of 0, is that but for rounding."""

_NAMED = {"pi": lambda: mp.pi, "e": lambda: mp.e, "tau": lambda: 2 * mp.pi}


class Undefined(Exception):
    """There is no finite real value."""


def tree_of(text: str) -> Expression:
    (statement,) = parse(text).statements
    return statement.value


def value_at(tree: Expression, point: dict[str, Number]) -> Number:  # noqa: PLR0911
    """The value in the precision that is set; raises `Undefined`."""
    if isinstance(tree, Literal):
        return mpf(tree.mantissa) * mpf(10) ** tree.exponent
    if isinstance(tree, Name):
        if tree.name in point:
            return point[tree.name]
        if tree.name not in _NAMED:
            raise Undefined
        return _NAMED[tree.name]()
    if isinstance(tree, Call):
        return _call(tree, point)
    if isinstance(tree, Root):
        return _apply("sqrt", [value_at(tree.operand, point)])
    if isinstance(tree, Unary):
        value = value_at(tree.operand, point)
        return {"+": value, "-": -value, "not": mpf(value == 0)}[tree.operator]
    assert isinstance(tree, Binary)
    operator = OPERATORS.get(tree.operator, tree.operator)
    return _apply(operator, [value_at(tree.left, point), value_at(tree.right, point)])


def _call(tree: Call, point: dict[str, Number]) -> Number:
    if tree.function == "where":
        condition, yes, no = tree.arguments
        return value_at(yes if value_at(condition, point) else no, point)
    return _apply(tree.function, [value_at(argument, point) for argument in tree.arguments])


def _apply(name: str, values: list[Number]) -> Number:
    if name == "power" and abs(values[1]) < 1e9 and values[0]:
        nearest = int(mp.nint(values[1]))
        if abs(values[1] - nearest) < _NOTHING:
            return values[0] ** nearest
    if name in ("log", "log2", "log10") and values[0] <= 0:
        raise Undefined
    if name in ("gamma", "lgamma", "digamma") and values[0] <= 0 and values[0] == int(values[0]):
        raise Undefined
    if max((abs(value) for value in values), default=0) > 1e9 and name not in _TAME:
        raise OverflowError
    try:
        found = REFERENCE[name](*values)
    except (ValueError, ZeroDivisionError):
        raise Undefined from None
    if isinstance(found, mp.mpc) or not mp.isfinite(found):
        raise Undefined
    if name in ("add", "subtract") and abs(found) < _NOTHING * max(map(abs, values)):
        return mpf(0)
    return found


_TAME = frozenset(
    {
        "add",
        "subtract",
        "multiply",
        "divide",
        "less",
        "greater",
        "equal",
        "abs",
        "sign",
        "max",
        "min",
    }
)
"""What large numbers can be given to without taking for ever."""


def outcome(tree: Expression, point: dict[str, str]) -> Number | None:
    """The value, or `None` where there is none; raises `OverflowError` where it is too large."""
    with mp.workdps(DIGITS):
        try:
            return value_at(tree, {name: mpf(text) for name, text in point.items()})
        except Undefined:
            return None


def points(names: list[str]) -> Iterator[dict[str, str]]:
    """Every combination of corners for two inputs at most, and the diagonals for more."""
    if len(names) <= 2:
        for values in itertools.product(CORNERS, repeat=len(names)):
            yield dict(zip(names, values, strict=True))
        return
    for step, offset in itertools.product((1, 2, 3, 5), range(len(CORNERS))):
        yield {
            name: CORNERS[(offset + place * step) % len(CORNERS)]
            for place, name in enumerate(names)
        }


def agree(first: Number | None, second: Number | None) -> bool:
    """Whether the second outcome is the first, to rounding; if there is none, any will do."""
    if first is None or second is None:
        return first is None
    with mp.workdps(DIGITS):
        return bool(abs(first - second) <= mpf(10) ** -18 * (1 + abs(first)))


def difference(before: Expression, after: Expression, names: list[str]) -> str | None:
    """The first point at which a formula is no longer what it was; `None` if there is none."""
    for point in points(names):
        try:
            values = outcome(before, point), outcome(after, point)
        except OverflowError:
            continue
        if not agree(*values):
            return f"at {point}: {values[0]} became {values[1]}"
    return None
