"""What `eval` knows, before it is drawn: plain data that every renderer reads and none changes.

Invariants:

- A number is a float, in exact arithmetic a `Fraction`, in many digits a `Decimal` (what is
  infinite or NaN is a float always); what does not exist is `None`. A row whose `value` is `None`
  was not evaluated (it belongs to the branch of a `where` that was not taken).
- A derivative that was asked for and is zero because nothing connects the two nodes is 0;
  `None` means that it was not asked for: the node depends on no requested input, or the mode that
  would give it was not run; or that exact arithmetic has no number for it.
- Spans are half-open code-point offsets, from 0, into `Evaluation.source`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from ...parser.errors import Span

    Number = float | Fraction | Decimal

KINDS = ("add", "multiply", "divide", "power", "function", "compare")
"""The kinds of operation that are counted apart; negation and subtraction count as additions."""


_MOST_SIDES = 4
"""A note's text lists the one-sided derivatives by so many arguments."""

_SHORT = 10
"""A number of no more characters than this is written whole."""


@dataclass(frozen=True, slots=True)
class OneSided:
    """The one-sided derivatives of a node with respect to one of its arguments."""

    argument: str
    left: Number | None
    right: Number | None

    @property
    def text(self) -> str:
        """Both sides in words, to six digits; nothing if neither is known."""
        known = [
            f"{_short(derivative)} from the {name}"
            for name, derivative in (("left", self.left), ("right", self.right))
            if derivative is not None
        ]
        return f"by '{self.argument}' it is {' and '.join(known)}" if known else ""


def _short(number: Number) -> str:
    """A number to six digits; a fraction whole, if it is a short one."""
    if isinstance(number, int | float):
        return f"{number:.6g}"
    from ..graph.number_text import number_text

    whole = number_text(number)
    return whole if len(whole) <= _SHORT else number_text(number, 6)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a person should be told about a result.

    `kind` is `information`, `warning` (`--strict` makes it an error) or `kink` (a derivative that
    does not exist in the ordinary sense; `--strict` makes it an error too). `message` is a full
    sentence without its final stop. A kink names its node, the rule that was applied and, where
    they are known, the one-sided derivatives.
    """

    kind: str
    message: str
    node: str | None = None
    span: Span | None = None
    rule: str | None = None
    one_sided: tuple[OneSided, ...] = ()

    @property
    def text(self) -> str:
        """The sentence with the one-sided derivatives, as far as they are known.

        >>> Note("kink", "abs has a corner at 0", one_sided=(OneSided("x", -1.0, 1.0),)).text
        "abs has a corner at 0 (by 'x' it is -1 from the left and 1 from the right)"
        """
        sides = [text for side in self.one_sided[:_MOST_SIDES] if (text := side.text)]
        return f"{self.message} ({'; '.join(sides)})" if sides else self.message


@dataclass(frozen=True, slots=True)
class Row:
    """A node of the graph with all that was found out about it.

    `kind` is `input`, `constant` (a named one) or `operation`. `arguments` are the names of the
    argument nodes, or the text of a literal. `partials` holds one number an argument, `None` on an
    edge that is not active. `gradient` maps outputs to ∂output/∂node; `tangents` maps inputs
    (those of `--wrt`) to ∂node/∂input; `numerical` is the finite-difference twin of `gradient`.
    `by_limit` are the outputs in `gradient` and the inputs in `tangents` whose derivative was found
    as a limit.
    """

    name: str
    kind: str
    operation: str | None
    arguments: tuple[str, ...]
    expression: str
    span: Span | None
    value: Number | None
    partials: tuple[Number | None, ...]
    gradient: dict[str, Number | None]
    tangents: dict[str, Number | None]
    numerical: dict[str, float | None] | None = None
    by_limit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """How many operations of each kind; kinds that do not occur may be missing."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All operations together."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ModeCost:
    """What a mode costs on top of the function's own evaluation, in both ways of counting."""

    sweeps: int
    schoolbook: Cost
    executed: Cost


@dataclass(frozen=True, slots=True)
class Costs:
    """The operation counts: the function's own, and each mode's that was run.

    `sentence` says which mode is cheaper here and why, without its final stop.
    """

    function: Cost
    forward: ModeCost | None
    reverse: ModeCost | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that `backprop eval` has to say.

    `values` maps each output to its value; `gradient` maps each output to ∂output/∂w for every w
    of `wrt` (the Jacobian's rows). `modes` names the modes that were run. `agreement` is the
    largest relative difference between the two modes' answers, where both were run. `costs` is
    `None` where no one asked for them. `numbers` is the kind of numbers (`double`, `exact` or
    `digits`), `digits` how many significant ones were asked for.
    """

    source: str
    expression: str
    inputs: dict[str, Number]
    wrt: tuple[str, ...]
    outputs: tuple[str, ...]
    values: dict[str, Number]
    gradient: dict[str, dict[str, Number | None]]
    rows: tuple[Row, ...]
    modes: tuple[str, ...]
    agreement: float | None
    costs: Costs | None
    notes: tuple[Note, ...] = ()
    numbers: str = "double"
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One matrix: `entries` by row and column; those that are missing are structurally zero."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    entries: dict[tuple[str, str], Number]


@dataclass(frozen=True, slots=True)
class Matrices:
    """All that `backprop jacobian` or `hessian` has to say.

    `kind` is `jacobian` (one block, a row for each output) or `hessian` (a block for each output).
    `values` maps each output to its value; `gradient`, of a Hessian, each output and name to
    ∂output/∂name, what is structurally zero left out. `numbers` and `digits` are as in
    `Evaluation`.
    """

    kind: str
    source: str
    expression: str
    inputs: dict[str, Number]
    wrt: tuple[str, ...]
    outputs: tuple[str, ...]
    values: dict[str, Number]
    gradient: dict[tuple[str, str], Number]
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    numbers: str = "double"
    digits: int | None = None
