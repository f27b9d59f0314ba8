r"""A class's answers from a CSV file: long (student, question, answer) or wide (a column each).

What is kept true: every row of the file is a submission or is told of with its line; one that is
malformed is not gradable and never dropped; a row that is broken takes no other row with it.

>>> table = "student,q1,q2\nada,6,2x\nbo,7\n"
>>> for submission in read_submissions(table, ["q1", "q2"]).submissions:
...     print(submission.line, submission.student, submission.answers, submission.problem)
2 ada {'q1': '6', 'q2': '2x'} None
3 bo {} it has 2 cells, and the first line has 3
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from ...autodiff.grading.marks import Submission
from ...parser.errors import BackpropError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STUDENT = frozenset({"student", "name", "id", "student id", "学生", "姓名", "学号"})
QUESTION = frozenset({"question", "part", "题目", "题号", "问题"})
ANSWER = frozenset({"answer", "答案", "回答"})

MOST_LINES = 50
"""A row of more lines than this is a quote that was never closed."""

LARGEST_CELL = 4_000_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""

SEPARATORS = (",", ";", "\t", "，")


@dataclass(slots=True)
class Table:
    """The submissions of a file, and what is to be said of it."""

    submissions: list[Submission] = field(default_factory=list[Submission])
    notes: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row of cells and the line at which it begins; `problem` says what broke it."""

    line: int
    cells: list[str]
    problem: str | None = None


def read_submissions(text: str, parts: Sequence[str]) -> Table:
    """The submissions that a table holds; `parts` are what is asked for.

    Raises `BackpropError` where the first line names no student or nothing that is asked for.
    """
    rows = list(rows_of(text))
    if not rows:
        raise BackpropError("the file of submissions is empty", hint=_columns_hint(parts))
    head = [folded(cell) for cell in rows[0].cells]
    student = next((place for place, title in enumerate(head) if title in STUDENT), None)
    if student is None or rows[0].problem:
        raise BackpropError(
            "the first line of the submissions has no column 'student'", hint=_columns_hint(parts)
        )
    question = next((place for place, title in enumerate(head) if title in QUESTION), None)
    answer = next((place for place, title in enumerate(head) if title in ANSWER), None)
    if question is not None and answer is not None:
        return _long(rows, (student, question, answer), parts)
    return _wide(rows, student, parts)


def _columns_hint(parts: Sequence[str]) -> str:
    shown = ",".join(parts[:6]) + (",…" if len(parts) > 6 else "")
    return f"it begins with a line such as student,{shown}, or student,question,answer"


def unmarked(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from working it out.

    >>> unmarked("'=x"), unmarked("'t"), unmarked(" -4 ")
    ('=x', "'t", '-4')
    """
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def folded(title: str) -> str:
    """A title in the form in which titles are compared."""
    return " ".join(unicodedata.normalize("NFKC", title[:200]).casefold().split())


def rows_of(text: str) -> Iterator[CsvRow]:
    """The rows of the text, those that are empty left out; a broken one is one line."""
    lines = text.splitlines(keepends=True) if "\x85" not in text else text.split("\n")
    lines = [line.replace("\r\n", "\n") for line in lines]
    first = next((line for line in lines if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    limit = csv.field_size_limit(LARGEST_CELL)
    try:
        yield from _records(lines, separator)
    finally:
        csv.field_size_limit(limit)


def _records(lines: list[str], separator: str) -> Iterator[CsvRow]:
    place = 0
    while place < len(lines):
        line = lines[place]
        taken, cells, problem = 1, [line.strip()], None
        if "\0" in line:
            problem = "it holds a null character"
        elif not line.strip():
            place += 1
            continue
        else:
            reader = csv.reader(
                islice(lines, place, place + MOST_LINES), delimiter=separator, strict=True
            )
            try:
                cells = next(reader)
                taken = reader.line_num
            except (csv.Error, StopIteration) as error:
                problem = f"it cannot be read: {_reason(error)}"
        if any("\udc80" <= each <= "\udcff" for each in line):
            problem = "it is not valid UTF-8; --encoding names another encoding"
        yield CsvRow(place + 1, cells, problem)
        place += taken


def _reason(error: Exception) -> str:
    if "unexpected end" in str(error) or isinstance(error, StopIteration):
        return "a quote is never closed"
    return str(error)


def _unreadable(row: CsvRow) -> Submission:
    """A row that is broken, by what can be shown of it."""
    shown = row.cells[0][:60] if row.cells else ""
    return Submission(shown, {}, row.line, row.problem)


def _wide(rows: list[CsvRow], student: int, parts: Sequence[str]) -> Table:
    """A row a student, a column a part."""
    table = Table()
    titles = rows[0].cells
    known = {folded(part): part for part in parts}
    columns = {
        place: known[folded(title)]
        for place, title in enumerate(titles)
        if place != student and folded(title) in known
    }
    if not columns:
        raise BackpropError(
            "no column of the submissions is named like anything that is asked for",
            hint=_columns_hint(parts),
        )
    for place, part in columns.items():
        if part in [columns[other] for other in columns if other < place]:
            raise BackpropError(
                f"the submissions have two columns for '{part}'",
                hint="leave one of them out, or rename it",
            )
    _note_columns(table, titles, student, columns, parts)
    lines: dict[str, int] = {}
    for row in rows[1:]:
        name = unmarked(row.cells[student]) if student < len(row.cells) else ""
        problem = row.problem or _row_problem(row, len(titles), name, lines)
        if row.problem:
            table.submissions.append(_unreadable(row))
            continue
        answers = (
            {part: unmarked(row.cells[place]) for place, part in columns.items()}
            if not problem
            else {}
        )
        table.submissions.append(Submission(name, answers, row.line, problem))
        if not problem:
            lines[name] = row.line
    return table


def _row_problem(row: CsvRow, width: int, name: str, lines: dict[str, int]) -> str | None:
    cells = row.cells
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return f"it has {len(cells)} cells, and the first line has {width}"
    if not name:
        return "it names no student"
    if name in lines:
        return f"'{name}' has handed in on line {lines[name]} already"
    return None


def _note_columns(
    table: Table, titles: list[str], student: int, columns: dict[int, str], parts: Sequence[str]
) -> None:
    for place, title in enumerate(titles):
        if place != student and place not in columns and title.strip():
            meant = did_you_mean(title, list(parts))
            told = f"; {meant}" if meant else ""
            table.notes.append(f"the column '{title[:60]}' is nothing that is asked for{told}")
    missing = [part for part in parts if part not in columns.values()]
    if missing:
        shown = ", ".join(missing[:10]) + (" …" if len(missing) > 10 else "")
        table.notes.append(f"there is no column for {shown}: it counts as not answered")


def _long(rows: list[CsvRow], columns: tuple[int, int, int], parts: Sequence[str]) -> Table:
    """A row an answer; the submissions are gathered by student, in order of appearance."""
    table = Table()
    known = {folded(part): part for part in parts}
    found: dict[str, Submission] = {}
    for row in rows[1:]:
        if row.problem:
            table.submissions.append(_unreadable(row))
            continue
        cells = [unmarked(row.cells[place]) if place < len(row.cells) else "" for place in columns]
        name, title, answer = cells
        part = known.get(folded(title))
        own = found.get(name)
        problem = None
        if len(row.cells) != len(rows[0].cells):
            problem = f"it has {len(row.cells)} cells, and the first line has {len(rows[0].cells)}"
        elif not name:
            problem = "it names no student"
        elif part is None:
            meant = did_you_mean(title, list(parts))
            problem = f"'{title[:60]}' is nothing that is asked for" + (
                f"; {meant}" if meant else ""
            )
        elif own is not None and part in own.answers:
            problem = f"'{name}' has answered {part} already"
        if problem is not None or part is None:
            table.submissions.append(Submission(name, {}, row.line, problem))
            continue
        if own is None:
            own = found[name] = Submission(name, {}, row.line)
            table.submissions.append(own)
        own.answers[part] = answer
    return table
