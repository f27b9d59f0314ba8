r"""The derivative program itself as JSON: every node, with what it is made of.

    {"version": 1, "expression": …, "inputs": [name, …], "wrt": [name, …], "order": n,
     "outputs": {name: node}, "derivatives": [{"of", "by", "order", "node"}, …],
     "exceptions": [node, …], "nodes": [node, …]}

A node is one of

    {"id", "input": name}
    {"id", "constant": {"mantissa": digits, "exponent": n} or {"name": name}, "text", "name"}
    {"id", "operation": name, "arguments": [id, …], "name", "span": [start, end] or null}

`nodes` stand in an order in which they can be worked out, and `id` is the place in it. A constant
is mantissa·10^exponent, exactly. `name` is the name that a node goes by, or `null`. The `node` of a
derivative is `null` where that is structurally zero. A span counts characters of `expression`; what
differentiation has made has none. A branch of `where` that is not chosen need not have a value.
`exceptions` are conditions, each of which is 1 where the formulas do not hold and the derivative is
0 instead.

Invariants:

- The text is valid JSON, also where a number is infinite or has thousands of digits; the keys of an
  object come in the same order always, and every node has a line of its own.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ..derivative_program import DerivativeProgram
>>> from ....parser.parse import parse
>>> text = "0.1*x"
>>> found = emit(DerivativeProgram(text, differentiated(lower(survey(parse(text))), ["x"]), ("x",)))
>>> print("\n".join(found.splitlines()[-5:-2]))
  {"id": 0, "input": "x"},
  {"id": 1, "constant": {"mantissa": "1", "exponent": -1}, "text": "0.1", "name": null},
  {"id": 2, "operation": "multiply", "arguments": [1, 0], "name": "f", "span": [0, 5]}
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .drawing import asked, constant_text

if TYPE_CHECKING:
    from ...graph.graph import Constant, Graph
    from ..derivative_program import DerivativeProgram

VERSION = 1


def emit(program: DerivativeProgram) -> str:
    """The program with its derivatives as one JSON object.

    Raises `BackpropError` where more derivatives are asked for than anyone could take in.
    """
    derivatives = program.derivatives
    graph = derivatives.graph
    head: dict[str, Any] = {
        "version": VERSION,
        "expression": program.source,
        "inputs": list(graph.inputs),
        "wrt": list(program.wrt),
        "order": program.order,
        "outputs": graph.outputs,
        "derivatives": [
            {"of": of, "by": by, "order": program.order, "node": derivatives.entries.get((of, by))}
            for of, by in asked(program)
        ],
        "exceptions": list(derivatives.exceptions),
    }
    lines = [f" {_text(key)}: {_text(value)}," for key, value in head.items()]
    nodes = ",\n".join([f"  {_text(node)}" for node in _nodes(graph)])
    return "\n".join(["{", *lines, ' "nodes": [', nodes, " ]", "}", ""])


def _text(value: Any) -> str:  # noqa: ANN401
    """JSON on one line; what cannot be printed, such as half of a surrogate pair, is escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if text.isprintable():
        return text
    return "".join([sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text])


def _nodes(graph: Graph) -> list[dict[str, Any]]:
    inputs = {node: name for name, node in graph.inputs.items()}
    found: list[dict[str, Any]] = []
    for node, operation in enumerate(graph.operations):
        span = graph.spans[node]
        if operation is not None:
            found.append(
                {
                    "id": node,
                    "operation": operation.name,
                    "arguments": graph.arguments[node],
                    "name": graph.names[node],
                    "span": None if span is None else [span.start, span.end],
                }
            )
        elif node in inputs:
            found.append({"id": node, "input": inputs[node]})
        else:
            found.append(
                {"id": node, **_constant(graph.constants[node]), "name": graph.names[node]}
            )
    return found


def _constant(constant: Constant) -> dict[str, Any]:
    text = constant_text(constant)
    if isinstance(constant, str):
        return {"constant": {"name": constant}, "text": text}
    mantissa, exponent = constant
    return {"constant": {"mantissa": str(mantissa), "exponent": exponent}, "text": text}
