"""The grammar is LALR(1) without conflicts, no text is two terminals, and Lark reads by it."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

import pytest
from backprop.parser import BackpropError, parse
from backprop.parser.lark_parser import OPTIONS, TreeBuilder
from backprop.parser.layout_rule import SYMBOLS
from backprop.parser.literals import WORDS
from lark import Lark
from lark.exceptions import GrammarError, LexError

GRAMMAR = files("backprop.parser").joinpath("grammar.lark").read_text(encoding="utf-8")


def strict(grammar: str) -> Lark:
    return Lark(grammar, strict=True, **OPTIONS)


def test_the_grammar_is_strictly_unambiguous() -> None:
    strict(GRAMMAR)


def test_strictness_would_notice_a_collision_and_a_conflict() -> None:
    with pytest.raises(LexError, match="Collision"):
        strict(GRAMMAR.replace("ROOT: /√/", "ROOT: /[√+]/"))
    with pytest.raises(GrammarError, match="conflict"):
        strict(GRAMMAR.replace("| product JUXTAPOSED power", "| product power"))


def test_every_alias_and_every_operator_of_the_grammar_has_its_callback() -> None:
    lark = Lark(GRAMMAR, **OPTIONS)
    aliases = {rule.alias for rule in lark.rules if rule.alias}
    callbacks = {name for name in vars(TreeBuilder) if not name.startswith("_")}
    assert callbacks == aliases | {"start", "NAME", "NUMBER"}
    assert set(SYMBOLS) <= {terminal.name for terminal in lark.terminals} | set(WORDS.values())


@pytest.mark.parametrize("text", ["2 +", "x$", "1.2.3", "xⁿ", "9" * 5000, "f(2) = x", ")", " "])
def test_an_exception_of_lark_is_never_the_reason_that_is_shown(text: str) -> None:
    with pytest.raises(BackpropError) as caught:
        parse(text)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def printed(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


def test_lark_is_imported_when_the_first_text_is_read() -> None:
    code = "import sys; from backprop.parser import parse; print('lark' in sys.modules); "
    assert printed(code + "parse('x'); print('lark' in sys.modules)") == ["False", "True"]


def test_reading_leaves_the_garbage_collector_as_it_was() -> None:
    code = (
        "import gc; from backprop.parser import parse\n"
        "for text in ('x', 'x +'):\n"
        "    for change in (gc.disable, gc.enable):\n"
        "        change(); before = gc.isenabled()\n"
        "        try: parse(text)\n"
        "        except Exception: pass\n"
        "        print(gc.isenabled() is before)"
    )
    assert printed(code) == ["True"] * 4


def test_only_the_strict_test_needs_interegular() -> None:
    code = (
        "import sys; sys.modules['interegular'] = None\n"
        "from backprop.parser.lark_parser import GRAMMAR, OPTIONS\n"
        "from lark import Lark, lexer\n"
        "print(lexer.has_interegular, Lark(GRAMMAR, **OPTIONS).parse('2x'))"
    )
    assert printed(code)[0] == "False"
