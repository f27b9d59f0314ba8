"""PyTorch: a script that says the formula only, and has PyTorch's autograd differentiate it.

It is for those who want a second opinion, so nothing in it comes from backprop's own derivatives.

Invariants:

- Every input and every name that is differentiated by is a tensor that requires its gradient;
  everything is in double precision.
- The branch of a `where` that is not taken hands no derivative on (`torch_branches.py`).
- Nothing typed by a person stands in the script but names, which are identifiers of Python, and
  the expression, in a docstring that it cannot end.

>>> from ...differentiation.derivative import differentiated
>>> from ...program.lower import lower
>>> from ...program.names import survey
>>> from ....parser.parse import parse
>>> from ..derivative_program import DerivativeProgram
>>> found = differentiated(lower(survey(parse("sin(x)^y"))), ["x"])
>>> script = emit(DerivativeProgram("sin(x)^y", found, ("x",)))
>>> "f = torch.sin(x) ** y" in script
True
"""

from __future__ import annotations

import builtins
import keyword
from typing import TYPE_CHECKING

from ....parser.errors import BackpropError
from ...rules import PRIMITIVES
from ..planning.plan import planned
from ..writing.language import (
    ADD,
    ARITHMETIC,
    ATOM,
    LOGIC,
    MULTIPLY,
    SIGN,
    Language,
    Template,
    Text,
    calls,
)
from ..writing.names import Names
from ..writing.spelling import Speller, is_square
from ..writing.statements import statements
from .torch_branches import INSIDE, guarded
from .torch_script import OWN_NAMES, script

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ...graph.graph import Graph
    from ..derivative_program import DerivativeProgram
    from ..planning.plan import Plan
    from ..planning.schedule import Assignment

MOST_NODES = 100_000

_EXTREME = "torch.{}(torch.stack(torch.broadcast_tensors({{all}})), 0)"

TORCH = Language(
    title="PyTorch",
    simple={
        **ARITHMETIC,
        "power": Template("{0} ** {1}", SIGN, (ATOM, ATOM)),
        "and": Template("{0} & {1}", LOGIC, (ATOM, ATOM)),
        "or": Template("{0} | {1}", LOGIC, (ATOM, ATOM)),
        "not": Template("~{0}", SIGN, (ATOM,)),
        "where": Template("torch.where({0}, {1}, {2})"),
        **calls(
            "torch.",
            "exp expm1 log log2 log10 log1p sqrt sin cos tan asin acos atan atan2 sinh cosh tanh"
            " asinh acosh atanh hypot abs sign floor ceil round trunc clamp relu erf erfc lgamma"
            " digamma sigmoid logit",
            mod="remainder", silu="nn.functional.silu", gelu="nn.functional.gelu",
        ),
        "logb": Template("torch.log({0})/torch.log({1})", MULTIPLY),
        "cbrt": Template("torch.sign({0})*torch.abs({0}) ** (1/3)", MULTIPLY),
        "sec": Template("1/torch.cos({0})", MULTIPLY),
        "csc": Template("1/torch.sin({0})", MULTIPLY),
        "cot": Template("1/torch.tan({0})", MULTIPLY),
        "asec": Template(
            "torch.atan2(torch.sqrt(({0} - 1)*({0} + 1)), torch.sign({0}))", ATOM, (ADD,)
        ),
        "acsc": Template(
            "torch.atan2(torch.sign({0}), torch.sqrt(torch.abs({0}) - 1)"
            "*torch.sqrt(torch.abs({0}) + 1))"
        ),
        "acot": Template("torch.atan2(torch.ones_like({0}), {0})"),
        # Not 1/cosh and 1/sinh, whose derivatives are NaN where those are infinite.
        "sech": Template(
            "2*torch.exp(-torch.abs({0}))/(1 + torch.exp(-2*torch.abs({0})))", MULTIPLY
        ),
        "csch": Template(
            "-2*torch.sign({0})*torch.exp(-torch.abs({0}))/torch.expm1(-2*torch.abs({0}))", MULTIPLY
        ),
        "coth": Template("1/torch.tanh({0})", MULTIPLY),
        "logsumexp": Template(_EXTREME.format("logsumexp")),
        "max": Template(_EXTREME.format("amax")),
        "min": Template(_EXTREME.format("amin")),
        "leaky_relu": Template("torch.where({0} > 0, {0}, {1}*{0})", ATOM, (ADD, MULTIPLY)),
        # Not softplus, which gives x itself from x = 20 on.
        "softplus": Template("torch.logaddexp({0}, torch.zeros_like({0}))"),
        "gamma": Template(
            "(1 - 2*({0} < 0).double()*torch.remainder(torch.floor({0}), 2))"
            "*torch.exp(torch.lgamma({0}))", MULTIPLY, (ADD,),
        ),
        "polygamma": Template("torch.polygamma(int({0}), {1})"),
    },
    constants={"inf": 'float("inf")', "nan": 'float("nan")'},
    as_number=Template("{0}.double()", ATOM, (ATOM,)),
    words={*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *OWN_NAMES},
)  # fmt: skip
"""PyTorch, as a function for one tensor or many; it differentiates what is written."""

_OF_TWO = {
    "max": Template("torch.maximum({all})"), "min": Template("torch.minimum({all})"),
    "logsumexp": Template("torch.logaddexp({all})"),
}  # fmt: skip

_INSIDE = Template("inside({0}, {1})")

_OPERATORS = {*ARITHMETIC, "power"}
"""What takes plain numbers beside tensors."""

_REMARKS = {
    "hypot": "hypot has no derivative at (0, 0), where backprop gives 0.",
    "sigmoid": "sigmoid's derivative is 0 where backprop's still has digits, from x = 37 on.",
    "silu": "silu's derivative loses digits for large x.",
    "asec": "asec has no derivative at 1 and -1, where backprop gives an infinite one.",
    "acsc": "acsc has no derivative at 1 and -1, where backprop gives an infinite one.",
    "coth": "coth's derivative is 0 where backprop's still has digits, from |x| = 19 on.",
    "tanh": "tanh's derivative is 0 where backprop's still has digits, from |x| = 19 on.",
    "cbrt": "PyTorch has no cbrt: sign(x)*|x|^(1/3), which has no derivative at 0.",
    "gamma": "PyTorch has no gamma: exp(lgamma(x)), which loses digits for large x.",
    "logit": "logit loses digits near x = 1/2.",
    "clamp": "clamp(x, low, high) is another function of low and high where low >= high.",
}  # fmt: skip
"""Where PyTorch's answer is another, by primitive."""

_TIES = "max and min share the derivative among ties, as backprop does without --ties each."


class _TorchSpeller(Speller):
    """Spells nodes as tensors; `asked` are those that are differentiated by but no inputs."""

    def __init__(self, plan: Plan, variables: Mapping[int, str], asked: AbstractSet[int]) -> None:
        super().__init__(TORCH, plan, variables)
        self._asked = asked

    def assigned(self, step: Assignment) -> str:
        if self._is_truth(step.target):
            return self._spelled(step.target).text
        text = super().assigned(step)
        return f"tracked({text})" if step.target in self._asked else text

    def _is_truth(self, node: int) -> bool:
        """Whether a node, if it has a variable, is kept as truth values."""
        return self._is_logic(node) and node not in self._asked

    def _number(self, node: int) -> Text:
        text = super()._number(node)
        is_kept = node in self.variables and self._is_truth(node)
        return TORCH.as_number.applied([text]) if is_kept else text

    def _truth(self, node: int) -> Text:
        if node in self._asked:
            return TORCH.as_truth.applied([self._number(node)])
        return super()._truth(node)

    def tensor(self, node: int) -> str:
        """A node as a tensor, a constant too."""
        return self._tensor(node, self._number(node)).text

    def _is_constant(self, node: int) -> bool:
        return node in self._graph.constants and node not in self.variables

    def _tensor(self, node: int, text: Text) -> Text:
        return Text(f"number({text.text})", ATOM) if self._is_constant(node) else text

    def _spelled(self, node: int) -> Text:
        if self._graph.operations[node] is not INSIDE:
            return super()._spelled(node)
        branch, value = self._graph.arguments[node]
        return _INSIDE.applied([self._truth(branch), self._number(value)])

    def _applied(self, node: int, name: str, arguments: Sequence[Text]) -> Text:
        given = self._graph.arguments[node]
        constants = sum(map(self._is_constant, given))
        if constants and len(given) == len(arguments) and (
            name not in _OPERATORS or constants == len(given)
        ):  # fmt: skip
            arguments = [*map(self._tensor, given, arguments)]
        if name in _OF_TWO and len(arguments) == 2:
            return _OF_TWO[name].applied(arguments)
        return super()._applied(node, name, arguments)


def _repeats(graph: Graph, node: int) -> bool:
    """Whether a node's spelling names its first argument more than once."""
    row = graph.operations[node]
    template = TORCH.simple.get(row.name) if row is not None else None
    return is_square(graph, node) or (template is not None and template.text.count("{0}") > 1)


def emit(program: DerivativeProgram) -> str:
    """A script that prints values and derivatives at the point on its command line.

    Raises `BackpropError` where the program has more than `MOST_NODES` operations.
    """
    whole = program.derivatives.graph
    if len(whole) > MOST_NODES:
        raise BackpropError(
            f"the script would have {len(whole):,} operations, more than {MOST_NODES:,}",
            hint="ask for a smaller program",
        )
    places = whole.inputs | whole.named
    graph, passed = guarded(whole, [places[name] for name in program.wrt])
    wrt = [passed[places[name]] for name in program.wrt]
    plan = planned(graph, [*graph.outputs.values(), *wrt], lazy=False, repeats=_repeats)
    asked = {node for node in wrt if node not in graph.inputs.values()}
    names = Names(TORCH.reserved)
    inputs = names.keep(graph.inputs)
    variables = {node: inputs[name] for name, node in graph.inputs.items()}
    variables |= plan.named(lambda node: names.variable(graph.names[node]))
    speller = _TorchSpeller(plan, variables, asked)
    lines: list[str] = []
    for node in sorted(asked & graph.constants.keys()):
        text = speller.tensor(node)
        variables[node] = names.take(graph.names[node] or "v")
        lines.append(f"{variables[node]} = tracked({text})")
    lines += statements(speller, plan.body, "")
    values = [speller.tensor(node) for node in graph.outputs.values()]
    lines.append(f"return {_tuple(values)}, {_tuple([variables[node] for node in wrt])}")
    renamed = [f"{name} is called {other}." for name, other in names.renamed.items()]
    return script(program, [*inputs.values()], lines, [*renamed, *_remarks(whole)])


def _remarks(graph: Graph) -> list[str]:
    """What PyTorch does otherwise in some of a program's functions."""
    used = dict.fromkeys(row for row in graph.operations if row is not None)
    found = [_REMARKS[row.name] for row in used if row.name in _REMARKS]
    return [*found, _TIES] if any(row is not PRIMITIVES[row.name] for row in used) else found


def _tuple(texts: Sequence[str]) -> str:
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"
