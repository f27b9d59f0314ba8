"""Many digits: real numbers as precise as it takes, and what is said of those that stay unsure.

Invariants:

- An attempt is good if every number that is reported is certain to the digits that were asked for
  and every comparison is decided; otherwise there is another, more precise, up to a limit of
  precision and one of work. What is not certain then is said.
- A number is certain to k digits if its radius is small beside it by so much; one that may be 0 is
  certain to none, and is given as 0 only if it is tiny, with a note.

>>> m = Digits(20)
>>> print(m.report(m.exp(1)), m.sin(m.pi), m.sqrt(4))
2.7182818284590452354 0 (as far as 35 digits can tell) 2
"""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from math import ceil, inf, isqrt, log10, nan
from typing import TYPE_CHECKING, Any

from flint import arb, fmpq

from ...parser.errors import BackpropError
from ..graph.labels import shortened
from ..graph.notes import Note
from ..graph.number_text import decimal_text, significant
from .real import Real, is_infinite, is_lost
from .reals import Formula, Reals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..differentiation.solution import Linearization
    from ..graph.graph import Graph
    from ..graph.notes import Number

_GUARD = 15
"""Decimal digits that are worked out beyond those that are asked for, at first."""

EXTRA_DIGITS = 1000
"""No attempt is more precise than what was asked for and so many digits."""

MOST_WORK = 10_000_000
"""The first attempt is refused if it has more nodes times digits than this."""

_MOST_EXTRA_WORK = 200_000_000
"""No attempt but the first has more nodes times digits squared than this."""

_DIGITS_PER_BIT = log10(2)

_MARGIN = 4
"""A number has settled if so many digits more than those asked for are certain."""

_WIDE = Context(prec=MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX)
"""Decimal numbers of any length and size."""

_ALL = 10**9
"""So many digits are certain of what is exact."""


class Digits(Reals):
    """So many significant decimal digits, worked out with `precision` of them."""

    name = "digits"

    def __init__(self, digits: int, precision: int | None = None) -> None:
        self.digits: int | None = digits
        self.wanted = digits
        self.precision = digits + _GUARD if precision is None else precision
        self.lost: int | None = 0
        super().__init__(self.precision * 3322 // 1000 + 1)

    # When an attempt will do

    def certain(self, number: Real) -> int:
        """To how many significant digits a number is certain; 0 if it may be 0 or is unknown."""
        value = number.value
        if not isinstance(value, arb) or is_infinite(value) or value.is_nan():
            return _ALL
        if is_lost(value) or value.contains(0):
            return 0
        return max(0, min(int(value.rel_accuracy_bits() * _DIGITS_PER_BIT), _ALL))

    def has_settled(self, number: Any) -> bool:  # noqa: ANN401
        """Whether a number of an attempt is good enough; `lost` remembers how much is missing."""
        if type(number) is not Real:
            return True
        found = self.number(number)
        certain = self.certain(found)
        if found.sure and certain >= self.wanted + _MARGIN:
            return True
        if not certain or not found.sure:
            self.lost = None
        elif self.lost is not None:
            self.lost = max(self.lost, self.wanted + _MARGIN - certain)
        return False

    def have_settled(self, numbers: Iterable[Any]) -> bool:
        """Whether all of them are; all are looked at."""
        settled = [self.has_settled(number) for number in numbers]
        return all(settled)

    def suffices(self, work: Linearization) -> bool:
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

    # What is reported

    def kept(self, graph: Graph, node: int, number: Real) -> Number | Formula | Real:
        """A node's value if it is rational, else what gives it at any precision if it is constant.

        An input that was moved is the ball that it is.
        """
        if number.is_exact and number.sure:
            return number.fraction()
        return number if graph.inputs else Formula(graph, node)

    def report(self, number: Any) -> Number | None:  # noqa: ANN401
        """A number as a report holds it: a `Decimal`, or a float that is infinite or NaN.

        Of one that is less certain, only the digits that are.
        """
        found = self.number(number)
        if found.departure is not None:
            return None
        if isinstance(found.value, fmpq):
            return _rounded(int(found.value.p), int(found.value.q), self.wanted)
        if found == inf or found == -inf or found != found:  # noqa: PLR0124, PLR1714
            return inf if found > 0 else -inf if found < 0 else nan
        if self._counts_as_zero(found):
            return Decimal(0)
        known = min(self.certain(found), self.wanted)
        return _decimal(found.value, known) if known else nan

    def _counts_as_zero(self, number: Real) -> bool:
        """Whether a number that may be 0 is tiny."""
        value = number.value
        if not isinstance(value, arb) or not value.contains(0):
            return False
        return bool(abs(value) < arb(10) ** -self.wanted)

    def text(self, value: arb) -> str:
        """A ball as a sentence says it."""
        found = self.report(Real(value, self))
        if isinstance(found, Decimal):
            about = f"0 (as far as {self.precision:,} digits can tell)"
            return decimal_text(found) if found else about
        return str(found)

    # What is said of the last attempt

    def remarks(self, work: Linearization, labels: Sequence[str]) -> Iterator[Note]:
        """What is not certain about the last attempt.

        Raises `BackpropError` where no digit of a value is.
        """
        told = False
        for node, value in enumerate(work.values):
            if not work.examined[node] or self.has_settled(value):
                continue
            told = True
            if not self._is_told_of(work, node):
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
            if isinstance(derivative, Real) and self.certain(derivative) < self.wanted + _MARGIN:
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

    def _is_told_of(self, work: Linearization, node: int) -> bool:
        """Whether what is not certain of a node begins with it, or is an output's."""
        arguments = [work.values[argument] for argument in work.graph.arguments[node]]
        if node in work.graph.outputs.values():
            return True
        if not work.values[node].sure:
            return all(argument.sure for argument in arguments)
        return self.have_settled(arguments)

    def _remark(self, number: Real, about: str) -> tuple[str, str] | None:
        """The kind of a note and its sentence; `None` for a number without a certain digit."""
        if not number.sure:
            return "warning", (
                f"{about} hangs on a comparison that {self.precision:,} digits cannot decide: "
                "the two sides are taken to be equal"
            )
        if self._counts_as_zero(number):
            return "information", (
                f"{about} is given as 0, from which {self.precision:,} digits cannot tell it: "
                f"its size is less than 1e{_power_above(number.value)}"
            )
        certain = min(self.certain(number), self.wanted)
        digits = "digit" if certain == 1 else "digits"
        sentence = f"only {certain:,} {digits} of {about} can be relied on"
        return ("warning", sentence) if certain else None

    def _derivative_remark(self, derivative: Real, output: str, by: str) -> tuple[str, str]:
        about = f"the derivative of '{shortened(output)}' by '{shortened(by)}'"
        return self._remark(derivative, about) or (
            "warning",
            f"no digit of {about} is certain, although {self.precision:,} digits were worked out: "
            "the derivative given is NaN",
        )


def _rounded(numerator: int, denominator: int, digits: int) -> Decimal:
    """A fraction to so many significant digits, the last one rounded half to even."""
    if denominator == 1 and abs(numerator) < 10**digits:
        return Decimal(numerator).normalize(_WIDE)
    figures, power = significant(abs(numerator), denominator, digits)
    sign = "-" if numerator < 0 else ""
    return _shortest(f"{sign}{figures[0]}.{figures[1:]}e{power}")


def _decimal(value: arb, digits: int) -> Decimal:
    """The middle of a ball to so many significant digits."""
    return _shortest(value.mid().str(digits, radius=False))


def _shortest(text: str) -> Decimal:
    """A decimal number without zeros that say nothing.

    >>> _shortest("1.2500e40"), _shortest("0.0"), _shortest("1200")
    (Decimal('1.25E+40'), Decimal('0'), Decimal('1.2E+3'))
    """
    return Decimal(text).normalize(_WIDE)


def _power_above(value: Any) -> int:  # noqa: ANN401
    """The least power of ten that the size of a ball is surely below, or the next."""
    size = abs(value).upper()
    return ceil(float(size.log() / arb(10).log()))


def _derivatives(work: Linearization) -> Iterator[tuple[str, str, Any]]:
    """The derivatives that were asked for, by output and name."""
    for output, node in work.graph.outputs.items():
        for by, source in work.wrt.items():
            if work.adjoints:
                yield output, by, work.adjoints[output][source]
            elif work.tangents:
                yield output, by, work.tangents[by][node]


def _numbers_of(work: Linearization) -> Iterator[Any]:
    """Every number of an attempt that a report can show."""
    for value, examined in zip(work.values, work.examined, strict=True):
        if examined:
            yield value
    for edges in work.edges:
        for edge in edges:
            yield edge.partial
    for sweep in (*work.tangents.values(), *work.adjoints.values()):
        yield from (number for number in sweep if number is not None)
