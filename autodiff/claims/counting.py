"""Claims about operation counts.

A mode has two counts that are both honest: what is executed, and what the chain rule writes down.
`ops.reverse=5` is right if it is either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .verdict import RIGHT, WRONG, Verdict

if TYPE_CHECKING:
    from ..answers.report import Costs
    from ..graph.notes import Number
    from .reading import Quantity


def counts_of(costs: Costs) -> dict[str, int]:
    """The counts by the keys of claims; those of a mode alone are the executed ones."""
    found = {"ops.function": costs.function.total}
    for mode, cost in (("forward", costs.forward), ("reverse", costs.reverse)):
        if cost is not None:
            found[f"ops.{mode}"] = cost.executed.total
            found[f"ops.{mode}.executed"] = cost.executed.total
            found[f"ops.{mode}.schoolbook"] = cost.schoolbook.total
    return found


def judged(
    key: str, given: str, quantity: Quantity, number: Number, counts: dict[str, int]
) -> Verdict:
    """A count judged, before it is diagnosed."""
    right = counts[quantity.count]
    also = counts.get(f"{quantity.count}.schoolbook")
    if number not in (right, also):
        why = f"{right} executed, {also} by the schoolbook" if also is not None else ""
        return Verdict(key, given, quantity.title, "number", WRONG, right, why)
    why = "" if also is None else _which(number == right, number == also)
    return Verdict(key, given, quantity.title, "number", RIGHT, right, why, why)


def _which(executed: bool, schoolbook: bool) -> str:
    if executed and schoolbook:
        return "counted either way"
    return "counted as executed" if executed else "counted by the schoolbook"
