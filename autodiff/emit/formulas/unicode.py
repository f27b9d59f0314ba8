"""Formulas for reading on a screen: `2x·cos(x²)·y`, `1/(2√x)`, `x₁ ≤ π`.

What is written reads back: pasted into backprop it means the same, with no warning that it might
be misread. That is why a cube root is `cbrt(x)` and a size `abs(x)`.

Invariants:

- The parser reads the text of an expression without a warning, as one of equal value everywhere.
- `SHAPES` names every primitive.

>>> from ....parser.parse import parse
>>> expression(parse("2*x*cos(x^2)*y - 1/sqrt(x1 + 1)").statements[0].value)
'2x·cos(x²)·y − 1/√(x₁ + 1)'
>>> derivative_name("f", ["x", "x"]), derivative_name("f", ["x"], ordinary=True)
('∂²f/∂x²', 'df/dx')
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from ....parser.unparse import number_text
from .notation import Form, Infix, Level, Piece, Writer, listed, runs, written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ....parser.syntax import Expression, Number

_COMPARING = (Level.COMPARISON, Level.SUM, Level.SUM)

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LONGEST_RAISED = 4
_LETTER_AND_NUMBER = re.compile(r"([^\W\d_])([0-9]+)")


def _power(form: Form, base: Piece, exponent: Piece) -> Piece:
    """`x²`, `x⁻¹`, `2^x`, `x^(y + 1)`."""
    base = form.placed(base, Level.ATOM)
    if exponent.integer is not None and len(str(exponent.integer)) <= _LONGEST_RAISED:
        return Piece((base, str(exponent.integer).translate(_RAISED)), Level.POWER, base.head)
    return Piece((base, "^", _plain_or_grouped(form, exponent)), Level.POWER, base.head)


def _square_root(form: Form, x: Piece) -> Piece:
    return Piece(("√", _plain_or_grouped(form, x)), Level.POWER, "root")


def _plain_or_grouped(form: Form, piece: Piece) -> Piece:
    """A name or a number as it is, all else in parentheses."""
    plain = piece.level == Level.ATOM and piece.head in ("letter", "word", "digit")
    return piece if plain else form.group(piece)


def _square(form: Form, x: Piece) -> Piece:
    return _power(form, x, Piece(("2",), Level.ATOM, "digit", integer=2))


def _not(form: Form, x: Piece) -> Piece:
    return Piece(("not ", form.placed(x, Level.NOT)), Level.NOT)


SHAPES: dict[str, Infix | str | Callable[..., Piece]] = {
    "add": Infix(" + ", Level.SUM, Level.SUM, Level.QUOTIENT),
    "subtract": Infix(" − ", Level.SUM, Level.SUM, Level.QUOTIENT),
    "less": Infix(" < ", *_COMPARING),
    "less_equal": Infix(" ≤ ", *_COMPARING),
    "greater": Infix(" > ", *_COMPARING),
    "greater_equal": Infix(" ≥ ", *_COMPARING),
    "equal": Infix(" == ", *_COMPARING),
    "not_equal": Infix(" ≠ ", *_COMPARING),
    "and": Infix(" and ", Level.AND, Level.AND, Level.NOT),
    "or": Infix(" or ", Level.OR, Level.OR, Level.AND),
    "negate": Form.negation,
    "multiply": Form.product,
    "divide": Form.quotient,
    "power": _power,
    "square": _square,
    "sqrt": _square_root,
    "not": _not,
    "log": "ln", "log2": "log₂", "log10": "log₁₀",
    **{
        name: name for name in (
            "where", "exp", "expm1", "log1p", "logb", "cbrt", "sin", "cos", "tan", "sec", "csc",
            "cot", "asin", "acos", "atan", "asec", "acsc", "acot", "atan2", "sinh", "cosh", "tanh",
            "sech", "csch", "coth", "asinh", "acosh", "atanh", "logsumexp", "hypot", "abs", "sign",
            "floor", "ceil", "round", "trunc", "mod", "max", "min",
            "clamp", "relu", "leaky_relu", "sigmoid", "logit", "softplus", "silu", "gelu", "erf",
            "erfc", "gamma", "lgamma", "digamma", "polygamma",
        )
    },
}  # fmt: skip
"""How each primitive is written: between its operands, by its own rule, or by a name."""


class UnicodeForm(Form):
    """How numbers, names and operations look on a screen; see `Form`."""

    title = "Unicode"
    shapes = SHAPES
    minus = "−"
    times = "·"
    beside = ""
    bare_factors = frozenset({"letter", "root", "group"})

    def number(self, number: Number) -> Piece:
        """A number that is not negative."""
        text = number_text(number)
        plain = "e" not in text
        integer = int(text) if text.isdecimal() else None
        level = Level.ATOM if plain else Level.POWER
        return Piece((text,), level, "digit", integer=integer, coefficient=plain and text != "0")

    def name(self, name: str) -> Piece:
        """A name where a value is meant."""
        text = name_text(name)
        short = len(text) == 1 or _LETTER_AND_NUMBER.fullmatch(name) is not None
        # A number before an 'e' looks like one with an exponent, and before '_' like more of it.
        return Piece((text,), Level.ATOM, "letter" if short and name[0] not in "eE_" else "word")

    def applied(self, function: str, arguments: Sequence[Piece]) -> Piece:
        """A function on its arguments."""
        return Piece((function, "(", listed(arguments), ")"), Level.ATOM, "call")

    def group(self, piece: Piece) -> Piece:
        """A piece in parentheses."""
        return Piece(("(", piece, ")"), Level.ATOM, "group")

    def whole(self, piece: Piece) -> Piece:
        """A comparison stands in parentheses, so that it can follow an equals sign."""
        return self.placed(piece, Level.SUM)


UNICODE = UnicodeForm()


def expression(tree: Expression) -> str:
    """The formula of a tree; `parse` reads it back.

    >>> from ....parser.parse import parse
    >>> expression(parse("(x/2)*exp(-x^2/2)").statements[0].value)
    '(x/2)·exp(−x²/2)'
    """
    return written(tree, UNICODE)


def name_text(name: str) -> str:
    """A name: `π`, and `x₁` for `x1`; any other as it is.

    >>> name_text("pi"), name_text("x12"), name_text("x_1"), name_text("price2")
    ('π', 'x₁₂', 'x_1', 'price2')
    """
    if name == "pi":
        return "π"
    numbered = _LETTER_AND_NUMBER.fullmatch(name)
    return numbered[1] + numbered[2].translate(_LOWERED_DIGITS) if numbered else name


def derivative_name(output: str, by: Sequence[str], *, ordinary: bool = False) -> str:
    """What the derivative of an output by some inputs, the last first, is called.

    `ordinary` is for a function of one input: `df/dx`, not `∂f/∂x`.

    >>> derivative_name("J", ["x", "y"]), derivative_name("f", ["x"] * 6)
    ('∂²J/∂x∂y', '∂⁶f/∂x⁶')
    """
    sign = "d" if ordinary else "∂"
    below = "".join([f"{sign}{name_text(name)}{_count(count)}" for name, count in runs(by)])
    return f"{sign}{_count(len(by))}{name_text(output)}/{below}"


def _count(count: int) -> str:
    return "" if count == 1 else str(count).translate(_RAISED)


def writer(names: Collection[str], *, ordinary: bool) -> Writer:
    """How formulas of a program are written, whatever its names are; see `derivative_name`."""
    del names
    return Writer(expression, name_text, partial(derivative_name, ordinary=ordinary))
