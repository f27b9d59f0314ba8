"""Under which conditions a term has a value, as far as that can be told one by one.

A condition says what must be so (POSITIVE, NONNEGATIVE, NONZERO, or DEFINED for whatever else a
function asks) and of which term; of a power whose exponent varies, of base and exponent. A part of
a formula may be left out, or its domain widened, only where the rest of the formula asks for the
same conditions anyway.

Invariants:

- The conditions that are found for what is left out are complete: where the look would take too
  long, there is no answer, and nothing is left out.
- Those that are found for the rest are true of it wherever it has a value; some may be missing.

>>> from fractions import Fraction
>>> from .terms import Interned
>>> table = Interned()
>>> x = table.symbol("x", 0)
>>> given = implied([table.call("log", (x,))])
>>> (NONZERO, x, None) in given, implies(given, [(POSITIVE, x, None), (DEFINED, x, None)])
(True, False)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .facts import NONNEGATIVE, NONZERO, POSITIVE, TOTAL, has, is_total_function
from .terms import Call, Number, Product, Shared, Sum, whole

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from .terms import Factor, Term

DEFINED = 0
_NOT_ZERO = {"tan": ("cos", 16), "sec": ("cos", 16), "cot": ("sin", 32), "csc": ("sin", 32),
             "coth": ("sinh", 64), "csch": ("sinh", 64)}  # fmt: skip
"""Functions that have a value where another one is not 0, with the condition's own number."""

Condition = tuple[int, "Term", "Term | None"]
"""What must be so, of which term, and with which exponent if the condition is a power's."""

_FURTHEST = 200
"""So many terms are looked at, and no more."""

_LOGARITHMS = frozenset({"log", "log2", "log10"})


def asked(terms: Iterable[Term]) -> set[Condition] | None:
    """Every condition under which all of the terms have a value; `None` if there are too many."""
    found: set[Condition] = set()
    return found if _look(list(terms), found) else None


def implied(terms: Iterable[Term]) -> set[Condition]:
    """Conditions that hold wherever all of the terms have a value, with what follows from them."""
    found: set[Condition] = set()
    _look(list(terms), found)
    pending = list(found)
    while pending:
        for condition in _consequences(pending.pop()):
            if condition not in found:
                found.add(condition)
                pending.append(condition)
    return found


def implies(given: Collection[Condition], conditions: Iterable[Condition]) -> bool:
    """Whether conditions are all among the given ones, or true anyway."""
    return all(condition in given or _follows(condition, given) for condition in conditions)


def _follows(condition: Condition, given: Collection[Condition]) -> bool:
    """Whether a condition follows from others; tan(x) has a value where cos(x) is not 0."""
    fact, term, _ = condition
    for name, (function, number) in _NOT_ZERO.items():
        if fact == number or (fact == DEFINED and isinstance(term, Call) and term.name == name):
            inner = term if fact == number else getattr(term, "arguments", (term,))[0]
            return _is_never_zero(function, inner, given)
    return fact != DEFINED and known(term, fact, given)


def _is_never_zero(function: str, inner: Term, given: Collection[Condition]) -> bool:
    return any(
        fact == NONZERO
        and isinstance(term, Call)
        and term.name == function
        and term.arguments[0] is inner
        for fact, term, _ in given
    )


def known(term: Term, fact: int, given: Collection[Condition]) -> bool:
    """Whether a fact is known of a term under conditions."""
    if has(term, fact) or (fact, term, None) in given:
        return True
    if fact != NONZERO or not isinstance(term, Call):
        return False
    return any(
        name == term.name and (number, term.arguments[0], None) in given
        for name, number in _NOT_ZERO.values()
    )


def _look(pending: list[Term], found: set[Condition]) -> bool:
    seen: set[Term] = set()
    while pending:
        term = pending.pop()
        if has(term, TOTAL) or term in seen:
            continue
        seen.add(term)
        if len(seen) > _FURTHEST:
            return False
        if isinstance(term, Sum):
            pending += [core for core, _ in term.parts]
        elif isinstance(term, Product):
            for factor in term.factors:
                _look_at_power(factor, pending, found)
        elif isinstance(term, Call):
            _look_at_call(term, pending, found)
        elif isinstance(term, Shared):
            pending.append(term.term)
        else:
            found.add((DEFINED, term, None))
    return True


def _look_at_power(factor: Factor, pending: list[Term], found: set[Condition]) -> None:
    base, exponent = factor
    pending.append(base)
    if not isinstance(exponent, Number):
        pending.append(exponent)
        if not has(base, POSITIVE):
            found.add((DEFINED, base, exponent))
        return
    if exponent.value < 0 and not has(base, NONZERO):
        found.add((NONZERO, base, None))
    if exponent.value.denominator != 1 and not has(base, NONNEGATIVE):
        found.add((NONNEGATIVE, base, None))
        if exponent.value < 0:
            found.add((POSITIVE, base, None))


def _look_at_call(term: Call, pending: list[Term], found: set[Condition]) -> None:
    if term.name == "where":
        pending.append(term.arguments[0])
        found.add((DEFINED, term, None))
        return
    pending += term.arguments
    if term.name in _LOGARITHMS:
        if not has(term.arguments[0], POSITIVE):
            found.add((POSITIVE, term.arguments[0], None))
    elif not is_total_function(term.name):
        found.add((DEFINED, term, None))
        if term.name in _NOT_ZERO:
            found.add((_NOT_ZERO[term.name][1], term.arguments[0], None))


def _consequences(condition: Condition) -> list[Condition]:
    fact, term, _ = condition
    found: list[Condition] = []
    if fact == POSITIVE:
        found += ((NONNEGATIVE, term, None), (NONZERO, term, None))
    if not isinstance(term, Product):
        return found
    if fact == NONZERO:
        found += [
            (NONZERO, base, None) for base, exponent in term.factors if isinstance(exponent, Number)
        ]
    odd = [factor for factor in term.factors if not _is_even(factor)]
    if fact in (POSITIVE, NONNEGATIVE) and term.coefficient > 0 and len(odd) == 1:
        base, exponent = odd[0]
        if whole(exponent) is not None and (fact == POSITIVE or len(term.factors) == 1):
            found.append((fact, base, None))
    return found


def _is_even(factor: Factor) -> bool:
    """Whether a factor is nowhere negative."""
    base, exponent = factor
    number = whole(exponent)
    return has(base, NONNEGATIVE) or (number is not None and number % 2 == 0)
