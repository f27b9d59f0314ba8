"""Mistakes at one node or on one edge: the wrong rules of the rows, and what a chain can lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..numbers.doubles import FLOATS
from .candidates import CHAIN, GENERAL, SPECIFIC, Candidate, number
from .rules import WRONG_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..differentiation.sweeps import Edge
    from .candidates import NodeNames
    from .rules import Mistake
    from .wrong_answer import Number, WrongAnswer


def local_mistakes(answer: WrongAnswer, names: NodeNames) -> Iterator[Candidate]:
    """Every single mistake at a node that a derivative passes; `answer` is one of the points."""
    for node in _by_telling(answer):
        yield from _by_rows(answer, names, node)
        yield from _of_functions(answer, names, node)
        for edge in answer.passing(node):
            yield from _on_edge(answer, names, node, edge)
        if node != answer.output:
            yield from _in_chain(names, node)


def _by_telling(answer: WrongAnswer) -> list[int]:
    """The nodes on the way, those first that a person would name of several that explain the same.

    Those that have names, the innermost first; then the outermost: of sin(2*x + 1) it is 2*x + 1.
    """
    names = answer.graph.names
    nodes = [node for node in range(answer.source + 1, answer.output + 1) if answer.on_way(node)]
    named = [node for node in nodes if names[node] is not None and node != answer.output]
    return named + [node for node in reversed(nodes) if node not in set(named)]


def _by_rows(answer: WrongAnswer, names: NodeNames, node: int) -> Iterator[Candidate]:
    """The wrong rules of the node's own row."""
    operation = answer.graph.operations[node]
    assert operation is not None
    for mistake in WRONG_RULES.get(operation.name, ()):
        yield Candidate(
            mistake.name,
            SPECIFIC,
            lambda at, mistake=mistake: at.mistaken(node, mistake),
            lambda mistake=mistake: mistake.sentence + names.place(node),
        )


def _of_functions(answer: WrongAnswer, names: NodeNames, node: int) -> Iterator[Candidate]:
    """f(u') or f'(u') in place of f'(u)*u', for functions of one argument."""
    operation, arguments = answer.graph.operations[node], answer.graph.arguments[node]
    if operation is None or operation.symbol is not None or len(arguments) != 1:
        return
    (inner,) = arguments
    if inner == answer.source or not operation.has_partial(0):
        return

    def of_derivative(at: WrongAnswer) -> Number:
        tangent = at.tangents[inner]
        if tangent is None:
            return at.right
        return at.with_tangent(node, FLOATS.function(operation)(tangent))

    def at_derivative(at: WrongAnswer) -> Number:
        tangent = at.tangents[inner]
        if tangent is None:
            return at.right
        out = FLOATS.function(operation)(tangent)
        (partial,) = operation.partials_at(FLOATS, (0,), (tangent,), out)
        return at.with_tangent(node, partial)

    name = operation.name
    yield Candidate(
        "function-of-derivative", CHAIN, of_derivative,
        lambda: f"{name}(u)' was taken as {name}(u'){names.place(node)}",
    )  # fmt: skip
    yield Candidate(
        "function-of-derivative", CHAIN, at_derivative,
        lambda: f"the derivative of {name} was taken at u' instead of at u{names.place(node)}",
    )  # fmt: skip


def _on_edge(answer: WrongAnswer, names: NodeNames, node: int, edge: Edge) -> Iterator[Candidate]:
    """A factor of the chain left out, used twice, or with the other sign."""
    place = edge.position

    def changed(at: WrongAnswer, power: int) -> Number:
        here = at.partial(node, place)
        return at.right if here is None else at.with_partial(node, place, here**power)

    def factor() -> str:
        return f"∂{names.closed(node)}/∂{names.closed(edge.argument)}"

    if node == answer.output and edge.argument == answer.source:
        return  # there is no chain
    yield Candidate(
        "factor-missing", GENERAL, lambda at: changed(at, 0),
        lambda: f"the factor {factor()} is missing",
        lambda at: f"it is {number(at.partial(node, place) or 0.0)} here",
    )  # fmt: skip
    yield Candidate(
        "factor-twice", GENERAL, lambda at: changed(at, 2),
        lambda: f"the factor {factor()} was used twice",
    )  # fmt: skip
    if edge.argument == answer.source and node != answer.output:
        yield Candidate(
            "stopped-early", CHAIN,
            lambda at: None if at.adjoints[node] == 1 else at.partial(node, place),
            lambda: f"that is the local derivative of {names.quoted(node)} alone: what comes from "
            f"above it, the derivative of '{names.output}' by it, is missing",
        )  # fmt: skip


def _in_chain(names: NodeNames, node: int) -> Iterator[Candidate]:
    """What can go wrong with the chain rule at a node between the two ends."""

    def inner_forgotten(at: WrongAnswer) -> Number:
        return at.with_tangent(node, 1.0)

    def inner_twice(at: WrongAnswer) -> Number:
        tangent = at.tangents[node]
        return at.right if tangent is None else at.with_tangent(node, tangent * tangent)

    def other_sign(at: WrongAnswer) -> Number:
        tangent = at.tangents[node]
        return at.right if tangent is None else at.with_tangent(node, -tangent)

    def stopped(at: WrongAnswer) -> Number:
        # A factor of 1 that is forgotten is no mistake.
        return None if at.adjoints[node] == 1 else at.tangents[node]

    def whole_by_node(at: WrongAnswer) -> Number:
        return None if at.tangents[node] == 1 else at.adjoints[node]

    by, output = names.by, names.output
    yield Candidate(
        "stopped-early", CHAIN, stopped,
        lambda: f"that is the derivative of {names.quoted(node)} by '{by}': the chain stops there, "
        f"without the derivative of '{output}' by {names.quoted(node)}",
        lambda at: f"which is {number(at.adjoints[node] or 0.0)} here",
    )  # fmt: skip
    yield Candidate(
        "inner-forgotten", CHAIN, whole_by_node,
        lambda: f"that is the derivative by {names.quoted(node)}: its own derivative by '{by}' is "
        "missing as a factor",
        lambda at: f"it is {number(at.tangents[node] or 0.0)} here",
    )  # fmt: skip
    yield Candidate(
        "inner-forgotten", CHAIN, inner_forgotten,
        lambda: f"the inner derivative, that of {names.quoted(node)} by '{by}', was forgotten",
        lambda at: f"it is {number(at.tangents[node] or 0.0)} here",
    )  # fmt: skip
    yield Candidate(
        "factor-twice", GENERAL, inner_twice,
        lambda: f"the derivative of {names.quoted(node)} by '{by}' was used twice",
    )  # fmt: skip
    yield Candidate(
        "sign", GENERAL, other_sign,
        lambda: f"what comes through {names.quoted(node)} has the wrong sign",
    )  # fmt: skip


def repeated_mistakes(answer: WrongAnswer) -> Iterator[Candidate]:
    """A wrong rule applied wherever its function occurs, where that is more than once."""
    places: dict[str, list[int]] = {}
    for node in range(answer.source + 1, answer.output + 1):
        operation = answer.graph.operations[node]
        if answer.on_way(node) and operation is not None:
            places.setdefault(operation.name, []).append(node)
    for nodes in places.values():
        operation = answer.graph.operations[nodes[0]]
        for mistake in (
            WRONG_RULES.get(operation.name, ()) if operation is not None and len(nodes) > 1 else ()
        ):
            yield _repeated(mistake, frozenset(nodes), len(nodes))


def _repeated(mistake: Mistake, nodes: frozenset[int], count: int) -> Candidate:
    def at(answer: WrongAnswer) -> Number:
        if mistake.position is None:
            return answer.resweep(
                tangent_at=lambda node, tangents: (
                    answer.wrong_tangent(node, mistake, tangents) if node in nodes else None
                )
            )
        return answer.resweep(
            partial_at=lambda node, edge: (
                answer.wrong_partial(node, mistake)
                if node in nodes and edge.position == mistake.position
                else None
            )
        )

    return Candidate(mistake.name, SPECIFIC, at, lambda: f"{mistake.sentence} ({count} times here)")
