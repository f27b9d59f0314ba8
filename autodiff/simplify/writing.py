"""From terms, or straight from the nodes of a graph, to expressions in the language.

Invariant: what is written means, read again, what it was written for: a constant whose name is an
input's here is written as what it is.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ..rules import PRIMITIVES
from .algebra import rational_root
from .layout import arranged, decimal, is_e, is_literal, ordered
from .terms import (
    HALF,
    Call,
    Number,
    Product,
    Shared,
    Sum,
    Symbol,
    coefficient_of,
    factors_of,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ..graph.graph import Constant, Graph
    from .conditions import Condition
    from .draft import Draft
    from .layout import Placed, Style
    from .terms import Factor, Term


def write_constant(draft: Draft, constant: Constant, inputs: Collection[str]) -> int:
    """A constant of the language, by another way where an input has its name."""
    if not isinstance(constant, str):
        return draft.number(*constant)
    if constant not in inputs:
        return draft.name(constant)
    if constant == "e":
        return draft.call("exp", [draft.number(1, 0)])
    if constant in ("pi", "tau"):
        half_turn = draft.call("acos", [draft.number(-1, 0)])
        return half_turn if constant == "pi" else draft.binary("*", draft.number(2, 0), half_turn)
    endless = draft.number(1, 400)
    return endless if constant == "inf" else draft.binary("-", endless, endless)


def write_operation(draft: Draft, name: str, operands: Sequence[int]) -> int:
    """An operation of the table on what its operands are written as."""
    symbol = PRIMITIVES[name].symbol
    if symbol is None:
        return draft.call(name, operands)
    if len(operands) == 1:
        return draft.unary(symbol.strip(), operands[0])
    return draft.binary(symbol, operands[0], operands[1])


def write_nodes(draft: Draft, graph: Graph, needed: Iterable[int]) -> dict[int, int]:
    """Nodes of a graph as they are, without any rule; the numbers of their expressions."""
    marks = graph.below(needed)
    input_names = {node: name for name, node in graph.inputs.items()}
    written: dict[int, int] = {}
    for node, operation in enumerate(graph.operations):
        if not marks[node]:
            continue
        if operation is not None:
            operands = [written[argument] for argument in graph.arguments[node]]
            written[node] = write_operation(draft, operation.name, operands)
        elif node in graph.constants:
            written[node] = write_constant(draft, graph.constants[node], graph.inputs)
        else:
            written[node] = draft.name(input_names[node])
    return written


class Writer:
    """Writes terms; each once."""

    def __init__(self, draft: Draft, style: Style, one: Term, inputs: Collection[str]) -> None:
        self._draft = draft
        self._style = style
        self._one = one
        self._inputs = inputs
        self._written: dict[Term, int] = {}

    def write(self, terms: Iterable[Term]) -> list[int]:
        """The numbers of the expressions of terms."""
        wanted = list(terms)
        for term in _made_of(wanted):
            if term not in self._written:
                self._written[term] = self._term(term)
        return [self._written[term] for term in wanted]

    def condition(self, condition: Condition) -> int:
        """The number of the expression of a condition: x - 1 > 0 is x > 1, x^2 < 4 is |x| < 2."""
        draft, (term, relation) = self._draft, condition
        if relation in ("whole", "pole"):
            (found,) = self.write([term])
            floor = draft.call("floor", [found])
            if relation == "whole":
                return draft.binary("==", floor, found)
            positive = draft.binary(">", found, draft.number(0, 0))
            return draft.binary("or", positive, draft.binary("!=", floor, found))
        parts, bound = _apart_from_number(term)
        self.write([core for core, _ in parts])
        (first, number), *others = parts
        if number < 0:
            bound, relation = -bound, _TURNED[relation]
        if not others:
            return self._compared(first, relation, bound / abs(number))
        if bound or len(parts) > 2 or others[0][1] * number > 0:
            left = self._sum(parts, flipped=number < 0)
            return draft.binary(relation, left, self._number(bound))
        return draft.binary(relation, self._multiple(*parts[0]), self._multiple(*parts[1]))

    def _compared(self, core: Term, relation: str, bound: Fraction) -> int:
        """A comparison with a number: that of a square, as one of the size of what is squared."""
        left = self._multiple(core, Fraction(1))
        if isinstance(core, Product) and len(core.factors) == 1 and bound > 0:
            ((base, exponent),) = core.factors
            root = rational_root(bound, HALF)
            if root is not None and whole(exponent) == 2:
                left, bound = self._draft.call("abs", [self._written[base]]), root
        return self._draft.binary(relation, left, self._number(bound))

    def _multiple(self, core: Term, number: Fraction) -> int:
        return self._product(abs(number), factors_of(core, self._one))

    def _term(self, term: Term) -> int:  # noqa: PLR0911
        if isinstance(term, Number):
            return self._number(term.value)
        if isinstance(term, Sum):
            return self._sum(term.parts, flipped=False)
        if isinstance(term, Product):
            return self._product(term.coefficient, term.factors)
        if isinstance(term, Shared):
            return self._written[term.term]
        if isinstance(term, Call):
            arguments = [self._written[argument] for argument in term.arguments]
            return write_operation(self._draft, term.name, arguments)
        assert isinstance(term, Symbol)
        if not term.constant:
            return self._draft.name(term.name)
        return write_constant(self._draft, term.literal or term.name, self._inputs)

    def _number(self, value: Fraction) -> int:
        draft = self._draft
        if value.denominator == 1:
            return draft.number(value.numerator, 0)
        exact = decimal(value) if is_literal(value, self._style) else None
        if exact is not None:
            return draft.number(*exact)
        return draft.binary(
            "/", draft.number(value.numerator, 0), draft.number(value.denominator, 0)
        )

    def _sum(self, parts: Sequence[tuple[Term, Fraction]], *, flipped: bool) -> int:
        (core, number), *others = ordered(parts, flipped)
        found = self._product(number, factors_of(core, self._one))
        for core, number in others:
            part = self._multiple(core, number)
            found = self._draft.binary("-" if number < 0 else "+", found, part)
        return found

    def _product(self, coefficient: Fraction, factors: Iterable[Factor]) -> int:
        negative, number, over, below, under = arranged(coefficient, factors, self._style)
        above = [self._factor(placed) for placed in over]
        if number != 1 or not above:
            above.insert(0, self._number(-number if negative else number))
        elif negative:
            above[0] = self._draft.unary("-", above[0])
        beneath = [self._factor(placed) for placed in under]
        if below != 1:
            beneath.insert(0, self._number(Fraction(below)))
        numerator = self._multiplied(above)
        if not beneath:
            return numerator
        return self._draft.binary("/", numerator, self._multiplied(beneath))

    def _multiplied(self, factors: Sequence[int]) -> int:
        found = factors[0]
        for factor in factors[1:]:
            found = self._draft.binary("*", found, factor)
        return found

    def _factor(self, placed: Placed) -> int:
        base, exponent, flipped = placed
        if isinstance(base, Sum) and flipped:
            found = self._sum(base.parts, flipped=True)
        else:
            found = self._written[base] if base in self._written else self._term(base)
        if exponent is None:
            return found
        if isinstance(exponent, Fraction):
            return self._root(found) if exponent == HALF else self._power(base, found, exponent)
        if flipped and isinstance(exponent, Product):
            power = self._product(-exponent.coefficient, exponent.factors)
        else:
            power = self._written[exponent]
        if is_e(base) and not self._style.powers_of_e:
            return self._draft.call("exp", [power])
        return self._draft.binary("^", found, power)

    def _root(self, found: int) -> int:
        return self._draft.call("sqrt", [found])

    def _power(self, base: Term, found: int, exponent: Fraction) -> int:
        if is_e(base) and not self._style.powers_of_e:
            return self._draft.call("exp", [self._number(exponent)])
        return self._draft.binary("^", found, self._number(exponent))


_TURNED = {">": "<", ">=": "<=", "!=": "!="}


def _apart_from_number(term: Term) -> tuple[Sequence[tuple[Term, Fraction]], Fraction]:
    """The parts of a term without the number among them, and what they are then compared with."""
    if not isinstance(term, Sum):
        return ((term, coefficient_of(term)),), Fraction(0)
    parts = [(core, number) for core, number in term.parts if not isinstance(core, Number)]
    rest = [number for core, number in term.parts if isinstance(core, Number)]
    return parts, -sum(rest, Fraction(0))


def _made_of(terms: Iterable[Term]) -> list[Term]:
    """All terms that some are made of, parts first."""
    found: set[Term] = set()
    pending = list(terms)
    while pending:
        term = pending.pop()
        if term in found:
            continue
        found.add(term)
        if isinstance(term, Sum):
            pending += [core for core, _ in term.parts]
        elif isinstance(term, Product):
            pending += [each for factor in term.factors for each in factor]
        elif isinstance(term, Call):
            pending += term.arguments
        elif isinstance(term, Shared):
            pending.append(term.term)
    return sorted(found, key=lambda term: term.index)
