"""The rule for a local derivative: in general letters, and in the names of one graph.

No rule is written here: the row's own partial is run over the Builder, on letters and again on the
names of the graph, and what it makes is simplified.

>>> from ...parser.unparse import unparse
>>> from ..rules import PRIMITIVES
>>> rule = general_rule(PRIMITIVES["multiply"], 2, 0, ())
>>> unparse(rule.function), rule.by, unparse(rule.derivative)
('u*v', 'u', 'v')
>>> unparse(named_rule(PRIMITIVES["power"], ["x", (3, 0)], 0))
'3*x^2'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ...parser.syntax import Binary, Call, Name
from ..answers.formulas import as_number
from ..diagnostics.cross_check import relative_difference
from ..differentiation.builder import Builder
from ..differentiation.sweeps import evaluate
from ..graph.graph import Graph
from ..graph.labels import NOWHERE, operation_tree
from ..numbers.doubles import FLOATS
from ..rules import PRIMITIVES_EACH, WHERE
from ..simplify import formulas

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ...parser.syntax import Expression
    from ..answers.question import Solution
    from ..differentiation.sweeps import Edge
    from ..graph.graph import Constant
    from ..rules import Primitive

MOST_ARGUMENTS = 6
"""A rule is not spelled out on more arguments than this."""

_ROUNDING = 1e-6
"""Two ways of writing one formula may differ by so much where digits cancel."""

_STRICT = {">=": ">", "<=": "<"}

_LETTERS = "uvwpqrstxyzabcdghkmn"


class GeneralRule(NamedTuple):
    """∂function/∂by = derivative, in letters that the graph does not use."""

    function: Expression
    by: str
    derivative: Expression


def general_rule(
    operation: Primitive, count: int, position: int, taken: Collection[str]
) -> GeneralRule:
    """The rule of an operation on `count` arguments for that at `position`.

    Of a function of any number of arguments it is the rule where one of them alone attains the
    value; what is given at a tie is told apart. Letters in `taken` are not used.
    """
    if count > MOST_ARGUMENTS:
        count, position = 2, min(position, 1)
    letters = _letters(operation, count, taken)
    trees = [Name(letter, NOWHERE) for letter in letters]
    function = _on(operation, trees)
    return GeneralRule(function, letters[position], _derivative(operation, list(letters), position))


def named_rule(
    operation: Primitive, arguments: Sequence[str | Constant], position: int
) -> Expression | None:
    """The rule on the arguments of one node: names as texts, literals as exact numbers.

    `None` where it would be too long to read.
    """
    if len(arguments) > MOST_ARGUMENTS:
        return None
    return _derivative(operation, arguments, position)


def local_formula(solution: Solution, node: int, edge: Edge) -> Expression | None:
    """The rule on one active edge of a graph, in its own names.

    `None` where it would be too long to read, and where the partial is another: at a kink, or at a
    point that the rule sets apart. A `where` hands on what it took, as it is.
    """
    graph = solution.graph
    row = graph.operations[node]
    assert row is not None
    if row is WHERE:
        return None
    arguments: list[str | Constant] = [
        graph.constants[place]
        if place in graph.constants and graph.names[place] is None
        else solution.labels[place]
        for place in graph.arguments[node][: MOST_ARGUMENTS + 1]
    ]
    if len(arguments) > MOST_ARGUMENTS:
        return None
    program, result = _program(row, arguments, edge.position)
    point = {
        solution.labels[place]: solution.value(place) for place in graph.arguments[node]
    }  # fmt: skip
    if not _holds(program, result, point, solution.reported(edge.partial)):
        return None
    return _alone(row, as_number(formulas(program, {"rule": result})["rule"]))


def _alone(operation: Primitive, tree: Expression) -> Expression:
    """The rule of `max` and `min` for a winner alone: what is given at a tie is told apart."""
    if operation.name not in ("max", "min"):
        return tree
    if isinstance(tree, Binary):
        left, right = _alone(operation, tree.left), _alone(operation, tree.right)
        return Binary(_STRICT.get(tree.operator, tree.operator), left, right, tree.span)
    if isinstance(tree, Call):
        arguments = tuple([_alone(operation, argument) for argument in tree.arguments])
        return Call(tree.function, arguments, tree.span, tree.function_span)
    return tree


def _holds(program: Graph, result: int, point: Mapping[str, Any], partial: Any) -> bool:  # noqa: ANN401
    """Whether a rule gives this partial; a number that is no double is not looked at."""
    try:
        here = {name: float(point[name]) for name in program.inputs}
        expected = float(partial)
    except (KeyError, OverflowError, TypeError):
        return True
    found = evaluate(program, FLOATS, here)[result]
    return relative_difference(found, expected) <= _ROUNDING


def _on(operation: Primitive, trees: Sequence[Expression]) -> Expression:
    graph = Graph()
    nodes = tuple([graph.add_input(str(place)) for place in range(len(trees))])
    return operation_tree(graph, graph.add_operation(operation, nodes), trees)


def _derivative(
    operation: Primitive, arguments: Sequence[str | Constant], position: int
) -> Expression:
    program, result = _program(operation, arguments, position)
    return _alone(operation, as_number(formulas(program, {"rule": result})["rule"]))


def _program(
    operation: Primitive, arguments: Sequence[str | Constant], position: int
) -> tuple[Graph, int]:
    """What the row's partial makes over the Builder, and which of its nodes is the rule."""
    graph = Graph()
    nodes = tuple([_leaf(graph, argument) for argument in arguments])
    row = PRIMITIVES_EACH[operation.name]
    out = graph.add_operation(row, nodes)
    builder = Builder(graph, general=True)
    handles = tuple([builder.handle(node) for node in nodes])
    (partial,) = row.partials_at(builder, [position], handles, builder.handle(out))
    return builder.program, builder.node(partial)


def _leaf(graph: Graph, argument: str | Constant) -> int:
    if not isinstance(argument, str):
        return graph.add_constant(argument)
    return graph.inputs[argument] if argument in graph.inputs else graph.add_input(argument)


def _letters(operation: Primitive, count: int, taken: Collection[str]) -> list[str]:
    """A letter for each argument; parameters with a meaning of their own keep their names."""
    names = operation.shown_parameters
    free = [letter for letter in _LETTERS if letter not in taken and letter not in names[2:]]
    found: list[str] = []
    for place in range(count):
        name = names[place] if place < len(names) else "x"
        plain = name in ("x", "y", "a", "b", "n") or operation.variadic or name in taken
        found.append(free.pop(0) if plain and free else f"{name}_" if name in taken else name)
    return found
