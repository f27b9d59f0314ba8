"""The forms of a page: which one is wanted, and how it is written.

What is kept true: a form is chosen as for every other command, by `--format`, `--json`, or by who
reads; a file gets the same bytes as a pipe would.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ..parser.errors import BackpropError
from . import options, terminal
from .teaching import output_option, write_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from .render.page import Page
    from .screen import Screen

FORMS = ("terminal", "plain", "markdown", "latex", "html", "json")

page_options = options.together(
    click.option(
        "--format",
        "form",
        type=click.Choice(FORMS),
        help="Default: terminal on a terminal, plain to a pipe.",
    ),
    options.json_option,
    output_option,
    options.colour_option,
)


def chosen_form(form: str | None, *, as_json: bool, output: str | None) -> str:
    """The form that was asked for, or the one that suits the reader."""
    if as_json and form not in {None, "json"}:
        raise BackpropError(
            f"--json and --format {form} ask for different forms", hint="leave one out"
        )
    if as_json:
        return "json"
    return form or ("terminal" if is_read(output) else "plain")


def is_read(output: str | None) -> bool:
    """Whether a person looks at what is written."""
    return output is None and terminal.is_terminal(sys.stdout)


def screen_of(output: str | None, colour: str) -> Screen:
    """What the place that is written to can show; a file can show everything."""
    from .screen import Screen

    return Screen() if output is not None else terminal.screen_of(sys.stdout, colour)


def write_page(
    page: Page,
    form: str,
    output: str | None,
    colour: str,
    *,
    picture: Callable[[], str] | None = None,
    wait: Callable[[], bool] | None = None,
) -> None:
    """Write a page; `picture` makes HTML for its head, `wait` is asked between its steps."""
    if form == "terminal" and output is None:
        from .render.page_text import write_terminal

        write_terminal(page, sys.stdout, screen_of(None, colour), wait)
    elif form == "html":
        from .render.page_html import html_text

        write_out(output, html_text(page, picture() if picture else ""))
    elif form == "latex":
        from .render.page_latex import latex_text

        write_out(output, latex_text(page))
    elif form == "markdown":
        from .render.page_markdown import markdown_text

        write_out(output, markdown_text(page))
    else:
        from .render.page_text import plain_text

        write_out(output, plain_text(page, screen_of(output, "never")))
