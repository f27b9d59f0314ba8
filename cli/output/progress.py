"""A sign of life on stderr, for a person who waits longer than a second.

What is kept true: nothing is shown where stderr is not a terminal, nothing stays on the screen, and
until a second has passed neither Rich nor a thread's work is paid for.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from . import terminal

if TYPE_CHECKING:
    from threading import Lock, Timer

    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds."""


class working:  # noqa: N801  # it is used like a function
    """A context in which something is worked on that may take long.

    >>> with working("reading the expression"):
    ...     1 + 1
    2
    """

    __slots__ = ("_lock", "_progress", "_timer", "_what")

    def __init__(self, what: str) -> None:
        self._what = what
        self._timer: Timer | None = None
        self._progress: Progress | None = None

    def __enter__(self) -> None:
        if not terminal.is_terminal(sys.stderr):
            return
        from threading import Lock, Timer

        self._lock: Lock = Lock()
        self._timer = Timer(PATIENCE, self._show)
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        if self._timer is None:
            return
        self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._progress is not None:
                self._progress.stop()

    def _show(self) -> None:
        """Draw a bar that only says that time passes: how much is left to do is not known."""
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        screen = terminal.screen_of(sys.stderr)
        with self._lock:
            if self._timer is None:
                return
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=None if screen.columns < 60 else 30),
                TimeElapsedColumn(),
                console=terminal.make_console(sys.stderr, screen),
                transient=True,
            )
            self._progress.add_task(self._what, total=None)
            self._progress.start()
