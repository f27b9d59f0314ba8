"""C99: a function that gives the value, and the gradient through a pointer.

Invariants:

- The program needs the C library and its mathematics only, and compiles without a warning.
- Nothing is raised: what does not exist is NaN, what is too large is infinite, as IEEE 754 has it.
- Names are in ASCII letters, for C99 promises no others.

>>> from ..differentiation.derivative import differentiated
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> from .subject import Subject
>>> found = differentiated(lower(survey(parse("x*sin(θ)"))), ["x", "θ"], mode="reverse")
>>> text = emit(Subject("x*sin(θ)", found, ("x", "θ")))
>>> print(text[text.index("double"):], end="")
double f_and_gradient(double x, double theta, double gradient[2])
{
    const double v1 = sin(theta);
    const double f = x*v1;
    const double df_dtheta = x*cos(theta);
    gradient[0] = v1;
    gradient[1] = df_dtheta;
    return f;
}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .c_definitions import DEFINITIONS
from .comments import filled, listed, printable_lines, shielded
from .layout import Layout, symbol
from .schedule import Choice
from .spelling import (
    ARITHMETIC,
    ATOM,
    CHOICE,
    COMPARE,
    COMPARISONS,
    SIGN,
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

INFIX = {**ARITHMETIC, **COMPARISONS, "and": "&&", "or": "||", "not": "!", "where": "? :"}

SIMPLE = {
    "power": "pow", "exp": "exp", "expm1": "expm1", "log": "log", "log2": "log2",
    "log10": "log10", "log1p": "log1p", "cbrt": "cbrt", "sin": "sin", "cos": "cos", "tan": "tan",
    "asin": "asin", "acos": "acos", "atan": "atan", "atan2": "atan2", "sinh": "sinh",
    "cosh": "cosh", "tanh": "tanh", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh",
    "hypot": "hypot", "abs": "fabs", "floor": "floor", "ceil": "ceil", "round": "rint",
    "trunc": "trunc", "erf": "erf", "erfc": "erfc", "gamma": "tgamma", "lgamma": "lgamma",
}  # fmt: skip

LOWERED = {
    "sqrt": "square_root", "logb": "log_base", "mod": "modulo", "max": "largest",
    "min": "smallest", "logsumexp": "log_sum_exp",
} | {
    name: name for name in (
        "sec", "csc", "cot", "asec", "acsc", "acot", "sech", "csch", "coth", "sign", "clamp",
        "relu", "leaky_relu", "sigmoid", "logit",
        "softplus", "silu", "gelu", "digamma", "polygamma",
    )
}  # fmt: skip

UNSUPPORTED: dict[str, str] = {}

_KEYWORDS = """auto break case char const continue default do double else enum extern float for
goto if inline int long register restrict return short signed sizeof static struct switch typedef
union unsigned void volatile while _Bool _Complex _Imaginary alignas alignof asm bool constexpr
false main nullptr static_assert thread_local true typeof typeof_unqual"""
"""Those of C99, what became one later, and `main`."""

_LIBRARY = """NAN INFINITY HUGE_VAL FP_NAN isnan isinf isfinite isnormal signbit fpclassify
math_errhandling sqrt fmod copysign signgam HUGE MAXFLOAT DOMAIN SING OVERFLOW UNDERFLOW PLOSS TLOSS
EDOM ERANGE linux unix"""
"""What the mathematics of the library defines, and what some compilers do."""

_MACROS = """M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2
M_SQRT1_2"""

_OWN = "gradient derivative values jacobian derivatives"

RESERVED = {
    *f"{_KEYWORDS} {_LIBRARY} {_MACROS} {_OWN}".split(), *SIMPLE.values(), *DEFINITIONS,
}  # fmt: skip


class CSpeller(Speller):
    """Spells nodes in C."""

    title: ClassVar[str] = "C"
    tables: ClassVar[Tables] = Tables(INFIX, SIMPLE, LOWERED, UNSUPPORTED)

    def _constant(self, constant: Constant) -> Text:
        text = decimal(constant)
        return signed(text.replace("inf", "INFINITY").replace("nan", "NAN"))

    def _as_number(self, truth: Text) -> Text:
        return Text(f"(double){enclosed(truth, ATOM)}", SIGN)

    def _as_truth(self, number: Text) -> Text:
        return Text(f"{enclosed(number, COMPARE + 1)} != 0", COMPARE)

    def _choice(self, condition: Text, yes: Text, no: Text) -> Text:
        parts = [enclosed(part, CHOICE + 1) for part in (condition, yes, no)]
        return Text(f"{parts[0]} ? {parts[1]} : {parts[2]}", CHOICE)

    def _arithmetic(self, node: int, name: str, arguments: Sequence[Text]) -> Text:
        if name in ("max", "min", "logsumexp"):
            values = ", ".join(text for text, _ in arguments)
            array = Text(f"(const double[]){{{values}}}", ATOM)
            return self.lowered(LOWERED[name], [Text(str(len(arguments)), ATOM), array])
        return super()._arithmetic(node, name, arguments)


def emit(subject: Subject) -> str:
    """The program.

    Raises `BackpropError` where a function cannot be said in it.
    """
    layout = Layout(subject, reserved=RESERVED, ascii_only=True)
    speller = CSpeller(layout.plan, layout.variables)
    body = [*_declarations(layout), *_statements(layout, speller, layout.plan.body, "    ")]
    body += [*_results(layout, speller)]
    definitions = needed_definitions(speller.called, DEFINITIONS)
    text = "\n".join([*_signature(layout), "{", *_unused(layout), *body, "}"])
    heading = "\n".join(_heading(layout))
    return "\n\n".join([heading, "#include <math.h>", *map(str.strip, definitions), text]) + "\n"


def _heading(layout: Layout) -> Iterator[str]:
    """The comment that says what the program is."""
    subject = layout.subject
    yield "/* Made by backprop from"
    yield ""
    yield from (f"       {shielded(line, _MARKS)}" for line in printable_lines(subject.source))
    yield ""
    yield from (f"   {shielded(line, _MARKS)}" for line in _meaning(layout))
    for old, new in layout.renamed.items():
        yield f"   '{shielded(old, _MARKS)}' is called {new} here."
    yield "   What does not exist is NaN, and what is too large infinite. C99; link with -lm. */"


_MARKS = ("*/", "/*", "??")


def _meaning(layout: Layout) -> Iterator[str]:
    outputs, wrt, order = layout.outputs, layout.subject.wrt, layout.subject.order
    symbols = [symbol(layout, outputs[0], by) for by in wrt]
    if layout.is_single:
        yield f"Returns {outputs[0]}."
        if order > 1:
            yield f"*derivative becomes {symbols[0]}."
        elif wrt:
            yield f"gradient becomes {listed(symbols)}."
        return
    yield f"values become {listed(outputs)}."
    if order > 1:
        yield f"derivatives become {symbols[0]} and so on."
    elif wrt:
        yield f"jacobian has a row for each: the first is {listed(symbols)}."


def _signature(layout: Layout) -> Iterator[str]:
    """The line, or the lines, that begin the function."""
    rows, columns = len(layout.outputs), len(layout.subject.wrt)
    parameters = [f"double {name}" for name in layout.parameters]
    if not layout.is_single:
        parameters.append(f"double values[{rows}]")
    if layout.subject.order > 1:
        single = "double *derivative"
        parameters.append(single if layout.is_single else f"double derivatives[{rows}]")
    elif columns:
        single = f"double gradient[{columns}]"
        parameters.append(single if layout.is_single else f"double jacobian[{rows}][{columns}]")
    kind = "double" if layout.is_single else "void"
    yield filled(f"{kind} {layout.function}(", parameters or ["void"], ")", "")


def _unused(layout: Layout) -> Iterator[str]:
    """A line for each input that nothing uses, so that no compiler complains."""
    graph = layout.graph
    for node in graph.inputs.values():
        if not layout.plan.places.uses[node]:
            yield f"    (void){layout.variables[node]};"


def _declarations(layout: Layout) -> Iterator[str]:
    """The variables that get their values in branches."""
    for node in layout.plan.variables():
        if layout.plan.is_in_branch(node):
            yield f"    double {layout.variables[node]} = 0.0;"


def _statements(
    layout: Layout, speller: CSpeller, steps: Iterable[Step], indent: str
) -> Iterator[str]:
    """The steps of a plan as lines; they are nested a few levels deep at most."""
    for step in steps:
        if isinstance(step, Choice):
            yield from _branches(layout, speller, step, indent)
            continue
        kind = "" if layout.plan.is_in_branch(step.target) else "const double "
        yield f"{indent}{kind}{layout.variables[step.target]} = {speller.assigned(step)};"


def _branches(layout: Layout, speller: CSpeller, step: Choice, indent: str) -> Iterator[str]:
    condition = speller.condition(step.condition)
    yield f"{indent}if ({condition}) {{" if step.yes else f"{indent}if (!({condition})) {{"
    yield from _statements(layout, speller, step.yes, indent + "    ")
    if step.yes and step.no:
        yield f"{indent}}} else {{"
    yield from _statements(layout, speller, step.no, indent + "    ")
    yield f"{indent}}}"


def _results(layout: Layout, speller: CSpeller) -> Iterator[str]:
    """What the function gives back."""
    for row, node in enumerate(layout.values):
        if not layout.is_single:
            yield f"    values[{row}] = {speller.number(node)};"
    for row, nodes in enumerate(layout.rows):
        for column, node in enumerate(nodes):
            yield f"    {_place(layout, row, column)} = {speller.result(node)};"
    if layout.is_single:
        yield f"    return {speller.number(layout.values[0])};"


def _place(layout: Layout, row: int, column: int) -> str:
    if layout.subject.order > 1:
        return "*derivative" if layout.is_single else f"derivatives[{row}]"
    return f"gradient[{column}]" if layout.is_single else f"jacobian[{row}][{column}]"
