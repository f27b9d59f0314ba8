"""The comparison of a claimed formula with the right answer, at one point after another.

Invariants:

- A point counts where both have a finite value; where only one has, the domains differ.
- What rounding explains is no disagreement.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..differentiation.sweeps import evaluate
from ..graph.labels import number_text
from ..graph.number_text import number_text as rounded_text
from ..numbers.doubles import FLOATS
from ..rules.predicates import is_finite
from .evaluator import Evaluator, rounding_noise
from .sampling import sample
from .verdict import WRONG, Counterexample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..differentiation.solution import Linearization
    from ..graph.graph import Graph
    from ..graph.notes import Number
    from .answer_key import Target
    from .tolerance import Tolerance
    from .verdict import Verdict


class PointComparison:
    """What a formula gives at one point, and what is right there.

    `both` says that both have a value, `lacks` that only the right answer has, `agrees` that what
    was given is right. `noise` is the size of what was added up to either.
    """

    def __init__(self, site: Linearization, given: Number | None, right: Number | None) -> None:
        self.site = site
        self.given = given
        self.right = right
        has_given = given is not None and is_finite(given)
        has_right = right is not None and is_finite(right)
        self.both = has_given and has_right
        # What exact numbers have no room for is not known to be missing.
        self.lacks = has_right and not has_given and given is not None
        self.agrees = False
        self.noise = 0.0

    @property
    def where(self) -> str:
        """The point in words; of many inputs the first few."""
        point = self.site.reported_point
        shown = [f"{name} = {_short(number)}" for name, number in list(point.items())[:6]]
        return ", ".join([*shown, "…"] if len(point) > 6 else shown) or "any point"

    def shown(self) -> Counterexample:
        """The point as a counterexample."""
        given = self.given if self.given is not None and is_finite(self.given) else None
        return Counterexample(self.site.reported_point, given, self.right)

    def told(self) -> tuple[str, str]:
        """The counterexample in words: with the right number, and without."""
        where = f"at {self.where} it gives {_short(self.given)}"
        return f"{where}; right is {_short(self.right)}", where


def compare(
    graph: Graph, here: Mapping[str, Any], target: Target, site: Linearization, tolerance: Tolerance
) -> PointComparison:
    """A formula's graph at a site; `here` are the values of the names that it uses."""
    m = target.evaluator.m
    values = evaluate(graph, m, here)
    (output,) = graph.outputs.values()
    found = PointComparison(site, m.report(values[output]), target.at(site))
    given, right = found.given, found.right
    if given is None or right is None or not found.both:
        return found
    found.agrees = tolerance.accepts(given, right)
    if not found.agrees and not tolerance.exact and target.output is not None:
        found.noise = rounding_noise(site, target.output, target.by)
        found.noise += rounding_noise(Evaluator(graph, FLOATS).at(here), output, None)
        found.agrees = tolerance.accepts(given, right, None, found.noise)
    return found


def is_wider(target: Target, graph: Graph, text: str) -> bool:
    """Whether a formula has a value somewhere where the right one has none."""
    inputs = target.evaluator.graph.inputs
    if target.output is None or not graph.inputs.keys() <= inputs.keys():
        return False
    for site in sample(Evaluator(graph, target.evaluator.m), text):
        point = {name: site.reported_point.get(name, 1.0) for name in inputs}
        if not target.evaluator.at(point).is_defined:
            return True
    return False


def narrower(plain: Verdict, lacking: PointComparison, *, agreed: bool) -> Verdict:
    """The verdict on a formula that has no value where the right answer has one."""
    before = "the numbers agree where both have one, but " if agreed else ""
    hint = f"{before}the domains differ: it has no value at {lacking.where}"
    why = f"{hint}, where the right answer has one"
    example = lacking.shown()
    return replace(
        plain, verdict=WRONG, why=why, hint=hint, domain="narrower", counterexample=example
    )


def _short(number: Any) -> str:  # noqa: ANN401
    text = number_text(number)
    if len(text) <= 16:
        return text
    return f"{number:.8g}" if isinstance(number, float) else rounded_text(number, 8)
