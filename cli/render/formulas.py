"""Derivatives as formulas: one a line, as a program of named steps, or as JSON.

What is kept true: a line is `name = formula`; the infix form of a program can be typed in again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...autodiff.emit import form_module
from ..output.json_text import dumps
from .json_form import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...autodiff.emit.notation import Writer
    from ...autodiff.symbolic import Formula, Symbolic


def writer_of(found: Symbolic, form: str) -> Writer:
    """How a form writes the formulas of this program."""
    made: Writer = form_module(form).writer(found.names, ordinary=len(found.inputs) < 2)
    return made


def title(formula: Formula, writer: Writer) -> str:
    """What a derivative is called."""
    if formula.order == 0:
        return writer.name(formula.output)
    return writer.derivative(formula.output, [formula.by] * formula.order)


def lines_text(found: Symbolic, form: str, *, simplify: bool) -> str:
    """Every derivative on a line of its own."""
    writer = writer_of(found, form)
    return "".join(
        [
            f"{title(each, writer)} = {writer.expression(each.formula)}\n"
            for each in found.formulas(simplify=simplify)
        ]
    )


def shared_text(found: Symbolic, form: str, *, simplify: bool) -> str:
    """The derivatives as a program, what they have in common named first."""
    return "".join([f"{name} = {text}\n" for name, text in steps(found, form, simplify=simplify)])


def steps(found: Symbolic, form: str, *, simplify: bool) -> Iterator[tuple[str, str]]:
    """The names and formulas of the program; in the forms to read derivatives have their sign."""
    program = found.shared(simplify=simplify)
    targets = [each.target.name for each in program.statements if each.target is not None]
    derivatives = found.identified()
    made: Writer = form_module(form).writer(
        {*found.names, *targets}, ordinary=len(found.inputs) < 2
    )
    for name, statement in zip(targets, program.statements, strict=True):
        formula = None if form == "infix" else derivatives.get(name)
        shown = made.name(name) if formula is None else title(formula, made)
        yield shown, made.expression(statement.value)


def json_text(found: Symbolic, form: str, *, simplify: bool, shared: bool) -> str:
    """One JSON object: the derivatives and the notes."""
    fields: dict[str, object] = {
        "source": found.source,
        "outputs": found.outputs,
        "wrt": found.wrt,
        "order": found.order,
        "form": form,
    }
    if shared:
        fields["steps"] = [
            {"name": name, "formula": text} for name, text in steps(found, form, simplify=simplify)
        ]
    else:
        fields["derivatives"] = list(found.formulas(simplify=simplify))
    fields["notes"] = found.notes(general=True)
    walker = Walker(found, spell=writer_of(found, form).expression)
    return dumps(fields, other=walker.plain) + "\n"
