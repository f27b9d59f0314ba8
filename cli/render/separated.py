"""CSV and TSV: rows of values, each written in one way.

What is kept true: a number is written in full, as in JSON; what does not exist is an empty cell;
cells are quoted as RFC 4180 says.

>>> [in_full(value) for value in (0.1, -12.0, None, (2.0, None), "x")]
['0.1', '-12', '', '2 -', 'x']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ..output.number_format import shortest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ...autodiff.graph.notes import Number

    Value = Number | str | tuple[Number | None, ...] | None


def write_rows(
    rows: Iterable[Iterable[Value]],
    stream: TextIO,
    separator: str,
    shown: Callable[[str], str],
    ending: str = "\n",
) -> None:
    """Write the rows, of which the first has the titles; `shown` makes a cell fit to be written."""
    import csv

    writer = csv.writer(stream, delimiter=separator, lineterminator=ending)
    writer.writerows([shown(in_full(value)) for value in row] for row in rows)


def in_full(value: Value) -> str:
    """A number with all its digits, several of them with blanks between, or a text as it is."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return " ".join(["-" if each is None else shortest(each) for each in value])
    return shortest(value)
