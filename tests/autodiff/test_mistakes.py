"""Diagnosis, measured: mistakes of known cause are recognised, others are not invented."""

from __future__ import annotations

import math
from math import isfinite
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.claims import Judge, Tolerance, sampling
from backprop.autodiff.claims.evaluator import Evaluator
from backprop.autodiff.differentiation.builder import Builder
from backprop.autodiff.differentiation.solution import linearized
from backprop.autodiff.differentiation.sweeps import evaluate
from backprop.autodiff.graph.graph import Graph
from backprop.autodiff.mistakes.case import Case as Site
from backprop.autodiff.mistakes.rules import MISTAKES, WRONG_RULES
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.rules import PRIMITIVES, Primitive
from backprop.parser import parse

from tests.corpus import CORPUS, Entry
from tests.mistakes import CASES, PLACE, UNEXPLAINED, Case
from tests.mistakes_report import DOCUMENT, all_tried, confusion, document, tried

if TYPE_CHECKING:
    from backprop.autodiff.rules.row import Mistake

FORMS = [
    pytest.param(case, form, id=f"{case.mistake}-{case.expression}-{case.wrong}-{form}"[:80])
    for case in CASES
    for form in ("number", "formula")
    if case.formula or form == "number"
]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150
    assert len(UNEXPLAINED) >= 60
    assert len(set(CASES[:-20])) == len(CASES[:-20])
    named = {name for case in CASES for name in case.mistake.split("|")}
    assert named <= MISTAKES.keys()
    assert MISTAKES.keys() - named == {"other-count"}


@pytest.mark.parametrize(("case", "form"), FORMS)
def test_known_causes_are_recognised(case: Case, form: str) -> None:
    assert tried(case, form).is_recognised


@pytest.mark.parametrize("form", ["number", "formula"])
@pytest.mark.parametrize("case", UNEXPLAINED, ids=lambda case: f"{case.expression}-{case.wrong}")
def test_no_cause_is_invented(case: Case, form: str) -> None:
    assert tried(case, form).found == ()


def test_the_confusion_table_is_printed() -> None:
    for cause, first, count in confusion(all_tried(CASES)):
        print(f"{cause:50} {first:25} {count}")


def test_the_document_says_what_is_measured() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()


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


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.expression}-{case.key}"[:60])
def test_right_answers_are_right_and_have_no_diagnosis(case: Case) -> None:
    judge = Judge(parse(case.expression), [case.key])
    place = case.point or PLACE
    point = {name: place[name] for name in judge.subject.graph.inputs}
    right = judge.right(case.key, point)
    texts = [repr(right), judge.formula(judge.quantity(case.key)) or repr(right)]
    for text in texts:
        verdict = judge.verdict(case.key, text, point)
        assert (verdict.verdict, verdict.diagnoses) == ("right", ())


LAWFUL = [entry for entry in CORPUS if len(entry.values) == 1 and len(entry.text) < 100]


@pytest.mark.parametrize("entry", LAWFUL, ids=lambda entry: entry.name)
def test_a_wrong_edge_costs_no_sweep(entry: Entry) -> None:
    """adjoint × (wrong − right) × tangent is what a sweep with that edge wrong gives."""
    names = survey(parse(entry.text))
    constants = [name for name in names.constants if name in entry.point]
    graph = lower(names, given=constants)
    work = linearized(graph, FLOATS, entry.point, graph.inputs)
    (output,) = graph.outputs.values()
    for source in graph.inputs.values():
        case = Site(graph, entry.point, work.values, work.edges, output, source, 0.0)
        partials = [e.partial for node in range(len(graph)) for e in case.passing(node)]
        if not all(map(isfinite, [case.right, *partials])):
            continue
        for node in range(source + 1, output + 1):
            for edge in case.passing(node):
                swept = case.resweep(
                    partial_at=lambda at, e, node=node, edge=edge: (
                        7.25 if (at, e.position) == (node, edge.position) else None
                    )
                )
                quick = case.with_partial(node, edge.position, 7.25)
                assert quick == pytest.approx(swept, rel=1e-9, abs=1e-9)
            if case.on_way(node):
                swept = case.resweep(
                    tangent_at=lambda at, _, node=node: 3.5 if at == node else None
                )
                assert case.with_tangent(node, 3.5) == pytest.approx(swept, rel=1e-9, abs=1e-9)


def test_a_sum_over_many_paths_is_looked_through_by_bundles() -> None:
    """2^20 paths: too many to list, but not too many to leave out those through one node."""
    steps = "; ".join(f"t{n + 1} = sin(t{n}) + t{n}^2" for n in range(20))
    judge = Judge(parse(f"t0 = x/7; {steps}; t20*y + sin(x)"), ["dx"])
    point = {"x": 0.3, "y": 1.7}
    verdict = judge.verdict("dx", repr(math.cos(0.3)), point)
    assert "missing-path" in [each.mistake for each in verdict.diagnoses]


def test_points_are_the_same_every_time() -> None:
    evaluator = Evaluator(lower(survey(parse("log(x)*y"))), FLOATS)
    first, second, other = (
        [site.point for site in sampling.sample(evaluator, text)]
        for text in ("text", "text", "other")
    )
    assert first == second != other
    assert any(point["y"] < 0 for point in first)
    assert {abs(point["y"]) > 3 for point in first} == {abs(point["y"]) < 0.5 for point in first}


def test_a_loose_tolerance_explains_no_more_than_it_should() -> None:
    judge = Judge(parse("sin(x^2)*exp(y)"), ["dx"], tolerance=Tolerance(sigfigs=1))
    verdict = judge.verdict("dx", "77", {"x": 0.7, "y": 1.3})
    assert (verdict.verdict, verdict.diagnoses) == ("wrong", ())
