"""What a row of the table of primitives holds.

A rule is a function of `(m, *arguments, out)`, where `m` is the algebra that supplies the
functions, `arguments` are the primitive's arguments in that algebra and `out` is its value. The
same rule runs on floats and on the Builder's handles, so it branches only through `m.where`, and
divides and takes powers only through `m.divide` and `m.power`; `+ - *` are the numbers' own.
Plain Python integers in a rule are the ones, zeros and twos that differentiation itself makes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Rule = Callable[..., Any]
"""`(m, *arguments)` for a value, `(m, *arguments, out)` for a partial, in any algebra."""


def unit(m: Any, *arguments: Any) -> int:  # noqa: ANN401, ARG001
    """The partial of what hands a derivative on as it is: 1, everywhere and in any algebra."""
    return 1


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a primitive has a value: the condition as a person writes it, and as a predicate.

    `contains(*arguments)` is asked of numbers of every kind, and compares without converting them.
    """

    sentence: str
    contains: Callable[..., bool]


@dataclass(frozen=True, slots=True)
class Kink:
    """A set of points where the primitive has a value but not an ordinary derivative.

    `applies(*arguments, out)` tells whether a point is in it; `rule` says which derivative is
    given; `position` is the argument concerned, or `None` for every argument. `sides(*arguments,
    out)` gives (left, right) one-sided derivatives for each argument; `None` is one that does not
    exist. All of them take numbers of every kind, and compare without converting them.
    """

    sentence: str
    rule: str
    applies: Callable[..., bool]
    sides: Callable[..., tuple[tuple[float | None, float | None] | None, ...]]
    position: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Primitive:
    """One row: all that the program knows about a function.

    `parameters` name the arguments; a last one that begins with `*` stands for any number, and
    then `partials` holds one rule of `(m, positions, arguments, out)` that gives a list, so that
    what the arguments share is worked out once. A partial that is `None` is absent: it is 0
    wherever it exists, so no derivative passes that edge. `passes(position, *arguments, out)` tells
    of a function in pieces whether the argument at this position decides the value: one that does
    not has no edge at that point, and its partial, made by `m.branch`, holds where it has one.
    `value` is `None` where the algebra itself supplies the function under the row's name. `kind` is
    the class it is counted in, or `None` if it costs nothing. `symbol` is the operator that spells
    it, if one does.

    For the tests: `samples` are points inside the domain, `corners` are points where something is
    special but value and partials exist, and `ulps` bounds the error of the value at both, in
    units in the last place (`partial_ulps`, that of the partials).
    """

    name: str
    parameters: tuple[str, ...]
    partials: tuple[Rule | None, ...]
    value: Rule | None = None
    passes: Callable[..., bool] | None = None
    kind: str | None = "function"
    symbol: str | None = None
    summary: str = ""
    aliases: tuple[str, ...] = ()
    domain: Domain | None = None
    kinks: tuple[Kink, ...] = ()
    samples: tuple[tuple[float, ...], ...] = ()
    corners: tuple[tuple[float, ...], ...] = ()
    ulps: float = 4
    partial_ulps: float = 4
    variadic: bool = field(init=False)
    """Whether the last parameter stands for any number of arguments."""
    callable: bool = field(init=False)
    """Whether it is called by its name; what has an operator is called by its aliases only."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "callable", self.symbol is None)
        object.__setattr__(self, "variadic", self.parameters[-1].startswith("*"))

    @property
    def signature(self) -> str:
        """The primitive as it is written on its parameters: `x + y`, `atan2(y, x)`."""
        names = self.shown_parameters
        if self.symbol is None:
            return f"{self.name}({', '.join(names)}{', …' if self.variadic else ''})"
        if len(names) == 1:
            return f"{self.symbol}{names[0]}"
        return f" {self.symbol} ".join(names) if self.symbol != "^" else "^".join(names)

    @property
    def shown_parameters(self) -> tuple[str, ...]:
        """The parameters that a person is shown: the fewest that it can be called with."""
        return self.parameters[:-1] if self.variadic else self.parameters

    def accepts(self, count: int) -> bool:
        """Whether it can be called with this many arguments."""
        least = len(self.parameters) - self.variadic
        return count >= least if self.variadic else count == least

    def has_partial(self, position: int) -> bool:
        """Whether a derivative passes the edge of the argument at this position."""
        return self.partials[0 if self.variadic else position] is not None

    def positions_at(
        self,
        positions: Sequence[int],
        arguments: tuple[Any, ...],
        out: Any,  # noqa: ANN401
    ) -> Sequence[int]:
        """Those of some positions whose edge is there at a point."""
        if self.passes is None:
            return positions
        return [place for place in positions if self.passes(place, *arguments, out)]

    def is_unit(self, position: int) -> bool:
        """Whether the partial at this position is 1 throughout, known without working it out."""
        return not self.variadic and self.partials[position] is unit

    def partials_at(
        self,
        m: Any,  # noqa: ANN401
        positions: Sequence[int],
        arguments: tuple[Any, ...],
        out: Any,  # noqa: ANN401
    ) -> list[Any]:
        """The partials with respect to some arguments, in the algebra `m`; all must have one."""
        if self.variadic:
            together = self.partials[0]
            assert together is not None
            return together(m, positions, arguments, out)
        found: list[Any] = []
        for position in positions:
            rule = self.partials[position]
            assert rule is not None
            found.append(rule(m, *arguments, out))
        return found
