"""One file a command: a command line in, a report out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ..command import Command

if TYPE_CHECKING:
    import click

COMMANDS = (
    "eval", "diff", "jacobian", "hessian", "explain", "paths", "graph", "compare", "check", "grade",
    "functions",
)  # fmt: skip
"""Each is the attribute `command` of the module of that name, in the order of the help."""


def load(name: str) -> Command | click.Command:
    """The command of that name; one that is not about an expression is Click's own."""
    return import_module(f".{name}", __name__).command


def find(name: str) -> Command | None:
    """The command of that name, if it is about an expression."""
    command = load(name) if name in COMMANDS else None
    return command if isinstance(command, Command) else None
