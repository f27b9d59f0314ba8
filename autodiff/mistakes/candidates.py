"""What a candidate explanation is, and what the nodes are called where it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..graph.labels import short_formula

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..graph.graph import Graph
    from .wrong_answer import Number, WrongAnswer

SPECIFIC, CHAIN, OTHER, GENERAL = range(4)
"""How much a mistake says: of the explanations that fit, general ones give way to others."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One mistake that may have been made.

    `at` gives the number that the mistake leads to, `None` where it cannot be made. `say` is its
    sentence, which gives nothing of the right answer away; `detail` what is added for those who
    may know.
    """

    mistake: str
    rank: int
    at: Callable[[WrongAnswer], Number]
    say: Callable[[], str]
    detail: Callable[[WrongAnswer], str] | None = None


class NodeNames:
    """What the nodes of a graph are called in a sentence."""

    def __init__(self, graph: Graph, labels: Sequence[str], by: str, output: str) -> None:
        self._graph = graph
        self._labels = labels
        self.by = by
        self.output = output

    def node(self, node: int) -> str:
        """A name, a literal, or a short formula; a long one by its label."""
        return short_formula(self._graph, node, self._labels)

    def closed(self, node: int) -> str:
        """The same, in parentheses where it is not one word."""
        text = self.node(node)
        return text if text.isidentifier() else f"({text})"

    def quoted(self, node: int) -> str:
        """The same in quotes."""
        return f"'{self.node(node)}'"

    def place(self, node: int) -> str:
        """`, in 'sin(x^2)'`, or nothing where there is no other place."""
        operations = sum(operation is not None for operation in self._graph.operations[: node + 2])
        is_all = self._graph.operations[-1] is not None and operations < 2
        return "" if is_all and len(self._graph) == node + 1 else f", in {self.quoted(node)}"

    def path(self, nodes: Sequence[int]) -> str:
        """`b→c→e`."""
        return "→".join(self.node(node) for node in nodes)


def number(value: float) -> str:
    """A number as a sentence says it, to six digits.

    >>> number(-4.0), number(1 / 3)
    ('-4', '0.333333')
    """
    return f"{value:.6g}"
