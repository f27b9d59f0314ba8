"""Python on its standard library: a function that gives value and gradient.

Invariants:

- The program raises what Python's own `math` raises where the formula has no value, and nothing
  else: what overflows is infinite, and so is an infinite derivative.
- What only one branch of a `where` needs is not worked out in the other; where it must be, because
  two conditions share it, nothing is raised for it.

>>> from ..differentiation.derivative import differentiated
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> from .subject import Subject
>>> found = differentiated(lower(survey(parse("x*sin(y)"))), ["x", "y"], mode="reverse")
>>> text = emit(Subject("x*sin(y)", found, ("x", "y")))
>>> print(text[text.index("    v1"):], end="")
    v1 = math.sin(y)
    f = x*v1
    df_dy = x*math.cos(y)
    return f, (v1, df_dy)
"""

from __future__ import annotations

import builtins
import keyword
import re
from typing import TYPE_CHECKING, ClassVar

from .comments import filled, printable_lines
from .docstring import docstring
from .layout import Layout
from .python_definitions import DEFINITIONS
from .regions import placed
from .schedule import Choice
from .signs import Nonzero
from .spelling import (  # fmt: skip
    ARITHMETIC,
    ATOM,
    CHOICE,
    COMPARE,
    COMPARISONS,
    Speller,
    Tables,
    Text,
    decimal,
    enclosed,
    needed_definitions,
    signed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..graph.graph import Constant
    from .plan import Plan
    from .schedule import Step
    from .subject import Subject

INFIX = {**ARITHMETIC, **COMPARISONS, "mod": "%", "and": "and", "or": "or", "not": "not ",
    "where": "if else"}  # fmt: skip

SIMPLE = {
    name: f"math.{spelling}" for name, spelling in {
        "log": "log", "log2": "log2", "log10": "log10", "log1p": "log1p", "cbrt": "cbrt",
        "sin": "sin", "cos": "cos", "tan": "tan", "asin": "asin", "acos": "acos", "atan": "atan",
        "atan2": "atan2", "tanh": "tanh", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh",
        "hypot": "hypot", "abs": "fabs", "erf": "erf", "erfc": "erfc",
    }.items()
}  # fmt: skip

LOWERED = {
    name: f"_{name}" for name in (
        "power", "exp", "expm1", "sqrt", "sinh", "cosh", "sec", "csc", "cot", "asec",
        "acsc", "acot", "sech", "csch", "coth", "logsumexp", "logb", "floor", "ceil", "round",
        "trunc", "sign", "max", "min", "clamp", "relu", "leaky_relu", "sigmoid",
        "logit", "softplus", "silu", "gelu", "gamma", "lgamma", "digamma", "polygamma",
    )
}  # fmt: skip

UNSUPPORTED: dict[str, str] = {}

_TOTAL = {"divide": "_ieee_divide", "log": "_ieee_log", "power": "_ieee_power"}
"""What is said instead in a derivative, which may be infinite where the value is not."""

_CONSTANTS = {name: f"math.{name}" for name in ("pi", "e", "tau", "inf", "nan")}
_MAY_RAISE = re.compile(
    r"[/%]|math\.(log|sin|cos|tan\b|as|ac|atanh)|_(power|sqrt|sec|csc|cot|as|ac|log|clamp)"
    r"|_(gamma|lg|dig|pol)"
)

RESERVED = {
    *keyword.kwlist, *(name for name in dir(builtins) if name.islower()), "math", "sys",
    "__debug__", *DEFINITIONS,
}  # fmt: skip


class PythonSpeller(Speller):
    """Spells nodes in Python: those that are strict as they are written, the others with care.

    Where a strict node has no value, neither has the program, and Python may say so.
    """

    title: ClassVar[str] = "Python"
    tables: ClassVar[Tables] = Tables(INFIX, SIMPLE, LOWERED, UNSUPPORTED)

    def __init__(self, plan: Plan, variables: Mapping[int, str], strict: Sequence[int]) -> None:
        super().__init__(plan, variables)
        self._places, self._strict = plan.places, strict
        self._nonzero = Nonzero(plan.graph, plan.places, strict)

    def _constant(self, constant: Constant) -> Text:
        if isinstance(constant, str):
            return Text(_CONSTANTS[constant], ATOM)
        text = decimal(constant)
        return (
            Text("math.inf", ATOM) if text == "inf" else signed(text.replace("-inf", "-math.inf"))
        )

    def _as_number(self, truth: Text) -> Text:
        return Text(f"float({truth.text})", ATOM)

    def _as_truth(self, number: Text) -> Text:
        return Text(f"{enclosed(number, COMPARE + 1)} != 0", COMPARE)

    def _choice(self, condition: Text, yes: Text, no: Text) -> Text:
        parts = [enclosed(part, CHOICE + 1) for part in (yes, condition, no)]
        return Text(f"{parts[0]} if {parts[1]} else {parts[2]}", CHOICE)

    def _arithmetic(self, node: int, name: str, arguments: Sequence[Text]) -> Text:
        if name in _TOTAL and not self._strict[node] and not self._is_safe(node, name):
            return self.lowered(_TOTAL[name], arguments)
        return super()._arithmetic(node, name, arguments)

    def _is_safe(self, node: int, name: str) -> bool:
        """Whether an operation of a derivative is finite wherever its arguments are."""
        arguments = self._graph.arguments[node]
        if name == "divide":
            return self._nonzero.holds(arguments[1], self._places.region[node])
        constant = self._graph.constants.get(arguments[-1])
        if not isinstance(constant, tuple) or constant[0] <= 0:
            return False
        return name == "log" or constant[1] >= 0

    def _guarded(self, node: int, text: str) -> str:
        if self._places.exact[node] or not _MAY_RAISE.search(text):
            return text
        self.called["_or_nan"] = None
        return f"_or_nan(lambda: {text})"


def strict_nodes(layout: Layout) -> bytearray:
    """For each node, 1 if it is worked out exactly where the value needs it, and nowhere else."""
    graph, places = layout.graph, layout.plan.places
    needs = placed(graph, layout.values)
    marks = bytearray(len(graph))
    for node, mark in enumerate(layout.of_value):
        if mark and needs.exact[node]:
            path = needs.regions.path(needs.region[node])
            marks[node] = path == places.regions.path(places.region[node])
    return marks


def emit(subject: Subject) -> str:
    """The program.

    Raises `BackpropError` where a function cannot be said in it.
    """
    layout = Layout(subject, reserved=RESERVED)
    speller = PythonSpeller(layout.plan, layout.variables, strict_nodes(layout))
    body = [*statements(layout.variables, speller, layout.plan.body, "    ")]
    body.append(returned(layout, speller.result, "    "))
    remarks = [*_RAISES, *([_CBRT] if any("math.cbrt(" in line for line in body) else [])]
    function = [signature(layout), *docstring(layout, remarks), *body]
    return assembled(subject, needed_definitions(speller.called, DEFINITIONS), function)


_CBRT = "Needs Python 3.11 or later, for math.cbrt."

_RAISES = (
    "Raises ValueError or ZeroDivisionError where a value does not exist, as math does.",
    "What is too large for a float, or a derivative that is infinite, is inf or -inf.",
)


def assembled(subject: Subject, definitions: Sequence[str], function: Iterable[str]) -> str:
    """The program's text: what it is, what it imports, what it defines, and its function."""
    return joined(heading(subject), [*definitions, "\n".join(function)])


def heading(subject: Subject) -> list[str]:
    """The comment that says what a program is."""
    lines = [f"#     {line}" for line in printable_lines(subject.source)]
    return ["# Made by backprop from", "#", *lines]


def joined(head: Sequence[str], parts: Sequence[str]) -> str:
    """A program of a comment and definitions, with the imports that they need."""
    imports = [line for name, line in _IMPORTS.items() if any(f"{name}." in part for part in parts)]
    imports[:1] = [f"\n{line}" for line in imports[:1]]
    return "\n\n\n".join(["\n".join([*head, *imports]), *map(str.strip, parts)]) + "\n"


_IMPORTS = {"math": "import math", "sys": "import sys", "np": "\nimport numpy as np"}


def signature(layout: Layout) -> str:
    """The line that begins the function, or the lines."""
    return filled(f"def {layout.function}(", layout.parameters, "):", "")


def statements(
    variables: Mapping[int, str], speller: Speller, steps: Iterable[Step], indent: str
) -> Iterator[str]:
    """The steps of a plan as lines; they are nested a few levels deep at most."""
    for step in steps:
        if isinstance(step, Choice):
            condition = speller.condition(step.condition)
            yes = statements(variables, speller, step.yes, indent + "    ")
            no = statements(variables, speller, step.no, indent + "    ")
            yield from branches(condition, [*yes], [*no], indent)
        else:
            yield f"{indent}{variables[step.target]} = {speller.assigned(step)}"


def branches(condition: str, yes: Sequence[str], no: Sequence[str], indent: str) -> Iterator[str]:
    """The lines of a choice, each side indented already; nothing if both are empty."""
    if not (yes or no):
        return
    yield f"{indent}if {condition}:" if yes else f"{indent}if not ({condition}):"
    yield from yes
    if yes and no:
        yield f"{indent}else:"
    yield from no


def returned(layout: Layout, result: Callable[[int | None], str], indent: str) -> str:
    """The return of the value and the derivatives, in tuples where there are several."""
    inner = indent + "    "
    values = [result(node) for node in layout.values]
    rows = [[result(node) for node in row] for row in layout.rows]
    deeper = inner if layout.is_single else inner + "    "
    gradients = (
        [row[0] for row in rows]
        if layout.subject.order > 1
        else [packed(row, deeper) for row in rows]
    )
    if layout.is_single:
        pair = [values[0], gradients[0]]
    else:
        pair = [packed(values, inner), packed(gradients, inner)]
    line = f"{indent}return {', '.join(pair)}"
    if len(line) <= 100 and "\n" not in line:
        return line
    return f"{indent}return (\n{inner}{pair[0]},\n{inner}{pair[1]},\n{indent})"


def packed(texts: Sequence[str], indent: str) -> str:
    """A tuple; a long one on several lines, the first of which begins where it stands."""
    return f"({texts[0]},)" if len(texts) == 1 else filled("(", texts, ")", indent)
