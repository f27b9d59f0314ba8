"""The order in which the parts of a new sum are put."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .terms import Number, Product, Symbol, whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from .terms import Factor, Term


def in_order(parts: dict[Term, Fraction]) -> dict[Term, Fraction]:
    """The parts of a sum with a number at the end; of a polynomial, the higher powers first.

    Where functions are multiplied by polynomials, that holds for each of these polynomials.
    """
    degrees = {core: _degree(core) for core in parts}
    if None not in degrees.values():
        ordered = sorted(parts, key=lambda core: -(degrees[core] or 0))
        return {core: parts[core] for core in ordered}
    powers = _powers_of_one(parts)
    if powers is not None:
        return {core: parts[core] for core in sorted(parts, key=lambda core: -powers[core])}
    ordered = sorted(parts, key=lambda core: isinstance(core, Number))
    return {core: parts[core] for core in _within_groups(ordered)}


def _powers_of_one(parts: Iterable[Term]) -> dict[Term, int] | None:
    """The powers of a function that all parts are, such as sin(x)^2, sin(x) and 1."""
    bases: set[Term] = set()
    powers: dict[Term, int] = {}
    for core in parts:
        factors = core.factors if isinstance(core, Product) else ()
        power = whole(factors[0][1]) if len(factors) == 1 else 1
        if isinstance(core, Number):
            powers[core] = 0
            continue
        if power is None or len(factors) > 1:
            return None
        bases.add(factors[0][0] if factors else core)
        powers[core] = power
    return powers if len(bases) == 1 else None


def _within_groups(ordered: list[Term]) -> list[Term]:
    """The parts in their order, but for polynomials that multiply the same: higher powers first."""
    groups: dict[frozenset[Factor], list[tuple[int, Term]]] = {}
    for core in ordered:
        names, others = _split(core)
        groups.setdefault(others, []).append((names, core))
    following = {
        others: iter(sorted(group, key=lambda pair: -pair[0])) for others, group in groups.items()
    }
    return [next(following[_split(core)[1]])[1] for core in ordered]


def _split(core: Term) -> tuple[int, frozenset[Factor]]:
    """The degree of a part in names, and its other factors."""
    if not isinstance(core, Product):
        degree = _degree(core)
        return (0, frozenset([(core, core)])) if degree is None else (degree, frozenset())
    degree = 0
    others: list[Factor] = []
    for base, exponent in core.factors:
        number = whole(exponent)
        if isinstance(base, Symbol) and number is not None and number >= 0:
            degree += 0 if base.constant else number
        elif number == 1:
            others.append((base, base))
        else:
            others.append((base, exponent))
    return degree, frozenset(others)


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
