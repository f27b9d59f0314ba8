"""The options that several commands share: a decorator for each, and one for all of a question's.

What is kept true: names are compared in the same form wherever they are given, and commas between
them may be those of Chinese.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import click

from ..parser.literals import normalised
from .output.forms import DEFAULT_PRECISION, FORMS, PAGE_FORMS, PAGE_PRECISION
from .values.number_kind import chosen_numbers
from .values.request import request_of

MOST_DIGITS = 1000
"""No more digits than this are worked out."""

Decorator = Callable[[Any], Any]


def all_of(*decorators: Decorator) -> Decorator:
    """Several options as one decorator; help lists them in this order."""

    def decorate(function: Any) -> Any:  # noqa: ANN401
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def comma_separated(
    _: click.Context, parameter: click.Parameter, texts: Iterable[str]
) -> tuple[str, ...]:
    """Names with commas between them, in the form in which names are compared, each once."""
    plain = [text.replace("，", ",").replace("、", ",") for text in texts]
    found = [name.strip() for text in plain for name in text.split(",")]
    if not all(found):
        raise click.BadParameter("a name is missing between the commas", param=parameter)
    return tuple(dict.fromkeys(map(normalised, found)))


def names(*spelling: str, help: str, metavar: str = "NAME[,...]") -> Decorator:  # noqa: A002
    """An option that takes names, several times or with commas between them."""
    return click.option(
        *spelling, multiple=True, callback=comma_separated, metavar=metavar, help=help
    )


class FiniteRange(click.FloatRange):
    """A number within bounds, and no infinity or NaN, which Click lets pass."""

    def convert(
        self,
        value: Any,  # noqa: ANN401
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """The number that a text is."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


file = click.option("--file", metavar="PATH", expose_value=False, help="Read EXPR from a file.")
at = click.option(
    "--at",
    multiple=True,
    metavar="NAME=VALUE[,...]|@FILE",
    help="Values of any inputs, also of those named like an option; @FILE is a JSON object.",
)
wrt = names("--wrt", help="Differentiate with respect to these inputs or named nodes only.")
of = names("--of", help="Take these named values as the outputs.")
ties = click.option(
    "--ties",
    type=click.Choice(("split", "each")),
    default="split",
    help="At a tie of max or min: split the derivative (default), or 1 to each.",
)
strict = click.option("--strict", is_flag=True, help="Make warnings and kinks errors.")
exact = click.option("--exact", is_flag=True, help="Work in rational numbers: 1/3 stays 1/3.")
digits = click.option(
    "--digits",
    type=click.IntRange(1, MOST_DIGITS),
    metavar="N",
    help=f"Work out N significant digits, 1 to {MOST_DIGITS}.",
)


def question(function: Callable[..., Any]) -> Any:  # noqa: ANN401
    """The options of a question about an expression at a point.

    Where to evaluate, what to differentiate, and in which numbers: the command gets it all as one
    parameter, `request`.
    """

    @wraps(function)
    def command(exact: bool, digits: int | None, **given: Any) -> None:  # noqa: ANN401
        chosen = {name: given.pop(name) for name in REQUEST_PARAMETERS}
        function(request_of(numbers=chosen_numbers(exact, digits), **chosen), **given)

    return all_of(file, at, wrt, of, ties, strict, exact, digits)(command)


REQUEST_PARAMETERS = ("subject", "texts", "at", "wrt", "of", "ties", "strict")
"""The parameters that go into a request beside the numbers."""

precision = click.option(
    "--precision",
    type=click.IntRange(1, 17),
    metavar="N",
    help=f"Significant digits in tables, 1 to 17 (default: {DEFAULT_PRECISION}).",
)
page_precision = click.option(
    "--precision",
    type=click.IntRange(1, 17),
    metavar="N",
    help=f"Significant digits, 1 to 17 (default: {PAGE_PRECISION}).",
)
output = click.option("--output", "-o", metavar="FILE", help="Write to this file.")
hide_answers = click.option(
    "--hide-answers", is_flag=True, help="Do not give the right answers away."
)
colour = click.option(
    "--color",
    "colour",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    help="NO_COLOR and FORCE_COLOR are honoured too.",
)


def form(choices: Iterable[str] = FORMS, on_terminal: str = "table") -> Decorator:
    """The options --format and --json, which `chosen_form` makes one of."""
    default = f"Default: {on_terminal} on a terminal, plain to a pipe."
    return all_of(
        click.option("--format", "form", type=click.Choice(tuple(choices)), help=default),
        click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
    )


page = all_of(form(PAGE_FORMS, "terminal"), output, colour)
"""The form of a page, and where it is written."""


def limit(default: int, what: str) -> Decorator:
    """How much is shown."""
    return click.option(
        "--limit",
        type=click.IntRange(1),
        metavar="N",
        default=default,
        help=f"Show no more {what} than this (default: {default}).",
    )
