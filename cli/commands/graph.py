"""`backprop graph`: an expression in; its computation graph as a picture out.

What is kept true: without values the picture shows the structure alone; a file that is named is
written whole or not at all; what is left out is told on stderr.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from ...parser.errors import BackpropError
from .. import options
from ..expression import ExpressionCommand
from ..output import terminal
from ..output.diagnostics import report_notes
from ..output.forms import PAGE_PRECISION, chosen_precision
from ..output.screen import Screen
from ..output.whole_files import write_out

if TYPE_CHECKING:
    from ...autodiff.graph.notes import Note
    from ...autodiff.teach.picture import Picture
    from ..values.request import Request

FORMS = ("svg", "png", "pdf", "dot", "mermaid", "html")
SUFFIXES = {f".{form}": form for form in FORMS} | {".gv": "dot", ".mmd": "mermaid", ".htm": "html"}
BINARY = ("png", "pdf")

EXAMPLES = """\b
Examples:
  backprop graph "(x+y)*z" --x -2 --y 5 --z -4
  backprop graph "(x+y)*z"
  backprop graph "sigmoid(w*x + b)" --at w=2,x=-1,b=0.5 -o neuron.svg
  backprop graph "(x+y)*z" --x -2 --y 5 --z -4 --partials --to html -o page.html
"""


@click.command(
    "graph",
    cls=ExpressionCommand,
    short_help="The computation graph as a picture.",
    epilog=EXAMPLES,
)
@options.question
@click.option(
    "--to",
    "form",
    type=click.Choice(FORMS),
    help="The form of the picture (default: by the ending of FILE, else drawn on the screen).",
)
@options.output
@click.option("--partials", is_flag=True, help="Write the local derivatives on the edges.")
@click.option("--tree", is_flag=True, help="On the screen, a tree instead of a drawing.")
@options.limit(200, "nodes")
@options.page_precision
@options.colour
def graph_command(
    request: Request,
    form: str | None,
    output: str | None,
    partials: bool,
    tree: bool,
    limit: int,
    precision: int | None,
    colour: str,
) -> None:
    """Draw the computation graph of an expression, with values and gradients on its wires.

    EXPR and the values are given as for 'backprop eval'; without values the picture shows the
    structure alone. On the screen it is drawn in characters; --to svg, png and pdf need Graphviz,
    --to dot and mermaid need nothing, and a page of html holds text for Mermaid where there is
    none.
    """
    from ...autodiff.teach.picture import picture

    form = picture_form(form, output, as_tree=tree)
    found: Picture = request.answered(picture, request.question(), limit)
    digits = chosen_precision(precision, request.numbers.digits, PAGE_PRECISION)
    if form is None:
        from ..render.circuit.screen import screen_text

        wide = Screen(columns=200)
        screen = wide if output is not None else terminal.screen_of(sys.stdout, colour)
        content = screen_text(found, screen, digits, partials=partials, as_tree=tree)
    else:
        content = drawn(found, form, digits, partials=partials)
    report_notes([*found.notes, *left_out(found), *differing(form, output)], colour)
    write_out(output, content)


def picture_form(form: str | None, output: str | None, *, as_tree: bool) -> str | None:
    """The form that was asked for, or that of the file's ending; `None` draws on the screen."""
    if form is None and output is not None:
        ending = os.path.splitext(output)[1].lower()
        form = SUFFIXES.get(ending)
        if form is None and ending not in {"", ".txt"}:
            raise BackpropError(
                f"'{output}' does not say what form of picture it is to hold",
                hint=f"add --to, one of {', '.join(FORMS)}",
            )
    if as_tree and form is not None:
        raise BackpropError(
            f"--tree is for the screen, and --to {form} for a picture", hint="leave one out"
        )
    if form in BINARY and output is None and terminal.is_terminal(sys.stdout):
        raise BackpropError(
            f"--to {form} gives bytes that a terminal cannot show",
            hint=f"name a file: -o graph.{form}",
        )
    return form


def left_out(found: Picture) -> list[Note]:
    """What the picture does not show, and how to see it."""
    from ...autodiff.graph.notes import Note

    if not found.left_out:
        return []
    message = (
        f"{found.left_out:,} of the {found.nodes:,} nodes are left out, those farthest from the "
        f"outputs; --limit {found.nodes} draws all, --of NAME draws one value's part"
    )
    return [Note("information", message)]


def differing(form: str | None, path: str | None) -> list[Note]:
    """What is written where the file's ending says something else."""
    from ...autodiff.graph.notes import Note

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


def drawn(found: Picture, form: str, digits: int, *, partials: bool) -> str | bytes:
    """The picture in a form for other programs."""
    if form == "html":
        from ..render.circuit.graphviz_output import html_page

        return html_page(found, digits, partials=partials)
    from ..render.circuit.circuit import circuit

    drawing = circuit(found, digits, partials=partials)
    if form == "mermaid":
        from ...autodiff.emit.drawings.mermaid import mermaid_text

        return mermaid_text(drawing)
    from ...autodiff.emit.drawings.dot import dot_text

    text = dot_text(drawing)
    if form == "dot":
        return text
    from ..render.circuit.graphviz_output import graphviz_picture

    made = graphviz_picture(text, form)
    return made.decode("utf-8") if form == "svg" else made
