"""The wrong rules of the rows: they run in every algebra, and there are some of every function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.differentiation.builder import Builder
from backprop.autodiff.differentiation.sweeps import evaluate
from backprop.autodiff.graph.graph import Graph
from backprop.autodiff.mistakes.rules import MISTAKES, WRONG_RULES
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.rules import PRIMITIVES

if TYPE_CHECKING:
    from backprop.autodiff.mistakes.rules import Mistake
    from backprop.autodiff.rules import Primitive

RULES = [
    pytest.param(PRIMITIVES[name], mistake, id=f"{name}-{mistake.sentence[:30]}")
    for name, mistakes in WRONG_RULES.items()
    for mistake in mistakes
]


def test_every_row_with_wrong_rules_is_there() -> None:
    assert WRONG_RULES.keys() <= PRIMITIVES.keys()
    assert all(each.name in MISTAKES for rules in WRONG_RULES.values() for each in rules)


@pytest.mark.parametrize(("row", "mistake"), RULES)
def test_wrong_rules_run_on_floats_and_nodes_alike(row: Primitive, mistake: Mistake) -> None:
    for sample in row.samples[:2]:
        graph = Graph()
        names = [f"x{place}" for place in range(len(sample))]
        nodes = [graph.add_input(name) for name in names]
        out = graph.add_operation(row, tuple(nodes))
        builder = Builder(graph)
        handles = [builder.handle(node) for node in nodes]
        values = [*sample, FLOATS.function(row)(*sample)]
        tangents = tuple(float(place + 2) for place in range(len(sample)))
        if mistake.position is None:
            here = mistake.rule(FLOATS, tuple(sample), tangents, values[-1])
            there = mistake.rule(
                builder, tuple(handles), tuple(map(int, tangents)), builder.handle(out)
            )
            if here is None:
                assert there is None
                continue
        else:
            here = mistake.rule(FLOATS, *values)
            there = mistake.rule(builder, *handles, builder.handle(out))
        place = builder.node(there)
        found = evaluate(builder.program, FLOATS, dict(zip(names, sample, strict=True)))[place]
        assert found == pytest.approx(here, rel=1e-9, nan_ok=True)


def test_every_function_may_be_left_as_it_is() -> None:
    for name, row in PRIMITIVES.items():
        if row.kind == "function" and any(row.partials):
            left = [each for each in WRONG_RULES[name] if each.name == "left-undifferentiated"]
            assert left, name
