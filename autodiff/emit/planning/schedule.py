"""The order of the steps of a plan: each after what it needs, under one `if` where one will do.

In a region, what is plain comes before the branches of the same stage, and what needs the value
that a branch gave is of a later stage. A node has a stage in its own region and in each around it;
steps are sorted by these stages, inward, so that the branches of one condition come together.

>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from .plan import planned
>>> text = "c = x > 0; t = log(x); a = where(c, t, 1); b = sin(y); d = where(c, b*t, b); a*d"
>>> graph = lower(survey(parse(text)))
>>> body = planned(graph, graph.outputs.values()).body
>>> ["if" if isinstance(step, Choice) else graph.names[step.target] for step in body]
['c', 'b', 'if', 'f']
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from .regions import NOWHERE, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ...graph.graph import Graph
    from .regions import Places


class Assignment(NamedTuple):
    """The variable of `target` gets the value of `source`.

    The two are the same node, or the source is a branch of the target, which is a `where`.
    """

    target: int
    source: int


@dataclass(slots=True)
class Choice:
    """What is done where a condition is so, and where it is not."""

    condition: int
    yes: list[Step] = field(default_factory=list["Step"])
    no: list[Step] = field(default_factory=list["Step"])


class Part(NamedTuple):
    """Steps that are a function of their own, called here by its name."""

    name: str
    steps: list[Step]


Step = Assignment | Choice | Part


def assignments(steps: Iterable[Step]) -> Iterator[Assignment]:
    """The assignments among steps and in their branches, those of called functions apart."""
    for step in steps:
        if isinstance(step, Choice):
            yield from assignments([*step.yes, *step.no])
        elif isinstance(step, Assignment):
            yield step


Key = tuple[int, ...]
Path = list[tuple[int, bool]]


def scheduled(
    graph: Graph,
    places: Places,
    stored: Sequence[int],
    chosen: Sequence[int],
    variable: Mapping[int, int],
) -> list[Step]:
    """The steps of a plan in order; for the arguments see `plan.Plan`."""
    stages = _Stages(graph, places, chosen)
    steps: list[tuple[Key, Assignment]] = []
    for node in ready_order(graph, places):
        stages.find(node)
        path = places.regions.path(places.region[node])
        if chosen[node]:
            for branch, *stage, taken in stages.branches(node):
                if variable.get(branch) != node:
                    inside = [*path, (graph.arguments[node][0], bool(taken))]
                    steps.append((_key(stage, inside, node), Assignment(node, branch)))
        elif stored[node]:
            steps.append((_key(stages.of(node), path, node), Assignment(node, node)))
    steps.sort()
    return _nested(steps)


def ready_order(graph: Graph, places: Places) -> list[int]:
    """The operations that are needed, each after what it and its region need, the first first."""
    users: dict[int, list[int]] = {}
    missing: dict[int, int] = {}
    for node, operation in enumerate(graph.operations):
        if operation is None or places.region[node] == NOWHERE:
            continue
        conditions = [place for place, _ in places.regions.path(places.region[node])]
        needed = {*graph.arguments[node], *conditions}
        missing[node] = sum(graph.operations[place] is not None for place in needed)
        for place in needed:
            users.setdefault(place, []).append(node)
    ready = [node for node, count in missing.items() if not count]
    found: list[int] = []
    while ready:
        node = heappop(ready)
        found.append(node)
        for user in users.get(node, ()):
            missing[user] -= 1
            if not missing[user]:
                heappush(ready, user)
    return found


class _Stages:
    """The stages of the nodes: for each, one for every region around it, the root's first."""

    def __init__(self, graph: Graph, places: Places, chosen: Sequence[int]) -> None:
        self._graph, self._places, self._chosen = graph, places, chosen
        self._stages: list[Sequence[int]] = [()] * len(graph)
        self._inner: dict[int, list[int]] = {}
        self._entered: dict[int, list[int]] = {ROOT: [0]}

    def of(self, node: int) -> Sequence[int]:
        """The stages of a node."""
        return self._stages[node]

    def find(self, node: int) -> None:
        """Find the stages of a node, those of what it needs being known."""
        region = self._places.region[node]
        if not self._chosen[node]:
            self._stages[node] = self._after(region, self._graph.arguments[node])
            return
        condition, *branches = self._graph.arguments[node]
        stage = self._after(region, (condition,))
        self._inner[node] = []
        for branch, taken in zip(branches, (True, False), strict=True):
            inside = self._places.regions.branch(region, condition, taken=taken)
            assert inside is not None
            *around, inner = self._after(inside, (branch,))
            stage = [max(pair) for pair in zip(stage, around, strict=True)]
            self._inner[node].append(inner)
        self._stages[node] = stage

    def branches(self, node: int) -> Iterator[tuple[int, ...]]:
        """For both branches of a choice (branch, stages …, whether it is the first)."""
        _, *branches = self._graph.arguments[node]
        for branch, inner, taken in zip(branches, self._inner[node], (1, 0), strict=True):
            yield (branch, *self._stages[node], inner, taken)

    def _entry(self, region: int) -> list[int]:
        """The earliest stages at which a region's own condition is known."""
        known = self._entered.get(region)
        if known is None:
            parent, condition = self._places.regions.entrance(region)
            known = self._entered[region] = [*self._after(parent, (condition,)), 0]
        return known

    def _after(self, region: int, arguments: Iterable[int]) -> list[int]:
        """The earliest stages of something in a region that needs these nodes."""
        stage = self._entry(region).copy()
        for argument in arguments:
            for level, earliest in enumerate(self._stages[argument][: len(stage)]):
                stage[level] = max(stage[level], earliest)
            if self._chosen[argument]:
                self._follow(stage, region, argument)
        return stage

    def _follow(self, stage: list[int], region: int, choice: int) -> None:
        """What needs the value of a choice is in the same branch of it, or of a later stage."""
        path = self._places.regions.path(region)
        level = self._places.regions.depth(self._places.region[choice])
        condition = self._graph.arguments[choice][0]
        if level < len(path) and path[level][0] == condition:
            inner = self._inner[choice][0 if path[level][1] else 1]
            stage[level + 1] = max(stage[level + 1], inner)
        else:
            stage[level] = max(stage[level], self._stages[choice][level] + 1)


def _key(stage: Sequence[int], path: Sequence[tuple[int, bool]], node: int) -> Key:
    """What steps are sorted by: stage by stage inward, plain steps before branches."""
    key: list[int] = []
    for level, (condition, taken) in enumerate(path):
        key += (stage[level], 1, condition, 0 if taken else 1)
    return (*key, stage[len(path)], 0, node)


def _nested(steps: Iterable[tuple[Key, Assignment]]) -> list[Step]:
    """Sorted steps in their branches, those of the same stage and condition together."""
    body: list[Step] = []
    opened: list[tuple[Key, Choice]] = []
    for key, step in steps:
        depth = len(key) // 4
        shared = 0
        while shared < min(depth, len(opened)) and opened[shared][0] == key[: 4 * shared + 3]:
            shared += 1
        del opened[shared:]
        for level in range(shared, depth):
            choice = Choice(key[4 * level + 2])
            _side(body, opened, key).append(choice)
            opened.append((key[: 4 * level + 3], choice))
        _side(body, opened, key).append(step)
    return body


def _side(body: list[Step], opened: Sequence[tuple[Key, Choice]], key: Key) -> list[Step]:
    if not opened:
        return body
    choice = opened[-1][1]
    return choice.yes if key[4 * len(opened) - 1] == 0 else choice.no
