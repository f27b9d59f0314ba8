"""How much may be tried: how deep rules may use rules, and how many ways of writing are compared.

>>> budget = Budget()
>>> budget.may_try(10), budget.may_try(1_000_000)
(True, False)
"""

from __future__ import annotations

_DEPTHS = ((1500, 4), (4000, 2), (12_000, 1))
"""The depth that is allowed while fewer parts than so many have been tried together."""

DEEPEST = _DEPTHS[0][1]


class Budget:
    """What has been tried so far; `depth` is how deep in rules the work is just now."""

    __slots__ = ("_trials", "depth")

    def __init__(self) -> None:
        self._trials = 0
        self.depth = 0

    def may_try(self, work: int) -> bool:
        """Whether there is time to compare ways of writing; `work` is how many parts they have."""
        self._trials += work
        return self.depth <= self._deepest() and self._trials < _DEPTHS[-1][0]

    def may_go_deeper(self) -> bool:
        """Whether rules may be tried here."""
        return self.depth < self._deepest()

    def _deepest(self) -> int:
        return next((depth for trials, depth in _DEPTHS if self._trials < trials), 1)
