"""Every row of the table of rewrite rules: on its examples, on its look-alikes, at its corners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.simplify import RULES, Row, formulas, operation_count
from backprop.autodiff.simplify.draft import Draft
from backprop.autodiff.simplify.reading import Reader
from backprop.autodiff.simplify.table import by_kind
from backprop.autodiff.simplify.writing import Writer
from backprop.parser.parse import parse
from backprop.parser.unparse import unparse

from tests.autodiff.simplify.judge import difference, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backprop.parser import Expression

EXAMPLES = [(row, before, after) for row in RULES for before, after in row.examples]
KEPT = [(row, text) for row in RULES for text in row.kept]


def name_of(value: object) -> str:
    return value.name if isinstance(value, Row) else str(value)


def simplified(text: str) -> Expression:
    graph = lower(survey(parse(text)))
    return formulas(graph, graph.outputs)["f"]


def rewritten(text: str, rows: Iterable[Row]) -> str:
    """What some rules make of a formula, be it longer."""
    graph = lower(survey(parse(text)))
    node = graph.outputs["f"]
    reader = Reader(graph, [node], by_kind(rows))
    draft = Draft()
    writer = Writer(draft, reader.algebra.style, reader.algebra.one, graph.inputs)
    return unparse(draft.trees(writer.write([reader.term(node)]))[0])


@pytest.mark.parametrize(("row", "before", "after"), EXAMPLES, ids=name_of)
def test_a_rule_does_what_it_says(row: Row, before: str, after: str) -> None:
    found = simplified(before)
    assert unparse(found) == after, row.sentence
    assert operation_count(found) <= operation_count(tree_of(before))


@pytest.mark.parametrize(("row", "before", "after"), EXAMPLES, ids=name_of)
def test_it_keeps_every_value(row: Row, before: str, after: str) -> None:
    names = list(lower(survey(parse(before))).inputs)
    assert difference(tree_of(before), tree_of(after), names) is None, row.sentence


@pytest.mark.parametrize(("row", "text"), KEPT, ids=name_of)
def test_it_leaves_alone_what_only_looks_like_it(row: Row, text: str) -> None:
    assert unparse(simplified(text)) == text, row.sentence


@pytest.mark.parametrize("row", [row for row in RULES if row.function], ids=name_of)
def test_it_is_this_rule_that_does_it(row: Row) -> None:
    # What is done to a whole result could do it as well.
    others = [other for other in RULES if other is not row and "result" not in other.kinds]
    for before, after in row.examples:
        changed = rewritten(before, RULES)
        assert changed == after
        if rewritten(before, others) != changed:
            return
    pytest.fail("every example comes out the same without the rule")


@pytest.mark.parametrize(("row", "before", "after"), EXAMPLES, ids=name_of)
def test_what_comes_out_is_left_as_it_is(row: Row, before: str, after: str) -> None:  # noqa: ARG001
    assert unparse(simplified(after)) == after


def test_rows_are_told_apart_and_say_something() -> None:
    assert len({row.name for row in RULES}) == len(RULES)
    for row in RULES:
        assert row.examples, row.name
        assert len(row.sentence) > 10, row.name
