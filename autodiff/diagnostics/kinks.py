r"""Where a condition is decided at equality, and what the derivatives are to both sides of that.

A condition is a tree of `and`, `or` and `not` over parts that are comparisons or plain numbers. A
part is at equality where the two sides of a comparison are equal, or a number is 0: the least
change may turn it over. Whether that turns the condition over is worked out in three values, with
`None` for a part that may go either way.

To one side of such a point one branch of a `where` is taken, to the other side perhaps the other.
Both have been evaluated, so both can be differentiated; and the sign of the slope of the deciding
comparison tells which side of it an input moves to.

>>> from ..numbers.doubles import FLOATS
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ..differentiation.sweeps import evaluate
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("where(x > 0 and y > 5, x, -x)")))
>>> node = graph.outputs["f"]
>>> def sides(x: float, y: float) -> tuple[Decision | None, tuple[OneSided, ...]]:
...     values = evaluate(graph, FLOATS, {"x": x, "y": y})
...     found = Conditions(graph, values, graph.above(graph.inputs.values()))
...     decision = found.decision(graph.arguments[node][0])
...     return decision, branch_sides(graph, values, node, decision, graph.inputs)
>>> sides(0.0, 1.0)  # y > 5 is false, so nothing hangs on x > 0
(None, ())
>>> sides(0.0, 9.0)[1]
(OneSided(argument='x', left=-1.0, right=1.0),)
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from ..differentiation.sweeps import active_positions, linearize, reverse, taken_position
from ..graph.notes import OneSided
from ..numbers.doubles import FLOATS
from ..rules import PRIMITIVES, WHERE
from ..rules.predicates import is_finite, is_nan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..differentiation.solution import Numbers
    from ..graph.graph import Graph
    from ..graph.notes import Number

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

SWEEPS = 4
"""How many sweeps over the graph one answer takes."""


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


def branch_sides(
    graph: Graph,
    values: Sequence[Any],
    node: int,
    decision: Decision | None,
    wrt: Mapping[str, int],
    m: Numbers = FLOATS,
) -> tuple[OneSided, ...]:
    """For each input that moves the deciding part, the derivatives of `node` to both sides.

    An input that does not move it, to first order, is left out; so is everything where several
    parts decide together, or something else is at a kink or a jump, such as a tied `max`: then a
    slope or a branch is another one to each side. Where the value jumps, the derivative to that
    side is infinite.
    """
    if decision is None or decision.below is None or decision.above is None:
        return ()
    arguments = graph.arguments[node]
    below, above = arguments[1 if decision.below else 2], arguments[1 if decision.above else 2]
    deciding = _deciding(graph, decision.part)
    if not _is_smooth(graph, values, [*deciding, below, above], decision.part, wrt):
        return ()
    slopes = _slopes(graph, values, decision.part, wrt, m)
    falls, rises = (_gradient(graph, values, branch, wrt, m) for branch in (below, above))
    found: list[OneSided] = []
    for name, slope in slopes.items():
        if not slope or is_nan(slope):
            continue
        to_left, to_right = (below, above) if slope > 0 else (above, below)
        left, right = (falls, rises) if slope > 0 else (rises, falls)
        found.append(
            OneSided(
                name,
                _side(values[node] - values[to_left], left[name], m),
                _side(values[to_right] - values[node], right[name], m),
            )
        )
    return tuple(found)


def jump_sides(
    graph: Graph,
    values: Sequence[Any],
    comparison: int,
    wrt: Mapping[str, int],
    m: Numbers = FLOATS,
) -> tuple[OneSided, ...]:
    """The same for a comparison whose sides are equal and whose 0 or 1 is used as a number."""
    operation = graph.operations[comparison]
    assert operation is not None
    if not _is_smooth(graph, values, graph.arguments[comparison], comparison, wrt):
        return ()
    below, above = TRUTH[operation.name]
    now = bool(values[comparison])
    found: list[OneSided] = []
    for name, slope in _slopes(graph, values, comparison, wrt, m).items():
        if not slope or is_nan(slope):
            continue
        left, right = (below, above) if slope > 0 else (above, below)
        found.append(OneSided(name, _side(now - left, 0, m), _side(right - now, 0, m)))
    return tuple(found)


def _side(rise: Any, derivative: Any, m: Numbers) -> Number | None:  # noqa: ANN401
    """The derivative to one side, infinite where the value jumps by `rise`.

    `None` where there is no value to jump to, as of a logarithm at 0, or no derivative.
    """
    if not is_finite(rise) or is_nan(derivative):
        return None
    return m.report(derivative if rise == 0 else inf if rise > 0 else -inf)


def _deciding(graph: Graph, part: int) -> tuple[int, ...]:
    """The two sides of a comparison, or a number that is used as a truth."""
    return graph.arguments[part] if graph.operations[part] in COMPARISONS else (part,)


def _is_smooth(
    graph: Graph, values: Sequence[Any], roots: Sequence[int], part: int, wrt: Mapping[str, int]
) -> bool:
    """Whether nothing that these nodes are made of is at a kink or at equality, `part` aside."""
    moving = graph.above(wrt.values())
    seen: set[int] = set()
    pending = [*roots]
    while pending:
        node = pending.pop()
        operation = graph.operations[node]
        if operation is None or node in seen or not moving[node]:
            continue
        seen.add(node)
        arguments = graph.arguments[node]
        numbers = [values[argument] for argument in arguments]
        if operation in COMPARISONS:
            if node != part and numbers[0] == numbers[1]:
                return False
        elif operation is WHERE:
            pending += [arguments[0], arguments[taken_position(values, arguments)]]
        elif any(kink.applies(*numbers, values[node]) for kink in operation.kinks):
            return False
        else:
            pending += arguments
    return True


def _slopes(
    graph: Graph, values: Sequence[Any], part: int, wrt: Mapping[str, int], m: Numbers
) -> dict[str, Any]:
    """How fast each input lifts the left side of a comparison over its right, or a number."""
    if graph.operations[part] not in COMPARISONS:
        return _gradient(graph, values, part, wrt, m)
    left, right = (_gradient(graph, values, side, wrt, m) for side in graph.arguments[part])
    return {name: left[name] - right[name] for name in wrt}


def _gradient(
    graph: Graph, values: Sequence[Any], node: int, wrt: Mapping[str, int], m: Numbers
) -> dict[str, Any]:
    active = active_positions(graph, values, wrt.values(), [node])
    adjoints = reverse(linearize(graph, m, values, active), node)
    return {
        name: 0 if adjoints[source] is None else adjoints[source] for name, source in wrt.items()
    }
