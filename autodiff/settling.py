"""How precise many digits must be: when an attempt will do, and what is said of the last one.

Invariants:

- A number is certain to k digits if its radius is small beside its middle by so much; one that may
  be 0 is certain to none, and is given as 0 only if it is tiny, with a note.
- Attempts end: their precision has a limit, and so has their work.

>>> from .digits import Digits
>>> m = Digits(20)
>>> m.certain(m.sqrt(2)), m.certain(m.sin(m.pi))
(20, 0)
"""

from __future__ import annotations

from math import ceil, isqrt, log10
from typing import TYPE_CHECKING, Any, NamedTuple

from ..parser.errors import BackpropError
from . import sweeps
from .balls import Ball
from .report import Note
from .wording import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .digits import Digits
    from .graph import Graph
    from .working import Working

EXTRA_DIGITS = 1000
"""No attempt is more precise than what was asked for and so many digits."""

MOST_WORK = 10_000_000
"""The first attempt is refused if it has more nodes times digits than this."""

_MOST_EXTRA_WORK = 200_000_000
"""No attempt but the first has more nodes times digits squared than this."""

_DIGITS_PER_BIT = log10(2)

_MARGIN = 4
"""A number has settled if so many digits more than those asked for are certain."""


class Formula(NamedTuple):
    """A constant expression: a node of a graph without inputs, to be had at any precision."""

    graph: Graph
    node: int

    def at(self, m: Digits) -> Any:  # noqa: ANN401
        """Its value in an algebra."""
        return sweeps.evaluate(self.graph, m, {})[self.node]


def digits_certain(ball: Ball) -> int:
    """To how many significant digits a number is certain; 0 if it may be 0."""
    if not ball.is_known or ball.has_zero:
        return 0
    return int(min((ball.height - ball.spread) * _DIGITS_PER_BIT, 1e9))


class Settling:
    """What `Digits` does beyond arithmetic."""

    wanted: int
    precision: int
    lost: int | None
    doubted: bool

    def certain(self, ball: Ball) -> int | None:
        """How many digits to give: none (0) of one that counts as 0, `None` if nothing is sure."""
        if ball.is_known and ball.has_zero:
            return 0 if ball.spread * _DIGITS_PER_BIT < -self.wanted else None
        return min(digits_certain(ball), self.wanted) or None

    def has_settled(self, number: Any) -> bool:  # noqa: ANN401
        """Whether a number of an attempt is good enough; `lost` remembers how much is missing."""
        if not isinstance(number, Ball):
            return getattr(number, "sure", True)
        certain = digits_certain(number)
        if number.sure and certain >= self.wanted + _MARGIN:
            return True
        missing = self.wanted + _MARGIN - certain
        if not certain or not number.sure:
            self.lost = None
        elif self.lost is not None:
            self.lost = max(self.lost, missing)
        return False

    def have_settled(self, numbers: Iterable[Any]) -> bool:
        """Whether all of them are; all are looked at."""
        settled = [self.has_settled(number) for number in numbers]
        return all(settled)

    def settles(self, work: Working) -> bool:
        """Whether every number that is reported is certain, and every comparison decided."""
        self.lost = 0
        good = self.have_settled(_numbers_of(work)) and not self.doubted
        if self.doubted:
            self.lost = None
        return good

    def attempts(self, size: int) -> Iterator[Digits]:
        """Ever more precise: by what was missing, or twice as precise where that is not known.

        Raises `BackpropError` where even the first is too much work.
        """
        from .digits import Digits

        size = max(size, 1)
        if self.precision * size > MOST_WORK:
            raise BackpropError(
                f"{size:,} nodes are too many to work out to {self.wanted:,} digits",
                hint="ask for fewer digits, or leave --digits out",
            )
        most = min(self.wanted + EXTRA_DIGITS, isqrt(_MOST_EXTRA_WORK // size))
        attempt = Digits(self.wanted, self.precision)
        while True:
            yield attempt
            if attempt.precision >= most:
                return
            lost = attempt.lost
            more = attempt.precision * 2 if lost is None else attempt.precision + lost + _MARGIN
            attempt = Digits(self.wanted, min(more, most))

    def remarks(self, work: Working, labels: Sequence[str]) -> Iterator[Note]:
        """What is not certain about the last attempt.

        Raises `BackpropError` where no digit of a value is.
        """
        told = False
        for node, value in enumerate(work.values):
            if not work.examined[node] or self.has_settled(value):
                continue
            told = True
            if not (self._is_first(work, node) or node in work.graph.outputs.values()):
                continue
            about = f"'{shortened(labels[node])}'"
            note = self._remark(value, about)
            if note is None:
                raise BackpropError(
                    f"no digit of {about} is certain, although {self.precision:,} digits were "
                    "worked out",
                    work.graph.spans[node],
                )
            yield Note(note[0], note[1], labels[node], work.graph.spans[node])
        for output, by, derivative in _derivatives(work):
            if not self.has_settled(derivative):
                told = True
                yield Note(*self._derivative_remark(derivative, output, by))
        if self.doubted:
            yield Note(
                "warning",
                f"a derivative hangs on a comparison that {self.precision:,} digits cannot "
                "decide: the two sides are taken to be equal",
            )
        elif not told and not self.have_settled(_numbers_of(work)):
            yield Note(
                "information",
                f"numbers on the way that {self.precision:,} digits cannot tell from 0 are given "
                "as 0",
            )

    def _is_first(self, work: Working, node: int) -> bool:
        """Whether what is not certain of a node begins with it."""
        arguments = [work.values[argument] for argument in work.graph.arguments[node]]
        if not work.values[node].sure:
            return all(getattr(argument, "sure", True) for argument in arguments)
        return self.have_settled(arguments)

    def _remark(self, number: Any, about: str) -> tuple[str, str] | None:  # noqa: ANN401
        """The kind of a note and its sentence; `None` for a number without a certain digit."""
        if not number.sure:
            return "warning", (
                f"{about} hangs on a comparison that {self.precision:,} digits cannot decide: "
                "the two sides are taken to be equal"
            )
        certain = self.certain(number)
        if certain is None:
            return None
        if certain:
            digits = "digit" if certain == 1 else "digits"
            return "warning", f"only {certain:,} {digits} of {about} can be relied on"
        power = ceil((number.spread + 1) * _DIGITS_PER_BIT)
        return "information", (
            f"{about} is given as 0, from which {self.precision:,} digits cannot tell it: "
            f"its size is less than 1e{power}"
        )

    def _derivative_remark(self, derivative: Any, output: str, by: str) -> tuple[str, str]:  # noqa: ANN401
        about = f"the derivative of '{shortened(output)}' by '{shortened(by)}'"
        return self._remark(derivative, about) or (
            "warning",
            f"no digit of {about} is certain, although {self.precision:,} digits were worked out: "
            "the derivative given is NaN",
        )


def _derivatives(work: Working) -> Iterator[tuple[str, str, Any]]:
    """The derivatives that were asked for, by output and name."""
    for output, node in work.graph.outputs.items():
        for by, source in work.wrt.items():
            if work.adjoints:
                yield output, by, work.adjoints[output][source]
            elif work.tangents:
                yield output, by, work.tangents[by][node]


def _numbers_of(work: Working) -> Iterator[Any]:
    """Every number of an attempt that a report can show."""
    for value, examined in zip(work.values, work.examined, strict=True):
        if examined:
            yield value
    for edges in work.edges:
        for edge in edges:
            yield edge.partial
    for sweep in (*work.tangents.values(), *work.adjoints.values()):
        yield from (number for number in sweep if number is not None)
