"""JavaScript: a plain function for a browser or for node, which gives value and gradient by name.

Invariants:

- The text is a script and a module: it uses nothing but the language, in strict mode or not.
- Nothing is thrown: what does not exist is NaN, what is too large is infinite, as IEEE 754 has it.

>>> from ..differentiation.derivative import differentiated
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> from .subject import Subject
>>> found = differentiated(lower(survey(parse("x*sin(y)"))), ["x", "y"], mode="reverse")
>>> text = emit(Subject("x*sin(y)", found, ("x", "y")))
>>> print(text[text.index("function"):text.index("if")], end="")
function f_and_gradient(x, y) {
  const v1 = Math.sin(y);
  const f = x*v1;
  const df_dy = x*Math.cos(y);
  return {value: f, gradient: {x: v1, y: df_dy}};
}
<BLANKLINE>
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .comments import filled, printable_lines
from .javascript_definitions import DEFINITIONS
from .layout import Layout
from .schedule import Choice
from .spelling import (
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
    from collections.abc import Iterable, Iterator, Sequence

    from ..graph.graph import Constant
    from .schedule import Step
    from .subject import Subject

INFIX = {
    **ARITHMETIC, **COMPARISONS, "equal": "===", "not_equal": "!==", "and": "&&", "or": "||",
    "not": "!", "where": "? :",
}  # fmt: skip

SIMPLE = {
    name: f"Math.{name}" for name in (
        "exp", "expm1", "log", "log2", "log10", "log1p", "cbrt", "sin", "cos", "tan", "asin",
        "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "hypot", "abs",
        "floor", "ceil", "trunc", "sign", "max", "min",
    )
}  # fmt: skip

LOWERED = {
    "sqrt": "squareRoot", "round": "roundHalfEven", "logb": "logBase", "mod": "modulo",
    "leaky_relu": "leakyRelu", "logsumexp": "logSumExp",
} | {
    name: name for name in (
        "power", "sec", "csc", "cot", "asec", "acsc", "acot", "sech", "csch", "coth", "clamp",
        "relu", "sigmoid", "logit", "softplus", "silu",
        "gelu", "erf", "erfc", "gamma", "lgamma", "digamma", "polygamma",
    )
}  # fmt: skip

UNSUPPORTED: dict[str, str] = {}

_CONSTANTS = {"pi": "Math.PI", "e": "Math.E", "inf": "Infinity", "nan": "NaN"}

_KEYWORDS = """arguments async await break case catch class const continue debugger default delete
do else enum eval export extends false finally for function if implements import in instanceof
interface let new null package private protected public return static super switch this throw true
try typeof var void while with yield undefined"""

_LIBRARY = "Infinity Math NaN Number Array module exports globalThis"

RESERVED = {*f"{_KEYWORDS} {_LIBRARY}".split(), *DEFINITIONS}


class JavaScriptSpeller(Speller):
    """Spells nodes in JavaScript, where every number is a double."""

    title: ClassVar[str] = "JavaScript"
    tables: ClassVar[Tables] = Tables(INFIX, SIMPLE, LOWERED, UNSUPPORTED)

    def _constant(self, constant: Constant) -> Text:
        if isinstance(constant, str) and constant in _CONSTANTS:
            return Text(_CONSTANTS[constant], ATOM)
        text = decimal(constant).removesuffix(".0")
        return signed(text.replace("inf", "Infinity"))

    def _as_number(self, truth: Text) -> Text:
        return Text(f"Number({truth.text})", ATOM)

    def _as_truth(self, number: Text) -> Text:
        # A NaN counts as true, as everything but 0 does.
        return Text(f"{enclosed(number, COMPARE + 1)} !== 0", COMPARE)

    def _choice(self, condition: Text, yes: Text, no: Text) -> Text:
        parts = [enclosed(part, CHOICE + 1) for part in (condition, yes, no)]
        return Text(f"{parts[0]} ? {parts[1]} : {parts[2]}", CHOICE)

    def result(self, node: int | None) -> str:
        """What is given back for a node, or for a derivative that is structurally zero."""
        return "0" if node is None else self.number(node)


def emit(subject: Subject) -> str:
    """The program.

    Raises `BackpropError` where a function cannot be said in it.
    """
    layout = Layout(subject, reserved=RESERVED)
    speller = JavaScriptSpeller(layout.plan, layout.variables)
    lines = [filled(f"function {layout.function}(", layout.parameters, ") {", "", "  ")]
    lines += _declarations(layout)
    lines += _statements(layout, speller, layout.plan.body, "  ")
    lines += [f"  return {_returned(layout, speller)};", "}"]
    definitions = needed_definitions(speller.called, DEFINITIONS)
    parts = ["\n".join(_heading(layout)), *map(str.strip, definitions), "\n".join(lines)]
    export = f"""if (typeof module === "object") module.exports = {{{layout.function}}};"""
    return "\n\n".join([*parts, export]) + "\n"


def _heading(layout: Layout) -> Iterator[str]:
    """The comment that says what the program is."""
    yield "// Made by backprop from"
    yield "//"
    yield from (f"//     {line}" for line in printable_lines(layout.subject.source))
    yield "//"
    yield from (f"// {line}" for line in _meaning(layout))
    for old, new in layout.renamed.items():
        yield f"// '{old}' is called '{new}' here."
    yield "// What does not exist is NaN, and what is too large infinite."


def _meaning(layout: Layout) -> Iterator[str]:
    order, by = layout.subject.order, layout.subject.wrt
    if order > 1:
        what = "the derivative" if layout.is_single else "the derivatives"
        yield f"Returns {what} of order {order} by {by[0]}, and what it is of."
    elif layout.is_single:
        yield "Returns the value and, by the names of the inputs, the gradient."
    else:
        yield "Returns the values by name, and of each the derivatives, by the names of the inputs."


def _declarations(layout: Layout) -> Iterator[str]:
    """The variables that get their values in branches."""
    for node in layout.plan.variables():
        if layout.plan.is_in_branch(node):
            yield f"  let {layout.variables[node]};"


def _statements(
    layout: Layout, speller: Speller, steps: Iterable[Step], indent: str
) -> Iterator[str]:
    """The steps of a plan as lines; they are nested a few levels deep at most."""
    for step in steps:
        if isinstance(step, Choice):
            yield from _branches(layout, speller, step, indent)
            continue
        kind = "" if layout.plan.is_in_branch(step.target) else "const "
        yield f"{indent}{kind}{layout.variables[step.target]} = {speller.assigned(step)};"


def _branches(layout: Layout, speller: Speller, step: Choice, indent: str) -> Iterator[str]:
    condition = speller.condition(step.condition)
    yield f"{indent}if ({condition}) {{" if step.yes else f"{indent}if (!({condition})) {{"
    yield from _statements(layout, speller, step.yes, indent + "  ")
    if step.yes and step.no:
        yield f"{indent}}} else {{"
    yield from _statements(layout, speller, step.no, indent + "  ")
    yield f"{indent}}}"


def _returned(layout: Layout, speller: Speller) -> str:
    """The object that the function gives back."""
    subject = layout.subject
    values = [speller.result(node) for node in layout.values]
    rows = [[speller.result(node) for node in row] for row in layout.rows]
    if subject.order > 1:
        derivatives = [row[0] for row in rows]
        word = "derivative"
    else:
        derivatives = [_object(subject.wrt, row, "    ") for row in rows]
        word = "gradient" if layout.is_single else "jacobian"
    if layout.is_single:
        return _object(("value", word), (values[0], derivatives[0]), "  ")
    word = "derivatives" if subject.order > 1 else word
    inner = [_object(layout.outputs, texts, "    ") for texts in (values, derivatives)]
    return _object(("values", word), inner, "  ")


def _object(keys: Sequence[str], texts: Sequence[str], indent: str) -> str:
    """An object; a long one on several lines."""
    pairs = [f"{_key(key)}: {text}" for key, text in zip(keys, texts, strict=True)]
    return filled("{", pairs, "}", indent, "  ")


def _key(name: str) -> str:
    """A name as a key; one of them would set the prototype if it were not worked out."""
    return f'["{name}"]' if name == "__proto__" else name
