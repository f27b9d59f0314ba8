"""Text to syntax tree and back: the language as it is typed, and nothing about what it means.

Invariants:

- Nothing here knows a function's name, a derivative, Click or Rich.
- `grammar.lark` is the language and Lark its parser, imported when the first text is read.

>>> unparse(parse("(x+y)z"), explicit=True)
'(x + y)*z'
"""

from .errors import BackpropError, Span, line_and_column, nearest
from .parse import parse
from .syntax import (
    Adjacency,
    Binary,
    Call,
    Expression,
    Juxtaposition,
    Name,
    Node,
    Number,
    Program,
    Remark,
    Root,
    Statement,
    Unary,
)
from .unparse import number_text, unparse

__all__ = [
    "Adjacency",
    "BackpropError",
    "Binary",
    "Call",
    "Expression",
    "Juxtaposition",
    "Name",
    "Node",
    "Number",
    "Program",
    "Remark",
    "Root",
    "Span",
    "Statement",
    "Unary",
    "line_and_column",
    "nearest",
    "number_text",
    "parse",
    "unparse",
]
