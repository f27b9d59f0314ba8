"""The circuit picture in characters: a drawing where it fits the screen, else a tree.

What is kept true: no vertex is lost; a node that is used several times is drawn once, and in a tree
is marked where it comes again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from ...output.text import width
from ..pages.page import short_title
from ..sheet import number_cell
from .canvas import DOWN, LEFT, RIGHT, UP, Canvas
from .circuit import gradients, has_wire
from .tree import Tree
from .wiring import planned, tracks, users_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....autodiff.teach.picture import Picture, Vertex
    from ...output.screen import Screen
    from .canvas import Cell
    from .wiring import Key, Spot, Wiring

MOST_DRAWN = 80
"""No graph of more vertices is drawn: no one could follow its wires."""

MOST_ROWS = 120

_STYLES = {"node": "cyan", "value": "green", "gradient": "red", "wire": "", "dim": "bright_black"}


def screen_text(
    picture: Picture, screen: Screen, precision: int, *, partials: bool, as_tree: bool
) -> str:
    """The picture as text that ends with a new line."""
    rows: list[list[Cell]] = [[(screen.show(short_title(picture.expression)), "strong")], []]
    circuit = None if as_tree or len(picture.vertices) > MOST_DRAWN else _circuit(
        picture, screen, precision, partials=partials
    )  # fmt: skip
    if circuit is None:
        rows += Tree(picture, screen, precision, partials=partials).rows()
    else:
        rows += list(circuit.styled_rows())
    if picture.valued:
        rows += [[], *_wrapped(_legend(picture, screen, drawn=circuit is not None), screen.columns)]
    remarks = list(_remarks(picture, fits=as_tree or circuit is not None))
    if remarks and not picture.valued:
        rows.append([])
    for words in remarks:
        rows += _wrapped([(screen.show(words), "dim")], screen.columns)
    return "".join([_painted(row, screen) + "\n" for row in rows])


def _painted(row: list[Cell], screen: Screen) -> str:
    if not screen.coloured:
        return "".join([text for text, _ in row])
    return "".join([_coloured(text, style) for text, style in row])


def _coloured(text: str, style: str) -> str:
    if style == "strong":
        return click.style(text, bold=True)
    colour = _STYLES.get(style)
    return click.style(text, fg=colour) if colour else text


def _legend(picture: Picture, screen: Screen, *, drawn: bool) -> list[Cell]:
    """What the numbers are; gradients are named only where there are any."""
    names = [screen.show(name) for name in picture.outputs[:4]]
    sign = screen.partial
    slopes = ", ".join([f"{sign}{name}/{sign}" + screen.ellipsis for name in names])
    gradient: list[Cell] = []
    if any(vertex.gradients for vertex in picture.vertices):
        gradient = [
            ("; below it: " if drawn else ", ", "dim"),
            (f"its gradient, {slopes}", "gradient"),
        ]
    if drawn:
        return [("above a wire: ", "dim"), ("its value", "value"), *gradient]
    return [("on each line: the name and what it is, ", "dim"), ("its value", "value"), *gradient]


def _remarks(picture: Picture, *, fits: bool) -> Iterator[str]:
    """What is to be said beneath."""
    moving = picture.left_out or any(vertex.kind == "input" for vertex in picture.vertices)
    if not moving and len(picture.outputs) == 1:
        yield f"{picture.outputs[0]} is a constant: nothing moves it."
    elif not moving:
        yield "All of these are constants: nothing moves them."
    if not fits:
        yield "The drawing does not fit here, so this is a tree; -o graph.svg draws it."


def _wrapped(row: list[Cell], columns: int) -> Iterator[list[Cell]]:
    """A row of words as rows that fit; a word that is too long for one stays whole."""
    words: list[list[Cell]] = [[]]
    for text, style in row:
        for piece in re.findall(r"\S+|\s+", text):
            if piece.isspace():
                words.append([])
            else:
                words[-1].append((piece, style))
    line, used = list(words[0]), _width(words[0])
    for word in words[1:]:
        if used + 1 + _width(word) > columns:
            yield line
            line, used = list(word), _width(word)
        else:
            line += [(" ", ""), *word]
            used += 1 + _width(word)
    yield line


def _width(cells: list[Cell]) -> int:
    return sum([width(text) for text, _ in cells])


def box_text(vertex: Vertex, screen: Screen) -> str:
    """What stands in the place of a vertex."""
    if vertex.kind != "operation":
        return screen.show(vertex.label)
    return f"({screen.show(vertex.sign)})"


class _Drawing:
    """A circuit being drawn."""

    def __init__(self, picture: Picture, screen: Screen, precision: int, *, partials: bool) -> None:
        self.picture = picture
        self.screen = screen
        self.precision = precision
        self.canvas = Canvas(ascii_only=screen.plain_ascii)
        self.vertices = {vertex.node: vertex for vertex in picture.vertices}
        self.partials: dict[tuple[int, int], str] = {}
        arguments: dict[int, list[int]] = {node: [] for node in self.vertices}
        for arrow in picture.arrows:
            words = "" if arrow.place.isdecimal() else arrow.place
            if partials and arrow.partial is not None:
                words = f"{words} {number_cell(arrow.partial, precision)}".strip()
            if words:
                self.partials[arrow.head, len(arguments[arrow.head])] = words
            arguments[arrow.head].append(arrow.tail)
        self.plan: Wiring = planned(arguments)

    def draw(self) -> Canvas:
        """Layer by layer, from the left."""
        column = 0
        for layer in range(len(self.plan.layers)):
            spots = [self.plan.spots[key] for key in self.plan.layers[layer]]
            end = column + max(map(self.box_width, spots))
            labels = max([self.label_width(spot) for spot in spots])
            for spot in spots:
                self.box(spot, column, end, labels)
            column = self.channel(layer, end + labels)
        return self.canvas

    def vertex(self, spot: Spot) -> Vertex | None:
        """The vertex at a spot; `None` where a wire passes."""
        return self.vertices[spot.key] if isinstance(spot.key, int) else None

    def box_width(self, spot: Spot) -> int:
        """How wide a spot's box is, with its name."""
        vertex = self.vertex(spot)
        if vertex is None:
            return 0
        return max(width(box_text(vertex, self.screen)), width(self.name(vertex)))

    def name(self, vertex: Vertex) -> str:
        """What is written under an operation: its name, where its output does not say it."""
        if vertex.kind != "operation" or vertex.label in vertex.outputs:
            return ""
        return self.screen.show(vertex.label)

    def labels(self, vertex: Vertex) -> tuple[str, str]:
        """What stands above and below a wire."""
        if not has_wire(vertex, self.picture):
            return "", ""
        value, below = number_cell(vertex.value, self.precision), gradients(vertex, self.precision)
        return value, self.screen.show(below)

    def label_width(self, spot: Spot) -> int:
        """How much of a wire its numbers take."""
        vertex = self.vertex(spot)
        return 2 if vertex is None else max(map(width, self.labels(vertex))) + 3

    def box(self, spot: Spot, column: int, end: int, labels: int) -> None:
        """A vertex, its name, its numbers, and the first stretch of its wire."""
        vertex = self.vertex(spot)
        wire = self.wire_of(spot)
        if vertex is None:
            self.canvas.across(spot.row, column, end + labels - 1, wire)
            return
        text = box_text(vertex, self.screen)
        self.canvas.write(spot.row, column, text, "node" if vertex.taken else "dim")
        self.canvas.write(spot.row + 1, column, self.name(vertex), "dim")
        value, below = self.labels(vertex)
        self.canvas.write(spot.row - 1, end + 1, value, "value")
        self.canvas.write(spot.row + 1, end + 1, below, "gradient")
        used = any(wire == self.wire_of(self.plan.spots[s]) for k in self.plan.spots
                   for s in self.plan.spots[k].sources)  # fmt: skip
        if used or vertex.outputs:
            self.canvas.across(spot.row, column + width(text), end + labels - 1, wire)
        if vertex.hidden:
            self.canvas.write(spot.row - 1, column, self.screen.ellipsis, "dim")
        if vertex.outputs and not used:
            self.name_outputs(vertex, spot.row, end + labels)
        elif vertex.outputs:
            names = ", ".join([self.screen.show(name) for name in vertex.outputs])
            self.canvas.write(spot.row + 1, column, names, "strong")

    def name_outputs(self, vertex: Vertex, row: int, column: int) -> None:
        """The names of outputs at the end of their wire."""
        names = ", ".join([self.screen.show(name) for name in vertex.outputs])
        self.canvas.write(row, column, "▶ ", "wire")
        self.canvas.write(row, column + 2, names, "strong")

    @staticmethod
    def wire_of(spot: Spot) -> int:
        """Which wire leaves a spot: that of a vertex is the same in all layers."""
        return spot.key[0] if isinstance(spot.key, tuple) else spot.key

    def channel(self, layer: int, start: int) -> int:
        """The wires between a layer and the next, and the column where the next begins."""
        going = users_between(self.plan, layer)
        spans: dict[Key, tuple[int, int]] = {}
        for key, sinks in going.items():
            row = self.plan.spots[key].row
            rows = [row, *(port for _, port in sinks)]
            if min(rows) != max(rows):
                spans[key] = (min(rows), max(rows))
        places = tracks(spans)
        words = [
            width(text)
            for (head, _), text in self.partials.items()
            if self.plan.spots[head].layer == layer + 1
        ]
        reach = max(words, default=-2) + 2
        collector = start + 2 * max([place + 1 for place in places.values()], default=0) + reach
        for key, sinks in going.items():
            self.wire(key, sinks, start, start + 2 * places.get(key, 0), collector)
        for key in self.plan.layers[layer + 1] if layer + 1 < len(self.plan.layers) else ():
            self.collect(self.plan.spots[key], collector)
        return collector + 2

    def wire(
        self, key: Key, sinks: list[tuple[Spot, int]], start: int, track: int, collector: int
    ) -> None:
        """One wire from its spot to all its ports."""
        spot = self.plan.spots[key]
        wire = self.wire_of(spot)
        bends = [port for _, port in sinks if port != spot.row]
        if bends:
            self.canvas.across(spot.row, start - 1, track, wire)
            self.canvas.down(track, min([*bends, spot.row]), max([*bends, spot.row]), wire)
        for sink, port in sinks:
            self.canvas.across(port, track if port != spot.row else start - 1, collector, wire)
            del sink

    def collect(self, spot: Spot, column: int) -> None:
        """Where the wires of one vertex come together before it."""
        if not spot.ports:
            return
        rows = [*spot.ports, spot.row]
        knot = ("knot", spot.key)
        for row in range(min(rows), max(rows) + 1):
            ends = (UP if row > min(rows) else 0) | (DOWN if row < max(rows) else 0)
            ends |= LEFT if row in spot.ports else 0
            ends |= RIGHT if row == spot.row else 0
            self.canvas.join(row, column, knot, ends)
        if spot.passes:
            self.canvas.join(spot.row, column + 1, self.wire_of(spot), LEFT | RIGHT)
        else:
            self.canvas.write(spot.row, column + 1, "▶", "wire")
        for place, port in enumerate(spot.ports):
            text = self.partials.get((spot.key, place)) if isinstance(spot.key, int) else None
            if text:
                self.canvas.write(port, column - width(text) - 1, text, "dim")


def _circuit(picture: Picture, screen: Screen, precision: int, *, partials: bool) -> Canvas | None:
    """The drawing, or `None` if it does not fit the screen."""
    canvas = _Drawing(picture, screen, precision, partials=partials).draw()
    fits = canvas.columns <= screen.columns and canvas.rows <= MOST_ROWS
    return canvas if fits else None
