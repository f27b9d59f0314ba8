"""Derivatives as limits: where a rule has only a convention to offer, what the derivative tends to.

One input is moved along its axis to both sides, the others stay. The derivative is worked out at
distances of about 10^-10, 10^-20, 10^-40, 10^-80 and 10^-160, in balls. It has a limit on a side if
what is left of the way shrinks like a power of the distance, and the farthest number is foretold by
the three before it to 15 digits. If the difference quotient has come as near as the derivative, and
no side says otherwise, the limit is the derivative there: strong evidence, and not more.

Invariants:

- Nothing is concluded from a number that hangs on an undecided comparison, or where the derivative
  beside the point is at a kink itself.
- A side on which there is no value does not count; one that is not understood forbids an answer.
- All limits of one question take at most `MOST_SECONDS` of processor time; what has not been
  settled by then is not settled, and `is_late` says so.

>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("where(x == 0, 1, (exp(x) - 1)/x)")))
>>> print(Limits(graph, {"x": 0.0}).derivative(graph.outputs["f"], "x"))
Limit(value=Fraction(1, 2), sides='both sides')
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import inf
from time import process_time
from typing import TYPE_CHECKING, Any, cast

from flint import arb

from ..differentiation import sweeps
from ..differentiation.solution import Limit
from ..numbers.real import INFINITY, Real
from ..numbers.reals import Reals
from ..rules.predicates import is_finite
from .diagnostics import is_kinked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..graph.graph import Graph
    from ..numbers.real import Context

MOST_SECONDS = 2.0
"""All limits of a question together take no more processor time than this."""

MOST_NODES = 20_000
"""A larger graph would take longer than that, and is left alone."""

_BITS = (2_000, 6_000)
"""The precisions that are tried: the second one where the first one loses too much."""

_DISTANCES = tuple([Fraction(7, 61_803_398_873) ** 2**step for step in range(5)])
"""Each the square of the one before, and no special places of what repeats in 1/x or log(x)."""

_ROUGH = arb(10) ** -15
"""So closely the numbers of a side agree with their limit, and the two sides with each other."""

_NIL = arb(10) ** -200
"""What is surely smaller is taken for what cancellation has left of 0."""

_FINE = arb(10) ** -60
"""Numbers that differ by no more are taken for constant."""

_SIMPLE = 10**6
"""A limit that cannot be told from a fraction with no larger denominator is that fraction."""


class _NearbyPoint:
    """The numbers of a graph at one point, in balls."""

    def __init__(self, graph: Graph, m: Reals, point: Mapping[str, Any]) -> None:
        self.graph = graph
        self.m = m
        m.doubted = False
        self.values: list[Real] = sweeps.evaluate(graph, m, point)
        self.fixed: Mapping[int, Real] = {}
        self._edges: dict[tuple[int, ...], sweeps.Edges] = {}

    def edges(self, output: int, movers: Sequence[int]) -> sweeps.Edges:
        """The active edges between some inputs and an output."""
        key = (output, *movers)
        if key not in self._edges:
            active = sweeps.active_positions(self.graph, self.values, movers, [output])
            self._edges[key] = sweeps.linearize(self.graph, self.m, self.values, active)
        return self._edges[key]

    def is_smooth(self, output: int, movers: Sequence[int]) -> bool:
        """Whether no kink lies between some inputs and an output."""
        edges, m = self.edges(output, movers), cast("Any", self.m)
        return not is_kinked(self.graph, self.values, [output], edges, movers, m)

    def slope(self, output: int, source: int) -> Real | None:
        """∂output/∂source; `None` where it is at a kink, or not sure."""
        self.m.doubted = False
        edges = self.edges(output, [source])
        if not self.is_smooth(output, [source]) or self.m.doubted:
            return None
        found = sweeps.forward(edges, source)[output]
        return self.m.number(0 if found is None else found)

    def value(self, node: int) -> Real | None:
        """A node's value; NaN where one that it needs is not there, `None` where it is not sure."""
        found = self.values[node]
        if found.is_unknown or not found.sure:
            return None
        needed = sweeps.needed_nodes(self.graph, self.values, [node], self.fixed)
        for place, operation in enumerate(self.graph.operations):
            if needed[place] and operation is not None and not is_finite(self.values[place]):
                return self.m.nan
        return found


class Limits:
    """The limits that a graph has at a point, as far as time allows."""

    def __init__(
        self,
        graph: Graph,
        point: Mapping[str, Any],
        earlier: Limits | None = None,
        fixed: Mapping[int, Limit] | None = None,
    ) -> None:
        self._graph = graph
        self._fixed = dict(fixed or {})
        self._point = point
        self._end = process_time() + MOST_SECONDS if earlier is None else earlier._end
        self._points: dict[tuple[int, str, Fraction], _NearbyPoint] = {}
        self._kinds = [Reals(bits) for bits in _BITS]
        self.is_late = False

    def derivative(self, output: int, by: str) -> Limit | None:
        """The limit of the derivative of a node by an input."""
        source = self._graph.inputs[by]
        return self._settled(
            by, lambda site: site.slope(output, source), lambda site: site.value(output), None
        )

    def second(
        self, row: int, by: str, first: Limit | None, others: Iterable[str] = ()
    ) -> Limit | None:
        """The limit of the derivative by an input of a node that is a first derivative itself.

        `first` is what that node's limit is at the point, where its value is a convention only.
        Nothing is concluded where it is at a kink beside the point, in one of the `others` too.
        """
        source = self._graph.inputs[by]
        movers = [source, *(self._graph.inputs[name] for name in others)]

        def slope(site: _NearbyPoint) -> Real | None:
            return site.slope(row, source) if site.is_smooth(row, movers) else None

        return self._settled(by, slope, lambda site: site.value(row), first)

    def node(self, steps: Sequence[int], by: str) -> Limit | None:
        """The limit of the last of some nodes, each the derivative by an input of the one before.

        The first one is what is differentiated, and has a value. From then on the last one has
        the limit for its value at the point.
        """
        found: Limit | None = None
        moved = self._graph.inputs[by]

        def smooth(site: _NearbyPoint, node: int) -> Real | None:
            return site.value(node) if site.is_smooth(node, [moved]) else None

        for source, result in pairwise(steps):
            found = self._settled(
                by,
                lambda site, node=result: smooth(site, node),
                lambda site, node=source: site.value(node),
                found,
            )
            if found is None:
                return None
        if found is not None:
            self._fixed[steps[-1]] = found
            self._points = {key: site for key, site in self._points.items() if key[2]}
        return found

    def _settled(
        self,
        by: str,
        slope: Callable[[_NearbyPoint], Real | None],
        value: Callable[[_NearbyPoint], Real | None],
        known: Limit | None,
    ) -> Limit | None:
        """The limit of a slope beside the point; `known` is what the function's value there is."""
        if len(self._graph) > MOST_NODES:
            self.is_late = True
            return None
        for kind, m in enumerate(self._kinds):
            found = self._tried(kind, m, by, slope, value, known)
            if found is not None or self.is_late:
                return found
        return None

    def _tried(
        self,
        kind: int,
        m: Reals,
        by: str,
        slope: Callable[[_NearbyPoint], Real | None],
        value: Callable[[_NearbyPoint], Real | None],
        known: Limit | None,
    ) -> Limit | None:
        here = self._at(kind, by, Fraction(0))
        if here is None:
            return None
        start = value(here) if known is None else m.number(known.value)
        if start is None or not is_finite(start):
            return None
        sides: dict[str, arb | None] = {}
        for name, sign in (("left", -1), ("right", 1)):
            found = [self._at(kind, by, sign * distance) for distance in _DISTANCES]
            sites = [site for site in found if site is not None]
            if len(sites) < len(found):
                return None
            values = [value(site) for site in sites]
            if not all(map(_is_outside, values)):
                slopes = [slope(site) for site in sites]
                sides[name] = _limit(slopes, values, start, sign)
                if sides[name] is None:
                    return None
        return _agreed(sides, m)

    def _at(self, kind: int, by: str, move: Fraction) -> _NearbyPoint | None:
        """The site where one input is moved so far; `None` once time is up."""
        key = kind, by, move
        if key not in self._points:
            if process_time() > self._end:
                self.is_late = True
                return None
            m = self._kinds[kind]
            point = {name: m.given(self._point[name]) for name in self._graph.inputs}
            point[by] = point[by] + m.number(move)
            site = self._points[key] = _NearbyPoint(self._graph, m, point)
            if self._fixed and not move:
                site.fixed = {node: limit.number(m) for node, limit in self._fixed.items()}
                site.values = sweeps.reevaluated(self._graph, m, site.values, site.fixed)
        return self._points[key]


def _is_outside(value: Real | None) -> bool:
    return value is not None and not is_finite(value)


def _limit(
    slopes: Sequence[Real | None], values: Sequence[Real | None], start: Real, sign: int
) -> arb | None:
    """What the slopes of one side tend to, infinities included; `None` if that is not sure.

    `values` are those of the function itself, and `start` is its value at the point.
    """
    reached = _finite(values)
    if reached is None:
        return None
    start.home.enter()
    if all(value is not None and value.is_exact and value.value == start.value for value in values):
        return arb(0)  # the function stands still, whatever its rules make of it
    known = _finite(slopes)
    if known is None:
        return None
    quotients = [
        (value - arb(start.value)) * distance.denominator / (sign * distance.numerator)
        for value, distance in zip(reached, _DISTANCES, strict=True)
    ]
    found = _tended(known)
    if found is None:
        found, away = _infinite(known), _infinite(quotients)
        gaps = [abs(value - arb(start.value)) for value in reached]
        is_reached = gaps[-1] * 10**9 < gaps[0]  # a jump has infinite quotients, too
        return found if found is not None and found == away and is_reached else None
    # A function whose slopes behave comes from the point as straight as they say.
    room = 4 * abs(known[-1] - found) + _ROUGH * abs(found) + _FINE * abs(known[0] - found) + _NIL
    off = abs(quotients[-1] - found)
    return found if off <= room else None


def _finite(numbers: Sequence[Real | None]) -> list[arb] | None:
    """Numbers as balls; `None` if one of them is not known or not finite."""
    found = [arb(number.value) for number in numbers if number is not None and is_finite(number)]
    return found if len(found) == len(numbers) else None


def _largest(numbers: Sequence[arb]) -> arb:
    """A bound of the size of some numbers."""
    bound = arb(0)
    for number in numbers:
        bound = bound.max(abs(number).upper())
    return bound


def _tended(numbers: Sequence[arb]) -> arb | None:
    """The limit of numbers at distances h, h^2, h^4, h^8 and h^16 that go there like a power of h.

    L + c*s, L + c*s^2 and L + c*s^4, which the middle ones are, give L, c and s; the last one must
    be L + c*s^8.
    """
    first, *fitted, last = numbers
    size = _largest(numbers)
    if size < _NIL:
        return arb(0)
    gaps = fitted[0] - fitted[1], fitted[1] - fitted[2]
    if all(abs(gap) < size * _FINE for gap in (*gaps, fitted[2] - last)):
        return _with_error(last, fitted[2] - last)
    quotient = gaps[1] / gaps[0]
    if not 0 <= quotient < 1.5:
        return None
    share = ((1 + 4 * quotient).sqrt() - 1) / 2
    left = gaps[1] / (1 - share**2)
    found = fitted[2] - left * share**2
    error, way = last - (found + left * share**6), abs(first - found)
    if not abs(error) < _ROUGH * (abs(found) + way):
        return None
    return arb(0) if not abs(found) > 8 * abs(error) else _with_error(found, error)


def _with_error(number: arb, error: arb) -> arb:
    return number + arb(0, abs(error).upper())


def _infinite(numbers: Sequence[arb]) -> arb | None:
    """An infinity, if numbers at distances that are squared each time grow by ever more."""
    pairs = list(pairwise(numbers))
    steps = [abs(after) - abs(before) for before, after in pairs]
    if not all(step > 0 for step in steps) or not all(b > a for a, b in pairwise(steps)):
        return None
    if all(number > 0 for number in numbers):
        return INFINITY
    return -INFINITY if all(number < 0 for number in numbers) else None


def _agreed(sides: Mapping[str, arb | None], home: Context) -> Limit | None:
    """The limit of all sides that there are, if they have one."""
    first, *others = sides.values() or (None,)
    if first is None:
        return None
    for other in others:
        if other is None or not _are_same(first, other):
            return None
    which = "both sides" if others else f"the {next(iter(sides))}"
    if not first.is_finite():
        return Limit(inf if first > 0 else -inf, which)
    return Limit(_simplest(first, home), which)


def _are_same(left: arb, right: arb) -> bool:
    """Whether two limits agree to the digits that are asked of them."""
    if not (left.is_finite() and right.is_finite()):
        return (left > 0) == (right > 0) and left.is_finite() == right.is_finite()
    return bool(abs(left - right) <= _ROUGH * abs(left))


def _simplest(limit: arb, home: Context) -> Fraction | Real:
    """The simple fraction that a limit cannot be told from, or the limit as it is."""
    mantissa, exponent = limit.mid().man_exp()
    found = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    simple = found.limit_denominator(_SIMPLE)
    gap = abs(limit - arb(simple.numerator) / arb(simple.denominator))
    return (
        simple
        if gap.upper() < arb(10) ** -40 * abs(limit) or simple == found
        else Real(limit, home)
    )
