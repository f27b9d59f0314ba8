"""THE TABLE of rewrite rules: one row per rule, in the order in which they are tried.

To add a rule is to add its row to the fitting file; the tests try every row on its examples, on
what it must leave alone, and on sampled points and corners.

>>> len({row.name for row in RULES}) == len(RULES)
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .branches import BRANCH_ROWS
from .functions import FUNCTION_ROWS
from .identities import IDENTITY_ROWS
from .ordinary import ORDINARY_ROWS
from .ways import WAY_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .algebra import Rewrite
    from .row import Row

RULES: tuple[Row, ...] = (
    *ORDINARY_ROWS, *FUNCTION_ROWS, *BRANCH_ROWS, *IDENTITY_ROWS, *WAY_ROWS,
)  # fmt: skip
"""Every rule."""


def by_kind(rows: Iterable[Row]) -> dict[str, tuple[Rewrite, ...]]:
    """The functions of the rules that have one, by the kind of term that they are tried on."""
    found: dict[str, tuple[Rewrite, ...]] = {}
    for row in rows:
        for kind in row.kinds if row.function is not None else ():
            assert row.function is not None
            found[kind] = (*found.get(kind, ()), row.function)
    return found


RULES_BY_KIND = by_kind(RULES)
"""Every rule that has a function, by the kind of term that it is tried on."""
