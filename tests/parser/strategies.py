"""Hypothesis strategies for syntax trees and programs, for every test that wants random ones.

The trees keep the invariants of the classes (compared names, mantissas without trailing zeros),
hold no `Adjacency`, and have spans without meaning.
"""

from __future__ import annotations

import string
import unicodedata
from typing import TYPE_CHECKING

from backprop.parser import (
    Binary,
    Call,
    Expression,
    Juxtaposition,
    Name,
    Number,
    Program,
    Root,
    Span,
    Statement,
    Unary,
)
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

NOWHERE = Span(0, 0)
INFIX = ("+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or")
PREFIX = ("+", "-", "not")
_WORDS = ("and", "or", "not")

# Names that a careless writer would glue to the number before them, among ordinary ones.
TRICKY_NAMES = ("x", "y", "e", "e3", "E1", "e_1", "_", "_1", "x1F", "b1", "o7", "xa", "pi", "饮料")
FUNCTIONS = ("f", "sin", "e3", "x1", "_f", "max")


def _is_compared(name: str) -> bool:
    compared = unicodedata.normalize("NFKC", name) == name and name != "π"
    return compared and name.isidentifier() and name not in _WORDS and "·" not in name


def names() -> st.SearchStrategy[str]:
    """Names in their compared form: tricky, ASCII and any Unicode letters."""
    ascii_names = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=6)
    letters = st.characters(categories=("Lu", "Ll", "Lo"), exclude_characters="ᅟᅠㅤﾠ")
    unicode_names = st.text(letters, min_size=1, max_size=4)
    return st.sampled_from(TRICKY_NAMES) | (ascii_names | unicode_names).filter(_is_compared)


def numbers() -> st.SearchStrategy[Number]:
    """Exact numbers, short and long, near and far."""
    mantissas = st.integers(0, 100) | st.integers(0, 10**40)
    exponents = st.integers(-40, 40) | st.sampled_from((-(10**9), 3_000_000))
    return st.builds(_number, mantissas, exponents)


def expressions(
    names: st.SearchStrategy[str] | Sequence[str] | None = None,
    functions: Sequence[str] = FUNCTIONS,
    max_leaves: int = 12,
) -> st.SearchStrategy[Expression]:
    """Expressions over names, given as a strategy or a list, or any names at all."""
    leaves = numbers() | st.builds(Name, _name_strategy(names), st.just(NOWHERE))
    return st.recursive(leaves, lambda inner: _composed(inner, functions), max_leaves=max_leaves)


def programs(
    names: st.SearchStrategy[str] | Sequence[str] | None = None, max_statements: int = 4
) -> st.SearchStrategy[Program]:
    """Programs of definitions of names and functions and of bare expressions."""
    some_names = _name_strategy(names).map(lambda name: Name(name, NOWHERE))
    values = expressions(names)
    parameters = st.lists(some_names, max_size=3, unique_by=lambda name: name.name).map(tuple)
    bare = st.builds(Statement, values, st.just(NOWHERE))
    named = st.builds(Statement, values, st.just(NOWHERE), target=some_names)
    function = st.builds(
        Statement, values, st.just(NOWHERE), function=some_names, parameters=parameters
    )
    statements = st.lists(bare | named | function, min_size=1, max_size=max_statements)
    return statements.map(lambda listed: Program(tuple(listed), ""))


def _name_strategy(given: st.SearchStrategy[str] | Sequence[str] | None) -> st.SearchStrategy[str]:
    if given is None:
        return names()
    return given if isinstance(given, st.SearchStrategy) else st.sampled_from(given)


def _composed(
    inner: st.SearchStrategy[Expression], functions: Sequence[str]
) -> st.SearchStrategy[Expression]:
    here = st.just(NOWHERE)
    arguments = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Binary, st.sampled_from(INFIX), inner, inner, here),
        st.builds(Unary, st.sampled_from(PREFIX), inner, here),
        st.builds(Juxtaposition, inner, inner, here),
        st.builds(Root, inner, here),
        st.builds(Call, st.sampled_from(functions), arguments, here, here),
    )


def _number(mantissa: int, exponent: int) -> Number:
    if not mantissa:
        return Number(0, 0, NOWHERE)
    while mantissa % 10 == 0:
        mantissa, exponent = mantissa // 10, exponent + 1
    return Number(mantissa, exponent, NOWHERE)
