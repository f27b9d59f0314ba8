"""`backprop explain`: an expression and a point in; a page that walks a person through it out.

What is kept true: the page is made once, and every form draws the same; results go to stdout or to
the file that was named, notes belong to the page itself.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from ...parser.errors import BackpropError
from ...parser.literals import normalised
from .. import options
from ..expression import ExpressionCommand
from ..output import terminal
from ..output.forms import PAGE_PRECISION, chosen_form, chosen_precision, is_read
from ..output.pages import write_json, write_page

if TYPE_CHECKING:
    from ...autodiff.differentiation.solution import Numbers
    from ...autodiff.teach.explanation import Explanation
    from ...autodiff.teach.picture import Picture
    from ..values.request import Request

EXAMPLES = """\b
Examples:
  backprop explain "(x+y)*z" --x -2 --y 5 --z -4
  backprop explain "c = a + b; d = b + 1; e = c*d" --a 2 --b 1 --only db
  backprop explain "sigmoid(w*x + b)" --at w=2,x=-1,b=0.5 --format html -o page.html
  backprop explain "x^3" --x 2 --order 2
"""

PROMPT = "-- a key: next, q: stop --"


def node_key(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    """The key of a quantity in the form in which names are compared."""
    if text is None:
        return None
    parts = [normalised(part.strip()) for part in text.split("/")]
    if not all(parts):
        raise BackpropError(f"'--only {text}': a name is missing", hint="such as --only dx")
    return "/".join(parts)


@click.command(
    "explain",
    cls=ExpressionCommand,
    short_help="Every step in words and numbers, and what the gradient means.",
    epilog=EXAMPLES,
)
@options.question
@click.option(
    "--mode",
    type=click.Choice(("reverse", "forward")),
    default="reverse",
    help="Tell the backward pass, or the same from each input upward.",
)
@click.option(
    "--only",
    callback=node_key,
    metavar="KEY",
    help="Follow one quantity: dNAME, dOUT/dNAME, or a value by its NAME.",
)
@click.option(
    "--order",
    type=click.IntRange(1, 2),
    default=1,
    help="2: the second derivative too, as position, speed and acceleration.",
)
@click.option("--sensitivity", is_flag=True, help="Rank the inputs by what 1 % of each does.")
@click.option(
    "--by",
    default="1",
    metavar="AMOUNT",
    help="The step of an input that 'What it means' speaks of (default: 1).",
)
@click.option("--step", is_flag=True, help="Wait for a key between the steps.")
@options.limit(60, "nodes")
@options.page_precision
@options.page
def explain_command(
    request: Request,
    mode: str,
    only: str | None,
    order: int,
    sensitivity: bool,
    by: str,
    step: bool,
    limit: int,
    precision: int | None,
    form: str | None,
    as_json: bool,
    output: str | None,
    colour: str,
) -> None:
    """Walk through an expression step by step: values, rules, gradients, and what they mean.

    EXPR and the values are given as for 'backprop eval'. On a terminal the page is in colour and
    fits its width; --format makes a hand-out of it.
    """
    from ...autodiff.teach.explanation import Wish, explain

    form = chosen_form(form, as_json=as_json, on_terminal="terminal", output=output)
    if step:
        refuse_waiting(form, output)
    wish = Wish(mode, only, order, step_of(by, request.numbers), limit)
    told: Explanation = request.answered(explain, request.question(), wish)
    if form == "json":
        write_json(told, output)
        return
    from ..render.pages.explanation import explanation_page

    shown = chosen_precision(precision, request.numbers.digits, PAGE_PRECISION)
    write_page(
        explanation_page(told, shown, sensitivity=sensitivity),
        form,
        output,
        colour,
        picture=lambda: picture_of(request, limit, shown),
        wait=next_key if step else None,
    )


def picture_of(request: Request, limit: int, precision: int) -> str:
    """The graph as HTML, if it is small enough to belong to a hand-out."""
    from ...autodiff.teach.picture import picture
    from ..render.circuit.graphviz_output import figure

    found: Picture = request.answered(picture, request.question(), limit)
    return "" if found.left_out else figure(found, precision)


def refuse_waiting(form: str, output: str | None) -> None:
    """Refuse `--step` where there is no one to press a key."""
    if not (form == "terminal" and is_read(output) and terminal.is_terminal(sys.stdin)):
        raise BackpropError(
            "--step waits for a key, and no one sits at a terminal here",
            hint="leave --step out, or run it on a terminal without --format and -o",
        )


def step_of(text: str, numbers: Numbers) -> Any:  # noqa: ANN401
    """The step that `--by` gives, in the numbers that are worked in."""
    from ..values.constants import constant_in

    amount = constant_in(text, text, 0, "--by", numbers)
    if not -1e300 < amount < 1e300 or amount == 0:
        raise BackpropError(
            f"--by {text} is no step: it must be a number other than 0", hint="--by 0.1"
        )
    return amount


def next_key() -> bool:
    """Wait for a key; whether to go on."""
    sys.stdout.flush()
    sys.stderr.write(PROMPT)
    sys.stderr.flush()
    try:
        key = click.getchar()
    finally:
        sys.stderr.write("\r" + " " * len(PROMPT) + "\r")
        sys.stderr.flush()
    if key in {"\x03", "\x04"}:
        raise KeyboardInterrupt
    return key not in {"q", "Q", "\x1b"}
