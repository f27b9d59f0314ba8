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

import re
import textwrap
from math import isnan
from typing import TYPE_CHECKING

from ....parser.errors import BackpropError
from ...numbers.doubles import FLOATS
from ..planning.constant_folding import folded
from ..planning.inlining import inlined
from ..writing.language import ATOM, Text
from .column_names import ColumnNames, column_names
from .dialects import DIALECTS, tables
from .header import header
from .spelling import SqlSpeller
from .stages import OPPOSITES, is_plain_condition, staged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ...differentiation.derivative import Derivatives
    from ...graph.graph import Graph
    from ..derivative_program import DerivativeProgram
    from .stages import Condition, StagedPlan

__all__ = ["DIALECTS", "emit"]

MOST_COLUMNS = 1000
"""Columns between the inputs and the answer; SQLite has 2000 in all, and PostgreSQL 1664."""

MOST_STAGES = 200
"""Common table expressions that read each other."""

MOST_NODES = 20_000

CHAINED = frozenset({"logsumexp"})
"""What is defined for two arguments, and said of more by two at a time."""

_LARGEST = "1.7976931348623157e308"
_STAGE = "bp_stage_"
_WIDTH, _NARROWEST = 100, 40
_CASE = re.compile(r"(?<![`\"])\b(CASE|WHEN|ELSE|END)\b")


def emit(program: DerivativeProgram, dialect: str) -> str:
    """A query in a dialect, for a table `points` with a column for each input.

    Raises `BackpropError` where the dialect is unknown, a function cannot be said in it, two inputs
    would be one column, or the query would be too long.
    """
    if dialect not in DIALECTS:
        raise BackpropError(
            f"there is no SQL dialect '{dialect}'", hint=f"choose one of {', '.join(DIALECTS)}"
        )
    graph = program.derivatives.graph
    if len(graph) > MOST_NODES:
        raise _too_long(f"{len(graph):,} operations", f"{MOST_NODES:,}")
    found = inlined(folded(program.derivatives, CHAINED), tables(dialect).defined)
    _refuse_unsupported(found.graph, dialect)
    return _Query(program, found, dialect).text()


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
            f"'{operation.name}'{needed} cannot be said in SQL for {DIALECTS[dialect].title}, "
            f"which does not have {missing[operation.name]}",
            graph.spans[node],
            hint=f"{DIALECTS[others[0]].title} has it: --dialect {others[0]}",
        )


class _Query:
    """One query, put together stage by stage.

    `_written` is what each node is written as where it is used; `_columns` the names of those that
    are columns, and `_definitions` what these are worked out by.
    """

    def __init__(self, program: DerivativeProgram, found: Derivatives, dialect: str) -> None:
        self._program, self._dialect = program, dialect
        self._graph, self._entries = found.graph, found.entries
        self._speller = SqlSpeller(dialect)
        self._names: ColumnNames = column_names(program, dialect)
        self._plan = self._planned()
        self._columns: dict[int, str] = {}
        self._written: dict[int, Text] = {}
        self._definitions: dict[int, str] = {}

    def _planned(self) -> StagedPlan:
        graph, wrt = self._graph, self._program.wrt
        derivatives = [
            node
            for (output, by), node in self._entries.items()
            if by in wrt and output in graph.outputs
        ]
        # A value is asked about before each of its derivatives is given.
        values = graph.outputs.values()
        plan = staged(graph, derivatives if wrt else values, values if wrt else (), self._repeats)
        if plan.columns > MOST_COLUMNS:
            raise _too_long(f"{plan.columns:,} columns", f"{MOST_COLUMNS:,}")
        if len(plan.stages) > MOST_STAGES:
            raise _too_long(f"{len(plan.stages)} stages", str(MOST_STAGES))
        return plan

    def text(self) -> str:
        """The comment and the query."""
        self._write()
        used = [row.name for row in self._graph.operations if row is not None]
        comment = header(self._program, self._dialect, self._names, used)
        return f"{comment}\n{self._assembled()};\n"

    def _constants(self, node: int) -> list[float | None]:
        constants = self._graph.constants
        return [
            FLOATS.constant(constants[argument]) if argument in constants else None
            for argument in self._graph.arguments[node]
        ]

    def _repeats(self, node: int) -> frozenset[int]:
        operation = self._graph.operations[node]
        assert operation is not None
        constants, written = self._constants(node), self._graph.spans[node] is not None
        return self._speller.repeated(operation, constants, written=written)

    def _write(self) -> None:
        """Every node that is needed, on what it is written with."""
        graph = self._graph
        for node, constant in graph.constants.items():
            self._written[node] = self._speller.constant(constant)
        for node in graph.inputs.values():
            self._store(node)
        held = {node for stage in self._plan.stages for node in stage}
        for node in self._plan.order:
            self._written[node] = self._operation(node)
            if node in held:
                self._definitions[node] = self._guarded(node)
                self._store(node)

    def _store(self, node: int) -> None:
        """Give a node a column."""
        name = self._names.inner(self._graph.names[node], len(self._columns) + 1)
        self._columns[node] = name
        self._written[node] = self._speller.column(name)

    def _operation(self, node: int) -> Text:
        graph = self._graph
        operation, arguments = graph.operations[node], graph.arguments[node]
        assert operation is not None
        if is_plain_condition(graph, node, 0):
            return self._choice(*arguments)
        constants, written = self._constants(node), graph.spans[node] is not None
        terms = [self._written[argument] for argument in arguments]
        return self._speller.operation(operation, terms, constants, written=written)

    def _choice(self, condition: int, a: int, b: int) -> Text:
        """A `where` whose condition, and its opposite, are written out."""
        constant = {a, b} <= self._graph.constants.keys()
        yes, no = (self._double(node) if constant else self._written[node].text for node in (a, b))
        is_so, is_not = (self._condition((condition, holds)).text for holds in (True, False))
        return Text(f"CASE WHEN {is_so} THEN {yes} WHEN {is_not} THEN {no} END", ATOM)

    def _condition(self, condition: Condition) -> Text:
        """A condition, or its opposite, written out: a comparison if it is one."""
        node, holds = condition
        operation = self._graph.operations[node]
        if operation not in OPPOSITES:
            return self._speller.truth(self._written[node], holds=holds)
        comparison = operation if holds else OPPOSITES[operation]
        arguments = [self._written[argument] for argument in self._graph.arguments[node]]
        return self._speller.comparison(comparison, arguments)

    def _guarded(self, node: int) -> str:
        """What a held node is worked out by, under its conditions if it has any."""
        text = self._written[node].text
        tests = [self._condition(condition).text for condition in self._plan.conditions(node)]
        return f"CASE WHEN {' AND '.join(tests)} THEN {text} END" if tests else text

    def _assembled(self) -> str:
        """The stages and the last SELECT."""
        inputs, speller = self._graph.inputs, self._speller
        stages = [
            [_named(self._definitions[node], self._written[node].text) for node in stage]
            for stage in self._plan.stages
        ]
        if inputs:
            read = [_named(self._read(name), self._written[node].text)
                    for name, node in inputs.items()]  # fmt: skip
            stages.insert(0, read)
        source = "points" if inputs else None
        parts: list[str] = []
        for number, columns in enumerate(stages, 1):
            query = _select([*(["*"] if source else []), *columns], source, "  ")
            source = f"{_STAGE}{number}"
            parts.append(f"{source} {speller.words.stage} (\n{query}\n)")
        start = f"WITH {', '.join(parts)}\n" if parts else ""
        return start + _select([*map(speller.identifier, inputs), *self._answers()], source, "")

    def _read(self, name: str) -> str:
        """An input as a double, NULL if it is not finite."""
        column = self._speller.double(Text(f"points.{self._speller.identifier(name)}", ATOM)).text
        return f"CASE WHEN ABS({column}) <= {_LARGEST} THEN {column} END"

    def _double(self, node: int) -> str:
        """A node where nothing else says that it is a double."""
        term = self._written[node]
        return (self._speller.double(term) if node in self._graph.constants else term).text

    def _answers(self) -> list[str]:
        """The columns of the answer."""
        graph, names, speller = self._graph, self._names, self._speller
        found = [
            _named(self._double(node), speller.identifier(names.values[output], ours=True))
            for output, node in graph.outputs.items()
        ]
        zero = speller.double(Text("0.0", ATOM)).text
        for (output, by), name in names.derivatives.items():
            node = self._entries.get((output, by))
            text = zero if node is None else self._double(node)
            value = graph.outputs[output]
            if value not in graph.constants or isnan(FLOATS.constant(graph.constants[value])):
                text = f"CASE WHEN NOT {self._written[value].text} IS NULL THEN {text} END"
            found.append(_named(text, speller.identifier(name, ours=True)))
        return found


def _named(text: str, name: str) -> str:
    return f"{text} AS {name}"


def _select(columns: Iterable[str], source: str | None, indent: str) -> str:
    """A SELECT of some columns, each on a line of its own or, if it is long, on several."""
    inner = indent + "  "
    listed = ",\n".join("\n".join(_broken(column, inner)) for column in columns)
    end = f"\n{indent}FROM {source}" if source else ""
    return f"{indent}SELECT\n{listed}{end}"


def _broken(text: str, indent: str) -> Iterator[str]:
    """The lines of a column: a long one is broken before each WHEN, ELSE and END."""
    depth, begin, inside = 0, 0, indent
    for word in _CASE.finditer(text) if len(indent + text) > _WIDTH else ():
        depth += {"CASE": 1, "END": -1}.get(word[0], 0)
        if word[0] != "CASE":
            yield from _wrapped(text[begin : word.start()], inside)
            begin, inside = word.start(), indent + "  " * (depth + (word[0] == "END") - 1)
            inside += "  " * (word[0] != "END")
    yield from _wrapped(text[begin:], inside)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, max(_WIDTH, len(indent) + _NARROWEST), initial_indent=indent,
        subsequent_indent=indent + "  ", break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
