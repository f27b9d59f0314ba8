"""`backprop diff`: an expression in; its derivatives out, as formulas or as a program.

What is kept true: stdout holds the derivatives in the form that was asked for and nothing else;
no input takes a value here.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...autodiff.emit import DIALECTS, FORMS, GRAPH_FORMS, PROGRAM_FORMS, program_text
from ...parser.errors import BackpropError
from .. import options
from ..command import Command
from ..diagnostics import report_notes
from ..inputs import placed
from ..progress import working

if TYPE_CHECKING:
    from ...autodiff.answers.formulas import Symbolic
    from ...autodiff.graph.notes import Note
    from ..command import Line
    from ..inputs import Subject

HELP = """Differentiate an expression: the derivatives as formulas, or as a program.

EXPR is the text, or - to read standard input (a file: --file). There is one line for each output
and input; --to gives them in another notation, or the value and the gradient as a program of
another language."""

EXAMPLES = """\
Examples:
  backprop diff "sin(x^2)*y"
  backprop diff "x^3*exp(x)" --order 2 --to latex
  backprop diff "sigmoid(w*x + b)" --wrt w,b --shared
  backprop diff "(x+y)*z" --to python > gradient.py
"""


@dataclass(frozen=True, slots=True)
class Wishes:
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


OPTIONS = (
    options.FILE,
    options.WRT,
    options.OF,
    options.Option(
        "--order",
        "order",
        "Differentiate N times by one input (default: 1).",
        options.WHOLE,
        metavar="N",
        bounds=(0, None),
        default=1,
    ),
    options.Option(
        "--to",
        "form",
        "The form (default: infix, which can be typed in again).",
        options.CHOICE,
        choices=tuple(FORMS),
    ),
    options.Option(
        "--dialect", "dialect", "With --to sql.", options.CHOICE, choices=tuple(DIALECTS)
    ),
    options.Option(
        "--simplify",
        "simplify",
        "Write the derivatives as a person would. Default: yes for formulas, no for programs, "
        "which keep every operation as the rules give it.",
        options.SWITCH,
    ),
    options.Option(
        "--shared", "shared", "Name what the formulas have in common, once.", options.FLAG
    ),
    options.Option("--json", "as_json", "The formulas as one JSON object.", options.FLAG),
    options.TIES,
    options.STRICT,
    options.COLOUR,
)


def answer(line: Line) -> None:
    """Answer one command line."""
    wishes = Wishes(**line.wishes)
    check(wishes)
    try:
        with working("differentiating"):
            text, notes = derivatives(line.subject, wishes)
    except BackpropError as error:
        raise placed(error, line.subject.source) from error
    if not wishes.as_json:
        report_notes(notes, wishes.colour)
    sys.stdout.write(text)


command = Command(
    "diff",
    "The derivatives of an expression as formulas or programs.",
    HELP,
    EXAMPLES,
    OPTIONS,
    answer,
    takes_values=False,
)


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


def derivatives(subject: Subject, wishes: Wishes) -> tuple[str, tuple[Note, ...]]:
    """What goes to stdout, and what is to be said of it."""
    from ...autodiff.answers.formulas import symbolic
    from ...autodiff.graph.growth import refuse_many_paths
    from ...autodiff.program.text_notes import refuse_notes

    if wishes.form not in PROGRAM_FORMS and not wishes.shared:
        refuse_many_paths(subject.program, wishes.wrt, wishes.of)
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
    return text, notes


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
