"""`backprop eval`: an expression and a point in; values, gradients and costs out.

What is kept true: results go to stdout, everything else to stderr; what is asked of the core is
asked once, and every form draws the same answer.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from ...parser.errors import BackpropError
from .. import terminal
from ..diagnostics import report_notes
from ..expression import ExpressionCommand, given_of, subject_of
from ..inputs import Subject, placed, unknown_name
from ..keys import Answers, wants_costs
from ..numbers import shortest
from ..point import Given, from_at, from_option, gather
from ..text import quoted_list
from ..words import normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...autodiff.names import MissingInputs
    from ...autodiff.report import Evaluation, Note
    from ..screen import Screen

FORMS = ("table", "plain", "json", "csv", "tsv", "markdown")
FORMS_WITH_NOTES = ("table", "plain", "markdown")

HELP = """Evaluate an expression at a point and differentiate it there.

EXPR is the text, or - to read standard input (a file: --file). Each input of the expression is
an option: give --NAME VALUE, where VALUE is a number or a constant expression such as pi/2.
The word after -- is the expression, whatever it looks like."""

EXAMPLES = """\b
Examples:
  backprop eval "(x+y)*z" --x -2 --y 5 --z -4
  backprop eval "-x^2" --x 3 --get value,dx
  backprop eval "loss = (y - t)^2; y = w*x" --at w=3,x=2,t=10 --wrt w
  backprop eval --file model.txt --at @point.json --json
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
    precision: int
    form: str | None
    keys: tuple[str, ...]
    colour: str


def names(_: click.Context, parameter: click.Parameter, texts: Iterable[str]) -> tuple[str, ...]:
    """Names separated by commas, in the form in which names are compared, each once."""
    texts = list(texts)
    found = [name.strip() for text in texts for name in text.replace("，", ",").split(",")]
    if texts and not all(found):
        raise click.BadParameter("a name is missing between the commas", param=parameter)
    return tuple(dict.fromkeys(normalised(name) for name in found))


@click.command(
    "eval",
    cls=ExpressionCommand,
    help=HELP,
    epilog=EXAMPLES,
    short_help="Values, gradients and costs of an expression at a point.",
    options_metavar="EXPR [--NAME VALUE]... [OPTIONS]",
)
@click.option("--file", "file", metavar="PATH", type=click.Path(), help="Read EXPR from a file.")
@click.option(
    "--at",
    "at",
    multiple=True,
    metavar="NAME=VALUE[,...]|@FILE",
    help="Values of any inputs, also of those named like an option; @FILE is a JSON object.",
)
@click.option(
    "--wrt",
    "wrt",
    multiple=True,
    metavar="NAME[,...]",
    callback=names,
    help="Differentiate with respect to these inputs or named nodes only.",
)
@click.option(
    "--of",
    "of",
    multiple=True,
    metavar="NAME[,...]",
    callback=names,
    help="Take these named values as the outputs.",
)
@click.option(
    "--mode",
    "mode",
    type=click.Choice(["both", "forward", "reverse"]),
    help="Default: both, unless forward mode would take too long.",
)
@click.option(
    "--ties",
    "ties",
    type=click.Choice(["split", "each"]),
    default="split",
    help="At a tie of max or min: split the derivative (default), or 1 to each.",
)
@click.option("--strict", "strict", is_flag=True, help="Make warnings and kinks errors.")
@click.option(
    "--verify", "verify", is_flag=True, help="Add the numerical derivative beside each gradient."
)
@click.option(
    "--precision",
    "precision",
    type=click.IntRange(1, 17),
    default=12,
    metavar="N",
    help="Significant digits in tables, 1 to 17 (default: 12).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Default: table on a terminal, plain to a pipe.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--get",
    "keys",
    multiple=True,
    metavar="KEY[,...]",
    callback=names,
    help="Print only these numbers, one a line: value, NAME, dNAME, dOUT/dNAME, ops.reverse, "
    "ops.forward, ops.function. Not together with --format.",
)
@click.option(
    "--color",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="NO_COLOR and FORCE_COLOR are honoured too.",
)
@click.pass_context
def command(context: click.Context, /, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Answer one command line."""
    del options["file"]  # the text was read before the options were
    wishes = Wishes(**options)
    form = chosen_form(wishes, as_json)
    subject = subject_of(context)
    if subject is None:
        raise BackpropError("there is no expression")
    evaluation = evaluated(subject, wishes, given_of(context))
    if wishes.keys:
        write_numbers(evaluation, wishes)
        return
    if form not in FORMS_WITH_NOTES or not terminal.same_place(sys.stdout, sys.stderr):
        report_notes(evaluation.notes, wishes.colour)
    screen = terminal.screen_of(sys.stdout, wishes.colour)
    draw(form, evaluation, screen, wishes.precision)


def chosen_form(wishes: Wishes, as_json: bool) -> str:
    """The output form: what was asked for, else what suits the reader."""
    if as_json and wishes.form not in {None, "json"}:
        raise BackpropError(
            f"--json and --format {wishes.form} ask for different forms", hint="leave one out"
        )
    if wishes.keys and (as_json or wishes.form):
        other = "--json" if as_json else f"--format {wishes.form}"
        raise BackpropError(
            f"--get prints bare numbers, so {other} has no meaning beside it", hint="leave one out"
        )
    if as_json:
        return "json"
    return wishes.form or ("table" if terminal.is_terminal(sys.stdout) else "plain")


def evaluated(subject: Subject, wishes: Wishes, texts: Mapping[str, tuple[str, ...]]) -> Evaluation:
    """The core's answer, with what the command line itself has to note."""
    from ...autodiff.evaluation import evaluate
    from ...autodiff.names import MissingInputs

    given = given_values(wishes, texts)
    point, notes = used_values(given, subject)
    try:
        evaluation = evaluate(
            subject.program,
            point,
            wrt=wishes.wrt or None,
            of=wishes.of or None,
            mode=wishes.mode,
            ties=wishes.ties,
            strict=wishes.strict,
            verify=wishes.verify,
            costs=not wishes.keys or wants_costs(wishes.keys),
            names=subject.survey,
        )
    except MissingInputs as error:
        error.hint = missing_hint(error, subject)
        raise placed(error, subject.source) from error
    except BackpropError as error:
        raise placed(error, subject.source) from error
    return replace(evaluation, notes=(*evaluation.notes, *notes))


def given_values(wishes: Wishes, texts: Mapping[str, tuple[str, ...]]) -> dict[str, Given]:
    """All values that were given, by options and by `--at`."""
    by_option = (value for name, each in texts.items() for value in from_option(name, each))
    by_at = (value for text in wishes.at for value in from_at(text))
    return gather([*by_option, *by_at])


def used_values(
    given: Mapping[str, Given], subject: Subject
) -> tuple[dict[str, float], tuple[Note, ...]]:
    """The point, and a note on what a file gives beyond it; beyond it nothing else may be given."""
    from ...autodiff.report import Note

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
    with_option = {option.opts[0] for option in subject.options}
    missing = error.missing
    if len(missing) > 10 or subject.too_many:
        how = "give them with --at @point.json, a JSON object of numbers"
    else:
        options = [
            f"--{name} VALUE" if f"--{name}" in with_option else f"--at {name}=VALUE"
            for name in missing
        ]
        how = f"add {' '.join(options)}"
    if not error.hint:
        return how
    return f"{error.hint}{'' if error.hint.endswith('?') else ','} otherwise {how}"


def write_numbers(evaluation: Evaluation, wishes: Wishes) -> None:
    """The numbers that `--get` asked for, one a line; none if one of them does not exist."""
    answers = Answers(evaluation)
    lines = [shortest(answers.number(key)) for key in wishes.keys]
    report_notes(evaluation.notes, wishes.colour)
    click.echo("\n".join(lines))


def draw(form: str, evaluation: Evaluation, screen: Screen, precision: int) -> None:
    """Write the evaluation to stdout in the form that was asked for."""
    stream = sys.stdout
    if form == "json":
        from ..render.json_form import write_json

        write_json(evaluation, stream, ascii_only=not screen.unicode)
    elif form in {"csv", "tsv"}:
        from ..render.separated import write_separated

        write_separated(evaluation, stream, "," if form == "csv" else "\t", screen)
    elif form == "table":
        from ..render.table import write_table

        write_table(evaluation, stream, screen, precision)
    else:
        from ..render import markdown, plain

        module = markdown if form == "markdown" else plain
        module.write(evaluation, stream, screen, precision)
