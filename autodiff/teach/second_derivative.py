"""The second derivative, told as motion: position, speed, acceleration.

If an input is the time, an output is where you are; its derivative is the speed, and the second
derivative, the derivative of the speed, is the acceleration.

Invariants:

- The numbers are those of the Hessian, the formulas those of `diff`, of the same graph.
- A formula is the general one; it is `None` where it is too long to be written out.
- Where the function has a kink, a derivative that is given is a choice; what really happens is
  looked up a little to both sides of the point.

>>> from ...parser.parse import parse
>>> from ...parser.unparse import unparse
>>> from ..answers.question import Question, solve
>>> at = {"x": 2.0}
>>> (found,) = motions(solve(parse("x^3"), at), at, Question(), ["x"])
>>> found.position, found.speed, found.acceleration, found.predicted, found.true
(8.0, 12.0, 12.0, 26.0, 27.0)
>>> unparse(found.speed_formula), unparse(found.acceleration_formula)
('3*x^2', '6*x')
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from ...parser.errors import BackpropError
from ..answers.formulas import symbolic
from ..answers.matrices import hessian
from ..answers.question import Question
from ..diagnostics.derived_nodes import solved_with_limits
from ..rules.predicates import is_finite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...parser.syntax import Expression
    from ..answers.question import Solution
    from ..answers.report import Matrices
    from ..graph.notes import Note, Number

_ASIDE = Fraction(1, 2**26)
"""How far to both sides of a kink one looks, as a part of the input or of 1."""

_JUMP = 100_000
"""A difference that is less than a number, or 1, over this is no jump."""

_ORDERS = ("position", "speed", "acceleration")


class Jump(NamedTuple):
    """The first of `_ORDERS` that jumps at a point; its numbers just before and after."""

    what: str
    before: Number
    after: Number


@dataclass(frozen=True, slots=True)
class Motion:
    """One output as one input moves.

    `predicted` is the position after a step of 1 by position, speed and half the acceleration;
    `true` is where it really is then, `None` if it has no value there. `jump` is `None` where
    position, speed and acceleration are what they are said to be.
    """

    output: str
    by: str
    start: Number
    position: Number
    speed: Number
    acceleration: Number
    speed_formula: Expression | None
    acceleration_formula: Expression | None
    predicted: Number
    true: Number | None
    notes: tuple[Note, ...]
    jump: Jump | None = None


def motions(
    solution: Solution, point: Mapping[str, Any], question: Question, names: Sequence[str]
) -> tuple[Motion, ...]:
    """Position, speed and acceleration of every output by each of the names."""
    found: list[Motion] = []
    for by in names:
        matrices = _matrices(solution, point, question, by)
        sides = _sides(solution, question, by) if _kinked(matrices) else ()
        speeds, accelerations = (_formulas(solution, question, by, order) for order in (1, 2))
        for number, output in enumerate(matrices.outputs):
            position, speed, acceleration = _state(solution, matrices, number, by)
            place = solution.graph.outputs[output]
            found.append(
                Motion(
                    output,
                    by,
                    _number(solution, solution.values[solution.wrt[by]]),
                    position,
                    speed,
                    acceleration,
                    speeds.get(output),
                    accelerations.get(output),
                    _predicted(position, speed, acceleration),
                    _after_a_step(solution, by, place),
                    matrices.notes,
                    _jump([_state(solution, side, number, by) for side in sides]),
                )
            )
    return tuple(found)


def _matrices(
    solution: Solution, point: Mapping[str, Any], question: Question, by: str
) -> Matrices:
    asked = Question([by], question.of, question.ties, numbers=question.numbers)
    return hessian(solution.names, point, asked)


def _kinked(matrices: Matrices) -> bool:
    return any(note.kind == "kink" for note in matrices.notes)


def _state(solution: Solution, matrices: Matrices, place: int, by: str) -> list[Number]:
    """Position, speed and acceleration of the output at a place among all."""
    output = matrices.outputs[place]
    acceleration = matrices.blocks[place].entries.get((by, by), _zero(solution))
    speed = matrices.gradient.get((output, by), _zero(solution))
    return [matrices.values[output], speed, acceleration]


def _sides(solution: Solution, question: Question, by: str) -> tuple[Matrices, ...]:
    """The same a little before the point and a little after it; nothing where one is missing."""
    node = solution.graph.inputs.get(by)
    if node is None:
        return ()
    start, m = solution.values[node], solution.m
    size = m.given(_ASIDE) * max(m.given(1), abs(start))
    try:
        return tuple(
            [
                _matrices(solution, solution.point_with(by, end), question, by)
                for end in (start - size, start + size)
            ]
        )
    except BackpropError:
        return ()


def _jump(sides: Sequence[Sequence[Any]]) -> Jump | None:
    """What differs by more than it would for being a little apart."""
    if not sides:
        return None
    for what, before, after in zip(_ORDERS, *sides, strict=True):
        if not is_finite(before) or not is_finite(after):
            return None
        if abs(after - before) * _JUMP > max(1, abs(after)):
            return Jump(what, before, after)
    return None


def _zero(solution: Solution) -> Number:
    return _number(solution, solution.m.given(0))


def _number(solution: Solution, number: Any) -> Number:  # noqa: ANN401
    found = solution.m.report(number)
    return float("nan") if found is None else found


def _predicted(position: Any, speed: Any, acceleration: Any) -> Number:  # noqa: ANN401
    if not all(map(is_finite, (position, speed, acceleration))):
        return float("nan")
    return position + speed + acceleration / 2


def _formulas(solution: Solution, question: Question, by: str, order: int) -> dict[str, Expression]:
    """The derivatives of some order as formulas; none where they are too long to read."""
    try:
        found = symbolic(
            solution.program, wrt=[by], of=question.of, order=order, ties=question.ties,
            names=solution.names,
        )  # fmt: skip
        return {line.output: line.formula for line in found.formulas()}
    except BackpropError:
        return {}


def _after_a_step(solution: Solution, by: str, output: int) -> Number | None:
    """Where the output is after a step of 1, if it is anywhere."""
    graph, m = solution.graph, solution.m
    node = graph.inputs.get(by)
    if node is None:
        return None
    end = solution.values[node] + m.given(1)
    value = solved_with_limits(graph, m, solution.point_with(by, end), {}, ()).values[output]
    return m.report(value) if is_finite(value) else None
