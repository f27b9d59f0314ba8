"""Emitters: a program and its derivatives in other languages; the registry of the forms.

To add one, write its module and give it a line in `REGISTRY`, with its kind:

- a `program` has `emit(program) -> str`, and its tables, mostly those of a `Language`;
- a `formula` has `writer(names, ordinary=…) -> Writer`, and its `SHAPES`;
- a `graph` is shown by `emit(program) -> str`, and needs no derivatives to show.

All tables of a form together name every primitive once, as `tests/autodiff/emit/test_tables.py`
proves; the tests of programs run what is emitted.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ...parser.errors import BackpropError
from ..rules import PRIMITIVES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from .derivative_program import DerivativeProgram


class Form(NamedTuple):
    """A form: its module here, its tables or its `Language` by their name there, and what it is.

    Without `tables` it says every primitive by the name or the sign of its row. With `dialects` it
    has tables for each, and `emit` and `tables` take one.
    """

    kind: Literal["formula", "program", "graph"]
    module: str
    tables: str | None
    what: str
    dialects: tuple[str, ...] = ()


DIALECTS = ("duckdb", "sqlite", "postgres", "spark", "bigquery", "snowflake")

REGISTRY = {
    "infix": Form("formula", "formulas.infix", None, "a formula of this language"),
    "latex": Form("formula", "formulas.latex", "SHAPES", "LaTeX, for a document"),
    "unicode": Form("formula", "formulas.unicode", "SHAPES", "for reading: ∂f/∂x = 2x·cos(x²)·y"),
    "python": Form("program", "languages.python", "PYTHON", "a Python function, on math"),
    "numpy": Form("program", "languages.numpy", "NUMPY", "the same on NumPy arrays"),
    "c": Form("program", "languages.c", "C", "a C99 function"),
    "javascript": Form("program", "languages.javascript", "JAVASCRIPT", "a JavaScript function"),
    "sql": Form("program", "sql.query", "tables", "a query, in a dialect", DIALECTS),
    "torch": Form("program", "languages.torch", "TORCH", "a PyTorch script, on its autograd"),
    "layers": Form("program", "layers.program", "PYTHON", "for teaching: one class an operation"),
    "dot": Form("graph", "drawings.dot", None, "a drawing of the graph, for Graphviz"),
    "mermaid": Form("graph", "drawings.mermaid", None, "a drawing of the graph, for Markdown"),
    "json": Form("graph", "drawings.graph_json", None, "the graph itself"),
}

FORMS = {name: form.what for name, form in REGISTRY.items()}
"""All forms, and what each is."""

FORMULA_FORMS = [name for name, form in REGISTRY.items() if form.kind == "formula"]
"""The forms that say one derivative a line."""

PROGRAM_FORMS = [name for name, form in REGISTRY.items() if form.kind != "formula"]
"""The forms that say the outputs and all derivatives together."""

GRAPH_FORMS = [name for name, form in REGISTRY.items() if form.kind == "graph"]
"""Those of them that show the graph, and need no derivatives to show."""


def form_module(form: str) -> ModuleType:
    """The module of a form, imported when it is asked for."""
    return import_module(f".{REGISTRY[form].module}", __name__)


def form_tables(form: str, dialect: str = DIALECTS[0]) -> tuple[Mapping[str, object], ...]:
    """The tables of a form, which together name every primitive once."""
    line = REGISTRY[form]
    if line.tables is None:
        return (PRIMITIVES,)
    found: Any = getattr(form_module(form), line.tables)
    if line.dialects:
        return found(dialect)
    return getattr(found, "tables", (found,))


def program_text(form: str, program: DerivativeProgram, dialect: str | None = None) -> str:
    """The outputs and derivatives of a program in one of `PROGRAM_FORMS`; ends with a new line.

    Raises `BackpropError` for what cannot be said in the form, which names the function.
    """
    tables = form_tables(form, dialect or DIALECTS[0])
    graph = program.derivatives.graph
    for node, operation in enumerate(graph.operations):
        if operation is not None and not any(operation.name in table for table in tables):
            raise BackpropError(
                f"'{operation.name}' cannot be said in the form {form}: no one has told how",
                graph.spans[node],
                hint="take another form, such as --to json",
            )
    emit = form_module(form).emit
    text: str = emit(program, dialect or DIALECTS[0]) if REGISTRY[form].dialects else emit(program)
    return text.rstrip("\n") + "\n"
