"""The Python doorway: an expression as an object that gives values and derivatives at many points.

Numbers are swept at each call; arrays, and second derivatives, are worked out by derivative
programs, which are made once for all points. Who wants a gradient very often takes `to("c")`.

Invariants:

- Numbers in, numbers out; where any value is a NumPy array, arrays out, of the broadcast shape.
- The values and first derivatives of numbers are those of the rules, digit for digit: those of
  `backprop eval` where it needs no limit.
- Nothing is raised for a point: what has no value is NaN there, a pole or an overflow an infinity.
  A comparison with NaN is 0, so a condition decides even where what it is made of has no value.

>>> f = differentiate("(x + y)*z")
>>> f.value(-2, 5, -4), f.gradient(x=-2, y=5, z=-4)
(-12.0, {'x': -4.0, 'y': -4.0, 'z': 3.0})
>>> f.hessian(-2, 5, -4)["x"]
{'x': 0.0, 'y': 0.0, 'z': 1.0}
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ...parser.memory import uncollected
from ...parser.parse import parse
from ..differentiation import sweeps
from ..differentiation.backward import adjoints
from ..differentiation.derivative import Derivatives, differentiated
from ..emit import program_text
from ..emit.derivative_program import DerivativeProgram
from ..numbers.doubles import FLOATS
from .question import Question, posed, understand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..graph.graph import Graph

Values = Any
"""A float, or a NumPy array of doubles."""


def differentiate(
    expression: str,
    *,
    wrt: Sequence[str] | None = None,
    of: Sequence[str] | None = None,
    ties: str = "split",
) -> Differentiable:
    """An expression of the language, ready to be evaluated and differentiated at any point.

    `wrt` are the inputs or named values to differentiate by (all inputs if `None`), `of` the
    outputs (the expression's own if `None`); `ties` is the rule of `max` and `min`, `split` or
    `each`.

    Raises `BackpropError` for an expression that has no meaning and for names that it lacks, and
    `TypeError` for one that is no text.
    """
    if not isinstance(expression, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        kind = type(expression).__name__
        raise TypeError(f"an expression is a text such as 'x^2*y', not a value of type {kind}")
    program = parse(expression)
    try:
        with uncollected():
            names = understand(program)
            problem = posed(names, Question(wrt, of, ties), wrt or ())
    except BackpropError as error:
        raise error.located(program.text) from None
    return Differentiable(program.text, problem.graph, tuple(problem.wrt))


class Differentiable:
    """An expression with its derivatives.

    Every method takes the inputs, in the order of `inputs`, by position or by name. `outputs` and
    `wrt` name what is differentiated and by what.
    """

    def __init__(self, source: str, graph: Graph, wrt: tuple[str, ...]) -> None:
        self.source = source
        self.inputs = tuple(graph.inputs)
        self.outputs = tuple(graph.outputs)
        self.wrt = wrt
        self._graph = graph
        self._sources = {name: graph.named.get(name, graph.inputs.get(name, -1)) for name in wrt}

    def __repr__(self) -> str:
        return f"differentiate({self.source!r})"

    def value(self, /, *values: Values, **named: Values) -> Values:
        """The value of the output; of several, a dictionary by output."""
        graph, point = self._graph, self._point(values, named)
        found = _evaluated(graph, graph.outputs.values(), point)
        return self._by_output(dict(zip(self.outputs, found, strict=True)))

    def gradient(self, /, *values: Values, **named: Values) -> dict[str, Values]:
        """∂output/∂name for every name of `wrt`, where there is one output.

        Raises `BackpropError` where there are several; `jacobian` has them all.
        """
        if len(self.outputs) > 1:
            raise BackpropError(
                "there is a gradient for each of the several outputs",
                hint="use jacobian(), or choose one output: of=['NAME']",
            )
        (only,) = self.jacobian(*values, **named).values()
        return only

    def jacobian(self, /, *values: Values, **named: Values) -> dict[str, dict[str, Values]]:
        """∂output/∂name, by output and name."""
        point = self._point(values, named)
        if _is_plain(point):
            return self._swept(point)
        return self._filled(self._first, self.outputs, point)

    def hessian(self, /, *values: Values, **named: Values) -> dict[str, Any]:
        """∂²output/∂name∂other, by name and name; of several outputs, a dictionary of those."""
        point = self._point(values, named)
        rows = [f"{output}/{name}" for output in self.outputs for name in self.wrt]
        found = self._filled(self._second, rows, point)
        return self._by_output(
            {
                output: {name: found[f"{output}/{name}"] for name in self.wrt}
                for output in self.outputs
            }
        )

    def to_python(self) -> str:
        """The source of a Python function for the value and the gradient; it needs nothing else."""
        return self.to("python")

    def to(self, form: str) -> str:
        """The value and the gradient in a form of `backprop diff --to`: `c`, `numpy`, `torch`, …

        Raises `BackpropError` for what cannot be said in the form.
        """
        return program_text(form, DerivativeProgram(self.source, self._first, self.wrt))

    def _swept(self, point: Mapping[str, float]) -> dict[str, dict[str, float]]:
        """One walk up and one down for each output; what is absent is 0."""
        values = sweeps.evaluate(self._graph, FLOATS, _floats(point))
        rows: dict[str, dict[str, float]] = {}
        for output, node in self._graph.outputs.items():
            found = adjoints(self._graph, FLOATS, values, self._moving, node)
            rows[output] = {
                name: float(found[source] or 0.0) if source < len(found) else 0.0
                for name, source in self._sources.items()
            }
        return rows

    @cached_property
    def _moving(self) -> bytearray:
        return self._graph.above(self._sources.values())

    @cached_property
    def _first(self) -> Derivatives:
        return differentiated(self._graph, self.wrt, mode="reverse")

    @cached_property
    def _second(self) -> Derivatives:
        """The derivatives of the gradient; its outputs are called `output/name`."""
        gradient = self._first.graph.copy()
        gradient.outputs = {
            f"{output}/{name}": node for (output, name), node in self._first.entries.items()
        }
        return differentiated(gradient, self.wrt)

    def _point(self, values: Sequence[Values], named: Mapping[str, Values]) -> dict[str, Values]:
        if len(values) > len(self.inputs):
            raise TypeError(f"there are {len(self.inputs)} inputs, and {len(values)} values given")
        point = dict(zip(self.inputs, values, strict=False))
        for name, value in named.items():
            if name not in self.inputs:
                raise TypeError(f"there is no input {name!r}; the inputs are {self.inputs}")
            if name in point:
                raise TypeError(f"the input {name!r} is given twice")
            point[name] = value
        missing = [name for name in self.inputs if name not in point]
        if missing:
            raise TypeError(f"no value is given for {', '.join(map(repr, missing))}")
        return point

    def _filled(
        self, program: Derivatives, rows: Iterable[str], point: Mapping[str, Values]
    ) -> dict[str, dict[str, Values]]:
        """The entries of a derivative program at a point, with 0 for those that are not there."""
        found = dict(
            zip(
                program.entries,
                _evaluated(program.graph, program.entries.values(), point),
                strict=True,
            )
        )
        zero = _zero(point)
        return {row: {name: found.get((row, name), zero) for name in self.wrt} for row in rows}

    def _by_output(self, found: dict[str, Any]) -> Any:  # noqa: ANN401
        if len(self.outputs) > 1:
            return found
        (only,) = found.values()
        return only


def _evaluated(graph: Graph, nodes: Iterable[int], point: Mapping[str, Values]) -> list[Values]:
    """The values of some nodes, all of one kind and shape."""
    if _is_plain(point):
        values = sweeps.evaluate(graph, FLOATS, _floats(point))
        return [float(values[node]) for node in nodes]
    import numpy as np

    from ..numbers.arrays import ARRAYS

    arrays = {name: np.asarray(value, dtype=float) for name, value in point.items()}
    with ARRAYS.quiet():
        values = sweeps.evaluate(graph, ARRAYS, arrays)
    shape = np.broadcast_shapes(*[array.shape for array in arrays.values()])
    return [np.broadcast_to(np.asarray(values[node]), shape).copy() for node in nodes]


def _floats(point: Mapping[str, Values]) -> dict[str, float]:
    return {name: float(value) for name, value in point.items()}


def _zero(point: Mapping[str, Values]) -> Values:
    if _is_plain(point):
        return 0.0
    import numpy as np

    return np.zeros(np.broadcast_shapes(*[np.shape(value) for value in point.values()]))


def _is_plain(point: Mapping[str, Values]) -> bool:
    """Whether all values are numbers; arrays, and lists of numbers, have a length."""
    return not any(hasattr(value, "__len__") or hasattr(value, "shape") for value in point.values())
