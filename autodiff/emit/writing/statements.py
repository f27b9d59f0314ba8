r"""The lines of an emitted program: the steps of its plan, and the functions that it brings along.

Invariant: every function comes after those that it calls, itself excepted.

>>> from ..languages.javascript import JAVASCRIPT
>>> print("\n".join(functions(JAVASCRIPT, ["silu"])))
// sigmoid(x): the logistic function, 1/(1 + exp(-x)).
function sigmoid(x) {
  const small = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : small)/(1 + small);
}
// silu(x): x times sigmoid(x).
function silu(x) {
  return x*sigmoid(x);
}
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ...rules import PRIMITIVES
from ..planning.definitions import definition
from ..planning.plan import planned
from ..planning.schedule import Assignment, Choice, Part
from .names import Names
from .spelling import Speller, is_square

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..planning.schedule import Step
    from .language import Language

_COMMENT = re.compile(r'""".*?"""|/\*.*?\*/|//[^\n]*', re.DOTALL)


def statements(speller: Speller, steps: Iterable[Step], indent: str) -> Iterator[str]:
    """The steps of a plan as lines; they are nested a few levels deep at most."""
    language = speller.language
    for step in steps:
        if isinstance(step, Choice):
            inner = indent + language.indent
            yes, no = ([*statements(speller, side, inner)] for side in (step.yes, step.no))
            yield from branches(language, speller.condition(step.condition), yes, no, indent)
        elif isinstance(step, Part):
            yield indent + language.part.format(step.name)
        else:
            name, value = speller.variables[step.target], speller.assigned(step)
            line = language.assigned if speller.is_declared(step.target) else language.kept
            yield indent + line.format(name=name, value=value)


def branches(
    language: Language, condition: str, yes: Sequence[str], no: Sequence[str], indent: str
) -> Iterator[str]:
    """The lines of a choice, each side indented already; nothing if both are empty."""
    opening, inverse, other, end = language.branch
    if not (yes or no):
        return
    yield indent + (opening if yes else inverse).format(condition)
    yield from yes
    if yes and no:
        yield indent + other.format()
    yield from no
    if end:
        yield indent + end.format()


def declarations(speller: Speller, nodes: Iterable[int]) -> Iterator[str]:
    """Of some variables, those that get their values in branches, where a language asks for it."""
    language = speller.language
    for node in nodes:
        if language.declared and speller.is_undeclared(node):
            yield language.indent + language.declared.format(name=speller.variables[node])


def functions(language: Language, called: Iterable[str]) -> list[str]:
    """The texts of the functions that a program calls, with those that they call in turn."""
    rows = {function: name for name, function in language.defined.items()}
    found: dict[str, str] = {}
    entered = set[str]()

    def visit(name: str) -> None:
        entered.add(name)
        text = language.texts.get(name) or written(language, rows[name])
        for word in dict.fromkeys(re.findall(r"\w+", _COMMENT.sub("", text))):
            if word not in entered and (word in language.texts or word in rows):
                visit(word)
        found[name] = text.strip()

    for name in called:
        if name not in entered:
            visit(name)
    return [*found.values()]


def written(language: Language, name: str) -> str:
    """The function of a primitive that a language lacks, from its definition."""
    graph = definition(name)
    (result,) = graph.outputs.values()
    plan = planned(graph, [result], lazy=language.lazy, repeats=is_square)
    names = Names(language.reserved, ascii_only=language.ascii_only)
    parameters = {node: names.take(each) for each, node in graph.inputs.items()}
    variables = parameters | plan.named(lambda node: names.variable(graph.names[node]))
    if language.absent:
        language = replace(
            language, constants={**language.constants, "nan": language.absent.format(name=name)}
        )
    speller = Speller(language, plan, variables)
    *steps, last = plan.body
    if last == Assignment(result, result):
        del variables[result]
    else:
        steps.append(last)
    body = [*declarations(speller, plan.variables()), *statements(speller, steps, language.indent)]
    body.append(language.indent + language.returned.format(value=speller.number(result)))
    return language.definition.format(
        name=language.defined[name],
        parameters=", ".join(language.parameter.format(each) for each in parameters.values()),
        remark=f"{PRIMITIVES[name].signature}: {PRIMITIVES[name].summary}.",
        body="\n".join(body),
    )
