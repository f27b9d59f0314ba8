"""The rows of the table: each gives its figures, or says what is missing."""

from __future__ import annotations

import shutil
import sys
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

from backprop.autodiff import differentiate
from backprop.autodiff.differentiation.backward import adjoints
from backprop.autodiff.differentiation.sweeps import evaluate
from backprop.autodiff.numbers.doubles import FLOATS
from backprop.parser import parse
from backprop.parser.lark_parser import GRAMMAR, OPTIONS
from backprop.parser.memory import uncollected
from lark import Lark

from .peers import PEERS, is_there
from .programs import generated_text, graph_of, point_of, random_program, wide_program
from .timing import Result, compared, in_turn, process, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from backprop.autodiff.graph.graph import Graph

COMMAND = ["eval", "(x+y)*z", "--x", "-2", "--y", "5", "--z", "-4"]
MAXIMA = "f:(x+y)*z$ print(ev([f,diff(f,x),diff(f,y),diff(f,z)],x=-2,y=5,z=-4))$"


def cold_start(runs: int, size: float) -> Iterator[Result]:  # noqa: ARG001
    """A whole process, from the shell's point of view."""
    program = shutil.which("backprop", path=str(Path(sys.executable).parent))
    if program is None:
        yield Result("cold start", "", note="the command backprop is not beside this Python")
        return
    python = [sys.executable, "-c"]
    works = [
        [program, *COMMAND, "--json"],
        [*python, "import click, lark"],
        [*python, "pass"],
        [program, *COMMAND, "--format", "table"],
        [*python, "import click, lark, rich.table, rich.console"],
    ]
    others = {
        "qalc": ["qalc", "diff((x+y)*z, x)"],
        "maxima": ["maxima", "--very-quiet", f"--batch-string={MAXIMA}"],
    }
    present = [name for name in others if shutil.which(name)]
    works += [others[name] for name in present]
    if is_editable():
        yield Result("cold start", "", note="editable install: slower to import than a wheel")
    times = in_turn([process(work) for work in works], 3 * runs)
    json, read, bare, table, drawn = times[:5]
    what = "cold eval --json"
    yield compared(what, ("", json), ("python -c 'import click, lark'", read), at_most=1.5)
    yield compared(what, ("", json), ("python -c pass", bare))
    for name, time in zip(present, times[5:], strict=True):
        yield compared(what, ("", json), (name, time))
    for name in others:
        if name not in present:
            yield Result(what, name, note="not installed")
    against = "python -c 'import click, lark, rich.table, rich.console'"
    yield compared("cold eval, table", ("", table), (against, drawn), at_most=1.35)


def is_editable() -> bool:
    """Whether the package is imported from the checkout instead of from a wheel."""
    import backprop.parser

    return "site-packages" not in (backprop.parser.__file__ or "")


def long_text(runs: int, size: float) -> Iterator[Result]:
    """A generated formula of a megabyte: its tree, and from text to value and full gradient."""
    text = generated_text(int(45_000 * size))
    point = {f"x{place}": 0.5 + place / 7 for place in range(1000)}

    def ours() -> object:
        formula = differentiate(text)
        here = _of(formula.inputs, point)
        return formula.value(**here), formula.gradient(**here)

    parser = Lark(GRAMMAR, **(OPTIONS | {"transformer": None}))
    theirs = "Lark building its own tree"
    reading, own, other = in_turn([lambda: parse(text), ours, lambda: quietly(parser, text)], runs)
    what = f"{len(text) / 1e6:.1f} MB of text"
    yield compared(f"{what} to a tree", ("", reading), (theirs, other), at_most=1.5)
    yield compared(f"{what} to value and gradient", ("", own), (theirs, other), at_most=3)


def quietly(parser: Lark, text: str) -> object:
    """Lark's tree of a text, without the garbage collector, as the package reads too."""
    with uncollected():
        return parser.parse(text)


def _of(names: Sequence[str], point: dict[str, float]) -> dict[str, float]:
    return {name: point[name] for name in names}


FASTER = {"micrograd": 8, "torch": 15, "casadi": 20}


def first_gradient(runs: int, size: float) -> Iterator[Result]:
    """A graph in memory to its first gradient; the others build theirs on the way."""
    program = random_program(int(1e5 * size))
    graph, point = graph_of(program), point_of(program)
    yield from _against_peers(
        f"{int(1e5 * size):,} operations, first gradient",
        lambda: first(graph, point),
        program,
        {name: {"faster": wanted} for name, wanted in FASTER.items()} | {"autograd": {}},
        runs,
        which=0,
    )
    small = random_program(int(1e3 * size))
    graph, point = graph_of(small), point_of(small)
    yield from _against_peers(
        f"{int(1e3 * size):,} operations, first gradient",
        lambda: first(graph, point),
        small,
        {"micrograd": {}, "torch": {}, "casadi": {}, "jax": {}, "sympy": {}},
        runs,
        which=0,
    )


def first(graph: Graph, point: dict[str, float]) -> list[float]:
    """The gradient of a graph that was never looked at before."""
    values = evaluate(graph, FLOATS, point)
    moving = graph.above(graph.inputs.values())
    found = adjoints(graph, FLOATS, values, moving, graph.outputs["f"])
    return [found[node] or 0.0 for node in graph.inputs.values()]


def _against_peers(
    what: str,
    ours: Callable[[], object],
    program: object,
    wanted: Mapping[str, Mapping[str, float]],
    runs: int,
    *,
    which: int,
) -> Iterator[Result]:
    for name, limits in wanted.items():
        if not is_there(name):
            yield Result(what, name, note="not installed")
            continue
        theirs = PEERS[name](program)[which]  # type: ignore[arg-type]
        if which:
            theirs()
        own, other = in_turn([ours, theirs], runs)
        yield compared(what, ("", own), (name, other), **limits)


def gradient_and_value(runs: int, size: float) -> Iterator[Result]:
    """What a gradient costs beside its function, by the same engine, as inputs grow."""
    for inputs in (10, 100, 1000, 10_000, 100_000):
        count = max(2, int(inputs * size))
        graph = graph_of(wide_program(count))
        point = dict.fromkeys(graph.inputs, 0.4)
        gradient, value = in_turn(
            [lambda: first(graph, point), lambda: evaluate(graph, FLOATS, point)],  # noqa: B023
            2 * runs,
        )
        yield compared(f"gradient of {count:,} inputs", ("", gradient), ("its function", value))


def cost_per_node(runs: int, size: float) -> Iterator[Result]:
    """Time and memory per node, from a thousand nodes to a million."""
    smallest: float | None = None
    for operations in (1000, 10_000, 100_000, 1_000_000):
        program = random_program(int(operations * size))
        graph, point = graph_of(program), point_of(program)
        (time,) = in_turn([lambda: first(graph, point)], runs)  # noqa: B023
        each = time / len(graph)
        smallest = smallest or each
        yield Result(
            f"{len(graph):,} nodes, first gradient", "a node at the smallest size",
            each, smallest, each / smallest, note=f"{each * 1e9:.0f} ns a node",
        )  # fmt: skip
    count = int(1e5 * size)
    program = random_program(count)
    tracemalloc.start()
    graph = graph_of(program)
    kept, _ = tracemalloc.get_traced_memory()
    seconds(lambda: first(graph, point_of(program)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    note = (
        f"{kept / len(graph):.0f} bytes a node for the graph, {peak / len(graph):.0f} at the peak"
    )
    yield Result(f"memory of {len(graph):,} nodes", "", note=note)


ROWS = {
    "cold": cold_start,
    "text": long_text,
    "first": first_gradient,
    "ratio": gradient_and_value,
    "nodes": cost_per_node,
}
