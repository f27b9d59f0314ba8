r"""LaTeX: what it looks like, and that SymPy's reader of LaTeX finds the numbers that were meant.

SymPy's parser says how the text is read, mpmath what that comes to. The parser does not know
`cases` and Iverson's brackets, which are taken apart here, nor `\bmod` and ψ⁽ⁿ⁾, which are compared
as text only.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import pytest
import sympy
from backprop.autodiff.differentiation.derivative import differentiated
from backprop.autodiff.emit.formulas import latex
from backprop.autodiff.emit.formulas.latex_names import LatexNames
from backprop.autodiff.graph.labels import formula
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.rules import PRIMITIVES
from backprop.parser.parse import parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf
from sympy.parsing.latex import parse_latex

from tests.autodiff.programs import INPUTS, expressions
from tests.autodiff.reference import REFERENCE, Exactly, is_real
from tests.corpus import CORPUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backprop.autodiff.rules import Primitive
    from backprop.parser.syntax import Expression

FUNCTIONS = {
    "arctantwo": "atan2", "sgn": "sign", "ReLU": "relu", "LeakyReLU": "leaky_relu",
    "SiLU": "silu", "GELU": "gelu", "Gamma": "gamma", "psi": "digamma", "ceiling": "ceil",
    "Abs": "abs", "Pow": "power", "sechyp": "sech", "cschyp": "csch", "cothyp": "coth",
}  # fmt: skip
"""What SymPy calls a function that it has read, and the row that this is, if of another name."""

CONSTANTS = {"pi": mpf(math.pi), "e": mpf(math.e), "tau": mpf(math.tau)}


RELATIONS = {
    r"\leq": "less_equal", r"\geq": "greater_equal", r"\neq": "not_equal", "<": "less",
    ">": "greater", "=": "equal",
}  # fmt: skip
Condition = tuple[Any, ...]
"""A row's name and two trees, or `and`, `or`, `not` and conditions; `("and",)` always holds."""


def tree_of(text: str) -> Expression:
    return parse(text).statements[-1].value


def shown(text: str) -> str:
    return latex.expression(tree_of(text))


class Reader:
    """A LaTeX formula, read: SymPy's trees, and choices between them, that have a value at a point.

    What SymPy's grammar lacks is cut out, from the inside to the outside, and a name stands for it.
    """

    def __init__(self, text: str) -> None:
        self.choices: dict[str, list[tuple[Condition, sympy.Expr]]] = {}
        text = re.sub(r"\\left(?![a-z])|\\right(?![a-z])", "", text)  # they only say how tall
        text = re.sub(r"\\operatorname\{(\w+)\}", r"\\\1 ", text)  # as \DeclareMathOperator does
        text = text.replace(r"\atan2 ", r"\arctantwo ")
        text = re.sub(r"\\(sech|csch|coth)\b", r"\\\1yp ", text)  # SymPy has none of the three
        text = re.sub(r"\\(mathit|text)\{(?!if |otherwise)([^{}]*)\}", spelled, text)
        text = text.replace(r"\sqrt[3]", r"\cbrt ")  # its index looks like Iverson's brackets
        self.tree = self.expression(self.without_choices(text))

    def without_choices(self, text: str) -> str:
        while True:
            ends = [(text.find(mark), mark) for mark in (r"\end{cases}", "]") if mark in text]
            if not ends:
                return text
            end, mark = min(ends)
            opening = "[" if mark == "]" else r"\begin{cases}"
            start = text.rindex(opening, 0, end)
            inside = text[start + len(opening) : end]
            name = letters("choice", len(self.choices))
            self.choices[name] = self.iverson(inside) if mark == "]" else self.cases(inside)
            text = rf"{text[:start]} \mathit{{{name}}} {text[end + len(mark) :]}"

    def cases(self, text: str) -> list[tuple[Condition, sympy.Expr]]:
        *rows, last = [row.split("&") for row in text.split(r"\\")]
        assert last[1].strip() == r"\text{otherwise}"
        assert all(row[1].startswith(r" \text{if } ") for row in rows)
        conditions = [self.condition(row[1].removeprefix(r" \text{if } ")) for row in rows]
        values = [self.expression(row[0]) for row in (*rows, last)]
        return list(zip([*conditions, ("and",)], values, strict=True))

    def iverson(self, text: str) -> list[tuple[Condition, sympy.Expr]]:
        return [(self.condition(text), sympy.Integer(1)), (("and",), sympy.Integer(0))]

    def condition(self, text: str) -> Condition:
        text = text.strip()
        for sign, word in ((r"\lor", "or"), (r"\land", "and")):
            parts = outside_parentheses(text, sign)
            if len(parts) > 1:
                return (word, *map(self.condition, parts))
        if text.startswith(r"\lnot"):
            return ("not", self.condition(text.removeprefix(r"\lnot")))
        if is_parenthesised(text) and re.search(r"[<>=]|\\(leq|geq|neq|land|lor|lnot)", text):
            return self.condition(text[1:-1])
        for sign, row in RELATIONS.items():
            sides = outside_parentheses(text, sign)
            if len(sides) == 2:
                return (row, *map(self.expression, sides))
        raise AssertionError(text)

    def expression(self, text: str) -> sympy.Expr:
        return parse_latex(text.replace(r"\cbrt {", r"\sqrt[3]{").strip(), strict=True)

    def at(self, point: dict[str, Any], tree: sympy.Expr | None = None) -> Any:  # noqa: ANN401, PLR0911
        """The value of the formula, or of a part, at values of SymPy's symbols."""
        tree = self.tree if tree is None else tree
        name = type(tree).__name__
        if isinstance(tree, sympy.Symbol):
            if tree.name in self.choices:
                return next(
                    self.at(point, value)
                    for condition, value in self.choices[tree.name]
                    if self.holds(condition, point)
                )
            return point[tree.name] if tree.name in point else CONSTANTS[tree.name]
        if isinstance(tree, sympy.Rational):
            return mpf(tree.p) / tree.q
        if isinstance(tree, sympy.Float | sympy.NumberSymbol):
            return mpf(str(tree.evalf(40)))
        numbers = [self.at(point, argument) for argument in tree.args]
        if name in ("Add", "Mul"):
            return mp.fsum(numbers) if name == "Add" else mp.fprod(numbers)
        if name == "log":
            return mp.log(*numbers)
        if name == "Pow" and tree.args[1] == sympy.Rational(1, 3):
            return REFERENCE["cbrt"](numbers[0])
        return REFERENCE[FUNCTIONS.get(name, name)](*numbers)

    def holds(self, condition: Condition, point: dict[str, Any]) -> bool:
        word, *parts = condition
        if word in ("and", "or"):
            found = [self.holds(part, point) for part in parts]
            return all(found) if word == "and" else any(found)
        if word == "not":
            return not self.holds(parts[0], point)
        return bool(REFERENCE[word](*[self.at(point, part) for part in parts]))


def letters(kind: str, number: int) -> str:
    """A name of letters; 'd' is not one of them, which SymPy takes for a differential."""
    return kind + "".join("ABCEFGHIJK"[int(digit)] for digit in str(number))


def spelled(name: re.Match[str]) -> str:
    """A long name as SymPy can read it: in ASCII letters only."""
    return rf"\mathit{{{''.join([letters('q', ord(sign)) for sign in name[2]])}}}"


def outside_parentheses(text: str, sign: str) -> list[str]:
    parts, depth, start, index = [], 0, 0, 0
    while index < len(text):
        depth += (text[index] in "({") - (text[index] in ")}")
        if depth == 0 and text.startswith(sign, index):
            parts.append(text[start:index])
            start = index = index + len(sign)
        else:
            index += 1
    return [*parts, text[start:]]


def is_parenthesised(text: str) -> bool:
    return text.startswith("(") and text.endswith(")") and len(outside_parentheses(text, ")")) == 2


def agreements(text: str, points: Sequence[dict[str, float]]) -> int:
    """At how many points the text has a value; its LaTeX must have the same at each of them."""
    original, names = Exactly(parse(text)), list(lower(survey(parse(text))).inputs)
    spelling = LatexNames(names)
    read = Reader(latex.expression(tree_of(text), spelling))
    symbols = {name: Reader(spelling.text(name)).tree.name for name in names}
    reached = 0
    for point in points:
        with mp.workdps(40):
            exact = {name: mpf(point[name]) for name in names}
            try:
                expected = original.at(exact)
            except (ValueError, ZeroDivisionError, TypeError, OverflowError, AttributeError):
                continue
            if is_real(expected) and abs(expected) < mpf("1e50"):
                found = read.at({symbols[name]: number for name, number in exact.items()})
                assert abs(found - expected) <= mpf("1e-12") * max(1, abs(expected)), text
                reached += 1
    return reached


POINTS = (
    {"x": 0.3, "y": 1.4, "z": 2.2},
    {"x": 0.6, "y": 0.25, "z": 0.75},
    {"x": 2.5, "y": 0.9, "z": 0.1},
)
READABLE = [row for row in PRIMITIVES.values() if row.name not in ("mod", "polygamma")]


@pytest.mark.parametrize("row", READABLE, ids=lambda row: row.name)
def test_sympy_reads_every_primitive(row: Primitive) -> None:
    operands = ["x", "y", "z"][: len(row.parameters)]
    call = row.signature if row.symbol else f"{row.name}({', '.join(operands)})"
    reached = 0
    for text in (
        call,
        f"2*({call})",
        f"({call})^2",
        f"({call})/y",
        f"-({call}) + x",
        f"2^({call})",
    ):
        reached += agreements(
            text, (*POINTS, {"x": 1.25, "y": 2.0, "z": 3.0}, {"x": 0.0, "y": 0.5, "z": 1.0})
        )
    assert reached >= 6


FORMULAS = sorted({
    text
    for entry in CORPUS
    if len(entry.point) < 10 and len(entry.values) < 10 and not entry.warnings
    for graph in [lower(survey(parse(entry.text)), given=entry.point)]
    for found in [differentiated(graph, list(graph.inputs), general=True)]
    for text in [formula(found.graph, node) for node in found.entries.values()]
    if not re.search(r"mod|inf|nan|polygamma", text)
})  # fmt: skip


def test_there_are_formulas() -> None:
    assert len(FORMULAS) > 80


@pytest.mark.parametrize("text", FORMULAS)
def test_sympy_reads_the_derivatives_of_the_corpus(text: str) -> None:
    names = lower(survey(parse(text))).inputs
    numbers = (0.3, 1.4, 2.2, 0.6, 0.25, 0.75)
    points = [
        {name: numbers[(place + shift) % 6] for place, name in enumerate(names)}
        for shift in range(6)
    ]
    assert agreements(text, points) >= (0 if "where" in text else 1)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions(INPUTS))
def test_sympy_reads_any_expression(text: str) -> None:
    graph = lower(survey(parse(text)))
    written_out = formula(graph, graph.outputs["f"])
    if "mod" not in written_out:
        agreements(written_out, POINTS[:2])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2*x*cos(x^2)*y", r"2 x \cdot \cos\left(x^{2}\right) \cdot y"),
        ("-x*y", r"-x \cdot y"),
        ("a - (-b)", r"a - \left(-b\right)"),
        ("a - (b + c)", r"a - \left(b + c\right)"),
        ("-x/y", r"-\frac{x}{y}"),
        ("x/y/z", r"\frac{\frac{x}{y}}{z}"),
        ("(x + 1)/(y*z)", r"\frac{x + 1}{y \cdot z}"),
        ("1/2*x", r"\frac{1}{2} x"),
        ("2*(1/3)", r"2 \cdot \frac{1}{3}"),
        ("2*3^x", r"2 \cdot 3^{x}"),
        ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"),
        ("x^y^2", r"x^{y^{2}}"),
        ("(x^2)^3", r"\left(x^{2}\right)^{3}"),
        ("x^(1/2)", r"x^{1/2}"),
        ("x^((y + 1)/(2*z))", r"x^{\left(y + 1\right)/\left(2 z\right)}"),
        ("x^-(y/2)", r"x^{-y/2}"),
        ("x^-1", r"x^{-1}"),
        ("sqrt(x)^2", r"\left(\sqrt{x}\right)^{2}"),
        ("cbrt(x + 1)", r"\sqrt[3]{x + 1}"),
        ("sin(x)^2", r"\sin^{2}\left(x\right)"),
        ("sin(x)^-1", r"\left(\sin\left(x\right)\right)^{-1}"),
        ("sin(x)^y", r"\left(\sin\left(x\right)\right)^{y}"),
        ("erf(x)^2", r"\left(\operatorname{erf}\left(x\right)\right)^{2}"),
        ("log(x) + log2(x) + logb(x, b)",
         r"\ln\left(x\right) + \log_{2}\left(x\right) + \log_{b}\left(x\right)"),
        ("exp(-(x - mu)^2/(2*sigma^2))",
         r"e^{-\left(x - \mu\right)^{2}/\left(2 \sigma^{2}\right)}"),
        ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
        ("exp(where(x, 1, 2))",
         r"\exp\left(\begin{cases} 1 & \text{if } x \neq 0 \\ 2 & \text{otherwise} "
         r"\end{cases}\right)"),
        ("2*abs(x)*floor(y)", r"2 \left|x\right| \cdot \left\lfloor y\right\rfloor"),
        ("mod(x, y) + 1", r"\left(x \bmod y\right) + 1"),
        ("mod(2*x, -y)", r"\left(2 x\right) \bmod \left(-y\right)"),
        ("polygamma(2, x)", r"\psi^{\left(2\right)}\left(x\right)"),
        ("where(x > 0, x, where(x < -1, 2, y))",
         r"\begin{cases} x & \text{if } x > 0 \\ 2 & \text{if } x < -1 \\ y & \text{otherwise} "
         r"\end{cases}"),
        ("(x > 0)*y", r"\left[x > 0\right] \cdot y"),
        ("where(x > 0 and not y, 1, 2) - 1",
         r"\left(\begin{cases} 1 & \text{if } x > 0 \land y = 0 \\ 2 & \text{otherwise} "
         r"\end{cases}\right) - 1"),
        ("not (x > 0 or y)", r"\left[\lnot \left(x > 0 \lor y \neq 0\right)\right]"),
        ("x == y", r"\left[x = y\right]"),
        ("1e21*x + 2.5e-30", r"10^{21} \cdot x + 2.5 \cdot 10^{-30}"),
        ("1e21^2", r"\left(10^{21}\right)^{2}"),
        ("2*pi*r + tau", r"2 \pi \cdot r + \tau"),
        ("inf*nan", r"\infty \cdot \mathrm{NaN}"),
        ("f(x, y > 1)", r"\operatorname{f}\left(x, \left[y > 1\right]\right)"),
    ],
)  # fmt: skip
def test_how_it_looks(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"),
        ("θ", r"\theta"),
        ("theta", r"\theta"),
        ("Γ", r"\Gamma"),
        ("ε", r"\varepsilon"),
        ("epsilon", r"\epsilon"),
        ("ς", r"\varsigma"),
        ("Α", r"\text{Α}"),
        ("x1", "x_{1}"),
        ("x_12", "x_{12}"),
        ("alpha_1", r"\alpha_{1}"),
        ("x_i", "x_{i}"),
        ("x_max", r"x_{\mathrm{max}}"),
        ("sigma_theta", r"\sigma_{\theta}"),
        ("price", r"\mathit{price}"),
        ("price_0", r"\mathit{price}_{0}"),
        ("price2", r"\mathit{price2}"),
        ("unit_price", r"\mathit{unit\_price}"),
        ("a_b_c", r"\mathit{a\_b\_c}"),
        ("_x", r"\mathit{\_x}"),
        ("x_", r"\mathit{x\_}"),
        ("饮料单价", r"\text{饮料单价}"),
        ("单价_1", r"\text{单价}_{1}"),
        ("单_价", r"\text{单\_价}"),
        ("é", r"\text{é}"),
        ("pi", r"\pi"),
        ("sin", r"\mathit{sin}"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert latex.name_text(name) == expected
    assert latex.expression(parse(f"3*{name}").statements[0].value).endswith(expected)


def test_names_that_would_look_the_same_are_kept_apart() -> None:
    for left, right in (("x1", "x_1"), ("theta", "θ"), ("alpha1", "α_1"), ("e", "e_")):
        names = LatexNames([left, right, "z"])
        assert names.text(left) != names.text(right)
        assert len({names.text(left), names.text(right), LatexNames([left]).text(left)}) in (2, 3)
    assert shown("x1*x_1") == r"\mathit{x1} \cdot \mathit{x\_1}"
    assert latex.expression(tree_of("x1"), LatexNames(["x1", "x_1"])) == r"\mathit{x1}"
    assert latex.derivative_name("f", ["x1"], names=LatexNames(["x1", "x_1"])) == (
        r"\frac{\partial f}{\partial \mathit{x1}}"
    )
    assert latex.expression(tree_of("tau*x"), LatexNames(["τ", "x"])) == r"\mathit{tau} \cdot x"


def test_e_is_eulers_number_unless_the_program_says_otherwise() -> None:
    assert shown("e*exp(x)") == "e \\cdot e^{x}"
    assert latex.expression(tree_of("e*exp(x)"), LatexNames(["e", "x"])) == (
        r"e \cdot \exp\left(x\right)"
    )


def is_safe(text: str) -> bool:
    """Whether nothing in it leaves math mode: balanced braces and no active character."""
    text = re.sub(r"\\(\\|[a-zA-Z]+|[{}$&#%_,])", "", text)
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0 or sign in "\\$#%~&":
            return False
    return depth == 0 and not re.search(r"[_^](?!\{)", text)


HOSTILE = st.one_of(
    st.text(st.sampled_from("x\\{}$&#%_^~1é饮"), min_size=1, max_size=8),
    st.from_regex(r"[^\W\d]\w{0,6}", fullmatch=True),
    st.sampled_from(["}", "\\input{x}", "$x$", "a%b", "x^^41", "\\", "x}{y", "#1"]),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=3, unique=True))
def test_no_name_can_leave_its_place(names: list[str]) -> None:
    spelling = LatexNames(names)
    assert all(is_safe(spelling.text(name)) for name in names)
    assert len({spelling.text(name) for name in names}) == len(names)


def test_the_judge_of_safety_finds_what_is_not_safe() -> None:
    assert not any(map(is_safe, ["}", "{", "x$", "a%b", r"\left(}{", "#", "x_y", "a & b", "~"]))


@pytest.mark.parametrize(
    ("output", "by", "ordinary", "expected"),
    [
        ("f", ["x"], False, r"\frac{\partial f}{\partial x}"),
        ("f", ["x"], True, r"\frac{df}{dx}"),
        ("f", ["x", "x"], False, r"\frac{\partial^{2} f}{\partial x^{2}}"),
        ("f", ["x"] * 6, True, r"\frac{d^{6}f}{dx^{6}}"),
        ("f", ["x", "y"], False, r"\frac{\partial^{2} f}{\partial x \, \partial y}"),
        ("f1", ["x", "x", "theta"], False,
         r"\frac{\partial^{3} f_{1}}{\partial x^{2} \, \partial \theta}"),
        ("cost", ["单价"], True, r"\frac{d\mathit{cost}}{d\text{单价}}"),
    ],
)  # fmt: skip
def test_names_of_derivatives(output: str, by: list[str], ordinary: bool, expected: str) -> None:
    assert latex.derivative_name(output, by, ordinary=ordinary) == expected
