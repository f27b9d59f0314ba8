"""Diagnosis, measured: mistakes of known cause are recognised, others are not invented."""

from __future__ import annotations

import math
from math import isfinite

import pytest
from backprop.autodiff.claims import Judge
from backprop.autodiff.differentiation.solution import linearized
from backprop.autodiff.mistakes.rules import MISTAKES
from backprop.autodiff.mistakes.wrong_answer import WrongAnswer
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.parser import parse

from tests.corpus import CORPUS, Entry
from tests.mistakes import CASES, UNEXPLAINED, Case
from tests.mistakes_report import DOCUMENT, document, tried

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


def test_the_document_says_what_is_measured() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()


LAWFUL = [entry for entry in CORPUS if len(entry.values) == 1 and len(entry.text) < 100]


@pytest.mark.parametrize("entry", LAWFUL, ids=lambda entry: entry.name)
def test_a_wrong_edge_costs_no_sweep(entry: Entry) -> None:
    """adjoint × (wrong − right) × tangent is what a sweep with that edge wrong gives."""
    names = survey(parse(entry.text))
    constants = [name for name in names.constants if name in entry.point]
    graph = lower(names, given=constants)
    at_point = linearized(graph, FLOATS, entry.point, graph.inputs)
    (output,) = graph.outputs.values()
    for source in graph.inputs.values():
        case = WrongAnswer(at_point, output, source, 0.0)
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
