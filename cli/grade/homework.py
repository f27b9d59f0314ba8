"""The files of a homework: the assignment in TOML, the submissions in CSV.

What is kept true: whatever cannot be read is a `BackpropError` that names the file.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ..values.source import (
    STANDARD_INPUT,
    file_content,
    read_standard_input,
    read_text,
    standard_input,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from ...autodiff.grading.assignment import Assignment
    from .submissions import Table

MOST_BYTES = 500_000_000
"""No larger file of submissions is read."""

EXAMPLE = """\
title = "Derivatives by the chain rule"
seed = "spring"            # what students' own numbers are drawn from
students = ["ada", "bo", "陈晨"]

[[question]]
id = "q1"
expression = "(x+y)*z"
at = { x = -2, y = 5, z = -4 }
ask = ["f", "dx", "dz"]
points = 3

[[question]]
id = "q2"
text = "Give the derivative as a formula."
expression = "sin(x^2)"
ask = "dx"
points = 2

[[question]]
id = "q3"
expression = "c = a + b; d = b + 1; e = c*d"
draw = { a = [2, 9], b = [2, 9] }    # whole numbers, other ones for each student
ask = "de/db"
points = 2
"""


@contextmanager
def named(path: str) -> Generator[None]:
    """Errors inside say which file they are about."""
    try:
        yield
    except BackpropError as error:
        if error.origin is None:
            error.origin = path
        elif error.origin != path:
            error.origin = f"{path}, {error.origin}"
        raise


def read_assignment(path: str) -> Assignment:
    """The assignment of a TOML file."""
    import tomllib

    from ...autodiff.grading.assignment import read

    text = read_standard_input() if path == STANDARD_INPUT else read_text(path)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BackpropError(
            f"'{path}' is not valid TOML: {error}",
            hint="'backprop grade --example' prints an assignment to begin with",
        ) from error
    with named(path):
        return read(data)


def read_table(path: str, parts: Sequence[str], encoding: str) -> Table:
    """The submissions of a CSV file; bytes that mean nothing are left for the rows to tell of."""
    from .submissions import read_submissions

    is_piped = path == STANDARD_INPUT
    content = standard_input(MOST_BYTES) if is_piped else file_content(path, MOST_BYTES)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        text = content.decode(encoding, "surrogateescape")
    except UnicodeError as error:
        raise BackpropError(f"'{path}' cannot be read as {encoding}: {error}") from error
    with named(path):
        return read_submissions(text.removeprefix("\ufeff"), parts)
