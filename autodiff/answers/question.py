"""What is asked of a program: its graph, with the outputs and the names to differentiate by.

>>> from ...parser.parse import parse
>>> from ..program.names import survey
>>> asked = ask(survey(parse("u = b*c; v = a + u; J = 3v")), wrt=["u"])
>>> list(asked.graph.outputs), list(asked.wrt), list(asked.graph.inputs)
(['J'], ['u'], ['b', 'c', 'a'])
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..graph.labels import node_labels
from ..program.lower import lower
from ..program.requests import check_names

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..graph.graph import Graph
    from ..program.names import Survey


@dataclass(frozen=True, slots=True)
class Asked:
    """A graph whose outputs are those asked for.

    `wrt` maps the names to differentiate by to their nodes; `labels` are what nodes are called.
    """

    names: Survey
    graph: Graph
    wrt: dict[str, int]
    labels: list[str]


def ask(
    names: Survey,
    *,
    wrt: Sequence[str] | None = None,
    of: Sequence[str] | None = None,
    given: Collection[str] = (),
    ties: str = "split",
) -> Asked:
    """The graph of the outputs `of` (the program's own if `None`), by `wrt` (all its inputs).

    `given` are constants that are inputs because a value is given for them.

    Raises `BackpropError` for a name that the program does not have.
    """
    known = [*names.inputs, *names.definitions, *names.outputs]
    constants = [name for name in names.constants if name in given]
    outputs = names.outputs if of is None else tuple(dict.fromkeys(of))
    check_names(outputs, known, "an output")
    check_names(wrt or (), [*known, *constants], "differentiated by")
    graph = lower(names, outputs=outputs, also=wrt or (), given=constants, ties=ties)
    sources = {name: graph.named[name] for name in (graph.inputs if wrt is None else wrt)}
    labels = node_labels(graph, {*names.places, *names.definitions, *names.outputs})
    return Asked(names, graph, sources, labels)
