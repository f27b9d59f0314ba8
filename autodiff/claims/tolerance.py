"""When a number that was given counts as the right one.

Invariants:

- Where the right number is 0 the absolute tolerance decides, elsewhere the relative one (and the
  absolute one where it was asked for).
- What rounding alone explains is never held against an answer.

>>> Tolerance().accepts(0.3333333, 1 / 3), Tolerance().accepts(0.33, 1 / 3)
(True, False)
>>> Tolerance(as_written=True).accepts(0.33, 1 / 3, "0.33"), Tolerance(sigfigs=2).accepts(0.33, 1/3)
(True, True)
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from math import floor, inf, log10
from typing import Any

from ..rules.predicates import as_double, is_finite, is_nan

DEFAULT_RTOL = 1e-6
DEFAULT_ATOL = 1e-9

_EPSILON = 2.0**-52
_ROUNDINGS = 64
"""So many units of the last place are put down to rounding, per unit of what was added up."""

_WRITTEN = re.compile(r"\s*[+\-−]?\s*(\d[\d_]*)?(\.(\d*))?([eE]([+-]?\d{1,4}))?\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a number may be off.

    `rtol` is relative, `atol` absolute (`None`: 1e-9, where the right number is 0 only). With
    `sigfigs` the number must be right to so many significant digits instead; with `as_written` a
    decimal is also right if it is so to the digits that it is written with. With `exact` nothing
    but the very number is right.
    """

    rtol: float = DEFAULT_RTOL
    atol: float | None = None
    sigfigs: int | None = None
    as_written: bool = False
    exact: bool = False

    def accepts(self, given: Any, right: Any, text: str | None = None, noise: float = 0.0) -> bool:  # noqa: ANN401
        """Whether `given` counts as `right`.

        `text` is how it was written, if it was written as a decimal; `noise` is the size of what
        was added up on the way to either, of which rounding may have lost a few last digits.
        """
        if given == right or (is_nan(given) and is_nan(right)):
            return True
        if self.exact or not (-inf < given < inf and -inf < right < inf):
            return False
        difference = abs(float(given) - float(right))
        slack = _ROUNDINGS * _EPSILON * noise
        return difference <= max(self._allowed(abs(float(right)), slack), self._half(text), slack)

    def _allowed(self, size: float, slack: float) -> float:
        if size <= slack:
            return DEFAULT_ATOL if self.atol is None else self.atol
        if self.sigfigs is not None:
            return 0.5000001 * 10.0 ** (floor(log10(size)) - self.sigfigs + 1)
        return max(self.rtol * size, self.atol or 0.0)

    def _half(self, text: str | None) -> float:
        """Half a unit of the last digit that is written."""
        if not self.as_written or text is None:
            return 0.0
        return half_unit(text) or 0.0


def _written(text: str) -> re.Match[str] | None:
    """A decimal in its parts, however its digits were typed."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text))
    return found if found is not None and (found[1] or found[3]) else None


def half_unit(text: str) -> float | None:
    """Half a unit of the last digit of a decimal, `None` if the text is none.

    >>> half_unit("0.33"), half_unit("-4"), half_unit("1.2e3"), half_unit("１．５")
    (0.005, 0.5, 50.0, 0.05)
    """
    found = _written(text)
    if found is None:
        return None
    return 0.5 * float(f"1e{int(found[5] or 0) - len(found[3] or '')}")


def digits_written(text: str) -> int | None:
    """How many significant digits a decimal is written with; `None` if the text is none.

    >>> digits_written("0.0330"), digits_written("-12"), digits_written("pi")
    (3, 2, None)
    """
    found = _written(text)
    if found is None:
        return None
    written = f"{found[1] or ''}{found[3] or ''}".replace("_", "").lstrip("0")
    return len(written)


def rounded_to(given: Any, right: Any, text: str) -> int | None:  # noqa: ANN401
    """How many digits a right number was rounded to, as it was written; `None` if it is not that.

    >>> rounded_to(0.33, 1 / 3, "0.33"), rounded_to(0.34, 1 / 3, "0.34")
    (2, None)
    """
    written = digits_written(text)
    if written is None or written < 2 or not is_finite(right) or not right:
        return None
    off = abs(as_double(given) - as_double(right)) / abs(as_double(right))
    is_rounded = off <= 0.05 and Tolerance(as_written=True).accepts(given, right, text)
    return written if is_rounded else None
