"""`backprop graph`: an expression in; its computation graph as a picture out.

What is kept true: without values the picture shows the structure alone; a file that is named is
written whole or not at all; what is left out is told on stderr.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from .. import options, terminal
from ..command import Command
from ..diagnostics import report_notes
from ..teaching import PRECISION, asking_of, limit
from ..whole_files import write_out

if TYPE_CHECKING:
    from ...autodiff.picture import Picture
    from ...autodiff.report import Note
    from ..command import Line

FORMS = ("svg", "png", "pdf", "dot", "mermaid", "html")
SUFFIXES = {f".{form}": form for form in FORMS} | {".gv": "dot", ".mmd": "mermaid", ".htm": "html"}
BINARY = ("png", "pdf")

HELP = """Draw the computation graph of an expression, with values and gradients on its wires.

EXPR and the values are given as for 'backprop eval'; without values the picture shows the
structure alone. On the screen it is drawn in characters; --to svg, png and pdf need Graphviz,
--to dot and mermaid need nothing, and a page of html holds text for Mermaid where there is none."""

EXAMPLES = """\
Examples:
  backprop graph "(x+y)*z" --x -2 --y 5 --z -4
  backprop graph "(x+y)*z"
  backprop graph "sigmoid(w*x + b)" --at w=2,x=-1,b=0.5 -o neuron.svg
  backprop graph "(x+y)*z" --x -2 --y 5 --z -4 --partials --to html -o page.html
"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `graph` beyond those that say what is asked."""

    form: str | None
    output: str | None
    partials: bool
    tree: bool
    limit: int
    precision: int
    colour: str


OPTIONS = (
    *options.POINT,
    options.Option(
        "--to",
        "form",
        "The form of the picture (default: by the ending of FILE, else drawn on the screen).",
        options.CHOICE,
        choices=FORMS,
    ),
    options.OUTPUT,
    options.Option(
        "--partials", "partials", "Write the local derivatives on the edges.", options.FLAG
    ),
    options.Option("--tree", "tree", "On the screen, a tree instead of a drawing.", options.FLAG),
    limit(200, "nodes"),
    PRECISION,
    options.COLOUR,
)


def answer(line: Line) -> None:
    """Answer one command line."""
    asking, rest = asking_of(line)
    wishes = Wishes(**rest)
    form = picture_form(wishes)
    from ...autodiff.picture import picture

    found: Picture = asking.answered(picture, wishes.limit)
    text = content(found, form, wishes)
    notes = [*found.notes, *asking.notes, *left_out(found), *differing(form, wishes.output)]
    report_notes(notes, wishes.colour)
    write_out(wishes.output, text)


command = Command("graph", "The computation graph as a picture.", HELP, EXAMPLES, OPTIONS, answer)


def picture_form(wishes: Wishes) -> str | None:
    """The form that was asked for, or that of the file's ending; `None` draws on the screen."""
    form = wishes.form
    if form is None and wishes.output is not None:
        ending = os.path.splitext(wishes.output)[1].lower()
        form = SUFFIXES.get(ending)
        if form is None and ending not in {"", ".txt"}:
            raise BackpropError(
                f"'{wishes.output}' does not say what form of picture it is to hold",
                hint=f"add --to, one of {', '.join(FORMS)}",
            )
    if wishes.tree and form is not None:
        raise BackpropError(
            f"--tree is for the screen, and --to {form} for a picture", hint="leave one out"
        )
    if form in BINARY and wishes.output is None and terminal.is_terminal(sys.stdout):
        raise BackpropError(
            f"--to {form} gives bytes that a terminal cannot show",
            hint=f"name a file: -o graph.{form}",
        )
    return form


def left_out(found: Picture) -> list[Note]:
    """What the picture does not show, and how to see it."""
    from ...autodiff.report import Note

    if not found.left_out:
        return []
    message = (
        f"{found.left_out:,} of the {found.nodes:,} nodes are left out, those farthest from the "
        f"outputs; --limit {found.nodes} draws all, --of NAME draws one value's part"
    )
    return [Note("information", message)]


def differing(form: str | None, path: str | None) -> list[Note]:
    """What is written where the file's ending says something else."""
    from ...autodiff.report import Note

    if path is None or path.startswith("/dev/"):
        return []
    ending = os.path.splitext(path)[1].lower()
    if form is None:
        words = f"'{path}' holds the drawing of the screen, as text; --to svg makes a picture"
    elif ending not in SUFFIXES or SUFFIXES[ending] == form:
        return []
    else:
        words = f"'{path}' holds {form}, as --to says, and not what its ending says"
    return [Note("information", words)]


def content(found: Picture, form: str | None, wishes: Wishes) -> str | bytes:
    """The picture in its form."""
    if form is None:
        return on_screen(found, wishes)
    if form == "html":
        from ..render.circuit.graphviz_output import html_page

        return html_page(found, wishes.precision, partials=wishes.partials)
    from ..render.circuit.circuit import circuit

    drawing = circuit(found, wishes.precision, partials=wishes.partials)
    if form == "mermaid":
        from ...autodiff.emit.mermaid import mermaid_text

        return mermaid_text(drawing)
    from ...autodiff.emit.dot import dot_text

    text = dot_text(drawing)
    if form == "dot":
        return text
    from ..render.circuit.graphviz_output import drawn

    made = drawn(text, form)
    return made.decode("utf-8") if form == "svg" else made


def on_screen(found: Picture, wishes: Wishes) -> str:
    """The picture in characters: a drawing if it fits, else a tree."""
    from ..render.circuit.screen import screen_text
    from ..screen import Screen

    screen = terminal.screen_of(sys.stdout, wishes.colour)
    if wishes.output is not None:
        screen = Screen(columns=200)
    return screen_text(
        found, screen, wishes.precision, partials=wishes.partials, as_tree=wishes.tree
    )
