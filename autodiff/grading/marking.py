"""Submissions marked: every answer is a claim, judged once for each point that it is given at.

Invariants:

- Equal answers to the same part at the same point are judged once.
- An answer costs a bounded time and nothing else, whatever it is; it is bounded before it is read.
- What is not right has no marks; what could not be judged is told apart from what is wrong.

>>> from .assignment import read
>>> marker = Marker(read({"question": [{"id": "q1", "expression": "x^2", "ask": "dx",
...     "at": {"x": 3}}]}))
>>> [mark.status for mark in marker.result(Submission("ada", {"q1": "6"}, 2)).marks]
['right']
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ...parser.parse import parse
from ..answers.constant_value import constant_value
from ..claims import Judge
from ..claims.sampling import generator
from ..numbers.doubles import FLOATS
from .marks import Mark, Marking, Result, Submission

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from ..claims import Verdict
    from ..differentiation.solution import Numbers
    from .assignment import Assignment, AssignmentQuestion, Part

MOST_KNOWN = 200_000
"""So many judged answers are kept."""

DRAWS = 200
"""So many points are drawn in search of one at which a question has a value."""

_DECIMAL_COMMA = re.compile(r"\s*[+\-−]?(?![1-9]\d{0,2},\d{3}\s*$)\d+,\d+\s*", re.ASCII)


class Marker:
    """Marks submissions of one assignment.

    Raises `BackpropError`, located in the expression, where a question cannot be graded.
    """

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self._listed = {folded(name): name for name in assignment.students}
        self._judges = {question.id: _judge(question) for question in assignment.questions}
        self._places: dict[tuple[str, int, str], tuple[dict[str, str], dict[str, Any]]] = {}
        self._known: dict[tuple[Any, ...], Verdict] = {}
        for question in assignment.questions:
            with _Naming(question):
                for key in question.ask:
                    self._judges[question.id].quantity(key)
                for place in range(max(1, len(question.places))):
                    self.place(question, place, "")

    def mark(
        self,
        submissions: Iterable[Submission],
        notes: Sequence[str] = (),
        tick: Callable[[], None] = lambda: None,
    ) -> Marking:
        """All submissions marked, in their order; `tick` is called after each."""
        results: list[Result] = []
        lines: dict[str, int] = {}
        for submission in submissions:
            result = self.result(self._as_listed(submission, lines))
            if result.problem is None:
                lines[result.student] = result.line
            results.append(result)
            tick()
        return Marking(self.assignment, tuple(results), (*notes, *self._absences(lines)))

    def _as_listed(self, submission: Submission, lines: Mapping[str, int]) -> Submission:
        """A submission under the name that the assignment has for the student, if it has one."""
        name = self._listed.get(folded(submission.student), submission.student)
        problem = submission.problem
        if problem is None and name in lines:
            problem = f"'{name}' has handed in on line {lines[name]} already"
        return replace(submission, student=name, problem=problem)

    def _absences(self, handed_in: Collection[str]) -> Iterator[str]:
        """Who handed in and is not listed, and who is listed and has not handed in."""
        listed = self.assignment.students
        if not listed:
            return
        strangers = [name for name in handed_in if name not in listed]
        absent = [name for name in listed if name not in handed_in]
        if strangers:
            yield f"not in the assignment's list of students: {_shown(strangers)}"
        if absent:
            yield f"nothing was handed in, or could be graded, of {_shown(absent)}"

    def result(self, submission: Submission) -> Result:
        """One submission marked."""
        if submission.problem is not None:
            return Result(submission.student, submission.line, (), submission.problem)
        marks = [
            self._mark(part, submission.answers.get(part.id, ""), submission.student)
            for part in self.assignment.parts
        ]
        return Result(submission.student, submission.line, tuple(marks))

    def _mark(self, part: Part, answer: str, student: str) -> Mark:
        texts, point = self.place(part.question, part.place, student)
        answer = answer.strip()
        if not answer:
            return Mark(part, "", texts, None, Fraction(0))
        key = (part.id, tuple(texts.values()), answer)
        verdict = self._known.get(key)
        if verdict is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            judge = self._judges[part.question.id]
            place = point if texts or not judge.subject.graph.inputs else None
            verdict = judge.verdict(part.key, claimed(judge, part.key, answer), place)
            self._known[key] = verdict
        score = part.points if verdict.verdict == "right" else Fraction(0)
        return Mark(part, answer, texts, verdict, score)

    def place(
        self, question: AssignmentQuestion, place: int, student: str
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """A question's point for a student, as it is typed and as numbers.

        Raises `BackpropError` where the question has no value there.
        """
        key = (question.id, place, student if question.draws else "")
        found = self._places.get(key)
        if found is None:
            found = self._drawn(question, student) if question.draws else None
            found = found or self._worked_out(question, place)
            self._places[key] = found
        return found

    def _worked_out(
        self, question: AssignmentQuestion, place: int
    ) -> tuple[dict[str, str], dict[str, Any]]:
        texts = question.places[place] if question.places else {}
        judge = self._judges[question.id]
        point = {name: _number(text, question) for name, text in texts.items()}
        if texts:
            _refuse_strangers(judge, texts)
            judge.check_point(point)
        return texts, point

    def _drawn(
        self, question: AssignmentQuestion, student: str
    ) -> tuple[dict[str, str], dict[str, Any]]:
        judge = self._judges[question.id]
        _refuse_strangers(judge, question.draws)
        draw = generator("draw", self.assignment.seed, question.id, student)
        last: BackpropError | None = None
        for _ in range(DRAWS):
            texts = {name: each.text(draw) for name, each in question.draws.items()}
            point = {name: _number(text, question) for name, text in texts.items()}
            try:
                judge.check_point(point)
            except BackpropError as error:
                last = error
            else:
                return texts, point
        assert last is not None
        last.hint = f"none of {DRAWS} points that were drawn has a value; change the ranges"
        raise last


def folded(name: str) -> str:
    """A person's name in the form in which names are compared."""
    return " ".join(unicodedata.normalize("NFKC", name[:200]).casefold().split())


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


class _Naming:
    """Errors inside name the question that they are about."""

    def __init__(self, question: AssignmentQuestion) -> None:
        self._question = question

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, BackpropError):
            error.origin = f"question '{self._question.id}'"
            if error.text is None:
                error.message = f"question '{self._question.id}': {error.message}"
                error.origin = None


def _judge(question: AssignmentQuestion) -> Judge:
    with _Naming(question):
        names = {*question.draws, *(name for place in question.places for name in place)}
        return Judge(
            parse(question.expression),
            question.ask,
            tolerance=question.tolerance,
            numbers=_numbers(question),
            ties=question.ties,
            given=names,
        )


def _refuse_strangers(judge: Judge, names: Iterable[str]) -> None:
    for name in names:
        if name not in judge.subject.graph.inputs:
            raise BackpropError(
                f"a value is given to '{name}', which is no input of the expression"
            )


def _number(text: str, question: AssignmentQuestion) -> Any:  # noqa: ANN401
    return constant_value(text, _numbers(question))


def _numbers(question: AssignmentQuestion) -> Numbers:
    """The kind of numbers that a question is asked in; exact ones are imported for it."""
    if not question.tolerance.exact:
        return FLOATS
    from ..numbers.exact import EXACT

    return EXACT


def claimed(judge: Judge, key: str, answer: str) -> str:
    """The right side of an answer that may repeat what was asked: `df/dx = -4` is `-4`.

    A decimal comma is a decimal point: spreadsheets write it in half of the world. What may be
    thousands is left alone.

    >>> judge = Judge(parse("x^2"), ["dx"])
    >>> [claimed(judge, "dx", text) for text in ("df/dx = 2x", "f = 3", "0,5", "1,234")]
    ['2x', 'f = 3', '0.5', '1,234']
    """
    head, equals, value = answer.replace("＝", "=").partition("=")
    if equals and value.strip() and judge.is_about(head.strip(), key):
        answer = value.strip()
    return answer.replace(",", ".") if _DECIMAL_COMMA.fullmatch(answer) else answer
