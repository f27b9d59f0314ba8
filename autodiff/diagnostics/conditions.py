r"""Where a condition is decided: the comparisons that are at equality, and what hangs on them.

A condition is a tree of `and`, `or` and `not` over parts that are comparisons or plain numbers. A
part is at equality where the two sides of a comparison are equal, or a number is 0: the least
change may turn it over. Whether that turns the condition over is worked out in three values, with
`None` for a part that may go either way.

>>> from ..numbers.doubles import FLOATS
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ..differentiation.sweeps import evaluate
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("x > 0 and y > 5")))
>>> def decisive(x: float, y: float) -> Decision | None:
...     values = evaluate(graph, FLOATS, {"x": x, "y": y})
...     return Conditions(graph, values, bytearray(b"\1" * len(graph))).decision(len(graph) - 1)
>>> decisive(0.0, 1.0)  # y > 5 is false, so nothing hangs on x > 0
>>> decisive(0.0, 9.0)
Decision(part=3, below=False, above=True)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..rules import PRIMITIVES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..graph.graph import Graph

LOGIC = frozenset(PRIMITIVES[name] for name in ("and", "or", "not"))

TRUTH = {
    "less": (True, False), "less_equal": (True, False),
    "greater": (False, True), "greater_equal": (False, True),
    "equal": (False, False), "not_equal": (True, True),
}  # fmt: skip
"""Whether a comparison holds where its left side is a little below its right, and above."""

COMPARISONS = frozenset(PRIMITIVES[name] for name in TRUTH)

_TRIED = 16
"""No more parts than this are tried one by one, so that the work stays linear."""


class Decision(NamedTuple):
    """The part that decides a condition, and what the condition is to both sides of equality.

    For a part that is a number, both sides are those where it is not 0. `below` and `above` are
    `None` where the condition hangs on several parts at once.
    """

    part: int
    below: bool | None
    above: bool | None


class Conditions:
    """The conditions of one evaluated graph; `moving` marks the nodes that can change."""

    def __init__(self, graph: Graph, values: Sequence[Any], moving: bytearray) -> None:
        self._graph = graph
        self._values = values
        self._moving = moving
        self._known: dict[int, Decision | None] = {}
        self.members: set[int] = set()
        """Every comparison and operation of logic that belongs to a condition looked at."""

    def decision(self, condition: int) -> Decision | None:
        """What decides a condition here; `None` if no small change could turn it over."""
        if condition not in self._known:
            self._known[condition] = self._decide(condition)
        return self._known[condition]

    def _decide(self, condition: int) -> Decision | None:
        logic, parts = self._members(condition)
        self.members.update(logic, parts)
        loose = [part for part in parts if self._moving[part] and self.is_at_equality(part)]
        if self._truth(condition, logic, dict.fromkeys(loose)) is not None:
            return None
        for part in loose[:_TRIED]:
            if self._truth(condition, logic, {part: None}) is None:
                below, above = self._sides(part)
                return Decision(
                    part,
                    self._truth(condition, logic, {part: below}),
                    self._truth(condition, logic, {part: above}),
                )
        return Decision(loose[0], None, None)

    def _members(self, condition: int) -> tuple[list[int], list[int]]:
        """The operations of logic that make up a condition, and its parts, in evaluation order."""
        logic: set[int] = set()
        parts: set[int] = set()
        stack = [condition]
        while stack:
            node = stack.pop()
            if self._graph.operations[node] not in LOGIC:
                parts.add(node)
            elif node not in logic:
                logic.add(node)
                stack.extend(self._graph.arguments[node])
        return sorted(logic), sorted(parts)

    def is_at_equality(self, part: int) -> bool:
        """Whether the two sides of a comparison are equal, or a number is 0."""
        if self._graph.operations[part] in COMPARISONS:
            left, right = self._graph.arguments[part]
            if self._values[left] != self._values[right]:
                return False
            return not (self._alone_attains(left, right) or self._alone_attains(right, left))
        return self._values[part] == 0

    def _alone_attains(self, extreme: int, argument: int) -> bool:
        """Whether a node is a `max` or `min` that one of its arguments alone attains.

        Then the two stay equal under every small change.
        """
        operation, others = self._graph.operations[extreme], self._graph.arguments[extreme]
        if operation is None or operation.name not in ("max", "min") or argument not in others:
            return False
        return [self._values[other] for other in others].count(self._values[extreme]) == 1

    def hangs_on(self, node: int, part: int) -> bool:
        """Whether a number that is 0, an argument of an operation of logic, decides its value."""
        return self.is_at_equality(part) and self._truth(node, [node], {part: None}) is None

    def _sides(self, part: int) -> tuple[bool, bool]:
        operation = self._graph.operations[part]
        return (True, True) if operation is None else TRUTH.get(operation.name, (True, True))

    def _truth(
        self, condition: int, logic: Sequence[int], supposed: Mapping[int, bool | None]
    ) -> bool | None:
        """The truth of a condition if some parts had other values; `None` if it may be either."""
        found: dict[int, bool | None] = dict(supposed)
        for node in logic:
            operation = self._graph.operations[node]
            assert operation is not None
            sides = [
                found[place] if place in found else bool(self._values[place])
                for place in self._graph.arguments[node]
            ]
            if operation.name == "not":
                found[node] = None if sides[0] is None else not sides[0]
            else:
                found[node] = _joined(sides, absorbing=operation.name == "or")
        return found[condition] if condition in found else bool(self._values[condition])


def _joined(sides: Sequence[bool | None], *, absorbing: bool) -> bool | None:
    """Kleene's `or` (where True absorbs) and `and` (where False does)."""
    if absorbing in sides:
        return absorbing
    return None if None in sides else not absorbing
