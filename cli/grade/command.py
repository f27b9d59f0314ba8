"""`backprop grade`: an assignment and a class's answers in; marks, statistics and feedback out.

What is kept true: the status is 0 once everything is written, whatever the marks are; nothing is
written before everything is graded; files are written whole or not at all.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ...parser.errors import BackpropError
from .. import options
from ..help import WideContext
from ..output import terminal
from ..output.forms import chosen_form
from ..output.present import present

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from ...autodiff.grading.assignment import Assignment
    from ...autodiff.grading.marks import Marking

EXAMPLES = """\b
Examples:
  backprop grade --example > homework.toml
  backprop grade --make homework.toml
  backprop grade homework.toml homework/answers.csv -o report.csv --feedback feedback

\b
Exit status: 0 everything is graded and written, whatever the marks; 2 it could not be.
"""

FEEDBACK = ".feedback.md"
"""How the names of feedback files end: like those of no file of another kind."""

MANY = 500
"""From so many submissions on, a person who watches is shown how far it is."""


class GradeCommand(click.Command):
    """A command whose help page may hold wide characters."""

    context_class = WideContext


@click.command(
    "grade",
    cls=GradeCommand,
    short_help="Grade a class, and say what went wrong in it.",
    epilog=EXAMPLES,
)
@click.argument("homework", required=False, metavar="HOMEWORK.toml")
@click.argument("submissions", required=False, metavar="SUBMISSIONS.csv")
@click.option("--output", "-o", metavar="FILE", help="Write the marks as CSV.")
@click.option("--junit", metavar="FILE", help="Write the marks as JUnit XML.")
@click.option("--gradescope", metavar="FILE", help="Write one student's results.json.")
@click.option("--student", metavar="NAME", help="The student of --gradescope.")
@click.option("--feedback", metavar="DIR", help="Write a Markdown file for each student.")
@options.hide_answers
@click.option(
    "--encoding",
    metavar="NAME",
    default="utf-8",
    help="The encoding of the submissions (default: utf-8), such as gbk.",
)
@click.option("--make", is_flag=True, help="Write problem sheets and an empty answer file.")
@click.option("--into", metavar="DIR", help="Where --make writes (default: HOMEWORK).")
@click.option("--force", is_flag=True, help="Let --make replace an answer file.")
@click.option("--example", is_flag=True, help="Print an assignment to begin with.")
@options.form()
@options.colour
def grade_command(
    homework: str | None,
    submissions: str | None,
    output: str | None,
    junit: str | None,
    gradescope: str | None,
    student: str | None,
    feedback: str | None,
    hide_answers: bool,
    encoding: str,
    make: bool,
    into: str | None,
    force: bool,
    example: bool,
    form: str | None,
    as_json: bool,
    colour: str,
) -> None:
    """Grade a class.

    HOMEWORK.toml is the assignment, SUBMISSIONS.csv the answers: a column for each part, or the
    columns student, question and answer. 'backprop grade --example' prints an assignment to begin
    with; 'backprop grade --make HOMEWORK.toml' writes each student's problem sheet and the empty
    answer file.
    """
    from ...autodiff.graph.notes import Note
    from .homework import EXAMPLE

    form = chosen_form(form, as_json=as_json)
    if example:
        click.echo(EXAMPLE, nl=False)
        return
    if homework is None:
        raise BackpropError("there is no assignment", hint="backprop grade --example prints one")
    if make:
        if submissions is not None:
            raise BackpropError(
                "--make takes the assignment alone", hint=f"leave out {submissions}"
            )
        make_sheets(homework, into, force=force)
        return
    if submissions is None:
        raise BackpropError(
            "there are no submissions", hint=f"backprop grade {homework} SUBMISSIONS.csv"
        )
    check_encoding(encoding)
    marking = graded(homework, submissions, encoding, colour)
    files = {"output": output, "junit": junit, "gradescope": gradescope}
    refuse_collisions(files, (homework, submissions))
    write_files(marking, files, student, feedback, hidden=hide_answers)
    notes = [Note("warning", note) for note in marking.notes]
    present(marking, form, colour, notes=notes, hidden=hide_answers)


def check_encoding(name: str) -> None:
    """Refuse an encoding that there is not, or that is not one of text."""
    try:
        "".encode(name)
    except (LookupError, ValueError) as error:
        hint = "such as utf-8, gbk or latin-1"
        raise BackpropError(f"'{name}' is no encoding of text", hint=hint) from error


def graded(homework: str, submissions: str, encoding: str, colour: str) -> Marking:
    """The class, marked; nothing is written yet."""
    from ...autodiff.grading.marking import Marker
    from .homework import named, read_assignment, read_table

    assignment = read_assignment(homework)
    with named(homework):
        marker = Marker(assignment)
    table = read_table(submissions, [part.id for part in assignment.parts], encoding)
    with progress(len(table.submissions), colour) as tick:
        return marker.mark(table.submissions, table.notes, tick)


@contextmanager
def progress(total: int, colour: str) -> Generator[Callable[[], None]]:
    """A bar on stderr, where someone watches and there is much to do."""
    if total < MANY or not terminal.is_terminal(sys.stderr):
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    console = terminal.make_console(sys.stderr, terminal.screen_of(sys.stderr, colour))
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("grading", total=total)
        yield lambda: bar.advance(task)


def refuse_collisions(files: Mapping[str, str | None], sources: tuple[str, ...]) -> None:
    """Refuse to write over what was read, and to write two things to one file."""
    taken = {os.path.realpath(path): f"'{path}' was read" for path in sources if path != "-"}
    for option, path in files.items():
        if path is None or path.startswith("/dev/"):
            continue
        reason = taken.get(os.path.realpath(path))
        if reason is not None:
            raise BackpropError(
                f"--{option} would be written over another file: {reason}",
                hint="give it a name of its own",
            )
        taken[os.path.realpath(path)] = f"'{path}' is that of --{option}"


def write_files(
    marking: Marking,
    files: Mapping[str, str | None],
    student: str | None,
    feedback: str | None,
    *,
    hidden: bool,
) -> None:
    """Write every file that was asked for; what they hold is made before the first is written."""
    from ..output.whole_files import file_names, make_folder, write_whole
    from . import grader_files, handouts, marks

    make = {
        "output": lambda: marks.for_spreadsheets(marks.report(marking)),
        "junit": lambda: grader_files.junit(marking, hidden=hidden),
        "gradescope": lambda: grader_files.gradescope(marking, student, hidden=hidden),
    }
    texts = {path: make[option]() for option, path in files.items() if path is not None}
    if feedback is not None:
        make_folder(feedback)
        names = [grader_files.name_of(result) for result in marking.results]
        own_files = file_names(names)
        for name, result in zip(names, marking.results, strict=True):
            path = os.path.join(feedback, f"{own_files[name]}{FEEDBACK}")
            own = handouts.feedback(marking.assignment, result, hidden=hidden)
            texts[path] = f"{texts[path]}\n{own}" if path in texts else own
    for path, text in texts.items():
        write_whole(path, text)


def make_sheets(homework: str, into: str | None, *, force: bool) -> None:
    """Write each student's problem sheet and the empty answer file."""
    from ...autodiff.grading.marking import Marker
    from ..output.whole_files import file_names, make_folder, write_whole
    from . import handouts
    from .homework import named, read_assignment

    assignment = read_assignment(homework)
    with named(homework):
        marker = Marker(assignment)
        students = students_of(assignment)
    folder = into or os.path.splitext(os.path.basename(homework))[0]
    answers = os.path.join(folder, "answers.csv")
    if os.path.exists(answers) and not force:
        raise BackpropError(
            f"'{answers}' is there already, and may hold answers",
            hint="--force replaces it, --into names another folder",
        )
    files = file_names(students)
    texts = {
        os.path.join(folder, f"{files[student] if student else 'problems'}.md"): handouts.problems(
            assignment, marker, student
        )
        for student in students
    }
    texts[answers] = handouts.answer_file(assignment, [name for name in students if name])
    make_folder(folder)
    for path, text in texts.items():
        write_whole(path, text)
    click.echo("\n".join(texts))


def students_of(assignment: Assignment) -> list[str]:
    """The students, or no one in particular where all get the same sheet."""
    if assignment.students:
        return list(assignment.students)
    if assignment.is_drawn:
        raise BackpropError(
            "the points are drawn for each student, and no students are named",
            hint='add a line such as students = ["ada", "bo"]',
        )
    return [""]
