"""What the commands that teach share: the question that their options ask, and output files.

What is kept true: a file that `-o` names is written whole or not at all.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..parser.errors import BackpropError
from . import options
from .expression import given_of, subject_of
from .number_options import chosen_numbers, number_options
from .values import placed_errors, point_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..autodiff.report import Note
    from ..autodiff.study import Question
    from .inputs import Subject

point_options = options.together(
    options.file_option,
    options.at_option,
    options.wrt_option,
    options.of_option,
    options.ties_option,
    options.strict_option,
    number_options,
)
"""Where to evaluate, what to differentiate, and in which numbers."""

precision_option = click.option(
    "--precision",
    "precision",
    type=click.IntRange(1, 17),
    default=6,
    metavar="N",
    help="Significant digits, 1 to 17 (default: 6).",
)
output_option = click.option(
    "-o", "--output", "output", metavar="FILE", type=click.Path(), help="Write to this file."
)


def limit_option(default: int, what: str) -> Any:  # noqa: ANN401
    """How much is shown."""
    return click.option(
        "--limit",
        "limit",
        type=click.IntRange(1),
        default=default,
        metavar="N",
        help=f"Show no more {what} than this (default: {default}).",
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """A subject, a point, and the question; `given` says whether any value was given."""

    subject: Subject
    point: dict[str, Any]
    notes: tuple[Note, ...]
    question: Question

    def answered(self, ask: Callable[..., Any], *more: Any) -> Any:  # noqa: ANN401
        """What the core answers; its errors leave with their places."""
        with placed_errors(self.subject):
            return ask(
                self.subject.program,
                self.point,
                self.question,
                *more,
                names=self.subject.survey,
            )


def asking_of(context: click.Context, given: dict[str, Any]) -> Asking:
    """The question of a command line; takes the shared options out of `given`."""
    from ..autodiff.study import Question

    del given["file"]  # the text was read before the options were
    at, wrt, of = (given.pop(name) for name in ("at", "wrt", "of"))
    ties, strict = given.pop("ties"), given.pop("strict")
    numbers = chosen_numbers(given.pop("exact"), given.pop("digits"))
    subject = subject_of(context)
    if subject is None:
        raise BackpropError("there is no expression")
    point, notes = point_of(subject, given_of(context), at, numbers)
    question = Question(wrt or None, of or None, ties, strict, numbers)
    return Asking(subject, point, notes, question)


def write_out(path: str | None, content: str | bytes) -> None:
    """Write to the file, whole or not at all; to standard output where there is no path."""
    if path is None:
        if isinstance(content, str):
            sys.stdout.write(content)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)
        return
    data = content.encode("utf-8") if isinstance(content, str) else content
    target = Path(path)
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a device or a pipe has no whole to be kept
            return
        _replace(target, data)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise BackpropError(f"cannot write '{path}': {reason}") from error


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target, then take its place; an existing file keeps its permissions."""
    import tempfile

    real = Path(os.path.realpath(target))
    handle, name = tempfile.mkstemp(prefix=".backprop-", dir=real.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mode = real.stat().st_mode & 0o777 if real.exists() else 0o666 & ~_umask()
        Path(name).chmod(mode)
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
