"""One-sided derivatives: what may be given where there is no derivative, or it is only a limit.

A corner (`max` at a tie, `abs` at 0) has a derivative on either side and none of its own. `eval`
gives one by convention; any number between the two can be defended, so it is not called wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..answers.evaluation import evaluate
from ..answers.matrices import hessian
from ..answers.question import Question
from ..diagnostics.diagnostics import Diagnostics, is_kinked
from ..graph.labels import number_text
from ..rules.predicates import as_double, is_finite, is_nan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..differentiation.solution import Linearization
    from ..graph.notes import Number
    from .answer_key import AnswerKey, Target

STEP = 1e-7
"""How far to either side one looks, relatively."""

_SLACK = 1e-6


def is_doubtful(target: Target, site: Linearization) -> bool:
    """Whether a derivative came to NaN at a site, or passes a kink there."""
    if target.output is None or target.by is None:
        return False
    if is_nan(site.derivative(target.output, target.by)):
        return True
    evaluator = target.evaluator
    return is_kinked(
        evaluator.graph, site.values, [target.output], site.edges, [target.by], evaluator.m
    )


def existing(target: Target, subject: AnswerKey, point: Mapping[str, Any]) -> Number | None:
    """A doubtful derivative as `eval` or `hessian` finds it by limits; `None` if they do not."""
    output, by = target.quantity.output, target.quantity.by
    if not subject.graph.inputs.keys() >= set(by) or output not in subject.outputs:
        return None
    wrt = list(dict.fromkeys(by))
    asked = Question(wrt, [output], subject.ties, numbers=target.evaluator.m, costs=False)
    if len(by) == 1:
        found = evaluate(subject.names, point, asked)
        number = found.gradient[output][by[0]]
    else:
        found = hessian(subject.names, point, asked)
        number = found.blocks[0].entries.get((by[0], by[1]), 0)
    return None if any(note.kind == "kink" for note in found.notes) else number


def between_sides(
    target: Target,
    site: Linearization,
    number: Number,
    point: Mapping[str, Any],
    labels: Sequence[str],
) -> str | None:
    """What to say of a number between the two one-sided derivatives; `None` if it is not."""
    name = target.quantity.by[0] if target.quantity.kind == "first" else None
    if name is None or target.by is None or name not in target.evaluator.graph.inputs:
        return None
    graph, m = target.evaluator.graph, target.evaluator.m
    diagnostics = Diagnostics(graph, site.values, site.examined, labels, m)
    kink = next(iter(diagnostics.kinks(site.edges, {name: target.by})), None)
    if kink is None:
        return None
    if is_nan(number):
        reason = kink.message.partition(", at ")[0]
        return f"the derivative does not exist here ({reason}): backprop gives {_own(target, site)}"
    low, high = _sides(target, point, name)
    is_corner = is_finite(low) and is_finite(high)
    is_corner = is_corner and high - low > 1e-4 * max(abs(low), abs(high))
    if not is_corner or not low - _SLACK <= number <= high + _SLACK:
        return None
    return (
        f"the derivative does not exist here ({kink.message.partition(', at ')[0]}): it is "
        f"{low:.6g} on one side and {high:.6g} on the other, and what lies between can be "
        f"defended; {_own(target, site)} is what backprop gives"
    )


def _own(target: Target, site: Linearization) -> str:
    """The derivative that is given where there is none."""
    own = target.at(site)
    return number_text(0 if own is None else own)


def _sides(target: Target, point: Mapping[str, Any], name: str) -> list[float]:
    """The derivatives a little to the left and to the right, the smaller first."""
    here = as_double(point[name])
    step = max(abs(here), 1.0) * STEP
    return sorted(
        as_double(target.at(target.evaluator.at({**point, name: here + offset})) or 0)
        for offset in (-step, step)
    )
