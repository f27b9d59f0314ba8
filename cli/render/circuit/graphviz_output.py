"""The circuit picture drawn by Graphviz: SVG, PNG, PDF, and SVG inside a page of HTML.

What is kept true: nothing is laid out by hand; where the package or the program is missing, the
error says how to install it, and a page falls back on text that Mermaid can draw.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from ....autodiff.emit.drawings.dot import dot_text
from ....autodiff.emit.drawings.mermaid import mermaid_text
from ....parser.errors import BackpropError
from ..pages.html import document, shown
from ..pages.page import short_title
from .circuit import circuit

if TYPE_CHECKING:
    from ....autodiff.teach.picture import Picture

_INSTEAD = "--to mermaid and --to dot need nothing"


def graphviz_picture(dot: str, form: str) -> bytes:
    """A picture in Graphviz's language as `svg`, `png` or `pdf`.

    Raises `BackpropError` where Graphviz is missing, or cannot draw it.
    """
    try:
        import graphviz  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise BackpropError(
            f"drawing {form} needs the Python package 'graphviz'",
            hint=f'install it: python3 -m pip install "backprop-cli[graph]"; {_INSTEAD}',
        ) from None
    try:
        made: bytes = graphviz.Source(dot).pipe(format=form, quiet=True)
    except graphviz.ExecutableNotFound:
        raise BackpropError(
            f"drawing {form} needs Graphviz's program 'dot', which is not installed",
            hint="install it: apt-get install graphviz, brew install graphviz, or "
            f"winget install graphviz; {_INSTEAD}",
        ) from None
    except graphviz.CalledProcessError as error:
        raise BackpropError(
            f"Graphviz could not draw this: its program 'dot' ended with status {error.returncode}",
            hint=_INSTEAD,
        ) from None
    return made


def figure(picture: Picture, precision: int, *, partials: bool = False) -> str:
    """The picture as HTML: an SVG, or the text for Mermaid where Graphviz is missing."""
    drawing = circuit(picture, precision, partials=partials)
    try:
        svg = graphviz_picture(dot_text(drawing), "svg").decode("utf-8")
    except BackpropError as error:
        text = escape(mermaid_text(drawing))
        words = shown(f"{error.message}. This text draws the picture in any viewer of Mermaid:")
        return f'<figure><pre class="mermaid">{text}</pre><figcaption>{words}</figcaption></figure>'
    inner = re.sub(r"^.*?(?=<svg)", "", svg, count=1, flags=re.DOTALL)
    inner = re.sub(r"<!--.*?-->\n?", "", inner, flags=re.DOTALL)
    return f"<figure>{inner}</figure>"


def html_page(picture: Picture, precision: int, *, partials: bool = False) -> str:
    """A page with the picture and what its colours mean."""
    title = short_title(picture.expression)
    body = [f"<h1>{shown(title)}</h1>", figure(picture, precision, partials=partials)]
    if picture.valued:
        body.append(
            '<p>Above each wire stands the <span style="color:var(--value)">value</span> that it '
            'carries, below it the <span style="color:var(--gradient)">gradient</span>: how fast '
            f"{shown(_outputs(picture))} moves as that value moves.</p>"
        )
    if picture.left_out:
        words = (
            f"{picture.left_out:,} of the {picture.nodes:,} nodes are left out; --limit shows more."
        )
        body.append(f"<p>{words}</p>")
    return document(title, "\n".join(body))


def _outputs(picture: Picture) -> str:
    names = picture.outputs
    return names[0] if len(names) == 1 else "each output"
