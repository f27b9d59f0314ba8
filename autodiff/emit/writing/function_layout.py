"""What the emitters of programs have in common: the results, their names, and the plan of them all.

Every emitted function takes the inputs in order and gives the value with its derivatives: one
output with its gradient, several with their Jacobian, or a derivative of a higher order.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from ..languages.python import PYTHON
>>> from ..derivative_program import DerivativeProgram
>>> found = differentiated(lower(survey(parse("lambda*x^3"))), ["x", "lambda"])
>>> layout = FunctionLayout(DerivativeProgram("lambda*x^3", found, ("x", "lambda")), PYTHON)
>>> layout.function, layout.parameters, layout.derivative_name("f", "x")
('f_and_gradient', ['lambda_', 'x'], 'df_dx')
>>> sorted(layout.variables.values())
['df_dx', 'f', 'lambda_', 'v1', 'x']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..planning.constant_folding import folded
from ..planning.plan import planned
from .names import Names
from .spelling import is_square

if TYPE_CHECKING:
    from ..derivative_program import DerivativeProgram
    from .language import Language


class FunctionLayout:
    """The results of an emitted function and the names in it.

    `values` are the nodes of the outputs and `rows` those of their derivatives, `None` where one
    is structurally zero. `variables` are the names of all nodes that have one, `parameters` those
    of the inputs in order, and `renamed` the names that could not be kept. `of_value` marks the
    nodes that the outputs are made of.
    """

    def __init__(self, program: DerivativeProgram, language: Language) -> None:
        derivatives = folded(program.derivatives, chained=language.chained)
        self.program = program
        self.graph = graph = derivatives.graph
        self.outputs = list(graph.outputs)
        self.values = list(graph.outputs.values())
        self.rows = [
            [derivatives.entries.get((output, by)) for by in program.wrt] for output in self.outputs
        ]
        self.of_value = graph.below(self.values)
        made = bytearray(not mark for mark in self.of_value)
        self.plan = planned(graph, self.results(), lazy=language.lazy, made=made, repeats=is_square)
        self._names = Names(language.reserved, ascii_only=language.ascii_only)
        self.variables = self._named()
        self.renamed = self._names.renamed
        self.parameters = [self.variables[node] for node in graph.inputs.values()]

    def results(self) -> list[int]:
        """The nodes of all that is given back."""
        return [*self.values, *(node for row in self.rows for node in row if node is not None)]

    def take(self, name: str) -> str:
        """A name as near to this one as can be, which nothing else in the program has."""
        return self._names.take(name)

    @property
    def is_single(self) -> bool:
        """Whether there is one output, with a gradient or a derivative of its own."""
        return len(self.outputs) == 1

    def derivative_name(self, output: str, by: str) -> str:
        """What a derivative is called: `df_dx`, `d2f_dx2`."""
        order = str(self.program.order) if self.program.order > 1 else ""
        return f"d{order}{output}_d{by}{order}"

    def _function_name(self) -> str:
        if self.program.order > 1:
            single = f"{self.outputs[0]}_and_derivative"
            return single if self.is_single else "values_and_derivatives"
        return f"{self.outputs[0]}_and_gradient" if self.is_single else "values_and_jacobian"

    def _named(self) -> dict[int, str]:
        """A name for every input and every node that has a variable."""
        graph, stored = self.graph, self.plan.variables()
        users = {node: name for name, node in graph.inputs.items()}
        users |= {node: name for node in stored if (name := graph.names[node]) is not None}
        kept = self._names.keep(users.values())
        self.function = self._names.take(self._function_name())
        variables = {node: kept[name] for node, name in users.items()}
        unnamed = {node for node in stored if node not in variables}
        for output, row in zip(self.outputs, self.rows, strict=True):
            for by, node in zip(self.program.wrt, row, strict=True):
                if node in unnamed and not self.of_value[node]:
                    variables[node] = self._names.take(self.derivative_name(output, by))
                    unnamed.discard(node)
        own = self.plan.named(lambda node: variables.get(node) or self._names.fresh("v"))
        return variables | own


def symbol(layout: FunctionLayout, output: str, by: str) -> str:
    """A derivative as it is written: `df/dx`, `d^2f/dx^2`."""
    order = f"^{layout.program.order}" if layout.program.order > 1 else ""
    return f"d{order}{output}/d{by}{order}"
