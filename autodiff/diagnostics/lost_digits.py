"""Digits that doubles have lost: results that rounding has left with less than half of them.

A running bound of the rounding error of every value, and of what cancels where derivatives are
added up, says whether that may have happened. Only then the program is worked out again in balls,
and only what those prove to be wrong by more than half of the digits is told of.

Invariants:

- The bound is one walk up the edges and one walk down for each output; programs of more than
  `MOST_NODES` nodes are left alone.
- A number is compared with what it should be at the very doubles that were given, and with the
  decimal literals as they are written.
"""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Any

from ..differentiation.solution import linearized
from ..graph.labels import shortened
from ..graph.notes import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..differentiation.solution import Linearization
    from ..numbers.real import Real

MOST_NODES = 10_000
"""The bound is not worked out for larger programs."""

MOST_OUTPUTS = 8
"""Of a program with more outputs only the values are looked at."""

_HALF = 1e-8
"""A relative error beyond this leaves less than half of a double's digits."""

_ROUNDING = 2.0**-52
_BITS = (300, 1_500)
"""The precisions of the second look: the second one where the first one does not suffice."""


def lost_digits(at: Linearization, point: Mapping[str, Any], labels: Sequence[str]) -> list[Note]:
    """A warning for each result of double precision that has lost more than half of its digits."""
    if at.m.name != "double" or len(at.graph) > MOST_NODES or at.fixed:
        return []
    if not _is_suspicious(at):
        return []
    from ..numbers.reals import Reals

    modes = ("reverse",) if len(at.graph.outputs) <= MOST_OUTPUTS else ()
    for bits in _BITS:
        balls: Any = Reals(bits)
        exact = linearized(at.graph, balls, point, at.wrt, modes)
        notes = _compared(at, exact, labels)
        if notes is not None:
            return notes
    return []


def _is_suspicious(at: Linearization) -> bool:
    """Whether a bound of the errors says that a result may have lost half of its digits."""
    values, errors = at.values, _errors(at)
    if any(
        needed and isfinite(value) and error > _HALF * abs(value)
        for value, error, needed in zip(values, errors, at.needed, strict=True)
    ):
        return True
    if len(at.adjoints) > MOST_OUTPUTS:
        return False
    for output, adjoints in at.adjoints.items():
        sizes = at.magnitudes(at.graph.outputs[output])
        for source in at.wrt.values():
            size, adjoint = sizes[source], adjoints[source]
            if size and isfinite(size) and size * _ROUNDING > _HALF * abs(adjoint or 0):
                return True
    return False


def _errors(at: Linearization) -> list[float]:
    """A bound of every value's error: what its arguments bring, and a rounding of its own.

    Along an edge an error passes as a derivative does. Where there is none, sums add the errors of
    their arguments, and the relative errors of other operations are taken to add up.
    """
    graph, values = at.graph, at.values
    errors: list[float] = []
    for node, (row, arguments) in enumerate(zip(graph.operations, graph.arguments, strict=True)):
        if row is None:
            is_rounded = isinstance(graph.constants.get(node), str)
            errors.append(_ROUNDING * abs(values[node]) if is_rounded else 0.0)
            continue
        edges = at.edges[node]
        error = sum([abs(edge.partial) * errors[edge.argument] for edge in edges])
        seen = {edge.argument for edge in edges}
        for argument in arguments:
            if errors[argument] and argument not in seen and row.kind != "compare":
                known = values[argument]
                scale = abs(values[node] / known) if known else 0.0
                if row.kind in ("add", "function"):
                    scale = max(scale, 1.0)
                error += scale * errors[argument]
        own = 0.0 if row.kind in (None, "compare") else _ROUNDING * abs(values[node])
        errors.append(error + own)
    return errors


def _compared(at: Linearization, exact: Linearization, labels: Sequence[str]) -> list[Note] | None:
    """Warnings for what is proved to be wrong; `None` where the balls are too wide to say."""
    graph = at.graph
    begins = _beginning(at, exact)
    found: list[Note] = []
    for title, number, should_be, node in _results(at, exact, labels):
        sure = _sure_digits(number, should_be)
        if sure is None:
            return None
        if sure >= 8:
            continue
        place = node if begins is None else begins
        digits = f"only {sure} digit{'s' if sure > 1 else ''}" if sure else "no digit"
        found.append(
            Note(
                "warning",
                f"digits were lost at '{shortened(labels[place])}': {digits} of "
                f"{title} can be relied on; --digits 15 gives more",
                labels[place],
                graph.spans[place],
            )
        )
    return found


def _results(
    at: Linearization, exact: Linearization, labels: Sequence[str]
) -> Iterator[tuple[str, Any, Real, int]]:
    """Every value and derivative that was asked for: its title, the double, the ball, the node."""
    for output, node in at.graph.outputs.items():
        yield f"'{shortened(labels[node])}'", at.values[node], exact.values[node], node
        for by, source in at.wrt.items():
            if output in at.adjoints and output in exact.adjoints:
                number, ball = at.adjoints[output][source], exact.adjoints[output][source]
                if number is not None and ball is not None and (output, by) not in at.limits:
                    title = f"the derivative of '{shortened(output)}' by '{shortened(by)}'"
                    yield title, number, exact.m.given(0) + ball, source


def _beginning(at: Linearization, exact: Linearization) -> int | None:
    """The first node whose value has lost half of its digits."""
    for node, (number, ball) in enumerate(zip(at.values, exact.values, strict=True)):
        if at.needed[node] and at.graph.operations[node] is not None:
            sure = _sure_digits(number, ball)
            if sure is not None and sure < 8:
                return node
    return None


def _sure_digits(number: float, ball: Real) -> int | None:
    """How many digits of a double are right, 16 at most; `None` where the ball is too wide."""
    if not isfinite(number) or not isfinite(float(ball.middle())):
        return 16
    number = float(number)
    off, radius = float(abs(ball - number).middle()), float(ball.radius())
    size = max(abs(number), abs(float(ball.middle())))
    if off <= 1e-16 * size:
        return 16
    if radius > off / 4:
        return None
    return max(0, min(16, floor(-log10(off / size))))
