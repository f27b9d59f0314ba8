"""Work that makes many objects and no cycles, done without looking for cycles all the while.

Python looks through what it holds whenever enough has been made; a tree or a graph that grows is
looked through again and again, which takes longer than growing it.

>>> import gc
>>> before = gc.isenabled()
>>> with uncollected():
...     gc.isenabled()
False
>>> gc.isenabled() == before
True
"""

from __future__ import annotations

import gc


class uncollected:  # noqa: N801  # it is used like a function
    """A context in which the cyclic garbage collector rests; it is put back as it was."""

    __slots__ = ("_was_enabled",)

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_enabled:
            gc.enable()
