"""What `check` knows of a claim, before it is drawn: plain data.

Invariants:

- `right` and `wrong` are judgements; `unjudged` says in `why` what stood in the way.
- What would give the right answer away is in `expected`, in `why` and in the sentences of the
  diagnoses; `hint` says as much as someone may know who must not learn it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..graph.notes import Note, Number
    from ..mistakes import Diagnosis

RIGHT, WRONG, UNJUDGED = "right", "wrong", "unjudged"


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A point at which a formula fails; a number that does not exist is `None`."""

    point: dict[str, Number]
    given: Number | None
    expected: Number | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One claim, judged.

    `claim` is its left side and `given` its right side as they were typed; `about` is what it is
    about (`df/dx`). `expected` is the right number, or the right formula as text, or `None` where
    it is not known. `kind` is `number` or `formula`; `points` says at how many points a formula was
    tested. `domain` is `narrower` or `wider` where a formula has a value at fewer or more points
    than the right one. `possible` says that the diagnoses are no more than possible.
    """

    claim: str
    given: str
    about: str
    kind: str
    verdict: str
    expected: Number | str | None = None
    why: str = ""
    hint: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    possible: bool = False
    counterexample: Counterexample | None = None
    points: int = 0
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """All claims of one command, in their order; `notes` are about the expression itself."""

    source: str
    expression: str
    inputs: dict[str, Number]
    verdicts: tuple[Verdict, ...]
    notes: tuple[Note, ...] = ()

    def count(self, verdict: str) -> int:
        """How many claims have this verdict."""
        return sum(each.verdict == verdict for each in self.verdicts)
