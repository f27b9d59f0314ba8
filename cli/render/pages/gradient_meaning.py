"""The meaning of a gradient in sentences: finite steps, directions, percent, and motion."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from .page import NOWHERE, Called, Equation, Line, Lines, Quotient, Section, Sentence, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ....autodiff.graph.notes import Number
    from ....autodiff.teach.explanation import Explanation
    from ....autodiff.teach.finite_step import Move
    from ....autodiff.teach.second_derivative import Jump, Motion
    from .page import Block, Part, RoundedNumbers


def meaning(
    explanation: Explanation, digits: RoundedNumbers, *, sensitivity: bool
) -> list[Section]:
    """The section on what the gradient means."""
    if not explanation.moves:
        return []
    bent: set[str] = set()
    steps: list[tuple[Block, ...]] = [
        tuple(_moved(move, digits, bent)) for move in explanation.moves
    ]
    for output in explanation.outputs:
        moves = [move for move in explanation.moves if move.output == output]
        if moves:
            steps.append((_turning(output, moves, digits),))
        if moves and sensitivity:
            steps.append(tuple(_ranked(output, moves, digits)))
    several = len({move.by for move in explanation.moves}) > 1
    if several and not sensitivity:
        words = (
            "Inputs in different units cannot be compared like this: --sensitivity ranks them by "
            "what one percent of each does."
        )
        steps.append((Sentence((words,)),))
    return [Section("What it means", tuple(steps))]


def _moved(move: Move, digits: RoundedNumbers, bent: set[str]) -> Iterator[Block]:
    """One sentence for one input, and warnings where the derivative does not speak of the step.

    `bent` are the outputs whose graph has been said to bend.
    """
    text = digits.text
    verb = "Raising" if move.amount > 0 else "Lowering"
    parts: list[Part] = [
        f"{verb} ", Called(move.by),
        f" by {digits.size(move.amount)}, from {text(move.start)} to {text(move.end)}, ",
    ]  # fmt: skip
    parts += _effect(move, digits)
    if move.failure is not None:
        parts.append(f"; no true change can be given: {move.failure}.")
    else:
        parts += ["; ", *_truly(move, digits, bent)]
    yield Sentence(tuple(parts))
    for crossing in move.crossings:
        yield Sentence(
            (
                "On the way, at ", Called(crossing.formula), f", {crossing.what}: the derivative "
                f"{text(move.derivative)} speaks of small changes only.",
            ),
            "warning",
        )  # fmt: skip
    if move.ahead is not None:
        place, crossing = move.ahead
        yield Sentence(
            (
                "Further on, at ", Equation((named(move.by), digits.tree(place))), ", ",
                f"{crossing.what}: beyond that, the derivative {text(move.derivative)} says "
                "nothing.",
            ),
            "note",
        )  # fmt: skip


def _effect(move: Move, digits: RoundedNumbers) -> list[Part]:
    """What the derivative says that the step does."""
    if move.estimate != move.estimate:
        return ["does to ", Called(move.output), " what no derivative can say, for it has none"]
    if move.estimate == 0:
        return ["does not move ", Called(move.output), ", as far as the derivative can say"]
    verb = "raises" if move.estimate > 0 else "lowers"
    if abs(move.estimate) == inf:
        words = f", but by how much the derivative cannot say: it is {digits.text(move.derivative)}"
        return [f"{verb} ", Called(move.output), words]
    return [f"{verb} ", Called(move.output), f" by about {digits.size(move.estimate)}"]


def _truly(move: Move, digits: RoundedNumbers, bent: set[str]) -> Iterator[Part]:
    """What the step really does, and why that is something else, if it is."""
    change, estimate = move.change or 0, digits.text(move.estimate)
    yield "it really "
    if change == 0:
        yield "stays where it is"
    else:
        yield f"{'rises' if change > 0 else 'falls'} by {digits.size(change)}"
    is_explained = move.exact or bool(move.crossings) or move.output in bent
    if is_explained or digits.text(move.change) == estimate:
        yield "."
        return
    bent.add(move.output)
    yield ", for the graph of "
    yield Called(move.output)
    yield " bends on the way."


def _turning(output: str, moves: Sequence[Move], digits: RoundedNumbers) -> Block:
    """Which way to turn each input to raise an output, the strongest first."""
    live = [move for move in moves if move.derivative == move.derivative and move.derivative != 0]
    still = [move.by for move in moves if move.derivative == 0]
    live.sort(key=lambda move: -_shown(move.derivative))
    parts: list[Part] = ["To raise ", Called(output), ": "]
    for place, move in enumerate(live):
        way = "raise" if move.derivative > 0 else "lower"
        strength = digits.size(move.derivative)
        each = " for each 1" if place == 0 else ""
        parts += [", " if place else "", f"{way} ", Called(move.by), f" ({strength}{each})"]
    if not live:
        parts.append("no input moves it, for small changes")
    if still and live:
        parts.append("; ")
        for place, name in enumerate(still):
            parts += [", " if place else "", Called(name)]
        parts.append(f" {'do' if len(still) > 1 else 'does'} nothing")
    parts.append(".")
    return Sentence(tuple(parts))


def _ranked(output: str, moves: Sequence[Move], digits: RoundedNumbers) -> Iterator[Block]:
    """The inputs by elasticity, the strongest first."""
    known = [move for move in moves if move.elasticity is not None]
    if not known:
        words = " is 0 or not finite here, so a change of it in percent has no meaning."
        yield Sentence((Called(output), words), "note")
        return
    yield Sentence(
        ("In percent, so that inputs in different units can be compared, the strongest first:",)
    )
    zero = [move for move in known if move.start == 0]
    moving = [(_strength(move), move) for move in known if move.start != 0]
    moving.sort(key=lambda pair: -pair[0])
    strengths = [strength for strength, _ in moving]
    for strength, move in moving:
        rank = strengths.index(strength) + 1
        yield Sentence((f"{rank}. ", *_percent(move, move.elasticity or 0, digits)))
    for move in zero:
        words = " is 0, and 1 % of 0 is 0: percent say nothing of it."
        yield Sentence((Called(move.by), words), "note")


def _strength(move: Move) -> float:
    """How strong an input is, so far that rounding does not rank one before another."""
    return _shown(move.elasticity or 0)


def _shown(number: Number) -> float:
    """A size to nine digits; one that is too large for a float is infinite."""
    try:
        return float(f"{abs(float(number)):.9g}")
    except OverflowError:
        return inf


def _percent(move: Move, elasticity: Number, digits: RoundedNumbers) -> list[Part]:
    if elasticity == 0:
        return [Called(move.by), ": 1 % more of it does not move ", Called(move.output), "."]
    verb = "raises" if elasticity > 0 else "lowers"
    size = digits.size(elasticity)
    return [
        Called(move.by), f": 1 % more of it {verb} ", Called(move.output), f" by about {size} %.",
    ]  # fmt: skip


def second_order(explanation: Explanation, digits: RoundedNumbers) -> list[Section]:
    """Position, speed and acceleration, for each input that was asked for."""
    if not explanation.motions:
        return []
    steps: list[tuple[Block, ...]] = [
        tuple(_motion(motion, digits)) for motion in explanation.motions
    ]
    if len(explanation.motions) > 1:
        words = "--wrt and --of choose one input and one output, and then walk through its speed."
        steps.append((Sentence((words,), "note"),))
    return [Section("Position, speed, acceleration", tuple(steps))]


def _motion(motion: Motion, digits: RoundedNumbers) -> Iterator[Block]:
    text, tree = digits.text, digits.tree
    output, by = named(motion.output), named(motion.by)
    yield Sentence(
        (
            "Think of ", Called(motion.by), " as the time and of ", Called(motion.output),
            " as a place on a line.",
        )
    )  # fmt: skip
    first, second = Quotient(output, by), Quotient(output, by, order=2)
    speed = () if motion.speed_formula is None else (motion.speed_formula,)
    change = () if motion.acceleration_formula is None else (motion.acceleration_formula,)
    yield Lines(
        (
            Line((Equation((output, tree(motion.position))),), ("the position: where it is",)),
            Line(
                (Equation((first, *speed, tree(motion.speed))),),
                ("the speed: how fast the position changes",),
            ),
            Line(
                (Equation((second, *change, tree(motion.acceleration))),),
                ("the acceleration: how fast the speed itself changes",),
            ),
        )
    )
    if motion.jump is not None:
        yield Sentence(_jumping(motion.jump, digits), "warning")
        return
    yield Sentence((_bearing(motion),))
    if motion.true is not None and motion.predicted == motion.predicted:
        from ....parser.syntax import Binary

        half = Binary("/", tree(motion.acceleration), tree(2.0), NOWHERE)
        start = Binary("+", tree(motion.position), tree(motion.speed), NOWHERE)
        yield Sentence(
            (
                "After one unit of time, position, speed and half the acceleration lead to ",
                Equation((Binary("+", start, half, NOWHERE), tree(motion.predicted))),
                f"; in truth it is then at {text(motion.true)}.",
            )
        )


def _jumping(jump: Jump, digits: RoundedNumbers) -> tuple[Part, ...]:
    """What jumps here, and which derivatives therefore do not exist."""
    gone = {
        "position": "neither a speed nor an acceleration exists",
        "speed": "no one speed exists, and no second derivative",
        "acceleration": "the second derivative does not exist",
    }[jump.what]
    return (
        f"The {jump.what} jumps here, from {digits.text(jump.before)} just before to "
        f"{digits.text(jump.after)} just after: {gone}, and what is given is a choice.",
    )


def _bearing(motion: Motion) -> str:
    """Speed and acceleration together, in a sentence."""
    speed, change = motion.speed, motion.acceleration
    if not (-inf < speed < inf and -inf < change < inf):
        return "It has no finite speed and acceleration here: nothing can be said of the way on."
    if speed == 0:
        if change == 0:
            return "It stands still, and nothing pulls at it: these derivatives say no more."
        ending = "a lowest point" if change > 0 else "a highest point"
        return f"It stands still for a moment, and is pulled {_way(change)}: {ending}."
    if change == 0:
        return f"It moves {_way(speed)} at an even speed: nothing pulls at it here."
    if (speed > 0) == (change > 0):
        return f"It moves {_way(speed)}, and faster and faster: both have the same sign."
    return f"It moves {_way(speed)}, and slower and slower: the two have opposite signs."


def _way(number: Number) -> str:
    return "up" if number > 0 else "down"
