"""What `grade` knows of a class, before it is drawn: plain data.

Invariants:

- Every row of the submissions is a result: one that could not be graded says why, and has no marks.
- Marks are fractions, so that thirds of a mark add up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from ..mistakes.rules import MISTAKES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..claims import Verdict
    from .assignment import Assignment, Part

BLANK = "blank"
STATUSES = ("right", "wrong", "unjudged", BLANK)


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's answers by part; `problem` says why they cannot be graded.

    `line` is where they begin in the file, from 1.
    """

    student: str
    answers: dict[str, str]
    line: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer. `point` is where it was asked for; `verdict` is `None` where it is blank."""

    part: Part
    answer: str
    point: dict[str, str]
    verdict: Verdict | None
    score: Fraction

    @property
    def status(self) -> str:
        """`right`, `wrong`, `unjudged` or `blank`."""
        return BLANK if self.verdict is None else self.verdict.verdict

    @property
    def mistake(self) -> str | None:
        """The most likely mistake, if any was recognised."""
        if self.verdict is None or not self.verdict.diagnoses:
            return None
        return self.verdict.diagnoses[0].mistake


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the submissions, graded; without marks if it has a problem."""

    student: str
    line: int
    marks: tuple[Mark, ...]
    problem: str | None = None

    @property
    def score(self) -> Fraction:
        """All marks together."""
        return sum((mark.score for mark in self.marks), Fraction(0))

    def of_question(self, name: str) -> Fraction:
        """The marks for one question."""
        scores = (mark.score for mark in self.marks if mark.part.question.id == name)
        return sum(scores, Fraction(0))


@dataclass(frozen=True, slots=True)
class PartStatistics:
    """How the class did on one part; `wrong_answer` is the most frequent wrong answer."""

    part: Part
    counts: dict[str, int]
    mean: Fraction
    wrong_answer: str | None
    wrong_count: int


@dataclass(frozen=True, slots=True)
class MistakeStatistics:
    """How often a mistake was made: in how many answers, by how many students, where mostly.

    It is the most likely one of each answer; in `certain` of them it is the only one that fits.
    """

    mistake: str
    answers: int
    certain: int
    students: int
    part: str
    example: str

    @property
    def title(self) -> str:
        """The mistake in words."""
        return MISTAKES[self.mistake]


@dataclass(frozen=True, slots=True)
class Marking:
    """A graded class; `notes` are about the file of submissions."""

    assignment: Assignment
    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()

    @property
    def graded(self) -> list[Result]:
        """The results that have marks."""
        return [result for result in self.results if result.problem is None]

    def of_parts(self) -> list[PartStatistics]:
        """The statistics of each part."""
        graded = self.graded
        return [
            _part_statistics(part, [result.marks[place] for result in graded])
            for place, part in enumerate(self.assignment.parts)
        ]

    def of_mistakes(self) -> list[MistakeStatistics]:
        """The mistakes of the class, the most common first."""
        found: dict[str, list[tuple[str, Mark]]] = {}
        for result in self.graded:
            for mark in result.marks:
                if mark.mistake is not None:
                    found.setdefault(mark.mistake, []).append((result.student, mark))
        statistics = [_mistake_statistics(name, made) for name, made in found.items()]
        return sorted(statistics, key=lambda each: (-each.answers, each.mistake))

    def mean(self) -> Fraction | None:
        """The mean of the scores."""
        scores = [result.score for result in self.graded]
        return sum(scores, Fraction(0)) / len(scores) if scores else None

    def median(self) -> Fraction | None:
        """The middle of the scores."""
        scores = sorted(result.score for result in self.graded)
        if not scores:
            return None
        half = len(scores) // 2
        return scores[half] if len(scores) % 2 else (scores[half - 1] + scores[half]) / 2


def _part_statistics(part: Part, marks: list[Mark]) -> PartStatistics:
    statuses = Counter(mark.status for mark in marks)
    wrong = Counter(mark.answer for mark in marks if mark.status == "wrong")
    answer, count = wrong.most_common(1)[0] if wrong else (None, 0)
    total = sum((mark.score for mark in marks), Fraction(0))
    return PartStatistics(
        part,
        {status: statuses.get(status, 0) for status in STATUSES},
        total / len(marks) if marks else Fraction(0),
        answer,
        count,
    )


def _mistake_statistics(name: str, made: list[tuple[str, Mark]]) -> MistakeStatistics:
    parts = Counter(mark.part.id for _, mark in made)
    part = parts.most_common(1)[0][0]
    example = next(mark.answer for _, mark in made if mark.part.id == part)
    students = len({student for student, _ in made})
    certain = sum(mark.verdict is not None and not mark.verdict.possible for _, mark in made)
    return MistakeStatistics(name, len(made), certain, students, part, example)


def number_of(score: Fraction) -> int | float:
    """Marks as a plain number, for people and files.

    >>> number_of(Fraction(3)), number_of(Fraction(1, 3))
    (3, 0.3333)
    """
    return int(score) if score.denominator == 1 else round(float(score), 4)


def total_of(marks: Iterable[Mark]) -> Fraction:
    """The marks that could be had for these answers."""
    return sum((mark.part.points for mark in marks), Fraction(0))
