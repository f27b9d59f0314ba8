"""What a command line asks: an expression, a point, and what is differentiated, in which numbers.

What is kept true: errors of the core leave with the place in the text that they are about, missing
values with how to give them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ...parser.errors import BackpropError
from ..output.progress import working
from .point import given_values, used_values
from .subject import placed

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping

    from ...autodiff.answers.question import Question
    from ...autodiff.differentiation.solution import Numbers
    from ...autodiff.graph.notes import Note
    from ...autodiff.program.names import MissingInputs
    from .subject import Subject


class Request(NamedTuple):
    """An expression at a point, and what is asked of it.

    `notes` are what the command line itself has to note. Empty `wrt` and `of` mean all inputs and
    the expression's own outputs.
    """

    subject: Subject
    point: Mapping[str, Any]
    notes: tuple[Note, ...]
    numbers: Numbers
    wrt: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    ties: str = "split"
    strict: bool = False

    def question(self, **more: Any) -> Question:  # noqa: ANN401
        """The question as the core takes it; `more` is what only some commands ask."""
        from ...autodiff.answers.question import Question

        return Question(
            self.wrt or None, self.of or None, self.ties, self.strict, self.numbers, **more
        )

    def answered(
        self,
        ask: Callable[..., Any],
        *more: Any,  # noqa: ANN401
        doing: str = "working it out",
        **keywords: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """The core's report, with the notes of the command line added to its own."""
        with placed_errors(self.subject), working(doing):
            found = ask(self.subject.survey, self.point, *more, **keywords)
        return replace(found, notes=(*found.notes, *self.notes))


def request_of(
    subject: Subject,
    texts: Mapping[str, tuple[str, ...]],
    at: Iterable[str],
    numbers: Numbers,
    **more: Any,  # noqa: ANN401
) -> Request:
    """The request of a command line: `texts` are those of the inputs' own options, `at` of --at.

    `more` are the fields of a `Request` that have a default.
    """
    point, notes = used_values(given_values(texts, at, numbers), subject)
    return Request(subject, point, notes, numbers, **more)


@contextmanager
def placed_errors(subject: Subject) -> Generator[None]:
    """Errors of the core leave with the place of the expression; missing values with a remedy."""
    from ...autodiff.program.names import MissingInputs

    try:
        yield
    except MissingInputs as error:
        error.hint = missing_hint(error, subject)
        raise placed(error, subject.source) from error
    except BackpropError as error:
        raise placed(error, subject.source) from error


def missing_hint(error: MissingInputs, subject: Subject) -> str:
    """How to give the values that are missing, as options where there are such options."""
    with_option = set(subject.optional)
    missing = error.missing
    if len(missing) > 10 or subject.too_many:
        how = "give them with --at @point.json, a JSON object of numbers"
    else:
        options = [
            f"--{name} VALUE" if name in with_option else f"--at {name}=VALUE" for name in missing
        ]
        how = f"add {' '.join(options)}"
    if not error.hint:
        return how
    return f"{error.hint}{'' if error.hint.endswith('?') else ','} otherwise {how}"
