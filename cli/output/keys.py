"""The numbers that `--get` asks a report for, by their keys.

A key is `value`, the name of a node (its value), `dNAME` or `dOUT/dNAME` or `dOUTdNAME` (a
derivative); of an evaluation also `ops.function`, `ops.forward` and `ops.reverse`; of a Hessian
also `d2OUT/dNAMEdNAME` and `d2OUT/dNAME2`. A node that is really called `dx` wins over the
derivative; `df/dx` and `dfdx` always mean the derivative.

What is kept true: a derivative that is structurally zero is 0 in a matrix, and an error of an
evaluation, which may not have looked.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from ...autodiff.answers.report import Evaluation
from ...parser.errors import BackpropError, did_you_mean
from ...parser.literals import normalised
from .text import quoted_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ...autodiff.answers.report import Costs, Matrices, ModeCost
    from ...autodiff.graph.notes import Number
    from ..values.subject import Subject

OPERATIONS = ("ops.function", "ops.forward", "ops.reverse")
MOST_LOOKED_THROUGH = 200
"""So many keys of a matrix are looked through for what may have been meant."""


def wants_costs(keys: Iterable[str]) -> bool:
    """Whether any of the keys asks for operation counts."""
    return any(key in OPERATIONS for key in keys)


def numbers_of(report: Evaluation | Matrices, keys: Iterable[str]) -> list[Number]:
    """The numbers that the keys ask a report for.

    Raises `BackpropError` where one of them does not exist.
    """
    known = EvaluationKeys(report) if isinstance(report, Evaluation) else MatrixKeys(report)
    return [known.number(key) for key in keys]


def needed_derivatives(
    keys: Iterable[str], subject: Subject, wrt: Iterable[str]
) -> Collection[str]:
    """The names of whose derivatives the keys may speak.

    `dx` may be a name as well, and `dudx` the derivative of u or of a node `dud`: what may be meant
    counts.
    """
    keys = tuple(keys)
    names = {*subject.names, *subject.survey.definitions, *wrt}
    return {name for name in names if any(key.endswith(f"d{name}") for key in keys)}


class Keys(ABC):
    """What every report answers: `nodes` have values, `sources` are what is differentiated by."""

    def __init__(
        self, outputs: tuple[str, ...], nodes: Collection[str], sources: Collection[str]
    ) -> None:
        self.outputs, self.nodes, self.sources = outputs, nodes, sources

    @abstractmethod
    def value(self, name: str) -> Number:
        """The value of a node."""

    @abstractmethod
    def derivative(self, output: str, name: str) -> Number:
        """∂output/∂name."""

    @abstractmethod
    def offered(self) -> list[str]:
        """The keys among which one that was mistyped may be found."""

    @abstractmethod
    def advice(self) -> str | None:
        """What may be asked for, where no key is like the one that was given."""

    def number(self, key: str) -> Number:
        """The number that the key asks for."""
        quotient = self.quotient(key)
        if quotient is not None:
            return self.derivative(*quotient)
        if key in self.nodes:
            return self.value(key)
        if key == "value":
            return self.value(self.only_output(key))
        if key.startswith("d") and key[1:] in self.sources:
            return self.derivative(self.only_output(key), key[1:])
        raise self.unknown(key)

    def quotient(self, key: str) -> tuple[str, str] | None:
        """The output and the name of `dOUT/dNAME` or `dOUTdNAME`."""
        above, slash, below = (part.strip() for part in key.partition("/"))
        if slash:
            output, name = normalised(above[1:].strip()), normalised(below[1:].strip())
            if not (above.startswith("d") and below.startswith("d")):
                raise self.unknown(key)
            if output in self.outputs and name in self.sources:
                return output, name
            raise self.unknown_quotient(key, output, name)
        for output in self.outputs:
            start = f"d{output}d"
            if key.startswith(start) and key[len(start) :] in self.sources:
                return output, key[len(start) :]
        return None

    def only_output(self, key: str) -> str:
        """The only output, which `value` and `dNAME` leave out."""
        if len(self.outputs) == 1:
            return self.outputs[0]
        if key == "value":
            problem, keys = "is one number, and there are several outputs", list(self.outputs)
        else:
            problem = "does not say of which output, and there are several"
            keys = [f"d{output}/{key}" for output in self.outputs]
        raise BackpropError(f"'{key}' {problem}", hint=f"ask for {quoted_list(keys, 'or')}")

    def unknown(self, key: str) -> BackpropError:
        """What to say to a key that means nothing here."""
        hint = did_you_mean(key, self.offered()) or self.advice()
        return BackpropError(f"there is nothing called '{key}'", hint=hint)

    def unknown_quotient(self, key: str, output: str, name: str) -> BackpropError:
        """What to say to `dOUT/dNAME` where one of the two is not there."""
        del output, name
        return self.unknown(key)


class EvaluationKeys(Keys):
    """The numbers of an evaluation."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.rows = {row.name: row for row in evaluation.rows}
        nodes = {**self.rows, **dict.fromkeys(evaluation.values)}
        super().__init__(evaluation.outputs, nodes, nodes)

    def number(self, key: str) -> Number:
        """The number that the key asks for."""
        return self.operations(key) if key in OPERATIONS else super().number(key)

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

    def derivative(self, output: str, name: str) -> Number:
        """∂output/∂name."""
        known = self.evaluation.gradient[output].get(name)
        if known is not None:
            return known
        row = self.rows.get(name)
        found = row.gradient.get(output) if row else None
        if found is not None:
            return found
        raise BackpropError(
            f"the derivative of '{output}' by '{name}' was not computed", hint=self.remedy(name)
        )

    def unknown_quotient(self, key: str, output: str, name: str) -> BackpropError:
        """What to say to `dOUT/dNAME` where one of the two is not there."""
        if output in self.outputs:
            hint = did_you_mean(name, list(self.sources))
            return BackpropError(f"there is no node '{name}'", hint=hint)
        if output[:1].isdigit() and output.lstrip("0123456789") in self.outputs:
            return BackpropError(
                f"'{key}' is no first derivative, and 'eval' gives no others",
                hint="'backprop hessian' takes keys such as d2f/dx2 and d2f/dxdy, and "
                "diff(f, x, 2) in the expression is a derivative of any order",
            )
        listed = f"the output{'s are' if len(self.outputs) > 1 else ' is'} "
        return BackpropError(
            f"'{output}' is not an output",
            hint=did_you_mean(output, list(self.outputs)) or listed + quoted_list(self.outputs),
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

    def offered(self) -> list[str]:
        """Every key."""
        return ["value", *OPERATIONS, *self.nodes, *[f"d{name}" for name in self.nodes]]

    def advice(self) -> str:
        """The kinds of keys."""
        return f"ask for value, a node, dNODE, {', '.join(OPERATIONS)}"


class MatrixKeys(Keys):
    """The numbers of a Jacobian or a Hessian; what is structurally zero is 0."""

    def __init__(self, found: Matrices) -> None:
        self.found = found
        super().__init__(found.outputs, found.values, found.wrt)

    def number(self, key: str) -> Number:
        """The number that the key asks for."""
        above, _, below = (part.strip() for part in key.partition("/"))
        output, pair = normalised(above[2:]), self.pair(below)
        if self.found.kind == "jacobian" or not above.startswith("d2") or pair is None:
            return super().number(key)
        if output not in self.outputs:
            raise self.unknown(key)
        return self.found.blocks[self.outputs.index(output)].entries.get(pair, 0.0)

    def pair(self, below: str) -> tuple[str, str] | None:
        """The two names of `dNAMEdNAME` or `dNAME2`."""
        if below.endswith("2") and normalised(below[1:-1]) in self.sources:
            return normalised(below[1:-1]), normalised(below[1:-1])
        for place, letter in enumerate(below[:-1]):
            if place and letter == "d":
                first, second = normalised(below[1:place]), normalised(below[place + 1 :])
                if first in self.sources and second in self.sources:
                    return first, second
        return None

    def value(self, name: str) -> Number:
        """The value of an output."""
        return self.found.values[name]

    def derivative(self, output: str, name: str) -> Number:
        """∂output/∂name."""
        if self.found.kind == "hessian":
            return self.found.gradient.get((output, name), 0.0)
        return self.found.blocks[0].entries.get((output, name), 0.0)

    def offered(self) -> list[str]:
        """The first of the keys."""
        outputs = self.outputs[:MOST_LOOKED_THROUGH]
        names = self.found.wrt[:MOST_LOOKED_THROUGH]
        firsts = [f"d{output}/d{name}" for output in outputs for name in names]
        seconds: list[str] = []
        if self.found.kind == "hessian":
            seconds = [f"d2{output}/d{name}2" for output in outputs for name in names]
        return [*outputs, *seconds[:MOST_LOOKED_THROUGH], *firsts[:MOST_LOOKED_THROUGH]]

    def advice(self) -> str | None:
        """A derivative that there is."""
        keys = self.offered()[len(self.outputs[:MOST_LOOKED_THROUGH]) :]
        return f"ask for a derivative such as {keys[0]}" if keys else None


def executed(key: str, costs: Costs) -> int:
    """The executed total of the mode that the key names."""
    mode = key.removeprefix("ops.")
    cost: ModeCost | None = costs.forward if mode == "forward" else costs.reverse
    if cost is None:
        raise BackpropError(f"{mode} mode was not run", hint=f"add --mode {mode} or --mode both")
    return cost.executed.total
