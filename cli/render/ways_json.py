"""The paths of a graph as JSON; a count too large for a double is text, every digit of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...autodiff.graph.number_text import integer_text
from ..json_text import dumps
from .json_form import noted

if TYPE_CHECKING:
    from ...autodiff.teach.paths import Paths, PathWork, Route

EXACT = 2**53


def json_text(found: Paths, *, ascii_only: bool = False) -> str:
    """One JSON object."""
    fields: dict[str, object] = {
        "source": found.source,
        "expression": found.expression,
        "inputs": found.inputs,
        "routes": [_route(route) for route in found.routes],
        "left_out": found.left_out,
        "notes": [noted(note) for note in found.notes],
    }
    lines = [f'"{key}": {dumps(value, ascii_only=ascii_only)}' for key, value in fields.items()]
    return "{" + ",\n ".join(lines) + "}\n"


def whole(count: int) -> int | str:
    """A count as JSON has it.

    >>> whole(9), whole(2**60)
    (9, '1152921504606846976')
    """
    return count if count < EXACT else integer_text(count)


def _work(work: PathWork) -> dict[str, object]:
    return {"multiplications": whole(work.multiplications), "additions": whole(work.additions)}


def _route(route: Route) -> dict[str, object]:
    return {
        "from": route.source,
        "to": route.target,
        "count": whole(route.count),
        "paths": [
            {
                "nodes": path.nodes,
                "omitted": path.omitted,
                "gap": path.gap,
                "partials": [factor.value for factor in path.factors],
                "product": path.product,
            }
            for path in route.paths
        ],
        "sum": route.sum,
        "derivative": route.derivative,
        "by_paths": _work(route.by_paths),
        "by_sweep": _work(route.by_sweep),
        "factors": [
            {
                "of": segment.of,
                "by": segment.by,
                "count": whole(segment.count),
                "products": segment.products,
                "value": segment.value,
            }
            for segment in route.segments
        ],
        "junctions": [
            {"node": each.node, "joins": each.joins, "parts": each.parts}
            for each in route.junctions
        ],
        "more_factors": route.more_segments,
        "more_junctions": route.more_junctions,
    }
