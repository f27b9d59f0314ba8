"""Records behave as frozen data classes do, and refuse what those refuse."""

from __future__ import annotations

import copy
import pickle

import pytest
from backprop.parser.records import Record, Unique, replace


class Place(Record):
    line: int
    column: int = 1

    @property
    def shown(self) -> str:
        return f"{self.line}:{self.column}"


class Other(Record):
    line: int
    column: int = 1


class Rule(Unique):
    name: str


def test_fields_are_given_by_position_by_name_or_by_default() -> None:
    assert Place(3, 4) == Place(3, column=4) == Place(column=4, line=3)
    assert Place(3).shown == "3:1"


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((1, 2, 3), {}), ((1,), {"line": 1}), ((1,), {"row": 2}), ((), {"column": 2})],
)
def test_what_does_not_fit_the_fields_is_refused(
    values: tuple[int, ...], named: dict[str, int]
) -> None:
    with pytest.raises(TypeError):
        Place(*values, **named)


def test_a_record_does_not_change() -> None:
    place = Place(3)
    with pytest.raises(AttributeError):
        place.line = 4  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(AttributeError):
        delattr(place, "line")
    with pytest.raises(AttributeError):
        place.row = 4  # pyright: ignore[reportAttributeAccessIssue]
    assert replace(place, line=4) == Place(4)
    assert place == Place(3)


def test_equality_is_by_class_and_fields() -> None:
    assert Place(3) != Place(4)
    assert Place(3) != Other(3)
    assert len({Place(3), Place(3, 1), Place(4)}) == 2
    assert Rule("a") != Rule("a")
    assert len({Rule("a"), Rule("a")}) == 2


def test_copies_and_patterns() -> None:
    assert copy.deepcopy(Place(3)) == Place(3) == pickle.loads(pickle.dumps(Place(3)))
    match Place(5, 6):
        case Place(line=line, column=column):
            assert (line, column) == (5, 6)
    assert repr(Place(5)) == "Place(line=5, column=1)"
