"""Shell completion: Click's own, which neither fails nor prints anything but candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import shell_complete

if TYPE_CHECKING:
    import click


def complete(command: click.Command, program: str, variable: str, instruction: str) -> int:
    """Answer the shell that set `variable`; what cannot be read has no candidates."""
    try:
        return shell_complete(command, {}, program, variable, instruction)
    except OSError:
        raise
    except Exception:
        return 0
