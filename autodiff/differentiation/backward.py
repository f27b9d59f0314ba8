"""Reverse mode in one walk: values in, adjoints out, and no list of edges in between.

`sweeps.py` puts a partial on every edge first, because a report shows them; who wants the gradient
alone, such as the doorway from Python, needs only each partial's product with the adjoint.

Invariants:

- The answer is that of `sweeps.linearize` and `sweeps.reverse`, digit for digit: the same rules,
  and the same products and sums in the same order.
- No partial is worked out for an argument that nothing asked for depends on.

>>> from ..numbers.doubles import FLOATS
>>> from ..graph.graph import Graph
>>> from ..rules import PRIMITIVES
>>> from .sweeps import evaluate
>>> graph = Graph()
>>> x, y = graph.add_input("x"), graph.add_input("y")
>>> f = graph.add_operation(PRIMITIVES["multiply"], (x, y))
>>> values = evaluate(graph, FLOATS, {"x": 3.0, "y": 5.0})
>>> adjoints(graph, FLOATS, values, graph.above([x, y]), f)
[5.0, 3.0, 1]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..rules.row import unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..graph.graph import Graph
    from ..rules import Primitive


def adjoints(  # noqa: PLR0912  # the hottest loop: each arity by itself
    graph: Graph,
    m: Any,  # noqa: ANN401
    values: Sequence[Any],
    moving: Sequence[int],
    output: int,
) -> list[Any]:
    """∂output/∂node for every node up to the output, `None` where there is none.

    `moving` marks the nodes that depend on what is asked for.
    """
    found: list[Any] = [None] * (output + 1)
    found[output] = 1
    rules_of: dict[Any, Any] = {row: _rules(row) for row in set(graph.operations)}
    walk = zip(
        range(output, -1, -1),
        reversed(graph.operations[: output + 1]),
        reversed(graph.arguments[: output + 1]),
        reversed(values[: output + 1]),
        strict=True,
    )
    for node, row, arguments, out in walk:
        adjoint = found[node]
        if adjoint is None:
            continue
        rules = rules_of[row]
        if rules is None or out != out:  # noqa: PLR0124
            for argument, partial in _partials(graph, m, values, moving, node):
                total, contribution = found[argument], adjoint * partial
                found[argument] = contribution if total is None else total + contribution
            continue
        if len(arguments) == 1:
            argument, rule = arguments[0], rules[0]
            if rule is None or not moving[argument]:
                continue
            contribution = adjoint * rule(m, values[argument], out)
            total = found[argument]
            found[argument] = contribution if total is None else total + contribution
            continue
        if len(arguments) == 2:
            left, right = arguments
            rule, other = rules
            if moving[left] and rule is not None:
                contribution = adjoint
                if rule is not unit:
                    contribution = adjoint * rule(m, values[left], values[right], out)
                total = found[left]
                found[left] = contribution if total is None else total + contribution
            if moving[right] and other is not None:
                contribution = adjoint
                if other is not unit:
                    contribution = adjoint * other(m, values[left], values[right], out)
                total = found[right]
                found[right] = contribution if total is None else total + contribution
            continue
        numbers = [values[argument] for argument in arguments]
        for argument, rule in zip(arguments, rules, strict=True):
            if rule is None or not moving[argument]:
                continue
            contribution = adjoint if rule is unit else adjoint * rule(m, *numbers, out)
            total = found[argument]
            found[argument] = contribution if total is None else total + contribution
    return found


def _rules(row: Primitive | None) -> tuple[Any, ...] | None:
    """A row's rules, one an argument; `None` if it takes more than rules to choose what passes."""
    if row is None:
        return ()
    return None if row.passes is not None or row.variadic else row.partials


def _partials(
    graph: Graph,
    m: Any,  # noqa: ANN401
    values: Sequence[Any],
    moving: Sequence[int],
    node: int,
) -> Iterator[tuple[int, Any]]:
    """The arguments that a derivative passes on to, each with its partial, by what the row says."""
    row, arguments, out = graph.operations[node], graph.arguments[node], values[node]
    if row is None:
        return
    places = range(len(arguments))
    places = [place for place in places if row.has_partial(place) and moving[arguments[place]]]
    numbers = tuple([values[argument] for argument in arguments])
    places = row.positions_at(places, numbers, out)
    # In a function of pieces NaN, which alone differs from itself, is in none of them.
    in_no_piece = row.kinks and out != out  # noqa: PLR0124
    partials = [out] * len(places) if in_no_piece else row.partials_at(m, places, numbers, out)
    yield from zip([arguments[place] for place in places], partials, strict=True)
