"""What `jacobian` and `hessian` share: their options, and how their answers are written.

What is kept true: an entry that is structurally zero is blank in every form, and `--get` gives 0
for it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import options, terminal
from .command import Command
from .diagnostics import report_notes
from .forms import FORMS_WITH_NOTES, chosen_form
from .number_options import chosen_numbers, chosen_precision
from .progress import working
from .values import placed_errors, point_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..autodiff.report import Matrices
    from .command import Line
    from .inputs import Subject


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of both commands, but for the inputs."""

    at: tuple[str, ...]
    wrt: tuple[str, ...]
    of: tuple[str, ...]
    ties: str
    strict: bool
    exact: bool
    digits: int | None
    precision: int | None
    form: str | None
    as_json: bool
    get: tuple[str, ...]
    colour: str


def matrix_command(kind: str, *, help: str, examples: str, short: str, keys: str) -> Command:  # noqa: A002
    """The command `kind`; `keys` says what `--get` may ask for."""
    declared = (
        *options.POINT,
        options.PRECISION,
        options.FORM,
        options.JSON,
        options.names("get", keys, metavar="KEY[,...]"),
        options.COLOUR,
    )
    return Command(kind, short, help, examples, declared, lambda line: answer(kind, line))


def answer(kind: str, line: Line) -> None:
    """Answer one command line."""
    wishes = Wishes(**line.wishes)
    form = chosen_form(wishes.form, as_json=wishes.as_json, bare=bool(wishes.get))
    found = matrices(kind, line.subject, wishes, line.texts)
    if wishes.get:
        write_numbers(found, wishes)
        return
    if form not in FORMS_WITH_NOTES or not terminal.same_place(sys.stdout, sys.stderr):
        report_notes(found.notes, wishes.colour)
    write(found, form, wishes)


def write_numbers(found: Matrices, wishes: Wishes) -> None:
    """The numbers that `--get` asked for, one a line; none if one of them does not exist."""
    from .matrix_keys import Keys
    from .numbers import shortest

    keys = Keys(found)
    lines = [shortest(keys.number(key)) for key in wishes.get]
    report_notes(found.notes, wishes.colour)
    sys.stdout.write("\n".join(lines) + "\n")


def matrices(
    kind: str, subject: Subject, wishes: Wishes, texts: Mapping[str, tuple[str, ...]]
) -> Matrices:
    """The core's answer, with what the command line itself has to note."""
    from ..autodiff import matrices as core

    numbers = chosen_numbers(wishes.exact, wishes.digits)
    point, notes = point_of(subject, texts, wishes.at, numbers)
    ask = core.jacobian if kind == "jacobian" else core.hessian
    with placed_errors(subject), working(f"working out the {kind.title()}"):
        found = ask(
            subject.program,
            point,
            numbers=numbers,
            wrt=wishes.wrt or None,
            of=wishes.of or None,
            ties=wishes.ties,
            strict=wishes.strict,
            names=subject.survey,
        )
    return replace(found, notes=(*found.notes, *notes))


def write(found: Matrices, form: str, wishes: Wishes) -> None:
    """Write the matrices to stdout in the form that was asked for."""
    from .render import matrices as render

    screen = terminal.screen_of(sys.stdout, wishes.colour)
    if form == "json":
        from .render.json_form import write_json

        write_json(found, sys.stdout, ascii_only=not screen.unicode)
    elif form in {"csv", "tsv"}:
        render.write_separated(found, sys.stdout, "," if form == "csv" else "\t", screen)
    else:
        from .render.people import write_sheet

        precision = chosen_precision(wishes.precision, found.digits)
        sheet = render.sheet(found, screen, precision)
        write_sheet(form, sheet, sys.stdout, screen)
