"""What went wrong: the one mistake that explains a wrong derivative, found from the graph itself.

Candidates are made from the two sweeps that are there already: wrong rules of the rows, paths left
out, a chain that stops early, another node's number. One that gives the number that was given, at
every point that is looked at, and not the right one, is an explanation.

Invariants:

- A right answer has no diagnosis: a candidate that gives the right number at every point is none.
- A candidate is judged by the claim's own tolerance; of explanations that fit, those that say less
  give way to those that say more. Where several remain, all are listed as possible.
- The work is bounded: beyond `MOST_EDGES` edges nothing is looked for.

>>> from ..numbers.doubles import FLOATS
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ..differentiation.solution import linearized
>>> from ...parser.parse import parse
>>> from .wrong_answer import WrongAnswer
>>> graph = lower(survey(parse("c = a + b; d = b + 1; e = c*d")))
>>> point = {"a": 2.5, "b": 1.25}
>>> at = linearized(graph, FLOATS, point, graph.inputs)
>>> answer = WrongAnswer(at, graph.outputs["e"], graph.inputs["b"], 3.75)
>>> for found in diagnose([answer], list(graph.names), "b", "e", close):
...     print(f"{found.mistake}: {found.sentence}")
missing-path: that is the path b→d→e alone; b→c→e is missing, which adds 2.25
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .calculator import degree_mistakes, rounding_mistakes
from .candidates import GENERAL, OTHER, Candidate, NodeNames
from .local import local_mistakes, repeated_mistakes
from .paths import path_mistakes
from .rules import MISTAKES
from .whole_answer import whole_mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .wrong_answer import WrongAnswer

__all__ = ["MISTAKES", "Accepts", "Diagnosis", "close", "diagnose"]

MOST_EDGES = 4_000
"""A derivative that passes more edges is not diagnosed: no one works it out by hand."""

MOST_LISTED = 5
"""Of many explanations so many are listed; a number that fits more of them is explained by none."""


class Accepts(Protocol):
    """Whether a given number is a certain number, to the claim's tolerance."""

    def __call__(self, given: float, candidate: float, noise: float = 0.0, /) -> bool:
        """The answer; `noise` is the size of what was added up on the way to either."""
        ...


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One mistake that explains an answer.

    `mistake` is its kind, as in `MISTAKES`; `hint` the sentence for someone who must not learn the
    right answer from it; `sentence` the same with the numbers.
    """

    mistake: str
    hint: str
    sentence: str


def close(given: float, candidate: float, noise: float = 0.0) -> bool:
    """The default tolerance: six digits."""
    return math.isclose(given, candidate, rel_tol=1e-6, abs_tol=1e-14 * noise)


def diagnose(
    answers: Sequence[WrongAnswer],
    labels: Sequence[str],
    by: str,
    output: str,
    accepts: Accepts,
    *,
    at_point: bool = True,
) -> tuple[Diagnosis, ...]:
    """The mistakes that explain what was given at every one of the points, best first.

    The wrong answers are of one graph, one output and one source at several points; `at_point`
    says that a number was given, at one point. `labels` are what nodes are called; `by` and
    `output` what the two ends are.
    """
    first = answers[0]
    if sum(map(len, first.edges)) > MOST_EDGES or not math.isfinite(first.given):
        return ()
    names = NodeNames(first.graph, labels, by, output)
    found: dict[str, Candidate] = {}
    for answer in _different(answers):
        for candidate in _candidates(answer, names, at_point=at_point):
            known = found.get(candidate.mistake)
            better = known is None or candidate.rank < known.rank
            if better and explains(candidate, answers, accepts):
                found[candidate.mistake] = candidate
    best = _best(list(found.values()))
    return tuple([_diagnosis(candidate, first if at_point else None) for candidate in best])


def _different(answers: Sequence[WrongAnswer]) -> list[WrongAnswer]:
    """One wrong answer for each way that the derivative takes: a `where` takes several."""
    found: dict[bytes, WrongAnswer] = {}
    for answer in answers:
        ways = bytes(answer.on_way(node) for node in range(len(answer.edges)))
        found.setdefault(ways, answer)
    return list(found.values())


def _candidates(answer: WrongAnswer, names: NodeNames, *, at_point: bool) -> Iterator[Candidate]:
    yield from path_mistakes(answer, names)
    yield from whole_mistakes(answer, names)
    yield from local_mistakes(answer, names)
    yield from repeated_mistakes(answer)
    if at_point:  # who writes a formula has not asked a calculator
        yield from degree_mistakes(answer)
        yield from rounding_mistakes(answer, names)


def explains(candidate: Candidate, answers: Sequence[WrongAnswer], accepts: Accepts) -> bool:
    """Whether a mistake leads to what was given everywhere, and somewhere not to what is right."""
    differs = False
    for answer in answers:
        number = _number(candidate, answer)
        if number is None or not accepts(answer.given, number, answer.noise):
            return False
        differs = differs or not (accepts(answer.right, number) or accepts(number, answer.right))
    return differs


def _number(candidate: Candidate, answer: WrongAnswer) -> float | None:
    """What a mistake leads to, if that is a number at all."""
    try:
        number = candidate.at(answer)
    except (OverflowError, ValueError, ZeroDivisionError):
        return None
    return number if number is not None and math.isfinite(number) else None


def _best(found: list[Candidate]) -> list[Candidate]:
    """Those that are worth telling: what is merely possible in general gives way to what is more.

    Too many explanations explain nothing.
    """
    found.sort(key=lambda candidate: candidate.rank)
    if found and found[0].rank < GENERAL:
        found = [candidate for candidate in found if candidate.rank < GENERAL]
    if len(found) > MOST_LISTED:
        found = [candidate for candidate in found if candidate.rank < OTHER]
    return found if len(found) <= MOST_LISTED else []


def _diagnosis(candidate: Candidate, answer: WrongAnswer | None) -> Diagnosis:
    hint = candidate.say()
    if candidate.detail is None or answer is None:
        return Diagnosis(candidate.mistake, hint, hint)
    return Diagnosis(candidate.mistake, hint, f"{hint}, {candidate.detail(answer)}")
