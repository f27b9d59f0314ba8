"""What the commands that teach share: their options, and the question that those ask.

What is kept true: errors of the core leave with the place in the text that they are about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from . import options
from .number_options import chosen_numbers, chosen_precision
from .progress import working
from .values import placed_errors, point_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..autodiff.answers.question import Question
    from ..autodiff.graph.notes import Note
    from .command import Line
    from .inputs import Subject
    from .options import Option

DEFAULT_PRECISION = 6

PRECISION = replace(
    options.PRECISION, help=f"Significant digits, 1 to 17 (default: {DEFAULT_PRECISION})."
)


def limit(default: int, what: str) -> Option:
    """How much is shown."""
    return options.Option(
        "--limit",
        "limit",
        f"Show no more {what} than this (default: {default}).",
        options.WHOLE,
        metavar="N",
        bounds=(1, None),
        default=default,
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """A subject, a point, what the command line has to note, and the question."""

    subject: Subject
    point: dict[str, Any]
    notes: tuple[Note, ...]
    question: Question

    def answered(self, ask: Callable[..., Any], *more: Any) -> Any:  # noqa: ANN401
        """What the core answers; its errors leave with their places."""
        with placed_errors(self.subject), working("working it out"):
            return ask(self.subject.survey, self.point, self.question, *more)


def asking_of(line: Line) -> tuple[Asking, dict[str, Any]]:
    """The question of a command line, and what else it wishes for, with its precision settled."""
    from ..autodiff.answers.question import Question

    given = dict(line.wishes)
    at, wrt, of, ties, strict, exact, digits = [
        given.pop(option.parameter) for option in options.POINT if option is not options.FILE
    ]
    numbers = chosen_numbers(exact, digits)
    point, notes = point_of(line.subject, line.texts, at, numbers)
    question = Question(wrt or None, of or None, ties, strict, numbers)
    precision = chosen_precision(given["precision"], numbers.digits, DEFAULT_PRECISION)
    return Asking(line.subject, point, notes, question), given | {"precision": precision}
