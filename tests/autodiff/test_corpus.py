"""Every entry of the corpus gets the values, gradients, notes and errors that it must get."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.answers.evaluation import evaluate
from backprop.autodiff.answers.question import Question
from backprop.parser import BackpropError, parse

from tests.corpus import CORPUS, WITHOUT_VALUE, Entry, Kink
from tests.tape import Tape

from .reference import Exactly

if TYPE_CHECKING:
    from backprop.autodiff.answers.report import Evaluation
    from backprop.autodiff.graph.notes import Note

ENTRIES = [pytest.param(entry, id=entry.name) for entry in CORPUS]


def answer(entry: Entry, **more: str | bool) -> Evaluation:
    return evaluate(parse(entry.text), entry.point, Question(**(entry.options | more)))


def close(entry: Entry, expected: float) -> float:
    """What a number is compared with: itself, or its neighbourhood where something was rounded."""
    if entry.rounded:
        return pytest.approx(expected, rel=1e-13, abs=1e-15, nan_ok=True)
    return pytest.approx(expected, rel=0, abs=0, nan_ok=True)


def kink(note: Note) -> Kink:
    assert note.node is not None
    assert note.rule is not None
    assert note.span is not None or "meet" in note.message
    sides = {side.argument: (side.left, side.right) for side in note.one_sided}
    return Kink(note.node, note.rule, sides)


def test_the_corpus_is_large_and_has_no_entry_twice() -> None:
    assert len(CORPUS) >= 80
    assert len({(entry.text, str(entry.point), str(entry.options)) for entry in CORPUS}) == len(
        CORPUS
    )


@pytest.mark.parametrize("entry", ENTRIES)
class TestEntry:
    def test_has_its_values(self, entry: Entry) -> None:
        result = answer(entry)
        assert result.outputs == tuple(entry.values)
        assert result.values == {
            name: close(entry, expected) for name, expected in entry.values.items()
        }

    @pytest.mark.parametrize("mode", ["forward", "reverse", "both"])
    def test_has_its_gradient_in_every_mode(self, entry: Entry, mode: str) -> None:
        result = answer(entry, mode=mode)
        assert result.gradient == {
            output: {name: close(entry, expected) for name, expected in gradient.items()}
            for output, gradient in entry.answered.items()
        }

    def test_has_the_derivatives_of_its_nodes(self, entry: Entry) -> None:
        rows = {row.name: row.gradient for row in answer(entry).rows}
        for node, expected in entry.nodes.items():
            (gradient,) = rows[node].values()
            assert gradient == close(entry, expected), node

    def test_has_its_notes_and_no_others(self, entry: Entry) -> None:
        result = answer(entry)
        assert [kink(note) for note in result.notes if note.kind == "kink"] == list(entry.kinks)
        warnings = [note.message for note in result.notes if note.kind == "warning"]
        assert len(warnings) == len(entry.warnings), warnings
        for message, beginning in zip(warnings, entry.warnings, strict=True):
            assert message.startswith(beginning)

    def test_is_refused_by_strict_exactly_if_it_has_notes(self, entry: Entry) -> None:
        if entry.kinks or entry.warnings:
            with pytest.raises(BackpropError, match=r".") as caught:
                answer(entry, strict=True)
            assert caught.value.hint is not None
            assert "--strict" in caught.value.hint
        else:
            answer(entry, strict=True)

    def test_has_rows_that_agree_with_the_whole(self, entry: Entry) -> None:
        result = answer(entry, mode="both")
        rows = {row.name: row for row in result.rows}
        for output, gradient in result.gradient.items():
            for name, derivative in gradient.items():
                if name in rows:
                    assert same(rows[name].gradient[output], derivative)
                if output in rows:
                    tangent = rows[output].tangents[name]
                    assert tangent == pytest.approx(derivative, rel=1e-12, nan_ok=True)


def same(a: float | None, b: float) -> bool:
    return a is not None and (a == b or (isnan(a) and isnan(b)))


def has_nan(entry: Entry) -> bool:
    return any(isnan(number) for row in entry.gradient.values() for number in row.values())


ORDINARY = [
    pytest.param(entry, id=entry.name)
    for entry in CORPUS
    if not (entry.options or entry.warnings or has_nan(entry))
]


@pytest.mark.parametrize("entry", ORDINARY)
def test_the_tape_gives_the_same_answers(entry: Entry) -> None:
    given = Tape(parse(entry.text), entry.point).answer()
    for output, tape in zip(entry.values, given, strict=True):
        assert tape.value == pytest.approx(entry.values[output], rel=1e-12)
        for name, expected in entry.gradient[output].items():
            assert tape.gradient[name] == pytest.approx(expected, rel=1e-12, abs=1e-14), name


KINKED_OUTPUTS = [
    pytest.param(entry, id=entry.name)
    for entry in CORPUS
    if entry.kinks and list(entry.values) == ["f"] and entry.text != "max(x, x)"
]


@pytest.mark.parametrize("entry", KINKED_OUTPUTS)
def test_one_sided_derivatives_of_the_output_are_those_that_are_measured(entry: Entry) -> None:
    exactly = Exactly(parse(entry.text))
    for kink in entry.kinks:
        for name, stated in kink.sides.items():
            if kink.node != "f" or name not in entry.point:
                continue
            for direction, given in zip((-1, 1), stated, strict=True):
                measured = exactly.side(entry.point, name, direction)
                if given is None:
                    assert measured is None, (name, direction)
                else:
                    assert measured == pytest.approx(given, rel=1e-12, abs=1e-50), (name, direction)


@pytest.mark.parametrize(
    ("text", "point", "part", "sentence"),
    [pytest.param(*case, id=case[0]) for case in WITHOUT_VALUE],
)
def test_a_value_that_does_not_exist_is_an_error_under_its_node(
    text: str, point: dict[str, float], part: str, sentence: str
) -> None:
    with pytest.raises(BackpropError) as caught:
        evaluate(parse(text), point)
    assert sentence in caught.value.message
    assert caught.value.span is not None
    assert text[slice(*caught.value.span)] == part
    assert caught.value.text == text


def has_bare_output(entry: Entry) -> bool:
    return any(not (part.target or part.function) for part in parse(entry.text).statements)


@pytest.mark.parametrize(
    "entry",
    [pytest.param(entry, id=entry.name) for entry in CORPUS if has_bare_output(entry)],
)
def test_a_statement_that_nothing_needs_changes_no_number(entry: Entry) -> None:
    result = evaluate(
        parse(f"{entry.text}; unneeded = 1/0"), entry.point, Question(**entry.options)
    )
    assert result.values == {name: close(entry, value) for name, value in entry.values.items()}
    assert result.costs == answer(entry).costs
    assert any("'unneeded' is left out" in note.message for note in result.notes)
