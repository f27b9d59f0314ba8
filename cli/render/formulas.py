"""Derivatives as formulas: one a line, as a program of named steps, or as JSON.

What is kept true: a line is `name = formula`, and what the formula does not say of where it holds
stands beside it; the infix form, its remark a comment, can be typed in again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...autodiff.emit import form_module
from ...parser.syntax import Binary
from ..output.json_text import dumps
from .json_form import Walker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...autodiff.answers.formulas import Formula, Symbolic
    from ...autodiff.emit.formulas.notation import Writer
    from ...parser.syntax import Expression


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
            f"{title(each, writer)} = {writer.expression(each.formula)}"
            f"{_beside(conditions(each, writer, form), form)}\n"
            for each in found.formulas(simplify=simplify)
        ]
    )


_BESIDE = {"infix": "  # for {}", "latex": r" \quad \text{{for }} {}", "unicode": "  for {}"}
"""How a form writes conditions beside a formula."""

_RELATIONS = frozenset({"!=", ">", ">=", "<", "<=", "==", "or"})

_SIGNS = {
    "latex": {"!=": r"\neq", ">=": r"\geq", "<=": r"\leq", "==": "=", "or": r"\text{ or }"},
    "unicode": {"!=": "≠", ">=": "≥", "<=": "≤", "==": "="},
}


def conditions(formula: Formula, writer: Writer, form: str) -> list[str]:
    """What must be so for the derivative to be this formula, which does not say so itself."""
    return [_condition(each, writer, form) for each in formula.conditions]


def _condition(tree: Expression, writer: Writer, form: str) -> str:
    """A comparison, not as the number 0 or 1 that it is elsewhere."""
    if not isinstance(tree, Binary) or tree.operator not in _RELATIONS:
        return writer.expression(tree)
    sign = _SIGNS.get(form, {}).get(tree.operator, tree.operator)
    left, right = [_condition(side, writer, form) for side in (tree.left, tree.right)]
    return f"{left} {sign} {right}"


def _beside(conditions: Sequence[str], form: str) -> str:
    """Conditions as they stand beside a formula; nothing if there are none."""
    return _BESIDE[form].format(", ".join(conditions)) if conditions else ""


def shared_text(found: Symbolic, form: str, *, simplify: bool) -> str:
    """The derivatives as a program, what they have in common named first."""
    return "".join(
        [
            f"{name} = {text}{_beside(remarks, form)}\n"
            for name, text, remarks in steps(found, form, simplify=simplify)
        ]
    )


def steps(found: Symbolic, form: str, *, simplify: bool) -> Iterator[tuple[str, str, list[str]]]:
    """The names, formulas and conditions of the program.

    In the forms to read derivatives have their sign.
    """
    program, conditions = found.shared(simplify=simplify)
    targets = [each.target.name for each in program.statements if each.target is not None]
    derivatives = found.identified()
    made: Writer = form_module(form).writer(
        {*found.names, *targets}, ordinary=len(found.inputs) < 2
    )
    for name, statement in zip(targets, program.statements, strict=True):
        formula = None if form == "infix" else derivatives.get(name)
        shown = made.name(name) if formula is None else title(formula, made)
        remarks = [_condition(each, made, form) for each in conditions.get(name, ())]
        yield shown, made.expression(statement.value), remarks


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
            {"name": name, "formula": text, "conditions": remarks}
            for name, text, remarks in steps(found, form, simplify=simplify)
        ]
    else:
        writer = writer_of(found, form)
        fields["derivatives"] = [
            {
                "name": each.title,
                "of": each.output,
                "by": each.by,
                "formula": writer.expression(each.formula),
                "conditions": conditions(each, writer, form),
            }
            for each in found.formulas(simplify=simplify)
        ]
    fields["notes"] = found.notes(general=True)
    walker = Walker(found, spell=writer_of(found, form).expression)
    return dumps(fields, other=walker.plain) + "\n"
