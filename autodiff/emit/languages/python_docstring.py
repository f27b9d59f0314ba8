"""What an emitted Python function says of itself: what it gives, of which formula, in which order.

Invariant: nothing typed ends the docstring, or is more in it than text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..writing.comments import listed, printable_lines
from ..writing.function_layout import symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..writing.function_layout import FunctionLayout

_MOST_ROWS = 6


def docstring(layout: FunctionLayout, remarks: Iterable[str]) -> Iterator[str]:
    """What the function says of itself: what it gives, of which formula, and in which order."""
    lines = [_meaning(layout), "", *printable_lines(layout.program.source), ""]
    lines[2:-1] = [f"    {line}" for line in lines[2:-1]]
    lines += ["Returns", "", *(f"    {line}" for line in _shape(layout)), ""]
    lines += [f"'{old}' is called '{new}' here." for old, new in layout.renamed.items()]
    lines += remarks
    first, *rest = [line.replace("\\", "\\\\").replace('"""', '\\"""') for line in lines]
    yield f'    """{first}'
    yield from (f"    {line}".rstrip() for line in rest)
    yield '    """'


def _meaning(layout: FunctionLayout) -> str:
    order, by = layout.program.order, layout.program.wrt
    what = "value" if layout.is_single else "values"
    if order > 1:
        return f"The {what} and the derivative of order {order} by {by[0]}."
    if not by:
        return f"The {what}."
    return f"The {what} and the gradient." if layout.is_single else f"The {what} and the Jacobian."


def _shape(layout: FunctionLayout) -> Iterator[str]:
    """What is returned, in symbols: `f, (df/dx, df/dy)`."""
    wrt = layout.program.wrt
    rows = [
        listed(symbol(layout, output, by) for by in wrt) for output in layout.outputs[:_MOST_ROWS]
    ]
    if layout.program.order == 1:
        rows = [f"({row}{',' * (len(wrt) == 1)})" for row in rows]
    if layout.is_single:
        yield f"{layout.outputs[0]},"
        yield rows[0]
    else:
        yield f"({listed(layout.outputs)}),"
        more = ["…"] if len(layout.outputs) > len(rows) else []
        *most, last = [*rows, *more]
        yield from (f"{' ' if number else '('}{row}," for number, row in enumerate(most))
        yield f" {last})"
