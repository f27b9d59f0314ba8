"""`backprop explain`: an expression and a point in; a page that walks a person through it out.

What is kept true: the page is made once, and every form draws the same; results go to stdout or to
the file that was named, notes belong to the page itself.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from .. import options, terminal
from ..command import Command
from ..forms import is_read
from ..page_forms import PAGE_OPTIONS, page_form, write_json, write_page
from ..teaching import PRECISION, asking_of, limit
from ..words import normalised

if TYPE_CHECKING:
    from ...autodiff.differentiation.solution import Numbers
    from ...autodiff.teach.explanation import Explanation, Wish
    from ...autodiff.teach.picture import Picture
    from ..command import Line
    from ..teaching import Asking

HELP = """Walk through an expression step by step: values, rules, gradients, and what they mean.

EXPR and the values are given as for 'backprop eval'. On a terminal the page is in colour and
fits its width; --format makes a hand-out of it."""

EXAMPLES = """\
Examples:
  backprop explain "(x+y)*z" --x -2 --y 5 --z -4
  backprop explain "c = a + b; d = b + 1; e = c*d" --a 2 --b 1 --only db
  backprop explain "sigmoid(w*x + b)" --at w=2,x=-1,b=0.5 --format html -o page.html
  backprop explain "x^3" --x 2 --order 2
"""


PROMPT = "-- a key: next, q: stop --"


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


OPTIONS = (
    *options.POINT,
    options.Option(
        "--mode",
        "mode",
        "Tell the backward pass, or the same from each input upward.",
        options.CHOICE,
        choices=("reverse", "forward"),
        default="reverse",
    ),
    options.Option(
        "--only",
        "only",
        "Follow one quantity: dNAME, dOUT/dNAME, or a value by its NAME.",
        metavar="KEY",
    ),
    options.Option(
        "--order",
        "order",
        "2: the second derivative too, as position, speed and acceleration.",
        options.WHOLE,
        bounds=(1, 2),
        default=1,
    ),
    options.Option(
        "--sensitivity", "sensitivity", "Rank the inputs by what 1 % of each does.", options.FLAG
    ),
    options.Option(
        "--by",
        "by",
        "The step of an input that 'What it means' speaks of (default: 1).",
        metavar="AMOUNT",
        default="1",
    ),
    options.Option("--step", "step", "Wait for a key between the steps.", options.FLAG),
    limit(60, "nodes"),
    PRECISION,
    *PAGE_OPTIONS,
)


def answer(line: Line) -> None:
    """Answer one command line."""
    asking, rest = asking_of(line)
    wishes = Wishes(**rest)
    form = page_form(wishes.form, as_json=wishes.as_json, output=wishes.output)
    if wishes.step:
        refuse_waiting(form, wishes)
    from ...autodiff.teach.explanation import explain

    wish = wish_of(wishes, asking.question.numbers)
    told: Explanation = asking.answered(explain, wish)
    told = replace(told, notes=(*told.notes, *asking.notes))
    if form == "json":
        from ..render.explanation_json import json_text

        write_json(wishes.output, json_text, told)
        return
    from ..render.lesson import lesson

    write_page(
        lesson(told, wishes.precision, sensitivity=wishes.sensitivity),
        form,
        wishes.output,
        wishes.colour,
        picture=lambda: picture_of(asking, wishes),
        wait=next_key if wishes.step else None,
    )


command = Command(
    "explain",
    "Every step in words and numbers, and what the gradient means.",
    HELP,
    EXAMPLES,
    OPTIONS,
    answer,
)


def one_key(text: str | None) -> str | None:
    """A key in the form in which names are compared."""
    if text is None:
        return None
    parts = [normalised(part.strip()) for part in text.split("/")]
    if not all(parts):
        raise BackpropError(f"'--only {text}': a name is missing", hint="such as --only dx")
    return "/".join(parts)


def picture_of(asking: Asking, wishes: Wishes) -> str:
    """The graph as HTML, if it is small enough to belong to a hand-out."""
    from ...autodiff.teach.picture import picture
    from ..render.circuit_drawn import figure

    found: Picture = asking.answered(picture, wishes.limit)
    return "" if found.left_out else figure(found, wishes.precision)


def refuse_waiting(form: str, wishes: Wishes) -> None:
    """Refuse `--step` where there is no one to press a key."""
    if not (form == "terminal" and is_read(wishes.output) and terminal.is_terminal(sys.stdin)):
        raise BackpropError(
            "--step waits for a key, and no one sits at a terminal here",
            hint="leave --step out, or run it on a terminal without --format and -o",
        )


def wish_of(wishes: Wishes, numbers: Numbers) -> Wish:
    """How the program is to be explained."""
    from ...autodiff.teach.explanation import Wish
    from ..point import constant_in

    amount = constant_in(wishes.by, wishes.by, 0, "--by", numbers)
    if not -1e300 < amount < 1e300 or amount == 0:
        raise BackpropError(
            f"--by {wishes.by} is no step: it must be a number other than 0", hint="--by 0.1"
        )
    return Wish(wishes.mode, one_key(wishes.only), wishes.order, amount, wishes.limit)


def next_key() -> bool:
    """Wait for a key; whether to go on."""
    sys.stdout.flush()
    import click

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
