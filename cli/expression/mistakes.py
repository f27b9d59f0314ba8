"""What to say to words that are left over: most often an expression without its quotes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError
from ..usage_errors import pasteable
from .find import normalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..values.subject import Subject


def stray_words(strays: Sequence[str], words: Sequence[str], subject: Subject) -> BackpropError:
    """The error for words that are neither the expression, nor options, nor their values."""
    listed = " ".join(strays[:5]) + (" ..." if len(strays) > 5 else "")
    return BackpropError(
        f"unexpected word{'s' if len(strays) > 1 else ''} after the expression: {listed}",
        hint=reason(strays, words, subject),
    )


def reason(strays: Sequence[str], words: Sequence[str], subject: Subject) -> str:
    """Why there may be words left over."""
    stray = strays[0]
    before = words[list(words).index(stray) - 1]
    name = normalised(before[2:]) if before.startswith("--") else ""
    if name in subject.names:
        return f"'{before}' is an option of its own; give the input with --at {name}={stray}"
    name, equals, value = stray.partition("=")
    if equals and normalised(name) in subject.names and value:
        return f"values are given as --at {stray}"
    if sum(map(os.path.lexists, strays[:50])) > 1:
        return "the shell has replaced a '*' by file names; put the whole expression in quotes"
    whole = " ".join([subject.source.text, *strays])
    line = pasteable(["backprop", "eval", whole]) if len(whole) < 200 else None
    return "put the whole expression in quotes" + (f": {line}" if line else "")
