"""How an emitted program spells its operations: four tables a target, and where parentheses go.

A target's tables name every primitive once: `infix`, by an operator; `simple`, by a function that
the target has; `lowered`, by a small function that is written into the program where it is used;
`unsupported`, not at all, with the reason.

Invariants:

- Operations are done in the order in which the graph has them: `a + (b + c)` keeps its parentheses.
- A comparison gives 1 or 0 where a number is meant, and is itself where a condition is.
- Only what a plan bounds is spelled by recursion: expressions of a few operations.

>>> enclosed(Text("a + b", ADD), MULTIPLY), enclosed(Text("a*b", MULTIPLY), ADD)
('(a + b)', 'a*b')
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ...parser.errors import BackpropError
from ..numbers.doubles import FLOATS
from ..rules import WHERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..graph.graph import Constant, Graph
    from .plan import Plan
    from .schedule import Assignment

CHOICE, LOGIC, COMPARE, ADD, MULTIPLY, SIGN, ATOM = range(7)
"""How tightly an operator binds, the loosest first."""


class Text(NamedTuple):
    """An expression and how tightly its outermost operator binds."""

    text: str
    binding: int


def enclosed(text: Text, least: int) -> str:
    """An expression as an operand, in parentheses if it binds less tightly than it must."""
    return text.text if text.binding >= least else f"({text.text})"


class Tables(NamedTuple):
    """The four tables of a target; the keys of all are the names of the primitives, each once.

    `lowered` gives the name of a definition, `unsupported` the reason, a sentence without its stop.
    """

    infix: Mapping[str, str]
    simple: Mapping[str, str]
    lowered: Mapping[str, str]
    unsupported: Mapping[str, str]


ARITHMETIC = {"negate": "-", "add": "+", "subtract": "-", "multiply": "*", "divide": "/",
    "square": "*"}  # fmt: skip
"""What C and its descendants spell alike; a square is a product."""

COMPARISONS = {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=",
    "equal": "==", "not_equal": "!="}  # fmt: skip

_COMMENT = re.compile(r'""".*?"""|/\*.*?\*/|//[^\n]*', re.DOTALL)
_BINDINGS = {"add": ADD, "subtract": ADD, "multiply": MULTIPLY, "divide": MULTIPLY, "mod": MULTIPLY}
_SPACED = {"add", "subtract", "mod"}


class Speller(ABC):
    """Spells the nodes of a plan; `called` are the definitions that it turned out to need."""

    title: ClassVar[str]
    tables: ClassVar[Tables]

    def __init__(self, plan: Plan, variables: Mapping[int, str]) -> None:
        self._graph = plan.graph
        self._variables = variables
        self.called: dict[str, None] = {}

    @abstractmethod
    def _constant(self, constant: Constant) -> Text:
        """A constant, as the target reads it to the same double."""

    @abstractmethod
    def _as_number(self, truth: Text) -> Text:
        """A condition as 1 or 0."""

    @abstractmethod
    def _as_truth(self, number: Text) -> Text:
        """Whether a number is not 0, as a condition."""

    @abstractmethod
    def _choice(self, condition: Text, yes: Text, no: Text) -> Text:
        """One of two expressions; the other is not worked out."""

    def _guarded(self, node: int, text: str) -> str:  # noqa: ARG002
        """The text of a node that may be worked out where it is not needed."""
        return text

    def number(self, node: int) -> str:
        """A node where any number may stand."""
        return self._number(node).text

    def result(self, node: int | None) -> str:
        """What is given back for a node, or for a derivative that is structurally zero."""
        return "0.0" if node is None else self.number(node)

    def assigned(self, step: Assignment) -> str:
        """What the variable of a step gets: an operation, or a branch of it."""
        target, source = step
        text = self.operation(target) if target == source else self._number(source)
        return self._guarded(source, text.text)

    def condition(self, node: int) -> str:
        """A node where a condition stands."""
        return self._guarded(node, self._truth(node).text)

    def _number(self, node: int) -> Text:
        variable = self._variables.get(node)
        if variable is not None:
            return Text(variable, ATOM)
        constant = self._graph.constants.get(node)
        return self.operation(node) if constant is None else self._constant(constant)

    def _truth(self, node: int) -> Text:
        variable = self._variables.get(node)
        if not self._is_logic(node):
            return self._as_truth(self._number(node))
        return Text(variable, ATOM) if variable is not None else self.logic(node)

    def _is_logic(self, node: int) -> bool:
        operation = self._graph.operations[node]
        return operation is not None and operation.kind == "compare"

    def operation(self, node: int) -> Text:
        """A node's operation, whether or not it has a variable."""
        operation, arguments = self._graph.operations[node], self._graph.arguments[node]
        assert operation is not None
        if operation is WHERE:
            condition, yes, no = arguments
            return self._choice(self._truth(condition), self._number(yes), self._number(no))
        if operation.kind == "compare":
            return self._as_number(self.logic(node))
        if is_square(self._graph, node):
            return self._infix("multiply", [self._number(arguments[0])] * 2)
        return self._arithmetic(node, operation.name, [self._number(place) for place in arguments])

    def _arithmetic(self, node: int, name: str, arguments: Sequence[Text]) -> Text:
        """An operation that is not logic, by the tables.

        Raises `BackpropError` where the target has no way to say it.
        """
        if name in self.tables.infix:
            return self._infix(name, arguments)
        if name in self.tables.simple:
            return self.call(self.tables.simple[name], arguments)
        if name in self.tables.lowered:
            return self.lowered(self.tables.lowered[name], arguments)
        raise BackpropError(
            f"'{name}' cannot be said in {self.title}: {self.tables.unsupported[name]}",
            self._graph.spans[node],
            hint="emit another form, or write the function out in terms of others",
        )

    def call(self, function: str, arguments: Sequence[Text]) -> Text:
        """A function applied to arguments."""
        return Text(f"{function}({', '.join(text for text, _ in arguments)})", ATOM)

    def lowered(self, definition: str, arguments: Sequence[Text]) -> Text:
        """A definition applied to arguments; the program will have it."""
        self.called[definition] = None
        return self.call(definition, arguments)

    def _infix(self, name: str, arguments: Sequence[Text]) -> Text:
        symbol = self.tables.infix[name]
        if len(arguments) == 1:  # never two signs in a row: `--` is something else in C
            return Text(symbol + enclosed(arguments[0], ATOM if name == "negate" else SIGN), SIGN)
        binding = _BINDINGS[name]
        left, right = enclosed(arguments[0], binding), enclosed(arguments[1], binding + 1)
        space = " " if name in _SPACED else ""
        return Text(f"{left}{space}{symbol}{space}{right}", binding)

    def logic(self, node: int) -> Text:
        """A comparison, or what combines conditions, as a condition."""
        operation, arguments = self._graph.operations[node], self._graph.arguments[node]
        assert operation is not None
        symbol = self.tables.infix[operation.name]
        if operation.name in COMPARISONS:
            left, right = (enclosed(self._number(place), ADD) for place in arguments)
            return Text(f"{left} {symbol} {right}", COMPARE)
        if operation.name == "not" and not self._is_logic(arguments[0]):
            number = enclosed(self._number(arguments[0]), COMPARE + 1)
            return Text(f"{number} {self.tables.infix['equal']} 0", COMPARE)
        if operation.name == "not":
            return Text(symbol + enclosed(self._truth(arguments[0]), ATOM), SIGN)
        left, right = (enclosed(self._truth(place), COMPARE) for place in arguments)
        return Text(f"{left} {symbol} {right}", LOGIC)


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


def signed(text: str) -> Text:
    """A number that may begin with a sign."""
    return Text(text, SIGN if text.startswith("-") else ATOM)


def needed_definitions(called: Mapping[str, None], definitions: Mapping[str, str]) -> list[str]:
    """The texts of definitions, with those that they need in turn, in the order of their table."""
    needed, waiting = dict[str, None](), list(called)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = None
            words = dict.fromkeys(re.findall(r"\w+", _COMMENT.sub("", definitions[name])))
            waiting += [word for word in words if word in definitions]
    return [text for name, text in definitions.items() if name in needed]
