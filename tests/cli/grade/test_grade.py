"""`backprop grade`: a synthesised class, files that are broken, and what strangers hand in."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import random
import re
import time
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from backprop.cli.grade.submissions import read_submissions
from backprop.cli.output.whole_files import file_names, safe_name, write_whole
from backprop.parser import BackpropError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..conftest import Run

STUDENTS = [f"student{number:03}" for number in range(199)] + ["陈晨"]

HOMEWORK = """
title = "A class of two hundred"
seed = "spring"
students = [{students}]

[[question]]
id = "q1"
expression = "(x+y)*z"
at = {{ x = -2.5, y = 5.25, z = -4.5 }}
ask = "dx"

[[question]]
id = "q2"
expression = "sin(x^2)"
ask = "dx"
points = 2

[[question]]
id = "q3"
expression = "c = a + b; d = b + 1; e = c*d"
draw = {{ a = [2.5, 9.5], b = [2.5, 9.5] }}
ask = "de/db"
points = 3

[[question]]
id = "q4"
expression = "x^3"
ask = "dx"

[[question]]
id = "q5"
expression = "x*sin(x)"
ask = "dx"

[[question]]
id = "q6"
expression = "exp(3*x)"
at = {{ x = 0.7 }}
ask = "dx"

[[question]]
id = "q7"
expression = "max(x, y)*z"
at = {{ x = 3.5, y = 1.5, z = 2.25 }}
ask = "dx"

[[question]]
id = "q8"
expression = "cos(x)"
ask = "dx"

[[question]]
id = "q9"
expression = "sin(x)/x"
ask = "dx"

[[question]]
id = "q10"
expression = "sin(x)"
at = [{{ x = 30 }}, {{ x = 1.5 }}]
ask = "dx"
points = 2
"""

Answers = dict[str, list[tuple[str, str | None]]]
"""For each part its answers, each with the mistake that it is: the first is right."""


def answers_of(a: float, b: float) -> Answers:
    return {
        "q1": [("-4.5", None), ("2.75", "operands-exchanged"), ("4.5", "sign")],
        "q2": [
            ("2x*cos(x^2)", None), ("cos(x^2)", "inner-forgotten"),
            ("cos(2x)", "function-of-derivative"),
        ],
        "q3": [
            (repr(a + 2 * b + 1), None), (repr(b + 1), "missing-path"),
            (repr(a + b), "missing-path"),
        ],
        "q4": [
            ("3x²", None), ("3x^3", "power-not-lowered"), ("x^2", "power-no-factor"),
            ("x^4/4", "integrated"),
        ],
        "q5": [("sin(x)+x*cos(x)", None), ("cos(x)", "product-of-derivatives")],
        "q6": [(repr(3 * math.exp(2.1)), None), (repr(math.exp(2.1)), "inner-forgotten")],
        "q7": [("9/4", None), ("0", "loser")],
        "q8": [("-sin(x)", None), ("sin(x)", "sign")],
        "q9": [("(x*cos(x)-sin(x))/x^2", None), ("(x*cos(x)-sin(x))/x", "quotient-no-square")],
        "q10@1": [(repr(math.cos(30)), None), (repr(math.sqrt(3) / 2), "degrees")],
        "q10@2": [(repr(math.cos(1.5)), None), ("17.75", "")],
    }  # fmt: skip


POINTS = {f"q{number}": 1.0 for number in range(1, 10)} | {
    "q2": 2.0, "q3": 3.0, "q10@1": 1.0, "q10@2": 1.0,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def homework(folder: Path) -> Path:
    path = folder / "homework.toml"
    students = ", ".join(f'"{name}"' for name in STUDENTS)
    path.write_text(HOMEWORK.format(students=students), encoding="utf-8")
    return path


def drawn(sheet: str) -> tuple[float, float]:
    """The point of q3, read off a problem sheet."""
    found = re.search(r"at a = ([\d.]+), b = ([\d.]+)", sheet)
    assert found is not None
    return float(found[1]), float(found[2])


@pytest.mark.usefixtures("homework")
def test_a_class_with_planted_mistakes(run: Run, folder: Path) -> None:
    made = run("grade", "--make", "homework.toml")
    assert (made.status, len(made.stdout.splitlines())) == (0, 201)
    draw = random.Random(7)
    with open("homework/answers.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["student", *answers_of(1, 1)]
    expected: dict[str, float] = {}
    planted: list[tuple[str, str, str]] = []
    points = set()
    for row in rows[1:]:
        student = row[0]
        place = drawn((folder / "homework" / f"{student}.md").read_text(encoding="utf-8"))
        points.add(place)
        expected[student] = 0.0
        for column, (part, choices) in enumerate(answers_of(*place).items(), start=1):
            answer, mistake = choices[0] if draw.random() < 0.6 else draw.choice(choices)
            row[column] = answer
            if mistake is None:
                expected[student] += POINTS[part]
            elif mistake:
                planted.append((student, part, mistake))
    assert len(points) > 100, "students have points of their own"
    with open("answers.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)

    began = time.monotonic()
    outcome = run("grade", "homework.toml", "answers.csv", "--json")
    assert time.monotonic() - began < 30
    assert outcome.status == 0
    report = json.loads(outcome.stdout)
    assert {each["student"]: each["score"] for each in report["students"]} == expected
    found = {
        (each["student"], answer["part"]): [d["mistake"] for d in answer["diagnoses"]]
        for each in report["students"]
        for answer in each["answers"]
    }
    missed = [each for each in planted if each[2] not in found[each[0], each[1]]]
    assert not missed
    assert not any(found[name, "q10@2"] for name in STUDENTS)
    counted = {each["mistake"]: each["answers"] for each in report["mistakes"]}
    for mistake in ("missing-path", "inner-forgotten", "integrated", "degrees"):
        assert counted[mistake] == sum(each[2] == mistake for each in planted)


SMALL = """
title = "Small"
[[question]]
id = "q1"
expression = "x^2"
at = { x = 3 }
ask = ["f", "dx"]
points = 2
[[question]]
id = "q2"
expression = "x^2"
ask = "dx"
feedback = false
"""

BROKEN = (
    "\ufeffstudent;q1.f;q1.dx;q2\r\n"
    "ada;9;6,0;2x\r\n"
    "bo;9\r\n"
    ";9;6;2x\r\n"
    'eve;"9;6;2x\r\n'
    "ada;9;6;2x\r\n"
    "陈晨;=9;（6）;x+x\r\n"
    "fay;;;x[red]\r\n"
    "gil;9;6;2x;;\r\n"
)


@pytest.fixture
def small(folder: Path) -> Path:
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    return folder


def graded(run: Run, *words: str) -> dict[str, Any]:
    outcome = run("grade", *words, "--json")
    assert outcome.status == 0, outcome.stderr
    return json.loads(outcome.stdout)


def test_malformed_rows_are_told_of_and_kept(run: Run, small: Path) -> None:
    (small / "in.csv").write_text(BROKEN, encoding="utf-8", newline="")
    rows = graded(run, "small.toml", "in.csv")["students"]
    told = [(row["line"], row["student"], row["status"], row["score"]) for row in rows]
    assert told == [
        (2, "ada", "graded", 3),
        (3, "bo", "not gradable", 0),
        (4, "", "not gradable", 0),
        (5, 'eve;"9;6;2x', "not gradable", 0),
        (6, "ada", "not gradable", 0),
        (7, "陈晨", "graded", 2),
        (8, "fay", "graded", 0),
        (9, "gil", "graded", 3),
    ]
    assert rows[1]["problem"] == "it has 2 cells, and the first line has 4"
    assert rows[3]["problem"] == "it cannot be read: a quote is never closed"
    assert rows[4]["problem"] == "'ada' has handed in on line 2 already"
    assert [each["verdict"] for each in rows[6]["answers"]] == ["blank", "blank", "unjudged"]


@pytest.mark.parametrize(
    "text",
    [
        "student,question,answer\nada,q1.f,9\nada,q1.dx,6\nada,q2,2x\n",
        "学号\t题目\t答案\nada\tq1.f\t9\nada\tq1.dx\t6\nada\tQ2\t2x\n",
        "Name,q1.f,q1.dx,q2\n\nada,f=9,dx = 6,df/dx = 2·x\n\n",
        "student，q1.f，q1.dx，q2\nada，9，6，2x\n",
    ],
)
def test_the_shapes_of_submissions(run: Run, small: Path, text: str) -> None:
    (small / "in.csv").write_text(text, encoding="utf-8")
    (row,) = graded(run, "small.toml", "in.csv")["students"]
    assert (row["student"], row["score"]) == ("ada", 3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk"])
def test_encodings(run: Run, small: Path, encoding: str) -> None:
    (small / "in.csv").write_text("学生,q1.f,q1.dx,q2\n陈晨,9,6,2x\n", encoding=encoding)
    words = ["--encoding", "gbk"] if encoding == "gbk" else []
    (row,) = graded(run, "small.toml", "in.csv", *words)["students"]
    assert (row["student"], row["score"]) == ("陈晨", 3)


def test_bytes_that_mean_nothing_cost_their_row_only(run: Run, small: Path) -> None:
    (small / "in.csv").write_bytes(b"student,q1.f,q1.dx,q2\na\xff,9,6,2x\nbo,9,6,2x\n")
    first, second = graded(run, "small.toml", "in.csv")["students"]
    assert first["status"] == "not gradable"
    assert "UTF-8" in first["problem"]
    assert second["score"] == 3


def test_long_rows_that_mean_nothing(run: Run, small: Path) -> None:
    text = "student,question,answer\nada,q9,9\nada,q1.f,9\nada,q1.f,8\n,q2,1\nbo\n"
    (small / "in.csv").write_text(text, encoding="utf-8")
    rows = graded(run, "small.toml", "in.csv")["students"]
    assert [(row["line"], row["status"]) for row in rows] == [
        (2, "not gradable"), (3, "graded"), (4, "not gradable"), (5, "not gradable"),
        (6, "not gradable"),
    ]  # fmt: skip


HOSTILE = [
    "../../etc/passwd", "=cmd|' /C calc'!A0", "[red]x", "<script>alert(1)</script>", "a\x1b[31m",
    "CON", ".hidden", "a/b", "A/B", "x" * 500, "*bold* `code` | pipe",
]  # fmt: skip


def test_files_of_a_hostile_class(run: Run, small: Path) -> None:
    with open("in.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["student", "q1.f", "q1.dx", "q2"])
        for name in HOSTILE:
            writer.writerow([name, "(" * 100_000, "=1+cmd|'/C'!A0", "@SUM(1)"])
    words = ["-o", "report.csv", "--junit", "j.xml", "--feedback", "feedback"]
    began = time.monotonic()
    outcome = run("grade", "small.toml", "in.csv", *words)
    assert time.monotonic() - began < 10
    assert outcome.status == 0
    assert "\x1b" not in outcome.stdout
    assert sorted(os.listdir(small)) == ["feedback", "in.csv", "j.xml", "report.csv", "small.toml"]
    assert len(os.listdir("feedback")) == len(HOSTILE)
    for name in os.listdir("feedback"):
        text = (small / "feedback" / name).read_text(encoding="utf-8")
        assert "<script>" not in text.replace("\\<script>", "")
        assert "\x1b" not in text
        assert not name.startswith(".")
    rows = list(csv.reader(io.StringIO((small / "report.csv").read_text(encoding="utf-8-sig"))))
    assert [row[0].removeprefix("'") for row in rows[1:]] == HOSTILE
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "@", "+", "\t", "\r"))
    suites = ElementTree.parse("j.xml").getroot()
    assert len(suites) == len(HOSTILE)
    assert suites.get("tests") == str(3 * len(HOSTILE))


def test_what_students_are_told(run: Run, small: Path) -> None:
    (small / "in.csv").write_text("student,q1.f,q1.dx,q2\nbo,9,-6,x\n", encoding="utf-8")
    assert run("grade", "small.toml", "in.csv", "--feedback", "fb").status == 0
    text = (small / "fb" / "bo.feedback.md").read_text(encoding="utf-8")
    assert text == (
        "# Small\n\nStudent: bo\n\n**Score: 1 of 3**\n\n## 1. q1: 1 of 2\n\n    x^2\n\n"
        "- **f** at x = 3: you gave 9, right\n"
        "- **dx** at x = 3: you gave -6, wrong\n"
        "  - possibly: the sign is the wrong one\n\n"
        "## 2. q2: 0 of 1\n\n    x^2\n\n"
        "- **dx**: you gave x, wrong\n"
    )


def test_feedback_can_hide_the_answers(run: Run, small: Path) -> None:
    (small / "in.csv").write_text("student,q1.f,q1.dx,q2\nbo,9,7,x\n", encoding="utf-8")
    for words in (["--feedback", "fb"], ["--feedback", "fb", "--hide-answers"]):
        text = (small / "small.toml").read_text(encoding="utf-8").replace("= false", "= true")
        (small / "shown.toml").write_text(text, encoding="utf-8")
        assert run("grade", "shown.toml", "in.csv", *words).status == 0
        told = (small / "fb" / "bo.feedback.md").read_text(encoding="utf-8")
        assert ("right is" in told) == ("--hide-answers" not in words)
    outcome = run("grade", "shown.toml", "in.csv", "--json", "--hide-answers")
    assert "expected" not in outcome.stdout


def test_students_who_are_listed(run: Run, small: Path) -> None:
    text = 'seed = "s"\nstudents = ["Ada", "bo", "cy"]\n' + SMALL
    (small / "listed.toml").write_text(text, encoding="utf-8")
    rows = "student,q1.f,q1.dx,q2\n ada ,9,6,2x\nＡｄａ,9,6,2x\ndan,9,6,2x\nbo,1\n"
    (small / "in.csv").write_text(rows, encoding="utf-8")
    report = graded(run, "listed.toml", "in.csv")
    assert [(row["student"], row["status"]) for row in report["students"]] == [
        ("Ada", "graded"), ("Ada", "not gradable"), ("dan", "graded"), ("bo", "not gradable"),
    ]  # fmt: skip
    assert report["notes"] == [
        "not in the assignment's list of students: dan",
        "nothing was handed in, or could be graded, of bo, cy",
    ]


def test_gradescope_is_about_one_submission(
    run: Run, error: Callable[..., str], small: Path
) -> None:
    (small / "in.csv").write_text("student,q1.f,q1.dx,q2\nbo,9,1,2x\nal,9,6,x\n", encoding="utf-8")
    said = error("grade", "small.toml", "in.csv", "--gradescope", "results.json")
    assert "--student" in said
    words = ["--gradescope", "results.json", "--student", "bo"]
    assert run("grade", "small.toml", "in.csv", *words).status == 0
    results = json.loads((small / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == 2
    shown = [
        (test["name"], test["score"], test["max_score"], test["status"])
        for test in results["tests"]
    ]
    assert shown == [("q1.f", 1, 1, "passed"), ("q1.dx", 0, 1, "failed"), ("q2", 1, 1, "passed")]


def test_junit_counts(run: Run, small: Path) -> None:
    (small / "in.csv").write_text("student,q1.f,q1.dx,q2\nbo,9,1,(\nal,9,,2x\nbad\n", "utf-8")
    assert run("grade", "small.toml", "in.csv", "--junit", "j.xml").status == 0
    root = ElementTree.parse("j.xml").getroot()
    counts = {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "7", "failures": "1", "errors": "2", "skipped": "1"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "is not valid TOML"),
        ("title = 'x'", "the assignment has no questions"),
        ("[[question]]\nid='q'\nexpression='x^2'", "question 'q': 'ask' is missing"),
        ("[[question]]\nid='q'\nexpression='x^'\nask='dx'", "question 'q'"),
        ("[[question]]\nid='q'\nexpression='x'\nask='dq'", "there is nothing called 'dq'"),
        ("[[question]]\nid='q'\nexpression='log(x)'\nask='dx'\nat={x=-1}", "x > 0"),
        ("[[question]]\nid='q'\nexpression='x'\nask='dx'\nat={y=1}", "'y', which is no input"),
        ("[[question]]\nid='q'\nexpression='x'\nask='dx'\nat={x=1,y=1}", "'y', which is no input"),
        ("[[question]]\nid='q'\nexpression='x'\nask='dx'\npoint={x=1}", "did you mean 'points'?"),
        ("[[question]]\nid='q'\nexpression='x'\nask='dx'\npoints=-1", "not negative"),
        ("[[question]]\nid='q'\nexpression='x'\nask='dx'\ndraw={x=3}", "no range"),
        (
            "[[question]]\nid='q'\nexpression='log(x)'\nask='dx'\ndraw={x=[-9,-1]}",
            "change the ranges",
        ),
        ("[[question]]\nid='q'\nexpression='x'\nask='dx'\n" * 2, "two questions 'q'"),
    ],
)
def test_assignments_that_are_none(
    error: Callable[..., str], folder: Path, text: str, said: str
) -> None:
    (folder / "h.toml").write_text(text, encoding="utf-8")
    (folder / "in.csv").write_text("student,q\nada,1\n", encoding="utf-8")
    assert said in error("grade", "h.toml", "in.csv", "-o", "report.csv")
    assert not (folder / "report.csv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "there is no assignment"),
        (["small.toml"], "there are no submissions"),
        (["small.toml", "none.csv"], "cannot read 'none.csv'"),
        (["none.toml", "in.csv"], "cannot read 'none.toml'"),
        (["small.toml", "empty.csv"], "is empty"),
        (["small.toml", "other.csv"], "no column 'student'"),
        (["small.toml", "in.csv", "-o", "no/such/report.csv"], "cannot write"),
        (["small.toml", "in.csv", "--encoding", "rot13"], "no encoding"),
        (["--make", "small.toml", "in.csv"], "--make takes the assignment alone"),
    ],
)
def test_what_cannot_be_graded(
    error: Callable[..., str], small: Path, words: list[str], said: str
) -> None:
    (small / "in.csv").write_text("student,q2\nada,2x\n", encoding="utf-8")
    (small / "empty.csv").write_text("", encoding="utf-8")
    (small / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert said in error("grade", *words)


@pytest.mark.usefixtures("small")
def test_make_does_not_replace_answers(run: Run, error: Callable[..., str]) -> None:
    assert run("grade", "--make", "small.toml").stdout.splitlines() == [
        os.path.join("small", "problems.md"),
        os.path.join("small", "answers.csv"),
    ]
    assert "--force" in error("grade", "--make", "small.toml")
    assert run("grade", "--make", "small.toml", "--force").status == 0
    assert run("grade", "--make", "small.toml", "--into", "other").status == 0


def test_the_example_is_an_assignment(run: Run, folder: Path) -> None:
    (folder / "h.toml").write_text(run("grade", "--example").stdout, encoding="utf-8")
    assert run("grade", "--make", "h.toml").status == 0


def test_files_are_written_whole_or_not_at_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "report.csv"
    path.write_text("before", encoding="utf-8")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(BackpropError, match="No space left"):
        write_whole(str(path), "after")
    assert path.read_text(encoding="utf-8") == "before"
    assert os.listdir(folder) == ["report.csv"]


def test_links_and_devices_stay_what_they_are(folder: Path) -> None:
    (folder / "real.csv").write_text("before", encoding="utf-8")
    (folder / "link.csv").symlink_to("real.csv")
    write_whole("link.csv", "after")
    assert (folder / "link.csv").is_symlink()
    assert (folder / "real.csv").read_text(encoding="utf-8") == "after"
    write_whole(os.devnull, "lost")
    assert not os.path.isfile(os.devnull)
    with pytest.raises(BackpropError, match="Is a directory"):
        write_whole(str(folder), "nowhere")


def test_file_names_are_safe_and_distinct() -> None:
    names = [*HOSTILE, "ada", "Ada", "ADA", "a:b", "", "..", "陈晨"]
    found = file_names(names)
    assert len({name.casefold() for name in found.values()}) == len(names)
    for name in found.values():
        assert re.fullmatch(r"[\w][\w. -]*", name), name
        assert len(name.encode()) < 200
    assert safe_name("陈晨") == "陈晨"


def test_a_broken_quote_takes_no_other_row_with_it() -> None:
    rows = "".join(f's{number},"{number}"\n' for number in range(200))
    table = read_submissions(f'student,q1\nbad,"1\n{rows}', ["q1"])
    assert len(table.submissions) == 201
    assert next(each.student for each in table.submissions if each.problem is None) == "s0"


def test_ten_thousand_submissions(run: Run, small: Path) -> None:
    rows = "".join(f"s{n},9,{6 + n % 7},{2 + n % 5}x\n" for n in range(10_000))
    (small / "in.csv").write_text(f"student,q1.f,q1.dx,q2\n{rows}", encoding="utf-8")
    began = time.monotonic()
    outcome = run("grade", "small.toml", "in.csv", "-o", "r.csv", tty=True)
    assert time.monotonic() - began < 20
    assert outcome.status == 0
    assert "grading" in outcome.stderr
    assert (small / "r.csv").read_text(encoding="utf-8").count("\n") == 10_001


@pytest.mark.parametrize(
    "words",
    [
        ["-o", "in.csv"],
        ["-o", "./small.toml"],
        ["--junit", "in.csv"],
        ["-o", "marks", "--junit", "marks"],
        ["-o", "marks", "--gradescope", "./marks", "--student", "bo"],
    ],
)
def test_nothing_is_written_over_what_was_read_or_written(
    run: Run, small: Path, words: list[str]
) -> None:
    (small / "in.csv").write_text("student,q1.f,q1.dx,q2\nbo,9,6,x\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in small.iterdir()}
    outcome = run("grade", "small.toml", "in.csv", *words)
    assert outcome.status == 2
    assert "over another file" in outcome.stderr
    assert {path.name: path.read_bytes() for path in small.iterdir()} == before


def test_two_columns_for_one_part_are_refused(run: Run, small: Path) -> None:
    (small / "in.csv").write_text("student,q1.f,q1.f\nbo,9,8\n", encoding="utf-8")
    outcome = run("grade", "small.toml", "in.csv")
    assert outcome.status == 2
    assert "two columns for 'q1.f'" in outcome.stderr


@pytest.mark.parametrize(
    "entry", ["rtol = 5", "rtol = -1", "atol = inf", "atol = -1.0", "rtol = nan"]
)
def test_tolerances_have_bounds(run: Run, small: Path, entry: str) -> None:
    text = (small / "small.toml").read_text(encoding="utf-8")
    (small / "small.toml").write_text(f"{entry}\n{text}", encoding="utf-8")
    (small / "in.csv").write_text("student,q1.f\nbo,9\n", encoding="utf-8")
    outcome = run("grade", "small.toml", "in.csv")
    assert outcome.status == 2
    assert f"'{entry.split(maxsplit=1)[0]}'" in outcome.stderr
