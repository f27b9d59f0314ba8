"""The table of shapes says what every record has, and nothing that it has not."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from typing import Any

import backprop.autodiff
import pytest
from backprop.autodiff.report import Note, OneSided
from backprop.cli.output.json_text import dumps
from backprop.cli.render.json_form import json_list, json_text
from backprop.cli.render.json_shapes import COMPUTED, SHAPES, TAGS
from backprop.parser.errors import Span


def known_classes() -> dict[str, list[type]]:
    """Every class of `autodiff` by its name; those that are records have slots."""
    found: dict[str, list[type]] = {}
    for module in pkgutil.walk_packages(backprop.autodiff.__path__, "backprop.autodiff."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if inspect.isclass(value) and value.__module__ == module.name:
                found.setdefault(name, []).append(value)
    return found


CLASSES = known_classes()


@pytest.mark.parametrize("line", SHAPES)
def test_every_key_is_a_fact_of_the_record(line: str) -> None:
    name = line.split(maxsplit=1)[0]
    for word in SHAPES[line].split():
        key, renamed, path = word.lstrip("?#*").partition("=")
        if not renamed and f"{name}.{key}" in COMPUTED:
            continue
        first = (path or key).split(".")[0]
        assert any(hasattr(known, first) for known in CLASSES[name]), word


def test_what_is_computed_is_written_somewhere() -> None:
    written = {
        f"{line.split()[0]}.{word.lstrip('?#*')}"
        for line, words in SHAPES.items()
        for word in words.split()
    }
    assert set(COMPUTED) <= written
    assert set(TAGS) <= {line.split()[0] for line in SHAPES}


@pytest.mark.parametrize("line", SHAPES)
def test_no_key_is_written_twice(line: str) -> None:
    keys = [word.lstrip("?#*").partition("=")[0] for word in SHAPES[line].split()]
    assert len(set(keys)) == len(keys)


def test_records_inside_records_have_their_own_keys() -> None:
    note = Note("kink", "abs has a corner at 0", "f", Span(0, 6), "0", (OneSided("x", -1.0, None),))
    assert json.loads(json_text(note)) == {
        "kind": "kink",
        "message": "abs has a corner at 0",
        "node": "f",
        "span": [1, 7],
        "rule": "0",
        "one_sided": [{"argument": "x", "left": -1, "right": None}],
    }
    assert json.loads(json_list([note, note]))[1] == json.loads(json_text(note))


def test_a_record_that_the_table_does_not_know_is_an_error() -> None:
    class Stranger:
        pass

    with pytest.raises(KeyError, match="Stranger"):
        json_text(Stranger())


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (2**53 - 1, "9007199254740991"),
        (2**53, '"9007199254740992"'),
        (-(10**400), f'"-1{"0" * 400}"'),
        (True, "true"),
        (3.0, "3"),
        (-0.0, "-0.0"),
    ],
)
def test_a_number_is_read_back_whole(number: Any, written: str) -> None:  # noqa: ANN401
    assert dumps([number]) == f"[{written}]"
