"""What a program's text gives reason to say, and how many notes are listed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ..graph.graph import CONSTANT_NAMES
from ..graph.notes import Note
from ..rules import FUNCTION_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...parser.errors import Span
    from ..graph.graph import Graph
    from .names import Survey

MOST_NOTES = 100
"""Of each kind, no more notes than this are told one by one."""


def text_notes(names: Survey, graph: Graph, labels: Sequence[str]) -> Iterator[Note]:
    """The parser's warnings; then names that shadow, that were left out, or that are second names.

    `labels` are what the graph's nodes are called.
    """
    for remark in names.program.warnings:
        yield Note("warning", remark.message, span=remark.span)
    for name, statement in names.definitions.items():
        assert statement.target is not None
        place = statement.target.span
        if name in CONSTANT_NAMES:
            yield _information(
                f"'{name}' is defined here and no longer stands for the constant", place
            )
        if name not in graph.named:
            yield _information(
                f"'{name}' is left out, for nothing that was asked for uses it; "
                f"--of {name} shows it",
                place,
            )
    for name, statement in names.functions.items():
        if name in FUNCTION_NAMES:
            assert statement.function is not None
            yield _information(
                f"'{name}' is defined here and is no longer the built-in function",
                statement.function.span,
            )
    yield from graph.notes
    for name, node in graph.named.items():
        if labels[node] != name:
            yield _information(f"'{name}' is another name for '{labels[node]}'")


def _information(message: str, span: Span | None = None) -> Note:
    return Note("information", message, span=span)


def listed(notes: Sequence[Note]) -> tuple[Note, ...]:
    """The notes, with a count in place of those beyond `MOST_NOTES` of a kind."""
    told: list[Note] = []
    counts: dict[str, int] = {}
    for note in notes:
        counts[note.kind] = counts.get(note.kind, 0) + 1
        if counts[note.kind] <= MOST_NOTES:
            told.append(note)
    for kind, count in counts.items():
        if count > MOST_NOTES:
            message = f"{count - MOST_NOTES:,} more of the kind '{kind}' are not listed one by one"
            told.append(Note("information", message))
    return tuple(told)


def refuse_notes(notes: Sequence[Note]) -> None:
    """What `--strict` makes of notes.

    Raises `BackpropError` for the first warning or kink.
    """
    for note in notes:
        if note.kind in ("warning", "kink"):
            raise BackpropError(note.text, note.span, hint="without --strict this is only a note")
