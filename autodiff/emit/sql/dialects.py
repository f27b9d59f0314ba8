"""How each SQL dialect spells the primitives: its words, its templates, and what it lacks.

A template is SQL with the places `{0}`, `{1}`, … of arguments, `{all}` of them, and `{present}`,
which tells that none is NULL. What has no template has a definition in this program's language.

Invariants:

- The keys of a dialect's tables are the names of the primitives, each once.
- Every spelling is total and strict: where the primitive has no value it is NULL, and where an
  argument is NULL it is NULL; neither is left to the dialect, for some would fail for every row.
- A spelling repeats an argument only if it must: what is repeated becomes a column of its own.

>>> DIALECTS["spark"].quote, tables("sqlite").simple["sin"].text, tables("spark").defined["floor"]
('`', 'SIN({all})', 'where(round(x) > x, round(x) - 1, round(x))')
>>> tables("duckdb").simple["sqrt"].text
'CASE WHEN {0} >= 0.0 THEN SQRT({0}) END'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ..planning.definitions import DEFINED
from ..writing.language import ADD, ATOM, MULTIPLY, SIGN, Template, calls, infix

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Words:
    """A dialect's words: its own name, its type of doubles, infinity, and the mark around names.

    `stage` stands between the name of a common table expression and its query. `unquoted` is what
    the dialect makes of a name without quotation marks, if it does not keep it; `longest` is how
    many bytes a name may have. `needs` is what a reader must know of the dialect.
    """

    title: str
    needs: str
    double: str = "DOUBLE"
    infinity: str = "CAST('inf' AS DOUBLE)"
    quote: str = '"'
    stage: str = "AS"
    unquoted: str = ""
    longest: int | None = None


DIALECTS = {
    # It works a column out once, materialized or not; where it is not, rows stream through.
    "duckdb": Words("DuckDB", "Needs DuckDB 1.1 or later.", stage="AS NOT MATERIALIZED"),
    # SQLite and PostgreSQL would write a column's text out at each use: 2^k copies in k stages.
    "sqlite": Words(
        "SQLite", "Needs SQLite 3.35 or later, built with its mathematical functions.",
        "REAL", "9e999", stage="AS MATERIALIZED",
    ),
    "postgres": Words(
        "PostgreSQL",
        "Needs PostgreSQL 12 or later, which fails where a double overflows or underflows.",
        "DOUBLE PRECISION", "CAST('inf' AS DOUBLE PRECISION)", stage="AS MATERIALIZED",
        unquoted="lower", longest=63,
    ),
    "spark": Words("Spark", "Needs Spark 3.0 or later.", quote="`"),
    "bigquery": Words(
        "BigQuery", "BigQuery fails where a double overflows.", "FLOAT64",
        "CAST('inf' AS FLOAT64)", "`", longest=300,
    ),
    "snowflake": Words(
        "Snowflake",
        "A name that must be quoted is taken to be in capitals, as Snowflake keeps it.",
        unquoted="upper", longest=255,
    ),
}  # fmt: skip
"""The dialects that there are tables for."""

SYMBOLS = {
    "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=", "equal": "=",
    "not_equal": "<>",
}  # fmt: skip
"""The comparisons, where they are conditions."""

_OPPOSITES = dict(zip(SYMBOLS, (">=", ">", "<=", "<", "<>", "="), strict=True))


def _truth(place: str) -> str:
    return f"CAST(CASE WHEN {place} <> 0.0 THEN 1.0 WHEN {place} = 0.0 THEN 0.0 END AS DOUBLE)"


def _where(condition: str, value: str) -> Template:
    return Template(f"CASE WHEN {condition} THEN {value} END")


_X, _Y, _EITHER = _truth("{0}"), _truth("{1}"), "CASE WHEN {present} THEN %s({all}) END"
_REMAINDER = "MOD({0}, NULLIF({1}, 0.0))"
_WHOLE = "{0} > 0.0 OR {0} <> FLOOR({0})"

SIMPLE = {
    "negate": Template("-{0}", SIGN, (ATOM,)),
    "add": infix("+", ADD), "subtract": infix("-", ADD),
    "multiply": Template("{0} * {1}", MULTIPLY, (MULTIPLY, SIGN)),
    "divide": Template("{0} / NULLIF({1}, 0.0)", MULTIPLY, (MULTIPLY,)),
    "square": Template("{0} * {0}", MULTIPLY),
    "power": _where("{0} > 0.0 OR {0} = 0.0 AND {1} >= 0.0 OR {0} < 0.0 AND {1} = FLOOR({1})",
        "POWER({0}, {1})"),
    **{
        name: Template(f"CAST(CASE WHEN {{0}} {yes} {{1}} THEN 1.0 "
            f"WHEN {{0}} {_OPPOSITES[name]} {{1}} THEN 0.0 END AS DOUBLE)")
        for name, yes in SYMBOLS.items()
    },
    # Not AND and OR, by which one of the two could decide where the other has no value.
    "and": Template(f"{_X} * {_Y}", MULTIPLY),
    "or": Template(f"CAST(SIGN({_X} + {_Y}) AS DOUBLE)"),
    "not": Template("CAST(CASE WHEN {0} = 0.0 THEN 1.0 WHEN {0} <> 0.0 THEN 0.0 END AS DOUBLE)"),
    "where": Template("CASE WHEN {0} <> 0.0 THEN {1} WHEN {0} = 0.0 THEN {2} END"),
    **calls("", exp="EXP", sin="SIN", cos="COS", tan="TAN", atan="ATAN", atan2="ATAN2",
        sinh="SINH", cosh="COSH", tanh="TANH", asinh="ASINH", cbrt="CBRT", abs="ABS",
        floor="FLOOR", ceil="CEIL", trunc="TRUNC"),
    "log": _where("{0} > 0.0", "LN({0})"), "log10": _where("{0} > 0.0", "LOG10({0})"),
    "sqrt": _where("{0} >= 0.0", "SQRT({0})"),
    "asin": _where("ABS({0}) <= 1.0", "ASIN({0})"), "acos": _where("ABS({0}) <= 1.0", "ACOS({0})"),
    "acosh": _where("{0} >= 1.0", "ACOSH({0})"), "atanh": _where("ABS({0}) < 1.0", "ATANH({0})"),
    "sign": Template("CAST(SIGN({0}) AS DOUBLE)"),
    "max": Template(_EITHER % "GREATEST"), "min": Template(_EITHER % "LEAST"),
    "leaky_relu": _where("{present}", "CASE WHEN {0} > 0.0 THEN {0} ELSE {1} * {0} END"),
}  # fmt: skip

DEFINITIONS = {
    # From tanh and atanh where exp(x) - 1 and log(1 + x) would lose digits.
    "expm1": "t = tanh(x/2); where(abs(x) > 1, exp(x) - 1, 2*t/(1 - t))",
    "log1p": "where(abs(x) < 0.5, 2*atanh(x/(2 + x)), log(1 + x))",
    "log2": "log(x)/0.6931471805599453",
    "hypot": "m = max(abs(x), abs(y)); n = min(abs(x), abs(y));"
        "where(m > 0, m*sqrt(1 + (n/m)^2), m)",
    "round": "f = floor(x); r = x - f;"
        "where(r < 0.5, f, where(r > 0.5, f + 1, 2*floor(f/2 + 0.5)))",
    "mod": "x - y*floor(x/y)",
}  # fmt: skip
"""What is put into the query by a definition of its own: its text."""

UNSUPPORTED = {
    "erf": "the error function", "erfc": "the error function",
    "gelu": "the error function, which gelu is made of", "gamma": "the gamma function",
    "lgamma": "the gamma function",
}  # fmt: skip
"""What the dialects have no function for, as the error names it."""

_MOD = Template(f"CASE WHEN SIGN({{1}}) * {_REMAINDER} < 0.0 THEN {_REMAINDER} + {{1}} "
    f"ELSE {_REMAINDER} END")  # fmt: skip
_LOG2 = _where("{0} > 0.0", "LOG2({0})")
_GAMMAS = {"gamma": _where(_WHOLE, "GAMMA({0})"), "lgamma": _where(_WHOLE, "LGAMMA({0})")}

DIFFERENCES: dict[str, dict[str, Template | str]] = {
    "duckdb": {"log2": _LOG2, "round": Template("ROUND_EVEN({0}, 0)"), "mod": _MOD, **_GAMMAS},
    "sqlite": {
        # Its power of a third, and one step of Newton's method for the last digits.
        "cbrt": "r = abs(x)^0.3333333333333333;"
            "where(x == 0, 0, sign(x)*(r - (r - abs(x)/(r*r))/3))",
        "log2": _LOG2, "mod": _MOD, **calls("", max="MAX", min="MIN"),
    },
    "postgres": {
        "exp": Template("CASE WHEN {0} > 709.78 THEN CAST('inf' AS DOUBLE) "
            "WHEN {0} < -708.39 THEN 0.0 ELSE EXP({0}) END"),
        "gelu": "x*erfc(-x/1.4142135623730951)/2",
        **calls("", erf="ERF", erfc="ERFC"), **_GAMMAS,
    },
    "spark": {
        **calls("", expm1="EXPM1", hypot="HYPOT", round="RINT"),
        "log1p": _where("{0} > -1.0", "LOG1P({0})"), "log2": _LOG2, "mod": _MOD,
        # Its FLOOR and CEIL give whole numbers of 64 bits, its TRUNC is for dates.
        "floor": "where(round(x) > x, round(x) - 1, round(x))",
        "ceil": "where(round(x) < x, round(x) + 1, round(x))",
        "trunc": "sign(x)*floor(abs(x))",
        "power": Template(SIMPLE["power"].text.replace("FLOOR", "RINT")),
        # Its own ones lose digits near 0 and 1, and overflow.
        "asinh": "a = abs(x); sign(x)*where(a < 1e8, log1p(a + x*x/(1 + sqrt(x*x + 1))), "
            "log(a) + 0.6931471805599453)",
        "acosh": "where(x >= 1e8, log(x) + 0.6931471805599453,"
            "log1p(x - 1 + sqrt(x - 1)*sqrt(x + 1)))",
    },
    "bigquery": {
        "exp": Template("CASE WHEN {0} > 709.78 THEN CAST('inf' AS DOUBLE) ELSE EXP({0}) END"),
        **calls("", max="GREATEST", min="LEAST"),
    },
    "snowflake": {
        "log10": "log(x)/2.302585092994046", "mod": _MOD,
        **calls("", max="GREATEST", min="LEAST"),
    },
}  # fmt: skip
"""By dialect, what is otherwise there: a template of its own, or a definition."""

DECIDED = {
    "and": Template("CAST(CASE WHEN {0} = 0.0 OR {1} = 0.0 THEN 0.0 "
        "WHEN {0} <> 0.0 AND {1} <> 0.0 THEN 1.0 END AS DOUBLE)"),
    "or": Template("CAST(CASE WHEN {0} <> 0.0 OR {1} <> 0.0 THEN 1.0 "
        "WHEN {0} = 0.0 AND {1} = 0.0 THEN 0.0 END AS DOUBLE)"),
}  # fmt: skip
"""The conditions of differentiation itself, which one side can decide: the other is one that stands
in a branch which is not taken, and need not have a value."""

QUOTIENT_BY_CONSTANT = Template("{0} / {1}", MULTIPLY, (MULTIPLY, SIGN))
"""The quotient by a constant that is not 0."""

POWER_OF_CONSTANT = Template("POWER({0}, {1})")
"""The power of a constant above 0."""

POWERS_BY_CONSTANT = {
    "0, 1, 2, …": Template("POWER({0}, {1})"),
    "-1, -2, …": Template("POWER(NULLIF({0}, 0.0), {1})"),
    "above 0": _where("{0} >= 0.0", "POWER({0}, {1})"),
    "below 0": _where("{0} > 0.0", "POWER({0}, {1})"),
}
"""The power where its exponent is a constant of a kind."""

REMARKS: dict[str, dict[str, str]] = {
    "postgres": {
        "erf": "ERF needs PostgreSQL 16 or later.",
        "erfc": "ERFC needs PostgreSQL 16 or later.",
        "gelu": "ERFC needs PostgreSQL 16 or later.",
        "gamma": "GAMMA needs PostgreSQL 18 or later.",
        "lgamma": "LGAMMA needs PostgreSQL 18 or later.",
        "mod": "mod is x - y*FLOOR(x/y), rounded: it has no digits where x/y is large.",
    },
    "bigquery": {
        "mod": "mod is x - y*FLOOR(x/y), rounded: it has no digits where x/y is large.",
    },
}
"""What a reader must know of a spelling, by dialect and primitive."""


class Tables(NamedTuple):
    """One dialect's templates, definitions, and what it cannot say; each primitive once.

    A definition that is empty is that of all languages.
    """

    simple: Mapping[str, Template]
    defined: Mapping[str, str]
    unsupported: Mapping[str, str]


@cache
def tables(dialect: str) -> Tables:
    """The tables of a dialect."""
    own = DIFFERENCES[dialect]
    templates = {name: each for name, each in own.items() if isinstance(each, Template)}
    definitions = {name: each for name, each in own.items() if isinstance(each, str)}
    simple = {name: each for name, each in SIMPLE.items() if name not in own} | templates
    unsupported = {name: each for name, each in UNSUPPORTED.items() if name not in own}
    definitions = {**dict.fromkeys(DEFINED, ""), **DEFINITIONS, **definitions}
    said = simple.keys() | unsupported.keys()
    return Tables(
        simple, {name: each for name, each in definitions.items() if name not in said}, unsupported
    )
