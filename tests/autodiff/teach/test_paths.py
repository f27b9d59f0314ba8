"""Paths: counted and added up by an enumeration that shares nothing with the counting."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.question import solve
from backprop.autodiff.teach.paths import Question, paths
from backprop.parser import parse, unparse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from backprop.autodiff.answers.question import Solution
    from backprop.autodiff.teach.paths import Route

CHAIN = "a0 = x; " + "; ".join(f"a{n + 1} = a{n} + a{n}" for n in range(60)) + "; a60"
NINE = "Y = p*X + q*X + r*X; Z = s*Y + t*Y + u*Y"
NINE_AT = {"X": 1.0, "p": 1.0, "q": 2.0, "r": 3.0, "s": 4.0, "t": 5.0, "u": 6.0}


def only(text: str, point: dict[str, float], limit: int = 20, **asked: list[str]) -> Route:
    (route,) = paths(parse(text), point, Question(**asked), limit).routes
    return route


def every_way(found: Solution, start: int, end: int) -> list[float]:
    """The products of all ways from one node up to another, by recursion on the edges."""
    if start == end:
        return [1.0]
    return [
        edge.partial * product
        for node in range(start + 1, end + 1)
        for edge in found.edges[node]
        if edge.argument == start
        for product in every_way(found, node, end)
    ]


@pytest.mark.parametrize("entry", [pytest.param(e, id=e.name) for e in CORPUS])
def test_the_paths_of_the_corpus_add_up_to_the_gradient(entry: Entry) -> None:
    options = {key: entry.options[key] for key in ("wrt", "of", "ties") if key in entry.options}
    question = Question(**options)
    found = solve(parse(entry.text), entry.point, question)
    for route in paths(parse(entry.text), entry.point, question, 10_000).routes:
        start, end = found.wrt[route.source], found.graph.outputs[route.target]
        ways = every_way(found, start, end) if start <= end else []
        assert route.count == len(ways) == len(route.paths)
        products = [float(path.product or 0) for path in route.paths]
        assert len(products) == len(ways)
        for one, other in zip(sorted(products), sorted(ways), strict=True):
            assert one == other or math.isclose(one, other, rel_tol=1e-12) or math.isnan(one)
        expected = entry.gradient[route.target].get(route.source, 0)
        total = float(route.sum or 0)
        assert math.isclose(total, expected, rel_tol=1e-9, abs_tol=1e-12) or (
            math.isnan(total) and math.isnan(expected)
        ) or total == expected  # fmt: skip


def test_a_chain_of_sixty_diamonds_is_counted_not_listed() -> None:
    route = only(CHAIN, {"x": 1.0})
    assert route.count == 2**60
    assert len(route.paths) == 20
    assert route.sum is None
    assert route.derivative == 2.0**60
    assert route.by_paths.additions == 2**60 - 1
    assert route.by_paths.multiplications == 59 * 2**60
    assert (route.by_sweep.multiplications, route.by_sweep.additions) == (118, 60)
    assert all(segment.count == 2 for segment in route.segments)
    assert len(route.segments) + route.more_segments == 60


def test_nine_paths_factor_into_two_sums() -> None:
    route = only(NINE, NINE_AT, wrt=["X"])
    assert route.count == 9
    assert route.sum == route.derivative == 90
    assert [(part.of, part.by, part.count, part.value) for part in route.segments] == [
        ("Y", "X", 3, 6.0),
        ("Z", "Y", 3, 15.0),
    ]
    assert {junction.node for junction in route.junctions} >= {"X", "Y", "Z"}


def test_no_path_and_the_same_node() -> None:
    assert only("x + 0*floor(y)", {"x": 1.0, "y": 2.5}, wrt=["y"]).count == 0
    assert only("x", {"x": 1.0}).count == 1


def test_a_branch_that_is_not_taken_is_no_way() -> None:
    assert only("where(x > 0, x*x, x + x + x)", {"x": 2.0}).count == 2
    assert only("where(x > 0, x*x, x + x + x)", {"x": -2.0}).count == 3


def test_a_long_path_is_shown_by_its_ends() -> None:
    route = only("sin(" * 200 + "x" + ")" * 200, {"x": 1.0})
    (path,) = route.paths
    assert path.omitted == 201 - 12
    assert path.nodes[6] == "…"
    assert path.product == pytest.approx(route.derivative, rel=1e-13)
    assert len(path.factors) == 10
    joins = [one.by == next_.of for one, next_ in pairwise(path.factors)]
    assert joins == [place != path.gap - 1 for place in range(9)]


def test_a_factor_has_its_formula_or_none() -> None:
    route = only("max(x, y)*(x + y)", {"x": 1.0, "y": 1.0}, wrt=["x"])
    for path in route.paths:
        assert len(path.formulas) == len(path.factors)
    shown = [[tree and unparse(tree) for tree in path.formulas] for path in route.paths]
    assert shown == [["v2", None], ["v1", "1"]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9))
def test_any_graph_is_counted_right(pairs: list[tuple[int, int]]) -> None:
    names = ["x"]
    lines: list[str] = []
    for number, (left, right) in enumerate(pairs):
        lines.append(f"n{number} = {names[left % len(names)]} + {names[right % len(names)]}")
        names.append(f"n{number}")
    text = "; ".join(lines)
    found = solve(parse(text), {"x": 1.0}, Question(of=[names[-1]]))
    ways = every_way(found, found.wrt["x"], found.graph.outputs[names[-1]])
    route = only(text, {"x": 1.0}, 10_000, of=[names[-1]])
    assert route.count == len(ways) == route.derivative
    lengths = sum(len(path.factors) for path in route.paths)
    assert route.by_paths.multiplications == lengths - route.count
    product = 1
    for segment in route.segments:
        product *= segment.count
    assert not route.segments or route.more_segments or product == route.count
