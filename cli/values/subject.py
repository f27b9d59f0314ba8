"""The subject of a command line: an expression that was read, and the names of its inputs.

What is kept true: no input gets an option that the command has itself; names keep their case and
their script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...parser.errors import BackpropError, nearest, offer
from ..output.progress import working
from ..output.text import quoted_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...autodiff.program.names import Survey
    from ...parser.syntax import Program
    from .source import Source

MOST_OPTIONS = 500
"""Beyond so many inputs, values are given by `--at` only."""


class Subject(NamedTuple):
    """An expression that was read; `optional` are the names with an option on this command line."""

    source: Source
    program: Program
    survey: Survey
    optional: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that may be given a value: the inputs, then the constants in use."""
        return (*self.survey.inputs, *self.survey.constants)

    @property
    def too_many(self) -> bool:
        """Whether there are more inputs than a command line has options for."""
        return len(self.survey.inputs) > MOST_OPTIONS


def read_subject(source: Source, reserved: Iterable[str], *, with_options: bool = True) -> Subject:
    """Parse the text and find the options of its inputs; a mistake in it knows where it is."""
    from ...autodiff.answers.question import understand
    from ...parser.parse import parse

    try:
        with working("reading the expression"):
            program = parse(source.text)
            found = understand(program)
    except BackpropError as error:
        raise placed(error, source) from error
    optional = optional_names(found, frozenset(reserved)) if with_options else ()
    return Subject(source, program, found, optional)


def placed(error: BackpropError, source: Source) -> BackpropError:
    """The error with the text that it speaks of and, if it is not an argument, its name."""
    if error.text is None or error.text == source.text:
        error.text, error.origin = source.text, error.origin or source.origin
    return error


def optional_names(found: Survey, reserved: frozenset[str]) -> tuple[str, ...]:
    """The inputs, and the constants that may be given another value, that have an option."""
    if len(found.inputs) > MOST_OPTIONS:
        return ()
    names = (*found.inputs, *found.constants)
    return tuple([name for name in names if f"--{name}" not in reserved])


def unknown_name(name: str, subject: Subject, given: Iterable[str]) -> BackpropError:
    """What to say to a value for a name that the expression does not have as an input."""
    if name in subject.survey.definitions:
        return BackpropError(f"'{name}' is computed by the expression, so it takes no value")
    given = [*given, name]
    missing = run_together(subject, given)
    if missing is not None:
        return missing
    open_names = [known for known in subject.names if known not in given] or list(subject.names)
    hint = meant_input(name, open_names) or inputs_of(subject)
    return BackpropError(no_input(name), hint=hint)


def no_input(name: str) -> str:
    """The sentence for a name that no input has."""
    return f"the expression has no input '{name}'"


def run_together(subject: Subject, given: Iterable[str]) -> BackpropError | None:
    """The error of an input without a value whose name is other names run together: `xy`."""
    from ...autodiff.answers.evaluation import evaluate
    from ...autodiff.answers.question import Question
    from ...autodiff.program.names import MissingInputs

    point = dict.fromkeys(given, 1.0)
    if all(name in point for name in subject.survey.inputs):
        return None
    try:
        evaluate(subject.survey, point, Question(mode="reverse", costs=False))
    except MissingInputs as error:
        return placed(error, subject.source) if error.hint else None
    except BackpropError:
        return None
    return None


def meant_input(name: str, names: Sequence[str]) -> str | None:
    """The inputs that a mistyped name may stand for."""
    found = nearest(name, list(names))
    if not found and name.lower() != name.upper():
        found = [known for known in names if known.lower() == name.lower()]
    return offer(found)


def inputs_of(subject: Subject) -> str:
    """A sentence that names the inputs."""
    names = subject.survey.inputs
    if not names:
        return "the expression has no inputs"
    return f"its {'input is' if len(names) == 1 else 'inputs are'} {quoted_list(names)}"
