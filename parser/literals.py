"""Names and numbers: how they are typed, and what they are.

Invariants:

- A name that is accepted is, in its compared form (NFKC, `π` is `pi`), a Python identifier that
  reads back as the same name.
- Superscript letters are refused: NFKC would silently make the one name `xn` of `xⁿ`.
- A number is an exact mantissa and exponent, read in time linear in its length and never expanded:
  `1e3000000` is the pair (1, 3000000). The mantissa has no trailing zeros; zero is (0, 0).

>>> compared_name("ｘ₁", 0), compared_name("π", 0)
('x1', 'pi')
>>> number("１_200．50", Span(0, 8)), number("1e3000000", Span(0, 9))
(Number(12005, -1), Number(1, 3000000))
"""

from __future__ import annotations

import sys
import unicodedata

from .characters import is_identifier, refused_character
from .errors import BackpropError, Span
from .syntax import Number
from .wording import WIDTH, quoted, shown

# Names that are operators; each with its terminal.
WORDS = {"and": "AND", "or": "OR", "not": "NOT"}

# More marks on one letter than this are not writing (UAX 15 D4), and putting them in canonical
# order takes quadratic time.
_MARKS_IN_A_ROW = 30

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


def normalised(name: str) -> str:
    """A name in its compared form; what cannot be a name stays as it is.

    >>> normalised("ｘ"), normalised("π"), normalised("no-name")
    ('x', 'pi', 'no-name')
    """
    try:
        return compared_name(name, 0)
    except BackpropError:
        return name


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


def _refused(typed: str, start: int, before: str) -> BackpropError:
    for index, character in enumerate(typed):
        if not _continues_a_name(character):
            return refused_character(typed, index, start, typed[:index] or before)
    return refused_character(typed, 0, start, before)


def _continues_a_name(character: str) -> bool:
    return is_identifier(f"_{unicodedata.normalize('NFKC', character)}")


# Python converts no longer text to an integer unless it is told to, because that is quadratic.
MOST_DIGITS = 4300
MOST_EXPONENT_DIGITS = 18
_FEW_DIGITS = 100

_PLAIN = str.maketrans("０１２３４５６７８９．＿ｅＥ＋﹢−－﹣‐‑‒–", "0123456789._ee++-------")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def number(typed: str, span: tuple[int, int]) -> Number:
    """The number that a NUMBER token holds.

    Raises:
        BackpropError: it has more digits than can be read.
    """
    whole, _, fraction = typed.partition(".")
    digits = whole + fraction
    if digits.isdecimal() and digits[-1] != "0" and len(digits) < _FEW_DIGITS:
        return Number(int(digits), -len(fraction), span)  # what most numbers are, without detours
    plain = typed if typed.isascii() else typed.translate(_PLAIN)
    mantissa, _, exponent = plain.replace("E", "e").replace("_", "").partition("e")
    whole, _, fraction = mantissa.partition(".")
    return _exact(whole + fraction, _exponent(exponent, span) - len(fraction), span)


def superscript_number(typed: str, span: tuple[int, int]) -> Number:
    """The number that the digits of a SUPERSCRIPT token hold.

    Raises:
        BackpropError: it has more digits than can be read.
    """
    return _exact(typed.translate(_SUPERSCRIPT), 0, span)


def _exact(digits: str, exponent: int, span: tuple[int, int]) -> Number:
    significant = digits.strip("0")
    if not significant:
        return Number(0, 0, span)
    most = min(MOST_DIGITS, sys.get_int_max_str_digits() or MOST_DIGITS)
    if len(significant) > most:
        raise BackpropError(
            f"a number of {len(significant)} significant digits is too long",
            Span(*span),
            hint=f"at most {most} digits are read; write fewer",
        )
    zeros = len(digits) - len(digits.rstrip("0"))
    return Number(int(significant), exponent + zeros, span)


def _exponent(typed: str, span: tuple[int, int]) -> int:
    digits = typed.lstrip("+-").lstrip("0") or "0"
    if len(digits) > MOST_EXPONENT_DIGITS:
        raise BackpropError(
            f"an exponent of {len(digits)} digits is too long",
            Span(*span),
            hint=f"an exponent has at most {MOST_EXPONENT_DIGITS} digits",
        )
    return -int(digits) if typed.startswith("-") else int(digits)
