"""Options as plain data: what several commands share, each said once.

What is kept true: nothing here imports Click. `expression.py` makes Click's options of these, and
`quick.py` reads an ordinary command line by them without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .expression.find import normalised
from .output.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable

FLAG, SWITCH, TEXT, NAMES, CHOICE = "flag", "switch", "text", "names", "choice"
WHOLE, NUMBER = "whole", "number"
MOST_DIGITS = 1000
"""No more digits than this are worked out."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name, the parameter that it fills, and what it takes.

    `kind` is a flag, a switch (`--name` or `--no-name`), a text, names with commas between them,
    one of `choices`, or a number within `bounds`, perhaps a whole one. With `many` it may be given
    several times. `letter` is its short spelling, such as `-o`.
    """

    name: str
    parameter: str
    help: str
    kind: str = TEXT
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    bounds: tuple[float, float | None] = (0, None)
    default: Any = None
    many: bool = False
    letter: str = ""

    @property
    def takes_value(self) -> bool:
        """Whether a value follows."""
        return self.kind not in {FLAG, SWITCH}

    @property
    def spellings(self) -> tuple[str, ...]:
        """What it is called on a command line."""
        if self.kind == SWITCH:
            return self.name, f"--no-{self.name[2:]}"
        return (self.name, self.letter) if self.letter else (self.name,)

    @property
    def absent(self) -> Any:  # noqa: ANN401
        """What its parameter is where it is not given."""
        if self.many:
            return ()
        return False if self.kind == FLAG else self.default


def plain_commas(text: str) -> str:
    """A text with plain commas for those of Chinese, that of lists (、) among them."""
    return text.replace("，", ",").replace("、", ",")


def names_of(texts: Iterable[str]) -> tuple[str, ...] | None:
    """Names separated by commas, in the form in which names are compared, each once.

    `None` where one is missing between the commas.
    """
    texts = list(texts)
    found = [name.strip() for text in texts for name in plain_commas(text).split(",")]
    if texts and not all(found):
        return None
    return tuple(dict.fromkeys(map(normalised, found)))


def names(name: str, help: str, metavar: str = "NAME[,...]") -> Option:  # noqa: A002
    """An option that takes names, several times or with commas between them."""
    return Option(f"--{name}", name, help, NAMES, metavar, many=True)


FILE = Option("--file", "file", "Read EXPR from a file.", metavar="PATH")
AT = Option(
    "--at",
    "at",
    "Values of any inputs, also of those named like an option; @FILE is a JSON object.",
    metavar="NAME=VALUE[,...]|@FILE",
    many=True,
)
WRT = names("wrt", "Differentiate with respect to these inputs or named nodes only.")
OF = names("of", "Take these named values as the outputs.")
TIES = Option(
    "--ties",
    "ties",
    "At a tie of max or min: split the derivative (default), or 1 to each.",
    CHOICE,
    choices=("split", "each"),
    default="split",
)
STRICT = Option("--strict", "strict", "Make warnings and kinks errors.", FLAG)
EXACT = Option("--exact", "exact", "Work in rational numbers: 1/3 stays 1/3.", FLAG)
DIGITS = Option(
    "--digits",
    "digits",
    f"Work out N significant digits, 1 to {MOST_DIGITS}.",
    WHOLE,
    metavar="N",
    bounds=(1, MOST_DIGITS),
)
POINT = (FILE, AT, WRT, OF, TIES, STRICT, EXACT, DIGITS)
"""Where to evaluate, what to differentiate, and in which numbers."""
PRECISION = Option(
    "--precision",
    "precision",
    "Significant digits in tables, 1 to 17 (default: 12).",
    WHOLE,
    metavar="N",
    bounds=(1, 17),
)
FORM = Option(
    "--format", "form", "Default: table on a terminal, plain to a pipe.", CHOICE, choices=FORMS
)
JSON = Option("--json", "as_json", "The same as --format json.", FLAG)
HIDE_ANSWERS = Option("--hide-answers", "hide_answers", "Do not give the right answers away.", FLAG)
OUTPUT = Option("--output", "output", "Write to this file.", metavar="FILE", letter="-o")
COLOUR = Option(
    "--color",
    "colour",
    "NO_COLOR and FORCE_COLOR are honoured too.",
    CHOICE,
    choices=("auto", "always", "never"),
    default="auto",
)
