"""What a command about an expression is: plain data, whichever way its command line is read.

What is kept true: nothing here imports Click.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .options import Option
    from .values.subject import Subject


@dataclass(frozen=True, slots=True)
class Line:
    """A command line that was read.

    `texts` are those given to each input's own option; `wishes` maps the parameters of the
    command's options, `--file` excepted, to what was given for them. `words` are those that stand
    beside the expression, for a command that takes some.
    """

    subject: Subject
    texts: Mapping[str, tuple[str, ...]]
    wishes: dict[str, Any]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its help and its options, and what answers a line that was read.

    `answer` returns the exit status, or `None` for 0. With `takes_values=False` the inputs of the
    expression have no options. `words` says what the words beside the expression are, such as
    `CLAIM...`; without it there are none.
    """

    name: str
    short: str
    help: str
    examples: str
    options: tuple[Option, ...]
    answer: Callable[[Line], int | None]
    takes_values: bool = True
    words: str = ""
