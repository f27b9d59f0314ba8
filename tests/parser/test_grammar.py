"""The grammar is LALR(1) without conflicts, and no text is two terminals."""

from __future__ import annotations

import pytest
from backprop.parser.build import SYMBOLS, TreeBuilder
from lark import Lark
from lark.exceptions import GrammarError, LexError

from tests.parser.oracle import GRAMMAR, TouchingOperands


def strict(grammar: str) -> Lark:
    postlex = TouchingOperands()
    return Lark(grammar, parser="lalr", lexer="basic", strict=True, postlex=postlex)


def test_the_grammar_is_strictly_unambiguous() -> None:
    strict(GRAMMAR)


def test_strictness_would_notice_a_collision_and_a_conflict() -> None:
    with pytest.raises(LexError, match="Collision"):
        strict(GRAMMAR.replace("ROOT: /√/", "ROOT: /[√+]/"))
    with pytest.raises(GrammarError, match="conflict"):
        strict(GRAMMAR.replace("| product JUXTAPOSED power", "| product power"))


def test_every_alias_and_every_operator_of_the_grammar_has_its_callback() -> None:
    lark = strict(GRAMMAR)
    aliases = {rule.alias for rule in lark.rules if rule.alias}
    assert {alias for alias in aliases if not hasattr(TreeBuilder, alias)} == set()
    public = {name for name in vars(TreeBuilder) if not name.startswith("_")}
    assert public == aliases
    assert set(SYMBOLS) <= {terminal.name for terminal in lark.terminals}
