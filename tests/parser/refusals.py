"""How a refusal is checked: its sentence, place and hint, and that its proposal can be typed."""

from __future__ import annotations

import pytest
from backprop.parser import BackpropError, parse


def check(text: str, message: str, span: tuple[int, int], hint: str, proposed: str | None) -> None:
    """One error as it should be, and a proposal that is in its hint and in the language."""
    with pytest.raises(BackpropError) as caught:
        parse(text)
    error = caught.value
    assert (error.message, error.span, error.hint) == (message, span, hint)
    if proposed is not None:
        assert proposed in hint
        assert parse(proposed).statements
