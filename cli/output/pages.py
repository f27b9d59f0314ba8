"""How a page that teaches is written: in which form, to stdout or to a file.

What is kept true: a file gets the same bytes as a pipe would.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from . import terminal
from .whole_files import write_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..render.pages.page import Page
    from .screen import Screen


def screen_of(output: str | None, colour: str) -> Screen:
    """What the place that is written to can show; a file can show everything."""
    from .screen import Screen

    return Screen() if output is not None else terminal.screen_of(sys.stdout, colour)


def write_json(report: object, output: str | None) -> None:
    """Write a report as JSON, without characters that the place cannot show."""
    from ..render.json_form import json_text

    write_out(output, json_text(report, ascii_only=not screen_of(output, "never").unicode))


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
        from ..render.pages.text import write_terminal

        write_terminal(page, sys.stdout, screen_of(None, colour), wait)
    elif form == "html":
        from ..render.pages.html import html_text

        write_out(output, html_text(page, picture() if picture else ""))
    elif form == "latex":
        from ..render.pages.latex import latex_text

        write_out(output, latex_text(page))
    elif form == "markdown":
        from ..render.pages.markdown import markdown_text

        write_out(output, markdown_text(page))
    else:
        from ..render.pages.text import plain_text

        write_out(output, plain_text(page, screen_of(output, "never")))
