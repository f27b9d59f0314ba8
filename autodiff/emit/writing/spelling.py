"""How an emitted program spells its nodes: by the templates of a language, parenthesised as needed.

Invariants:

- Operations are done in the order in which the graph has them: `a + (b + c)` keeps its parentheses.
- A comparison gives 1 or 0 where a number is meant, and is itself where a condition is.
- Only what a plan bounds is spelled by recursion: expressions of a few operations.

>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from ..languages.c import C
>>> from ..planning.plan import planned
>>> graph = lower(survey(parse("x - (y - 2)^2")))
>>> speller = Speller(C, planned(graph, [len(graph) - 1]), {0: "x", 1: "y", 3: "v1"})
>>> speller.operation(3).text, speller.operation(len(graph) - 1).text
('y - 2.0', 'x - v1*v1')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....parser.errors import BackpropError
from ...numbers.doubles import FLOATS
from .language import ATOM, SIGN, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ...graph.graph import Constant, Graph
    from ..planning.plan import Plan
    from ..planning.schedule import Assignment
    from .language import Language

_CONDITIONS = {"where": 1, "and": 2, "or": 2, "not": 1}
"""How many operands of a primitive are conditions."""


class Speller:
    """Spells the nodes of a plan in a language; `called` are the functions that it needed so far.

    `variables` are the names of the nodes that have one; `declared` are those of them that exist
    before they are assigned, beside what is assigned in branches.
    """

    def __init__(
        self,
        language: Language,
        plan: Plan,
        variables: Mapping[int, str],
        declared: Collection[int] = (),
    ) -> None:
        self.language = language
        self.plan = plan
        self.variables = variables
        self.called: dict[str, None] = {}
        self._graph = plan.graph
        self._declared = declared

    def is_declared(self, node: int) -> bool:
        """Whether a node's variable exists before it is assigned."""
        return node in self._declared or self.plan.is_in_branch(node)

    def is_undeclared(self, node: int) -> bool:
        """Whether a node's variable must be declared before the branches that assign it."""
        return node not in self._declared and self.plan.is_in_branch(node)

    def _guarded(self, node: int, text: str) -> str:  # noqa: ARG002
        """The text of a node that may be worked out where it is not needed."""
        return text

    def number(self, node: int) -> str:
        """A node where any number may stand."""
        return self._number(node).text

    def result(self, node: int | None) -> str:
        """What is given back for a node, or for a derivative that is structurally zero."""
        return self.language.zero if node is None else self.number(node)

    def assigned(self, step: Assignment) -> str:
        """What the variable of a step gets: an operation, or a branch of it."""
        target, source = step
        text = self.operation(target) if target == source else self._number(source)
        return self._guarded(source, text.text)

    def condition(self, node: int) -> str:
        """A node where a condition stands."""
        return self._guarded(node, self._truth(node).text)

    def _number(self, node: int) -> Text:
        variable = self.variables.get(node)
        if variable is not None:
            return Text(variable, ATOM)
        constant = self._graph.constants.get(node)
        return self.operation(node) if constant is None else self._constant(constant)

    def _constant(self, constant: Constant) -> Text:
        """A constant, as the language reads it to the same double."""
        known = self.language.constants
        if isinstance(constant, str) and constant in known:
            return Text(known[constant], ATOM)
        text = decimal(constant)
        sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
        if digits.endswith(".0"):
            digits = digits.removesuffix(".0") + self.language.decimals
        return Text(sign + known.get(digits, digits), SIGN if sign else ATOM)

    def _truth(self, node: int) -> Text:
        if not self._is_logic(node):
            return self.language.as_truth.applied([self._number(node)])
        variable = self.variables.get(node)
        return Text(variable, ATOM) if variable is not None else self._spelled(node)

    def _is_logic(self, node: int) -> bool:
        operation = self._graph.operations[node]
        return operation is not None and operation.kind == "compare"

    def operation(self, node: int) -> Text:
        """A node's operation as a number, whether or not it has a variable."""
        text = self._spelled(node)
        return self.language.as_number.applied([text]) if self._is_logic(node) else text

    def _spelled(self, node: int) -> Text:
        """A node's operation; a comparison, or what combines conditions, as a condition."""
        operation, arguments = self._graph.operations[node], self._graph.arguments[node]
        assert operation is not None
        name = operation.name
        if is_square(self._graph, node):
            name, arguments = "multiply", (arguments[0], arguments[0])
        if name == "not" and not self._is_logic(arguments[0]):
            return self.language.as_untruth.applied([self._number(arguments[0])])
        conditions = _CONDITIONS.get(name, 0)
        texts = [self._truth(argument) for argument in arguments[:conditions]]
        texts += [self._number(argument) for argument in arguments[conditions:]]
        return self._applied(node, name, texts)

    def _applied(self, node: int, name: str, arguments: Sequence[Text]) -> Text:
        """A primitive applied to arguments, by the tables.

        Raises `BackpropError` where the language has no way to say it.
        """
        language = self.language
        if name in language.simple:
            return language.simple[name].applied(arguments)
        function = language.defined.get(name)
        if function is not None:
            return self.call(function, arguments)
        reason = language.unsupported.get(name, "no one has told how")
        raise BackpropError(
            f"'{name}' cannot be said in {language.title}: {reason}",
            self._graph.spans[node],
            hint="emit another form, or write the function out in terms of others",
        )

    def call(self, function: str, arguments: Sequence[Text]) -> Text:
        """A call of a function that the program will have."""
        self.called[function] = None
        return Text(f"{function}({', '.join(text for text, _ in arguments)})", ATOM)


def is_square(graph: Graph, node: int) -> bool:
    """Whether a node is spelled `x*x`, with its argument twice."""
    operation, arguments = graph.operations[node], graph.arguments[node]
    if operation is None:
        return False
    if operation.name == "power":
        return graph.constants.get(arguments[1]) == (2, 0)
    return operation.name == "square"


def decimal(constant: Constant) -> str:
    """The shortest decimal that reads to the double that a constant is, `inf` or `nan`.

    >>> decimal((1, -1)), decimal((7, 0)), decimal((1, 400)), decimal("pi")
    ('0.1', '7.0', 'inf', '3.141592653589793')
    """
    return repr(FLOATS.constant(constant))
