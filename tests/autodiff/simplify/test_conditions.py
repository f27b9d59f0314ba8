"""Conditions beside a formula: what it no longer says of where its nodes have values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.formulas import symbolic
from backprop.autodiff.differentiation.derivative import differentiated
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.rules import PRIMITIVES
from backprop.autodiff.simplify import formulas, noted_formulas
from backprop.autodiff.simplify.algebra import Algebra
from backprop.autodiff.simplify.conditions import Conditions
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from backprop.parser.unparse import unparse
from hypothesis import HealthCheck, given, settings

from tests.autodiff.simplify.judge import outcome, points
from tests.autodiff.simplify.test_random import expressions

if TYPE_CHECKING:
    from backprop.autodiff.graph.graph import Graph


def conditions(text: str, order: int = 1) -> list[list[str]]:
    found = symbolic(parse(text), order=order)
    return [list(map(unparse, line.conditions)) for line in found.formulas()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("atan(1/x)", ["x != 0"]), ("atan(x) + atan(1/x)", ["x != 0"]),
        ("(x^2 - 4)/(x - 2)", ["x != 2"]), ("(4*x^2 - 9)/(3 - 2*x)", ["x != 3/2"]),
        ("sqrt(x)*sqrt(x)", ["x > 0"]), ("log(sqrt(x))", ["x > 0"]),
        ("x*acos(x) - sqrt(1 - x^2)", ["abs(x) < 1"]), ("asin(x/3) + acos(x/3)", ["abs(x) < 3"]),
        ("acosh(x)*0", ["x > 1"]), ("hypot(sqrt(2x), 1)", ["x > 0"]),
        ("sqrt(1 - x)^2", ["x < 1"]), ("x*log(x)/log(x)", ["x != 1", "x > 0"]),
        ("x*tan(x)/tan(x)", ["cos(x) != 0", "sin(x) != 0"]), ("x/x^2*x", ["x != 0"]),
        ("x*lgamma(x) - x*lgamma(x)", ["x > 0 or floor(x) != x"]),
        ("x*logb(2, x)/logb(2, x)", ["logb(2, x) != 0", "x > 0", "x != 1"]),
        # What the formula itself asks for is not said again.
        ("log(x)", []), ("1/x", []), ("x^2*exp(-x)", []), ("tan(x)", []), ("sqrt(x)", []),
        ("log(x + 1) - log(x - 1)", []), ("x*log(x) - x", []), ("acosh(x)", []), ("x^x", []),
        ("log(x + sqrt(x^2 - 1))", []), ("abs(x)", []), ("cbrt(x)^2", []), ("sec(x)", []),
        # Nor what is asked for in a branch that is not always taken.
        ("where(x > 0, x*sqrt(x)/sqrt(x), x)", []),
    ],
)  # fmt: skip
def test_the_conditions_are_those_that_the_formula_lacks(text: str, expected: list[str]) -> None:
    (found,) = conditions(text)
    assert sorted(found) == sorted(expected)


def test_every_input_has_its_own() -> None:
    assert conditions("log(x/y)") == [["y != 0"], ["x != 0"]]
    assert conditions("atan((x + y)/(1 - x*y))") == [["x*y != 1"], ["x*y != 1"]]
    assert conditions("a = 1; x*a/(x - y)*(x - y)") == [["x != y"], ["x != y"]]


def test_a_power_of_nothing() -> None:
    (found,) = symbolic(parse("(x-x)^y"), wrt=["y"]).formulas()
    assert (unparse(found.formula), list(map(unparse, found.conditions))) == ("0", ["y > 0"])


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_higher_order_keeps_them(order: int) -> None:
    assert conditions("(x^2 - 4)/(x - 2)", order) == [["x != 2"]]
    assert conditions("atan(1/x)", order) == [["x != 0"]]


def test_every_function_that_has_a_domain_asks_for_it() -> None:
    asking: set[str] = set()
    for name, row in PRIMITIVES.items():
        algebra = Algebra()
        asked = Conditions(algebra)
        count = 3 if row.variadic else len(row.parameters)
        asked.of_function(name, [algebra.symbol(f"x{place}", place) for place in range(count)])
        asking |= {name} if asked.without(Conditions(algebra)) else set()
    anywhere = {"sin", "cos"}  # they ask only that their argument is finite
    assert {name for name, row in PRIMITIVES.items() if row.domain} == asking | anywhere


def check(graph: Graph, nodes: dict[str, int]) -> None:
    plain = formulas(graph, nodes, simplify=False)
    for name, (formula, asked) in noted_formulas(graph, nodes).items():
        text = unparse(plain[name])
        if "where" in text or "mod" in text:
            continue  # a branch is not always taken; mod(2, 0) is a number that never was
        for point in points(list(graph.inputs)):
            try:
                if outcome(plain[name], point) is None and outcome(formula, point) is not None:
                    held = [outcome(condition, point) for condition in asked]
                    assert not all(held), (text, unparse(formula), point)
            except OverflowError:
                continue


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(expressions())
def test_where_a_formula_gains_a_value_a_condition_fails(text: str) -> None:
    graph = lower(survey(parse(text)))
    found = differentiated(graph, graph.inputs, general=True)
    try:
        check(graph, dict(graph.outputs))
        # The rule for 0^y has log(0) in it, which no condition speaks of.
        if not has_power_of_zero(found.graph):
            check(found.graph, {by: node for (_, by), node in found.entries.items()})
    except BackpropError:
        return


def has_power_of_zero(graph: Graph) -> bool:
    powers = [
        node
        for node, operation in enumerate(graph.operations)
        if operation is not None and operation.name == "power"
    ]
    bases = formulas(graph, {str(node): graph.arguments[node][0] for node in powers})
    return any(unparse(base) == "0" for base in bases.values())
