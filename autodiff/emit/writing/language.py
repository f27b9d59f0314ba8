"""What an emitted language is: a record of its words, and tables of templates for the primitives.

One walker (`spelling.py`, `statements.py`) writes all of them, so that a language is what it says
here and nothing else. The tables name every primitive once: `simple`, by a template; `defined`, by
a function that the program brings along, whose text is among `texts` or is written from its
definition in this program's own language (`planning/definitions.py`); `unsupported`, not at all,
with the reason.

Invariant: a template says how tightly its text binds, and how tightly each operand must.

>>> infix("+", ADD).applied([Text("a", ATOM), Text("b - c", ADD)])
Text(text='a + (b - c)', binding=3)
>>> calls("Math.", "sin", power="pow")["power"].applied([Text("a", ATOM), Text("b - c", ADD)]).text
'Math.pow(a, b - c)'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ...rules import PRIMITIVES
from ..planning.definitions import DEFINED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CHOICE, LOGIC, COMPARE, ADD, MULTIPLY, SIGN, ATOM = range(7)
"""How tightly an operator binds, the loosest first."""


class Text(NamedTuple):
    """An expression and how tightly its outermost operator binds."""

    text: str
    binding: int


def enclosed(text: Text, least: int) -> str:
    """An expression as an operand, in parentheses if it binds less tightly than it must."""
    return text.text if text.binding >= least else f"({text.text})"


class Template(NamedTuple):
    """A text with the places `{0}`, `{1}`, … of operands, or `{all}` of them, separated by commas.

    `operands` says how tightly each must bind; those beyond its end may be anything.
    """

    text: str
    binding: int = ATOM
    operands: tuple[int, ...] = ()

    def applied(self, operands: Sequence[Text]) -> Text:
        """The template with operands in their places."""
        least = (*self.operands, *[CHOICE] * len(operands))
        texts = [enclosed(*pair) for pair in zip(operands, least, strict=False)]
        return Text(self.text.format(*texts, all=", ".join(texts)), self.binding)


def infix(symbol: str, binding: int) -> Template:
    """An operator between its operands, done from the left: `a + (b + c)` keeps its parentheses."""
    space = "" if symbol in ("*", "/") else " "
    return Template(f"{{0}}{space}{symbol}{space}{{1}}", binding, (binding, binding + 1))


def comparison(symbol: str) -> Template:
    """A comparison of two sums."""
    return Template(f"{{0}} {symbol} {{1}}", COMPARE, (ADD, ADD))


def calls(prefix: str, names: str = "", **other: str) -> dict[str, Template]:
    """Calls of functions that have a primitive's own name, and of those that have another."""
    spelled = {name: name for name in names.split()} | other
    return {name: Template(f"{prefix}{function}({{all}})") for name, function in spelled.items()}


ARITHMETIC = {
    # Never two signs in a row: `--` is something else in C.
    "negate": Template("-{0}", SIGN, (ATOM,)),
    "add": infix("+", ADD), "subtract": infix("-", ADD),
    "multiply": infix("*", MULTIPLY), "divide": infix("/", MULTIPLY),
    "square": Template("{0}*{0}", MULTIPLY, (SIGN,)),
    "less": comparison("<"), "less_equal": comparison("<="),
    "greater": comparison(">"), "greater_equal": comparison(">="),
    "equal": comparison("=="), "not_equal": comparison("!="),
}  # fmt: skip
"""What C and its descendants spell alike."""

C_LOGIC = {
    "and": Template("{0} && {1}", LOGIC, (COMPARE, COMPARE)),
    "or": Template("{0} || {1}", LOGIC, (COMPARE, COMPARE)),
    "not": Template("!{0}", SIGN, (ATOM,)),
    "where": Template("{0} ? {1} : {2}", CHOICE, (LOGIC, LOGIC, LOGIC)),
}
"""What C and JavaScript spell alike."""

_AS_NUMBER = Template("float({0})")
_AS_TRUTH = Template("{0} != 0", COMPARE, (ADD,))
_AS_UNTRUTH = Template("{0} == 0", COMPARE, (ADD,))
_NAME = re.compile(r"(?<![\w.{])[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language that programs are emitted in: its tables, then its words.

    `texts` are functions written by hand, by their names, with what they need. The function of a
    primitive is called as `own` says, or as `renamed` does; without `own` a program brings along
    none. `defined` follows from these: it is what has such a function and no template.

    `constants` are those that have a name, `decimals` what a whole number ends with, `zero` how a
    derivative is said that is structurally zero, and `absent`, if it is not NaN, what a definition
    says where there is no value. `as_number` is a condition as 1 or 0; `as_truth` and `as_untruth`
    are conditions that ask whether a number is 0. `chained` are the primitives of many arguments
    that are said by two at a time. With `lazy`, only one branch of a `where` is worked out.

    A `definition` has the places `name`, `parameters` (each a `parameter`), `remark` and `body`. A
    variable is `kept` once it is assigned, or `declared` and `assigned` in branches. `branch` holds
    what opens a branch, what opens one where the condition does not hold, what leads to the other,
    and what ends both. `part` calls a function that a long program is cut into.
    """

    title: str
    simple: Mapping[str, Template]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    own: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    unsupported: Mapping[str, str] = field(default_factory=dict[str, str])
    defined: Mapping[str, str] = field(init=False)
    chained: frozenset[str] = frozenset()

    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    decimals: str = ".0"
    zero: str = "0.0"
    absent: str = ""
    as_number: Template = _AS_NUMBER
    as_truth: Template = _AS_TRUTH
    as_untruth: Template = _AS_UNTRUTH

    definition: str = '''def {name}({parameters}):\n    """{remark}"""\n{body}'''
    parameter: str = "{}"
    kept: str = "{name} = {value}"
    declared: str = ""
    assigned: str = "{name} = {value}"
    returned: str = "return {value}"
    branch: tuple[str, str, str, str] = ("if {}:", "if not ({}):", "else:", "")
    part: str = ""
    indent: str = "    "
    lazy: bool = True
    ascii_only: bool = False
    words: Iterable[str] = ()

    def __post_init__(self) -> None:
        names = {name: self.renamed.get(name, self.own.format(name)) for name in PRIMITIVES}
        defined = {
            name: function
            for name, function in names.items()
            if function in self.texts or (self.own and name in DEFINED)
            if name not in self.simple and name not in self.unsupported
        }
        object.__setattr__(self, "defined", defined)

    @property
    def tables(self) -> tuple[Mapping[str, object], ...]:
        """The tables, which together name every primitive once."""
        return self.simple, self.defined, self.unsupported

    @property
    def reserved(self) -> set[str]:
        """The names that no variable may have: the language's words, and what a program defines."""
        called = {name for row in self.simple.values() for name in _NAME.findall(row.text)}
        return {*self.words, *called, *self.texts, *self.defined.values()}
