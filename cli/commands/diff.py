"""`backprop diff`: an expression in; its derivatives out, as formulas or as a program.

What is kept true: stdout holds the derivatives in the form that was asked for and nothing else;
no input takes a value here.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ...autodiff.emit import DIALECTS, FORMS, GRAPH_FORMS, PROGRAM_FORMS, program_text
from ...parser.errors import BackpropError
from .. import options
from ..expression import ExpressionCommand
from ..output.diagnostics import report_notes
from ..output.progress import working
from ..values.request import placed_errors

if TYPE_CHECKING:
    from ...autodiff.answers.formulas import Symbolic
    from ..values.subject import Subject

EXAMPLES = """\b
Examples:
  backprop diff "sin(x^2)*y"
  backprop diff "x^3*exp(x)" --order 2 --to latex
  backprop diff "sigmoid(w*x + b)" --wrt w,b --shared
  backprop diff "(x+y)*z" --to python > gradient.py
"""


@click.command(
    "diff",
    cls=ExpressionCommand,
    takes_values=False,
    short_help="The derivatives of an expression as formulas or programs.",
    epilog=EXAMPLES,
)
@options.file
@options.wrt
@options.of
@click.option(
    "--order",
    type=click.IntRange(0),
    metavar="N",
    default=1,
    help="Differentiate N times by one input (default: 1).",
)
@click.option(
    "--to",
    "form",
    type=click.Choice(tuple(FORMS)),
    help="The form (default: infix, which can be typed in again).",
)
@click.option("--dialect", type=click.Choice(tuple(DIALECTS)), help="With --to sql.")
@click.option(
    "--simplify/--no-simplify",
    default=None,
    help="Write the derivatives as a person would. Default: yes for formulas, no for programs, "
    "which keep every operation as the rules give it; a simplified program may give a number "
    "where eval finds none (x/x at 0).",
)
@click.option("--shared", is_flag=True, help="Name what the formulas have in common, once.")
@click.option("--json", "as_json", is_flag=True, help="The formulas as one JSON object.")
@options.ties
@options.strict
@options.colour
def diff_command(
    subject: Subject,
    wrt: tuple[str, ...],
    of: tuple[str, ...],
    order: int,
    form: str | None,
    dialect: str | None,
    simplify: bool | None,
    shared: bool,
    as_json: bool,
    ties: str,
    strict: bool,
    colour: str,
) -> None:
    """Differentiate an expression: the derivatives as formulas, or as a program.

    EXPR is the text, or - to read standard input (a file: --file). There is one line for each
    output and input; --to gives them in another notation, or the value and the gradient as a
    program of another language.
    """
    from ...autodiff.answers.formulas import symbolic
    from ...autodiff.graph.growth import refuse_many_paths
    from ...autodiff.program.text_notes import refuse_notes

    form = form or "infix"
    is_program = form in PROGRAM_FORMS
    refuse_meaningless(form, order, dialect, shared=shared, as_json=as_json)
    with placed_errors(subject), working("differentiating"):
        if not is_program and not shared:
            refuse_many_paths(subject.program, wrt, of)
        found = symbolic(
            subject.program,
            wrt=wrt or None,
            of=of or None,
            order=order,
            ties=ties,
            names=subject.survey,
        )
        if is_program:
            text = program_text(form, found.subject(simplify=simplify is True), dialect)
        else:
            text = formulas(
                found, form, simplify=simplify is not False, shared=shared, as_json=as_json
            )
        notes = found.notes(general=not is_program)
        if strict:
            refuse_notes(notes)
    if not as_json:
        report_notes(notes, colour)
    sys.stdout.write(text)


def refuse_meaningless(
    form: str, order: int, dialect: str | None, *, shared: bool, as_json: bool
) -> None:
    """Refuse options that have no meaning beside one another."""
    if dialect and form != "sql":
        raise BackpropError("--dialect is for --to sql", hint="leave it out, or add --to sql")
    if form in PROGRAM_FORMS and (shared or as_json):
        option = "--shared" if shared else "--json"
        hint = "leave one out"
        if form == "json":
            hint = "--json gives the formulas, --to json the graph; leave one out"
        raise BackpropError(f"{option} is for formulas, and --to {form} gives a program", hint=hint)
    if order == 0 and form in PROGRAM_FORMS and form not in GRAPH_FORMS:
        raise BackpropError(
            f"--order 0 asks for no derivative, and --to {form} gives the value and derivatives",
            hint="leave --order out",
        )


def formulas(found: Symbolic, form: str, *, simplify: bool, shared: bool, as_json: bool) -> str:
    """The derivatives as formulas."""
    from ..render import formulas as render

    if as_json:
        return render.json_text(found, form, simplify=simplify, shared=shared)
    made = render.shared_text if shared else render.lines_text
    return made(found, form, simplify=simplify)
