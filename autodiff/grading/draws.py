"""Numbers drawn for each student: from a seed and a name, the same on every machine.

>>> from ..claims.sampling import generator
>>> draw = read_draw([1, 9])
>>> draw.text(generator("2024", "ada", "q1")) == draw.text(generator("2024", "ada", "q1"))
True
>>> read_draw({"from": 0.5, "to": 1, "step": 0.25}).texts
('0.5', '0.75', '1')
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from random import Random

MOST_CHOICES = 10_000


@dataclass(frozen=True, slots=True)
class Draw:
    """The values that may be drawn, as they would be typed."""

    texts: tuple[str, ...]

    def text(self, draw: Random) -> str:
        """One of them."""
        return self.texts[draw.randrange(len(self.texts))]


def read_draw(given: Any) -> Draw | None:  # noqa: ANN401
    """`[low, high]` in whole steps (or tenths), `{from, to, step}` or `{choices}`; else `None`."""
    if isinstance(given, list):
        ends = cast("list[Any]", given)
        whole = all(isinstance(end, int) for end in ends)
        return _range([*ends, 1 if whole else 0.1]) if len(ends) == 2 else None
    table = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    if set(table) == {"choices"}:
        return _choices(table["choices"])
    if {"from", "to"} <= set(table) <= {"from", "to", "step"}:
        return _range([table["from"], table["to"], table.get("step", 1)])
    return None


def _number(value: Any) -> Fraction | None:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        return None
    return Fraction(repr(value))


def _range(given: list[Any]) -> Draw | None:
    numbers = [number for each in given if (number := _number(each)) is not None]
    if len(numbers) != 3:
        return None
    low, high, step = numbers
    if not (step > 0 and low <= high) or (high - low) / step >= MOST_CHOICES:
        return None
    count = int((high - low) / step) + 1
    return Draw(tuple([_text(low + place * step) for place in range(count)]))


def _choices(given: Any) -> Draw | None:  # noqa: ANN401
    if not isinstance(given, list) or not given or len(cast("list[Any]", given)) > MOST_CHOICES:
        return None
    texts = [
        value if isinstance(value, str) else repr(value)
        for value in cast("list[Any]", given)
        if isinstance(value, int | float | str) and not isinstance(value, bool)
    ]
    return Draw(tuple(texts)) if len(texts) == len(cast("list[Any]", given)) else None


def _text(number: Fraction) -> str:
    """A fraction whose denominator divides a power of ten, as a decimal."""
    text = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
