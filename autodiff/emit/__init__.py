"""Emitters: a program and its derivatives in other languages; the registry of the forms.

To add one, write its module and give it a line in `REGISTRY`, with its kind:

- a `program` has `emit(subject) -> str`, and its tables, mostly those of a `Language`;
- a `formula` has `writer(names, ordinary=…) -> Writer`, and its `SHAPES`;
- a `graph` is shown by `emit(subject) -> str`, and needs no derivatives to show.

All tables of a form together name every primitive once, as `tests/autodiff/emit/test_tables.py`
proves; the tests of programs run what is emitted.
"""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from ...parser.errors import BackpropError
from ..rules import PRIMITIVES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from .subject import Subject


class Form(NamedTuple):
    """A form: what it is, the module that writes it, and its tables by their name in that module.

    Without `tables` it says every primitive by the name or the sign of its row. With `dialects` it
    has tables for each, and `emit` and `tables` take one.
    """

    kind: Literal["formula", "program", "graph"]
    what: str
    module: str
    tables: str | None
    dialects: tuple[str, ...] = ()


DIALECTS = ("duckdb", "sqlite", "postgres", "spark", "bigquery", "snowflake")

REGISTRY = {
    "infix": Form("formula", "a formula of this language", "infix", None),
    "latex": Form("formula", "LaTeX, for a document", "latex", "SHAPES"),
    "unicode": Form("formula", "for reading: ∂f/∂x = 2x·cos(x²)·y", "unicode", "SHAPES"),
    "python": Form(
        "program", "a Python function for the value and the gradient, on math", "python",
        "PYTHON.tables",
    ),
    "numpy": Form("program", "the same on NumPy arrays", "numpy", "NUMPY.tables"),
    "c": Form("program", "a C99 function", "c", "C.tables"),
    "javascript": Form("program", "a JavaScript function", "javascript", "JAVASCRIPT.tables"),
    "sql": Form(
        "program", "a query, in the dialect that --dialect names", "sql", "tables", DIALECTS
    ),
    "torch": Form(
        "program", "a PyTorch script that lets autograd find the gradient", "torch", "TORCH.tables"
    ),
    "layers": Form(
        "program", "a teaching program in Python, one class an operation", "layers",
        "PYTHON.tables",
    ),
    "dot": Form("graph", "a drawing of the graph, for Graphviz", "dot", None),
    "mermaid": Form("graph", "a drawing of the graph, for Markdown", "mermaid", None),
    "json": Form("graph", "the graph itself", "graph_json", None),
}  # fmt: skip

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
    _, _, _, name, dialects = REGISTRY[form]
    if name is None:
        return (PRIMITIVES,)
    found = attrgetter(name)(form_module(form))
    if dialects:
        found = found(dialect)
    return found if isinstance(found, tuple) else (found,)


def program_text(form: str, subject: Subject, dialect: str | None = None) -> str:
    """The outputs and derivatives of a program in one of `PROGRAM_FORMS`; ends with a new line.

    Raises `BackpropError` for what cannot be said in the form, which names the function.
    """
    tables = form_tables(form, dialect or DIALECTS[0])
    graph = subject.derivatives.graph
    for node, operation in enumerate(graph.operations):
        if operation is not None and not any(operation.name in table for table in tables):
            raise BackpropError(
                f"'{operation.name}' cannot be said in the form {form}: no one has told how",
                graph.spans[node],
                hint="take another form, such as --to json",
            )
    emit = form_module(form).emit
    text: str = emit(subject, dialect or DIALECTS[0]) if REGISTRY[form].dialects else emit(subject)
    return text.rstrip("\n") + "\n"
