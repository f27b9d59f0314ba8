"""What a row of the table of rewrite rules holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .algebra import Rewrite


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One rule.

    `sentence` says it as a person would. `kinds` is what it is tried on: `sum`, `product`, or
    functions by their names in the table of primitives; every term of that kind is tried. A rule
    of the kind `result` is tried once, on a whole formula. A rule
    without a `function` is a property of how terms are kept.

    For the tests: `examples` are pairs, before and after; `kept` are look-alikes to which it must
    not be applied.
    """

    name: str
    sentence: str
    kinds: tuple[str, ...]
    function: Rewrite | None
    examples: tuple[tuple[str, str], ...]
    kept: tuple[str, ...] = ()
