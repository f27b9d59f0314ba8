"""Derivatives that hold in one branch of a `where` only, so that no other branch can leak in.

A product with 0 does not undo what a branch that is not taken has become: 0 times NaN is NaN. So a
derivative that has passed the edge of a branch stays apart from the others, with the condition
under which it counts, until it must be joined to them; only there a `where` is made.

Invariants:

- `raw` is right wherever the guard holds; elsewhere it may be anything, or 0 if it is `masked`.
- Numbers under one guard add and multiply as they are; those under several are joined by the
  least change that keeps both right.

>>> from .builder import Builder
>>> from ..graph.graph import Graph
>>> from ..graph.labels import formula
>>> graph = Graph()
>>> c, x = graph.add_input("c"), graph.add_input("x")
>>> builder = Builder(graph)
>>> condition, number = builder.handle(c), builder.handle(x)
>>> yes = number * builder.branch(condition, taken=True)
>>> no = builder.square(number) * builder.branch(condition, taken=False)
>>> formula(builder.program, builder.node(yes + no)), formula(builder.program, builder.node(yes))
('where(c, x, square(x))', 'where(c, x, 0)')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

Number = Any
"""A handle, a guarded number, or a plain integer made by differentiation."""


class Chooser(Protocol):
    """What guards need of the Builder: to make operations, and a `where` that joins two sides."""

    def operation(self, name: str, *numbers: Number) -> Any:  # noqa: ANN401
        """An operation on numbers, as a handle."""
        ...

    def chosen(self, condition: Any, yes: Number, no: Number) -> Number:  # noqa: ANN401
        """A `where`, or the one number that both sides are."""
        ...


class Handle(Protocol):
    """A node as a number."""

    @property
    def node(self) -> int:
        """The node in the graph that grows."""
        ...

    @property
    def builder(self) -> Chooser:
        """What the graph is grown by."""
        ...


class Guard:
    """A condition that must be so, under another guard that must hold too."""

    __slots__ = ("condition", "depth", "parent", "taken")

    def __init__(self, condition: Handle, taken: bool, parent: Guard | None) -> None:
        self.condition = condition
        self.taken = taken
        self.parent = parent
        self.depth = 1 if parent is None else parent.depth + 1

    def is_link(self, other: Guard) -> bool:
        """Whether both ask the same of the same condition, whatever is above them."""
        return self.condition.node == other.condition.node and self.taken == other.taken

    def opposes(self, other: Guard) -> bool:
        """Whether one of the two holds wherever what is above them does, and never both."""
        return self.condition.node == other.condition.node and self.taken != other.taken


class Branch:
    """A partial under a condition: by a branch of a `where`, or by the argument that a `max` is.

    `share` is the partial where the condition holds; elsewhere there is no edge.

    The sweeps write a partial to the left of a tangent and to the right of an adjoint. A tangent
    comes from within the branch, so its conditions are asked after this one; an adjoint comes from
    around the `where`, so its conditions are asked before.
    """

    __slots__ = ("condition", "share", "taken")

    def __init__(self, condition: Handle, taken: bool, share: Number = 1) -> None:
        self.condition = condition
        self.taken = taken
        self.share = share

    def __mul__(self, tangent: Number) -> Guarded:
        guard = Guard(self.condition, self.taken, None)
        if not isinstance(tangent, Guarded):
            return Guarded(self.condition.builder, self.share * tangent, guard)
        for link in _links(tangent.guard):
            guard = Guard(link.condition, link.taken, guard)
        masked = tangent.masked and isinstance(self.share, int)
        return Guarded(tangent.builder, self.share * tangent.raw, guard, masked=masked)

    def __rmul__(self, adjoint: Number) -> Guarded:
        raw, above = (
            (adjoint.raw, adjoint.guard) if isinstance(adjoint, Guarded) else (adjoint, None)
        )
        guard = Guard(self.condition, self.taken, above)
        return Guarded(self.condition.builder, raw * self.share, guard)


class Guarded:
    """A number that counts where its guard holds, and is 0 elsewhere."""

    __slots__ = ("builder", "guard", "masked", "raw")

    def __init__(
        self, builder: Chooser, raw: Number, guard: Guard, *, masked: bool = False
    ) -> None:
        self.builder = builder
        self.raw = raw
        self.guard = guard
        self.masked = masked

    def __mul__(self, partial: Number) -> Number:
        if isinstance(partial, Branch):
            return NotImplemented
        return Guarded(self.builder, self.raw * partial, self.guard)

    def __rmul__(self, partial: Number) -> Number:
        return Guarded(self.builder, partial * self.raw, self.guard)

    def __add__(self, other: Number) -> Number:
        return joined(self.builder, self, other)

    def __radd__(self, other: Number) -> Number:
        return joined(self.builder, other, self)

    def resolved(self) -> Number:
        """The number for all points: 0 where the guard does not hold."""
        return _masked_below(self, None)


def joined(builder: Chooser, left: Number, right: Number) -> Number:
    """The sum of two numbers, one of them guarded at least."""
    if not (isinstance(left, Guarded) and isinstance(right, Guarded)):
        return _plain(left) + _plain(right)
    ours, theirs = _links(left.guard), _links(right.guard)
    common = 0
    while common < min(len(ours), len(theirs)) and ours[common].is_link(theirs[common]):
        common += 1
    shared = ours[common - 1] if common else None
    if common == len(ours) == len(theirs):
        return Guarded(builder, left.raw + right.raw, left.guard)
    if common in (len(ours), len(theirs)):
        raw = _masked_below(left, shared) + _masked_below(right, shared)
        return raw if shared is None else Guarded(builder, raw, shared)
    mine, other = ours[common], theirs[common]
    if mine.opposes(other):
        sides = {
            mine.taken: _masked_below(left, mine),
            other.taken: _masked_below(right, other),
        }
        raw = builder.chosen(mine.condition, sides[True], sides[False])
    else:
        raw = _masked_below(left, shared) + _masked_below(right, shared)
    if mine.opposes(other) and common + 1 == len(ours) == len(theirs):
        return raw if shared is None else Guarded(builder, raw, shared)
    support = builder.operation(
        "or", _conjunction(builder, ours[common:]), _conjunction(builder, theirs[common:])
    )
    return Guarded(builder, raw, Guard(support, True, shared), masked=True)


def _plain(number: Number) -> Number:
    return number.resolved() if isinstance(number, Guarded) else number


def _links(guard: Guard | None) -> list[Guard]:
    """A guard and all above it, the outermost first."""
    links: list[Guard] = []
    while guard is not None:
        links.append(guard)
        guard = guard.parent
    links.reverse()
    return links


def _masked_below(number: Guarded, above: Guard | None) -> Any:  # noqa: ANN401
    """The number under the guard `above` alone: 0 where the guards below it do not hold."""
    raw, guard = number.raw, number.guard
    depth = 0 if above is None else above.depth
    if number.masked and guard.depth > depth:
        assert guard.parent is None or guard.parent.depth >= depth
        guard = guard.parent
    while guard is not None and guard.depth > depth:
        sides = (raw, 0) if guard.taken else (0, raw)
        raw = number.builder.chosen(guard.condition, *sides)
        guard = guard.parent
    return raw


def _conjunction(builder: Chooser, links: Sequence[Guard]) -> Handle:
    """All of these conditions in one."""
    found: Handle | None = None
    for link in links:
        negated = builder.operation("not", link.condition)
        condition = link.condition if link.taken else negated
        found = condition if found is None else builder.operation("and", found, condition)
    assert found is not None
    return found
