"""Where a sweep loses a derivative: 0 times infinity, infinities that meet, overflow.

>>> from ..numbers.doubles import FLOATS
>>> from ..graph.notes import Note
>>> from ..differentiation.sweeps import Edge
>>> def about(node: int, kind: str, message: str, *_: str) -> Note:
...     return Note(kind, message)
>>> products = LostProducts([0.0, 0.0], (), FLOATS, ["x", "f"], about)
>>> note, = products.notes([(), (Edge(0, 0, float("inf")),)], [[float("nan"), 0.0]], upward=False)
>>> note.message[:49]
"0 meets infinity on the edge from 'f' to 'x': 0 t"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..graph.labels import number_text, shortened
from ..rules.predicates import departure_of, is_finite, is_infinite, is_nan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ..differentiation.solution import Numbers
    from ..differentiation.sweeps import Edges
    from ..graph.notes import Note


class LostProducts:
    """The products and sums that the sweeps of one evaluated graph lose.

    `explained` are the nodes whose infinite partials have been told of; `about` makes a note of a
    node, a kind and a sentence.
    """

    def __init__(
        self,
        values: Sequence[Any],
        explained: Collection[int],
        m: Numbers,
        labels: Sequence[str],
        about: Callable[..., Note],
    ) -> None:
        self._values = values
        self._kinked = explained
        self._m = m
        self._labels = labels
        self._about = about

    def notes(self, edges: Edges, sweeps: Sequence[Sequence[Any]], *, upward: bool) -> list[Note]:
        """A note for every edge and node where a derivative is lost.

        `sweeps` are tangents if `upward`, else adjoints.
        """
        notes: dict[tuple[int, int], Note] = {}
        for sweep in sweeps:
            if all(derivative is None or is_finite(derivative) for derivative in sweep):
                continue
            for node, node_edges in enumerate(edges):
                for _, argument, partial in node_edges:
                    arriving = sweep[argument if upward else node]
                    if arriving is None or is_nan(arriving):
                        continue
                    note = self._edge_note(node, argument, arriving, partial)
                    if note is not None:
                        notes.setdefault((node, argument), note)
            for node in _meeting_infinities(edges, sweep, upward=upward):
                notes.setdefault((node, node), self._meeting_note(node))
        return list(notes.values())

    def _edge_note(self, node: int, argument: int, arriving: Any, partial: Any) -> Note | None:  # noqa: ANN401
        product = arriving * partial
        ends = shortened(self._labels[node]), shortened(self._labels[argument])
        edge = f"the edge from '{ends[0]}' to '{ends[1]}'"
        departure = departure_of(partial)
        if departure is not None:
            from ..numbers.departures import left_blank

            return self._about(node, "information", left_blank(departure, edge))
        if is_nan(partial) and node not in self._kinked and not is_nan(self._values[node]):
            return self._about(
                node,
                "kink",
                f"no definite derivative exists on {edge}, and the derivative given is NaN",
                "NaN",
            )
        if is_nan(product) and not is_nan(partial):
            return self._about(
                node,
                "kink",
                f"0 meets infinity on {edge}: {number_text(arriving)} times "
                f"{number_text(partial)} is not determined, and the derivative given is NaN",
                "NaN",
            )
        explained = node in self._kinked or not is_finite(self._values[node])
        if (
            is_infinite(product)
            and is_finite(arriving)
            and not (is_infinite(partial) and explained)
        ):
            return self._about(
                node,
                "warning",
                f"the derivative is too large {self._m.range} on {edge} and became "
                f"{number_text(product)}",
            )
        return None

    def _meeting_note(self, node: int) -> Note:
        label = shortened(self._labels[node])
        return self._about(
            node,
            "kink",
            f"infinities of both signs meet at '{label}': their sum is not "
            "determined, and the derivative given is NaN",
            "NaN",
        )


def _meeting_infinities(edges: Edges, sweep: Sequence[Any], *, upward: bool) -> list[int]:
    """The nodes that receive both inf and -inf."""
    received: dict[int, set[bool]] = {}
    for node, node_edges in enumerate(edges):
        for _, argument, partial in node_edges:
            source, target = (argument, node) if upward else (node, argument)
            arriving = sweep[source]
            if arriving is not None and is_infinite(arriving * partial):
                received.setdefault(target, set()).add(arriving * partial > 0)
    return [node for node, signs in received.items() if len(signs) == 2]
