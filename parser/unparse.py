"""Tree to text, with as few parentheses as the grammar needs.

Invariants:

- `parse(unparse(tree)) == tree` for every tree that a parse can give and every one built from the
  classes that keeps their invariants, except those that hold an `Adjacency`.
- Nothing recurses, and the time is linear in the size of the tree; numbers are never expanded.

>>> from .parse import parse
>>> unparse(parse("f = ((x+y))z; 1000000000000000000000*(-2)^(2)"))
'f = (x + y)z; 1e21*(-2)^2'
>>> unparse(parse("1/2x"), explicit=True)
'1/2*x'
"""

from __future__ import annotations

import re

from .syntax import (
    Adjacency,
    Binary,
    Call,
    Expression,
    Juxtaposition,
    Name,
    Number,
    Program,
    Root,
    Statement,
    Unary,
)

# The levels of the grammar, loosest first: what is looser than its place gets parentheses.
_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGNED, _POWER, _ATOM, _CLOSED = range(10)

# For each infix operator: its own level, and the loosest that may stand left and right of it.
_COMPARING = (_COMPARISON, _SUM, _SUM)
_LEVELS = {
    "or": (_OR, _OR, _AND),
    "and": (_AND, _AND, _NOT),
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), _COMPARING),
    "+": (_SUM, _SUM, _PRODUCT),
    "-": (_SUM, _SUM, _PRODUCT),
    "*": (_PRODUCT, _PRODUCT, _SIGNED),
    "/": (_PRODUCT, _PRODUCT, _SIGNED),
    "^": (_POWER, _ATOM, _SIGNED),
}
_TIGHT = frozenset("*/^")

# A number and a name that, written together, would be read as another number or refused as one.
_READS_AS_A_NUMBER = r"[0-9.e-]+[eE][0-9]|[0-9.e-]+_|0[xXbBoO]"

_LONGEST_PLAIN = 16


class _Seam:
    """Stands before and after the left side of a juxtaposition, to fit the two sides together."""

    __slots__ = ("opening", "right")

    def __init__(self, right: Expression) -> None:
        self.right = right
        self.opening = -1


_Part = str | tuple[Expression, int] | _Seam


def unparse(node: Program | Statement | Expression, *, explicit: bool = False) -> str:
    """The text of a tree; statements are joined by `; `.

    With `explicit`, every product has its `*`: the text says how the expression was understood.
    An `Adjacency`, which no program may hold, is written as it was typed, with a space.
    """
    if isinstance(node, Program):
        return "; ".join([unparse(each, explicit=explicit) for each in node.statements])
    pieces: list[str] = []
    parts: list[_Part] = _statement(node) if isinstance(node, Statement) else [(node, _OR)]
    pending = parts[::-1]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, _Seam):
            pending += _sewn(part, pieces)
        else:
            pending += reversed(_in_place(*part, explicit))
    return "".join(pieces)


def number_text(number: Number) -> str:
    """A number, exactly and shortly: `0.1`, `1000`, `1e-30`, `1e3000000`."""
    digits = str(number.mantissa)
    point = len(digits) + number.exponent
    if number.exponent >= 0 and (point <= _LONGEST_PLAIN or number.exponent == 0):
        return digits + "0" * number.exponent
    if number.exponent < 0 < point:
        return f"{digits[:point]}.{digits[point:]}"
    if -4 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1}"


def _statement(statement: Statement) -> list[_Part]:
    value = (statement.value, _OR)
    if statement.target is not None:
        return [statement.target.name, " = ", value]
    if statement.function is None:
        return [value]
    parameters = ", ".join([parameter.name for parameter in statement.parameters])
    return [f"{statement.function.name}({parameters}) = ", value]


def _in_place(node: Expression, loosest: int, explicit: bool) -> list[_Part]:
    """The parts of a node, in parentheses if it is looser than its place allows."""
    level, parts = _parts(node, explicit)
    return ["(", *parts, ")"] if level < loosest else parts


def _parts(node: Expression, explicit: bool) -> tuple[int, list[_Part]]:
    """The level of a node, and what it is written as: text, and operands with their places."""
    if isinstance(node, Number | Name | Call):
        return _ATOM, _atom_parts(node)
    if isinstance(node, Root):
        return _POWER, ["√", (node.operand, _POWER)]
    if isinstance(node, Unary):
        level, sign = (_NOT, "not ") if node.operator == "not" else (_SIGNED, node.operator)
        return level, [sign, (node.operand, level)]
    if isinstance(node, Adjacency):
        return _PRODUCT, [(node.left, _PRODUCT), " ", (node.right, _POWER)]
    if isinstance(node, Juxtaposition) and not explicit:
        seam = _Seam(node.right)
        return _PRODUCT, [seam, (node.left, _PRODUCT), seam]
    operator = node.operator if isinstance(node, Binary) else "*"
    level, left, right = _LEVELS[operator]
    sign = operator if operator in _TIGHT else f" {operator} "
    return level, [(node.left, left), sign, (node.right, right)]


def _atom_parts(node: Number | Name | Call) -> list[_Part]:
    if isinstance(node, Number):
        return [number_text(node)]
    if isinstance(node, Name):
        return [node.name]
    parts: list[_Part] = [node.function, "("]
    for argument in node.arguments:
        parts += ((argument, _OR), ", ")
    if node.arguments:
        parts.pop()
    parts.append(")")
    return parts


def _sewn(seam: _Seam, pieces: list[str]) -> list[_Part]:
    """What remains to be written at a seam; the left side is put in parentheses if need be.

    Only a number or a closing parenthesis may be followed by a factor, and no factor may begin
    with a number.
    """
    if seam.opening < 0:
        seam.opening = len(pieces)
        pieces.append("")
        return []
    last = pieces[-1]
    if last != ")" and last[0] not in "0123456789":
        pieces[seam.opening] = "("
        pieces.append(")")
    right = seam.right
    first = right.left if isinstance(right, Binary) and right.operator == "^" else right
    name = first.name if isinstance(first, Name) else getattr(first, "function", "")
    if re.match(_READS_AS_A_NUMBER, last + name):
        pieces.append(" ")
    return [(right, _CLOSED if isinstance(first, Number) else _POWER)]
