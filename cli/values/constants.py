"""Constant expressions of the language as values, and a value with how it was given.

>>> constant("1e-3"), constant("2^10")
(0.001, 1024.0)
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ...parser.errors import BackpropError, Span

if TYPE_CHECKING:
    from ...autodiff.differentiation.solution import Numbers

PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class Given(NamedTuple):
    """A value for a name, and how it was given, as an error would say it."""

    name: str
    value: Any
    origin: str
    from_file: bool = False


def constant(text: str, numbers: Numbers | None = None) -> Any:  # noqa: ANN401
    """The value of a constant expression in some kind of numbers, in double precision if `None`.

    An ordinary double does not wake the parser.
    """
    if (
        (numbers is None or numbers.name == "double")
        and PLAIN_NUMBER.fullmatch(text)
        and math.isfinite(value := float(text))
    ):
        return value
    from ...autodiff.answers.constant_value import constant_value

    return constant_value(text) if numbers is None else constant_value(text, numbers)


def constant_in(
    text: str, whole: str, offset: int, origin: str, numbers: Numbers | None = None
) -> Any:  # noqa: ANN401
    """The value of a constant expression that stands at `offset` in a longer text."""
    try:
        return constant(text, numbers)
    except BackpropError as error:
        if error.span is not None:
            error.span = Span(error.span.start + offset, error.span.end + offset)
        error.text, error.origin = whole, origin
        raise
