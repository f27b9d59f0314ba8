"""Python on NumPy: the same function for numbers and for whole arrays of them, with broadcasting.

Invariants:

- Both branches of a `where` are worked out for every element; only the chosen one comes through.
- Nothing is raised and nothing is warned of: a value that does not exist is NaN.
- Every result has the shape to which the inputs broadcast.

>>> from ..differentiation.derivative import differentiated
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> from .subject import Subject
>>> found = differentiated(lower(survey(parse("x*sin(y)"))), ["x", "y"], mode="reverse")
>>> text = emit(Subject("x*sin(y)", found, ("x", "y")))
>>> print(text[text.index("    with"):text.rindex("    return")], end="")
    with np.errstate(all="ignore"):
        v1 = np.sin(y)
        f = x*v1
        df_dy = x*np.cos(y)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from . import python_definitions
from .docstring import docstring
from .layout import Layout
from .python import RESERVED as PYTHON_RESERVED
from .python import assembled, returned, signature, statements
from .spelling import (
    ARITHMETIC,
    ATOM,
    COMPARE,
    COMPARISONS,
    MULTIPLY,
    Speller,
    Tables,
    Text,
    decimal,
    enclosed,
    needed_definitions,
    signed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..graph.graph import Constant
    from .subject import Subject

INFIX = {**ARITHMETIC, **COMPARISONS}

SIMPLE = {
    name: f"np.{spelling}" for name, spelling in {
        "power": "power", "exp": "exp", "expm1": "expm1", "log": "log", "log2": "log2",
        "log10": "log10", "log1p": "log1p", "cbrt": "cbrt", "sin": "sin", "cos": "cos",
        "tan": "tan", "asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2",
        "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "asinh": "arcsinh", "acosh": "arccosh",
        "atanh": "arctanh", "hypot": "hypot", "abs": "abs", "sign": "sign", "floor": "floor",
        "ceil": "ceil", "round": "rint", "trunc": "trunc", "mod": "mod", "and": "logical_and",
        "or": "logical_or", "not": "logical_not", "where": "where",
    }.items()
}  # fmt: skip

LOWERED = {
    name: f"_{name}" for name in (
        "sqrt", "sec", "csc", "cot", "asec", "acsc", "acot", "sech", "csch", "coth", "logb", "max",
        "min",
        "logsumexp", "clamp", "relu", "leaky_relu",
        "sigmoid", "logit", "softplus", "silu", "gelu", "erf", "erfc", "gamma", "lgamma",
        "digamma", "polygamma",
    )
}  # fmt: skip

UNSUPPORTED: dict[str, str] = {}

_CONSTANTS = {"pi": "np.pi", "e": "np.e", "tau": "(2*np.pi)", "inf": "np.inf", "nan": "np.nan"}


def _for_each(name: str) -> str:
    return f"@_for_each\n{python_definitions.DEFINITIONS[name]}"


DEFINITIONS: dict[str, str] = {
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
    "_sec": """\
def _sec(x):
    return np.divide(1.0, np.cos(x))
""",
    "_csc": """\
def _csc(x):
    return np.divide(1.0, np.sin(x))
""",
    "_cot": """\
def _cot(x):
    return np.divide(1.0, np.tan(x))
""",
    "_asec": '''\
def _asec(x):
    """The angle whose secant is x, from 0 to pi."""
    return np.arctan2(np.sqrt((x - 1)*(x + 1)), np.sign(x))
''',
    "_acsc": '''\
def _acsc(x):
    """The angle whose cosecant is x, from -pi/2 to pi/2."""
    return np.arctan2(np.sign(x), np.sqrt(np.abs(x) - 1)*np.sqrt(np.abs(x) + 1))
''',
    "_acot": '''\
def _acot(x):
    """pi/2 - atan(x), exact for large x too."""
    return np.arctan2(1.0, x)
''',
    "_sech": '''\
def _sech(x):
    """1/cosh(x), without an overflow."""
    return 2*np.exp(-np.abs(x))/(1 + np.exp(-2*np.abs(x)))
''',
    "_csch": '''\
def _csch(x):
    """1/sinh(x), without an overflow."""
    return np.divide(1.0, 2*np.sinh(x/2))/np.cosh(x/2)
''',
    "_coth": """\
def _coth(x):
    return np.divide(1.0, np.tanh(x))
""",
    "_logsumexp": '''\
def _logsumexp(first, *others):
    """log(exp(x) + exp(y) + ...), without an overflow."""
    for other in others:
        first = np.logaddexp(first, other)
    return first
''',
    "_logb": '''\
def _logb(x, base):
    """The logarithm of x to a base, exact where it is a whole number."""
    quotient = np.divide(np.log(x), np.log(base))
    whole = np.where(np.abs(quotient) < 2000, np.rint(quotient), 0.0)
    found = np.where((whole != 0) & (np.power(base, whole) == x), whole, quotient)
    return np.where(np.equal(base, 1), np.nan, found)
''',
    "_max": """\
def _max(first, *others):
    for other in others:
        first = np.maximum(first, other)
    return first
""",
    "_min": """\
def _min(first, *others):
    for other in others:
        first = np.minimum(first, other)
    return first
""",
    "_clamp": """\
def _clamp(x, low, high):
    return np.where(np.less_equal(low, high), np.minimum(np.maximum(x, low), high), np.nan)
""",
    "_relu": """\
def _relu(x):
    return np.maximum(x, 0.0)
""",
    "_leaky_relu": """\
def _leaky_relu(x, slope):
    return np.where(np.greater(x, 0), x, slope*x)
""",
    "_sigmoid": '''\
def _sigmoid(x):
    """1/(1 + exp(-x)), without an overflow."""
    small = np.exp(-np.abs(x))
    return np.where(np.greater_equal(x, 0), 1.0, small)/(1.0 + small)
''',
    "_logit": '''\
def _logit(x):
    """log(x/(1 - x)), exact near 1/2 too."""
    middle = np.logical_and(np.greater(x, 0.25), np.less(x, 0.75))
    return np.where(middle, 2*np.arctanh(2*x - 1), np.log(x) - np.log1p(-x))
''',
    "_softplus": '''\
def _softplus(x):
    """log(1 + exp(x)), without an overflow."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))
''',
    "_silu": """\
def _silu(x):
    return x*_sigmoid(x)
""",
    "_gelu": """\
def _gelu(x):
    return x*_erfc(-x/np.sqrt(2.0))/2
""",
    "_erf": """\
_erf = np.vectorize(math.erf, otypes=[float])
""",
    "_erfc": """\
_erfc = np.vectorize(math.erfc, otypes=[float])
""",
    "_ZETA": python_definitions.DEFINITIONS["_ZETA"],
    "_BERNOULLI": python_definitions.DEFINITIONS["_BERNOULLI"],
    "_cot_pi": python_definitions.DEFINITIONS["_cot_pi"],
    "_power": python_definitions.DEFINITIONS["_power"],
    "_ieee_power": python_definitions.DEFINITIONS["_ieee_power"],
    "_cot_derivative": python_definitions.DEFINITIONS["_cot_derivative"],
    "_power_sum": python_definitions.DEFINITIONS["_power_sum"],
    "_gamma": _for_each("_gamma").replace(
        "    try:", "    if x == 0:\n        return math.copysign(math.inf, x)\n    try:"
    ),
    "_lgamma": _for_each("_lgamma"),
    "_digamma": _for_each("_digamma"),
    "_polygamma": _for_each("_polygamma"),
    "_filled": '''\
def _filled(value, shape):
    """A value as an array of a shape, or as a number if that has no dimensions."""
    return np.full(shape, value, dtype=float)[()]
''',
}

RESERVED = {*PYTHON_RESERVED, "np", "shape", *DEFINITIONS}


class NumpySpeller(Speller):
    """Spells nodes for arrays."""

    title: ClassVar[str] = "NumPy"
    tables: ClassVar[Tables] = Tables(INFIX, SIMPLE, LOWERED, UNSUPPORTED)

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout.plan, layout.variables)
        graph = layout.graph
        self._varies = bytearray(len(graph))
        for node in graph.inputs.values():
            self._varies[node] = 1
        for node, arguments in enumerate(graph.arguments):
            if any(self._varies[argument] for argument in arguments):
                self._varies[node] = 1

    def _constant(self, constant: Constant) -> Text:
        if isinstance(constant, str):
            return Text(_CONSTANTS[constant], ATOM)
        text = decimal(constant)
        return signed(text.replace("inf", "np.inf"))

    def _as_number(self, truth: Text) -> Text:
        return Text(f"1.0*{enclosed(truth, MULTIPLY + 1)}", MULTIPLY)

    def _as_truth(self, number: Text) -> Text:
        return Text(f"{enclosed(number, COMPARE + 1)} != 0", COMPARE)

    def _choice(self, condition: Text, yes: Text, no: Text) -> Text:
        return self.call(SIMPLE["where"], [condition, yes, no])

    def _arithmetic(self, node: int, name: str, arguments: Sequence[Text]) -> Text:
        if name == "divide" and not self._varies[node]:
            # Python's own numbers would raise where the divisor is 0.
            return self.call("np.divide", arguments)
        return super()._arithmetic(node, name, arguments)

    def result(self, node: int | None) -> str:
        """What is given back for a node, in the shape of all results."""
        self.called["_filled"] = None
        return f"_filled({super().result(node)}, shape)"

    def logic(self, node: int) -> Text:
        """A comparison, or what combines conditions, element by element."""
        operation, arguments = self._graph.operations[node], self._graph.arguments[node]
        assert operation is not None
        if operation.name in COMPARISONS:
            return super().logic(node)
        if operation.name == "not" and not self._is_logic(arguments[0]):
            return Text(f"{enclosed(self._number(arguments[0]), COMPARE + 1)} == 0", COMPARE)
        return self.call(SIMPLE[operation.name], [self._truth(place) for place in arguments])


def emit(subject: Subject) -> str:
    """The program.

    Raises `BackpropError` where a function cannot be said in it.
    """
    layout = Layout(subject, reserved=RESERVED, lazy=False)
    speller = NumpySpeller(layout)
    function = [signature(layout), *docstring(layout, _REMARKS), *_body(layout, speller)]
    return assembled(subject, needed_definitions(speller.called, DEFINITIONS), function)


_REMARKS = (
    "The inputs are numbers or arrays, which broadcast; every result has their common shape.",
    "Where a value does not exist it is nan.",
)


def _body(layout: Layout, speller: Speller) -> Iterator[str]:
    for name in layout.parameters:
        yield f"    {name} = np.asarray({name}, dtype=float)"
    shapes = ", ".join(f"{name}.shape" for name in layout.parameters)
    yield f"    shape = np.broadcast_shapes({shapes})"
    lines = [*statements(layout.variables, speller, layout.plan.body, "        ")]
    if lines:
        yield '    with np.errstate(all="ignore"):'
        yield from lines
    yield returned(layout, speller.result, "    ")
