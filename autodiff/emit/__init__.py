"""Emitters: a program and its derivatives in other languages, one module a form.

To add one: write a module here with `emit(subject) -> str` and its `Language`, or its four tables
(infix, simple, lowered, unsupported), and name it in `PROGRAM_FORMS`, and a `Language` in
`_LANGUAGES`; `tests/autodiff/emit/test_tables.py` proves that the tables cover the primitives. A
test beside it runs what is emitted.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from .subject import Subject

FORMULA_FORMS = {
    "infix": "a formula of this language",
    "latex": "LaTeX, for a document",
    "unicode": "for reading: ∂f/∂x = 2x·cos(x²)·y",
}
"""The forms that say one derivative a line."""

PROGRAM_FORMS = {
    "python": "a Python function for the value and the gradient, on math",
    "numpy": "the same on NumPy arrays",
    "c": "a C99 function",
    "javascript": "a JavaScript function",
    "sql": "a query, in the dialect that --dialect names",
    "torch": "a PyTorch script that lets autograd find the gradient",
    "layers": "a teaching program in Python, one class an operation",
    "dot": "a drawing of the graph, for Graphviz",
    "mermaid": "a drawing of the graph, for Markdown",
    "json": "the graph itself",
}
"""The forms that say the outputs and all derivatives together."""

GRAPH_FORMS = ("dot", "mermaid", "json")
"""Those of them that show the graph, and need no derivatives to show."""

FORMS = {**FORMULA_FORMS, **PROGRAM_FORMS}

DIALECTS = ("duckdb", "sqlite", "postgres", "spark", "bigquery", "snowflake")

_MODULES = {"json": "graph_json"}
_TABLES = {"sql": "sql_tables"}
"""Where a form's tables are, if not in its own module."""

_LANGUAGES = {"python": "python", "numpy": "numpy", "c": "c", "javascript": "javascript",
    "layers": "python", "torch": "torch"}  # fmt: skip
"""The forms that are written by one walker, and the module of the language of each."""


def form_module(form: str) -> ModuleType:
    """The module of a form, imported when it is asked for."""
    return import_module(f".{_MODULES.get(form, form)}", __name__)


def four_tables(form: str, dialect: str = DIALECTS[0]) -> tuple[Mapping[str, object], ...]:
    """The tables of a form, which together name every primitive once, the unsupported last."""
    if form in _LANGUAGES:
        module = import_module(f".{_LANGUAGES[form]}", __name__)
        return getattr(module, _LANGUAGES[form].upper()).tables
    module = import_module(f".{_TABLES[form]}", __name__) if form in _TABLES else form_module(form)
    if form == "sql":
        own = module.tables(dialect)
        return own.simple, own.defined, own.unsupported
    return module.INFIX, module.SIMPLE, module.LOWERED, module.UNSUPPORTED


def _refuse_unsaid(form: str, subject: Subject, dialect: str) -> None:
    """Refuse what stands in `unsupported`, and a function that is in no table as yet.

    For SQL, whose dialects differ, the emitter itself refuses the former.
    """
    *said, unsupported = four_tables(form, dialect)
    graph = subject.derivatives.graph
    for node, operation in enumerate(graph.operations):
        if operation is None or any(operation.name in table for table in said):
            continue
        if form != "sql" or operation.name not in unsupported:
            reason = unsupported.get(operation.name, "no one has told how")
            raise BackpropError(
                f"'{operation.name}' cannot be said in the form {form}: {reason}",
                graph.spans[node],
                hint="take another form, such as --to json",
            )


def program_text(form: str, subject: Subject, dialect: str | None = None) -> str:
    """The outputs and derivatives of a program in one of `PROGRAM_FORMS`; ends with a new line.

    Raises `BackpropError` for what cannot be said in the form, which names the function.
    """
    _refuse_unsaid(form, subject, dialect or DIALECTS[0])
    emit = form_module(form).emit
    text: str = emit(subject, dialect or DIALECTS[0]) if form == "sql" else emit(subject)
    return text.rstrip("\n") + "\n"
