"""The command: `python -m tests.benchmarks [--only ROW] [--runs N] [--json FILE] …`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from .rows import ROWS
from .timing import Result, machine

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Run the rows that are asked for, print the table, write the JSON."""
    given = arguments().parse_args(words)
    console = Console(width=None if sys.stdout.isatty() else 140)
    found: list[Result] = []
    for name in given.only or ROWS:
        with console.status(f"measuring: {name}"):
            found += ROWS[name](given.runs, given.size)
    console.print(table(found))
    description = machine()
    console.print(", ".join(f"{key}: {value}" for key, value in description.items()))
    if given.markdown:
        with open(given.markdown, "w", encoding="utf-8") as file:
            file.write(markdown(found, description))
    if given.json:
        rows = [asdict(result) | {"reached": result.reached} for result in found]
        with open(given.json, "w", encoding="utf-8") as file:
            json.dump({"machine": description, "rows": rows}, file, indent=1)
    return 0


def arguments() -> argparse.ArgumentParser:
    """What may be asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(ROWS), help="this row only")
    parser.add_argument("--runs", type=int, default=5, help="rounds of each row (default: 5)")
    parser.add_argument("--size", type=float, default=1.0, help="scale of all sizes (default: 1)")
    parser.add_argument("--json", metavar="FILE", help="write the figures here too")
    parser.add_argument("--markdown", metavar="FILE", help="write the table here as Markdown")
    return parser


HEADINGS = ("what", "ours", "against", "theirs", "ratio", "wanted", "")


def markdown(results: Sequence[Result], description: dict[str, str]) -> str:
    """The results and the machine as Markdown."""
    lines = [f"| {' | '.join(HEADINGS)} |", "|" + " --- |" * len(HEADINGS)]
    lines += [f"| {' | '.join(cells(result))} |" for result in results]
    about = ", ".join(f"{key}: {value}" for key, value in description.items())
    return "\n".join([*lines, "", f"{about}.", ""])


def cells(result: Result) -> list[str]:
    """One result as texts, by the headings."""
    faster = "faster" if result.at_least else "of theirs"
    sign = "≥" if result.at_least else "≤"
    verdict = {True: "reached", False: "NOT reached", None: ""}[result.reached]
    return [
        result.what,
        duration(result.ours),
        result.against,
        duration(result.theirs),
        "" if result.ratio is None else f"{result.ratio:.3g} × {faster}",
        "" if result.wanted is None else f"{sign} {result.wanted:g}",
        " ".join(part for part in (verdict, result.note) if part),
    ]


def table(results: Sequence[Result]) -> Table:
    """The results as a table."""
    drawn = Table(show_edge=False)
    for heading in HEADINGS:
        drawn.add_column(heading, justify="right" if heading in ("ours", "theirs") else "left")
    for result in results:
        drawn.add_row(*cells(result))
    return drawn


def duration(time: float | None) -> str:
    """Seconds in the unit that suits them."""
    if time is None:
        return ""
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if time * scale >= 1:
            return f"{time * scale:.3g} {unit}"
    return f"{time * 1e9:.0f} ns"


if __name__ == "__main__":
    sys.exit(main())
