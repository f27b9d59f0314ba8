"""`backprop check`: an expression, a point and claims in; right or wrong, and what went wrong, out.

What is kept true: exit status 0 is all right, 1 that something is wrong, 2 that nothing is wrong
as far as it could be judged, but something could not be.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from .. import options, terminal
from ..command import Command
from ..diagnostics import report_notes
from ..exits import MISTAKE, SUCCESS, WRONG
from ..forms import FORMS_WITH_NOTES, chosen_form
from ..number_options import chosen_numbers, chosen_precision
from ..progress import working
from ..values import placed_errors, point_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...autodiff.claims import Checked, Tolerance
    from ..command import Line
    from ..inputs import Subject

HELP = """Check answers: values, derivatives, counts.

EXPR and the values are given as for 'backprop eval'. A CLAIM is NAME=VALUE: f=-12, dx=-4,
df/dx=-4, v=11, d2f/dx2=6, ops.reverse=5. VALUE is a number, a fraction or a formula in the
inputs, which is tested at the point and at sampled points. Without a point every claim is a
formula. A wrong derivative is looked into: which one mistake leads to it?"""

EXAMPLES = """\
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
    precision: int | None
    form: str | None
    as_json: bool
    colour: str

    @property
    def tolerance(self) -> Tolerance:
        """How far a number may be off."""
        from ...autodiff.claims import Tolerance

        return Tolerance(self.rtol, self.atol, self.sigfigs, self.as_written, self.exact)


OPTIONS = (
    options.FILE,
    options.AT,
    options.Option(
        "--rtol",
        "rtol",
        "How far off a number may be, relatively (default: 1e-6).",
        options.NUMBER,
        metavar="NUMBER",
        bounds=(0, 1),
        default=1e-6,
    ),
    options.Option(
        "--atol",
        "atol",
        "The same in absolute terms (default: 1e-9 where the right value is 0).",
        options.NUMBER,
        metavar="NUMBER",
    ),
    options.Option(
        "--sigfigs",
        "sigfigs",
        "Numbers must be right to N significant digits.",
        options.WHOLE,
        metavar="N",
        bounds=(1, 15),
    ),
    options.Option(
        "--as-written",
        "as_written",
        "A decimal is right if it is so to the digits that it is written with.",
        options.FLAG,
    ),
    replace(options.EXACT, help="Work in rational numbers; nothing but the very number is right."),
    options.HIDE_ANSWERS,
    options.Option(
        "--quiet", "quiet", "Print nothing; the status tells.", options.FLAG, letter="-q"
    ),
    options.TIES,
    options.PRECISION,
    options.FORM,
    options.JSON,
    options.COLOUR,
)


def answer(line: Line) -> int:
    """Answer one command line."""
    wishes = Wishes(**line.wishes)
    form = chosen_form(wishes.form, as_json=wishes.as_json)
    if not line.words:
        raise BackpropError("there is no claim to check", hint=HINT)
    checked = checked_claims(line.subject, wishes, line.texts, line.words)
    if not wishes.quiet:
        if form not in FORMS_WITH_NOTES or not terminal.same_place(sys.stdout, sys.stderr):
            report_notes(checked.notes, wishes.colour)
        draw(checked, form, wishes)
    return status_of(checked)


command = Command(
    "check",
    "Check answers, and say what went wrong.",
    HELP,
    EXAMPLES,
    OPTIONS,
    answer,
    words="CLAIM...",
)


def checked_claims(
    subject: Subject, wishes: Wishes, texts: Mapping[str, tuple[str, ...]], words: Sequence[str]
) -> Checked:
    """The core's answer, with what the command line itself has to note."""
    from ...autodiff.claims import check

    numbers = chosen_numbers(wishes.exact, None)
    point, notes = point_of(subject, texts, wishes.at, numbers)
    with placed_errors(subject), working("checking the claims"):
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
    return MISTAKE if checked.count("unjudged") else SUCCESS


def draw(checked: Checked, form: str, wishes: Wishes) -> None:
    """Write the verdicts to stdout in the form that was asked for."""
    from ..render import claims as render

    screen = terminal.screen_of(sys.stdout, wishes.colour)
    hidden = wishes.hide_answers
    if form == "json":
        from ..render.json_form import write_json

        write_json(checked, sys.stdout, hidden=hidden, ascii_only=not screen.unicode)
    elif form in {"csv", "tsv"}:
        separator = "," if form == "csv" else "\t"
        render.write_separated(checked, sys.stdout, separator, screen, hidden=hidden)
    else:
        from ..render.people import write_sheet

        sheet = render.sheet(
            checked, screen, chosen_precision(wishes.precision, None), hidden=hidden
        )
        write_sheet(form, sheet, sys.stdout, screen)
