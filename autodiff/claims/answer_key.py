"""The expression that claims are about: its graph, its names, and what each claim asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ...parser.parse import parse
from ...parser.unparse import unparse
from ..answers.formulas import symbolic
from ..answers.question import Question, posed
from ..differentiation.derivative import differentiated
from ..numbers.doubles import FLOATS
from ..program.names import survey
from .evaluator import Evaluator
from .syntax import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..differentiation.solution import Linearization, Numbers
    from ..graph.graph import Graph
    from ..graph.notes import Number
    from ..program.names import Survey

LONGEST_FORMULA = 400
"""A longer formula is not shown as what was expected."""


@dataclass(frozen=True, slots=True)
class Target:
    """A quantity found in a graph: a value, or the derivative of `output` by `by` (if not `None`).

    `output` is `None` where the derivative is structurally zero.
    """

    quantity: Quantity
    evaluator: Evaluator
    output: int | None
    by: int | None

    def at(self, site: Linearization) -> Number | None:
        """The right number at a point; `None` where its kind of numbers has none."""
        if self.output is None:
            return self.evaluator.m.report(self.evaluator.m.given(0))
        if self.by is None:
            return self.evaluator.m.report(site.values[self.output])
        return self.evaluator.m.report(site.derivative(self.output, self.by))


class AnswerKey:
    """A program, ready to be asked for right answers.

    `given` are names that a value is given for: constants among them are inputs.
    """

    def __init__(self, names: Survey, *, given: Iterable[str] = (), ties: str = "split") -> None:
        self.names = names
        self.ties = ties
        self.given = tuple(given)
        everything = Question(wrt=tuple(names.definitions), ties=ties)
        self.problem = posed(names, everything, self.given)
        self.graph = self.problem.graph
        self.labels = self.problem.labels
        self.nodes = {
            label: node
            for node, label in enumerate(self.labels)
            if label and node not in self.graph.constants
        }
        self.nodes |= self.graph.named | self.graph.inputs
        self.outputs = tuple(self.graph.outputs)

    def evaluator(self, quantities: Iterable[Quantity], numbers: Numbers = FLOATS) -> Evaluator:
        """The graph itself, of which all values and first derivatives can be asked for."""
        quantities = list(quantities)
        return Evaluator(
            self.graph,
            numbers,
            [self.nodes[each.output] for each in quantities if each.output],
            [self.nodes[name] for each in quantities for name in each.by],
        )

    def target(self, quantity: Quantity, evaluator: Evaluator) -> Target:
        """A quantity in this graph or, a second derivative, in that of the first ones."""
        output = self.nodes.get(quantity.output)
        if quantity.kind != "second":
            by = self.nodes[quantity.by[0]] if quantity.by else None
            return Target(quantity, evaluator, output, by)
        first, second = quantity.by
        graph, entry = self._first(quantity.output, first)
        by = graph.named.get(second, graph.inputs.get(second))
        if entry is None or by is None:
            return Target(quantity, evaluator, None, None)
        return Target(quantity, Evaluator(graph, evaluator.m, [entry], [by]), entry, by)

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
                self.names.program,
                wrt=list(by) or None,
                of=[quantity.output],
                order=order,
                ties=self.ties,
                names=self.names,
            )
        return unparse(found.formulas()[0].formula)
