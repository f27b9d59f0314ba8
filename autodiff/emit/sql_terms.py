"""Operations of the graph as sqlglot expressions of one dialect.

Templates are parsed once, by sqlglot's own dialect; functions in them are kept as they are spelt,
for sqlglot would say some of them in its own way.

Invariants:

- What is put into a template is put into parentheses where it must be.
- An operation between constants alone is one between doubles: to some dialects 0.1 is a decimal.
"""

from __future__ import annotations

import re
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from ...parser.errors import BackpropError
from ..numbers.doubles import FLOATS
from ..rules import PRIMITIVES, WHERE
from .sql_names import is_plain
from .sql_tables import DECIDED, POWERS_OF_CONSTANT_EXPONENT, SYMBOLS, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..graph.graph import Constant
    from ..rules import Primitive

_FUNCTION = re.compile(r"\b(?!CAST\b|NULLIF\b)([A-Z][A-Z0-9_]*)\(")
_KEPT = "kept__"
_BOUND = {
    "or": 1, "and": 2, "not": 3, "gt": 4, "gte": 4, "lt": 4, "lte": 4, "eq": 4, "neq": 4, "is": 4,
    "add": 5, "sub": 5, "mul": 6, "div": 6, "neg": 7,
}  # fmt: skip
"""How tightly operators bind, by sqlglot's keys for them."""

Term = Any
"""A sqlglot expression; the names of their common class differ from version to version."""


def _imported() -> Any:  # noqa: ANN401
    try:
        import sqlglot  # only SQL needs it
    except ModuleNotFoundError:
        raise BackpropError(
            "SQL needs the package sqlglot, which is not installed",
            hint="install backprop-cli[sql]",
        ) from None
    return sqlglot


class Spelling(NamedTuple):
    """A template, as an expression with placeholders, and the positions that it repeats."""

    expression: Term
    names: tuple[str, ...]
    repeated: tuple[int, ...]


class Terms:
    """The expressions of one dialect."""

    def __init__(self, dialect: str) -> None:
        sqlglot = _imported()
        self.exp = sqlglot.exp
        self._parse = sqlglot.parse_one
        self.dialect = dialect
        self._tables = tables(dialect)
        self._spellings: dict[tuple[str, tuple[str, ...]], Spelling] = {}
        settings = sqlglot.Dialect.get_or_raise(dialect)
        # Division as the dialect has it: sqlglot would guard or cast another's.
        self._division = {"typed": settings.TYPED_DIVISION, "safe": settings.SAFE_DIVISION}

    def constant(self, constant: Constant) -> Term:
        """The double nearest to a constant; NULL if it is not a number."""
        value = FLOATS.constant(constant)
        if isnan(value):
            return self.double(self.exp.null())
        text = repr(abs(value))
        if text == "inf":
            term = self._infinity()
        else:
            # A long one without an exponent would be a decimal first, and then rounded again.
            is_long = "e" not in text and len(text.strip("0").replace(".", "")) > 15
            term = self.exp.Literal.number(f"{text}e0" if is_long else text)
        return self.exp.Neg(this=term) if value < 0 else term

    def _infinity(self) -> Term:
        if self.dialect == "sqlite":
            return self.exp.Literal.number("9e999")
        return self.double(self.exp.Literal.string("inf"))

    def spelling(
        self, primitive: Primitive, constants: Sequence[float | None], *, written: bool = True
    ) -> Spelling:
        """How an operation is written, given those of its arguments that are constants.

        With `written=False` it is not of the program's but of its derivatives' making.
        """
        names = primitive.parameters
        if primitive.variadic:
            names = tuple([f"x{position}" for position in range(len(constants))])
        text = (
            (None if written else DECIDED.get(primitive.name))
            or self._special(primitive, constants)
            or self._tables.template(primitive.name, primitive.parameters)
        )
        unknown = [
            name for name, constant in zip(names, constants, strict=True) if constant is None
        ]
        exponentials = [f"BP_EXP(:{name} - BP_MAX(:all))" for name in names]
        text = text.replace(":exponentials", " + ".join(exponentials))
        text = text.replace(":all", ", ".join([f":{name}" for name in names]))
        present = [f"NOT :{name} IS NULL" for name in unknown or names]
        return self._parsed(text.replace(":present", " AND ".join(present)), names)

    def _special(self, primitive: Primitive, constants: Sequence[float | None]) -> str | None:
        """A better spelling that a constant argument allows, or the number of arguments."""
        if primitive.name == "logsumexp" and len(constants) == 2:
            return "BP_MAX(:x0, :x1) + BP_SOFTPLUS(-ABS(:x0 - :x1))"
        if primitive.name not in ("divide", "power"):
            return None
        x, y = constants
        if primitive.name == "divide":
            return ":x / :y" if y else None
        if y is not None and abs(y) < 2**53:
            kinds = ("0, 1, 2, …", "-1, -2, …") if y % 1 == 0 else ("above 0", "below 0")
            return POWERS_OF_CONSTANT_EXPONENT[kinds[y < 0]]
        return "POWER(:x, :y)" if x is not None and x > 0 else None

    def _parsed(self, text: str, names: tuple[str, ...]) -> Spelling:
        """A template, parsed when it is first asked for."""
        key = text, names
        if key not in self._spellings:
            expression = self._expanded(text)
            for quotient in expression.find_all(self.exp.Div):
                for name, setting in self._division.items():
                    quotient.set(name, setting)
            placeholders = [place.name for place in expression.find_all(self.exp.Placeholder)]
            repeated = [place for place, name in enumerate(names) if placeholders.count(name) > 1]
            self._spellings[key] = Spelling(expression, names, tuple(repeated))
        return self._spellings[key]

    def _expanded(self, text: str) -> Term:
        """The expression of a template, with the templates of the primitives that it names."""
        expression = self._parse(_FUNCTION.sub(rf"{_KEPT}\1(", text))
        for call in reversed(list(expression.find_all(self.exp.Anonymous))):
            name = call.name.removeprefix(_KEPT)
            if not name.startswith("BP_"):
                call.set("this", name)
                continue
            primitive = PRIMITIVES[name[3:].lower()]
            inner = self.spelling(primitive, [None] * len(call.expressions))
            made = self._filled(inner, call.expressions)
            if call is expression:
                expression = made
            else:
                call.replace(self._bracketed(made, call))
        return expression

    def operation(
        self,
        primitive: Primitive,
        arguments: Sequence[Term],
        constants: Sequence[float | None],
        *,
        written: bool = True,
    ) -> Term:
        """One operation on its arguments."""
        spelling = self.spelling(primitive, constants, written=written)
        counted = slice(1, None) if primitive is WHERE else slice(None)
        if None not in constants[counted]:
            arguments = [*arguments]
            arguments[counted] = [self.double(argument) for argument in arguments[counted]]
        return self._filled(spelling, arguments)

    def comparison(self, primitive: Primitive, arguments: Sequence[Term]) -> Term:
        """A comparison as a condition."""
        text = f":x {SYMBOLS[primitive.name]} :y"
        return self._filled(self._parsed(text, ("x", "y")), arguments)

    def truth(self, term: Term, *, holds: bool) -> Term:
        """Whether a number, as a condition, holds, or does not; neither where it is NULL."""
        return self._filled(self._parsed(f":x {'<>' if holds else '='} 0.0", ("x",)), [term])

    def choice(self, yes: Term, no: Term, a: Term, b: Term) -> Term:
        """A `where` whose condition, and its opposite, are written out."""
        if self.is_literal(a) and self.is_literal(b):
            a, b = self.double(a), self.double(b)
        return self.exp.Case().when(yes, a).when(no, b)

    def column(self, name: str, table: str | None = None) -> Term:
        """A column by its name."""
        return self.exp.column(self.identifier(name), table=table)

    def identifier(self, name: str, *, ours: bool = False) -> Term:
        """A name, quoted if some dialect would not take it otherwise.

        With `ours` it is quoted, too, where the dialect would not keep its capitals.
        """
        quoted = not is_plain(name) or (
            ours and self.dialect == "postgres" and name != name.lower()
        )
        if quoted and self.dialect == "snowflake" and name.isascii():
            name = name.upper()
        return self.exp.to_identifier(name, quoted=quoted)

    def double(self, term: Term) -> Term:
        """A term as a double, whatever the dialect takes it for."""
        return self.exp.cast(term, self.exp.DataType.Type.DOUBLE)

    def is_literal(self, term: Term) -> bool:
        """Whether a term is a number as it is written, whose type is the dialect's to say."""
        inner = term.this if isinstance(term, self.exp.Neg) else term
        return isinstance(inner, self.exp.Literal)

    def _filled(self, spelling: Spelling, arguments: Sequence[Term]) -> Term:
        """A template with arguments in place of its placeholders."""
        given = dict(zip(spelling.names, arguments, strict=True))
        expression = spelling.expression.copy()
        for place in list(expression.find_all(self.exp.Placeholder)):
            term = given[place.name]
            if spelling.names.index(place.name) in spelling.repeated:
                term = term.copy()
            place.replace(self._bracketed(term, place))
        return expression

    def _bracketed(self, term: Term, place: Term) -> Term:
        """A term in parentheses, if it would be read otherwise in that place."""
        around = place.parent
        outer, inner = _BOUND.get(around.key), _BOUND.get(term.key)
        if outer is None or inner is None or inner > outer:
            return term
        if inner == outer and inner in (5, 6) and place.arg_key == "this":
            return term
        return self.exp.Paren(this=term)
