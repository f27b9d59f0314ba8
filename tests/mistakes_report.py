"""`docs/mistakes.md`: which mistakes are recognised, how well, and how often one is invented.

`python -m tests.mistakes_report` writes it; the tests compare it with what they measure.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from backprop.autodiff.claims import Judge, Tolerance
from backprop.autodiff.mistakes.rules import MISTAKES
from backprop.parser import BackpropError, parse

from tests.mistakes import CASES, PLACE, UNEXPLAINED, Case
from tests.sympy_bridge import symbol, to_sympy

DOCUMENT = Path(__file__).parent.parent / "docs" / "mistakes.md"
NONE = "(none)"

TEXT = """\
# Mistakes that are recognised

Made by `python -m tests.mistakes_report`, and compared by the tests.

`backprop check` looks for the one mistake that leads from the expression to a wrong derivative. The
wrong rules belong to the rows of the table of functions (`autodiff/mistakes/rules.py`); that
paths are left out or that the chain stops early is read off the graph. A number that several
mistakes lead to has them all listed as possible; a formula's diagnosis holds at every sampled
point.

## How well

{cases} wrong answers of known cause, worked out by hand, and {unexplained} that no single mistake
leads to (`tests/mistakes.py`); each as a number at a point and, where it is one, as a formula.

| | |
| --- | --- |
{rates}

The last line is why a whole number up to 12 is never more than possibly explained. Whoever wrote
the rules wrote the cases too, so what students really do will be recognised less often than this.

## Cause and first diagnosis

| cause | first diagnosis | answers |
| --- | --- | ---: |
{confusion}

## What they are called

| name | mistake |
| --- | --- |
{names}
"""


class Tried(NamedTuple):
    """One wrong answer, as a number or as a formula, and what its diagnoses are called."""

    case: Case
    form: str
    found: tuple[str, ...]

    @property
    def causes(self) -> tuple[str, ...]:
        return tuple(self.case.mistake.split("|"))

    @property
    def is_recognised(self) -> bool:
        return bool(set(self.found) & set(self.causes))


def point_of(case: Case, judge: Judge) -> dict[str, float]:
    place = case.point or PLACE
    return {name: place[name] for name in judge.subject.graph.inputs}


def number_of(case: Case, point: dict[str, float]) -> str:
    """The wrong answer as the number that it comes to at the point, as SymPy works it out."""
    if not case.formula:
        return case.wrong
    tree = to_sympy(parse(case.wrong).statements[0].value)
    return repr(float(tree.subs({symbol(name): value for name, value in point.items()}).evalf(20)))


def tried(case: Case, form: str) -> Tried:
    """What is made of a wrong answer."""
    judge = Judge(parse(case.expression), [case.key], tolerance=Tolerance())
    point = point_of(case, judge)
    given = number_of(case, point) if form == "number" else case.wrong
    verdict = judge.verdict(case.key, given, point if form == "number" else None)
    assert verdict.verdict == "wrong", (case, verdict)
    return Tried(case, form, tuple(each.mistake for each in verdict.diagnoses))


def all_tried(cases: list[Case]) -> list[Tried]:
    """Every case in both forms, but for those that are numbers only."""
    return [
        tried(case, form)
        for case in cases
        for form in ("number", "formula")
        if case.formula or form == "number"
    ]


def chance(*, whole: bool) -> tuple[int, int]:
    """How many numbers drawn at random are diagnosed, of how many: `whole` at whole points.

    Decimals are drawn with three digits around the right answer; whole numbers from -12 to 12.
    """
    draw = random.Random(20240229)
    hits = total = 0
    for expression, key in dict.fromkeys((case.expression, case.key) for case in CASES):
        judge = Judge(parse(expression), [key])
        names = judge.subject.graph.inputs
        point = {
            name: float(draw.randint(1, 9)) if whole else PLACE.get(name, 1.0) for name in names
        }
        try:
            judge.check_point(point)
            right = float(judge.right(key, point) or 0)
        except BackpropError:  # it has no value at the point that was drawn
            continue
        for _ in range(6):
            number = draw.randint(-12, 12) if whole else float(f"{draw.gauss(right, 3):.3g}")
            verdict = judge.verdict(key, repr(number), point)
            if verdict.verdict == "wrong":
                total += 1
                hits += bool(verdict.diagnoses)
    return hits, total


def confusion(found: list[Tried]) -> list[tuple[str, str, int]]:
    """Cause, first diagnosis, how many."""
    pairs = Counter(
        (each.case.mistake, "itself" if each.found and each.found[0] in each.causes
         else each.found[0] if each.found else NONE)
        for each in found
    )  # fmt: skip
    return [(cause, first, count) for (cause, first), count in sorted(pairs.items())]


def percent(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)"


def document() -> str:
    """The whole of it."""
    known, unknown = all_tried(CASES), all_tried(UNEXPLAINED)
    recognised = sum(each.is_recognised for each in known)
    first = sum(bool(each.found) and each.found[0] in each.causes for each in known)
    alone = sum(each.is_recognised and len(each.found) == 1 for each in known)
    alarms = sum(bool(each.found) for each in unknown)
    rates = {
        "the cause is among the diagnoses": percent(recognised, len(known)),
        "it is the first of them": percent(first, len(known)),
        "it is the only one": percent(alone, len(known)),
        "false alarms: answers without a cause that got a diagnosis": percent(alarms, len(unknown)),
        "decimals drawn at random, diagnosed by chance": percent(*chance(whole=False)),
        "whole numbers from -12 to 12 at whole points, likewise": percent(*chance(whole=True)),
    }
    pairs = [
        f"| {cause.replace('|', ', ')} | {name} | {count} |"
        for cause, name, count in confusion(known)
    ]
    return TEXT.format(
        cases=len(CASES),
        unexplained=len(UNEXPLAINED),
        rates="\n".join(f"| {what} | {rate} |" for what, rate in rates.items()),
        confusion="\n".join(pairs),
        names="\n".join(f"| `{name}` | {title} |" for name, title in MISTAKES.items()),
    )


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
