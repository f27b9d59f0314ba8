"""Chains: additions of additions and multiplications of multiplications, each used once only.

Invariant: a chain is taken apart once, at its end, so the time is linear however long it is. A
sign belongs to the chain that it stands in.

>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> graph = lower(survey(parse("x/(-(y*x))*y")))
>>> order = in_order_of_reading(graph, graph.outputs.values())
>>> chains = Chains(graph, order, graph.outputs.values())
>>> links, negative = chains.links(graph.outputs["f"])
>>> [(graph.names[link.node], link.sign) for link in links], negative
([('x', 1), ('y', -1), ('x', -1), ('y', 1)], True)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..graph.graph import Graph

_SUMS = 1
_PRODUCTS = 2
_FAMILIES = {"add": _SUMS, "subtract": _SUMS, "multiply": _PRODUCTS, "divide": _PRODUCTS}

SEVERAL = -1


class Link(NamedTuple):
    """A node that a chain is made of: its sign in a sum, or its exponent in a product, 1 or -1."""

    node: int
    sign: int


class Chains:
    """The chains among nodes in their order, of which some are `wanted` for themselves.

    `users` says of each node which one uses it, or `SEVERAL`.
    """

    def __init__(self, graph: Graph, order: Sequence[int], wanted: Iterable[int]) -> None:
        self._graph = graph
        self.users = _users(graph, order, wanted)
        self._places = {node: place for place, node in enumerate(order)}
        self._families: dict[int, int] = {}
        for node in reversed(order):
            self._families[node] = self._family(node)

    def _family(self, node: int) -> int:
        operation, user = self._graph.operations[node], self.users[node]
        if operation is None:
            return 0
        if operation.name != "negate":
            return _FAMILIES.get(operation.name, 0)
        return (self._families[user] if user >= 0 else 0) or _SUMS

    def is_sum(self, node: int) -> bool:
        """Whether a node is an addition or a sign in one."""
        return self._families[node] == _SUMS

    def is_product(self, node: int) -> bool:
        """Whether a node is a multiplication or a sign in one."""
        return self._families[node] == _PRODUCTS

    def is_link(self, node: int) -> bool:
        """Whether a node is used once only, by the next link of the chain that it is in."""
        user = self.users[node]
        return user >= 0 and self._families[node] == self._families[user] != 0

    def links(self, node: int) -> tuple[list[Link], bool]:
        """What the chain that ends in a node is made of, in order, and a product's own sign."""
        product = self.is_product(node)
        found: list[Link] = []
        negative = False
        pending = [Link(node, 1)]
        while pending:
            link = pending.pop()
            if link.node != node and not self.is_link(link.node):
                found.append(link)
                continue
            operation = self._graph.operations[link.node]
            arguments = self._graph.arguments[link.node]
            assert operation is not None
            if operation.name == "negate" and product:
                negative = not negative
                pending.append(link._replace(node=arguments[0]))
                continue
            turned = -link.sign if operation.name in ("negate", "subtract", "divide") else link.sign
            if len(arguments) == 2:
                pending.append(Link(arguments[1], turned))
                turned = link.sign
            pending.append(Link(arguments[0], turned))
        return found, negative

    def inner_nodes(self, node: int) -> list[int]:
        """The operations of the chain that ends in a node, each after what it is made of."""
        found: list[int] = []
        pending = [node]
        while pending:
            link = pending.pop()
            found.append(link)
            pending += [each for each in self._graph.arguments[link] if self.is_link(each)]
        return sorted(found, key=lambda link: self._places[link])


def in_order_of_reading(graph: Graph, nodes: Iterable[int]) -> list[int]:
    """What nodes are made of, and they themselves: each after its arguments, from left to right.

    The order does not depend on what else there is in the graph.
    """
    found: dict[int, None] = {}
    pending = [(node, False) for node in reversed(list(nodes))]
    while pending:
        node, ready = pending.pop()
        if ready:
            found[node] = None
        elif node not in found:
            pending.append((node, True))
            pending += [(each, False) for each in reversed(graph.arguments[node])]
    return list(found)


def _users(graph: Graph, order: Iterable[int], wanted: Iterable[int]) -> dict[int, int]:
    users = dict.fromkeys(wanted, SEVERAL)
    for node in order:
        for argument in graph.arguments[node]:
            users[argument] = SEVERAL if argument in users else node
    return users
