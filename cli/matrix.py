"""What `jacobian` and `hessian` share: their options, and how their answers are written.

What is kept true: an entry that is structurally zero is blank in every form, and `--get` gives 0
for it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ..parser.errors import BackpropError
from ..parser.records import Record, replace
from . import options, terminal
from .diagnostics import report_notes
from .expression import ExpressionCommand, given_of, subject_of
from .forms import FORMS_WITH_NOTES, chosen_form
from .number_options import chosen_numbers, chosen_precision, number_options
from .numbers import shortest
from .values import placed_errors, point_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..autodiff.report import Matrices
    from .inputs import Subject


class Wishes(Record):
    """The options of both commands, but for the inputs."""

    at: tuple[str, ...]
    wrt: tuple[str, ...]
    of: tuple[str, ...]
    ties: str
    strict: bool
    exact: bool
    digits: int | None
    precision: int
    form: str | None
    as_json: bool
    get: tuple[str, ...]
    colour: str


def matrix_command(kind: str, *, help: str, examples: str, short: str, keys: str) -> click.Command:  # noqa: A002
    """The command `kind`; `keys` says what `--get` may ask for."""

    @click.pass_context
    def answer(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401
        del given["file"]  # the text was read before the options were
        answered(kind, context, Wishes(**given))

    decorate: Callable[[Any], Any] = options.together(
        options.file_option,
        options.at_option,
        options.wrt_option,
        options.of_option,
        options.ties_option,
        options.strict_option,
        number_options,
        options.precision_option,
        options.form_option,
        options.json_option,
        options.names_option("get", keys, metavar="KEY[,...]"),
        options.colour_option,
    )
    command: click.Command = click.command(
        kind,
        cls=ExpressionCommand,
        help=help,
        epilog=examples,
        short_help=short,
        options_metavar="EXPR [--NAME VALUE]... [OPTIONS]",
    )(decorate(answer))
    return command


def answered(kind: str, context: click.Context, wishes: Wishes) -> None:
    """Answer one command line."""
    form = chosen_form(wishes.form, as_json=wishes.as_json, bare=bool(wishes.get))
    subject = subject_of(context)
    if subject is None:
        raise BackpropError("there is no expression")
    found = matrices(kind, subject, wishes, given_of(context))
    if wishes.get:
        from .matrix_keys import Keys

        keys = Keys(found)
        lines = [shortest(keys.number(key)) for key in wishes.get]
        report_notes(found.notes, wishes.colour)
        click.echo("\n".join(lines))
        return
    if form not in FORMS_WITH_NOTES or not terminal.same_place(sys.stdout, sys.stderr):
        report_notes(found.notes, wishes.colour)
    precision = chosen_precision(context, wishes.precision, found.digits)
    write(found, form, replace(wishes, precision=precision))


def matrices(
    kind: str, subject: Subject, wishes: Wishes, texts: dict[str, tuple[str, ...]]
) -> Matrices:
    """The core's answer, with what the command line itself has to note."""
    from ..autodiff import matrices as core

    numbers = chosen_numbers(wishes.exact, wishes.digits)
    point, notes = point_of(subject, texts, wishes.at, numbers)
    ask = core.jacobian if kind == "jacobian" else core.hessian
    with placed_errors(subject):
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
        render.write_json(found, sys.stdout, ascii_only=not screen.unicode)
    elif form in {"csv", "tsv"}:
        render.write_separated(found, sys.stdout, "," if form == "csv" else "\t", screen)
    else:
        from .render.people import write_sheet

        sheet = render.sheet(found, screen, wishes.precision)
        write_sheet(form, sheet, sys.stdout, screen)
