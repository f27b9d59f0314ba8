"""`backprop grade`: an assignment and a class's answers in; marks, statistics and feedback out.

What is kept true: the status is 0 once everything is written, whatever the marks are; nothing is
written before everything is graded; files are written whole or not at all.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from ...parser.errors import BackpropError
from .. import options, terminal
from ..click_options import click_option
from ..diagnostics import report_notes
from ..forms import chosen_form
from ..help import WideFormatter

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from ...autodiff.grading.assignment import Assignment
    from ...autodiff.grading.marks import Marking

HELP = """Grade a class.

HOMEWORK.toml is the assignment, SUBMISSIONS.csv the answers: a column for each part, or the
columns student, question and answer. 'backprop grade --example' prints an assignment to begin
with; 'backprop grade --make HOMEWORK.toml' writes each student's problem sheet and the empty
answer file."""

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


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of `grade`."""

    output: str | None
    junit: str | None
    gradescope: str | None
    student: str | None
    feedback: str | None
    hide_answers: bool
    encoding: str
    into: str | None
    force: bool
    form: str | None
    colour: str


class GradeCommand(click.Command):
    """The command, with its help in our own width."""

    def get_help(self, ctx: click.Context) -> str:
        """The help page."""
        formatter = WideFormatter(width=ctx.terminal_width, max_width=ctx.max_content_width)
        self.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")


def answer(
    homework: str | None,
    submissions: str | None,
    make: bool,
    example: bool,
    as_json: bool,
    **given: Any,  # noqa: ANN401
) -> None:
    """Answer one command line."""
    wishes = Wishes(**given)
    form = chosen_form(wishes.form, as_json=as_json)
    if example:
        from ..homework import EXAMPLE

        click.echo(EXAMPLE, nl=False)
        return
    if homework is None:
        raise BackpropError("there is no assignment", hint="backprop grade --example prints one")
    if make:
        if submissions is not None:
            raise BackpropError(
                "--make takes the assignment alone", hint=f"leave out {submissions}"
            )
        make_sheets(homework, wishes)
        return
    if submissions is None:
        raise BackpropError(
            "there are no submissions", hint=f"backprop grade {homework} SUBMISSIONS.csv"
        )
    check_encoding(wishes.encoding)
    marking = graded(homework, submissions, wishes)
    write_files(marking, wishes, (homework, submissions))
    draw(marking, form, wishes)


OPTIONS = (
    replace(options.OUTPUT, help="Write the marks as CSV."),
    options.Option("--junit", "junit", "Write the marks as JUnit XML.", metavar="FILE"),
    options.Option(
        "--gradescope", "gradescope", "Write one student's results.json.", metavar="FILE"
    ),
    options.Option("--student", "student", "The student of --gradescope.", metavar="NAME"),
    options.Option(
        "--feedback", "feedback", "Write a Markdown file for each student.", metavar="DIR"
    ),
    options.HIDE_ANSWERS,
    options.Option(
        "--encoding",
        "encoding",
        "The encoding of the submissions (default: utf-8), such as gbk.",
        metavar="NAME",
        default="utf-8",
    ),
    options.Option(
        "--make", "make", "Write problem sheets and an empty answer file.", options.FLAG
    ),
    options.Option("--into", "into", "Where --make writes (default: HOMEWORK).", metavar="DIR"),
    options.Option("--force", "force", "Let --make replace an answer file.", options.FLAG),
    options.Option("--example", "example", "Print an assignment to begin with.", options.FLAG),
    options.FORM,
    options.JSON,
    options.COLOUR,
)

command = GradeCommand(
    "grade",
    callback=answer,
    params=[
        click.Argument(["homework"], required=False, metavar="HOMEWORK.toml"),
        click.Argument(["submissions"], required=False, metavar="SUBMISSIONS.csv"),
        *map(click_option, OPTIONS),
    ],
    help=HELP,
    epilog=EXAMPLES,
    short_help="Grade a class, and say what went wrong in it.",
)


def check_encoding(name: str) -> None:
    """Refuse an encoding that there is not, or that is not one of text."""
    try:
        "".encode(name)
    except (LookupError, ValueError) as error:
        hint = "such as utf-8, gbk or latin-1"
        raise BackpropError(f"'{name}' is no encoding of text", hint=hint) from error


def graded(homework: str, submissions: str, wishes: Wishes) -> Marking:
    """The class, marked; nothing is written yet."""
    from ...autodiff.grading.marking import Marker
    from ..homework import named, read_assignment, read_table

    assignment = read_assignment(homework)
    with named(homework):
        marker = Marker(assignment)
    table = read_table(submissions, [part.id for part in assignment.parts], wishes.encoding)
    with progress(len(table.submissions), wishes.colour) as tick:
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


def write_files(marking: Marking, wishes: Wishes, sources: Sequence[str]) -> None:
    """Write every file that was asked for; what they hold is made before the first is written.

    `sources` are the files that were read, which nothing may take the place of.
    """
    from ..render import grader_files, marks, sheets
    from ..whole_files import file_names, make_folder, write_whole

    hidden = wishes.hide_answers
    refuse_collisions(wishes, sources)
    texts: dict[str, str] = {}
    if wishes.output is not None:
        texts[wishes.output] = marks.for_spreadsheets(marks.report(marking))
    if wishes.junit is not None:
        texts[wishes.junit] = grader_files.junit(marking, hidden=hidden)
    if wishes.gradescope is not None:
        texts[wishes.gradescope] = grader_files.gradescope(marking, wishes.student, hidden=hidden)
    if wishes.feedback is not None:
        make_folder(wishes.feedback)
        names = [result.student or f"line {result.line}" for result in marking.results]
        files = file_names(names)
        for name, result in zip(names, marking.results, strict=True):
            path = os.path.join(wishes.feedback, f"{files[name]}{FEEDBACK}")
            own = sheets.feedback(marking.assignment, result, hidden=hidden)
            texts[path] = f"{texts[path]}\n{own}" if path in texts else own
    for path, text in texts.items():
        write_whole(path, text)


def refuse_collisions(wishes: Wishes, sources: Sequence[str]) -> None:
    """Refuse to write over what was read, and to write two things to one file."""
    taken = {os.path.realpath(path): f"'{path}' was read" for path in sources if path != "-"}
    for option in ("output", "junit", "gradescope"):
        path = getattr(wishes, option)
        if path is None or path.startswith("/dev/"):
            continue
        reason = taken.get(os.path.realpath(path))
        if reason is not None:
            raise BackpropError(
                f"--{option} would be written over another file: {reason}",
                hint="give it a name of its own",
            )
        taken[os.path.realpath(path)] = f"'{path}' is that of --{option}"


def draw(marking: Marking, form: str, wishes: Wishes) -> None:
    """Write the marks to stdout in the form that was asked for."""
    from ...autodiff.report import Note
    from ..render import marks

    screen = terminal.screen_of(sys.stdout, wishes.colour)
    if form in {"json", "csv", "tsv"}:
        report_notes([Note("warning", note) for note in marking.notes], wishes.colour)
    if form == "json":
        from ..render.json_form import write_json

        hidden = wishes.hide_answers
        write_json(marking, sys.stdout, hidden=hidden, ascii_only=not screen.unicode)
    elif form in {"csv", "tsv"}:
        text = marks.report(marking, "," if form == "csv" else "\t", "\n")
        sys.stdout.write("\n".join(screen.show(line) for line in text.split("\n")))
    else:
        from ..render.people import write_sheet

        write_sheet(form, marks.sheet(marking, screen), sys.stdout, screen)


def make_sheets(homework: str, wishes: Wishes) -> None:
    """Write each student's problem sheet and the empty answer file."""
    from ...autodiff.grading.marking import Marker
    from ..homework import named, read_assignment
    from ..render import sheets
    from ..whole_files import file_names, make_folder, write_whole

    assignment = read_assignment(homework)
    with named(homework):
        marker = Marker(assignment)
        students = students_of(assignment)
    folder = wishes.into or os.path.splitext(os.path.basename(homework))[0]
    answers = os.path.join(folder, "answers.csv")
    if os.path.exists(answers) and not wishes.force:
        raise BackpropError(
            f"'{answers}' is there already, and may hold answers",
            hint="--force replaces it, --into names another folder",
        )
    files = file_names(students)
    texts = {
        os.path.join(folder, f"{files[student] if student else 'problems'}.md"): sheets.problems(
            assignment, marker, student
        )
        for student in students
    }
    texts[answers] = sheets.answer_file(assignment, [name for name in students if name])
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
