"""The emitted queries, run on DuckDB and SQLite, and those of other dialects through sqlglot."""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from random import Random as Generator
from typing import TYPE_CHECKING, Any

import mpmath
import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.autodiff.differentiation.derivative import differentiated, repeated
from backprop.autodiff.emit.derivative_program import DerivativeProgram
from backprop.autodiff.emit.sql.column_names import is_plain
from backprop.autodiff.emit.sql.dialects import tables
from backprop.autodiff.emit.sql.query import DIALECTS, MOST_STAGES, emit
from backprop.autodiff.emit.sql.stages import staged
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.rules import PRIMITIVES
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse
from hypothesis import HealthCheck, given, settings

from tests.autodiff.emit import branchy
from tests.autodiff.programs import Random, programs
from tests.corpus import CORPUS, HUNDRED_INPUTS, HUNDRED_OUTPUTS, WITHOUT_VALUE, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

sqlglot = pytest.importorskip("sqlglot")
duckdb = pytest.importorskip("duckdb")

Row = dict[str, Any]

_LARGER, _SMALLER = "GREATEST(ABS(x), ABS(y))", "LEAST(ABS(x), ABS(y))"
_ROOT = f"{_LARGER} * SQRT(1 + POWER({_SMALLER} / {_LARGER}, 2))"
MACROS = (
    "RINT(x) AS ROUND_EVEN(x, 0)",
    "LOG1P(x) AS CASE WHEN ABS(x) < 0.5 THEN 2 * ATANH(x / (2 + x)) ELSE LN(1 + x) END",
    "EXPM1(x) AS CASE WHEN ABS(x) < 1 THEN 2 * TANH(x / 2) / (1 - TANH(x / 2)) ELSE EXP(x) - 1 END",
    f"HYPOT(x, y) AS CASE WHEN x = 0 AND y = 0 THEN 0.0 WHEN x + y = x + y THEN {_ROOT} END",
)
"""What Spark has and DuckDB has not."""


def subject(
    text: str,
    wrt: Sequence[str] | None = None,
    *,
    order: int = 1,
    known: Iterable[str] = (),
    source: str | None = None,
    ties: str = "split",
) -> DerivativeProgram:
    graph = lower(survey(parse(text)), given=known, ties=ties)
    names = tuple(graph.inputs) if wrt is None else tuple(wrt)
    found = (
        differentiated(graph, names, mode="reverse")
        if order == 1
        else repeated(graph, names[0], order)
    )
    return DerivativeProgram(text if source is None else source, found, names, order)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class Engine:
    """A database in memory that answers queries on a table of points."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.is_sqlite = dialect == "sqlite"
        self.connection = sqlite3.connect(":memory:") if self.is_sqlite else duckdb.connect()
        if not self.is_sqlite:
            for macro in MACROS:
                self.connection.execute(f"CREATE MACRO {macro}")

    def create(self, names: Sequence[str], points: Iterable[Mapping[str, Any]], kind: str) -> None:
        columns = ["bp_key INTEGER", *(f"{quoted(name)} {kind}" for name in names)]
        self.connection.execute("DROP TABLE IF EXISTS points")
        self.connection.execute(f"CREATE TABLE points ({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        for key, point in enumerate(points):
            row = [key, *(point[name] for name in names)]
            self.connection.execute(f"INSERT INTO points VALUES ({marks})", row)

    def rows(
        self,
        text: str,
        names: Sequence[str],
        points: Sequence[Mapping[str, Any]],
        kind: str = "DOUBLE",
    ) -> list[Row]:
        """What a query gives for each point, by column."""
        self.create(names, points, kind)
        if names:
            before, after = text.rsplit("\nFROM ", 1)
            text = f"{before},\n  bp_key\nFROM {after}"  # as the comment says that one may
        if self.dialect not in ("duckdb", "sqlite"):
            (text,) = sqlglot.transpile(text, read=self.dialect, write="duckdb")
        cursor = self.connection.execute(text)
        columns = [description[0] for description in cursor.description]
        found = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return sorted(found, key=lambda row: row.get("bp_key", 0))


@pytest.fixture(scope="module")
def engines() -> Iterator[dict[str, Engine]]:
    """An engine for each dialect; all are closed in the end."""
    made = {dialect: Engine(dialect) for dialect in DIALECTS}
    yield made
    for each in made.values():
        each.connection.close()


@pytest.fixture(params=DIALECTS)
def engine(request: pytest.FixtureRequest, engines: dict[str, Engine]) -> Engine:
    return engines[request.param]


@pytest.fixture(params=["duckdb", "sqlite"])
def real(request: pytest.FixtureRequest, engines: dict[str, Engine]) -> Engine:
    return engines[request.param]


@pytest.fixture
def strict() -> Iterator[Engine]:
    """SQLite with functions that fail outside their domain, as PostgreSQL's do."""
    made = Engine("sqlite")
    strict_functions(made.connection)
    yield made
    made.connection.close()


def agrees(found: float | None, expected: float, tolerance: float = 1e-13) -> bool:
    """Whether a column holds a number; what does not exist, or is a pole, must be NULL."""
    if found is None or not math.isfinite(found):
        return not math.isfinite(expected)
    return math.isclose(found, expected, rel_tol=tolerance, abs_tol=1e-300)


def is_for_sql(entry: Entry) -> bool:
    return not entry.options.get("of")


Asked = tuple[str, tuple[str, ...] | None, frozenset[str], str]


def corpus() -> dict[Asked, list[Entry]]:
    """The entries by program, so that one query answers for all of a program's points."""
    found: dict[Asked, list[Entry]] = defaultdict(list)
    for entry in filter(is_for_sql, CORPUS):
        wrt = entry.options.get("wrt")
        names = None if wrt is None else tuple(wrt)
        ties = entry.options.get("ties", "split")
        found[entry.text, names, frozenset(entry.point), ties].append(entry)
    return found


def test_the_corpus_gets_its_numbers(engine: Engine) -> None:
    checked = 0
    for (text, wrt, known, ties), entries in corpus().items():
        is_large = text in (HUNDRED_INPUTS.text, HUNDRED_OUTPUTS.text)
        if is_large and engine.dialect not in ("duckdb", "sqlite"):
            continue
        asked = subject(text, wrt, known=known, ties=ties)
        query = emit(asked, engine.dialect)
        names = list(asked.derivatives.graph.inputs)
        rows = engine.rows(query, names, [entry.point for entry in entries])
        for row, entry in zip(rows, entries, strict=True):
            for output, value in entry.values.items():
                assert agrees(row[output], value), (entry.name, output)
                for by, slope in entry.gradient[output].items():
                    assert agrees(row[f"d{output}_d{by}"], slope), (entry.name, output, by)
                    checked += 1
    assert checked > 250


def spelled(name: str, count: int) -> str:
    row, arguments = PRIMITIVES[name], [f"a{number}" for number in range(count)]
    if name in ("negate", "not"):
        return f"{row.symbol}a0"
    return f" {row.symbol} ".join(arguments) if row.symbol else f"{name}({', '.join(arguments)})"


ODD_POWERS = {(1e-300, 0.3), (-1.0, 1e17)}
"""Where y - 1 is rounded, the rule's formula is not the sweeps' one."""


@pytest.mark.parametrize("name", [name for name in PRIMITIVES if name != "polygamma"])
def test_every_primitive_has_its_value_and_slopes_at_its_samples(
    name: str, engines: dict[str, Engine]
) -> None:
    for dialect in DIALECTS:
        if name in tables(dialect).unsupported:
            continue
        points: dict[int, list[tuple[float, ...]]] = defaultdict(list)
        for point in (*PRIMITIVES[name].samples, *PRIMITIVES[name].corners):
            if all(map(math.isfinite, point)) and point not in ODD_POWERS:
                points[len(point)].append(point)
        for count, group in points.items():
            check_primitive(engines[dialect], name, count, group)


FORMULA_FOR_REMAINDER = ("postgres", "bigquery")


def check_primitive(
    engine: Engine, name: str, count: int, group: Sequence[tuple[float, ...]]
) -> None:
    text = spelled(name, count)
    asked = subject(text)
    names = list(asked.derivatives.graph.inputs)
    if engine.dialect == "postgres" and {row.name for row in asked.derivatives.graph.operations
                                         if row} & {"erf", "erfc", "gelu"}:  # fmt: skip
        return  # there is no engine here that has them
    points = [dict(zip(names, point, strict=True)) for point in group]
    rows = engine.rows(emit(asked, engine.dialect), names, points)
    for point, row in zip(points, rows, strict=True):
        if name == "mod" and engine.dialect in FORMULA_FOR_REMAINDER and point["a0"] in (1, 1e17):
            continue  # a remark in the comment says so
        if engine.dialect == "postgres" and name == "exp" and point["a0"] == -745:
            continue  # no numbers so small, rather than an error
        result = evaluate(parse(text), point, Question(costs=False))
        value = result.values["f"]
        if name == "digamma":  # here it is exact around its root
            with mpmath.workdps(30):
                value = float(mpmath.digamma(mpmath.mpf(point["a0"])))
        assert agrees(row["f"], value, 2e-15), (engine.dialect, point)
        for by in asked.wrt:
            expected = result.gradient["f"][by]
            assert agrees(row[f"df_d{by}"], expected, 2e-14), (engine.dialect, point, by)


@pytest.mark.parametrize("order", range(5))
def test_polygamma_has_its_value_and_slope(real: Engine, order: int) -> None:
    points = [{"x": x} for x in (-7.3, -1.5, -0.5, 1e-3, 0.9, 1.4616, 2.0, 30.0, 1e6, -2.0, 0.0)]
    asked = subject(f"polygamma({order}, x)")
    rows = real.rows(emit(asked, real.dialect), ["x"], points)
    for point, row in zip(points, rows, strict=True):
        if point["x"] in (-2.0, 0.0):
            assert (row["f"], row["df_dx"]) == (None, None), point
            continue
        for column, n in ("f", order), ("df_dx", order + 1):
            with mpmath.workdps(30):
                expected = float(mpmath.polygamma(n, mpmath.mpf(point["x"])))
            assert agrees(row[column], expected, 1e-13), (point, column)


def test_there_is_no_value_where_the_evaluator_has_none(real: Engine) -> None:
    refused = 0
    for text, point, _, _ in WITHOUT_VALUE:
        try:
            asked = subject(text, known=point)
            query = emit(asked, real.dialect)
        except BackpropError:
            refused += 1
            continue
        (row,) = real.rows(query, list(asked.derivatives.graph.inputs), [point])
        given_names = [column for column in row if column.startswith(("f", "df"))]
        assert given_names
        for column in given_names:
            assert row[column] is None or math.isnan(row[column]), (text, column)
    assert refused == (real.dialect == "sqlite")  # gamma


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_any_program_gets_its_numbers(real: Engine, program: Random) -> None:
    try:
        asked = subject(program.text)
        query = emit(asked, real.dialect)
    except BackpropError:
        return
    names = list(asked.derivatives.graph.inputs)
    (row,) = real.rows(query, names, [program.point])
    try:
        result = evaluate(parse(program.text), program.point, Question(costs=False))
    except BackpropError:
        assert row["f"] is None or not math.isfinite(row["f"])
        return
    if any(note.kind == "warning" for note in result.notes):
        return  # too large for a double, which each dialect has in its own way
    for column, expected in [
        ("f", result.values["f"]),
        *((f"df_d{by}", slope) for by, slope in result.gradient["f"].items()),
    ]:
        if math.isfinite(expected):
            assert row[column] is not None, column
            assert math.isclose(row[column], expected, rel_tol=1e-6, abs_tol=1e-9), column


def test_programs_that_are_mostly_conditions(real: Engine) -> None:
    checked = 0
    for text, point in branchy.programs(60, 1):
        asked = subject(text)
        (row,) = real.rows(emit(asked, real.dialect), list(asked.derivatives.graph.inputs), [point])
        try:
            result = evaluate(parse(text), point, Question(costs=False))
        except BackpropError:
            assert row["f"] is None or not math.isfinite(row["f"]), text
            continue
        checked += 1
        assert agrees(row["f"], result.values["f"]), text
        for by, slope in result.gradient["f"].items():
            assert not math.isfinite(slope) or agrees(row[f"df_d{by}"], slope, 1e-9), (text, by)
    assert checked > 10


def strict_functions(connection: sqlite3.Connection) -> None:
    """Functions that fail outside their domain, as those of some dialects do."""

    def strict(function: Any) -> Any:  # noqa: ANN401
        return lambda *numbers: None if None in numbers else function(*numbers)

    for name in ("exp", "sqrt", "asin", "acos", "acosh", "atanh", "sin", "cos", "tan", "sinh"):
        connection.create_function(name.upper(), 1, strict(getattr(math, name)))
    connection.create_function("LN", 1, strict(math.log))
    connection.create_function("LOG2", 1, strict(math.log2))
    connection.create_function("LOG10", 1, strict(math.log10))
    connection.create_function("POWER", 2, strict(math.pow))


def test_nothing_is_worked_out_where_it_has_no_value_or_is_not_taken(strict: Engine) -> None:
    """With functions that fail, no row makes a query fail."""
    texts = [text for text, *_ in WITHOUT_VALUE if "gamma" not in text]
    texts += [
        "where(x > 0, log(x)*log(x) + exp(log(x)), sqrt(-x)*x)",
        "t = log(x); where(x > 0, t*t, 0) + where(x > 1, 2*t, 0)",
        "where(x > 700, 0, exp(x)*sin(exp(x)))",
        "where(x > 0, where(y > 0, log(x)^y + log(y)*log(y), sqrt(-y)^2), acosh(x)*2)",
    ]
    for text in texts:
        asked = subject(text)
        names = list(asked.derivatives.graph.inputs)
        numbers = [-800.0, -3.0, -1.0, 0.0, 0.5, 1.0, 2.0, 650.0, None]
        if text.count("exp"):
            numbers.append(800.0) if "where" in text else numbers.remove(None)
        points = [
            {name: numbers[(place + shift * 3) % len(numbers)] for shift, name in enumerate(names)}
            for place in range(len(numbers))
        ]
        strict.rows(emit(asked, "sqlite"), names, points)


def test_a_node_that_only_a_branch_needs_is_under_its_condition() -> None:
    graph = subject("t = sin(x); where(x > 0, t*t, y)").derivatives.graph
    found = staged(graph, [], graph.outputs.values(), lambda _: ())
    sine = next(
        node for node, row in enumerate(graph.operations) if row is not None and row.name == "sin"
    )
    assert [taken for _, taken in found.conditions(sine)] == [True]


def test_shared_parts_are_worked_out_once(real: Engine) -> None:
    text = emit(subject("t = sin(x*y); exp(t)*t + t^2"), real.dialect)
    assert [text.count(name) for name in ("SIN(", "EXP(", "COS(")] == [1, 1, 1]


def test_null_and_what_is_not_finite_count_as_missing(engine: Engine) -> None:
    texts = ["x + y", "max(x, y)", "max(x, y, 1)", "min(x, y)", "where(x > 0 and y > 0, 1, 2)",
             "where(x > 0 or y > 0, 1, 2)", "where(not (x > y), 1, 2)", "(x > y)*2",
             "clamp(x, y, 9)", "leaky_relu(y, x)", "hypot(x, y)", "mod(x, y)", "x^y", "floor(x)*y",
             "sign(x)*y", "relu(x) + y", "sigmoid(x)*y", "softplus(x) - y", "logsumexp(x, y)",
             "sech(x)*y",
             "logsumexp(x, y, 1)", "acot(x)*y", "asec(x)/y", "csch(x)/y", "atan2(x, y)",
             "(x == y) + 0", "(x != y)/3", "(x and y) + 0", "(x or y) + 0", "logb(x, y)",
             "round(x) + trunc(y)"]  # fmt: skip
    missing: list[float | None] = [None, math.inf, -math.inf]
    if not engine.is_sqlite:
        missing.append(math.nan)
    for text in texts:
        asked = subject(text)
        names = list(asked.derivatives.graph.inputs)
        points = [{"x": gone, "y": 2.0} for gone in missing]
        points += [{"x": -2.0, "y": gone} for gone in missing]
        for row in engine.rows(emit(asked, engine.dialect), names, points):
            columns = [column for column in row if column.startswith(("f", "df"))]
            assert {row[column] for column in columns} == {None}, (text, row)


def test_whole_numbers_in_a_table_are_divided_as_doubles(engine: Engine) -> None:
    asked = subject("x/y + (x > 0)/4 + sign(x)/8 + 1/3")
    rows = engine.rows(emit(asked, engine.dialect), ["x", "y"], [{"x": 1, "y": 2}], "INTEGER")
    assert rows[0]["f"] == pytest.approx(1 / 2 + 1 / 4 + 1 / 8 + 1 / 3, rel=1e-15)
    assert rows[0]["df_dy"] == -0.25


def test_every_column_of_the_answer_is_a_double(real: Engine) -> None:
    texts = ["floor(x) + 1; sign(x); x > 0; 7; x; round(x); where(x > 0, 1, 2); max(x, 1); x and 2"]
    for text in texts:
        asked = subject(text)
        (row,) = real.rows(emit(asked, real.dialect), ["x"], [{"x": 3}], "INTEGER")
        columns = [column for column in row if column.startswith(("f", "df"))]
        assert len(columns) == 18
        assert {type(row[column]) for column in columns} == {float}


CONSTANTS = (
    "0.1", "1/3", "123456789012345678", "0.30000000000000004", "1e-300", "5e-324", "1e22",
    "9007199254740993", "1.7976931348623157e308", "3.141592653589793", "123456.789",
    "0.00012345678901234567", "2.5", "1e15", "999999999999999.9", "pi", "e", "tau", "0.1 + 0.2",
    "0.1*0.1", "2/3",
    *(repr(Generator(7).random() + number) for number in range(50)),
    *(repr(Generator(number).random()) for number in range(50)),
)  # fmt: skip


def test_constants_are_the_nearest_doubles(engine: Engine) -> None:
    text = "; ".join(f"x*({constant})" for constant in CONSTANTS)
    asked = subject(text, ())
    (row,) = engine.rows(emit(asked, engine.dialect), ["x"], [{"x": 1.0}])
    result = evaluate(parse(text), {"x": 1.0}, Question(costs=False))
    tolerance = 2.3e-16 if engine.is_sqlite else 0  # SQLite may be off by the last digit
    for number, constant in enumerate(CONSTANTS, 1):
        expected = result.values[f"f{number}"]
        assert math.isclose(row[f"f{number}"], expected, rel_tol=tolerance), constant


def test_infinity_and_no_number(engine: Engine) -> None:
    asked = subject("inf*x; nan*x; max(x, -inf); 1e400*x", ())
    (row,) = engine.rows(emit(asked, engine.dialect), ["x"], [{"x": 2.0}])
    assert [row[f"f{number}"] for number in range(1, 5)] == [math.inf, None, 2.0, math.inf]


@pytest.mark.parametrize(("order", "expected"), [(2, 6 * 1.5), (3, 6.0), (4, 0.0)])
def test_higher_orders(real: Engine, order: int, expected: float) -> None:
    asked = subject("x^3 + y", ["x"], order=order)
    (row,) = real.rows(emit(asked, real.dialect), ["x", "y"], [{"x": 1.5, "y": 2.0}])
    assert row[f"d{order}f_dx{order}"] == expected
    assert f"order {order}" in emit(asked, real.dialect)


def test_a_program_without_inputs_needs_no_table(real: Engine) -> None:
    for text, expected in {"7": 7.0, "t = 2*3; t*t + sin(0)": 36.0, "1/3": 1 / 3}.items():
        query = emit(subject(text), real.dialect)
        (row,) = real.rows(query, [], [])
        assert row == {"f": expected}
        assert "points" not in query


def keywords() -> list[str]:
    found = {
        word for (word,) in duckdb.sql("SELECT keyword_name FROM duckdb_keywords()").fetchall()
    }
    for dialect in DIALECTS:
        tokenizer = sqlglot.Dialect.get_or_raise(dialect).tokenizer_class
        found |= {word.lower() for word in tokenizer.KEYWORDS}
    return sorted(word for word in found if word.isidentifier() and word not in TAKEN)


TAKEN = {"and", "or", "not", "e", "pi", "inf", "nan", "tau"}
"""Words of the language, and names of its constants."""


def test_names_that_are_keywords_are_quoted(engine: Engine) -> None:
    words = keywords()
    assert len(words) > 300
    for start in range(0, len(words), 150):
        group = words[start : start + 150]
        text = "+".join(f"{word}*{number}" for number, word in enumerate(group, 1))
        asked = subject(text, group[:9])
        point = dict.fromkeys(group, 2.0)
        names = [word.upper() if engine.dialect == "snowflake" and not is_plain(word) else word
                 for word in group]  # fmt: skip
        (row,) = engine.rows(
            emit(asked, engine.dialect), names, [dict(zip(names, point.values(), strict=True))]
        )
        assert row["f"] == 2.0 * sum(range(1, len(group) + 1))
        assert row[f"df_d{group[4]}"] == 5.0


def test_names_from_all_over_the_world(engine: Engine) -> None:
    asked = subject("总价 = 单价*数量 + θ*ñ")
    point = {"单价": 2.0, "数量": 3.0, "θ": 5.0, "ñ": 7.0}
    (row,) = engine.rows(emit(asked, engine.dialect), list(point), [point])
    assert row["总价"] == 41
    assert [row[f"d总价_d{name}"] for name in point] == [3, 2, 7, 5]


def test_names_that_collide_are_renamed_with_a_word_about_it(real: Engine) -> None:
    asked = subject("F = x^2*df_dx*bp_x*bp_v1; F + f_dx", ["x", "df_dx"])
    point = {"x": 2.0, "df_dx": 3.0, "bp_x": 5.0, "bp_v1": 7.0, "f_dx": 1.0}
    query = emit(asked, real.dialect)
    (row,) = real.rows(query, list(point), [point])
    assert (row["f"], row["df_dx"], row["df_dx_2"], row["df_ddf_dx"]) == (421, 3, 420, 140)
    assert "-- df_dx_2 is df/dx." in query
    upper = subject("X = x^2")
    query = emit(upper, real.dialect)
    (row,) = real.rows(query, ["x"], [{"x": 3.0}])
    assert (row["x"], row["X_2"], row["dX_dx"]) == (3, 9, 6)
    assert "-- X_2 is X." in query


def test_long_names_are_kept_apart(engine: Engine) -> None:
    one, two = "a" * 50 + "1", "a" * 50 + "2"
    asked = subject(f"{one}*{two}")
    (row,) = engine.rows(emit(asked, engine.dialect), [one, two], [{one: 2.0, two: 3.0}])
    assert (row["f"], row[f"df_d{one}"], row[f"df_d{two}"]) == (6, 3, 2)
    longer = "b" * 70 + "1", "b" * 70 + "2"
    asked = subject("*".join(longer))
    if engine.dialect == "postgres":
        with pytest.raises(BackpropError, match="63 bytes"):
            emit(asked, engine.dialect)
        return
    (row,) = engine.rows(emit(asked, engine.dialect), longer, [{longer[0]: 2.0, longer[1]: 3.0}])
    assert (row["f"], row["derivative_1"], row["derivative_2"]) == (6, 3, 2)


def test_inputs_that_would_be_one_column_are_refused() -> None:
    with pytest.raises(BackpropError, match="'X' and 'x' are one column") as caught:
        emit(subject("X*x"), "duckdb")
    assert caught.value.hint == "give one of them another name, such as x_2"


HOSTILE = (
    "x\n; DROP TABLE points; --", "x */ DROP TABLE points; /*", "x\r\nDROP TABLE points;",
    "x\u2028DROP TABLE points;", "x\x0bDROP\x0cTABLE\x85points", "x\x1b[31m\x07", "x\\",
    "x'\"`$$", "x\x00y", "\u202ex", "-- x", "\n\n",
)  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE)
def test_the_comment_cannot_be_ended(source: str, engines: dict[str, Engine]) -> None:
    for dialect in DIALECTS:
        text = emit(subject("x^2", source=source), dialect)
        lines = text.split("\n")
        start = next(number for number, line in enumerate(lines) if not line.startswith("--"))
        assert lines[start].startswith("WITH ")
        assert ";" not in "".join(lines[:start])
        assert "\x1b" not in text
        assert text.isprintable() or set(text) - {"\n"} == {c for c in text if c.isprintable()}
        assert len(sqlglot.parse(text, read=dialect)) == 1
        assert engines[dialect].rows(text, ["x"], [{"x": 3.0}])[0]["df_dx"] == 6


def test_the_query_reads_any_table(real: Engine) -> None:
    query = emit(subject("x*end"), real.dialect).replace("FROM points", "FROM mine AS points")
    real.connection.execute("DROP TABLE IF EXISTS mine")
    real.connection.execute('CREATE TABLE mine (x DOUBLE, "end" DOUBLE, note VARCHAR)')
    real.connection.execute("INSERT INTO mine VALUES (2, 3, 'a')")
    assert real.connection.execute(query).fetchall() == [(2, 3, 6, 3, 2)]
    real.connection.execute("DROP TABLE mine")
    real.connection.execute("CREATE TABLE mine (x DOUBLE)")
    with pytest.raises((sqlite3.Error, duckdb.Error)):  # and not the text 'end'
        real.connection.execute(query)


@pytest.mark.parametrize(
    ("text", "dialect", "name", "hint"),
    [
        ("erf(x)", "duckdb", "erf", "PostgreSQL has it: --dialect postgres"),
        ("x*gelu(x)", "sqlite", "gelu", "PostgreSQL has it: --dialect postgres"),
        ("gamma(x)", "sqlite", "gamma", "DuckDB has it: --dialect duckdb"),
        ("x*polygamma(k, x)", "spark", "gamma", "DuckDB has it: --dialect duckdb"),
        ("gamma(x) + erfc(x)", "duckdb", "erfc", "PostgreSQL has it: --dialect postgres"),
    ],
)
def test_what_cannot_be_said_is_named(text: str, dialect: str, name: str, hint: str) -> None:
    with pytest.raises(BackpropError) as caught:
        emit(subject(text), dialect)
    error = caught.value
    assert error.message.startswith(f"'{name}'")
    assert error.hint is not None
    assert hint in error.hint
    assert error.span is not None
    assert name in text[slice(*error.span)]


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(BackpropError, match="no SQL dialect 'oracle'"):
        emit(subject("x"), "oracle")


def chain(length: int) -> str:
    steps = [f"t{number + 1} = sin(t{number})*t{number} + 1" for number in range(length)]
    return "; ".join(["t0 = x", *steps, f"t{length}"])


def test_a_long_chain_works_and_a_longer_one_is_refused(real: Engine) -> None:
    text = chain(MOST_STAGES // 3 - 2)
    asked = subject(text)
    (row,) = real.rows(emit(asked, real.dialect), ["x"], [{"x": 0.5}])
    result = evaluate(parse(text), {"x": 0.5}, Question(costs=False))
    (name,) = result.outputs
    assert row[name] == pytest.approx(result.values[name], rel=1e-9)
    assert row[f"d{name}_dx"] == pytest.approx(result.gradient[name]["x"], rel=1e-6)
    with pytest.raises(BackpropError, match="stages, more than 200"):
        emit(subject(chain(MOST_STAGES)), real.dialect)
    with pytest.raises(BackpropError, match="columns, more than"):
        emit(subject("+".join(f"sin(a{n})*a{n}" for n in range(1500))), real.dialect)
    with pytest.raises(BackpropError, match="operations, more than"):
        emit(subject("+".join(["x"] * 30_000)), real.dialect)


def test_deep_sums_and_branches(real: Engine) -> None:
    nested = "1"
    for number in range(25):
        nested = f"where(x > {number}, sin(x)*x^{number % 3}, {nested})"
    texts = ["+".join(f"x*{number}" for number in range(700)), nested]
    for outer in ("sec({})", "x/(1 + {})", "x - ({})", "({} + x)*x/50", "hypot({}, x)",
                  "where(x > 3, {}, 2)", "max(x, {})", "-({})", "log1p({})"):  # fmt: skip
        text = "x"
        for _ in range(25):
            text = outer.format(text)
        texts.append(text)
    for text in texts:
        asked = subject(text)
        (row,) = real.rows(emit(asked, real.dialect), ["x"], [{"x": 20.5}])
        result = evaluate(parse(text), {"x": 20.5}, Question(costs=False))
        assert row["f"] == pytest.approx(result.values["f"], rel=1e-12)
        assert row["df_dx"] == pytest.approx(result.gradient["f"]["x"], rel=1e-12)
