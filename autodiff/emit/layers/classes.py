"""One small class an operation: forward works out its value, backward its gradients.

Invariant: what `backward` gives is the rule of the table, run over nodes and spelled in Python;
there is no second list of derivatives.

>>> from ...rules import PRIMITIVES
>>> kind = LayerKind(PRIMITIVES["multiply"], 2)
>>> print(LayerClass(kind, "Multiply", [0, 1]).text.replace('"', "'"), end="")
class Multiply:
    '''x * y, the product.'''
<BLANKLINE>
    def forward(self, x, y):
        self.x = x
        self.y = y
        return x*y
<BLANKLINE>
    def backward(self, upstream):
        dx = upstream*self.y
        dy = upstream*self.x
        return dx, dy
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...differentiation.builder import Builder
from ...differentiation.guards import Branch
from ...graph.graph import Graph
from ...rules import WHERE
from ..languages.python import MAY_RAISE, PYTHON, PythonSpeller
from ..planning.plan import planned
from ..planning.schedule import Assignment
from ..writing.names import Names
from ..writing.spelling import is_square
from ..writing.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ....parser.errors import Span
    from ...graph.graph import Constant
    from ...rules import Primitive
    from ..planning.plan import Plan

_LONGEST_EXPONENT = 6


@dataclass(frozen=True, slots=True)
class LayerKind:
    """What one class is for: an operation on so many arguments; of a power, with this exponent.

    A gate hands no gradient on to an argument that does not decide its value: it matters where a
    gradient of 0 would be multiplied by an infinite derivative.
    """

    operation: Primitive
    count: int
    exponent: Constant | None = None
    is_gate: bool = False

    @property
    def parameters(self) -> list[str]:
        """What `forward` takes."""
        if self.exponent is not None:
            return ["x"]
        if self.operation.variadic:
            return [f"x{number}" for number in range(1, self.count + 1)]
        return list(self.operation.parameters)

    @property
    def title(self) -> str:
        """A name for the class, such as `LeakyRelu` or `Power2`."""
        name = "".join(word.capitalize() for word in self.operation.name.split("_"))
        if self.exponent is not None:
            return name + _exponent_text(self.exponent).replace("-", "Minus").replace(".", "Point")
        return name if self.count == 2 or not self.operation.variadic else f"{name}{self.count}"

    @property
    def sentence(self) -> str:
        """What the class is, for its docstring."""
        row = self.operation
        if row is WHERE:
            return "where(condition, a, b), a if the condition holds, else b"
        if self.exponent is not None:
            return f"x^{_exponent_text(self.exponent)}"
        written = f"{row.name}({', '.join(self.parameters)})" if row.variadic else row.signature
        gate = ", a gate" if self.is_gate else ""
        return f"{written}, {row.summary}{gate}"


_HARMLESS = frozenset({"add", "subtract", "negate", "multiply", "abs", "tanh", "sigmoid"})
"""Operations whose derivatives are finite wherever their arguments are."""


def gates(graph: Graph) -> set[int]:
    """The nodes in pieces below which a derivative may be infinite, and each `where`."""
    risky = bytearray(len(graph))
    found = {node for node, row in enumerate(graph.operations) if row is WHERE}
    for node, (row, arguments) in enumerate(zip(graph.operations, graph.arguments, strict=True)):
        if row is None:
            continue
        below = any(risky[argument] for argument in arguments)
        if below and row.passes is not None:
            found.add(node)
        risky[node] = below or (row.passes is None and row.name not in _HARMLESS)
    return found


def kind_of(graph: Graph, node: int, *, is_gate: bool = False) -> LayerKind:
    """The kind of layer that a node is."""
    operation, arguments = graph.operations[node], graph.arguments[node]
    assert operation is not None
    exponent = graph.constants.get(arguments[-1])
    is_plain = isinstance(exponent, tuple) and len(_exponent_text(exponent)) <= _LONGEST_EXPONENT
    kept = exponent if operation.name == "power" and is_plain else None
    return LayerKind(operation, len(arguments), kept, is_gate)


def _exponent_text(exponent: Constant) -> str:
    """An exponent in plain decimals, or something longer than any that is written out."""
    assert isinstance(exponent, tuple)
    mantissa, power = exponent
    if abs(power) > _LONGEST_EXPONENT or abs(mantissa) > 10**_LONGEST_EXPONENT:
        return "?" * (_LONGEST_EXPONENT + 1)
    return f"{mantissa * 10**power}" if power >= 0 else f"{mantissa / 10**-power:.{-power}f}"


def _gated(speller: PythonSpeller, node: int, gate: Branch | None) -> str:
    """A gradient, or None where its argument does not decide the value."""
    if gate is None:
        return speller.number(node)
    condition, sides = speller.condition(gate.condition.node), (speller.number(node), "None")
    yes, no = sides if gate.taken else sides[::-1]
    return f"{yes} if {condition} else {no}"


class LayerClass:
    """The text of a class whose `backward` gives the gradients of the arguments at `positions`.

    `careful` is one whose `forward` may fail without harm; `span` is where it was written first.
    `called` are the definitions that it uses; `may_raise` tells of its `forward`.
    """

    def __init__(
        self,
        kind: LayerKind,
        name: str,
        positions: Sequence[int],
        *,
        careful: bool = False,
        span: Span | None = None,
    ) -> None:
        self.name = name
        self._careful = careful
        self.positions = positions
        self.is_gate = kind.is_gate
        self.parameters = kind.parameters
        self._kind = kind
        self._graph = Graph()
        self._arguments = [self._graph.add_input(name) for name in kind.parameters]
        operands = list(self._arguments)
        if kind.exponent is not None:
            operands.append(self._graph.add_constant(kind.exponent))
        self._forward = self._graph.add_operation(kind.operation, tuple(operands), span)
        self._operands = operands
        self._out, self._upstream = self._graph.add_input("out"), self._graph.add_input("upstream")
        self.called: dict[str, None] = {}
        self.may_raise = False
        backward = list(self._backward_lines()) if positions else []
        self.text = "\n".join([*self._forward_lines(), *backward]) + "\n"

    def _forward_lines(self) -> Iterator[str]:
        kept = self._kept if self.positions else []
        graph, names = self._graph, self._kind.parameters
        plan = planned(graph, [self._forward], repeats=is_square)
        variables = dict(zip(self._arguments, names, strict=True))
        speller = PythonSpeller(plan, variables, bytearray([1]) * len(graph))
        value = speller.operation(self._forward).text
        self.called |= speller.called
        self.may_raise = MAY_RAISE.search(value) is not None
        yield f"class {self.name}:"
        yield f'    """{self._kind.sentence}{self._remark()}."""'
        yield ""
        yield f"    def forward(self, {', '.join(names)}):"
        yield from (f"        self.{name} = {name}" for name in names if name in kept)
        if "out" in kept and self._careful:
            yield "        self.out = math.nan"
        if "out" in kept:
            yield f"        self.out = {value}"
        yield f"        return {'self.out' if 'out' in kept else value}"

    def _remark(self) -> str:
        """Which gradients are left out, if some are."""
        row, names = self._kind.operation, self._kind.parameters
        able = [place for place in range(len(names)) if row.has_partial(place)]
        if not able:
            return "; no derivative passes it"
        if not self.positions:
            return "; here no derivative is asked of it"
        if len(self.positions) < len(able):
            asked = " and ".join(names[place] for place in self.positions)
            return f"; here only {asked} is differentiated by"
        return ""

    def _backward_lines(self) -> Iterator[str]:
        """The table's rule, times the gradient that comes from above."""
        builder = Builder(self._graph)
        handles = tuple([builder.handle(node) for node in self._operands])
        partials = self._kind.operation.partials_at(
            builder, self.positions, handles, builder.handle(self._out)
        )
        upstream = builder.handle(self._upstream)
        gates = [partial if isinstance(partial, Branch) else None for partial in partials]
        conditions = [gate.condition.node for gate in gates if gate] if self.is_gate else []
        if self.is_gate:
            partials = [
                partial if gate is None else gate.share
                for partial, gate in zip(partials, gates, strict=True)
            ]
        results = [builder.node(upstream * partial) for partial in partials]
        graph = builder.program
        plan = planned(
            graph, [*results, *conditions], made=bytearray([1]) * len(graph), repeats=is_square
        )
        self._kept = [
            name
            for name, node in graph.inputs.items()
            if name != "upstream" and plan.places.uses[node]
        ]
        variables = self._variables(plan, results)
        strict = bytearray(len(graph))
        strict[self._forward] = 1
        speller = PythonSpeller(plan, variables, strict)
        yield ""
        yield "    def backward(self, upstream):"
        if self.is_gate:
            yield from statements(speller, plan.body, "        ")
            parts = [_gated(speller, node, gate) for node, gate in zip(results, gates, strict=True)]
            yield f"        return {', '.join(parts)}"
        elif len(results) == 1 and plan.body == [Assignment(results[0], results[0])]:
            yield f"        return {speller.operation(results[0]).text}"
        else:
            yield from statements(speller, plan.body, "        ")
            yield f"        return {', '.join(speller.number(node) for node in results)}"
        self.called |= speller.called

    def _variables(self, plan: Plan, results: Sequence[int]) -> dict[int, str]:
        graph = plan.graph
        names = Names(PYTHON.reserved | {"self"})
        variables = {
            node: name if name == "upstream" else f"self.{name}"
            for name, node in graph.inputs.items()
        }
        names.keep(["upstream"])
        parameters = self._kind.parameters
        for place, node in zip(self.positions, results, strict=True):
            if plan.stored[node] and node not in variables:
                variables[node] = names.take(f"d{parameters[place]}")
        for node in plan.variables():
            if node not in variables:
                variables[node] = names.fresh("v")
        return variables | {node: variables[owner] for node, owner in plan.variable.items()}
