"""Claims about an expression and its derivatives, read, judged, and explained where they are wrong.

>>> from ...parser.parse import parse
>>> point = {"x": -2.0, "y": 5.0, "z": -4.0}
>>> checked = check(parse("(x+y)*z"), point, ["dx=-4", "dz=x+y", "dy=4"])
>>> [(each.claim, each.verdict) for each in checked.verdicts]
[('dx', 'right'), ('dz', 'right'), ('dy', 'wrong')]
>>> checked.verdicts[-1].diagnoses[0].mistake
'sign'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ...parser.unparse import unparse
from ..answers.question import understand
from ..numbers.doubles import FLOATS
from ..program.text_notes import listed, text_notes
from .judge import Judge
from .syntax import split
from .tolerance import Tolerance
from .verdict import RIGHT, UNJUDGED, WRONG, Checked, Counterexample, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...parser.syntax import Program
    from ..differentiation.solution import Numbers
    from ..program.names import Survey

__all__ = [
    "RIGHT", "UNJUDGED", "WRONG", "Checked", "Counterexample", "Judge", "Tolerance", "Verdict",
    "check",
]  # fmt: skip


def check(
    program: Program | Survey,
    point: Mapping[str, Any],
    claims: Sequence[str],
    *,
    tolerance: Tolerance | None = None,
    numbers: Numbers = FLOATS,
    ties: str = "split",
) -> Checked:
    """Judge claims, each `NAME=VALUE`, about a program at a point.

    Without a point (and where there are inputs) claims are judged as formulas.

    Raises `BackpropError` for a claim that is not written as one, for inputs without a value, and
    where the program itself has no meaning or no value at the point.
    """
    pairs = [split(claim) for claim in claims]
    names = understand(program)
    program = names.program
    keys = list(dict.fromkeys(key for key, _ in pairs))
    judge = Judge(
        program, keys, tolerance=tolerance, numbers=numbers, ties=ties, given=list(point),
        names=names,
    )  # fmt: skip
    place = point if point or not judge.subject.graph.inputs else None
    if place is not None:
        judge.check_point(place)
    try:
        notes = listed(list(text_notes(names, judge.subject.graph, judge.subject.labels)))
    except BackpropError as error:
        raise error.located(program.text) from None
    return Checked(
        source=program.text,
        expression=unparse(program, explicit=True),
        inputs={name: numbers.report(numbers.given(number)) or 0 for name, number in point.items()},
        verdicts=tuple([judge.verdict(key, value, place) for key, value in pairs]),
        notes=notes,
    )
