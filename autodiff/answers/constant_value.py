"""The value of a constant expression: what may be given for an input.

>>> constant_value("1/4"), constant_value("2^10")
(0.25, 1024.0)
>>> from ..numbers.exact import EXACT
>>> constant_value("1/3", EXACT)
Fraction(1, 3)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from ...parser.parse import parse
from ..numbers.doubles import FLOATS
from .question import Question, posed, understand

if TYPE_CHECKING:
    from ..differentiation.solution import Numbers
    from .question import Problem


def constant_value(text: str, numbers: Numbers = FLOATS) -> Any:  # noqa: ANN401
    """The value of a constant expression, such as `pi/2`, `-1e5` or `1/3`.

    It is a float, in exact arithmetic a `Fraction`; in many digits it is what gives those digits
    at any precision, as a point holds it.

    Raises `BackpropError`, located in `text`, if it is not one or has no finite value of its own.
    """
    try:
        problem = posed(understand(parse(text)), Question(numbers=numbers))
        _check(problem)
        found = problem.solution({})
        for note in found.diagnostics.values():
            raise BackpropError(
                f"this value is too large {numbers.range}",
                note.span,
                hint="the largest double is about 1.8e308; inf is infinity"
                if numbers is FLOATS
                else None,
            )
        (output,) = problem.graph.outputs.values()
        return numbers.kept(problem.graph, output, found.linearization.values[output])
    except BackpropError as error:
        raise error.located(text) from None


def _check(problem: Problem) -> None:
    names = problem.names
    if names.inputs:
        name = names.inputs[0]
        raise BackpropError(
            f"'{name}' has no value here",
            names.places[name],
            hint="a value is a number or a constant expression such as pi/2",
        )
    if len(names.outputs) != 1:
        raise BackpropError("a value is one expression", hint="give one number, such as 2 or pi/2")
