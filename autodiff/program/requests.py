"""What was asked for, held against the names that there are.

>>> check_names(["loss"], ["lose", "y"], "an output")
Traceback (most recent call last):
backprop.parser.errors.BackpropError: 'loss' is not a name here, so it cannot be an output
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.errors import BackpropError, did_you_mean
from ..rules import FUNCTION_NAMES
from .names import MissingInputs, Survey

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ..graph.graph import Graph

_LISTED = 20
"""A hint lists the names that there are if they are no more than this."""


def check_names(names: Sequence[str], known: Sequence[str], role: str) -> None:
    """Refuse a requested name that the program does not have; `role` is what it was to be.

    Raises `BackpropError`.
    """
    there = frozenset(known)
    for name in names:
        if name not in there:
            raise BackpropError(
                f"'{name}' is not a name here, so it cannot be {role}",
                hint=_known_names(name, list(dict.fromkeys(known))),
            )


def _known_names(name: str, distinct: list[str]) -> str | None:
    close = did_you_mean(name, distinct)
    if close is not None:
        return close
    if not 0 < len(distinct) <= _LISTED:
        return None
    return f"the names here are {', '.join(distinct)}"


def check_values(names: Survey, graph: Graph, point: Mapping[str, float]) -> None:
    """Refuse a point that lacks an input.

    Raises `MissingInputs`, which names all that are missing and shows the first.
    """
    missing = tuple([name for name in graph.inputs if name not in point])
    if not missing:
        return
    first = missing[0]
    raise MissingInputs(missing, names.places[first], _missing_hint(names, first, point))


def _missing_hint(names: Survey, name: str, given: Collection[str]) -> str | None:
    """What may have been meant by a name without a value: a product, or a call."""
    if name in FUNCTION_NAMES:
        return f"'{name}' is also a function: its argument goes in parentheses, {name}(…)"
    parameters = {
        parameter.name
        for statement in names.program.statements
        for parameter in statement.parameters
    }
    parts = _split(name, {*given, *names.definitions, *parameters} - {name})
    return None if parts is None else f"did you mean {'*'.join(parts)}?"


def _split(name: str, known: Collection[str]) -> list[str] | None:
    """The name as a run of two or more known names, if it is one; the longest first part wins."""
    if len(name) > 200:
        return None
    best: list[list[str] | None] = [[]]
    for end in range(1, len(name) + 1):
        found = None
        for start in range(end):
            head = best[start]
            if head is not None and name[start:end] in known:
                found = [*head, name[start:end]]
                break
        best.append(found)
    return best[-1]
