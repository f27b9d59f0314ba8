"""What a user's mistake looks like to the program: one exception type, with a place and a remedy.

Every mistake that a user can make is a `BackpropError`. Its message is a full sentence without
its final stop, its span points into the text as it was typed, and its hint can be acted on.
Only the command line draws it.

>>> error = BackpropError("unknown function 'sine'", Span(6, 10), hint="did you mean 'sin'?")
>>> error.message, error.span, error.hint
("unknown function 'sine'", Span(start=6, end=10), "did you mean 'sin'?")
"""

from __future__ import annotations

from typing import NamedTuple

_LONGEST_GUESSED = 60
"""No one misspells a longer word; comparing it would take long."""


class Span(NamedTuple):
    """A stretch of source text: half-open code-point offsets, from 0, into the text as typed."""

    start: int
    end: int


class BackpropError(Exception):
    """A mistake in what the user gave: a sentence, the place, and what to do about it.

    `text` is the text that `span` points into. Whoever knows it fills it in with `located`;
    `origin` says what that text is when it is not the expression itself, such as `--x`.
    """

    def __init__(
        self,
        message: str,
        span: Span | None = None,
        *,
        hint: str | None = None,
        text: str | None = None,
        origin: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint
        self.text = text
        self.origin = origin

    def located(self, text: str, origin: str | None = None) -> BackpropError:
        """The same error with the text that it speaks of, unless it knows one already."""
        if self.text is None:
            self.text, self.origin = text, origin
        return self


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    r"""The 1-based line and column of an offset; columns count code points.

    A line ends in a line feed, a carriage return, or both.

    >>> line_and_column("a = 1\nb = )", 10)
    (2, 5)
    """
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def nearest(word: str, known: list[str]) -> list[str]:
    """The known words that `word` may have been meant to be: the nearest, and any that is as near.

    >>> nearest("sine", ["sin", "cos", "sinh"]), nearest("lgo", ["log", "lag", "cos"])
    (['sin'], ['log', 'lag'])
    """
    import difflib  # only a mistake needs it, and it is slow to import

    if len(word) > _LONGEST_GUESSED:
        return []
    close = difflib.get_close_matches(word, known, n=3, cutoff=0.6)
    likeness = [difflib.SequenceMatcher(None, other, word).ratio() for other in close]
    return [other for other, ratio in zip(close, likeness, strict=True) if ratio == likeness[0]]


def did_you_mean(word: str, known: list[str]) -> str | None:
    """The hint that offers the nearest known words, if any is near.

    >>> did_you_mean("sine", ["sin", "cos", "sinh"])
    "did you mean 'sin'?"
    """
    return offer(nearest(word, known))


def offer(words: list[str]) -> str | None:
    """The hint that offers these words; `None` if there are none."""
    if not words:
        return None
    *others, last = [f"'{word}'" for word in words]
    return f"did you mean {', '.join(others)} or {last}?" if others else f"did you mean {last}?"
