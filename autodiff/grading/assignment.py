"""An assignment: what is asked, at which points, for how many marks.

Invariants:

- An assignment that was read is one that can be graded: every expression is understood, every
  asked quantity is there, and every point has a value.
- What a student is asked depends on the assignment's seed and the student's name alone.

>>> assignment = read({"question": [{"id": "q1", "expression": "x^2", "ask": ["f", "dx"],
...     "at": {"x": 3}, "points": 2}]})
>>> [(part.id, part.points) for part in assignment.parts]
[('q1.f', Fraction(1, 1)), ('q1.dx', Fraction(1, 1))]
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any, cast

from ...parser.errors import BackpropError, did_you_mean
from ..claims import Tolerance
from .draws import Draw, read_draw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOLERANCE = ("rtol", "atol", "sigfigs", "as_written", "exact")
SHARED = (*TOLERANCE, "feedback", "ties")
TOP = (*SHARED, "title", "seed", "students", "question")
OF_QUESTION = (*SHARED, "id", "text", "expression", "ask", "at", "draw", "points")

MOST_QUESTIONS = 1_000
MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class AssignmentQuestion:
    """One question: what is asked of one expression, where, for how many marks.

    `places` are its points as texts, none for a question about formulas; `draws` are what is drawn
    for each student instead; `points` are the marks for all of it.
    """

    id: str
    expression: str
    ask: tuple[str, ...]
    places: tuple[dict[str, str], ...]
    draws: dict[str, Draw]
    points: Fraction
    tolerance: Tolerance
    ties: str
    feedback: bool
    text: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is to be answered, each with its share of the marks."""
        places = range(max(1, len(self.places)))
        share = self.points / (len(self.ask) * len(places))
        found: list[Part] = []
        for place in places:
            for key in self.ask:
                name = self.id if len(self.ask) == 1 else f"{self.id}.{key}"
                name += f"@{place + 1}" if len(places) > 1 else ""
                found.append(Part(name, self, key, place, share))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Part:
    """One answer that is asked for: `key` is the left side of the claim."""

    id: str
    question: AssignmentQuestion
    key: str
    place: int
    points: Fraction


@dataclass(frozen=True, slots=True)
class Assignment:
    """All questions, the parts of all of them in order, and the students if they are known."""

    title: str
    seed: str
    questions: tuple[AssignmentQuestion, ...]
    parts: tuple[Part, ...]
    students: tuple[str, ...] = ()

    @property
    def points(self) -> Fraction:
        """All the marks that there are."""
        return sum((question.points for question in self.questions), Fraction(0))

    @property
    def is_drawn(self) -> bool:
        """Whether students get points of their own."""
        return any(question.draws for question in self.questions)


def read(data: Mapping[str, Any]) -> Assignment:
    """The assignment that a table, such as a TOML file holds, describes.

    Raises `BackpropError`, which names the question and the entry, for whatever is not one.
    """
    reader = _Entries(data, TOP, "the assignment")
    questions = data.get("question")
    if not isinstance(questions, list) or not questions:
        raise BackpropError(
            "the assignment has no questions", hint='each is a table [[question]] with its "id"'
        )
    tables = cast("list[Any]", questions)
    if len(tables) > MOST_QUESTIONS:
        raise BackpropError(f"there are more than {MOST_QUESTIONS:,} questions")
    found = [_question(table, number, data) for number, table in enumerate(tables, start=1)]
    names = [question.id for question in found]
    for name in names:
        if names.count(name) > 1:
            raise BackpropError(f"there are two questions '{name}'", hint="give each its own id")
    students = reader.texts("students", ())
    return Assignment(
        title=reader.text("title", "Homework"),
        seed=str(data.get("seed", "")),
        questions=tuple(found),
        parts=tuple([part for question in found for part in question.parts]),
        students=tuple(dict.fromkeys(students)),
    )


def _question(table: Any, number: int, data: Mapping[str, Any]) -> AssignmentQuestion:  # noqa: ANN401
    if not isinstance(table, dict):
        raise BackpropError(f"question {number} is not a table", hint="write [[question]]")
    own = cast("dict[str, Any]", table)
    name = str(own.get("id", f"q{number}")).strip()
    entries = _Entries(own, OF_QUESTION, f"question '{name}'", data)
    if not name or any(character in name for character in ',;\n\r\t"@'):
        raise BackpropError(f"'{name}' cannot be the id of question {number}")
    if "at" in own and "draw" in own:
        raise entries.wrong("draw", "stands beside 'at': a point is given or drawn")
    return AssignmentQuestion(
        id=name,
        expression=entries.text("expression"),
        ask=tuple(dict.fromkeys(entries.texts("ask"))),
        places=tuple(_places(own.get("at"), entries)),
        draws=_draws(own.get("draw"), entries),
        points=entries.fraction("points", Fraction(1)),
        tolerance=_tolerance(entries),
        ties=entries.choice("ties", ("split", "each")),
        feedback=entries.truth("feedback", default=True),
        text=entries.text("text", ""),
    )


def _places(given: Any, entries: _Entries) -> list[dict[str, str]]:  # noqa: ANN401
    """The points of `at`: a table, or a list of tables."""
    if given is None:
        return []
    tables = cast("list[Any]", given) if isinstance(given, list) else [given]
    if not tables or {} in tables or not all(isinstance(table, dict) for table in tables):
        raise entries.wrong("at", "is a table of values, or a list of such: at = {x = 3}")
    if len(tables) > MOST_POINTS:
        raise entries.wrong("at", f"has more than {MOST_POINTS} points")
    return [_place(cast("dict[str, Any]", table), entries) for table in tables]


def _place(table: dict[str, Any], entries: _Entries) -> dict[str, str]:
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise entries.wrong("at", f"gives '{name}' no number")
    return {name: _plain(value) for name, value in table.items()}


def _plain(value: float | str) -> str:
    """A value as it would be typed."""
    return value if isinstance(value, str) else repr(value)


def _draws(given: Any, entries: _Entries) -> dict[str, Draw]:  # noqa: ANN401
    if given is None:
        return {}
    if not isinstance(given, dict) or not given:
        raise entries.wrong("draw", "is a table of ranges: draw = {x = [1, 9]}")
    found: dict[str, Draw] = {}
    for name, value in cast("dict[str, Any]", given).items():
        draw = read_draw(value)
        if draw is None:
            raise entries.wrong(
                "draw",
                f"gives '{name}' no range: write [1, 9], {{from = 0.5, to = 2, step = 0.25}} or "
                "{choices = [1, 2, 4]}",
            )
        found[name] = draw
    return found


def _tolerance(entries: _Entries) -> Tolerance:
    atol, sigfigs = entries.number("atol", None), entries.number("sigfigs", None)
    if sigfigs is not None and not (sigfigs.is_integer() and 1 <= sigfigs <= 15):
        raise entries.wrong("sigfigs", "is a whole number from 1 to 15")
    rtol = entries.number("rtol", 1e-6) or 0.0
    if not 0 <= rtol <= 1:
        raise entries.wrong("rtol", "is a number from 0 to 1")
    if atol is not None and not 0 <= atol < inf:
        raise entries.wrong("atol", "is a number that is not negative")
    return Tolerance(
        rtol=rtol,
        atol=atol,
        sigfigs=None if sigfigs is None else int(sigfigs),
        as_written=entries.truth("as_written", default=False),
        exact=entries.truth("exact", default=False),
    )


class _Entries:
    """A table, asked for entries of known kinds; what it does not have, `beyond` may have."""

    def __init__(
        self,
        table: Mapping[str, Any],
        known: Sequence[str],
        name: str,
        beyond: Mapping[str, Any] | None = None,
    ) -> None:
        self._table = table
        self._name = name
        self._beyond = beyond or {}
        for key in table:
            if key not in known:
                hint = did_you_mean(key, list(known)) or f"there are {', '.join(known)}"
                raise BackpropError(f"{name} has an entry '{key}', which means nothing", hint=hint)

    def wrong(self, key: str, what: str) -> BackpropError:
        """The error for an entry that is not what it should be."""
        return BackpropError(f"{self._name}: '{key}' {what}")

    def _get(self, key: str) -> Any:  # noqa: ANN401
        return self._table.get(key, self._beyond.get(key) if key in SHARED else None)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is there, or has a default."""
        value = self._get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "is missing" if value is None else "is a text")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """One text or a list of texts."""
        value = self._get(key)
        if value is None and default is not None:
            return default
        values = cast("list[Any]", value if isinstance(value, list) else [value])
        texts = [each.strip() for each in values if isinstance(each, str) and each.strip()]
        if len(texts) != len(values) or not texts:
            raise self.wrong(key, "is missing" if value is None else "is a text or a list of texts")
        return tuple(texts)

    def number(self, key: str, default: float | None) -> float | None:
        """A number that is not negative."""
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e300:
            raise self.wrong(key, "is a number that is not negative")
        return float(value)

    def fraction(self, key: str, default: Fraction) -> Fraction:
        """A number of marks, exactly as it is written."""
        value = self.number(key, None)
        return default if value is None else Fraction(repr(value))

    def truth(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(key, "is true or false")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of several words, the first by default."""
        value = self._get(key)
        if value is None:
            return choices[0]
        if value not in choices:
            raise self.wrong(key, f"is one of {', '.join(choices)}")
        return cast("str", value)
