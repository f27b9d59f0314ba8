"""The JSON form of every report, as the table of shapes says.

What is kept true: the text is valid JSON whatever the numbers and names are; records of one class
have the same keys wherever they stand; a syntax tree is text that can be typed in again; a place in
the source is the column of its first character and that after its last, from 1.

>>> from ...autodiff.report import Note
>>> print(json_text(Note("warning", "x is not used", "f", Span(0, 6))), end="")
{"kind": "warning",
 "message": "x is not used",
 "node": "f",
 "span": [1, 7],
 "rule": null,
 "one_sided": []}
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO, cast

from ...parser.errors import Span
from ...parser.syntax import Node
from ...parser.unparse import unparse
from ..output.json_text import dumps, plain
from .json_shapes import ABSENT, COMPUTED, SHAPES, TAGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from fractions import Fraction


def write_json(
    report: object, stream: TextIO, *, ascii_only: bool = False, hidden: bool = False
) -> None:
    """Write a report as one JSON object; with `hidden` no right answer is in it."""
    stream.writelines(_pieces(report, ascii_only=ascii_only, hidden=hidden))


def json_text(report: object, *, ascii_only: bool = False) -> str:
    """A report as one JSON object, a line for each of its keys."""
    return "".join(_pieces(report, ascii_only=ascii_only))


def json_list(records: Iterable[object], *, ascii_only: bool = False) -> str:
    """Records as one JSON list, a line for each of them."""
    lines = [dumps(each, ascii_only=ascii_only, other=Walker(each).plain) for each in records]
    return "[" + ",\n ".join(lines) + "]\n"


def _pieces(report: object, *, ascii_only: bool, hidden: bool = False) -> Iterator[str]:
    """The text of a report, piece by piece: one with a line a node may be long."""
    walker = Walker(report, hidden=hidden)
    separator = "{"
    for field in walker.fields(report):
        yield f'{separator}"{field.key}": '
        found = field.fact(report, report)
        if field.mark == "*":
            yield "["
            for place, item in enumerate(cast("Sequence[object]", found)):
                yield ",\n  " if place else "\n  "
                yield dumps(item, ascii_only=ascii_only, other=walker.plain)
            yield "]"
        else:
            yield dumps(found, ascii_only=ascii_only, other=walker.plain)
        separator = ",\n "
    yield "}\n"


class Walker:
    """Makes dictionaries of the records of a report; `spell` writes a syntax tree."""

    def __init__(
        self, report: object, *, hidden: bool = False, spell: Callable[[Any], str] = unparse
    ) -> None:
        self.report = report
        self.hidden = hidden
        self.spell = spell

    def plain(self, value: object) -> object:
        """A place, a tree or a record in the terms of JSON."""
        if isinstance(value, Span):
            return [value.start + 1, value.end + 1]
        if isinstance(value, Node):
            return self.spell(value)
        facts = [(field.key, field.fact(value, self.report)) for field in self.fields(value)]
        return {key: plain(fact, self.plain) for key, fact in facts if fact is not ABSENT}

    def fields(self, record: object) -> tuple[Field, ...]:
        """The keys of a record.

        Raises `KeyError` where the table does not know its class.
        """
        name = type(record).__name__
        return fields_of(name, TAGS[name](record, self.hidden) if name in TAGS else "")


class Field(NamedTuple):
    """A word of the table: a key, its fact in a record and the whole report, and its mark."""

    key: str
    fact: Callable[[Any, Any], object]
    mark: str


@cache
def fields_of(name: str, tag: str = "") -> tuple[Field, ...]:
    """A line of the table.

    >>> [field.key for field in fields_of("Mark", "blank")][:3]
    ['part', 'given', 'verdict']
    """
    line = SHAPES.get(f"{name} {tag}") or SHAPES[name]
    return tuple([_field(name, word) for word in line.split()])


def _field(name: str, word: str) -> Field:
    bare = word.lstrip("?#*")
    mark = word.removesuffix(bare)
    key, renamed, path = bare.partition("=")
    computed = None if renamed else COMPUTED.get(f"{name}.{key}")
    fact = computed or _at((path or key).split("."))
    return Field(key, _as_number(fact) if mark == "#" else fact, mark)


def _at(path: list[str]) -> Callable[[Any, Any], object]:
    """What stands at a path of attributes and keys; a method of the record is called."""
    first, *rest = path

    def fact(record: Any, report: Any) -> object:  # noqa: ANN401, ARG001
        found: Any = getattr(record, first)
        for step in rest:
            found = found[step] if _is_dictionary(found) else getattr(found, step)
        return found() if callable(found) else found

    return fact


def _is_dictionary(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, dict)


def _as_number(fact: Callable[[Any, Any], object]) -> Callable[[Any, Any], object]:
    """Marks, which are fractions, as plain numbers."""
    from ...autodiff.grading.marks import number_of

    def number(record: Any, report: Any) -> object:  # noqa: ANN401
        found = cast("Fraction | None", fact(record, report))
        return None if found is None else number_of(found)

    return number
