"""The generated tables say what the grammar says, and are read as Lark reads the grammar."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import product

import pytest
from backprop.parser import BackpropError, Expression, Number
from backprop.parser.parse import parse
from backprop.parser.reader import drafts
from backprop.parser.syntax import Adjacency, Binary, Call, Juxtaposition, Name, Root, Unary
from backprop.parser.tables import ASCII_PATTERN, FIXED, GROUPS, PATTERN, TERMINALS
from backprop.parser.tokens import checked_tokens
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lark import Token, Tree
from lark.exceptions import UnexpectedInput

from tests.parser import make_tables
from tests.parser.oracle import lark, tree_of
from tests.parser.test_properties import FRAGMENTS, sources, texts

MANY = settings(max_examples=600, deadline=None)
NOT_IN_THE_GRAMMAR = re.compile(r"is not a (decimal )?number$|is too long$", re.DOTALL)
"""What is refused although the grammar has it."""
SYMBOLS = {
    "OR": "or", "AND": "and", "NOT": "not", "LESS": "<", "LESS_EQUAL": "<=", "GREATER": ">",
    "GREATER_EQUAL": ">=", "EQUAL": "==", "NOT_EQUAL": "!=", "PLUS": "+", "MINUS": "-",
    "TIMES": "*", "DIVIDED": "/", "POWER": "^",
}  # fmt: skip
Shape = tuple[object, ...]


def test_the_tables_are_those_of_the_grammar() -> None:
    made = make_tables.TABLES.read_text(encoding="utf-8")
    assert made == make_tables.tables(), "run python -m tests.parser.make_tables"


def test_another_grammar_would_have_other_tables(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    grammar = make_tables.GRAMMAR.read_text(encoding="utf-8")
    for old, new in (("POWER exponent", "POWER power"), ("PLUS: /[+", "PLUS: /[+±")):
        assert old in grammar
        changed = tmp_path_factory.mktemp("grammar") / "grammar.lark"
        changed.write_text(grammar.replace(old, new), encoding="utf-8")
        monkeypatch.setattr(make_tables, "GRAMMAR", changed)
        assert make_tables.tables() != make_tables.TABLES.read_text(encoding="utf-8")


# One mistake in a text that is mostly in the language: something is left out, put in or doubled.
@st.composite
def broken(draw: st.DrawFn) -> str:
    text = draw(sources)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        end = draw(st.integers(at, min(len(text), at + 3)))
        put = draw(st.sampled_from(("", text[at:end] * 2, draw(st.sampled_from(FRAGMENTS)))))
        text = text[:at] + put + text[end:]
    return text


STATEMENTS = ("{}", "y = {}", "f(x, y) = {}", "({}\n)", "{} # note", "\n{}", "{};", "({}) = {}")
programs = st.lists(st.tuples(st.sampled_from(STATEMENTS), sources), max_size=4).map(
    lambda parts: "\n".join([form.replace("{}", source) for form, source in parts])
)


@MANY
@given(texts | sources | broken() | programs)
@example("")
@example(" # nothing")
@example("x\n\n;;\ny\n")
@example("(x\n*\ny)(2\n)")
@example("ａｎｄ x")
@example("√-x")
@example("f(x)(y)2")
@example("a = b == c = d")
def test_lark_and_the_tables_accept_the_same_texts_with_the_same_trees(text: str) -> None:
    expected, found = from_lark(text), from_reader(text)
    if isinstance(found, list):
        assert found == expected
    elif not NOT_IN_THE_GRAMMAR.search(found.message):
        assert expected is None


def from_lark(text: str) -> list[Shape] | None:
    """The shapes of the statements as Lark reads them, or nothing where it refuses the text."""
    try:
        tree = tree_of(text)
    except (UnexpectedInput, BackpropError):
        return None
    statements = [child for child in tree.children if isinstance(child, Tree)]
    return [tuple(map(lark_shape, _operands(child))) for child in statements]


def _operands(tree: Tree[Token]) -> list[Tree[Token] | Token]:
    operators = {*SYMBOLS, "EQUALS", "LPAR", "RPAR", "COMMA", "ROOT", "JUXTAPOSED", "ADJACENT"}
    return [
        child for child in tree.children if isinstance(child, Tree) or child.type not in operators
    ]


def lark_shape(item: Tree[Token] | Token) -> Shape:
    """What an item is, where it begins and ends, and the shapes of its operands."""
    if isinstance(item, Token):
        return item.type, str(item) if item.type == "NAME" else "", item.start_pos, item.end_pos
    if item.data == "group":
        (inner,) = _operands(item)
        return lark_shape(inner)
    operands = _operands(item)
    ends = (item.meta.start_pos, item.meta.end_pos)
    if item.data in ("call", "empty_call"):
        name, *lists = operands
        arguments = [argument for each in lists for argument in _arguments(each)]
        return "call", str(name), *ends, *map(lark_shape, arguments)
    signs = [SYMBOLS.get(child.type, "") for child in item.children if isinstance(child, Token)]
    return str(item.data), "".join(signs), *ends, *map(lark_shape, operands)


def _arguments(tree: Tree[Token] | Token) -> list[Tree[Token] | Token]:
    assert isinstance(tree, Tree)
    operands = _operands(tree)
    if tree.data == "first_argument":
        return operands
    return [*_arguments(operands[0]), operands[1]]


def from_reader(text: str) -> list[Shape] | BackpropError:
    """The same of the package's own reading, or its error."""
    try:
        found, _ = drafts(text)
    except BackpropError as error:
        return error
    sides = [[draft.left, draft.value] if draft.left else [draft.value] for draft in found]
    return [tuple([shape_of(side, text) for side in each]) for each in sides]


def shape_of(node: Expression, text: str) -> Shape:  # noqa: PLR0911 - one line a class
    """The shape of a node, in Lark's terms."""
    ends = tuple(node.span)
    match node:
        case Number():
            return "NUMBER", "", *ends
        case Name(name=name):
            return "NAME", name, *ends
        case Call(function=function, arguments=arguments):
            return "call", function, *ends, *[shape_of(each, text) for each in arguments]
        case Binary(left=left, right=right) if text[right.span.start] in "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹":
            raised = ("SUPERSCRIPT", "", *right.span)
            return "superscript", "", *ends, shape_of(left, text), raised
        case Binary(operator=operator, left=left, right=right):
            return "binary", operator, *ends, shape_of(left, text), shape_of(right, text)
        case Unary(operator=operator, operand=operand):
            return "unary", operator, *ends, shape_of(operand, text)
        case Root(operand=operand):
            return "root", "", *ends, shape_of(operand, text)
        case Juxtaposition(left=left, right=right):
            return "juxtaposition", "", *ends, shape_of(left, text), shape_of(right, text)
        case Adjacency(left=left, right=right):
            return "adjacency", "", *ends, shape_of(left, text), shape_of(right, text)


def kinds(pattern: str, text: str) -> list[tuple[str, str | None]]:
    """The tokens that an expression finds, with their terminals; nothing is passed over."""
    found: list[tuple[str, str | None]] = []
    for match in re.finditer(pattern, text):
        kind = GROUPS[match.lastindex - 1] if match.lastindex else FIXED.get(match[0])
        name = "ignored" if kind == -1 else None if kind is None else TERMINALS[kind]
        found.append((match[0], name))
    return found


def test_the_smaller_expression_finds_the_same_in_ascii() -> None:
    characters = [chr(code) for code in range(128)]
    for each in product(characters, characters, ".1e_x =\n"):
        text = "".join(each)
        assert kinds(ASCII_PATTERN, text) == kinds(PATTERN, text)


@MANY
@given(st.text(st.characters(codec="ascii"), max_size=30))
def test_the_smaller_expression_finds_the_same_in_longer_texts(text: str) -> None:
    assert kinds(ASCII_PATTERN, text) == kinds(PATTERN, text)


def test_every_character_alone_is_the_terminal_that_lark_says() -> None:
    terminals = [each for each in lark().terminals if each.pattern is not None]
    expressions = [(re.compile(each.pattern.to_regexp()), each.name) for each in terminals]
    ignored = set(lark().ignore_tokens)
    for character in map(chr, range(0x10000)):
        names = [name for expression, name in expressions if expression.fullmatch(character)]
        expected = ["ignored" if name in ignored else name for name in names]
        ((_, found), _) = kinds(PATTERN, character)
        assert [found] == (expected or [None])


@pytest.mark.parametrize("text", FIXED)
def test_a_listed_text_is_its_terminal_for_lark_too(text: str) -> None:
    *_, token = lark().lex(f"x{text}" if text.isspace() else text)
    assert (token.type, token) == (TERMINALS[FIXED[text]], text)


@MANY
@given(texts | sources | broken())
def test_the_tokens_that_explain_an_error_are_those_that_are_read(text: str) -> None:
    """Whatever is read as a program has only tokens that `tokens.py` lets pass."""
    try:
        drafts(text)
    except BackpropError:
        return
    tokens = list(checked_tokens(text))
    assert all(text[token.start : token.end] for token in tokens)


def test_a_new_line_in_parentheses_is_no_token_of_an_explanation() -> None:
    messages: list[str] = []
    for text in ("(x, y)", "(x\n, y)"):
        with pytest.raises(BackpropError) as caught:
            parse(text)
        messages.append(caught.value.message)
    assert messages == ["',' stands outside of a call"] * 2


def test_lark_is_not_needed_to_read_nor_to_refuse() -> None:
    code = (
        "import sys; from backprop.parser import BackpropError, parse\n"
        "for text in ('2x + sin(y)/2x', 'π²', '2 +', 'a < b < c', 'x$', '1.2.3', 'xⁿ'):\n"
        "    try: parse(text)\n"
        "    except BackpropError as error: print(error.message)\n"
        "print('lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == 6
    assert lines[-1] == "False"


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
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 4
