"""The one-sided derivatives of a `where` whose condition is decided at equality.

To one side of such a point one branch is taken, to the other side perhaps the other. Both have
been evaluated, so both can be differentiated; and the sign of the slope of the deciding comparison
tells which side of it an input moves to.

>>> from .conditions import Conditions
>>> from .floats import FLOATS
>>> from .lower import lower
>>> from .names import survey
>>> from .sweeps import evaluate
>>> from ..parser.parse import parse
>>> graph = lower(survey(parse("where(x > 0, x, -x)")))
>>> values = evaluate(graph, FLOATS, {"x": 0.0})
>>> node = graph.outputs["f"]
>>> decision = Conditions(graph, values, bytearray([1] * len(graph))).decision(
...     graph.arguments[node][0])
>>> branch_sides(graph, values, node, decision, {"x": 0})
(OneSided(argument='x', left=-1.0, right=1.0),)
"""

from __future__ import annotations

from math import copysign, inf, isfinite, isnan
from typing import TYPE_CHECKING

from .conditions import COMPARISONS, TRUTH
from .floats import FLOATS
from .report import OneSided
from .sweeps import active_positions, linearize, reverse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .conditions import Decision
    from .graph import Graph

SWEEPS = 4
"""How many sweeps over the graph one answer takes."""


def branch_sides(
    graph: Graph,
    values: Sequence[float],
    node: int,
    decision: Decision | None,
    wrt: Mapping[str, int],
) -> tuple[OneSided, ...]:
    """For each input that moves the deciding part, the derivatives of `node` to both sides.

    An input that does not move it, to first order, is left out; so is everything where several
    parts decide together. Where the value jumps, the derivative to that side is infinite.
    """
    if decision is None or decision.below is None or decision.above is None:
        return ()
    slopes = _slopes(graph, values, decision.part, wrt)
    arguments = graph.arguments[node]
    below, above = arguments[1 if decision.below else 2], arguments[1 if decision.above else 2]
    falls, rises = (_gradient(graph, values, branch, wrt) for branch in (below, above))
    found: list[OneSided] = []
    for name, slope in slopes.items():
        if not slope or isnan(slope):
            continue
        to_left, to_right = (below, above) if slope > 0 else (above, below)
        left, right = (falls, rises) if slope > 0 else (rises, falls)
        found.append(
            OneSided(
                name,
                _side(values[node] - values[to_left], left[name]),
                _side(values[to_right] - values[node], right[name]),
            )
        )
    return tuple(found)


def jump_sides(
    graph: Graph, values: Sequence[float], comparison: int, wrt: Mapping[str, int]
) -> tuple[OneSided, ...]:
    """The same for a comparison whose sides are equal and whose 0 or 1 is used as a number."""
    operation = graph.operations[comparison]
    assert operation is not None
    below, above = TRUTH[operation.name]
    now = bool(values[comparison])
    found: list[OneSided] = []
    for name, slope in _slopes(graph, values, comparison, wrt).items():
        if not slope or isnan(slope):
            continue
        left, right = (below, above) if slope > 0 else (above, below)
        found.append(OneSided(name, _side(now - left, 0.0), _side(right - now, 0.0)))
    return tuple(found)


def _side(rise: float, derivative: float) -> float | None:
    """The derivative to one side, infinite where the value jumps by `rise`.

    `None` where there is no value to jump to, as of a logarithm at 0, or no derivative.
    """
    if not isfinite(rise) or isnan(derivative):
        return None
    return derivative if rise == 0 else copysign(inf, rise)


def _slopes(
    graph: Graph, values: Sequence[float], part: int, wrt: Mapping[str, int]
) -> dict[str, float]:
    """How fast each input lifts the left side of a comparison over its right, or a number."""
    if graph.operations[part] not in COMPARISONS:
        return _gradient(graph, values, part, wrt)
    left, right = (_gradient(graph, values, side, wrt) for side in graph.arguments[part])
    return {name: left[name] - right[name] for name in wrt}


def _gradient(
    graph: Graph, values: Sequence[float], node: int, wrt: Mapping[str, int]
) -> dict[str, float]:
    active = active_positions(graph, values, wrt.values(), [node])
    adjoints = reverse(linearize(graph, FLOATS, values, active), node)
    return {name: float(adjoints[source] or 0.0) for name, source in wrt.items()}
