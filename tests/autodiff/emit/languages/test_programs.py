"""Every emitted program is run, and gives what the evaluator gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.emit.planning import long_programs
from backprop.parser.parse import parse

from tests.corpus import CORPUS, WITHOUT_VALUE

from ..running import (
    TARGETS,
    Case,
    branchy_cases,
    corpus_cases,
    differences,
    emitted,
    primitive_cases,
    random_cases,
    require,
    run_programs,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..running import Answer

    Answers = Callable[[str, list[Case]], list[list[Answer]]]

# Python uses the evaluator's own mathematics, in the evaluator's own order, but for digamma, whose
# definition is more exact than the evaluator (test_definitions.py).
CLOSENESS = {"python": 1e-15, "layers": 1e-14, "numpy": 1e-13, "c": 1e-13, "javascript": 1e-13}

ALIKE = [
    Case("lambda*x + int*class - double/var + await^2*math*e", [
        {"lambda": 2, "x": 3, "int": 4, "class": 5, "double": 6, "var": 7, "await": 8, "math": 9,
         "e": 10},
    ]),
    Case("np + gradient*value + self*upstream + _ + sys + f + v1 + dx + df_dx*_exp + exp(Math)", [
        {"np": 1, "gradient": 2, "value": 3, "self": 4, "upstream": 5, "_": 6, "sys": 7, "f": 8,
         "v1": 9, "dx": 10, "df_dx": 11, "_exp": 12, "Math": 0.5},
    ]),
    Case("Add*Multiply + add1 + multiply1*print + sin(math)*None + True*x", [
        {"Add": 1, "Multiply": 2, "add1": 3, "multiply1": 4, "print": 5, "math": 6, "None": 7,
         "True": 8, "x": 9},
    ]),
    Case("__proto__*__debug__ + __LINE__*M_PI + I + linux + constructor*prototype*x", [
        {"__proto__": 1, "__debug__": 2, "__LINE__": 3, "M_PI": 4, "I": 5, "linux": 6,
         "constructor": 7, "prototype": 8, "x": 9},
    ]),
    Case("饮料单价*饮料数量 + θ*sin(Δθ) + theta*u996e + é", [
        {"饮料单价": 10, "饮料数量": 6, "θ": 2, "Δθ": 3, "theta": 4, "u996e": 5, "é": 6},
    ]),
    Case("gamma(gamma) + sigmoid*sigmoid(x) + max(max, largest)*pow + sqrt(fabs)*square_root", [
        {"gamma": 3, "sigmoid": 2, "x": 0.5, "max": 4, "largest": 5, "pow": 6, "fabs": 4,
         "square_root": 3},
    ]),
    Case("a = x*y; b = sin(a); c = a; b; c; x; 3", [{"x": 2, "y": 3}]),
    Case("x + 0*y", [{"x": 1, "y": 2}], {"wrt": ["x"]}),
    Case("x*y", [{"x": 1, "y": 2}], {"wrt": []}),
    Case("u = 2x; v = u*u; sin(v) + u", [{"x": 1}], {"wrt": ["u", "v", "x"]}),
    Case("7; pi; e^2", [{}]),
    Case("x^0 + 0^x + x^1 + 1/0.5", [{"x": 3}, {"x": 0.5}]),
    Case("1e400*x + 1e-400*x + 1e300 + 1e-320*x + 123456789012345678901234567890*x + 0.1*x", [
        {"x": 2}, {"x": -1},
    ]),
    Case("(x > 2)*x + (x > 2)/(y >= 2) + (not x) + (x and y) + (x or y) + (x != y)*(x == y)", [
        {"x": 3, "y": 2}, {"x": 0, "y": 2}, {"x": 2, "y": 3},
    ]),
    Case("where(x, y, z) + where(not x, y, z)", [
        {"x": 0, "y": 2, "z": 3}, {"x": 1, "y": 2, "z": 3},
    ]),
    Case("where(x > 0, log(x)/x, 1/(x - 1)) + where(x > 0, x^0.5, 1/(1 + x))", [
        {"x": 2}, {"x": -3}, {"x": 0},
    ]),
    Case("t = log(x); where(x > 0, t, 0) + where(x > 1, 2*t, 0)", [
        {"x": -1}, {"x": 0.5}, {"x": 2},
    ]),
    Case("where(x > 0, x, where(x > -1, sqrt(x + 1), where(x > -2, -x, log(x + 1))))", [
        {"x": 1}, {"x": -0.5}, {"x": -1.5},
    ]),
    Case("t = sqrt(x); where(y > 0, t, 1) + where(y > 1, t*t, 2)", [
        {"x": 0, "y": -1}, {"x": 4, "y": 0.5}, {"x": 4, "y": 2},
    ]),
    Case(  # what a shared condition asks second may not exist
        "c = x > 0; t = sqrt(sqrt(y)); where(c, t, 1/z) + where(x > 2, where(t, 1/z, t + z), z)",
        [{"x": -0.5, "y": -1, "z": -1}, {"x": 1, "y": 1, "z": 2}, {"x": 3, "y": 16, "z": 2}],
    ),
    Case("x - (y - z) - (x - y)*(z/(x/y))/(x*(y/z)) - (-(-x)) - -2", [{"x": 3, "y": 5, "z": 7}]),
    Case("sqrt(x*y)", [{"x": -1, "y": 0}, {"x": 1, "y": 0}]),
    Case("max(x, y, z, x) + min(x, y) + clamp(x, y, z)", [
        {"x": 1, "y": 1, "z": 1}, {"x": 2, "y": 1, "z": 5},
    ]),
    Case("mod(x, y) + round(x) + floor(x) + ceil(x) + trunc(x) + sign(x)", [
        {"x": -2.5, "y": 2}, {"x": 3.5, "y": -2}, {"x": -0.4, "y": 7},
    ]),
    Case("diff(sin(x)*x, x)*x", [{"x": 2}]),
    Case("exp(x)*1e-300/1e300 + cosh(x) + sinh(x) + expm1(x) + x^200", [{"x": 800}, {"x": -800}]),
]  # fmt: skip
"""What is easily got wrong: names, shapes, signs, constants, branches."""


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    """What the programs of a target give for some cases."""

    def run(target: str, cases: list[Case]) -> list[list[Answer]]:
        require(target)
        return run_programs(target, cases, emitted(target, cases), tmp_path)

    return run


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_and_what_is_easily_got_wrong(target: str, answers: Answers) -> None:
    cases = [*corpus_cases(), *ALIKE]
    assert differences(cases, answers(target, cases), CLOSENESS[target]) == []


def wrong(target: str, cases: list[Case], answers: Answers) -> list[str]:
    """Where programs are not as close to the evaluator as they should be."""
    gamma = [case for case in cases if "gamma" in case.text]
    others = [case for case in cases if case not in gamma]
    close = CLOSENESS[target]
    return [
        *differences(others, answers(target, others), close),
        *differences(gamma, answers(target, gamma), max(close, 1e-13)),
    ]


@pytest.mark.parametrize("target", TARGETS)
def test_every_function(target: str, answers: Answers) -> None:
    assert wrong(target, primitive_cases(target), answers) == []


@pytest.mark.parametrize("target", [target for target in TARGETS if target != "layers"])
def test_every_function_at_higher_orders(target: str, answers: Answers) -> None:
    cases = [*primitive_cases(target, 2), *primitive_cases(target, 3)]
    cases += [Case("x; x^3; sin(x)*y", [{"x": 2, "y": 3}], {"wrt": ["x"]}, order=2)]
    cases += [Case("exp(x*y)", [{"x": 2, "y": 3}], {"wrt": ["x"]}, order=5)]
    assert wrong(target, cases, answers) == []


@pytest.mark.parametrize("target", TARGETS)
def test_random_programs(target: str, answers: Answers) -> None:
    cases = random_cases()
    assert differences(cases, answers(target, cases), 1e-12, 1e-13) == []


@pytest.mark.parametrize("target", TARGETS)
def test_programs_full_of_branches(target: str, answers: Answers) -> None:
    cases = branchy_cases()
    assert differences(cases, answers(target, cases), 1e-12, 1e-13) == []
    assert sum(case.has_value(point) for case in cases for point in case.points) > 100


@pytest.mark.parametrize(("whole", "part"), [(0, 2), (4, 6)])
def test_c_programs_in_parts(
    whole: int, part: int, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut anywhere, in branches too, changes nothing; nor does a compiler that optimises."""
    monkeypatch.setattr(long_programs, "LONGEST_WHOLE", whole)
    monkeypatch.setattr(long_programs, "LONGEST_PART", part)
    cases = [*branchy_cases(), *ALIKE, *corpus_cases()]
    assert sum("PART part_2" in text for text in emitted("c", cases)) > 80
    assert differences(cases, answers("c", cases), 1e-12, 1e-13) == []


def test_the_corpus_is_what_the_reports_say(answers: Answers) -> None:
    """The evaluator that a person asks agrees with the programs, not only its graph."""
    entries = [entry for entry in CORPUS if not entry.settled]  # a program finds no limits
    cases = [case for case, entry in zip(corpus_cases(), CORPUS, strict=True) if entry in entries]
    for case, (numbers,) in zip(cases, answers("python", cases), strict=True):
        report = evaluate(parse(case.text), case.points[0], Question(costs=False, **case.options))
        expected = [
            *report.values.values(),
            *(slope for row in report.gradient.values() for slope in row.values()),
        ]
        assert numbers == pytest.approx(expected, rel=1e-9, nan_ok=True), case.text


def test_where_no_value_exists_python_raises_and_the_others_have_no_number(
    answers: Answers,
) -> None:
    cases = [Case(text, [point]) for text, point, *_ in WITHOUT_VALUE]
    for case, (result,) in zip(cases, answers("python", cases), strict=True):
        raised = result in ("ValueError", "ZeroDivisionError")
        assert raised or result[0] != result[0], (case.text, result)
    for target in ("c", "javascript"):
        for case, (result,) in zip(cases, answers(target, cases), strict=True):
            (expected,) = case.expected()
            assert result == pytest.approx(expected, rel=1e-13, nan_ok=True), case.text
