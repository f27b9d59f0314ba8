"""A page on a screen: for a terminal with colour and folded to its width, or plain for a pipe.

What is kept true: nothing is cut; an equation that does not fit a line goes on below, one side a
line, each under the equals sign; text that a user typed is never read as markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ...output.terminal import make_console
from ...output.text import padded, width
from .page import Equation, Heading, Lines, Sentence
from .spelling import Spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...output.screen import Screen
    from .page import Block, Line, Page, Section

Span = tuple[str, str]
"""A text and its style."""

Row = list[Span]

_STYLES = {
    "title": "bold", "section": "bold cyan", "name": "cyan", "result": "bold", "aside": "dim",
    "warning": "bold yellow", "note": "blue", "gate": "green",
}  # fmt: skip
_INDENT = "   "
_ENDLESS = 100_000


class PageRows:
    """The rows of a page's steps; `columns` is where lines are folded, if anywhere."""

    def __init__(self, screen: Screen, columns: int = _ENDLESS) -> None:
        self.screen = screen
        self.columns = columns
        self.spelling = Spelling(screen)

    def title(self, page: Page) -> list[Row]:
        """The rows above everything."""
        return [[(self.spelling.words(page.title), "title")]]

    def section(self, number: int, section: Section) -> list[Row]:
        """The row that a section begins with."""
        return [[], [(f"{number}. {self.screen.show(section.title)}", "section")]]

    def step(self, blocks: Sequence[Block]) -> list[Row]:
        """The rows of one step."""
        rows: list[Row] = []
        for block in blocks:
            if isinstance(block, Heading):
                rows += [[], [(_INDENT + self.spelling.words(block.parts), "result")]]
            elif isinstance(block, Sentence):
                rows += self.sentence(block)
            else:
                rows += self.lines(block)
        return rows

    def sentence(self, block: Sentence) -> list[Row]:
        """A sentence, folded between words."""
        label = {"warning": "warning: ", "note": "note: "}.get(block.kind, "")
        style = block.kind if block.kind != "plain" else ""
        inner = self.columns - len(_INDENT)
        rows: list[Row] = []
        for place, text in enumerate(folded(label + self.spelling.words(block.parts), inner)):
            head = label if not place and label and text.startswith(label) else ""
            shown = "" if block.kind in ("warning", "note") else style
            rows.append([(_INDENT, ""), (head, style), (text[len(head) :], shown)])
        return rows

    def lines(self, block: Lines) -> list[Row]:
        """Equations, those on the same side of a pair aligned with one another."""
        pairs = [line for line in block.lines if len(line.equations) > 1]
        first = max((width(self.spelling.equation(line.equations[0])) for line in pairs), default=0)
        rows: list[Row] = []
        for line in block.lines:
            rows += self.line(line, first)
        return rows

    def line(self, line: Line, first: int) -> list[Row]:
        """One line of a block, on as many rows as it takes."""
        texts = [self.spelling.equation(equation) for equation in line.equations]
        aside = self.spelling.words(line.aside)
        lead = "here "
        whole = padded(texts[0], first) if len(texts) > 1 else texts[0]
        for text in texts[1:]:
            whole += f"   {lead}{text}"
        if len(_INDENT) * 2 + width(whole) <= self.columns:
            row: Row = [(_INDENT * 2, ""), *_styled(whole)]
            if aside and len(_INDENT) * 3 + width(whole) + width(aside) + 2 <= self.columns:
                return [[*row, (f"{_INDENT}({aside})", "aside")]]
            return [row, *self.below(aside)]
        rows: list[Row] = []
        for place, equation in enumerate(line.equations):
            rows += self.tall(equation, lead if place else "")
        return [*rows, *self.below(aside)]

    def below(self, aside: str) -> list[Row]:
        """A remark on rows of its own."""
        if not aside:
            return []
        inner = self.columns - len(_INDENT) * 3
        return [[(_INDENT * 3 + text, "aside")] for text in folded(f"({aside})", inner)]

    def tall(self, equation: Equation, lead: str) -> list[Row]:
        """An equation with each side on a row of its own, if it does not fit on one."""
        sides = self.spelling.sides(equation)
        whole = lead + self.spelling.equals.join(sides)
        if len(_INDENT) * 2 + width(whole) <= self.columns or len(sides) == 1:
            rows = folded(whole, self.columns - len(_INDENT) * 2)
            return [[(_INDENT * 2 + row, "")] for row in rows]
        head = lead + sides[0]
        room = self.columns - len(_INDENT) * 2
        under = min(width(head), room // 3)
        rows = [[(_INDENT * 2 + text, "name")] for text in folded(head, room)]
        for side in sides[1:]:
            pieces = folded(side, max(room - under - 3, 10))
            for place, piece in enumerate(pieces):
                sign = " = " if not place else "   "
                rows.append([(_INDENT * 2 + " " * under + sign, ""), (piece, "")])
        first, second = rows[0], rows[1]
        if width(head) <= under:
            rows[:2] = [[*first, (second[0][0][len(_INDENT) * 2 + under :], ""), second[1]]]
        return rows


def _styled(text: str) -> Row:
    """An equation with its left side and its last side set apart."""
    head, sign, rest = text.partition(" = ")
    if not sign:
        return [(text, "")]
    middle, last_sign, last = rest.rpartition(" = ")
    return [(head, "name"), (sign + middle + last_sign, ""), (last, "result")]


def folded(text: str, columns: int) -> list[str]:
    """A text on lines of so many cells, broken at blanks where that is possible.

    >>> folded("one two three", 8), folded("饮料单价", 5)
    (['one two', 'three'], ['饮料', '单价'])
    """
    columns = max(columns, 4)
    rows: list[str] = []
    row = ""
    for word in text.split(" "):
        joined = f"{row} {word}" if row else word
        if width(joined) <= columns or not (row or word):
            row = joined
            continue
        if row:
            rows.append(row)
        row = word
        while width(row) > columns:
            piece = _fitting(row, columns)
            rows.append(piece)
            row = row[len(piece) :]
    return [*rows, row]


def _fitting(text: str, columns: int) -> str:
    """The longest beginning that fits."""
    end, cells = 0, 0
    while end < len(text) and cells + width(text[end]) <= columns:
        cells += width(text[end])
        end += 1
    return text[: max(end, 1)]


def plain_text(page: Page, screen: Screen) -> str:
    """The page as it goes into a pipe: no colour, no folding."""
    rows = [row for rows in _in_order(page, PageRows(screen)) for row in rows]
    return "".join(["".join([text for text, _ in row]).rstrip() + "\n" for row in rows])


def write_terminal(
    page: Page, stream: TextIO, screen: Screen, wait: Callable[[], bool] | None = None
) -> None:
    """Write the page for a person; between its steps ask `wait`, which says whether to go on."""
    from rich.text import Text

    console = make_console(stream, screen)
    drawing = PageRows(screen, screen.columns)
    for place, rows in enumerate(_in_order(page, drawing)):
        if place > 1 and wait is not None and rows and not wait():
            return
        for row in rows:
            text = Text()
            for piece, style in row:
                text.append(piece, style=_STYLES.get(style, ""))
            text.rstrip()
            console.print(text, soft_wrap=True)


def _in_order(page: Page, drawing: PageRows) -> list[list[Row]]:
    """The rows of the title, and of each step, a section's title with its first step."""
    found = [drawing.title(page)]
    for number, section in enumerate(page.sections, start=1):
        for place, step in enumerate(section.steps):
            head = drawing.section(number, section) if place == 0 else []
            found.append([*head, *drawing.step(step)])
    return found
