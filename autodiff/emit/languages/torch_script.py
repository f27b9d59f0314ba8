"""The script around a formula in PyTorch: its docstring, its helpers, and its command line.

Invariant: the docstring holds no line break, quotation mark or backslash that was typed, so that
the expression cannot end it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..writing.comments import listed, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..derivative_program import DerivativeProgram

OWN_NAMES = (
    "torch", "sys", "number", "leaf", "tracked", "inside", "program", "derivatives",
    "value_and_gradient", "main",
)  # fmt: skip
"""The names that a script has for itself."""

_NUMBER = '''
def number(value):
    """A constant as a tensor."""
    return torch.tensor(value)
'''

_LEAF = '''
def leaf(value):
    """A tensor to differentiate by."""
    return torch.as_tensor(value, dtype=torch.float64).detach().clone().requires_grad_()
'''

_TRACKED = '''
def tracked(value):
    """A value to differentiate by; a new leaf if it depends on none."""
    return value if value.requires_grad else leaf(value)
'''

_INSIDE = '''
def inside(branch, value):
    """The value, from which a derivative is taken inside the branch only."""
    # Choosing the result is not enough: the branch that is not taken gets the derivative 0, and
    # 0 times the inf or nan of its own derivatives is nan. Here that is masked, not multiplied.
    return torch.where(branch, value, value.detach())
'''

_DERIVATIVES = '''
def derivatives(output, wrt):
    """The derivatives of an output; of the sum of its numbers, if it has several."""
    if not wrt or not output.requires_grad:
        return [torch.zeros_like(x) for x in wrt]
    found = torch.autograd.grad(output.sum(), wrt, {keep}=True, allow_unused=True)
    return [torch.zeros_like(x) if slope is None else slope for x, slope in zip(wrt, found)]
'''

_RESULT = {
    True: "    return values, [derivatives(value, wrt) for value in values]\n",
    False: """    rows = []
    for slopes in values:
        for _ in range({order}):
            (slopes,) = derivatives(slopes, wrt)
        rows.append([slopes])
    return values, rows
""",
}

_MAIN = '''
def main(arguments):
    """Print the values and the derivatives at a point."""
    if len(arguments) != {count}:
        sys.exit("usage: python {file}{usage}")
    values, rows = value_and_gradient(*map(float, arguments))
    for name, value, row in zip({outputs}, values, rows):
        print(f"{{name}} = {{value.item()!r}}")
        for by, slope in zip({wrt}, row):
            print(f"{label} = {{slope.item()!r}}")


if __name__ == "__main__":
    main(sys.argv[1:])
'''
_FILE = "second_opinion.py"


def script(
    program: DerivativeProgram,
    parameters: Sequence[str],
    body: Sequence[str],
    remarks: Iterable[str],
) -> str:
    """A script with the lines `body` as its formula and `parameters` as its inputs."""
    lines = "".join(f"    {line}\n" for line in body)
    given = ", ".join(parameters)
    parts = [_docstring(program, remarks), "import sys\n\nimport torch\n"]
    parts.append("torch.set_default_dtype(torch.float64)\n")
    helpers = (("number(", _NUMBER), ("leaf(", _LEAF), ("tracked(", _TRACKED), ("inside(", _INSIDE))
    leaves = ", ".join(f"leaf({name})" for name in parameters)
    parts += [text for call, text in helpers if call in lines + leaves or _is_used(call, lines)]
    parts.append(
        f'\ndef program({given}):\n    """The outputs, and what they are differentiated by."""\n'
        f"{lines}"
    )
    parts.append(_DERIVATIVES.format(keep="retain_graph" if program.order == 1 else "create_graph"))
    parts.append(
        f"\ndef value_and_gradient({given}):\n"
        f'    """The outputs\' values, and a list of derivatives for each: {_order(program)}.\n\n'
        "    An argument is a number, or a tensor of many; all tensors have one shape.\n"
        '    """\n'
        f"    values, wrt = program({leaves})\n"
        f"{_RESULT[program.order == 1].format(order=program.order)}"
    )
    return "\n".join(parts) + "\n" + _main(program)


def _is_used(call: str, lines: str) -> bool:
    return call == "leaf(" and "tracked(" in lines


def _order(program: DerivativeProgram) -> str:
    names = listed(program.wrt) or "nothing"
    return f"by {names}" if program.order == 1 else f"the one of order {program.order} by {names}"


def _main(program: DerivativeProgram) -> str:
    graph, power = program.derivatives.graph, "" if program.order == 1 else f"^{program.order}"
    return _MAIN.format(
        count=len(graph.inputs),
        file=_FILE,
        usage="".join(f" {name.upper()}" for name in graph.inputs),
        outputs=list(graph.outputs),
        wrt=list(program.wrt),
        label=f"d{power}{{name}}/d{{by}}{power}",
    )


def _docstring(program: DerivativeProgram, remarks: Iterable[str]) -> str:
    graph = program.derivatives.graph
    shown = [_shielded(line) for line in printable_lines(program.source)]
    lines = ["The same derivatives by PyTorch's autograd, for a second opinion; by backprop.", ""]
    lines += [f"    {line}".rstrip() for line in shown]
    lines += ["", "Only the formula is backprop's: what it is differentiated by is PyTorch."]
    if graph.inputs:
        lines += [
            f"Run it with a number for each of {listed(graph.inputs)}:",
            "",
            f"    python {_FILE}{' 1.0' * min(len(graph.inputs), 12)}",
        ]
    found = list(remarks)
    if found:
        lines += ["", *found]
    return '"""' + "\n".join(lines) + '\n"""\n'


def _shielded(line: str) -> str:
    """A line that can stand in a docstring: quotation marks and backslashes are not its own."""
    return line.replace("\\", "⧵").replace('"', "'")
