"""The numbers that `--get` asks a Jacobian or a Hessian for.

A key is the name of an output (its value) or `value`, `dOUT/dNAME` or, where there is one output,
`dNAME`; of a Hessian also `d2OUT/dNAMEdNAME` and `d2OUT/dNAME2`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..parser.errors import BackpropError, did_you_mean
from .expression.find import normalised
from .output.keys import only_value
from .output.text import quoted_list

if TYPE_CHECKING:
    from ..autodiff.answers.report import Matrices
    from ..autodiff.graph.notes import Number

_LISTED = 200
"""So many names are looked through for what may have been meant."""


class Keys:
    """Matrices, asked by keys; what is structurally zero is 0."""

    def __init__(self, found: Matrices) -> None:
        self.found = found
        self.names = set(found.wrt)

    def number(self, key: str) -> Number:
        """The number that the key asks for."""
        found = self.found
        if key in found.values:
            return found.values[key]
        if key == "value":
            return found.values[only_value(found.outputs)]
        above, slash, below = (part.strip() for part in key.partition("/"))
        if not slash and key.startswith("d") and normalised(key[1:]) in self.names:
            return self.first(self.only_output(key), normalised(key[1:]))
        if slash and above.startswith("d2") and found.kind == "hessian":
            pair = self.pair(below)
            if pair and normalised(above[2:]) in found.values:
                return self.second(normalised(above[2:]), pair)
        if slash and above.startswith("d") and below.startswith("d"):
            output, name = normalised(above[1:]), normalised(below[1:])
            if output in found.values and name in self.names:
                return self.first(output, name)
        raise self.unknown(key)

    def first(self, output: str, name: str) -> Number:
        """∂output/∂name."""
        if self.found.kind == "hessian":
            return self.found.gradient.get((output, name), 0.0)
        return self.found.blocks[0].entries.get((output, name), 0.0)

    def second(self, output: str, pair: tuple[str, str]) -> Number:
        """The second derivative of an output by two names."""
        block = self.found.blocks[self.found.outputs.index(output)]
        return block.entries.get(pair, 0.0)

    def pair(self, below: str) -> tuple[str, str] | None:
        """The two names of `dNAMEdNAME` or `dNAME2`."""
        if below.endswith("2") and normalised(below[1:-1]) in self.names:
            return normalised(below[1:-1]), normalised(below[1:-1])
        for place, letter in enumerate(below[:-1]):
            if place and letter == "d":
                pair = normalised(below[1:place]), normalised(below[place + 1 :])
                if self.names.issuperset(pair):
                    return pair
        return None

    def only_output(self, key: str) -> str:
        """The only output, which `dNAME` leaves out."""
        first, *others = outputs = self.found.outputs
        if others:
            keys = [f"d{output}/{key}" for output in outputs]
            raise BackpropError(
                f"'{key}' does not say of which output, and there are several",
                hint=f"ask for {quoted_list(keys, 'or')}",
            )
        return first

    def unknown(self, key: str) -> BackpropError:
        """What to say to a key that means nothing here."""
        outputs, names = self.found.outputs[:_LISTED], self.found.wrt[:_LISTED]
        known = [f"d{output}/d{name}" for output in outputs for name in names][:_LISTED]
        if self.found.kind == "hessian":
            seconds = [f"d2{output}/d{name}2" for output in outputs for name in names]
            known = seconds[:_LISTED] + known
        hint = did_you_mean(key, [*outputs, *known])
        if hint is None and known:
            hint = f"ask for a derivative such as {known[0]}"
        return BackpropError(f"there is nothing called '{key}'", hint=hint)
