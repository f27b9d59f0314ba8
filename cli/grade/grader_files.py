"""The marks in the forms that other programs read: JUnit XML, and Gradescope's results.json.

What is kept true: the files are valid whatever a student wrote; a student is told no more in them
than the assignment allows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...autodiff.grading.marks import number_of
from ...parser.errors import BackpropError
from ..output.json_text import dumps
from ..render.claims import reason

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ...autodiff.grading.marks import Mark, Marking, Result

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    r"""A text that XML can hold.

    >>> xml_text("a\x1bb")
    'a\\x1bb'
    """
    return NOT_XML.sub(lambda found: found[0].encode("unicode_escape", "replace").decode(), text)


def name_of(result: Result) -> str:
    """What a result is called: by its student, or by its line where none is named."""
    return result.student or f"line {result.line}"


def junit(marking: Marking, *, hidden: bool) -> str:
    """A suite a student, a case an answer: wrong is a failure, what was not judged an error."""
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuites", name=xml_text(marking.assignment.title))
    for result in marking.results:
        suite = ElementTree.SubElement(root, "testsuite", name=xml_text(name_of(result)))
        if result.problem is not None:
            case = _case(suite, result, "submission")
            ElementTree.SubElement(
                case, "error", message=xml_text(f"line {result.line}: {result.problem}")
            )
        for mark in result.marks:
            case = _case(suite, result, mark.part.id)
            kind = {"wrong": "failure", "unjudged": "error", "blank": "skipped"}.get(mark.status)
            if kind is not None:
                ElementTree.SubElement(case, kind, message=xml_text(told(mark, hidden=hidden)))
        _count(suite, [mark.status for mark in result.marks], broken=result.problem is not None)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(suite: Element, result: Result, name: str) -> Element:
    from xml.etree import ElementTree

    student = xml_text(name_of(result))
    return ElementTree.SubElement(suite, "testcase", classname=student, name=xml_text(name))


def _count(suite: Element, statuses: list[str], *, broken: bool) -> None:
    suite.set("tests", str(len(statuses) + broken))
    suite.set("failures", str(statuses.count("wrong")))
    suite.set("errors", str(statuses.count("unjudged") + broken))
    suite.set("skipped", str(statuses.count("blank")))


def told(mark: Mark, *, hidden: bool) -> str:
    """What is said of an answer that is not right; nothing but that where there is no feedback."""
    if mark.verdict is None:
        return "not answered"
    base = "it could not be judged" if mark.status == "unjudged" else mark.status
    why = reason(mark.verdict, hidden=hidden)
    if not mark.part.question.feedback or not why:
        return base
    return f"{base}: {why}"


def gradescope(marking: Marking, student: str | None, *, hidden: bool) -> str:
    """results.json of one student, as Gradescope's autograder reads it.

    Raises `BackpropError` where it is not clear of which.
    """
    results = marking.results
    if student is not None:
        results = tuple([result for result in results if result.student == student])
    if len(results) != 1:
        count = f"are {len(results)} submissions" if results else "is no submission"
        whose = f" of '{student}'" if student is not None else ""
        raise BackpropError(
            f"--gradescope is about one submission, and there {count}{whose}",
            hint="name the student with --student",
        )
    (result,) = results
    fields: dict[str, object] = {
        "score": number_of(result.score),
        "output": result.problem or marking.assignment.title,
        "output_format": "text",
        "visibility": "visible",
        "tests": _tests(marking, result, hidden=hidden),
    }
    return dumps(fields) + "\n"


def _tests(marking: Marking, result: Result, *, hidden: bool) -> list[dict[str, object]]:
    """The parts as Gradescope's tests; of what is not gradable each has failed."""
    outcomes = [
        (mark.part, number_of(mark.score), mark.status == "right", told(mark, hidden=hidden))
        for mark in result.marks
    ]
    if result.problem is not None:
        outcomes = [
            (part, 0, False, f"not gradable: {result.problem}") for part in marking.assignment.parts
        ]
    return [
        {
            "name": part.id,
            "number": str(number),
            "score": score,
            "max_score": number_of(part.points),
            "status": "passed" if passed else "failed",
            "output": output,
            "output_format": "text",
            "visibility": "visible",
        }
        for number, (part, score, passed, output) in enumerate(outcomes, start=1)
    ]
