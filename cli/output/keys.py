"""The numbers that `--get` asks for.

A key is `value`, the name of a node (its value), `dNAME` or `dOUTPUT/dNAME` (a derivative), or
`ops.function`, `ops.forward`, `ops.reverse`. A node that is really called `dx` wins over the
derivative; `df/dx` and `dfdx` always mean the derivative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...parser.errors import BackpropError, did_you_mean
from ..expression.find import normalised
from .text import quoted_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...autodiff.answers.report import Costs, Evaluation, ModeCost, Row
    from ...autodiff.graph.notes import Number

OPERATIONS = ("ops.function", "ops.forward", "ops.reverse")


def wants_costs(keys: Iterable[str]) -> bool:
    """Whether any of the keys asks for operation counts."""
    return any(key in OPERATIONS for key in keys)


def only_value(outputs: Sequence[str]) -> str:
    """The only output, whose value `value` is."""
    if len(outputs) > 1:
        raise BackpropError(
            "'value' is one number, and there are several outputs",
            hint=f"ask for {quoted_list(tuple(outputs), 'or')}",
        )
    return outputs[0]


class Answers:
    """An evaluation, asked by keys."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.rows: dict[str, Row] = {row.name: row for row in evaluation.rows}

    def number(self, key: str) -> Number:
        """The number that the key asks for."""
        if key in OPERATIONS:
            return self.operations(key)
        output, node = self.quotient(key)
        if output is not None and node is not None:
            return self.derivative(output, node)
        if key in self.known_values():
            return self.value(key)
        if key == "value":
            return self.only_value()
        if key.startswith("d") and key[1:] in self.known_values():
            return self.derivative(self.only_output(key), key[1:])
        raise self.unknown(key)

    def known_values(self) -> set[str]:
        """Every name that has a value."""
        return {*self.rows, *self.evaluation.values}

    def quotient(self, key: str) -> tuple[str | None, str | None]:
        """The output and the node of `dOUTPUT/dNAME` or `dOUTPUTdNAME`."""
        if "/" in key:
            above, _, below = key.partition("/")
            if above.startswith("d") and below.startswith("d"):
                return self.checked(normalised(above[1:].strip()), normalised(below[1:].strip()))
            raise self.unknown(key)
        for output in self.evaluation.outputs:
            start = f"d{output}d"
            if key.startswith(start) and key[len(start) :] in self.known_values():
                return output, key[len(start) :]
        return None, None

    def checked(self, output: str, node: str) -> tuple[str, str]:
        """The two names of a quotient, if the first is an output and the second a node."""
        if output not in self.evaluation.outputs:
            outputs = self.evaluation.outputs
            if output[:1].isdigit() and output.lstrip("0123456789") in outputs:
                raise BackpropError(
                    f"'d{output}/d{node}' is no first derivative, and 'eval' gives no others",
                    hint="'backprop hessian' takes keys such as d2f/dx2 and d2f/dxdy, and "
                    "diff(f, x, 2) in the expression is a derivative of any order",
                )
            raise BackpropError(
                f"'{output}' is not an output",
                hint=did_you_mean(output, list(outputs)) or outputs_are(outputs),
            )
        if node not in self.known_values():
            raise BackpropError(
                f"there is no node '{node}'", hint=did_you_mean(node, list(self.known_values()))
            )
        return output, node

    def value(self, name: str) -> Number:
        """The value of a node or an output."""
        row = self.rows.get(name)
        value = row.value if row else self.evaluation.values[name]
        if value is None:
            raise BackpropError(
                f"'{name}' has no value: it belongs to the branch of a 'where' that was not taken, "
                "or to a derivative by diff(…) that was found as a limit"
            )
        return value

    def only_value(self) -> Number:
        """The value of the only output."""
        return self.evaluation.values[only_value(self.evaluation.outputs)]

    def only_output(self, key: str) -> str:
        """The only output, which `dNAME` leaves out."""
        first, *others = outputs = self.evaluation.outputs
        if others:
            keys = [f"d{output}/{key}" for output in outputs]
            raise BackpropError(
                f"'{key}' does not say of which output, and there are several",
                hint=f"ask for {quoted_list(keys, 'or')}",
            )
        return first

    def derivative(self, output: str, node: str) -> Number:
        """∂output/∂node."""
        known = self.evaluation.gradient[output].get(node)
        if known is not None:
            return known
        row = self.rows.get(node)
        found = row.gradient.get(output) if row else None
        if found is not None:
            return found
        raise BackpropError(
            f"the derivative of '{output}' by '{node}' was not computed", hint=self.remedy(node)
        )

    def remedy(self, node: str) -> str:
        """How to have the derivative with respect to a node computed."""
        if self.evaluation.numbers == "exact" and node in self.evaluation.wrt:
            return "it leaves the rational numbers; --digits 50 works it out to 50 digits"
        if "reverse" not in self.evaluation.modes and node not in self.evaluation.inputs:
            return "forward mode knows only the derivatives by what --wrt names; use --mode reverse"
        wrt = ",".join([*self.evaluation.wrt, node])
        return f"it depends on nothing that --wrt names; add it there: --wrt {wrt}"

    def operations(self, key: str) -> float:
        """How many operations the function or a mode takes, as they are executed."""
        costs = self.evaluation.costs
        if costs is None:
            raise BackpropError("the operations were not counted")
        if key == "ops.function":
            return float(costs.function.total)
        return float(executed(key, costs))

    def unknown(self, key: str) -> BackpropError:
        """What to say to a key that means nothing here."""
        return BackpropError(
            f"there is nothing called '{key}'", hint=self.meant(key, list(self.known_values()))
        )

    def meant(self, key: str, names: list[str]) -> str:
        """The keys that may have been meant, or a list of what there is."""
        derivatives = [f"d{name}" for name in names]
        known = ["value", *OPERATIONS, *names, *derivatives]
        return did_you_mean(key, known) or f"ask for value, a node, dNODE, {', '.join(OPERATIONS)}"


def executed(key: str, costs: Costs) -> int:
    """The executed total of the mode that the key names."""
    mode = key.removeprefix("ops.")
    cost: ModeCost | None = costs.forward if mode == "forward" else costs.reverse
    if cost is None:
        raise BackpropError(f"{mode} mode was not run", hint=f"add --mode {mode} or --mode both")
    return cost.executed.total


def outputs_are(outputs: Sequence[str]) -> str:
    """A sentence that names the outputs."""
    return f"the output{'s are' if len(outputs) > 1 else ' is'} {quoted_list(list(outputs))}"
