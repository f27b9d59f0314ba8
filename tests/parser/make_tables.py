"""Makes `parser/tables.py` from `parser/grammar.lark`: run `python -m tests.parser.make_tables`.

Lark reads the grammar and works out the LALR(1) automaton. What is written down differs from
Lark's own tables in three ways, none of which changes what is accepted:

- Rules that only pass their one symbol on (`?sum: product`) are followed here, once and for all,
  instead of at every operand: a jump after a reduction leads past them.
- Terminals of which one can list every text are listed; the others are groups of one expression.
  For a text in ASCII there is a smaller expression, which is compiled in a fraction of the time.
- States are numbered in the order in which they are found from the start, so that the same grammar
  always gives the same file.

Nothing of the package is imported, so that the file can be made when it is missing or broken.
"""

from __future__ import annotations

import re
import textwrap
from itertools import groupby, product
from pathlib import Path
from typing import Any

from lark import Lark

FOLDER = Path(__file__).parents[2] / "parser"
GRAMMAR, TABLES = FOLDER / "grammar.lark", FOLDER / "tables.py"

FIRST_KINDS = ("NAME", "NUMBER", "LPAR", "RPAR", "NEWLINE")
"""The kinds that the parser looks at itself come first, so that one comparison finds them."""

OPERAND_STARTS = frozenset({"NUMBER", "NAME", "LPAR", "ROOT"})
OPERAND_ENDS = frozenset({"NUMBER", "NAME", "RPAR", "SUPERSCRIPT"})

HEADER = '''"""The grammar's LALR(1) tables and its tokens, as plain data. Generated: do not edit.

Made from grammar.lark by `python -m tests.parser.make_tables`; a test fails when the two disagree.

- A kind is an index into `TERMINALS`, a state an index into `ACTIONS`. In state `s` before a token
  of kind `k`, `ACTIONS[s][k]` is the state after shifting it, or `-r` to reduce by `RULES[r - 1]`,
  or 0: the token cannot stand here.
- A rule is its callback's name ("" if it only passes its one symbol on), its length and its
  nonterminal `n`. After a reduction over state `s`, before a token of kind `k`, the next state is
  `ROWS[JUMPS[n][s]][k]`.
- `FIXED` lists the texts of all terminals that are a finite matter. The others are groups of the
  token expressions, in the order of `GROUPS` (-1: passed over); whatever is in no group is fixed or
  cannot be a token. The empty match is the end. `ASCII_PATTERN` is for texts that are ASCII.

>>> TERMINALS[FIXED["=="]], GROUPS[0] == TERMINALS.index("NUMBER")
('EQUAL', True)
"""

# fmt: off

'''

Row = tuple[int, ...]
Internals = Any
"""What is Lark's own: its rules, terminals and tables, which it does not type."""


class Automaton:
    """Lark's tables in numbers, with the rules that only pass on taken out."""

    def __init__(self, lark: Internals) -> None:
        self._states: dict[int, dict[str, tuple[Any, Any]]] = lark.parser.parser._parse_table.states
        self._first: int = lark.parser.parser._parse_table.start_states["start"]
        self._last: int = lark.parser.parser._parse_table.end_states["start"]
        used = {name for row in self._states.values() for name in row}
        nonterminals = {rule.origin.name for rule in lark.rules}
        self.terminals = [*FIRST_KINDS, *sorted(used - nonterminals - {*FIRST_KINDS})]
        self.nonterminals = sorted({"start", *nonterminals})
        self.rules = [rule for rule in lark.rules if rule.expansion]
        self.rules.sort(key=lambda rule: (rule.origin.name, rule.order))
        self._numbers = {self._first: 0}
        for state in (reached := [self._first]):
            for following in self._following(state):
                if following not in self._numbers:
                    self._numbers[following] = len(self._numbers)
                    reached.append(following)
        self.reached = reached

    def callback(self, rule: Internals) -> str:
        """The name of what is called when a rule is complete."""
        if rule.alias:
            return str(rule.alias)
        passes = len(rule.expansion) == 1 and not rule.origin.name.startswith(("start", "__start"))
        return "" if passes else "start"

    def actions(self) -> list[Row]:
        """For every state, what to do before a token of every kind."""
        return [
            tuple([self._action(state, kind) for kind in self.terminals]) for state in self.reached
        ]

    def jumps(self) -> tuple[list[Row], list[Row]]:
        """The distinct rows of states by kind, and for each nonterminal and state its row."""
        rows: dict[Row, int] = {(): 0}
        jumps = [
            tuple([rows.setdefault(self._row(state, name), len(rows)) for state in self.reached])
            for name in self.nonterminals
        ]
        return list(rows), jumps

    def _action(self, state: int, kind: str) -> int:
        if state == self._last and kind == "$END":
            return self._numbers[state]
        verb, target = self._states[state].get(kind, (None, None))
        if verb is None or (str(verb) == "Reduce" and not target.expansion):
            return 0
        if str(verb) == "Shift":
            return self._numbers[target]
        touches = kind in OPERAND_STARTS and not self._ends_in_operator(target)
        assert not touches, "between operands that touch, the parser puts a token of its own"
        return -1 - self.rules.index(target)

    def _ends_in_operator(self, rule: Internals) -> bool:
        last = rule.expansion[-1]
        return bool(last.is_term) and last.name not in OPERAND_ENDS

    def _row(self, state: int, name: str) -> Row:
        if name not in self._states[state]:
            return ()
        return tuple([self._numbers[self._landing(state, name, kind)] for kind in self.terminals])

    def _landing(self, state: int, name: str, kind: str) -> int:
        """The state after a nonterminal, and after all that only pass it on before `kind`."""
        target = self._states[state][name][1]
        verb, rule = self._states[target].get(kind, ("", None))
        while str(verb) == "Reduce" and not self.callback(rule):
            target = self._states[state][rule.origin.name][1]
            verb, rule = self._states[target].get(kind, ("", None))
        return target

    def _following(self, state: int) -> list[int]:
        row = self._states[state]
        shifted = [kind for kind in self.terminals if str(row.get(kind, "-")[0]) == "Shift"]
        passed = [name for name in self.nonterminals if name in row]
        landings = [self._landing(state, name, kind) for name in passed for kind in self.terminals]
        return [*(row[kind][1] for kind in shifted), *landings]


def fixed_texts(lark: Internals) -> dict[str, str]:
    """Every text of the terminals that have only words or one or two characters, the longest first.

    Such a terminal's pattern spells every character that it matches.
    """
    found: dict[str, str] = {}
    for terminal in filter(_is_listed, lark.terminals):
        letters = sorted({*terminal.pattern.value, "\n", "\r"})
        pairs = ["".join(each) for each in product(letters, repeat=2)]
        expression = re.compile(terminal.pattern.to_regexp())
        texts = [text for text in (*letters, *pairs) if expression.fullmatch(text)]
        words: list[str] = [terminal.pattern.value] if terminal.pattern.type == "str" else texts
        found.update(dict.fromkeys(words, str(terminal.name)))
    return {text: found[text] for text in sorted(found, key=lambda text: (-len(text), text))}


def _is_listed(terminal: Internals) -> bool:
    pattern = terminal.pattern
    return pattern is not None and (pattern.type == "str" or pattern.max_width <= 2)


def patterns(lark: Internals, fixed: dict[str, str]) -> tuple[str, str, list[str]]:
    """The expression for any text, the one for a text in ASCII, and the terminals of the groups."""
    ordered = lark.parser.lexer.terminals
    endless = [terminal for terminal in ordered if not _is_listed(terminal)]
    assert ordered[: len(endless)] == endless, "a listed terminal comes before an endless one"
    plain = [re.sub(r"\((?!\?)", "(?:", each.pattern.to_regexp()) for each in endless]
    signs = [text for text in fixed if len(text) > 1 and not text.isalpha()]
    ascii_signs = [text for text in signs if text.isascii()]
    anything = _joined([*map("({})".format, plain), *map(re.escape, signs)])
    in_ascii = _joined([*map("({})".format, map(_in_ascii, plain)), *map(re.escape, ascii_signs)])
    assert re.compile(anything).groups == re.compile(in_ascii).groups == len(endless)
    return anything, in_ascii, [terminal.name for terminal in endless]


def _joined(alternatives: list[str]) -> str:
    """The alternatives, then any one character, then the end."""
    return "|".join([*alternatives, r"[\s\S]", ""])


def _in_ascii(pattern: str) -> str:
    """The pattern with nothing but ASCII in its classes; one without any never matches."""
    one_class = re.compile(r"(\[\^?(?:\\.|[^\]\\])+\])([?*+]?)")
    assert one_class.sub("", pattern).isascii()
    narrowed = one_class.sub(_ascii_class, pattern)
    return "(?!)" if "(?!)" in narrowed else narrowed


def _ascii_class(found: re.Match[str]) -> str:
    inside = re.compile(found[1])
    codes = [code for code in range(128) if inside.match(chr(code))]
    if not codes:
        return "" if found[2] in ("?", "*") else "(?!)"
    runs = groupby(enumerate(codes), key=lambda item: item[1] - item[0])
    spans = [[code for _, code in run] for _, run in runs]
    ranges = [_range(span[0], span[-1]) for span in spans]
    return f"[{''.join(ranges)}]{found[2]}"


def _range(first: int, last: int) -> str:
    ends = [re.escape(chr(first)), re.escape(chr(last))]
    return ends[0] if first == last else "".join(ends) if last == first + 1 else "-".join(ends)


def tables() -> str:
    """The text of `parser/tables.py`."""
    lark: Internals = Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer="basic")
    automaton = Automaton(lark)
    fixed = fixed_texts(lark)
    pattern, ascii_pattern, groups = patterns(lark, fixed)
    kinds = {name: kind for kind, name in enumerate(automaton.terminals)}
    rows, jumps = automaton.jumps()
    numbers = {name: number for number, name in enumerate(automaton.nonterminals)}
    rules = [
        (automaton.callback(rule), len(rule.expansion), numbers[rule.origin.name])
        for rule in automaton.rules
    ]
    ignored = dict.fromkeys(lark.ignore_tokens, -1)
    return HEADER + "\n".join(
        [
            _tuple("TERMINALS", automaton.terminals),
            _tuple("GROUPS", [(ignored | kinds)[name] for name in groups]),
            _tuple("RULES", rules),
            _tuple("ACTIONS", automaton.actions()),
            _tuple("ROWS", rows),
            _tuple("JUMPS", jumps),
            _fixed({text: kinds[name] for text, name in fixed.items()}),
            _text("PATTERN", pattern),
            _text("ASCII_PATTERN", ascii_pattern),
        ]
    )


def _tuple(name: str, items: list[Any]) -> str:
    types = {str: "str", int: "int", tuple: "tuple[int, ...]"}
    kind = "tuple[str, int, int]" if name == "RULES" else types[type(items[0])]
    return f"{name}: tuple[{kind}, ...] = (\n{_lines([f'{_literal(item)},' for item in items])})\n"


def _literal(item: object) -> str:
    if isinstance(item, tuple):
        return f"({', '.join(map(_literal, item))}{',' if len(item) == 1 else ''})"
    return ascii(item).replace("'", '"')


def _fixed(fixed: dict[str, int]) -> str:
    items = [f"{_quoted(text)}: {kind}," for text, kind in fixed.items()]
    return f"FIXED: dict[str, int] = {{\n{_lines(items)}}}\n"


def _text(name: str, text: str) -> str:
    pieces = [_quoted(text[at : at + 15]) for at in range(0, len(text), 15)]
    return "\n".join([f"{name} = (", *(f"    {piece}" for piece in pieces), ")\n"])


def _quoted(text: str) -> str:
    """The text as a literal in ASCII, in double quotes."""
    inner = ascii(text + "'")[1:-2] if '"' not in text else ascii(text)[1:-1].replace('"', '\\"')
    return f'"{inner}"'


def _lines(items: list[str]) -> str:
    text = textwrap.fill(" ".join(items), 96, break_long_words=False, break_on_hyphens=False)
    return textwrap.indent(text, "    ") + "\n"


if __name__ == "__main__":
    TABLES.write_text(tables(), encoding="utf-8")
