"""The table of terms: each is kept once.

Invariants:

- Two terms that are made of the same parts are one object, so `is` compares them; a sum or a
  product is the same whatever the order of its parts. The order in which it was first made is
  kept, for that is the order in which it is written.
- A term is made after what it is made of; `index` counts them up. Nothing here recurses.

>>> table = Interned()
>>> x = table.symbol("x", 0)
>>> table.sum({x: Fraction(2)}) is table.sum({x: Fraction(2)})
True
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from . import facts
from .terms import LARGEST, NO_INPUT, Call, Number, Product, Shared, Size, Sum, Symbol, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .terms import Factor, Term


_UNMEASURED = Size(0)


class Interned:
    """All terms that there are, each once; `measure` tells the size of a new one."""

    def __init__(self, measure: Callable[[Term], Size] | None = None) -> None:
        self._known: dict[Any, Term] = {}
        self._measure: Callable[[Term], Size] | None = None
        self._primaries: dict[Term, Term] = {}
        self.count = 0
        self.zero = self.number(0)
        self.one = self.number(1)
        self._measure = measure

    def _new(self, key: Any, term: Term, known: int, parts: Iterable[Term]) -> None:  # noqa: ANN401
        self._known[key] = term
        term.index = self.count
        term.facts = known
        term.first = min([part.first for part in parts], default=NO_INPUT)
        term.last = max([part.last for part in parts], default=-1)
        term.size = _UNMEASURED if self._measure is None else self._measure(term)
        self.count += 1

    def number(self, value: Fraction | int) -> Number:
        """A number; raises `TooLarge` beyond the bound."""
        term = self._known.get(("number", value))
        if isinstance(term, Number):
            return term
        value = Fraction(value)
        if abs(value.numerator) > LARGEST or value.denominator > LARGEST:
            raise TooLarge
        made = Number(value)
        self._new(("number", value), made, facts.of_number(value), ())
        return made

    def symbol(
        self,
        name: str,
        place: int = NO_INPUT,
        *,
        constant: bool = False,
        literal: tuple[int, int] | None = None,
    ) -> Symbol:
        """An input at its place among the inputs, or a constant."""
        key = ("symbol", name, constant, literal)
        term = self._known.get(key)
        if isinstance(term, Symbol):
            return term
        made = Symbol(name, constant, literal)
        self._new(key, made, facts.of_symbol(name, constant, literal), ())
        made.first = place
        made.last = -1 if constant else place
        return made

    def sum(self, parts: Mapping[Term, Fraction]) -> Sum:
        """A sum of two or more parts, or of one that is 0 times something infinite."""
        key = ("sum", frozenset([(core.index, number) for core, number in parts.items()]))
        term = self._known.get(key)
        if isinstance(term, Sum):
            return term
        made = Sum(tuple(parts.items()))
        self._new(key, made, facts.of_sum(parts), parts)
        return made

    def primary(self, term: Term) -> Term:
        """Which of a sum and its negative stands for both: the one that was asked for first.

        Of two that are all minus and all plus, it is the latter.
        """
        if not isinstance(term, Sum) or len(term.parts) < 2:
            return term
        found = self._primaries.get(term)
        if found is None:
            opposite = {core: -number for core, number in term.parts}
            key = ("sum", frozenset([(core.index, number) for core, number in opposite.items()]))
            found = self._known.get(key)
            if all(number < 0 for _, number in term.parts):
                found = self.sum(opposite)
            elif found not in self._primaries:
                found = term
            self._primaries[term] = found
            self._primaries.setdefault(found, found)
        return found

    def product(self, coefficient: Fraction, factors: tuple[Factor, ...]) -> Product:
        """A product; the factors are all different."""
        pairs = frozenset([(base.index, exponent.index) for base, exponent in factors])
        key = ("product", coefficient, pairs)
        term = self._known.get(key)
        if isinstance(term, Product):
            return term
        if abs(coefficient.numerator) > LARGEST or coefficient.denominator > LARGEST:
            raise TooLarge
        made = Product(coefficient, factors)
        inner = [term for factor in factors for term in factor]
        self._new(key, made, facts.of_product(coefficient, factors), inner)
        return made

    def call(self, name: str, arguments: tuple[Term, ...]) -> Call:
        """A primitive on arguments, without any rule."""
        key = ("call", name, *[argument.index for argument in arguments])
        term = self._known.get(key)
        if isinstance(term, Call):
            return term
        made = Call(name, arguments)
        self._new(key, made, facts.of_call(name, arguments), arguments)
        return made

    def shared(self, inner: Term) -> Shared:
        """A term as one that is used several times."""
        term = self._known.get(("shared", inner.index))
        if isinstance(term, Shared):
            return term
        made = Shared(inner)
        self._new(("shared", inner.index), made, inner.facts, (inner,))
        return made
