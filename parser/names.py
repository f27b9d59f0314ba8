"""Names: how they are typed, and the form in which they are compared.

Invariants:

- A name that is accepted is, in its compared form (NFKC, `π` is `pi`), a Python identifier that
  reads back as the same name.
- Superscript letters are refused: NFKC would silently make the one name `xn` of `xⁿ`.

>>> compared_name("ｘ₁", 0), compared_name("π", 0)
('x1', 'pi')
"""

from __future__ import annotations

import re
import unicodedata

from .errors import BackpropError, Span
from .wording import WIDTH, quoted, shown

# Names that are operators; each with its terminal.
WORDS = {"and": "AND", "or": "OR", "not": "NOT"}

# More marks on one letter than this are not writing (UAX 15 D4), and putting them in canonical
# order takes quadratic time.
_MARKS_IN_A_ROW = 30

# An identifier character for Python, and a sign of multiplication here.
_DOTS = ("·", "・")

# Letters and marks for Python, nothing at all for the eye: fillers, variation selectors, and the
# two joiners, which belong to identifiers from Python 3.13 on.
_INVISIBLE = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u3164\uffa0\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)
_RAISED_DIGITS = tuple("⁰¹²³⁴⁵⁶⁷⁸⁹")


def compared_name(typed: str, start: int, before: str = "") -> str:
    """The compared form of a name as it was typed at offset `start`.

    `before` is the operand that ends before it, or nothing; only a hint depends on it.

    Raises:
        BackpropError: a character in it cannot be part of a name; the span is that character.
    """
    if typed.isascii():
        return typed
    _refuse_superscripts(typed, start, before)
    _refuse_many_marks(typed, start)
    name = unicodedata.normalize("NFKC", typed)
    if not is_identifier(name):
        raise _refused(typed, start, before)
    return "pi" if name == "π" else name


def is_identifier(text: str) -> bool:
    r"""Whether a text in its compared form can be a name, by the same rule on every Python.

    >>> is_identifier("x1"), is_identifier("1x"), is_identifier("x\u200dy"), is_identifier("x・y")
    (True, False, False, False)
    """
    if not text.isidentifier() or text.isascii():
        return text.isidentifier()
    return not any(dot in text for dot in _DOTS) and not re.search(_INVISIBLE, text)


def _refuse_superscripts(typed: str, start: int, before: str) -> None:
    for index, character in enumerate(typed):
        if is_superscript(character):
            end = index + 1
            while end < len(typed) and is_superscript(typed[end]):
                end += 1
            raise BackpropError(
                f"the superscript {quoted(typed[index:end])} is not read as an exponent",
                Span(start + index, start + end),
                hint=_exponent_hint(typed, index, end, before),
            )


def _exponent_hint(typed: str, index: int, end: int, before: str) -> str:
    base, rest = (unicodedata.normalize("NFKC", part) for part in (typed[:index], typed[end:]))
    exponent = unicodedata.normalize("NFKC", typed[index:end])
    if before.endswith(_RAISED_DIGITS) or not is_identifier(exponent):
        return "write the whole exponent after '^', as in x^(2*n)"
    if not base:
        return f"write it after '^', as in x^{shown(exponent)}"
    names = [base, rest] if rest else [base]
    if len(typed) > WIDTH or not all(map(_is_plainly_a_name, names)):
        return "write the exponent after '^', as in x^n"
    return f"write {base}^{exponent}*{rest}" if rest else f"write {base}^{exponent}"


def _is_plainly_a_name(text: str) -> bool:
    return is_identifier(text) and text not in WORDS


def is_superscript(character: str) -> bool:
    """Whether a character is another one, raised; the superscript digits are not asked about."""
    return unicodedata.decomposition(character).startswith("<super>")


def _refuse_many_marks(typed: str, start: int) -> None:
    run = 0
    for index, character in enumerate(typed):
        run = run + 1 if unicodedata.combining(character) else 0
        if run > _MARKS_IN_A_ROW:
            raise BackpropError(
                f"a letter carries more than {_MARKS_IN_A_ROW} combining marks",
                Span(start + index, start + index + 1),
                hint="delete the marks",
            )


def is_filler(character: str) -> bool:
    """Whether a character is a letter or a mark that nobody can see."""
    return re.match(_INVISIBLE, character) is not None


def _refused(typed: str, start: int, before: str) -> BackpropError:
    from .characters import refused_character  # only a mistake needs its tables

    for index, character in enumerate(typed):
        if not _continues_a_name(character):
            return refused_character(typed, index, start, typed[:index] or before)
    return refused_character(typed, 0, start, before)


def _continues_a_name(character: str) -> bool:
    return is_identifier(f"_{unicodedata.normalize('NFKC', character)}")
