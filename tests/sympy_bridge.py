"""The language's syntax tree as a SymPy expression, and a SymPy expression as text of the language.

Nothing is handed to SymPy as text, so nothing is executed. Inputs are real symbols.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy
from backprop.parser import Binary, Call, Name, Number, Root, Unary
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

if TYPE_CHECKING:
    from collections.abc import Callable

    from backprop.parser import Expression

Symbolic = Any
"""A SymPy expression; SymPy has no types."""


def _sigmoid(x: Symbolic) -> Symbolic:
    return 1 / (1 + sympy.exp(-x))


_FUNCTIONS: dict[str, Callable[..., Symbolic]] = {
    "exp": sympy.exp, "expm1": lambda x: sympy.exp(x) - 1, "log": sympy.log,
    "log2": lambda x: sympy.log(x) / sympy.log(2), "log10": lambda x: sympy.log(x) / sympy.log(10),
    "log1p": lambda x: sympy.log(1 + x), "logb": lambda x, b: sympy.log(x) / sympy.log(b),
    "sqrt": sympy.sqrt, "cbrt": lambda x: sympy.real_root(x, 3), "square": lambda x: x**2,
    "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "sec": sympy.sec, "csc": sympy.csc,
    "asec": sympy.asec, "acsc": sympy.acsc, "acot": lambda x: sympy.pi / 2 - sympy.atan(x),
    "sech": sympy.sech, "csch": sympy.csch, "coth": sympy.coth,
    "logsumexp": lambda *terms: sympy.log(sum(map(sympy.exp, terms))),
    "cot": sympy.cot, "asin": sympy.asin, "acos": sympy.acos, "atan": sympy.atan,
    "atan2": sympy.atan2, "sinh": sympy.sinh, "cosh": sympy.cosh, "tanh": sympy.tanh,
    "asinh": sympy.asinh, "acosh": sympy.acosh, "atanh": sympy.atanh,
    "hypot": lambda x, y: sympy.sqrt(x**2 + y**2), "abs": sympy.Abs, "sign": sympy.sign,
    "max": sympy.Max, "min": sympy.Min,
    "clamp": lambda x, low, high: sympy.Max(low, sympy.Min(x, high)),
    "relu": lambda x: sympy.Max(x, 0),
    "leaky_relu": lambda x, slope: sympy.Piecewise((x, x > 0), (slope * x, True)),
    "sigmoid": _sigmoid, "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "silu": lambda x: x * _sigmoid(x),
    "gelu": lambda x: x * sympy.erfc(-x / sympy.sqrt(2)) / 2,
    "erf": sympy.erf, "erfc": sympy.erfc, "gamma": sympy.gamma, "lgamma": sympy.loggamma,
    "digamma": sympy.digamma,
    "where": lambda condition, yes, no: sympy.Piecewise((yes, condition), (no, True)),
}  # fmt: skip

_RELATIONS: dict[str, Callable[..., Symbolic]] = {
    "<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "==": sympy.Eq, "!=": sympy.Ne,
}  # fmt: skip
_CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "tau": 2 * sympy.pi}


def symbol(name: str) -> Symbolic:
    """An input as SymPy has it."""
    return sympy.Symbol(name, real=True)


def to_sympy(tree: Expression) -> Symbolic:  # noqa: PLR0911
    """The SymPy expression of a tree of a person's size."""
    if isinstance(tree, Number):
        return sympy.Integer(tree.mantissa) * sympy.Integer(10) ** tree.exponent
    if isinstance(tree, Name):
        return _CONSTANTS.get(tree.name) or symbol(tree.name)
    if isinstance(tree, Root):
        return sympy.sqrt(to_sympy(tree.operand))
    if isinstance(tree, Unary):
        operand = to_sympy(tree.operand)
        return -operand if tree.operator == "-" else operand
    if isinstance(tree, Call):
        return _FUNCTIONS[tree.function](*[to_sympy(each) for each in tree.arguments])
    assert isinstance(tree, Binary)
    left, right = _number(to_sympy(tree.left)), _number(to_sympy(tree.right))
    operations = {
        "+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
        "/": lambda: left / right, "^": lambda: left**right,
    }  # fmt: skip
    if tree.operator in operations:
        return operations[tree.operator]()
    if tree.operator in ("and", "or"):
        conditions = [to_sympy(tree.left), to_sympy(tree.right)]
        return (sympy.And if tree.operator == "and" else sympy.Or)(*conditions)
    return _RELATIONS[tree.operator](left, right)


def _number(value: Symbolic) -> Symbolic:
    """A condition as the 0 or 1 that it is among numbers."""
    if isinstance(value, sympy.logic.boolalg.Boolean) and not isinstance(value, sympy.Symbol):
        return sympy.Piecewise((1, value), (0, True))
    return value


class _Printer(StrPrinter):
    """SymPy's own notation, with the language's signs and names."""

    _names = {"Abs": "abs", "Max": "max", "Min": "min", "loggamma": "lgamma", "ln": "log"}

    def _print_Pow(self, expr: Symbolic, rational: bool = False) -> str:  # noqa: ARG002, N802
        base = self.parenthesize(expr.base, PRECEDENCE["Pow"])
        if expr.exp == sympy.Rational(1, 2):
            return f"sqrt({self._print(expr.base)})"
        if expr.exp == -sympy.Rational(1, 2):
            return f"1/sqrt({self._print(expr.base)})"
        if expr.exp.is_Rational and expr.exp < 0:
            return f"1/{self.parenthesize(1 / expr, PRECEDENCE['Pow'])}"
        exponent = self.parenthesize(expr.exp, PRECEDENCE["Pow"])
        return f"{base}^{exponent}"

    def _print_Function(self, expr: Symbolic) -> str:  # noqa: N802
        name = self._names.get(type(expr).__name__, type(expr).__name__)
        return f"{name}({self.stringify(expr.args, ', ')})"

    _print_Max = _print_Min = _print_Abs = _print_sign = _print_Function  # noqa: N815

    def _print_Exp1(self, expr: Symbolic) -> Symbolic:  # noqa: ARG002, N802
        return "e"

    def _print_polygamma(self, expr: Symbolic) -> str:
        order, argument = expr.args
        if order == 0:
            return f"digamma({self._print(argument)})"
        return f"polygamma({order}, {self._print(argument)})"

    def _print_Heaviside(self, expr: Symbolic) -> str:  # noqa: N802
        inner = self._print(expr.args[0])
        return f"where({inner} > 0, 1, where({inner} == 0, 1/2, 0))"

    def _print_Piecewise(self, expr: Symbolic) -> str:  # noqa: N802
        text = "nan"
        for value, condition in reversed(expr.args):
            if condition == True:  # noqa: E712
                text = self._print(value)
            else:
                text = f"where({self._print(condition)}, {self._print(value)}, {text})"
        return text

    def _print_Relational(self, expr: Symbolic) -> str:  # noqa: N802
        left, right = (self.parenthesize(side, 35) for side in expr.args)
        return f"{left} {expr.rel_op} {right}"

    def _print_And(self, expr: Symbolic) -> str:  # noqa: N802
        return " and ".join(self.parenthesize(each, 30) for each in expr.args)

    def _print_Or(self, expr: Symbolic) -> str:  # noqa: N802
        return " or ".join(self.parenthesize(each, 30) for each in expr.args)


def text_of(expression: Symbolic) -> str:
    """A SymPy expression as text of the language."""
    return _Printer().doprint(expression)
