"""Forward mode beside reverse mode: grids of steps and of counts, and bars that grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .evaluation import cost_grid
from .pages.page import Equation, Products, Quotient, RoundedNumbers, named, short_title
from .pages.spelling import Spelling
from .sheet import Column, Footnote, Grid, Sheet, note_remarks, whole_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...autodiff.teach.chain_rule import Step, Sweep
    from ...autodiff.teach.mode_costs import Comparison, Growth
    from ..output.screen import Screen

BAR = 24
"""The longest bar, in cells."""


def sheet(found: Comparison, screen: Screen, precision: int) -> Sheet:
    """The tables of both modes and their remarks."""
    maker = _Maker(found, screen, precision)
    grids = [maker.steps(), maker.sweeps()]
    if found.costs is not None:
        grids.append(cost_grid(found.costs, screen))
    if found.by_inputs:
        grids.append(maker.growth("inputs", found.by_inputs))
    if found.by_outputs:
        grids.append(maker.growth("outputs", found.by_outputs))
    return Sheet(screen.show(short_title(found.expression)), tuple(grids), tuple(maker.remarks()))


class _Maker:
    def __init__(self, found: Comparison, screen: Screen, precision: int) -> None:
        self.found = found
        self.screen = screen
        self.spelling = Spelling(screen)
        self.digits = RoundedNumbers(precision)

    def steps(self) -> Grid:
        """What is computed, in which order, one column a sweep."""
        found = self.found
        sweeps = [*found.forward, *found.reverse]
        most = max((len(sweep.steps) for sweep in sweeps), default=0)
        columns = [whole_numbers("step", [str(place + 1) for place in range(most)])]
        for sweep in sweeps:
            cells = [self.step(step) for step in sweep.steps]
            cells += [""] * (most - len(cells))
            title = f"{sweep.mode} from {self.screen.show(sweep.start)}"
            columns.append(Column(title, tuple(cells), sweep.mode))
        aside = "forward mode climbs from an input, reverse mode descends from an output"
        return Grid("sweep by sweep", tuple(columns), aside=aside)

    def step(self, step: Step) -> str:
        """A step as an equation: the quotient, the products, the number."""
        quotient = Quotient(named(step.of), named(step.by))
        number = self.digits.tree(step.value)
        if step.by_limit:
            return f"{self.spelling.equation(Equation((quotient, number)))} (by limit)"
        if not step.terms:
            return self.spelling.equation(Equation((quotient, number)))
        products = Products(
            tuple(
                [
                    (self.digits.tree(term.first.value), self.digits.tree(term.second.value))
                    for term in step.terms
                ]
            ),
            step.omitted,
        )
        return self.spelling.equation(Equation((quotient, products, number)))

    def sweeps(self) -> Grid:
        """What each sweep takes and gives."""
        sweeps = [*self.found.forward, *self.found.reverse]
        columns = (
            Column("sweep", tuple([sweep.mode for sweep in sweeps])),
            Column("from", tuple([self.screen.show(sweep.start) for sweep in sweeps])),
            whole_numbers("multiplications", [str(sweep.multiplications) for sweep in sweeps]),
            whole_numbers("additions", [str(sweep.additions) for sweep in sweeps]),
            Column("gives", tuple([self.gives(sweep) for sweep in sweeps]), "value"),
        )
        aside = "one multiplication an edge, one addition a merge"
        return Grid("what each sweep takes", columns, aside=aside)

    def gives(self, sweep: Sweep) -> str:
        """The derivatives that a sweep was for."""
        found = [
            self.spelling.quotient(Quotient(named(result.of), named(result.by)))
            for result in sweep.results
        ]
        wanted = self.found.wrt if sweep.mode == "reverse" else self.found.outputs
        more = len(wanted) - len(found)
        return "\n".join([*found, *([f"{more:,} more"] if more else [])])

    def growth(self, noun: str, lines: Sequence[Growth]) -> Grid:
        """Both modes' costs as there are more inputs or outputs, with a bar for each."""
        most = max(max(line.forward, line.reverse) for line in lines)
        columns = (
            whole_numbers(noun, [str(line.size) for line in lines]),
            Column("forward", tuple([self.bar(line.forward, most) for line in lines]), "forward"),
            Column("reverse", tuple([self.bar(line.reverse, most) for line in lines]), "reverse"),
            Column("cheaper", tuple([cheaper(line) for line in lines]), "value"),
        )
        aside = f"schoolbook operations for the first {noun}, as many as the line says"
        return Grid(f"cost as {noun} grow", columns, aside=aside)

    def bar(self, count: int, most: int) -> str:
        """A bar with its number after it."""
        cells = round(BAR * count / most) if most else 0
        block = "#" if self.screen.plain_ascii else "█"
        return f"{block * max(cells, 1 if count else 0)} {count:,}"

    def remarks(self) -> list[Footnote]:
        """Which mode is cheaper and why, where they cross, and what was left out."""
        found = self.found
        remarks = note_remarks(found.notes, self.screen)
        if found.costs is not None:
            remarks.append(Footnote("", self.screen.show(found.costs.sentence) + "."))
        remarks.append(Footnote("", f"{found.sentence}."))
        inputs, outputs = len(found.wrt), len(found.outputs)
        rule = (
            "In general forward mode takes a sweep for each input and reverse mode one for each "
            f"output, here {inputs:,} against {outputs:,}: few inputs and many outputs speak for "
            "forward mode, many inputs and few outputs for reverse mode."
        )
        remarks.append(Footnote("", rule))
        for mode, count in found.left_out.items():
            if count:
                words = f"{count:,} more {mode} sweeps are not shown; choose with "
                option = "--wrt" if mode == "forward" else "--of"
                remarks.append(Footnote("info", f"{words}{option}"))
        steps = sum(sweep.left_out for sweep in (*found.forward, *found.reverse))
        if steps:
            remarks.append(Footnote("info", f"{steps:,} steps are not shown; --limit shows more"))
        return remarks


def cheaper(line: Growth) -> str:
    """Which mode wins a line."""
    if line.forward == line.reverse:
        return "the same"
    return "forward" if line.forward < line.reverse else "reverse"
