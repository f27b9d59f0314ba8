"""The algebra of real numbers: every primitive on fractions and balls, at one precision.

Digits and exact arithmetic are made of it. By itself it is what proves something at a precision of
one's own choice, without another try:

>>> from fractions import Fraction
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ..differentiation.solution import linearized
>>> from ...parser.parse import parse
>>> from .real import overlap
>>> m = Reals(bits=400)
>>> graph = lower(survey(parse("sin(x)/x")))
>>> beside = m.given(0.0) + Fraction(1, 10**40)
>>> work = linearized(graph, m, {"x": beside}, graph.inputs, ("reverse",))
>>> slope = work.adjoints["f"][0]
>>> print(slope.order(0), slope.radius() < 1e-60, overlap(slope, m.given(Fraction(-1, 3 * 10**40))))
(-1, True) True True

Invariants:

- No function raises. Where there is no value it is NaN, at a pole infinite, and where a ball is too
  wide to say it is unknown.
- What cannot be decided is taken for equal; a number that hangs on it is not `sure`, and `doubted`
  is set from the last value of a primitive on.
"""

from __future__ import annotations

import operator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from flint import arb, fmpq

from ..differentiation import sweeps
from ..rules import PRIMITIVES, WHERE
from .real import INFINITY, NAN, UNKNOWN, Departure, Real, Value, is_lost, is_sharp, known
from .real_functions import BOUNDED, FUNCTIONS, is_far, pole
from .real_pieces import PIECES, TESTS, Deciding

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..graph.graph import Constant, Graph
    from ..graph.notes import Number
    from ..rules import Primitive

_NAMED: dict[str, Callable[[], Value]] = {
    "pi": arb.pi, "e": arb.const_e, "tau": lambda: 2 * arb.pi(),
    "inf": lambda: INFINITY, "nan": lambda: NAN,
}  # fmt: skip
"""The constants that have a name."""

_PRIMITIVES = {*FUNCTIONS, *BOUNDED, *PIECES, *TESTS}

_OPERATORS: dict[str, Any] = {
    "negate": operator.neg, "add": operator.add, "subtract": operator.sub,
    "multiply": operator.mul, "divide": Real.__truediv__,
}  # fmt: skip

_DOMAINS = {
    name: row.domain.contains
    for name, row in PRIMITIVES.items()
    if row.domain is not None and name in {*FUNCTIONS, *BOUNDED} - {"divide"}
}
"""Where functions have a value; a quotient knows its poles itself."""

_LONGEST_EXPONENT = 10_000
"""A power of ten beyond it is too long for a fraction."""


class Formula(NamedTuple):
    """A constant expression: a node of a graph without inputs, to be had at any precision."""

    graph: Graph
    node: int

    def at(self, m: Reals) -> Real:
        """Its value in an algebra."""
        return sweeps.evaluate(self.graph, m, {})[self.node]


class Reals(Deciding):
    """Real numbers at a precision of so many bits."""

    name = "reals"
    range = "to be worked out"
    digits: int | None = None

    def __init__(self, bits: int, longest: int | None = None) -> None:
        super().__init__(bits, 8 * bits + 1000 if longest is None else longest)

    # What a kind of numbers offers

    @property
    def pi(self) -> Real:
        """The constant."""
        return self.constant("pi")

    def constant(self, constant: Constant) -> Real:
        """A constant of the graph."""
        self.enter()
        if isinstance(constant, str):
            return self.made(_NAMED[constant]())
        mantissa, exponent = constant
        if abs(exponent) <= _LONGEST_EXPONENT:
            return self.made(fmpq(mantissa) * fmpq(10) ** exponent)
        return self.far_constant(mantissa, exponent)

    def far_constant(self, mantissa: int, exponent: int) -> Real:
        """A constant of very many digits."""
        scale: Real = self.power(10, exponent)
        return scale * mantissa

    def given(self, value: Any) -> Real:  # noqa: ANN401
        """A value from a point, exactly: a number, or a constant expression that gives it."""
        return value.at(self) if isinstance(value, Formula) else self.number(value)

    def report(self, number: Any) -> Number | None:  # noqa: ANN401
        """A number as a sentence rounds it: the double in the middle of its ball."""
        return float(self.number(number))

    def function(self, primitive: Primitive) -> Callable[..., Real]:
        """What evaluates a primitive; a value that hangs on an undecided comparison says so."""
        if primitive.name in _OPERATORS:
            return self._operator(primitive)
        name = primitive.name
        composition = None if name in FUNCTIONS else primitive.value
        own: Callable[..., Real] = partial(self._call, name)
        rule = partial(composition, self) if composition else own
        chooses = primitive is WHERE

        def value(*numbers: Real) -> Real:
            self.doubted = False
            if not chooses:
                for number in numbers:
                    if number.departure is not None:
                        return number
            found = rule(*numbers)
            departure = found.departure
            if departure is not None and not chooses:
                departure = Departure(departure.cause, name, numbers)
            sure = found.sure and not self.doubted
            self.doubted = False
            if sure == found.sure and departure is found.departure:
                return found
            return Real(found.value, self, sure, departure)

        return value

    def _operator(self, primitive: Primitive) -> Callable[..., Real]:
        """The same for what the numbers' own operators give."""
        apply: Callable[..., Real] = _OPERATORS[primitive.name]

        def value(*numbers: Real) -> Real:
            found = apply(*numbers)
            if found.departure is None:
                return found
            departed = next((n for n in numbers if n.departure is not None), None)
            if departed is not None:
                return departed
            departure = Departure(found.departure.cause, primitive.name, numbers)
            return Real(found.value, self, found.sure, departure)

        return value

    # The primitives

    def __getattr__(self, name: str) -> Callable[..., Real]:
        """Any primitive, by its name."""
        if name not in _PRIMITIVES:
            raise AttributeError(name)
        return partial(self._call, name)

    def _call(self, name: str, *given: Any) -> Real:  # noqa: ANN401
        numbers = tuple([self.number(value) for value in given])
        pieces = PIECES.get(name) or TESTS.get(name)
        for number in numbers:
            if pieces and number.departure is not None:
                return number
            if name not in TESTS and is_lost(number.value):
                return number
        return pieces(self, *numbers) if pieces else self._applied(name, numbers)

    def _applied(self, name: str, numbers: tuple[Real, ...]) -> Real:
        """The value of a function; where it leaves its domain a pole, NaN, or nothing is known."""
        self.enter()
        values = [number.value for number in numbers]
        if name in _DOMAINS and not _DOMAINS[name](*[Real(value, self) for value in values]):
            sharp = all(map(is_sharp, values))
            return self._hanging(numbers, pole(name, *values) if sharp else UNKNOWN)
        if is_far(name, values[0]):
            return Real(UNKNOWN, self, departure=Departure("far", name, numbers))
        bounded = BOUNDED.get(name)
        found = bounded(self, *values) if bounded else FUNCTIONS[name](*values)
        return self._result(name, numbers, known(found, *values))

    def _result(self, name: str, numbers: tuple[Real, ...], value: Value) -> Real:  # noqa: ARG002
        """The value of a function within its domain."""
        return self._hanging(numbers, value)

    def _hanging(self, numbers: tuple[Real, ...], value: Value) -> Real:
        """A value of numbers, which remembers what they hang on."""
        sure = all(number.sure for number in numbers)
        departure = next((number.departure for number in numbers if number.departure), None)
        return self.made(value, sure, departure)

    def where(self, condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:  # noqa: ANN401
        """The value of one of two thunks: what a rule branches with."""
        number = self.number(condition)
        if number.departure is not None:
            return number
        return yes() if self.is_true(number) else no()

    def choose(self, condition: Real, a: Real, b: Real) -> Real:
        """One of two values that are there already."""
        return self.where(condition, lambda: a, lambda: b)

    def branch(self, condition: Any, *, taken: bool, share: Any = 1) -> Any:  # noqa: ANN401
        """The partial by what decides the value under a condition; elsewhere it is 0."""
        number = self.number(condition)
        return share if number.departure or self.is_true(number) is taken else 0

    def zero_power(self, x: Any, y: Any) -> Real:  # noqa: ANN401, ARG002
        """Whether the derivative of x^y by x is that of a constant."""
        return self.equal(y, 0)
