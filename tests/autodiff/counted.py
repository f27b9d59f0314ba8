"""Numbers that count what is done to them, and an algebra over them.

The algebra keeps one ledger: every primitive that is applied is entered under its row's kind, and
so is every `+ - *` on a counted number. Literal constants of a program are plain floats, and plain
numbers compute with each other free of charge, as on paper, where nobody writes down that n - 1 is
2 in the derivative of x^3; so are powers with a plain exponent of 1 or 0.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.rules import PRIMITIVES, WHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from backprop.autodiff.graph.graph import Constant, Graph
    from backprop.autodiff.rules import Primitive

Number = Any
"""A counted number, or a plain one."""

CONJUNCTIONS = {"conjunction": "and", "disjunction": "or"}


class Counted:
    """A number that enters what is done to it in its algebra's ledger.

    `is_named` tells pi, e and tau, which everyone knows to be no whole number; `varies` tells what
    depends on an input from what a constant expression comes to.
    """

    def __init__(self, value: float, algebra: Counting) -> None:
        self.value = value
        self.is_named = False
        self.varies = True
        self.algebra = algebra

    def __add__(self, other: Number) -> Counted:
        return self.algebra.enter("add", self.value + plain(other))

    def __sub__(self, other: Number) -> Counted:
        return self.algebra.enter("add", self.value - plain(other))

    def __rsub__(self, other: Number) -> Counted:
        return self.algebra.enter("add", plain(other) - self.value)

    def __mul__(self, other: Number) -> Counted:
        return self.algebra.enter("multiply", self.value * plain(other))

    def __neg__(self) -> Counted:
        return self.algebra.enter("add", -self.value)

    __radd__ = __add__
    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> float:
        return self.value


def plain(number: Number) -> float:
    return number.value if isinstance(number, Counted) else number


class Counting:
    """The algebra; `ledger` is replaced to begin a new count."""

    def __init__(self) -> None:
        self.ledger: Counter[str] = Counter()

    def enter(self, kind: str | None, value: float) -> Counted:
        if kind is not None:
            self.ledger[kind] += 1
        return Counted(value, self)

    def new_count(self) -> Counter[str]:
        """Begin a new ledger; the old one is returned."""
        old, self.ledger = self.ledger, Counter()
        return old

    @property
    def pi(self) -> Counted:
        return self.enter(None, FLOATS.pi)

    @property
    def nan(self) -> Counted:
        return self.enter(None, FLOATS.nan)

    def constant(self, constant: Constant) -> Number:
        value = FLOATS.constant(constant)
        if not isinstance(constant, str):
            return value
        number = self.enter(None, value)
        number.varies = False
        number.is_named = constant in ("pi", "e", "tau")
        return number

    def function(self, primitive: Primitive) -> Callable[..., Counted]:
        """A primitive of the program: one entry, whatever it is applied to."""
        function = FLOATS.function(primitive)

        def entered(*numbers: Number) -> Counted:
            found = self.enter(primitive.kind, function(*map(plain, numbers)))
            found.varies = any(isinstance(each, Counted) and each.varies for each in numbers)
            return found

        return entered

    def __getattr__(self, name: str) -> Callable[..., Counted]:
        """A primitive that a rule applies."""
        return self.function(PRIMITIVES[CONJUNCTIONS.get(name, name)])

    def equal(self, x: Number, y: Number) -> Number:
        if isinstance(x, Counted) and x.is_named and not isinstance(y, Counted):
            return False
        if isinstance(x, Counted) or isinstance(y, Counted):
            return self.enter("compare", float(plain(x) == plain(y)))
        return x == y

    def power(self, x: Number, y: Number) -> Number:
        if not isinstance(y, Counted) and y in (0, 1):
            return x if y else 1
        return self.enter("power", FLOATS.power(plain(x), plain(y)))

    def power_below(self, x: Number, y: Number, out: Number) -> Number:  # noqa: ARG002
        return self.power(x, y - 1)

    @staticmethod
    def branch(condition: Number, *, taken: bool, share: Number = 1) -> Number:  # noqa: ARG004
        return share

    def zero_power(self, x: Number, y: Number) -> Number:
        is_zero = self.equal(y, 0)
        if not isinstance(is_zero, Counted) or not y.varies:
            return is_zero
        base_is_zero = self.equal(x, 0)
        if not isinstance(base_is_zero, Counted):
            return is_zero if base_is_zero else 0
        return self.conjunction(base_is_zero, is_zero)

    @staticmethod
    def where(condition: Number, yes: Callable[[], Number], no: Callable[[], Number]) -> Number:
        return yes() if condition else no()


class Demand:
    """A graph's values on demand: a node is worked out, once, when something asks for it."""

    def __init__(self, graph: Graph, algebra: Counting, point: Mapping[str, float]) -> None:
        self.graph = graph
        self.algebra = algebra
        self.values: list[Number] = [None] * len(graph)
        for name, node in graph.inputs.items():
            self.values[node] = Counted(point[name], algebra)
        for node, constant in graph.constants.items():
            self.values[node] = algebra.constant(constant)

    def work_out(self, nodes: Iterable[int]) -> None:
        """Evaluate these nodes and whatever they turn out to need."""
        stack = list(nodes)
        while stack:
            node = stack[-1]
            lacking = [] if self.values[node] is not None else self._lacking(node)
            if lacking:
                stack += lacking
                continue
            stack.pop()
            if self.values[node] is None:
                operation = self.graph.operations[node]
                assert operation is not None
                arguments = [self.values[place] for place in self.graph.arguments[node]]
                self.values[node] = (
                    self._chosen(node)
                    if operation is WHERE
                    else self.algebra.function(operation)(*arguments)
                )

    def _chosen(self, node: int) -> Number:
        condition, yes, no = self.graph.arguments[node]
        return Counted(plain(self.values[yes if self.values[condition] else no]), self.algebra)

    def _lacking(self, node: int) -> list[int]:
        arguments = self.graph.arguments[node]
        if self.graph.operations[node] is WHERE:
            condition, yes, no = arguments
            if self.values[condition] is None:
                return [condition]
            arguments = (yes if self.values[condition] else no,)
        return [place for place in arguments if self.values[place] is None]
