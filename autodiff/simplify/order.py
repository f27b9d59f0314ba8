"""The order in which the parts of a new sum are put."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .terms import Number, Product, Symbol, whole

if TYPE_CHECKING:
    from fractions import Fraction

    from .terms import Term


def in_order(parts: dict[Term, Fraction]) -> dict[Term, Fraction]:
    """The parts of a sum with a number at the end; of a polynomial, the higher powers first."""
    degrees = {core: _degree(core) for core in parts}
    if None in degrees.values():
        ordered = sorted(parts, key=lambda core: isinstance(core, Number))
    else:
        ordered = sorted(parts, key=lambda core: -(degrees[core] or 0))
    return {core: parts[core] for core in ordered}


def _degree(core: Term) -> int | None:
    """The degree of a product of whole powers of inputs; `None` for anything else."""
    if isinstance(core, Number | Symbol):
        return int(not isinstance(core, Number) and not core.constant)
    if not isinstance(core, Product):
        return None
    degree = 0
    for base, exponent in core.factors:
        number = whole(exponent)
        if not isinstance(base, Symbol) or number is None or number < 0:
            return None
        degree += 0 if base.constant else number
    return degree
