"""A Hypothesis strategy for programs as people write them: names, functions, branches, powers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

INPUTS = ("x", "y", "z")
NUMBERS = ("1", "2", "3", "0.5", "1.5", "pi")
UNARY = (
    "-{}", "sin({})", "cos({})", "tan({})", "exp({})", "expm1({})", "tanh({})", "sinh({})",
    "cosh({})", "atan({})", "asinh({})", "sigmoid({})", "softplus({})", "silu({})", "gelu({})",
    "erf({})", "erfc({})", "relu({})", "leaky_relu({}, 0.1)", "abs({})", "sign({})", "cbrt({})",
    "square({})", "floor({})", "ceil({})", "round({})", "trunc({})", "{}^2", "{}^3", "{}^-1",
    "1/(1 + {}^2)", "log({})", "log1p({})", "log2({})", "log10({})", "sqrt({})", "√{}", "asin({})",
    "acos({})", "asec({})", "acsc({})", "acot({})", "sech({})", "csch({})", "coth({})",
    "atanh({})", "acosh({})", "logit({})", "sec({})", "csc({})", "cot({})", "gamma({})",
    "lgamma({})", "digamma({})", "clamp({}, 0, 1)", "2{}", "+{}",
)  # fmt: skip
BINARY = (
    "{} + {}", "{} - {}", "{}*{}", "{}/{}", "{}^{}", "max({}, {})", "min({}, {})", "hypot({}, {})",
    "atan2({}, {})", "logsumexp({}, {})", "mod({}, {})", "logb({}, {})", "sum({}, {}, 1)",
    "mean({}, {})",
    "prod({}, {}, 2)", "{}({})",
)  # fmt: skip
TERNARY = (
    "where({} > {}, {}, 1)", "if({} <= {}, 2, {})", "where(not {} < {}, {}, x)",
    "max({}, {}, {})", "clamp({}, {}, {})", "({} != {})*{}", "where({} > 0 and {} > 1, {}, y)",
    "where({} > 1 or {} < 2, {}, z)",
)  # fmt: skip


@dataclass(frozen=True)
class Random:
    """A program's statements and a value for every input."""

    statements: tuple[str, ...]
    point: dict[str, float]

    @property
    def text(self) -> str:
        """The statements as one program."""
        return "; ".join(self.statements)


def expressions(names: Sequence[str], calls: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """Expressions over names; `calls` are further patterns. Operands are in parentheses."""

    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        patterns = st.sampled_from((*UNARY, *BINARY, *BINARY, *TERNARY, *calls))
        return patterns.flatmap(
            lambda pattern: st.tuples(*[inner] * pattern.count("{}")).map(
                lambda parts: pattern.format(*(f"({part})" for part in parts))
            )
        )

    leaves = st.sampled_from((*names, *names, *NUMBERS))
    return st.recursive(leaves, larger, max_leaves=5)


@st.composite
def programs(draw: st.DrawFn) -> Random:
    """Up to two functions, up to three definitions that share names, and one bare expression."""
    functions = [
        f"g(t) = {draw(expressions(['t', 'x']))}",
        f"h(s, t) = {draw(expressions(['s', 't'], ['g({})']))}",
    ][: draw(st.integers(0, 2))]
    calls = ["g({})", "h({}, {})"][: len(functions)]
    names = [*INPUTS]
    definitions = []
    for name in ("a", "b", "c")[: draw(st.integers(0, 3))]:
        definitions.append(f"{name} = {draw(expressions(names, calls))}")
        names.append(name)
    output = draw(expressions(names, calls)) + "".join(f" + {name}" for name in names[3:])
    values = st.integers(-300, 300).map(lambda hundredths: hundredths / 100)
    return Random(
        (*functions, *definitions, f"{output} + 0*(x + y + z)"),
        {name: draw(values) for name in INPUTS},
    )
