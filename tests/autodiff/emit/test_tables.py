"""Each form says every primitive once: in one of its tables, or refuses it with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from backprop.autodiff.differentiation.derivative import differentiated
from backprop.autodiff.emit import (
    FORMULA_FORMS,
    REGISTRY,
    form_module,
    form_tables,
    program_text,
)
from backprop.autodiff.emit.derivative_program import DerivativeProgram
from backprop.autodiff.emit.planning.definitions import definition
from backprop.autodiff.emit.writing.statements import functions
from backprop.autodiff.program.lower import lower
from backprop.autodiff.program.names import survey
from backprop.autodiff.rules import PRIMITIVES
from backprop.parser.errors import BackpropError
from backprop.parser.parse import parse

from .running import TARGETS, language_of

if TYPE_CHECKING:
    from backprop.autodiff.rules import Primitive

TABLED = [(name, dialect) for name, form in REGISTRY.items() if form.tables is not None
          for dialect in form.dialects or ("",)]  # fmt: skip
"""The forms and dialects that have tables of their own: others read a row's name and sign."""

TABLED_FORMS = dict.fromkeys(form for form, _ in TABLED)


@pytest.mark.parametrize(("form", "dialect"), TABLED)
def test_the_tables_cover_the_primitives_exactly(form: str, dialect: str) -> None:
    names = [name for table in form_tables(form, dialect) for name in table]
    assert sorted(names) == sorted(PRIMITIVES)


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_defined_is_a_function_of_the_program(target: str) -> None:
    language = language_of(target)
    for name, function in language.defined.items():
        assert function in functions(language, [function])[-1]
        if function not in language.texts:
            assert len(definition(name).inputs) == len(PRIMITIVES[name].shown_parameters)


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> Primitive:
    """A function that no form has heard of."""
    row = PRIMITIVES["sinh"]
    for form, dialect in TABLED:
        for table in form_tables(form, dialect):
            if row.name in table and isinstance(table, dict):
                monkeypatch.delitem(table, row.name)
    return row


@pytest.mark.parametrize("form", [form for form in TABLED_FORMS if form not in FORMULA_FORMS])
def test_a_function_in_no_table_cannot_be_said(form: str, unknown: Primitive) -> None:
    graph = lower(survey(parse(f"{unknown.name}(x)")))
    found = differentiated(graph, ["x"], mode="reverse")
    with pytest.raises(BackpropError, match="'sinh' cannot be said"):
        program_text(form, DerivativeProgram(f"{unknown.name}(x)", found, ("x",), 1))


@pytest.mark.parametrize("form", [form for form in TABLED_FORMS if form in FORMULA_FORMS])
def test_a_formula_with_it_cannot_be_said(form: str, unknown: Primitive) -> None:
    (statement,) = parse(f"{unknown.name}(x)").statements
    with pytest.raises(BackpropError, match="'sinh' cannot be said"):
        form_module(form).writer((), ordinary=True).expression(statement.value)
