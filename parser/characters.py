r"""Characters: which can be in a name, and what to type instead of those that mean nothing.

Invariants:

- The span is the character, or the short run of characters that is one sign to a person (`&&`).
- A control character, an invisible one or half of a surrogate pair is shown as its escape.

>>> error = refused_character("x && y", 2)
>>> error.message, error.span, error.hint
("'&&' has no meaning here", Span(start=2, end=4), "write 'and', as in x > 0 and y > 0")
"""

from __future__ import annotations

import re
import unicodedata

from .errors import BackpropError, Span
from .wording import WIDTH, quoted, shown, spelled_out

# An identifier character for Python, and a sign of multiplication here.
_DOTS = ("·", "・")

# Letters and marks for Python, nothing at all for the eye: fillers, variation selectors, and the
# two joiners, which belong to identifiers from Python 3.13 on.
_INVISIBLE = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u3164\uffa0\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef]"
)
_HINTS_OF_SIGNS = (
    ("&& & ＆＆ ＆ ∧ ⋀", "write 'and', as in x > 0 and y > 0"),
    ("|| ｜｜ ∨ ⋁", "write 'or', as in x < 0 or x > 1"),
    ("| ｜ ∣ ‖ ∥", "the absolute value of x is abs(x)"),
    ("~ ～ ¬", "write 'not', as in not x > 0"),
    ("[ ] { } ［ ］ ｛ ｝ 【 】 〔 〕 〈 〉 《 》 ⟨ ⟩", "only ( and ) group, as in 2*(x + y)"),
    ("⌊ ⌋", "write floor(x)"),
    ("⌈ ⌉", "write ceil(x)"),
    (
        "\" ' ` ´ ‘ ’ “ ” „ ‚ « » 「 」 『 』 ＂ ＇ ′ ″ ‴",
        "names are written without quotes, as in x",
    ),
    ("? ？", "a choice is where(x > 0, a, b)"),
    (":= ：＝ ：= : ：", "a definition is written with '=', as in x = 3"),
    ("$ ＄ ¥ ￥ € £ ¢", "write the number or the name alone"),
    ("@ ＠", "a product is written with '*', as in a*b"),
    ("... … …… ⋯", "write every term, as in a + b + c"),
    (". ..", "a number has a digit beside its point, as in 0.5; a name has no point"),
    ("、 ﹐", "write ','"),
    ("。", "write '.' inside a number and ';' between statements"),
    ("→ ⇒ ↦ ⟶ ⟹", "a function is defined as in f(x) = x^2"),
    ("← ⇐ ≔", "a definition is written with '=', as in x = 3"),
    ("∞", "write inf"),
    ("≈ ≅ ≃ ∼", "compare within a tolerance, as in abs(a - b) < 0.001"),
    ("≡ ≟", "write '==' to compare, as in a == b"),
    ("± ∓", "write two expressions, as in a + b; a - b"),
    ("∑", "write every term, as in a + b + c"),
    ("∏", "write every factor, as in a*b*c"),
    ("∂ ∇", "a derivative inside a formula is written diff(x^2, x)"),
    ("∆", "the letter Δ (U+0394) can be part of a name"),
    ("∛", "write cbrt(x)"),
    ("∜", "write x^(1/4)"),
    ("— ― ─ ⸺", "write '-'"),
    ("⁺ ⁻", "an exponent has digits, as in x⁻¹"),
)
_HINTS = {sign: hint for signs, hint in _HINTS_OF_SIGNS for sign in signs.split(" ")}
_LONGEST = max(map(len, _HINTS))
_PRIMES = "'’′″‴＇´"
_NAMES_HINT = "a name is made of letters, digits and '_'"
_PARTS = {"°": "*pi/180", "‰": "/1000"}
_HINTS_OF_COMMANDS = (
    (r"\frac \dfrac \tfrac", "write a quotient with '/', as in (x + 1)/y"),
    (r"\sqrt", "write sqrt(x)"),
    (r"\cdot \times", "write a product with '*', as in a*b"),
    (r"\left \right", "write ( and ) alone, as in (x + y)*z"),
)
_COMMANDS = {sign: hint for signs, hint in _HINTS_OF_COMMANDS for sign in signs.split(" ")}


def refused_character(text: str, offset: int, start: int = 0, before: str = "") -> BackpropError:
    """The error for the character at `offset` of `text`, which itself begins at `start`.

    `before` is the operand that ends before the character, or nothing: `5!` is not `!x`.
    """
    sign = _sign_at(text, offset)
    character = text[offset]
    message = f"{quoted(sign)} has no meaning here"
    hint = _hint(text, offset, sign, before)
    if not character.isprintable() or _is_invisible(character):
        message = f"{_kind(character)} has no meaning here"
        hint = "delete it"
    span = Span(start + offset, start + offset + len(sign))
    return BackpropError(message, span, hint=hint)


def _sign_at(text: str, offset: int) -> str:
    """The run of characters at an offset that is one sign to a person."""
    if text[offset] == "\\":
        command = re.compile(r"\\[A-Za-z]{0,40}").match(text, offset)
        return command.group() if command else "\\"
    for length in range(_LONGEST, 1, -1):
        if text[offset : offset + length] in _HINTS:
            return text[offset : offset + length]
    return text[offset]


def _hint(text: str, offset: int, sign: str, before: str) -> str:
    if sign in _PRIMES and before and not text[offset - 1 : offset].isspace():
        return "a derivative inside a formula is written diff(x^2, x)"
    if sign in "!！":
        return "the factorial of n is gamma(n + 1)" if before else _HINTS["~"]
    if sign in "%％":
        return _percent_hint(text, offset, before)
    if sign in _PARTS:
        return f"write ({_operand(before)}{_PARTS[sign]})"
    if sign.startswith("\\"):
        return _COMMANDS.get(sign, "a formula is typed plainly, as in (x + y)*z^2")
    return _HINTS.get(sign) or _equivalent_hint(sign, before)


def _percent_hint(text: str, offset: int, before: str) -> str:
    """`80%` is a percentage; `7 % 3` is a remainder."""
    follows = re.compile(r"\s*[\w.(]").match(text, offset + 1)
    if before and not follows:
        return f"write ({_operand(before)}/100)"
    return "the remainder of x by y is mod(x, y)"


def _operand(before: str) -> str:
    """The operand as typed where it is one short name or number, a stand-in where it is not."""
    whole = is_identifier(before) or before[:1] in {*"0123456789."}
    return before if whole and len(before) <= WIDTH else "x"


def _equivalent_hint(character: str, before: str) -> str:
    """What a character is equivalent to in plain characters, where that is something to type."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return f"write {digit}" if not before else f"the digits are 0 to 9; write {digit}"
    plain = unicodedata.normalize("NFKC", character).replace("⁄", "/")
    if "<fraction>" in unicodedata.decomposition(character):
        return f"write ({plain})" if not before else "write the number in full, as in 2.5"
    if plain != character and plain.isascii() and plain.isprintable() and plain.strip():
        return f"write {shown(plain)}"
    return _NAMES_HINT


def is_identifier(text: str) -> bool:
    r"""Whether a text in its compared form can be a name, by the same rule on every Python.

    >>> is_identifier("x1"), is_identifier("1x"), is_identifier("x\u200dy"), is_identifier("x・y")
    (True, False, False, False)
    """
    if not text.isidentifier() or text.isascii():
        return text.isidentifier()
    return not any(dot in text for dot in _DOTS) and not re.search(_INVISIBLE, text)


def _is_invisible(character: str) -> bool:
    """Whether nobody can see a character: it has no shape, or only controls how others look."""
    return bool(re.match(_INVISIBLE, character)) or unicodedata.category(character) == "Cf"


def _kind(character: str) -> str:
    """A character that nobody sees: what it is, its escape, and its name where it has one."""
    escape = f"'{spelled_out(character)}'"
    if character < " " or "\x7f" <= character <= "\x9f":
        return f"the control character {escape}"
    if "\udc80" <= character <= "\udcff":  # how Python passes on an argument that is not UTF-8
        return f"the byte {escape}, which is not UTF-8,"
    if "\ud800" <= character <= "\udfff":
        return f"the lone surrogate {escape}"
    name = unicodedata.name(character, "")
    return f"the invisible character {escape}{f' ({name})' if name else ''}"


def grown_number(number: str, more: str, span: Span) -> BackpropError:
    """The error for a number that goes on as none does: with a number, or with a name."""
    message = f"{quoted(number + more)} is not a number"
    if not is_identifier(more):
        hint = "a number has one decimal point, as in 1.25, and a whole exponent, as in 1e-3"
        return BackpropError(message, span, hint=hint)
    product = f"a product is {shown(number)}*{shown(more)}"
    if more.startswith("_"):
        hint = f"'_' may stand between two digits, as in 1_000; {product}"
        return BackpropError(message, span, hint=hint)
    message = f"{quoted(number + more)} is not a decimal number"
    return BackpropError(message, span, hint=f"{_decimal(more)}{product}")


def _decimal(more: str) -> str:
    """`write 31; ` for `x1F`, nothing when it is no number in its base or a very long one."""
    try:
        return f"write {int(f'0{more}', 0)}; " if len(more) < 20 else ""
    except ValueError:
        return ""
