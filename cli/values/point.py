"""The values of the inputs: from options such as `--x pi/2` and from `--at x=pi/2,y=3`.

What is kept true: a value is a constant expression of the language, whichever way it was given; no
input is given twice.

>>> list(pieces("x=max(1,2), y=3"))
[(0, 'x=max(1,2)'), (11, ' y=3')]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError, Span
from ...parser.literals import normalised
from ..output.text import quoted_list
from .constants import Given, constant_in
from .subject import unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...autodiff.differentiation.solution import Numbers
    from ...autodiff.graph.notes import Note
    from .subject import Subject

OPENING, CLOSING, COMMAS = "(（", ")）", ",，、"
EQUALS = re.compile("[=＝]")


def from_option(name: str, texts: Iterable[str], numbers: Numbers | None = None) -> Iterator[Given]:
    """The values of the option `--name`, each time that it was given."""
    for text in texts:
        if not text.strip():
            raise BackpropError(f"option '--{name}' needs a value", hint=f"such as --{name} 2")
        value = constant_in(text, text, 0, f"--{name}", numbers)
        yield Given(name, value, f"--{name} {text}")


def from_at(text: str, numbers: Numbers | None = None) -> Iterator[Given]:
    """The values of one `--at`: those written there, or those of a file if it begins with `@`."""
    if text.startswith("@"):
        from .point_file import read_point

        yield from read_point(text[1:], numbers)
        return
    for offset, piece in pieces(text):
        yield from_piece(piece, text, offset, numbers)


def from_piece(piece: str, text: str, offset: int, numbers: Numbers | None = None) -> Given:
    """The value of one `NAME=VALUE`."""
    equals = EQUALS.search(piece)
    name = normalised(piece[: equals.start()].strip()) if equals else ""
    value = piece[equals.end() :] if equals else ""
    if not name or not value.strip():
        start = offset + len(piece) - len(piece.lstrip())
        place = Span(start, max(start, offset + len(piece.rstrip())))
        hint = "such as --at x=3,y=pi/2 or --at @point.json"
        raise BackpropError("'--at' takes NAME=VALUE", place, hint=hint, text=text, origin="--at")
    begin = offset + len(piece) - len(value)
    number = constant_in(value, text, begin, "--at", numbers)
    return Given(name, number, f"--at {piece.strip()}")


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The parts between commas outside parentheses, each with its offset."""
    depth = start = 0
    for index, character in enumerate(text):
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth -= 1
        elif character in COMMAS and depth <= 0:
            yield start, text[start:index]
            start = index + 1
    yield start, text[start:]


def gather(values: Iterable[Given]) -> dict[str, Given]:
    """The values by name; a name that was given twice is an error."""
    gathered: dict[str, Given] = {}
    for given in values:
        earlier = gathered.setdefault(given.name, given)
        if earlier is not given:
            raise BackpropError(
                f"input '{given.name}' is given twice: {earlier.origin} and {given.origin}",
                hint="leave one of them out",
            )
    return gathered


def given_values(
    texts: Mapping[str, tuple[str, ...]], at: Iterable[str], numbers: Numbers | None = None
) -> dict[str, Given]:
    """All values that were given, by options and by `--at`."""
    by_option = (
        value for name, each in texts.items() for value in from_option(name, each, numbers)
    )
    by_at = (value for text in at for value in from_at(text, numbers))
    return gather([*by_option, *by_at])


def used_values(
    given: Mapping[str, Given], subject: Subject
) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """The point, and a note on what a file gives beyond it; beyond it nothing else may be given."""
    from ...autodiff.graph.notes import Note

    known = set(subject.names)
    surplus = [value for name, value in given.items() if name not in known]
    for value in surplus:
        if not value.from_file:
            raise unknown_name(value.name, subject, given)
    point = {name: value.value for name, value in given.items() if name in known}
    if not surplus:
        return point, ()
    path = surplus[0].origin.removeprefix("--at @")
    unused = quoted_list([value.name for value in surplus])
    message = f"'{path}' also holds {unused}, which the expression does not use"
    return point, (Note("information", message),)
