"""What students read, in Markdown: the problem sheet, and the feedback on what they handed in.

What is kept true: names, answers and formulas are text and nothing else, whatever reads the file;
the same student gets the same numbers on the sheet as in the marking.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ...autodiff.grading.marks import number_of, total_of
from ..output.screen import Screen
from ..render.claims import reason
from ..render.markdown import escaped
from ..render.separated import write_rows
from .marks import for_spreadsheets, neutral

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...autodiff.grading.assignment import Assignment, AssignmentQuestion
    from ...autodiff.grading.marking import Marker
    from ...autodiff.grading.marks import Mark, Result

SCREEN = Screen()
VERDICTS = {
    "right": "right",
    "wrong": "wrong",
    "unjudged": "could not be judged",
    "blank": "not answered",
}


def plain(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return escaped(SCREEN.show(" ".join(text.split())))


def code(text: str) -> str:
    """Code lines that show a formula as it is: indented, so that nothing in it can end them."""
    return "\n".join(f"    {SCREEN.show(line)}" for line in text.splitlines())


def point_text(point: Mapping[str, str]) -> str:
    """A point as a sentence names it."""
    return ", ".join(f"{plain(name)} = {plain(value)}" for name, value in point.items())


def problems(assignment: Assignment, marker: Marker, student: str) -> str:
    """One student's problem sheet."""
    lines = [f"# {plain(assignment.title)}", ""]
    if student:
        lines += [f"Student: {plain(student)}", ""]
    for number, question in enumerate(assignment.questions, start=1):
        points = number_of(question.points)
        lines += [
            f"## {number}. {plain(question.id)} ({points} point{'' if points == 1 else 's'})",
            "",
        ]
        if question.text:
            lines += [plain(question.text), ""]
        lines += [code(question.expression), ""]
        lines += part_lines(question, marker, student)
    lines.append("Write each answer in its column of the answer file.")
    return "\n".join(lines) + "\n"


def part_lines(question: AssignmentQuestion, marker: Marker, student: str) -> list[str]:
    """What is asked, at each point, and where the answer goes."""
    lines: list[str] = []
    for part in question.parts:
        texts, _ = marker.place(question, part.place, student)
        where = f" at {point_text(texts)}" if texts else ", as a formula"
        lines.append(f"- {plain(part.key)}{where} (column {plain(part.id)})")
    return [*lines, ""]


def answer_file(assignment: Assignment, students: Sequence[str]) -> str:
    """The empty table of answers, a row a student."""
    stream = io.StringIO()
    parts = [part.id for part in assignment.parts]
    rows = [["student", *parts], *[[student, *[""] * len(parts)] for student in students]]
    write_rows(rows, stream, ",", neutral, "\r\n")
    return for_spreadsheets(stream.getvalue())


def feedback(assignment: Assignment, result: Result, *, hidden: bool) -> str:
    """What one student is told."""
    lines = [f"# {plain(assignment.title)}", "", f"Student: {plain(result.student)}", ""]
    if result.problem is not None:
        told = f"This could not be graded (line {result.line}): {plain(result.problem)}."
        return "\n".join([*lines, told]) + "\n"
    total = number_of(total_of(result.marks))
    lines += [f"**Score: {number_of(result.score)} of {total}**", ""]
    for number, question in enumerate(assignment.questions, start=1):
        marks = [mark for mark in result.marks if mark.part.question.id == question.id]
        own = number_of(result.of_question(question.id))
        title = f"## {number}. {plain(question.id)}: {own} of {number_of(question.points)}"
        lines += [title, "", code(question.expression), ""]
        for mark in marks:
            lines += of_mark(mark, hidden=hidden)
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def of_mark(mark: Mark, *, hidden: bool) -> list[str]:
    """One answer: right or not and, where there is feedback, why."""
    where = f" at {point_text(mark.point)}" if mark.point else ""
    given = f"you gave {plain(mark.answer)}, " if mark.answer else ""
    lines = [f"- **{plain(mark.part.key)}**{where}: {given}{VERDICTS[mark.status]}"]
    verdict = mark.verdict
    if verdict is not None and mark.part.question.feedback:
        why = reason(verdict, hidden=hidden)
        if why:
            lines.append(f"  - {plain(why)}")
    return lines
