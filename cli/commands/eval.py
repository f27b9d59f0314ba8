"""`backprop eval`: an expression and a point in; values, gradients and costs out.

What is kept true: results go to stdout, everything else to stderr; what is asked of the core is
asked once, and every form draws the same answer.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .. import options, terminal
from ..command import Command
from ..diagnostics import report_notes
from ..forms import FORMS_WITH_NOTES, chosen_form
from ..number_options import chosen_numbers, chosen_precision, needed_derivatives
from ..progress import working
from ..values import placed_errors, point_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...autodiff.report import Evaluation
    from ..command import Line
    from ..inputs import Subject
    from ..screen import Screen

HELP = """Evaluate an expression at a point and differentiate it there.

EXPR is the text, or - to read standard input (a file: --file). Each input of the expression is
an option: give --NAME VALUE, where VALUE is a number or a constant expression such as pi/2.
The word after -- is the expression, whatever it looks like."""

EXAMPLES = """\
Examples:
  backprop eval "(x+y)*z" --x -2 --y 5 --z -4
  backprop eval "-x^2" --x 3 --get value,dx
  backprop eval "loss = (y - t)^2; y = w*x" --at w=3,x=2,t=10 --wrt w
  backprop eval --file model.txt --at @point.json --json
  backprop eval "x^3/7" --x 1/3 --exact --get value,dx
"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `eval`, but for the inputs."""

    at: tuple[str, ...]
    wrt: tuple[str, ...]
    of: tuple[str, ...]
    mode: str | None
    ties: str
    strict: bool
    verify: bool
    exact: bool
    digits: int | None
    precision: int | None
    form: str | None
    as_json: bool
    get: tuple[str, ...]
    colour: str


OPTIONS = (
    options.FILE,
    options.AT,
    options.WRT,
    options.OF,
    options.Option(
        "--mode",
        "mode",
        "Default: both, unless forward mode would take too long.",
        options.CHOICE,
        choices=("both", "forward", "reverse"),
    ),
    options.TIES,
    options.STRICT,
    options.Option(
        "--verify", "verify", "Add the numerical derivative beside each gradient.", options.FLAG
    ),
    options.EXACT,
    options.DIGITS,
    options.PRECISION,
    options.FORM,
    options.JSON,
    options.names(
        "get",
        "Print only these numbers, one a line: value, NAME, dNAME, dOUT/dNAME, ops.reverse, "
        "ops.forward, ops.function. Not together with --format.",
        metavar="KEY[,...]",
    ),
    options.COLOUR,
)


def answer(line: Line) -> None:
    """Answer one command line."""
    wishes = Wishes(**line.wishes)
    form = chosen_form(wishes.form, as_json=wishes.as_json, bare=bool(wishes.get))
    evaluation = evaluated(line.subject, wishes, line.texts)
    if wishes.get:
        write_numbers(evaluation, wishes)
        return
    if form not in FORMS_WITH_NOTES or not terminal.same_place(sys.stdout, sys.stderr):
        report_notes(evaluation.notes, wishes.colour)
    screen = terminal.screen_of(sys.stdout, wishes.colour)
    draw(form, evaluation, screen, chosen_precision(wishes.precision, evaluation.digits))


command = Command(
    "eval",
    "Values, gradients and costs of an expression at a point.",
    HELP,
    EXAMPLES,
    OPTIONS,
    answer,
)


def evaluated(subject: Subject, wishes: Wishes, texts: Mapping[str, tuple[str, ...]]) -> Evaluation:
    """The core's answer, with what the command line itself has to note."""
    from ...autodiff.evaluation import evaluate
    from ..keys import wants_costs

    numbers = chosen_numbers(wishes.exact, wishes.digits)
    point, notes = point_of(subject, texts, wishes.at, numbers)
    with placed_errors(subject), working("evaluating and differentiating"):
        evaluation = evaluate(
            subject.program,
            point,
            wrt=wishes.wrt or None,
            of=wishes.of or None,
            mode=wishes.mode,
            ties=wishes.ties,
            strict=wishes.strict,
            verify=wishes.verify,
            costs=not wishes.get or wants_costs(wishes.get),
            names=subject.survey,
            numbers=numbers,
            needs=needed_derivatives(wishes.get, subject, wishes.wrt),
        )
    return replace(evaluation, notes=(*evaluation.notes, *notes))


def write_numbers(evaluation: Evaluation, wishes: Wishes) -> None:
    """The numbers that `--get` asked for, one a line; none if one of them does not exist."""
    from ..keys import Answers
    from ..numbers import shortest

    answers = Answers(evaluation)
    lines = [shortest(answers.number(key)) for key in wishes.get]
    report_notes(evaluation.notes, wishes.colour)
    sys.stdout.write("\n".join(lines) + "\n")


def draw(form: str, evaluation: Evaluation, screen: Screen, precision: int) -> None:
    """Write the evaluation to stdout in the form that was asked for."""
    stream = sys.stdout
    if form == "json":
        from ..render.json_form import write_json

        write_json(evaluation, stream, ascii_only=not screen.unicode)
    elif form in {"csv", "tsv"}:
        from ..render.evaluation import write_separated

        write_separated(evaluation, stream, "," if form == "csv" else "\t", screen)
    else:
        from ..render.evaluation import sheet
        from ..render.people import write_sheet

        write_sheet(form, sheet(evaluation, screen, precision), stream, screen)
