"""An explanation as plain data: the forward pass, the local rules, the sweeps, and what they mean.

Invariants:

- Every number is read off a `Solution`; trees hold names and literals, and `values` has the number
  of each name, so a formula "with the numbers in it" cannot hold another.
- What is not shown is counted: `left_out` of a part says how many of its nodes are missing.

>>> from ...parser.parse import parse
>>> found = explain(parse("(x+y)*z"), {"x": -2.0, "y": 5.0, "z": -4.0})
>>> [(part.name, part.value) for part in found.forward]
[('x', -2.0), ('y', 5.0), ('z', -4.0), ('v1', 3.0), ('f', -12.0)]
>>> found.sweeps[0].start, [step.by for step in found.sweeps[0].steps]
('f', ['f', 'v1', 'z', 'y', 'x'])
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ...parser.parse import parse
from ...parser.syntax import Call, Name
from ...parser.unparse import unparse
from ..answers.question import Question, Solution, solve, understand
from ..diagnostics.cross_check import relative_difference
from ..graph.labels import NOWHERE, constant_tree, formula_or_name, operation_tree, shortened
from .chain_rule import forward_steps, ordinal, reverse_steps
from .finite_step import moves
from .local_rules import general_rule, local_formula
from .second_derivative import motions
from .wording import choice, role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...parser.syntax import Expression, Program
    from ..differentiation.sweeps import Edge
    from ..graph.notes import Note, Number
    from ..program.names import Survey
    from .chain_rule import Sweep
    from .finite_step import Move
    from .local_rules import GeneralRule
    from .second_derivative import Motion

MOST_NODES = 60
"""An explanation shows no more nodes than this unless it is asked to."""

MOST_SWEEPS = 12
"""It follows no more sweeps than this, and no more inputs."""

_SHOWN_ARGUMENTS = 12
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Wish:
    """How a program is to be explained.

    `only` is `dNAME`, `dOUT/dNAME` or `NAME`. `amount` is the step of an input that "what it
    means" speaks of. `limit` is the greatest number of nodes that are shown.
    """

    mode: str = "reverse"
    only: str | None = None
    order: int = 1
    amount: Any = 1
    limit: int = MOST_NODES


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A node of the forward pass; `value` is `None` for one that is not used.

    It belongs to a branch that was not taken or, `in_limit`, to a derivative that is a limit.
    `derived_from` is what was written in a `diff(…)` whose derivative this node is.
    """

    name: str
    kind: str
    formula: Expression | None
    value: Number | None
    output: bool
    derived_from: str | None = None
    in_limit: bool = False
    by_limit: bool = False


@dataclass(frozen=True, slots=True)
class Local:
    """A local derivative: the general rule, the same in this graph's names, and its number.

    `named` is `None` where the operation has too many arguments to write the rule out, and where
    the rule is not what was given: at a kink.
    """

    node: str
    argument: str
    mark: str
    rule: GeneralRule
    named: Expression | None
    value: Number | None


@dataclass(frozen=True, slots=True)
class Gate:
    """An operation as the backward pass sees it.

    `role` says what it does to a gradient, `choice` which of its pieces it is on, `kinks` what was
    given where a derivative does not exist.
    """

    node: str
    operation: str
    formula: Expression
    locals: tuple[Local, ...]
    role: str
    choice: str | None
    kinks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many nodes there are and how many each part leaves out."""

    nodes: int
    forward: int = 0
    gates: int = 0
    sweeps: int = 0
    moves: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that `backprop explain` has to say; `values` has the number of every name.

    `mode` says which sweeps are told. `only` is the quantity that was asked for, if one was. Where
    the second derivative is told by one input, `speed` explains the first as a program of its own.
    """

    source: str
    expression: str
    inputs: dict[str, Number]
    wrt: tuple[str, ...]
    outputs: tuple[str, ...]
    values: dict[str, Number | None]
    forward: tuple[Evaluated, ...]
    gates: tuple[Gate, ...]
    sweeps: tuple[Sweep, ...]
    moves: tuple[Move, ...]
    motions: tuple[Motion, ...]
    notes: tuple[Note, ...]
    sizes: Sizes
    mode: str
    numbers: str
    digits: int | None
    only: str | None = None
    speed: Explanation | None = None


def explain(
    program: Program | Survey,
    point: Mapping[str, Any],
    question: Question | None = None,
    wish: Wish | None = None,
) -> Explanation:
    """Explain a program at a point.

    Raises `BackpropError` as `evaluate` does, and for a quantity that is not there.
    """
    asking, wishing = question or Question(), wish or Wish()
    quantity: str | None = None
    if wishing.only is not None:
        asking, quantity = _narrowed(understand(program), asking, wishing.only)
    found = solve(program, point, replace(asking, mode=wishing.mode))
    told = _Explaining(found, wishing, quantity).answer()
    if wishing.order == 1 or quantity == "value":
        return told
    moving = motions(found, point, asking, list(asked_inputs(told)))
    walk = _speed_explained(moving[0], told, point, asking, wishing) if len(moving) == 1 else None
    return replace(told, motions=moving, speed=walk)


def _speed_explained(
    motion: Motion,
    told: Explanation,
    point: Mapping[str, Any],
    question: Question,
    wish: Wish,
) -> Explanation | None:
    """The derivative as a program of its own, explained like any other.

    `None` where its general formula is too long, or does not hold at this point.
    """
    if motion.speed_formula is None or motion.by not in told.inputs:
        return None
    name = "speed"
    while name in {*told.inputs, *told.outputs, *told.values}:
        name += "_"
    program = parse(f"{name} = {unparse(motion.speed_formula)}")
    at = {**told.inputs, **point}
    asked = replace(question, wrt=[motion.by], of=None)
    try:
        names = understand(program)
        known = {each: at[each] for each in (*names.inputs, *names.constants) if each in at}
        if motion.by not in known:
            return None
        found = explain(names, known, asked, replace(wish, order=1, only=None))
    except BackpropError:
        return None
    pairs = (
        (found.values[name], motion.speed),
        (found.moves[0].derivative, motion.acceleration),
    )
    agree = all(
        value is not None and relative_difference(value, expected) <= _ROUNDING
        for value, expected in pairs
    )
    return found if agree else None


def asked_inputs(told: Explanation) -> Sequence[str]:
    """The inputs that are followed one by one, the first ones if there are many."""
    return told.wrt[:MOST_SWEEPS]


def _narrowed(names: Survey, question: Question, only: str) -> tuple[Question, str]:
    """The question that asks for one quantity, and whether that is a `value` or a `derivative`."""
    known = {*names.inputs, *names.constants, *names.definitions, *names.outputs}
    above, slash, below = only.partition("/")
    if slash and above.startswith("d") and below.startswith("d"):
        return replace(question, of=[above[1:]], wrt=[below[1:]]), "derivative"
    if only in known:
        return replace(question, of=[only]), "value"
    if only.startswith("d") and only[1:] in known:
        return replace(question, wrt=[only[1:]]), "derivative"
    first = next(iter(names.inputs), "x")
    raise BackpropError(
        f"there is nothing called '{only}' to explain",
        hint=f"ask for a derivative, as --only d{first}, or for a value by its name",
    )


class _Explaining:
    """One explanation being put together."""

    def __init__(self, found: Solution, wish: Wish, quantity: str | None) -> None:
        self._solution = found
        self._wish = wish
        self._quantity = quantity
        graph = found.graph
        shown = graph.shown()
        self._listed = [
            node
            for node in range(len(graph))
            if graph.names[node] is not None or (graph.operations[node] is not None and shown[node])
        ]
        if quantity == "derivative":
            self._listed = self._on_the_way()
        self._shown = self._chosen(self._listed)
        self._derived = {
            each.result: shortened(found.program.text[slice(*span)])
            for each in graph.derived
            if (span := graph.spans[each.source]) is not None
        }
        self._in_limits = graph.below(found.linearization.fixed)
        self._taken = {*graph.named, *graph.inputs, *found.labels}

    def _on_the_way(self) -> list[int]:
        """The nodes between what was asked for and the output, and what they are made of."""
        edges, graph = self._solution.edges, self._solution.graph
        marks = bytearray(len(graph))
        for node in (*self._solution.wrt.values(), *graph.outputs.values()):
            marks[node] = 1
        for node, node_edges in enumerate(edges):
            if node_edges:
                for argument in (node, *graph.arguments[node]):
                    marks[argument] = 1
        return [node for node in self._listed if marks[node]]

    def _chosen(self, nodes: Sequence[int]) -> list[int]:
        """The nodes themselves, or the first and the last of them where there are too many."""
        limit = self._wish.limit
        if len(nodes) <= limit:
            return list(nodes)
        tail = (limit + 1) // 2
        return [*nodes[: limit - tail], *nodes[len(nodes) - tail :]]

    def answer(self) -> Explanation:
        solution, wish = self._solution, self._wish
        value_only = self._quantity == "value"
        operations = self._operations()
        gates = [] if value_only else self._chosen(operations)
        starts = () if value_only else self._starts()
        sweeps = tuple([self._sweep(start) for start in starts[:MOST_SWEEPS]])
        swept = [name for name in solution.wrt if name not in solution.left_out]
        followed = [] if value_only else swept[:MOST_SWEEPS]
        sizes = Sizes(
            len(solution.graph),
            len(self._listed) - len(self._shown),
            0 if value_only else len(operations) - len(gates),
            len(starts) - len(sweeps),
            0 if value_only else len(solution.wrt) - len(followed),
        )
        return Explanation(
            source=solution.program.text,
            expression=solution.expression,
            inputs=solution.inputs(),
            wrt=tuple(solution.wrt),
            outputs=tuple(solution.graph.outputs),
            values=self._values(),
            forward=tuple([self._evaluated(node) for node in self._shown]),
            gates=tuple([self._gate(node) for node in gates]),
            sweeps=sweeps,
            moves=tuple(moves(solution, followed, wish.amount)),
            motions=(),
            notes=solution.notes,
            sizes=sizes,
            mode=wish.mode,
            numbers=solution.m.name,
            digits=solution.m.digits,
            only=wish.only,
        )

    def _operations(self) -> list[int]:
        """What the derivatives pass, and where they end: what moves and passes nothing on."""
        at, graph = self._solution.linearization, self._solution.graph
        moving = graph.above(self._solution.wrt.values())
        return [
            node
            for node in self._listed
            if at.edges[node]
            or (at.examined[node] and moving[node] and graph.operations[node] is not None)
        ]

    def _starts(self) -> Sequence[str]:
        solution = self._solution
        if self._wish.mode == "forward":
            return [name for name in solution.wrt if name not in solution.left_out]
        return list(solution.graph.outputs)

    def _sweep(self, start: str) -> Sweep:
        solution = self._solution
        sweep = solution.adjoints if self._wish.mode == "reverse" else solution.tangents
        numbers = sweep[start]
        shown = self._chosen([node for node in range(len(numbers)) if numbers[node] is not None])
        walk = reverse_steps if self._wish.mode == "reverse" else forward_steps
        return walk(solution, start, shown)

    def _values(self) -> dict[str, Number | None]:
        """The numbers of all names that any shown formula may hold."""
        solution = self._solution
        found: dict[str, Number | None] = {}
        for node in (*self._shown, *(node for node, edges in enumerate(solution.edges) if edges)):
            for place in (node, *solution.graph.arguments[node][:_SHOWN_ARGUMENTS]):
                if place not in solution.graph.constants or solution.graph.names[place] is not None:
                    found[solution.labels[place]] = solution.value(place)
        return found

    def _evaluated(self, node: int) -> Evaluated:
        solution = self._solution
        graph = solution.graph
        is_operation = graph.operations[node] is not None
        leaf = "constant" if node in graph.constants else "input"
        return Evaluated(
            solution.labels[node],
            "operation" if is_operation else leaf,
            self._formula(node) if is_operation else None,
            solution.value(node) if is_operation else solution.m.report(solution.values[node]),
            node in graph.outputs.values(),
            self._derived.get(node),
            bool(self._in_limits[node]),
            node in solution.linearization.fixed,
        )

    def _leaf(self, node: int) -> Expression:
        """An argument as a formula shows it: by its name, or as the literal that it is."""
        graph = self._solution.graph
        if node in graph.constants and graph.names[node] is None:
            return constant_tree(graph.constants[node])
        return Name(self._solution.labels[node], NOWHERE)

    def _formula(self, node: int) -> Expression:
        arguments = self._solution.graph.arguments[node]
        leaves = [self._leaf(argument) for argument in arguments[:_SHOWN_ARGUMENTS]]
        if len(arguments) > _SHOWN_ARGUMENTS:
            row = self._solution.graph.operations[node]
            assert row is not None
            return Call(row.name, (*leaves, Name("…", NOWHERE)), NOWHERE, NOWHERE)
        return operation_tree(self._solution.graph, node, leaves)

    def _gate(self, node: int) -> Gate:
        solution = self._solution
        graph = solution.graph
        row, label = graph.operations[node], solution.labels[node]
        assert row is not None
        arguments = graph.arguments[node]
        numbers = [solution.values[argument] for argument in arguments]
        names = [self._readable(argument) for argument in arguments]
        kinks = [note.text for note in solution.notes if note.kind == "kink" and note.node == label]
        return Gate(
            label,
            row.name,
            self._formula(node),
            tuple([self._local(node, edge) for edge in solution.edges[node][:_SHOWN_ARGUMENTS]]),
            role(row, [argument in graph.constants for argument in arguments]),
            choice(row, numbers, solution.values[node], names),
            tuple(kinks),
        )

    def _readable(self, node: int) -> str:
        """An argument as a sentence calls it: by a person's name for it, or by its formula."""
        graph = self._solution.graph
        if graph.names[node] is not None or graph.operations[node] is None:
            return self._solution.labels[node]
        return formula_or_name(graph, node)

    def _local(self, node: int, edge: Edge) -> Local:
        solution = self._solution
        graph = solution.graph
        row = graph.operations[node]
        assert row is not None
        return Local(
            solution.labels[node],
            solution.labels[edge.argument],
            ordinal(solution, node, edge),
            general_rule(row, len(graph.arguments[node]), edge.position, self._taken),
            local_formula(solution, node, edge),
            solution.reported(edge.partial),
        )
