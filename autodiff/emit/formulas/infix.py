"""Formulas in this language itself, to be typed in again.

>>> infix = writer((), ordinary=False)
>>> infix.derivative("f", ["x", "x"]), infix.derivative("f", ["x", "y"])
('d2f/dx2', 'd2f/dxdy')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....parser.unparse import unparse
from .notation import Writer, runs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def writer(names: Collection[str], *, ordinary: bool) -> Writer:
    """How formulas of a program are written, whatever its names are."""
    del names, ordinary
    return Writer(unparse, str, _derivative_name)


def _derivative_name(output: str, by: Sequence[str]) -> str:
    below = "".join([f"d{name}{_count(count)}" for name, count in runs(by)])
    return f"d{_count(len(by))}{output}/{below}"


def _count(count: int) -> str:
    return "" if count == 1 else str(count)
