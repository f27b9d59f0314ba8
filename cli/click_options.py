"""Click's options, made of those of a command and of an expression's inputs.

What is kept true: every input's option stores its texts under a name of its own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from .options import CHOICE, FLAG, NAMES, NUMBER, SWITCH, WHOLE, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .options import Option
    from .values.subject import Subject


def click_option(option: Option) -> click.Option:
    """The option as Click has it."""
    if option.kind == SWITCH:
        switch = ["/".join(option.spellings), option.parameter]
        return click.Option(switch, default=option.default, help=option.help)
    declared = [*option.spellings, option.parameter]
    if option.kind == FLAG:
        return click.Option(declared, is_flag=True, help=option.help)
    return click.Option(
        declared,
        type=click_type(option),
        default=option.default,
        multiple=option.many,
        metavar=option.metavar,
        help=option.help,
        callback=names if option.kind == NAMES else None,
    )


def click_type(option: Option) -> Any:  # noqa: ANN401
    """What Click checks a value with."""
    if option.kind == CHOICE:
        return click.Choice(option.choices)
    least, most = option.bounds
    if option.kind == WHOLE:
        return click.IntRange(int(least), most if most is None else int(most))
    if option.kind == NUMBER:
        return FiniteRange(least, most)
    return click.STRING


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


def names(_: click.Context, parameter: click.Parameter, texts: Iterable[str]) -> tuple[str, ...]:
    """The names that an option gives."""
    found = names_of(texts)
    if found is None:
        raise click.BadParameter("a name is missing between the commas", param=parameter)
    return found


def input_options(subject: Subject) -> list[click.Option]:
    """An option for each name of the expression that has one."""
    constants = subject.survey.constants
    return [
        click.Option(
            [f"--{name}", f"input_{number}"],
            multiple=True,
            metavar="VALUE",
            help=f"Value of {name}, in place of the constant."
            if name in constants
            else f"Value of {name}.",
        )
        for number, name in enumerate(subject.optional)
    ]
