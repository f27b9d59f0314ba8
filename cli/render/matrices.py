"""Jacobians and Hessians: their tables and their rows of CSV.

What is kept true: an entry that is structurally zero is blank; a matrix that is
wider than a screen can show is listed entry by entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from .separated import write_rows
from .sheet import Column, Footnote, Grid, Sheet, abbreviated, note_remarks, number_column

if TYPE_CHECKING:
    from ...autodiff.answers.report import Block, Matrices
    from ..output.screen import Screen
    from .separated import Value

MOST_COLUMNS = 40
"""A matrix with more columns is listed entry by entry in the forms for people."""


def sheet(found: Matrices, screen: Screen, precision: int) -> Sheet:
    """The tables of a Jacobian or of Hessians and their remarks."""
    grids = [values(found, screen, precision)]
    if found.wrt:
        grids += [grid(*named, screen, precision) for named in blocks_by_output(found)]
    remarks = note_remarks(found.notes, screen)
    if found.numbers == "exact":
        remarks += abbreviated(grids)
    remarks += [Footnote("", screen.show(sentence)) for sentence in sparsity(found)]
    return Sheet(screen.show(found.expression), tuple(grids), tuple(remarks))


def blocks_by_output(found: Matrices) -> list[tuple[str, Block]]:
    """Each block with the output that it is of; a Jacobian's is of all."""
    if found.kind == "jacobian":
        return [("", found.blocks[0])]
    return list(zip(found.outputs, found.blocks, strict=True))


def values(found: Matrices, screen: Screen, precision: int) -> Grid:
    """The outputs and, of a Hessian, their gradients."""
    columns = [
        Column("output", tuple(map(screen.show, found.outputs))),
        number_column("value", [found.values[output] for output in found.outputs], precision),
    ]
    if found.gradient and len(found.wrt) <= MOST_COLUMNS:
        sign = screen.partial
        columns += [
            number_column(
                f"{sign}/{sign}{screen.show(name)}",
                [found.gradient.get((output, name)) for output in found.outputs],
                precision,
            )
            for name in found.wrt
        ]
    title = "values and gradients" if found.kind == "hessian" else "values"
    return Grid(title, tuple(columns))


def grid(output: str, block: Block, screen: Screen, precision: int) -> Grid:
    """One matrix, with blanks where it is structurally zero."""
    title = f"Hessian of {screen.show(output)}" if output else "Jacobian"
    if len(block.columns) > MOST_COLUMNS:
        return listed(title, block, screen, precision)
    columns = [Column("", tuple(map(screen.show, block.rows)))]
    columns += [
        number_column(
            screen.show(name), [block.entries.get((row, name)) for row in block.rows], precision
        )
        for name in block.columns
    ]
    return Grid(title, tuple(columns))


def listed(title: str, block: Block, screen: Screen, precision: int) -> Grid:
    """The entries of a wide matrix, one a line."""
    keys = list(block.entries)
    columns = (
        Column("row", tuple(screen.show(row) for row, _ in keys)),
        Column("column", tuple(screen.show(name) for _, name in keys)),
        number_column("entry", list(block.entries.values()), precision),
    )
    return Grid(title, columns, aside="what is not listed is structurally zero")


def sparsity(found: Matrices) -> list[str]:
    """How much of each matrix is blank, if anything is."""
    sentences: list[str] = []
    for output, block in blocks_by_output(found):
        cells = len(block.rows) * len(block.columns)
        blank = cells - len(block.entries)
        name = f"the Hessian of {output}" if output else "the Jacobian"
        if blank == 1:
            which = "the only entry" if cells == 1 else f"1 of the {cells:,} entries"
            sentences.append(f"{which} of {name} is blank: where it exists, it is zero.")
        elif blank:
            sentences.append(
                f"{blank:,} of the {cells:,} entries of {name} are blank: where they exist, they "
                "are zero."
            )
    return sentences


def write_separated(found: Matrices, stream: TextIO, separator: str, screen: Screen) -> None:
    """Write the matrices, row by row; those of several outputs one beneath the other."""
    several = found.kind == "hessian" and len(found.outputs) > 1
    rows: list[list[Value]] = [["row", *found.wrt]]
    owners = ["output"]
    for output, block in blocks_by_output(found):
        for row in block.rows:
            rows.append([row, *[block.entries.get((row, name)) for name in block.columns]])
            owners.append(output)
    if several:
        rows = [[owner, *row] for owner, row in zip(owners, rows, strict=True)]
    write_rows(rows, stream, separator, screen.show)
