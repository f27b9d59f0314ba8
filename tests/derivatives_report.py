"""The corpus of textbook derivatives beside SymPy's: run to write `docs/derivatives.md` anew.

    python -m tests.derivatives_report

SymPy's `simplify` differs from version to version, so only this program calls it; the tests check
the column of ours, and the bounds, in what is committed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from backprop.autodiff.answers.stepwise import stepwise
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.simplify import Noted, noted_formulas, operation_count
from backprop.parser import Number
from backprop.parser.parse import parse
from backprop.parser.unparse import unparse

from tests.textbook import CORPUS, Exercise

if TYPE_CHECKING:
    from backprop.parser import Expression

PLACE = Path(__file__).parent.parent / "docs" / "derivatives.md"

_HEAD = """\
# Derivatives of the textbooks

What `backprop diff` prints for {number} derivatives, beside what SymPy's `diff` and `simplify` make
of the same. Both are counted by one rule: every operator and every function is an operation, the
sign of a number is none, and `hypot` counts as the root of the two squares that it is short for.
A test checks every formula of ours against SymPy's derivative. Conditions are what a formula of
ours no longer says of where the derivative has a value.

SymPy needs fewer operations mostly where it uses double angles (`sin(2*x)` for
`2*sin(x)*cos(x)`). Its derivatives of functions in pieces are written with conditions here, and
sometimes with a delta function at a jump, so those are added up apart.

{summary}

| derivative | ours | operations | SymPy's | operations |
| --- | --- | ---: | --- | ---: |
"""


class Line(NamedTuple):
    """One line of the table."""

    name: str
    ours: str
    operations: int
    theirs: str
    their_operations: int
    conditions: str = ""


def tree_of(text: str) -> Expression:
    """The tree of a single expression."""
    (statement,) = parse(text).statements
    return statement.value


def derived(exercise: Exercise) -> Noted:
    """Our formula with its conditions."""
    steps = stepwise(lower(survey(parse(exercise.text))), exercise.by, exercise.order)
    entry = "f", exercise.by
    first, last = steps[0], steps[-1]
    if entry not in last.entries:
        return Noted(Number(0, 0, tree_of("0").span), ())
    firsts = {"f": (first.graph, first.entries[entry])}
    return noted_formulas(last.graph, {"f": last.entries[entry]}, firsts=firsts)["f"]


def conditions_of(ours: Noted) -> str:
    """The conditions as the document has them."""
    return ", ".join(map(unparse, ours.conditions))


def _theirs(exercise: Exercise) -> tuple[str, int]:
    """SymPy's formula, in the language's notation, and its operations."""
    import sympy

    from tests.sympy_bridge import symbol, text_of, to_sympy

    expression = to_sympy(tree_of(exercise.text))
    simple = sympy.simplify(sympy.diff(expression, symbol(exercise.by), exercise.order))
    tree = tree_of(text_of(simple))
    return unparse(tree), operation_count(tree)


def summary(lines: list[Line]) -> str:
    """What the table comes to."""
    smooth = [line for line in lines if "where(" not in line.theirs + line.ours]
    shorter = sum(line.operations < line.their_operations for line in smooth)
    longer = sum(line.operations > line.their_operations for line in smooth)
    return (
        f"All together, ours have {_total(lines)}. Of the {len(smooth)} that are written without "
        f"conditions on both sides, ours have {_total(smooth)}; ours is shorter {shorter} times, "
        f"as short {len(smooth) - shorter - longer} times, and longer {longer} times."
    )


def _total(lines: list[Line]) -> str:
    ours = sum(line.operations for line in lines)
    return f"{ours} operations and SymPy's {sum(line.their_operations for line in lines)}"


def _beside(line: Line) -> str:
    return f" for `{line.conditions}`" if line.conditions else ""


def written(lines: list[Line]) -> str:
    """The whole document."""
    rows = [
        f"| `{line.name}` | `{line.ours}`{_beside(line)} | {line.operations} | `{line.theirs}` | "
        f"{line.their_operations} |"
        for line in lines
    ]
    return _HEAD.format(number=len(lines), summary=summary(lines)) + "\n".join(rows) + "\n"


def read(text: str) -> list[Line]:
    """The lines of a document."""
    found: list[Line] = []
    for row in text.splitlines():
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        if row.startswith("| `") and len(cells) == 5:
            name, ours, theirs = (cells[place].strip("`") for place in (0, 1, 3))
            ours, _, conditions = ours.partition("` for `")
            found.append(Line(name, ours, int(cells[2]), theirs, int(cells[4]), conditions))
    return found


def main() -> None:
    """Write the document."""
    lines: list[Line] = []
    for exercise in CORPUS:
        ours = derived(exercise)
        formula = ours.expression
        own = unparse(formula), operation_count(formula)
        lines.append(Line(exercise.name, *own, *_theirs(exercise), conditions_of(ours)))
    PLACE.write_text(written(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
