"""Operations of the graph as SQL text of one dialect.

Invariant: an operation between constants alone is one between doubles: to some dialects 0.1 is a
decimal.

>>> from ...rules import PRIMITIVES
>>> speller = SqlSpeller("sqlite")
>>> x, y = Text("x", ATOM), Text("a + b", ADD)
>>> speller.operation(PRIMITIVES["multiply"], [x, y], [None, None]).text
'x * (a + b)'
>>> speller.operation(PRIMITIVES["log"], [x], [None]).text
'CASE WHEN x > 0.0 THEN LN(x) END'
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ...numbers.doubles import FLOATS
from ...rules import WHERE
from ..writing.language import ADD, ATOM, COMPARE, SIGN, Template, Text
from .column_names import is_plain
from .dialects import (
    DECIDED,
    DIALECTS,
    POWER_OF_CONSTANT,
    POWERS_BY_CONSTANT,
    QUOTIENT_BY_CONSTANT,
    SYMBOLS,
    tables,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...graph.graph import Constant
    from ...rules import Primitive


class SqlSpeller:
    """Spells the operations of one dialect."""

    def __init__(self, dialect: str) -> None:
        self.words = DIALECTS[dialect]
        self._tables = tables(dialect)

    def constant(self, constant: Constant) -> Text:
        """The double nearest to a constant; NULL if it is not a number."""
        value = FLOATS.constant(constant)
        if isnan(value):
            return self.double(Text("NULL", ATOM))
        text = repr(abs(value))
        if text == "inf":
            text = self.words.infinity
        elif "e" not in text and len(text.strip("0").replace(".", "")) > 15:
            text += "e0"  # else it would be a decimal first, and then rounded again
        return Text(f"-{text}", SIGN) if value < 0 else Text(text, ATOM)

    def double(self, term: Text) -> Text:
        """A term as a double, whatever the dialect takes it for."""
        return Text(f"CAST({term.text} AS {self.words.double})", ATOM)

    def identifier(self, name: str, *, ours: bool = False) -> str:
        """A name, quoted if some dialect would not take it otherwise.

        With `ours` it is quoted, too, where the dialect would not keep its capitals.
        """
        loses_capitals = ours and self.words.unquoted == "lower" and name != name.lower()
        if is_plain(name) and not loses_capitals:
            return name
        if self.words.unquoted == "upper" and name.isascii():
            name = name.upper()
        return f"{self.words.quote}{name}{self.words.quote}"

    def column(self, name: str) -> Text:
        """A column by its name."""
        return Text(self.identifier(name), ATOM)

    def operation(
        self,
        primitive: Primitive,
        arguments: Sequence[Text],
        constants: Sequence[float | None],
        *,
        written: bool = True,
    ) -> Text:
        """One operation on its arguments, of which `constants` are those that are constants.

        With `written=False` it is not of the program's but of its derivatives' making.
        """
        counted = slice(1, None) if primitive is WHERE else slice(None)
        if None not in constants[counted]:
            arguments = [*arguments]
            arguments[counted] = [self.double(argument) for argument in arguments[counted]]
        return self._template(primitive, constants, written=written).applied(arguments)

    def comparison(self, primitive: Primitive, arguments: Sequence[Text]) -> Text:
        """A comparison as a condition."""
        symbol = SYMBOLS[primitive.name]
        return Template(f"{{0}} {symbol} {{1}}", COMPARE, (ADD, ADD)).applied(arguments)

    def truth(self, term: Text, *, holds: bool) -> Text:
        """Whether a number, as a condition, holds, or does not; neither where it is NULL."""
        return Template(f"{{0}} {'<>' if holds else '='} 0.0", COMPARE, (ADD,)).applied([term])

    def repeated(
        self, primitive: Primitive, constants: Sequence[float | None], *, written: bool = True
    ) -> frozenset[int]:
        """The positions of the arguments that an operation's text names more than once."""
        text = self._template(primitive, constants, written=written).text
        once = text.count("{all}")
        places = range(len(constants))
        return frozenset(place for place in places if once + text.count(f"{{{place}}}") > 1)

    def _template(
        self, primitive: Primitive, constants: Sequence[float | None], *, written: bool
    ) -> Template:
        """How an operation is written, given those of its arguments that are constants."""
        made = None if written else DECIDED.get(primitive.name)
        found = made or _special(primitive, constants) or self._tables.simple[primitive.name]
        unknown = [place for place, known in enumerate(constants) if known is None]
        present = " AND ".join(
            f"NOT {{{place}}} IS NULL" for place in unknown or range(len(constants))
        )
        text = found.text.replace("{present}", present)
        return found._replace(text=text.replace(" AS DOUBLE)", f" AS {self.words.double})"))


def _special(primitive: Primitive, constants: Sequence[float | None]) -> Template | None:
    """A better spelling that a constant argument allows."""
    if primitive.name not in ("divide", "power"):
        return None
    x, y = constants
    if primitive.name == "divide":
        return QUOTIENT_BY_CONSTANT if y else None
    if y is not None and abs(y) < 2**53:
        kinds = ("0, 1, 2, …", "-1, -2, …") if y % 1 == 0 else ("above 0", "below 0")
        return POWERS_BY_CONSTANT[kinds[y < 0]]
    return POWER_OF_CONSTANT if x is not None and x > 0 else None
