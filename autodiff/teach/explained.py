"""What an explanation holds: plain data that every renderer reads and none changes.

Trees hold names and literals only; `Explanation.values` has the number of each name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...parser.syntax import Expression
    from ..graph.notes import Note, Number
    from .chain_rule import Sweep
    from .finite_step import Move
    from .local_rules import Rule
    from .second_derivative import Motion


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A node of the forward pass; `value` is `None` for one that is not used.

    It belongs to a branch that was not taken or, `in_limit`, to a derivative that is a limit.
    `derived_from` is what was written in a `diff(…)` whose derivative this node is.
    """

    name: str
    kind: str
    formula: Expression | None
    value: Number | None
    output: bool
    derived_from: str | None = None
    in_limit: bool = False
    by_limit: bool = False


@dataclass(frozen=True, slots=True)
class Local:
    """A local derivative: the general rule, the same in this graph's names, and its number.

    `named` is `None` where the operation has too many arguments to write the rule out, and where
    the rule is not what was given: at a kink.
    """

    node: str
    argument: str
    mark: str
    rule: Rule
    named: Expression | None
    value: Number | None


@dataclass(frozen=True, slots=True)
class Gate:
    """An operation as the backward pass sees it.

    `role` says what it does to a gradient, `choice` which of its pieces it is on, `kinks` what was
    given where a derivative does not exist.
    """

    node: str
    operation: str
    formula: Expression
    locals: tuple[Local, ...]
    role: str
    choice: str | None
    kinks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many nodes there are and how many each part leaves out."""

    nodes: int
    forward: int = 0
    gates: int = 0
    sweeps: int = 0
    moves: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that `backprop explain` has to say; `values` has the number of every name.

    `mode` says which sweeps are told. `only` is the quantity that was asked for, if one was. Where
    the second derivative is told by one input, `speed` explains the first as a program of its own.
    """

    source: str
    expression: str
    inputs: dict[str, Number]
    wrt: tuple[str, ...]
    outputs: tuple[str, ...]
    values: dict[str, Number | None]
    forward: tuple[Evaluated, ...]
    gates: tuple[Gate, ...]
    sweeps: tuple[Sweep, ...]
    moves: tuple[Move, ...]
    motions: tuple[Motion, ...]
    notes: tuple[Note, ...]
    sizes: Sizes
    mode: str
    numbers: str
    digits: int | None
    only: str | None = None
    speed: Explanation | None = None
