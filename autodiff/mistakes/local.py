"""Mistakes at one node or on one edge: the wrong rules of the rows, and what a chain can lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..numbers.doubles import FLOATS
from .candidates import CHAIN, GENERAL, SPECIFIC, Candidate, number
from .rules import WRONG_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..differentiation.sweeps import Edge
    from ..rules.row import Mistake
    from .candidates import Words
    from .case import Case, Number


def local_mistakes(case: Case, words: Words) -> Iterator[Candidate]:
    """Every single mistake at a node that a derivative passes; `case` is one of the points."""
    for node in _by_telling(case):
        yield from _by_rows(case, words, node)
        yield from _of_functions(case, words, node)
        for edge in case.passing(node):
            yield from _on_edge(case, words, node, edge)
        if node != case.output:
            yield from _in_chain(words, node)


def _by_telling(case: Case) -> list[int]:
    """The nodes on the way, those first that a person would name of several that explain the same.

    Those that have names, the innermost first; then the outermost: of sin(2*x + 1) it is 2*x + 1.
    """
    names = case.graph.names
    nodes = [node for node in range(case.source + 1, case.output + 1) if case.on_way(node)]
    named = [node for node in nodes if names[node] is not None and node != case.output]
    return named + [node for node in reversed(nodes) if node not in set(named)]


def _by_rows(case: Case, words: Words, node: int) -> Iterator[Candidate]:
    """The wrong rules of the node's own row."""
    operation = case.graph.operations[node]
    assert operation is not None
    for mistake in WRONG_RULES.get(operation.name, ()):
        yield Candidate(
            mistake.name,
            SPECIFIC,
            lambda at, mistake=mistake: at.mistaken(node, mistake),
            lambda mistake=mistake: mistake.sentence + words.place(node),
        )


def _of_functions(case: Case, words: Words, node: int) -> Iterator[Candidate]:
    """f(u') or f'(u') in place of f'(u)*u', for functions of one argument."""
    operation, arguments = case.graph.operations[node], case.graph.arguments[node]
    if operation is None or operation.symbol is not None or len(arguments) != 1:
        return
    (inner,) = arguments
    if inner == case.source or not operation.has_partial(0):
        return

    def of_derivative(at: Case) -> Number:
        tangent = at.tangents[inner]
        if tangent is None:
            return at.right
        return at.with_tangent(node, FLOATS.function(operation)(tangent))

    def at_derivative(at: Case) -> Number:
        tangent = at.tangents[inner]
        if tangent is None:
            return at.right
        out = FLOATS.function(operation)(tangent)
        (partial,) = operation.partials_at(FLOATS, (0,), (tangent,), out)
        return at.with_tangent(node, partial)

    name = operation.name
    yield Candidate(
        "function-of-derivative", CHAIN, of_derivative,
        lambda: f"{name}(u)' was taken as {name}(u'){words.place(node)}",
    )  # fmt: skip
    yield Candidate(
        "function-of-derivative", CHAIN, at_derivative,
        lambda: f"the derivative of {name} was taken at u' instead of at u{words.place(node)}",
    )  # fmt: skip


def _on_edge(case: Case, words: Words, node: int, edge: Edge) -> Iterator[Candidate]:
    """A factor of the chain left out, used twice, or with the other sign."""
    place = edge.position

    def partial(at: Case) -> Number:
        return next((e.partial for e in at.edges[node] if e.position == place), None)

    def changed(at: Case, power: int) -> Number:
        here = partial(at)
        return at.right if here is None else at.with_partial(node, place, here**power)

    def factor() -> str:
        return f"∂{words.closed(node)}/∂{words.closed(edge.argument)}"

    if node == case.output and edge.argument == case.source:
        return  # there is no chain
    yield Candidate(
        "factor-missing", GENERAL, lambda at: changed(at, 0),
        lambda: f"the factor {factor()} is missing",
        lambda at: f"it is {number(partial(at) or 0.0)} here",
    )  # fmt: skip
    yield Candidate(
        "factor-twice", GENERAL, lambda at: changed(at, 2),
        lambda: f"the factor {factor()} was used twice",
    )  # fmt: skip
    if edge.argument == case.source and node != case.output:
        yield Candidate(
            "stopped-early", CHAIN, lambda at: None if at.adjoints[node] == 1 else partial(at),
            lambda: f"that is the local derivative of {words.quoted(node)} alone: what comes from "
            f"above it, the derivative of '{words.output}' by it, is missing",
        )  # fmt: skip


def _in_chain(words: Words, node: int) -> Iterator[Candidate]:
    """What can go wrong with the chain rule at a node between the two ends."""

    def inner_forgotten(at: Case) -> Number:
        return at.with_tangent(node, 1.0)

    def inner_twice(at: Case) -> Number:
        tangent = at.tangents[node]
        return at.right if tangent is None else at.with_tangent(node, tangent * tangent)

    def other_sign(at: Case) -> Number:
        tangent = at.tangents[node]
        return at.right if tangent is None else at.with_tangent(node, -tangent)

    def stopped(at: Case) -> Number:
        # A factor of 1 that is forgotten is no mistake.
        return None if at.adjoints[node] == 1 else at.tangents[node]

    def whole_by_node(at: Case) -> Number:
        return None if at.tangents[node] == 1 else at.adjoints[node]

    by, output = words.by, words.output
    yield Candidate(
        "stopped-early", CHAIN, stopped,
        lambda: f"that is the derivative of {words.quoted(node)} by '{by}': the chain stops there, "
        f"without the derivative of '{output}' by {words.quoted(node)}",
        lambda at: f"which is {number(at.adjoints[node] or 0.0)} here",
    )  # fmt: skip
    yield Candidate(
        "inner-forgotten", CHAIN, whole_by_node,
        lambda: f"that is the derivative by {words.quoted(node)}: its own derivative by '{by}' is "
        "missing as a factor",
        lambda at: f"it is {number(at.tangents[node] or 0.0)} here",
    )  # fmt: skip
    yield Candidate(
        "inner-forgotten", CHAIN, inner_forgotten,
        lambda: f"the inner derivative, that of {words.quoted(node)} by '{by}', was forgotten",
        lambda at: f"it is {number(at.tangents[node] or 0.0)} here",
    )  # fmt: skip
    yield Candidate(
        "factor-twice", GENERAL, inner_twice,
        lambda: f"the derivative of {words.quoted(node)} by '{by}' was used twice",
    )  # fmt: skip
    yield Candidate(
        "sign", GENERAL, other_sign,
        lambda: f"what comes through {words.quoted(node)} has the wrong sign",
    )  # fmt: skip


def repeated_mistakes(case: Case) -> Iterator[Candidate]:
    """A wrong rule applied wherever its function occurs, where that is more than once."""
    places: dict[str, list[int]] = {}
    for node in range(case.source + 1, case.output + 1):
        operation = case.graph.operations[node]
        if case.on_way(node) and operation is not None:
            places.setdefault(operation.name, []).append(node)
    for nodes in places.values():
        operation = case.graph.operations[nodes[0]]
        for mistake in (
            WRONG_RULES.get(operation.name, ()) if operation is not None and len(nodes) > 1 else ()
        ):
            yield _repeated(mistake, frozenset(nodes), len(nodes))


def _repeated(mistake: Mistake, nodes: frozenset[int], count: int) -> Candidate:
    def at(case: Case) -> Number:
        if mistake.position is None:
            return case.resweep(
                tangent_at=lambda node, tangents: (
                    case.wrong_tangent(node, mistake, tangents) if node in nodes else None
                )
            )
        return case.resweep(
            partial_at=lambda node, edge: (
                case.wrong_partial(node, mistake)
                if node in nodes and edge.position == mistake.position
                else None
            )
        )

    return Candidate(mistake.name, SPECIFIC, at, lambda: f"{mistake.sentence} ({count} times here)")
