"""JavaScript: a plain function for a browser or for node, which gives value and gradient by name.

Invariants:

- The text is a script and a module: it uses nothing but the language, in strict mode or not.
- Nothing is thrown: what does not exist is NaN, what is too large is infinite, as IEEE 754 has it.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from ..derivative_program import DerivativeProgram
>>> found = differentiated(lower(survey(parse("x*sin(y)"))), ["x", "y"], mode="reverse")
>>> text = emit(DerivativeProgram("x*sin(y)", found, ("x", "y")))
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

from typing import TYPE_CHECKING

from ..writing.comments import filled, printable_lines
from ..writing.function_layout import FunctionLayout
from ..writing.language import (
    ADD,
    ARITHMETIC,
    C_LOGIC,
    COMPARE,
    Language,
    Template,
    calls,
    comparison,
)
from ..writing.spelling import Speller
from ..writing.statements import declarations, functions, statements
from .javascript_definitions import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..derivative_program import DerivativeProgram

_KEYWORDS = """arguments async await break case catch class const continue debugger default delete
do else enum eval export extends false finally for function if implements import in instanceof
interface let new null package private protected public return static super switch this throw true
try typeof var void while with yield undefined"""

_LIBRARY = "Infinity Math NaN Number Array module exports globalThis"

JAVASCRIPT = Language(
    title="JavaScript",
    simple={
        **ARITHMETIC,
        **C_LOGIC,
        "equal": comparison("==="),
        "not_equal": comparison("!=="),
        **calls(
            "Math.",
            "exp expm1 log log2 log10 log1p cbrt sin cos tan asin acos atan atan2 sinh cosh tanh"
            " asinh acosh atanh hypot abs floor ceil trunc sign max min",
        ),
    },
    texts=DEFINITIONS,
    own="{}",
    renamed={
        "sqrt": "squareRoot", "round": "roundHalfEven", "mod": "modulo", "logb": "logBase",
        "leaky_relu": "leakyRelu", "logsumexp": "logSumExp",
    },
    chained=frozenset({"logsumexp"}),
    constants={"pi": "Math.PI", "e": "Math.E", "inf": "Infinity", "nan": "NaN"},
    decimals="",
    zero="0",
    as_number=Template("Number({0})"),
    # A NaN counts as true, as everything but 0 does.
    as_truth=Template("{0} !== 0", COMPARE, (ADD,)),
    as_untruth=Template("{0} === 0", COMPARE, (ADD,)),
    definition="// {remark}\nfunction {name}({parameters}) {{\n{body}\n}}",
    kept="const {name} = {value};",
    declared="let {name};",
    assigned="{name} = {value};",
    returned="return {value};",
    branch=("if ({}) {{", "if (!({})) {{", "}} else {{", "}}"),
    indent="  ",
    words=f"{_KEYWORDS} {_LIBRARY}".split(),
)  # fmt: skip
"""JavaScript, where every number is a double."""


def emit(program: DerivativeProgram) -> str:
    """The program.

    Raises `BackpropError` where a function cannot be said in it.
    """
    layout = FunctionLayout(program, JAVASCRIPT)
    speller = Speller(JAVASCRIPT, layout.plan, layout.variables)
    lines = [filled(f"function {layout.function}(", layout.parameters, ") {", "", "  ")]
    lines += declarations(speller, layout.plan.variables())
    lines += statements(speller, layout.plan.body, "  ")
    lines += [f"  return {_returned(layout, speller)};", "}"]
    parts = ["\n".join(_heading(layout)), *functions(JAVASCRIPT, speller.called), "\n".join(lines)]
    export = f"""if (typeof module === "object") module.exports = {{{layout.function}}};"""
    return "\n\n".join([*parts, export]) + "\n"


def _heading(layout: FunctionLayout) -> Iterator[str]:
    """The comment that says what the program is."""
    yield "// Made by backprop from"
    yield "//"
    yield from (f"//     {line}" for line in printable_lines(layout.program.source))
    yield "//"
    yield from (f"// {line}" for line in _meaning(layout))
    for old, new in layout.renamed.items():
        yield f"// '{old}' is called '{new}' here."
    yield "// What does not exist is NaN, and what is too large infinite."


def _meaning(layout: FunctionLayout) -> Iterator[str]:
    order, by = layout.program.order, layout.program.wrt
    if order > 1:
        what = "the derivative" if layout.is_single else "the derivatives"
        yield f"Returns {what} of order {order} by {by[0]}, and what it is of."
    elif layout.is_single:
        yield "Returns the value and, by the names of the inputs, the gradient."
    else:
        yield "Returns the values by name, and of each the derivatives, by the names of the inputs."


def _returned(layout: FunctionLayout, speller: Speller) -> str:
    """The object that the function gives back."""
    program = layout.program
    values = [speller.result(node) for node in layout.values]
    rows = [[speller.result(node) for node in row] for row in layout.rows]
    if program.order > 1:
        derivatives = [row[0] for row in rows]
        word = "derivative"
    else:
        derivatives = [_object(program.wrt, row, "    ") for row in rows]
        word = "gradient" if layout.is_single else "jacobian"
    if layout.is_single:
        return _object(("value", word), (values[0], derivatives[0]), "  ")
    word = "derivatives" if program.order > 1 else word
    inner = [_object(layout.outputs, texts, "    ") for texts in (values, derivatives)]
    return _object(("values", word), inner, "  ")


def _object(keys: Sequence[str], texts: Sequence[str], indent: str) -> str:
    """An object; a long one on several lines."""
    pairs = [f"{_key(key)}: {text}" for key, text in zip(keys, texts, strict=True)]
    return filled("{", pairs, "}", indent, "  ")


def _key(name: str) -> str:
    """A name as a key; one of them would set the prototype if it were not worked out."""
    return f'["{name}"]' if name == "__proto__" else name
