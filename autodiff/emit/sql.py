"""SQL: a query that puts the value and the gradient next to the rows of a table.

Every node that is used twice is a column of a common table expression, and every stage carries all
columns on, so that a reader may add a key to the last SELECT.

Invariants:

- What the query gives is NULL where the value, or what it is made of, does not exist; no row can
  make it fail, save by overflow where the dialect cannot have it.
- A derivative is NULL where its output is, whatever its own formula gives.
- Nothing typed by a person stands in the query but names, which are identifiers, quoted where they
  must be, and the expression, in a comment that it cannot end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ..numbers.doubles import FLOATS
from .sql_header import header
from .sql_names import Names, column_names
from .sql_tables import DIALECTS, TITLES, tables
from .sql_terms import Term, Terms
from .stages import OPPOSITES, is_plain_condition, plan

if TYPE_CHECKING:
    from ..graph.graph import Graph
    from .needs import Condition
    from .subject import Subject

__all__ = ["DIALECTS", "emit"]

MOST_COLUMNS = 1000
"""Columns between the inputs and the answer; SQLite has 2000 in all, and PostgreSQL 1664."""

MOST_STAGES = 200
"""Common table expressions that read each other."""

MOST_NODES = 20_000

_LARGEST = "1.7976931348623157e308"
_STAGE = "bp_stage_"
_MATERIALIZED = ("duckdb", "sqlite", "postgres")
"""Who could write a common table expression's columns out at each use, and can be told not to."""


def emit(subject: Subject, dialect: str) -> str:
    """A query in a dialect, for a table `points` with a column for each input.

    Raises `BackpropError` where the dialect is unknown, sqlglot is not installed, a function
    cannot be said in the dialect, two inputs would be one column, or the query would be too long.
    """
    if dialect not in DIALECTS:
        raise BackpropError(
            f"there is no SQL dialect '{dialect}'", hint=f"choose one of {', '.join(DIALECTS)}"
        )
    graph = subject.derivatives.graph
    if len(graph) > MOST_NODES:
        raise _too_long(f"{len(graph):,} operations", f"{MOST_NODES:,}")
    _refuse_unsupported(graph, dialect)
    return _Query(subject, Terms(dialect)).text()


def _too_long(amount: str, limit: str) -> BackpropError:
    return BackpropError(
        f"the query would have {amount}, more than {limit}",
        hint="take fewer outputs with --of or fewer inputs with --wrt, or emit a program instead",
    )


def _refuse_unsupported(graph: Graph, dialect: str) -> None:
    missing = tables(dialect).unsupported
    for node, operation in enumerate(graph.operations):
        if operation is None or operation.name not in missing:
            continue
        others = [
            other
            for other in DIALECTS
            if not {row.name for row in graph.operations if row} & tables(other).unsupported.keys()
        ]
        needed = "" if graph.spans[node] else ", which the derivatives need,"
        raise BackpropError(
            f"'{operation.name}'{needed} cannot be said in SQL for {TITLES[dialect]}, which does "
            f"not have {missing[operation.name]}",
            graph.spans[node],
            hint=f"{TITLES[others[0]]} has it: --dialect {others[0]}"
            if others
            else "emit a program instead, such as --to python",
        )


class _Query:
    """One query, put together stage by stage."""

    def __init__(self, subject: Subject, terms: Terms) -> None:
        self._subject = subject
        self._graph = graph = subject.derivatives.graph
        self._terms = terms
        self._names: Names = column_names(subject, terms.dialect)
        derivatives = [
            node
            for (output, by), node in subject.derivatives.entries.items()
            if by in subject.wrt and output in graph.outputs
        ]
        # A value is asked about before each of its derivatives is given.
        values = graph.outputs.values()
        self._plan = plan(
            graph, derivatives if subject.wrt else values, values if subject.wrt else (),
            self._repeats,
        )  # fmt: skip
        if self._plan.columns > MOST_COLUMNS:
            raise _too_long(f"{self._plan.columns:,} columns", f"{MOST_COLUMNS:,}")
        if len(self._plan.stages) > MOST_STAGES:
            raise _too_long(f"{len(self._plan.stages)} stages", str(MOST_STAGES))
        self._columns: dict[int, str] = {}
        self._written: dict[int, Term] = {}
        self._definitions: dict[int, Term] = {}

    def text(self) -> str:
        """The comment and the query."""
        self._write()
        query = self._assembled()
        used = [row.name for row in self._graph.operations if row is not None]
        comment = header(self._subject, self._terms.dialect, self._names, used)
        return f"{comment}\n{query.sql(dialect=self._terms.dialect, pretty=True)};\n"

    def _constants(self, node: int) -> list[float | None]:
        constants = self._graph.constants
        return [
            FLOATS.constant(constants[argument]) if argument in constants else None
            for argument in self._graph.arguments[node]
        ]

    def _repeats(self, node: int) -> tuple[int, ...]:
        operation = self._graph.operations[node]
        if operation is None:
            return ()
        constants, written = self._constants(node), self._graph.spans[node] is not None
        return self._terms.spelling(operation, constants, written=written).repeated

    def _write(self) -> None:
        """Every node that is needed, in the plan's order, on what it is written with."""
        graph, terms = self._graph, self._terms
        held = {node for stage in self._plan.stages for node in stage}
        inputs = {node: name for name, node in graph.inputs.items()}
        for node in self._plan.order:
            if node in graph.constants:
                self._written[node] = terms.constant(graph.constants[node])
                continue
            if node not in inputs:
                self._written[node] = self._operation(node)
                if node not in held:
                    continue
                self._definitions[node] = self._guarded(node)
            name = self._names.inner(graph.names[node], len(self._columns) + 1)
            self._columns[node] = name
            self._written[node] = terms.column(name)

    def _operation(self, node: int) -> Term:
        graph = self._graph
        operation, arguments = graph.operations[node], graph.arguments[node]
        assert operation is not None
        terms = [self._argument(argument) for argument in arguments]
        if is_plain_condition(graph, node, 0):
            condition = arguments[0]
            sides = self._condition((condition, True)), self._condition((condition, False))
            return self._terms.choice(*sides, terms[1], terms[2])
        constants, written = self._constants(node), graph.spans[node] is not None
        return self._terms.operation(operation, terms, constants, written=written)

    def _argument(self, node: int) -> Term:
        """What a node is written as where it is used; a copy if it may be used again."""
        term = self._written[node]
        return term.copy() if node in self._columns or node in self._graph.constants else term

    def _condition(self, condition: Condition) -> Term:
        """A condition, or its opposite, written out: a comparison if it is one."""
        node, holds = condition
        operation = self._graph.operations[node]
        if operation not in OPPOSITES:
            return self._terms.truth(self._argument(node), holds=holds)
        comparison = operation if holds else OPPOSITES[operation]
        arguments = [self._argument(argument) for argument in self._graph.arguments[node]]
        return self._terms.comparison(comparison, arguments)

    def _guarded(self, node: int) -> Term:
        """What a held node is worked out by, under its conditions if it has any."""
        exp = self._terms.exp
        term, conditions = self._written[node], self._plan.conditions(node)
        if not conditions:
            return term
        return exp.Case().when(exp.and_(*map(self._condition, conditions)), term)

    def _assembled(self) -> Term:
        """The stages and the last SELECT."""
        graph, terms, exp = self._graph, self._terms, self._terms.exp
        stages = [
            [self._named(self._definitions[node], self._columns[node]) for node in stage]
            for stage in self._plan.stages
        ]
        inputs = [
            self._named(self._read(name), self._columns[node])
            for name, node in graph.inputs.items()
            if node in self._columns
        ]
        if inputs:
            stages.insert(0, inputs)
        source = "points" if graph.inputs else None
        query = exp.select(*[terms.column(name) for name in graph.inputs], *self._answers())
        for number, columns in enumerate(stages, 1):
            stage = exp.select(*([exp.Star()] if source else []), *columns)
            stage = stage.from_(source) if source else stage
            source = f"{_STAGE}{number}"
            materialized = True if terms.dialect in _MATERIALIZED else None
            query = query.with_(source, as_=stage, materialized=materialized, copy=False)
        return query.from_(source) if source else query

    def _named(self, term: Term, name: str) -> Term:
        is_answer = not name.startswith("bp_")
        return self._terms.exp.alias_(term, self._terms.identifier(name, ours=is_answer))

    def _read(self, name: str) -> Term:
        """An input as a double, NULL if it is not finite."""
        exp, terms = self._terms.exp, self._terms
        column = terms.double(terms.column(name, "points"))
        size = exp.Anonymous(this="ABS", expressions=[column])
        largest = exp.Literal.number(_LARGEST)
        return exp.Case().when(exp.LTE(this=size, expression=largest), column.copy())

    def _answers(self) -> list[Term]:
        """The columns of the answer."""
        graph, terms, exp, names = self._graph, self._terms, self._terms.exp, self._names
        found: list[Term] = []
        for output, node in graph.outputs.items():
            value = self._argument(node)
            value = terms.double(value) if terms.is_literal(value) else value
            found.append(self._named(value, names.values[output]))
        for (output, by), name in names.derivatives.items():
            node = self._subject.derivatives.entries.get((output, by))
            term = exp.Literal.number("0.0") if node is None else self._argument(node)
            term = terms.double(term) if terms.is_literal(term) else term
            value = self._argument(graph.outputs[output])
            if not terms.is_literal(value):
                term = exp.Case().when(exp.not_(exp.Is(this=value, expression=exp.null())), term)
            found.append(self._named(term, name))
        return found
