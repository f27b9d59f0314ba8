"""Laws that hold for every program: the ways to a derivative agree, and order does not matter.

How closely two ways must agree depends on how badly conditioned a program is, so the program is
run again with every value and every partial a little off, by a part in 1e12 where rounding is one
in 1e16: two ways may differ by what that changes, and no more.
"""

from __future__ import annotations

import random
import re
from math import inf, isfinite, isnan
from typing import TYPE_CHECKING, Any

from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation.sweeps import active_positions, linearize, reverse
from backprop.autodiff.differentiation.sweeps import evaluate as evaluate_all
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.parser import BackpropError, parse
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from tests.tape import Tape

from .programs import Random, programs
from .reference import Exactly, is_real

if TYPE_CHECKING:
    from collections.abc import Callable

    from backprop.autodiff.answers.report import Evaluation
    from backprop.autodiff.rules import Primitive

FEWER = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
SETTINGS = settings(FEWER, max_examples=250)
NOISE = 1e-12


class Noisy:
    """The algebra of floats with every result off by up to a part in 1e12."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(FLOATS, name)

    def off(self, value: float) -> float:
        return value * (1 + self._random.uniform(-NOISE, NOISE))

    def function(self, primitive: Primitive) -> Callable[..., float]:
        function = FLOATS.function(primitive)
        return lambda *numbers: self.off(function(*numbers))


def noisy_gradient(program: Random, seed: int) -> dict[str, float]:
    graph, noisy = lower(survey(parse(program.text))), Noisy(seed)
    values = evaluate_all(graph, noisy, program.point)
    (output,) = graph.outputs.values()
    active = active_positions(graph, values, graph.inputs.values(), [output])
    edges = [
        tuple(edge._replace(partial=noisy.off(edge.partial)) for edge in node_edges)
        for node_edges in linearize(graph, noisy, values, active)
    ]
    adjoints = reverse(edges, output)
    return {name: adjoints[node] or 0.0 for name, node in graph.inputs.items()}


def tolerances(program: Random, gradient: dict[str, float]) -> dict[str, float]:
    """How far each derivative may be off: what a little noise everywhere does to it."""
    found = {name: 1e-14 * abs(value) + 1e-300 for name, value in gradient.items()}
    for seed in range(6):
        for name, value in noisy_gradient(program, seed).items():
            change = abs(value - gradient[name])
            found[name] = max(found[name], inf if isnan(change) else change)
    return found


def answer(program: Random, **options: str) -> Evaluation:
    """The program's answer; a point where it has no value is discarded."""
    result = evaluated(program, **options)
    if isinstance(result, BackpropError):
        assert re.search("is defined where|has no definite value", result.message)
        reject()
    assume(isfinite(result.values["f"]))
    return result


def evaluated(program: Random, **options: str) -> Evaluation | BackpropError:
    try:
        return evaluate(parse(program.text), program.point, Question(**options))
    except BackpropError as error:
        return error


def kinds(result: Evaluation) -> set[str]:
    return {note.kind for note in result.notes}


@SETTINGS
@given(programs())
def test_forward_reverse_and_the_tape_agree(program: Random) -> None:
    result = answer(program, mode="both")
    if "kink" not in kinds(result):  # 0 times infinity depends on what is added up before
        assert not any("disagree" in note.message for note in result.notes)
    (reversed_,) = result.gradient.values()
    forward = evaluate(parse(program.text), program.point, Question(mode="forward")).gradient["f"]
    try:
        (tape,) = Tape(parse(program.text), program.point).answer()
    except (OverflowError, ZeroDivisionError):
        reject()  # Python's own functions raise where a derivative is infinite
    allowed = tolerances(program, reversed_)
    for name, value in reversed_.items():
        if isnan(value) or not isfinite(tape.gradient[name]):
            continue
        assert abs(forward[name] - value) <= allowed[name]
        assert abs(tape.gradient[name] - value) <= allowed[name]


@SETTINGS
@given(programs())
def test_a_derivative_is_the_limit_of_differences(program: Random) -> None:
    result = answer(program)
    assume("kink" not in kinds(result))
    allowed = tolerances(program, result.gradient["f"])
    exactly = Exactly(parse(program.text))
    for name, value in result.gradient["f"].items():
        if isfinite(value) and allowed[name] < inf:
            difference = exactly.slope(program.point, name)
            if is_real(difference):  # an input may be at the end of a domain
                assert abs(difference - value) <= allowed[name] + 1e-18, (name, difference)


@FEWER
@given(programs(), st.randoms(use_true_random=False))
def test_the_order_of_the_statements_does_not_matter(
    program: Random, shuffled: random.Random
) -> None:
    result = answer(program)
    statements = list(program.statements)
    shuffled.shuffle(statements)
    other = answer(Random(tuple(statements), program.point))
    assert other.values == result.values
    assert other.costs is not None
    assert result.costs is not None
    assert other.costs.function == result.costs.function
    allowed = tolerances(program, result.gradient["f"])
    for name, value in result.gradient["f"].items():
        again = other.gradient["f"][name]
        assert (isnan(again) and isnan(value)) or again == value or (
            abs(again - value) <= allowed[name]
        )  # fmt: skip


@FEWER
@given(programs())
def test_the_expression_that_is_shown_is_the_one_that_was_evaluated(program: Random) -> None:
    result = answer(program)
    again = answer(Random((result.expression,), program.point))
    assert again.values == result.values
    assert str(again.gradient) == str(result.gradient)
    assert again.costs == result.costs
    assert again.expression == result.expression


@FEWER
@given(programs())
def test_a_derivative_that_is_nan_is_never_silent(program: Random) -> None:
    result = answer(program)
    if any(isnan(value) for value in result.gradient["f"].values()):
        assert "kink" in kinds(result)
    if any(abs(value) == inf for value in result.gradient["f"].values()):
        assert kinds(result) & {"kink", "warning"}


@FEWER
@given(programs())
def test_the_two_ways_with_ties_differ_at_ties_only(program: Random) -> None:
    split, each = answer(program, ties="split"), answer(program, ties="each")
    assert split.values == each.values
    if not any("is tied" in note.message for note in split.notes):
        assert str(split.gradient) == str(each.gradient)


@FEWER
@given(programs(), st.sampled_from(["x", "y", "z"]))
def test_a_derivative_by_one_input_is_that_of_the_whole_gradient(
    program: Random, name: str
) -> None:
    result = answer(program)
    alone = evaluate(parse(program.text), program.point, Question(wrt=[name]))
    assert alone.wrt == (name,)
    assert str(alone.gradient["f"][name]) == str(result.gradient["f"][name])
