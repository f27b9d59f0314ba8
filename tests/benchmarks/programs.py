"""What is differentiated: random programs, as plain data and as this project's graphs."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from backprop.autodiff.graph.graph import Graph
from backprop.autodiff.rules import PRIMITIVES

NAMES = ("sin", "multiply", "add", "tanh")


@dataclass(frozen=True)
class RandomProgram:
    """Operations on the nodes before them, the inputs first; the last node is the output.

    Every operation takes its arguments from all nodes before it alike. What no operation uses is
    added up, pair by pair, so that all of the program counts.
    """

    point: list[float]
    operations: list[tuple[str, tuple[int, ...]]]


def random_program(size: int, inputs: int = 10, seed: int = 1) -> RandomProgram:
    """A program of so many random operations, and the sums that bring them together."""
    draw = Random(seed)
    operations: list[tuple[str, tuple[int, ...]]] = []
    for node in range(inputs, inputs + size):
        name = draw.choice(NAMES)
        arity = 2 if name in ("add", "multiply") else 1
        operations.append((name, tuple(draw.randrange(node) for _ in range(arity))))
    used = {argument for _, arguments in operations for argument in arguments}
    ends = [node for node in range(inputs + size) if node not in used]
    while len(ends) > 1:
        pairs = list(zip(ends[::2], ends[1::2], strict=False))
        rest = ends[len(pairs) * 2 :]
        first = inputs + len(operations)
        operations += [("add", pair) for pair in pairs]
        ends = [*range(first, first + len(pairs)), *rest]
    return RandomProgram([0.1 * (place + 1) for place in range(inputs)], operations)


def graph_of(program: RandomProgram) -> Graph:
    """The program as a graph."""
    graph = Graph()
    for place in range(len(program.point)):
        graph.add_input(f"x{place}")
    for name, arguments in program.operations:
        graph.add_operation(PRIMITIVES[name], arguments)
    graph.outputs["f"] = len(graph) - 1
    graph.named = graph.inputs | graph.outputs
    return graph


def point_of(program: RandomProgram) -> dict[str, float]:
    """Its point, by the names of the graph's inputs."""
    return {f"x{place}": number for place, number in enumerate(program.point)}


def generated_text(terms: int, inputs: int = 1000, seed: int = 1) -> str:
    """A sum of terms `sin(x)*cos(c*y)`, as a program would write it."""
    draw = Random(seed)

    def term() -> str:
        first, second = draw.randrange(inputs), draw.randrange(inputs)
        return f"sin(x{first})*cos({draw.randrange(1, 1000) / 100}*x{second})"

    return " + ".join([term() for _ in range(terms)])


def wide_program(inputs: int) -> RandomProgram:
    """A function of many inputs, each used twice: the sum of `sin(x_k)*x_(k+1)`, pair by pair."""
    operations: list[tuple[str, tuple[int, ...]]] = []
    for place in range(inputs):
        operations.append(("sin", (place,)))
        operations.append(("multiply", (inputs + len(operations) - 1, (place + 1) % inputs)))
    ends = [inputs + 2 * place + 1 for place in range(inputs)]
    while len(ends) > 1:
        pairs = list(zip(ends[::2], ends[1::2], strict=False))
        rest = ends[len(pairs) * 2 :]
        first = inputs + len(operations)
        operations += [("add", pair) for pair in pairs]
        ends = [*range(first, first + len(pairs)), *rest]
    return RandomProgram([0.1 + place / inputs for place in range(inputs)], operations)
