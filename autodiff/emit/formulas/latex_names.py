r"""LatexNames in LaTeX: `x`, `\theta`, `x_{1}`, `\mathit{price}`, `\text{饮料单价}`.

Invariants:

- Whatever a name holds, it is one symbol of math mode: characters that TeX reads are escaped.
- Two names that would look the same are both written letter by letter.

>>> names = LatexNames(["x", "theta", "x_max", "unit_price", "x1"])
>>> [names.text(name) for name in ("x", "theta", "x_max", "unit_price", "x1", "pi")]
['x', '\\theta', 'x_{\\mathrm{max}}', '\\mathit{unit\\_price}', 'x_{1}', '\\pi']
>>> LatexNames(["x1", "x_1"]).text("x1")
'\\mathit{x1}'
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_SMALL = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega",
)  # fmt: skip
_CAPITALS = (
    "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
)  # fmt: skip
_COMMANDS = frozenset({*_SMALL, *_CAPITALS})
_LETTERS = {
    **dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", (*_SMALL, *_CAPITALS), strict=True)),
    # These are the shapes that are typed; the commands `epsilon` and `phi` give two others.
    "ε": "varepsilon", "φ": "varphi", "ς": "varsigma",
}  # fmt: skip
_NUMBERED = re.compile(r"(.*?[^\W\d_])_?([0-9]+)", re.DOTALL)
_SUBSCRIPTED = re.compile(r"([^_]+)_([^_]+)", re.DOTALL)
_CONSTANTS = {"pi": r"\pi", "tau": r"\tau", "inf": r"\infty", "nan": r"\mathrm{NaN}"}
CONSTANTS = frozenset({*_CONSTANTS, "e"})
"""The names that mean a number until a program gives them another meaning."""

_SPECIAL = {
    "\\": r"\backslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\hat{}", "~": r"\sim{}",
}  # fmt: skip
_IN_TEXT = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


class LatexNames:
    """How names are written, where `own` are all those that a program gives a meaning of its own.

    Any other is one of the language's constants.
    """

    def __init__(self, own: Collection[str] = ()) -> None:
        texts = {name: _pretty(name) for name in own}
        seen = Counter(texts.values())
        self.shadows_e = "e" in texts
        self._texts = {
            name: text if seen[text] == 1 else _letter_by_letter(name)
            for name, text in texts.items()
        }
        self._taken = set(self._texts.values())

    def text(self, name: str) -> str:
        """A name as it is written here."""
        if name not in self._texts:
            text = _CONSTANTS.get(name) or _pretty(name)
            self._texts[name] = _letter_by_letter(name) if text in self._taken else text
        return self._texts[name]

    def raised(self, name: str, exponent: int) -> str:
        """A name with an exponent, if that is not 1."""
        return self.text(name) + (f"^{{{exponent}}}" if exponent > 1 else "")

    def is_short(self, name: str) -> bool:
        """Whether a name is one letter, with a subscript perhaps: `2 x`, but not `2 price`."""
        return not self.text(name).startswith((r"\mathit", r"\text", r"\mathrm"))


def escaped(text: str, *, in_text: bool = False) -> str:
    r"""A text of which TeX reads no character as a command, in math mode or inside `\text`."""
    signs = _SPECIAL | _IN_TEXT if in_text else _SPECIAL
    return "".join([signs.get(character, character) for character in text])


def _pretty(name: str) -> str:
    """A name as a person would write it in a formula."""
    letter = _letter(name)
    if letter is not None:
        return letter
    numbered = _NUMBERED.fullmatch(name)
    if numbered is not None:
        return _numbered(name, *numbered.groups())
    subscripted = _SUBSCRIPTED.fullmatch(name)
    letter = _letter(subscripted[1]) if subscripted else None
    if subscripted is None or letter is None:
        return _letter_by_letter(name)
    below = _letter(subscripted[2]) or _letter_by_letter(subscripted[2], r"\mathrm")
    return f"{letter}_{{{below}}}"


def _numbered(name: str, base: str, digits: str) -> str:
    """A name that ends in a number: a letter takes it as its subscript, a word after `_` only."""
    letter = _letter(base)
    if letter is None and (name != f"{base}_{digits}" or "_" in base):
        return _letter_by_letter(name)
    return f"{letter or _letter_by_letter(base)}_{{{digits}}}"


def _letter(name: str) -> str | None:
    """A letter of the Latin or the Greek alphabet, the latter by its name too."""
    if len(name) == 1 and name.isascii() and name.isalpha():
        return name
    command = _LETTERS.get(name) or (name if name in _COMMANDS else None)
    return None if command is None else f"\\{command}"


def _letter_by_letter(name: str, font: str = r"\mathit") -> str:
    if name.isascii():
        return f"{font}{{{escaped(name)}}}"
    return rf"\text{{{escaped(name, in_text=True)}}}"
