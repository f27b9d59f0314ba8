"""What waits for what among definitions and functions: circles, and how large calls get.

Nothing is lowered here: the statements are only looked at, once each, so a program whose functions
double at every call is refused before its nodes are made.

>>> from ...parser.parse import parse
>>> from .names import survey
>>> found = Dependencies(survey(parse("f(x) = x*x; g(x) = f(x)*f(x); a = g(y); b = b + 1")))
>>> found.sizes, found.circular
({'f': 3, 'g': 11}, [('value', 'b')])
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError

if TYPE_CHECKING:
    from ...parser.errors import Span
    from .names import Key, Survey


class Dependencies:
    """The order in which statements can be worked out.

    `sizes` says how many nodes of syntax a call of each function comes to, all calls inside it
    written out; `circular` are the definitions and functions that wait for themselves, or for one
    that does, definitions first.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._lengths: dict[Key, int] = {}
        self._waits: dict[Key, Counter[Key]] = {}
        for kind, table in (("value", survey.definitions), ("function", survey.functions)):
            for name, statement in table.items():
                self._lengths[kind, name] = len(statement.nodes)
                self._waits[kind, name] = Counter(key for key, _ in survey.uses(statement))
        self.sizes: dict[str, int] = {}
        self.circular: list[Key] = self._work_through()

    def _work_through(self) -> list[Key]:
        """Take what waits for nothing, again and again; what is left goes round in circles."""
        waiting = {key: len(others) for key, others in self._waits.items()}
        users: dict[Key, list[Key]] = {key: [] for key in waiting}
        for key, others in self._waits.items():
            for other in others:
                users[other].append(key)
        ready = [key for key, count in waiting.items() if count == 0]
        while ready:
            key = ready.pop()
            del waiting[key]
            self._size(key)
            for user in users[key]:
                waiting[user] -= 1
                if waiting[user] == 0:
                    ready.append(user)
        return list(waiting)

    def _size(self, key: Key) -> None:
        kind, name = key
        if kind == "function":
            inside = sum(
                times * self.sizes[other]
                for (other_kind, other), times in self._waits[key].items()
                if other_kind == "function"
            )
            # A size is only held against a limit; its digits would double with the functions.
            self.sizes[name] = min(self._lengths[key] + inside, 10**12)

    def refuse_circles(self) -> None:
        """Refuse definitions or functions that wait for themselves, whether or not one is needed.

        Raises `BackpropError`, which names the whole circle.
        """
        if not self.circular:
            return
        # Whatever is circular uses something circular: who follows the uses comes round.
        circular = set(self.circular)
        key = self.circular[0]
        path: dict[Key, int] = {}
        while True:
            path[key] = len(path)
            key, place = self._first_use(key, circular)
            if key in path:
                raise _circle([*list(path)[path[key] :], key], place)

    def _first_use(self, key: Key, circular: set[Key]) -> tuple[Key, Span]:
        """The first of these that a definition or function uses, and where."""
        kind, name = key
        table = self._survey.definitions if kind == "value" else self._survey.functions
        return next(use for use in self._survey.uses(table[name]) if use[0] in circular)


def _circle(circle: list[Key], place: Span) -> BackpropError:
    """The error for a definition or function that waits for itself, naming the whole circle."""
    kind, name = circle[0]
    names = [f"{each}(…)" if of == "function" else each for of, each in circle]
    shown = names if len(names) <= 12 else [*names[:6], "…", *names[-5:]]
    what = "function" if kind == "function" else "definition"
    return BackpropError(
        f"the {what} of '{name}' goes round in a circle: {' → '.join(shown)}",
        place,
        hint="a value cannot depend on itself; give one of the names another definition"
        if what == "definition"
        else "a function cannot call itself; write the formula out",
    )
