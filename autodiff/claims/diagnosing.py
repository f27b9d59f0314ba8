"""The diagnosis of a wrong claim: the wrong answers to look at, and what explains all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ...parser.errors import BackpropError
from ...parser.parse import parse
from ..answers.question import understand
from ..mistakes import Accepts, Diagnosis, diagnose
from ..mistakes.wrong_answer import WrongAnswer
from ..numbers.doubles import FLOATS
from ..rules.predicates import as_double, is_finite
from .answer_key import AnswerKey
from .evaluator import Evaluator
from .syntax import Quantity
from .tolerance import digits_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..differentiation.solution import Linearization
    from .tolerance import Tolerance
    from .verdict import Verdict

SMALL = 12
"""A whole number of this size is met by chance; what explains it is no more than possible."""

FEW_DIGITS = 4
"""Something rounds to any number of fewer digits."""

FEWEST = 3
"""A formula is diagnosed if it has been tried at so many points."""

MOST_NODES = 5_000
"""Mistakes in larger graphs are not looked for: no one differentiates them by hand."""


class Place(NamedTuple):
    """A point, what was given there, and the size of what was added up to it."""

    point: dict[str, float]
    given: float
    noise: float = 0.0


@dataclass(frozen=True, slots=True)
class Findings:
    """The diagnoses of one claim; `possible` says that they are not certain."""

    diagnoses: tuple[Diagnosis, ...] = ()
    possible: bool = False

    @staticmethod
    def one(mistake: str, sentence: str) -> Findings:
        """A single finding that is certain and gives nothing away."""
        return Findings((Diagnosis(mistake, sentence, sentence),))

    def text(self, *, hidden: bool) -> str:
        """All of them as one text; `hidden` leaves out what gives the right answer away."""
        sentences = [each.hint if hidden else each.sentence for each in self.diagnoses]
        if not self.possible:
            return "; ".join(sentences)
        return f"possibly: {'; or: '.join(sentences)}"

    def explaining(self, verdict: Verdict) -> Verdict:
        """A verdict with these findings, if there are any."""
        if not self.diagnoses:
            return verdict
        return replace(
            verdict,
            why=self.text(hidden=False) + (f" ({verdict.why})" if verdict.why else ""),
            hint=self.text(hidden=True) + (f" ({verdict.hint})" if verdict.hint else ""),
            diagnoses=self.diagnoses,
            possible=self.possible,
        )


class Diagnostician:
    """Looks for mistakes in claims about one subject."""

    def __init__(self, subject: AnswerKey, tolerance: Tolerance) -> None:
        self._subject = subject
        self._tolerance = tolerance
        self._firsts: dict[str, AnswerKey | None] = {}

    def number(
        self,
        quantity: Quantity,
        point: Mapping[str, Any],
        number: Any,  # noqa: ANN401
        text: str,
    ) -> Findings:
        """What explains a wrong number at a point."""
        place = _doubles(point)
        given = as_double(number)

        def accepts(value: float, candidate: float, noise: float = 0.0) -> bool:
            return self._tolerance.accepts(
                value, candidate, text if value == given else None, noise
            )

        found = self._found(quantity, [Place(place, given)], accepts, at_point=True)
        return Findings(found, possible=len(found) > 1 or _by_chance(found, given, text))

    def formula(
        self, quantity: Quantity, answers: Sequence[tuple[Linearization, Any, float]]
    ) -> Findings:
        """What explains a wrong formula at every one of some points, if they are not too few."""
        if len(answers) < FEWEST and self._subject.graph.inputs:
            return Findings()
        places = [
            Place(_doubles(s.reported_point), as_double(given), noise)
            for s, given, noise in answers
        ]

        def accepts(value: float, candidate: float, noise: float = 0.0) -> bool:
            return self._tolerance.accepts(value, candidate, None, noise)

        found = self._found(quantity, places, accepts, at_point=False)
        return Findings(found, possible=len(found) > 1)

    def _found(
        self,
        quantity: Quantity,
        places: Sequence[Place],
        accepts: Accepts,
        *,
        at_point: bool,
    ) -> tuple[Diagnosis, ...]:
        if quantity.kind == "value":
            return self._of_value(quantity, places, accepts)
        if quantity.kind == "second":
            return self._of_second(quantity, places, accepts, at_point=at_point)
        subject = self._subject
        answers = _answers(subject, quantity.output, quantity.by[0], places)
        by, output = quantity.by[0], quantity.output
        if not answers:
            return ()
        return diagnose(answers, subject.labels, by, output, accepts, at_point=at_point)

    def _of_value(
        self,
        quantity: Quantity,
        places: Sequence[Place],
        accepts: Accepts,
    ) -> tuple[Diagnosis, ...]:
        """A wrong value: another node's, one in degrees."""
        from ..differentiation.sweeps import evaluate
        from ..mistakes.calculator import DEGREES, uses_angles

        subject, node = self._subject, self._subject.nodes[quantity.output]
        sites = [Evaluator(subject.graph, FLOATS).at(place) for place, _, _ in places]
        found: list[Diagnosis] = []

        def fits(numbers: Sequence[float]) -> bool:
            return all(
                is_finite(number) and accepts(given, number, noise)
                for (_, given, noise), number in zip(places, numbers, strict=True)
            ) and any(
                not accepts(site.values[node], number)
                for site, number in zip(sites, numbers, strict=True)
            )

        if uses_angles(subject.graph):
            degrees = [evaluate(subject.graph, DEGREES, place)[node] for place, _, _ in places]
            if fits(degrees):
                sentence = "the calculator was set to degrees; angles here are in radians"
                found.append(Diagnosis("degrees", sentence, sentence))
        named = subject.graph.named.items() - subject.graph.inputs.items()
        for name, other in sorted(named, key=lambda pair: pair[1])[:200]:
            if other != node and fits([site.values[other] for site in sites]):
                sentence = f"that is the value of '{name}', not of '{quantity.output}'"
                found.append(Diagnosis("other-node", sentence, sentence))
                break
        return tuple(found)

    def _of_second(
        self,
        quantity: Quantity,
        places: Sequence[Place],
        accepts: Accepts,
        *,
        at_point: bool,
    ) -> tuple[Diagnosis, ...]:
        """A wrong second derivative: the first instead, or one mistake in its differentiation."""
        first, second = quantity.by
        subject = self._first(quantity.output, first)
        if subject is None:
            return ()
        output = subject.outputs[0]
        if second not in subject.nodes:
            return ()
        answers = _answers(subject, output, second, places)
        if not answers:
            return ()
        if all(accepts(answer.given, answer.values[answer.output]) for answer in answers):
            sentence = f"that is the first derivative, d{quantity.output}/d{first}"
            return (Diagnosis("other-order", sentence, sentence),)
        found = diagnose(answers, subject.labels, second, output, accepts, at_point=at_point)
        before = f"differentiating d{quantity.output}/d{first} = {subject.names.program.text}"
        if len(before) > 200:
            before = f"differentiating d{quantity.output}/d{first}"
        return tuple(
            [Diagnosis(each.mistake, each.hint, f"{before}: {each.sentence}") for each in found]
        )

    def _first(self, output: str, by: str) -> AnswerKey | None:
        """The first derivative as a subject of its own, simplified as a person would write it."""
        key = f"d{output}/d{by}"
        if key not in self._firsts:
            text = self._subject.formula(Quantity("first", output, (by,)))
            try:
                program = parse(text) if text is not None else None
                self._firsts[key] = (
                    None
                    if program is None
                    else AnswerKey(understand(program), given=self._subject.given)
                )
            except BackpropError:
                self._firsts[key] = None
        return self._firsts[key]


def _by_chance(found: Sequence[Diagnosis], given: float, text: str) -> bool:
    """Whether a number may well be what a mistake leads to without anyone having made it."""
    if given.is_integer() and abs(given) <= SMALL:
        return True
    written = digits_written(text)
    is_short = written is not None and written < FEW_DIGITS
    return is_short and any(each.mistake == "rounded-early" for each in found)


def _answers(
    subject: AnswerKey,
    output: str,
    by: str,
    places: Sequence[Place],
) -> list[WrongAnswer]:
    node, source = subject.nodes[output], subject.nodes[by]
    if len(subject.graph) > MOST_NODES:
        return []
    everything = list(subject.nodes.values())
    evaluator = Evaluator(subject.graph, FLOATS, everything, everything)
    found: list[WrongAnswer] = []
    for place, given, noise in places:
        if not subject.graph.inputs.keys() <= place.keys():
            return []
        found.append(WrongAnswer(evaluator.at(place), node, source, given, noise))
    return found


def _doubles(point: Mapping[str, Any]) -> dict[str, float]:
    return {name: as_double(number) for name, number in point.items()}
