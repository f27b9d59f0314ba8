"""What the columns of a query are called, and which names must be quoted.

Invariants:

- No two columns that the query makes or reads are one to a dialect that does not tell capitals
  from small letters.
- An input's column has the input's name. An output's or a derivative's has the name that one would
  expect, unless it is taken or too long.

>>> is_plain("price"), is_plain("select"), is_plain("θ")
(True, False, False)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ....parser.errors import BackpropError
from ...graph.labels import shortened
from .dialects import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..derivative_program import DerivativeProgram

_LONGEST_MADE = 60
"""Bytes of a name that is made here."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_RESERVED_WORDS = """
    abort account add all alter analyse analyze and anti any array as asc asof
    assert_rows_modified asymmetric at attach authorization autoincrement begin between binary
    both by case cast check cluster collate collation column columns commit concurrently
    conflict connect connection constraint contains create cross cube current current_catalog
    current_date current_datetime current_role current_schema current_time current_timestamp
    current_user cursor database default deferrable deferred define delete desc describe detach
    distinct distribute div do drop else end enum escape every except exclude exists exit
    explain extract false fetch filter following for foreign freeze from full function
    functional fusion generated glob grant group grouping groups gscluster hash having hyper if
    ignore ilike immediate import in increment index indexed initially inner insert instead
    interpolate intersect interval into is isnull issue join key lambda language lateral leading
    left like limit localtime localtimestamp lookup loop macro map match match_recognize merge
    minus natural new no not nothing notnull null nulls of off offset on only or order
    organization outer over overlaps parallel partition partitioned_by percent pivot
    pivot_longer pivot_wider placing plan position positional pragma preceding primary prior
    proto qualify query raise range recursive references regexp reindex release rename replace
    respect restrict returning revoke right rlike rollback rollup row rows sample savepoint
    schema select semi serdeproperties session_user set show similar some sort start stratify
    struct summarize symmetric system_user table tablesample temp temporary then to top trailing
    transaction treat trigger true truncate try_cast tuple type unbounded uncache undrop union
    unique unnest unpack unpivot update user using vacuum values variadic verbose view virtual
    when whenever where window with within without xor
"""
RESERVED = frozenset(_RESERVED_WORDS.split())
"""The words that some dialect reserves, in small letters."""


def is_plain(name: str) -> bool:
    """Whether every dialect reads a name as one without quotation marks."""
    return _PLAIN.fullmatch(name) is not None and name.lower() not in RESERVED


@dataclass(slots=True)
class ColumnNames:
    """The columns: of the inputs, of the values and derivatives, and of what is in between.

    `explained` are the columns whose names do not say what they hold, and what they hold.
    """

    values: dict[str, str] = field(default_factory=dict[str, str])
    derivatives: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    explained: dict[str, str] = field(default_factory=dict[str, str])
    _taken: set[str] = field(default_factory=set[str])

    def inner(self, wanted: str | None, number: int) -> str:
        """A name for a column that no one asked for."""
        made = f"bp_{wanted}" if wanted is not None and is_plain(wanted) else f"bp_v{number}"
        return self._free(made, f"bp_v{number}")

    def read(self, inputs: Iterable[str]) -> None:
        """Keep the names of the inputs; raises `BackpropError` where two would be one column."""
        known: dict[str, str] = {}
        for name in inputs:
            other = known.setdefault(name.casefold(), name)
            if other != name:
                raise BackpropError(
                    f"the inputs '{shortened(other)}' and '{shortened(name)}' are one column in "
                    "SQL, which does not tell capitals from small letters",
                    hint=f"give one of them another name, such as {shortened(name)}_2",
                )
        self._taken.update(known)

    def give(self, wanted: str, short: str, meaning: str) -> str:
        """A name for a column of the answer; `short` is for where the expected one is too long."""
        name = self._free(wanted, short)
        if name != wanted:
            self.explained[name] = meaning
        return name

    def _free(self, wanted: str, short: str) -> str:
        stem = wanted if len(wanted.encode()) <= _LONGEST_MADE else short
        name, number = stem, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}_{number}"
        self._taken.add(name.casefold())
        return name


def column_names(program: DerivativeProgram, dialect: str) -> ColumnNames:
    """The names of a query's columns.

    Raises `BackpropError` where two inputs would be one column, or a name is too long.
    """
    graph = program.derivatives.graph
    names = ColumnNames()
    words = DIALECTS[dialect]
    for name in graph.inputs:
        if words.longest is not None and len(name.encode()) > words.longest:
            raise BackpropError(
                f"the name '{shortened(name)}' is too long for a column in {words.title}, "
                f"which has at most {words.longest} bytes for it",
                hint="give it a shorter name",
            )
    names.read(graph.inputs)
    for number, output in enumerate(graph.outputs, 1):
        names.values[output] = names.give(output, f"f{number}", shortened(output))
    power = "" if program.order == 1 else str(program.order)
    for output in graph.outputs:
        for by in program.wrt:
            names.derivatives[output, by] = names.give(
                f"d{power}{output}_d{by}{power}",
                f"derivative_{len(names.derivatives) + 1}",
                f"d{power}{shortened(output)}/d{shortened(by)}{power}",
            )
    return names
