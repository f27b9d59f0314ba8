"""Where rules have only a convention: the derivative if it exists, or what may be given for it.

A corner (`max` at a tie, `abs` at 0) has a derivative on either side and none of its own. `eval`
gives one by convention; any number between the two can be defended, so it is not called wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..answers.evaluation import evaluate
from ..answers.matrices import hessian
from ..diagnostics.diagnostics import Scrutiny, is_kinked
from ..graph.labels import number_text
from ..rules.predicates import is_finite, is_nan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..graph.notes import Number
    from .lane import Site
    from .subject import Asked, Subject

STEP = 1e-7
"""How far to either side one looks, relatively."""

_SLACK = 1e-6


def is_doubtful(asked: Asked, site: Site) -> bool:
    """Whether a derivative came to NaN at a site, or passes a kink there."""
    if asked.output is None or asked.by is None:
        return False
    if is_nan(site.derivative(asked.output, asked.by)):
        return True
    lane = asked.lane
    return is_kinked(lane.graph, site.values, [asked.output], site.edges, [asked.by], lane.m)


def existing(asked: Asked, subject: Subject, point: Mapping[str, Any]) -> Number | None:
    """A doubtful derivative as `eval` or `hessian` finds it by limits; `None` if they do not."""
    output, by = asked.quantity.output, asked.quantity.by
    if not subject.graph.inputs.keys() >= set(by) or output not in subject.outputs:
        return None
    wrt = list(dict.fromkeys(by))
    common: dict[str, Any] = {
        "numbers": asked.lane.m, "wrt": wrt, "of": [output], "ties": subject.ties,
    }  # fmt: skip
    if len(by) == 1:
        found = evaluate(subject.program, point, costs=False, names=subject.names, **common)
        number = found.gradient[output][by[0]]
    else:
        found = hessian(subject.program, point, names=subject.names, **common)
        number = found.blocks[0].entries.get((by[0], by[1]), 0)
    return None if any(note.kind == "kink" for note in found.notes) else number


def corner(
    asked: Asked, site: Site, number: Number, point: Mapping[str, Any], labels: Sequence[str]
) -> str | None:
    """What to say where the derivative has two sides and the number lies between them."""
    name = asked.quantity.by[0] if asked.quantity.kind == "first" else None
    if name is None or asked.by is None or name not in asked.lane.graph.inputs:
        return None
    graph, m = asked.lane.graph, asked.lane.m
    scrutiny = Scrutiny(graph, site.values, site.examined, labels, m)
    kink = next(iter(scrutiny.kinks(site.edges, {name: asked.by})), None)
    if kink is None:
        return None
    if is_nan(number):
        reason = kink.message.partition(", at ")[0]
        return f"the derivative does not exist here ({reason}): backprop gives {_own(asked, site)}"
    low, high = _sides(asked, point, name)
    is_corner = is_finite(low) and is_finite(high)
    is_corner = is_corner and high - low > 1e-4 * max(abs(low), abs(high))
    if not is_corner or not low - _SLACK <= number <= high + _SLACK:
        return None
    return (
        f"the derivative does not exist here ({kink.message.partition(', at ')[0]}): it is "
        f"{low:.6g} on one side and {high:.6g} on the other, and what lies between can be "
        f"defended; {_own(asked, site)} is what backprop gives"
    )


def _own(asked: Asked, site: Site) -> str:
    """The derivative that is given where there is none."""
    own = asked.at(site)
    return number_text(0 if own is None else own)


def _sides(asked: Asked, point: Mapping[str, Any], name: str) -> list[float]:
    """The derivatives a little to the left and to the right, the smaller first."""
    here = float(point[name])
    step = max(abs(here), 1.0) * STEP
    return sorted(
        float(asked.at(asked.lane.site({**point, name: here + offset})) or 0)
        for offset in (-step, step)
    )
