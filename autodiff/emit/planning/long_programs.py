"""A long program in parts: functions of some hundred lines over one array of what they share.

A compiler takes more than twice the time for a function of twice the length; in parts, it takes
twice as long for twice as much.

Invariants:

- A program of at most `LONGEST_WHOLE` steps is left as it is.
- No function has more than some `LONGEST_PART` steps; branches are cut inside, so that nothing is
  worked out on one that is not taken.
- A variable is in the array exactly if more than one function names it.

>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from .plan import planned
>>> text = "; ".join(["v0 = x", *(f"v{n} = sin(v{n - 1})" for n in range(1, 2000))])
>>> graph = lower(survey(parse(text)))
>>> plan = planned(graph, graph.outputs.values())
>>> variables = {node: name for node, name in enumerate(graph.names) if name}
>>> parts = cut_program(plan, variables, graph.outputs.values(), "part_{}".format)
>>> [step.name for step in parts.body][:2], [len(part.steps) for part in parts.functions][:2]
(['part_1', 'part_2'], [100, 100])
>>> sorted(set(parts.variables.values()))[:2], parts.size
(['v1', 'v10'], 21)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .schedule import Assignment, Choice, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from .plan import Plan
    from .schedule import Step

LONGEST_WHOLE = 1500
"""A program of more steps than this is cut into parts."""

LONGEST_PART = 100
"""The steps of a part; at least two, or nothing would come of cutting."""


@dataclass(frozen=True, slots=True)
class CutProgram:
    """A program in parts.

    `functions` are the parts, each after those that it calls, and `body` the steps of the whole, in
    which the parts are called. `variables` are the names of the nodes, some of them now places
    in the array, whose nodes are `shared`; `size` is how many places it has.
    """

    body: Sequence[Step]
    functions: Sequence[Part]
    variables: Mapping[int, str]
    shared: Mapping[int, int]
    size: int


def cut_program(
    plan: Plan, variables: Mapping[int, str], results: Iterable[int], name: Callable[[int], str]
) -> CutProgram:
    """A plan in parts; `name` gives the name of the part of a number, from 1."""
    if _length(plan.body) <= LONGEST_WHOLE:
        return CutProgram(plan.body, (), variables, {}, 0)
    functions: list[Part] = []
    body = _cut(plan.body, functions, name)
    users = _users(plan, variables, body, functions, results)
    places: dict[str, int] = {}
    for variable, where in users.items():
        if len(where) > 1:
            places[variable] = len(places)
    shared = {node: places[text] for node, text in variables.items() if text in places}
    renamed = {node: f"work[{place}]" for node, place in shared.items()}
    return CutProgram(body, functions, {**variables, **renamed}, shared, len(places))


def _length(steps: Iterable[Step]) -> int:
    """How many lines steps take, about."""
    return sum(
        1 + _length(step.yes) + _length(step.no) if isinstance(step, Choice) else 1
        for step in steps
    )


def _cut(steps: Iterable[Step], functions: list[Part], name: Callable[[int], str]) -> list[Step]:
    """Steps no more than those of a part; what is too much becomes functions that are called."""
    short: list[Step] = [
        Choice(step.condition, *(_cut(side, functions, name) for side in (step.yes, step.no)))
        if isinstance(step, Choice)
        else step
        for step in steps
    ]
    while _length(short) > LONGEST_PART:
        short = _gathered(short, functions, name)
    return short


def _gathered(
    steps: Sequence[Step], functions: list[Part], name: Callable[[int], str]
) -> list[Step]:
    """The steps a part at a time, each a function now."""
    calls: list[Step] = []
    waiting: list[Step] = []
    for place, step in enumerate(steps):
        waiting.append(step)
        is_last = place + 1 == len(steps)
        if is_last or _length(waiting) + _length(steps[place + 1 : place + 2]) > LONGEST_PART:
            functions.append(Part(name(len(functions) + 1), waiting))
            calls.append(functions[-1])
            waiting = []
    return calls


def _users(
    plan: Plan,
    variables: Mapping[int, str],
    body: Iterable[Step],
    functions: Iterable[Part],
    results: Iterable[int],
) -> dict[str, set[str]]:
    """For each variable the functions that name it; the whole has no name."""
    users: dict[str, set[str]] = {variables[node]: {""} for node in plan.graph.inputs.values()}
    for function in (Part("", [*body]), *functions):
        for node in _named(plan, variables, function.steps):
            users.setdefault(variables[node], set()).add(function.name)
    for node in _found(plan, variables, results):
        users.setdefault(variables[node], set()).add("")
    return users


def _named(plan: Plan, variables: Mapping[int, str], steps: Iterable[Step]) -> Iterator[int]:
    """The nodes with variables that steps name, those of the functions that they call apart."""
    for step in steps:
        if isinstance(step, Choice):
            yield from _found(plan, variables, [step.condition])
            yield from _named(plan, variables, step.yes)
            yield from _named(plan, variables, step.no)
        elif isinstance(step, Assignment):
            target, source = step
            yield target
            operands = plan.graph.arguments[target] if target == source else [source]
            yield from _found(plan, variables, operands)


def _found(plan: Plan, variables: Mapping[int, str], nodes: Iterable[int]) -> Iterator[int]:
    """The nodes with variables in the expressions of some nodes."""
    waiting = [*nodes]
    while waiting:
        node = waiting.pop()
        if node in variables:
            yield node
        else:
            waiting += plan.graph.arguments[node]
