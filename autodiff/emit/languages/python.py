"""Python on its standard library: a function that gives value and gradient.

Invariants:

- The program raises what Python's own `math` raises where the formula has no value, and nothing
  else: what overflows is infinite, and so is an infinite derivative.
- What only one branch of a `where` needs is not worked out in the other; where it must be, because
  two conditions share it, nothing is raised for it.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from ..derivative_program import DerivativeProgram
>>> found = differentiated(lower(survey(parse("x*sin(y)"))), ["x", "y"], mode="reverse")
>>> text = emit(DerivativeProgram("x*sin(y)", found, ("x", "y")))
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
from typing import TYPE_CHECKING

from ..planning.nonzero import Nonzero
from ..planning.regions import placed
from ..writing.comments import filled, printable_lines
from ..writing.function_layout import FunctionLayout
from ..writing.language import (
    ARITHMETIC,
    ATOM,
    CHOICE,
    COMPARE,
    LOGIC,
    MULTIPLY,
    SIGN,
    Language,
    Template,
    calls,
)
from ..writing.spelling import Speller
from ..writing.statements import functions, statements
from .python_definitions import DEFINITIONS
from .python_docstring import docstring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ..derivative_program import DerivativeProgram
    from ..planning.plan import Plan
    from ..writing.language import Text

PYTHON = Language(
    title="Python",
    simple={
        **ARITHMETIC,
        "mod": Template("{0} % {1}", MULTIPLY, (MULTIPLY, SIGN)),
        "and": Template("{0} and {1}", LOGIC, (COMPARE, COMPARE)),
        "or": Template("{0} or {1}", LOGIC, (COMPARE, COMPARE)),
        "not": Template("not {0}", SIGN, (ATOM,)),
        "where": Template("{1} if {0} else {2}", CHOICE, (LOGIC, LOGIC, LOGIC)),
        **calls(
            "math.",
            "log log2 log10 log1p cbrt sin cos tan asin acos atan atan2 tanh asinh acosh atanh"
            " hypot erf erfc",
            abs="fabs",
        ),
    },
    texts=DEFINITIONS,
    own="_{}",
    constants={name: f"math.{name}" for name in ("pi", "e", "tau", "inf", "nan")},
    absent="_no_value('{name}')",
    words={*keyword.kwlist, *filter(str.islower, dir(builtins)), "math", "sys", "__debug__"},
)  # fmt: skip
"""Python, where a function in `math` raises an error if it has no value."""

_TOTAL = {"divide": "_ieee_divide", "log": "_ieee_log", "power": "_ieee_power"}
"""What is said instead in a derivative, which may be infinite where the value is not."""

MAY_RAISE = re.compile(
    r"[/%]|math\.(log|sin|cos|tan\b|as|ac|atanh)|_(power|sqrt|sec|csc|cot|as|ac|log|clamp)"
    r"|_(gamma|lg|dig|pol)"
)


class PythonSpeller(Speller):
    """Spells nodes in Python: those that are strict as they are written, the others with care.

    Where a strict node has no value, neither has the program, and Python may say so.
    """

    def __init__(self, plan: Plan, variables: Mapping[int, str], strict: Sequence[int]) -> None:
        super().__init__(PYTHON, plan, variables)
        self._places, self._strict = plan.places, strict
        self._nonzero = Nonzero(plan.graph, plan.places, strict)

    def _applied(self, node: int, name: str, arguments: Sequence[Text]) -> Text:
        if name in _TOTAL and not self._strict[node] and not self._is_safe(node, name):
            return self.call(_TOTAL[name], arguments)
        return super()._applied(node, name, arguments)

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
        if self._places.exact[node] or not MAY_RAISE.search(text):
            return text
        self.called["_or_nan"] = None
        return f"_or_nan(lambda: {text})"


def strict_nodes(layout: FunctionLayout) -> bytearray:
    """For each node, 1 if it is worked out exactly where the value needs it, and nowhere else."""
    graph, places = layout.graph, layout.plan.places
    needs = placed(graph, layout.values)
    marks = bytearray(len(graph))
    for node, mark in enumerate(layout.of_value):
        if mark and needs.exact[node]:
            path = needs.regions.path(needs.region[node])
            marks[node] = path == places.regions.path(places.region[node])
    return marks


def emit(program: DerivativeProgram) -> str:
    """The program.

    Raises `BackpropError` where a function cannot be said in it.
    """
    layout = FunctionLayout(program, PYTHON)
    speller = PythonSpeller(layout.plan, layout.variables, strict_nodes(layout))
    body = [*statements(speller, layout.plan.body, "    ")]
    body.append(returned(layout, speller.result, "    "))
    remarks = [*_RAISES, *([_CBRT] if any("math.cbrt(" in line for line in body) else [])]
    function = [signature(layout), *docstring(layout, remarks), *body]
    return assembled(program, functions(PYTHON, speller.called), function)


_CBRT = "Needs Python 3.11 or later, for math.cbrt."

_RAISES = (
    "Raises ValueError or ZeroDivisionError where a value does not exist, as math does.",
    "What is too large for a float, or a derivative that is infinite, is inf or -inf.",
)


def assembled(
    program: DerivativeProgram, definitions: Sequence[str], function: Iterable[str]
) -> str:
    """The program's text: what it is, what it imports, what it defines, and its function."""
    return joined(heading(program), [*definitions, "\n".join(function)])


def heading(program: DerivativeProgram) -> list[str]:
    """The comment that says what a program is."""
    lines = [f"#     {line}" for line in printable_lines(program.source)]
    return ["# Made by backprop from", "#", *lines]


def joined(head: Sequence[str], parts: Sequence[str]) -> str:
    """A program of a comment and definitions, with the imports that they need."""
    imports = [line for name, line in _IMPORTS.items() if any(f"{name}." in part for part in parts)]
    imports[:1] = [f"\n{line}" for line in imports[:1]]
    return "\n\n\n".join(["\n".join([*head, *imports]), *map(str.strip, parts)]) + "\n"


_IMPORTS = {"math": "import math", "sys": "import sys", "np": "\nimport numpy as np"}


def signature(layout: FunctionLayout) -> str:
    """The line that begins the function, or the lines."""
    return filled(f"def {layout.function}(", layout.parameters, "):", "")


def returned(layout: FunctionLayout, result: Callable[[int | None], str], indent: str) -> str:
    """The return of the value and the derivatives, in tuples where there are several."""
    inner = indent + "    "
    values = [result(node) for node in layout.values]
    rows = [[result(node) for node in row] for row in layout.rows]
    deeper = inner if layout.is_single else inner + "    "
    gradients = (
        [row[0] for row in rows]
        if layout.program.order > 1
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
