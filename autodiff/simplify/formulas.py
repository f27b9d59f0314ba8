"""Formulas of nodes, written out one by one, or together as a program that names what they share.

>>> from ..differentiation.derivative import differentiated
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> from ...parser.unparse import unparse
>>> found = differentiated(lower(survey(parse("exp(x*y)"))), ["x", "y"], general=True)
>>> made = {f"df_d{by}": node for (_, by), node in found.entries.items()}
>>> unparse(formulas(found.graph, made)["df_dx"])
'y*exp(x*y)'
>>> unparse(program(found.graph, made).program)
't1 = exp(x*y); df_dx = y*t1; df_dy = x*t1'
>>> operation_count(parse("2*x*cos(x^2) - 1").statements[0].value)
5
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...parser.syntax import Call, Name, Number, Program, Statement, Unary, children
from ...parser.unparse import unparse
from ..graph.graph import CONSTANT_NAMES
from ..graph.growth import SIZE_LIMIT, too_long
from ..rules import FUNCTION_NAMES
from .conditions import Conditions
from .draft import NOWHERE, Draft
from .layout import WEIGHTS
from .lowering import graph_of
from .reading import Reader
from .writing import Writer, write_nodes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from ...parser.syntax import Expression
    from ..graph.graph import Graph

_LARGEST_WRITTEN = 50_000
"""What is too long as it stands and has more parts than this is not simplified first."""

_LARGEST_GRAPH = 200_000
"""In a graph of more nodes than this, what is shared is not looked into."""

_LARGEST_OPENED = 200
"""In a program of more nodes than this, what is shared is not looked into."""


class Noted(NamedTuple):
    """A formula, and the conditions under which it is one and does not say so (`conditions.py`)."""

    expression: Expression
    conditions: tuple[Expression, ...]


def formulas(
    graph: Graph,
    nodes: Mapping[str, int],
    *,
    simplify: bool = True,
    functions: Mapping[str, int] | None = None,
) -> dict[str, Expression]:
    """The formulas of nodes in terms of the graph's inputs, under the names given.

    Each is what it would be alone. `functions` are the nodes that they are derivatives of, under
    the same names: all outputs if it is `None`. With `simplify=False` formulas are as the graph
    has them.

    Raises `BackpropError` where they would be longer than `SIZE_LIMIT`, all together.
    """
    draft, chosen = drafted(graph, nodes, simplify=simplify, functions=functions)
    return dict(zip(chosen, draft.trees(list(chosen.values())), strict=True))


def drafted(
    graph: Graph,
    nodes: Mapping[str, int],
    *,
    simplify: bool = True,
    functions: Mapping[str, int] | None = None,
) -> tuple[Draft, dict[str, int]]:
    """The same formulas as nodes of a draft."""
    draft = Draft()
    chosen = _plain(draft, graph, nodes)
    for name, shorter in _simplified(draft, graph, nodes, functions) if simplify else ():
        (formula,) = shorter.formulas
        if draft.operations[formula] <= draft.operations[chosen[name]]:
            chosen[name] = formula
    _check_size(draft, chosen.values())
    return draft, chosen


def noted_formulas(
    graph: Graph,
    nodes: Mapping[str, int],
    *,
    functions: Mapping[str, int] | None = None,
    firsts: Mapping[str, tuple[Graph, int]] | None = None,
) -> dict[str, Noted]:
    """The simplified formulas, as `formulas` gives them, with their conditions.

    `firsts` are first derivatives under the same names, which have to have values as well; where
    there is no node under a name, the formula is 0.
    """
    draft, firsts = Draft(), firsts or {}
    chosen = _plain(draft, graph, nodes)
    conditions: dict[str, list[int]] = {name: [] for name in chosen}
    for name, shorter in _simplified(draft, graph, nodes, functions):
        (formula,) = shorter.formulas
        if draft.operations[formula] <= draft.operations[chosen[name]]:
            chosen[name] = formula
            conditions[name] = shorter.left_out(nodes[name], firsts.get(name))
    for name, (first, node) in firsts.items():
        if name not in nodes:
            chosen[name] = draft.number(0, 0)
            conditions[name] = _Simplified(draft, first, [node]).asked(node)
    _check_size(draft, chosen.values())
    trees = iter(
        draft.trees([each for name in chosen for each in (chosen[name], *conditions[name])])
    )
    return {
        name: Noted(next(trees), tuple([next(trees) for _ in conditions[name]])) for name in chosen
    }


class _Simplified:
    """The simplified formulas of nodes that share a reader, with what writes their conditions.

    `functions` are the nodes that were differentiated; `apart` as the `Reader` has it.
    """

    def __init__(
        self,
        draft: Draft,
        graph: Graph,
        nodes: Iterable[int],
        functions: Iterable[int] = (),
        *,
        apart: bool = False,
    ) -> None:
        wanted = list(nodes)
        self._reader = Reader(graph, wanted, functions=functions, apart=apart)
        algebra = self._reader.algebra
        self._writer = Writer(draft, algebra.style, algebra.one, graph.inputs)
        self._terms = {node: self._reader.term(node) for node in wanted}
        self.formulas = self._writer.write([self._terms[node] for node in wanted])

    def asked(self, node: int) -> list[int]:
        """The expressions of all conditions that a node asks for."""
        return self._written(node, None, Conditions(self._reader.algebra))

    def left_out(self, node: int, first: tuple[Graph, int] | None = None) -> list[int]:
        """Those that a node asks for, or the first derivative of it, and its formula does not."""
        seen = Conditions(self._reader.algebra)
        seen.of_term(self._terms[node])
        return self._written(node, first, seen)

    def _written(self, node: int, first: tuple[Graph, int] | None, seen: Conditions) -> list[int]:
        asked = Conditions(self._reader.algebra)
        self._reader.ask(node, asked)
        if first is not None:
            graph, origin = first
            Reader(graph, [origin], algebra=self._reader.algebra).ask(origin, asked)
        return [self._writer.condition(each) for each in asked.without(seen)]


def _plain(draft: Draft, graph: Graph, nodes: Mapping[str, int]) -> dict[str, int]:
    plain = write_nodes(draft, graph, nodes.values())
    return {name: plain[node] for name, node in nodes.items()}


def _simplified(
    draft: Draft, graph: Graph, nodes: Mapping[str, int], functions: Mapping[str, int] | None
) -> Iterator[tuple[str, _Simplified]]:
    """The simplified formulas in a draft that holds the plain ones."""
    size = len(draft)
    if size > _LARGEST_WRITTEN:
        _check_size(draft, _plain(draft, graph, nodes).values())
    for name, node in nodes.items():
        origins = graph.outputs.values() if functions is None else [functions[name]]
        yield name, _Simplified(draft, graph, [node], origins, apart=size > _LARGEST_GRAPH)


def _check_size(draft: Draft, found: Iterable[int]) -> None:
    if sum([draft.sizes[node] for node in found]) > SIZE_LIMIT:
        raise too_long()


def operation_count(expression: Expression) -> int:
    """How many operators and functions an expression is written with.

    The sign of a negative number is none: `-2*x` has one operation, `-x` has one too. hypot(x, y)
    has those of the sqrt(x^2 + y^2) that it is short for.
    """
    count, pending = 0, [expression]
    while pending:
        node = pending.pop()
        operands = children(node)
        literal = isinstance(node, Unary) and isinstance(node.operand, Number)
        weight = WEIGHTS.get(node.function, 1) if isinstance(node, Call) else 1
        count += 0 if literal or not operands else weight
        pending += operands
    return count


class NotedProgram(NamedTuple):
    """A program, and by the names of its results the conditions that their formulas lack."""

    program: Program
    conditions: dict[str, tuple[Expression, ...]]


def program(
    graph: Graph,
    nodes: Mapping[str, int],
    *,
    simplify: bool = True,
    taken: Collection[str] = (),
) -> NotedProgram:
    """A program whose last statements give nodes their values, under the names given.

    Each earlier statement names a part that is used more than once: t1, t2, …, without the names
    that are in `taken` or mean something already. Without `simplify`, or where simplifying gives
    no shorter program, the parts are as the graph has them.
    """
    draft, chosen, simple = _drafted_together(graph, nodes, simplify=simplify)
    taken = {*taken, *nodes, *graph.inputs, *CONSTANT_NAMES, *FUNCTION_NAMES}
    names = _names(draft, chosen, taken)
    trees = draft.trees([*names, *chosen], names)
    targets = [*names.values(), *nodes]
    # A result that has a name of its own is written by that name.
    values = [
        Name(names[found], NOWHERE) if found in names else tree
        for found, tree in zip(chosen, trees[len(names) :], strict=True)
    ]
    statements = [
        Statement(value, NOWHERE, target=Name(target, NOWHERE))
        for target, value in zip(targets, [*trees[: len(names)], *values], strict=True)
    ]
    text = unparse(Program(tuple(statements), ""))
    conditions = {
        name: () if simple is None else tuple(draft.trees(simple.left_out(node)))
        for name, node in nodes.items()
    }
    return NotedProgram(Program(tuple(statements), text), conditions)


def simplified_graph(graph: Graph, nodes: Mapping[str, int]) -> Graph:
    """A graph of the simplified formulas of nodes, which are its outputs, with all the inputs."""
    draft, chosen, _ = _drafted_together(graph, nodes, simplify=True)
    return graph_of(draft, dict(zip(nodes, chosen, strict=True)), graph.inputs)


def _drafted_together(
    graph: Graph, nodes: Mapping[str, int], *, simplify: bool
) -> tuple[Draft, list[int], _Simplified | None]:
    """Formulas of nodes in a draft, with the fewest operations all together.

    With them comes what simplified them, unless they are as the graph has them.
    """
    draft = Draft()
    plain = write_nodes(draft, graph, nodes.values())
    chosen, shortest = [plain[node] for node in nodes.values()], None
    for apart in (True, False) if simplify else ():
        if apart or len(plain) <= _LARGEST_OPENED:
            found = _Simplified(draft, graph, nodes.values(), graph.outputs.values(), apart=apart)
            if _operations(draft, found.formulas) <= _operations(draft, chosen):
                chosen, shortest = found.formulas, found
    return draft, chosen, shortest


def _operations(draft: Draft, found: Iterable[int]) -> int:
    """How many operations a program has in which everything is worked out once."""
    return sum([bool(draft.operands[node]) for node in draft.reached(found)])


def _names(draft: Draft, chosen: Collection[int], taken: Collection[str]) -> dict[int, str]:
    """Names for the nodes that are used more than once."""
    uses: dict[int, int] = {}
    for found in chosen:
        uses[found] = uses.get(found, 0) + 1
    nodes = draft.reached(chosen)
    for node in nodes:
        for operand in draft.operands[node]:
            uses[operand] = uses.get(operand, 0) + 1
    names: dict[int, str] = {}
    number = 0
    for node in nodes:
        if uses[node] > 1 and not draft.is_plain(node):
            number += 1
            while f"t{number}" in taken:
                number += 1
            names[node] = f"t{number}"
    return names
