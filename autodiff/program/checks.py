"""What the grammar lets through and the language refuses: here names are known, so hints are right.

Every statement is checked, also one that no output needs: these are mistakes in what was written,
not in a value.

>>> from ...parser.parse import parse
>>> from .names import survey
>>> try:
...     check(survey(parse("2 sin x")))
... except BackpropError as error:
...     print(error.message, "|", error.hint)
the argument of 'sin' is not in parentheses | write sin(x)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.errors import BackpropError, Span, nearest, offer
from ...parser.syntax import (
    Adjacency,
    Binary,
    Call,
    Juxtaposition,
    Name,
    Number,
    Root,
    Unary,
    postorder,
)
from ..rules import DIFF, FUNCTION_NAMES, SHORTHANDS, find_function
from .diff_operator import check_derivative

if TYPE_CHECKING:
    from ...parser.syntax import Expression, Statement
    from .names import Survey

_MEANT = {
    "sgn": "sign", "signum": "sign", "tg": "tan", "ctg": "cot", "ctan": "cot", "cosec": "csc",
    "ceiling": "ceil", "int": "trunc", "power": "pow", "sqr": "square", "fabs": "abs",
    "fmax": "max", "fmin": "min", "arctg": "atan", "clip": "clamp", "swish": "silu",
    "logistic": "sigmoid", "loggamma": "lgamma", "gammaln": "lgamma", "psi": "digamma",
    "cosech": "csch", "cth": "coth", "arcctg": "acot",
    "arccosec": "acsc", "lse": "logsumexp", "logaddexp": "logsumexp",
    "average": "mean", "product": "prod", "ifelse": "where", "iif": "where",
}  # fmt: skip
"""Names that other systems have for functions that are here."""

_WRITTEN_OUT = {
    "sinc": "write where(x == 0, 1, sin(x)/x); with pi*x for x it is the normalized one",
    "softmax": "softmax has a value for each argument; the share of a beside b is "
    "diff(logsumexp(a, b), a), or exp(a)/(exp(a) + exp(b)) where nothing is large",
}
"""Functions that are not here, and what to write instead."""

_OPERATOR_WORDS = ("and", "or", "not")

_SHOWN = 40
"""No hint quotes more of the source than this."""


def check(survey: Survey) -> None:
    """Refuse what has no meaning.

    Raises `BackpropError` for operands side by side, a power between a function and its
    argument, a call of something that is not a function, and a wrong number of arguments.
    """
    checker = _Checker(survey)
    for statement in survey.program.statements:
        checker.statement(statement)


class _Checker:
    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._text = survey.program.text
        self._known = [*FUNCTION_NAMES, *survey.functions]
        self._functions = frozenset(self._known)
        self._parameters: set[str] = set()

    def statement(self, statement: Statement) -> None:
        self._parameters = {parameter.name for parameter in statement.parameters}
        self._value = statement.value
        for node in statement.nodes:
            if isinstance(node, Name | Binary | Number):  # most of a long text
                continue
            if isinstance(node, Call):
                self._call(node)
            elif isinstance(node, Juxtaposition):
                self._juxtaposition(node)
            elif isinstance(node, Adjacency):
                self._adjacency(node)

    def _source(self, start: int, end: int) -> str:
        text = " ".join(self._text[start:end].split())
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

    def _is_function(self, node: Expression) -> bool:
        return (
            isinstance(node, Name)
            and node.name in self._functions
            and not self._is_defined(node.name)
        )

    def _is_defined(self, name: str) -> bool:
        return name in self._parameters or name in self._survey.definitions

    def _adjacency(self, node: Adjacency) -> None:
        """Refuse two operands side by side, with what was most likely meant."""
        left, right = _last_factor(node.left), _first_factor(node.right)
        shown = self._source(right.span.start, node.span.end)
        whole = Span(left.span.start, node.span.end)
        for word in (left, right):
            if isinstance(word, Name) and word.name.lower() in _OPERATOR_WORDS:
                raise BackpropError(
                    f"'{self._source(*word.span)}' is a name here, not an operator",
                    word.span,
                    hint=f"the operator is written '{word.name.lower()}'",
                )
        if self._is_function(left):
            product = self._source(right.span.start, self._product_end(node))
            raise self._bare_argument(left, product, whole)
        if self._is_function(right):
            name = self._source(*right.span)
            raise BackpropError(
                f"the function '{name}' stands without its arguments",
                right.span,
                hint=f"write {name}(…) with the arguments in parentheses",
            )
        before = self._source(left.span.start, node.left.span.end)
        raise BackpropError(
            f"'{before}' and '{shown}' stand side by side with no operator between them",
            whole,
            hint=f"to multiply them write {self._factor(node)}*{shown}",
        )

    def _product_end(self, node: Adjacency) -> int:
        """Where the product ends that goes on from this operand without a sign: `sin 2x`."""
        product: Expression = node
        for parent in postorder(self._value):
            if isinstance(parent, Juxtaposition | Adjacency) and parent.left is product:
                product = parent
        return product.span.end

    def _bare_argument(self, function: Expression, argument: str, whole: Span) -> BackpropError:
        name = self._source(*function.span)
        if name in ("if", "where"):
            return BackpropError(
                f"the parts of '{name}' are not in parentheses",
                function.span,
                hint=f"write {name}(x > 0, a, b): the condition, then both values",
            )
        row = find_function(name)
        written = f"{name}({argument})" if row is None or row.accepts(1) else row.signature
        return BackpropError(
            f"the argument of '{name}' is not in parentheses", whole, hint=f"write {written}"
        )

    def _factor(self, node: Adjacency) -> str:
        """The text of the left operand's last factor, with the parentheses around it."""
        left = _last_factor(node.left)
        seam = self._text[left.span.end : node.right.span.start]
        closing = seam.count(")") + seam.count("）")
        return "(" * closing + self._source(*left.span) + ")" * closing

    def _juxtaposition(self, node: Juxtaposition) -> None:
        """Refuse `sin^2(x)` and `sin⁻¹(x)`, which would be products of a value called `sin`."""
        power = _last_factor(node.left)
        if not (isinstance(power, Binary) and power.operator == "^"):
            return
        if not (isinstance(power.left, Name) and self._is_function(power.left)):
            return
        name = power.left.name
        argument = self._source(power.span.end, node.span.end).strip()
        if argument.startswith("（"):
            argument = f"({argument[1:-1]})"
        if not argument.startswith("("):
            argument = f"({argument})"
        raise BackpropError(
            f"the power stands between '{name}' and its argument",
            Span(power.span.start, node.span.end),
            hint=_power_hint(name, power.right, argument),
        )

    def _call(self, node: Call) -> None:
        name, count = node.function, len(node.arguments)
        own = self._survey.functions.get(name)
        if own is not None:
            if count != len(own.parameters):
                signature = ", ".join(parameter.name for parameter in own.parameters)
                raise self._arity(node, _counted(len(own.parameters)), f"{name}({signature})")
            return
        if name == DIFF:
            check_derivative(node)
            return
        if name in SHORTHANDS:
            if count == 0:
                raise self._arity(node, "one or more arguments", f"{name}(x, y, …)")
            return
        row = find_function(name)
        if row is None:
            raise self._unknown(node)
        if not row.accepts(count):
            least = len(row.parameters)
            expected = f"{least - 1} or more arguments" if row.variadic else _counted(least)
            raise self._arity(node, expected, row.signature)

    def _arity(self, node: Call, expected: str, signature: str) -> BackpropError:
        arguments = self._source(node.function_span.end, node.span.end).strip()
        two = len(node.arguments) == 2
        if node.function in ("log", "ln") and two:
            hint = f"a logarithm to another base is written logb{arguments}"
        elif node.function in ("atan", "arctan") and two:
            hint = f"the angle of a point is written atan2{arguments}"
        else:
            hint = f"it is written {signature}"
        return BackpropError(
            f"'{node.function}' takes {expected}, but it is given {len(node.arguments)}",
            node.span,
            hint=hint,
        )

    def _unknown(self, node: Call) -> BackpropError:
        name = node.function
        product = f"{name}*{self._source(node.function_span.end, node.span.end).strip()}"
        if self._is_defined(name) or name in self._survey.places:
            return BackpropError(
                f"'{name}' is a value, not a function",
                node.function_span,
                hint=f"to multiply write {product}" if len(node.arguments) == 1 else None,
            )
        if name in _WRITTEN_OUT:
            raise BackpropError(
                f"there is no function '{name}'", node.function_span, hint=_WRITTEN_OUT[name]
            )
        meant = _MEANT.get(name.lower())
        close = [meant] if meant else nearest(name, self._known)
        if not close:
            close = nearest(name.lower(), self._known)
        hint = offer(close)
        if len(node.arguments) == 1 and (not close or len(name) == 1):
            hint = f"if '{name}' is a value, multiply: {product}"
        return BackpropError(f"unknown function '{name}'", node.function_span, hint=hint)


def _counted(count: int) -> str:
    return "no arguments" if count == 0 else f"{count} argument{'s' if count > 1 else ''}"


def _power_hint(name: str, exponent: Expression, argument: str) -> str:
    inverse = isinstance(exponent, Unary) or (
        isinstance(exponent, Number) and exponent.mantissa < 0
    )
    if inverse:
        other = (
            f"a{name}{argument} for the inverse function, or " if find_function(f"a{name}") else ""
        )
        return f"write {other}1/{name}{argument} for the reciprocal"
    number = (
        str(exponent.mantissa * 10**exponent.exponent)
        if isinstance(exponent, Number) and 0 <= exponent.exponent < 10
        else "n"
    )
    return f"write {name}{argument}^{number}; if '{name}' is a value, {name}^{number}*{argument}"


def _last_factor(node: Expression) -> Expression:
    """What stands at the right end of a product, where the next factor touches it."""
    while True:
        if isinstance(node, Juxtaposition | Adjacency) or (
            isinstance(node, Binary) and node.operator in "*/"
        ):
            node = node.right
        elif isinstance(node, Unary | Root):
            node = node.operand
        else:
            return node


def _first_factor(node: Expression) -> Expression:
    """What stands at the left end of a power-level operand."""
    while isinstance(node, Binary) and node.operator == "^":
        node = node.left
    return node
