"""The same random program and its gradient in other people's libraries.

Each function takes a program and gives two pieces of work: one builds the graph and works the
gradient out for the first time, the other works it out again at another point. What a library
cannot do again without building is built again.
"""

from __future__ import annotations

import math
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .programs import RandomProgram

    Work = Callable[[], object]
    Peer = Callable[[RandomProgram], tuple[Work, Work]]


def traced(program: RandomProgram, inputs: list[Any], functions: dict[str, Any]) -> Any:  # noqa: ANN401
    """The program's output in a library whose numbers have `+` and `*`."""
    nodes = list(inputs)
    for name, arguments in program.operations:
        if name == "add":
            nodes.append(nodes[arguments[0]] + nodes[arguments[1]])
        elif name == "multiply":
            nodes.append(nodes[arguments[0]] * nodes[arguments[1]])
        else:
            nodes.append(functions[name](nodes[arguments[0]]))
    return nodes[-1]


def micrograd(program: RandomProgram) -> tuple[Work, Work]:
    """The teaching library, with a sine and a stable tanh added as its own rules are written."""
    from micrograd.engine import Value  # type: ignore[import-not-found]

    def unary(function: Any, derivative: Any) -> Any:  # noqa: ANN401
        def apply(x: Any) -> Any:  # noqa: ANN401
            out = Value(function(x.data), (x,))

            def backward() -> None:
                x.grad += derivative(x.data, out.data) * out.grad

            out._backward = backward
            return out

        return apply

    functions = {
        "sin": unary(math.sin, lambda x, _: math.cos(x)),
        "tanh": unary(math.tanh, lambda _, out: 1 - out * out),
    }

    def gradient() -> list[float]:
        inputs = [Value(number) for number in program.point]
        traced(program, inputs, functions).backward()
        return [each.grad for each in inputs]

    return gradient, gradient


def torch(program: RandomProgram) -> tuple[Work, Work]:
    """PyTorch, eager, on one thread in double precision."""
    import torch as library  # type: ignore[import-not-found]

    library.set_num_threads(1)

    def gradient() -> list[float]:
        inputs = [
            library.tensor(number, dtype=library.float64, requires_grad=True)
            for number in program.point
        ]
        traced(program, inputs, {"sin": library.sin, "tanh": library.tanh}).backward()
        return [each.grad.item() for each in inputs]

    return gradient, gradient


def casadi(program: RandomProgram) -> tuple[Work, Work]:
    """CasADi's scalar expressions, compiled to its virtual machine."""
    import casadi as library  # type: ignore[import-not-found]

    made: list[Any] = []

    def build() -> object:
        inputs = [library.SX.sym(f"x{place}") for place in range(len(program.point))]
        output = traced(program, inputs, {"sin": library.sin, "tanh": library.tanh})
        column = library.vertcat(*inputs)
        made[:] = [library.Function("f", [column], [output, library.gradient(output, column)])]
        return again()

    def again() -> list[float]:
        if not made:
            build()
        return made[0](program.point)[1].full().ravel().tolist()

    return build, again


def autograd(program: RandomProgram) -> tuple[Work, Work]:
    """HIPS autograd, on NumPy's scalars."""
    import autograd as library  # type: ignore[import-not-found]
    import autograd.numpy as np  # type: ignore[import-not-found]

    def output(point: Any) -> Any:  # noqa: ANN401
        inputs = [point[place] for place in range(len(program.point))]
        return traced(program, inputs, {"sin": np.sin, "tanh": np.tanh})

    def gradient() -> object:
        return library.grad(output)(np.array(program.point))

    return gradient, gradient


def jax(program: RandomProgram) -> tuple[Work, Work]:
    """JAX, traced and compiled by XLA for the processor."""
    import jax as library  # type: ignore[import-not-found]
    import jax.numpy as jnp  # type: ignore[import-not-found]

    library.config.update("jax_enable_x64", True)
    made: list[Any] = []

    def output(*inputs: Any) -> Any:  # noqa: ANN401
        return traced(program, list(inputs), {"sin": jnp.sin, "tanh": jnp.tanh})

    def build() -> object:
        positions = tuple(range(len(program.point)))
        made[:] = [library.jit(library.grad(output, argnums=positions))]
        return again()

    def again() -> object:
        if not made:
            build()
        return [float(each) for each in made[0](*program.point)]

    return build, again


def sympy(program: RandomProgram) -> tuple[Work, Work]:
    """SymPy: symbolic derivatives, then functions by lambdify with common subexpressions."""
    import sympy as library

    made: list[Any] = []

    def build() -> object:
        inputs = library.symbols(f"x:{len(program.point)}")
        output = traced(program, list(inputs), {"sin": library.sin, "tanh": library.tanh})
        derivatives = [output.diff(each) for each in inputs]
        made[:] = [library.lambdify(inputs, derivatives, "math", cse=True)]
        return again()

    def again() -> object:
        if not made:
            build()
        return made[0](*program.point)

    return build, again


PEERS: dict[str, Peer] = {
    "micrograd": micrograd, "torch": torch, "casadi": casadi,
    "autograd": autograd, "jax": jax, "sympy": sympy,
}  # fmt: skip


def is_there(name: str) -> bool:
    """Whether a library is installed and can be imported."""
    if find_spec(name) is None:
        return False
    try:
        __import__(name)
    except Exception:  # whatever keeps it from being used here
        return False
    return True
