"""Simplification: a step of its own between a graph and the formulas that a person is shown.

Invariants:

- A formula is equal to the nodes that it is for wherever they have a value, in real numbers; that a
  double would overflow on the way does not count. Where a formula has a value and they have none,
  its conditions say so.
- A formula is what it would be alone, whatever others are asked for.
- No formula has more operations than the plain one that the graph gives; the order is the same
  every time.
- The time is linear in the graph and in what is written. A formula that would be too long is
  refused before it is written.

>>> from ..differentiation.derivative import differentiated
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> from ...parser.unparse import unparse
>>> found = differentiated(lower(survey(parse("sin(x^2)*y"))), ["x", "y"], general=True)
>>> made = formulas(found.graph, {by: node for (_, by), node in found.entries.items()})
>>> {by: unparse(made[by]) for by in made}
{'x': '2*x*cos(x^2)*y', 'y': 'sin(x^2)'}
"""

from __future__ import annotations

from .formulas import (
    SIZE_LIMIT,
    Noted,
    drafted,
    formulas,
    noted_formulas,
    operation_count,
    program,
    simplified_graph,
)
from .lowering import graph_of
from .reading import places
from .row import Row
from .table import RULES

__all__ = [
    "RULES", "SIZE_LIMIT", "Noted", "Row", "drafted", "formulas", "graph_of", "noted_formulas",
    "operation_count", "places", "program", "simplified_graph",
]  # fmt: skip
