"""The printed costs against numbers that count: both columns, over the whole corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation.builder import Builder
from backprop.autodiff.differentiation.sweeps import (
    Edges,
    active_positions,
    forward,
    linearize,
    reverse,
)
from backprop.autodiff.differentiation.sweeps import evaluate as evaluate_all
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.parser import parse

from tests.autodiff.counted import Counted, Counting, Demand, plain
from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from backprop.autodiff.answers.report import Costs, Evaluation
    from backprop.autodiff.graph.graph import Graph

ENTRIES = [pytest.param(entry, id=entry.name) for entry in CORPUS]


@dataclass
class Prepared:
    """A corpus entry as a graph, with the nodes that are asked for and the active positions."""

    graph: Graph
    point: dict[str, float]
    wrt: list[int]
    outputs: list[int]
    active: list[Sequence[int]]


def prepared(entry: Entry) -> Prepared:
    names = survey(parse(entry.text))
    wrt = entry.options.get("wrt")
    graph = lower(
        names,
        outputs=entry.options.get("of", names.outputs),
        also=wrt or (),
        given=[name for name in names.constants if name in entry.point],
        ties=entry.options.get("ties", "split"),
    )
    point = {name: float(entry.point[name]) for name in graph.inputs}
    sources = [graph.named[name] for name in (graph.inputs if wrt is None else wrt)]
    outputs = list(graph.outputs.values())
    values = evaluate_all(graph, FLOATS, point)
    return Prepared(
        graph, point, sources, outputs, active_positions(graph, values, sources, outputs)
    )


def costs(entry: Entry) -> Costs:
    found = evaluate(parse(entry.text), entry.point, Question(mode="both", **entry.options)).costs
    assert found is not None
    assert found.forward is not None
    assert found.reverse is not None
    return found


def counted_edges(edges: Edges, algebra: Counting) -> Edges:
    """The same edges with every partial a counted number, so that a sweep cannot pass one free."""
    return [
        tuple(edge._replace(partial=Counted(plain(edge.partial), algebra)) for edge in node_edges)
        for node_edges in edges
    ]


@pytest.mark.parametrize("entry", ENTRIES)
class TestEntry:
    def test_schoolbook_counts_are_what_the_sweeps_do(self, entry: Entry) -> None:
        at, stated, algebra = prepared(entry), costs(entry), Counting()
        demand = Demand(at.graph, algebra, at.point)
        demand.work_out(at.outputs)
        assert algebra.new_count() == stated.function.counts

        edges = linearize(at.graph, algebra, demand.values, at.active)
        rules = algebra.new_count()
        edges = counted_edges(edges, algebra)
        for source in at.wrt:
            forward(edges, source)
        assert stated.forward is not None
        assert rules + algebra.new_count() == stated.forward.schoolbook.counts
        for output in at.outputs:
            reverse(edges, output)
        assert stated.reverse is not None
        assert rules + algebra.new_count() == stated.reverse.schoolbook.counts

    def test_executed_counts_are_what_the_derivative_programs_do(self, entry: Entry) -> None:
        at, stated = prepared(entry), costs(entry)
        assert stated.forward is not None
        assert stated.reverse is not None
        assert self.executed(at, upward=True) == stated.forward.executed.counts
        assert self.executed(at, upward=False) == stated.reverse.executed.counts

    @staticmethod
    def executed(at: Prepared, *, upward: bool) -> Counter[str]:
        """What the program for all derivatives does beyond the function itself."""
        builder, algebra = Builder(at.graph), Counting()
        edges = linearize(at.graph, builder, builder.handles(), at.active)
        starts, ends = (at.wrt, at.outputs) if upward else (at.outputs, at.wrt)
        swept = [(forward if upward else reverse)(edges, start) for start in starts]
        results = [column[end] for column in swept for end in ends if column[end] is not None]
        nodes = [builder.node(result) for result in results]
        demand = Demand(builder.program, algebra, at.point)
        demand.work_out(at.outputs)
        algebra.new_count()
        demand.work_out(nodes)
        return algebra.new_count()

    def test_the_derivative_program_gives_the_gradient(self, entry: Entry) -> None:
        at = prepared(entry)
        result = evaluate(parse(entry.text), entry.point, Question(**entry.options))
        builder = Builder(at.graph)
        edges = linearize(at.graph, builder, builder.handles(), at.active)
        for output, name in zip(at.outputs, result.outputs, strict=True):
            adjoints = reverse(edges, output)
            nodes = [
                None if adjoints[source] is None else builder.node(adjoints[source])
                for source in at.wrt
            ]
            values = evaluate_all(builder.program, FLOATS, at.point)
            found = [0.0 if node is None else values[node] for node in nodes]
            expected = [
                (entry if by in entry.settled else result).gradient[name][by] for by in result.wrt
            ]
            assert found == pytest.approx(expected, rel=1e-12, nan_ok=True)

    def test_counts_are_of_the_kinds_there_are(self, entry: Entry) -> None:
        stated = costs(entry)
        assert stated.forward is not None
        assert stated.reverse is not None
        for cost in (
            stated.function, stated.forward.schoolbook, stated.forward.executed,
            stated.reverse.schoolbook, stated.reverse.executed,
        ):  # fmt: skip
            assert cost.counts.keys() <= {
                "add", "multiply", "divide", "power", "function", "compare"
            }  # fmt: skip
            assert all(count > 0 for count in cost.counts.values())
            assert cost.total == sum(cost.counts.values())


# Text, then: function; forward sweeps, schoolbook, executed; reverse sweeps, schoolbook, executed.
FIGURES = [
    ("(x+y)*z", {"add": 1, "multiply": 1}, 3, {"multiply": 5}, {}, 1, {"multiply": 4}, {}),
    (
        "c = a + b; d = b + 1; e = c*d", {"add": 2, "multiply": 1},
        2, {"multiply": 6, "add": 1}, {"add": 1}, 1, {"multiply": 5, "add": 1}, {"add": 1},
    ),
    (  # 2*x at the power, a product for each of two edges forward, and as many in reverse
        "t = x + y; z = t^2", {"add": 1, "power": 1},
        2, {"multiply": 5}, {"multiply": 1}, 1, {"multiply": 4}, {"multiply": 1},
    ),
    (  # exp'(x) is the value that is there already
        "exp(x)", {"function": 1}, 1, {"multiply": 1}, {}, 1, {"multiply": 1}, {},
    ),
    (
        "sin(x)*sin(x)", {"function": 2, "multiply": 1},
        1, {"function": 2, "multiply": 4, "add": 1}, {"function": 1, "multiply": 2, "add": 1},
        1, {"function": 2, "multiply": 4, "add": 1}, {"function": 1, "multiply": 2, "add": 1},
    ),
    ("x - y", {"add": 1}, 2, {"multiply": 2}, {}, 1, {"multiply": 2}, {}),
    ("-x", {"add": 1}, 1, {"multiply": 1}, {}, 1, {"multiply": 1}, {}),
    (
        "x/y", {"divide": 1}, 2, {"divide": 2, "add": 1, "multiply": 2}, {"divide": 2, "add": 1},
        1, {"divide": 2, "add": 1, "multiply": 2}, {"divide": 2, "add": 1},
    ),
    (
        "relu(x)", {"function": 1}, 1, {"compare": 1, "multiply": 1}, {"compare": 1},
        1, {"compare": 1, "multiply": 1}, {"compare": 1},
    ),
    ("square(x)", {"multiply": 1}, 1, {"multiply": 2}, {"multiply": 1}, 1, {"multiply": 2},
     {"multiply": 1}),
    (  # the branch not taken costs nothing
        "where(x > 0, x, exp(exp(x)))", {"compare": 1}, 1, {"multiply": 1}, {}, 1, {"multiply": 1},
        {},
    ),
    (  # and is not there to be shared: cos(x) has to be worked out
        "where(x > 0, exp(x), cos(x)) + sin(x)", {"compare": 1, "function": 2, "add": 1},
        1, {"function": 1, "multiply": 5, "add": 1}, {"function": 1, "add": 1},
        1, {"function": 1, "multiply": 5, "add": 1}, {"function": 1, "add": 1},
    ),
    ("3", {}, 0, {}, {}, 0, {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "function", "up", "forward_book", "forward_done", "down", "reverse_book", "done"),
    FIGURES,
)
def test_costs_worked_out_by_hand(
    text: str,
    function: dict[str, int],
    up: int,
    forward_book: dict[str, int],
    forward_done: dict[str, int],
    down: int,
    reverse_book: dict[str, int],
    done: dict[str, int],
) -> None:
    point = dict.fromkeys(survey(parse(text)).inputs, 2.0)
    found = costs(Entry(text, point, {}, {}))
    assert found.function.counts == function
    assert found.forward is not None
    assert found.reverse is not None
    assert found.forward.sweeps == up
    assert found.forward.schoolbook.counts == forward_book
    assert found.forward.executed.counts == forward_done
    assert found.reverse.sweeps == down
    assert found.reverse.schoolbook.counts == reverse_book
    assert found.reverse.executed.counts == done


def with_inputs(count: int) -> Evaluation:
    names = [f"x{number}" for number in range(count)]
    return evaluate(parse(f"sin({'*'.join(names)})"), dict.fromkeys(names, 1.0))


def with_outputs(count: int) -> Evaluation:
    chain = "; ".join(f"t{level + 1} = sin(t{level})" for level in range(50))
    outputs = "; ".join(f"t50*{number}" for number in range(count))
    return evaluate(parse(f"t0 = x; {chain}; {outputs}"), {"x": 1.0})


def multiples(result: Evaluation) -> tuple[float, float]:
    """Forward and reverse mode's schoolbook totals as multiples of the function's own."""
    found = result.costs
    assert found is not None
    assert found.forward is not None
    assert found.reverse is not None
    own = found.function.total
    return found.forward.schoolbook.total / own, found.reverse.schoolbook.total / own


def test_forward_mode_costs_more_with_every_input_and_reverse_mode_does_not() -> None:
    up, down = zip(*(multiples(with_inputs(count)) for count in (25, 50, 100)), strict=True)
    assert up[0] > 10
    assert up[1] / up[0] == pytest.approx(2, rel=0.1)
    assert up[2] / up[1] == pytest.approx(2, rel=0.1)
    assert max(down) < 3
    costs = with_inputs(100).costs
    assert costs is not None
    assert costs.sentence.startswith("Reverse mode is cheaper here (")
    assert "with 100 inputs and 1 output" in costs.sentence


def test_reverse_mode_costs_more_with_every_output_and_forward_mode_does_not() -> None:
    up, down = zip(*(multiples(with_outputs(count)) for count in (25, 50, 100)), strict=True)
    assert max(up) < 3
    assert down[0] > 10
    assert down[2] > 1.2 * down[1] > 1.2 * 1.2 * down[0]
    costs = with_outputs(100).costs
    assert costs is not None
    assert costs.sentence.startswith("Forward mode is cheaper here (")
    assert "with 1 input and 100 outputs" in costs.sentence


@pytest.mark.parametrize(
    ("text", "point", "options", "sentence"),
    [
        ("x^2", {"x": 1}, {}, "Both modes cost the same here, 2 operations, with 1 input and 1"),
        ("x + 1", {"x": 1}, {"wrt": []}, "There is nothing to differentiate with respect to"),
        ("(x+y)*z", {"x": 1, "y": 2, "z": 3}, {}, "Reverse mode is cheaper here (4 operations in"),
        ("(x+y)*z", {"x": 1, "y": 2, "z": 3}, {"wrt": ["x"]}, "Both modes cost the same here, 2"),
    ],
)
def test_the_sentence_says_which_mode_is_cheaper(
    text: str, point: dict[str, float], options: dict[str, list[str]], sentence: str
) -> None:
    assert costs(Entry(text, point, {}, {}, options=options)).sentence.startswith(sentence)


def test_only_the_mode_that_was_asked_for_is_run_but_both_are_counted() -> None:
    for mode in ("forward", "reverse"):
        result = evaluate(parse("x*y"), {"x": 2, "y": 3}, Question(mode=mode))
        assert result.modes == (mode,)
        assert result.agreement is None
        assert result.costs == evaluate(parse("x*y"), {"x": 2, "y": 3}).costs


def test_costs_can_be_left_out() -> None:
    assert evaluate(parse("x*y"), {"x": 2, "y": 3}, Question(costs=False)).costs is None
