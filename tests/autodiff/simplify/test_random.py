"""Any expression: the simplified formula has the same values at the same points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backprop.autodiff.derivative import differentiated
from backprop.autodiff.lower import lower
from backprop.autodiff.names import survey
from backprop.autodiff.simplify import formulas, operation_count
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from backprop.parser.unparse import unparse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.autodiff.simplify.judge import difference, tree_of

if TYPE_CHECKING:
    from backprop.autodiff.graph import Graph

LEAVES = ("x", "x", "y", "1", "2", "3", "0", "-1", "1/2", "0.5", "e", "pi")
PATTERNS = (
    "{} + {}", "{} + {}", "{} - {}", "{} - {}", "{}*{}", "{}*{}", "{}/{}", "{}/{}", "{}^2", "{}^3",
    "{}^-1", "{}^-2", "{}^(1/2)", "{}^(-1/2)", "{}^(3/2)", "{}^{}", "-{}", "sqrt({})", "exp({})",
    "log({})", "abs({})", "sign({})", "sin({})", "cos({})", "tan({})", "square({})",
    "sin({})^2 + cos({})^2", "{0}/{0}", "{0} - {0}", "{0}*{0}", "2^{}", "{0}*sign({0})", "sinh({})",
    "cosh({})", "max({}, {})", "where({} > 0, {}, {})", "hypot({}, {})", "({} > {})", "cbrt({})",
    "({0} - {1})*({0} + {1})", "({0} - {1})/({1} - {0})", "1/(1 + {}^2)", "relu({})", "asin({})",
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
