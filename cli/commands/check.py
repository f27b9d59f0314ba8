"""`backprop check`: an expression, a point and claims in; right or wrong, and what went wrong, out.

What is kept true: exit status 0 is all right, 1 that something is wrong, 2 that nothing is wrong
as far as it could be judged, but something could not be.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ...parser.errors import BackpropError
from .. import options, terminal
from ..diagnostics import report_notes
from ..expression import ExpressionCommand, given_of, subject_of
from ..forms import FORMS_WITH_NOTES, chosen_form
from ..values import placed_errors, point_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...autodiff.claims import Checked, Tolerance
    from ..inputs import Subject

WRONG, UNJUDGED = 1, 2

HELP = """Check answers: values, derivatives, counts.

EXPR and the values are given as for 'backprop eval'. A CLAIM is NAME=VALUE: f=-12, dx=-4,
df/dx=-4, v=11, d2f/dx2=6, ops.reverse=5. VALUE is a number, a fraction or a formula in the
inputs, which is tested at the point and at sampled points. Without a point every claim is a
formula. A wrong derivative is looked into: which one mistake leads to it?"""

EXAMPLES = """\b
Examples:
  backprop check "(x+y)*z" --x -2 --y 5 --z -4 f=-12 dx=-4 dy=-4 dz=3
  backprop check "sin(x^2)" "dx=2*x*cos(x^2)"
  backprop check "e = c*d; c = a + b; d = b + 1" --a 2 --b 1 de/db=2

\b
Exit status: 0 all right, 1 something is wrong, 2 it could not be checked.
"""

HINT = 'such as: backprop check "(x+y)*z" --x -2 --y 5 --z -4 dx=-4'


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `check`, but for the inputs."""

    at: tuple[str, ...]
    rtol: float
    atol: float | None
    sigfigs: int | None
    as_written: bool
    exact: bool
    hide_answers: bool
    quiet: bool
    ties: str
    precision: int
    form: str | None
    colour: str

    @property
    def tolerance(self) -> Tolerance:
        """How far a number may be off."""
        from ...autodiff.claims import Tolerance

        return Tolerance(self.rtol, self.atol, self.sigfigs, self.as_written, self.exact)


tolerance_options = options.together(
    click.option(
        "--rtol", "rtol", type=click.FloatRange(min=0, max=1), default=1e-6, metavar="NUMBER",
        help="How far off a number may be, relatively (default: 1e-6).",
    ),
    click.option(
        "--atol", "atol", type=click.FloatRange(min=0), metavar="NUMBER",
        help="The same in absolute terms (default: 1e-9 where the right value is 0).",
    ),
    click.option(
        "--sigfigs", "sigfigs", type=click.IntRange(1, 15), metavar="N",
        help="Numbers must be right to N significant digits.",
    ),
    click.option(
        "--as-written", "as_written", is_flag=True,
        help="A decimal is right if it is so to the digits that it is written with.",
    ),
    click.option(
        "--exact", "exact", is_flag=True,
        help="Work in rational numbers; nothing but the very number is right.",
    ),
)  # fmt: skip


@click.command(
    "check",
    cls=ExpressionCommand,
    takes_words=True,
    help=HELP,
    epilog=EXAMPLES,
    short_help="Check answers, and say what went wrong.",
    options_metavar="EXPR [--NAME VALUE]... CLAIM... [OPTIONS]",
)
@options.file_option
@options.at_option
@tolerance_options
@click.option(
    "--hide-answers", "hide_answers", is_flag=True, help="Do not give the right answers away."
)
@click.option("--quiet", "-q", "quiet", is_flag=True, help="Print nothing; the status tells.")
@options.ties_option
@options.precision_option
@options.form_option
@options.json_option
@options.colour_option
@click.pass_context
def command(context: click.Context, /, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Answer one command line."""
    del given["file"]  # the text was read before the options were
    wishes = Wishes(**given)
    form = chosen_form(wishes.form, as_json=as_json, bare=False)
    subject = subject_of(context)
    if subject is None:
        raise BackpropError("there is no expression")
    if not context.args:
        raise BackpropError("there is no claim to check", hint=HINT)
    checked = checked_claims(subject, wishes, given_of(context), context.args)
    if not wishes.quiet:
        if form not in FORMS_WITH_NOTES or not terminal.same_place(sys.stdout, sys.stderr):
            report_notes(checked.notes, wishes.colour)
        draw(checked, form, wishes)
    context.exit(status_of(checked))


def checked_claims(
    subject: Subject, wishes: Wishes, texts: Mapping[str, tuple[str, ...]], words: Sequence[str]
) -> Checked:
    """The core's answer, with what the command line itself has to note."""
    from dataclasses import replace

    from ...autodiff.claims import check
    from ..number_options import chosen_numbers

    numbers = chosen_numbers(wishes.exact, None)
    point, notes = point_of(subject, texts, wishes.at, numbers)
    with placed_errors(subject):
        checked = check(
            subject.program,
            point,
            words,
            tolerance=wishes.tolerance,
            numbers=numbers,
            ties=wishes.ties,
            names=subject.survey,
        )
    return replace(checked, notes=(*checked.notes, *notes))


def status_of(checked: Checked) -> int:
    """The exit status: something wrong comes before something that could not be judged."""
    if checked.count("wrong"):
        return WRONG
    return UNJUDGED if checked.count("unjudged") else 0


def draw(checked: Checked, form: str, wishes: Wishes) -> None:
    """Write the verdicts to stdout in the form that was asked for."""
    from ..render import claims as render

    screen = terminal.screen_of(sys.stdout, wishes.colour)
    hidden = wishes.hide_answers
    if form == "json":
        render.write_json(checked, sys.stdout, hidden=hidden, ascii_only=not screen.unicode)
    elif form in {"csv", "tsv"}:
        separator = "," if form == "csv" else "\t"
        render.write_separated(checked, sys.stdout, separator, screen, hidden=hidden)
    else:
        from ..render.people import write_sheet

        sheet = render.sheet(checked, screen, wishes.precision, hidden=hidden)
        write_sheet(form, sheet, sys.stdout, screen)
