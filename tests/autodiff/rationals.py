"""A second evaluator in fractions: from the tree, with dual numbers, and nothing from the program.

It knows what stays rational: arithmetic, whole powers, pieces and choices.

>>> from backprop.parser import parse
>>> value, slopes = Rationally(parse("x^2/y"), {"x": Fraction(3), "y": Fraction(2)}).answer()
>>> value, slopes["x"], slopes["y"]
(Fraction(9, 2), Fraction(3, 1), Fraction(-9, 4))
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, trunc
from typing import TYPE_CHECKING

from backprop.parser import Binary, Call, Juxtaposition, Name, Unary
from backprop.parser import Number as Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from backprop.parser import Expression, Program

Slopes = dict[str, Fraction]


@dataclass(frozen=True)
class Dual:
    """A value and its derivatives by input."""

    value: Fraction
    slopes: Slopes

    def scaled(self, factor: Fraction | int) -> Slopes:
        return {name: slope * factor for name, slope in self.slopes.items()}


def plus(*terms: Slopes) -> Slopes:
    names = {name for term in terms for name in term}
    return {
        name: sum((term.get(name, Fraction(0)) for term in terms), Fraction(0)) for name in names
    }


def power(x: Dual, y: Dual) -> Dual:
    assert y.value.denominator == 1
    assert not any(y.slopes.values())
    n = int(y.value)
    return Dual(x.value**n, x.scaled(n * x.value ** (n - 1) if n else 0))


def extreme(values: list[Dual], best: Fraction) -> Dual:
    winners = [dual for dual in values if dual.value == best]
    return Dual(best, plus(*(dual.scaled(Fraction(1, len(winners))) for dual in winners)))


def flat(number: Fraction | int | bool) -> Dual:
    return Dual(Fraction(number), {})


STEPS: dict[str, Callable[[Fraction], int]] = {
    "floor": floor, "ceil": ceil, "round": round, "trunc": trunc,
    "sign": lambda x: (x > 0) - (x < 0),
}  # fmt: skip
TESTS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda x, y: x < y, "<=": lambda x, y: x <= y, ">": lambda x, y: x > y,
    ">=": lambda x, y: x >= y, "==": lambda x, y: x == y, "!=": lambda x, y: x != y,
    "and": lambda x, y: bool(x and y), "or": lambda x, y: bool(x or y),
}  # fmt: skip


class Rationally:
    """A program's single bare output at a point."""

    def __init__(self, program: Program, point: dict[str, Fraction]) -> None:
        (self.output,) = (part.value for part in program.statements if part.target is None)
        self.definitions = {
            part.target.name: part.value for part in program.statements if part.target
        }
        self.point = point

    def answer(self) -> tuple[Fraction, Slopes]:
        found = self.value(self.output)
        return found.value, {name: found.slopes.get(name, Fraction(0)) for name in self.point}

    def value(self, node: Expression) -> Dual:  # noqa: PLR0911
        if isinstance(node, Literal):
            return flat(Fraction(node.mantissa) * Fraction(10) ** node.exponent)
        if isinstance(node, Name):
            if node.name in self.definitions:
                return self.value(self.definitions[node.name])
            return Dual(self.point[node.name], {node.name: Fraction(1)})
        if isinstance(node, Call):
            return self.call(node)
        if isinstance(node, Unary):
            inner = self.value(node.operand)
            if node.operator == "not":
                return flat(inner.value == 0)
            return Dual(-inner.value, inner.scaled(-1)) if node.operator == "-" else inner
        assert isinstance(node, Binary | Juxtaposition)
        operator = node.operator if isinstance(node, Binary) else "*"
        return self.binary(operator, self.value(node.left), self.value(node.right))

    def binary(self, operator: str, x: Dual, y: Dual) -> Dual:
        if operator in TESTS:
            return flat(TESTS[operator](x.value, y.value))
        if operator == "+":
            return Dual(x.value + y.value, plus(x.slopes, y.slopes))
        if operator == "-":
            return Dual(x.value - y.value, plus(x.slopes, y.scaled(-1)))
        if operator == "*":
            return Dual(x.value * y.value, plus(x.scaled(y.value), y.scaled(x.value)))
        if operator == "/":
            slopes = plus(x.scaled(1 / y.value), y.scaled(-x.value / y.value**2))
            return Dual(x.value / y.value, slopes)
        return power(x, y)

    def call(self, node: Call) -> Dual:  # noqa: PLR0911
        name = node.function
        if name == "where":
            condition, *branches = node.arguments
            return self.value(branches[0 if self.value(condition).value else 1])
        values = [self.value(argument) for argument in node.arguments]
        x, numbers = values[0], [dual.value for dual in values]
        if name in STEPS:
            return flat(STEPS[name](x.value))
        if name in ("max", "min"):
            return extreme(values, max(numbers) if name == "max" else min(numbers))
        if name == "abs":
            return Dual(abs(x.value), x.scaled((x.value > 0) - (x.value < 0)))
        if name == "relu":
            return Dual(max(x.value, Fraction(0)), x.scaled(x.value > 0))
        if name == "square":
            return Dual(x.value**2, x.scaled(2 * x.value))
        if name == "mean":
            shares = [dual.scaled(Fraction(1, len(values))) for dual in values]
            return Dual(sum(numbers, Fraction(0)) / len(values), plus(*shares))
        assert name == "mod"
        y = values[1]
        slopes = plus(x.slopes, y.scaled(-floor(x.value / y.value)))
        return Dual(x.value % y.value, slopes)
