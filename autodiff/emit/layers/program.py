"""A teaching program: one small class an operation, wired as the graph is, as textbooks do.

It works out the gradient by itself, so it is made of the program alone: forward in the order of
the graph, then backward in reverse, adding up where a value is used several times.

Invariants:

- The program is straight. What only a branch of a `where` needs, and may fail, is nan where that is
  not taken; the layer of a `where` hands the gradient to the branch that is taken only.
- A gradient that never arrives is None, not a 0 that would be multiplied.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from ..derivative_program import DerivativeProgram
>>> found = differentiated(lower(survey(parse("x*sin(x)"))), ["x"], mode="reverse")
>>> text = emit(DerivativeProgram("x*sin(x)", found, ("x",)))
>>> print(text[text.index("    # Backward"):text.index("if __name__")].rstrip())
    # Backward: from f down, each multiplies by its own derivatives.
    dx = 0.0
    df = 1.0
    dx_1, dv1 = multiply1.backward(df)
    dx += dx_1
    dx += sin1.backward(dv1)
    return f, (dx,)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ....parser.errors import BackpropError
from ...differentiation.derivative import extracted
from ...differentiation.sweeps import active_positions
from ...rules import WHERE
from ..languages.python import PYTHON, PythonSpeller, heading, joined, packed
from ..planning.constant_folding import folded
from ..planning.plan import planned
from ..planning.regions import ROOT, placed
from ..planning.schedule import ready_order
from ..writing.comments import filled, listed
from ..writing.names import Names
from ..writing.statements import functions
from .backward import ADDED, BackwardWalk, Gradients, Layer
from .classes import LayerClass, LayerKind, gates, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..derivative_program import DerivativeProgram

_EXPLANATION = (
    "# Every operation is a layer. Its forward works out its value; its backward takes the",
    "# derivative of the result by that value, multiplies it by the layer's own derivatives",
    "# (the chain rule), and gives the derivatives by what the layer was given.",
)

WORK_LIMIT = 1_000_000
"""More layers than this, all backward walks together, are refused."""


def emit(program: DerivativeProgram) -> str:
    """The program.

    Raises `BackpropError` for derivatives of a higher order, and for more outputs than can be
    written out.
    """
    if program.order > 1:
        raise BackpropError(
            "layers work out first derivatives only",
            hint="emit python for a derivative of a higher order",
        )
    return _Wiring(program).text()


class _Wiring:
    """The teaching program of one derivative program."""

    def __init__(self, program: DerivativeProgram) -> None:
        whole = folded(program.derivatives).graph
        self._program = program
        self._graph, _ = extracted(whole, whole.outputs.values())
        self._outputs = self._graph.outputs
        self._plan = planned(self._graph, self._outputs.values(), each=True, lazy=False)
        self._places = placed(self._graph, self._outputs.values())
        known = self._graph.named | self._graph.inputs
        self._sources = [known.get(name) for name in program.wrt]
        self._active = [
            active_positions(
                self._graph, None, [node for node in self._sources if node is not None], [output]
            )
            for output in self._outputs.values()
        ]
        if len(self._graph) * len(self._outputs) > WORK_LIMIT:
            raise BackpropError(
                f"the layers of {len(self._outputs):,} outputs would take too many lines",
                hint="take fewer outputs with --of",
            )
        self._names = Names(PYTHON.reserved | {"_"})
        self._variables = self._named()
        self._gradients = Gradients(self._names, self._shown())
        self._gates = gates(self._graph)
        self._layers = self._made_layers(self._made_classes())
        self._speller = PythonSpeller(
            self._plan, self._variables, bytearray([1]) * len(self._graph)
        )

    def _named(self) -> dict[int, str]:
        graph, plan = self._graph, self._plan
        users = {node: name for name, node in graph.inputs.items()}
        users |= {n: name for n in plan.variables() if (name := graph.names[n]) is not None}
        kept = self._names.keep(users.values())
        variables = {node: kept[name] for node, name in users.items()}
        single = len(self._outputs) == 1
        self._function = self._names.take("value_and_gradient" if single else "values_and_jacobian")
        for node, operation in enumerate(graph.operations):
            if operation is not None and graph.names[node] is None:
                name = self._names.fresh("v")  # numbered as everywhere, whether or not it is shown
                if plan.stored[node]:
                    variables[node] = name
        return variables

    def _kind(self, node: int) -> LayerKind | None:
        """The kind of layer that a node is; conditions are none."""
        operation = self._graph.operations[node]
        if operation is None or operation.kind == "compare":
            return None
        return kind_of(self._graph, node, is_gate=node in self._gates)

    def _is_careful(self, node: int) -> bool:
        """Whether a node may turn out to be of a branch that is not taken."""
        return self._places.region[node] != ROOT or not self._places.exact[node]

    def _made_classes(self) -> dict[LayerKind, LayerClass]:
        """A class for every kind of layer, with the gradients that any of them is asked for."""
        positions: dict[LayerKind, set[int]] = {}
        first: dict[LayerKind, int] = {}
        careful: set[LayerKind] = set()
        for node in range(len(self._graph)):
            kind = self._kind(node)
            if kind is None:
                continue
            first.setdefault(kind, node)
            found = positions.setdefault(kind, set())
            for active in self._active:
                found.update(active[node])
            if self._is_careful(node):
                careful.add(kind)
        return {
            kind: LayerClass(
                kind,
                self._names.take(kind.title),
                sorted(found),
                careful=kind in careful,
                span=self._graph.spans[first[kind]],
            )
            for kind, found in positions.items()
        }

    def _made_layers(self, classes: Mapping[LayerKind, LayerClass]) -> dict[int, Layer]:
        """A layer for every operation, numbered by its function."""
        counts: dict[str, int] = {}
        layers: dict[int, Layer] = {}
        for node in range(len(self._graph)):
            kind = self._kind(node)
            if kind is not None:
                name = kind.operation.name
                number = counts[name] = counts.get(name, 0) + 1
                separator = "_" if name[-1].isdigit() else ""
                layers[node] = Layer(self._names.take(f"{name}{separator}{number}"), classes[kind])
        return layers

    def text(self) -> str:
        """The whole program."""
        function = "\n".join(self._function_lines())
        called = dict(self._speller.called)
        made = dict.fromkeys(layer.made for layer in self._layers.values())
        for each in made:
            called |= each.called
        language = replace(PYTHON, texts={**PYTHON.texts, "_added": ADDED})
        classes = [each.text for each in made]
        renamed = [f"# '{old}' is called '{new}' here." for old, new in self._names.renamed.items()]
        head = [*heading(self._program), "#", *_EXPLANATION, *renamed]
        main = "\n".join(self._main_lines())
        return joined(head, [*functions(language, called), *classes, function, main])

    def _function_lines(self) -> Iterator[str]:
        parameters = [self._variables[node] for node in self._graph.inputs.values()]
        yield filled(f"def {self._function}(", parameters, "):", "")
        yield f'    """{self._meaning()}"""'
        if self._layers:
            yield "    # One layer for every operation."
            yield from (f"    {name} = {made.name}()" for name, made in self._layers.values())
            yield ""
            yield "    # Forward: each works out its value, and keeps what it will need."
        for node in ready_order(self._graph, self._places):
            if self._plan.stored[node]:
                yield f"    {self._variables[node]} = {self._value(node)}"
        yield from self._backward()

    def _value(self, node: int) -> str:
        if node not in self._layers:
            return self._speller.operation(node).text
        name, made = self._layers[node]
        given = self._graph.arguments[node][: len(made.parameters)]
        arguments = [self._variable(argument) for argument in given]
        if self._graph.operations[node] is WHERE:
            arguments[0] = self._speller.condition(given[0])
        text = f"{name}.forward({', '.join(arguments)})"
        return self._cautious(node, text) if made.may_raise else text

    def _cautious(self, node: int, text: str) -> str:
        """What may fail, worked out only where it is needed, or else harmlessly."""
        if not self._places.exact[node]:
            self._speller.called["_or_nan"] = None
            text = f"_or_nan(lambda: {text})"
        path = self._places.regions.path(self._places.region[node])
        tests = [
            f"{'' if holds else 'not '}({self._speller.condition(test)})" for test, holds in path
        ]
        return f"{text} if {' and '.join(tests)} else math.nan" if tests else text

    def _backward(self) -> Iterator[str]:
        """A walk from every output, and what is given back."""
        rows: list[str] = []
        for (name, output), active in zip(self._outputs.items(), self._active, strict=True):
            walk = BackwardWalk(
                self._graph, output, self._sources, active, self._layers, self._gradients
            )
            lines = [*walk.lines()]
            if walk.adds:
                self._speller.called["_added"] = None
            if lines:
                yield ""
                yield f"    # Backward: from {name} down, each multiplies by its own derivatives."
                yield from lines
            rows.append(packed([walk.result(node) for node in self._sources], "    "))
            if len(self._outputs) > 1:
                row = self._names.take(f"gradient_of_{name}")
                yield f"    {row} = {rows[-1]}"
                rows[-1] = row
        values = [self._variable(node) for node in self._outputs.values()]
        if len(values) == 1:
            yield f"    return {values[0]}, {rows[0]}"
        else:
            yield ""
            yield f"    return {packed(values, '    ')}, {packed(rows, '    ')}"

    def _shown(self) -> dict[int, str]:
        """What the gradients are named after: variables, and constants that have a name."""
        named = {node: name for name, node in self._graph.named.items()}
        return {**dict.fromkeys(range(len(self._graph)), "c"), **named, **self._variables}

    def _meaning(self) -> str:
        values, wrt = listed(self._outputs), listed(self._program.wrt)
        if not wrt:
            return f"The value of {values}."
        if len(self._outputs) == 1:
            return f"The value of {values}, and its gradient by {wrt}."
        return f"The values of {values}, and of each the gradient by {wrt}."

    def _variable(self, node: int) -> str:
        return self._speller.number(node)

    def _main_lines(self) -> Iterator[str]:
        """What is done when the program is run with a point."""
        names, wrt = list(self._graph.inputs), list(self._program.wrt)
        example = " ".join(f"{name}=1" for name in names[:6]) + " ..." * (len(names) > 6)
        yield 'if __name__ == "__main__":'
        yield '    point = dict(pair.split("=", 1) for pair in sys.argv[1:])'
        quoted = [f'"{name}"' for name in names]
        yield filled("    names = [", quoted, "]", "    ")
        yield "    if sorted(point) != sorted(names):"
        wanted = f"give the point, as in: {example}" if names else "there are no inputs to give"
        yield f'        sys.exit("{wanted}")'
        yield f"    result = {self._function}(*[float(point[name]) for name in names])"
        wrt_names = packed([f'"{name}"' for name in wrt], "    ") if wrt else "()"
        outputs = [f'"{name}"' for name in self._outputs]
        if len(outputs) == 1:
            yield "    value, gradient = result"
            yield f'    print({outputs[0][:-1]} =", value)'
            yield f"    for name, derivative in zip({wrt_names}, gradient):"
            yield f'        print(f"d{outputs[0][1:-1]}/d{{name}} =", derivative)'
            return
        yield f"    for output, value, gradient in zip({packed(outputs, '    ')}, *result):"
        yield '        print(output, "=", value)'
        yield f"        for name, derivative in zip({wrt_names}, gradient):"
        yield '            print(f"d{output}/d{name} =", derivative)'
