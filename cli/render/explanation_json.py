"""An explanation as JSON: every fact of the report, formulas as text of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.unparse import unparse
from ..json_text import dumps
from .json_form import noted

if TYPE_CHECKING:
    from ...autodiff.teach.chain_rule import Factor, Step, Sweep
    from ...autodiff.teach.explanation import Evaluated, Explanation, Gate
    from ...autodiff.teach.finite_step import Crossing, Move
    from ...autodiff.teach.second_derivative import Motion
    from ...parser.syntax import Expression


def json_text(told: Explanation, *, ascii_only: bool = False) -> str:
    """One JSON object, a line for each of its parts."""
    fields = fields_of(told)
    lines = [
        f'"{key}": {dumps(value, ascii_only=ascii_only)}' for key, value in fields.items()
    ]  # fmt: skip
    return "{" + ",\n ".join(lines) + "}\n"


def fields_of(told: Explanation) -> dict[str, object]:
    """All parts of an explanation."""
    sizes = told.sizes
    return {
        "source": told.source,
        "expression": told.expression,
        "inputs": told.inputs,
        "wrt": told.wrt,
        "outputs": told.outputs,
        "mode": told.mode,
        "only": told.only,
        "numbers": told.numbers,
        "forward": [_evaluated(node) for node in told.forward],
        "local": [_gate(gate) for gate in told.gates],
        "sweeps": [sweep_fields(sweep) for sweep in told.sweeps],
        "meaning": [_move(move) for move in told.moves],
        "motion": [_motion(motion) for motion in told.motions],
        "speed": None if told.speed is None else fields_of(told.speed),
        "nodes": sizes.nodes,
        "left_out": {
            "forward": sizes.forward,
            "local": sizes.gates,
            "sweeps": sizes.sweeps,
            "meaning": sizes.moves,
        },
        "notes": [noted(note) for note in told.notes],
    }


def _text(tree: Expression | None) -> str | None:
    return None if tree is None else unparse(tree)


def _evaluated(node: Evaluated) -> dict[str, object]:
    return {
        "name": node.name,
        "kind": node.kind,
        "formula": _text(node.formula),
        "value": node.value,
        "output": node.output,
    }


def _gate(gate: Gate) -> dict[str, object]:
    return {
        "node": gate.node,
        "operation": gate.operation,
        "formula": unparse(gate.formula),
        "derivatives": [
            {
                "argument": local.argument,
                "place": local.mark or None,
                "of": unparse(local.rule.function),
                "by": local.rule.by,
                "rule": unparse(local.rule.derivative),
                "formula": _text(local.named),
                "value": local.value,
            }
            for local in gate.locals
        ],
        "role": gate.role,
        "choice": gate.choice,
        "kinks": gate.kinks,
    }


def _factor(factor: Factor) -> dict[str, object]:
    return {
        "of": factor.of, "by": factor.by, "place": factor.mark or None, "value": factor.value,
    }  # fmt: skip


def sweep_fields(sweep: Sweep) -> dict[str, object]:
    """One sweep with its steps."""
    return {
        "mode": sweep.mode,
        "start": sweep.start,
        "steps": [_step(step) for step in sweep.steps],
        "results": [_factor(result) for result in sweep.results],
        "still": [
            {"of": each.of, "by": each.by, "flat": each.flat, "untaken": each.untaken}
            for each in sweep.still
        ],
        "multiplications": sweep.multiplications,
        "additions": sweep.additions,
        "left_out": sweep.left_out,
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "of": step.of,
        "by": step.by,
        "terms": [[_factor(term.first), _factor(term.second)] for term in step.terms],
        "omitted": step.omitted,
        "reused": [{"of": of, "by": by} for of, by in step.reused],
        "value": step.value,
        **({"by_limit": step.by_limit} if step.by_limit else {}),
    }


def _crossing(crossing: Crossing) -> dict[str, object]:
    return {"node": crossing.node, "formula": crossing.formula, "what": crossing.what}


def _move(move: Move) -> dict[str, object]:
    ahead = None if move.ahead is None else {"at": move.ahead[0], **_crossing(move.ahead[1])}
    return {
        "output": move.output,
        "by": move.by,
        "from": move.start,
        "to": move.end,
        "derivative": move.derivative,
        "estimate": move.estimate,
        "change": move.change,
        "failure": move.failure,
        "crossings": [_crossing(crossing) for crossing in move.crossings],
        "next_crossing": ahead,
        "elasticity": move.elasticity,
    }


def _motion(motion: Motion) -> dict[str, object]:
    return {
        "output": motion.output,
        "by": motion.by,
        "position": motion.position,
        "speed": motion.speed,
        "acceleration": motion.acceleration,
        "speed_formula": _text(motion.speed_formula),
        "acceleration_formula": _text(motion.acceleration_formula),
        "predicted": motion.predicted,
        "true": motion.true,
        "jump": None if motion.jump is None else motion.jump._asdict(),
    }
