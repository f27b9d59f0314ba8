"""How large derivatives will get, foretold from the first ones: what is too much is not begun.

Costs are counted, not timed, so the same question is refused or answered everywhere.

>>> squares = [number**2 for number in range(1, 9)]
>>> round(expected_total(squares, 8)), sum([number**2 for number in range(1, 17)])
(1387, 1496)
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from ..parser.errors import BackpropError

if TYPE_CHECKING:
    from collections.abc import Sequence

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

_MOST_SIMPLIFIED = 9_000
"""Operations that are simplified, one order after the other."""

_UNSIMPLIFIED = 3
"""So many times longer is a formula after one order more without being simplified in between."""


def expected_total(costs: Sequence[float], more: int) -> float:
    """What a series of costs comes to with so many more terms.

    It is taken to go on as the power of the number of terms that it has followed since halfway.
    """
    whole = sum(costs)
    if not more:
        return whole
    half = sum(costs[: len(costs) // 2])
    power = log(whole / half) / log(len(costs) / (len(costs) // 2))
    return whole * ((len(costs) + more) / len(costs)) ** max(power, 1)


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


def refuse_order(sizes: Sequence[int], order: int) -> None:
    """Refuse an order, given how many operations the first ones have, each simplified.

    Raises `BackpropError`.
    """
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


def refuse_tail(size: int, more: int) -> None:
    """Refuse so many orders more of a formula that is too large to be simplified in between.

    Raises `BackpropError`.
    """
    if 2 * size * _UNSIMPLIFIED**more > SIZE_LIMIT:
        raise too_long()
