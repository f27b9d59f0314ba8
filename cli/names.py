"""Names as a user types them, on the command line or in a file."""

from __future__ import annotations

from ..parser.errors import BackpropError
from ..parser.names import compared_name


def normalised(name: str) -> str:
    """A name in the form in which names are compared; what cannot be a name stays as it is.

    >>> normalised("ｘ"), normalised("π"), normalised("no-name")
    ('x', 'pi', 'no-name')
    """
    try:
        return compared_name(name, 0)
    except BackpropError:
        return name
