"""The one-sided derivatives of a `where` whose condition is decided at equality.

To one side of such a point one branch is taken, to the other side perhaps the other. Both have
been evaluated, so both can be differentiated; and the sign of the slope of the deciding comparison
tells which side of it an input moves to.

>>> from .conditions import Conditions
>>> from ..numbers.doubles import FLOATS
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ..differentiation.sweeps import evaluate
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("where(x > 0, x, -x)")))
>>> values = evaluate(graph, FLOATS, {"x": 0.0})
>>> node = graph.outputs["f"]
>>> decision = Conditions(graph, values, bytearray([1] * len(graph))).decision(
...     graph.arguments[node][0])
>>> branch_sides(graph, values, node, decision, {"x": 0})
(OneSided(argument='x', left=-1.0, right=1.0),)
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from ..differentiation.sweeps import (
    active_positions,
    dependent_nodes,
    linearize,
    reverse,
    taken_position,
)
from ..graph.notes import OneSided
from ..numbers.doubles import FLOATS
from ..rules import WHERE
from ..rules.predicates import is_finite, is_nan
from .conditions import COMPARISONS, TRUTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..differentiation.solution import Numbers
    from ..graph.graph import Graph
    from ..graph.notes import Number
    from .conditions import Decision

SWEEPS = 4
"""How many sweeps over the graph one answer takes."""


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
    moving = dependent_nodes(graph, wrt.values())
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
