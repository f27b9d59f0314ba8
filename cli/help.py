"""Help pages whose columns align where a name is written in wide characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .output.text import padded, width

if TYPE_CHECKING:
    from collections.abc import Iterable


class WideFormatter(click.HelpFormatter):
    """Click's formatter, counting terminal cells instead of characters."""

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """A list of terms and what they mean; a long term has its meaning below it."""
        rows = list(rows)
        widest = max((width(term) for term, _ in rows), default=0)
        indent = self.current_indent + min(widest, col_max) + col_spacing
        for term, meaning in rows:
            lines = click.wrap_text(meaning, max(self.width - indent - 2, 10)).splitlines()
            first = " " * self.current_indent + term
            if lines and width(first) + col_spacing <= indent:
                first = padded(first, indent) + lines.pop(0)
            self.write(f"{first.rstrip()}\n")
            for line in lines:
                self.write(f"{'':{indent}}{line}\n")


class WideContext(click.Context):
    """The context of a command whose help page may hold wide characters."""

    formatter_class = WideFormatter
