"""`backprop paths`: an expression and a point in; the chain rule as a sum over paths out.

What is kept true: `--from` and `--to` are `--wrt` and `--of` under better names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ...parser.errors import BackpropError
from .. import options
from ..command import Command
from ..page_forms import PAGE_OPTIONS, page_form, write_json, write_page
from ..teaching import PRECISION, asking_of, limit

if TYPE_CHECKING:
    from ...autodiff.teach.paths import Paths
    from ..command import Line

HELP = """List every path from an input to an output, with the product along it, and their sum.

EXPR and the values are given as for 'backprop eval'. Paths are counted exactly and listed as
far as --limit goes; what factoring saves is said beneath."""

EXAMPLES = """\
Examples:
  backprop paths "c = a + b; d = b + 1; e = c*d" --a 2 --b 1 --from b
  backprop paths "Y = 2X + 3X + 4X; Z = 5Y + 6Y + 7Y" --X 1
"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `paths` beyond those that say what is asked."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    limit: int
    precision: int
    form: str | None
    as_json: bool
    output: str | None
    colour: str


OPTIONS = (
    *options.POINT,
    options.Option(
        "--from",
        "source",
        "Begin at these inputs or named nodes (the same as --wrt).",
        options.NAMES,
        "NAME[,...]",
        many=True,
    ),
    options.Option(
        "--to",
        "target",
        "End at these named values (the same as --of).",
        options.NAMES,
        "NAME[,...]",
        many=True,
    ),
    limit(20, "paths"),
    PRECISION,
    *PAGE_OPTIONS,
)


def answer(line: Line) -> None:
    """Answer one command line."""
    asking, rest = asking_of(line)
    wishes = Wishes(**rest)
    form = page_form(wishes.form, as_json=wishes.as_json, output=wishes.output)
    question = replace(
        asking.question,
        wrt=one_of(asking.question.wrt, wishes.source, "--wrt", "--from"),
        of=one_of(asking.question.of, wishes.target, "--of", "--to"),
    )
    from ...autodiff.teach.paths import paths

    found: Paths = replace(asking, question=question).answered(paths, wishes.limit)
    found = replace(found, notes=(*found.notes, *asking.notes))
    if form == "json":
        from ..render.ways_json import json_text

        write_json(wishes.output, json_text, found)
        return
    from ..render.ways import ways

    write_page(ways(found, wishes.precision), form, wishes.output, wishes.colour)


command = Command(
    "paths", "The chain rule as a sum over all paths.", HELP, EXAMPLES, OPTIONS, answer
)


def one_of(first: Any, second: tuple[str, ...], one: str, other: str) -> Any:  # noqa: ANN401
    """The names that one of two options gives; both together are refused."""
    if first and second:
        raise BackpropError(f"{other} and {one} say the same", hint="leave one of them out")
    return second or first
