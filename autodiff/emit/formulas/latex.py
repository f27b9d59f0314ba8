r"""Formulas for a page: `\frac{\partial f}{\partial x} = 2 x \cdot \cos\left(x^{2}\right)`.

What is written needs amsmath (or MathJax, or KaTeX) and stands in math mode.

Invariants:

- A name cannot leave its place: every character that means something to TeX is escaped.
- Two names never look the same: where `x1` and `x_1` are both there, neither is written x₁.
- `SHAPES` names every primitive.

>>> from ....parser.parse import parse
>>> expression(parse("2*x*cos(x^2)/sqrt(y_1 + 1)").statements[0].value)
'\\frac{2 x \\cdot \\cos\\left(x^{2}\\right)}{\\sqrt{y_{1} + 1}}'
>>> derivative_name("f", ["x", "x"]), derivative_name("f", ["x"], ordinary=True)
('\\frac{\\partial^{2} f}{\\partial x^{2}}', '\\frac{df}{dx}')
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ....parser.unparse import number_text
from .latex_names import CONSTANTS, LatexNames, escaped
from .notation import (  # fmt: skip
    Form,
    Infix,
    Level,
    Piece,
    Shape,
    Writer,
    listed,
    names_in,
    runs,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ....parser.syntax import Expression, Number

_SPACE = r" \, "
_COMPARING = (Level.COMPARISON, Level.MODULO, Level.MODULO)
_CONDITIONS = {"and": 2, "or": 2, "not": 1, "where": 1}
"""How many of the arguments, from the first on, are conditions."""

_INFIX = {
    "add": Infix(" + ", Level.SUM, Level.SUM, Level.QUOTIENT),
    "subtract": Infix(" - ", Level.SUM, Level.SUM, Level.QUOTIENT),
    "mod": Infix(r" \bmod ", Level.MODULO, Level.POWER, Level.POWER),
    "less": Infix(" < ", *_COMPARING),
    "less_equal": Infix(r" \leq ", *_COMPARING),
    "greater": Infix(" > ", *_COMPARING),
    "greater_equal": Infix(r" \geq ", *_COMPARING),
    "equal": Infix(" = ", *_COMPARING),
    "not_equal": Infix(r" \neq ", *_COMPARING),
    "and": Infix(r" \land ", Level.AND, Level.AND, Level.NOT),
    "or": Infix(r" \lor ", Level.OR, Level.OR, Level.AND),
}
"""What is written between its operands."""

_CONTRARY = {" = ": r" \neq ", r" \neq ": " = "}


def _operators(*names: str) -> dict[str, str]:
    return {name: rf"\operatorname{{{name}}}" for name in names}


_NAMES = {
    "log": r"\ln", "log2": r"\log_{2}", "log10": r"\log_{10}",
    "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "sec": r"\sec", "csc": r"\csc", "cot": r"\cot",
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "coth": r"\coth",
    "asec": r"\operatorname{arcsec}", "acsc": r"\operatorname{arccsc}",
    "acot": r"\operatorname{arccot}",
    "sinh": r"\sinh", "cosh": r"\cosh", "tanh": r"\tanh",
    "asinh": r"\operatorname{arsinh}", "acosh": r"\operatorname{arcosh}",
    "atanh": r"\operatorname{artanh}", "max": r"\max", "min": r"\min",
    "sign": r"\operatorname{sgn}", "gamma": r"\Gamma", "digamma": r"\psi",
    "relu": r"\operatorname{ReLU}", "leaky_relu": r"\operatorname{LeakyReLU}",
    "silu": r"\operatorname{SiLU}", "gelu": r"\operatorname{GELU}",
    **_operators(
        "atan2", "sech", "csch", "logsumexp", "round", "trunc", "clamp", "sigmoid", "logit",
        "softplus", "erf", "erfc"
    ),
}  # fmt: skip
"""What is called by a name."""

_RAISED_NAMES = frozenset(
    _NAMES[name]
    for name in (
        "log", "log2", "log10", "sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan",
        "asec", "acsc", "acot", "sinh", "cosh", "tanh",
    )
)  # fmt: skip
"""The functions whose whole positive powers are written as in sin²(x)."""


def _fenced(left: str, piece: Piece, right: str) -> Piece:
    return Piece((rf"\left{left}", piece, rf"\right{right}"), Level.ATOM, "group")


def _applied(function: str, argument: Piece) -> Piece:
    arguments = _fenced("(", argument, ")")
    raised = (function, arguments) if function in _RAISED_NAMES else None
    return Piece((function, arguments), Level.POWER, "call", function=raised)


def _power(form: Form, base: Piece, exponent: Piece) -> Piece:
    if base.function is not None and exponent.integer is not None and exponent.integer > 1:
        function, arguments = base.function
        return Piece((function, f"^{{{exponent.integer}}}", arguments), Level.POWER, "call")
    base = form.placed(base, Level.ATOM)
    return Piece((base, "^{", exponent, "}"), Level.POWER, base.head)


def _square(form: Form, x: Piece) -> Piece:
    return _power(form, x, _integer(2))


def _integer(number: int) -> Piece:
    return Piece((str(number),), Level.ATOM, "digit", integer=number, coefficient=True)


def _quotient(form: Form, left: Piece, right: Piece) -> Piece:
    if left.positive is not None:
        return form.negation(_quotient(form, left.positive, right))
    exact = left.integer is not None and right.integer is not None
    return Piece((r"\frac{", left, "}{", right, "}"), Level.POWER, "fraction", coefficient=exact)


def _exponential(form: Form, x: Piece) -> Piece:
    """A power of e, unless that is another name here, or the exponent stands too tall."""
    if (isinstance(form, _Latex) and form.shadows_e) or x.tall:
        return _applied(r"\exp", x)
    return Piece(("e^{", x, "}"), Level.POWER, "letter")


def _exponential_less_one(form: Form, x: Piece) -> Piece:
    parts = (_exponential(form, x), _integer(1))
    return form.infix(_INFIX["subtract"], parts)


def _logarithm_of_one_more(form: Form, x: Piece) -> Piece:
    return _applied(r"\ln", form.infix(_INFIX["add"], (_integer(1), x)))


def _hypotenuse(form: Form, x: Piece, y: Piece) -> Piece:
    squares = (_square(form, x), _square(form, y))
    total = form.infix(_INFIX["add"], squares)
    return Piece((r"\sqrt{", total, "}"), Level.POWER, "root")


def _not(form: Form, x: Piece) -> Piece:
    """The contrary of a condition; that of being equal has a sign."""
    if x.level == Level.COMPARISON and x.parts[1] in _CONTRARY:
        left, sign, right = x.parts
        return Piece((left, _CONTRARY[str(sign)], right), Level.COMPARISON, x.head, condition=True)
    return Piece((r"\lnot ", form.placed(x, Level.ATOM)), Level.NOT, condition=True)


def _cases(_: Form, condition: Piece, taken: Piece, other: Piece) -> Piece:
    """A choice; what follows in the last branch joins the same brace."""
    last = other.rows or Piece((other, r" & \text{otherwise}"), Level.CASES)
    rows = Piece((taken, r" & \text{if } ", condition, r" \\ ", last), Level.CASES)
    return Piece((r"\begin{cases} ", rows, r" \end{cases}"), Level.CASES, rows=rows)


SHAPES: dict[str, Infix | str | Shape | Callable[..., Piece]] = {
    **_INFIX,
    **_NAMES,
    "sqrt": Shape((r"\sqrt{", 0, "}"), Level.POWER, "root"),
    "cbrt": Shape((r"\sqrt[3]{", 0, "}"), Level.POWER, "root"),
    "abs": Shape((r"\left|", 0, r"\right|"), Level.ATOM, "group"),
    "floor": Shape((r"\left\lfloor ", 0, r"\right\rfloor"), Level.ATOM, "group"),
    "ceil": Shape((r"\left\lceil ", 0, r"\right\rceil"), Level.ATOM, "group"),
    "logb": Shape((r"\log_{", 1, r"}\left(", 0, r"\right)"), Level.POWER, "call"),
    "lgamma": Shape((r"\ln\left|\Gamma\left(", 0, r"\right)\right|"), Level.POWER, "call"),
    "polygamma": Shape((r"\psi^{\left(", 0, r"\right)}\left(", 1, r"\right)"), Level.POWER, "call"),
    "negate": Form.negation,
    "multiply": Form.product,
    "divide": _quotient,
    "power": _power,
    "square": _square,
    "exp": _exponential,
    "expm1": _exponential_less_one,
    "log1p": _logarithm_of_one_more,
    "hypot": _hypotenuse,
    "not": _not,
    "where": _cases,
}
"""How each primitive is written: between its operands, by a name, or in a shape of its own."""


class _Latex(Form):
    title = "LaTeX"
    shapes = SHAPES
    minus = "-"
    times = r" \cdot "
    beside = " "
    bare_factors = frozenset({"letter", "call", "root", "group"})

    def __init__(self, names: LatexNames) -> None:
        self._names = names
        self.shadows_e = names.shadows_e

    def number(self, number: Number) -> Piece:
        text = number_text(number)
        if "e" not in text:
            integer = int(text) if text.isdecimal() else None
            return Piece((text,), Level.ATOM, "digit", integer=integer, coefficient=True)
        digits, _, exponent = text.partition("e")
        if digits == "1":
            return Piece((f"10^{{{exponent}}}",), Level.POWER, "digit")
        return Piece((rf"{digits} \cdot 10^{{{exponent}}}",), Level.PRODUCT, "digit")

    def name(self, name: str) -> Piece:
        head = "letter" if self._names.is_short(name) else "word"
        return Piece((self._names.text(name),), Level.ATOM, head)

    def operation(self, primitive: str, arguments: Sequence[Piece], *, small: bool) -> Piece:
        conditions = _CONDITIONS.get(primitive, 0)
        arguments = [
            *map(self._truth, arguments[:conditions]),
            *map(self.whole, arguments[conditions:]),
        ]
        if primitive == "divide" and small:  # a fraction would be too small to read
            return self.quotient(*arguments)
        return super().operation(primitive, arguments, small=small)

    def applied(self, function: str, arguments: Sequence[Piece]) -> Piece:
        return _applied(function, listed(arguments))

    def call(self, function: str, arguments: Sequence[Piece]) -> Piece:
        name = rf"\operatorname{{{escaped(function)}}}"
        return self.applied(name, [*map(self.whole, arguments)])

    def group(self, piece: Piece) -> Piece:
        return _fenced("(", piece, ")")

    def whole(self, piece: Piece) -> Piece:
        """A condition as the number that it is: 1 or 0, in Iverson's brackets."""
        return _fenced("[", piece, "]") if piece.condition else piece

    def _truth(self, piece: Piece) -> Piece:
        """A number as the condition that it is not 0."""
        if piece.condition:
            return piece
        return self.infix(_INFIX["not_equal"], (piece, _integer(0)))


def expression(tree: Expression, names: LatexNames | None = None) -> str:
    r"""The formula of a tree.

    `names` are those that the program gives a meaning of its own, as inputs or by definition: they
    say which must be kept apart, and whether `e` is still Euler's number. Without them, the names
    of the tree are looked at, and the language's constants are taken for what they are.

    >>> from ....parser.parse import parse
    >>> tree = parse("where(x > 0, exp(-x^2/2), x1)").statements[0].value
    >>> expression(tree)
    '\\begin{cases} e^{-x^{2}/2} & \\text{if } x > 0 \\\\ x_{1} & \\text{otherwise} \\end{cases}'
    >>> expression(parse("e*exp(x)").statements[0].value, LatexNames(["e", "x"]))
    'e \\cdot \\exp\\left(x\\right)'
    """
    return written(tree, _Latex(LatexNames(names_in(tree) - CONSTANTS) if names is None else names))


def name_text(name: str, names: LatexNames | None = None) -> str:
    r"""A name as it is written among `names`.

    >>> name_text("x1"), name_text("x1", LatexNames(["x1", "x_1"]))
    ('x_{1}', '\\mathit{x1}')
    """
    return (names or LatexNames([name])).text(name)


def derivative_name(
    output: str, by: Sequence[str], *, ordinary: bool = False, names: LatexNames | None = None
) -> str:
    r"""What the derivative of an output by some inputs, the last first, is called.

    `ordinary` is for a function of one input. `names` are those of the program.

    >>> derivative_name("J", ["x", "theta"])
    '\\frac{\\partial^{2} J}{\\partial x \\, \\partial \\theta}'
    """
    spelled = LatexNames({output, *by}) if names is None else names
    order = f"^{{{len(by)}}}" if len(by) > 1 else ""
    sign, gap = ("d", "") if ordinary else (r"\partial", " ")
    below = [f"{sign}{gap}{spelled.raised(name, count)}" for name, count in runs(by)]
    above = f"{sign}{order}{gap}{spelled.text(output)}"
    return rf"\frac{{{above}}}{{{_SPACE.join(below)}}}"


def writer(names: Collection[str], *, ordinary: bool) -> Writer:
    """How formulas of a program with these names are written; see `derivative_name`."""
    own = LatexNames(names)
    return Writer(
        partial(expression, names=own),
        partial(name_text, names=own),
        partial(derivative_name, ordinary=ordinary, names=own),
    )
