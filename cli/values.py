"""The values of one command line: a point for the expression, and errors that know their place."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..parser.errors import BackpropError
from .output.text import quoted_list
from .values.point import Given, from_at, from_option, gather
from .values.subject import placed, unknown_name

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from ..autodiff.differentiation.solution import Numbers
    from ..autodiff.graph.notes import Note
    from ..autodiff.program.names import MissingInputs
    from .values.subject import Subject


def point_of(
    subject: Subject,
    texts: Mapping[str, tuple[str, ...]],
    at: Iterable[str],
    numbers: Numbers | None = None,
) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """The point that the options and `--at` give, and a note on what a file gives beyond it.

    Its values are of the kind `numbers`, doubles if `None`.
    """
    return used_values(given_values(texts, at, numbers), subject)


@contextmanager
def placed_errors(subject: Subject) -> Generator[None]:
    """Errors of the core leave with the place of the expression; missing values with a remedy."""
    from ..autodiff.program.names import MissingInputs

    try:
        yield
    except MissingInputs as error:
        error.hint = missing_hint(error, subject)
        raise placed(error, subject.source) from error
    except BackpropError as error:
        raise placed(error, subject.source) from error


def given_values(
    texts: Mapping[str, tuple[str, ...]], at: Iterable[str], numbers: Numbers | None = None
) -> dict[str, Given]:
    """All values that were given, by options and by `--at`."""
    by_option = (
        value for name, each in texts.items() for value in from_option(name, each, numbers)
    )
    by_at = (value for text in at for value in from_at(text, numbers))
    return gather([*by_option, *by_at])


def used_values(
    given: Mapping[str, Given], subject: Subject
) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """The point, and a note on what a file gives beyond it; beyond it nothing else may be given."""
    from ..autodiff.graph.notes import Note

    known = set(subject.names)
    surplus = [value for name, value in given.items() if name not in known]
    for value in surplus:
        if not value.from_file:
            raise unknown_name(value.name, subject, given)
    point = {name: value.value for name, value in given.items() if name in known}
    if not surplus:
        return point, ()
    path = surplus[0].origin.removeprefix("--at @")
    unused = quoted_list([value.name for value in surplus])
    message = f"'{path}' also holds {unused}, which the expression does not use"
    return point, (Note("information", message),)


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
