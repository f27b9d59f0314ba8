"""THE TABLE: one row per function, and everything that the program knows about it.

Forward mode, reverse mode, the derivative program, the counts, the documentation of functions and
the tests all come from these rows; to add a function is to add its row here, and what
`docs/architecture.md` lists beside it.

>>> row = find_function("arctan")
>>> row.name, row.signature, row.kind
('atan', 'atan(x)', 'function')
"""

from __future__ import annotations

from .arithmetic import ARITHMETIC, COMPARISONS, LOGIC, WHERE
from .elementary import EXPONENTIALS, HYPERBOLIC, TRIGONOMETRY
from .piecewise import EXTREMES, EXTREMES_EACH, RECTIFIERS, STEPS
from .row import Domain, Kink, Primitive
from .special import ACTIVATIONS, SPECIAL

__all__ = [
    "DIFF", "FUNCTION_NAMES", "PRIMITIVES", "PRIMITIVES_EACH", "SHORTHANDS", "WHERE",
    "Domain", "Kink", "Primitive", "find_function",
]  # fmt: skip

_ROWS = (
    *ARITHMETIC, *COMPARISONS, *LOGIC, *EXPONENTIALS, *TRIGONOMETRY, *HYPERBOLIC,
    *STEPS, *EXTREMES, *RECTIFIERS, *ACTIVATIONS, *SPECIAL,
)  # fmt: skip

PRIMITIVES: dict[str, Primitive] = {row.name: row for row in _ROWS}
"""Every row by its name, operators included."""

PRIMITIVES_EACH: dict[str, Primitive] = PRIMITIVES | {row.name: row for row in EXTREMES_EACH}
"""The same table under `--ties each`."""

SHORTHANDS = {
    "sum": "the sum of one or more, added from the left",
    "mean": "the sum of one or more, divided by their number",
    "prod": "the product of one or more, multiplied from the left",
}
"""Functions that only abbreviate a chain of operators, and what they mean."""

DIFF = "diff"
"""The function whose argument is an expression: it makes nodes when the graph is made."""

_CALLABLE = {
    spelling: row
    for row in _ROWS
    for spelling in ((row.name, *row.aliases) if row.callable else row.aliases)
}

FUNCTION_NAMES: tuple[str, ...] = (*_CALLABLE, *SHORTHANDS, DIFF)
"""Every name that may stand before an opening parenthesis, aliases and shorthands included."""


def find_function(name: str, table: dict[str, Primitive] = PRIMITIVES) -> Primitive | None:
    """The row that a name in a call means, or `None`; shorthands are not rows."""
    row = _CALLABLE.get(name)
    return None if row is None else table[row.name]
