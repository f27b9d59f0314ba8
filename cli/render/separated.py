"""CSV and TSV: one row a node, every number in full.

The numbers are the same as in JSON; with several outputs or inputs there is a column for each:
`gradient` (or `gradient f1`), `tangent x`, `numerical`.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

from ..output.number_text import shortest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...autodiff.report import Evaluation, Number, Row
    from ..output.screen import Screen


def write_separated(evaluation: Evaluation, stream: TextIO, separator: str, screen: Screen) -> None:
    """Write the header and the rows, quoted as RFC 4180 says."""
    writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
    writer.writerow([screen.show(title) for title in header(evaluation)])
    for row in evaluation.rows:
        writer.writerow([screen.show(cell) for cell in cells(row, evaluation)])


def header(evaluation: Evaluation) -> Iterator[str]:
    """The titles of the columns."""
    yield from ("name", "kind", "expression", "value", "partials")
    for output in evaluation.outputs:
        yield titled("gradient", output, evaluation)
        if is_verified(evaluation):
            yield titled("numerical", output, evaluation)
    if "forward" in evaluation.modes:
        yield from (f"tangent {name}" for name in evaluation.wrt)


def cells(row: Row, evaluation: Evaluation) -> Iterator[str]:
    """A row's cells, in the order of the header."""
    yield row.name
    yield row.kind
    yield row.expression if row.kind == "operation" else ""
    yield text(row.value)
    yield " ".join(text(partial) or "-" for partial in row.partials)
    for output in evaluation.outputs:
        yield text(row.gradient.get(output))
        if is_verified(evaluation):
            yield text((row.numerical or {}).get(output))
    if "forward" in evaluation.modes:
        yield from (text(row.tangents.get(name)) for name in evaluation.wrt)


def titled(title: str, output: str, evaluation: Evaluation) -> str:
    """A title, with its output if there are several."""
    return f"{title} {output}" if len(evaluation.outputs) > 1 else title


def is_verified(evaluation: Evaluation) -> bool:
    """Whether numerical derivatives were asked for."""
    return any(row.numerical is not None for row in evaluation.rows)


def text(number: Number | None) -> str:
    """A number in full, or nothing."""
    return "" if number is None else shortest(number)
