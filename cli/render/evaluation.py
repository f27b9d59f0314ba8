"""The forms of an evaluation: each imports what it is made with."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ...autodiff.report import Evaluation
    from ..output.screen import Screen
    from .sheet import Sheet


def sheet(evaluation: Evaluation, screen: Screen, precision: int) -> Sheet:
    """What the forms for people draw."""
    from .sheet import Maker

    return Maker(evaluation, screen, precision).sheet()


def write_json(evaluation: Evaluation, stream: TextIO, *, ascii_only: bool) -> None:
    """One JSON object, a line a node."""
    from . import json_form

    json_form.write_json(evaluation, stream, ascii_only=ascii_only)


def write_separated(evaluation: Evaluation, stream: TextIO, separator: str, screen: Screen) -> None:
    """One row a node."""
    from . import separated

    separated.write_separated(evaluation, stream, separator, screen)
