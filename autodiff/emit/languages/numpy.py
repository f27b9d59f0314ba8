"""Python on NumPy: the same function for numbers and for whole arrays of them, with broadcasting.

Invariants:

- Both branches of a `where` are worked out for every element; only the chosen one comes through.
- Nothing is raised and nothing is warned of: a value that does not exist is NaN.
- Every result has the shape to which the inputs broadcast.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from ..derivative_program import DerivativeProgram
>>> found = differentiated(lower(survey(parse("x*sin(y)"))), ["x", "y"], mode="reverse")
>>> text = emit(DerivativeProgram("x*sin(y)", found, ("x", "y")))
>>> print(text[text.index("    with"):text.rindex("    return")], end="")
    with np.errstate(all="ignore"):
        v1 = np.sin(y)
        f = x*v1
        df_dy = x*np.cos(y)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..writing.function_layout import FunctionLayout
from ..writing.language import ARITHMETIC, MULTIPLY, SIGN, Language, Template, calls
from ..writing.spelling import Speller
from ..writing.statements import functions, statements, written
from .python import PYTHON, assembled, returned, signature
from .python_definitions import DEFINITIONS
from .python_docstring import docstring

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..derivative_program import DerivativeProgram
    from ..writing.language import Text


def _for_each(text: str) -> str:
    return f"@_for_each\n{text}"


_AT_ZERO = "    if x == 0:\n        return math.copysign(math.inf, x)\n    try:"
"""Where Python's gamma raises an error, and the evaluator has a value."""

_TEXTS = {
    "_for_each": '''\
def _for_each(function):
    """A function of numbers for arrays, which gives nan where it has no value."""
    def total(*arguments):
        try:
            return function(*arguments)
        except (ValueError, ZeroDivisionError):
            return np.nan
    return np.vectorize(total, otypes=[float])
''',
    "_sqrt": '''\
def _sqrt(x):
    """np.sqrt; that of -0.0 is 0.0, so that 1/_sqrt(x) has the right sign."""
    return np.sqrt(x) + 0.0
''',
    "_erf": "_erf = _for_each(math.erf)",
    "_erfc": "_erfc = _for_each(math.erfc)",
    "_gamma": _for_each(DEFINITIONS["_gamma"].replace("    try:", _AT_ZERO)),
    "_lgamma": _for_each(DEFINITIONS["_lgamma"]),
    "_polygamma": _for_each(written(PYTHON, "polygamma")),
    **{name: DEFINITIONS[name] for name in ("_ZETA", "_power", "_whole", "_floor", "_no_value")},
    "_filled": '''\
def _filled(value, shape):
    """A value as an array of a shape, or as a number if that has no dimensions."""
    return np.full(shape, value, dtype=float)[()]
''',
}

NUMPY = Language(
    title="NumPy",
    simple={
        **ARITHMETIC,
        **calls(
            "np.",
            "power exp expm1 log log2 log10 log1p cbrt sin cos tan sinh cosh tanh hypot abs sign"
            " floor ceil trunc mod where",
            asin="arcsin", acos="arccos", atan="arctan", atan2="arctan2", asinh="arcsinh",
            acosh="arccosh", atanh="arctanh", round="rint", max="maximum", min="minimum",
            logsumexp="logaddexp", **{name: f"logical_{name}" for name in ("and", "or", "not")},
        ),
    },
    texts=_TEXTS,
    own="_{}",
    chained=frozenset({"max", "min", "logsumexp"}),
    constants={
        "pi": "np.pi", "e": "np.e", "tau": "(2*np.pi)", "inf": "np.inf", "nan": "np.nan",
    },
    as_number=Template("1.0*{0}", MULTIPLY, (SIGN,)),
    lazy=False,
    words={*PYTHON.words, "np", "shape"},
)  # fmt: skip
"""Python on arrays, where nothing is raised."""


class NumpySpeller(Speller):
    """Spells nodes for arrays."""

    def __init__(self, layout: FunctionLayout) -> None:
        super().__init__(NUMPY, layout.plan, layout.variables)
        graph = layout.graph
        self._varies = bytearray(len(graph))
        for node in graph.inputs.values():
            self._varies[node] = 1
        for node, arguments in enumerate(graph.arguments):
            if any(self._varies[argument] for argument in arguments):
                self._varies[node] = 1

    def _applied(self, node: int, name: str, arguments: Sequence[Text]) -> Text:
        if name == "divide" and not self._varies[node]:
            # Python's own numbers would raise where the divisor is 0.
            return calls("np.", "divide")[name].applied(arguments)
        return super()._applied(node, name, arguments)

    def result(self, node: int | None) -> str:
        """What is given back for a node, in the shape of all results."""
        self.called["_filled"] = None
        return f"_filled({super().result(node)}, shape)"


def emit(program: DerivativeProgram) -> str:
    """The program.

    Raises `BackpropError` where a function cannot be said in it.
    """
    layout = FunctionLayout(program, NUMPY)
    speller = NumpySpeller(layout)
    function = [signature(layout), *docstring(layout, _REMARKS), *_body(layout, speller)]
    return assembled(program, functions(NUMPY, speller.called), function)


_REMARKS = (
    "The inputs are numbers or arrays, which broadcast; every result has their common shape.",
    "Where a value does not exist it is nan.",
)


def _body(layout: FunctionLayout, speller: Speller) -> Iterator[str]:
    for name in layout.parameters:
        yield f"    {name} = np.asarray({name}, dtype=float)"
    shapes = ", ".join(f"{name}.shape" for name in layout.parameters)
    yield f"    shape = np.broadcast_shapes({shapes})"
    lines = [*statements(speller, layout.plan.body, "        ")]
    if lines:
        yield '    with np.errstate(all="ignore"):'
        yield from lines
    yield returned(layout, speller.result, "    ")
