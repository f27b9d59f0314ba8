"""Paths left out of the sum: a derivative is the sum over all paths of the products along them."""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING

from ..differentiation.paths import edges_between, paths_between, upward
from .candidates import SPECIFIC, Candidate, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..differentiation.paths import EdgePath
    from .candidates import NodeNames
    from .wrong_answer import Number, WrongAnswer

MOST_PATHS = 12
"""Beyond so many paths only whole bundles, those through one node, are left out."""

ALL_SUBSETS = 4
"""Up to so many paths any set of them may be left out, beyond it one, or all but one."""


def path_mistakes(answer: WrongAnswer, names: NodeNames) -> Iterator[Candidate]:
    """Everything that may have been left out of the sum; `answer` is one of the points."""
    paths = listed_paths(answer)
    if paths is None:
        yield from _bundles(answer, names)
        return
    for kept in _kept(len(paths)):
        yield _left_out(answer, names, paths, kept)


def listed_paths(answer: WrongAnswer) -> list[EdgePath] | None:
    """All paths on which anything is passed on, or `None` if there are too many.

    They are in the order of the arguments that they come by, from the output down.
    """
    passing = [
        tuple([edge for edge in answer.passing(node) if edge.partial != 0])
        for node in range(answer.output + 1)
    ]
    steps = upward(edges_between(passing, answer.source, answer.output))
    found = list(islice(paths_between(steps, answer.source, answer.output), MOST_PATHS + 1))
    if len(found) > MOST_PATHS:
        return None
    return sorted(found, key=lambda path: [edge.position for _, edge in reversed(path)])


def _kept(count: int) -> Iterator[tuple[int, ...]]:
    sizes = range(1, count) if count <= ALL_SUBSETS else sorted({1, count - 1} - {0, count})
    for size in sizes:
        yield from combinations(range(count), size)


def _product(answer: WrongAnswer, path: EdgePath) -> Number:
    """The product of the partials along a path; `None` where it is not open."""
    total = 1.0
    for node, edge in path:
        partial = answer.partial(node, edge.position)
        if partial is None:
            return None
        total *= partial
    return total


def _left_out(
    answer: WrongAnswer, names: NodeNames, paths: Sequence[EdgePath], kept: tuple[int, ...]
) -> Candidate:
    taken = [paths[place] for place in kept]
    others = [path for path in paths if path not in taken]

    def at(here: WrongAnswer) -> Number:
        products = [_product(here, path) for path in taken]
        return sum(product for product in products if product is not None)

    def named(path: EdgePath) -> str:
        text = names.path([answer.source, *(node for node, _ in path)])
        nodes = [step[0] for step in path]
        alike = [other for other in paths if [step[0] for step in other] == nodes]
        return text if len(alike) == 1 else f"{text} ({_which(path, alike)})"

    def say() -> str:
        alone = " alone" if len(taken) == 1 else ""
        noun = "path" if len(taken) == 1 else "paths"
        missing = "is" if len(others) == 1 else "are"
        return (
            f"that is the {noun} {_listed([named(path) for path in taken])}{alone}; "
            f"{_listed([named(path) for path in others])} {missing} missing"
        )

    def detail(here: WrongAnswer) -> str:
        added = sum(_product(here, path) or 0.0 for path in others)
        return f"which add{'s' if len(others) == 1 else ''} {number(added)}"

    return Candidate("missing-path", SPECIFIC, at, say, detail)


def _which(path: EdgePath, alike: Sequence[EdgePath]) -> str:
    """Which of several edges between the same nodes a path takes."""
    for step, (_, edge) in enumerate(path):
        if any(other[step][1].position != edge.position for other in alike):
            return f"by argument {edge.position + 1}"
    return "once"


def _listed(texts: Sequence[str]) -> str:
    *before, last = texts
    return f"{', '.join(before)} and {last}" if before else last


def _bundles(answer: WrongAnswer, names: NodeNames) -> Iterator[Candidate]:
    """All paths through one node left out, or only they taken: any number of paths at no cost."""

    def through(at: WrongAnswer, node: int) -> float:
        tangent, adjoint = at.tangents[node], at.adjoints[node]
        return 0.0 if tangent is None or adjoint is None else tangent * adjoint

    for node in range(answer.source + 1, answer.output):
        if not answer.on_way(node):
            continue
        yield Candidate(
            "missing-path", SPECIFIC, lambda at, node=node: at.right - through(at, node),
            lambda node=node: f"all paths through {names.quoted(node)} are missing",
            lambda at, node=node: f"which add {number(through(at, node))}",
        )  # fmt: skip
        yield Candidate(
            "missing-path", SPECIFIC, lambda at, node=node: through(at, node),
            lambda node=node: f"those are the paths through {names.quoted(node)} alone",
            lambda at, node=node: f"the others add {number(at.right - through(at, node))}",
        )  # fmt: skip
