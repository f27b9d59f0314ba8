"""PyTorch: a script that says the formula only, and has PyTorch's autograd differentiate it.

It is for those who want a second opinion, so nothing in it comes from backprop's own derivatives.

Invariants:

- Every input and every name that is differentiated by is a tensor that requires its gradient;
  everything is in double precision.
- The branch of a `where` that is not taken is worked out at numbers at which nothing goes wrong,
  so that neither its value nor its derivative can leak.
- Nothing typed by a person stands in the script but names, which are identifiers of Python, and
  the expression, in a docstring that it cannot end.

>>> from ..differentiation.derivative import differentiated
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> from .subject import Subject
>>> found = differentiated(lower(survey(parse("sin(x)^2"))), ["x"])
>>> script = emit(Subject("sin(x)^2", found, ("x",)))
>>> "f = torch.sin(x) ** 2.0" in script
True
"""

from __future__ import annotations

import builtins
import keyword
from math import isfinite
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ..numbers.doubles import FLOATS
from ..rules import PRIMITIVES
from .names import Names
from .needs import conditions_apart
from .stages import is_plain_condition, plan
from .torch_script import OWN_NAMES, script
from .torch_tables import COMPARISONS, INFIX, LOWERED, REMARKS, SIMPLE, TIES_REMARK, spelled

if TYPE_CHECKING:
    from collections.abc import Container

    from ..graph.graph import Graph
    from .needs import Region
    from .stages import Plan
    from .subject import Subject

MOST_NODES = 100_000

_RESERVED = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *OWN_NAMES}
_CLOSED = 9
_BOUND = {"add": 1, "subtract": 1, "multiply": 2, "divide": 2, "negate": 3, "power": 4}
"""How tightly Python's operators bind."""

_PRODUCTS = {"csc", "sec", "cot", "sech", "csch", "coth", "logb", "cbrt", "gamma"}
"""What is spelled as a quotient or a product of calls."""

_HARMLESS = {"negate", "add", "subtract", "multiply", "square"}
"""What has a finite derivative wherever its arguments are finite."""

_FLAT = {*COMPARISONS, "and", "or", "not", "where"}
"""What can go wrong in no branch: it has no derivative, or only passes one on."""


def emit(subject: Subject) -> str:
    """A script that prints values and derivatives at the point on its command line.

    Raises `BackpropError` where the program has more than `MOST_NODES` operations.
    """
    graph = subject.derivatives.graph
    if len(graph) > MOST_NODES:
        raise BackpropError(
            f"the script would have {len(graph):,} operations, more than {MOST_NODES:,}",
            hint="ask for a smaller program",
        )
    return _Script(subject).text()


def _repeats(graph: Graph, node: int) -> tuple[int, ...]:
    """The positions of the arguments that a node's spelling repeats."""
    operation, count = graph.operations[node], len(graph.arguments[node])
    if operation is None or operation.name in INFIX or operation.name in SIMPLE:
        return ()
    if operation.name in COMPARISONS:
        return 0, 1  # a condition is written wherever it is asked about
    text = LOWERED[operation.name]
    return tuple(place for place in range(count) if text.count(f"{{{place}}}") > 1)


class _Script:
    """One script; for each node its text, and how tightly that binds."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._names = Names(_RESERVED)
        self._inputs = self._names.keep(subject.derivatives.graph.inputs)
        self._graph, self._plan = self._planned()
        graph = self._graph
        places = graph.inputs | graph.named
        self._wrt = [places[name] for name in subject.wrt]
        self._asked = {node for node in self._wrt if node not in graph.inputs.values()}
        self._held = {node for stage in self._plan.stages for node in stage}
        self._texts: dict[int, tuple[str, int]] = {}
        self._regions: dict[int, str] = {}
        self._lines: list[str] = []

    def _planned(self) -> tuple[Graph, Plan]:
        """What is written where.

        A part that both a condition and a branch are made of is worked out twice, if only then it
        is known which branch its derivative is needed in.
        """
        graph = self._subject.derivatives.graph
        together = self._plan_of(graph)
        twice, free, places = conditions_apart(graph)
        apart = self._plan_of(twice, free)
        is_worth_it = any(
            together.places[node] >= 0 and apart.depth(place) > together.depth(node)
            for node, place in enumerate(places)
        )
        return (twice, apart) if is_worth_it else (graph, together)

    def _plan_of(self, graph: Graph, free: Container[int] = ()) -> Plan:
        named = [graph.named[name] for name in self._subject.wrt if name in graph.named]
        outputs = [*graph.outputs.values(), *named]
        return plan(graph, [], outputs, lambda node: _repeats(graph, node), free)

    def text(self) -> str:
        """The whole script."""
        for node in self._plan.order:
            self._write(node)
        graph = self._graph
        used = [row for row in graph.operations if row is not None]
        remarks = [REMARKS[row.name] for row in used if row.name in REMARKS]
        if any(row is not PRIMITIVES[row.name] for row in used):
            remarks.append(TIES_REMARK)
        values = [self._raw(node) for node in graph.outputs.values()]
        wrt = [self._texts[node][0] for node in self._wrt]
        return script(
            self._subject,
            list(self._inputs.values()),
            [*self._lines, f"return {_tuple(values)}, {_tuple(wrt)}"],
            [f"{name} is called {other}." for name, other in self._names.renamed.items()]
            + list(dict.fromkeys(remarks)),
        )

    def _write(self, node: int) -> None:
        """Work out a node's text; a line of its own if it has a variable."""
        graph = self._graph
        if graph.operations[node] is not None:
            self._texts[node] = self._operation(node)
        elif node in graph.constants:
            value = FLOATS.constant(graph.constants[node])
            self._texts[node] = _literal(value), 3 if value < 0 else _CLOSED
        else:
            name = next(name for name, place in graph.inputs.items() if place == node)
            self._texts[node] = self._inputs[name], _CLOSED
        if node in self._held or node in self._asked:
            self._store(node)

    def _store(self, node: int) -> None:
        """Give a node a variable, from which PyTorch can differentiate if it is asked to."""
        text = self._texts[node][0]
        if node in self._asked:
            text = (
                f"tracked(number({text}))" if node in self._graph.constants else f"tracked({text})"
            )
        wanted = self._graph.names[node]
        name = self._names.fresh("v") if wanted is None else self._names.take(wanted)
        self._lines.append(f"{name} = {text}")
        self._texts[node] = name, _CLOSED

    def _is_constant(self, node: int) -> bool:
        return node in self._graph.constants and node not in self._asked

    def _raw(self, node: int) -> str:
        """A node's text where nothing around it binds; a constant as a tensor."""
        text = self._texts[node][0]
        return f"number({text})" if self._is_constant(node) else text

    def _closed(self, node: int, least: int = _CLOSED) -> str:
        """A node's text in parentheses if it binds less tightly than that."""
        text, bound = self._texts[node]
        return text if bound >= least else f"({text})"

    def _operation(self, node: int) -> tuple[str, int]:
        graph = self._graph
        operation, arguments = graph.operations[node], graph.arguments[node]
        assert operation is not None
        if is_plain_condition(graph, node, 0):
            sides = ", ".join(self._raw(argument) for argument in arguments[1:])
            return f"torch.where({self._condition(arguments[0])}, {sides})", _CLOSED
        name = operation.name
        bound = _BOUND.get(name, _CLOSED)
        texts = [self._argument(node, position) for position in range(len(arguments))]
        if name in _PRODUCTS:
            bound = _BOUND["multiply"]
        return spelled(name, texts), bound

    def _argument(self, node: int, position: int) -> str:
        """An argument as its operation has it, kept harmless outside of the operation's branch."""
        graph = self._graph
        operation, argument = graph.operations[node], graph.arguments[node][position]
        assert operation is not None
        name, place = operation.name, self._plan.places[node]
        all_constant = all(map(self._is_constant, graph.arguments[node]))
        if self._is_constant(argument) and (name not in (*_BOUND, *COMPARISONS) or all_constant):
            return self._raw(argument)
        is_from_outside = self._plan.places[argument] != place
        can_harm = name not in _FLAT and (name not in _HARMLESS or is_from_outside)
        if place and can_harm and not self._is_constant(argument):
            sample = operation.samples[0]
            safe = sample[min(position, len(sample) - 1)]
            return f"inside({self._branch(place)}, {self._raw(argument)}, {safe})"
        if name not in _BOUND:
            is_call = name in SIMPLE or name in ("max", "min", "logsumexp")
            return self._raw(argument) if is_call else self._closed(argument)
        least = _BOUND[name]
        is_left = position == 0 and name != "power"
        return self._closed(argument, least if is_left else least + 1)

    def _condition(self, node: int) -> str:
        """A condition as tensors of truth values."""
        operation = self._graph.operations[node]
        if operation is None or operation.name not in COMPARISONS:
            return f"{self._closed(node)} != 0"
        texts = [self._closed(argument) for argument in self._graph.arguments[node]]
        if all(map(self._is_constant, self._graph.arguments[node])):
            texts[0] = f"number({texts[0]})"
        return f"{texts[0]} {COMPARISONS[operation.name]} {texts[1]}"

    def _branch(self, place: int) -> str:
        """The variable that tells where a region is needed."""
        if place not in self._regions:
            region = self._plan.regions[place]
            if region.members:
                text = " | ".join(self._branch(member) for member in region.members)
            else:
                text = self._taken(region)
            name = self._regions[place] = self._names.fresh("branch")
            self._lines.append(f"{name} = {text}")
        return self._regions[place]

    def _taken(self, region: Region) -> str:
        assert region.condition is not None
        node, holds = region.condition
        text = self._condition(node)
        text = text if holds else f"~({text})"
        if not region.parent:
            return text
        return f"{self._branch(region.parent)} & {f'({text})' if holds else text}"


def _tuple(texts: list[str]) -> str:
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def _literal(value: float) -> str:
    return repr(value) if isfinite(value) else f'float("{value}")'
