"""The values of one command line: a point for the expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .inputs import unknown_name
from .point import Given, from_at, from_option, gather
from .text import quoted_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..autodiff.algebra import Numbers
    from ..autodiff.report import Note
    from .inputs import Subject


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
    from ..autodiff.report import Note

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
