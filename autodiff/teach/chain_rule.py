"""A sweep step by step: every derivative as the sum that the chain rule writes down.

Invariants:

- Numbers are read off the sweeps and the edges; nothing is multiplied or added here.
- The terms of a step are in the order in which the nodes are evaluated.

>>> from ...parser.parse import parse
>>> from ..answers.question import solve
>>> found = solve(parse("c = a + b; d = b + 1; e = c*d"), {"a": 2.0, "b": 1.0})
>>> step = {step.by: step for step in reverse_steps(found, "e").steps}["b"]
>>> [(term.first.of, term.second.of, term.second.by) for term in step.terms], step.value
([('e', 'c', 'b'), ('e', 'd', 'b')], 5.0)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .standstill import standstill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..answers.question import Solution
    from ..differentiation.sweeps import Edge
    from ..graph.notes import Number
    from .standstill import Standstill

MOST_TERMS = 12
"""A sum of more terms than this is shown by its first ones."""

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
    still: tuple[Standstill, ...] = ()


Ways = list[tuple[int, "Edge"]]
"""Edges with the nodes that they are of."""


def reverse_steps(solution: Solution, output: str, shown: Sequence[int] | None = None) -> Sweep:
    """The walk down from an output; `shown` are the nodes whose steps are listed, all if `None`."""
    adjoints, start = solution.adjoints[output], solution.graph.outputs[output]
    users: dict[int, Ways] = {}
    for node in range(start, -1, -1):
        if adjoints[node] is not None:
            for edge in reversed(solution.edges[node]):
                users.setdefault(edge.argument, []).append((node, edge))
    reached = [node for node in range(start, -1, -1) if adjoints[node] is not None]
    wanted = set(reached if shown is None else shown)
    used: set[int] = set()
    steps: list[Step] = []
    for node in reached:
        ways = users.get(node, [])[::-1]
        if node in wanted:
            steps.append(_reverse_step(solution, output, node, ways, used))
        used.update(user for user, _ in ways)
    passed = sum(map(len, users.values()))
    results = [
        Factor(output, name, solution.adjoint(output, node))
        for name, node in list(solution.wrt.items())[:MOST_TERMS]
    ]
    still = [
        standstill(solution, name, output)
        for name, node in list(solution.wrt.items())[:MOST_TERMS]
        if adjoints[node] is None
    ]
    left_out = len(reached) - len(steps)
    return Sweep(
        "reverse", output, tuple(steps), passed, passed - len(users), tuple(results), left_out,
        tuple(still),
    )  # fmt: skip


def _reverse_step(solution: Solution, output: str, node: int, ways: Ways, used: set[int]) -> Step:
    labels, adjoints = solution.labels, solution.adjoints[output]
    marks = _marks(solution, ways, solution.graph.outputs[output])
    terms = [
        Term(
            Factor(output, labels[user], solution.reported(adjoints[user])),
            Factor(labels[user], labels[node], solution.reported(edge.partial), mark),
        )
        for (user, edge), mark in zip(ways[:MOST_TERMS], marks, strict=False)
    ]
    again = dict.fromkeys(user for user, _ in ways if user in used)
    return Step(
        output,
        labels[node],
        tuple(terms),
        len(ways) - len(terms),
        tuple([(output, labels[user]) for user in list(again)[:MOST_TERMS]]),
        solution.reported(adjoints[node]),
        node,
        solution.sides_of_limit(output, node),
    )


def forward_steps(solution: Solution, by: str, shown: Sequence[int] | None = None) -> Sweep:
    """The walk up from an input; see `reverse_steps`."""
    tangents, start = solution.tangents[by], solution.wrt[by]
    on_the_way = {start, *(node for node, edges in enumerate(solution.edges) if edges)}
    on_the_way.update(
        node for node in solution.graph.outputs.values() if tangents[node] is not None
    )
    reached = sorted(node for node in on_the_way if tangents[node] is not None)
    wanted = set(reached if shown is None else shown)
    used: set[int] = set()
    steps: list[Step] = []
    passed = merged = 0
    for node in reached:
        edges = solution.edges[node] if node != start else ()
        ways = [(node, edge) for edge in edges if tangents[edge.argument] is not None]
        passed += len(ways)
        merged += max(len(ways) - 1, 0)
        if node in wanted:
            steps.append(_forward_step(solution, by, node, ways, used))
        used.update(edge.argument for _, edge in ways)
    results = [
        Factor(name, by, solution.tangent(node, by))
        for name, node in list(solution.graph.outputs.items())[:MOST_TERMS]
    ]
    still = [
        standstill(solution, by, name)
        for name, node in list(solution.graph.outputs.items())[:MOST_TERMS]
        if tangents[node] is None
    ]
    left_out = len(reached) - len(steps)
    return Sweep(
        "forward", by, tuple(steps), passed, merged, tuple(results), left_out, tuple(still)
    )


def _forward_step(solution: Solution, by: str, node: int, ways: Ways, used: set[int]) -> Step:
    labels, tangents = solution.labels, solution.tangents[by]
    marks = _marks(solution, ways, solution.wrt[by], upward=True)
    terms = [
        Term(
            Factor(labels[node], labels[edge.argument], solution.reported(edge.partial), mark),
            Factor(labels[edge.argument], by, solution.reported(tangents[edge.argument])),
        )
        for (_, edge), mark in zip(ways[:MOST_TERMS], marks, strict=False)
    ]
    again = dict.fromkeys(edge.argument for _, edge in ways if edge.argument in used)
    return Step(
        labels[node],
        by,
        tuple(terms),
        len(ways) - len(terms),
        tuple([(labels[source], by) for source in list(again)[:MOST_TERMS]]),
        solution.reported(tangents[node]),
        node,
        _sides_of_output(solution, node, by),
    )


def _sides_of_output(solution: Solution, node: int, by: str) -> str:
    """From which sides the derivative of an output by an input was found as a limit, if it was."""
    names = [name for name, place in solution.graph.outputs.items() if place == node]
    found = [solution.sides_of_limit(name, solution.wrt[by]) for name in names]
    return found[0] if found else ""


def _marks(
    solution: Solution, ways: Sequence[tuple[int, Edge]], start: int, *, upward: bool = False
) -> list[str]:
    """What tells the local derivatives of a sum apart from the whole ones, and from each other.

    A node that uses another several times has as many local derivatives by it; and one that the
    sweep began with, or is about to reach, would have the same name as the sum itself.
    """
    uses: dict[tuple[int, int], int] = {}
    for user, edge in ways:
        uses[user, edge.argument] = uses.get((user, edge.argument), 0) + 1
    marks: list[str] = []
    for user, edge in ways:
        ends = edge.argument == start if upward else user == start
        if uses[user, edge.argument] > 1:
            marks.append(ordinal(solution, user, edge))
        elif ends and len(ways) > 1:
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
