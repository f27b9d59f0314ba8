"""Where the parts of a circuit drawing go: columns, rows, and the tracks that wires bend in.

A drawing runs from the left to the right. A vertex stands in the column of its layer and on an even
row; its wire leaves on that row. Wires come in on odd rows, so no two of them ever run on one
another; between two columns each wire that bends has a track of its own.

Invariants:

- An argument stands in a layer before what is made of it; a wire that passes a layer goes through
  it as a vertex without a box.
- Two vertices of a layer are at least four rows apart.

>>> plan = planned({1: [], 2: [], 3: [1, 2]})
>>> [(spot.key, spot.layer, spot.row) for spot in plan.spots.values()]
[(1, 0, 0), (2, 0, 4), (3, 1, 2)]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Key = int | tuple[int, int]
"""A vertex, or the wire of a vertex where it passes a layer."""

_SWEEPS = 4


@dataclass(slots=True)
class Spot:
    """A vertex in its place; `sources` are the spots that its wires come from, in order."""

    key: Key
    layer: int
    sources: list[Key]
    row: int = 0
    ports: list[int] = field(default_factory=list[int])

    @property
    def passes(self) -> bool:
        """Whether a wire only passes here."""
        return isinstance(self.key, tuple)


@dataclass(slots=True)
class Wiring:
    """All spots, and the keys of each layer from top to bottom."""

    spots: dict[Key, Spot]
    layers: list[list[Key]]


def planned(arguments: Mapping[int, Sequence[int]]) -> Wiring:
    """The plan of a graph, given for each vertex, in topological order, its arguments."""
    layers = _layers(arguments)
    spots = _spots(arguments, layers)
    count = max((spot.layer for spot in spots.values()), default=-1) + 1
    rows: list[list[Key]] = [[] for _ in range(count)]
    for key, spot in spots.items():
        rows[spot.layer].append(key)
    plan = Wiring(spots, rows)
    _untangle(plan)
    _settle(plan)
    return plan


def _layers(arguments: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """The layer of each vertex: leaves stand right before what uses them first."""
    layers: dict[int, int] = {}
    first_use: dict[int, int] = {}
    for key, sources in arguments.items():
        layers[key] = 1 + max((layers[source] for source in sources), default=-1)
        for source in sources:
            first_use[source] = min(first_use.get(source, layers[key]), layers[key])
    for key, sources in arguments.items():
        if not sources and key in first_use:
            layers[key] = first_use[key] - 1
    return layers


def _spots(arguments: Mapping[int, Sequence[int]], layers: Mapping[int, int]) -> dict[Key, Spot]:
    spots: dict[Key, Spot] = {key: Spot(key, layers[key], []) for key in arguments}
    for key, sources in arguments.items():
        for source in sources:
            last: Key = source
            for layer in range(layers[source] + 1, layers[key]):
                passing = (source, layer)
                if passing not in spots:
                    spots[passing] = Spot(passing, layer, [last])
                last = passing
            spots[key].sources.append(last)
    return spots


def _untangle(plan: Wiring) -> None:
    """Order each layer by where its neighbours stand, from the right and from the left."""
    users: dict[Key, list[tuple[Key, float]]] = {key: [] for key in plan.spots}
    for key, spot in plan.spots.items():
        for place, source in enumerate(spot.sources):
            users[source].append((key, (place + 1) / (len(spot.sources) + 1) - 0.5))
    sources = {key: [(each, 0.0) for each in spot.sources] for key, spot in plan.spots.items()}
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 1
        near = sources if forth else users
        for layer in plan.layers if forth else plan.layers[::-1]:
            places = {key: place for each in plan.layers for place, key in enumerate(each)}
            layer.sort(
                key=lambda key: _mean([places[n] + part for n, part in near[key]], places[key])
            )


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def offsets(count: int) -> list[int]:
    """Where wires come in, as odd numbers of rows from the vertex's own.

    >>> offsets(1), offsets(2), offsets(3)
    ([-1], [-1, 1], [-3, -1, 1])
    """
    first = -(count - 1) if count % 2 == 0 else -count
    return [first + 2 * place for place in range(count)]


def _height(spot: Spot) -> int:
    return max([1, *map(abs, offsets(len(spot.sources)))])


def _settle(plan: Wiring) -> None:
    """Give each vertex its row: near its arguments, and clear of its neighbours."""
    for layer in plan.layers:
        spots = [plan.spots[key] for key in layer]
        lowest: Spot | None = None
        for spot, wish in zip(spots, _wishes(plan, spots), strict=True):
            free = wish if lowest is None else lowest.row + _distance(lowest, spot)
            spot.row = max(wish, free)
            lowest = spot
    top = min((spot.row for spot in plan.spots.values()), default=0)
    for spot in plan.spots.values():
        spot.row -= top
    for spot in plan.spots.values():
        spot.ports = _ports(plan, spot)


def _distance(upper: Spot, lower: Spot) -> int:
    """How many rows apart two neighbours of a layer are at least; it is even."""
    rows = _height(upper) + _height(lower) + 1
    return rows + rows % 2


def _wishes(plan: Wiring, spots: Sequence[Spot]) -> list[int]:
    """The row that each would like: amid its arguments; a leaf's, beside its neighbours."""
    found: list[int | None] = [
        round(_mean([plan.spots[source].row for source in spot.sources], 0) / 2) * 2
        if spot.sources
        else None
        for spot in spots
    ]
    for place in range(len(spots) - 2, -1, -1):
        below = found[place + 1]
        if found[place] is None and below is not None:
            found[place] = below - _distance(spots[place], spots[place + 1])
    wishes: list[int] = []
    for place, wish in enumerate(found):
        after = wishes[-1] + _distance(spots[place - 1], spots[place]) if wishes else 0
        wishes.append(after if wish is None else wish)
    return wishes


def _ports(plan: Wiring, spot: Spot) -> list[int]:
    if len(spot.sources) == 1 and plan.spots[spot.sources[0]].row == spot.row:
        return [spot.row]
    return [spot.row + offset for offset in offsets(len(spot.sources))]


def tracks(spans: Mapping[Key, tuple[int, int]]) -> dict[Key, int]:
    """A track for each wire that bends, so that no two on a track share a row.

    >>> tracks({1: (0, 3), 2: (4, 5), 3: (2, 4)})
    {1: 0, 3: 1, 2: 0}
    """
    found: dict[Key, int] = {}
    taken: list[list[tuple[int, int]]] = []
    for key, (low, high) in sorted(spans.items(), key=lambda item: item[1]):
        for place, others in enumerate(taken):
            if all(high < start or end < low for start, end in others):
                others.append((low, high))
                found[key] = place
                break
        else:
            found[key] = len(taken)
            taken.append([(low, high)])
    return found


def users_between(plan: Wiring, layer: int) -> dict[Key, list[tuple[Spot, int]]]:
    """For each spot of a layer, where its wire goes in the next: the spot and its port's row."""
    found: dict[Key, list[tuple[Spot, int]]] = {}
    nearer: Iterable[Key] = plan.layers[layer + 1] if layer + 1 < len(plan.layers) else ()
    for key in nearer:
        spot = plan.spots[key]
        for source, port in zip(spot.sources, spot.ports, strict=True):
            found.setdefault(source, []).append((spot, port))
    return found
