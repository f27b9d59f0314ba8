"""Any expression: the simplified formula is equal wherever the plain one has a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.differentiation.derivative import differentiated, repeated
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.simplify import formulas, operation_count
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from backprop.parser.unparse import unparse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.autodiff.simplify.judge import difference, tree_of

if TYPE_CHECKING:
    from backprop.autodiff.graph.graph import Graph

LEAVES = ("x", "x", "y", "1", "2", "3", "0", "-1", "1/2", "0.5", "e", "pi")
PATTERNS = (
    "{} + {}", "{} + {}", "{} - {}", "{} - {}", "{}*{}", "{}*{}", "{}/{}", "{}/{}", "{}^2", "{}^3",
    "{}^-1", "{}^-2", "{}^(1/2)", "{}^(-1/2)", "{}^(3/2)", "{}^{}", "-{}", "sqrt({})", "exp({})",
    "log({})", "abs({})", "sign({})", "sin({})", "cos({})", "tan({})", "square({})",
    "sin({})^2 + cos({})^2", "{0}/{0}", "{0} - {0}", "{0}*{0}", "2^{}", "{0}*sign({0})", "sinh({})",
    "cosh({})", "max({}, {})", "where({} > 0, {}, {})", "hypot({}, {})", "({} > {})", "cbrt({})",
    "({0} - {1})*({0} + {1})", "({0} - {1})/({1} - {0})", "1/(1 + {}^2)", "relu({})", "asin({})",
    "sqrt({0}*{1})", "sqrt({0}/{1})", "sqrt({0}*{1})*sqrt({0}*{1})", "{0}*{1}/sqrt({0}*{1})",
    "sqrt({0}*{1}) + 1/sqrt({0}*{1})", "max(sqrt({0}*{1}), {2})", "sqrt(2*{0})^{0}",
    "sqrt({0}*{1})^{1}", "atan2({}, {})", "atan2(sqrt(2*{0}), {1})", "hypot(sqrt({0}*{1}), {2})",
    "acosh({})", "atanh({})", "gelu({})", "tan({0})*cos({0})", "sec({})", "log2({})",
)  # fmt: skip


def expressions() -> st.SearchStrategy[str]:
    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        parts = st.tuples(inner, inner, inner)
        return st.tuples(st.sampled_from(PATTERNS), parts).map(
            lambda drawn: drawn[0].format(*(f"({part})" for part in drawn[1]))
        )

    return st.recursive(st.sampled_from(LEAVES), larger, max_leaves=8)


def check(graph: Graph, nodes: dict[str, int]) -> None:
    names = list(graph.inputs)
    plain = formulas(graph, nodes, simplify=False)
    simple = formulas(graph, nodes)
    for name in nodes:
        text = unparse(simple[name])
        assert operation_count(simple[name]) <= operation_count(plain[name]), text
        assert tree_of(text) == simple[name]
        assert difference(plain[name], simple[name], names) is None, text


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions())
def test_expressions(text: str) -> None:
    graph = lower(survey(parse(text)))
    check(graph, dict(graph.outputs))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions())
def test_derivatives(text: str) -> None:
    graph = lower(survey(parse(text)))
    found = differentiated(graph, graph.inputs, general=True)
    nodes = {by: node for (_, by), node in found.entries.items()}
    try:
        plain = formulas(found.graph, nodes, simplify=False)
    except BackpropError:
        return
    if sum(map(operation_count, plain.values())) < 1000:
        check(found.graph, nodes)


ROOTS_OF_PRODUCTS = (
    "max(sqrt(x*y),(x+y)/2)", "min(sqrt(2x),x)", "max(sqrt(x/2),x)", "atan2(sqrt(2x),y)",
    "sqrt(2x)^x", "sqrt(x/y)^x", "((-x)^0.5)^x", "sqrt(x*y)^y", "sqrt(x*y)*sqrt(x*y)",
    "((pi+x)*pi/acos(0.5-x))/atanh(log10(x))", "hypot(log((x-y)*asin(x+3)),acos(3))",
    "gelu((((2)+(-1))+(abs(-1)))/(((-1)/(y))^0))/(x-y)", "(((sec(x))/(digamma(0.5)))^0.5)^x",
    "hypot(sqrt(2x), 1)", "x*y/sqrt(x*y) + log(x) + log(y)", "(x*y)^0.25*sqrt(sqrt(x*y))*x",
)  # fmt: skip


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("text", ROOTS_OF_PRODUCTS)
def test_roots_of_one_product_meet(text: str, order: int) -> None:
    graph = lower(survey(parse(text)))
    for by in graph.inputs:
        found = repeated(graph, by, order, general=True)
        check(found.graph, {by: node for (_, by), node in found.entries.items()})
