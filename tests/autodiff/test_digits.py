"""Many digits against mpmath at far more of them, Python's decimals, and double precision."""

from __future__ import annotations

import decimal
import sys
from decimal import Decimal
from fractions import Fraction
from math import inf, isfinite, isnan
from typing import TYPE_CHECKING, Any

import pytest
from backprop.autodiff import digits as digits_module
from backprop.autodiff.balls import Ball
from backprop.autodiff.constant import constant_value
from backprop.autodiff.digits import Digits
from backprop.autodiff.evaluation import evaluate
from backprop.autodiff.primitives import PRIMITIVES
from backprop.autodiff.settling import Formula
from backprop.parser import BackpropError, parse
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from tests.corpus import CORPUS, Entry

from .programs import Random, programs
from .reference import DIGITS, REFERENCE, Exactly, has_value, is_real, slope, value

if TYPE_CHECKING:
    from backprop.autodiff.primitives import Primitive
    from backprop.autodiff.report import Evaluation

N = 40
SLOW = {"digamma", "polygamma", "gamma", "lgamma"}


def answer(
    text: str,
    digits: int = 30,
    point: dict[str, Any] | None = None,
    **options: Any,  # noqa: ANN401
) -> Evaluation:
    values = {
        name: constant_value(given, Digits(digits)) if isinstance(given, str) else given
        for name, given in (point or {}).items()
    }
    return evaluate(parse(text), values, numbers=Digits(digits), **options)


def text_of(text: str, digits: int = 30, **point: str) -> str:
    (found,) = answer(text, digits, point).values.values()
    return str(found)


POINTS = [
    pytest.param(row, point, id=f"{row.name}{point}")
    for row in PRIMITIVES.values()
    for point in (*row.samples, *(row.corners if row.name not in SLOW else ()))
    if all(map(isfinite, point)) and has_value(row.name, point)
]


def close(found: Any, truth: Any, digits: int) -> bool:  # noqa: ANN401
    """Whether a decimal number has that many digits of the truth."""
    with mp.workdps(DIGITS):
        return abs(mpf(str(found)) - truth) <= abs(truth) * mpf(10) ** (1 - digits)


@pytest.mark.parametrize(("row", "point"), POINTS)
def test_every_primitive_has_all_its_digits(row: Primitive, point: tuple[float, ...]) -> None:
    for m in Digits(N).attempts(10):
        numbers = tuple(m.given(number) for number in point)
        out = m.function(row)(*numbers)
        positions = [1 if point[0] else 2] if row.name == "where" else range(len(point))
        live = [place for place in positions if row.has_partial(place)]
        partials = dict(zip(live, row.partials_at(m, live, numbers, out), strict=True))
        m.lost = 0
        if m.have_settled([out, *partials.values()]):
            break
    assert close(m.report(out), value(row.name, point), N)
    if row.name == "polygamma":
        partials.pop(0, None)
    for place, partial in partials.items():
        if any(kink.applies(*point, float(value(row.name, point))) for kink in row.kinks):
            continue
        truth = slope(row.name, point, place)
        assert close(m.report(partial), truth, N - 5), (place, partial, truth)


DECIMALS = [
    ("sqrt(2)", lambda: Decimal(2).sqrt()),
    ("exp(1)", lambda: Decimal(1).exp()),
    ("log(10)", lambda: Decimal(10).ln()),
    ("2^0.3", lambda: Decimal(2) ** Decimal("0.3")),
    ("log10(7)", lambda: Decimal(7).log10()),
    ("22/7", lambda: Decimal(22) / 7),
    ("exp(-100)", lambda: Decimal(-100).exp()),
    ("1e40/3", lambda: Decimal("1e40") / 3),
]


@pytest.mark.parametrize("digits", [1, 2, 17, 50, 333, 1000])
@pytest.mark.parametrize(("text", "witness"), DECIMALS, ids=[text for text, _ in DECIMALS])
def test_the_digits_are_those_of_decimal_arithmetic(text: str, witness: Any, digits: int) -> None:  # noqa: ANN401
    with decimal.localcontext(prec=digits + 20):
        longer = witness()
    with decimal.localcontext(prec=digits):
        assert answer(text, digits).values["f"] == +longer


CANCELLING = [
    ("(1 + x) - 1", {"x": "1e-40"}, "1E-40"),
    ("(1 + x) - 1", {"x": "1e-900"}, "1E-900"),
    ("1 - cos(x)", {"x": "1e-30"}, "5.00000000000000000000000000000E-61"),
    ("exp(x) - 1", {"x": "1e-400"}, "1.00000000000000000000000000000E-400"),
    ("sqrt(x^2 + 1) - x", {"x": "1e30"}, "5.00000000000000000000000000000E-31"),
    ("(x + sqrt(2))^2 - x^2 - 2*x*sqrt(2)", {"x": "1e60"}, "2.00000000000000000000000000000"),
    ("tan(x) - sin(x)", {"x": "1e-20"}, "5.00000000000000000000000000000E-61"),
    ("exp(pi*sqrt(163)) - 262537412640768744", {}, "-7.49927402801814311120646143663E-13"),
    ("log(1 + x) - x + x^2/2", {"x": "1e-50"}, "3.33333333333333333333333333333E-151"),
]


@pytest.mark.parametrize(("text", "point", "expected"), CANCELLING)
def test_cancellation_costs_no_digit(text: str, point: dict[str, str], expected: str) -> None:
    found = answer(text, 30, point).values
    assert list(found.values()) == [Decimal(expected)]


def test_derivatives_are_as_certain_as_values() -> None:
    result = answer("exp(x^2) - x^2 - 1", 30, {"x": "1e-20"})
    assert str(result.values["f"]) == "5E-81"
    assert str(result.gradient["f"]["x"]) == "2E-60"


def test_rational_numbers_stay_exact() -> None:
    assert answer("where(x/3*3 == 1, 5, 6)", 10, {"x": "1"}).values["f"] == 5
    assert answer("floor(x*10)", 10, {"x": "0.7"}).values["f"] == 7
    assert not answer("floor(0.1*10*x)", 10, {"x": "1"}, wrt=["x"]).notes[1:]
    assert answer("max(x, 1/3)", 10, {"x": "1/3"}).gradient["f"]["x"] == Decimal("0.5")


ZEROS = [
    ("sin(x)", {"x": "pi"}), ("cos(x)", {"x": "pi/2"}), ("x^2 - 2", {"x": "sqrt(2)"}),
    ("exp(log(x)) - 3", {"x": "3"}), ("sqrt(2)*sqrt(3) - sqrt(6*x)", {"x": "1"}),
    ("asin(x) - pi/6", {"x": "1/2"}), ("acos(x)", {"x": "sqrt(2)^2/2"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "point"), ZEROS)
def test_a_zero_that_cannot_be_proved_is_given_and_said(text: str, point: dict[str, str]) -> None:
    result = answer(text, 30, point)
    assert list(result.values.values()) == [0]
    notes = [note.message for note in result.notes if "is given as 0" in note.message]
    assert notes
    assert "its size is less than 1e-" in notes[0]
    assert not any(
        note.kind == "warning" and "is given as 0" in note.message for note in result.notes
    )


def test_no_zero_is_claimed_where_a_number_is_small() -> None:
    assert text_of("sin(x)", x="pi + 1e-700") == "-1E-700"
    assert text_of("exp(x) - 1", x="1e-1000") == "1E-1000"


UNDECIDED = [
    ("floor(exp(log(x)))", 3), ("round(log(exp(x)) - 1/2)", 2),
    ("where(exp(log(x)) <= 3, 1, 2)", 1),
    ("1 + where(sqrt(x)^2 > 3, 1, 2)", 3), ("(sqrt(x)^2 == 3)*7", 7), ("sign(sin(pi)*x)", 0),
    ("ceil(sqrt(x)*sqrt(x))", 3), ("trunc(sqrt(x)^2)", 3),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UNDECIDED)
def test_what_no_digits_decide_is_taken_for_equal_with_a_warning(text: str, expected: int) -> None:
    result = answer(text, 20, {"x": "3"})
    assert list(result.values.values()) == [expected]
    assert any(
        note.kind == "warning"
        and "cannot decide: the two sides are taken to be equal" in note.message
        for note in result.notes
    )
    with pytest.raises(BackpropError, match="cannot decide"):
        answer(text, 20, {"x": "3"}, strict=True)


def test_what_can_be_decided_is_not_doubted() -> None:
    for text in ("floor(exp(x))", "where(exp(x) > 20, 1, 2)", "max(exp(x), 20)", "abs(sin(x))"):
        assert [note for note in answer(text, 20, {"x": "3"}).notes if note.kind != "kink"] == []


REFUSED = [
    ("1/sin(pi)*x", "y != 0; here x is 1 and y is 0 (as far as 1,030 digits can tell)"),
    ("log(sin(pi))*x", "x > 0; here x is 0 (as far as"),
    ("tan(pi/2)*x", "no digit of 'v2' is certain, although 1,030 digits were worked out"),
    ("log(-x)", "x > 0; here x is -1, which gives nan"),
    ("sqrt(-pi)*x", "x >= 0; here x is -3.14159265358979323846264338328"),
    ("gamma(log(exp(-2)))*x", "x is not 0, -1, -2, …; here x is -2"),
    ("sin(1e20000)*x", "sin(1e+20000) cannot be worked out: an argument is too large"),
    ("x/0", "y != 0"),
    ("acosh(cos(1))*x", "x >= 1; here x is 0.54030230586813971740093660744"),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_refusals(text: str, sentence: str) -> None:
    with pytest.raises(BackpropError) as caught:
        answer(text, 30, {"x": "1"})
    assert sentence in caught.value.message
    assert caught.value.span is not None


HUGE = [
    ("exp(1e10)", "1.07775060795856491021424629591E+4342944819"),
    ("exp(-1e10)", "9.27858442032487257807314229893E-4342944820"),
    ("log(1e3000000)", "6907755.27898213705205397436405"),
    ("9^9^9", None),
    ("gamma(1e6)", None),
    ("tanh(1e30)", "1"), ("sigmoid(1e30)", "1"), ("softplus(1e30)", "1E+30"), ("erf(1e30)", "1"),
    ("erfc(-1e30)", "2"), ("atan(1e5000)", "1.57079632679489661923132169164"),
    ("expm1(-1e30)", "-1"), ("1e300000000*1e-300000000", "1"), ("sin(1e22)", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), HUGE)
def test_large_numbers(text: str, expected: str | None) -> None:
    found = answer(f"{text}").values["f"]
    if expected is None:
        with mp.workdps(60):
            expected = mp.nstr(
                {
                    "9^9^9": lambda: mpf(9) ** (9**9),
                    "gamma(1e6)": lambda: mp.gamma(10**6),
                    "sin(1e22)": lambda: mp.sin(mpf(10) ** 22),
                }[text](),
                30,
            )
    assert found == Decimal(expected.upper())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exp(exp(exp(100)))", inf), ("9^9^9^9", inf), ("-(1e300^1e300)", -inf),
        ("cosh(-1e30)", inf), ("sinh(-1e30)", -inf), ("(-9)^(9^9^9 + 1 - 1)", None),
        ("gamma(1e30)", inf), ("1e999999999999999999*1", inf),
    ],
)  # fmt: skip
def test_what_is_too_large_is_infinite_with_a_warning(text: str, expected: float | None) -> None:
    result = answer(text)
    if expected is not None:
        assert list(result.values.values()) == [expected]
    else:
        assert abs(next(iter(result.values.values()))) == inf
    assert any("is too large to be worked out and became" in note.message for note in result.notes)


@pytest.mark.parametrize("text", ["exp(-1e30)", "9^-(9^9^9)", "erfc(1e30)", "sigmoid(-1e30)"])
def test_what_is_too_small_is_zero_with_a_note(text: str) -> None:
    result = answer(text)
    assert result.values["f" if "f" in result.values else "f1"] == 0
    assert any("cannot tell it" in note.message for note in result.notes)


ENTRIES = [pytest.param(entry, id=entry.name) for entry in CORPUS if "inf" not in entry.text]


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_corpus_agrees_with_double_precision(entry: Entry) -> None:
    if len(entry.gradient) > 50 or len(entry.point) > 50:
        pytest.skip("large, and nothing new")
    point = {name: repr(number) for name, number in entry.point.items()}
    result = answer(entry.text, 30, point, **entry.options)
    for output, expected in entry.values.items():
        assert agrees(result.values[output], expected)
        for name, derivative in entry.gradient[output].items():
            assert agrees(result.gradient[output][name], derivative), name
    kinks = [(note.node, note.rule) for note in result.notes if note.kind == "kink"]
    assert kinks == [(kink.node, kink.rule) for kink in entry.kinks]
    assert result.agreement == (0 if result.wrt else None)


def agrees(found: Any, expected: float) -> bool:  # noqa: ANN401
    if isnan(expected):
        return isnan(found)
    if not isfinite(expected):  # what overflows in doubles need not do so here
        return found == expected or abs(found) > Decimal("1e308")
    if isinstance(found, Decimal):
        assert len(found.as_tuple().digits) <= 30
    return float(found) == pytest.approx(expected, rel=1e-12, abs=1e-14)


def work_of(program: Random, digits: int, precision: int) -> list[Any]:
    """The numbers of one attempt at a program, values and adjoints."""
    from backprop.autodiff.evaluation import understand
    from backprop.autodiff.lower import lower
    from backprop.autodiff.working import settled

    class Once(Digits):
        def attempts(self, size: int) -> Any:  # noqa: ANN401, ARG002
            yield self

    graph = lower(understand(parse(program.text)))
    point = {name: Fraction(str(program.point[name])) for name in graph.inputs}
    wrt = {name: graph.named[name] for name in graph.inputs}
    work = settled(graph, Once(digits, precision), point, wrt, ("reverse",))
    needed = [value for value, mark in zip(work.values, work.needed, strict=True) if mark]
    (adjoints,) = work.adjoints.values()
    doubted = getattr(work.m, "doubted", False)
    return [None] if doubted else [*needed, *adjoints]


@given(programs())
@settings(max_examples=150, deadline=None)
def test_the_truth_lies_within_every_radius(program: Random) -> None:
    rough, fine = (work_of(program, digits, digits + 5) for digits in (10, 60))
    assume(len(rough) == len(fine) > 1)
    with mp.workdps(120):
        for wide, narrow in zip(rough, fine, strict=True):
            if not (isinstance(wide, Ball) and wide.is_known and wide.sure):
                continue
            truth = centre(narrow)
            if truth is not None and is_real(truth):
                gap = abs(mp.make_mpf(wide.middle._mpf_) - truth)
                assert gap <= mpf(2) ** wide.spread * (1 + mpf(10) ** -9)


def centre(number: Any) -> Any:  # noqa: ANN401
    if isinstance(number, Ball):
        known = number.is_known and number.sure and number.spread < number.height - 120
        return mp.make_mpf(number.middle._mpf_) if known else None
    if not hasattr(number, "numerator") or not number.denominator:
        return None
    return mpf(number.numerator) / number.denominator


def test_the_reference_covers_what_is_tested() -> None:
    assert {param.values[0].name for param in POINTS} <= set(REFERENCE)
    assert len(POINTS) > 250


def test_an_irrational_value_is_kept_as_its_formula() -> None:
    kept = constant_value("pi/2", Digits(10))
    assert isinstance(kept, Formula)
    assert text_of("x", 60, x="pi/2") == str(answer("pi/2", 60).values["f"])
    assert constant_value("1/3", Digits(10)) == Fraction(1, 3)


def test_mpmath_itself_is_left_alone() -> None:
    before = mp.prec
    answer("gamma(x) + x^x", 300, {"x": "pi"})
    assert mp.prec == before
    assert Digits(10).context is not mp


def test_a_missing_mpmath_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mpmath", None)
    monkeypatch.setitem(sys.modules, "mpmath.ctx_mp", None)
    with pytest.raises(BackpropError, match="--digits needs the package mpmath") as caught:
        digits_module.Digits(10)
    assert "backprop-cli[digits]" in (caught.value.hint or "")


def test_work_is_bounded_before_it_is_done() -> None:
    text = "+".join(["x"] * 20_000)
    with pytest.raises(BackpropError, match="too many to work out to 1,000 digits"):
        answer(text, 1000, {"x": "pi"})
    wide = "+".join(["(x*3 - x*2 - x)"] * 200)
    note = answer(wide, 10, {"x": "pi"}).notes[0]
    assert "cannot tell" in note.message
    assert "1,010 digits" not in note.message


def test_only_the_certain_digits_are_given() -> None:
    """A sum that loses more digits than any attempt has to give."""
    result = answer("(1 + exp(x)) - 1", 20, {"x": "-2310"})
    assert str(result.values["f"])[:6] == str(mp.nstr(mp.exp(-2310), 6)).upper()[:6]
    (note,) = [note for note in result.notes if "can be relied on" in note.message]
    digits = len(result.values["f"].as_tuple().digits)  # type: ignore[union-attr]
    assert 1 <= digits < 20
    assert f"only {digits} digits of" in note.message
    assert note.kind == "warning"


def test_what_is_the_same_number_leaves_nothing() -> None:
    result = answer("x - x", 20, {"x": "pi"})
    assert (result.values, result.notes) == ({"f": 0}, ())


FAR_POWERS = ["7^(1e12 + 1/3)", "1.0000000001^(1e13/7)", "(1/3)^(1e11 + sqrt(2))", "1e5000^(1/3)"]


@pytest.mark.parametrize("text", FAR_POWERS)
def test_large_powers_have_all_their_digits(text: str) -> None:
    with mp.workdps(120):
        truth = Exactly(parse(text)).at({})
    assert close(answer(text, 40).values["f"], truth, 40)


def test_a_large_power_is_within_its_radius() -> None:
    m = Digits(20)
    found = m.power(7, m.ratio(2**43 + 1, 4))
    with mp.workdps(200):
        gap = abs(mp.make_mpf(found.middle._mpf_) - mpf(7) ** (mpf(2**43 + 1) / 4))
        assert gap <= mpf(2) ** found.spread


centres = st.floats(-100, 100).filter(lambda number: abs(number) > 1e-3)
spreads = st.floats(-60, 3)
ends = st.sampled_from([-1, -0.999, 0.5, 1])


@given(centres, spreads, ends, centres, spreads, ends)
@settings(max_examples=300, deadline=None)
def test_every_operation_covers_both_radii(
    x: float, wide: float, place: float, y: float, narrow: float, other: float
) -> None:
    m = Digits(10)
    left, right = (m.ball(m.context.mpf(z), spread) for z, spread in ((x, wide), (y, narrow)))
    with mp.workdps(60):
        a, b = mpf(x) + place * mpf(2) ** wide, mpf(y) + other * mpf(2) ** narrow
        truths = [(left + right, a + b), (left - right, a - b), (left * right, a * b)]
        truths += [
            (left / right, a / b if b else mp.inf),
            (abs(left), abs(a)),
            (2 / left, 2 / a if a else mp.inf),
        ]
        truths += [(m.max(left, right), max(a, b)), (m.exp(left), mp.exp(a))]
        for found, truth in truths:
            if found.is_known:
                gap = abs(mp.make_mpf(found.middle._mpf_) - truth)
                assert gap <= mpf(2) ** found.spread * (1 + mpf(10) ** -9)
