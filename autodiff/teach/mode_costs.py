"""Forward mode beside reverse mode, sweep by sweep, on one graph, and where the one overtakes.

Invariants:

- Steps and numbers are those of the sweeps that were run; counts are counted on this graph, with
  as many of its own inputs (or outputs) as a line of the comparison says, and never estimated.
- The two modes are compared by the schoolbook counts, as everywhere.

>>> from ...parser.parse import parse
>>> found = compare(parse("(x+y)*z"), {"x": -2.0, "y": 5.0, "z": -4.0})
>>> [(line.size, line.forward, line.reverse) for line in found.by_inputs]
[(1, 2, 2), (2, 4, 3), (3, 5, 4)]
>>> found.sentence
'With 1 input both modes cost the same here; from 2 inputs on, reverse mode is cheaper'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..answers.operation_counts import Counter, comparison_sentence
from ..answers.question import Question, Solution, solve
from ..answers.report import Costs
from ..differentiation import sweeps
from ..graph.labels import counted
from .chain_rule import Sweep, forward_steps, reverse_steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...parser.syntax import Program
    from ..answers.report import ModeCost
    from ..graph.notes import Note, Number
    from ..program.names import Survey

MOST_STEPS = 40
"""No more steps of a sweep than this are shown unless more are asked for."""

MOST_SWEEPS = 12

Taken = Callable[[int], tuple[list[int], list[int]]]
"""The inputs and the outputs of a comparison of some size."""

_MOST_LINES = 8
_MOST_WORK = 1_500_000


@dataclass(frozen=True, slots=True)
class Growth:
    """What the derivatives by the first `size` inputs, or of as many outputs, cost in each mode."""

    size: int
    forward: int
    reverse: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that `backprop compare` has to say.

    `left_out` counts the sweeps of each mode that are not shown. `by_outputs` is empty where there
    is one output. `sentence` says where one mode overtakes the other.
    """

    source: str
    expression: str
    inputs: dict[str, Number]
    wrt: tuple[str, ...]
    outputs: tuple[str, ...]
    forward: tuple[Sweep, ...]
    reverse: tuple[Sweep, ...]
    left_out: dict[str, int]
    costs: Costs | None
    by_inputs: tuple[Growth, ...]
    by_outputs: tuple[Growth, ...]
    sentence: str
    notes: tuple[Note, ...]


def compare(
    program: Program | Survey,
    point: Mapping[str, Any],
    question: Question | None = None,
    limit: int = MOST_STEPS,
) -> Comparison:
    """Compare the two modes on a program at a point; `limit` is the most steps of a sweep.

    Raises `BackpropError` as `evaluate` does.
    """
    found = solve(program, point, replace(question or Question(), mode="both"))
    counting = _Counting(found)
    wrt = [name for name in found.wrt if name not in found.left_out]
    outputs = list(found.graph.outputs)
    by_inputs = counting.growing_inputs()
    by_outputs = counting.growing_outputs() if len(outputs) > 1 else ()
    return Comparison(
        source=found.program.text,
        expression=found.expression,
        inputs=found.inputs(),
        wrt=tuple(found.wrt),
        outputs=tuple(outputs),
        forward=tuple(
            [
                forward_steps(found, by, _first(found.tangents[by], limit, upward=True))
                for by in wrt[:MOST_SWEEPS]
            ]
        ),
        reverse=tuple(
            [
                reverse_steps(found, of, _first(found.adjoints[of], limit, upward=False))
                for of in outputs[:MOST_SWEEPS]
            ]
        ),
        left_out={
            "forward": len(found.wrt) - min(len(wrt), MOST_SWEEPS),
            "reverse": len(outputs) - min(len(outputs), MOST_SWEEPS),
        },
        costs=counting.costs(),
        by_inputs=by_inputs,
        by_outputs=by_outputs,
        sentence=crossover(by_inputs, "input"),
        notes=found.notes,
    )


def _first(numbers: Sequence[Any], limit: int, *, upward: bool) -> list[int]:
    """The nodes of a sweep that come first in it."""
    reached = [node for node, number in enumerate(numbers) if number is not None]
    return reached[:limit] if upward else reached[::-1][:limit]


class _Counting:
    """Counts on one graph, for a part of its inputs or of its outputs, within bounds."""

    def __init__(self, found: Solution) -> None:
        self._solution = found
        self._size = max(1, found.problem.sweep_size)

    def costs(self) -> Costs | None:
        """What both modes cost; `None` where counting would take too long."""
        solution = self._solution
        wrt, outputs = list(solution.wrt.values()), list(solution.graph.outputs.values())
        if (len(wrt) + len(outputs)) * self._size > 2 * _MOST_WORK or solution.left_out:
            return None
        forward, reverse, counter = self._counted(wrt, outputs)
        return Costs(
            counter.function(), forward, reverse,
            comparison_sentence(forward, reverse, len(outputs)),
        )  # fmt: skip

    def _counted(
        self, wrt: Sequence[int], outputs: Sequence[int]
    ) -> tuple[ModeCost, ModeCost, Counter]:
        at = self._solution.linearization
        counter = Counter(at, sweeps.active_positions(at.graph, at.values, wrt, outputs))
        return counter.forward(wrt, outputs), counter.reverse(wrt, outputs), counter

    def growing_inputs(self) -> tuple[Growth, ...]:
        """The costs as inputs are added, in the order in which they are given."""
        solution = self._solution
        wrt = list(solution.wrt.values())
        outputs = list(solution.graph.outputs.values())
        return self._growth(len(wrt), len(outputs), lambda size: (wrt[:size], outputs))

    def growing_outputs(self) -> tuple[Growth, ...]:
        """The costs as outputs are added."""
        solution = self._solution
        wrt = list(solution.wrt.values())
        outputs = list(solution.graph.outputs.values())
        return self._growth(len(outputs), len(wrt), lambda size: (wrt, outputs[:size]))

    def _growth(self, most: int, others: int, taken: Taken) -> tuple[Growth, ...]:
        left = _MOST_WORK
        found: list[Growth] = []
        for size in sizes(most):
            left -= (size + others + 4) * self._size
            if left < 0 and found:
                break
            if left < -_MOST_WORK:
                break
            forward, reverse, _ = self._counted(*taken(size))
            found.append(Growth(size, forward.schoolbook.total, reverse.schoolbook.total))
        return tuple(found)


def sizes(most: int) -> list[int]:
    """The sizes that a comparison shows: all if they are few, else some on the way to the last.

    >>> sizes(3), sizes(100)
    ([1, 2, 3], [1, 2, 4, 8, 16, 32, 64, 100])
    """
    if most <= _MOST_LINES:
        return list(range(1, most + 1))
    found = [2**power for power in range(_MOST_LINES - 1) if 2**power < most]
    return [*found, most]


def crossover(lines: Sequence[Growth], noun: str) -> str:
    """Where one mode overtakes the other, from the counts.

    >>> crossover([Growth(1, 3, 4), Growth(2, 6, 5)], "input")
    'With 1 input forward mode is cheaper here; from 2 inputs on, reverse mode is cheaper'
    """
    if not lines:
        return "There is nothing to differentiate with respect to, so neither mode has work to do"
    stretches: list[tuple[int, str]] = []
    for line in lines:
        winner = _winner(line)
        if not stretches or stretches[-1][1] != winner:
            stretches.append((line.size, winner))
    first, *others = stretches
    text = f"With {counted(first[0], noun)} {first[1]} here"
    if not others:
        last = lines[-1].size
        return text if last == first[0] else f"From 1 to {counted(last, noun)}, {first[1]} here"
    return "; ".join(
        [text, *(f"from {counted(size, noun)} on, {winner}" for size, winner in others)]
    )


def _winner(line: Growth) -> str:
    if line.forward == line.reverse:
        return "both modes cost the same"
    return f"{'reverse' if line.reverse < line.forward else 'forward'} mode is cheaper"
