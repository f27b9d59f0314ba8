"""The chain rule, step by step of a sweep: every derivative as a sum, or why it is 0.

Invariants:

- Numbers are read off the sweeps and the edges; nothing is multiplied or added here.
- The terms of a step are in the order in which the nodes are evaluated.

>>> from ...parser.parse import parse
>>> from ..answers.question import solve
>>> found = solve(parse("c = a + b; d = b + 1; e = c*d"), {"a": 2.0, "b": 1.0})
>>> step = {step.by: step for step in reverse_steps(found, "e").steps}["b"]
>>> [(term.first.of, term.second.of, term.second.by) for term in step.terms], step.value
([('e', 'c', 'b'), ('e', 'd', 'b')], 5.0)
>>> found = solve(parse("floor(x) + where(x > 0, 1, y)"), {"x": 2.5, "y": 1.0})
>>> zero_derivative(found, "f", "x").flat, zero_derivative(found, "f", "y").untaken
(('floor(x)', 'x > 0'), True)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..graph.labels import formula_or_name
from ..rules import WHERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..answers.question import Solution
    from ..differentiation.sweeps import Edge
    from ..graph.notes import Number

MOST_TERMS = 12
"""A sum of more terms than this is shown by its first ones."""

_MOST_FLAT = 3
_MOST_NODES = 20_000
"""In a larger graph it is not looked for why a derivative is 0."""

_ORDINALS = ("1st", "2nd", "3rd")


@dataclass(frozen=True, slots=True)
class Factor:
    """∂of/∂by; `mark` tells a local derivative apart where its name is that of the whole one."""

    of: str
    by: str
    value: Number | None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A product of two: what has been found already, and the local derivative, in that order.

    In forward mode the local derivative comes first.
    """

    first: Factor
    second: Factor


@dataclass(frozen=True, slots=True)
class Step:
    """∂of/∂by as a sum; a step without terms is where a sweep begins.

    `omitted` counts the terms that are not listed, `reused` names the derivatives that earlier
    steps have used already. With `by_limit` the value is a limit, from the sides that it names, and
    not what the sum comes to.
    """

    of: str
    by: str
    terms: tuple[Term, ...]
    omitted: int
    reused: tuple[tuple[str, str], ...]
    value: Number | None
    node: int
    by_limit: str = ""


class ZeroDerivative(NamedTuple):
    """∂of/∂by is 0, and no sweep leads there.

    `flat` are the operations that pass nothing on, the first ones; `untaken` says that the input is
    used in a branch that is not taken. Where it is neither, nothing leads from the input to the
    output, or the graph is too large to be looked through.
    """

    of: str
    by: str
    flat: tuple[str, ...]
    untaken: bool


@dataclass(frozen=True, slots=True)
class Sweep:
    """One sweep: `start` is an output in reverse mode, an input in forward mode.

    `multiplications` and `additions` are those that the chain rule writes down: one for each edge
    that it passes, one for each merge. `results` are the derivatives that it was for, the first
    ones if there are many; `still` says of those that the sweep did not reach why they are 0.
    """

    mode: str
    start: str
    steps: tuple[Step, ...]
    multiplications: int
    additions: int
    results: tuple[Factor, ...] = ()
    left_out: int = 0
    still: tuple[ZeroDerivative, ...] = ()


Ways = list[tuple[int, "Edge"]]
"""Edges with the nodes that they are of."""


def reverse_steps(solution: Solution, output: str, shown: Sequence[int] | None = None) -> Sweep:
    """The walk down from an output; `shown` are the nodes whose steps are listed, all if `None`."""
    adjoints, start = solution.adjoints[output], solution.graph.outputs[output]
    reached = [node for node in range(start, -1, -1) if adjoints[node] is not None]
    ways: dict[int, Ways] = {}
    for user in reversed(reached):
        for edge in solution.edges[user]:
            ways.setdefault(edge.argument, []).append((user, edge))
    return _Walk(solution, "reverse", output, start, adjoints).told(reached, ways, shown)


def forward_steps(solution: Solution, by: str, shown: Sequence[int] | None = None) -> Sweep:
    """The walk up from an input; see `reverse_steps`."""
    tangents, start = solution.tangents[by], solution.wrt[by]
    on_the_way = {start, *(node for node, edges in enumerate(solution.edges) if edges)}
    on_the_way.update(solution.graph.outputs.values())
    reached = sorted(node for node in on_the_way if tangents[node] is not None)
    ways: dict[int, Ways] = {
        node: [(node, edge) for edge in solution.edges[node] if tangents[edge.argument] is not None]
        for node in reached
        if node != start
    }
    return _Walk(solution, "forward", by, start, tangents).told(reached, ways, shown)


class _Walk:
    """One sweep being told: `numbers` are its derivatives, of `name` or by `name`."""

    def __init__(
        self, solution: Solution, mode: str, name: str, start: int, numbers: Sequence[Any]
    ) -> None:
        self._solution = solution
        self._upward = mode == "forward"
        self._mode = mode
        self._name = name
        self._start = start
        self._numbers = numbers

    def told(
        self, reached: Sequence[int], ways: Mapping[int, Ways], shown: Sequence[int] | None
    ) -> Sweep:
        """The steps at the nodes reached, in this order, where `ways` are what each sums up."""
        wanted = set(reached if shown is None else shown)
        used: set[int] = set()
        steps: list[Step] = []
        for node in reached:
            here = ways.get(node, [])
            if node in wanted:
                steps.append(self._step(node, here, used))
            used.update(self._earlier(way) for way in here)
        graph, wrt = self._solution.graph, self._solution.wrt
        ends = list((graph.outputs if self._upward else wrt).items())[:MOST_TERMS]
        unreached = [name for name, node in ends if self._numbers[node] is None]
        return Sweep(
            self._mode,
            self._name,
            tuple(steps),
            sum(map(len, ways.values())),
            sum(max(len(here) - 1, 0) for here in ways.values()),
            tuple([self._whole(name, node) for name, node in ends]),
            len(reached) - len(steps),
            tuple([zero_derivative(self._solution, *self._ends(name)) for name in unreached]),
        )

    def _ends(self, name: str) -> tuple[str, str]:
        """The output and the input of the derivative between a name and the sweep's start."""
        return (name, self._name) if self._upward else (self._name, name)

    def _earlier(self, way: tuple[int, Edge]) -> int:
        """The node at the end of an edge that the sweep has come from."""
        return way[1].argument if self._upward else way[0]

    def _whole(self, name: str, node: int, mark: str = "") -> Factor:
        """The derivative that the sweep has found at a node of this name."""
        return Factor(*self._ends(name), self._solution.reported(self._numbers[node]), mark)

    def _step(self, node: int, ways: Ways, used: set[int]) -> Step:
        labels = self._solution.labels
        found = self._whole(labels[node], node)
        again = dict.fromkeys(at for way in ways if (at := self._earlier(way)) in used)
        terms = [
            self._term(way, mark)
            for way, mark in zip(ways[:MOST_TERMS], self._marks(ways), strict=False)
        ]
        return Step(
            found.of,
            found.by,
            tuple(terms),
            len(ways) - len(terms),
            tuple([self._ends(labels[at]) for at in list(again)[:MOST_TERMS]]),
            found.value,
            node,
            self._sides_of_limit(node),
        )

    def _term(self, way: tuple[int, Edge], mark: str) -> Term:
        solution, (user, edge) = self._solution, way
        partial = solution.reported(edge.partial)
        local = Factor(solution.labels[user], solution.labels[edge.argument], partial, mark)
        earlier = self._earlier(way)
        whole = self._whole(solution.labels[earlier], earlier)
        return Term(local, whole) if self._upward else Term(whole, local)

    def _sides_of_limit(self, node: int) -> str:
        """From which sides the derivative at a node was found as a limit, if it was."""
        solution = self._solution
        if not self._upward:
            return solution.sides_of_limit(self._name, node)
        names = [name for name, place in solution.graph.outputs.items() if place == node]
        return solution.sides_of_limit(names[0], self._start) if names else ""

    def _marks(self, ways: Ways) -> list[str]:
        """What tells the local derivatives of a sum apart from the whole ones, and from each other.

        A node that uses another several times has as many local derivatives by it; and one that the
        sweep began with, or is about to reach, would have the same name as the sum itself.
        """
        uses = Counter((user, edge.argument) for user, edge in ways)
        marks: list[str] = []
        for user, edge in ways:
            if uses[user, edge.argument] > 1:
                marks.append(ordinal(self._solution, user, edge))
            elif self._earlier((user, edge)) == self._start and len(ways) > 1:
                marks.append("direct")
            else:
                marks.append("")
        return marks


def ordinal(solution: Solution, user: int, edge: Edge) -> str:
    """Which of the places that hold an argument an edge is from: `1st`, `2nd`, …; '' if one."""
    arguments = solution.graph.arguments[user]
    if arguments.count(edge.argument) == 1:
        return ""
    place = arguments[: edge.position].count(edge.argument)
    return _ORDINALS[place] if place < len(_ORDINALS) else f"{place + 1}th"


def zero_derivative(solution: Solution, output: str, by: str) -> ZeroDerivative:
    """Why an output does not move with one of the names: where the way between the two ends.

    The way is followed along the edges of the graph's linearisation; it ends where a node uses what
    moves and has no edge for it.
    """
    graph, at = solution.graph, solution.linearization
    source, target = solution.wrt[by], graph.outputs[output]
    if len(graph) > _MOST_NODES:
        return ZeroDerivative(output, by, (), untaken=False)
    below = graph.below([target])
    moved: set[int] = {source}
    flat: list[int] = []
    untaken = False
    for node in range(source + 1, target + 1):
        if not below[node] or moved.isdisjoint(graph.arguments[node]):
            continue
        if any(edge.argument in moved for edge in at.edges[node]):
            moved.add(node)
        elif not at.examined[node] or not _uses(solution, node, moved):
            untaken = True
        else:
            flat.append(node)
    shown = [formula_or_name(graph, node) for node in flat[:_MOST_FLAT]]
    return ZeroDerivative(output, by, tuple(shown), untaken)


def _uses(solution: Solution, node: int, moved: set[int]) -> bool:
    """Whether a node's value is made of any of these; a `where` leaves one branch out."""
    condition, *branches = solution.graph.arguments[node]
    if solution.graph.operations[node] is not WHERE:
        return True
    taken = branches[0] if solution.values[condition] else branches[1]
    return condition in moved or taken in moved
