"""Claims judged: right, wrong and why, or what stands in the way of a judgement.

Invariants:

- A number is compared at the point; a formula at the point and at sampled points at which both
  it and the right answer have values, and every one of them counts.
- Where the two have values at different points, that is said, and no number is called wrong for it.
- Only what is wrong is diagnosed.

>>> from ...parser.parse import parse
>>> judge = Judge(parse("(x+y)*z"), ["dx", "dz"])
>>> point = {"x": -2.0, "y": 5.0, "z": -4.0}
>>> [judge.verdict(*claim, point).verdict for claim in (("dx", "-4"), ("dz", "x+y"), ("dz", "x"))]
['right', 'right', 'wrong']
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ...parser.errors import BackpropError
from ..answers.evaluation import evaluate
from ..answers.question import Question, understand
from ..differentiation.sweeps import evaluate as evaluate_graph
from ..graph.labels import shortened
from ..numbers.doubles import FLOATS
from ..rules.predicates import is_finite, is_nan
from . import syntax
from .answer_key import AnswerKey
from .diagnosing import Diagnostician, Findings
from .evaluator import rounding_noise
from .formula_comparison import PointComparison, compare, is_wider, narrower
from .one_sided import between_sides, existing, is_doubtful
from .sampling import sample
from .syntax import Quantity
from .tolerance import Tolerance, rounded_to
from .verdict import RIGHT, UNJUDGED, WRONG, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from ...parser.syntax import Program
    from ..answers.report import Costs
    from ..differentiation.solution import Linearization, Numbers
    from ..graph.graph import Graph
    from ..graph.notes import Number
    from ..program.names import Survey
    from .answer_key import Target
    from .evaluator import Evaluator

MOST_KEPT = 200
"""Of each kind of finding so many are remembered."""

_Key = TypeVar("_Key")
_Found = TypeVar("_Found")

MOST_CASES = 8
"""A formula's diagnosis must hold at so many of the sampled points."""


class Judge:
    """Judges claims about one program.

    `keys` are the left sides that will be asked about. `numbers` is the kind of numbers to work in.
    """

    def __init__(
        self,
        program: Program,
        keys: Sequence[str],
        *,
        tolerance: Tolerance | None = None,
        numbers: Numbers = FLOATS,
        ties: str = "split",
        given: Collection[str] = (),
        names: Survey | None = None,
    ) -> None:
        self.program = program
        self.tolerance = tolerance or Tolerance()
        self.numbers = numbers
        self.subject = AnswerKey(names or understand(program), given=given, ties=ties)
        self._quantities: dict[str, Quantity | BackpropError] = {}
        for key in keys:
            self._quantities[key] = self._read(key)
        self.evaluator = self.subject.evaluator(self._known(), numbers)
        self._targets: dict[str, Target] = {}
        self._samples: dict[tuple[Any, ...], list[Linearization]] = {}
        self._sites: dict[tuple[Any, ...], Linearization] = {}
        self._formulas: dict[str, str | None] = {}
        self._counts: dict[tuple[Any, ...], dict[str, int]] = {}
        self._limits: dict[tuple[Any, ...], Number | None] = {}
        self._diagnostician = Diagnostician(self.subject, self.tolerance)

    def _read(self, key: str) -> Quantity | BackpropError:
        try:
            return syntax.quantity(key, self.subject.nodes, self.subject.outputs)
        except BackpropError as error:
            return error

    def _known(self) -> list[Quantity]:
        return [each for each in self._quantities.values() if not isinstance(each, BackpropError)]

    def quantity(self, key: str) -> Quantity:
        """What a key is about.

        Raises `BackpropError` if it is about nothing that is there.
        """
        found = self._quantities[key]
        if isinstance(found, BackpropError):
            raise found
        return found

    def is_about(self, text: str, key: str) -> bool:
        """Whether a text is the left side of a claim about the same thing as a key."""
        if text not in self._quantities and len(text) > syntax.LONGEST_KEY:
            return False
        found = self._quantities.get(text) or self._read(text)
        return text == key or (found == self._quantities[key] and isinstance(found, Quantity))

    def target(self, quantity: Quantity) -> Target:
        """What a quantity is in its graph."""
        if quantity.title not in self._targets:
            self._targets[quantity.title] = self.subject.target(quantity, self.evaluator)
        return self._targets[quantity.title]

    def formula(self, quantity: Quantity) -> str | None:
        """The right answer as a formula, where it is short enough to be read."""
        return _kept(self._formulas, quantity.title, lambda: self.subject.formula(quantity))

    def check_point(self, point: Mapping[str, Any]) -> None:
        """Refuse a point at which the program has no value.

        Raises `BackpropError`, located in the program's text.
        """
        subject = self.subject
        try:
            subject.problem.check(point)
            for _ in subject.problem.diagnostics(self.site(self.evaluator, point)).values():
                pass  # overflow is no reason to refuse
        except BackpropError as error:
            raise error.located(self.program.text) from None

    def site(self, evaluator: Evaluator, point: Mapping[str, Any]) -> Linearization:
        """A graph at a point, worked out once."""
        key = (id(evaluator), *sorted(point.items()))
        return _kept(self._sites, key, lambda: evaluator.at(point))

    def right(self, key: str, point: Mapping[str, Any]) -> Number | None:
        """The right number at a point; `None` where its kind of numbers has none."""
        quantity = self.quantity(key)
        if quantity.kind == "count":
            return self.counts(point)[quantity.count]
        target = self.target(quantity)
        limit = self._limit(target, point)
        return target.at(self.site(target.evaluator, point)) if limit is None else limit

    def _limit(self, target: Target, point: Mapping[str, Any]) -> Number | None:
        """A derivative that the rules are in doubt about at a point, if it exists as a limit."""

        def limit() -> Number | None:
            doubtful = is_doubtful(target, self.site(target.evaluator, point))
            return existing(target, self.subject, point) if doubtful else None

        return _kept(self._limits, (target.quantity.title, *sorted(point.items())), limit)

    def verdict(self, key: str, given: str, point: Mapping[str, Any] | None) -> Verdict:
        """One claim, judged at a point, or as a formula where that is `None`."""
        try:
            quantity = self.quantity(key)
            graph = syntax.formula(given, self.subject.nodes)
        except BackpropError as error:
            return _unread(key, given, error)
        try:
            if quantity.kind == "count":
                return self._count(key, given, quantity, graph, point)
            if graph.inputs or point is None:
                return self._formula_claim(key, given, quantity, graph, point)
            return self._number_claim(key, given, quantity, graph, point)
        except BackpropError as error:
            return _unread(key, given, error)

    # --- numbers

    def _number_claim(
        self, key: str, given: str, quantity: Quantity, graph: Graph, point: Mapping[str, Any]
    ) -> Verdict:
        number = self._constant(graph, given)
        target = self.target(quantity)
        site = self.site(target.evaluator, point)
        limit = self._limit(target, point)
        right = target.at(site) if limit is None else limit

        def told(verdict: str, why: str = "", hint: str = "") -> Verdict:
            return Verdict(key, given, quantity.title, "number", verdict, right, why, hint or why)

        if right is None:
            why = "the right answer leaves the rational numbers, so it cannot be judged exactly"
            return told(UNJUDGED, why)
        if limit is not None:
            is_right = self.tolerance.accepts(number, right, given)
        else:
            is_right = self._accepts(number, right, given, target, site)
        if is_right:
            return told(RIGHT)
        if is_nan(right):
            return told(UNJUDGED, "the derivative does not exist at this point")
        sides = None
        if limit is None:
            sides = between_sides(target, site, number, point, self.subject.labels)
        if sides is not None:
            return told(UNJUDGED, sides, sides.partition(":")[0])
        digits = rounded_to(number, right, given)
        if digits is None:
            findings = self._diagnostician.number(quantity, point, number, given)
        else:
            sentence = (
                f"that is the right number rounded to {digits} digits; more of them are asked for"
            )
            findings = Findings.one("rounded", sentence)
        return findings.explaining(told(WRONG))

    def _constant(self, graph: Graph, given: str) -> Number:
        m = self.numbers
        values = evaluate_graph(graph, m, {})
        (output,) = graph.outputs.values()
        found = m.report(values[output])
        if found is None:
            raise BackpropError(
                "it leaves the rational numbers, so it cannot be judged exactly",
                hint="leave out --exact",
            )
        named = set(graph.constants.values()) & {"inf", "nan"}
        if not is_finite(found) and not named:
            how = "has no value" if is_nan(found) else "has no finite value"
            raise BackpropError(f"'{shortened(given)}' {how}")
        return found

    def _accepts(
        self, number: Number, right: Number, text: str, target: Target, site: Linearization
    ) -> bool:
        if self.tolerance.accepts(number, right, text):
            return True
        if target.output is None or self.tolerance.exact or not is_finite(right):
            return False
        return self.tolerance.accepts(
            number, right, text, rounding_noise(site, target.output, target.by)
        )

    # --- formulas

    def _formula_claim(
        self,
        key: str,
        given: str,
        quantity: Quantity,
        graph: Graph,
        point: Mapping[str, Any] | None,
    ) -> Verdict:
        target = self.target(quantity)
        sites = self._sampled(target, point)
        if point is not None:
            sites = [self.site(target.evaluator, point), *sites]
        compared = [self._compared(graph, target, site) for site in sites]
        both = [each for each in compared if each.both]
        expected = self.formula(quantity)
        if expected is None and point is not None:
            expected = target.at(sites[0])
        plain = Verdict(key, given, quantity.title, "formula", UNJUDGED, expected, points=len(both))
        if not all(each.agrees for each in both):
            return self._failed(plain, target, both, point)
        lacking = next((each for each in compared if each.lacks), None)
        if lacking is not None:
            return narrower(plain, lacking, agreed=bool(both))
        if not both:
            why = "no point was found at which both it and the right answer have a value"
            if self.tolerance.exact:
                why = "the answer leaves the rational numbers, so it cannot be judged exactly"
            return replace(plain, why=why, hint=why)
        if quantity.kind == "value" and is_wider(target, graph, given):
            why = "the domains differ: it also has a value where the right answer has none"
            return replace(plain, verdict=RIGHT, why=why, hint=why, domain="wider")
        return replace(plain, verdict=RIGHT)

    def _failed(
        self,
        plain: Verdict,
        target: Target,
        both: Sequence[PointComparison],
        point: Mapping[str, Any] | None,
    ) -> Verdict:
        """A formula that gives another number at some of the points where both have one."""
        failures = [each for each in both if not each.agrees]
        first = failures[0]
        if point is not None and len(failures) == 1 and first.site.reported_point == point:
            here = first.given
            labels = self.subject.labels
            sides = None if here is None else between_sides(target, first.site, here, point, labels)
            if sides is not None:
                return replace(plain, why=sides, hint=sides.partition(":")[0])
        found = self._diagnostician.formula(
            target.quantity, [(each.site, each.given, each.noise) for each in both[:MOST_CASES]]
        )
        why, hint = first.told()
        wrong = replace(plain, verdict=WRONG, why=why, hint=hint, counterexample=first.shown())
        return found.explaining(wrong)

    def _sampled(self, target: Target, point: Mapping[str, Any] | None) -> list[Linearization]:
        key = (id(target.evaluator), *sorted((point or {}).items()))
        return _kept(self._samples, key, lambda: sample(target.evaluator, self.program.text, point))

    def _compared(self, graph: Graph, target: Target, site: Linearization) -> PointComparison:
        """The formula at a site; the names that it uses are those of the expression itself."""
        own = (
            site
            if site.graph is self.evaluator.graph
            else self.site(self.evaluator, site.reported_point)
        )
        here = {name: own.values[self.subject.nodes[name]] for name in graph.inputs}
        return compare(graph, here, target, site, self.tolerance)

    # --- counts

    def counts(self, point: Mapping[str, Any]) -> dict[str, int]:
        """The operation counts at a point, by their keys; those of a mode are the executed ones."""
        asked = Question(ties=self.subject.ties)

        def counts() -> dict[str, int]:
            return _counts_of(evaluate(self.subject.names, point, asked).costs)

        return _kept(self._counts, tuple(sorted(point.items())), counts)

    def _count(
        self,
        key: str,
        given: str,
        quantity: Quantity,
        graph: Graph,
        point: Mapping[str, Any] | None,
    ) -> Verdict:
        if point is None and self.subject.graph.inputs:
            raise BackpropError(
                "operations are counted at a point", hint="give the inputs their values"
            )
        if graph.inputs:
            raise BackpropError("a count is a number, not a formula")
        counts = self.counts(point or {})
        if quantity.count not in counts:
            raise BackpropError("that mode was not run: it would take too long")
        number = self._constant(graph, given)
        verdict = _count_verdict(key, given, quantity, number, counts)
        others = [name for name, count in counts.items() if count == number]
        if verdict.verdict == RIGHT or not others:
            return verdict
        sentence = f"that is {others[0]}, the count of something else"
        return Findings.one("other-count", sentence).explaining(verdict)


def _kept(known: dict[_Key, _Found], key: _Key, find: Callable[[], _Found]) -> _Found:
    """What was found for a key before, or is now; too much that is known is forgotten."""
    if key not in known:
        if len(known) > MOST_KEPT:
            known.clear()
        known[key] = find()
    return known[key]


def _counts_of(costs: Costs | None) -> dict[str, int]:
    """The operation counts by the keys of claims; those of a mode alone are the executed ones."""
    assert costs is not None
    found = {"ops.function": costs.function.total}
    for mode, cost in (("forward", costs.forward), ("reverse", costs.reverse)):
        if cost is not None:
            found[f"ops.{mode}"] = cost.executed.total
            found[f"ops.{mode}.executed"] = cost.executed.total
            found[f"ops.{mode}.schoolbook"] = cost.schoolbook.total
    return found


def _count_verdict(
    key: str, given: str, quantity: Quantity, number: Number, counts: dict[str, int]
) -> Verdict:
    """A count judged, before it is diagnosed.

    A mode has two counts that are both honest: what is executed, and what the chain rule writes
    down. `ops.reverse=5` is right if it is either.
    """
    right = counts[quantity.count]
    also = counts.get(f"{quantity.count}.schoolbook")
    if number not in (right, also):
        why = f"{right} executed, {also} by the schoolbook" if also is not None else ""
        return Verdict(key, given, quantity.title, "number", WRONG, right, why)
    why = ""
    if also is not None:
        why = "counted as executed" if number == right else "counted by the schoolbook"
        why = "counted either way" if right == also else why
    return Verdict(key, given, quantity.title, "number", RIGHT, right, why, why)


def _unread(key: str, given: str, error: BackpropError) -> Verdict:
    why = error.message + (f"; {error.hint}" if error.hint else "")
    return Verdict(key, given, key, "unread", UNJUDGED, None, why, why)
