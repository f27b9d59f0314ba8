"""Which name means what, and what waits for what: the inputs, definitions and outputs of a program.

A program's statements may stand in any order, so names are sorted out over the whole of it before
any of it is lowered.

>>> from ...parser.parse import parse
>>> names = survey(parse("J = 3v; v = a + u; u = b*c"))
>>> names.inputs, tuple(names.definitions), names.outputs
(('a', 'b', 'c'), ('J', 'v', 'u'), ('J',))
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from ...parser.errors import BackpropError, Span
from ...parser.syntax import Call, Name
from ..graph.graph import CONSTANT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ...parser.syntax import Program, Statement


Key = tuple[str, str]
"""("value", name) for a definition, ("function", name) for a person's own function."""


class MissingInputs(BackpropError):
    """Some inputs have no value; `missing` names all of them in the order of the text."""

    def __init__(self, missing: tuple[str, ...], span: Span | None, hint: str | None) -> None:
        listed = ", ".join(f"'{name}'" for name in missing[:20])
        more = f" and {len(missing) - 20} more" if len(missing) > 20 else ""
        super().__init__(f"no value is given for {listed}{more}", span, hint=hint)
        self.missing = missing


class Survey:
    """The names of a program.

    `inputs` are in order of first appearance; `places` says where each name used as a value first
    stands. `constants` are the language's constants that the program uses and does not define.
    `outputs` are the names of the outputs; `results` are the statements behind them.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.definitions: dict[str, Statement] = {}
        self.functions: dict[str, Statement] = {}
        for statement in program.statements:
            self._define(statement)
        self.places: dict[str, Span] = {}
        used, called = self._uses()
        free = [name for name in self.places if name not in self.definitions]
        self.constants = tuple([name for name in free if name in CONSTANT_NAMES])
        self.inputs = tuple([name for name in free if name not in CONSTANT_NAMES])
        self.results = self._results(used, called)
        self.outputs = tuple(self.results)
        for name, statement in self.results.items():
            if statement.function is not None:
                self._open_parameters(self.functions[name])
                if name in self.places:
                    raise BackpropError(
                        f"'{name}' is the name of an output and of a value that it depends on",
                        self.places[name],
                        hint="rename one of them",
                    )

    def _define(self, statement: Statement) -> None:
        name = statement.target or statement.function
        if name is None:
            return
        table = self.definitions if statement.function is None else self.functions
        if name.name in table:
            raise BackpropError(
                f"'{name.name}' is defined twice",
                name.span,
                hint="give one of them another name; a name stands for one value throughout",
            )
        table[name.name] = statement

    def _uses(self) -> tuple[set[str], set[str]]:
        """Names used as values (first places go to `places`) and functions called, by others."""
        used: set[str] = set()
        called: set[str] = set()
        for statement in self.program.statements:
            parameters = {parameter.name for parameter in statement.parameters}
            own = statement.function.name if statement.function else None
            for node in statement.nodes:
                if isinstance(node, Name):
                    if node.name in used or node.name in parameters:
                        continue
                    self.places.setdefault(node.name, node.span)
                    used.add(node.name)
                elif isinstance(node, Call) and node.function != own:
                    called.add(node.function)
        return used, called

    def _results(self, used: set[str], called: set[str]) -> dict[str, Statement]:
        bare = [
            statement
            for statement in self.program.statements
            if statement.target is None and statement.function is None
        ]
        if bare:
            return self._name_bare(bare)
        results = {
            name: statement for name, statement in self.definitions.items() if name not in used
        }
        if not self.definitions:
            results = {
                name: statement for name, statement in self.functions.items() if name not in called
            }
        if not results:
            # Everything is used by something: a cycle. Lowering any statement names it.
            results = dict(self.definitions or self.functions)
        return results

    def _name_bare(self, bare: Sequence[Statement]) -> dict[str, Statement]:
        """A bare name keeps its name if it is a definition's; the others are f, or f1, f2, …"""
        taken = {*self.places, *self.definitions, *self.functions}
        unnamed = [
            statement
            for statement in bare
            if not (isinstance(statement.value, Name) and statement.value.name in self.definitions)
        ]
        fresh = _fresh_names("f", taken, numbered=len(unnamed) > 1)
        results: dict[str, Statement] = {}
        for statement in bare:
            value = statement.value
            if isinstance(value, Name) and value.name in self.definitions:
                results[value.name] = self.definitions[value.name]
            else:
                results[next(fresh)] = statement
        return results

    def _open_parameters(self, statement: Statement) -> None:
        """The parameters of a function that is itself an output are inputs.

        There are no definitions then that they could be mistaken for.
        """
        for parameter in statement.parameters:
            name = parameter.name
            place = self.places.get(name, parameter.span)
            self.places[name] = min(place, parameter.span)
        inputs = {*self.inputs, *(parameter.name for parameter in statement.parameters)}
        self.inputs = tuple(sorted(inputs, key=lambda known: self.places[known].start))
        self.constants = tuple([name for name in self.constants if name not in inputs])

    def needs(self, roots: Iterable[str]) -> set[str]:
        """The names that these outputs or definitions are built from, themselves included."""
        seen: set[tuple[str, bool]] = set()
        pending = [(name, self._statement(name)) for name in roots]
        found: set[str] = set()
        while pending:
            name, statement = pending.pop()
            found.add(name)
            if statement is None:
                continue
            # The parameters of a function that is called are no names of the program; those of
            # one that is an output are.
            opened = statement is self.results.get(name)
            parameters = () if opened else statement.parameters
            own = {parameter.name for parameter in parameters}
            for node in leaves_and_calls(statement):
                is_call = isinstance(node, Call)
                key = (node.function, True) if is_call else (node.name, False)
                if key in seen or (not is_call and key[0] in own):
                    continue
                seen.add(key)
                table = self.functions if is_call else self.definitions
                if not is_call or key[0] in table:
                    pending.append((key[0], table.get(key[0])))
        return found

    @cached_property
    def dependencies(self) -> Dependencies:
        """What waits for what."""
        return Dependencies(self)

    def uses(self, statement: Statement) -> Iterator[tuple[Key, Span]]:
        """The definitions and functions of the program that a statement uses: every use's place."""
        own = {parameter.name for parameter in statement.parameters}
        for node in leaves_and_calls(statement):
            if isinstance(node, Call):
                if node.function in self.functions:
                    yield ("function", node.function), node.span
            elif node.name in self.definitions and node.name not in own:
                yield ("value", node.name), node.span

    def _statement(self, name: str) -> Statement | None:
        return self.results.get(name) or self.definitions.get(name)


class Dependencies:
    """What waits for what among definitions and functions: circles, and how large calls get.

    Nothing is lowered here: the statements are only looked at, once each, so a program whose
    functions double at every call is refused before its nodes are made.

    `sizes` says how many nodes of syntax a call of each function comes to, all calls inside it
    written out; `circular` are the definitions and functions that wait for themselves, or for one
    that does, definitions first.

    >>> from ...parser.parse import parse
    >>> found = survey(parse("f(x) = x*x; g(x) = f(x)*f(x); a = g(y); b = b + 1")).dependencies
    >>> found.sizes, found.circular
    ({'f': 3, 'g': 11}, [('value', 'b')])
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


def _fresh_names(stem: str, taken: set[str], *, numbered: bool) -> Iterator[str]:
    if not numbered and stem not in taken:
        yield stem
    number = 0
    while True:
        number += 1
        if f"{stem}{number}" not in taken:
            yield f"{stem}{number}"


def leaves_and_calls(statement: Statement) -> Iterator[Name | Call]:
    """Every name in a statement's value, in the order of the text, and every call."""
    for node in statement.nodes:
        if isinstance(node, Name | Call):
            yield node


def survey(program: Program) -> Survey:
    """Sort out the names of a program.

    Raises `BackpropError` (with the program's text) where a name is defined twice.
    """
    try:
        return Survey(program)
    except BackpropError as error:
        raise error.located(program.text) from None
