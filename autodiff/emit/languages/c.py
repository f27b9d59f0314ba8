"""C99: a function that gives the value, and the gradient through a pointer.

Invariants:

- The program needs the C library and its mathematics only, and compiles without a warning.
- Nothing is raised: what does not exist is NaN, what is too large is infinite, as IEEE 754 has it.
- Names are in ASCII letters, for C99 promises no others.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from ..derivative_program import DerivativeProgram
>>> found = differentiated(lower(survey(parse("x*sin(θ)"))), ["x", "θ"], mode="reverse")
>>> text = emit(DerivativeProgram("x*sin(θ)", found, ("x", "θ")))
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

from typing import TYPE_CHECKING

from ..planning.long_programs import cut_program
from ..planning.schedule import assignments
from ..writing.comments import filled, listed, printable_lines, shielded
from ..writing.function_layout import FunctionLayout, symbol
from ..writing.language import ARITHMETIC, ATOM, C_LOGIC, SIGN, Language, Template, calls
from ..writing.spelling import Speller
from ..writing.statements import declarations, functions, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..derivative_program import DerivativeProgram
    from ..planning.long_programs import CutProgram
    from ..planning.schedule import Step

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

_OWN = "gradient derivative values jacobian derivatives work PART"

_TEXTS = {
    "square_root": """\
/* sqrt; that of -0.0 is 0.0, so that 1/square_root(x) has the right sign. */
static double square_root(double x)
{
    return sqrt(x) + 0.0;
}
""",
    "modulo": """\
/* The remainder with the sign of y. */
static double modulo(double x, double y)
{
    double remainder = fmod(x, y);
    if (remainder == 0)
        return copysign(0.0, y);
    return (remainder < 0) != (y < 0) ? remainder + y : remainder;
}
""",
    "largest": """\
/* The larger of two numbers; NaN if one of them is. */
static double largest(double x, double y)
{
    return x > y || isnan(x) ? x : y;
}
""",
    "smallest": """\
/* The smaller of two numbers; NaN if one of them is. */
static double smallest(double x, double y)
{
    return x < y || isnan(x) ? x : y;
}
""",
}

C = Language(
    title="C",
    simple={
        **ARITHMETIC,
        **C_LOGIC,
        **calls(
            "",
            "exp expm1 log log2 log10 log1p cbrt sin cos tan asin acos atan atan2 sinh cosh tanh"
            " asinh acosh atanh hypot floor ceil trunc erf erfc lgamma",
            power="pow", abs="fabs", round="rint", gamma="tgamma",
        ),
    },
    texts=_TEXTS,
    own="{}",
    renamed={
        "sqrt": "square_root", "mod": "modulo", "max": "largest", "min": "smallest",
        "logb": "log_base", "logsumexp": "log_sum_exp",
    },
    chained=frozenset({"max", "min", "logsumexp"}),
    constants={"inf": "INFINITY", "nan": "NAN"},
    as_number=Template("(double){0}", SIGN, (ATOM,)),
    definition="/* {remark} */\nstatic double {name}({parameters})\n{{\n{body}\n}}",
    parameter="double {}",
    kept="const double {name} = {value};",
    declared="double {name} = 0.0;",
    assigned="{name} = {value};",
    returned="return {value};",
    part="{}(work);",
    branch=("if ({}) {{", "if (!({})) {{", "}} else {{", "}}"),
    ascii_only=True,
    words=f"{_KEYWORDS} {_LIBRARY} {_MACROS} {_OWN}".split(),
)  # fmt: skip
"""C99."""


def emit(program: DerivativeProgram) -> str:
    """The program.

    Raises `BackpropError` where a function cannot be said in it.
    """
    layout = FunctionLayout(program, C)
    parts = cut_program(
        layout.plan, layout.variables, layout.results(),
        lambda number: layout.take(f"part_{number}"),
    )  # fmt: skip
    speller = Speller(C, layout.plan, parts.variables, parts.shared)
    functions_of_parts = _parts(speller, parts)
    body = [*_unused(layout), *_work(layout, parts)]
    body += [*_declared(speller, parts.body), *statements(speller, parts.body, "    ")]
    text = "\n".join([*_signature(layout), "{", *body, *_results(layout, speller), "}"])
    heading = "\n".join(_heading(layout))
    own = functions(C, speller.called)
    return "\n\n".join([heading, "#include <math.h>", *own, *functions_of_parts, text]) + "\n"


_PART = """\
/* A part of the program; all of it in one function would take a compiler very long. */
#if defined(__GNUC__)
#define PART static __attribute__((noinline)) void
#else
#define PART static void
#endif"""


def _parts(speller: Speller, parts: CutProgram) -> list[str]:
    """The functions that a long program is cut into."""
    texts = [_PART] if parts.functions else []
    for name, steps in parts.functions:
        body = [*_declared(speller, steps), *statements(speller, steps, "    ")]
        texts.append("\n".join([f"PART {name}(double *work)", "{", *body, "}"]))
    return texts


def _declared(speller: Speller, steps: Iterable[Step]) -> Iterator[str]:
    """The variables of a function that get their values in branches."""
    nodes = sorted({speller.plan.owner(step.target) for step in assignments(steps)})
    return declarations(speller, nodes)


def _work(layout: FunctionLayout, parts: CutProgram) -> Iterator[str]:
    """The array that the parts share, with the inputs that they use."""
    if parts.size:
        yield f"    double work[{parts.size}];"
    for name, node in zip(layout.parameters, layout.graph.inputs.values(), strict=True):
        if node in parts.shared:
            yield f"    {parts.variables[node]} = {name};"


def _heading(layout: FunctionLayout) -> Iterator[str]:
    """The comment that says what the program is."""
    program = layout.program
    yield "/* Made by backprop from"
    yield ""
    yield from (f"       {shielded(line, _MARKS)}" for line in printable_lines(program.source))
    yield ""
    yield from (f"   {shielded(line, _MARKS)}" for line in _meaning(layout))
    for old, new in layout.renamed.items():
        yield f"   '{shielded(old, _MARKS)}' is called {new} here."
    yield "   What does not exist is NaN, and what is too large infinite. C99; link with -lm. */"


_MARKS = ("*/", "/*", "??")


def _meaning(layout: FunctionLayout) -> Iterator[str]:
    outputs, wrt, order = layout.outputs, layout.program.wrt, layout.program.order
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


def _signature(layout: FunctionLayout) -> Iterator[str]:
    """The line, or the lines, that begin the function."""
    rows, columns = len(layout.outputs), len(layout.program.wrt)
    parameters = [f"double {name}" for name in layout.parameters]
    if not layout.is_single:
        parameters.append(f"double values[{rows}]")
    if layout.program.order > 1:
        single = "double *derivative"
        parameters.append(single if layout.is_single else f"double derivatives[{rows}]")
    elif columns:
        single = f"double gradient[{columns}]"
        parameters.append(single if layout.is_single else f"double jacobian[{rows}][{columns}]")
    kind = "double" if layout.is_single else "void"
    yield filled(f"{kind} {layout.function}(", parameters or ["void"], ")", "")


def _unused(layout: FunctionLayout) -> Iterator[str]:
    """A line for each input that nothing uses, so that no compiler complains."""
    graph = layout.graph
    for node in graph.inputs.values():
        if not layout.plan.places.uses[node]:
            yield f"    (void){layout.variables[node]};"


def _results(layout: FunctionLayout, speller: Speller) -> Iterator[str]:
    """What the function gives back."""
    for row, node in enumerate(layout.values):
        if not layout.is_single:
            yield f"    values[{row}] = {speller.number(node)};"
    for row, nodes in enumerate(layout.rows):
        for column, node in enumerate(nodes):
            yield f"    {_place(layout, row, column)} = {speller.result(node)};"
    if layout.is_single:
        yield f"    return {speller.number(layout.values[0])};"


def _place(layout: FunctionLayout, row: int, column: int) -> str:
    if layout.program.order > 1:
        return "*derivative" if layout.is_single else f"derivatives[{row}]"
    return f"gradient[{column}]" if layout.is_single else f"jacobian[{row}][{column}]"
