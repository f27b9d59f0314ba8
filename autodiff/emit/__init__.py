"""Emitters: a program and its derivatives in other languages, one module a form.

To add one: write a module here with `emit(subject) -> str` and its four tables (infix, simple,
lowered, unsupported), name it in `PROGRAM_FORMS`, and list it in `tests/autodiff/emit`, which
proves that the tables cover the primitives and runs what is emitted.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


def form_module(form: str) -> ModuleType:
    """The module of a form, imported when it is asked for."""
    return import_module(f".{_MODULES.get(form, form)}", __name__)


def program_text(form: str, subject: Subject, dialect: str | None = None) -> str:
    """The outputs and derivatives of a program in one of `PROGRAM_FORMS`; ends with a new line.

    Raises `BackpropError` for what cannot be said in the form, which names the function.
    """
    emit = form_module(form).emit
    text: str = emit(subject, dialect or DIALECTS[0]) if form == "sql" else emit(subject)
    return text.rstrip("\n") + "\n"
