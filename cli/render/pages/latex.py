r"""A page as a LaTeX document that compiles as it is.

What is kept true: the file needs what every TeX distribution has (amsmath, geometry); it says with
which engine to compile it, which is pdflatex unless a name holds letters that pdflatex cannot set;
nothing that a user typed reaches TeX unescaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....autodiff.emit.formulas.latex_names import escaped
from ....parser.wording import harmless
from ...output.text import width
from .page import Heading, Sentence, joined
from .spelling import LatexSpelling, Spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .page import Block, Line, Page

_WIDEST = 64
"""An equation that is wider than this, in characters, has a line for each side."""

_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper,margin=22mm]{geometry}
\usepackage{amsmath}
\usepackage{iftex}
"""
_LATIN = r"""\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
\fi
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
"""
_WIDE = r"""\ifPDFTeX
  \errmessage{This file holds names that pdflatex cannot set: use xelatex or lualatex}
\fi
\usepackage{fontspec}
\newif\iffontfound
\newcommand{\tryfont}[1]{\iffontfound\else\IfFontExistsTF{#1}{\setmainfont{#1}\fontfoundtrue}{}\fi}
\tryfont{Noto Serif CJK SC}
\tryfont{Source Han Serif SC}
\tryfont{Noto Sans CJK SC}
\tryfont{Songti SC}
\tryfont{SimSun}
\tryfont{FandolSong}
\ifdefined\XeTeXlinebreaklocale \XeTeXlinebreaklocale "zh" \XeTeXlinebreakskip=0pt plus 1pt \fi
"""
_OPENING = r"""\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\pagestyle{plain}
\begin{document}
"""
_SIGNS = {
    "·": r"\textperiodcentered{}", "∂": r"$\partial$", "…": r"\dots{}", "²": "$^2$",
    "≥": r"$\geq$", "≤": r"$\leq$", "≠": r"$\neq$", "√": r"$\surd$", "−": "$-$", "—": "---",
    "∞": r"$\infty$", "→": r"$\rightarrow$",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    '"': r"\textquotedbl{}", "'": r"\textquotesingle{}", "`": r"\textasciigrave{}",
}  # fmt: skip
_PLAIN = Spelling()
"""For the width of what is written: that of LaTeX's commands does not count."""
_LABELS = {"warning": r"\textbf{Warning:} ", "note": r"\textbf{Note:} "}


def latex_text(page: Page) -> str:
    """The whole document."""
    writing = _Writing(page.names)
    body = [rf"\section*{{{writing.words(page.title)}}}", ""]
    for number, section in enumerate(page.sections, start=1):
        body += [rf"\subsection*{{{number}. {in_text(section.title)}}}", ""]
        for block in joined(section):
            body += writing.block(block)
    text = "\n".join([*body, r"\end{document}", ""])
    wide = not text.isascii()
    engine = "xelatex" if wide else "pdflatex"
    others = "lualatex works too" if wide else "xelatex and lualatex work too"
    head = (
        f"% !TEX program = {engine}\n"
        f"% Made by backprop. Compile it with {engine}; {others}.\n"
    )  # fmt: skip
    return f"{head}{_PREAMBLE}{_WIDE if wide else _LATIN}{_OPENING}{text}"


def in_text(text: str) -> str:
    r"""Words for text mode.

    >>> print(in_text("100 % of a_1 < --only"))
    100 \% of a\_1 \textless{} -{}-only
    """
    signs: list[str] = []
    for sign in harmless(text):
        signs.append(_SIGNS.get(sign) or escaped(sign, in_text=True))
    return "".join(signs).replace("--", "-{}-")


class _Writing(LatexSpelling):
    def block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            yield from (rf"\medskip\textbf{{{self.words(block.parts)}}}", "")
        elif isinstance(block, Sentence):
            yield from (_LABELS.get(block.kind, "") + self.words(block.parts), "")
        else:
            rows = [row for line in block.lines for row in self._rows(line)]
            yield from (r"\begin{align*}", " \\\\\n".join(rows), r"\end{align*}", "")

    def text(self, text: str) -> str:
        return in_text(text)

    def called(self, name: str) -> str:
        return rf"\texttt{{{in_text(name)}}}" if name.isascii() else in_text(name)

    def _rows(self, line: Line) -> Iterator[str]:
        """The rows of an alignment that a line takes."""
        plain = [_PLAIN.equation(equation) for equation in line.equations]
        sides = [self.sides(equation) for equation in line.equations]
        aside = rf"\quad\text{{({self.words(line.aside)})}}" if line.aside else ""
        if sum(map(width, plain)) + width(_PLAIN.words(line.aside)) <= _WIDEST:
            rows = [f"{each[0]} &= {' = '.join(each[1:])}" for each in sides]
            yield r" & \qquad ".join(rows) + aside
            return
        for place, each in enumerate(sides):
            last = place == len(sides) - 1
            if width(plain[place]) <= _WIDEST:
                below = f" \\\\\n&{aside}" if last and aside else ""
                yield f"{each[0]} &= {' = '.join(each[1:])}{below}"
                continue
            joined = " \\\\\n&= ".join(each[1:])
            yield f"{each[0]} &= {joined}{aside if last else ''}"
