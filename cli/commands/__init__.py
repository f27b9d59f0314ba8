"""One file a command: a command line in, a report out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..command import Command

COMMANDS = ("eval", "diff", "jacobian", "hessian", "functions")
"""Each is the attribute `command` of the module of that name, in the order of the help."""


def find(name: str) -> Command | None:
    """The command of that name, if it is about an expression."""
    if name == "eval":
        from .eval import command
    elif name == "diff":
        from .diff import command
    elif name == "jacobian":
        from .jacobian import command
    elif name == "hessian":
        from .hessian import command
    else:
        return None
    return command
