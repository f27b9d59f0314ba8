"""What is to be said of paths: plain data that every renderer reads and none changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...parser.syntax import Expression
    from ..graph.notes import Note, Number
    from .chain_rule import Factor


@dataclass(frozen=True, slots=True)
class Path:
    """One way: the nodes from the input on, the local derivatives along it, and their product.

    `factors` go from the output down. `formulas` are the same in the graph's names, one for each
    factor, `None` for one that has none. `omitted` counts the nodes in the middle that are not
    shown: their factors are missing after the first `gap` ones, and `formulas` is empty.
    """

    nodes: tuple[str, ...]
    factors: tuple[Factor, ...]
    formulas: tuple[Expression | None, ...]
    omitted: int
    gap: int
    product: Number | None


@dataclass(frozen=True, slots=True)
class Segment:
    """What lies between two nodes that all paths pass: how many ways, and their sum.

    `products` are those of the ways one by one, empty where there are many; `formulas` are the same
    in the graph's names, as the factors of each that are not 1.
    """

    of: str
    by: str
    count: int
    products: tuple[Number | None, ...]
    formulas: tuple[tuple[Expression, ...], ...]
    value: Number | None


@dataclass(frozen=True, slots=True)
class Junction:
    """A node where paths meet (`joins` edges come in) or part (`parts` edges go out)."""

    node: str
    joins: int
    parts: int


@dataclass(frozen=True, slots=True)
class Work:
    """Multiplications and additions."""

    multiplications: int
    additions: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.multiplications + self.additions


@dataclass(frozen=True, slots=True)
class Route:
    """All paths from one input to one output.

    `paths` are those that are listed, the first ones if there are more; `sum` is the sum of all
    their products, `None` if not all are listed. `derivative` is what the reverse sweep gives.
    """

    source: str
    target: str
    count: int
    paths: tuple[Path, ...]
    sum: Number | None
    derivative: Number | None
    by_paths: Work
    by_sweep: Work
    segments: tuple[Segment, ...]
    more_segments: int
    junctions: tuple[Junction, ...]
    more_junctions: int


@dataclass(frozen=True, slots=True)
class Paths:
    """All that `backprop paths` has to say; `left_out` pairs are not shown."""

    source: str
    expression: str
    inputs: dict[str, Number]
    routes: tuple[Route, ...]
    left_out: int
    notes: tuple[Note, ...]
