"""Diagnosis, measured: mistakes of known cause are recognised, others are not invented."""

from __future__ import annotations

from collections import Counter

import pytest
from backprop.autodiff.claims import Judge, Tolerance
from backprop.autodiff.primitives.wrong import MISTAKES
from backprop.parser import parse

from tests.mistakes import CASES, PLACE, UNEXPLAINED, Case
from tests.sympy_bridge import symbol, to_sympy


def point_of(case: Case, judge: Judge) -> dict[str, float]:
    place = case.point or PLACE
    return {name: place[name] for name in judge.subject.graph.inputs}


def number_of(case: Case, point: dict[str, float]) -> str:
    """The wrong answer as the number that it comes to at the point, as SymPy works it out."""
    tree = to_sympy(parse(case.wrong).statements[0].value)
    return repr(float(tree.subs({symbol(name): value for name, value in point.items()}).evalf(20)))


def found(case: Case, given: str, *, at_point: bool) -> list[str]:
    """What the diagnoses of a wrong answer are called."""
    judge = Judge(parse(case.expression), [case.key], tolerance=Tolerance())
    verdict = judge.verdict(case.key, given, point_of(case, judge) if at_point else None)
    assert verdict.verdict == "wrong", (case, verdict)
    return [each.mistake for each in verdict.diagnoses]


def as_number(case: Case) -> list[str]:
    judge = Judge(parse(case.expression), [case.key])
    return found(case, number_of(case, point_of(case, judge)), at_point=True)
