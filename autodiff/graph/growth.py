"""How large derivatives will get, foretold from the first ones: what is too much is not begun.

Costs are counted, not timed, so the same question is refused or answered everywhere.

>>> squares = [number**2 for number in range(1, 9)]
>>> round(expected_total(squares, 8)), sum([number**2 for number in range(1, 17)])
(1387, 1496)
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ...parser.syntax import Name
from .graph import CONSTANT_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ...parser.syntax import Program
    from .graph import Graph

FORETOLD_FROM = 8
"""So many costs must be known before more are foretold."""

MOST_PASSED = 1_500_000
"""A program of a higher derivative has no more nodes than this over its order: each order passes
all of them."""

SIZE_LIMIT = 100_000
"""A formula of more names, numbers, operators and functions than this is not written out."""

_EACH_ORDER = 7
"""To simplify takes as long as so many operations more, however short the formula."""

_STEADY = 1.25
"""Sums that grow with no higher power are of terms that stay as they are, but for their noise."""

_SETTLED, _NOT_SMALL = 4, 100
"""What the first orders, and short formulas, do says little of the others."""

_MOST_SIMPLIFIED = 9_000
"""Operations that are simplified, one order after the other."""

_UNSIMPLIFIED, _DOUBLING = 2.5, 3
"""So many times longer, at least, is a formula after one order more without being simplified in
between; and one that doubles even if it is."""

_MANY_STATEMENTS = 20_000
"""The derivatives of so many take longer to simplify than a person waits."""

_MANY_PATHS = 1_000_000_000
"""Where paths only add up, no text is long enough for so many."""

_UNCOUNTED = 1 << 40
"""Paths are not counted further."""


def expected_total(costs: Sequence[float], more: int) -> float:
    """What a series of costs comes to with so many more terms.

    It is taken to go on as the power of the number of terms that it has followed since halfway; as
    ever more of the same where that is hardly more than the number itself.
    """
    whole = sum(costs)
    if not more:
        return whole
    half = sum(costs[: len(costs) // 2])
    power = log(whole / half) / log(len(costs) / (len(costs) // 2))
    return whole * ((len(costs) + more) / len(costs)) ** (power if power > _STEADY else 1)


def most_nodes(graph: Graph, order: int, limit: int) -> int:
    """How many nodes the program of a higher derivative may have."""
    return min(limit, 100 * len(graph) + MOST_PASSED // order)


def too_long() -> BackpropError:
    """The error for a formula that would be too long."""
    return BackpropError(
        f"written out, the formula would be longer than {SIZE_LIMIT:,} names, numbers and "
        "operations",
        hint="use --shared, which writes each part that occurs several times once",
    )


def refuse_order(sizes: Sequence[int], order: int, largest: int) -> None:
    """Refuse an order, given how many operations the first ones have, each simplified.

    One of more operations than `largest` is not simplified.

    Raises `BackpropError`.
    """
    more = order - len(sizes)
    if _doubles(sizes):
        size = float(sizes[-1])
        while more and size <= largest:
            size, more = size * sizes[-1] / sizes[-2], more - 1
        _refuse_length(2 * size * _DOUBLING**more)
    if len(sizes) < FORETOLD_FROM:
        return
    if (
        expected_total([size + _EACH_ORDER for size in sizes], order - len(sizes))
        > _MOST_SIMPLIFIED
    ):
        raise BackpropError(
            f"simplifying derivatives up to the order {order:,} would take too long: that of order "
            f"{len(sizes)} has {sizes[-1]:,} operations, and each is worked out of the one before",
            hint="take a lower order, or a program, which is not simplified: --to python",
        )


def _doubles(sizes: Sequence[int]) -> bool:
    """Whether sizes that are not small have doubled, or more, twice in succession."""
    return (
        len(sizes) > _SETTLED
        and sizes[-1] >= _NOT_SMALL
        and sizes[-1] >= 2 * sizes[-2] >= 4 * sizes[-3]
    )


def refuse_tail(size: int, more: int) -> None:
    """Refuse so many orders more of a formula that is too large to be simplified in between.

    Raises `BackpropError`.
    """
    _refuse_length(2 * size * _UNSIMPLIFIED**more)


def _refuse_length(length: float) -> None:
    if length > SIZE_LIMIT:
        raise too_long()


def refuse_many_paths(
    program: Program, wrt: Collection[str] | None, of: Collection[str] | None
) -> None:
    """Refuse to write out the derivatives of a long program in which paths multiply.

    A derivative has a term for each path from its input to its output. In a short program they may
    well be collected, as in x^1024 from ten squares; in a long one it is not tried.

    Raises `BackpropError`.
    """
    if len(program.statements) <= _MANY_STATEMENTS:
        return
    counts, bare, used = dict[str, int](), list[int](), set[str]()
    for statement in program.statements:
        names = [node.name for node in statement.nodes if isinstance(node, Name)]
        used.update(names)
        found = min(sum([_paths(name, counts, wrt) for name in names]), _UNCOUNTED)
        if statement.target is not None:
            counts[statement.target.name] = found
        elif statement.function is None:
            bare.append(found)
    ends = [counts.get(name, 0) for name in of or counts.keys() - used]
    if max(ends if of or not bare else bare, default=0) > _MANY_PATHS:
        raise too_long()


def _paths(name: str, counts: Mapping[str, int], wrt: Collection[str] | None) -> int:
    """How many paths lead to a name from what is differentiated by, if it is counted already."""
    if wrt and name in wrt:
        return 1
    return counts.get(name, 0 if wrt or name in CONSTANT_NAMES else 1)
