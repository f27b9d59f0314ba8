"""Right answers are judged right; what is sampled and what is tolerated stays the same."""

from __future__ import annotations

import pytest
from backprop.autodiff.claims import Judge, Tolerance, sampling
from backprop.autodiff.claims.evaluator import Evaluator
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.parser import parse

from tests.mistakes import CASES, PLACE, Case


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
