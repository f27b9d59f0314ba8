"""The options that several commands share, each said once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .forms import FORMS
from .words import normalised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Decorator = Callable[[Any], Any]


def names(_: click.Context, parameter: click.Parameter, texts: Iterable[str]) -> tuple[str, ...]:
    """Names separated by commas, in the form in which names are compared, each once."""
    texts = list(texts)
    found = [name.strip() for text in texts for name in text.replace("，", ",").split(",")]
    if texts and not all(found):
        raise click.BadParameter("a name is missing between the commas", param=parameter)
    return tuple(dict.fromkeys(normalised(name) for name in found))


def names_option(name: str, help: str, metavar: str = "NAME[,...]") -> Decorator:  # noqa: A002
    """An option that takes names, several times or with commas between them."""
    return click.option(
        f"--{name}", name, multiple=True, metavar=metavar, callback=names, help=help
    )


def together(*options: Decorator) -> Decorator:
    """Several options as one decorator, in the order in which help lists them."""

    def decorate(function: Any) -> Any:  # noqa: ANN401
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


file_option = click.option(
    "--file", "file", metavar="PATH", type=click.Path(), help="Read EXPR from a file."
)
at_option = click.option(
    "--at",
    "at",
    multiple=True,
    metavar="NAME=VALUE[,...]|@FILE",
    help="Values of any inputs, also of those named like an option; @FILE is a JSON object.",
)
wrt_option = names_option("wrt", "Differentiate with respect to these inputs or named nodes only.")
of_option = names_option("of", "Take these named values as the outputs.")
ties_option = click.option(
    "--ties",
    "ties",
    type=click.Choice(["split", "each"]),
    default="split",
    help="At a tie of max or min: split the derivative (default), or 1 to each.",
)
strict_option = click.option(
    "--strict", "strict", is_flag=True, help="Make warnings and kinks errors."
)
precision_option = click.option(
    "--precision",
    "precision",
    type=click.IntRange(1, 17),
    default=12,
    metavar="N",
    help="Significant digits in tables, 1 to 17 (default: 12).",
)
colour_option = click.option(
    "--color",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="NO_COLOR and FORCE_COLOR are honoured too.",
)
form_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Default: table on a terminal, plain to a pipe.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
