"""A page as one self-contained HTML document: no script, no network, no file beside it.

What is kept true: everything that a user typed is escaped; the page reads in a light and in a dark
window, on a narrow screen and on paper.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ....parser.wording import harmless
from .page import Equation, Heading, Sentence
from .spelling import HtmlSpelling, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Block, Line, Page

STYLE = """
:root { color-scheme: light dark; --line: #8884; --name: #0b6e99; --value: #1a7f37;
  --gradient: #c0392b; --soft: #6a737d; --warn: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --name: #6cb6ff; --value: #57ab5a;
  --gradient: #f47067; --soft: #909dab; --warn: #daaa3f; } }
body { font: 17px/1.55 Georgia, "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif;
  max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; line-height: 1.5; } h2 { font-size: 1.15rem; margin-top: 2rem;
  border-bottom: 1px solid var(--line); } h3 { font-size: 1rem; margin-bottom: .2rem; }
.eq { margin: .35rem 0 .35rem 1.5rem; display: flex; flex-wrap: wrap; gap: .2rem 2.2rem;
  align-items: center; }
.math { font-family: "Cambria Math", "STIX Two Math", Georgia, "Noto Serif CJK SC", serif;
  overflow-wrap: anywhere; }
.d { display: inline-flex; flex-direction: column; vertical-align: middle; text-align: center;
  line-height: 1.25; font-size: .92em; margin: 0 .12em; }
.d > :first-child { border-bottom: 1px solid currentColor; }
.aside { color: var(--soft); font-size: .9em; } .gate { color: var(--value); }
.warning { border-left: 3px solid var(--warn); padding-left: .7rem; }
.note { border-left: 3px solid var(--line); padding-left: .7rem; }
code { font-family: ui-monospace, Consolas, "Noto Sans Mono CJK SC", monospace; font-size: .92em;
  color: var(--name); }
figure { margin: 1.5rem 0; overflow-x: auto; background: #fff; border-radius: 6px; }
figure svg { max-width: 100%; height: auto; } figure pre { color: #000; padding: 1rem; }
@media print { body { max-width: none; font-size: 11pt; } .eq, h2, h3 { break-inside: avoid; } }
"""
_LABELS = {"warning": "<strong>Warning:</strong> ", "note": "<strong>Note:</strong> "}


def html_text(page: Page, picture: str = "") -> str:
    """The whole document, with a picture of the graph beneath the title if there is one."""
    writing = _Writing()
    body = [f"<h1>{writing.words(page.title)}</h1>", picture]
    for number, section in enumerate(page.sections, start=1):
        body.append(f"<section><h2>{number}. {shown(section.title)}</h2>")
        for step in section.steps:
            for block in step:
                body += writing.block(block)
        body.append("</section>")
    return document(Spelling().words(page.title), "\n".join(body))


def document(title: str, body: str) -> str:
    """A document around a body that is HTML already; the title is text."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{shown(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n"
        "</body>\n</html>\n"
    )


def shown(text: str) -> str:
    """Words with everything escaped that HTML would read.

    >>> shown("a < b & c")
    'a &lt; b &amp; c'
    """
    return escape(harmless(text))


class _Writing(HtmlSpelling):
    def block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            yield f"<h3>{self.words(block.parts)}</h3>"
        elif isinstance(block, Sentence):
            label = _LABELS.get(block.kind, "")
            yield f'<p class="{block.kind}">{label}{self.words(block.parts)}</p>'
        else:
            yield from [self._line(line) for line in block.lines]

    def text(self, text: str) -> str:
        return shown(text)

    def called(self, name: str) -> str:
        return f"<code>{shown(name)}</code>"

    def inline(self, equation: Equation) -> str:
        return f'<span class="math">{self.equation(equation)}</span>'

    def _line(self, line: Line) -> str:
        pieces = [self.inline(equation) for equation in line.equations]
        if line.aside:
            pieces.append(f'<span class="aside">({self.words(line.aside)})</span>')
        return f'<div class="eq">{"".join(pieces)}</div>'
