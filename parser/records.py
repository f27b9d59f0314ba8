"""Records: small immutable values with named fields, such as a note or a row of a table.

They are what `dataclasses` would give with `frozen=True, slots=True`, and type checkers take them
for that. The module `dataclasses` writes and compiles the code of every class anew each time that a
program starts; for the thirty classes of one command that took longer than the command's work.

Invariants:

- A record does not change: `replace` makes another one.
- Two records of one class are equal if their fields are, and hash alike. A `Unique` is equal to
  itself only, and quick to look up.

>>> class Point(Record):
...     x: float
...     y: float = 0.0
>>> Point(2.0), replace(Point(2.0), y=1.0), Point(2.0) == Point(2.0, 0.0)
(Point(x=2.0, y=0.0), Point(x=2.0, y=1.0), True)
"""

from __future__ import annotations

from typing import Any, TypeVar, dataclass_transform


@dataclass_transform(frozen_default=True)
class RecordType(type):
    """The type of record classes: their annotations are their fields, in order."""

    __match_args__: tuple[str, ...]
    __field_defaults__: dict[str, Any]

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> RecordType:
        """Make the class; each field becomes a slot."""
        fields = tuple(namespace.get("__annotations__", ()))
        defaults = {field: namespace.pop(field) for field in fields if field in namespace}
        namespace["__slots__"] = fields
        made = super().__new__(cls, name, bases, namespace)
        made.__match_args__ = fields
        made.__field_defaults__ = defaults
        return made


class Unique(metaclass=RecordType):
    """A record that is equal to itself only, such as a row of a table."""

    def __init__(self, *values: Any, **named: Any) -> None:  # noqa: ANN401
        kind = self.__class__
        fields = kind.__match_args__
        if named or len(values) != len(fields):
            values = kind._complete(values, named)
        for field, value in zip(fields, values, strict=True):
            _set(self, field, value)

    @classmethod
    def _complete(cls, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """A value for every field: by position, by name, or its default."""
        fields = cls.__match_args__
        by_name = fields[len(values) :]
        strange = [name for name in named if name not in by_name]
        if strange or len(values) > len(fields):
            raise TypeError(f"{cls.__name__} takes {fields}: {len(values)} values and {strange}")
        given = cls.__field_defaults__ | named
        missing = [field for field in by_name if field not in given]
        if missing:
            raise TypeError(f"{cls.__name__} needs {missing}")
        return (*values, *[given[field] for field in by_name])

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} does not change; replace() makes another")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} does not change")

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, field) for field in self.__class__.__match_args__])

    def __reduce__(self) -> tuple[Any, ...]:
        return self.__class__, self._values()

    def __repr__(self) -> str:
        pairs = zip(self.__class__.__match_args__, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join([f'{name}={value!r}' for name, value in pairs])})"


class Record(Unique):
    """The base of all other records."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record) or other.__class__ is not self.__class__:
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())


_set = object.__setattr__
_Kind = TypeVar("_Kind", bound=Unique)


def replace(record: _Kind, **changes: Any) -> _Kind:  # noqa: ANN401
    """The same record with other values for some fields."""
    fields = record.__class__.__match_args__
    return record.__class__(**{field: getattr(record, field) for field in fields} | changes)
