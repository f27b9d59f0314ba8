"""A point kept in a JSON file: one object of numbers, read with `--at @point.json`.

A value is a number, or a text that holds a constant expression, or one of the texts that `--json`
prints for what JSON has no number for: "NaN", "Infinity" and "-Infinity".
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, cast

from ...parser.errors import BackpropError, Span
from ...parser.literals import normalised
from .constants import Given, constant_in
from .source import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...autodiff.differentiation.solution import Numbers

SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
SPELLINGS = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}
"""The same in the language."""


class NumberText(str):
    """A number of the file as it was written; reading it is left to the language."""

    __slots__ = ()


class Repeated(ValueError):
    """A name that an object holds twice."""


def read_point(path: str, numbers: Numbers | None = None) -> Iterator[Given]:
    """Every value of the file."""
    text = read_text(path)
    content = parsed(text, path)
    if not isinstance(content, dict):
        raise BackpropError(
            f"'{path}' must hold one JSON object, not {kind_of(content)}",
            hint='such as {"x": 3, "y": "pi/2"}',
        )
    for name, value in cast("dict[str, object]", content).items():
        number = value_of(name, value, path, numbers)
        yield Given(name, number, f"--at @{path}", from_file=True)


def parsed(text: str, path: str) -> object:
    """The file's JSON, numbers as texts, names as they are compared."""
    try:
        return json.loads(
            text,
            object_pairs_hook=without_repetition,
            parse_int=NumberText,
            parse_float=NumberText,
            parse_constant=NumberText,
        )
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        place = Span(error.pos, error.pos + 1)
        message = f"this is not valid JSON: {reason}"
        raise BackpropError(message, place, text=text, origin=path) from error
    except Repeated as error:
        raise BackpropError(f"'{path}' gives '{error}' twice") from error
    except RecursionError as error:
        raise BackpropError(f"'{path}' is nested too deeply to be a point") from error


def without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON by its names as they are compared."""
    content: dict[str, object] = {}
    for name, value in pairs:
        compared = normalised(name)
        if compared in content:
            raise Repeated(compared)
        content[compared] = value
    return content


def value_of(name: str, value: object, path: str, numbers: Numbers | None = None) -> Any:  # noqa: ANN401
    """The number that a value of the file stands for."""
    if not isinstance(value, str):
        raise BackpropError(
            f"the value of '{name}' in '{path}' must be a number, not {kind_of(value)}"
        )
    if value in SPECIAL and (numbers is None or numbers.name == "double"):
        return SPECIAL[value]
    text = SPELLINGS.get(value, value)
    return constant_in(text, text, 0, f"'{name}' in {path}", numbers)


def kind_of(value: object) -> str:
    """What a value of JSON is called."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, NumberText):
        return "a number"
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "a text"
