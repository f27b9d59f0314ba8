"""The options that choose the kind of numbers: `--exact` and `--digits N`.

What is kept true: without them nothing of the other kinds of numbers is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ..parser.errors import BackpropError
from .options import together

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ..autodiff.algebra import Numbers
    from .inputs import Subject

MOST_DIGITS = 1000
"""No more digits than this are worked out."""

number_options = together(
    click.option("--exact", "exact", is_flag=True, help="Work in rational numbers: 1/3 stays 1/3."),
    click.option(
        "--digits",
        "digits",
        type=click.IntRange(1, MOST_DIGITS),
        metavar="N",
        help=f"Work out N significant digits, 1 to {MOST_DIGITS} (needs the extra 'digits').",
    ),
)
"""The decorator; it adds the parameters `exact` and `digits`."""


def chosen_numbers(exact: bool, digits: int | None) -> Numbers:
    """The kind of numbers that the two options ask for."""
    if exact and digits is not None:
        raise BackpropError(
            "--exact and --digits ask for different numbers", hint="leave one of them out"
        )
    if exact:
        from ..autodiff.exact import EXACT

        return EXACT
    if digits is not None:
        from ..autodiff.digits import Digits

        return Digits(digits)
    from ..autodiff.floats import FLOATS

    return FLOATS


def chosen_precision(context: click.Context, precision: int, digits: int | None) -> int:
    """How many digits tables show: all that were worked out, if `--precision` says nothing."""
    is_default = context.get_parameter_source("precision") is ParameterSource.DEFAULT
    return digits if digits is not None and is_default else precision


def needed_derivatives(
    keys: Iterable[str], subject: Subject, wrt: Iterable[str]
) -> Collection[str] | None:
    """The names of whose derivatives `--get` may speak; `None` if it does not choose any.

    `dx` may be a name as well, and `dudx` the derivative of u or of a node `dud`: what may be meant
    counts.
    """
    keys = tuple(keys)
    if not keys:
        return None
    names = {*subject.names, *subject.survey.definitions, *wrt}
    return {name for name in names if any(key.endswith(f"d{name}") for key in keys)}
