"""How each SQL dialect spells the primitives: small tables, and where a dialect differs.

A template is SQL in which `:name` stands for an argument, by the name of the row's parameter, and
`BP_NAME(…)` for another primitive, as this dialect spells it.

Invariants:

- The keys of a dialect's tables are the names of the primitives, each once.
- Every spelling is total and strict: where the primitive has no value it is NULL, and where an
  argument is NULL it is NULL; neither is left to the dialect, for some would fail for every row.
- A spelling repeats an argument only if it must: what is repeated becomes a column of its own.

>>> DIALECTS["spark"].quote, tables("sqlite").simple["sin"], tables("spark").simple["round"]
('`', 'SIN', 'RINT')
>>> tables("duckdb").lowered["sqrt"]
'CASE WHEN :x >= 0.0 THEN SQRT(:x) END'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..rules import Primitive


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

INFIX = {"negate": "-", "add": "+", "subtract": "-", "multiply": "*"}

SIMPLE = {
    "exp": "EXP", "sin": "SIN", "cos": "COS", "tan": "TAN", "atan": "ATAN", "atan2": "ATAN2",
    "sinh": "SINH", "cosh": "COSH", "tanh": "TANH", "asinh": "ASINH", "cbrt": "CBRT",
    "abs": "ABS", "floor": "FLOOR", "ceil": "CEIL", "trunc": "TRUNC",
}  # fmt: skip


SYMBOLS = {
    "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=", "equal": "=",
    "not_equal": "<>",
}  # fmt: skip
"""The comparisons, where they are conditions."""


def _comparison(name: str, opposite: str) -> str:
    yes, no = SYMBOLS[name], SYMBOLS[opposite]
    return f"CAST(CASE WHEN :x {yes} :y THEN 1.0 WHEN :x {no} :y THEN 0.0 END AS DOUBLE)"


def _truth(name: str) -> str:
    return f"CAST(CASE WHEN :{name} <> 0.0 THEN 1.0 WHEN :{name} = 0.0 THEN 0.0 END AS DOUBLE)"


_EXTREME = "CASE WHEN :present THEN {}(:all) END"
_LN_2 = "0.6931471805599453e0"
_LN_10 = "2.302585092994046e0"
_ROOT = "POWER(ABS(:x), 0.3333333333333333e0)"

LOWERED = {
    "divide": ":x / NULLIF(:y, 0.0)",
    "power": "CASE WHEN :x > 0.0 OR :x = 0.0 AND :y >= 0.0 OR :x < 0.0 AND :y = FLOOR(:y) "
        "THEN POWER(:x, :y) END",
    "less": _comparison("less", "greater_equal"),
    "less_equal": _comparison("less_equal", "greater"),
    "greater": _comparison("greater", "less_equal"),
    "greater_equal": _comparison("greater_equal", "less"),
    "equal": _comparison("equal", "not_equal"),
    "not_equal": _comparison("not_equal", "equal"),
    # Not AND and OR, by which one of the two could decide where the other has no value.
    "and": f"{_truth('x')} * {_truth('y')}",
    "or": f"BP_SIGN({_truth('x')} + {_truth('y')})",
    "not": "CAST(CASE WHEN :x = 0.0 THEN 1.0 WHEN :x <> 0.0 THEN 0.0 END AS DOUBLE)",
    "where": "CASE WHEN :condition <> 0.0 THEN :a WHEN :condition = 0.0 THEN :b END",
    # From tanh and atanh where exp(x) - 1 and log(1 + x) would lose digits.
    "expm1": "CASE WHEN ABS(:x) > 1.0 THEN BP_EXP(:x) - 1.0 "
        "ELSE 2.0 * TANH(:x / 2.0) / (1.0 - TANH(:x / 2.0)) END",
    "log": "CASE WHEN :x > 0.0 THEN LN(:x) END",
    "log2": f"CASE WHEN :x > 0.0 THEN LN(:x) / {_LN_2} END",
    "log10": "CASE WHEN :x > 0.0 THEN LOG10(:x) END",
    "log1p": "CASE WHEN ABS(:x) < 0.5 THEN 2.0 * ATANH(:x / (2.0 + :x)) "
        "WHEN :x > -1.0 THEN LN(1.0 + :x) END",
    "sqrt": "CASE WHEN :x >= 0.0 THEN SQRT(:x) END",
    "square": ":x * :x",
    "asin": "CASE WHEN ABS(:x) <= 1.0 THEN ASIN(:x) END",
    "acos": "CASE WHEN ABS(:x) <= 1.0 THEN ACOS(:x) END",
    "acosh": "CASE WHEN :x >= 1.0 THEN ACOSH(:x) END",
    "atanh": "CASE WHEN ABS(:x) < 1.0 THEN ATANH(:x) END",
    "hypot": "CASE WHEN ABS(:x) > ABS(:y) THEN ABS(:x) * SQRT(1.0 + :y / :x * (:y / :x)) "
        "WHEN ABS(:y) > 0.0 THEN ABS(:y) * SQRT(1.0 + :x / :y * (:x / :y)) "
        "WHEN ABS(:x) + ABS(:y) = 0.0 THEN 0.0 END",
    "sign": "CAST(SIGN(:x) AS DOUBLE)",
    "round": "CASE WHEN :x - FLOOR(:x) < 0.5 THEN FLOOR(:x) "
        "WHEN :x - FLOOR(:x) > 0.5 THEN FLOOR(:x) + 1.0 "
        "ELSE 2.0 * FLOOR(FLOOR(:x) / 2.0 + 0.5) END",
    "mod": ":x - :y * FLOOR(:x / NULLIF(:y, 0.0))",
    "max": _EXTREME.format("GREATEST"),
    "min": _EXTREME.format("LEAST"),
    "leaky_relu": "CASE WHEN :present THEN CASE WHEN :x > 0.0 THEN :x "
        "ELSE :slope * :x END END",
}  # fmt: skip

DEFINED = dict.fromkeys((
    "sec", "csc", "cot", "asec", "acsc", "acot", "sech", "csch", "coth", "logsumexp", "logb",
    "clamp", "relu", "sigmoid", "logit", "softplus", "silu", "digamma", "polygamma",
), "")  # fmt: skip
"""What is put into the query by its definition (`definitions.py`)."""

UNSUPPORTED = {
    "erf": "the error function", "erfc": "the error function",
    "gelu": "the error function, which gelu is made of", "gamma": "the gamma function",
    "lgamma": "the gamma function",
}  # fmt: skip
"""What the dialects have no function for, as the error names it."""

_REMAINDER = (
    "CASE WHEN SIGN(:y) * MOD(:x, NULLIF(:y, 0.0)) < 0.0 "
    "THEN MOD(:x, NULLIF(:y, 0.0)) + :y ELSE MOD(:x, NULLIF(:y, 0.0)) END"
)
_WHOLE = "CASE WHEN :x > 0.0 OR :x <> FLOOR(:x) THEN {}(:x) END"
DIFFERENCES: dict[str, dict[str, str]] = {
    "duckdb": {
        "log2": "CASE WHEN :x > 0.0 THEN LOG2(:x) END",
        "round": "ROUND_EVEN(:x, 0)",
        "mod": _REMAINDER,
        "gamma": _WHOLE.format("GAMMA"),
        "lgamma": _WHOLE.format("LGAMMA"),
    },
    "sqlite": {
        # Its power of a third, and one step of Newton's method for the last digits.
        "cbrt": f"CASE WHEN :x = 0.0 THEN 0.0 ELSE SIGN(:x) * ({_ROOT} - "
            f"({_ROOT} - ABS(:x) / ({_ROOT} * {_ROOT})) / 3.0) END",
        "log2": "CASE WHEN :x > 0.0 THEN LOG2(:x) END",
        "mod": _REMAINDER,
        "max": "MAX",
        "min": "MIN",
    },
    "postgres": {
        "exp": "CASE WHEN :x > 709.78 THEN CAST('inf' AS DOUBLE) WHEN :x < -708.39 THEN 0.0 "
            "ELSE EXP(:x) END",
        "erf": "ERF",
        "erfc": "ERFC",
        "gelu": ":x * ERFC(-:x / 1.4142135623730951e0) / 2.0",
        "gamma": _WHOLE.format("GAMMA"),
        "lgamma": _WHOLE.format("LGAMMA"),
    },
    "spark": {
        "expm1": "EXPM1",
        "log1p": "CASE WHEN :x > -1.0 THEN LOG1P(:x) END",
        "log2": "CASE WHEN :x > 0.0 THEN LOG2(:x) END",
        "hypot": "HYPOT",
        # Its FLOOR and CEIL give whole numbers of 64 bits, its TRUNC is for dates.
        "round": "RINT",
        "floor": "CASE WHEN RINT(:x) > :x THEN RINT(:x) - 1.0 ELSE RINT(:x) END",
        "ceil": "CASE WHEN RINT(:x) < :x THEN RINT(:x) + 1.0 ELSE RINT(:x) END",
        "trunc": "SIGN(:x) * BP_FLOOR(ABS(:x))",
        "power": LOWERED["power"].replace("FLOOR(:y)", "RINT(:y)"),
        "mod": _REMAINDER,
        # Its own ones lose digits near 0 and 1, and overflow.
        "asinh": "CASE WHEN ABS(:x) < 1e8 THEN SIGN(:x) * LOG1P(ABS(:x) + :x * :x "
            "/ (1.0 + SQRT(:x * :x + 1.0))) "
            f"ELSE SIGN(:x) * (LN(ABS(:x)) + {_LN_2}) END",
        "acosh": "CASE WHEN :x >= 1e8 THEN "
            f"LN(:x) + {_LN_2} WHEN :x >= 1.0 "
            "THEN LOG1P(:x - 1.0 + SQRT(:x - 1.0) * SQRT(:x + 1.0)) END",
    },
    "bigquery": {
        "exp": "CASE WHEN :x > 709.78 THEN CAST('inf' AS DOUBLE) ELSE EXP(:x) END",
        "max": "GREATEST",
        "min": "LEAST",
    },
    "snowflake": {
        "log10": f"CASE WHEN :x > 0.0 THEN LN(:x) / {_LN_10} END",
        "mod": _REMAINDER,
        "max": "GREATEST",
        "min": "LEAST",
    },
}  # fmt: skip
"""By dialect: the name of a function of its own, or a template (which has an argument in it)."""

DECIDED = {
    "and": "CAST(CASE WHEN :x = 0.0 OR :y = 0.0 THEN 0.0 WHEN :x <> 0.0 AND :y <> 0.0 THEN 1.0 END "
        "AS DOUBLE)",
    "or": "CAST(CASE WHEN :x <> 0.0 OR :y <> 0.0 THEN 1.0 WHEN :x = 0.0 AND :y = 0.0 THEN 0.0 END "
        "AS DOUBLE)",
}  # fmt: skip
"""The conditions of differentiation itself, which one side can decide: the other is one that stands
in a branch which is not taken, and need not have a value."""

POWERS_OF_CONSTANT_EXPONENT = {
    "0, 1, 2, …": "POWER(:x, :y)",
    "-1, -2, …": "POWER(NULLIF(:x, 0.0), :y)",
    "above 0": "CASE WHEN :x >= 0.0 THEN POWER(:x, :y) END",
    "below 0": "CASE WHEN :x > 0.0 THEN POWER(:x, :y) END",
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


@dataclass(frozen=True, slots=True)
class Tables:
    """One dialect's spellings: operators, function names, templates, what is defined, and what it
    cannot say.
    """

    infix: dict[str, str]
    simple: dict[str, str]
    lowered: dict[str, str]
    defined: dict[str, str]
    unsupported: dict[str, str]

    def template(self, primitive: Primitive) -> str:
        """How a primitive that is supported is spelt, as a template of its parameters."""
        name, parameters = primitive.name, primitive.parameters
        if name in self.infix:
            operator = self.infix[name]
            if len(parameters) == 1:
                return f"{operator}:{parameters[0]}"
            return f":{parameters[0]} {operator} :{parameters[1]}"
        if name in self.simple:
            shown = ":all" if parameters[-1].startswith("*") else ", :".join(("", *parameters))[2:]
            return f"{self.simple[name]}({shown})"
        return self.lowered[name]


@cache
def tables(dialect: str) -> Tables:
    """The tables of a dialect."""
    own = DIFFERENCES[dialect]
    templates = {name: text for name, text in own.items() if ":" in text}
    names = {name: text for name, text in own.items() if ":" not in text}
    return Tables(
        INFIX,
        {name: text for name, text in SIMPLE.items() if name not in own} | names,
        {name: text for name, text in LOWERED.items() if name not in own} | templates,
        {name: text for name, text in DEFINED.items() if name not in own},
        {name: text for name, text in UNSUPPORTED.items() if name not in own},
    )
