"""From syntax tree to graph: names resolved, calls of a person's own functions written out.

Invariants:

- Nothing recurses: a stack of frames, one for each definition or call that waits for another,
  does what recursion would, so that nesting and call depth are bounded by memory alone.
- Each written operation becomes a node of its own; names share. Inputs come first, in the order
  of the text, then operations in the order in which they are needed.
- The number of nodes is bounded before they are made.

>>> from ...parser.parse import parse
>>> from .names import survey
>>> graph = lower(survey(parse("f(x, y) = (x+y)*x")))
>>> [operation.name for operation in graph.operations if operation], graph.outputs
(['add', 'multiply'], {'f': 3})
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from ...parser.errors import BackpropError, Span
from ...parser.syntax import Binary, Call, Juxtaposition, Name, Number, Root, Unary
from ..graph.graph import CONSTANT_NAMES, Graph
from ..rules import DIFF, PRIMITIVES, PRIMITIVES_EACH, find_function
from .diff_operator import Inline, by_and_order

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ...parser.syntax import Expression
    from .names import Survey

NODE_LIMIT = 5_000_000
"""More nodes than this are refused."""

_OPERATOR_NAMES = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power",
    "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal",
    "==": "equal", "!=": "not_equal", "and": "and", "or": "or",
}  # fmt: skip
OPERATORS = {symbol: PRIMITIVES[name] for symbol, name in _OPERATOR_NAMES.items()}
"""The primitive of each infix operator."""


class _Frame:
    """An expression that is being lowered: its nodes, how far it is, and what waits for it.

    `key` is what is being worked out, ("value", name), ("function", name) or ("output", name).
    `scope` maps parameters to nodes of the graph; `substitutes`
    are the placeholders among those, with the nodes that they stand for.
    """

    __slots__ = ("key", "operands", "position", "scope", "steps", "substitutes")

    def __init__(
        self,
        key: tuple[str, str],
        steps: Sequence[Expression],
        scope: dict[str, int],
        substitutes: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.key = key
        self.steps = steps
        self.scope = scope
        self.substitutes = substitutes
        self.position = 0
        self.operands: list[int] = []


def lower(
    survey: Survey,
    *,
    outputs: Sequence[str] | None = None,
    also: Sequence[str] = (),
    given: Collection[str] = (),
    ties: str = "split",
) -> Graph:
    """The graph of a program's outputs.

    `outputs` are names of the program to take as outputs instead of its own; `also` are names
    that get nodes whether or not an output needs them; `given` are constants that are inputs
    because a value is given for them; `ties` chooses the rule of `max` and `min`.

    Raises `BackpropError` for a cycle and for a program of more than `NODE_LIMIT` nodes. Its
    statements must have passed `checks.check`.
    """
    return _Lowering(survey, given, ties).run(survey.outputs if outputs is None else outputs, also)


class _Lowering:
    def __init__(self, survey: Survey, given: Collection[str], ties: str) -> None:
        self._survey = survey
        self._given = given
        self._table = PRIMITIVES_EACH if ties == "each" else PRIMITIVES
        self._graph = Graph()
        self._values: dict[str, int] = {}
        self._frames: list[_Frame] = []
        self._written_out = 0
        self._dependencies = survey.dependencies
        self._inline = Inline(self._graph, self._diffs)

    def run(self, outputs: Sequence[str], also: Sequence[str]) -> Graph:
        survey, graph = self._survey, self._graph
        self._dependencies.refuse_circles()
        needed = survey.needs([*outputs, *also])
        inputs = [*survey.inputs, *(name for name in survey.constants if name in self._given)]
        for name in sorted(inputs, key=lambda known: survey.places[known].start):
            if name in needed or name in outputs:
                self._values[name] = graph.add_input(name, survey.places[name])
        for name in outputs:
            graph.outputs[name] = self._output(name)
        for name in also:
            if name not in self._values and name not in graph.outputs:
                self._values[name] = self._output(name)
        graph.named = self._values | graph.outputs
        return graph

    def _output(self, name: str) -> int:
        known = self._values.get(name)
        if known is not None:
            return known
        statement = self._survey.results.get(name) or self._survey.definitions[name]
        if statement.target is not None:
            node = self._lower(_Frame(("value", name), statement.nodes, {}))
        else:
            node = self._lower(_Frame(("output", name), statement.nodes, {}))
            self._name(node, name)
        return node

    def _name(self, node: int, name: str) -> None:
        if self._graph.names[node] is None:
            self._graph.names[node] = name

    def _lower(self, frame: _Frame) -> int:
        """Work through a frame and all that it turns out to wait for; the node of its value."""
        self._frames.append(frame)
        node = -1
        while self._frames:
            frame = self._frames[-1]
            if not self._advance(frame):
                continue
            node = frame.operands.pop()
            for placeholder, argument in frame.substitutes:
                self._graph.substitute(placeholder, argument)
                node = argument if node == placeholder else node
            self._frames.pop()
            if frame.key[0] == "value":
                self._values[frame.key[1]] = node
                self._name(node, frame.key[1])
            elif self._frames:
                self._frames[-1].operands.append(node)
        return node

    def _advance(self, frame: _Frame) -> bool:
        """Lower what is left of a frame; false if something in it must wait for another frame.

        Names that are known, operators and numbers are most of a long text, and are done here.
        """
        graph, values, waiting = self._graph, self._values, len(self._frames)
        steps, operands, scope = frame.steps, frame.operands, frame.scope
        while frame.position < len(steps):
            node = steps[frame.position]
            if isinstance(node, Binary):
                right = operands.pop()
                row = OPERATORS[node.operator]
                operands[-1] = graph.add_operation(row, (operands[-1], right), node.span)
            elif isinstance(node, Number):
                operands.append(graph.add_constant((node.mantissa, node.exponent), node.span))
            elif isinstance(node, Name) and (node.name in scope or node.name in values):
                operands.append(scope[node.name] if node.name in scope else values[node.name])
            else:
                self._step(frame, node)
                if len(self._frames) > waiting:
                    return False
                continue
            frame.position += 1
        if len(graph) > NODE_LIMIT:
            raise _too_large(steps[-1].span)
        return True

    def _step(self, frame: _Frame, node: Expression) -> None:
        """Lower one node whose operands are done, or push the frame that it must wait for."""
        if isinstance(node, Name):
            self._step_name(frame, node)
        elif isinstance(node, Call):
            self._step_call(frame, node)
        else:
            frame.position += 1
            frame.operands.append(self._operate(frame, node))
        if len(self._graph) > NODE_LIMIT:
            raise _too_large(node.span)

    def _step_name(self, frame: _Frame, node: Name) -> None:
        """A name that has no node as yet: a definition's, or a constant's."""
        definition = self._survey.definitions.get(node.name)
        if definition is not None:
            self._frames.append(_Frame(("value", node.name), definition.nodes, {}))
            return
        assert node.name in CONSTANT_NAMES, node.name
        frame.position += 1
        frame.operands.append(self._graph.add_constant(node.name, node.span))

    def _step_call(self, frame: _Frame, node: Call) -> None:
        count = len(node.arguments)
        arguments = _pop(frame.operands, count)
        frame.position += 1
        own = self._survey.functions.get(node.function)
        if own is None:
            frame.operands.append(self._call(node, arguments))
            return
        body = own.nodes
        names = [parameter.name for parameter in own.parameters]
        scope = dict(zip(names, arguments, strict=True))
        substitutes: list[tuple[int, int]] = []
        if any(self._is_diff(each) for each in body):
            # A parameter is held fast or moved by itself, whatever node is put in for it.
            for name, argument in scope.items():
                scope[name] = self._graph.add_placeholder()
                substitutes.append((scope[name], argument))
        if self._written_out + self._dependencies.sizes.get(node.function, 0) > NODE_LIMIT:
            raise _too_large(node.span)
        self._written_out += len(body)
        self._frames.append(_Frame(("function", node.function), body, scope, substitutes))

    def _diffs(self) -> int:
        """How many derivatives are written in the program."""
        return sum(
            self._is_diff(node)
            for statement in self._survey.program.statements
            for node in statement.nodes
        )

    def _is_diff(self, node: Expression) -> TypeGuard[Call]:
        return (
            isinstance(node, Call) and node.function == DIFF and DIFF not in self._survey.functions
        )

    def _diff(self, node: Call, arguments: tuple[int, ...]) -> int:
        by, order = by_and_order(node)
        place = node.arguments[1].span
        if by in CONSTANT_NAMES and arguments[1] in self._graph.constants and (
            by not in self._survey.definitions
        ):  # fmt: skip
            raise BackpropError(
                f"'{by}' is a constant here, so nothing changes with it",
                place,
                hint=f"define it or give it a value to make it an input: --{by} VALUE",
            )
        return self._inline.derivative(arguments[0], arguments[1], order, node.span)

    def _call(self, node: Call, arguments: tuple[int, ...]) -> int:
        graph, span = self._graph, node.span
        if self._is_diff(node):
            return self._diff(node, arguments)
        row = find_function(node.function, self._table)
        if row is not None:
            return graph.add_operation(row, arguments, span)
        operation = PRIMITIVES["multiply" if node.function == "prod" else "add"]
        total = arguments[0]
        for argument in arguments[1:]:
            total = graph.add_operation(operation, (total, argument), span)
        if node.function == "mean":
            count = graph.add_constant((len(arguments), 0), span)
            total = graph.add_operation(PRIMITIVES["divide"], (total, count), span)
        return total

    def _operate(self, frame: _Frame, node: Expression) -> int:
        graph, operands = self._graph, frame.operands
        if isinstance(node, Root):
            return graph.add_operation(PRIMITIVES["sqrt"], _pop(operands, 1), node.span)
        if isinstance(node, Unary):
            if node.operator == "+":
                return operands.pop()
            name = "negate" if node.operator == "-" else "not"
            return graph.add_operation(PRIMITIVES[name], _pop(operands, 1), node.span)
        assert isinstance(node, Juxtaposition), node
        return graph.add_operation(PRIMITIVES["multiply"], _pop(operands, 2), node.span)


def _pop(operands: list[int], count: int) -> tuple[int, ...]:
    if count == 0:
        return ()
    arguments = tuple(operands[-count:])
    del operands[-count:]
    return arguments


def _too_large(span: Span) -> BackpropError:
    return BackpropError(
        f"the graph would have more than {NODE_LIMIT:,} nodes",
        span,
        hint="functions that call others twice double at each level; share a result by naming it",
    )
