r"""JSON text that any reader takes: numbers that JSON has, text that no terminal stumbles over.

>>> print(dumps({"值": float("nan"), "x": -12.0, "y": -0.0, "z": "a\x7f\u202e"}))
{"值": "NaN", "x": -12, "y": -0.0, "z": "a\u007f\u202e"}
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, cast

from .number_text import plain_number, shortest
from .text import UNPRINTABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...autodiff.report import Number

NON_FINITE = {math.inf: "Infinity", -math.inf: "-Infinity"}


def dumps(value: object, *, ascii_only: bool = False) -> str:
    """`value` on one line; lone surrogates, direction marks and controls are always escaped."""
    text = json.dumps(plain(value), ensure_ascii=ascii_only, allow_nan=False)
    if text.isascii() and text.isprintable():
        return text
    return UNPRINTABLE.sub(lambda found: json.dumps(found.group())[1:-1], text)


def plain(value: object) -> object:
    """`value` with every number in a form that JSON has."""
    if isinstance(value, float):
        return json_number(value)
    if hasattr(value, "as_integer_ratio") and not isinstance(value, int):
        # A fraction, or a number of many digits: a JSON number would be read as a double.
        return shortest(cast("Number", value))
    if isinstance(value, dict):
        return {key: plain(item) for key, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("Sequence[object]", value)]
    return value


def json_number(number: float) -> int | float | str:
    """A number, or one of the texts "NaN", "Infinity" and "-Infinity".

    >>> [json_number(number) for number in (3.0, 0.1, math.inf, math.nan)]
    [3, 0.1, 'Infinity', 'NaN']
    """
    if math.isfinite(number):
        return plain_number(number)
    return NON_FINITE.get(number, "NaN")
