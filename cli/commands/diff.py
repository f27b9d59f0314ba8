"""`backprop diff`: an expression in; its derivatives out, as formulas or as a program.

What is kept true: stdout holds the derivatives in the form that was asked for and nothing else;
no input takes a value here.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ...autodiff.emit import DIALECTS, FORMS, GRAPH_FORMS, PROGRAM_FORMS, program_text
from ...parser.errors import BackpropError
from ...parser.records import Record
from .. import options
from ..diagnostics import report_notes
from ..expression import ExpressionCommand, subject_of
from ..inputs import placed

if TYPE_CHECKING:
    from ...autodiff.symbolic import Symbolic
    from ..inputs import Subject

HELP = """Differentiate an expression: the derivatives as formulas, or as a program.

EXPR is the text, or - to read standard input (a file: --file). There is one line for each output
and input; --to gives them in another notation, or the value and the gradient as a program of
another language."""

EXAMPLES = """\b
Examples:
  backprop diff "sin(x^2)*y"
  backprop diff "x^3*exp(x)" --order 2 --to latex
  backprop diff "sigmoid(w*x + b)" --wrt w,b --shared
  backprop diff "(x+y)*z" --to python > gradient.py
"""


class Wishes(Record):
    """The options of `diff`."""

    wrt: tuple[str, ...]
    of: tuple[str, ...]
    order: int
    form: str | None
    dialect: str | None
    simplify: bool | None
    shared: bool
    as_json: bool
    ties: str
    strict: bool
    colour: str


@click.command(
    "diff",
    cls=ExpressionCommand,
    takes_values=False,
    help=HELP,
    epilog=EXAMPLES,
    short_help="The derivatives of an expression as formulas or programs.",
    options_metavar="EXPR [OPTIONS]",
)
@options.file_option
@options.wrt_option
@options.of_option
@click.option(
    "--order",
    "order",
    type=click.IntRange(0),
    default=1,
    metavar="N",
    help="Differentiate N times by one input (default: 1).",
)
@click.option(
    "--to",
    "form",
    type=click.Choice(list(FORMS)),
    help="The form (default: infix, which can be typed in again).",
)
@click.option("--dialect", "dialect", type=click.Choice(DIALECTS), help="With --to sql.")
@click.option(
    "--simplify/--no-simplify",
    "simplify",
    default=None,
    help="Write the derivatives as a person would. Default: yes for formulas, no for programs, "
    "which keep every operation as the rules give it.",
)
@click.option(
    "--shared", "shared", is_flag=True, help="Name what the formulas have in common, once."
)
@click.option("--json", "as_json", is_flag=True, help="The formulas as one JSON object.")
@options.ties_option
@options.strict_option
@options.colour_option
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401
    """Answer one command line."""
    del given["file"]  # the text was read before the options were
    wishes = Wishes(**given)
    check(wishes)
    subject = subject_of(context)
    if subject is None:
        raise BackpropError("there is no expression")
    try:
        text = answer(subject, wishes)
    except BackpropError as error:
        raise placed(error, subject.source) from error
    sys.stdout.write(text)


def check(wishes: Wishes) -> None:
    """Refuse options that have no meaning beside one another."""
    form = wishes.form or "infix"
    if wishes.dialect and form != "sql":
        raise BackpropError("--dialect is for --to sql", hint="leave it out, or add --to sql")
    if form in PROGRAM_FORMS and (wishes.shared or wishes.as_json):
        option = "--shared" if wishes.shared else "--json"
        hint = "leave one out"
        if form == "json":
            hint = "--json gives the formulas, --to json the graph; leave one out"
        raise BackpropError(f"{option} is for formulas, and --to {form} gives a program", hint=hint)

    if wishes.order == 0 and form in PROGRAM_FORMS and form not in GRAPH_FORMS:
        raise BackpropError(
            f"--order 0 asks for no derivative, and --to {form} gives the value and derivatives",
            hint="leave --order out",
        )


def answer(subject: Subject, wishes: Wishes) -> str:
    """What goes to stdout; notes are reported on the way."""
    from ...autodiff.information import refuse_notes
    from ...autodiff.symbolic import symbolic

    found = symbolic(
        subject.program,
        wrt=wishes.wrt or None,
        of=wishes.of or None,
        order=wishes.order,
        ties=wishes.ties,
        names=subject.survey,
    )
    text, general = written(found, wishes)
    notes = found.notes(general=general)
    if wishes.strict:
        refuse_notes(notes)
    if not wishes.as_json:
        report_notes(notes, wishes.colour)
    return text


def written(found: Symbolic, wishes: Wishes) -> tuple[str, bool]:
    """The derivatives in the form that was asked for, and whether it shows general formulas."""
    form = wishes.form or "infix"
    if form in PROGRAM_FORMS:
        return program_text(
            form, found.subject(simplify=wishes.simplify is True), wishes.dialect
        ), False
    from ..render import formulas

    simplify = wishes.simplify is not False
    if wishes.as_json:
        return formulas.json_text(found, form, simplify=simplify, shared=wishes.shared), True
    if wishes.shared:
        return formulas.shared_text(found, form, simplify=simplify), True
    return formulas.lines_text(found, form, simplify=simplify), True
