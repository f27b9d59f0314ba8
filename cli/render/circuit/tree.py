"""A graph as a tree on the screen, from each output down.

What is kept true: what is used several times is followed once and marked where it comes again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sheet import number_cell
from .circuit import gradients

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....autodiff.teach.picture import Picture, Vertex
    from ...output.screen import Screen
    from .canvas import Cell

DEEPEST = 12
"""A tree is not followed further down than this."""


class Tree:
    """The picture as a tree, from each output down."""

    def __init__(self, picture: Picture, screen: Screen, precision: int, *, partials: bool) -> None:
        self.picture = picture
        self.screen = screen
        self.precision = precision
        self.vertices = {vertex.node: vertex for vertex in picture.vertices}
        self.below: dict[int, list[tuple[int, str]]] = {node: [] for node in self.vertices}
        for arrow in picture.arrows:
            text = arrow.place
            if partials and arrow.partial is not None:
                text = f"{text}{':' if text else ''}{number_cell(arrow.partial, precision)}"
            self.below[arrow.head].append((arrow.tail, text))
        self.signs = ("|- ", "`- ", "|  ") if screen.plain_ascii else ("├─ ", "└─ ", "│  ")

    def rows(self) -> Iterator[list[Cell]]:
        """A row a vertex; what is shared is followed once."""
        shown: set[int] = set()
        stack: list[tuple[int, str, str, str, int]] = [
            (vertex.node, "", "", "", 0) for vertex in self.picture.vertices[::-1] if vertex.outputs
        ]
        while stack:
            node, head, indent, text, depth = stack.pop()
            vertex = self.vertices[node]
            again = node in shown and vertex.kind == "operation"
            deep = depth >= DEEPEST and bool(self.below[node]) and not again
            yield self.row(vertex, head, text, again=again, deep=deep)
            if again or deep:
                continue
            shown.add(node)
            branch, last, line = self.signs
            arguments = self.below[node]
            for place, (argument, words) in reversed(list(enumerate(arguments))):
                final = place == len(arguments) - 1
                stack.append(
                    (
                        argument,
                        indent + (last if final else branch),
                        indent + ("   " if final else line),
                        words,
                        depth + 1,
                    )
                )

    def row(self, vertex: Vertex, head: str, text: str, *, again: bool, deep: bool) -> list[Cell]:
        """One line of the tree."""
        show = self.screen.show
        cells: list[Cell] = [(head, "wire"), (f"{text} " if text else "", "dim")]
        cells.append((show(vertex.label), "node"))
        if vertex.kind == "operation" and not again:
            cells.append((f" = {show(vertex.formula)}", ""))
        if vertex.value is not None and (vertex.kind != "constant" or vertex.named):
            cells.append((f"   {number_cell(vertex.value, self.precision)}", "value"))
        if vertex.gradients:
            cells.append((f"   {show(gradients(vertex, self.precision))}", "gradient"))
        if not vertex.taken:
            cells.append(("   (not taken)", "dim"))
        if again:
            cells.append(("   (shared: shown above)", "dim"))
        elif vertex.uses > 1 and vertex.kind == "operation":
            cells.append((f"   (used {vertex.uses} times)", "dim"))
        if deep:
            named = any(vertex.kind == "operation" and vertex.named and not vertex.outputs
                        for vertex in self.picture.vertices)  # fmt: skip
            way = "--of shows a named value's part" if named else "-o graph.svg draws it"
            words = f"   {self.screen.ellipsis} goes on below: {way}"
            cells.append((words, "dim"))
        elif vertex.hidden:
            cells.append((f"   {self.screen.ellipsis} {vertex.hidden:,} more left out", "dim"))
        return cells
