"""Claims as they are typed: `dx = -4`, `df/dx = x + y`, `v = 11`, `d2f/dx2 = 6`, `ops.reverse = 5`.

Invariants:

- A claim may come from a stranger: its size is bounded before it is read, it defines nothing, it is
  read by the language's own parser, and it cannot ask for the derivative that it is asked for.
- A name wins over a derivative: where a node is called `dx`, `dx` is that node.

>>> folded("ｄ²f／ｄｘ²")
'd2f/dx2'
>>> split("dx = -4"), quantity("d2f/dxdy", {"f", "x", "y"}, ["f"])
(('dx', '-4'), Quantity(kind='second', output='f', by=('x', 'y'), count=''))
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError, Span, did_you_mean
from ...parser.literals import normalised
from ...parser.parse import parse
from ...parser.syntax import Call
from ..answers.question import understand
from ..program.lower import lower
from ..program.names import leaves_and_calls
from ..rules import DIFF

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..graph.graph import Graph

MOST_CHARACTERS = 2_000
"""No longer value is read."""

LONGEST_KEY = 300
"""No longer left side is looked at."""

MOST_NODES = 2_000
"""No formula of more operations is looked at."""

COUNTS = tuple(
    f"ops.{mode}{column}"
    for mode in ("function", "forward", "reverse")
    for column in ("", ".schoolbook", ".executed")
    if mode != "function" or not column
)
"""The operation counts that a claim may be about."""

_EQUALS = re.compile("[=＝]")
_FOLD = str.maketrans({"∂": "d", "²": "2", "／": "/", "^": None, "＾": None})


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a claim is about.

    `kind` is `value` (of `output`), `first` or `second` (derivative of `output` by the names in
    `by`) or `count` (`count` is one of `COUNTS`).
    """

    kind: str
    output: str = ""
    by: tuple[str, ...] = ()
    count: str = ""

    @property
    def title(self) -> str:
        """What it is called: `f`, `df/dx`, `d2f/dxdy`, `ops.reverse`."""
        if self.kind == "count":
            return self.count
        if self.kind == "value":
            return self.output
        if self.kind == "first":
            return f"d{self.output}/d{self.by[0]}"
        first, second = self.by
        below = f"d{first}2" if first == second else f"d{first}d{second}"
        return f"d2{self.output}/{below}"


def split(claim: str) -> tuple[str, str]:
    """The two sides of `NAME=VALUE`.

    Raises `BackpropError` where one of them is missing.
    """
    equals = _EQUALS.search(claim)
    key = claim[: equals.start()].strip() if equals else ""
    value = claim[equals.end() :].strip() if equals else ""
    if not key or not value:
        hint = "such as dx=-4, df/dx=x+y or d2f/dx2=6"
        raise BackpropError(f"'{claim[:60]}' is not a claim: it is written NAME=VALUE", hint=hint)
    return key, value


def folded(key: str) -> str:
    """The left side of a claim without blanks and in plain letters: `∂²f / ∂x²` is `d2f/dx2`."""
    return "".join(unicodedata.normalize("NFKC", key.translate(_FOLD)).split())


def quantity(key: str, known: Collection[str], outputs: Sequence[str]) -> Quantity:
    """What the left side of a claim is about; `known` are all names of nodes.

    Raises `BackpropError` if it is about nothing that is there.
    """
    if len(key) > LONGEST_KEY:
        raise BackpropError(f"there is nothing called '{key[:60]}…' here")
    if normalised(key) in known:
        return Quantity("value", normalised(key))
    text = folded(key)
    if text in COUNTS:
        return Quantity("count", count=text)
    if text == "value":
        return Quantity("value", _only(outputs, key))
    above, slash, below = text.partition("/")
    found = None
    if slash and above.startswith("d2") and below.startswith("d"):
        found = _second(normalised(above[2:]), below, known)
    if found is None and slash and above.startswith("d") and below.startswith("d"):
        found = _first(normalised(above[1:]), normalised(below[1:]), known)
    if found is None and not slash and text.startswith("d"):
        found = _short(text, known, outputs, key)
    if found is None:
        raise _unknown(key, known, outputs)
    return found


def _first(output: str, by: str, known: Collection[str]) -> Quantity | None:
    return Quantity("first", output, (by,)) if output in known and by in known else None


def _second(output: str, below: str, known: Collection[str]) -> Quantity | None:
    """`d2f/dx2` and `d2f/dxdy`; `below` begins with its d."""
    if output not in known:
        return None
    if below.endswith("2") and normalised(below[1:-1]) in known:
        return Quantity("second", output, (normalised(below[1:-1]),) * 2)
    for place in range(2, len(below)):
        if below[place] == "d":
            pair = normalised(below[1:place]), normalised(below[place + 1 :])
            if pair[0] in known and pair[1] in known:
                return Quantity("second", output, pair)
    return None


def _short(text: str, known: Collection[str], outputs: Sequence[str], key: str) -> Quantity | None:
    """`dx`, where there is one output, or `dfdx`."""
    for output in outputs:
        if text.startswith(f"d{output}d"):
            found = _first(output, normalised(text[len(output) + 2 :]), known)
            if found is not None:
                return found
    by = normalised(text[1:])
    return Quantity("first", _only(outputs, key), (by,)) if by in known else None


def _only(outputs: Sequence[str], key: str) -> str:
    if len(outputs) != 1:
        shown = ", ".join(outputs[:10])
        raise BackpropError(
            f"'{key}' does not say of which output, and there are {len(outputs)}: {shown}",
            hint=f"write d{outputs[0]}/{key}" if key.startswith("d") else f"write {outputs[0]}",
        )
    return outputs[0]


def _unknown(key: str, known: Collection[str], outputs: Sequence[str]) -> BackpropError:
    names = sorted(known)[:200]
    forms = [*names, *(f"d{name}" for name in names), *COUNTS]
    if outputs:
        forms += [f"d{outputs[0]}/d{name}" for name in names]
    hint = did_you_mean(key, forms) or f"claim one of {', '.join(names[:10])}, or d and its name"
    return BackpropError(f"there is nothing called '{key}' here", hint=hint)


def formula(text: str, known: Collection[str]) -> Graph:
    """The value of a claim as a graph; its inputs are names in `known`, or it is a constant.

    Raises `BackpropError`, located in the text, where it is none or is too large.
    """
    if len(text) > MOST_CHARACTERS:
        raise BackpropError(
            f"it is longer than {MOST_CHARACTERS:,} characters", hint="write it shorter"
        )
    try:
        return _graph(text, known)
    except BackpropError as error:
        raise error.located(text) from None


def _graph(text: str, known: Collection[str]) -> Graph:
    program = parse(text)
    statement = program.statements[0]
    if len(program.statements) > 1 or statement.target or statement.function:
        raise BackpropError("it is not one formula", Span(0, len(text)))
    if program.warnings:
        first = program.warnings[0]
        raise BackpropError(first.message, first.span)
    names = understand(program)
    for node in leaves_and_calls(statement):
        if isinstance(node, Call) and node.function == DIFF:
            raise BackpropError("a claim is worked out, not asked for with diff(…)", node.span)
    for name in names.inputs:
        if name not in known:
            raise BackpropError(
                f"the expression has no '{name}'",
                names.places[name],
                hint=did_you_mean(name, list(known)),
            )
    graph = lower(names, given=[name for name in names.constants if name in known])
    if len(graph) > MOST_NODES:
        raise BackpropError(f"it has more than {MOST_NODES:,} operations")
    return graph
