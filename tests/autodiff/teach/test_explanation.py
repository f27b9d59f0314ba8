"""Explanations: every number of every step, over the corpus, against the evaluator."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from backprop.autodiff.answers.constant_value import constant_value
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question, solve
from backprop.autodiff.numbers.digits import Digits
from backprop.autodiff.numbers.exact import EXACT
from backprop.autodiff.rules import PRIMITIVES
from backprop.autodiff.teach.explanation import Wish, explain
from backprop.autodiff.teach.finite_step import moves
from backprop.autodiff.teach.local_rules import general_rule
from backprop.autodiff.teach.wording import WORDING
from backprop.parser import BackpropError, parse, unparse

from tests.corpus import CORPUS, Entry

if TYPE_CHECKING:
    from backprop.autodiff.answers.report import Evaluation, Row
    from backprop.autodiff.rules import Primitive
    from backprop.autodiff.teach.explanation import Explanation
    from backprop.autodiff.teach.local_rules import GeneralRule

ENTRIES = [pytest.param(entry, id=entry.name) for entry in CORPUS]


def question(entry: Entry) -> Question:
    return Question(
        **{key: entry.options[key] for key in entry.options if key in ("wrt", "of", "ties")}
    )


def told(entry: Entry, mode: str = "reverse") -> Explanation:
    wish = Wish(mode=mode, limit=10_000)
    return explain(parse(entry.text), entry.point, question(entry), wish)


def evaluated(entry: Entry) -> tuple[Evaluation, dict[str, Row]]:
    result = evaluate(parse(entry.text), entry.point, Question(mode="both", **entry.options))
    return result, {row.name: row for row in result.rows}


def same(number: float | None, expected: float | None) -> bool:
    if number is None or expected is None:
        return number is expected
    return number == expected or (math.isnan(number) and math.isnan(expected))


def near(number: float, expected: float) -> bool:
    return same(number, expected) or math.isclose(number, expected, rel_tol=1e-9, abs_tol=1e-12)


def value_of(text: str, values: dict[str, Any]) -> float | None:
    """The value of a formula at numbers; `None` where it has none."""
    used = {name: value for name, value in values.items() if value is not None}
    program = parse(f"the_value = {text}")
    try:
        return evaluate(program, used, Question(mode="reverse", costs=False)).values["the_value"]
    except BackpropError:
        return None


@pytest.mark.parametrize("entry", ENTRIES)
class TestEveryNumber:
    def test_of_the_forward_pass_is_the_evaluator_s(self, entry: Entry) -> None:
        _, rows = evaluated(entry)
        shown = told(entry).forward
        assert {node.name for node in shown} <= set(rows)
        known = {row.name for row in rows.values() if row.value is not None}
        assert known <= {node.name for node in shown}
        assert known == {node.name for node in shown if rows[node.name].value is not None}
        for node in shown:
            expected = rows[node.name].value
            if node.kind == "input" and expected is None:  # it is given, though no output needs it
                expected = entry.point[node.name]
            assert same(node.value, expected)

    def test_of_a_formula_is_its_value(self, entry: Entry) -> None:
        explanation = told(entry)
        for node in explanation.forward:
            if node.formula is None or node.value is None:
                continue
            again = value_of(unparse(node.formula), explanation.values)
            assert again is None or near(again, float(node.value))

    def test_of_a_local_derivative_is_the_evaluator_s(self, entry: Entry) -> None:
        result, rows = evaluated(entry)
        explanation = told(entry)
        kinked = {note.node for note in result.notes if note.kind == "kink"}
        for gate in explanation.gates:
            row = rows[gate.node]
            assert gate.operation == row.operation
            assert gate.role == WORDING[gate.operation].gradient or gate.operation == "power"
            partials = [
                (name, partial)
                for name, partial in zip(row.arguments, row.partials, strict=True)
                if partial is not None
            ]
            for local in gate.locals:
                assert any(
                    name == local.argument and same(local.value, partial)
                    for name, partial in partials
                )
                if local.named is None or gate.node in kinked:
                    continue
                again = value_of(unparse(local.named), explanation.values)
                assert again is None or near(again, float(local.value or 0))

    @pytest.mark.parametrize("mode", ["reverse", "forward"])
    def test_of_a_sweep_is_the_evaluator_s(self, entry: Entry, mode: str) -> None:
        _, rows = evaluated(entry)
        explanation = told(entry, mode)
        found: dict[tuple[str, str], Any] = {}
        for sweep in explanation.sweeps:
            assert sweep.left_out == 0
            for step in sweep.steps:
                row = rows.get(step.by if mode == "reverse" else step.of)
                column = {} if row is None else row.gradient if mode == "reverse" else row.tangents
                other = step.of if mode == "reverse" else step.by
                if row is not None and row.value is not None:
                    assert same(step.value, column[other]) or near(step.value, column[other])
                found[step.of, step.by] = step.value
        for sweep in explanation.sweeps:
            for step in sweep.steps:
                if step.by_limit:
                    assert (step.of, step.by) == (sweep.start, step.by) or mode == "forward"
                    continue
                if not step.terms:
                    assert step.value == 1
                    assert sweep.start in (step.of, step.by)
                    continue
                total = sum(term.first.value * term.second.value for term in step.terms)
                assert step.omitted or near(total, step.value)
                for term in step.terms:
                    upstream = term.first if mode == "reverse" else term.second
                    assert same(upstream.value, found[upstream.of, upstream.by])

    def test_of_a_move_is_a_difference_of_two_values(self, entry: Entry) -> None:
        result, _ = evaluated(entry)
        kept = ("ties", "of")
        options = {key: entry.options[key] for key in entry.options if key in kept}
        program = parse(entry.text)

        @cache
        def moved(by: str) -> Evaluation | None:
            point = {**entry.point, by: entry.point[by] + 1}
            try:
                return evaluate(program, point, Question(mode="reverse", **options))
            except BackpropError:
                return None

        for move in told(entry).moves:
            derivative = result.gradient[move.output][move.by]
            assert near(float(move.derivative), derivative)
            if move.by not in entry.point:
                continue
            there = moved(move.by)
            if there is None:
                assert move.change is None
                continue
            here = result.values[move.output]
            change = there.values[move.output] - here
            if move.change is None:
                small = abs(change) <= 1e-12 * abs(here) and abs(derivative) <= 1e-12 * abs(here)
                assert not math.isfinite(change) or small
                continue
            assert near(float(move.change), change)


def test_the_wording_covers_the_table() -> None:
    assert set(WORDING) == set(PRIMITIVES)
    for name, row in PRIMITIVES.items():
        wording = WORDING[name]
        assert wording.gradient[0].isalpha(), name
        assert wording.gradient.endswith("."), name
        if row.kinks or row.kind == "compare":
            assert wording.piece, name
        assert (wording.piece is None) == (wording.crossed is None), name


@pytest.mark.parametrize("row", PRIMITIVES.values(), ids=list(PRIMITIVES))
def test_general_rules_give_the_partials_of_the_row(row: Primitive) -> None:
    """In letters that no graph uses, at the row's own sample points."""
    count = max(2, len(row.shown_parameters)) if row.variadic else len(row.shown_parameters)
    for position in range(count):
        if not row.has_partial(position) or row.name in ("where", "polygamma"):
            continue
        rule = general_rule(row, count, position, {"v", "q"})
        letters = [name for name in unparse(rule.function).replace("(", " ").split() if name]
        assert rule.by not in ("v", "q")
        assert letters
        for sample in row.samples:
            values = [sample[place] if place < len(sample) else 9.0 for place in range(count)]
            graph = solve(
                parse(f"g = {unparse(rule.function)}"), dict(zip(_names(rule), values, strict=True))
            )
            node = graph.wrt[rule.by]
            expected = graph.adjoint("g", node)
            again = value_of(unparse(rule.derivative), dict(zip(_names(rule), values, strict=True)))
            assert again is not None
            assert math.isclose(again, float(expected or 0), rel_tol=1e-9, abs_tol=1e-12)


def _names(rule: GeneralRule) -> list[str]:
    """The letters of a rule's function, in the order of its arguments."""
    from backprop.parser.syntax import Name, postorder

    return list(dict.fromkeys(n.name for n in postorder(rule.function) if isinstance(n, Name)))


@pytest.mark.parametrize(
    ("text", "point", "by", "amount", "what"),
    [
        ("max(x, y)", {"x": 4, "y": 2}, "y", 3, "'y' takes the place of 'x' as the max"),
        ("max(x, y)", {"x": 4, "y": 2}, "y", 2, "'y' draws level with 'x' as the max"),
        ("max(x, y)", {"x": 4, "y": 2}, "y", 1, None),
        ("min(x, y)", {"x": 4, "y": 2}, "y", 3, "'x' takes the place of 'y' as the min"),
        ("abs(x)", {"x": -0.5}, "x", 1, "'x' passes 0, where abs has its corner"),
        ("abs(x)", {"x": 0.5}, "x", 1, None),
        ("relu(x)", {"x": 0}, "x", 1, "'x' leaves 0, where relu has its corner"),
        ("abs(x)", {"x": 0}, "x", 1, "'x' leaves 0, where abs has its corner"),
        ("abs(x)", {"x": -1}, "x", 1, "'x' reaches 0, where abs has its corner"),
        ("clamp(x, 0, 3)", {"x": 3}, "x", 1, "'x' leaves a bound, where clamp has a corner"),
        ("max(x, 4)", {"x": 3}, "x", 2, "'x' takes the place of '4' as the max"),
        ("floor(x)", {"x": 0.5}, "x", 1, "'x' passes a whole number, where floor jumps"),
        ("floor(x)", {"x": 0.5}, "x", 0.25, None),
        ("round(x)", {"x": 0.2}, "x", 0.5, "'x' passes a half, where round jumps"),
        (
            "where(x > 1, x, 2x)", {"x": 0.5}, "x", 1,
            "the condition 'x > 1' turns over, and the first branch is taken",
        ),
        ("where(x > 1, x, 2x)", {"x": 1.5}, "x", 1, None),
        (
            "1/x", {"x": -0.5}, "x", 1,
            "the divisor 'x' passes 0, where there is a pole",
        ),
        ("abs(x^2 - 1)", {"x": -1.5}, "x", 3, "passes 0, where abs has its corner"),
        ("tan(x)", {"x": 1}, "x", 1, "'x' passes a pole"),
        ("x > 2", {"x": 1.5}, "x", 1, "the comparison of 'x' with '2' turns over"),
        ("where(x > 0, abs(y), 1)", {"x": -1, "y": -0.5}, "y", 1, None),
        ("clamp(x, 0, 1)", {"x": 0.5}, "x", 1, "'x' passes a bound"),
    ],
)  # fmt: skip
def test_crossings(
    text: str, point: dict[str, float], by: str, amount: float, what: str | None
) -> None:
    (move,) = moves(solve(parse(text), point), [by], amount)
    texts = [crossing.what for crossing in move.crossings]
    if what is None:
        assert texts == []
    else:
        assert what in texts[0]


def test_the_next_kink_is_looked_for_beyond_the_step() -> None:
    (move,) = moves(solve(parse("max(x, y)"), {"x": 4.0, "y": 2.0}), ["y"])
    assert move.crossings == ()
    assert move.ahead is not None
    place, crossing = move.ahead
    assert place == 4
    assert crossing.what == "'y' takes the place of 'x' as the max"


def test_a_step_to_where_there_is_no_value_says_why() -> None:
    (move,) = moves(solve(parse("sqrt(1 - x)"), {"x": 0.5}), ["x"], 1)
    assert move.change is None
    assert move.failure is not None
    assert "defined where x >= 0" in move.failure


@pytest.mark.parametrize(
    ("text", "x", "amount", "failure"),
    [
        ("x^2", 1e20, 1, "beside 'x' the step is too small to show in double precision"),
        ("log(x)", 1e20, 1, "beside 'x' the step is too small to show in double precision"),
        ("x^2", 1e15, 1, "beside 'f' the change is too small to show in double precision"),
        ("1e30 + x", 1.0, 1, "beside 'f' the change is too small to show in double precision"),
        ("x^2", 1e20, 1e18, None),
        ("x^2", 1e6, 1, None),
        ("floor(x)", 1e6 + 0.25, 0.5, None),
        ("exp(x)", 1000.0, 1, "'f' is infinite here, in double precision"),
        ("exp(x)", 709.5, 1, "'f' is infinite there, in double precision"),
    ],
)
def test_a_change_that_rounding_eats_is_not_given(
    text: str, x: float, amount: float, failure: str | None
) -> None:
    (move,) = moves(solve(parse(text), {"x": x}), ["x"], amount)
    assert (move.change is None) == (failure is not None)
    assert (failure or "") in (move.failure or "")
    assert not (move.exact and failure)


def test_more_digits_give_the_change_that_rounding_eats() -> None:
    asking = Question(numbers=Digits(40))
    (move,) = moves(solve(parse("x^2"), {"x": 1e20}, asking), ["x"], 1)
    assert move.change == 200_000_000_000_000_000_001


@pytest.mark.parametrize(
    ("text", "x", "derivative", "change"),
    [
        ("2*x", "pi", "2", "2"),
        ("x^2", "sqrt(2)", "2.8284271247461900976", "3.8284271247461900976"),
        ("exp(x)", "pi", "23.140692632779269006", "39.762231648860719764"),
        ("tan(x)", "1", "3.4255188208147597609", "-3.7424475879164212222"),
    ],
)
def test_an_irrational_input_is_moved(text: str, x: str, derivative: str, change: str) -> None:
    numbers = Digits(20)
    at = {"x": constant_value(x, numbers)}
    (move,) = moves(solve(parse(text), at, Question(numbers=numbers)), ["x"], 1)
    assert (str(move.derivative), str(move.change)) == (derivative, change)
    told = explain(parse(text), at, Question(numbers=numbers))
    assert str(told.sweeps[0].steps[-1].value) == derivative


def test_a_whole_number_at_a_jump_is_explained_exactly() -> None:
    at = {"x": Fraction(1)}
    told = explain(parse("mod(x, 2)"), at, Question(numbers=EXACT))
    assert told.sweeps[0].steps[-1].value == 1


def test_reuse_and_marks() -> None:
    steps = {
        step.by: step for step in explain(parse("v = x + 1; x*v*v"), {"x": 2.0}).sweeps[0].steps
    }
    assert [term.second.mark for term in steps["v"].terms] == ["", "direct"]
    assert ("f", "v1") in steps["x"].reused
    square = explain(parse("x*x"), {"x": 3.0})
    assert [local.mark for local in square.gates[0].locals] == ["1st", "2nd"]
    assert [term.second.mark for term in square.sweeps[0].steps[1].terms] == ["1st", "2nd"]


@pytest.mark.parametrize(
    ("only", "steps"),
    [
        ("db", ["e", "d", "c", "b"]),
        ("da", ["e", "c", "a"]),
        ("dd/db", ["d", "b"]),
    ],
)
def test_only_one_derivative(only: str, steps: list[str]) -> None:
    found = explain(
        parse("c = a + b; d = b + 1; e = c*d"), {"a": 2.0, "b": 1.0}, wish=Wish(only=only)
    )
    assert [step.by for step in found.sweeps[0].steps] == steps
    assert len(found.moves) == 1


def test_only_one_value() -> None:
    found = explain(
        parse("c = a + b; d = b + 1; e = c*d"), {"a": 2.0, "b": 1.0}, wish=Wish(only="d")
    )
    assert [node.name for node in found.forward] == ["b", "d"]
    assert found.sweeps == found.gates == found.moves == ()
    with pytest.raises(BackpropError, match="nothing called 'dq'"):
        explain(parse("x"), {"x": 1.0}, wish=Wish(only="dq"))


@pytest.mark.parametrize(
    ("text", "x", "numbers"),
    [
        ("x^3", 2.0, (8, 12, 12, 26, 27)),
        ("x^2", 0.0, (0, 0, 2, 1, 1)),
        ("3x", 1.0, (3, 3, 0, 6, 6)),
        ("sin(x)", 0.0, (0, 1, 0, 1, math.sin(1))),
        ("log(1 - x)", 0.5, (math.log(0.5), -2, -4, math.log(0.5) - 4, None)),
    ],
)
def test_the_second_derivative_as_motion(text: str, x: float, numbers: tuple[Any, ...]) -> None:
    found = explain(parse(text), {"x": x}, wish=Wish(order=2))
    (motion,) = found.motions
    told = (motion.position, motion.speed, motion.acceleration, motion.predicted, motion.true)
    assert all(same(a, b) or near(a, b) for a, b in zip(told, numbers, strict=True))
    assert (found.speed is None) == (text == "3x")  # a speed that never changes has no steps
    if found.speed is not None:
        assert near(float(found.speed.moves[0].derivative), numbers[2])


def test_a_large_graph_says_what_is_left_out() -> None:
    found = explain(parse("+".join(["x"] * 1000)), {"x": 1.0}, wish=Wish(limit=10))
    assert len(found.forward) == len(found.gates) == 10
    assert found.sizes == replace(found.sizes, nodes=1000, forward=990, gates=989)
    assert found.sweeps[0].left_out == 990
    assert found.sweeps[0].results[0].value == 1000


@pytest.mark.parametrize(
    ("text", "x", "jump"),
    [
        ("abs(x)", 0.0, ("speed", -1.0, 1.0)),
        ("abs(x)*x", 0.0, ("acceleration", -2.0, 2.0)),
        ("abs(x)*x^2", 0.0, None),
        ("floor(x)", 3.0, ("position", 2.0, 3.0)),
        ("max(x, 1)^2", 1.0, ("speed", 0.0, 2.0)),
        ("where(x < 2, x^2, 4x - 4)", 2.0, ("acceleration", 2.0, 0.0)),
        ("abs(x)", 0.5, None),
        ("sqrt(x)", 0.0, None),
        ("x^3", 0.0, None),
    ],
)
def test_a_kink_is_told_as_a_jump(
    text: str, x: float, jump: tuple[str, float, float] | None
) -> None:
    (motion,) = explain(parse(text), {"x": x}, None, Wish(order=2)).motions
    found = motion.jump
    assert (found is None) == (jump is None)
    if found is not None and jump is not None:
        assert found.what == jump[0]
        assert (found.before, found.after) == pytest.approx(jump[1:], abs=1e-6)


@pytest.mark.parametrize(
    ("text", "point", "part"),
    [
        ("x^2", {"x": 3.0}, "multiplies the gradient by exponent times base"),
        ("2^x", {"x": 3.0}, "by its own value times the logarithm of the base"),
        ("x^y", {"x": 3.0, "y": 2.0}, "for its exponent"),
    ],
)
def test_a_power_speaks_of_what_moves(text: str, point: dict[str, float], part: str) -> None:
    (gate,) = explain(parse(text), point).gates
    assert part in gate.role
    assert ("for its exponent" in gate.role) == (len(point) == 2)


def test_the_rule_of_a_winner_is_strict() -> None:
    (gate,) = explain(parse("max(x, y)"), {"x": 3.0, "y": 3.0}).gates
    assert "u > v" in unparse(gate.locals[0].rule.derivative)
    assert [local.named for local in gate.locals] == [None, None]


def test_what_diff_makes_is_said_to_be_that() -> None:
    found = explain(parse("diff(x^3*y, x)*y"), {"x": 2.0, "y": 3.0})
    assert {node.name: node.derived_from for node in found.forward if node.derived_from} == {
        "v3": "x^3*y"
    }
