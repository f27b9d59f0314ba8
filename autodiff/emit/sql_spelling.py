"""Operations of the graph as SQL text of one dialect, with the parentheses that they need.

Invariants:

- What is put into a template is put into parentheses where it would be read otherwise there.
- An operation between constants alone is one between doubles: to some dialects 0.1 is a decimal.

>>> from ..rules import PRIMITIVES
>>> speller = SqlSpeller("sqlite")
>>> x, y = Text("x", ATOM), Text("a + b", ADD)
>>> speller.operation(PRIMITIVES["multiply"], [x, y], [None, None]).text
'x * (a + b)'
>>> speller.operation(PRIMITIVES["log"], [x], [None]).text
'CASE WHEN x > 0.0 THEN LN(x) END'
"""

from __future__ import annotations

import re
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from ..numbers.doubles import FLOATS
from ..rules import PRIMITIVES, WHERE
from .language import ADD, ATOM, COMPARE, MULTIPLY, SIGN, Text, enclosed
from .sql_names import is_plain
from .sql_tables import DECIDED, DIALECTS, POWERS_OF_CONSTANT_EXPONENT, SYMBOLS, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..graph.graph import Constant
    from ..rules import Primitive

_PLACE = re.compile(r":(\w+)")
_OTHER = re.compile(r"\bBP_(\w+)\(")
_GROUP = re.compile(r"\([^()]*\)|\bCASE\b((?!\bCASE\b|\bEND\b).)*\bEND\b")
_BINDINGS = (
    (re.compile(r" ([<>=]|<=|>=|<>|IS|AND|OR) |^NOT "), COMPARE),
    (re.compile(r" [+-] "), ADD),
    (re.compile(r" [*/] "), MULTIPLY),
    (re.compile(r"^-"), SIGN),
)
_LEFT = ((re.compile(r"[*/] $"), SIGN), (re.compile(r"[+-] $"), MULTIPLY),
    (re.compile(r"-$"), ATOM), (re.compile(r"[<>=] $"), ADD))  # fmt: skip
"""How tightly an operand must bind, by what stands before it."""

_RIGHT = ((re.compile(r" [*/] "), MULTIPLY), (re.compile(r" [+-] "), ADD),
    (re.compile(r" ([<>=]|IS\b)"), ADD))  # fmt: skip
"""The same, by what stands after it."""


class Spelling(NamedTuple):
    """A template taken apart: texts between the places of arguments, each place with the least
    binding that an argument may have there, and the positions of the arguments that it repeats.
    """

    texts: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    binding: int
    repeated: frozenset[int]

    def filled(self, arguments: Sequence[Text]) -> Text:
        """The template with arguments in their places."""
        parts = [self.texts[0]]
        for (position, least), text in zip(self.places, self.texts[1:], strict=True):
            parts += [enclosed(arguments[position], least), text]
        return Text("".join(parts), self.binding)


class SqlSpeller:
    """Spells the operations of one dialect."""

    def __init__(self, dialect: str) -> None:
        self.words = DIALECTS[dialect]
        self._tables = tables(dialect)
        self._spellings: dict[tuple[str, tuple[str, ...]], Spelling] = {}

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
        spelling = self.spelling(primitive, constants, written=written)
        counted = slice(1, None) if primitive is WHERE else slice(None)
        if None not in constants[counted]:
            arguments = [*arguments]
            arguments[counted] = [self.double(argument) for argument in arguments[counted]]
        return spelling.filled(arguments)

    def comparison(self, primitive: Primitive, arguments: Sequence[Text]) -> Text:
        """A comparison as a condition."""
        spelling = self._spelling(f":x {SYMBOLS[primitive.name]} :y", ("x", "y"))
        return spelling.filled(arguments)

    def truth(self, term: Text, *, holds: bool) -> Text:
        """Whether a number, as a condition, holds, or does not; neither where it is NULL."""
        return self._spelling(f":x {'<>' if holds else '='} 0.0", ("x",)).filled([term])

    def spelling(
        self, primitive: Primitive, constants: Sequence[float | None], *, written: bool = True
    ) -> Spelling:
        """How an operation is written, given those of its arguments that are constants."""
        names = primitive.parameters
        if primitive.variadic:
            names = tuple([f"x{position}" for position in range(len(constants))])
        text = None if written else DECIDED.get(primitive.name)
        text = text or _special(primitive, constants) or self._tables.template(primitive)
        unknown = [name for name, known in zip(names, constants, strict=True) if known is None]
        present = [f"NOT :{name} IS NULL" for name in unknown or names]
        text = text.replace(":all", ", ".join([f":{name}" for name in names]))
        return self._spelling(text.replace(":present", " AND ".join(present)), names)

    def _spelling(self, text: str, names: tuple[str, ...]) -> Spelling:
        key = text, names
        if key not in self._spellings:
            self._spellings[key] = _taken_apart(self._expanded(text), names)
        return self._spellings[key]

    def _expanded(self, text: str) -> str:
        """A template with the templates of the primitives that it names, and the dialect's words.

        The last call is expanded first, so that there is none inside of it.
        """
        text = text.replace(" AS DOUBLE)", f" AS {self.words.double})")
        while calls := [*_OTHER.finditer(text)]:
            call = calls[-1]
            given, end = _arguments(text, call.end())
            primitive = PRIMITIVES[call[1].lower()]
            inner = self.spelling(primitive, [None] * len(given))
            made = inner.filled([Text(part, _binding(part)) for part in given])
            least = _least(text[: call.start()], text[end:])
            text = text[: call.start()] + enclosed(made, least) + text[end:]
        return text


def _special(primitive: Primitive, constants: Sequence[float | None]) -> str | None:
    """A better spelling that a constant argument allows."""
    if primitive.name not in ("divide", "power"):
        return None
    x, y = constants
    if primitive.name == "divide":
        return ":x / :y" if y else None
    if y is not None and abs(y) < 2**53:
        kinds = ("0, 1, 2, …", "-1, -2, …") if y % 1 == 0 else ("above 0", "below 0")
        return POWERS_OF_CONSTANT_EXPONENT[kinds[y < 0]]
    return "POWER(:x, :y)" if x is not None and x > 0 else None


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """The arguments of a call whose parenthesis opens before `start`, and where the call ends."""
    given, depth, begin = list[str](), 0, start
    for place in range(start, len(text)):
        if depth == 0 and text[place] in ",)":
            given.append(text[begin:place].strip())
            begin = place + 1
            if text[place] == ")":
                return given, place + 1
        depth += {"(": 1, ")": -1}.get(text[place], 0)
    raise AssertionError(text)


def _taken_apart(text: str, names: Sequence[str]) -> Spelling:
    places = [*_PLACE.finditer(text)]
    ends = [0, *(place.end() for place in places)]
    starts = [*(place.start() for place in places), len(text)]
    positions = [names.index(place[1]) for place in places]
    least = [_least(text[: place.start()], text[place.end() :]) for place in places]
    return Spelling(
        tuple([text[end:start] for end, start in zip(ends, starts, strict=True)]),
        tuple(zip(positions, least, strict=True)),
        _binding(text),
        frozenset(position for position in positions if positions.count(position) > 1),
    )


def _binding(text: str) -> int:
    """How tightly the outermost operator of a template binds."""
    while (outer := _GROUP.sub("_", text)) != text:
        text = outer
    return next((binding for found, binding in _BINDINGS if found.search(text)), ATOM)


def _least(before: str, after: str) -> int:
    """How tightly what stands between two texts must bind to be read as one."""
    left = next((binding for found, binding in _LEFT if found.search(before)), 0)
    right = next((binding for found, binding in _RIGHT if found.match(after)), 0)
    return max(left, right)
