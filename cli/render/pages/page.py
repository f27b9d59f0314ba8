"""A page to read: headings, sentences and equations, before any form has drawn them.

Invariants:

- A sentence is made of parts: plain words, names, and equations; no form has to look for a name
  inside a text.
- An equation holds trees and quotients, so each form writes it in its own notation; a side that
  says the same as the one before it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ....parser.syntax import Binary, Name, Number, Unary
from ...output.number_format import ABOUT, rounded, shortest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ....autodiff.graph.notes import Note
    from ....autodiff.graph.notes import Number as Value
    from ....parser.syntax import Expression

NOWHERE = (0, 0)
_LONGEST = 300
_NOISE = 2.0**-50
_MOST_POINT = 12
"""The title shows the values of no more inputs than this."""

MARKS = {
    "st": "|1st, |2nd, … tell the places apart at which an operation uses the same value.",
    "direct": "|direct marks a local derivative where the whole one has the same name.",
}
"""What is said of the marks of quotients, by their ends."""


class Quotient(NamedTuple):
    """∂of/∂by, of some order; `mark` says which of several it is."""

    of: Expression
    by: Expression
    mark: str = ""
    order: int = 1


class Chain(NamedTuple):
    """A sum of products of quotients, and how many more terms it has.

    `None` in a product stands for factors that are not shown.
    """

    terms: tuple[tuple[Quotient | None, ...], ...]
    omitted: int = 0


class Products(NamedTuple):
    """A sum of products of numbers, and how many more terms it has."""

    terms: tuple[tuple[Expression, ...], ...]
    omitted: int = 0


class Equation(NamedTuple):
    """Sides that are equal."""

    sides: tuple[Expression | Quotient | Chain | Products, ...]


class Called(NamedTuple):
    """A name, set apart from the words around it."""

    name: str


Part = str | Called | Equation


class Heading(NamedTuple):
    """The title of a step: an equation or words."""

    parts: tuple[Part, ...]


class Sentence(NamedTuple):
    """Words; `kind` is `plain`, `gate`, `warning` or `note`."""

    parts: tuple[Part, ...]
    kind: str = "plain"


class Line(NamedTuple):
    """Equations on a line, the second after a few words, and a remark at its end."""

    equations: tuple[Equation, ...]
    aside: tuple[Part, ...] = ()


class Lines(NamedTuple):
    """Equations one below the other."""

    lines: tuple[Line, ...]


Block = Heading | Sentence | Lines


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page; each of its steps is shown together."""

    title: str
    steps: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All of it: a title, the sections, and the sentences at its end.

    `names` are all the names that its formulas hold.
    """

    title: tuple[Part, ...]
    sections: tuple[Section, ...]
    names: frozenset[str] = frozenset()


def short_title(expression: str) -> str:
    """An expression as a title has it, unless it is too long to be read."""
    return expression if len(expression) < _LONGEST else "A long expression"


def named(name: str) -> Name:
    """A name as a tree."""
    return Name(name, NOWHERE)


class RoundedNumbers:
    """Numbers as trees, rounded to a precision; `abbreviated` says if that has lost a digit."""

    def __init__(self, precision: int) -> None:
        self.precision = precision
        self.abbreviated = False

    def text(self, value: Value | None) -> str:
        """A number as a sentence holds it.

        >>> RoundedNumbers(3).text(-2 / 3), RoundedNumbers(3).text(None)
        ('-0.667', 'nan')
        """
        if value is None:
            return "nan"
        text = rounded(value, self.precision)
        self.abbreviated |= text != shortest(value) and self._loses(text, value)
        return text.removeprefix(ABOUT)

    @staticmethod
    def _loses(text: str, value: Value) -> bool:
        """Whether rounding has left out more than the last bits of a float, which are noise."""
        if not isinstance(value, float):
            return True
        return abs(float(text.removeprefix(ABOUT)) - value) > _NOISE * abs(value)

    def size(self, value: Value | None) -> str:
        """A number without its sign, which is not rounded by being taken off."""
        return self.text(value).removeprefix("-")

    def tree(self, value: Value | None) -> Expression:
        """A number as a formula holds it.

        >>> RoundedNumbers(3).tree(-0.25)
        Unary('-', Number(25, -2))
        """
        return number_tree(self.text(value))

    def filled(self, tree: Expression, values: Mapping[str, Value | None]) -> Expression:
        """A formula with numbers in the place of names; a name without one stays.

        A formula that is shown is a few operations deep, so this may recurse.
        """
        from ....parser.syntax import Call

        if isinstance(tree, Name):
            value = values.get(tree.name)
            return tree if value is None else self.tree(value)
        if isinstance(tree, Unary):
            return Unary(tree.operator, self.filled(tree.operand, values), NOWHERE)
        if isinstance(tree, Binary):
            left, right = (self.filled(side, values) for side in (tree.left, tree.right))
            return Binary(tree.operator, left, right, NOWHERE)
        if isinstance(tree, Call):
            arguments = tuple([self.filled(argument, values) for argument in tree.arguments])
            return Call(tree.function, arguments, NOWHERE, NOWHERE)
        return tree


def title_parts(
    expression: str, inputs: Mapping[str, Value], digits: RoundedNumbers
) -> tuple[Part, ...]:
    """The expression and the point."""
    parts: list[Part] = [short_title(expression)]
    shown = list(inputs.items())[:_MOST_POINT]
    for place, (name, value) in enumerate(shown):
        parts += [", " if place else " at ", Equation((named(name), digits.tree(value)))]
    if len(inputs) > len(shown):
        parts.append(f" and {len(inputs) - len(shown):,} more inputs")
    return tuple(parts)


def number_tree(text: str) -> Expression:
    """The tree of a number's text.

    >>> number_tree("1.5e-07"), number_tree("-1/3"), number_tree("inf")
    (Number(15, -8), Binary('/', Unary('-', Number(1, 0)), Number(3, 0)), Name('inf'))
    """
    if text.startswith("-") and "/" not in text:
        return Unary("-", number_tree(text[1:]), NOWHERE)
    if "/" in text:
        above, _, below = text.partition("/")
        return Binary("/", number_tree(above), number_tree(below), NOWHERE)
    if not text[0].isdigit():
        return named(text)
    digits, _, exponent = text.partition("e")
    whole, _, fraction = digits.partition(".")
    mantissa, power = int(whole + fraction), int(exponent or 0) - len(fraction)
    while mantissa and mantissa % 10 == 0:
        mantissa, power = mantissa // 10, power + 1
    return Number(mantissa, power if mantissa else 0, NOWHERE)


def joined(section: Section) -> list[Block]:
    """The blocks of a section, with equations that follow one another in one block."""
    found: list[Block] = []
    for block in (block for step in section.steps for block in step):
        if isinstance(block, Lines) and found and isinstance(found[-1], Lines):
            found[-1] = Lines((*found[-1].lines, *block.lines))
        else:
            found.append(block)
    return found


def remarks(
    notes: Iterable[Note], omissions: Iterable[str], digits: RoundedNumbers
) -> list[Section]:
    """The last section: the notes, what is left out, and whether numbers were rounded."""
    blocks: list[Block] = [
        Sentence((f"{note.text}.",), "note" if note.kind == "information" else "warning")
        for note in notes
    ]
    blocks += [Sentence((words,), "note") for words in omissions]
    if digits.abbreviated:
        words = f"Numbers are shown to {digits.precision} digits; --precision 12 shows more."
        blocks.append(Sentence((words,)))
    return [Section("Remarks", (tuple(blocks),))] if blocks else []
