"""The Builder: an algebra whose numbers are nodes of a new graph, so that a derivative is a graph.

The rules and the sweeps run over it unchanged: where floats would be multiplied, a node is made.

Invariants:

- What the person wrote comes first and is never rewritten: the graph given is copied node by node.
- Plain integers are the ones, zeros and twos that differentiation itself makes. A product with 1
  or 0, a sum with 0, a quotient by 1, a power with exponent 1 or 0 and arithmetic between constants
  are done away with at once where such an integer, or a constant that came of one, takes part.
- A shared Builder interns: the same operation on the same arguments is the same node.
- What has passed the branch of a `where` is kept under its condition (`guards.py`).

>>> from ..graph.graph import Graph
>>> graph = Graph()
>>> x = graph.add_input("x")
>>> builder = Builder(graph)
>>> square = builder.square(builder.handle(x))
>>> (1 * square).node == square.node, builder.square(builder.handle(x)).node == square.node
(True, True)
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from ..rules import PRIMITIVES
from .guards import Branch, Guarded, Number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..graph.graph import Constant, Graph

Exact = tuple[int, int]

CONDITIONAL = (Branch, Guarded)
"""What knows itself how to be added and multiplied."""

_METHOD_NAMES = {"conjunction": "and", "disjunction": "or"}
_FOLDABLE_EXPONENT = 400
_FOLDABLE_MANTISSA = 10**_FOLDABLE_EXPONENT
"""Constants beyond these are not folded: no double could tell, and they could be huge."""


class Handle:
    """A node of the Builder's graph as a number: `+ - *` append nodes."""

    __slots__ = ("builder", "node")

    def __init__(self, builder: Builder, node: int) -> None:
        self.builder = builder
        self.node = node

    def __add__(self, other: Number) -> Number:
        if isinstance(other, CONDITIONAL):
            return NotImplemented
        return self.builder.add(self, other)

    def __radd__(self, other: Number) -> Number:
        return self.builder.add(other, self)

    def __sub__(self, other: Number) -> Number:
        if isinstance(other, CONDITIONAL):
            return NotImplemented
        return self.builder.subtract(self, other)

    def __rsub__(self, other: Number) -> Number:
        return self.builder.subtract(other, self)

    def __mul__(self, other: Number) -> Number:
        if isinstance(other, CONDITIONAL):
            return NotImplemented
        return self.builder.multiply(self, other)

    def __rmul__(self, other: Number) -> Number:
        return self.builder.multiply(other, self)

    def __neg__(self) -> Number:
        return self.builder.negate(self)

    def __bool__(self) -> bool:
        raise TypeError("a node has no truth of its own: a rule branches through m.where")


class Builder:
    """Grows a graph by the nodes that rules and sweeps make: a copy of it, or the graph itself.

    `program` is the grown graph; its first `size` nodes are those that were given. With
    `shared=False` every operation that is asked for is a node of its own, as it is on paper.

    With `general=True` rules give their general formula: a point that one sets apart, as x^y does
    y = 0, is left out of it, and `exceptions` holds the condition of each (a node that is 1 where
    the derivative is 0 instead). Beyond `limit` nodes, an operation raises `refusal()`.
    """

    def __init__(
        self,
        graph: Graph,
        *,
        shared: bool = True,
        general: bool = False,
        in_place: bool = False,
        limit: float = inf,
        refusal: Callable[[], Exception] = OverflowError,
    ) -> None:
        self.program = graph if in_place else graph.copy()
        self.size = len(graph)
        self.exceptions: dict[int, None] = {}
        self._limit = limit
        self._refusal = refusal
        self._general = general
        self._shared = shared
        self._known: dict[tuple[Any, ...], int] = {}
        self._seen = 0
        self._handles: list[Handle] = []
        self._varying: list[bool] = []
        self.notice()

    def notice(self) -> None:
        """Take note of nodes that were appended by others, so that they are shared too."""
        program = self.program
        for node in range(self._seen, len(program)):
            operation = program.operations[node]
            if operation is not None:
                self._known.setdefault((operation.name, *program.arguments[node]), node)
            elif node in program.constants:
                self._known.setdefault(("constant", program.constants[node]), node)
        self._seen = len(program)

    def handle(self, node: int) -> Handle:
        """A node of the copied graph as a number."""
        return Handle(self, node)

    def handles(self) -> list[Handle]:
        """All nodes that are there: the `values` that the sweeps start from."""
        known = self._handles
        known.extend([Handle(self, node) for node in range(len(known), len(self.program))])
        return known

    @property
    def pi(self) -> Handle:
        """The constant, exact."""
        return self._constant("pi")

    @property
    def nan(self) -> Handle:
        """What stands for a derivative that does not exist."""
        return self._constant("nan")

    def _constant(self, constant: Constant) -> Handle:
        key = ("constant", constant)
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = self.program.add_constant(constant)
        return Handle(self, node)

    def node(self, number: Number) -> int:
        """The node that a number of this algebra stands for, a constant's made if need be."""
        if isinstance(number, Branch):
            number = number * 1
        if isinstance(number, Guarded):
            number = number.resolved()
        return number.node if isinstance(number, Handle) else self._constant((number, 0)).node

    def operation(self, name: str, *numbers: Number) -> Handle:
        """An operation on numbers, whatever they are; none is done away with."""
        arguments = tuple([self.node(number) for number in numbers])
        key = (name, *arguments)
        node = self._known.get(key) if self._shared else None
        if node is None:
            node = self.program.add_operation(PRIMITIVES[name], arguments)
            if node >= self._limit:
                raise self._refusal()
            self._known[key] = node
        return Handle(self, node)

    def __getattr__(self, name: str) -> Callable[..., Handle]:
        """Any primitive that needs no care of its own, by its name."""
        primitive = _METHOD_NAMES.get(name, name)
        if primitive not in PRIMITIVES:
            raise AttributeError(name)
        return lambda *numbers: self.operation(primitive, *numbers)

    def _exact(self, number: Number) -> Exact | None:
        """The value of a plain integer or a constant, where it is an exact number of fair size."""
        if not isinstance(number, Handle):
            return number, 0
        constant = self.program.constants.get(number.node)
        if not isinstance(constant, tuple) or abs(constant[1]) > _FOLDABLE_EXPONENT:
            return None
        if abs(constant[0]) >= _FOLDABLE_MANTISSA:
            return None
        return constant

    def _foldable_pair(self, left: Number, right: Number) -> tuple[int, int, int] | None:
        """Two constants over one exponent of ten, (left, right, exponent).

        One of them must be of differentiation's own making: what a person's two constants come to
        is left to be worked out.
        """
        if isinstance(left, Handle) and isinstance(right, Handle):
            return None
        a, b = self._exact(left), self._exact(right)
        if a is None or b is None:
            return None
        exponent = min(a[1], b[1])
        return a[0] * 10 ** (a[1] - exponent), b[0] * 10 ** (b[1] - exponent), exponent

    def _folded(self, mantissa: int, exponent: int) -> Number:
        """A constant that differentiation made: an integer if it can be one."""
        while mantissa and mantissa % 10 == 0:
            mantissa, exponent = mantissa // 10, exponent + 1
        if mantissa == 0:
            return 0
        return mantissa * 10**exponent if exponent >= 0 else self._constant((mantissa, exponent))

    def negate(self, x: Number) -> Number:
        exact = self._exact(x)
        return self.operation("negate", x) if exact is None else self._folded(-exact[0], exact[1])

    def add(self, x: Number, y: Number) -> Number:
        if _is(x, 0):
            return y
        if _is(y, 0):
            return x
        pair = self._foldable_pair(x, y)
        if pair is not None:
            return self._folded(pair[0] + pair[1], pair[2])
        return self.operation("add", x, y)

    def subtract(self, x: Number, y: Number) -> Number:
        if _is(y, 0):
            return x
        if _is(x, 0):
            return self.negate(y)
        pair = self._foldable_pair(x, y)
        if pair is not None:
            return self._folded(pair[0] - pair[1], pair[2])
        return self.operation("subtract", x, y)

    def multiply(self, x: Number, y: Number) -> Number:
        if _is(x, 0) or _is(y, 0):
            return 0
        for one, other in ((x, y), (y, x)):
            if _is(one, 1):
                return other
            if _is(one, -1):
                return self.negate(other)
        pair = self._foldable_pair(x, y)
        if pair is not None:
            return self._folded(pair[0] * pair[1], 2 * pair[2])
        return self.operation("multiply", x, y)

    def divide(self, x: Number, y: Number) -> Number:
        if _is(x, 0):
            return 0
        if _is(y, 1):
            return x
        return self.operation("divide", x, y)

    def power(self, x: Number, y: Number) -> Number:
        if _is(y, 0):
            return 1
        return x if _is(y, 1) else self.operation("power", x, y)

    def power_below(self, x: Number, y: Number, out: Number) -> Number:  # noqa: ARG002
        """x^(y-1), in the form that a person would write."""
        return self.power(x, y - 1)

    def equal(self, x: Number, y: Number) -> Number:
        if self._is_irrational(x) and not isinstance(y, Handle):
            return 0
        pair = self._foldable_pair(x, y)
        return self.operation("equal", x, y) if pair is None else int(pair[0] == pair[1])

    def _is_irrational(self, number: Number) -> bool:
        constant = self.program.constants.get(number.node) if isinstance(number, Handle) else None
        return constant in ("pi", "e", "tau")

    def where(
        self, condition: Number, yes: Callable[[], Number], no: Callable[[], Number]
    ) -> Number:
        """A choice that only the values can make; one that constants decide is made here."""
        if not isinstance(condition, Handle):
            return yes() if condition else no()
        chosen = yes()
        if self._general and _is(chosen, 0) and self._is_equality(condition):
            self.exceptions[condition.node] = None
            return no()
        return self.operation("where", condition, chosen, no())

    def _is_equality(self, condition: Handle) -> bool:
        operations, equal = self.program.operations, PRIMITIVES["equal"]
        if operations[condition.node] is PRIMITIVES["and"]:
            parts = self.program.arguments[condition.node]
            return all(operations[part] is equal for part in parts)
        return operations[condition.node] is equal

    def chosen(self, condition: Handle, yes: Number, no: Number) -> Number:
        """A `where` that joins branches; where they are the same number, it is that number."""
        if self.node(yes) == self.node(no):
            return yes
        return self.operation("where", condition, yes, no)

    def branch(self, condition: Number, *, taken: bool, share: Number = 1) -> Number:
        """The partial by what decides the value under a condition; elsewhere there is none."""
        if not isinstance(condition, Handle):
            return share if bool(condition) is taken else 0
        return Branch(condition, taken, share)

    def zero_power(self, x: Number, y: Number) -> Number:
        """Where the derivative of x^y by x is that of a constant, and y*x^(y-1) has no value.

        Where y can be other than 0, that is at x = 0 only: anywhere else the formula is right, and
        so are the derivatives that are made of it.
        """
        is_zero = self.equal(y, 0)
        if not isinstance(is_zero, Handle) or not self._varies(y):
            return is_zero
        base_is_zero = self.equal(x, 0)
        if not isinstance(base_is_zero, Handle):
            return is_zero if base_is_zero else 0
        if base_is_zero.node == is_zero.node:
            return is_zero
        return self.operation("and", base_is_zero, is_zero)

    def _varies(self, number: Handle) -> bool:
        """Whether a node depends on anything but constants."""
        varying, program = self._varying, self.program
        for node in range(len(varying), number.node + 1):
            is_leaf = program.operations[node] is None
            varying.append(
                node not in program.constants
                if is_leaf
                else any(varying[argument] for argument in program.arguments[node])
            )
        return varying[number.node]


def _is(number: Number, integer: int) -> bool:
    """Whether a number is that plain integer, made by differentiation; a handle never is."""
    return not isinstance(number, Handle) and number == integer


def nodes_of(builder: Builder, numbers: Sequence[Number | None]) -> list[int]:
    """The nodes of those numbers that exist."""
    return [builder.node(number) for number in numbers if number is not None]
