"""What an emitter is given: a program with its derivatives, and how it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..differentiation.derivative import Derivatives


@dataclass(frozen=True, slots=True)
class DerivativeProgram:
    """A program with its derivatives, to be said in another language.

    `source` is the expression as it was typed. `derivatives.graph.outputs` are the outputs, and
    `wrt` the names that they are differentiated by, both in the order of the answer; an entry that
    is missing is structurally zero. `order` is the order of the derivatives: 1, or more with one
    name in `wrt`.
    """

    source: str
    derivatives: Derivatives
    wrt: tuple[str, ...]
    order: int = 1
