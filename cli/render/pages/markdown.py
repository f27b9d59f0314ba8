r"""A page in Markdown, with formulas in TeX between dollar signs, as GitHub and Jupyter show them.

What is kept true: words are escaped, and a formula stands between dollar signs only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....parser.wording import harmless
from ..markdown import escaped
from .page import Equation, Heading, Sentence, joined
from .spelling import LatexSpelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .page import Block, Line, Page, Part

_LABELS = {"warning": "**Warning:** ", "note": "**Note:** "}


def markdown_text(page: Page) -> str:
    """The whole page."""
    writing = _Writing(page.names)
    lines = [f"# {writing.words(page.title)}", ""]
    for number, section in enumerate(page.sections, start=1):
        lines += [f"## {number}. {escaped(harmless(section.title))}", ""]
        for block in joined(section):
            lines += writing.block(block)
    return "\n".join(lines).rstrip("\n") + "\n"


class _Writing(LatexSpelling):
    def block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            yield from (f"### {self.words(block.parts)}", "")
        elif isinstance(block, Sentence):
            yield from (_LABELS.get(block.kind, "") + self.words(block.parts), "")
        else:
            yield from ("$$", r"\begin{aligned}")
            yield from [f"{self._line(line)} \\\\" for line in block.lines]
            yield from (r"\end{aligned}", "$$", "")

    def text(self, text: str) -> str:
        return escaped(harmless(text))

    def called(self, name: str) -> str:
        return f"`{harmless(name)}`"

    def _line(self, line: Line) -> str:
        sides = [self.sides(equation) for equation in line.equations]
        rows = [" &= ".join([each[0], " = ".join(each[1:])]) for each in sides]
        aside = self._aside(line.aside)
        return r" \quad & ".join(rows) + (rf" \quad {aside}" if aside else "")

    def _aside(self, parts: Sequence[Part]) -> str:
        if not parts:
            return ""
        pieces = [
            self.equation(part)
            if isinstance(part, Equation)
            else rf"\text{{{harmless(part if isinstance(part, str) else part.name)}}}"
            for part in parts
            if part
        ]
        return rf"\text{{(}}{''.join(pieces)}\text{{)}}"
