"""Exact arithmetic against fractions worked by hand, a second evaluator, and double precision."""

from __future__ import annotations

import operator
from decimal import Decimal
from fractions import Fraction
from math import inf, isfinite, isnan, nan
from typing import TYPE_CHECKING, Any

import pytest
from backprop.autodiff.answers.constant_value import constant_value
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.graph.number_text import decimal_text, fraction_text, rounded_text
from backprop.autodiff.numbers.exact import EXACT
from backprop.autodiff.numbers.real_powers import whole_root
from backprop.autodiff.rules import PRIMITIVES
from backprop.parser import BackpropError, parse
from flint import fmpz
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.autodiff.programs import Random, programs
from tests.autodiff.rationals import Rationally
from tests.corpus import CORPUS, WITHOUT_VALUE, Entry

if TYPE_CHECKING:
    from backprop.autodiff.answers.report import Evaluation

F = Fraction
Exact = Any
"""An integer, a fraction or an infinity."""

CASES: list[tuple[str, dict[str, Any], Any, dict[str, Any]]] = [
    ("x/3", {"x": 1}, F(1, 3), {"x": F(1, 3)}),
    ("(x+y)*z", {"x": F(1, 3), "y": F(1, 7), "z": -4}, F(-40, 21),
        {"x": -4, "y": -4, "z": F(10, 21)}),
    ("0.1 + 0.2 - 0.3 + 0*x", {"x": 5}, 0, {"x": 0}),
    ("x^-3", {"x": F(2, 3)}, F(27, 8), {"x": F(-243, 16)}),
    ("x^(2/3)", {"x": 8}, 4, {"x": F(1, 3)}),
    ("x^(-3/2)", {"x": F(4, 9)}, F(27, 8), {"x": F(-3, 2) * F(243, 32)}),
    ("x^y", {"x": 1, "y": F(22, 7)}, 1, {"x": F(22, 7), "y": 0}),
    ("pow(x, 1/4)", {"x": F(81, 16)}, F(3, 2), {"x": F(2, 27)}),
    ("x^0", {"x": 0}, 1, {"x": 0}),
    ("x^3", {"x": -2}, -8, {"x": 12}),
    ("sqrt(x)", {"x": 4}, 2, {"x": F(1, 4)}),
    ("sqrt(x)", {"x": F(9, 49)}, F(3, 7), {"x": F(7, 6)}),
    ("cbrt(x)", {"x": F(-27, 8)}, F(-3, 2), {"x": F(4, 27)}),
    ("exp(x)", {"x": 0}, 1, {"x": 1}),
    ("expm1(x)", {"x": 0}, 0, {"x": 1}),
    ("log(x)", {"x": 1}, 0, {"x": 1}),
    ("log1p(x)", {"x": 0}, 0, {"x": 1}),
    ("sin(x)", {"x": 0}, 0, {"x": 1}),
    ("cos(x)", {"x": 0}, 1, {"x": 0}),
    ("tan(x)", {"x": 0}, 0, {"x": 1}),
    ("sec(x)", {"x": 0}, 1, {"x": 0}),
    ("asin(x)", {"x": 0}, 0, {"x": 1}),
    ("acos(x)", {"x": 1}, 0, {"x": -inf}),
    ("atan(x)", {"x": 0}, 0, {"x": 1}),
    ("atan2(y, x)", {"y": 0, "x": F(2, 3)}, 0, {"y": F(3, 2), "x": 0}),
    ("sinh(x)", {"x": 0}, 0, {"x": 1}),
    ("cosh(x)", {"x": 0}, 1, {"x": 0}),
    ("tanh(x)", {"x": 0}, 0, {"x": 1}),
    ("asinh(x)", {"x": 0}, 0, {"x": 1}),
    ("acosh(x)", {"x": 1}, 0, {"x": inf}),
    ("atanh(x)", {"x": 0}, 0, {"x": 1}),
    ("hypot(x, y)", {"x": F(3, 7), "y": F(-4, 7)}, F(5, 7), {"x": F(3, 5), "y": F(-4, 5)}),
    ("sigmoid(x)", {"x": 0}, F(1, 2), {"x": F(1, 4)}),
    ("logit(x)", {"x": F(1, 2)}, 0, {"x": 4}),
    ("silu(x)", {"x": 0}, 0, {"x": F(1, 2)}),
    ("gelu(x)", {"x": 0}, 0, {"x": F(1, 2)}),
    ("abs(x)", {"x": F(-5, 3)}, F(5, 3), {"x": -1}),
    ("floor(x) + ceil(x) + trunc(x)", {"x": F(-7, 2)}, -4 - 3 - 3, {"x": 0}),
    ("round(x)", {"x": F(5, 2)}, 2, {"x": 0}),
    ("round(x)", {"x": F(7, 2)}, 4, {"x": 0}),
    ("round(x)", {"x": F(-5, 2)}, -2, {"x": 0}),
    ("mod(x, y)", {"x": F(-7, 2), "y": 2}, F(1, 2), {"x": 1, "y": 2}),
    ("mod(x, y)", {"x": F(7, 2), "y": -2}, F(-1, 2), {"x": 1, "y": 2}),
    ("max(x, y, 1/3)", {"x": F(1, 3), "y": F(1, 3)}, F(1, 3), {"x": F(1, 3), "y": F(1, 3)}),
    ("clamp(x, 0, 1)", {"x": F(1, 3)}, F(1, 3), {"x": 1}),
    ("relu(x) + leaky_relu(x, 1/10)", {"x": -3}, F(-3, 10), {"x": F(1, 10)}),
    ("where(x/3*3 == 1, x, 1/0)", {"x": 1}, 1, {"x": 1}),
    ("where(x < 1, x^2, sin(x))", {"x": F(1, 2)}, F(1, 4), {"x": 1}),
    ("square(x)", {"x": F(1, 3)}, F(1, 9), {"x": F(2, 3)}),
    ("mean(x, y, 1)", {"x": 1, "y": F(1, 2)}, F(5, 6), {"x": F(1, 3), "y": F(1, 3)}),
    ("diff(x^3/7, x, 2)", {"x": F(1, 3)}, F(2, 7), {"x": F(6, 7)}),
    ("0*2^x", {"x": 3}, 0, {"x": 0}),
    ("x*1e-400", {"x": 1}, F(1, 10**400), {"x": F(1, 10**400)}),
]  # fmt: skip

VALUES_ONLY = [
    ("log2(x)", F(1, 8), -3), ("log2(x)", 8, 3), ("log10(x)", 1000, 3), ("log10(x)", F(1, 100), -2),
    ("logb(x, 5)", 125, 3), ("logb(x, 4)", 8, F(3, 2)), ("logb(x, 9/4)", F(8, 27), F(-3, 2)),
    ("logb(x, 1/2)", 1, 0), ("gamma(x)", 5, 24), ("gamma(x)", 1, 1), ("lgamma(x)", 2, 0),
    ("lgamma(x)", 1, 0), ("erf(x)", 0, 0), ("erfc(x)", 0, 1), ("2^x", F(-3), F(1, 8)),
    ("logb(x, 3)", 3**500, 500),
]  # fmt: skip
"""Programs whose value is rational and whose derivative is not."""

REFUSED = {
    "sin(1)*x": "sin(1) leaves the rational numbers, so exact arithmetic cannot give it",
    "sqrt(x)": "sqrt(2) leaves",
    "x^0.5": "2^(1/2) leaves",
    "(-x)^(1/3)": "x > 0, or x = 0 and y >= 0",
    "log(x)": "log(2) leaves",
    "logb(x, 3)": "logb(2, 3) leaves",
    "log2(x/3)": "log2(2/3) leaves",
    "hypot(x, 1)": "hypot(2, 1) leaves",
    "atan2(x, x)": "atan2(2, 2) leaves",
    "gamma(x/4)": "gamma(1/2) leaves",
    "digamma(x)": "digamma(2) leaves",
    "gelu(x)": "gelu(2) leaves",
    "sigmoid(x)": "sigmoid(2) leaves",
    "pi*x": "pi is not a rational number",
    "max(x, e)": "e is not a rational number",
    "x + inf": "inf is not a rational number",
    "where(nan > x, 1, 2)": "nan is not a rational number",
    "where(sin(x) > 0, 1, 2)": "sin(2) leaves",
    "x^y_; y_ = 3*x": "needs log(2), which leaves the rational numbers",
    "erf(x - 2)": "needs",
    "1/(x-2)": "y != 0; here x is 1 and y is 0, which gives inf",
    "log(x-2)": "x > 0; here x is 0, which gives -inf",
}
"""Programs at x = 2 that have no exact answer, and part of what is said."""

SQUARED = "; ".join(["y20*x", "y0 = 3", *(f"y{n + 1} = y{n}^2" for n in range(20))])
TOO_LARGE = [
    "9^9^9^9*x", "1e3000000*x", "1e-3000000*x", "2^(10^30)*x", "(1/3)^10000*x", "gamma(1e9)*x",
    "gamma(2000)*x", "1e4000*x", SQUARED, "+".join(["x", *(f"1/{n}" for n in range(1, 10_000))]),
    "(x + 2)^-1e9",
]  # fmt: skip


def answer(text: str, point: dict[str, Any], **options: Any) -> Evaluation:  # noqa: ANN401
    return evaluate(parse(text), point, Question(numbers=EXACT, **options))


@pytest.mark.parametrize(
    ("text", "point", "value", "gradient"), [pytest.param(*case, id=case[0]) for case in CASES]
)
@pytest.mark.parametrize("mode", ["forward", "reverse", "both"])
def test_worked_by_hand(
    text: str, point: dict[str, Any], value: Exact, gradient: dict[str, Any], mode: str
) -> None:
    result = answer(text, point, mode=mode)
    assert list(result.values.values()) == [value]
    assert list(result.gradient.values()) == [gradient]
    for number in (*result.values.values(), *next(iter(result.gradient.values())).values()):
        assert isinstance(number, Fraction) or number in (inf, -inf)
    assert result.numbers == "exact"
    assert result.agreement in (0, None)


@pytest.mark.parametrize(("text", "x", "value"), VALUES_ONLY)
def test_a_rational_value_with_a_derivative_that_is_not(text: str, x: Exact, value: Exact) -> None:
    result = answer(text, {"x": x}, needs=())
    assert result.values == {"f": value}
    assert result.gradient == {"f": {"x": None}}
    with pytest.raises(BackpropError, match="the derivative of 'f' by 'x' needs"):
        answer(text, {"x": x})


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_what_leaves_the_rationals_is_named(text: str, sentence: str) -> None:
    with pytest.raises(BackpropError) as caught:
        answer(text, {"x": 2})
    assert sentence in caught.value.message
    assert not caught.value.message.endswith(".")
    assert caught.value.span is not None or "derivative" in caught.value.message


@pytest.mark.parametrize("text", TOO_LARGE, ids=lambda text: text[:30])
def test_numbers_of_too_many_digits_are_refused_before_they_are_worked_out(text: str) -> None:
    with pytest.raises(BackpropError, match=r"more than 4,000 digits") as caught:
        answer(text, {"x": 1})
    assert "--digits" in (caught.value.hint or "")


def test_four_thousand_digits_are_kept_and_no_more() -> None:
    assert answer("10^3999*x", {"x": 9}).values["f"] == 9 * 10**3999
    assert answer("x/10^3999", {"x": F(1, 3)}).values["f"] == F(1, 3 * 10**3999)
    with pytest.raises(BackpropError, match="4,000 digits"):
        answer("10^3999*x", {"x": 10})


def test_only_what_is_needed_must_be_rational() -> None:
    text = "a = sin(x); b = x^2; where(x > 1, b, a)"
    assert answer(text, {"x": 3}).gradient == {"f": {"x": 6}}
    result = answer("x^y", {"x": 2, "y": 3}, wrt=["x"])
    assert result.gradient == {"f": {"x": 12}}
    assert answer("2^y*(x - x)", {"x": 1, "y": 5}).gradient == {"f": {"x": 0, "y": 0}}


def test_what_is_left_blank_is_said() -> None:
    result = answer("(x - 3)*2^y", {"x": 3, "y": 5})
    assert result.gradient == {"f": {"x": 32, "y": 0}}
    (note,) = result.notes
    assert note.kind == "information"
    assert "needs log(2), which leaves the rational numbers, so it is left blank" in note.message
    rows = {row.name: row for row in result.rows}
    assert rows["v2"].partials == (None, None)
    assert rows["v2"].tangents["y"] is None


def test_a_product_with_zero_is_zero_only_for_a_number_that_exists() -> None:
    assert EXACT.sin(1) * 0 == 0
    assert EXACT.log(EXACT.sin(1)) * 0 == 0
    assert (EXACT.constant("inf") * 0).departure.cause == "constant"


ENTRIES = [
    pytest.param(entry, id=entry.name)
    for entry in CORPUS
    if all(isfinite(value) for value in entry.point.values())
]


def stays_rational(entry: Entry) -> bool:
    try:
        answer(entry.text, entry.point, **entry.options)
    except BackpropError:
        return False
    return True


def test_much_of_the_corpus_stays_rational() -> None:
    assert sum(stays_rational(param.values[0]) for param in ENTRIES) >= 100


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_corpus_has_the_same_answers_and_notes(entry: Entry) -> None:
    if not stays_rational(entry):
        return
    result = answer(entry.text, entry.point, **entry.options)
    for output, value in entry.values.items():
        if isfinite(value):
            assert float(result.values[output]) == pytest.approx(value, rel=1e-13, abs=1e-15)
        for name, slope in entry.answered[output].items():
            found = result.gradient[output][name]
            assert found is not None
            if isfinite(value) and isfinite(slope) and abs(found) < 1e308:
                assert float(found) == pytest.approx(slope, rel=1e-13, abs=1e-15)
            elif isnan(slope):
                assert isnan(found)
    kinks = [note for note in result.notes if note.kind == "kink"]
    assert [(note.node, note.rule) for note in kinks] == [
        (kink.node, kink.rule) for kink in entry.kinks
    ]
    for note, kink in zip(kinks, entry.kinks, strict=True):
        for side in note.one_sided:
            stated = kink.sides[side.argument]
            for found, expected in zip((side.left, side.right), stated, strict=True):
                assert (None if found is None else float(found)) == expected
    assert not any(note.kind == "warning" and "large" in note.message for note in result.notes)


@pytest.mark.parametrize(
    ("text", "point", "part", "sentence"),
    [
        pytest.param(*case, id=case[0])
        for case in WITHOUT_VALUE
        if inf not in case[1].values() and "exp" not in case[0]
    ],
)
def test_a_value_that_does_not_exist_is_the_same_error(
    text: str, point: dict[str, float], part: str, sentence: str
) -> None:
    with pytest.raises(BackpropError) as caught:
        answer(text, point)
    assert sentence in caught.value.message or "leaves" in caught.value.message
    assert caught.value.span is not None
    assert text[slice(*caught.value.span)] == part


INPUTS = ("x", "y")
PATTERNS = (
    "{} + {}", "{} - {}", "{}*{}", "{}/{}", "-{}", "{}^2", "{}^-1", "{}^3", "{}^0", "max({}, {})",
    "min({}, {}, 1/2)", "abs({})", "relu({})", "square({})", "floor({})", "ceil({})", "round({})",
    "trunc({})", "sign({})", "mod({}, {})", "mean({}, {})", "where({} < {}, {}, {})",
    "where({} == {} or not {}, {}, 1/3)", "({} >= {})*{}",
)  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.sampled_from(PATTERNS).flatmap(
            lambda pattern: st.tuples(*[inner] * pattern.count("{}")).map(
                lambda parts: pattern.format(*(f"({part})" for part in parts))
            )
        )

    leaves = st.sampled_from((*INPUTS, *INPUTS, "2", "0.3", "1e-2", "(1/7)"))
    return st.recursive(leaves, larger, max_leaves=8)


fractions = st.fractions(min_value=-5, max_value=5, max_denominator=12)


@given(texts(), fractions, fractions)
@example("mod(x, y)", F(-7, 2), F(2))
@settings(max_examples=400, deadline=None)
def test_a_second_evaluator_gives_the_same_fractions(text: str, x: F, y: F) -> None:
    program = parse(f"{text} + 0*(x + y)")
    try:
        value, slopes = Rationally(program, {"x": x, "y": y}).answer()
    except (ZeroDivisionError, AssertionError):
        assume(False)
        raise
    result = evaluate(program, {"x": x, "y": y}, Question(numbers=EXACT))
    assert result.values == {"f": value}
    assert result.gradient == {"f": slopes}
    assert result.agreement == 0


@given(programs())
@settings(max_examples=200, deadline=None)
def test_what_stays_rational_is_what_double_precision_gives(program: Random) -> None:
    point = {name: F(number) for name, number in program.point.items()}
    try:
        exact = answer(program.text, point)
        rounded = evaluate(parse(program.text), program.point)
    except BackpropError:
        assume(False)
        raise
    assume(not any(note.kind in ("kink", "warning") for note in rounded.notes))
    assert float(exact.values["f"]) == pytest.approx(rounded.values["f"], rel=1e-9, abs=1e-9)
    for name, slope in rounded.gradient["f"].items():
        found = exact.gradient["f"][name]
        assert found is not None
        assert slope is not None
        assert float(found) == pytest.approx(float(slope), rel=1e-8, abs=1e-8)


FLOATS = [0.0, 1.0, -2.0, 0.75, inf, -inf, nan]


@pytest.mark.parametrize(
    "name", ["add", "sub", "mul", "truediv", "lt", "le", "gt", "ge", "eq", "ne"]
)
def test_infinities_and_nan_behave_as_in_floats(name: str) -> None:
    function = getattr(operator, name)
    for x in FLOATS:
        for y in FLOATS:
            found = function(EXACT.number(x), EXACT.number(y))
            if name == "truediv" and y == 0:
                expected = nan if x == 0 or isnan(x) else inf * x
            else:
                expected = function(x, y)
            assert same(found, expected), (x, y)
            assert same(function(EXACT.number(x), y), expected), "beside a float"


def same(found: Exact, expected: Exact) -> bool:
    if isinstance(found, bool):
        return found == expected
    number = EXACT.report(found)
    assert number is not None
    return float(number) == expected or (isnan(number) and isnan(expected))


@given(fractions, fractions)
@settings(max_examples=200)
def test_ratios_are_fractions(x: F, y: F) -> None:
    left, right = EXACT.given(x), EXACT.given(y)
    for function in (operator.add, operator.sub, operator.mul):
        assert EXACT.report(function(left, right)) == function(x, y)
    assert (left < right, left == right, left >= right) == (x < y, x == y, x >= y)
    if y:
        assert EXACT.report(left / right) == x / y
        assert EXACT.report(left % right) == x % y
    for made in (left + right, left * right, -left, abs(left)):
        assert made.is_exact
        assert made.departure is None


def test_nothing_in_the_table_raises_in_exact_numbers() -> None:
    numbers = [EXACT.number(value) for value in (0, 1, -1, 2, inf, -inf, nan)]
    numbers += [EXACT.given(value) for value in (F(1, 2), F(-7, 3), F(10**3000, 7))]
    numbers.append(EXACT.pi)
    for row in PRIMITIVES.values():
        count = max(len(row.parameters) - row.variadic, 1)
        for x in numbers:
            for y in numbers:
                arguments = [x, y, x][:count]
                out = EXACT.function(row)(*arguments)
                positions = [place for place in range(count) if row.has_partial(place)]
                if row.name != "where":
                    row.partials_at(EXACT, positions, tuple(arguments), out)


@given(
    st.fractions(min_value=F(1, 40), max_value=40, max_denominator=40),
    st.integers(-6, 6),
    st.integers(1, 6),
)
@settings(max_examples=200)
def test_a_logarithm_is_rational_where_both_are_powers_of_one_number(
    root: F, above: int, below: int
) -> None:
    assume(root != 1)
    number, base = root**above, root**below
    assert EXACT.report(EXACT.logb(EXACT.given(number), EXACT.given(base))) == F(above, below)


@given(st.integers(0, 10**40), st.integers(2, 9))
def test_roots(number: int, degree: int) -> None:
    assert whole_root(fmpz(number**degree), degree) == number
    if number > 1:
        assert whole_root(fmpz(number**degree + 1), degree) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", F(1, 3)),
        ("0.1", F(1, 10)),
        ("-1e-5", F(-1, 100000)),
        ("sqrt(4)", F(2)),
        ("2^-3", F(1, 8)),
    ],
)
def test_constants_are_exact(text: str, value: F) -> None:
    assert constant_value(text, EXACT) == value


@pytest.mark.parametrize("text", ["pi/2", "sqrt(2)", "inf", "1e5000"])
def test_constants_that_are_not_rational_are_refused(text: str) -> None:
    with pytest.raises(BackpropError) as caught:
        constant_value(text, EXACT)
    assert caught.value.text == text
    assert caught.value.span is not None


def test_numerical_derivatives_are_for_doubles_only() -> None:
    with pytest.raises(BackpropError, match="double precision only"):
        answer("x", {"x": 1}, verify=True)


def test_long_texts() -> None:
    assert fraction_text(-(10**3000), 10**2999 + 1) == f"-1{'0' * 3000}/1{'0' * 2998}1"
    assert rounded_text(2 * 10**3999, 3, 5) == "6.6667e+3998"
    assert rounded_text(99995, 10, 4) == "1e+04"
    assert rounded_text(125, 100, 2) == "1.2"
    assert decimal_text(Decimal("1E+30"), 4) == "1e+30"
