r"""A page in Markdown, with formulas in TeX between dollar signs, as GitHub and Jupyter show them.

What is kept true: words are escaped, and a formula stands between dollar signs only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...output.text import harmless
from ..markdown import escaped
from .page import Called, Equation, Heading, Sentence, joined
from .spelling import LatexSpelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .page import Block, Line, Page, Part

_LABELS = {"warning": "**Warning:** ", "note": "**Note:** "}


def markdown_text(page: Page) -> str:
    """The whole page."""
    writing = _Writing(page)
    lines = [f"# {writing.words(page.title)}", ""]
    for number, section in enumerate(page.sections, start=1):
        lines += [f"## {number}. {escaped(harmless(section.title))}", ""]
        for block in joined(section):
            lines += writing.block(block)
    return "\n".join(lines).rstrip("\n") + "\n"


class _Writing:
    def __init__(self, page: Page) -> None:
        self._spelling = LatexSpelling(page.names)

    def block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            yield from (f"### {self.words(block.parts)}", "")
        elif isinstance(block, Sentence):
            yield from (_LABELS.get(block.kind, "") + self.words(block.parts), "")
        else:
            yield from ("$$", r"\begin{aligned}")
            yield from [f"{self._line(line)} \\\\" for line in block.lines]
            yield from (r"\end{aligned}", "$$", "")

    def words(self, parts: Sequence[Part]) -> str:
        return "".join([self._part(part) for part in parts])

    def _part(self, part: Part) -> str:
        if isinstance(part, Called):
            return f"`{harmless(part.name)}`"
        if isinstance(part, Equation):
            return f"${self._spelling.equation(part)}$"
        return escaped(harmless(part))

    def _line(self, line: Line) -> str:
        sides = [self._spelling.sides(equation) for equation in line.equations]
        rows = [" &= ".join([each[0], " = ".join(each[1:])]) for each in sides]
        aside = self._aside(line.aside)
        return r" \quad & ".join(rows) + (rf" \quad {aside}" if aside else "")

    def _aside(self, parts: Sequence[Part]) -> str:
        if not parts:
            return ""
        pieces = [
            self._spelling.equation(part)
            if isinstance(part, Equation)
            else rf"\text{{{harmless(part if isinstance(part, str) else part.name)}}}"
            for part in parts
            if part
        ]
        return rf"\text{{(}}{''.join(pieces)}\text{{)}}"
