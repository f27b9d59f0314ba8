"""Which facts of each record JSON has, under which keys and in which order.

A line of `SHAPES` names the keys of a class of records. A word of it is a key, or `key=path` where
the record calls the fact something else; what no attribute or method holds is in `COMPUTED`.

- `?key` is left out where what is computed is `ABSENT`;
- `#key` is a number of marks, a fraction that is written as a plain number;
- `*key` is a list with a line for each of its items, which only a whole report may have.

What is kept true: every key is written once, here; a key is never renamed without a new version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ...autodiff.answers.report import Block, Cost, Evaluation, Matrices

ABSENT = object()
"""What is computed where there is no such fact."""

MOST_CELLS = 4_000_000
"""A matrix of more cells has no rows, only its entries."""

_SUBJECT = "source expression inputs"
_MATRICES = f"{_SUBJECT} wrt outputs numbers value"
_MARK = "part=part.id given=answer verdict=status #score #points=part.points point"

SHAPES = {
    "Evaluation": f"{_SUBJECT} wrt outputs numbers value gradient *nodes=rows operations=costs "
    "modes agreement notes",
    "Row": "name kind value gradient ?numerical ?tangents ?by_limit",
    "Row operation": "name kind operation arguments expression span value partials gradient "
    "?numerical ?tangents ?by_limit",
    "Costs": "function forward reverse sentence",
    "ModeCost": "sweeps schoolbook executed",
    "Note": "kind message node span rule one_sided",
    "OneSided": "argument left right",
    "Matrices jacobian": f"{_MATRICES} jacobian entries notes",
    "Matrices hessian": f"{_MATRICES} gradient hessian entries notes",
    "Matrices hessians": f"{_MATRICES} hessians notes",
    "Explanation": f"{_SUBJECT} wrt outputs mode only numbers forward local=gates sweeps "
    "meaning=moves motion=motions speed nodes=sizes.nodes left_out=sizes notes",
    "Sizes": "forward local=gates sweeps meaning=moves",
    "Evaluated": "name kind formula value output",
    "Gate": "node operation formula derivatives=locals role choice kinks",
    "Local": "argument place of=rule.function by=rule.by rule=rule.derivative formula=named value",
    "Sweep": "mode start steps results still multiplications additions left_out",
    "Step": "of by terms omitted reused value ?by_limit",
    "Factor": "of by place value",
    "ZeroDerivative": "of by flat untaken",
    "Move": "output by from=start to=end derivative estimate change failure crossings "
    "next_crossing elasticity",
    "Crossing": "node formula what",
    "Motion": "output by position speed acceleration speed_formula acceleration_formula predicted "
    "true jump",
    "Jump": "what before after",
    "Paths": f"{_SUBJECT} routes left_out notes",
    "Route": "from=source to=target count paths sum derivative by_paths by_sweep factors=segments "
    "junctions more_factors=more_segments more_junctions",
    "Path": "nodes omitted gap partials product",
    "Segment": "of by count products value",
    "Junction": "node joins parts",
    "PathWork": "multiplications additions",
    "Comparison": f"{_SUBJECT} wrt outputs forward reverse left_out operations=costs by_inputs "
    "by_outputs crossover=sentence notes",
    "Growth": "count=size forward reverse",
    "Checked": f"{_SUBJECT} right wrong unjudged *claims=verdicts notes",
    "Verdict": "claim about kind given expected verdict why diagnoses possible counterexample "
    "points domain",
    "Verdict hidden": "claim about kind given verdict why=hint diagnoses possible points domain",
    "Diagnosis": "mistake sentence",
    "Diagnosis hidden": "mistake sentence=hint",
    "Counterexample": "point given expected",
    "Marking": "title=assignment.title #points=assignment.points submissions graded #mean #median "
    "*students=results parts=of_parts mistakes=of_mistakes notes",
    "Result": "student line status problem #score answers=marks",
    "Mark": f"{_MARK} diagnoses=verdict.diagnoses why=verdict.why possible=verdict.possible "
    "expected=verdict.expected counterexample=verdict.counterexample",
    "Mark hidden": f"{_MARK} diagnoses=verdict.diagnoses why=verdict.hint "
    "possible=verdict.possible",
    "Mark blank": f"{_MARK} diagnoses why",
    "PartStatistics": "part=part.id #points=part.points #mean right=counts.right "
    "wrong=counts.wrong unjudged=counts.unjudged blank=counts.blank wrong_answer wrong_count",
    "MistakeStatistics": "mistake title answers certain students part example",
    "FunctionRow": "name aliases signature summary partials domain kinks",
}
"""The keys of each class of records; the second word of its name is a tag that `TAGS` gives."""

TAGS: dict[str, Callable[[Any, bool], str]] = {
    "Row": lambda row, _: row.kind,
    "Matrices": lambda found, _: found.kind + "s" * _is_several_hessians(found),
    "Verdict": lambda _, hidden: "hidden" if hidden else "",
    "Diagnosis": lambda _, hidden: "hidden" if hidden else "",
    "Mark": lambda mark, hidden: "blank" if mark.verdict is None else "hidden" if hidden else "",
}
"""What tells records of one class apart that differ in their keys; `hidden` hides the answers."""

COMPUTED: dict[str, Callable[[Any, Any], object]] = {
    "Evaluation.value": lambda found, _: by_output(found.values, found),
    "Evaluation.gradient": lambda found, _: by_output(found.gradient, found),
    "Row.gradient": lambda row, report: by_output(row.gradient, report),
    "Row.numerical": lambda row, report: (
        ABSENT if row.numerical is None else by_output(row.numerical, report)
    ),
    "Row.tangents": lambda row, report: row.tangents if "forward" in report.modes else ABSENT,
    "Row.by_limit": lambda row, _: row.by_limit or ABSENT,
    "Costs.function": lambda costs, _: counted(costs.function),
    "ModeCost.schoolbook": lambda cost, _: counted(cost.schoolbook),
    "ModeCost.executed": lambda cost, _: counted(cost.executed),
    "Matrices.value": lambda found, _: by_output(found.values, found),
    "Matrices.jacobian": lambda found, _: matrix(found.blocks[0]),
    "Matrices.gradient": lambda found, _: gradient(found, found.outputs[0]),
    "Matrices.hessian": lambda found, _: matrix(found.blocks[0]),
    "Matrices.entries": lambda found, _: entries(found.blocks[0]),
    "Matrices.hessians": lambda found, _: {
        output: {
            "gradient": gradient(found, output),
            "hessian": matrix(block),
            "entries": entries(block),
        }
        for output, block in zip(found.outputs, found.blocks, strict=True)
    },
    "Local.place": lambda local, _: local.mark or None,
    "Factor.place": lambda factor, _: factor.mark or None,
    "Step.terms": lambda step, _: [[term.first, term.second] for term in step.terms],
    "Step.reused": lambda step, _: [{"of": of, "by": by} for of, by in step.reused],
    "Step.by_limit": lambda step, _: step.by_limit or ABSENT,
    "Move.next_crossing": lambda move, _: (
        None
        if move.ahead is None
        else {
            "at": move.ahead[0],
            "node": move.ahead[1].node,
            "formula": move.ahead[1].formula,
            "what": move.ahead[1].what,
        }
    ),
    "Path.partials": lambda path, _: [factor.value for factor in path.factors],
    "Checked.right": lambda checked, _: checked.count("right"),
    "Checked.wrong": lambda checked, _: checked.count("wrong"),
    "Checked.unjudged": lambda checked, _: checked.count("unjudged"),
    "Marking.submissions": lambda marking, _: len(marking.results),
    "Marking.graded": lambda marking, _: len(marking.graded),
    "Result.status": lambda result, _: "graded" if result.problem is None else "not gradable",
    "Mark.diagnoses": lambda _, __: [],
    "Mark.why": lambda _, __: "",
    "FunctionRow.partials": lambda row, _: dict(row.partials),
}
"""The facts that no attribute holds, by class and key, made of the record and its whole report."""


def by_output(values: Mapping[str, object], report: Evaluation | Matrices) -> object:
    """The value of the only output, or all values by output."""
    outputs = report.outputs
    if len(outputs) == 1:
        return values.get(outputs[0])
    return {output: values.get(output) for output in outputs}


def counted(cost: Cost) -> dict[str, int]:
    """The total and the kinds of operation that occur."""
    return {"total": cost.total} | {kind: count for kind, count in cost.counts.items() if count}


def gradient(found: Matrices, output: str) -> dict[str, object]:
    """The gradient of one output of a Hessian; null where it is structurally zero."""
    return {name: found.gradient.get((output, name)) for name in found.wrt}


def matrix(block: Block) -> list[list[object]] | None:
    """A matrix row by row, with null where it is structurally zero."""
    if len(block.rows) * len(block.columns) > MOST_CELLS:
        return None
    return [[block.entries.get((row, name)) for name in block.columns] for row in block.rows]


def entries(block: Block) -> list[dict[str, object]]:
    """The entries of a matrix that are not structurally zero."""
    return [
        {"row": row, "column": name, "value": number}
        for (row, name), number in block.entries.items()
    ]


def _is_several_hessians(found: Matrices) -> bool:
    return found.kind == "hessian" and len(found.outputs) > 1
