"""`backprop explain`: an expression and a point in; a page that walks a person through it out.

What is kept true: the page is made once, and every form draws the same; results go to stdout or to
the file that was named, notes belong to the page itself.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ...parser.errors import BackpropError
from .. import options, terminal
from ..expression import ExpressionCommand
from ..teaching import (
    asking_of,
    limit_option,
    output_option,
    point_options,
    precision_option,
    write_out,
)

if TYPE_CHECKING:
    from ...autodiff.algebra import Numbers
    from ...autodiff.explanation import Explanation, Wish
    from ..render.page import Page

FORMS = ("terminal", "plain", "markdown", "latex", "html", "json")

HELP = """Walk through an expression step by step: values, rules, gradients, and what they mean.

EXPR and the values are given as for 'backprop eval'. On a terminal the page is in colour and
fits its width; --format makes a hand-out of it."""

EXAMPLES = """\b
Examples:
  backprop explain "(x+y)*z" --x -2 --y 5 --z -4
  backprop explain "c = a + b; d = b + 1; e = c*d" --a 2 --b 1 --only db
  backprop explain "sigmoid(w*x + b)" --at w=2,x=-1,b=0.5 --format html -o page.html
  backprop explain "x^3" --x 2 --order 2
"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `explain` beyond those that say what is asked."""

    mode: str
    only: str | None
    order: int
    sensitivity: bool
    by: str
    step: bool
    limit: int
    precision: int
    form: str | None
    as_json: bool
    output: str | None
    colour: str


def one_name(_: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """A key in the form in which names are compared."""
    from ..words import normalised

    if text is None:
        return None
    parts = [normalised(part.strip()) for part in text.split("/")]
    if not all(parts):
        raise click.BadParameter("a name is missing", param=parameter)
    return "/".join(parts)


@click.command(
    "explain",
    cls=ExpressionCommand,
    help=HELP,
    epilog=EXAMPLES,
    short_help="Every step in words and numbers, and what the gradient means.",
    options_metavar="EXPR [--NAME VALUE]... [OPTIONS]",
)
@point_options
@click.option(
    "--mode",
    "mode",
    type=click.Choice(["reverse", "forward"]),
    default="reverse",
    help="Tell the backward pass, or the same from each input upward.",
)
@click.option(
    "--only",
    "only",
    metavar="KEY",
    callback=one_name,
    help="Follow one quantity: dNAME, dOUT/dNAME, or a value by its NAME.",
)
@click.option(
    "--order",
    "order",
    type=click.IntRange(1, 2),
    default=1,
    help="2: the second derivative too, as position, speed and acceleration.",
)
@click.option(
    "--sensitivity", "sensitivity", is_flag=True, help="Rank the inputs by what 1 % of each does."
)
@click.option(
    "--by",
    "by",
    default="1",
    metavar="AMOUNT",
    help="The step of an input that 'What it means' speaks of (default: 1).",
)
@click.option("--step", "step", is_flag=True, help="Wait for a key between the steps.")
@limit_option(60, "nodes")
@precision_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Default: terminal on a terminal, plain to a pipe.",
)
@options.json_option
@output_option
@options.colour_option
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401
    """Answer one command line."""
    asking = asking_of(context, given)
    wishes = Wishes(**given)
    form = chosen_form(wishes)
    from ...autodiff.explanation import explain

    told: Explanation = asking.answered(explain, wish_of(wishes, asking.question.numbers))
    if asking.notes:
        from dataclasses import replace

        told = replace(told, notes=(*told.notes, *asking.notes))
    write(told, form, wishes)


def chosen_form(wishes: Wishes) -> str:
    """The form that was asked for, or the one that suits the reader."""
    if wishes.as_json and wishes.form not in {None, "json"}:
        raise BackpropError(
            f"--json and --format {wishes.form} ask for different forms", hint="leave one out"
        )
    seen = wishes.output is None and terminal.is_terminal(sys.stdout)
    form = "json" if wishes.as_json else wishes.form or ("terminal" if seen else "plain")
    if wishes.step and not (form == "terminal" and seen and terminal.is_terminal(sys.stdin)):
        raise BackpropError(
            "--step waits for a key, and no one sits at a terminal here",
            hint="leave --step out, or run it on a terminal without --format and -o",
        )
    return form


def wish_of(wishes: Wishes, numbers: Numbers) -> Wish:
    """How the program is to be explained."""
    from ...autodiff.explanation import Wish
    from ..point import constant_in

    amount = constant_in(wishes.by, wishes.by, 0, "--by", numbers)
    if not -1e300 < amount < 1e300 or amount == 0:
        raise BackpropError(
            f"--by {wishes.by} is no step: it must be a number other than 0", hint="--by 0.1"
        )
    return Wish(wishes.mode, wishes.only, wishes.order, amount, wishes.limit)


def write(told: Explanation, form: str, wishes: Wishes) -> None:
    """Write the explanation in its form."""
    screen = terminal.screen_of(sys.stdout, wishes.colour)
    if form == "json":
        from ..render.explanation_json import json_text

        ascii_only = wishes.output is None and not screen.unicode
        write_out(wishes.output, json_text(told, ascii_only=ascii_only))
        return
    from ..render.lesson import lesson

    page = lesson(told, wishes.precision, sensitivity=wishes.sensitivity)
    if form == "terminal" and wishes.output is None:
        from ..render.page_text import write_terminal

        write_terminal(page, sys.stdout, screen, next_key if wishes.step else None)
    else:
        write_out(wishes.output, text_of(page, form, wishes))


def text_of(page: Page, form: str, wishes: Wishes, picture: str = "") -> str:
    """The page as a text; `picture` is HTML."""
    from ..screen import Screen

    screen = Screen() if wishes.output else terminal.screen_of(sys.stdout, "never")
    if form == "latex":
        from ..render.page_latex import latex_text

        return latex_text(page)
    if form == "html":
        from ..render.page_html import html_text

        return html_text(page, picture)
    if form == "markdown":
        from ..render.page_markdown import markdown_text

        return markdown_text(page)
    from ..render.page_text import plain_text

    return plain_text(page, screen)


def next_key() -> bool:
    """Wait for a key; whether to go on."""
    sys.stdout.flush()
    key = click.getchar()
    if key in {"\x03", "\x04"}:
        raise KeyboardInterrupt
    return key not in {"q", "Q", "\x1b"}
