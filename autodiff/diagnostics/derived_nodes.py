"""A graph solved at a point, with the nodes that `diff(…)` made in it settled by limits.

Invariant: only a derivative that came to no finite number, or that passes a kink, is looked at; it
is a limit for everything above it, or stays what its formula gives.

>>> from ..numbers.doubles import FLOATS
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("3*diff(sqrt(x)^2, x)")))
>>> solved_with_limits(graph, FLOATS, {"x": 0.0}, graph.inputs, ()).values[graph.outputs["f"]]
3.0
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..differentiation.solution import linearized, solved
from ..differentiation.sweeps import active_positions, linearize
from ..rules.predicates import departure_of, is_finite
from .diagnostics import is_kinked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..differentiation.solution import Limit, Linearization, Numbers
    from ..graph.graph import Derived, Graph


def solved_with_limits(
    graph: Graph,
    numbers: Numbers,
    point: Mapping[str, Any],
    wrt: Mapping[str, int],
    modes: Sequence[str],
) -> Linearization:
    """The numbers of a graph at a point: those of `solved`, and limits where they are in doubt."""
    at = solved(graph, numbers, point, wrt, modes)
    fixed = _limits_of_derivatives(at, point) if graph.derived else None
    return linearized(graph, at.m, point, wrt, modes, fixed) if fixed else at


def _limits_of_derivatives(at: Linearization, point: Mapping[str, Any]) -> dict[int, Limit]:
    """The limits of the nodes that `diff(…)` made, where they are doubtful and have one."""
    graph, found = at.graph, dict[int, Any]()
    names = {node: name for name, node in graph.inputs.items()}
    chains: dict[int, list[Derived]] = {}
    for derived in graph.derived:
        if at.examined[derived.result] and derived.by in names:
            chains.setdefault(derived.result, []).append(derived)
    doubtful = [chain for chain in chains.values() if _is_doubtful(at, chain)]
    if not doubtful:
        return found
    from .limits import Limits

    limits = Limits(graph, point)
    for chain in sorted(doubtful, key=lambda chain: chain[0].result):
        steps = [*(derived.source for derived in chain), chain[0].result]
        limit = limits.node(steps, names[chain[0].by])
        number = None if limit is None else limit.number(at.m)
        if limit is not None and is_finite(number) and departure_of(number) is None:
            found[chain[0].result] = limit
    return found


def _is_doubtful(at: Linearization, chain: Sequence[Derived]) -> bool:
    """Whether a derivative came to no finite number, or a kink lies in what is differentiated."""
    graph, values, result = at.graph, at.values, chain[0].result
    if departure_of(values[result]) is not None:
        return False
    if not is_finite(values[result]):
        return True
    rows = {graph.operations[node] for node in range(chain[0].source + 1)}
    if not any(row and (row.kinks or row.passes or row.kind == "compare") for row in rows):
        return False
    ends = [chain[0].source, result]
    edges = linearize(graph, at.m, values, active_positions(graph, values, [chain[0].by], ends))
    return is_kinked(graph, values, ends, edges, [chain[0].by], at.m)
