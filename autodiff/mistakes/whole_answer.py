"""Mistakes with the whole answer: another number of the same graph, an integral, the wrong sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..differentiation.sweeps import reverse
from ..numbers.doubles import FLOATS
from .candidates import OTHER, SPECIFIC, Candidate
from .rules import WRONG_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .candidates import NodeNames
    from .wrong_answer import Number, WrongAnswer

MOST_OTHERS = 200
"""So many other nodes and outputs are looked at."""


def whole_mistakes(answer: WrongAnswer, names: NodeNames) -> Iterator[Candidate]:
    """Every number that may have been given for the one that was asked for."""
    graph, by, output = answer.graph, names.by, names.output
    yield Candidate("sign", SPECIFIC, lambda at: -at.right, lambda: "the sign is the wrong one")
    yield Candidate(
        "integrated", SPECIFIC, integral,
        lambda: f"'{output}' was integrated with respect to '{by}' instead of differentiated",
    )  # fmt: skip
    yield Candidate(
        "value-given", OTHER, lambda at: at.values[at.output],
        lambda: f"that is the value of '{output}', not its derivative",
    )  # fmt: skip
    for name, node in _others(graph.named | graph.inputs, answer):
        if node in graph.inputs.values():
            yield _derivative(name, node, names, "other-input")
        else:
            yield _derivative(name, node, names, "other-node")
    for name, node in list(graph.outputs.items())[:MOST_OTHERS]:
        if node != answer.output:
            yield Candidate(
                "other-output", OTHER,
                lambda at, node=node: reverse(at.edges, node)[at.source],
                lambda name=name: f"that is the derivative of '{name}', not of '{output}'",
            )  # fmt: skip


def _others(named: Mapping[str, int], answer: WrongAnswer) -> list[tuple[str, int]]:
    """The named nodes that are neither the end nor on the way, and those inputs that are not it."""
    others = [
        (name, node)
        for name, node in named.items()
        if node not in (answer.source, answer.output) and not answer.on_way(node)
    ]
    return others[:MOST_OTHERS]


def _derivative(name: str, node: int, names: NodeNames, mistake: str) -> Candidate:
    return Candidate(
        mistake, OTHER, lambda at: at.adjoints[node],
        lambda: f"that is the derivative by '{name}', not by '{names.by}'",
    )  # fmt: skip


def integral(answer: WrongAnswer) -> Number:
    """The output integrated with respect to the source, as far as a person does it at sight.

    Sums, constant factors, and functions of a*x + b; no constant of integration.
    """
    graph, source = answer.graph, answer.source
    found: list[Number] = [None] * (answer.output + 1)
    for node in range(answer.output + 1):
        if node == source:
            found[node] = answer.values[node] ** 2 / 2
        elif answer.tangents[node] is None:
            found[node] = answer.values[node] * answer.values[source]
        else:
            operation = graph.operations[node]
            rule = None if operation is None else _RULES.get(operation.name, _of_function)
            found[node] = None if rule is None else rule(answer, node, found)
    return found[answer.output]


def _sum(answer: WrongAnswer, node: int, found: list[Number]) -> Number:
    left, right = (found[argument] for argument in answer.graph.arguments[node])
    return None if left is None or right is None else left + right


def _difference(answer: WrongAnswer, node: int, found: list[Number]) -> Number:
    left, right = (found[argument] for argument in answer.graph.arguments[node])
    return None if left is None or right is None else left - right


def _negative(answer: WrongAnswer, node: int, found: list[Number]) -> Number:
    inner = found[answer.graph.arguments[node][0]]
    return None if inner is None else -inner


def _product(answer: WrongAnswer, node: int, found: list[Number]) -> Number:
    """A constant factor goes before the integral; no other product is integrated at sight."""
    left, right = answer.graph.arguments[node]
    for constant, moving in ((left, right), (right, left)):
        inner = found[moving]
        if answer.tangents[constant] is None and inner is not None:
            return answer.values[constant] * inner
    return None


def _quotient(answer: WrongAnswer, node: int, found: list[Number]) -> Number:
    left, right = answer.graph.arguments[node]
    inner, below = found[left], answer.values[right]
    if answer.tangents[right] is None and inner is not None:
        return inner / below if below else None
    return _of_function(answer, node, found)


def _of_function(answer: WrongAnswer, node: int, found: list[Number]) -> Number:  # noqa: ARG001
    """A function with one moving argument a*x + b: its row's integral, divided by a."""
    operation = answer.graph.operations[node]
    moving = answer.passing(node)
    if operation is None or len(moving) != 1:
        return None
    slope = _slope(answer, moving[0].argument)
    if not slope:
        return None
    if operation.name == "exp":
        return answer.values[node] / slope
    for mistake in WRONG_RULES.get(operation.name, ()):
        if mistake.name == "integrated" and mistake.position == moving[0].position:
            wrong = answer.wrong_partial(node, mistake)
            return None if wrong is None else FLOATS.divide(wrong, slope)
    return None


def _slope(answer: WrongAnswer, node: int) -> Number:
    """The slope of a node that is linear in the source, as far as its operations show it."""
    if node == answer.source:
        return 1.0
    total: float = 0.0
    operation = answer.graph.operations[node]
    if operation is None or operation.name not in _LINEAR:
        return None
    moving = answer.passing(node)
    if operation.name in ("multiply", "divide") and len(moving) > 1:
        return None
    for edge in moving:
        if operation.name == "divide" and edge.position == 1:
            return None
        if edge.argument != answer.source:
            return None
        total += edge.partial
    return total


_LINEAR = frozenset({"add", "subtract", "negate", "multiply", "divide"})
_RULES: dict[str, Any] = {
    "add": _sum, "subtract": _difference, "negate": _negative, "multiply": _product,
    "divide": _quotient,
}  # fmt: skip
