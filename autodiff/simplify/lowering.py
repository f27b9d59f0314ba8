"""From a draft of formulas to a graph, without a detour through text.

Invariants:

- What is one node of the draft is one node of the graph, but for numbers and names, which are
  cheaper written again than kept.
- Operations come in the order in which the results need them.

>>> draft = Draft()
>>> x = draft.name("x")
>>> square = draft.binary("^", x, draft.number(2, 0))
>>> graph = graph_of(draft, {"f": draft.binary("*", square, square)}, ["x"])
>>> [operation.name for operation in graph.operations if operation], graph.outputs
(['power', 'multiply'], {'f': 3})
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.graph import Graph
from ..program.lower import OPERATORS
from ..rules import PRIMITIVES, PRIMITIVES_EACH, find_function
from .draft import NOWHERE, Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..rules import Primitive

_SIGNS = {"-": PRIMITIVES["negate"], "not": PRIMITIVES["not"]}


def graph_of(
    draft: Draft, nodes: Mapping[str, int], inputs: Iterable[str], *, ties: str = "split"
) -> Graph:
    """The graph of some nodes of a draft, which are its outputs, in terms of inputs in order."""
    return _Lowering(draft, inputs, ties).run(nodes)


class _Lowering:
    def __init__(self, draft: Draft, inputs: Iterable[str], ties: str) -> None:
        self._draft = draft
        self._table = PRIMITIVES_EACH if ties == "each" else PRIMITIVES
        self._graph = Graph()
        for name in inputs:
            self._graph.add_input(name, NOWHERE)
        self._made: dict[int, int] = {}

    def run(self, nodes: Mapping[str, int]) -> Graph:
        graph = self._graph
        graph.outputs = {name: self._lowered(node) for name, node in nodes.items()}
        graph.named = graph.inputs | graph.outputs
        return graph

    def _lowered(self, top: int) -> int:
        """The node of the graph for one of the draft; what it is made of comes first."""
        draft = self._draft
        pending, done = [(top, False)], list[int]()
        while pending:
            node, is_ready = pending.pop()
            operands = draft.operands[node]
            if node in self._made:
                done.append(self._made[node])
            elif operands and not is_ready:
                pending.append((node, True))
                pending += [(operand, False) for operand in reversed(operands)]
            else:
                start = len(done) - len(operands)
                done[start:] = [self._add(node, tuple(done[start:]))]
                if not draft.is_plain(node):
                    self._made[node] = done[-1]
        return done.pop()

    def _add(self, node: int, arguments: tuple[int, ...]) -> int:
        graph, (kind, *rest) = self._graph, self._draft.head(node)
        if kind == "number":
            return graph.add_constant((rest[0], rest[1]), NOWHERE)
        if kind == "name":
            (name,) = rest
            return graph.inputs[name] if name in graph.inputs else graph.add_constant(name, NOWHERE)
        return graph.add_operation(self._row(kind, rest, len(arguments)), arguments, NOWHERE)

    def _row(self, kind: str, rest: list[str], count: int) -> Primitive:
        if kind == "call":
            row = find_function(rest[0], self._table)
            assert row is not None, rest
            return row
        return _SIGNS[kind] if count == 1 else OPERATORS[kind]
