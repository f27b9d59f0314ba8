"""The corpus of textbook derivatives: right by SymPy's judgement, and as short as SymPy's."""

from __future__ import annotations

import pytest
import sympy
from backprop.autodiff.simplify import operation_count
from backprop.parser.parse import parse
from backprop.parser.unparse import unparse
from mpmath import mp, mpf

from tests.autodiff.simplify.judge import outcome, tree_of
from tests.derivatives_report import PLACE, conditions_of, derived, read, summary
from tests.sympy_bridge import Symbolic, symbol, to_sympy
from tests.textbook import CORPUS, Exercise

COMMITTED = {line.name: line for line in read(PLACE.read_text(encoding="utf-8"))}

POINTS = ("0.37", "1.7", "0.83", "2.9", "-0.45", "-1.3", "0.06", "5.1")
"""Away from kinks and whole numbers, on both sides of 0 and 1."""


@pytest.fixture(scope="module", params=CORPUS, ids=lambda exercise: exercise.name)
def exercise(request: pytest.FixtureRequest) -> Exercise:
    return request.param


def points(exercise: Exercise) -> list[dict[str, str]]:
    names = sorted(map(str, to_sympy(tree_of(exercise.text)).free_symbols))
    size = len(POINTS)
    return [
        {name: POINTS[(offset + place * step) % size] for place, name in enumerate(names)}
        for offset in range(size)
        for step in (1, 3)
    ]


def number(expression: Symbolic, point: dict[str, str]) -> Symbolic:
    """SymPy's value at a point, or `None` where there is no real one."""
    exact = {symbol(name): sympy.Rational(text) for name, text in point.items()}
    value = sympy.N(expression.subs(exact), 30)
    if not value.is_number or not value.is_real or not value.is_finite:
        return None
    return mpf(str(value))


def test_it_is_the_derivative_by_sympys_judgement(exercise: Exercise) -> None:
    expected = sympy.diff(to_sympy(tree_of(exercise.text)), symbol(exercise.by), exercise.order)
    ours = derived(exercise).expression
    compared = 0
    for point in points(exercise):
        value, truth = outcome(ours, point), number(expected, point)
        if truth is None or value is None:
            continue
        with mp.workdps(30):
            assert abs(value - truth) <= mpf(10) ** -15 * (1 + abs(truth)), (unparse(ours), point)
        compared += 1
    assert compared >= 4


@pytest.mark.parametrize(
    "exercise",
    [each for each in CORPUS if not any(name in each.text for name in (
        "max", "min", "where", "abs", "sign", "relu", "clamp", "cbrt", "gamma", "gelu"))],
    ids=lambda exercise: exercise.name,
)  # fmt: skip
def test_the_difference_from_sympys_simplifies_to_nothing(exercise: Exercise) -> None:
    positive = {
        each: sympy.Symbol(each.name, positive=True)
        for each in to_sympy(tree_of(exercise.text)).free_symbols
    }
    expression = to_sympy(tree_of(exercise.text)).subs(positive)
    by = positive.get(symbol(exercise.by), symbol(exercise.by))
    ours = to_sympy(derived(exercise).expression).subs(positive)
    difference = sympy.diff(expression, by, exercise.order) - ours
    assert sympy.simplify(sympy.nsimplify(difference)) == 0


def test_what_is_printed_reads_back(exercise: Exercise) -> None:
    ours = derived(exercise).expression
    (statement,) = parse(unparse(ours)).statements
    assert statement.value == ours


def test_the_report_is_current(exercise: Exercise) -> None:
    """`python -m tests.derivatives_report` writes it anew."""
    ours, line = derived(exercise), COMMITTED[exercise.name]
    found = unparse(ours.expression), operation_count(ours.expression), conditions_of(ours)
    assert found == (line.ours, line.operations, line.conditions)


def test_it_is_not_much_longer_than_sympys(exercise: Exercise) -> None:
    line = COMMITTED[exercise.name]
    assert line.operations <= 1.5 * line.their_operations + 2


def test_all_together_they_are_not_longer_than_sympys() -> None:
    lines = list(COMMITTED.values())
    assert len(lines) == len(CORPUS) > 200
    smooth = [line for line in lines if "where(" not in line.theirs + line.ours]
    assert len(smooth) > 190
    ours = sum(line.operations for line in smooth)
    assert ours <= 1.02 * sum(line.their_operations for line in smooth)
    assert summary(lines) in PLACE.read_text(encoding="utf-8")
