"""The kind of numbers that `--exact` and `--digits` ask for.

What is kept true: without them nothing of the other kinds of numbers is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.errors import BackpropError

if TYPE_CHECKING:
    from ...autodiff.differentiation.solution import Numbers


def chosen_numbers(exact: bool, digits: int | None) -> Numbers:
    """The kind of numbers that the two options ask for."""
    if exact and digits is not None:
        raise BackpropError(
            "--exact and --digits ask for different numbers", hint="leave one of them out"
        )
    if exact:
        from ...autodiff.numbers.exact import EXACT

        return EXACT
    if digits is not None:
        from ...autodiff.numbers.digits import Digits

        return Digits(digits)
    from ...autodiff.numbers.doubles import FLOATS

    return FLOATS
