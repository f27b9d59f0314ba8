"""What a picture of a graph and a comparison of the two modes hold."""

from __future__ import annotations

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.teach.mode_costs import compare
from backprop.autodiff.teach.picture import picture
from backprop.parser import parse

from tests.corpus import CORPUS, Entry


def same(one: float | None, other: float | None) -> bool:
    return one == other or (one != one and other != other)  # noqa: PLR0124


ENTRIES = [pytest.param(entry, id=entry.name) for entry in CORPUS]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_picture_has_the_evaluator_s_numbers(entry: Entry) -> None:
    options = {key: entry.options[key] for key in ("wrt", "of", "ties") if key in entry.options}
    found = picture(parse(entry.text), entry.point, Question(**options))
    rows = {
        row.name: row for row in evaluate(parse(entry.text), entry.point, Question(**options)).rows
    }
    for vertex in found.vertices:
        row = rows.get(vertex.label)
        if row is None or vertex.kind == "constant" or row.value is None:
            continue
        assert same(vertex.value, row.value)
        for output, gradient in vertex.gradients:
            assert same(gradient, row.gradient[output])
    assert found.left_out == max(0, found.nodes - 200)
    if found.left_out:
        return
    assert {name for vertex in found.vertices for name in vertex.outputs} == set(found.outputs)


def test_without_values_there_is_the_structure() -> None:
    found = picture(parse("where(x > 0, log(x), y)"))
    assert not found.valued
    assert {vertex.value for vertex in found.vertices} == {None}
    assert all(vertex.taken for vertex in found.vertices)
    assert [arrow.place for arrow in found.arrows if arrow.head == found.vertices[-1].node] == [
        "if", "then", "else",
    ]  # fmt: skip


def test_the_branch_that_is_not_taken_is_marked() -> None:
    found = picture(parse("where(x > 0, log(x), y)"), {"x": -1.0, "y": 2.0})
    assert [vertex.sign for vertex in found.vertices if not vertex.taken] == ["log"]


def test_a_large_graph_is_shown_from_its_output_down() -> None:
    found = picture(parse("+".join(["x"] * 500)), {"x": 1.0}, limit=50)
    assert len(found.vertices) == 50
    assert found.left_out == 450
    assert found.vertices[-1].outputs == ("f",)
    assert sum(vertex.hidden for vertex in found.vertices) >= 1


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_comparison_counts_as_the_evaluator_does(entry: Entry) -> None:
    options = {key: entry.options[key] for key in ("wrt", "of", "ties") if key in entry.options}
    costs = evaluate(parse(entry.text), entry.point, Question(mode="both", **options)).costs
    found = compare(parse(entry.text), entry.point, Question(**options))
    assert found.costs == costs
    if costs is None or costs.forward is None or costs.reverse is None or not found.by_inputs:
        return
    last = found.by_inputs[-1]
    assert last.size == len(found.wrt)
    assert last.forward == costs.forward.schoolbook.total
    assert last.reverse == costs.reverse.schoolbook.total
    if any(found.left_out.values()):
        return
    local = costs.forward.schoolbook.total - sum(
        sweep.multiplications + sweep.additions for sweep in found.forward
    )
    assert local == costs.reverse.schoolbook.total - sum(
        sweep.multiplications + sweep.additions for sweep in found.reverse
    )


def test_the_crossover_is_found_by_counting() -> None:
    many = " + ".join(f"x{n}*y" for n in range(20))
    found = compare(parse(many), {**{f"x{n}": 1.0 for n in range(20)}, "y": 2.0})
    assert [line.size for line in found.by_inputs] == [1, 2, 4, 8, 16, 21]
    assert found.by_inputs[-1].reverse < found.by_inputs[-1].forward
    assert "reverse mode is cheaper" in found.sentence
    wide = "u = sin(cos(x)); " + "; ".join(f"{n + 1}*u" for n in range(6))
    found = compare(parse(wide), {"x": 1.0})
    assert found.by_outputs[-1].forward < found.by_outputs[-1].reverse
