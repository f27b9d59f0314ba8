"""The whole table of primitives against mpmath: values, partials, kinks, domains, and totality.

Every loop runs over the table itself, so a row that is added is tested as soon as it is there, and
one without samples, without a reference or with a kink that no case here reaches is a failure.
"""

from __future__ import annotations

import itertools
from math import copysign, inf, isfinite, isnan, nan, pi
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation.builder import Builder
from backprop.autodiff.differentiation.sweeps import evaluate as run
from backprop.autodiff.graph.graph import Graph
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.autodiff.rules import FUNCTION_NAMES, PRIMITIVES, PRIMITIVES_EACH
from backprop.parser import BackpropError, parse

from tests.autodiff.reference import REFERENCE, has_value, side, slope, ulps_apart, value
from tests.tape import Tape

if TYPE_CHECKING:
    from backprop.autodiff.rules import Kink, Primitive

Point = tuple[float, ...]

TABLES = {"split": PRIMITIVES, "each": PRIMITIVES_EACH}
ROWS = [
    pytest.param(row, id=row.name if row is PRIMITIVES[row.name] else f"{row.name}-each")
    for row in dict.fromkeys([*PRIMITIVES.values(), *PRIMITIVES_EACH.values()])
]
UNARY_AND_BINARY = [param for param in ROWS if len(param.values[0].parameters) <= 2]

SPECIAL = {"gelu", "erf", "erfc", "gamma", "lgamma", "digamma", "polygamma"}
"""Functions beyond the elementary ones, which may state a wider bound than 4 units."""


PROMISED = """
    exp expm1 log ln log2 log10 lg log1p logb sqrt cbrt pow square
    sin cos tan sec csc cot asin acos atan arcsin arccos arctan atan2
    asec acsc acot arcsec arccsc arccot sinh cosh tanh sech csch coth
    asinh acosh atanh hypot abs sign floor ceil round trunc mod
    max min clamp sigmoid logit relu leaky_relu softplus silu gelu
    erf erfc gamma lgamma digamma logsumexp sum mean prod where if
"""

WRITTEN_OTHERWISE = {("power", (-1.0, 1e17))}
"""Where x^(y-1), as a person writes it, loses what the floats' own way keeps."""


def number_of(row: Primitive, point: Point) -> float:
    return FLOATS.function(row)(*point)


def partial_of(row: Primitive, position: int, point: Point) -> float:
    """What is given as the derivative; 0 where none passes."""
    if not row.has_partial(position):
        return 0.0
    (partial,) = row.partials_at(FLOATS, [position], point, number_of(row, point))
    return float(partial)


def points_of(row: Primitive) -> tuple[Point, ...]:
    return (*row.samples, *row.corners)


def positions_of(row: Primitive, point: Point) -> list[int]:
    """The positions at which a derivative is given; of a choice, that of the branch taken."""
    if row.name == "where":
        return [1 if point[0] else 2]
    return list(range(len(point)))


def kinks_at(row: Primitive, position: int, point: Point) -> list[Kink]:
    out = number_of(row, point)
    return [
        kink
        for kink in row.kinks
        if kink.position in (None, position) and kink.applies(*point, out)
    ]


def test_the_reference_knows_exactly_the_rows_of_the_table() -> None:
    assert sorted(REFERENCE) == sorted(PRIMITIVES)


def test_the_tables_of_the_two_ways_with_ties_differ_in_the_extremes_only() -> None:
    assert PRIMITIVES_EACH.keys() == PRIMITIVES.keys()
    assert [name for name in PRIMITIVES if PRIMITIVES[name] is not PRIMITIVES_EACH[name]] == [
        "max",
        "min",
    ]


def test_every_function_that_the_language_promises_can_be_called() -> None:
    assert set(PROMISED.split()) <= set(FUNCTION_NAMES)


@pytest.mark.parametrize("row", ROWS)
class TestRow:
    def test_has_samples_that_fit_it(self, row: Primitive) -> None:
        assert row.samples
        assert row.summary
        for point in points_of(row):
            assert row.accepts(len(point))
            assert row.domain is None or row.domain.contains(*point)
        if not row.variadic:
            assert len(row.partials) == len(row.parameters)

    def test_value_is_within_the_bound_of_its_row(self, row: Primitive) -> None:
        errors = {
            point: error
            for point in points_of(row)
            if not isnan(number_of(row, point))
            and not (error := ulps_apart(number_of(row, point), value(row.name, point))) <= row.ulps
        }
        assert errors == {}

    def test_partials_are_within_the_bound_of_their_row(self, row: Primitive) -> None:
        errors = {}
        for point in filter(all_finite, points_of(row)):
            for position in positions_of(row, point):
                if not kinks_at(row, position, point):
                    given = partial_of(row, position, point)
                    error = ulps_apart(given, slope(row.name, point, position))
                    if not error <= row.partial_ulps:
                        errors[point, position] = error
        assert errors == {}

    def test_states_a_bound_that_befits_it(self, row: Primitive) -> None:
        assert row.ulps <= 4 or row.name in SPECIAL
        assert row.partial_ulps <= 8 or row.name in SPECIAL

    def test_both_modes_agree_with_the_tape(self, row: Primitive) -> None:
        text, ties = called(row), "each" if row is not PRIMITIVES[row.name] else "split"
        for point in row.samples:
            inputs = dict(zip("abc", point, strict=False))
            if row.name == "polygamma" or (row.variadic and len(point) != 2):
                continue
            result = evaluate(parse(text), inputs, Question(mode="both", ties=ties))
            assert result.agreement == 0.0
            assert result.modes == ("forward", "reverse")
            (tape,) = Tape(parse(text), inputs).answer()
            assert tape.value == pytest.approx(result.values["f"], rel=1e-12)
            assert tape.gradient == pytest.approx(result.gradient["f"], rel=1e-12)

    def test_rules_give_the_same_number_as_the_program_they_build(self, row: Primitive) -> None:
        for point in filter(all_finite, points_of(row)):
            if (row.name, point) in WRITTEN_OTHERWISE:
                continue
            for position in filter(row.has_partial, positions_of(row, point)):
                given = partial_of(row, position, point)
                built = built_partial(row, position, point)
                assert built == pytest.approx(given, rel=1e-11, nan_ok=True), (point, position)


def all_finite(point: Point) -> bool:
    return all(map(isfinite, point))


def built_partial(row: Primitive, position: int, point: Point) -> float:
    """A partial worked out by the program that its rule builds."""
    graph = Graph()
    names = [f"x{place}" for place in range(len(point))]
    arguments = [graph.add_input(name) for name in names]
    out = graph.add_operation(row, tuple(arguments))
    builder = Builder(graph)
    handles = tuple(builder.handle(argument) for argument in arguments)
    (partial,) = row.partials_at(builder, [position], handles, builder.handle(out))
    node = builder.node(partial)
    return run(builder.program, FLOATS, dict(zip(names, point, strict=True)))[node]


# Kinks.

AT_KINKS: list[tuple[str, str, Point, dict[int, float]]] = [
    ("split", "power", (0.0, 0.5), {0: inf}),
    ("split", "power", (0.0, 1 / 3), {0: inf}),
    ("split", "power", (0.0, 0.0), {1: 0}),
    ("split", "power", (-2.0, 3.0), {1: nan}),
    ("split", "power", (-2.0, -1.0), {1: nan}),
    ("split", "sqrt", (0.0,), {0: inf}),
    ("split", "sqrt", (-0.0,), {0: inf}),
    ("split", "cbrt", (0.0,), {0: inf}),
    ("split", "asin", (1.0,), {0: inf}),
    ("split", "asin", (-1.0,), {0: inf}),
    ("split", "acos", (1.0,), {0: -inf}),
    ("split", "acos", (-1.0,), {0: -inf}),
    ("split", "asec", (1.0,), {0: inf}),
    ("split", "asec", (-1.0,), {0: inf}),
    ("split", "acsc", (1.0,), {0: -inf}),
    ("split", "acsc", (-1.0,), {0: -inf}),
    ("split", "acosh", (1.0,), {0: inf}),
    ("split", "atan2", (0.0, 0.0), {0: nan, 1: nan}),
    ("split", "atan2", (0.0, -2.0), {0: -0.5}),
    ("split", "hypot", (0.0, 0.0), {0: 0, 1: 0}),
    ("split", "abs", (0.0,), {0: 0}),
    ("split", "abs", (-0.0,), {0: 0}),
    ("split", "sign", (0.0,), {0: 0}),
    ("split", "floor", (2.0,), {0: 0}),
    ("split", "floor", (0.0,), {0: 0}),
    ("split", "floor", (-3.0,), {0: 0}),
    ("split", "floor", (1e300,), {0: 0}),
    ("split", "ceil", (2.0,), {0: 0}),
    ("split", "ceil", (0.0,), {0: 0}),
    ("split", "ceil", (-3.0,), {0: 0}),
    ("split", "round", (0.5,), {0: 0}),
    ("split", "round", (1.5,), {0: 0}),
    ("split", "round", (-0.5,), {0: 0}),
    ("split", "round", (-2.5,), {0: 0}),
    ("split", "trunc", (2.0,), {0: 0}),
    ("split", "trunc", (-3.0,), {0: 0}),
    ("split", "mod", (6.0, 3.0), {0: 1, 1: -2}),
    ("split", "mod", (-6.0, 3.0), {0: 1, 1: 2}),
    ("split", "mod", (6.0, -3.0), {0: 1, 1: 2}),
    ("split", "mod", (-6.0, -3.0), {0: 1, 1: -2}),
    ("split", "mod", (0.0, 3.0), {0: 1}),
    ("split", "max", (3.0, 3.0), {0: 1 / 2, 1: 1 / 2}),
    ("split", "max", (2.0, 2.0, 2.0), {0: 1 / 3, 1: 1 / 3, 2: 1 / 3}),
    ("split", "max", (0.0, 5.0, 5.0), {1: 1 / 2, 2: 1 / 2}),
    ("split", "max", (0.0, -0.0), {0: 1 / 2, 1: 1 / 2}),
    ("split", "min", (3.0, 3.0), {0: 1 / 2, 1: 1 / 2}),
    ("split", "min", (9.0, 5.0, 5.0), {1: 1 / 2, 2: 1 / 2}),
    ("each", "max", (3.0, 3.0), {0: 1, 1: 1}),
    ("each", "max", (0.0, 5.0, 5.0), {1: 1, 2: 1}),
    ("each", "min", (3.0, 3.0), {0: 1, 1: 1}),
    ("each", "min", (9.0, 5.0, 5.0), {1: 1, 2: 1}),
    ("split", "clamp", (0.0, 0.0, 1.0), {0: 1, 1: 0}),
    ("split", "clamp", (1.0, 0.0, 1.0), {0: 1, 2: 0}),
    ("split", "clamp", (2.0, 2.0, 2.0), {0: 1, 1: 0, 2: 0}),
    ("split", "relu", (0.0,), {0: 0}),
    ("split", "leaky_relu", (0.0, 0.1), {0: 0.1}),
    ("split", "polygamma", (1.0, 0.3), {0: nan}),
]
"""Table, row, point → the derivative that is given, for each position that has a kink there."""


def same(given: float, expected: float) -> bool:
    return given == expected or (isnan(given) and isnan(expected))


def test_every_kink_of_the_table_has_a_case() -> None:
    reached = {
        id(kink)
        for ties, name, point, derivatives in AT_KINKS
        for position in derivatives
        for kink in kinks_at(TABLES[ties][name], position, point)
    }
    missing = [
        (row.name, kink.sentence)
        for table in TABLES.values()
        for row in table.values()
        for kink in row.kinks
        if id(kink) not in reached
    ]
    assert missing == []


@pytest.mark.parametrize(("ties", "name", "point", "derivatives"), AT_KINKS)
class TestKink:
    def test_gives_the_derivative_that_the_language_says(
        self, ties: str, name: str, point: Point, derivatives: dict[int, float]
    ) -> None:
        row = TABLES[ties][name]
        for position, expected in derivatives.items():
            assert same(partial_of(row, position, point), expected), position

    def test_applies_to_no_other_position(
        self, ties: str, name: str, point: Point, derivatives: dict[int, float]
    ) -> None:
        row, out = TABLES[ties][name], number_of(TABLES[ties][name], point)
        kinked = {
            position
            for position in range(len(point))
            for kink in kinks_at(row, position, point)
            if kink.sides(*point, out)[position] is not None
        }
        assert kinked == set(derivatives)

    def test_has_the_one_sided_derivatives_that_are_measured(
        self, ties: str, name: str, point: Point, derivatives: dict[int, float]
    ) -> None:
        row, out = TABLES[ties][name], number_of(TABLES[ties][name], point)
        for position in derivatives:
            for kink in kinks_at(row, position, point):
                stated = kink.sides(*point, out)[position]
                assert stated is not None
                for given, direction in zip(stated, (-1, 1), strict=True):
                    measured = side(name, point, position, direction)
                    where = f"{name}{point}, argument {position}, side {direction}"
                    if measured is None or given is None:
                        assert given is measured is None, where
                    else:
                        assert given == measured or ulps_apart(given, measured) <= 4, where


# Domains.

OUTSIDE: dict[str, list[Point]] = {
    "divide": [(1.0, 0.0), (-1.0, -0.0), (0.0, 0.0)],
    "power": [(0.0, -1.0), (0.0, -0.5), (-2.0, 0.5), (-2.0, -2.5)],
    "log": [(0.0,), (-0.0,), (-1.0,)],
    "log2": [(0.0,), (-1.0,)],
    "log10": [(0.0,), (-1.0,)],
    "log1p": [(-1.0,), (-2.0,)],
    "logb": [(0.0, 2.0), (-1.0, 2.0), (2.0, 1.0), (2.0, 0.0), (2.0, -2.0), (1.0, 1.0)],
    "sqrt": [(-1e-300,), (-1.0,)],
    "sin": [(inf,), (-inf,)],
    "cos": [(inf,), (-inf,)],
    "tan": [(inf,), (-inf,)],
    "sec": [(inf,), (-inf,)],
    "csc": [(0.0,), (-0.0,), (inf,)],
    "cot": [(0.0,), (-0.0,), (inf,)],
    "asin": [(1.0000000001,), (-2.0,)],
    "acos": [(1.0000000001,), (-2.0,)],
    "asec": [(0.9999999999,), (-0.5,), (0.0,)],
    "acsc": [(0.9999999999,), (-0.5,), (0.0,), (-0.0,)],
    "csch": [(0.0,), (-0.0,)],
    "coth": [(0.0,), (-0.0,)],
    "acosh": [(0.9999999999,), (-2.0,)],
    "atanh": [(1.0,), (-1.0,), (2.0,)],
    "mod": [(1.0, 0.0), (0.0, 0.0), (inf, 2.0)],
    "clamp": [(0.5, 1.0, 0.0)],
    "gamma": [(0.0,), (-0.0,), (-1.0,), (-20.0,), (-inf,)],
    "lgamma": [(0.0,), (-1.0,), (-20.0,)],
    "digamma": [(0.0,), (-1.0,), (-20.0,)],
    "polygamma": [(1.0, 0.0), (1.0, -3.0), (-1.0, 2.0), (0.5, 2.0), (101.0, 2.0), (inf, 2.0)],
    "logit": [(0.0,), (1.0,), (-0.5,), (1.5,)],
}
GRID = (-2.5, -2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)


def called(row: Primitive) -> str:
    """The text that applies a row to inputs a, b, …"""
    names = "ab" if row.variadic else "abc"[: len(row.parameters)]
    if row.symbol is not None:
        return f"{row.symbol}a" if len(names) == 1 else f" {row.symbol} ".join(names)
    return f"{row.name}({', '.join(names)})"


def test_every_domain_has_points_outside() -> None:
    assert sorted(OUTSIDE) == sorted(row.name for row in PRIMITIVES.values() if row.domain)


@pytest.mark.parametrize(
    ("name", "point"), [(n, p) for n, points in OUTSIDE.items() for p in points]
)
class TestOutsideTheDomain:
    def test_there_is_no_value(self, name: str, point: Point) -> None:
        row = PRIMITIVES[name]
        assert row.domain is not None
        assert not row.domain.contains(*point)
        assert not isfinite(number_of(row, point))

    def test_evaluation_says_why(self, name: str, point: Point) -> None:
        row = PRIMITIVES[name]
        assert row.domain is not None
        text = called(row)
        with pytest.raises(BackpropError) as caught:
            evaluate(parse(text), dict(zip("abc", point, strict=False)))
        if all_finite(point) or isnan(number_of(row, point)):
            reason = f"{row.signature} is defined where {row.domain.sentence}; here "
            assert caught.value.message.startswith(reason)
        assert caught.value.span == (0, len(text))


@pytest.mark.parametrize("row", UNARY_AND_BINARY)
def test_a_domain_is_exactly_where_the_function_has_a_value(row: Primitive) -> None:
    if row.variadic:
        return
    for point in itertools.product(GRID, repeat=len(row.parameters)):
        contained = row.domain is None or row.domain.contains(*point)
        assert contained == has_value(row.name, point), point
        assert contained == isfinite(number_of(row, point)), point


# Totality.

ODD = (
    nan,
    inf,
    -inf,
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -2.5,
    3.0,
    5e-324,
    -1e-310,
    1e17,
    1.7e308,
    -1.7e308,
)


def odd_points(row: Primitive) -> list[Point]:
    if len(row.parameters) < 3:
        return list(itertools.product(ODD, repeat=len(row.parameters)))
    return list(itertools.product(ODD[::2], repeat=3))


@pytest.mark.parametrize("row", ROWS)
def test_nothing_in_a_row_raises_whatever_the_numbers(row: Primitive) -> None:
    for point in odd_points(row):
        out = number_of(row, point)
        assert isinstance(out, float), point
        assert row.domain is None or row.domain.contains(*point) in (True, False)
        for position in range(len(point)):
            assert isinstance(partial_of(row, position, point), float), point
        for kink in row.kinks:
            if kink.applies(*point, out):
                assert len(kink.sides(*point, out)) == len(point)


@pytest.mark.parametrize(
    ("name", "point", "expected"),
    [
        ("sqrt", (-0.0,), 0.0),
        ("divide", (1.0, -0.0), -inf),
        ("power", (-0.0, -1.0), -inf),
        ("power", (-0.0, -2.0), inf),
        ("power", (-10.0, 309.0), -inf),
        ("power", (-10.0, 310.0), inf),
        ("power", (0.0, 0.0), 1.0),
        ("exp", (1000.0,), inf),
        ("sinh", (-1000.0,), -inf),
        ("softplus", (1000.0,), 1000.0),
        ("sigmoid", (-1000.0,), 0.0),
        ("sech", (800.0,), 0.0),
        ("sech", (715.0,), 3.2062e-311),
        ("csch", (-715.0,), -3.2062e-311),
        ("csch", (1e-308,), 1e308),
        ("coth", (1e-200,), 1e200),
        ("acsc", (1e308,), 1e-308),
        ("acot", (1e308,), 1e-308),
        ("acot", (-inf,), pi),
        ("asec", (-1.0,), pi),
        ("logsumexp", (inf, inf), inf),
        ("logsumexp", (-inf, -inf, -inf), -inf),
        ("logsumexp", (-inf, 2.0), 2.0),
        ("logsumexp", (0.0, -50.0), 1.9287498479639178e-22),
        ("hypot", (3e200, 4e200), 5e200),
        ("round", (2.5,), 2.0),
        ("round", (3.5,), 4.0),
        ("mod", (-7.0, 3.0), 2.0),
        ("mod", (7.0, -3.0), -2.0),
        ("logb", (125.0, 5.0), 3.0),
        ("atan2", (-0.0, -1.0), -pi),
        ("gamma", (-170.5,), -3.3127395215e-309),
        ("gamma", (200.0,), inf),
        ("lgamma", (-1.0,), inf),
        ("max", (1.0, nan), nan),
        ("clamp", (nan, 0.0, 1.0), nan),
    ],
)
def test_a_number_at_the_edge_is_what_ieee_754_or_the_language_says(
    name: str, point: Point, expected: float
) -> None:
    given = number_of(PRIMITIVES[name], point)
    assert same(given, expected) or given == pytest.approx(expected, rel=1e-9)
    assert copysign(1, given) == copysign(1, expected)  # of a zero too
