"""The JSON form: every fact, in stable keys, one line a node.

What is kept true: the text is valid JSON whatever the numbers and names are; a mode that was not
run is null, and then the nodes have no tangents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ..output.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...autodiff.report import Cost, Costs, Evaluation, ModeCost, Note, Row
    from ...parser.errors import Span


def write_json(evaluation: Evaluation, stream: TextIO, *, ascii_only: bool = False) -> None:
    """Write the evaluation as one JSON object."""
    stream.write("{")
    separator = ""
    for key, value in head(evaluation).items():
        stream.write(f'{separator}"{key}": {dumps(value, ascii_only=ascii_only)}')
        separator = ",\n "
    stream.write(',\n "nodes": [')
    separator = "\n  "
    for row in evaluation.rows:
        stream.write(separator + dumps(node(row, evaluation), ascii_only=ascii_only))
        separator = ",\n  "
    stream.write("]")
    for key, value in tail(evaluation).items():
        stream.write(f',\n "{key}": {dumps(value, ascii_only=ascii_only)}')
    stream.write("}\n")


def head(evaluation: Evaluation) -> dict[str, object]:
    """What comes before the nodes."""
    return {
        "source": evaluation.source,
        "expression": evaluation.expression,
        "inputs": evaluation.inputs,
        "wrt": evaluation.wrt,
        "outputs": evaluation.outputs,
        "numbers": evaluation.numbers,
        "value": by_output(evaluation.values, evaluation),
        "gradient": by_output(evaluation.gradient, evaluation),
    }


def tail(evaluation: Evaluation) -> dict[str, object]:
    """What comes after the nodes."""
    return {
        "operations": operations(evaluation.costs) if evaluation.costs else None,
        "modes": evaluation.modes,
        "agreement": evaluation.agreement,
        "notes": [noted(note) for note in evaluation.notes],
    }


def by_output(values: Mapping[str, object], evaluation: Evaluation) -> object:
    """The only output's value, or all of them by output."""
    outputs = evaluation.outputs
    if len(outputs) == 1:
        return values.get(outputs[0])
    return {output: values.get(output) for output in outputs}


def node(row: Row, evaluation: Evaluation) -> dict[str, object]:
    """A node with all that is known about it."""
    fields: dict[str, object] = {"name": row.name, "kind": row.kind}
    if row.kind == "operation":
        fields["operation"] = row.operation
        fields["arguments"] = row.arguments
        fields["expression"] = row.expression
        fields["span"] = span(row.span)
    fields["value"] = row.value
    if row.kind == "operation":
        fields["partials"] = row.partials
    fields["gradient"] = by_output(row.gradient, evaluation)
    if row.numerical is not None:
        fields["numerical"] = by_output(row.numerical, evaluation)
    if "forward" in evaluation.modes:
        fields["tangents"] = row.tangents
    if row.by_limit:
        fields["by_limit"] = row.by_limit
    return fields


def span(place: Span | None) -> list[int] | None:
    """A place in the source: the column of its first character and that after its last, from 1."""
    return None if place is None else [place.start + 1, place.end + 1]


def operations(costs: Costs) -> dict[str, object]:
    """The operation counts."""
    return {
        "function": counted(costs.function),
        "forward": mode(costs.forward),
        "reverse": mode(costs.reverse),
        "sentence": costs.sentence,
    }


def mode(cost: ModeCost | None) -> dict[str, object] | None:
    """What one mode costs, in both ways of counting; null if it was not run."""
    if cost is None:
        return None
    return {
        "sweeps": cost.sweeps,
        "schoolbook": counted(cost.schoolbook),
        "executed": counted(cost.executed),
    }


def counted(cost: Cost) -> dict[str, int]:
    """The total and the kinds that occur."""
    return {"total": cost.total} | {kind: count for kind, count in cost.counts.items() if count}


def noted(note: Note) -> dict[str, object]:
    """A note with its place and, for a kink, the rule and the one-sided derivatives."""
    return {
        "kind": note.kind,
        "message": note.message,
        "node": note.node,
        "span": span(note.span),
        "rule": note.rule,
        "one_sided": [
            {"argument": side.argument, "left": side.left, "right": side.right}
            for side in note.one_sided
        ],
    }
