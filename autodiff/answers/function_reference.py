"""The table of primitives as documentation: what a person may call, read off the rows themselves.

A derivative's formula is not written anywhere: the rule is run over the Builder and what it makes
is printed.

>>> describe("tan")[0].partials
(('x', '1 + square(tan(x))'),)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError, did_you_mean
from ...parser.parse import parse
from ..differentiation.builder import Builder
from ..differentiation.sweeps import active_positions, linearize, reverse
from ..graph.graph import Graph
from ..graph.labels import formula
from ..program.lower import lower
from ..program.names import survey
from ..rules import DIFF, FUNCTION_NAMES, PRIMITIVES, SHORTHANDS, find_function

if TYPE_CHECKING:
    from ..rules import Primitive


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """One function or operator: how it is written, what it means, and how it is differentiated.

    `partials` pairs each argument with the formula of the derivative by it, `None` where no
    derivative passes. `kinks` are full sentences with the rule that is applied.
    """

    name: str
    aliases: tuple[str, ...]
    signature: str
    summary: str
    partials: tuple[tuple[str, str | None], ...]
    domain: str | None
    kinks: tuple[str, ...]


_DIFF_ROW = FunctionRow(
    name=DIFF,
    aliases=(),
    signature=f"{DIFF}(expression, x, n)",
    summary="the n-th derivative of the expression by the name x; n is 1 if it is left out",
    partials=(),
    domain="x is a name, and n a whole number that is written out",
    kinks=(),
)


def describe(name: str | None = None) -> list[FunctionRow]:
    """The rows of all functions and operators, or the one that a name or alias means.

    Raises `BackpropError` for a name that is none.
    """
    if name is None:
        shorthands = [_shorthand(shorthand) for shorthand in SHORTHANDS]
        return [*(_row(primitive) for primitive in PRIMITIVES.values()), *shorthands, _DIFF_ROW]
    if name == DIFF:
        return [_DIFF_ROW]
    if name in SHORTHANDS:
        return [_shorthand(name)]
    primitive = find_function(name) or PRIMITIVES.get(name) or _by_symbol(name)
    if primitive is None:
        known = list(dict.fromkeys([*FUNCTION_NAMES, *PRIMITIVES]))
        raise BackpropError(
            f"there is no function '{name}'",
            hint=did_you_mean(name, known) or "backprop functions lists them all",
        )
    return [_row(primitive)]


def _by_symbol(symbol: str) -> Primitive | None:
    """The operator with that sign; of the two that share `-`, the subtraction."""
    rows = [row for row in PRIMITIVES.values() if row.symbol and row.symbol.strip() == symbol]
    return rows[-1] if rows else None


def _row(primitive: Primitive) -> FunctionRow:
    return FunctionRow(
        name=primitive.name,
        aliases=primitive.aliases,
        signature=primitive.signature,
        summary=primitive.summary,
        partials=_partials(primitive),
        domain=primitive.domain.sentence if primitive.domain else None,
        kinks=tuple(
            f"{kink.sentence}: the derivative given is {kink.rule}" for kink in primitive.kinks
        ),
    )


def _partials(primitive: Primitive) -> tuple[tuple[str, str | None], ...]:
    names = primitive.shown_parameters
    graph = Graph()
    arguments = tuple([graph.add_input(name) for name in names])
    out = graph.add_operation(primitive, arguments)
    builder = Builder(graph)
    handles = tuple([builder.handle(argument) for argument in arguments])
    found: list[tuple[str, str | None]] = []
    for position, name in enumerate(names):
        if not primitive.has_partial(position):
            found.append((name, None))
            continue
        (partial,) = primitive.partials_at(builder, [position], handles, builder.handle(out))
        found.append((name, formula(builder.program, builder.node(partial))))
    return tuple(found)


def _shorthand(name: str) -> FunctionRow:
    """A shorthand's row; its derivatives are those of the chain that it stands for."""
    graph = lower(survey(parse(f"{name}(x, y)")))
    ((_, output),) = graph.outputs.items()
    builder = Builder(graph)
    values = builder.handles()
    active = active_positions(graph, values, graph.inputs.values(), [output])
    adjoints = reverse(linearize(graph, builder, values, active), output)
    partials = tuple(
        (argument, formula(builder.program, builder.node(adjoints[node])))
        for argument, node in graph.inputs.items()
    )
    return FunctionRow(name, (), f"{name}(x, y, …)", SHORTHANDS[name], partials, None, ())
