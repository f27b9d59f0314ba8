r"""JSON text that any reader takes: numbers that JSON has, text that no terminal stumbles over.

>>> print(dumps({"值": float("nan"), "x": -12.0, "y": -0.0, "z": "a\x7f\u202e", "n": 2**60}))
{"值": "NaN", "x": -12, "y": -0.0, "z": "a\u007f\u202e", "n": "1152921504606846976"}
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, cast

from ...parser.wording import UNPRINTABLE
from .number_format import plain_number, shortest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...autodiff.graph.notes import Number

NON_FINITE = {math.inf: "Infinity", -math.inf: "-Infinity"}

EXACT_IN_DOUBLES = 2**53
"""From here on an integer is text: most readers take a number of JSON for a double."""


def unknown(value: object) -> object:
    """What `json` itself is to make of a value: mostly an error."""
    return value


def dumps(
    value: object, *, ascii_only: bool = False, other: Callable[[Any], object] = unknown
) -> str:
    """`value` on one line; lone surrogates, direction marks and controls are always escaped.

    `other` makes something that JSON has of what is no text, number, list or dictionary.
    """
    text = json.dumps(plain(value, other), ensure_ascii=ascii_only, allow_nan=False)
    if text.isascii() and text.isprintable():
        return text
    return UNPRINTABLE.sub(lambda found: json.dumps(found.group())[1:-1], text)


def plain(value: object, other: Callable[[Any], object] = unknown) -> object:
    """`value` in the terms of JSON, with every number in a form that it has."""
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is dict:
        items = cast("dict[str, object]", value).items()
        return {key: plain(item, other) for key, item in items}
    if kind is tuple or kind is list:
        return [plain(item, other) for item in cast("Sequence[object]", value)]
    if hasattr(value, "as_integer_ratio"):
        return json_number(cast("Number", value))
    return other(value)


def json_number(number: Number) -> int | float | str:
    """A number, or its text: what is not finite, what no double holds, what is no double.

    >>> [json_number(number) for number in (3.0, 0.1, math.inf, math.nan, 2**53)]
    [3, 0.1, 'Infinity', 'NaN', '9007199254740992']
    """
    if isinstance(number, float):
        return plain_number(number) if math.isfinite(number) else NON_FINITE.get(number, "NaN")
    if not isinstance(number, int):
        return shortest(number)
    from ...autodiff.graph.number_text import integer_text

    return number if abs(number) < EXACT_IN_DOUBLES else integer_text(number)
