"""What PyTorch needs so that a branch which is not taken hands no derivative on.

`torch.where` gives the branch that is not taken the derivative 0, and 0 times the inf or nan of the
branch's own derivatives is nan. So each edge that enters a branch from outside passes `INSIDE`: the
same value, with a derivative that is masked, not multiplied, outside of the branch.

Invariants:

- Every value stays what it is.
- A derivative of what only a branch needs never leaves the branch where it is not taken.
- What tells whether a branch is taken is worked out before the branch; a part that both are made of
  is there twice if need be.

>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> graph, _ = guarded(lower(survey(parse("where(x > 0, log(x), y)"))), [0])
>>> [operation.name for operation in graph.operations if operation]
['greater', 'inside', 'log', 'where']
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial, reduce
from typing import TYPE_CHECKING

from ...graph.graph import Graph
from ...rules import PRIMITIVES, WHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...rules import Primitive

INSIDE = replace(PRIMITIVES["and"], name="inside", parameters=("branch", "value"), kind="function")
"""The value, whose derivative is let through only where the branch is taken."""

_CALM = frozenset({"add", "subtract", "negate", "where"})
"""What hands the derivative 0 on as it is; so does a product with a constant."""

_MOST_TESTS, _MOST_BRANCHES = 8, 6
"""Where more conditions or more branches decide than these, what they have in common does."""

Test = tuple[int, bool]
"""A condition and whether it must hold, or must not."""

Need = frozenset[frozenset[Test]]
"""Where a derivative passes a node: in any of several branches, each known by its conditions."""

_ALWAYS: Need = frozenset({frozenset[Test]()})


def guarded(graph: Graph, also: Iterable[int]) -> tuple[Graph, list[int]]:
    """The same program with its edges into branches guarded, and where each node has gone.

    `also` are nodes that are differentiated by, or needed besides the outputs.
    """
    return _Guarding(graph, [*graph.outputs.values(), *also]).finished()


def _needs(graph: Graph, roots: Iterable[int]) -> list[Need]:
    """For each node where a derivative passes it; nowhere if it has no branch."""
    needs: list[Need] = [frozenset()] * len(graph)
    for node in roots:
        needs[node] = _ALWAYS
    for node in range(len(graph) - 1, -1, -1):
        row, arguments = graph.operations[node], graph.arguments[node]
        if row is None or row.kind == "compare" or not needs[node]:
            continue
        for position, argument in enumerate(arguments):
            if row is not WHERE:
                found = needs[node]
            elif position == 0 or arguments[0] in graph.constants:
                found = needs[node] if position else frozenset[frozenset[Test]]()
            else:
                found = _within(needs[node], (arguments[0], position == 1))
            before = needs[argument]
            needs[argument] = _joined(before | found) if before and found != before else found
    return needs


def _within(need: Need, test: Test) -> Need:
    """The part of some branches in which one more condition holds."""
    opposite = (test[0], not test[1])
    return frozenset([tests | {test} for tests in need if opposite not in tests])


def _joined(need: Need) -> Need:
    """The same branches in as few words as can be, or what they have in common."""
    found = next(filter(None, map(partial(_shorter, need), need)), None)
    while found is not None:
        need = found
        found = next(filter(None, map(partial(_shorter, need), need)), None)
    if len(need) > _MOST_BRANCHES or any(len(tests) > _MOST_TESTS for tests in need):
        return frozenset({frozenset[Test].intersection(*need)})
    return need


def _shorter(need: Need, tests: frozenset[Test]) -> Need | None:
    """A need without one of its branches that is in another, or is all of one with another."""
    if any(other < tests for other in need):
        return need - {tests}
    for test, holds in tests:
        rest = tests - {(test, holds)}
        opposite = rest | {(test, not holds)}
        if opposite in need:
            return need - {tests, opposite} | {rest}
    return None


def _calm_nodes(graph: Graph, needs: Sequence[Need]) -> bytearray:
    """Marks of the nodes at which a derivative outside of their branch is 0 for certain."""
    calm = bytearray(b"\1" * len(graph))
    for node in range(len(graph) - 1, -1, -1):
        row = graph.operations[node]
        if row is None or not needs[node] or row.kind == "compare":
            continue
        for argument in graph.arguments[node]:
            if needs[argument] == needs[node]:
                calm[argument] &= calm[node] and _is_calm(graph, node)
    return calm


def _is_calm(graph: Graph, node: int) -> bool:
    """Whether an operation hands the derivative 0 on as 0, whatever its arguments are."""
    row, arguments = graph.operations[node], graph.arguments[node]
    assert row is not None
    if row.name == "multiply":
        return any(isinstance(graph.constants.get(argument), tuple) for argument in arguments)
    return row.name in _CALM


class _Guarding:
    """The new graph; `_plain` and `_passed` tell where each node has gone, as a value and as what
    derivatives pass.
    """

    def __init__(self, graph: Graph, roots: Sequence[int]) -> None:
        self._graph, self._program = graph, Graph()
        self._roots = roots
        self._needs = _needs(graph, roots)
        self._calm = _calm_nodes(graph, self._needs)
        self._plain: dict[int, int] = {}
        self._branches: dict[Need, int] = {_ALWAYS: -1}
        self._guards: dict[tuple[int, Need], int] = {}
        self._inputs = {node: name for name, node in graph.inputs.items()}

    def finished(self) -> tuple[Graph, list[int]]:
        """The graph, and where the nodes have gone that derivatives pass."""
        graph, program = self._graph, self._program
        needed = graph.below(self._roots)
        passed: list[int] = []
        for node, row in enumerate(graph.operations):
            if row is None:
                passed.append(self._leaf(node))
            elif not needed[node]:
                passed.append(-1)
            elif not self._needs[node]:
                passed.append(self._value(node))
            else:
                passed.append(self._passing(node, row, passed))
            if passed[-1] >= 0 and program.names[passed[-1]] is None:
                program.names[passed[-1]] = graph.names[node]
        program.outputs = {name: passed[node] for name, node in graph.outputs.items()}
        return program, passed

    def _leaf(self, node: int) -> int:
        if node not in self._plain:
            constants = self._graph.constants
            self._plain[node] = (
                self._program.add_constant(constants[node])
                if node in constants
                else self._program.add_input(self._inputs[node])
            )
        return self._plain[node]

    def _value(self, top: int) -> int:
        """A node that no derivative passes, with what it is made of."""
        pending = [top]
        while pending:
            node = pending[-1]
            row, arguments = self._graph.operations[node], self._graph.arguments[node]
            missing = [each for each in arguments if each not in self._plain]
            if row is None:
                self._leaf(node)
            elif node not in self._plain and not missing:
                places = tuple([self._plain[argument] for argument in arguments])
                self._plain[node] = self._program.add_operation(row, places)
            pending.pop() if node in self._plain else pending.extend(reversed(missing))
        return self._plain[top]

    def _passing(self, node: int, row: Primitive, passed: Sequence[int]) -> int:
        """A node that derivatives pass, on arguments that are guarded where they must be."""
        arguments = self._graph.arguments[node]
        places: list[int] = []
        for position, argument in enumerate(arguments):
            if row.kind == "compare" or (row is WHERE and position == 0):
                places.append(self._value(argument))
            elif self._is_entrance(node, argument):
                places.append(self._guard(passed[argument], self._needs[node]))
            else:
                places.append(passed[argument])
        known = self._plain.get(node)
        if known is None or self._program.arguments[known] != tuple(places):
            known = self._program.add_operation(row, tuple(places), self._graph.spans[node])
        self._plain.setdefault(node, known)
        return known

    def _is_entrance(self, node: int, argument: int) -> bool:
        """Whether the edge to an argument leads out of the node's branch, and must be guarded."""
        return (
            self._needs[argument] != self._needs[node]
            and argument not in self._graph.constants
            and not (self._calm[node] and _is_calm(self._graph, node))
        )

    def _guard(self, place: int, need: Need) -> int:
        branch = self._branch(need)
        if branch < 0:
            return place
        if (place, need) not in self._guards:
            self._guards[place, need] = self._program.add_operation(INSIDE, (branch, place))
        return self._guards[place, need]

    def _branch(self, need: Need) -> int:
        """The node that tells where a need is."""
        if need not in self._branches:
            parts = [
                reduce(lambda one, other: self._both("and", one, other), map(self._test, tests))
                for tests in sorted(sorted(each) for each in need)
            ]
            self._branches[need] = reduce(lambda one, other: self._both("or", one, other), parts)
        return self._branches[need]

    def _both(self, name: str, one: int, other: int) -> int:
        return self._program.add_operation(PRIMITIVES[name], (one, other))

    def _test(self, test: Test) -> int:
        place = self._value(test[0])
        return place if test[1] else self._program.add_operation(PRIMITIVES["not"], (place,))
