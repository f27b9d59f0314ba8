"""From the nodes of a graph to terms, simplified as they are made.

Invariant: each node is read once, a chain of them (`chains.py`) at its end; nothing recurses.
"""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from .algebra import Algebra
from .chains import SEVERAL, Chains, in_order_of_reading
from .layout import Style
from .table import RULES_BY_KIND
from .terms import LARGEST, NO_INPUT, ONE, Number, Product, Sum, TooLarge, is_wide

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ..graph.graph import Graph
    from .algebra import Rewrite
    from .conditions import Conditions
    from .terms import Factor, Term

_LARGEST_EXPONENT = 400


class Reader:
    """Reads the terms of nodes, for one formula, or for several that share their parts.

    `functions` are the nodes that were differentiated: their text says in which order names are
    written. With `apart`, what several nodes use is read apart from each of them, and no rule looks
    into it: so the terms never get larger, all together, than the graph. `algebra` is that of
    another reader, where terms are to be compared.
    """

    def __init__(
        self,
        graph: Graph,
        wanted: Collection[int],
        rules: Mapping[str, Sequence[Rewrite]] = RULES_BY_KIND,
        *,
        functions: Iterable[int] = (),
        apart: bool = False,
        algebra: Algebra | None = None,
    ) -> None:
        self._graph = graph
        self._input_names = {node: name for name, node in graph.inputs.items()}
        order = in_order_of_reading(graph, wanted)
        first = in_order_of_reading(graph, [*functions, *wanted])
        needed = set(order)
        self._order = [node for node in first if node in needed]
        self._places = _places(graph, first)
        self._chains = Chains(graph, self._order, wanted)
        self.algebra = algebra or Algebra(rules, _style(graph, self._order))
        self._terms: dict[int, Term] = {}
        for node in self._order:
            if not self._chains.is_link(node):
                several = self._chains.users[node] == SEVERAL
                self._terms[node] = self._closed(self._read(node), apart and several)

    def term(self, node: int) -> Term:
        """The term of a node that was asked for, after the rules for whole results."""
        return self.algebra.result(self._terms[node])

    def ask(self, node: int, asked: Conditions) -> None:
        """Gather what a node and all it is made of ask for, but for the branches of a `where`."""
        graph, seen, pending = self._graph, set[int](), [node]
        while pending:
            each = pending.pop()
            operation, arguments = graph.operations[each], graph.arguments[each]
            if each in seen or operation is None:
                continue
            seen.add(each)
            pending += reversed(arguments[:1] if operation.name == "where" else arguments)
            if operation.name == "divide":
                divisor = graph.operations[arguments[1]]
                if divisor is not None and divisor.name == "tan":
                    # A person takes 1/tan(x) for cot(x), which is 0 where tan(x) has a pole.
                    pending += graph.arguments[arguments[1]]
                    pending.remove(arguments[1])
                for factor in self._factors(arguments[1]):
                    asked.nonzero(factor)
            elif not (self._chains.is_sum(each) or self._chains.is_product(each)):
                asked.of_function(operation.name, self._arguments(each))

    def _factors(self, node: int) -> Iterator[Term]:
        """The terms that a divisor is the product of; what divides in it is asked for apart."""
        pending = [node]
        while pending:
            each = pending.pop()
            if each in self._terms:
                yield self._terms[each]
            else:
                operation, arguments = self._graph.operations[each], self._graph.arguments[each]
                assert operation is not None
                pending += reversed(arguments[:1] if operation.name == "divide" else arguments)

    def _closed(self, term: Term, apart: bool) -> Term:
        """What is wide, or to be kept apart, as a term that no rule looks into, but for its number.

        Were a wide one opened wherever it is used, the work would grow with the square of it.
        """
        algebra = self.algebra
        if isinstance(term, Sum):
            return algebra.shared(term) if apart or is_wide(term) else term
        several = isinstance(term, Product) and len(term.factors) > 1
        if not (apart and several) and not is_wide(term):
            return term
        assert isinstance(term, Product)
        core = algebra.product(ONE, term.factors)
        return algebra.product_of(term.coefficient, [(algebra.shared(core), algebra.one)])

    def _read(self, node: int) -> Term:
        operation = self._graph.operations[node]
        if operation is None:
            return self._leaf(node)
        try:
            if self._chains.is_sum(node):
                # What a person wrote has a place in the text, and keeps its order.
                links, _ = self._chains.links(node)
                return self.algebra.combination(
                    [(self._terms[link.node], Fraction(link.sign)) for link in links],
                    as_written=self._graph.spans[node] is not None,
                )
            if self._chains.is_product(node):
                return self._product(node)
            return self.algebra.apply(operation.name, *self._arguments(node))
        except TooLarge:
            return self._as_written(node)

    def _arguments(self, node: int) -> list[Term]:
        return [self._terms[argument] for argument in self._graph.arguments[node]]

    def _product(self, node: int) -> Term:
        algebra = self.algebra
        factors: list[Factor] = []
        links, negative = self._chains.links(node)
        if any(self._terms[link] is algebra.zero for link, _ in links):
            return self._as_written(node)  # 1/(x/0) is not 0
        for link, sign in links:
            term, exponent = self._terms[link], algebra.number(sign)
            factors.append((term, exponent))
            if sign < 0 and isinstance(term, Product) and len(term.factors) == 1:
                base, power = term.factors[0]
                if base is algebra.e and not isinstance(power, Number):
                    algebra.style.divisors.add(algebra.negate(power))
        return algebra.product_of(Fraction(-1 if negative else 1), factors)

    def _as_written(self, node: int) -> Term:
        """A chain or an operation that has to do with numbers too large to compute with."""
        for link in self._chains.inner_nodes(node):
            operation = self._graph.operations[link]
            assert operation is not None
            try:
                self._terms[link] = self.algebra.apply(operation.name, *self._arguments(link))
            except TooLarge:
                self._terms[link] = self.algebra.call(operation.name, tuple(self._arguments(link)))
        return self._terms[node]

    def _leaf(self, node: int) -> Term:
        constant = self._graph.constants.get(node)
        if constant is None:
            return self.algebra.symbol(self._input_names[node], self._places[node])
        if isinstance(constant, str):
            return self.algebra.symbol(constant, NO_INPUT, constant=True)
        mantissa, exponent = constant
        if abs(exponent) > _LARGEST_EXPONENT or abs(mantissa) > LARGEST:
            return self.algebra.symbol("", NO_INPUT, constant=True, literal=constant)
        return self.algebra.number(mantissa * Fraction(10) ** exponent)


def places(graph: Graph) -> dict[str, int]:
    """The order in which inputs are written in a product."""
    found = _places(graph, range(len(graph)))
    return {name: found[node] for name, node in graph.inputs.items()}


def _places(graph: Graph, nodes: Iterable[int]) -> dict[int, int]:
    """The order of the inputs: that in which they appear, but a name before what it multiplies.

    Whoever writes a*x + b*y is used to seeing b before y and a before x.
    """
    later: dict[int, list[int]] = {node: [] for node in sorted(graph.inputs.values())}
    waiting = dict.fromkeys(later, 0)
    for node in nodes:
        operation = graph.operations[node]
        if operation is None or operation.name != "multiply" or graph.spans[node] is None:
            continue
        left, right = [_name_in(graph, argument) for argument in graph.arguments[node]]
        if left in later and right in later and left != right:
            later[left].append(right)
            waiting[right] += 1
    places: dict[int, int] = {}
    ready, rest = [node for node in later if not waiting[node]], iter(later)
    while len(places) < len(later):
        # Where names go round in a circle, the first to appear is the first.
        node = heappop(ready) if ready else next(rest)
        if node in places:
            continue
        places[node] = len(places)
        for other in later[node]:
            waiting[other] -= 1
            if waiting[other] == 0:
                heappush(ready, other)
    return places


def _name_in(graph: Graph, node: int) -> int:
    """The input that a factor is, but for its sign or a power."""
    operation = graph.operations[node]
    if operation is not None and operation.name in ("negate", "power", "square"):
        return graph.arguments[node][0]
    return node


def _style(graph: Graph, nodes: Iterable[int]) -> Style:
    """What the constants and operations in use say of how a person writes."""
    decimals = powers_of_e = False
    functions: set[str] = set()
    for node in nodes:
        operation, constant = graph.operations[node], graph.constants.get(node)
        if constant is not None:
            decimals |= not isinstance(constant, str) and constant[1] < 0
        elif operation is not None:
            functions.add(operation.name)
            if operation.name == "power":
                powers_of_e |= graph.constants.get(graph.arguments[node][0]) == "e"
    return Style(
        decimals=decimals,
        powers_of_e=powers_of_e and "exp" not in functions,
        functions=frozenset(functions),
    )
