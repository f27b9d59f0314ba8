"""A graded class: as tables for the teacher, as a table of marks for a spreadsheet.

What is kept true: every row of the submissions is there, in every form; a cell of the table that a
spreadsheet would take for a formula is made text by an apostrophe before it, numbers are not.

>>> neutral("=cmd|' /C calc'!A0"), neutral("-4"), neutral("-4+cmd")
("'=cmd|' /C calc'!A0", '-4', "'-4+cmd")
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, TextIO

from ...autodiff.grading.marks import STATUSES, number_of, total_of
from ..output.number_format import align_points
from ..render.separated import write_rows
from ..render.sheet import Column, Footnote, Grid, Sheet, whole_numbers
from ..values.constants import PLAIN_NUMBER
from .submissions import FORMULA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from ...autodiff.grading.marks import Marking
    from ..output.screen import Screen

LONGEST = 40
"""Longer answers are cut in tables, with a mark; the report and JSON have all of them."""


def neutral(cell: str) -> str:
    """A cell that no spreadsheet works out."""
    if cell.lstrip(" ").startswith(FORMULA) and not PLAIN_NUMBER.fullmatch(cell.strip()):
        return f"'{cell}"
    return cell


def text_of(score: Fraction) -> str:
    """Marks as they are written."""
    return str(number_of(score))


def sheet(marking: Marking, screen: Screen, precision: int, *, hidden: bool) -> Sheet:
    """What the forms for people draw; marks are exact, and no answer of the teacher's is shown."""
    del precision, hidden
    grids = [scores(marking, screen), parts(marking, screen)]
    mistakes = marking.of_mistakes()
    if mistakes:
        grids.append(mistakes_grid(marking, screen))
    broken = [result for result in marking.results if result.problem is not None]
    if broken:
        grids.append(
            Grid(
                "not gradable",
                (
                    Column("line", tuple(str(result.line) for result in broken), align="right"),
                    Column("student", tuple(cut(result.student, screen) for result in broken)),
                    Column("why", tuple(screen.show(result.problem or "") for result in broken)),
                ),
            )
        )
    remarks = [Footnote("warning", screen.show(note)) for note in marking.notes]
    remarks.append(Footnote("", summary(marking)))
    return Sheet(screen.show(marking.assignment.title), tuple(grids), tuple(remarks))


def scores(marking: Marking, screen: Screen) -> Grid:
    """A row a student: all marks, and those of each question."""
    graded = marking.graded
    columns = [
        Column("student", tuple(screen.show(result.student) for result in graded)),
        numbers(f"score of {text_of(marking.assignment.points)}", [r.score for r in graded]),
    ]
    columns += [
        numbers(screen.show(question.id), [r.of_question(question.id) for r in graded])
        for question in marking.assignment.questions
    ]
    return Grid("scores", tuple(columns))


def parts(marking: Marking, screen: Screen) -> Grid:
    """A row a part: how the class did."""
    found = marking.of_parts()
    columns = [
        Column("part", tuple(screen.show(each.part.id) for each in found)),
        *[
            whole_numbers(status, [str(each.counts[status]) for each in found])
            for status in STATUSES
        ],
        numbers("mean", [each.mean for each in found]),
        numbers("of", [each.part.points for each in found]),
        Column(
            "most frequent wrong answer",
            tuple(
                f"{cut(each.wrong_answer, screen)} ({each.wrong_count} times)"
                if each.wrong_answer is not None and each.wrong_count > 1
                else cut(each.wrong_answer or "", screen)
                for each in found
            ),
            "value",
        ),
    ]
    return Grid("questions", tuple(columns))


def mistakes_grid(marking: Marking, screen: Screen) -> Grid:
    """A row a mistake, the most common first."""
    found = marking.of_mistakes()
    columns = (
        Column("mistake", tuple(each.title for each in found)),
        whole_numbers("answers", [str(each.answers) for each in found]),
        whole_numbers("certain", [str(each.certain) for each in found]),
        whole_numbers("students", [str(each.students) for each in found]),
        Column("mostly in", tuple(screen.show(each.part) for each in found), "value"),
        Column("such as", tuple(cut(each.example, screen) for each in found), "value"),
    )
    return Grid("mistakes", columns)


def numbers(title: str, values: Sequence[Fraction]) -> Column:
    """A column of marks."""
    return whole_numbers(title, align_points([text_of(value) for value in values]))


def cut(text: str, screen: Screen) -> str:
    """A stranger's text, as much of it as a table has room for."""
    shown = screen.show(text)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}{screen.ellipsis}"


def summary(marking: Marking) -> str:
    """The class in one sentence."""
    graded, total = len(marking.graded), len(marking.results)
    mean, median = marking.mean(), marking.median()
    if mean is None or median is None:
        return f"0 of {total} submissions could be graded."
    possible = text_of(marking.assignment.points)
    rest = f"; {total - graded} could not be" if total > graded else ""
    return (
        f"{graded} submission{'' if graded == 1 else 's'} graded{rest}. Mean score "
        f"{text_of(mean)} of {possible}, median {text_of(median)}."
    )


def write_separated(
    marking: Marking, stream: TextIO, separator: str, screen: Screen, *, hidden: bool
) -> None:
    """Write the table of marks, as far as the screen can show it."""
    del hidden
    text = report(marking, separator, "\n")
    stream.write("\n".join(screen.show(line) for line in text.split("\n")))


def for_spreadsheets(table: str) -> str:
    """A table with the mark by which spreadsheets know UTF-8, where they would not know it."""
    return table if table.isascii() else f"\ufeff{table}"


def report(marking: Marking, separator: str = ",", ending: str = "\r\n") -> str:
    """The table of marks: a row for each of the submissions', four columns for each part."""
    stream = io.StringIO()
    titles = ["student", "line", "status", "score", "points"]
    for part in marking.assignment.parts:
        titles += [part.id, f"{part.id} answer", f"{part.id} verdict", f"{part.id} mistake"]
    rows = [titles]
    for result in marking.results:
        problem = result.problem
        row = [
            result.student,
            str(result.line),
            "graded" if problem is None else f"not gradable: {problem}",
            text_of(result.score) if problem is None else "",
            text_of(total_of(result.marks) if problem is None else marking.assignment.points),
        ]
        for mark in result.marks:
            row += [text_of(mark.score), mark.answer, mark.status, mark.mistake or ""]
        row += [""] * (len(titles) - len(row))
        rows.append(row)
    write_rows(rows, stream, separator, neutral, ending)
    return stream.getvalue()
