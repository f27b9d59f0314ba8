"""Paths left out of the sum: a derivative is the sum over all paths of the products along them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from .candidates import SPECIFIC, Candidate, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .candidates import Words
    from .case import Case, Number

MOST_PATHS = 12
"""Beyond so many paths only whole bundles, those through one node, are left out."""

ALL_SUBSETS = 4
"""Up to so many paths any set of them may be left out, beyond it one, or all but one."""

Step = tuple[int, int]
Path = tuple[Step, ...]
"""The edges from the source upward, each as its node and the argument's position."""


def path_mistakes(case: Case, words: Words) -> Iterator[Candidate]:
    """Everything that may have been left out of the sum; `case` is one of the points."""
    paths = paths_between(case)
    if paths is None:
        yield from _bundles(case, words)
        return
    for kept in _kept(len(paths)):
        yield _left_out(case, words, paths, kept)


def paths_between(case: Case) -> list[Path] | None:
    """All paths on which anything is passed on, or `None` if there are too many."""
    found: dict[int, list[Path]] = {case.source: [()]}
    for node in range(case.source + 1, case.output + 1):
        here = [
            (*path, (node, edge.position))
            for edge in case.passing(node)
            if edge.partial != 0
            for path in found.get(edge.argument, ())
        ]
        if len(here) > MOST_PATHS:
            return None
        if here:
            found[node] = here
    return found.get(case.output, [])


def _kept(count: int) -> Iterator[tuple[int, ...]]:
    sizes = range(1, count) if count <= ALL_SUBSETS else sorted({1, count - 1} - {0, count})
    for size in sizes:
        yield from combinations(range(count), size)


def _product(case: Case, path: Path) -> Number:
    """The product of the partials along a path; `None` where it is not open."""
    total = 1.0
    for node, position in path:
        partial = next((e.partial for e in case.edges[node] if e.position == position), None)
        if partial is None:
            return None
        total *= partial
    return total


def _left_out(case: Case, words: Words, paths: Sequence[Path], kept: tuple[int, ...]) -> Candidate:
    taken = [paths[place] for place in kept]
    others = [path for path in paths if path not in taken]

    def at(here: Case) -> Number:
        products = [_product(here, path) for path in taken]
        return sum(product for product in products if product is not None)

    def named(path: Path) -> str:
        text = words.path([case.source, *(node for node, _ in path)])
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

    def detail(here: Case) -> str:
        added = sum(_product(here, path) or 0.0 for path in others)
        return f"which add{'s' if len(others) == 1 else ''} {number(added)}"

    return Candidate("missing-path", SPECIFIC, at, say, detail)


def _which(path: Path, alike: Sequence[Path]) -> str:
    """Which of several edges between the same nodes a path takes."""
    for step, place in enumerate(path):
        if any(other[step] != place for other in alike):
            return f"by argument {place[1] + 1}"
    return "once"


def _listed(texts: Sequence[str]) -> str:
    *before, last = texts
    return f"{', '.join(before)} and {last}" if before else last


def _bundles(case: Case, words: Words) -> Iterator[Candidate]:
    """All paths through one node left out, or only they taken: any number of paths at no cost."""

    def through(at: Case, node: int) -> float:
        tangent, adjoint = at.tangents[node], at.adjoints[node]
        return 0.0 if tangent is None or adjoint is None else tangent * adjoint

    for node in range(case.source + 1, case.output):
        if not case.on_way(node):
            continue
        yield Candidate(
            "missing-path", SPECIFIC, lambda at, node=node: at.right - through(at, node),
            lambda node=node: f"all paths through {words.quoted(node)} are missing",
            lambda at, node=node: f"which add {number(through(at, node))}",
        )  # fmt: skip
        yield Candidate(
            "missing-path", SPECIFIC, lambda at, node=node: through(at, node),
            lambda node=node: f"those are the paths through {words.quoted(node)} alone",
            lambda at, node=node: f"the others add {number(at.right - through(at, node))}",
        )  # fmt: skip
