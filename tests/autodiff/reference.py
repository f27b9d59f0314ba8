"""Every primitive once more, with mpmath and nothing from the program; a ruler; whole trees.

The functions take and give `mpf` numbers; they are called at a precision at which nothing that a
double can hold is lost, so plain textbook formulas serve.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from backprop.parser import Binary, Call, Name, Root, Unary
from backprop.parser import Number as Literal
from mpmath import mp, mpf

if TYPE_CHECKING:
    from collections.abc import Callable

    from backprop.parser import Expression, Program

Number = Any
"""An `mpf`; mpmath has no types."""

DIGITS = 900
"""Enough to move 1e308 by a part in 1e120 of one, and to see the difference."""

_STEP = mpf(10) ** -120
_ALMOST = mpf(10) ** -30


def _power(x: Number, y: Number) -> Number:
    if x == 0:
        return mpf(1) if y == 0 else mpf(0) if y > 0 else mp.nan
    if x > 0:
        return mp.exp(y * mp.log(x))
    if y != mp.floor(y):
        return mp.nan
    size = mp.exp(y * mp.log(-x))
    return -size if mp.fmod(y, 2) != 0 else size


def _cube_root(x: Number) -> Number:
    return mp.sign(x) * mp.exp(mp.log(abs(x)) / 3) if x else mpf(0)


def _angle(y: Number, x: Number) -> Number:
    return mpf(0) if x == 0 and y == 0 else mp.atan2(y, x)


def _log_gamma(x: Number) -> Number:
    return mp.log(abs(mp.gamma(x))) if abs(x) < 1000 else mp.re(mp.loggamma(x))


def _softplus(x: Number) -> Number:
    return mp.log1p(mp.exp(x))


def _normal(x: Number) -> Number:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def _sigmoid(x: Number) -> Number:
    return 1 / (1 + mp.exp(-x))


def _clamp(x: Number, low: Number, high: Number) -> Number:
    return mp.nan if low > high else min(max(x, low), high)


REFERENCE: dict[str, Callable[..., Number]] = {
    "negate": lambda x: -x,
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "power": _power,
    "less": lambda x, y: mpf(x < y),
    "less_equal": lambda x, y: mpf(x <= y),
    "greater": lambda x, y: mpf(x > y),
    "greater_equal": lambda x, y: mpf(x >= y),
    "equal": lambda x, y: mpf(x == y),
    "not_equal": lambda x, y: mpf(x != y),
    "and": lambda x, y: mpf(x != 0 and y != 0),
    "or": lambda x, y: mpf(x != 0 or y != 0),
    "not": lambda x: mpf(x == 0),
    "where": lambda condition, a, b: a if condition != 0 else b,
    "exp": mp.exp,
    "expm1": lambda x: mp.exp(x) - 1,
    "log": mp.log,
    "log2": lambda x: mp.log(x) / mp.log(2),
    "log10": lambda x: mp.log(x) / mp.log(10),
    "log1p": lambda x: mp.log(1 + x),
    "logb": lambda x, base: mp.log(x) / mp.log(base) if base > 0 else mp.nan,
    "sqrt": mp.sqrt,
    "cbrt": _cube_root,
    "square": lambda x: x * x,
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "sec": lambda x: 1 / mp.cos(x),
    "csc": lambda x: 1 / mp.sin(x),
    "cot": lambda x: mp.cos(x) / mp.sin(x),
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
    "asec": lambda x: mp.acos(1 / x),
    "acsc": lambda x: mp.asin(1 / x),
    "acot": lambda x: mp.pi / 2 - mp.atan(x),
    "atan2": _angle,
    "sinh": lambda x: (mp.exp(x) - mp.exp(-x)) / 2,
    "cosh": lambda x: (mp.exp(x) + mp.exp(-x)) / 2,
    "tanh": lambda x: 1 - 2 / (mp.exp(2 * x) + 1),
    "sech": lambda x: 2 / (mp.exp(x) + mp.exp(-x)),
    "csch": lambda x: 2 / (mp.exp(x) - mp.exp(-x)),
    "coth": lambda x: (mp.exp(2 * x) + 1) / (mp.exp(2 * x) - 1),
    "asinh": lambda x: mp.log(x + mp.sqrt(x * x + 1)) if x >= 0 else -mp.asinh(-x),
    "acosh": lambda x: mp.log(x + mp.sqrt(x * x - 1)),
    "atanh": lambda x: mp.log((1 + x) / (1 - x)) / 2,
    "hypot": lambda x, y: mp.sqrt(x * x + y * y),
    "abs": abs,
    "sign": lambda x: mpf((x > 0) - (x < 0)),
    "floor": mp.floor,
    "ceil": mp.ceil,
    "round": mp.nint,
    "trunc": lambda x: mp.floor(x) if x > 0 else mp.ceil(x),
    "mod": lambda x, y: x - y * mp.floor(x / y),
    "max": max,
    "min": min,
    "clamp": _clamp,
    "relu": lambda x: max(x, mpf(0)),
    "leaky_relu": lambda x, slope: x if x > 0 else slope * x,
    "sigmoid": _sigmoid,
    "logit": lambda x: mp.log(x / (1 - x)),
    "softplus": _softplus,
    "logsumexp": lambda *numbers: mp.log(mp.fsum(map(mp.exp, numbers))),
    "silu": lambda x: x * _sigmoid(x),
    "gelu": lambda x: x * _normal(x),
    "erf": mp.erf,
    "erfc": mp.erfc,
    "gamma": mp.gamma,
    "lgamma": _log_gamma,
    "digamma": mp.digamma,
    "polygamma": lambda n, x: mp.psi(int(n), x) if n >= 0 and n == mp.floor(n) else mp.nan,
}
"""Name of the row → the function, on its domain."""


def value(name: str, arguments: tuple[float, ...]) -> Number:
    """The exact value at doubles, to hundreds of digits."""
    with mp.workdps(DIGITS):
        return REFERENCE[name](*map(mpf, arguments))


def has_value(name: str, arguments: tuple[float, ...]) -> bool:
    """Whether the function has a finite real value there."""
    try:
        found = value(name, arguments)
    except (ValueError, ZeroDivisionError):
        return False
    return is_real(found)


def is_real(number: Number) -> bool:
    """Whether it is a finite real number."""
    return not isinstance(number, mp.mpc) and bool(mp.isfinite(number))


def _moved(name: str, arguments: tuple[float, ...], position: int, step: Number) -> Number:
    exact = [mpf(argument) for argument in arguments]
    exact[position] += step
    return REFERENCE[name](*exact)


def _step(arguments: tuple[float, ...]) -> Number:
    """A step small against every argument and against one."""
    return min([mpf(1), *(abs(mpf(number)) for number in arguments if number)]) * _STEP


def slope(name: str, arguments: tuple[float, ...], position: int) -> Number:
    """The partial derivative by central differences; 0 where only the step's own error is left."""
    with mp.workdps(DIGITS):
        found = []
        for step in (_step(arguments), _step(arguments) / 16):
            rise = _moved(name, arguments, position, step) - _moved(
                name, arguments, position, -step
            )
            found.append(rise / (2 * step))
        return found[1] if abs(found[0] - found[1]) <= _ALMOST * abs(found[1]) else mpf(0)


def side(name: str, arguments: tuple[float, ...], position: int, direction: int) -> Number:
    """The one-sided derivative from the left (-1) or the right (1); ±inf where it grows for ever.

    `None` where the function has no value on that side.
    """
    with mp.workdps(DIGITS):
        here = REFERENCE[name](*map(mpf, arguments))
        quotients = []
        for step in (_step(arguments), _step(arguments) / 10**20):
            there = _moved(name, arguments, position, direction * step)
            if isinstance(there, mp.mpc) or mp.isnan(there):
                return None
            quotients.append((there - here) / (direction * step))
        coarse, fine = quotients
        return _limit(coarse, fine)


def _limit(coarse: Number, fine: Number) -> Number:
    """What difference quotients tend to, told from one and from another at a far smaller step."""
    grows = abs(fine) > 1000 * abs(coarse) and abs(fine) > 1
    return mp.sign(fine) * mp.inf if grows else fine


def ulps_apart(got: float, truth: Number) -> float:
    """How far a double is from the truth, in units in the last place of the truth.

    Below the normal numbers the unit is the smallest double; beyond the largest one, infinity with
    the right sign is exact.
    """
    with mp.workdps(DIGITS):
        if mp.isinf(truth) or abs(truth) >= mpf(2) ** 1024 - mpf(2) ** 970:
            return 0.0 if got == mp.sign(truth) * mp.inf else float("inf")
        if not math.isfinite(got):
            return float("inf")
        exponent = -1022 if truth == 0 else max(int(mp.floor(mp.log(abs(truth), 2))), -1022)
        return float(abs(mpf(got) - truth) / mpf(2) ** (exponent - 52))


OPERATORS = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power", "<": "less",
    "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "!=": "not_equal",
}  # fmt: skip


class Exactly:
    """A program's single bare output, worked out from its tree with the functions above."""

    def __init__(self, program: Program) -> None:
        statements = program.statements
        self.definitions = {s.target.name: s.value for s in statements if s.target}
        self.functions = {s.function.name: s for s in statements if s.function}
        (self.output,) = (s.value for s in statements if not s.target and not s.function)

    def at(self, point: dict[str, Number]) -> Number:
        """The value at a point of `mpf` numbers, in the precision that is set."""
        return self._value(self.output, point, point)

    def slope(self, point: dict[str, float], name: str, digits: int = 60) -> Number:
        """The derivative with respect to an input, by a central difference at many digits."""
        with mp.workdps(digits):
            step = mpf(10) ** (-digits // 3)
            exact = {other: mpf(number) for other, number in point.items()}
            above = self.at(exact | {name: exact[name] + step})
            below = self.at(exact | {name: exact[name] - step})
            return (above - below) / (2 * step)

    def side(self, point: dict[str, float], name: str, direction: int) -> Number:
        """The derivative to the left (-1) or the right (1); `None` if no value is there."""
        with mp.workdps(DIGITS):
            exact = {other: mpf(number) for other, number in point.items()}
            here, quotients = self.at(exact), []
            for step in (_STEP, _STEP / 10**20):
                there = self.at(exact | {name: exact[name] + direction * step})
                if not is_real(there):
                    return None
                quotients.append((there - here) / (direction * step))
            return _limit(*quotients)

    def _value(  # noqa: PLR0911
        self, node: Expression, scope: dict[str, Number], point: dict[str, Number]
    ) -> Number:
        def value(inner: Expression) -> Number:
            return self._value(inner, scope, point)

        if isinstance(node, Literal):
            return mpf(node.mantissa) * mpf(10) ** node.exponent
        if isinstance(node, Name):
            if node.name in scope:
                return scope[node.name]
            if node.name in self.definitions:
                return self._value(self.definitions[node.name], point, point)
            return mpf(getattr(math, node.name))
        if isinstance(node, Call):
            return self._call(node, scope, point)
        if isinstance(node, Unary | Root):
            operand = value(node.operand)
            if isinstance(node, Root):
                return mp.sqrt(operand)
            return {"+": operand, "-": -operand, "not": mpf(operand == 0)}[node.operator]
        left, right = value(node.left), value(node.right)
        if isinstance(node, Binary):
            return REFERENCE[OPERATORS.get(node.operator, node.operator)](left, right)
        return left * right

    def _call(self, node: Call, scope: dict[str, Number], point: dict[str, Number]) -> Number:
        name = {"if": "where"}.get(node.function, node.function)
        if name == "where":
            condition, yes, no = node.arguments
            return self._value(yes if self._value(condition, scope, point) else no, scope, point)
        numbers = [self._value(argument, scope, point) for argument in node.arguments]
        if name in self.functions:
            own = self.functions[name]
            names = [parameter.name for parameter in own.parameters]
            return self._value(own.value, point | dict(zip(names, numbers, strict=True)), point)
        if name in ("sum", "mean"):
            return mp.fsum(numbers) / (len(numbers) if name == "mean" else 1)
        return mp.fprod(numbers) if name == "prod" else REFERENCE[name](*numbers)
