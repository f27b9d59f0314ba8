"""The page of `paths`: the product along each path, the sum over all, and what it costs."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from ....autodiff.graph.number_text import integer_text
from ....autodiff.rules.predicates import is_nan
from ....parser.syntax import Binary
from ...output.number_format import shortest
from .page import (
    MARKS,
    NOWHERE,
    Called,
    Chain,
    Equation,
    Line,
    Lines,
    Page,
    Products,
    Quotient,
    RoundedNumbers,
    Section,
    Sentence,
    named,
    number_tree,
    remarks,
    title_parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ....autodiff.graph.notes import Number
    from ....autodiff.teach.paths import Path, Paths, Route, Segment
    from ....parser.syntax import Expression
    from .page import Block, Part

_LONGEST = 40
_MOST_PIECES = 12
_MOST_LONG = 3


def paths_page(found: Paths, precision: int) -> Page:
    """The page of all routes."""
    digits = RoundedNumbers(precision)
    sections = [_section(route, digits) for route in found.routes]
    if not sections:
        words = "There is no input, so there is no path: a constant is moved by nothing."
        sections = [Section("Paths", ((Sentence((words,)),),))]
    omissions = (
        f"{found.left_out:,} more pairs of an input and an output are left out; --from and --to "
        "choose one.",
    )
    sections += remarks(found.notes, omissions if found.left_out else (), digits)
    return Page(title_parts(found.expression, found.inputs, digits), tuple(sections), _names(found))


def _names(found: Paths) -> frozenset[str]:
    names = set(found.inputs)
    for route in found.routes:
        names |= {route.source, route.target}
        for path in route.paths:
            names |= {factor.of for factor in path.factors} | {f.by for f in path.factors}
        for segment in route.segments:
            names |= {segment.of, segment.by}
    return frozenset(names)


def count_text(count: int) -> str:
    """A whole number as a sentence holds it.

    >>> count_text(2**60), count_text(10**50)
    ('1,152,921,504,606,846,976', 'a number of 51 digits')
    """
    digits = integer_text(count)
    return f"{count:,}" if len(digits) <= _LONGEST else f"a number of {len(digits):,} digits"


def _section(route: Route, digits: RoundedNumbers) -> Section:
    title = f"From {route.source} to {route.target}"
    if not route.count:
        sentence: tuple[Part, ...] = (
            "No path leads from ", Called(route.source), " to ", Called(route.target),
            " that a derivative could pass: ",
            Equation((_whole(route), digits.tree(0.0))), ".",
        )  # fmt: skip
        return Section(title, ((Sentence(sentence),),))
    if route.count == 1 and route.paths and not route.paths[0].factors:
        words: tuple[Part, ...] = (
            Called(route.target), " is ", Called(route.source), " itself: ",
            Equation((_whole(route), digits.tree(1.0))), ".",
        )  # fmt: skip
        return Section(title, ((Sentence(words),),))
    steps = [tuple(_listed(route, digits)), tuple(_merging(route))]
    if route.segments:
        steps.append(tuple(_factored(route, digits)))
    if route.count > 1:
        steps.append(tuple(_saved(route)))
    return Section(title, tuple(step for step in steps if step))


def _whole(route: Route) -> Quotient:
    return Quotient(named(route.target), named(route.source))


def _listed(route: Route, digits: RoundedNumbers) -> Iterator[Block]:
    count = count_text(route.count)
    power = f" = 2^{route.count.bit_length() - 1}" if _is_large_power(route.count) else ""
    noun = "path" if route.count == 1 else "paths"
    yield Sentence(
        (f"{count}{power} {noun}, each with the product of the local derivatives on it.",)
    )
    paths = _readable(route)
    yield Lines(tuple([_path(path, digits) for path in paths]))
    marks = {factor.mark for path in paths for factor in path.factors}
    if any(marks):
        yield Sentence((MARKS["st"],))
    if route.sum is None:
        more = "--limit lists more"
        if len(paths) < len(route.paths):
            more = f"--format json lists the first {len(route.paths):,}"
        yield Sentence(
            (
                f"{_others(route.count - len(paths))} counted, not listed; {more}. The sum over "
                "all paths is what the reverse sweep gives: ",
                Equation((_whole(route), digits.tree(route.derivative))), ".",
            )
        )  # fmt: skip
    elif route.count > 1:
        terms = [(digits.tree(path.product),) for path in route.paths[:_MOST_PIECES]]
        omitted = len(route.paths) - len(terms)
        yield Sentence(
            (
                "Their sum is the derivative: ",
                Equation((_whole(route), Products(tuple(terms), omitted), digits.tree(route.sum))),
                _agreed(route),
            )
        )
    else:
        yield Sentence(
            ("So ", Equation((_whole(route), digits.tree(route.sum))), _agreed(route))
        )  # fmt: skip


def _readable(route: Route) -> Sequence[Path]:
    """The paths that a page lists: of very long ones, which look alike, no more than a few."""
    if route.sum is None and all(path.omitted for path in route.paths):
        return route.paths[:_MOST_LONG]
    return route.paths


def _others(count: int) -> str:
    return "The other one is" if count == 1 else f"The other {count_text(count)} are"


def _is_large_power(count: int) -> bool:
    return count > 1000 and count & (count - 1) == 0


def _agreed(route: Route) -> str:
    if route.sum is not None and is_nan(route.sum):
        derivative = "NaN" if route.derivative is None else shortest(route.derivative)
        return f" by this sum; the derivative, as the remarks say, is {derivative}."
    if _differs(route.sum, route.derivative):
        return ", as the reverse sweep has it but for rounding."
    return ", as the reverse sweep has it."


def _differs(one: Number | None, other: Number | None) -> bool:
    return one != other and not (one != one and other != other)  # noqa: PLR0124


def _path(path: Path, digits: RoundedNumbers) -> Line:
    aside: list[Part] = []
    for place, node in enumerate(path.nodes):
        aside += [" → " if place else "", "…" if node == "…" else Called(node)]
    quotients = [Quotient(named(f.of), named(f.by), f.mark) for f in path.factors]
    product = digits.tree(path.product)
    if path.omitted:
        aside.append(f", {path.omitted:,} nodes in the middle not shown")
        factors = (*quotients[: path.gap], None, *quotients[path.gap :])
        return Line((Equation((Chain((factors,)), product)),), tuple(aside))
    numbers = tuple([digits.tree(factor.value) for factor in path.factors])
    formulas = [
        number if formula is None else formula
        for formula, number in zip(path.formulas, numbers, strict=True)
    ]
    sides = (
        Chain((tuple(quotients),)),
        Products((tuple(formulas),)),
        Products((numbers,)),
        product,
    )
    return Line((Equation(sides),), tuple(aside))


def _merging(route: Route) -> Iterator[Block]:
    """Where paths part and where they meet again."""
    for title, nodes in (
        ("part", [(j.node, j.parts) for j in route.junctions if j.parts > 1]),
        ("meet", [(j.node, j.joins) for j in route.junctions if j.joins > 1]),
    ):
        if not nodes:
            continue
        parts: list[Part] = [f"Paths {title} at "]
        for place, (node, count) in enumerate(nodes):
            parts += [", " if place else "", Called(node), f" ({count:,} ways)"]
        parts.append(f" and {route.more_junctions:,} more nodes." if route.more_junctions else ".")
        yield Sentence(tuple(parts))


def _factored(route: Route, digits: RoundedNumbers) -> Iterator[Block]:
    """The sum as a product, where all paths pass through some nodes."""
    inner = [segment.by for segment in route.segments[1:]]
    parts: list[Part] = ["Every path passes through "]
    for place, name in enumerate(inner):
        parts += [", " if place else "", Called(name)]
    more = f" and {route.more_segments:,} more nodes" if route.more_segments else ""
    parts.append(f"{more}, so the sum over all paths is a product of shorter sums:")
    yield Sentence(tuple(parts))
    if route.more_segments:
        yield Sentence((f"{_counts(route.segments)}·… = {count_text(route.count)} paths.",))
        return
    quotients = tuple([Quotient(named(s.of), named(s.by)) for s in reversed(route.segments)])
    equation = Equation(
        (
            _whole(route),
            Chain((quotients,)),
            *_in_names(route.segments),
            _in_numbers(route.segments, digits),
            Products((tuple([digits.tree(s.value) for s in reversed(route.segments)]),)),
            digits.tree(route.derivative),
        )
    )
    yield Lines((Line((equation,)),))


def _in_names(segments: Sequence[Segment]) -> tuple[Products, ...]:
    """`(δ + ε + ζ)·(α + β + γ)`, if every way has a formula."""
    if not all(segment.formulas for segment in segments):
        return ()
    one = number_tree("1")
    factors = [
        _added([_multiplied(way) if way else one for way in segment.formulas])
        for segment in reversed(segments)
    ]
    return (Products((tuple(factors),)),)


def _in_numbers(segments: Sequence[Segment], digits: RoundedNumbers) -> Products:
    """The same in numbers; a sum over many ways by its value."""
    factors = [
        _added([digits.tree(product) for product in segment.products or (segment.value,)])
        for segment in reversed(segments)
    ]
    return Products((tuple(factors),))


def _added(trees: Sequence[Expression]) -> Expression:
    return reduce(lambda left, right: Binary("+", left, right, NOWHERE), trees)


def _multiplied(trees: Sequence[Expression]) -> Expression:
    return reduce(lambda left, right: Binary("*", left, right, NOWHERE), trees)


def _counts(segments: Sequence[Segment]) -> str:
    return "·".join([f"{segment.count:,}" for segment in segments])


def _saved(route: Route) -> Iterator[Block]:
    """What the sweep costs, and what adding up over paths would."""
    one, other = route.by_paths, route.by_sweep
    yield Sentence(
        (
            f"Path by path that takes {_work(one.multiplications, one.additions)}; one reverse "
            f"sweep over the same edges takes {_work(other.multiplications, other.additions)}"
            f"{_ratio(one.total, other.total)}. (Not counted: the local derivatives, and "
            "multiplying by the 1 that a sweep begins with.)",
        )
    )


def _work(multiplications: int, additions: int) -> str:
    times = "multiplication" if multiplications == 1 else "multiplications"
    plus = "addition" if additions == 1 else "additions"
    return f"{count_text(multiplications)} {times} and {count_text(additions)} {plus}"


def _ratio(paths: int, sweep: int) -> str:
    if paths <= sweep or not sweep:
        return ""
    ratio = paths / sweep if paths < 10**300 else 0
    if 1 < ratio < 10**6:
        return f", {ratio:.3g} times fewer"
    return ", for it adds up at every node where paths meet, once"
