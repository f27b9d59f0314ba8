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
>>> from .case import Case
>>> graph = lower(survey(parse("c = a + b; d = b + 1; e = c*d")))
>>> point = {"a": 2.5, "b": 1.25}
>>> work = linearized(graph, FLOATS, point, graph.inputs)
>>> output, source = graph.outputs["e"], graph.inputs["b"]
>>> case = Case(graph, point, work.values, work.edges, output, source, 3.75)
>>> for found in diagnose([case], list(graph.names), "b", "e", close):
...     print(f"{found.mistake}: {found.sentence}")
missing-path: that is the path b→d→e alone; b→c→e is missing, which adds 2.25
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .candidates import GENERAL, OTHER, Candidate, Words
from .local import local_mistakes, repeated_mistakes
from .paths import path_mistakes
from .reruns import degree_mistakes, rounding_mistakes
from .rules import MISTAKES
from .whole import whole_mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .case import Case

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
    cases: Sequence[Case],
    labels: Sequence[str],
    by: str,
    output: str,
    accepts: Accepts,
    *,
    at_point: bool = True,
) -> tuple[Diagnosis, ...]:
    """The mistakes that explain what was given in every one of the cases, best first.

    The cases are of one graph, one output and one source at several points; `at_point` says that a
    number was given, at one point. `labels` are what nodes are called; `by` and `output` what the
    two ends are.
    """
    first = cases[0]
    if sum(map(len, first.edges)) > MOST_EDGES or not math.isfinite(first.given):
        return ()
    words = Words(first.graph, labels, by, output)
    found: dict[str, Candidate] = {}
    for case in _different(cases):
        for candidate in _candidates(case, words, at_point=at_point):
            known = found.get(candidate.mistake)
            better = known is None or candidate.rank < known.rank
            if better and explains(candidate, cases, accepts):
                found[candidate.mistake] = candidate
    best = _best(list(found.values()))
    return tuple([_diagnosis(candidate, first if at_point else None) for candidate in best])


def _different(cases: Sequence[Case]) -> list[Case]:
    """One case for each way that the derivative takes: a `where` takes several."""
    found: dict[bytes, Case] = {}
    for case in cases:
        ways = bytes(case.on_way(node) for node in range(len(case.edges)))
        found.setdefault(ways, case)
    return list(found.values())


def _candidates(case: Case, words: Words, *, at_point: bool) -> Iterator[Candidate]:
    yield from path_mistakes(case, words)
    yield from whole_mistakes(case, words)
    yield from local_mistakes(case, words)
    yield from repeated_mistakes(case)
    if at_point:  # who writes a formula has not asked a calculator
        yield from degree_mistakes(case)
        yield from rounding_mistakes(case, words)


def explains(candidate: Candidate, cases: Sequence[Case], accepts: Accepts) -> bool:
    """Whether a mistake leads to what was given everywhere, and somewhere not to what is right."""
    differs = False
    for case in cases:
        number = _number(candidate, case)
        if number is None or not accepts(case.given, number, case.noise):
            return False
        differs = differs or not (accepts(case.right, number) or accepts(number, case.right))
    return differs


def _number(candidate: Candidate, case: Case) -> float | None:
    """What a mistake leads to, if that is a number at all."""
    try:
        number = candidate.at(case)
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


def _diagnosis(candidate: Candidate, case: Case | None) -> Diagnosis:
    hint = candidate.say()
    if candidate.detail is None or case is None:
        return Diagnosis(candidate.mistake, hint, hint)
    return Diagnosis(candidate.mistake, hint, f"{hint}, {candidate.detail(case)}")
