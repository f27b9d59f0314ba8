"""What waits for what among definitions and functions: circles, and how large calls get.

Nothing is lowered here: the statements are only looked at, once each, so a program whose functions
double at every call is refused before its nodes are made.

>>> from ..parser.parse import parse
>>> from .names import survey
>>> found = Dependencies(survey(parse("f(x) = x*x; g(x) = f(x)*f(x); a = g(y); b = b + 1")))
>>> found.sizes, found.circular
({'f': 3, 'g': 11}, [('value', 'b')])
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..parser.syntax import Call, Name, postorder

if TYPE_CHECKING:
    from .names import Survey

Key = tuple[str, str]
"""("value", name) for a definition, ("function", name) for a person's own function."""


class Dependencies:
    """The order in which statements can be worked out.

    `sizes` says how many nodes of syntax a call of each function comes to, all calls inside it
    written out; `circular` are the definitions and functions that wait for themselves, or for one
    that does, in the order of the text.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._lengths: dict[Key, int] = {}
        self._waits: dict[Key, Counter[Key]] = {}
        for statement in survey.program.statements:
            name = statement.target or statement.function
            if name is not None:
                own = {parameter.name for parameter in statement.parameters}
                self._read(("function" if statement.function else "value", name.name), own)
        self.sizes: dict[str, int] = {}
        self.circular = self._work_through()

    def _read(self, key: Key, own: set[str]) -> None:
        kind, name = key
        survey = self._survey
        table = survey.functions if kind == "function" else survey.definitions
        nodes = postorder(table[name].value)
        self._lengths[key] = len(nodes)
        self._waits[key] = Counter(
            ("function", node.function) if isinstance(node, Call) else ("value", node.name)
            for node in nodes
            if (isinstance(node, Call) and node.function in survey.functions)
            or (isinstance(node, Name) and node.name in survey.definitions and node.name not in own)
        )

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
