"""Graphs, rules and sweeps: a formula as a flat graph, and every question asked of that graph.

This layer knows nothing of Lark, Click, Rich or terminals. What it asks of a tree is asked in
`names.py` (which name is what), `refusals.py` (what has no meaning), `dependencies.py` (what waits
for what) and `lower.py` (tree to graph); `wording.py` goes back from nodes to text.

From Python, `differentiate` is the way in; it is imported when it is first asked for.

>>> from backprop.autodiff import differentiate
>>> differentiate("x^2*y").gradient(x=3, y=5)
{'x': 30.0, 'y': 9.0}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .answers.differentiable import Differentiable, differentiate

__all__ = ["Differentiable", "differentiate"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """The doorway, without the time that it takes to import where no one asks for it."""
    if name in __all__:
        from . import compiled

        return getattr(compiled, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
