"""Points to test formulas at: drawn as if at random, the same for the same text every time.

Invariants:

- The points are spread over signs and magnitudes, and everything has a value at each of them.
- They are written with few digits, so that a counterexample can be checked by hand.
- The work is bounded by the size of the graph; what no draw finds is not looked for forever.

>>> from .evaluator import Evaluator
>>> from ..numbers.doubles import FLOATS
>>> from ..program.lower import lower
>>> from ..program.names import survey
>>> from ...parser.parse import parse
>>> evaluator = Evaluator(lower(survey(parse("log(x) + asin(x)"))), FLOATS)
>>> sites = sample(evaluator, "seed")
>>> len(sites), all(0 < site.reported_point["x"] <= 1 for site in sites)
(16, True)
"""

from __future__ import annotations

import hashlib
import math
from random import Random
from typing import TYPE_CHECKING, Any

from ..rules.predicates import as_double

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .evaluator import Evaluator, Linearization

WANTED = 16
MOST_DRAWS = 320
MOST_WORK = 1_500_000
"""So many nodes are evaluated at most."""


def generator(*parts: str) -> Random:
    """A generator of numbers that depends on the texts alone, on every machine alike."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return Random(int.from_bytes(digest[:16], "big"))


def _signed(draw: Random, low: float, high: float) -> float:
    return draw.choice((-1.0, 1.0)) * draw.uniform(low, high)


RANGES: tuple[Callable[[Random], float], ...] = (
    lambda draw: draw.uniform(0.3, 3.0),
    lambda draw: _signed(draw, 0.3, 3.0),
    lambda draw: draw.uniform(0.05, 0.95),
    lambda draw: draw.uniform(1.05, 6.0),
    lambda draw: draw.uniform(-0.95, 0.95),
    lambda draw: draw.choice((-1.0, 1.0)) * 10.0 ** draw.uniform(-2.0, 1.5),
    lambda draw: 10.0 ** draw.uniform(-2.0, 2.5),
    lambda draw: draw.uniform(-3.0, -0.3),
    lambda draw: _signed(draw, 1.05, 12.0),
)
"""Where a number is drawn from; one point takes all of its numbers from one of them, or mixes."""


def sample(
    evaluator: Evaluator, text: str, near: Mapping[str, Any] | None = None
) -> list[Linearization]:
    """Points where all is defined, up to `WANTED`; `near` is a point to stay near to also."""
    size = max(len(evaluator.graph), 1)
    draws = max(12, min(MOST_DRAWS, MOST_WORK // size))
    wanted = max(4, min(WANTED, draws // 4))
    found: list[Linearization] = []
    for point in _points(evaluator, generator("sample", text), near, draws):
        site = evaluator.at(point)
        if site.is_defined:
            found.append(site)
            if len(found) >= wanted:
                break
    return found


def _points(
    evaluator: Evaluator, draw: Random, near: Mapping[str, Any] | None, draws: int
) -> Iterator[dict[str, Any]]:
    kind = 0
    for count in range(draws):
        if near is not None and count % 4 == 1:
            yield {
                name: _plain(evaluator, _around(draw, near[name]))
                for name in evaluator.graph.inputs
            }
            continue
        mixed = kind % 3 == 2 and kind >= len(RANGES)
        chosen = RANGES[kind % len(RANGES)]
        kind += 1
        yield {
            name: _plain(evaluator, (draw.choice(RANGES) if mixed else chosen)(draw))
            for name in evaluator.graph.inputs
        }


def _around(draw: Random, number: Any) -> float:  # noqa: ANN401
    """A number near another, with the same sign."""
    centre = as_double(number)
    if not math.isfinite(centre):
        return draw.uniform(0.3, 3.0)
    return centre * draw.uniform(0.85, 1.15) if centre else draw.uniform(-0.2, 0.2)


def _plain(evaluator: Evaluator, number: float) -> Any:  # noqa: ANN401
    """The number to three digits, in the evaluator's own kind."""
    text = f"{number:.3g}"
    if evaluator.m.name == "double":
        return float(text)
    from fractions import Fraction

    return Fraction(text)
