r"""The comment on top of a query: what it is, what it reads, what it gives, and when that is NULL.

Invariant: every line begins with `--`, whatever was typed; a control character is shown escaped, a
semicolon begins a new line, so that no program that splits queries at semicolons is misled.

>>> quoted_source("x^2;\ry")
['--     x^2', '--     y']
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from ..writing.comments import printable_lines
from .dialects import DIALECTS, REMARKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..derivative_program import DerivativeProgram
    from .column_names import ColumnNames

_WIDTH = 92


def quoted_source(source: str) -> list[str]:
    """The expression as comment lines."""
    parts = [part.strip() for part in printable_lines(source.replace(";", "\n"))]
    return [f"--     {part}" for part in parts if part]


def header(
    program: DerivativeProgram, dialect: str, names: ColumnNames, used: Iterable[str]
) -> str:
    """The comment for a query that uses these primitives."""
    graph = program.derivatives.graph
    kind = "gradient" if program.order == 1 else f"derivative of order {program.order}"
    title = DIALECTS[dialect].title
    lines = [f"-- The value and the {kind} of an expression, for {title}, by backprop."]
    lines += ["--", *quoted_source(program.source), "--"]
    if graph.inputs:
        lines += _paragraph(
            f"Reads {_listed('column', graph.inputs)} of a table named points. For another table, "
            "write FROM its_name AS points. What else is to be seen of it, add to the last SELECT."
        )
    given = [*names.values.values(), *names.derivatives.values()]
    lines += _paragraph(f"Gives {_listed('column', given)}.")
    for column, meaning in names.explained.items():
        lines += _paragraph(f"{column} is {meaning}.")
    lines += _paragraph(
        "NULL: where an input is NULL, NaN or infinite, where the value does not exist, and where "
        "the derivative does not exist or is infinite at a pole. Where a number on the way is too "
        "large for a double, what is made of it may be NaN or infinite instead."
    )
    remarks = REMARKS.get(dialect, {})
    found = [remarks[name] for name in used if name in remarks]
    for remark in dict.fromkeys([DIALECTS[dialect].needs, *found]):
        lines += _paragraph(remark)
    return "\n".join(lines)


def _listed(noun: str, names: Iterable[str]) -> str:
    names = list(names)
    return f"the {noun}{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _paragraph(text: str) -> list[str]:
    return [
        f"-- {line}"
        for line in textwrap.wrap(
            text, _WIDTH, break_long_words=False, break_on_hyphens=False, subsequent_indent="  "
        )
    ]
