"""Two things timed in turn, and what is told of them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Work = Callable[[], object]


ENOUGH = 0.05
"""Seconds that a round of something should take."""


@dataclass(frozen=True)
class Result:
    """One figure: seconds of each side, their ratio, and the ratio that is wanted.

    Where `at_least`, the ratio is theirs over ours, else ours over theirs. `missing` says why there
    is no figure.
    """

    what: str
    against: str
    ours: float | None = None
    theirs: float | None = None
    ratio: float | None = None
    wanted: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the figure is as good as wanted; `None` where there is nothing to compare."""
        if self.ratio is None or self.wanted is None:
            return None
        return self.ratio >= self.wanted if self.at_least else self.ratio <= self.wanted


def seconds(work: Work, times: int = 1) -> float:
    """How long one of so many runs takes, with nothing left over from earlier ones."""
    gc.collect()
    start = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - start) / times


def in_turn(works: Sequence[Work], runs: int) -> list[float]:
    """The median time of each over so many rounds, after one that is not counted.

    What is quick is done many times in a round, as it would be by who does it at all.
    """
    firsts = [seconds(work) for work in works]
    times = [max(1, int(ENOUGH / first)) for first in firsts]
    rounds = [
        [seconds(work, count) for work, count in zip(works, times, strict=True)]
        for _ in range(runs)
    ]
    return [median(each) for each in zip(*rounds, strict=True)]


def compared(
    what: str,
    ours: tuple[str, float],
    theirs: tuple[str, float],
    *,
    at_most: float | None = None,
    faster: float | None = None,
) -> Result:
    """The figure for our seconds and theirs: at most so many times theirs, or so much faster."""
    note, own = ours
    against, other = theirs
    if faster is not None:
        return Result(what, against, own, other, other / own, faster, at_least=True, note=note)
    return Result(what, against, own, other, own / other, at_most, note=note)


def process(command: Sequence[str]) -> Work:
    """A whole process as work: started, run and reaped, its output thrown away."""

    def run() -> None:
        subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=True,
        )  # fmt: skip

    return run


def machine() -> dict[str, str]:
    """What the figures were taken on."""
    import platform

    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as file:
            names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
        model = names[0] if names else model
    except OSError:
        pass
    return {
        "processor": f"{model}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.release()}",
        "python": sys.version.split()[0],
    }
