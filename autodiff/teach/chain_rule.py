"""A sweep step by step: every derivative as the sum that the chain rule writes down.

Invariants:

- Numbers are read off the sweeps and the edges; nothing is multiplied or added here.
- The terms of a step are in the order in which the nodes are evaluated.

>>> from ...parser.parse import parse
>>> from ..answers.study import study
>>> found = study(parse("c = a + b; d = b + 1; e = c*d"), {"a": 2.0, "b": 1.0})
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

    from ..answers.study import Study
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


def reverse_steps(study: Study, output: str, shown: Sequence[int] | None = None) -> Sweep:
    """The walk down from an output; `shown` are the nodes whose steps are listed, all if `None`."""
    adjoints, start = study.work.adjoints[output], study.graph.outputs[output]
    users: dict[int, Ways] = {}
    for node in range(start, -1, -1):
        if adjoints[node] is not None:
            for edge in reversed(study.work.edges[node]):
                users.setdefault(edge.argument, []).append((node, edge))
    reached = [node for node in range(start, -1, -1) if adjoints[node] is not None]
    wanted = set(reached if shown is None else shown)
    used: set[int] = set()
    steps: list[Step] = []
    for node in reached:
        ways = users.get(node, [])[::-1]
        if node in wanted:
            steps.append(_reverse_step(study, output, node, ways, used))
        used.update(user for user, _ in ways)
    passed = sum(map(len, users.values()))
    results = [
        Factor(output, name, study.adjoint(output, node))
        for name, node in list(study.asked.wrt.items())[:MOST_TERMS]
    ]
    still = [
        standstill(study, name, output)
        for name, node in list(study.asked.wrt.items())[:MOST_TERMS]
        if adjoints[node] is None
    ]
    left_out = len(reached) - len(steps)
    return Sweep(
        "reverse", output, tuple(steps), passed, passed - len(users), tuple(results), left_out,
        tuple(still),
    )  # fmt: skip


def _reverse_step(study: Study, output: str, node: int, ways: Ways, used: set[int]) -> Step:
    labels, adjoints = study.labels, study.work.adjoints[output]
    marks = _marks(study, ways, study.graph.outputs[output])
    terms = [
        Term(
            Factor(output, labels[user], study.reported(adjoints[user])),
            Factor(labels[user], labels[node], study.reported(edge.partial), mark),
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
        study.reported(adjoints[node]),
        node,
        study.sides_of_limit(output, node),
    )


def forward_steps(study: Study, by: str, shown: Sequence[int] | None = None) -> Sweep:
    """The walk up from an input; see `reverse_steps`."""
    tangents, start = study.work.tangents[by], study.asked.wrt[by]
    on_the_way = {start, *(node for node, edges in enumerate(study.work.edges) if edges)}
    on_the_way.update(node for node in study.graph.outputs.values() if tangents[node] is not None)
    reached = sorted(node for node in on_the_way if tangents[node] is not None)
    wanted = set(reached if shown is None else shown)
    used: set[int] = set()
    steps: list[Step] = []
    passed = merged = 0
    for node in reached:
        edges = study.work.edges[node] if node != start else ()
        ways = [(node, edge) for edge in edges if tangents[edge.argument] is not None]
        passed += len(ways)
        merged += max(len(ways) - 1, 0)
        if node in wanted:
            steps.append(_forward_step(study, by, node, ways, used))
        used.update(edge.argument for _, edge in ways)
    results = [
        Factor(name, by, study.tangent(node, by))
        for name, node in list(study.graph.outputs.items())[:MOST_TERMS]
    ]
    still = [
        standstill(study, by, name)
        for name, node in list(study.graph.outputs.items())[:MOST_TERMS]
        if tangents[node] is None
    ]
    left_out = len(reached) - len(steps)
    return Sweep(
        "forward", by, tuple(steps), passed, merged, tuple(results), left_out, tuple(still)
    )


def _forward_step(study: Study, by: str, node: int, ways: Ways, used: set[int]) -> Step:
    labels, tangents = study.labels, study.work.tangents[by]
    marks = _marks(study, ways, study.asked.wrt[by], upward=True)
    terms = [
        Term(
            Factor(labels[node], labels[edge.argument], study.reported(edge.partial), mark),
            Factor(labels[edge.argument], by, study.reported(tangents[edge.argument])),
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
        study.reported(tangents[node]),
        node,
        _sides_of_output(study, node, by),
    )


def _sides_of_output(study: Study, node: int, by: str) -> str:
    """From which sides the derivative of an output by an input was found as a limit, if it was."""
    names = [name for name, place in study.graph.outputs.items() if place == node]
    found = [study.sides_of_limit(name, study.asked.wrt[by]) for name in names]
    return found[0] if found else ""


def _marks(
    study: Study, ways: Sequence[tuple[int, Edge]], start: int, *, upward: bool = False
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
            marks.append(ordinal(study, user, edge))
        elif ends and len(ways) > 1:
            marks.append("direct")
        else:
            marks.append("")
    return marks


def ordinal(study: Study, user: int, edge: Edge) -> str:
    """Which of the places that hold an argument an edge is from: `1st`, `2nd`, …; '' if one."""
    arguments = study.graph.arguments[user]
    if arguments.count(edge.argument) == 1:
        return ""
    place = arguments[: edge.position].count(edge.argument)
    return _ORDINALS[place] if place < len(_ORDINALS) else f"{place + 1}th"
