"""Notes: what a person should be told about a graph and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from ...parser.errors import Span

    Number = float | Fraction | Decimal

_MOST_SIDES = 4
"""A note's text lists the one-sided derivatives by so many arguments."""

_SHORT = 10
"""A number of no more characters than this is written whole."""


@dataclass(frozen=True, slots=True)
class OneSided:
    """The one-sided derivatives of a node with respect to one of its arguments."""

    argument: str
    left: Number | None
    right: Number | None

    @property
    def text(self) -> str:
        """Both sides in words, to six digits; nothing if neither is known."""
        known = [
            f"{_short(derivative)} from the {name}"
            for name, derivative in (("left", self.left), ("right", self.right))
            if derivative is not None
        ]
        return f"by '{self.argument}' it is {' and '.join(known)}" if known else ""


def _short(number: Number) -> str:
    """A number to six digits; a fraction whole, if it is a short one."""
    if isinstance(number, int | float):
        return f"{number:.6g}"
    from .number_text import number_text

    whole = number_text(number)
    return whole if len(whole) <= _SHORT else number_text(number, 6)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a person should be told about a result.

    `kind` is `information`, `warning` (`--strict` makes it an error) or `kink` (a derivative that
    does not exist in the ordinary sense; `--strict` makes it an error too). `message` is a full
    sentence without its final stop. A kink names its node, the rule that was applied and, where
    they are known, the one-sided derivatives.
    """

    kind: str
    message: str
    node: str | None = None
    span: Span | None = None
    rule: str | None = None
    one_sided: tuple[OneSided, ...] = ()

    @property
    def text(self) -> str:
        """The sentence with the one-sided derivatives, as far as they are known.

        >>> Note("kink", "abs has a corner at 0", one_sided=(OneSided("x", -1.0, 1.0),)).text
        "abs has a corner at 0 (by 'x' it is -1 from the left and 1 from the right)"
        """
        sides = [text for side in self.one_sided[:_MOST_SIDES] if (text := side.text)]
        return f"{self.message} ({'; '.join(sides)})" if sides else self.message
