"""An independent oracle: a tape of objects with closures that evaluates and differentiates a tree.

It shares nothing with the program but the syntax tree: it recurses, its numbers are objects that
remember how they came about, and its derivatives are textbook formulas of its own, good enough
for points where nothing special happens and with the language's choices where something does.

>>> from backprop.parser import parse
>>> answer = Tape(parse("t = x + y; t^2"), {"x": 1.0, "y": 2.0}).answer()
>>> answer[0].value, answer[0].gradient
(9.0, {'x': 6.0, 'y': 6.0})
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from backprop.parser import Binary, Call, Juxtaposition, Name, Number, Root, Statement, Unary
from backprop.parser.syntax import postorder
from mpmath import mp

if TYPE_CHECKING:
    from collections.abc import Callable

    from backprop.parser import Expression, Program

CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf, "nan": math.nan}
SPELLINGS = {
    "ln": "log", "lg": "log10", "pow": "^", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "arctan2": "atan2", "if": "where",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh",
}  # fmt: skip


def power(x: float, y: float) -> tuple[float, ...]:
    by_x = y * x ** (y - 1) if y != 0 and not (x == 0 and y < 1) else math.inf if y else 0.0
    by_y = x**y * math.log(x) if x > 0 else 0.0 if x == 0 else math.nan
    return by_x, by_y


def shared(values: tuple[float, ...], best: float) -> tuple[float | None, ...]:
    return tuple(1 / values.count(best) if value == best else None for value in values)


def psi(order: int, x: float) -> float:
    return float(mp.psi(order, x))


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else math.exp(x)


def bell(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def normal(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


def total(values: tuple[float, ...]) -> float:
    """The sum of exponentials, the largest of which is 1."""
    return math.fsum(math.exp(value - max(values)) for value in values)


Formula = tuple["Callable[..., float]", "Callable[..., tuple[float, ...]]"]
FORMULAS: dict[str, Formula] = {
    "+": (lambda x, y: x + y, lambda *_: (1, 1)),
    "-": (lambda x, y: x - y, lambda *_: (1, -1)),
    "*": (lambda x, y: x * y, lambda x, y: (y, x)),
    "/": (lambda x, y: x / y, lambda x, y: (1 / y, -x / y**2)),
    "^": (math.pow, power),
    "negate": (lambda x: -x, lambda _: (-1,)),
    "exp": (math.exp, lambda x: (math.exp(x),)),
    "expm1": (math.expm1, lambda x: (math.exp(x),)),
    "log": (math.log, lambda x: (1 / x,)),
    "log2": (math.log2, lambda x: (1 / x / math.log(2),)),
    "log10": (math.log10, lambda x: (1 / x / math.log(10),)),
    "log1p": (math.log1p, lambda x: (1 / (x + 1),)),
    "logb": (
        lambda x, b: math.log(x) / math.log(b),
        lambda x, b: (1 / x / math.log(b), -math.log(x) / b / math.log(b) ** 2),
    ),
    "sqrt": (math.sqrt, lambda x: (0.5 * x**-0.5 if x else math.inf,)),
    "cbrt": (math.cbrt, lambda x: (abs(x) ** (-2 / 3) / 3 if x else math.inf,)),
    "square": (lambda x: x**2, lambda x: (x + x,)),
    "sin": (math.sin, lambda x: (math.cos(x),)),
    "cos": (math.cos, lambda x: (-math.sin(x),)),
    "tan": (math.tan, lambda x: (math.cos(x) ** -2,)),
    "sec": (lambda x: 1 / math.cos(x), lambda x: (math.sin(x) * math.cos(x) ** -2,)),
    "csc": (lambda x: 1 / math.sin(x), lambda x: (-math.cos(x) * math.sin(x) ** -2,)),
    "cot": (lambda x: math.cos(x) / math.sin(x), lambda x: (-(math.sin(x) ** -2),)),
    "asin": (math.asin, lambda x: ((1 - x * x) ** -0.5 if abs(x) < 1 else math.inf,)),
    "acos": (math.acos, lambda x: (-((1 - x * x) ** -0.5) if abs(x) < 1 else -math.inf,)),
    "atan": (math.atan, lambda x: ((1 + x * x) ** -1,)),
    "asec": (
        lambda x: math.acos(1 / x),
        lambda x: ((x * x - 1) ** -0.5 / abs(x) if abs(x) > 1 else math.inf,),
    ),
    "acsc": (
        lambda x: math.asin(1 / x),
        lambda x: (-((x * x - 1) ** -0.5) / abs(x) if abs(x) > 1 else -math.inf,),
    ),
    "acot": (lambda x: math.pi / 2 - math.atan(x), lambda x: (-((1 + x * x) ** -1),)),
    "atan2": (math.atan2, lambda y, x: (x / (x * x + y * y), -y / (x * x + y * y))),
    "sinh": (math.sinh, lambda x: ((math.exp(x) + math.exp(-x)) / 2,)),
    "cosh": (math.cosh, lambda x: ((math.exp(x) - math.exp(-x)) / 2,)),
    "tanh": (math.tanh, lambda x: (4 / (math.exp(x) + math.exp(-x)) ** 2,)),
    "sech": (lambda x: 1 / math.cosh(x), lambda x: (-math.sinh(x) * math.cosh(x) ** -2,)),
    "csch": (lambda x: 1 / math.sinh(x), lambda x: (-math.cosh(x) * math.sinh(x) ** -2,)),
    "coth": (lambda x: math.cosh(x) / math.sinh(x), lambda x: (-(math.sinh(x) ** -2),)),
    "asinh": (math.asinh, lambda x: ((x * x + 1) ** -0.5,)),
    "acosh": (math.acosh, lambda x: ((x * x - 1) ** -0.5 if x > 1 else math.inf,)),
    "atanh": (math.atanh, lambda x: (1 / (1 - x * x),)),
    "hypot": (
        math.hypot,
        lambda x, y: (x / math.hypot(x, y), y / math.hypot(x, y)) if x or y else (0, 0),
    ),
    "abs": (abs, lambda x: ((x > 0) - (x < 0),)),
    "sign": (lambda x: (x > 0) - (x < 0), lambda _: (0,)),
    "floor": (math.floor, lambda _: (0,)),
    "ceil": (math.ceil, lambda _: (0,)),
    "round": (round, lambda _: (0,)),
    "trunc": (math.trunc, lambda _: (0,)),
    "mod": (lambda x, y: x % y, lambda x, y: (1, -(x // y))),
    "max": (lambda *values: max(values), lambda *values: shared(values, max(values))),
    "min": (lambda *values: min(values), lambda *values: shared(values, min(values))),
    "sum": (lambda *values: sum(values), lambda *values: (1,) * len(values)),
    "mean": (
        lambda *values: sum(values) / len(values),
        lambda *values: (1 / len(values),) * len(values),
    ),
    "prod": (
        lambda *values: math.prod(values),
        lambda *values: tuple(
            math.prod(values[:place] + values[place + 1 :]) for place in range(len(values))
        ),
    ),
    "clamp": (
        lambda x, low, high: min(max(x, low), high),
        lambda x, low, high: tuple(
            1 if decides else None for decides in (low <= x <= high, x < low, x > high)
        ),
    ),
    "sigmoid": (sigmoid, lambda x: (sigmoid(x) * sigmoid(-x),)),
    "logit": (lambda x: math.log(x / (1 - x)), lambda x: (1 / x + 1 / (1 - x),)),
    "relu": (lambda x: max(x, 0.0), lambda x: (None if x < 0 else x > 0,)),
    "leaky_relu": (
        lambda x, slope: x if x > 0 else slope * x,
        lambda x, slope: (1, None) if x > 0 else (slope, x),
    ),
    "softplus": (
        lambda x: math.log1p(math.exp(x)) if x < 30 else x + math.exp(-x),
        lambda x: (sigmoid(x),),
    ),
    "logsumexp": (
        lambda *values: max(values) + math.log(total(values)),
        lambda *values: tuple(math.exp(each - max(values)) / total(values) for each in values),
    ),
    "silu": (
        lambda x: x * sigmoid(x),
        lambda x: (sigmoid(x) * (1 + x * sigmoid(-x)),),
    ),
    "gelu": (lambda x: x * normal(x), lambda x: (normal(x) + x * bell(x),)),
    "erf": (math.erf, lambda x: (2 * math.sqrt(2) * bell(x * math.sqrt(2)),)),
    "erfc": (math.erfc, lambda x: (-2 * math.sqrt(2) * bell(x * math.sqrt(2)),)),
    "gamma": (math.gamma, lambda x: (math.gamma(x) * psi(0, x),)),
    "lgamma": (math.lgamma, lambda x: (psi(0, x),)),
    "digamma": (lambda x: psi(0, x), lambda x: (psi(1, x),)),
}
TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda x, y: x < y, "<=": lambda x, y: x <= y, ">": lambda x, y: x > y,
    ">=": lambda x, y: x >= y, "==": lambda x, y: x == y, "!=": lambda x, y: x != y,
    "and": lambda x, y: x != 0 and y != 0, "or": lambda x, y: x != 0 or y != 0,
}  # fmt: skip


class Value:
    """A number that remembers where it came from; `push` hands its gradient on to those.

    Until a gradient arrives there is none, which is not the same as a zero that is multiplied.
    """

    def __init__(self, data: float, sources: tuple[Value, ...] = ()) -> None:
        self.data = float(data)
        self.sources = sources
        self.grad: float | None = None
        self.push: Callable[[], None] = lambda: None


def apply(name: str, *sources: Value) -> Value:
    """A formula's value on the tape."""
    value, slopes = FORMULAS[name]
    numbers = [source.data for source in sources]
    made = Value(value(*numbers), sources)

    def push() -> None:
        if made.grad is None:
            return
        for source, slope in zip(sources, slopes(*numbers), strict=True):
            if slope is not None:
                source.grad = (source.grad or 0.0) + slope * made.grad

    made.push = push
    return made


def backward(output: Value) -> None:
    """Set the gradient of everything below an output, which starts from zero."""
    order: list[Value] = []
    seen: set[int] = set()

    def visit(value: Value) -> None:
        if id(value) not in seen:
            seen.add(id(value))
            for source in value.sources:
                visit(source)
            order.append(value)

    visit(output)
    for value in order:
        value.grad = None
    output.grad = 1.0
    for value in reversed(order):
        value.push()


@dataclass(frozen=True)
class Answer:
    """One output: its value and its gradient by input."""

    value: float
    gradient: dict[str, float]


Scope = dict[str, "Callable[[], Value]"]
"""The parameters of a function that is being called, by name."""


class Tape:
    """One program at one point; nothing is evaluated that is not asked for."""

    def __init__(self, program: Program, point: dict[str, float]) -> None:
        self.statements = program.statements
        self.definitions = {s.target.name: s for s in self.statements if s.target}
        self.functions = {s.function.name: s for s in self.statements if s.function}
        self.inputs = {name: Value(number) for name, number in point.items()}
        self.named: dict[str, Value] = {}

    def answer(self) -> list[Answer]:
        """Every output of the program, in the order of the text."""
        answers = []
        for statement in self.outputs():
            if statement.target:
                output = self.name(statement.target.name, {})
            else:
                output = self.value(statement.value, {})
            for value in self.inputs.values():
                value.grad = 0.0
            backward(output)
            gradient = {name: value.grad or 0.0 for name, value in self.inputs.items()}
            answers.append(Answer(output.data, gradient))
        return answers

    def outputs(self) -> list[Statement]:
        """The bare expressions; else the definitions that no other uses; else the functions."""
        bare = [s for s in self.statements if not s.target and not s.function]
        used = {
            node.name
            for s in self.statements
            for node in postorder(s.value)
            if isinstance(node, Name) and node.name not in {p.name for p in s.parameters}
        }
        loose = [s for name, s in self.definitions.items() if name not in used]
        return bare or loose or list(self.functions.values())

    def name(self, name: str, scope: Scope) -> Value:
        """What a name stands for: a parameter, a definition, an input or a constant."""
        if name in scope:
            return scope[name]()
        if name in self.definitions:
            if name not in self.named:
                self.named[name] = self.value(self.definitions[name].value, {})
            return self.named[name]
        return self.inputs[name] if name in self.inputs else Value(CONSTANTS[name])

    def value(self, node: Expression, scope: Scope) -> Value:  # noqa: PLR0911
        """An expression on the tape."""
        if isinstance(node, Number):
            return Value(float(f"{node.mantissa}e{node.exponent}"))
        if isinstance(node, Name):
            return self.name(node.name, scope)
        if isinstance(node, Call):
            return self.call(node, scope)
        if isinstance(node, Unary | Root):
            inner = self.value(node.operand, scope)
            if isinstance(node, Root):
                return apply("sqrt", inner)
            if node.operator == "not":
                return Value(inner.data == 0)
            return inner if node.operator == "+" else apply("negate", inner)
        assert isinstance(node, Binary | Juxtaposition)
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        operator = node.operator if isinstance(node, Binary) else "*"
        if operator in TESTS:
            return Value(TESTS[operator](left.data, right.data))
        return apply(operator, left, right)

    def call(self, node: Call, scope: Scope) -> Value:
        """A function of the person's own, a choice, or a formula."""
        name = node.function
        if name in self.functions:
            own = self.functions[name]
            names = [parameter.name for parameter in own.parameters]
            # An argument that the function does not use is never worked out.
            arguments = [cache(partial(self.value, part, scope)) for part in node.arguments]
            return self.value(own.value, dict(zip(names, arguments, strict=True)))
        name = SPELLINGS.get(name, name)
        if name == "where":
            condition, *branches = node.arguments
            return self.value(branches[0 if self.value(condition, scope).data else 1], scope)
        return apply(name, *(self.value(argument, scope) for argument in node.arguments))


def relative_difference(answers: list[Answer], others: list[Answer]) -> float:
    """The largest difference between two lists of answers, relative to the larger of a pair."""
    pairs = [
        (mine, theirs)
        for one, other in zip(answers, others, strict=True)
        for mine, theirs in [
            (one.value, other.value),
            *((one.gradient[name], other.gradient[name]) for name in one.gradient),
        ]
    ]
    return max((abs(a - b) / max(abs(a), abs(b)) for a, b in pairs if a != b), default=0.0)
