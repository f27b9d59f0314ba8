"""Which form an answer takes, and how many digits it shows."""

from __future__ import annotations

import sys

from ...parser.errors import BackpropError
from . import terminal

FORMS = ("table", "plain", "json", "csv", "tsv", "markdown")
PAGE_FORMS = ("terminal", "plain", "markdown", "latex", "html", "json")
"""The forms of a page that teaches."""
FORMS_WITH_NOTES = ("table", "plain", "markdown")
"""The forms that show the notes themselves."""

DEFAULT_PRECISION = 12
PAGE_PRECISION = 6
"""The digits that tables and pages show unless --precision or --digits says more."""


def chosen_form(
    form: str | None,
    *,
    as_json: bool,
    bare: bool = False,
    on_terminal: str = "table",
    output: str | None = None,
) -> str:
    """What was asked for by `--format` or `--json`, else what suits the reader.

    `bare` says that `--get` asks for numbers, which have no form; `output` is the file that is
    written to, if it is one.
    """
    if as_json and form not in {None, "json"}:
        raise BackpropError(
            f"--json and --format {form} ask for different forms", hint="leave one out"
        )
    if bare and (as_json or form):
        other = "--json" if as_json else f"--format {form}"
        raise BackpropError(
            f"--get prints bare numbers, so {other} has no meaning beside it", hint="leave one out"
        )
    if as_json:
        return "json"
    return form or (on_terminal if is_read(output) else "plain")


def is_read(output: str | None = None) -> bool:
    """Whether a person looks at what is written."""
    return output is None and terminal.is_terminal(sys.stdout)


def chosen_precision(
    precision: int | None, digits: int | None, default: int = DEFAULT_PRECISION
) -> int:
    """How many digits tables show: all that were worked out, if `--precision` says nothing."""
    return precision or digits or default
