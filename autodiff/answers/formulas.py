"""Derivatives as formulas: what `backprop diff` asks of a program, for all points at once.

Invariants:

- The formulas and the programs are of one derivative graph; a formula is the general one, and the
  points that a rule sets apart are told in a note, while a program holds at every point.
- An entry that is structurally zero is there, as `None`.

>>> from ...parser.parse import parse
>>> found = symbolic(parse("sin(x^2)*y"))
>>> [(line.title, unparse(line.formula)) for line in found.formulas()]
[('df/dx', '2*x*cos(x^2)*y'), ('df/dy', 'sin(x^2)')]
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ...parser.syntax import Binary, Call, Name, Number, Program, Statement
from ...parser.unparse import unparse
from ..differentiation.derivative import (
    NODE_LIMIT,
    Derivatives,
    differentiated,
    flat_operations,
    repeated,
)
from ..emit.derivative_program import DerivativeProgram
from ..graph.growth import most_nodes
from ..graph.labels import NOWHERE, bounded_formula, constant_tree, formula_or_name, shortened
from ..graph.notes import Note
from ..numbers.doubles import FLOATS
from ..program.diff_operator import MOST_ORDER
from ..program.text_notes import listed, text_notes
from ..rules import WHERE
from .question import Question, posed, understand
from .stepwise import cut, stepwise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ...parser.syntax import Expression
    from ..graph.graph import Graph
    from ..program.names import Survey


_CONDITIONS = frozenset({"<", "<=", ">", ">=", "==", "!=", "and", "or"})


@dataclass(frozen=True, slots=True)
class Formula:
    """A derivative as a formula: ∂output/∂by of some order; `title` is its name, `d2f/dx2`.

    `conditions` are what must be so for the derivative to be that, as far as the formula does not
    say so itself: `x != 0` beside `-1/(x^2 + 1)`, the derivative of `atan(1/x)`.
    """

    output: str
    by: str
    order: int
    formula: Expression
    conditions: tuple[Expression, ...] = ()

    @property
    def title(self) -> str:
        """`df/dx`, `d2f/dx2`; an output itself for order 0."""
        return title_of(self.output, self.by, self.order)


def title_of(output: str, by: str, order: int = 1) -> str:
    """What a derivative is called.

    >>> title_of("f", "x"), title_of("f", "x", 2), title_of("J", "b", 0)
    ('df/dx', 'd2f/dx2', 'J')
    """
    if order == 0:
        return output
    power = "" if order == 1 else str(order)
    return f"d{power}{output}/d{by}{power}"


def symbolic(
    program: Program,
    *,
    wrt: Sequence[str] | None = None,
    of: Sequence[str] | None = None,
    order: int = 1,
    ties: str = "split",
    names: Survey | None = None,
) -> Symbolic:
    """What differentiates a program by `wrt` (all its inputs if `None`), `order` times.

    `names` is what `understand` gave for this program, if it has been asked already.

    Raises `BackpropError`, located in the program's text, for whatever has no meaning, for names
    that are not there, and for an order that is too high or by several names.
    """
    try:
        return Symbolic(program, names or understand(program), wrt, of, order, ties)
    except BackpropError as error:
        raise error.located(program.text) from None


class Symbolic:
    """The derivatives of one program, to be said as formulas, as a program, or by an emitter.

    `wrt` are the names differentiated by, `outputs` what is differentiated, `inputs` all inputs.
    """

    def __init__(
        self,
        program: Program,
        names: Survey,
        wrt: Sequence[str] | None,
        of: Sequence[str] | None,
        order: int,
        ties: str,
    ) -> None:
        asked = posed(names, Question(wrt, of, ties), wrt or ())
        self.source = program.text
        self.wrt = tuple(asked.wrt)
        self.inputs = tuple(asked.graph.inputs)
        self.outputs = tuple(asked.graph.outputs)
        self.order = order
        self._names = names
        self._asked = asked
        self._ties = ties
        self._steps: list[Derivatives] | None = None
        self._check_order()

    def _check_order(self) -> None:
        if self.order < 0:
            raise BackpropError("the order of a derivative cannot be negative", hint="--order 2")
        if self.order > MOST_ORDER:
            raise BackpropError(f"derivatives are worked out up to the order {MOST_ORDER:,}")
        if self.order < 2 or len(self.wrt) == 1:
            return
        if not self.wrt:
            raise BackpropError(
                "there is nothing to differentiate by: the expression has no inputs",
                hint="leave --order out",
            )
        first = self.wrt[0]
        shown = ", ".join(self.wrt[:10]) + (", …" if len(self.wrt) > 10 else "")
        raise BackpropError(
            f"a derivative of order {self.order} is by one name, and there are {shown}",
            hint=f"choose one: --wrt {first}; all of order 2 are given by 'backprop hessian'",
        )

    def notes(self, *, general: bool) -> tuple[Note, ...]:
        """What a person should be told; `general` if formulas are shown."""
        graph = self._asked.graph
        found = list(text_notes(self._names, graph, self._asked.labels))
        flat = flat_operations(graph, self._asked.wrt.values(), graph.outputs.values())
        if self.order and not self.wrt:
            found.append(
                Note(
                    "information",
                    "there is nothing to differentiate by: the expression has no inputs",
                )
            )
        for node in flat if self.order else ():
            text = formula_or_name(graph, node)
            found.append(
                Note(
                    "information",
                    f"'{text}' passes no derivative on: its own is 0 wherever it has one",
                    span=graph.spans[node],
                )
            )
        if general:
            found += self._exceptions()
        else:
            found += self._overflows()
        return listed(list(dict.fromkeys(found)))

    def _overflows(self) -> Iterable[Note]:
        """The numbers that a program has no room for."""
        graph = self._asked.graph
        for node, constant in graph.constants.items():
            if isinstance(constant, tuple) and abs(FLOATS.constant(constant)) == inf:
                text = shortened(unparse(constant_tree(constant)))
                yield Note(
                    "warning",
                    f"'{text}' is too large for double precision and is infinite in a program",
                    span=graph.spans[node],
                )

    def _exceptions(self) -> Iterable[Note]:
        """The points that the general formula leaves out."""
        for found in self._steps or [self._derivatives(general=True)]:
            graph = found.graph
            moving = graph.above([*graph.inputs.values(), *graph.named.values()])
            for node in found.exceptions:
                if moving[node]:
                    text = shortened(bounded_formula(graph, node))
                    yield Note(
                        "information",
                        f"the formula is the general one: where {text}, the rule takes 0 in its "
                        "place",
                    )

    def _derivatives(self, *, general: bool, mode: str = "forward") -> Derivatives:
        graph = self._asked.graph
        if self.order == 1:
            return differentiated(graph, self.wrt, mode=mode, general=general)
        if not self.wrt:
            return Derivatives(graph, {})
        limit = most_nodes(graph, max(self.order, 1), NODE_LIMIT)
        return repeated(graph, self.wrt[0], self.order, general=general, limit=limit)

    def _general(self, *, simplify: bool) -> Derivatives:
        """The general derivatives, in which a defined name of `wrt` stands for itself."""
        if simplify and self.order > 1 and self.wrt:
            if self._steps is None:
                graph, ties = self._asked.graph, self._ties
                self._steps = stepwise(graph, self.wrt[0], self.order, ties=ties)
            return self._steps[-1]
        return cut(self._derivatives(general=True), self.wrt)

    def _entries(self) -> list[tuple[str, str]]:
        """Every output with every name, in the order of the answer; order 0 is by nothing."""
        if self.order == 0:
            return [(output, "") for output in self.outputs]
        return [(output, by) for output in self.outputs for by in self.wrt]

    def formulas(self, *, simplify: bool = True) -> tuple[Formula, ...]:
        """Every derivative as a formula, one after the other; 0 where nothing connects the two.

        Raises `BackpropError` where they would be too long to write out.
        """
        from ..simplify import formulas, noted_formulas

        found = self._general(simplify=simplify)
        entries = (
            found.entries if self.order else {(f, ""): n for f, n in found.graph.outputs.items()}
        )
        nodes = {title_of(*entry, self.order): node for entry, node in entries.items()}
        if not simplify:
            plain = formulas(found.graph, nodes, simplify=False)
            return tuple([self._formula(entry, plain) for entry in self._entries()])
        outputs = found.graph.outputs
        noted = noted_formulas(
            found.graph,
            nodes,
            functions={title_of(*entry, self.order): outputs[entry[0]] for entry in entries},
            firsts=self._firsts(),
        )
        plain = {title: each.expression for title, each in noted.items()}
        conditions = {title: each.conditions for title, each in noted.items()}
        made = [self._formula(entry, plain) for entry in self._entries()]
        return tuple([replace(each, conditions=conditions.get(each.title, ())) for each in made])

    def _formula(self, entry: tuple[str, str], trees: Mapping[str, Expression]) -> Formula:
        """An entry of the answer; 0 where nothing connects the two."""
        tree = trees.get(title_of(*entry, self.order), Number(0, 0, NOWHERE))
        return Formula(*entry, self.order, as_number(tree))

    def _firsts(self) -> dict[str, tuple[Graph, int]]:
        """The first derivatives of which there are higher ones, simplified in between."""
        first = self._steps[0] if self._steps else Derivatives(self._asked.graph, {})
        return {
            title_of(*entry, self.order): (first.graph, node)
            for entry, node in first.entries.items()
        }

    @property
    def names(self) -> frozenset[str]:
        """Every name that the program gives a meaning of its own."""
        return frozenset({*self.inputs, *self._names.definitions, *self.outputs, *self.wrt})

    def identified(self) -> dict[str, Formula]:
        """The names that derivatives have in `shared`, with what each is; formulas are left out."""
        return {
            name: Formula(output, by, self.order, Number(0, 0, NOWHERE))
            for (output, by), name in self._identifiers().items()
        }

    def shared(self, *, simplify: bool = True) -> tuple[Program, dict[str, tuple[Expression, ...]]]:
        """The derivatives as a program of the language, its common subexpressions named.

        With it come, by the names of the derivatives, the conditions that a `Formula` has.
        """
        from ..simplify import program

        found = self._general(simplify=simplify)
        names = self._identifiers()
        entries = (
            found.entries if self.order else {(f, ""): n for f, n in found.graph.outputs.items()}
        )
        nodes = {names[entry]: node for entry, node in entries.items()}
        made, conditions = program(
            found.graph, nodes, simplify=simplify, taken=self._taken(names.values())
        )
        zeros = [
            Statement(Number(0, 0, NOWHERE), NOWHERE, target=Name(names[entry], NOWHERE))
            for entry in self._entries()
            if entry not in entries
        ]
        return Program((*made.statements, *zeros), ""), conditions

    def _taken(self, also: Iterable[str] = ()) -> set[str]:
        names = self._names
        return {*names.places, *names.definitions, *names.outputs, *names.functions, *also}

    def _identifiers(self) -> dict[tuple[str, str], str]:
        """A name of the language for every entry, none of them in use."""
        taken, found = self._taken(), dict[tuple[str, str], str]()
        for output, by in self._entries():
            name = title_of(output, by, self.order).replace("/", "_")
            while name in taken:
                name += "_"
            taken.add(name)
            found[output, by] = name
        return found

    def subject(self, *, simplify: bool = False) -> DerivativeProgram:
        """The outputs and their derivatives as one graph that holds at every point."""
        found = self._derivatives(general=False, mode="reverse")
        if self.order == 0:
            found = replace(found, entries={})
        if simplify:
            found = self._simplified(found)
        return DerivativeProgram(self.source, found, self.wrt if self.order else (), self.order)

    def _simplified(self, found: Derivatives) -> Derivatives:
        """The same, simplified; what is used several times is one node of the graph."""
        from ..simplify import simplified_graph

        titles = {entry: title_of(*entry, self.order) for entry in found.entries}
        nodes = found.graph.outputs | {titles[entry]: found.entries[entry] for entry in titles}
        graph = simplified_graph(found.graph, nodes)
        entries = {entry: graph.outputs.pop(title) for entry, title in titles.items()}
        graph.named = graph.inputs | graph.outputs
        for name, node in graph.outputs.items():
            graph.names[node] = graph.names[node] or name
        return Derivatives(graph, entries)


def as_number(tree: Expression) -> Expression:
    """A formula that is a condition as the number that it is: relu' is `where(x > 0, 1, 0)`."""
    if isinstance(tree, Binary) and tree.operator in _CONDITIONS:
        one, zero = Number(1, 0, NOWHERE), Number(0, 0, NOWHERE)
        return Call(WHERE.name, (tree, one, zero), NOWHERE, NOWHERE)
    return tree
