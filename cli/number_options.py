"""What the options `--exact`, `--digits` and `--precision` ask for.

What is kept true: without them nothing of the other kinds of numbers is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parser.errors import BackpropError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ..autodiff.algebra import Numbers
    from .inputs import Subject

DEFAULT_PRECISION = 12
PAGE_PRECISION = 6
"""The digits that tables and pages show unless --precision or --digits says more."""


def chosen_numbers(exact: bool, digits: int | None) -> Numbers:
    """The kind of numbers that the two options ask for."""
    if exact and digits is not None:
        raise BackpropError(
            "--exact and --digits ask for different numbers", hint="leave one of them out"
        )
    if exact:
        from ..autodiff.numbers.exact import EXACT

        return EXACT
    if digits is not None:
        from ..autodiff.numbers.digits import Digits

        return Digits(digits)
    from ..autodiff.floats import FLOATS

    return FLOATS


def chosen_precision(
    precision: int | None, digits: int | None, default: int = DEFAULT_PRECISION
) -> int:
    """How many digits tables show: all that were worked out, if `--precision` says nothing."""
    return precision or digits or default


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
