"""The expression that claims are about: its graph, its names, and what each claim asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ...parser.parse import parse
from ...parser.unparse import unparse
from ..answers.formulas import symbolic
from ..differentiation.derivative import differentiated
from ..graph.labels import node_labels
from ..numbers.doubles import FLOATS
from ..program.lower import lower
from ..program.names import survey
from .lane import Lane
from .reading import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...parser.syntax import Program
    from ..differentiation.solution import Numbers
    from ..graph.graph import Graph
    from ..graph.notes import Number
    from ..program.names import Survey
    from .lane import Site

LONGEST_FORMULA = 400
"""A longer formula is not shown as what was expected."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A quantity found in a graph: a value, or the derivative of `output` by `by` (if not `None`).

    `output` is `None` where the derivative is structurally zero.
    """

    quantity: Quantity
    lane: Lane
    output: int | None
    by: int | None

    def at(self, site: Site) -> Number | None:
        """The right number at a site of the lane; `None` where its kind of numbers has none."""
        if self.output is None:
            return self.lane.m.report(self.lane.m.given(0))
        if self.by is None:
            return self.lane.m.report(site.value(self.output))
        return self.lane.m.report(site.derivative(self.output, self.by))


class Subject:
    """A program, ready to be asked.

    `given` are constants that have a value of their own at the point.
    """

    def __init__(
        self,
        program: Program,
        names: Survey,
        *,
        given: Iterable[str] = (),
        ties: str = "split",
    ) -> None:
        self.program = program
        self.names = names
        self.ties = ties
        self.given = tuple([name for name in names.constants if name in set(given)])
        self.graph = lower(names, also=tuple(names.definitions), given=self.given, ties=ties)
        taken = {*names.places, *names.definitions, *names.outputs}
        self.labels = node_labels(self.graph, taken)
        self.nodes = {
            label: node
            for node, label in enumerate(self.labels)
            if label and node not in self.graph.constants
        }
        self.nodes |= self.graph.named | self.graph.inputs
        self.outputs = tuple(self.graph.outputs)

    def lane(self, quantities: Iterable[Quantity], numbers: Numbers = FLOATS) -> Lane:
        """The graph itself as a lane on which all values and first derivatives can be asked for."""
        quantities = list(quantities)
        return Lane(
            self.graph,
            numbers,
            [self.nodes[each.output] for each in quantities if each.output],
            [self.nodes[name] for each in quantities for name in each.by],
        )

    def asked(self, quantity: Quantity, lane: Lane) -> Asked:
        """A quantity as a question to a lane: this one, or that of its derivatives."""
        output = self.nodes.get(quantity.output)
        if quantity.kind != "second":
            by = self.nodes[quantity.by[0]] if quantity.by else None
            return Asked(quantity, lane, output, by)
        first, second = quantity.by
        graph, entry = self._first(quantity.output, first)
        by = graph.named.get(second, graph.inputs.get(second))
        if entry is None or by is None:
            return Asked(quantity, lane, None, None)
        return Asked(quantity, Lane(graph, lane.m, [entry], [by]), entry, by)

    def _first(self, output: str, by: str) -> tuple[Graph, int | None]:
        """The first derivative of a node by another, as a node of a graph of its own."""
        graph = self.graph.copy()
        graph.outputs = {output: self.nodes[output]}
        graph.named = {**graph.named, by: self.nodes[by]}
        found = differentiated(graph, [by])
        return found.graph, found.entries.get((output, by))

    def formula(self, quantity: Quantity) -> str | None:
        """The right answer as a formula, `None` if there is none that a person would read."""
        try:
            text = self._formula(quantity)
        except BackpropError:
            return None
        return text if text is not None and len(text) <= LONGEST_FORMULA else None

    def _formula(self, quantity: Quantity) -> str | None:
        known = {*self.names.definitions, *self.names.outputs, *self.graph.inputs}
        if quantity.kind == "count" or not known.issuperset({quantity.output, *quantity.by}):
            return None
        order = {"value": 0, "first": 1, "second": 2}[quantity.kind]
        by = quantity.by[:1]
        if order == 2 and quantity.by[0] != quantity.by[1]:
            first = self._formula(Quantity("first", quantity.output, by))
            program = parse(first or "0")
            names = survey(program)
            if quantity.by[1] not in (*names.inputs, *names.constants):
                return "0"
            found = symbolic(program, wrt=[quantity.by[1]], ties=self.ties)
        else:
            found = symbolic(
                self.program,
                wrt=list(by) or None,
                of=[quantity.output],
                order=order,
                ties=self.ties,
                names=self.names,
            )
        return unparse(found.formulas()[0].formula)
